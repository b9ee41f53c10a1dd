//! Signed links over HTTP: made on the admin listener, looked at by anybody, used by one.

use std::sync::Arc;

use portal::runtime::customers::{Actor, NewToken, User};
use serde_json::Value;

use super::START;
use super::browser::{Browser, CREATE, set_cookies, start};
use super::provider::Provider;
use crate::run::portal::Running;
use crate::store::accounts::acme;
use crate::store::databases::Fresh;
use crate::store::on_both;

/// A portal with Ada, and an access token of the company for links.
async fn portal(fresh: &Fresh) -> (Running, User, String) {
    let provider = Provider::start().await;
    let running = start(fresh, &provider, CREATE).await;
    let customers = running.customers();
    let ada = acme(&customers).await;
    let token = access_token(&running, "sso", true).await;
    (running, ada, token)
}

async fn access_token(running: &Running, scope: &str, may_write: bool) -> String {
    let mut change = running.customers().change(Actor::System).await.expect("a change");
    let new = NewToken { name: "product".to_owned(), scopes: vec![scope.to_owned()], may_write, expires_at: None };
    let (_, value) = change.create_token(new).await.expect("a token");
    change.commit().await.expect("committed");
    value.reveal().to_owned()
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// The path of a link for Ada.
fn link(running: &Running, token: &str, more: &str) -> String {
    let body = format!("access_token={token}&username=ada{more}");
    let answer = running.company("POST", "/admin/api/sso_tokens.json", FORM, &body);
    assert_eq!(answer.status, 201, "{}", answer.body());
    let json: Value = serde_json::from_str(&answer.body()).expect("JSON");
    let url = json["sso_token"]["sso_url"].as_str().expect("a URL").to_owned();
    url.strip_prefix(&format!("http://localhost:{}", running.port)).expect("the portal's").to_owned()
}

/// The fields of a link's page, as a browser sends them.
fn fields(path: &str, page: &str) -> Vec<(String, String)> {
    let query = path.split_once('?').expect("a query").1;
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let token = page.split("name=\"authenticity_token\" value=\"").last().and_then(|rest| rest.split('"').next());
    fields.push(("authenticity_token".to_owned(), token.unwrap_or_default().to_owned()));
    fields
}

/// Looks at a link and uses it.
fn enter(browser: &mut Browser<'_>, path: &str) -> crate::run::portal::Answer {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{}", page.body());
    let fields = fields(path, &page.body());
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/session/create", &fields)
}

on_both! {
    async fn a_link_logs_in_after_its_page_has_said_whom(fresh) {
        let (running, ada, token) = portal(&fresh).await;
        let path = link(&running, &token, "&redirect_url=%2Fdocs%2Fmine%2F");
        let mut browser = Browser::new(&running);
        let page = browser.get(&path);
        assert_eq!((page.status, page.header("referrer-policy"), page.header("cache-control")), (200, "strict-origin", "private, no-store"));
        assert!(page.body().contains("Acme") && page.body().contains("ada"), "{}", page.body());
        let answer = enter(&mut browser, &path);
        assert_eq!((answer.status, answer.header("location")), (303, "/docs/mine/"), "statement 30: {}", answer.body());
        assert_eq!(answer.header("referrer-policy"), "strict-origin");
        assert!(browser.get("/docs/mine/").body().contains("You are Acme"));
        let user = running.customers().user(ada.id).await.expect("an answer").expect("Ada");
        assert_eq!(user.last_login_at, Some(START));
        assert_eq!(browser.get(&path).header("location"), "/docs/mine/", "she is logged in already");
        running.stop().await;
    }
}

on_both! {
    async fn statement_20_of_fifty_who_use_a_link_at_once_one_gets_in(fresh) {
        let (running, _, token) = portal(&fresh).await;
        let path = link(&running, &token, "");
        let mut browser = Browser::new(&running);
        let fields = fields(&path, &browser.get(&path).body());
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        let headers = format!("{FORM}Sec-Fetch-Site: same-origin\r\n{}Host: localhost:{}\r\n", browser.cookie(), running.port);
        // Thirty are what one address may do at once.
        let shared = Arc::new((running.port, headers, body));
        let uses: Vec<_> = (0..29)
            .map(|_| {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    crate::run::portal::send(shared.0, "POST", "/session/create", &shared.1, &shared.2)
                })
            })
            .collect();
        let answers: Vec<_> = uses.into_iter().map(|using| using.join().expect("no panic")).collect();
        let entered = answers.iter().filter(|answer| answer.status == 303).count();
        assert_eq!(entered, 1);
        assert!(answers.iter().all(|answer| answer.status == 303 || answer.status == 400));
        let sessions = answers.iter().flat_map(set_cookies).filter(|line| line.starts_with("__Host-portal=")).count();
        assert_eq!(sessions, 1);
        running.stop().await;
    }
}

on_both! {
    async fn statements_21_22_and_24_a_link_that_is_not_whole_or_too_old_is_refused(fresh) {
        let (running, _, token) = portal(&fresh).await;
        let path = link(&running, &token, "&redirect_url=%2Fdocs%2F");
        let (start, signed) = path.split_once("token=").expect("a token");
        let turned = if signed.starts_with('A') { "B" } else { "A" };
        for wrong in [
            format!("{start}token={turned}{}", &signed[1..]),
            format!("{start}token={}", &signed[1..]),
            format!("{start}token="),
            start.trim_end_matches('&').to_owned(),
            path.replace("redirect_url=%2Fdocs%2F", "redirect_url=%2F"),
            path.replace("redirect_url=%2Fdocs%2F", "redirect_url=https%3A%2F%2Fevil.example%2F"),
            path.replace("redirect_url=%2Fdocs%2F", "redirect_url=%2F%2Fevil.example"),
            path.replace("expires_at=1", "expires_at=2"),
            format!("{path}&token=x"),
        ] {
            let mut browser = Browser::new(&running);
            assert_eq!(browser.get(&wrong).status, 400, "{wrong}");
        }
        let mut browser = Browser::new(&running);
        let large = "A".repeat(60_000);
        browser.get(&path);
        let answer = browser.post("/session/create", &[("token", &large)]);
        assert_eq!(answer.status, 403, "it has no token of its page either");
        fresh.clock.advance(60 + 31);
        assert_eq!(browser.get(&path).status, 400);
        running.stop().await;
    }
}

on_both! {
    async fn statement_28_looking_at_a_link_does_not_use_it(fresh) {
        let (running, _, token) = portal(&fresh).await;
        let path = link(&running, &token, "");
        for headers in ["", "Sec-Purpose: prefetch;prerender\r\n", "Purpose: prefetch\r\n", "User-Agent: mail scanner\r\n"] {
            for method in ["GET", "HEAD"] {
                let answer = running.request(method, &path, headers, "");
                assert_eq!(answer.status, 200);
                assert!(!set_cookies(&answer).iter().any(|line| line.starts_with("__Host-portal=")));
            }
        }
        // A scanner that posts what it finds, without the cookie of the page or from elsewhere.
        let mut browser = Browser::new(&running);
        let fields = fields(&path, &browser.get(&path).body());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(running.post("/session/create", "", &fields).status, 403);
        let evil = format!("{FORM}Origin: https://evil.example\r\n{}", browser.cookie());
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        assert_eq!(running.request("POST", "/session/create", &evil, &body).status, 403);
        assert_eq!(browser.post("/session/create", &fields).status, 303, "the customer's own use");
        assert!(browser.is_known());
        running.stop().await;
    }
}

on_both! {
    async fn statement_29_whoever_is_logged_in_is_asked_before_becoming_somebody_else(fresh) {
        let (running, _, token) = portal(&fresh).await;
        let mut victim = Browser::new(&running);
        let other = running.customer("Victim", "bronze").await;
        victim.cookies.insert("__Host-portal".to_owned(), other.session.clone());
        let path = link(&running, &token, "");
        let page = victim.get(&path);
        assert_eq!(page.status, 200);
        assert!(page.body().contains("Acme") && page.body().contains("Victim"), "both are named: {}", page.body());
        assert_eq!(victim.session(), Some(&other.session), "nothing was swapped");
        assert!(victim.get("/docs/mine/").body().contains("You are Victim"));
        assert_eq!(enter(&mut victim, &path).status, 303, "when they say so");
        assert!(victim.get("/docs/mine/").body().contains("You are Acme"));
        victim.cookies.insert("__Host-portal".to_owned(), other.session);
        assert!(!victim.is_known(), "the session before is over");
        running.stop().await;
    }
}

on_both! {
    async fn links_are_made_by_programs_with_a_token_for_that_and_nobody_else(fresh) {
        let (running, ada, token) = portal(&fresh).await;
        let body = format!("user_id={}", ada.id);
        let ask = |headers: &str, body: &str| running.company("POST", "/admin/api/sso_tokens.json", &(FORM.to_owned() + headers), body);
        for headers in ["", "Authorization: Bearer x\r\n", "Authorization: Basic eDo=\r\n", "Authorization: Basic %\r\n"] {
            let answer = ask(headers, &body);
            assert_eq!((answer.status, answer.body().as_str()), (401, r#"{"error":"Access denied"}"#), "{headers}");
        }
        let basic = portal::runtime::crypto::base64(format!("{token}:").as_bytes());
        let password = portal::runtime::crypto::base64(format!(":{token}").as_bytes());
        for headers in [format!("Authorization: Bearer {token}\r\n"), format!("Authorization: Basic {basic}\r\n"), format!("Authorization: Basic {password}\r\n")] {
            assert_eq!(ask(&headers, &body).status, 201);
        }
        let everything = access_token(&running, "account_management", true).await;
        assert_eq!(ask("", &format!("{body}&access_token={everything}")).status, 201);
        let reads = access_token(&running, "sso", false).await;
        let answer = ask("", &format!("{body}&access_token={reads}"));
        assert_eq!(answer.status, 403, "making a link is a change");
        let query = format!("/admin/api/sso_tokens.xml?access_token={token}&user_id={}&expires_in=601", ada.id);
        let answer = running.company("POST", &query, "", "");
        assert_eq!((answer.status, answer.header("content-type"), answer.header("cache-control")), (422, "application/xml; charset=utf-8", "no-store"));
        assert!(answer.body().contains("<error>Expires in must be less than or equal to 600</error>"), "{}", answer.body());
        assert_eq!(ask("", &format!("{body}&user_id=2&access_token={token}")).status, 422, "given twice");
        // The listener for readers knows nothing of it.
        let answer = running.request("POST", "/admin/api/sso_tokens.json", FORM, &format!("{body}&access_token={token}"));
        assert!(matches!(answer.status, 404 | 405), "{}", answer.status);
        running.stop().await;
    }
}
