//! What a login leaves: the cookie, its ends, the ways out, and who may post.

use std::time::{Duration, Instant};

use portal::runtime::crypto::sha256;
use serde_json::json;

use super::START;
use super::browser::{Browser, CREATE, start};
use super::provider::{CLIENT, Provider, Signer, Tricks, lay};
use crate::store::on_both;

/// The token that forms of the customer's pages carry, as the runtime makes it.
async fn csrf(running: &crate::run::portal::Running, browser: &Browser<'_>) -> String {
    let release = running.portal.shelf().current();
    let id = browser.session().expect("a session");
    let known = running.portal.known(&release, id).await.expect("an answer").expect("a customer");
    portal::runtime::http::csrf_token(running.customers().secrets(), &known)
}

on_both! {
    async fn statements_35_and_36_every_login_begins_a_new_session_of_which_only_the_digest_is_kept(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        let planted = "planted-by-an-attacker-0123456789";
        browser.cookies.insert("__Host-portal".to_owned(), planted.to_owned());
        browser.log_in("/auth/corp").await;
        let first = browser.session().expect("a session").clone();
        assert_ne!(first, planted);
        assert!(first.len() >= 22, "128 bits");
        browser.log_in("/auth/corp").await;
        let second = browser.session().expect("a session").clone();
        assert_ne!(first, second);
        browser.cookies.insert("__Host-portal".to_owned(), first.clone());
        assert!(!browser.is_known(), "the session before the login is over");
        browser.cookies.insert("__Host-portal".to_owned(), second.clone());
        assert!(browser.is_known());
        let stolen = fresh.stolen();
        let holds = |bytes: &[u8]| stolen.windows(bytes.len()).any(|window| window == bytes);
        assert!(!holds(second.as_bytes()) && !holds(first.as_bytes()));
        let hash = sha256(second.as_bytes());
        let hex = portal::runtime::crypto::hex(&hash);
        assert!(holds(&hash) || holds(hex.as_bytes()), "only the digest is kept");
        running.stop().await;
    }
}

on_both! {
    async fn statement_37_a_session_ends_idle_or_old(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        fresh.clock.advance(30 * 60);
        assert!(browser.is_known());
        fresh.clock.advance(30 * 60 + 1);
        assert!(!browser.is_known(), "idle");
        // The provider's tokens are of the beginning; it says so.
        let later = START + 60 * 60 + 1;
        provider.trick(Tricks { claims: json!({ "iat": later, "exp": later + 300 }), ..Tricks::default() });
        browser.log_in("/auth/corp").await;
        for _ in 0..24 {
            assert!(browser.is_known());
            fresh.clock.advance(30 * 60 - 1);
        }
        assert!(browser.is_known());
        fresh.clock.advance(60);
        assert!(!browser.is_known(), "twelve hours");
        running.stop().await;
    }
}

on_both! {
    async fn statement_38_a_logout_ends_the_session_here_and_at_the_provider(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        let token = csrf(&running, &browser).await;
        let before = browser.cookie();
        let answer = browser.post("/logout", &[("authenticity_token", &token)]);
        assert_eq!(answer.status, 200, "{}", answer.body());
        let refresh = answer.header("refresh");
        let expected = format!("0; url={}/logout?client_id={CLIENT}&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A{}%2Flogged_out&id_token_hint=ey", provider.issuer(), running.port);
        assert!(refresh.starts_with(&expected), "{refresh}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(browser.session().is_none() && !browser.is_known());
        let replay = running.get("/docs/inside/", &before);
        assert!(!replay.body().contains("canary-inside"), "the old cookie opens nothing");
        assert_eq!(browser.get("/logged_out").status, 200);
        assert_eq!(browser.get("/logout").header("location"), "/logged_out");
        // Where the provider has no place to log out, the way is short.
        running.stop().await;
    }
}

on_both! {
    async fn a_customer_logs_out_everywhere(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let (mut office, mut home) = (Browser::new(&running), Browser::new(&running));
        office.log_in("/auth/corp").await;
        home.log_in("/auth/corp").await;
        let token = csrf(&running, &home).await;
        home.post("/logout", &[("authenticity_token", &token), ("everywhere", "1")]);
        assert!(!home.is_known() && !office.is_known());
        running.stop().await;
    }
}

on_both! {
    async fn statement_39_a_logout_at_the_provider_is_one_here_within_a_second(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let (mut one, mut other) = (Browser::new(&running), Browser::new(&running));
        one.log_in("/auth/corp").await;
        provider.trick(Tricks { claims: json!({ "sid": "session-2" }), ..Tricks::default() });
        other.log_in("/auth/corp").await;
        assert!(one.is_known() && other.is_known());
        let claims = |over| {
            let mut claims = json!({
                "iss": provider.issuer(), "aud": CLIENT, "iat": START, "exp": START + 120, "jti": "j-1", "sid": "session-1",
                "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            });
            lay(&mut claims, &over);
            claims
        };
        // It comes from the provider's server, not from a page.
        let tell = |token: &str| {
            let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
            running.request("POST", "/auth/corp/backchannel", headers, &format!("logout_token={token}"))
        };
        for over in [json!({ "nonce": "x" }), json!({ "events": {} }), json!({ "aud": "x" })] {
            let answer = tell(&provider.sign("logout+jwt", &claims(over)));
            assert_eq!((answer.status, answer.header("cache-control")), (400, "private, no-store"));
        }
        provider.trick(Tricks { signer: Signer::None, ..Tricks::default() });
        assert_eq!(tell(&provider.sign("logout+jwt", &claims(json!({})))).status, 400);
        assert!(one.is_known());
        provider.trick(Tricks::default());
        let token = provider.sign("logout+jwt", &claims(json!({})));
        let told = Instant::now();
        let answer = tell(&token);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-store"));
        assert!(!one.is_known() && told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
        assert!(other.is_known(), "another session of the provider");
        assert_eq!(tell(&token).status, 400, "replayed");
        assert_eq!(running.request("POST", "/auth/corp/backchannel", "", "").status, 400);
        assert_eq!(running.request("POST", "/auth/unknown/backchannel", "", "").status, 404);
        running.stop().await;
    }
}

on_both! {
    async fn statement_40_cookies_that_are_bombs_cost_nothing(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let long = "A".repeat(6000);
        for cookies in [
            format!("__Host-portal-login-0={long}"),
            "__Host-portal-login-0=chunks=99999999; __Host-portal-login-99999999=x".to_owned(),
            format!("__Host-portal={long}"),
            format!("__Host-portal-link={long}"),
        ] {
            let answer = running.get("/auth/corp/callback?state=x&code=y", &format!("Cookie: {cookies}\r\n"));
            assert_eq!(answer.status, 400);
            let answer = running.get("/auth/corp", &format!("Cookie: {cookies}\r\n"));
            assert_eq!(answer.status, 303);
        }
        let many: String = (0..180).map(|at| format!("c{at}=x; ")).collect();
        for path in ["/auth/corp", "/login", "/session/create"] {
            assert_eq!(running.get(path, &format!("Cookie: {many}\r\n")).status, 431, "{path}");
        }
        running.stop().await;
    }
}

on_both! {
    async fn statement_41_a_form_that_no_page_of_the_portal_sent_changes_nothing(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        let token = csrf(&running, &browser).await;
        let mut other = Browser::new(&running);
        provider.trick(Tricks { claims: json!({ "sub": "eve-1" }), ..Tricks::default() });
        other.log_in("/auth/corp").await;
        let foreign = csrf(&running, &other).await;
        let form = "Content-Type: application/x-www-form-urlencoded\r\n".to_owned() + &browser.cookie();
        for path in ["/logout", "/session/create"] {
            for (headers, body) in [
                ("", String::new()),
                ("", "authenticity_token=x".to_owned()),
                ("", format!("authenticity_token={foreign}")),
                ("Origin: https://evil.example\r\n", format!("authenticity_token={token}")),
                ("Origin: null\r\n", format!("authenticity_token={token}")),
                ("Sec-Fetch-Site: cross-site\r\n", format!("authenticity_token={token}")),
                ("Sec-Fetch-Site: same-site\r\n", format!("authenticity_token={token}")),
            ] {
                let answer = running.request("POST", path, &(form.clone() + headers), &body);
                assert_eq!(answer.status, 403, "{path} {headers:?} {body}");
            }
        }
        assert!(browser.is_known() && other.is_known());
        running.stop().await;
    }
}

on_both! {
    async fn statement_42_looking_changes_nothing(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        browser.log_in("/auth/corp").await;
        let store = running.customers().store().clone();
        let version = store.version().await.expect("a version");
        for path in ["/login", "/login?return_to=/docs/", "/logout", "/logged_out", "/auth/corp", "/session/create", "/session/create?token=x&expires_at=1"] {
            for method in ["GET", "HEAD"] {
                running.request(method, path, &browser.cookie(), "");
            }
        }
        assert_eq!(store.version().await.expect("a version"), version);
        assert!(browser.is_known());
        running.stop().await;
    }
}

on_both! {
    async fn statement_43_a_form_is_sent_as_a_form(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        for path in ["/logout", "/session/create", "/auth/corp/backchannel"] {
            for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x"] {
                let answer = running.request("POST", path, &format!("Content-Type: {kind}\r\n"), "{\"a\":1}");
                assert_eq!(answer.status, 415, "{path} {kind}");
            }
        }
        running.stop().await;
    }
}
