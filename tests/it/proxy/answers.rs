//! What goes out, and what comes back.

use super::api::api;
use super::{OPEN, ask, call, start, told};
use crate::store::databases::Database;

const LIST: &str = "mail/v1/operations/list";
const SHOW: &str = "mail/v1/operations/show";

#[tokio::test(flavor = "multi_thread")]
async fn statements_62_and_64_an_answer_comes_back_as_data() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let show = |id: &str| call(SHOW, "GET", &format!("http://127.0.0.1:{port}/v1/messages/{id}"), &[]);
    let (line, body) = told(&ask(&running, &acme, &show("moved")).await);
    assert_eq!((line["status"].as_u64(), body.as_slice()), (Some(302), &b"elsewhere"[..]), "shown, not followed");
    assert!(line["headers"].to_string().contains("http://127.0.0.1:1/secret"));

    let answer = ask(&running, &acme, &show("page")).await;
    for name in ["set-cookie", "clear-site-data", "refresh", "location"] {
        assert_eq!(answer.header(name), "", "{name}");
    }
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(answer.header("cache-control"), "no-store");
    let (line, body) = told(&answer);
    assert_eq!(body, b"<script>alert(1)</script>");
    let headers = line["headers"].to_string();
    assert!(headers.contains("x-fine") && headers.contains("text/html"), "{headers}");
    for name in ["set-cookie", "clear-site-data", "content-security-policy", "refresh"] {
        assert!(!headers.contains(name), "{name}: {headers}");
    }

    const MOST: usize = 5 * 1024 * 1024;
    let (line, body) = told(&ask(&running, &acme, &show("long")).await);
    assert_eq!((line["most"].as_u64(), body.len()), (Some(5 * 1024 * 1024), MOST));
    let (_, body) = told(&ask(&running, &acme, &show("bomb")).await);
    assert_eq!(body.len(), MOST, "a bomb of gzip goes off no further than that");
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_63_nothing_of_the_browser_is_handed_on_and_only_declared_headers_go_out() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let url = format!("http://127.0.0.1:{port}/v1/messages");
    let declared = [("Accept", "text/plain"), ("X-Trace", "t1")];
    let (_, body) = told(&ask(&running, &acme, &call(LIST, "GET", &url, &declared)).await);
    let heard = String::from_utf8_lossy(&body).to_lowercase();
    assert!(heard.contains("x-trace: t1") && heard.contains(&format!("host: 127.0.0.1:{port}")), "{heard}");
    for part in [
        acme.session.to_lowercase().as_str(),
        "cookie",
        "csrf",
        "x-forwarded",
        "origin:",
        "sec-fetch",
        "referer",
        "x-portal",
    ] {
        assert!(!heard.contains(part), "{part}: {heard}");
    }
    for (name, value) in [
        ("Cookie", "__Host-portal=1"),
        ("X-CSRF-Token", "1"),
        ("X-Forwarded-For", "10.0.0.1"),
        ("Forwarded", "for=10.0.0.1"),
        ("Host", "evil.example"),
        ("Connection", "X-Trace"),
        ("Transfer-Encoding", "chunked"),
        ("Authorization", "Bearer 1"),
        ("X-Other", "1"),
    ] {
        let answer = ask(&running, &acme, &call(LIST, "GET", &url, &[(name, value)])).await;
        assert_eq!(answer.status, 403, "{name}: {}", answer.body());
    }
}
