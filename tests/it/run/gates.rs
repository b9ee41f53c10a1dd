//! Who sees what, over HTTP.

use portal::runtime::customers::Actor;

use super::SITE;
use super::portal::Running;
use crate::store::databases::{Database, Fresh, run};
use crate::store::on_both;

const HTML: &str = "Accept: text/html\r\n";

on_both! {
    /// Statements 44 and 50: the gate of every page, for everybody, and what a downgrade takes away.
    async fn statements_44_and_50_each_reader_gets_what_the_matrix_says(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let bronze = running.customer("Bronzers", "bronze").await;
        let gold = running.customer("Golders", "gold").await;
        let beta = running.customer("Betas", "bronze").await;
        running.put_in(&beta.account, &["beta"]).await;
        let operation = "/reference/mail/v1/operations/batch/";
        for (path, canary, seen) in [
            ("/docs/", "All the docs.", [true, true, true, true]),
            ("/docs/inside/", "canary-inside", [false, true, true, true]),
            ("/docs/gold/", "canary-gold", [false, false, true, false]),
            ("/docs/beta/", "canary-beta", [false, false, false, true]),
            (operation, "canary-operation", [false, false, true, false]),
        ] {
            for (reader, seen) in [String::new(), bronze.cookie(), gold.cookie(), beta.cookie()].iter().zip(seen) {
                let answer = running.get(path, &format!("{reader}{HTML}"));
                let found = (answer.status, answer.body().contains(canary));
                assert_eq!(found, if seen { (200, true) } else { (404, false) }, "{path} {reader}");
                assert!(!answer.body().contains("canary-") || seen, "{path} {reader}");
            }
        }
        let menu = |reader: &str| running.get("/docs/", reader).body().contains("/docs/gold/");
        assert_eq!((menu(""), menu(&bronze.cookie()), menu(&gold.cookie())), (false, false, true));

        let mut change = running.customers().change(Actor::System).await.expect("a change");
        change.change_plan(gold.application.id, "bronze").await.expect("a change of plan");
        change.commit().await.expect("it is true");
        running.portal.changed();
        assert_eq!(running.get_as(&gold, "/docs/gold/").status, 404, "statement 50: at once");
    }
}

on_both! {
    async fn a_page_shows_each_customer_their_own(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme & <b>Sons</b>", "bronze").await;
        let bolt = running.customer("Bolt", "gold").await;
        let nobody = running.get("/docs/mine/", "");
        assert!(nobody.body().contains("You are nobody."));
        assert_eq!(nobody.header("vary"), "Accept-Encoding, Cookie");
        let page = running.get_as(&acme, "/docs/mine/");
        let own = format!("You are Acme &amp; &lt;b&gt;Sons&lt;/b&gt; with {}.", acme.application.app_id.as_deref().expect("an id"));
        assert!(page.body().contains(&own), "{}", page.body());
        assert!(!page.body().contains("Bolt") && !page.body().contains(&acme.key));
        let other = running.get_as(&bolt, "/docs/mine/").body();
        assert!(other.contains("You are Bolt with") && !other.contains("Acme"));
        assert!(running.get_as(&bolt, "/docs/goldmine/").body().contains("canary-mine of Bolt"));
    }
}

/// Where the section says `denied: login`, a stranger is asked to log in; who is logged in and may not see it gets 404.
#[test]
fn a_section_may_ask_strangers_to_log_in() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let (bronze, gold) = (running.customer("Bronzers", "bronze").await, running.customer("Golders", "gold").await);
        let path = "/team/plans/next/?tab=1";
        let stranger = running.get(path, HTML);
        assert_eq!(
            (stranger.status, stranger.header("location")),
            (303, "/login?return_to=%2Fteam%2Fplans%2Fnext%2F%3Ftab%3D1")
        );
        assert_eq!(running.get(path, "").status, 401, "a program is not led anywhere");
        assert_eq!(running.get_as(&bronze, path).status, 404);
        assert!(running.get_as(&gold, path).body().contains("canary-next"));
    });
}

/// Statements 47 and 48: what is personal is kept by nobody and has no version that tells of it.
#[test]
fn statements_47_and_48_personal_answers_are_kept_by_nobody() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let gold = running.customer("Golders", "gold").await;
        for path in ["/docs/mine/", "/docs/gold/", "/docs/goldmine/", "/docs/nothing/"] {
            let answer = running.get(path, &format!("{}{HTML}Accept-Encoding: br\r\n", gold.cookie()));
            assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
            assert!(answer.header("vary").contains("Cookie"), "{path}");
            assert_eq!((answer.header("etag"), answer.header("content-encoding")), ("", ""), "{path}");
        }
        for path in ["/docs/gold/", "/docs/goldmine/"] {
            let answer = running.get(path, "If-None-Match: *\r\nRange: bytes=0-3\r\n");
            assert_eq!((answer.status, answer.header("etag")), (404, ""), "statement 47: {path}");
        }
    });
}

/// Statement 46: no other spelling of a path, and no header, opens what the path does not.
#[test]
fn statement_46_no_spelling_opens_a_gate() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let bronze = running.customer("Bronzers", "bronze").await;
        let private = std::fs::read_dir(running.folder.path().join("dist/private/text")).expect("a folder");
        let private = private
            .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
            .next()
            .expect("a page");
        let inside = format!("/../private/text/{private}");
        let direct = format!("/private/text/{private}");
        for path in [
            "/docs/gold",
            "/docs/gold/index.html",
            "/docs/gold.html",
            "/docs/gold//",
            "//docs/gold/",
            "/docs//gold/",
            "/docs/%67old/",
            "/docs/gold%2f",
            "/docs/./gold/",
            "/docs/x/../gold/",
            "/docs/x/%2e%2e/gold/",
            "/DOCS/GOLD/",
            "/docs/gold;x/",
            "/docs/gold/?a=/docs/",
            "/docs/gold./",
            "/docs/gold%00/",
            "/docs\\gold/",
            "/docs/gold/#/docs/",
            &inside,
            &direct,
            "/private/views.json",
            "/manifest.json",
            "/%2e%2e/manifest.json",
            "/..%5cmanifest.json",
        ] {
            for headers in ["", &bronze.cookie()] {
                let answer = running.get(path, headers);
                assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                assert!(!answer.body().contains("canary-"), "{path}");
            }
        }
        for header in ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix"] {
            let answer = running.get("/docs/", &format!("{header}: /docs/gold/\r\n"));
            assert!(!answer.body().contains("canary-"), "{header}");
            assert_eq!(running.get("/docs/gold/", &format!("{header}: /docs/\r\n")).status, 404, "{header}");
        }
        for header in ["X_Forwarded_User", "X-Forwarded-User", "X-Remote-User", "Remote-User", "X-Forwarded-Groups"] {
            assert_eq!(running.get("/docs/gold/", &format!("{header}: golders\r\n")).status, 404, "{header}");
        }
    });
}

/// Statement 51: nobody looks at a published portal as somebody else.
#[test]
fn statement_51_nobody_looks_as_another() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        assert_eq!(running.get("/_portal/as?who=plan:gold&to=/docs/gold/", HTML).status, 404);
        assert_eq!(running.get("/docs/gold/", "Cookie: portal-viewer=plan%3Agold; viewer=plan:gold\r\n").status, 404);
    });
}

on_both! {
    /// Statements 37 and 38: a session ends by time, and an ended one opens nothing.
    async fn an_ended_session_opens_nothing(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let gold = running.customer("Golders", "gold").await;
        let status = || running.get_as(&gold, "/docs/gold/").status;
        assert_eq!(status(), 200);
        seen_for(&fresh, &running, 29 * 60, status).await;
        fresh.clock.advance(31 * 60);
        assert_eq!(status(), 404, "30 minutes idle");
        let again = running.log_in(&gold.user).await;
        let status = || running.get("/docs/gold/", &format!("Cookie: __Host-portal={again}\r\n")).status;
        for _ in 0..24 {
            fresh.clock.advance(29 * 60);
            assert_eq!(status(), 200, "used all the time");
        }
        fresh.clock.advance(29 * 60);
        assert_eq!(status(), 404, "12 hours in all");
    }
}

/// A session that is used just before its time lasts.
async fn seen_for(fresh: &Fresh, _: &Running, seconds: i64, status: impl Fn() -> u16) {
    fresh.clock.advance(seconds);
    assert_eq!(status(), 200);
    fresh.clock.advance(seconds);
    assert_eq!(status(), 200, "its use was marked");
}
