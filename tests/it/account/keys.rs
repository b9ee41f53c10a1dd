//! Keys: made, shown once, replaced, revoked, shown again.

use portal::model::Mode;

use super::browser::{Browser, fresh_key, is_taken, set_cookies};
use super::{SITE, revealing};
use crate::run::portal::Running;
use crate::store::on_both;

on_both! {
    async fn statement_52_a_key_is_shown_once(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let made = browser.send("POST", &format!("{own}/keys"), &[("name", "Staging <b>&")]).await;
        assert_eq!((made.status, made.header("cache-control")), (201, "private, no-store"));
        assert_eq!(made.header("vary"), "Cookie");
        let key = fresh_key(&made);
        assert!(key.len() >= 32 && is_taken(&running, &acme, &key).await, "{key}");
        assert!(!made.headers.contains(&key), "it is in no cookie");
        for path in ["/admin", "/admin/applications", own.as_str(), "/admin/account/audit", "/docs/gold/"] {
            assert!(!browser.get(path).body().contains(&key), "{path}");
        }
        let page = browser.get(&own).body();
        assert!(page.contains(&format!("{}…{}", &key[..4], &key[key.len() - 4..])) && page.contains("Staging &lt;b&gt;&amp;"), "{page}");
        assert!(!page.contains("<b>&"), "{page}");
        // Keys that are not kept are not shown again.
        let id = running.customers().keys(acme.application.id).await.expect("keys")[1].id;
        let answer = browser.send("POST", &format!("{own}/keys/{id}/reveal"), &[]).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.body().contains(&key));
    }
}

on_both! {
    async fn statement_52_a_kept_key_is_shown_to_a_recent_login_and_that_is_written_down(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "gold").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let id = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        let reveal = format!("{own}/keys/{id}/reveal");
        let page = browser.get(&own).body();
        assert!(!page.contains(&acme.key) && page.contains(&format!("action=\"{reveal}\"")), "not without being asked for: {page}");
        assert!(!browser.get("/docs/gold/").body().contains(&acme.key));
        let page = browser.send_and_follow("POST", &reveal, &[]).await;
        assert!(page.body().contains(&acme.key), "{}", page.body());
        assert!(browser.get("/docs/gold/").body().contains(&acme.key), "in pages of the site as well");
        let entry = running.customers().audit(Some(acme.account.id), None, 1).await.expect("entries").remove(0);
        assert_eq!((entry.action.as_str(), entry.actor_name.as_str()), ("key.revealed", "acme"));
        fresh.clock.advance(601);
        assert!(!browser.get(&own).body().contains(&acme.key), "for ten minutes");
        let late = browser.send("POST", &reveal, &[]).await;
        assert_eq!(late.status, 303, "the login is too old");
        assert!(!browser.get(&own).body().contains(&acme.key));
        let shown = running.customers().audit(Some(acme.account.id), None, 9).await.expect("entries");
        assert_eq!(shown.iter().filter(|entry| entry.action == "key.revealed").count(), 1);
        // What one session has asked for, another has not: the cookie is worth nothing there.
        let mut other = Browser::with(&running, &running.log_in(&acme.user).await);
        let first = other.send_and_follow("POST", &reveal, &[]).await;
        assert!(first.body().contains(&acme.key));
        let note = other.cookies["__Host-portal-revealed"].clone();
        let mut third = Browser::with(&running, &running.log_in(&acme.user).await);
        third.cookies.insert("__Host-portal-revealed".to_owned(), note);
        assert!(!third.get(&own).body().contains(&acme.key));
    }
}

on_both! {
    async fn statement_36_the_session_has_another_id_after_a_key_was_shown_and_a_plan_changed(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let id = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        for (method, path, fields) in [
            ("POST", format!("{own}/keys"), vec![]),
            ("PUT", format!("{own}/keys/{id}/regenerate"), vec![]),
            ("POST", format!("{own}/keys/{id}/reveal"), vec![]),
            ("PUT", format!("{own}/plan"), vec![("plan_id", "gold")]),
            ("PUT", format!("/admin/contracts/{}?plan_id=bronze", acme.application.id), vec![]),
            ("POST", "/admin/applications".to_owned(), vec![("application[name]", "New"), ("plan_id", "bronze")]),
        ] {
            let former = browser.session().to_owned();
            let answer = browser.send(method, &path, &fields).await;
            assert!(matches!(answer.status, 201 | 303), "{path}: {} {}", answer.status, answer.body());
            let cookie = set_cookies(&answer).into_iter().find(|(name, ..)| name == "__Host-portal").expect("a cookie");
            assert_eq!(cookie.2, " Path=/; Secure; HttpOnly; SameSite=Lax");
            assert_ne!(browser.session(), former);
            assert_eq!(browser.get("/admin").status, 200, "{path}: the new one is logged in");
            let mut thief = Browser::with(&running, &former);
            assert_eq!(thief.get("/admin").status, 303, "{path}: the former one is not");
            // The form is not done again by whoever loads its answer again.
            let again = thief.send(method, &path, &fields).await;
            assert!(matches!(again.status, 401 | 403), "{path}: {}", again.status);
        }
    }
}

on_both! {
    async fn statement_54_two_keys_live_at_once_and_each_is_revoked_alone(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let second = fresh_key(&browser.send("POST", &format!("{own}/keys"), &[]).await);
        assert!(is_taken(&running, &acme, &acme.key).await && is_taken(&running, &acme, &second).await);
        let keys = running.customers().keys(acme.application.id).await.expect("keys");
        let page = browser.send_and_follow("DELETE", &format!("{own}/keys/{}", keys[0].id), &[]).await;
        assert!(page.body().contains("was revoked"), "{}", page.body());
        assert!(!is_taken(&running, &acme, &acme.key).await, "statement 56: at once");
        assert!(is_taken(&running, &acme, &second).await);
        assert!(!browser.get(&own).body().contains("was revoked"), "it is told once");
        let last = browser.send("DELETE", &format!("{own}/keys/{}", keys[1].id), &[]).await;
        assert_eq!(last.status, 422);
        assert!(last.body().contains("last key") && is_taken(&running, &acme, &second).await, "{}", last.body());
        assert_eq!(browser.send("DELETE", &format!("{own}/keys/{}", keys[0].id), &[]).await.status, 404, "it is gone");
    }
}

on_both! {
    async fn a_key_is_replaced_with_an_overlap(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let id = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        let made = browser.send("PUT", &format!("{own}/keys/{id}/regenerate"), &[]).await;
        assert!(made.body().contains("24 more hours"), "{}", made.body());
        let new = fresh_key(&made);
        assert!(is_taken(&running, &acme, &acme.key).await && is_taken(&running, &acme, &new).await);
        fresh.clock.advance(24 * 3600 + 1);
        assert!(!is_taken(&running, &acme, &acme.key).await && is_taken(&running, &acme, &new).await);
        // At once, where a key has become known.
        let mut browser = Browser::with(&running, &running.log_in(&acme.user).await);
        let id = running.customers().keys(acme.application.id).await.expect("keys")[1].id;
        let made = browser.send("PUT", &format!("{own}/keys/{id}/regenerate"), &[("overlap", "0")]).await;
        assert!(!is_taken(&running, &acme, &new).await && is_taken(&running, &acme, &fresh_key(&made)).await);
    }
}

on_both! {
    async fn an_application_with_a_user_key_gets_another_one(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "simple").await;
        assert_eq!(acme.application.mode, Mode::UserKey);
        let mut browser = Browser::of(&running, &acme);
        let path = format!("/admin/applications/{}/user_key", acme.application.id);
        let made = browser.send("PUT", &path, &[]).await;
        assert_eq!(made.status, 201, "{}", made.body());
        let key = fresh_key(&made);
        let taken = running.customers().verify(portal::runtime::customers::Presented::UserKey(&key)).await;
        assert!(taken.expect("the database answers").is_some());
        assert_eq!(browser.get(&path).header("location"), format!("/admin/applications/{}", acme.application.id));
        let second = browser.send("POST", &format!("/admin/applications/{}/keys", acme.application.id), &[]).await;
        assert_eq!(second.status, 422, "it has one");
    }
}

on_both! {
    async fn statement_55_the_limit_of_keys_holds_when_fifty_ask_at_once(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let path = format!("/admin/applications/{}/keys", acme.application.id);
        // A session each, since a session that was shown a key has another id; and twenty that share one.
        let mut browsers = Vec::new();
        for _ in 0..30 {
            browsers.push(Browser::with(&running, &running.log_in(&acme.user).await));
        }
        let shared = running.log_in(&acme.user).await;
        browsers.extend((0..20).map(|_| Browser::with(&running, &shared)));
        let mut requests = Vec::new();
        for browser in &browsers {
            requests.push((browser.header(), browser.token().await));
        }
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let ask = |(header, token): &(String, String)| {
                running.post(&path, header, &[("authenticity_token", token)]).status
            };
            let asked: Vec<_> = requests.iter().map(|request| scope.spawn(move || ask(request))).collect();
            asked.into_iter().map(|thread| thread.join().expect("an answer")).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 4, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 401 | 403 | 422)), "{statuses:?}");
        assert_eq!(running.customers().keys(acme.application.id).await.expect("keys").len(), 5);
    }
}

on_both! {
    async fn statement_56_nothing_of_a_deleted_application_is_taken(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let second = fresh_key(&browser.send("POST", &format!("{own}/keys"), &[]).await);
        let page = browser.send_and_follow("DELETE", &own, &[]).await;
        assert!(page.body().contains("Acme application was deleted."), "{}", page.body());
        for key in [&acme.key, &second] {
            assert!(!is_taken(&running, &acme, key).await);
        }
        assert_eq!(browser.get(&own).status, 404);
    }
}
