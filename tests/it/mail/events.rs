//! Which event has which mail, with which words.

use std::collections::BTreeSet;

use portal::model::{AccountState, ApplicationState, Role};
use portal::runtime::customers::{
    Account, AccountUpdate, Actor, Application, ApplicationUpdate, Customers, NewAccount, NewApplication, NewKey,
    NewUser, User,
};

use super::sink::{Mail, Sink};
use super::{account, approved, change, start};
use crate::store::on_both;

/// Whom, under which subject, with which words.
const EXPECTED: [(&str, &str, &[&str]); 16] = [
    ("ada.yes-ltd", "We received your registration with Sample", &["Hello ada of Yes Ltd", "is confirmed"]),
    ("ada.no-ltd", "We received your registration with Sample", &["Hello ada of No Ltd"]),
    ("ada.yes-ltd", "Your account with Sample is open", &["Yes Ltd now has an account", "/login"]),
    ("ada.no-ltd", "About your registration with Sample", &["No Ltd", "help@example.com"]),
    ("eve", "Welcome to Sample", &["You have registered New Ltd", "user name eve"]),
    ("ada.acme", "A new key for Shop", &["Identifier: ", "API: Mail API", "ends in"]),
    ("ada.acme", "A new key for Wanted", &[]),
    ("ada.acme", "A new key for Meter", &[]),
    ("ada.acme", "A key of Shop was deleted", &["ends in"]),
    ("ada.acme", "Wanted is approved", &["Plan: Platinum", "API: Mail API"]),
    ("ada.acme", "Wanted is suspended", &[]),
    ("ada.acme", "Unwanted is not approved", &["cannot approve it", "Plan: Platinum"]),
    ("ada.acme", "Shop is now on Gold", &["Plan: Gold"]),
    ("ada.acme", "Your request to change to Platinum", &["Application: Shop", "Plan you asked for: Platinum"]),
    ("ada.acme", "Meter has used 90 % of a limit", &["Hits per minute: 9 of 10", "/admin/applications/"]),
    ("ada.acme", "Meter is over a limit", &["Hits per minute: 12 of 10"]),
];
/// And a key of `Unwanted`, and the second of `Shop`.
const ALL: usize = EXPECTED.len() + 2;

fn with_state(state: ApplicationState) -> ApplicationUpdate {
    ApplicationUpdate { state: Some(state), ..ApplicationUpdate::default() }
}

fn on(name: &str, plan: &str) -> NewApplication {
    NewApplication { name: name.to_owned(), plan: plan.to_owned(), ..NewApplication::default() }
}

/// Two accounts wait; one is let in.
async fn decide(customers: &Customers) {
    for (name, state) in [("Yes Ltd", AccountState::Approved), ("No Ltd", AccountState::Rejected)] {
        let new = NewAccount { name: name.to_owned(), state: AccountState::Pending, ..NewAccount::default() };
        let (account, _) = account(customers, new).await;
        let mut change = change(customers).await;
        let update = AccountUpdate { state: Some(state), ..AccountUpdate::default() };
        change.update_account(account.id, update).await.expect("it is changed");
        change.commit().await.expect("it is true");
    }
}

/// Applications come, wait, are let in, refused and suspended; keys come and go; plans change. The values of all keys.
async fn work(customers: &Customers, acme: &Account, ada: &User) -> (Vec<String>, Application) {
    let mut change = change(customers).await;
    let shop = change.create_application(acme.id, on("Shop", "bronze")).await.expect("an application");
    let wanted = change.create_application(acme.id, on("Wanted", "platinum")).await.expect("an application");
    let unwanted = change.create_application(acme.id, on("Unwanted", "platinum")).await.expect("an application");
    let meter = change.create_application(acme.id, on("Meter", "bronze")).await.expect("an application");
    let id = wanted.application.id;
    change.update_application(id, with_state(ApplicationState::Live)).await.expect("it is changed");
    change.delete_application(unwanted.application.id).await.expect("it is gone");
    let key = change.create_key(&shop.application, NewKey::default()).await.expect("a key");
    change.revoke_key(&shop.application, key.key.id).await.expect("it is gone");
    change.change_plan(shop.application.id, "gold").await.expect("another plan");
    change.update_application(id, with_state(ApplicationState::Suspended)).await.expect("it is changed");
    change.commit().await.expect("it is true");
    let mut asking = customers.change(Actor::User(ada.id, ada.username.clone())).await.expect("a change");
    asking.change_plan(shop.application.id, "platinum").await.expect("it is asked for");
    asking.commit().await.expect("it is true");
    let fresh = [Some(key), shop.key, wanted.key, unwanted.key, meter.key];
    let keys = fresh.into_iter().flatten().map(|key| key.value.reveal().to_owned()).collect();
    (keys, meter.application)
}

/// A product of the company makes an account.
async fn express(customers: &Customers) {
    let mut change = customers.change(Actor::Token(1, "Product".to_owned())).await.expect("a change");
    let new = NewAccount { name: "New Ltd".to_owned(), ..NewAccount::default() };
    let account = change.create_account(new).await.expect("an account");
    let email = Some("eve@customer.example".to_owned());
    let user = NewUser { username: "eve".to_owned(), email, role: Role::Admin, ..NewUser::default() };
    change.create_user(account.id, user).await.expect("a user");
    change.commit().await.expect("it is true");
}

fn look(mails: &[Mail], keys: &[String]) {
    let subjects: Vec<String> = mails.iter().map(|mail| mail.header("subject")).collect();
    for (who, subject, words) in EXPECTED {
        let to = format!("{who}@customer.example");
        let found = mails.iter().find(|mail| mail.recipients == [to.as_str()] && mail.header("subject") == subject);
        let found = found.unwrap_or_else(|| panic!("{who}: {subject}: {subjects:#?}"));
        for word in words {
            assert!(found.text().contains(word), "{subject}: {word}: {}", found.text());
        }
    }
    let one = mails.iter().find(|mail| mail.header("subject") == "Shop is now on Gold").expect("it is above");
    assert_eq!(one.header("from"), "Sample <portal@example.com>");
    assert_eq!(one.header("to"), "\"ada of Acme\" <ada.acme@customer.example>");
    assert_eq!(one.header("reply-to"), "help@example.com");
    assert_eq!(one.header("auto-submitted"), "auto-generated");
    assert!(one.raw.contains("text/plain") && one.raw.contains("text/html") && one.text().contains("<!doctype html>"));
    let ids: BTreeSet<String> = mails.iter().map(|mail| mail.header("message-id")).collect();
    assert_eq!(ids.len(), mails.len(), "each has an id of its own");
    assert!(ids.iter().all(|id| id.ends_with("@localhost>")), "{ids:?}");
    assert!(keys.iter().all(|key| mails.iter().all(|mail| !mail.text().contains(key))), "statement 57: no key");
    let others = mails
        .iter()
        .flat_map(|mail| &mail.recipients)
        .filter(|to| !to.starts_with("ada.") && *to != "eve@customer.example");
    assert_eq!(others.count(), 0, "members, and administrators without an address, are not written to");
}

on_both! {
    async fn every_event_has_its_mail_with_the_right_words(fresh) {
        let sink = Sink::start();
        let running = start(&fresh, &sink, &[]).await;
        let customers = running.customers();
        let (acme, ada) = approved(&customers, "Acme").await;
        decide(&customers).await;
        express(&customers).await;
        let (keys, meter) = work(&customers, &acme, &ada).await;
        for hits in [9, 3] {
            customers.count(meter.id, &[("hits", hits)], customers.now()).await.expect("counted");
        }
        let mails = sink.until("all mails", |mails| mails.len() >= ALL).await;
        look(&mails, &keys);
        let counted = running.company("GET", "/metrics", "", "").body();
        let told = format!("portal_deliveries_total{{channel=\"mail\",outcome=\"done\"}} {ALL}");
        assert!(counted.contains(&told), "{counted}");
        running.stop().await;
        assert_eq!(sink.mails().len(), ALL, "and no more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_trial_is_told_once() {
    let fresh = crate::store::databases::Database::Sqlite.fresh();
    let sink = Sink::start();
    let running = start(&fresh, &sink, &[]).await;
    let customers = running.customers();
    let (acme, _) = approved(&customers, "Acme").await;
    let mut change = change(&customers).await;
    let shop = NewApplication { without_key: true, ..on("Shop", "trial") };
    let shop = change.create_application(acme.id, shop).await.expect("an application").application;
    change.commit().await.expect("it is true");
    assert_eq!(shop.trial_ends_at, Some(customers.now() + 30 * 86_400));
    assert_eq!(customers.end_trials().await.expect("an answer"), 0);
    fresh.clock.advance(30 * 86_400);
    // Unless the portal was first.
    assert!(customers.end_trials().await.expect("an answer") <= 1);
    assert_eq!(customers.end_trials().await.expect("an answer"), 0, "once");
    let mails = sink.until("the mail", |mails| !mails.is_empty()).await;
    running.stop().await;
    assert_eq!(mails[0].header("subject"), "The trial of Shop has ended");
    assert!(mails[0].text().contains("Plan: Trial") && sink.mails().len() == 1, "{}", mails[0].text());
}
