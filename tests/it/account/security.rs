//! What holds for every action: who may ask, from where, and for whose things.

use portal::model::Role;
use portal::runtime::customers::NewUser;
use portal::runtime::http::account::{ACTIONS, Action, Verb, Who};

use super::browser::Browser;
use super::{SITE, revealing};
use crate::run::portal::{Customer, Running};
use crate::store::on_both;

/// Ids that stand for those in paths.
struct Ids {
    application: i64,
    key: i64,
    alert: i64,
    user: i64,
}

impl Ids {
    /// Those of a customer, who gets an alert and a second user.
    async fn of(running: &Running, customer: &Customer) -> Self {
        let customers = running.customers();
        customers.count(customer.application.id, &[("hits", 9)], customers.now()).await.expect("it is counted");
        let mut change = customers.change(portal::runtime::customers::Actor::System).await.expect("a change");
        let user = NewUser { username: format!("second of {}", customer.account.name), ..NewUser::default() };
        let user = change.create_user(customer.account.id, user).await.expect("a user");
        change.commit().await.expect("it is true");
        running.portal.changed();
        let dossier = customers.dossier(customer.account.id).await.expect("it answers").expect("an account");
        Self {
            application: customer.application.id,
            key: dossier.applications[0].keys[0].id,
            alert: dossier.applications[0].alerts[0].id,
            user: user.id,
        }
    }

    fn put_in(&self, path: &str) -> String {
        let ids = [("{id}", self.application), ("{key}", self.key), ("{alert}", self.alert), ("{user}", self.user)];
        ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, &id.to_string()))
    }
}

fn writes() -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(|action| action.verb != Verb::Get)
}

/// What makes each action one that would be done.
const FIELDS: [(&str, &str); 5] = [
    ("application[name]", "Changed"),
    ("plan_id", "gold"),
    ("account[org_name]", "Changed"),
    ("user[name]", "Changed"),
    ("user[role]", "admin"),
];

on_both! {
    /// Of every action that changes something: without the token, with the token of another session, from another site.
    async fn statement_41_no_other_site_changes_anything(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let bolt = running.customer("Bolt", "bronze").await;
        let ids = Ids::of(&running, &acme).await;
        let browser = Browser::of(&running, &acme);
        let (own, other) = (browser.token().await, Browser::of(&running, &bolt).token().await);
        let again = Browser::with(&running, &running.log_in(&acme.user).await).token().await;
        let before = fresh.content().await;
        let here = format!("Origin: http://localhost:{}\r\n", running.port);
        let same = "Sec-Fetch-Site: same-origin\r\n";
        let mut asked = 0;
        for action in writes() {
            let path = ids.put_in(action.path);
            for (token, headers, what) in [
                ("", format!("{here}{same}"), "no token"),
                ("AAAA", format!("{here}{same}"), "no real token"),
                (other.as_str(), format!("{here}{same}"), "another's token"),
                (again.as_str(), format!("{here}{same}"), "another session's token"),
                (own.as_str(), format!("{here}Sec-Fetch-Site: cross-site\r\n"), "from another site"),
                (own.as_str(), format!("{here}Sec-Fetch-Site: same-site\r\n"), "from another host of the site"),
                (own.as_str(), format!("Origin: https://evil.example\r\n{same}"), "another origin"),
                (own.as_str(), "Origin: null\r\n".to_owned(), "an origin that hides"),
            ] {
                let verb = action.verb.name();
                let fields: Vec<(&str, &str)> = [("authenticity_token", token)].into_iter().chain(FIELDS).collect();
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
                let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
                let headers = format!("{kind}{headers}{}", browser.header());
                let answer = running.request(verb, &path, &headers, &body);
                assert_eq!(answer.status, 403, "{verb} {path}, {what}: {}", answer.body());
                let posted = format!("{body}&_method={}", verb.to_lowercase());
                let answer = running.request("POST", &path, &headers, &posted);
                assert_eq!(answer.status, 403, "{verb} {path} as a form, {what}: {}", answer.body());
                asked += 2;
            }
            let stranger = running.post(&path, "", &[("authenticity_token", &own)]);
            assert_eq!(stranger.status, 401, "{path}");
            let typed = format!("{here}{same}Content-Type: text/plain\r\nX-CSRF-Token: {own}\r\n{}", browser.header());
            let answer = running.request(action.verb.name(), &path, &typed, "{\"plan_id\":\"gold\"}");
            assert_eq!(answer.status, 415, "statement 43: {path}");
        }
        assert!(asked > 200, "{asked}");
        assert_eq!(fresh.content().await, before, "nothing has changed");
    }
}

on_both! {
    /// Every page that there is, and every link in them, read by an administrator.
    async fn statement_42_reading_changes_nothing(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "gold").await;
        let ids = Ids::of(&running, &Customer { session: acme.session.clone(), ..running.customer("Bolt", "bronze").await }).await;
        let own = running.customers().dossier(acme.account.id).await.expect("it answers").expect("an account");
        let own = Ids { application: acme.application.id, key: own.applications[0].keys[0].id, ..ids };
        let mut browser = Browser::of(&running, &acme);
        let before = fresh.content().await;
        let mut paths: Vec<String> = ACTIONS.iter().map(|action| own.put_in(action.path)).collect();
        paths.extend(["/", "/docs/gold/", "/_portal/credentials.json", "/api_docs/account_data.json"].map(str::to_owned));
        let mut at = 0;
        while at < paths.len() {
            let answer = browser.get(&paths[at].clone());
            assert!(answer.status < 500, "{}: {}", paths[at], answer.body());
            for link in answer.body().split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let link = link.split('#').next().unwrap_or_default().replace("&amp;", "&");
                if link.starts_with('/') && !link.starts_with("/assets/") && !paths.contains(&link) {
                    paths.push(link);
                }
            }
            for slash in ["HEAD", "OPTIONS"] {
                let status = running.request(slash, &paths[at], &browser.header(), "").status;
                assert!(status < 500, "{slash} {}", paths[at]);
            }
            at += 1;
        }
        assert!(paths.len() > 40, "{paths:?}");
        for action in writes() {
            let path = own.put_in(action.path);
            let query = format!("{path}?_method={}&plan_id=gold&authenticity_token=x", action.verb.name().to_lowercase());
            assert!(browser.get(&query).status < 500, "{query}");
        }
        assert_eq!(fresh.content().await, before, "nothing has changed");
    }
}

on_both! {
    /// Of every action with an id in its path: another account's, and one's own beside another's.
    async fn statement_49_the_things_of_another_customer_are_not_there(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let bolt = running.customer("Bolt", "bronze").await;
        let (theirs, own) = (Ids::of(&running, &acme).await, Ids::of(&running, &bolt).await);
        let mut browser = Browser::of(&running, &bolt);
        let before = fresh.content().await;
        let mut swept = 0;
        for action in ACTIONS.iter().filter(|action| action.path.contains('{')) {
            let verb = action.verb.name();
            let mut paths = vec![theirs.put_in(action.path), action.path.replace("{id}", &own.application.to_string())];
            paths[1] = theirs.put_in(&paths[1]);
            for odd in ["0", "-1", "99999999", "9999999999999999999999", "x", "1%202", "%31x", "+1"] {
                let path = action.path.replace("{id}", odd).replace("{user}", odd);
                paths.push(own.put_in(&path));
            }
            for path in paths.into_iter().filter(|path| *path != own.put_in(action.path)) {
                let answer = if action.verb == Verb::Get { browser.get(&path) } else { browser.send(verb, &path, &FIELDS).await };
                // `back` of one's own application knows no keys.
                let is_own = path.contains(&format!("/applications/{}/", own.application));
                let leads_home = is_own && answer.header("location") == format!("/admin/applications/{}", own.application);
                assert!(answer.status == 404 || (action.verb == Verb::Get && leads_home), "{verb} {path}: {} {}", answer.status, answer.body());
                assert!(!answer.body().contains("Acme"), "{verb} {path}");
                swept += 1;
            }
        }
        assert!(swept > 150, "{swept}");
        assert_eq!(fresh.content().await, before, "nothing has changed");
        for path in ["/_portal/credentials.json", "/api_docs/account_data.json", "/admin", "/admin/account/audit"] {
            let body = browser.get(path).body();
            assert!(!body.contains("Acme") && !body.contains(acme.application.app_id.as_deref().expect("an id")), "{path}");
        }
    }
}

on_both! {
    async fn members_manage_applications_and_administrators_the_rest(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let ids = Ids::of(&running, &acme).await;
        let mut change = running.customers().change(portal::runtime::customers::Actor::System).await.expect("a change");
        let member = NewUser { username: "mem".to_owned(), role: Role::Member, ..NewUser::default() };
        let member = change.create_user(acme.account.id, member).await.expect("a user");
        change.commit().await.expect("it is true");
        running.portal.changed();
        let mut browser = Browser::with(&running, &running.log_in(&member).await);
        let before = fresh.content().await;
        for action in ACTIONS.iter().filter(|action| action.who == Who::Admin) {
            let path = ids.put_in(action.path);
            let answer = if action.verb == Verb::Get { browser.get(&path) } else { browser.send(action.verb.name(), &path, &FIELDS).await };
            assert_eq!(answer.status, 403, "{path}");
        }
        assert_eq!(fresh.content().await, before, "nothing has changed");
        let own = format!("/admin/applications/{}", ids.application);
        assert_eq!(browser.send("POST", &format!("{own}/keys"), &[]).await.status, 201);
        for page in ["/admin", "/admin/account", "/admin/account/users", "/admin/account/personal_details", own.as_str()] {
            assert_eq!(browser.get(page).status, 200, "{page}");
        }
        assert!(!browser.get("/admin/account").body().contains("/admin/account/edit"));
    }
}

on_both! {
    async fn statement_71_keys_are_made_and_shown_at_a_rate(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let id = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        for (path, burst) in [(format!("{own}/keys/{id}/reveal"), 20), (format!("{own}/keys"), 60)] {
            for turn in 0..burst {
                let spoofed = format!("X-Forwarded-For: 192.0.2.{turn}\r\n{}", browser.header());
                let token = browser.token().await;
                let answer = running.post(&path, &spoofed, &[("authenticity_token", &token)]);
                assert_ne!(answer.status, 429, "{path}: {turn}");
                let cookies = crate::account::browser::set_cookies(&answer);
                browser.cookies.extend(cookies.into_iter().map(|(name, value, _)| (name, value)));
            }
            let answer = browser.send("POST", &path, &[]).await;
            assert_eq!(answer.status, 429, "{path}");
            assert!(answer.header("retry-after").parse::<u64>().expect("seconds") <= 31);
        }
        assert_eq!(browser.get(&own).status, 200, "the rest goes on");
    }
}
