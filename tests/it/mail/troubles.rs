//! When the mail server is down, when much happens at once, and when values are not what a header may hold.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use portal::model::ApplicationState;
use portal::runtime::customers::{ApplicationUpdate, NewApplication, NewKey};

use super::sink::{Mail, Mood, Sink};
use super::{approved, change, start};
use crate::run::portal::Running;
use crate::store::databases::Fresh;
use crate::store::on_both;

/// Makes an application with so many keys beside its first, each of which is told of.
async fn keys(running: &Running, account: i64, n: usize) -> i64 {
    let mut change = change(&running.customers()).await;
    let new = NewApplication {
        name: "Shop".to_owned(),
        plan: "gold".to_owned(),
        without_key: true,
        ..NewApplication::default()
    };
    let application = change.create_application(account, new).await.expect("an application").application;
    for _ in 0..n {
        let key = change.create_key(&application, NewKey::default()).await.expect("a key").key;
        if n > 4 {
            change.revoke_key(&application, key.id).await.expect("it makes room");
        }
    }
    change.commit().await.expect("it is true");
    application.id
}

fn created(mails: &[Mail]) -> usize {
    mails.iter().filter(|mail| mail.header("subject").starts_with("A new key")).count()
}

/// How often each mail came.
fn counts(mails: &[Mail]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    mails.iter().for_each(|mail| *counts.entry(mail.header("message-id")).or_default() += 1);
    counts
}

/// Waits for calls, while so many seconds go by at each look.
async fn calls(sink: &Sink, least: usize, fresh: &Fresh, seconds: i64) {
    let end = std::time::Instant::now() + Duration::from_secs(60);
    while sink.calls.load(Ordering::SeqCst) < least {
        assert!(std::time::Instant::now() < end, "nobody calls");
        tokio::time::sleep(Duration::from_millis(50)).await;
        fresh.clock.advance(seconds);
    }
}

on_both! {
    async fn a_server_that_is_down_for_a_while_costs_no_mail_and_doubles_none(fresh) {
        let sink = Sink::start();
        let running = start(&fresh, &sink, &[]).await;
        let (acme, _) = approved(&running.customers(), "Acme").await;
        for mood in [Mood::Down, Mood::Busy] {
            sink.be(mood);
            let before = sink.calls.load(Ordering::SeqCst);
            keys(&running, acme.id, 3).await;
            calls(&sink, before + 3, &fresh, 0).await;
            // They come again, later and later.
            calls(&sink, before + 6, &fresh, 2).await;
        }
        assert_eq!(sink.mails(), []);
        sink.be(Mood::Good);
        let end = std::time::Instant::now() + Duration::from_secs(60);
        while sink.mails().len() < 6 && std::time::Instant::now() < end {
            fresh.clock.advance(20);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        running.stop().await;
        let counts = counts(&sink.mails());
        assert_eq!((counts.len(), counts.values().sum::<usize>()), (6, 6), "{counts:?}");
    }
}

on_both! {
    async fn two_portals_on_one_database_send_each_mail_once(fresh) {
        let sink = Sink::start();
        let one = start(&fresh, &sink, &[]).await;
        let other = start(&fresh, &sink, &[]).await;
        for number in 0..10 {
            let (account, _) = approved(&one.customers(), &format!("Customer {number}")).await;
            keys(&one, account.id, 4).await;
        }
        let mails = sink.until("all", |mails| mails.len() >= 40).await;
        one.stop().await;
        other.stop().await;
        let counts = counts(&sink.mails());
        assert_eq!((counts.len(), sink.mails().len(), mails.len()), (40, 40, 40), "{counts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_71_a_flood_of_events_is_no_flood_of_mail() {
    let fresh: Fresh = crate::store::databases::Database::Sqlite.fresh();
    let sink = Sink::start();
    let running = start(&fresh, &sink, &[]).await;
    let customers = running.customers();
    let (acme, _) = approved(&customers, "Acme").await;
    let application = keys(&running, acme.id, 30).await;
    sink.until("twenty of each kind", |mails| mails.len() >= 40).await;
    // The same thing about the same application is told once a day.
    for state in [ApplicationState::Suspended, ApplicationState::Live, ApplicationState::Suspended] {
        let mut change = change(&customers).await;
        let update = ApplicationUpdate { state: Some(state), ..ApplicationUpdate::default() };
        change.update_application(application, update).await.expect("it is changed");
        change.commit().await.expect("it is true");
    }
    // A limit of a minute is passed in many of them.
    let mut change = change(&customers).await;
    let new = NewApplication {
        name: "Meter".to_owned(),
        plan: "bronze".to_owned(),
        without_key: true,
        ..NewApplication::default()
    };
    let meter = change.create_application(acme.id, new).await.expect("an application").application;
    change.commit().await.expect("it is true");
    for minute in 0..6 {
        customers.count(meter.id, &[("hits", 20)], customers.now() + 60 * minute).await.expect("counted");
    }
    let mails = sink.until("the rest", |mails| mails.len() >= 42).await;
    running.stop().await;
    let count = |word: &str| mails.iter().filter(|mail| mail.header("subject").contains(word)).count();
    assert_eq!((created(&mails), count("suspended"), count("over a limit")), (20, 1, 1));
    assert_eq!(sink.mails().len(), 42, "and no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_69_a_line_break_in_a_value_adds_no_header() {
    let fresh: Fresh = crate::store::databases::Database::Sqlite.fresh();
    let sink = Sink::start();
    let hostile = "---\nsubject: \"About {{ application.description }}\"\n---\nHello\n";
    let running = start(&fresh, &sink, &[("emails/cinstance_messenger_suspended.liquid", hostile)]).await;
    let (acme, _) = approved(&running.customers(), "Äcme \"Ltd\" <x@evil.example>, other@evil.example").await;
    let mut change = change(&running.customers()).await;
    let new = NewApplication {
        name: "Kläranlage".to_owned(),
        description: "one\r\nBcc: everybody@evil.example\r\n\r\n<script>".to_owned(),
        plan: "gold".to_owned(),
        ..NewApplication::default()
    };
    let application = change.create_application(acme.id, new).await.expect("an application").application;
    let update = ApplicationUpdate { state: Some(ApplicationState::Suspended), ..ApplicationUpdate::default() };
    change.update_application(application.id, update).await.expect("it is changed");
    change.change_plan(application.id, "bronze").await.expect("another plan");
    change.commit().await.expect("it is true");
    let mails = sink.until("the two others", |mails| mails.len() >= 2).await;
    running.stop().await;
    assert_eq!(sink.mails().len(), 2, "the one with two lines in its subject is not sent");
    for mail in &mails {
        assert_eq!(mail.recipients.len(), 1);
        let mut headers = mail.headers();
        headers.retain(|name| !name.starts_with("content-") && name != "mime-version");
        headers.sort();
        assert_eq!(headers, ["auto-submitted", "date", "from", "message-id", "reply-to", "subject", "to"]);
        assert!(mail.header("to").is_ascii() && !mail.header("to").contains("evil.example>,"), "{}", mail.header("to"));
        assert!(mail.header("subject").contains("=?utf-8?"), "{}", mail.header("subject"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_nobody_wants_is_given_up_and_what_is_old_is_not_told() {
    let fresh: Fresh = crate::store::databases::Database::Sqlite.fresh();
    let sink = Sink::start();
    let running = start(&fresh, &sink, &[]).await;
    let customers = running.customers();
    let mut begun = change(&customers).await;
    let account =
        begun.create_account(portal::runtime::customers::NewAccount { name: "Lost".to_owned(), ..Default::default() });
    let account = account.await.expect("an account");
    let user = portal::runtime::customers::NewUser {
        username: "lost".to_owned(),
        email: Some("nobody@customer.example".to_owned()),
        role: portal::model::Role::Admin,
        ..Default::default()
    };
    begun.create_user(account.id, user).await.expect("a user");
    begun.commit().await.expect("it is true");
    keys(&running, account.id, 1).await;
    calls(&sink, 1, &fresh, 0).await;
    fresh.clock.advance(3600);
    let (acme, _) = approved(&customers, "Acme").await;
    keys(&running, acme.id, 1).await;
    sink.until("another's", |mails| mails.len() == 1).await;
    assert_eq!(sink.calls.load(Ordering::SeqCst), 2, "the first was not tried again");
    running.stop().await;
    // While nothing ran, something happened, and then days passed.
    let customers = fresh.customers().await;
    let mut change = change(&customers).await;
    let new = NewApplication { name: "Old".to_owned(), plan: "bronze".to_owned(), ..NewApplication::default() };
    change.create_application(acme.id, new).await.expect("an application");
    change.commit().await.expect("it is true");
    fresh.clock.advance(4 * 86_400);
    let running = start(&fresh, &sink, &[]).await;
    keys(&running, acme.id, 1).await;
    let mails = sink.until("the new one", |mails| mails.len() >= 2).await;
    running.stop().await;
    assert!(mails.iter().all(|mail| !mail.text().contains("Old")) && sink.mails().len() == 2);
}
