//! Applications, plans, alerts, the account and its users.

use portal::model::Role;
use portal::runtime::customers::{Actor, NewUser};

use super::SITE;
use super::browser::{Browser, fresh_key};
use crate::run::portal::Running;
use crate::store::on_both;

on_both! {
    async fn an_application_is_made_changed_and_deleted(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let form = browser.get("/admin/applications/new/").body();
        assert!(form.contains("authenticity_token") && form.contains("Platinum"), "{form}");
        let fields = [("application[name]", " Shop "), ("application[description]", "One\r\ntwo"), ("plan_id", "bronze")];
        let made = browser.send("POST", "/admin/applications", &fields).await;
        assert_eq!(made.status, 201, "{}", made.body());
        assert_eq!(fresh_key(&made).len(), 32);
        let dossier = running.customers().dossier(acme.account.id).await.expect("it answers").expect("an account");
        let shop = dossier.applications[1].application.clone();
        assert_eq!((shop.name.as_str(), shop.description.as_str()), ("Shop", "One\ntwo"));
        let own = format!("/admin/applications/{}", shop.id);
        assert_eq!(browser.get(&format!("{own}/")).status, 200, "with and without a slash");
        let page = browser.send_and_follow("PUT", &own, &[("application[name]", "Shop <2>")]).await.body();
        assert!(page.contains("Shop &lt;2&gt;") && page.contains("The application was changed."), "{page}");
        let wrong = browser.send("PUT", &own, &[("application[name]", ""), ("application[description]", "kept")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body().contains("can't be blank") || wrong.body().contains("can&#39;t be blank"), "{}", wrong.body());
        assert!(wrong.body().contains("kept"), "what was sent is in the form");
        assert!(browser.send_and_follow("DELETE", &own, &[]).await.body().contains("was deleted"));
        assert_eq!(browser.get(&own).status, 404);
        // Methods of programs are taken as those of forms.
        let token = browser.token().await;
        let headers = format!(
            "X-CSRF-Token: {token}\r\nOrigin: http://localhost:{}\r\n{}", running.port, browser.header()
        );
        let own = format!("/admin/applications/{}", acme.application.id);
        assert_eq!(running.request("DELETE", &own, &headers, "").status, 303);
        assert_eq!(browser.get(&own).status, 404);
        assert_eq!(browser.get("/admin/applications/x").status, 404);
        let refused = browser.send("POST", "/admin", &[]).await;
        assert_eq!((refused.status, refused.header("allow")), (405, "GET"));
    }
}

on_both! {
    async fn an_application_that_cannot_be_made_comes_back_with_what_was_sent(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        for (fields, said) in [
            (vec![("application[name]", ""), ("application[description]", "my <words>"), ("plan_id", "bronze")], "be blank"),
            (vec![("application[name]", "A"), ("application[description]", "my <words>"), ("plan_id", "none")], "my &lt;words&gt;"),
            (vec![("application[name]", "A"), ("application[description]", "my <words>")], "my &lt;words&gt;"),
        ] {
            let answer = browser.send("POST", "/admin/applications", &fields).await;
            assert_eq!(answer.status, 422, "{}", answer.body());
            assert!(answer.body().contains("my &lt;words&gt;") && answer.body().contains(said), "{}", answer.body());
        }
        assert_eq!(running.customers().applications(acme.account.id).await.expect("applications").len(), 1);
    }
}

on_both! {
    async fn a_plan_is_changed_or_asked_for(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        assert_eq!(browser.get("/docs/gold/").status, 404);
        let page = browser.send_and_follow("PUT", &format!("{own}/plan"), &[("plan_id", "gold")]).await;
        assert!(page.body().contains("is on the plan Gold"), "{}", page.body());
        assert_eq!(browser.get("/docs/gold/").status, 200, "and sees what it opens");
        let contract = format!("/admin/contracts/{}?plan_id=platinum", acme.application.id);
        let page = browser.send_and_follow("PUT", &contract, &[]).await;
        assert!(page.body().contains("until it is approved"), "{}", page.body());
        let plan = || async { running.customers().application(acme.application.id).await.expect("it answers").expect("it").plan };
        assert_eq!(plan().await, "gold", "the company decides");
        for (fields, said) in [(vec![("plan_id", "simple")], "user_key"), (vec![("plan_id", "none")], "does not exist"), (vec![], "be blank")] {
            let answer = browser.send("PUT", &format!("{own}/plan"), &fields).await;
            assert_eq!(answer.status, 422);
            assert!(answer.body().contains(said), "{said}: {}", answer.body());
        }
        assert_eq!(plan().await, "gold");
    }
}

on_both! {
    async fn nothing_is_made_for_an_application_that_waits(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let fields = [("application[name]", "Ships"), ("plan_id", "platinum")];
        let made = browser.send("POST", "/admin/applications", &fields).await;
        assert_eq!(made.status, 201);
        assert!(made.body().contains("Waits for approval"), "{}", made.body());
        let ships = running.customers().applications(acme.account.id).await.expect("applications").remove(1);
        for (method, rest) in [("POST", "keys"), ("PUT", "plan"), ("PUT", "user_key")] {
            let path = format!("/admin/applications/{}/{rest}", ships.id);
            let answer = browser.send(method, &path, &[("plan_id", "bronze")]).await;
            assert_eq!(answer.status, 422, "{path}");
            assert!(answer.body().contains("waits for approval"), "{path}: {}", answer.body());
        }
    }
}

on_both! {
    async fn alerts_are_read_and_deleted(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let customers = running.customers();
        for _ in 0..3 {
            customers.count(acme.application.id, &[("hits", 5)], customers.now()).await.expect("it is counted");
        }
        let alerts = || async { customers.dossier(acme.account.id).await.expect("it answers").expect("it").applications[0].alerts.clone() };
        let raised = alerts().await;
        assert_eq!(raised.len(), 3, "{raised:?}");
        let mut browser = Browser::of(&running, &acme);
        let path = format!("/admin/applications/{}/alerts", acme.application.id);
        assert!(browser.get(&path).body().contains("150%"));
        let states = || async { alerts().await.iter().map(|alert| alert.state.name().to_owned()).collect::<Vec<_>>() };
        browser.send_and_follow("PUT", &format!("{path}/{}/read", raised[0].id), &[]).await;
        assert_eq!(states().await, ["read", "unread", "unread"]);
        browser.send_and_follow("PUT", &format!("{path}/all_read"), &[]).await;
        assert_eq!(states().await, ["read"; 3]);
        browser.send_and_follow("DELETE", &format!("{path}/{}", raised[0].id), &[]).await;
        assert_eq!(states().await.len(), 2);
        let page = browser.send_and_follow("DELETE", &format!("{path}/purge"), &[]).await;
        assert!(states().await.is_empty() && page.body().contains("All alerts were deleted."), "{}", page.body());
    }
}

on_both! {
    async fn the_account_and_its_users_are_changed_by_administrators(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut change = running.customers().change(Actor::System).await.expect("a change");
        let anna = NewUser { username: "anna".to_owned(), ..NewUser::default() };
        let anna = change.create_user(acme.account.id, anna).await.expect("a user");
        change.commit().await.expect("it is true");
        running.portal.changed();
        let mut browser = Browser::of(&running, &acme);
        let page = browser.send_and_follow("PUT", "/admin/account", &[("account[org_name]", "Acme & Sons")]).await;
        assert!(page.body().contains("Acme &amp; Sons"), "{}", page.body());
        assert_eq!(browser.send("PUT", "/admin/account", &[("account[org_name]", " ")]).await.status, 422);
        let of = |id: i64| format!("/admin/account/users/{id}");
        assert_eq!(browser.get(&format!("{}/edit", of(anna.id))).status, 200);
        let fields = [("user[username]", "anna"), ("user[name]", "Anna"), ("user[email]", "a@example.com"), ("user[role]", "admin")];
        browser.send_and_follow("PUT", &of(anna.id), &fields).await;
        let found = running.customers().user(anna.id).await.expect("it answers").expect("anna");
        assert_eq!((found.name.as_deref(), found.email.as_deref(), found.role), (Some("Anna"), Some("a@example.com"), Role::Admin));
        for (id, fields) in [
            (anna.id, vec![("user[username]", "acme2")]),
            (anna.id, vec![("user[email]", "no address")]),
            (anna.id, vec![("user[role]", "king")]),
            (acme.user.id, vec![("user[role]", "member")]),
        ] {
            let answer = browser.send("PUT", &of(id), &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}: {}", answer.body());
        }
        let annas = running.log_in(&anna).await;
        assert_eq!(Browser::with(&running, &annas).get("/admin").status, 200);
        assert!(browser.send_and_follow("DELETE", &of(acme.user.id), &[]).await.body().contains("Nobody removes themselves"));
        browser.send_and_follow("DELETE", &of(anna.id), &[]).await;
        assert_eq!(Browser::with(&running, &annas).get("/admin").status, 303, "she is logged out");
    }
}

on_both! {
    async fn a_user_changes_their_own_details_and_sees_what_was_changed(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        running.log_in(&acme.user).await;
        let path = "/admin/account/personal_details";
        let page = browser.get(path).body();
        assert_eq!(page.matches("This one").count(), 1, "{page}");
        let page = browser.send_and_follow("PUT", path, &[("user[name]", "Ann & Co"), ("user[email]", "")]).await.body();
        assert!(page.contains("Ann &amp; Co") && page.contains("Your details were changed."), "{page}");
        let wrong = browser.send("PUT", path, &[("user[name]", "Kept"), ("user[email]", "nothing")]).await;
        assert!(wrong.status == 422 && wrong.body().contains("nothing") && wrong.body().contains("Kept"), "{}", wrong.body());
        assert_eq!(browser.send("PUT", path, &[("user[username]", "other")]).await.status, 422);
        let audit = browser.get("/admin/account/audit").body();
        assert!(audit.contains("User updated") && audit.contains("changed: name"), "{audit}");
        assert_eq!(browser.get("/admin/account/audit?page=2").status, 200);
        assert_eq!(browser.get("/admin/account/audit?page=x").status, 200);
    }
}
