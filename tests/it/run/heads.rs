//! What every request and every answer must have.

use super::SITE;
use super::portal::{Running, send};
use crate::store::databases::{Database, run};

#[test]
fn statement_68_every_page_is_under_a_strict_policy() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let gold = running.customer("Golders", "gold").await;
        for path in ["/", "/docs/mine/", "/docs/gold/", "/nothing/"] {
            let answer = running.get(path, &format!("{}Accept: text/html\r\n", gold.cookie()));
            let policy = answer.header("content-security-policy");
            for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert!(policy.contains("connect-src 'self' https://api.example.com;"), "{path}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{path}");
            }
            assert!(answer.header("permissions-policy").contains("camera=()"));
            assert_eq!(answer.header("x-request-id").len(), 16);
            assert_eq!(answer.header("strict-transport-security"), "", "not without TLS");
        }
    });
}

#[test]
fn statement_34_another_host_is_not_served() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let own = format!("Host: localhost:{}\r\n", running.port);
        for host in [
            "Host: evil.example\r\n".to_owned(),
            "Host: localhost\r\n".to_owned(),
            format!("{own}Host: evil.example\r\n"),
        ] {
            let answer = send(running.port, "GET", "/docs", &host, "");
            assert!(matches!(answer.status, 400 | 421), "{host}: {}", answer.status);
        }
        let answer = running.get(
            "/docs",
            "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\n",
        );
        assert_eq!((answer.status, answer.header("location")), (308, "/docs/"));
        assert!(!answer.headers.contains("evil"));
    });
}

#[test]
fn statement_40_cookie_bombs_are_refused() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let many: Vec<String> = (0..180).map(|n| format!("c{n}=1")).collect();
        let one = format!("Cookie: __Host-portal={}\r\n", "a".repeat(9000));
        let chunks = "Cookie: __Host-portal_chunks=99999999; __Host-portal=chunks-99999999\r\n".to_owned();
        for (cookies, status) in [(format!("Cookie: {}\r\n", many.join("; ")), 431), (one, 431), (chunks, 200)] {
            assert_eq!(running.get("/docs/", &cookies).status, status);
        }
        assert_eq!(running.get("/docs/", &"X: y\r\n".repeat(200)).status, 431);
    });
}

#[test]
fn statement_65_pages_are_only_read() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let answer = running.request(method, "/docs/", "", "");
            assert_eq!(answer.status, 405, "{method}");
        }
        assert_eq!(running.post("/docs/", "", &[("a", "b")]).header("allow"), "GET, HEAD");
    });
}

#[test]
fn monitoring_has_fixed_paths() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let release = running.portal.shelf().current().id().to_owned();
        assert_eq!(send(running.port, "GET", "/_portal/health", "Host: 127.0.0.1\r\n", "").body(), "ok\n");
        assert_eq!(running.get("/_portal/ready", "").body(), format!("ready {release}\n"));
        assert_eq!(running.company("GET", "/ready", "", "").body(), format!("ready {release}\n"));
        running.get("/docs/", "");
        let metrics = running.company("GET", "/metrics", "", "");
        assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
        let text = metrics.body();
        assert!(text.contains("portal_requests_total{status=\"2xx\"} 3\n"), "{text}");
        assert!(text.contains(&format!("portal_release_info{{release=\"{release}\"}} 1\n")), "{text}");
        assert_eq!(running.get("/metrics", "").status, 404, "not for readers");
        running.customers().store().close().await;
        assert_eq!(running.get("/_portal/ready", "").status, 503);
        assert_eq!(running.get("/_portal/health", "").status, 200);
        assert_eq!(running.get("/docs/", "").status, 200, "what everybody may see needs no database");
    });
}
