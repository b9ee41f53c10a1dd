//! Signing up: only where the site lets strangers do that, through a provider, with a form of the portal's own.

use portal::runtime::customers::{AccountState, Role};
use serde_json::json;

use super::browser::{Browser, site};
use super::provider::{Provider, Tricks};
use crate::run::portal::{Answer, Running, build, write};
use crate::store::databases::Fresh;
use crate::store::on_both;

/// Claims are read, and make no account.
const CLAIMS: &str = "      claims: { account: org.id, account_name: org.name }\n";

async fn start(fresh: &Fresh, provider: &Provider, signup: &str) -> Running {
    let folder = site(provider, CLAIMS);
    let config = std::fs::read_to_string(folder.path().join("site/portal.yaml")).expect("a file");
    write(&folder.path().join("site"), "portal.yaml", &format!("{config}signup: {signup}\n"));
    build(folder.path());
    Running::of_bundle(folder, fresh).await
}

/// The value of the form's hidden field.
fn token(page: &Answer) -> String {
    let body = page.body();
    let rest = body.split("name=\"authenticity_token\" value=\"").nth(1).expect("a form with its token");
    rest.split('"').next().expect("a value").to_owned()
}

on_both! {
    async fn whoever_is_known_to_nobody_makes_an_account_and_is_logged_in(fresh) {
        let provider = Provider::start().await;
        provider.trick(Tricks { claims: json!({ "org": null, "name": "Zoe Zander", "preferred_username": "zoe" }), ..Tricks::default() });
        let running = start(&fresh, &provider, "true").await;
        let mut browser = Browser::new(&running);
        let page = browser.get("/signup");
        assert!(page.body().contains("/auth/corp?return_to=%2Fsignup"), "first it asks who it is: {}", page.body());
        assert!(browser.get("/login").body().contains("href=\"/signup\""));
        let led = browser.log_in("/auth/corp?return_to=%2Fdocs%2Fmine%2F").await;
        assert_eq!((led.status, led.header("location")), (303, "/signup"));
        assert!(browser.session().is_none(), "nobody is logged in yet");
        let page = browser.get("/signup");
        assert!(page.body().contains("value=\"zoe\"") && page.body().contains("value=\"Zoe Zander\""), "{}", page.body());
        let form = [("authenticity_token", token(&page)), ("account[org_name]", "Zander & Sons".to_owned()), ("user[username]", "zoe".to_owned()), ("user[email]", "zoe@example.com".to_owned())];
        let fields = |at: &str, value: &str| form.iter().map(|(name, old)| (*name, if *name == at { value.to_owned() } else { old.clone() })).collect::<Vec<_>>();
        let post = |browser: &mut Browser<'_>, fields: &[(&str, String)]| {
            browser.post("/signup", &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        };
        let wrong = post(&mut browser, &fields("account[org_name]", " "));
        assert_eq!(wrong.status, 422);
        assert!(wrong.body().contains("can&#39;t be blank") && wrong.body().contains("value=\"zoe@example.com\""), "{}", wrong.body());
        assert_eq!(post(&mut browser, &fields("authenticity_token", "made-up")).status, 403);
        let other_site = running.request("POST", "/signup", &format!("{}Origin: https://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n", browser.cookie()), "account[org_name]=x");
        assert_eq!(other_site.status, 403);
        assert!(running.customers().accounts(&Default::default(), 0, 10).await.expect("an answer").is_empty());

        let made = post(&mut browser, &fields("", ""));
        assert_eq!((made.status, made.header("location")), (303, "/auth/corp?return_to=%2Fdocs%2Fmine%2F"), "{}", made.body());
        let back = browser.log_in("/auth/corp?return_to=%2Fdocs%2Fmine%2F").await;
        assert_eq!(back.header("location"), "/docs/mine/");
        assert!(browser.get("/docs/mine/").body().contains("You are Zander &amp; Sons"));
        assert_eq!(browser.get("/signup").header("location"), "/admin", "who is logged in has an account");
        let customers = running.customers();
        let user = customers.user_by_username("zoe").await.expect("an answer").expect("a user");
        assert_eq!((user.role, user.email.as_deref()), (Role::Admin, Some("zoe@example.com")));
        running.stop().await;
    }
}

on_both! {
    async fn an_account_waits_where_the_company_approves(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, "approval").await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        let page = browser.get("/signup");
        let token = token(&page);
        let made = browser.post("/signup", &[("authenticity_token", &token), ("account[org_name]", "Acme"), ("account[user][username]", "ada")]);
        assert_eq!(made.status, 201);
        assert!(made.body().contains("waits for approval"), "{}", made.body());
        let customers = running.customers();
        let account = customers.user_by_username("ada").await.expect("an answer").expect("a user").account_id;
        let account = customers.account(account).await.expect("an answer").expect("an account");
        assert_eq!(account.state, AccountState::Pending);
        let refused = browser.log_in("/auth/corp").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body().contains("waits for approval") && browser.session().is_none(), "{}", refused.body());
        running.stop().await;
    }
}

on_both! {
    async fn an_organisation_that_is_a_customer_has_one_account_and_whom_it_asks(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, "true").await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        let page = browser.get("/signup");
        let token = token(&page);
        assert_eq!(browser.post("/signup", &[("authenticity_token", &token), ("account[org_name]", "Acme"), ("user[username]", "ada")]).status, 303);
        provider.trick(Tricks { claims: json!({ "sub": "another-person" }), ..Tricks::default() });
        let mut colleague = Browser::new(&running);
        let refused = colleague.log_in("/auth/corp").await;
        assert_eq!(refused.status, 403);
        assert!(refused.body().contains("Ask your administrator"), "{}", refused.body());
        running.stop().await;
    }
}

on_both! {
    async fn statement_18_there_is_no_signing_up_unless_the_site_says_so(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, "false").await;
        let mut browser = Browser::new(&running);
        assert_eq!(browser.get("/signup").status, 404);
        assert_eq!(browser.post("/signup", &[("account[org_name]", "Acme")]).status, 405, "as every page that is only read");
        assert_eq!(browser.log_in("/auth/corp").await.status, 403);
        assert!(!browser.get("/login").body().contains("/signup"));
        running.stop().await;
    }
}
