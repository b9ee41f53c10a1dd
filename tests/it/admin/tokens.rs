//! Who may ask for what: every endpoint of the table, without a token, with others, and with the provider key.

use portal::runtime::http::account::Verb;
use portal::runtime::http::admin::{CONTENT, ENDPOINTS, Endpoint, MISSING};

use super::api::{Api, token};
use crate::account::SITE;
use crate::run::portal::{Answer, Running, build, write};
use crate::store::databases::{Database, run};

/// Every endpoint, with the path that a request for it may have.
fn all() -> impl Iterator<Item = (&'static Endpoint, String)> {
    let path = |path: &str| {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        parts.collect::<Vec<_>>().join("/") + ".json"
    };
    ENDPOINTS.iter().chain(CONTENT).chain(MISSING).map(move |endpoint| (endpoint, path(endpoint.path)))
}

fn ask(running: &Running, endpoint: &Endpoint, path: &str, headers: &str) -> Answer {
    running.company(endpoint.verb.name(), path, headers, "")
}

#[test]
fn every_endpoint_refuses_who_has_no_token_or_one_for_something_else() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::start(&fresh).await;
        let running = &api.running;
        let bearer = |token: &str| format!("Authorization: Bearer {token}\r\n");
        let sso = bearer(&token(running, &["sso"], true).await);
        let reads = bearer(&token(running, &["account_management", "stats"], false).await);
        let before = fresh.content().await;
        for (endpoint, path) in all() {
            let name = format!("{} {path}", endpoint.verb.name());
            for headers in ["", "Authorization: Bearer x\r\n", "Authorization: Basic eDo=\r\n"] {
                let answer = ask(running, endpoint, &path, headers);
                assert_eq!((answer.status, answer.body().as_str()), (401, r#"{"error":"Access denied"}"#), "{name}");
            }
            if endpoint.scope != "sso" {
                let answer = ask(running, endpoint, &path, &sso);
                assert_eq!(answer.status, 403, "{name}");
                assert_eq!(answer.body(), r#"{"error":"Your access token does not have the correct permissions"}"#);
            }
            if endpoint.verb != Verb::Get {
                assert_eq!(ask(running, endpoint, &path, &reads).status, 403, "{name} with a token that reads");
            }
        }
        assert_eq!(fresh.content().await.lines().count(), before.lines().count(), "nothing was made");
        api.running.stop().await;
    });
}

#[test]
fn what_the_site_says_and_what_is_not_done_is_refused_by_name() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::start(&fresh).await;
        let headers = format!("Authorization: Bearer {}\r\n", api.token);
        for (endpoint, path) in all() {
            let answer = ask(&api.running, endpoint, &path, &headers);
            let name = format!("{} {path}: {}", endpoint.verb.name(), answer.body());
            if MISSING.iter().any(|missing| std::ptr::eq(missing, endpoint)) {
                assert_eq!(answer.status, 501, "{name}");
                assert!(answer.body().contains(&format!("\\\"{}\\\"", endpoint.name)), "{name}");
            } else if CONTENT.iter().any(|content| std::ptr::eq(content, endpoint)) {
                assert_eq!((answer.status, answer.header("allow")), (405, "GET"), "{name}");
                assert!(answer.body().contains("portal.yaml"), "{name}");
            } else {
                assert!(matches!(answer.status, 200 | 404 | 422), "{name}");
            }
        }
        let answer = api.running.company("PUT", "/admin/api/accounts.json", &headers, "");
        assert_eq!((answer.status, answer.header("allow")), (405, "GET"));
        let unknown = api.running.company("GET", "/admin/api/unknown.xml", &headers, "");
        assert_eq!((unknown.status, unknown.body().as_str()), (404, ""), "3scale says nothing in XML");
        assert_eq!(api.running.company("TRACE", "/admin/api/accounts.json", &headers, "").status, 405);
        for (kind, body, status) in
            [("text/plain", "{}", 415), ("application/json", "[1]", 400), ("application/json", "{", 400)]
        {
            let answer = api.running.company(
                "POST",
                "/admin/api/signup.json",
                &format!("{headers}Content-Type: {kind}\r\n"),
                body,
            );
            assert_eq!(answer.status, status, "statement 43: {kind} {body}");
        }
        let answer =
            api.running.request("GET", &format!("/admin/api/accounts.json?access_token={}", api.token), "", "");
        assert_eq!(answer.status, 404, "the listener for readers knows nothing of it");
        api.running.stop().await;
    });
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn a_provider_key_is_taken_for_everything_where_it_is_configured() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in SITE {
            write(&folder.path().join("site"), path, text);
        }
        let more = format!("{}server: {{ provider_key: '${{file:provider-key}}' }}\n", SITE[0].1);
        write(&folder.path().join("site"), "portal.yaml", &more);
        write(folder.path(), "provider-key", &format!("{KEY}\n"));
        build(folder.path());
        let running = Running::of_bundle(folder, &fresh).await;
        let ask = |query: &str, headers: &str| {
            running.company("GET", &format!("/admin/api/accounts.json{query}"), headers, "").status
        };
        let basic =
            format!("Authorization: Basic {}\r\n", portal::runtime::crypto::base64(format!("{KEY}:").as_bytes()));
        assert_eq!(
            [ask(&format!("?provider_key={KEY}"), ""), ask("", &basic), ask("?provider_key=x", "")],
            [200, 200, 401]
        );
        let fields = format!("provider_key={KEY}&org_name=A&username=a&email=a@example.com");
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        assert_eq!(running.company("POST", "/admin/api/signup.json", form, &fields).status, 201);
        let audit = running.customers().audit(None, None, 1).await.expect("entries");
        assert_eq!(audit[0].actor_name, "provider key");
        assert!(!fresh.content().await.contains(KEY), "it is kept nowhere");
        running.stop().await;
    });
}
