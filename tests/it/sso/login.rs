//! Logging in at a provider through the portal's own pages.

use portal::runtime::customers::Customers;
use portal::runtime::store::used_tokens;
use serde_json::json;

use super::START;
use super::browser::{Browser, CREATE, set_cookies, start};
use super::provider::{Provider, Signer, Tricks};
use crate::store::on_both;

/// How many answers of providers and links were used so far. It forgets them.
async fn used(customers: &Customers) -> u64 {
    used_tokens::sweep(customers.store(), i64::MAX).await.expect("an answer")
}

on_both! {
    async fn a_customer_logs_in_and_comes_back_to_the_page_that_asked(fresh) {
        let provider = Provider::start().await;
        provider.trick(Tricks { claims: json!({ "plan": "gold", "groups": ["beta", "gold"] }), ..Tricks::default() });
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        let answer = browser.get("/login?return_to=%2Fdocs%2Fgold%2F");
        assert_eq!((answer.status, answer.header("location")), (303, "/auth/corp?return_to=%2Fdocs%2Fgold%2F"));
        assert_eq!(answer.header("cache-control"), "private, no-store");
        let answer = browser.log_in("/auth/corp?return_to=%2Fdocs%2Fgold%2F").await;
        assert_eq!((answer.status, answer.header("location")), (303, "/docs/gold/"), "{}", answer.body());
        assert!(browser.get("/docs/gold/").body().contains("canary-gold"), "the plan of this login opens it");
        assert!(browser.get("/docs/beta/").body().contains("canary-beta"), "and its group");
        assert!(browser.get("/docs/mine/").body().contains("You are Acme"));
        assert_eq!(browser.pending().len(), 0, "the login is over");
        // The next login says less, and opens less.
        provider.trick(Tricks::default());
        let mut other = Browser::new(&running);
        other.log_in("/auth/corp").await;
        assert!(other.is_known());
        assert_eq!(other.get("/docs/gold/").status, 404, "statement 19: never what was known before");
        let answer = other.get("/login?return_to=%2Fdocs%2F");
        assert_eq!((answer.status, answer.header("location")), (303, "/docs/"), "whoever is logged in goes on");
        running.stop().await;
    }
}

on_both! {
    async fn statements_01_to_03_an_answer_is_used_once_and_in_the_browser_that_asked(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        for query in ["", "?code=x", "?code=x&state=", "?code=x&state=made-up"] {
            let answer = browser.get(&format!("/auth/corp/callback{query}"));
            assert_eq!((answer.status, set_cookies(&answer).len()), (400, 0), "{query}");
        }
        let callback = browser.ask_provider("/auth/corp").await;
        let mut thief = Browser::new(&running);
        thief.ask_provider("/auth/corp").await;
        assert_eq!(thief.get(&callback).status, 400, "another browser");
        assert!(thief.session().is_none());
        assert_eq!(provider.asked_tokens(), 0);
        assert_eq!(running.request("HEAD", &callback, &browser.cookie(), "").status, 405);
        let before = browser.cookie();
        assert_eq!(browser.get(&callback).status, 303);
        let again = running.get(&callback, &before);
        assert_eq!((again.status, set_cookies(&again).iter().any(|line| line.starts_with("__Host-portal="))), (400, false));
        assert!(browser.is_known(), "the first session lives");
        assert_eq!(provider.asked_tokens(), 1);
        running.stop().await;
    }
}

on_both! {
    async fn statements_04_to_06_logins_under_way_are_few_short_and_in_the_browser(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let customers = running.customers();
        let mut browser = Browser::new(&running);
        let (one, two) = (browser.ask_provider("/auth/corp?return_to=/docs/").await, browser.ask_provider("/auth/corp").await);
        assert_eq!(browser.pending().len(), 2);
        assert_eq!(browser.get(&two).header("location"), "/", "the second tab");
        assert_eq!(browser.get(&one).header("location"), "/docs/", "and the first");
        used(&customers).await;
        let mut many = Browser::new(&running);
        let first = many.ask_provider("/auth/corp").await;
        for _ in 0..9 {
            many.ask_provider("/auth/corp").await;
            fresh.clock.advance(1);
        }
        assert_eq!(many.pending().len(), 5);
        assert!(many.cookie().len() < 4096, "{} bytes of cookies", many.cookie().len());
        assert_eq!(used(&customers).await, 0, "nothing of a begun login is in the store");
        assert_eq!(many.get(&first).status, 400, "the oldest was pruned");
        let mut slow = Browser::new(&running);
        let late = slow.ask_provider("/auth/corp").await;
        fresh.clock.advance(601);
        let answer = slow.get(&late);
        assert_eq!(answer.status, 400);
        assert!(answer.body().contains("href=\"/login\""), "it can be started again: {}", answer.body());
        assert_eq!(slow.pending().len(), 0);
        running.stop().await;
    }
}

on_both! {
    async fn statements_07_and_08_a_token_that_is_not_right_lets_nobody_in(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        let tricks = [
            Tricks { claims: json!({ "nonce": "x" }), ..Tricks::default() },
            Tricks { claims: json!({ "aud": "x" }), ..Tricks::default() },
            Tricks { claims: json!({ "iss": "https://evil.example" }), ..Tricks::default() },
            Tricks { claims: json!({ "azp": "x" }), ..Tricks::default() },
            Tricks { claims: json!({ "exp": START - 60 }), ..Tricks::default() },
            Tricks { claims: json!({ "iat": START + 60 }), ..Tricks::default() },
            Tricks { signer: Signer::None, ..Tricks::default() },
            Tricks { signer: Signer::PublicKey, ..Tricks::default() },
            Tricks { signer: Signer::Broken, ..Tricks::default() },
            Tricks { signer: Signer::Stranger, ..Tricks::default() },
        ];
        for (at, tricks) in tricks.into_iter().enumerate() {
            provider.trick(tricks);
            let answer = browser.log_in("/auth/corp").await;
            assert_eq!(answer.status, 401, "{at}");
            assert!(browser.session().is_none() && browser.pending().is_empty());
            for reason in ["nonce", "audience", "another client", "signature", "expired", "issuer"] {
                assert!(!answer.body().contains(reason), "{at}: the page tells why: {reason}");
            }
        }
        let accounts = running.customers().accounts(&Default::default(), 0, 10).await.expect("an answer");
        assert!(accounts.is_empty());
        running.stop().await;
    }
}

on_both! {
    async fn statements_12_13_and_16_an_answer_that_is_not_one_is_refused_with_a_clean_page(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        let mut browser = Browser::new(&running);
        provider.trick(Tricks { iss: Some("https://evil.example".to_owned()), ..Tricks::default() });
        assert_eq!(browser.log_in("/auth/corp").await.status, 400);
        for name in ["code", "state", "iss"] {
            provider.trick(Tricks { more: format!("&{name}=other"), ..Tricks::default() });
            assert_eq!(browser.log_in("/auth/corp").await.status, 400, "{name}");
        }
        provider.trick(Tricks::default());
        let callback = browser.ask_provider("/auth/corp").await;
        let state = form_urlencoded::parse(callback.split('?').nth(1).expect("a query").as_bytes())
            .find(|(name, _)| name == "state").expect("a state").1.into_owned();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("error", "access_denied")
            .append_pair("error_description", "<script>alert('canary')</script>")
            .append_pair("state", &state)
            .append_pair("iss", provider.issuer())
            .finish();
        let answer = browser.get(&format!("/auth/corp/callback?{query}"));
        assert_eq!(answer.status, 400);
        assert!(!answer.body().contains("canary"), "{}", answer.body());
        assert_eq!(provider.asked_tokens(), 0);
        running.stop().await;
    }
}

on_both! {
    async fn statement_18_whom_nobody_knows_is_told_whom_to_ask(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, "").await;
        let mut browser = Browser::new(&running);
        let answer = browser.log_in("/auth/corp").await;
        assert_eq!(answer.status, 403);
        assert!(answer.body().contains("Ask your administrator"), "{}", answer.body());
        assert!(browser.session().is_none());
        assert!(running.customers().accounts(&Default::default(), 0, 10).await.expect("an answer").is_empty());
        running.stop().await;
    }
}

on_both! {
    async fn statements_31_to_33_a_login_leads_to_the_portal_and_nowhere_else(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, CREATE).await;
        for wanted in ["//evil.example", "/\\evil.example", "https://evil.example/", "/docs/\r\nSet-Cookie: a=b", "/%09/evil.example", "/logout", "javascript:alert(1)"] {
            let mut browser = Browser::new(&running);
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", wanted).finish();
            let answer = browser.get(&format!("/login?{query}"));
            assert_eq!(answer.header("location"), "/auth/corp?return_to=%2F", "{wanted}");
            assert_eq!(browser.log_in(&format!("/auth/corp?{query}")).await.header("location"), "/", "{wanted}");
        }
        assert_eq!(running.get("/login?return_to=/a&return_to=/b", "").status, 400);
        assert_eq!(running.get("/auth/unknown", "").status, 404);
        running.stop().await;
    }
}

on_both! {
    async fn statement_71_whoever_begins_too_many_logins_waits(fresh) {
        let provider = Provider::start().await;
        let running = start(&fresh, &provider, "").await;
        for (path, status) in [("/auth/corp", 303), ("/auth/corp/callback", 400), ("/session/create?token=x", 400)] {
            for at in 0..30 {
                // What a client says of whom it asks for changes nothing.
                let spoof = format!("X-Forwarded-For: 192.0.2.{at}\r\n");
                assert_eq!(running.get(path, &spoof).status, status, "{path} {at}");
            }
            let answer = running.get(path, "X-Forwarded-For: 192.0.2.200\r\n");
            assert_eq!(answer.status, 429, "{path}");
            assert!(answer.header("retry-after").parse::<u64>().expect("seconds") <= 3);
        }
        running.stop().await;
    }
}

on_both! {
    async fn two_providers_stand_side_by_side_and_none_answers_for_the_other(fresh) {
        let (provider, second) = (Provider::start().await, Provider::start().await);
        let own = format!(
            "{CREATE}    second:\n      title: Another\n      issuer: {}\n      client_id: portal\n      client_secret: ${{file:secret}}\n      create: true\n",
            second.issuer()
        );
        let running = start(&fresh, &provider, &own).await;
        let mut browser = Browser::new(&running);
        let page = browser.get("/login?return_to=/docs/");
        assert_eq!(page.status, 200, "there are two ways");
        for way in ["/auth/corp?return_to=%2Fdocs%2F", "/auth/second?return_to=%2Fdocs%2F"] {
            assert!(page.body().contains(way), "{way}: {}", page.body());
        }
        // The answer to a login at one is brought to the other (RFC 9207: mix-up).
        let callback = browser.ask_provider("/auth/corp").await;
        assert_eq!(browser.get(&callback.replace("/auth/corp/", "/auth/second/")).status, 400);
        assert_eq!((provider.asked_tokens(), second.asked_tokens()), (0, 0));
        // Both know an `ada-1`: these are two people.
        for path in ["/auth/corp", "/auth/second"] {
            assert_eq!(Browser::new(&running).log_in(path).await.status, 303);
        }
        assert_eq!(running.customers().accounts(&Default::default(), 0, 10).await.expect("an answer").len(), 2);
        running.stop().await;
    }
}
