//! Who may ask.

use std::time::{Duration, Instant};

use super::api::api;
use super::{OPEN, ask, ask_with, call, own, start, told};
use crate::account::browser::Browser;
use crate::store::databases::Database;

#[tokio::test(flavor = "multi_thread")]
async fn statement_66_nobody_but_a_customers_own_page_may_ask() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let fine = call("mail/v1/operations/list", "GET", &format!("http://127.0.0.1:{port}/v1/messages"), &[]);
    assert_eq!(ask(&running, &acme, &fine).await.status, 200);
    let token = Browser::of(&running, &acme).token().await;
    let (own, cookie, token) = (own(&running), acme.cookie(), format!("X-CSRF-Token: {token}\r\n"));
    assert_eq!(ask_with(&running, &own, &fine).status, 401, "a stranger");
    let other = running.customer("Other", "bronze").await;
    for (headers, why) in [
        (format!("{own}{cookie}"), "no token"),
        (format!("{own}{}{token}", other.cookie()), "another's token"),
        (format!("{cookie}{token}X-Portal-Try: 1\r\n"), "no origin"),
        (format!("{cookie}{token}Origin: https://evil.example\r\nX-Portal-Try: 1\r\n"), "another origin"),
        (format!("{cookie}{token}{own}").replace("same-origin", "cross-site"), "another site"),
        (format!("{cookie}{token}{own}").replace("X-Portal-Try: 1\r\n", ""), "a form"),
    ] {
        assert_eq!(ask_with(&running, &headers, &fine).status, 403, "{why}");
    }
    let as_text = running.request(
        "POST",
        "/_portal/try",
        &format!("{own}{cookie}{token}Content-Type: text/plain\r\n"),
        &format!("{fine}\n"),
    );
    assert_eq!(as_text.status, 415);
    assert_eq!(running.get_as(&acme, "/_portal/try").status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_ask_where_the_site_says_so_and_nobody_where_it_says_that() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let more = "console: { proxy: everyone, networks: [127.0.0.1/32] }";
    let (running, _) = start(&fresh, [port, port], more).await;
    let fine = call("mail/v1/operations/list", "GET", &format!("http://127.0.0.1:{port}/v1/messages"), &[]);
    assert_eq!(ask_with(&running, &own(&running), &fine).status, 200);
    let page = running.get("/reference/mail/v1/operations/list/", "").body();
    assert!(page.contains("data-try=\"/_portal/try\""), "{page}");
    let key = call(
        "mail/v1/operations/list",
        "GET",
        &format!("http://127.0.0.1:{port}/v1/messages?mail_key=portal-key-1-1"),
        &[],
    );
    assert_eq!(ask_with(&running, &own(&running), &key).status, 403, "a stranger has no keys");
    assert_eq!(ask_with(&running, "Origin: https://evil.example\r\nX-Portal-Try: 1\r\n", &fine).status, 403);
    let fresh = Database::Sqlite.fresh();
    let (running, _) = start(&fresh, [port, port], "console: { proxy: nobody }").await;
    let acme = running.customer("Acme", "bronze").await;
    assert_eq!(ask(&running, &acme, &fine).await.status, 404);
    let page = running.get_as(&acme, "/reference/mail/v1/operations/list/").body();
    assert!(page.contains("data-credentials") && !page.contains("data-try"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_64_and_71_a_customer_has_ten_calls_running_and_so_many_a_minute() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let token = Browser::of(&running, &acme).token().await;
    let headers = format!("{}{}X-CSRF-Token: {token}\r\n", own(&running), acme.cookie());
    let slow = call("mail/v1/operations/show", "GET", &format!("http://127.0.0.1:{port}/v1/messages/slow"), &[]);
    let began = Instant::now();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let each = || scope.spawn(|| ask_with(&running, &headers, &slow).status);
        let asked: Vec<_> = (0..14).map(|_| each()).collect();
        asked.into_iter().map(|asked| asked.join().expect("an answer")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 10, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 4, "{statuses:?}");
    assert!(began.elapsed() < Duration::from_secs(20));
    // Turns come back, but no more than there are in a minute.
    let fine = call("mail/v1/operations/list", "GET", &format!("http://127.0.0.1:{port}/v1/messages"), &[]);
    told(&ask_with(&running, &headers, &fine));
    let refused = (0..80).map(|_| ask_with(&running, &headers, &fine)).find(|answer| answer.status == 429);
    let refused = refused.expect("too often");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{refused:?}");
}
