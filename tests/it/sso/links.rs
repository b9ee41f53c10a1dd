//! Signed links: what their tokens bear, and how one is asked for in 3scale's words.

use std::time::{Duration, Instant};

use portal::model::UserState;
use portal::runtime::clock::Clock;
use portal::runtime::crypto::{Hidden, base64url, from_base64url};
use portal::runtime::customers::{Actor, Customers, NewUser, UserUpdate};
use portal::runtime::links::{Asked, BadLink, KeyError, Keys, Links, NotIssued, Who};
use serde_json::{Value, json};

use super::{ORIGIN, START};
use crate::store::accounts::acme;
use crate::store::on_both;

const OLD: &str = "the old key of links, 0123456789abcdef";
const NEW: &str = "the new key of links, 0123456789abcdef";

fn links_at(keys: &[&str], origin: &str, clock: &Clock) -> Links {
    let keys: Vec<Hidden> = keys.iter().map(|key| Hidden::new(*key)).collect();
    Links::new(Keys::new(&keys).expect("good keys"), origin, 60, clock.clone())
}

fn links(clock: &Clock) -> Links {
    links_at(&[NEW], ORIGIN, clock)
}

fn token(links: &Links) -> String {
    links.make(Who::Id(7), "/docs/", 60).1.reveal().to_owned()
}

on_both! {
    async fn statement_20_a_link_is_used_once_by_whoever_is_first(fresh) {
        let customers = fresh.customers().await;
        let links = links(&fresh.clock);
        let token = token(&links);
        let uses = (0..50).map(|_| {
            let (links, store, token) = (links.clone(), customers.store().clone(), token.clone());
            tokio::spawn(async move { links.read(&token).expect("signed").claim(&store).await.expect("an answer") })
        });
        let mut won = 0;
        for used in uses.collect::<Vec<_>>() {
            won += u32::from(used.await.expect("no panic"));
        }
        assert_eq!(won, 1);
        // It is remembered for as long as it would be taken.
        let store = customers.store();
        portal::runtime::store::used_tokens::sweep(store, START + 60 + 30).await.expect("swept");
        assert!(!links.read(&token).expect("signed").claim(store).await.expect("an answer"));
    }
}

#[test]
fn statement_21_whatever_is_not_signed_is_refused_at_once() {
    let clock = Clock::fixed(START);
    let links = links(&clock);
    let good = token(&links);
    let bytes = from_base64url(&good).expect("base64url");
    let began = Instant::now();
    let mut tried = 0;
    for at in 0..bytes.len() * 8 {
        let mut turned = bytes.clone();
        turned[at / 8] ^= 1 << (at % 8);
        assert_eq!(links.read(&base64url(&turned)), Err(BadLink::Forged), "bit {at}");
        tried += 1;
    }
    for length in 0..bytes.len() {
        assert_eq!(links.read(&base64url(&bytes[..length])), Err(BadLink::Forged), "{length} bytes");
        tried += 1;
    }
    for wrong in [format!("{good}="), format!("{good}A"), format!(" {good}"), good.to_lowercase(), "⚡".repeat(40)] {
        assert_eq!(links.read(&wrong), Err(BadLink::Forged), "{wrong}");
    }
    assert!(began.elapsed() < Duration::from_millis(5) * tried, "{:?} for {tried}", began.elapsed());
    let large = "A".repeat(1024 * 1024);
    let began = Instant::now();
    assert_eq!(links.read(&large), Err(BadLink::Forged));
    assert!(began.elapsed() < Duration::from_millis(5));
    assert!(links.read(&good).is_ok());
}

#[test]
fn statement_22_a_link_ends_thirty_seconds_after_its_time() {
    let clock = Clock::fixed(START);
    let links = links(&clock);
    let token = token(&links);
    clock.advance(60 + 30);
    assert!(links.read(&token).is_ok());
    clock.advance(1);
    assert_eq!(links.read(&token), Err(BadLink::Expired));
    // A program with the key that makes links for a day makes none.
    let (_, long) = links.make(Who::Id(7), "/", 86_400);
    assert_eq!(links.read(long.reveal()), Err(BadLink::Expired));
}

#[test]
fn statement_25_a_link_for_another_portal_is_refused() {
    let clock = Clock::fixed(START);
    let token = token(&links(&clock));
    for other in ["https://portal.example.evil.example", "http://portal.example", "https://portal.example:8443"] {
        assert_eq!(links_at(&[NEW], other, &clock).read(&token), Err(BadLink::Elsewhere), "{other}");
    }
}

#[test]
fn statement_26_no_letter_of_a_name_moves_a_field() {
    let clock = Clock::fixed(START);
    let links = links(&clock);
    let names = ["1⚡2", "a\0b", "7", "a:b|c;d,e", "\u{0}\u{1}7", "/admin", "x⚡1767323045⚡zZ", "🦀"];
    for name in names {
        let (made, token) = links.make(Who::Name(name.to_owned()), "/docs/", 60);
        let read = links.read(token.reveal()).expect("signed");
        assert_eq!((&read.who, read.target.as_str(), read.expires), (&made.who, "/docs/", START + 60), "{name}");
    }
    let (_, nameless) = links.make(Who::Name(String::new()), "/", 60);
    assert_eq!(links.read(nameless.reveal()), Err(BadLink::Strange));
}

#[test]
fn statement_24_a_link_leads_into_the_portal_whoever_signed_it() {
    let clock = Clock::fixed(START);
    let links = links(&clock);
    for away in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""] {
        let (_, token) = links.make(Who::Id(7), away, 60);
        assert_eq!(links.read(token.reveal()), Err(BadLink::Strange), "{away}");
    }
}

#[test]
fn statement_27_of_two_keys_the_new_one_signs_and_the_old_one_is_taken_until_it_is_removed() {
    let clock = Clock::fixed(START);
    let (before, during, after) =
        (links_at(&[OLD], ORIGIN, &clock), links_at(&[NEW, OLD], ORIGIN, &clock), links_at(&[NEW], ORIGIN, &clock));
    let old = token(&before);
    assert!(during.read(&old).is_ok());
    assert_eq!(after.read(&old), Err(BadLink::Forged));
    let new = token(&during);
    assert!(after.read(&new).is_ok());
    assert_eq!(before.read(&new), Err(BadLink::Forged));
}

#[test]
fn keys_that_could_be_guessed_are_refused() {
    let made = |keys: &[&str]| {
        let keys: Vec<Hidden> = keys.iter().map(|key| Hidden::new(*key)).collect();
        Keys::new(&keys).map(drop)
    };
    assert_eq!(made(&[]), Err(KeyError::None));
    assert_eq!(made(&[NEW, "short"]), Err(KeyError::Short(5)));
    assert_eq!(made(&[NEW, NEW]), Err(KeyError::Alike));
}

#[test]
fn statement_57_a_link_shows_nothing_that_could_be_used() {
    let clock = Clock::fixed(START);
    let links = links(&clock);
    let (link, token) = links.make(Who::Name("ada".to_owned()), "/", 60);
    let shown = format!("{link:?} {token:?} {links:?}");
    assert!(!shown.contains(token.reveal()) && !shown.contains("ada") && !shown.contains("0123456789"), "{shown}");
}

/// What is answered to these parameters: JSON, and XML.
async fn asked(customers: &Customers, links: &Links, parameters: &[(&str, &str)]) -> (Result<String, String>, String) {
    let mut asked = Asked::default();
    for (name, value) in parameters {
        assert!(asked.take(name, value), "{name}");
    }
    match asked.issue(links, customers).await {
        Ok(issued) => (Ok(issued.json()), issued.xml()),
        Err(NotIssued::Invalid(wrong)) => {
            let errors: serde_json::Map<String, Value> =
                wrong.iter().map(|(name, message)| ((*name).to_owned(), json!([message]))).collect();
            (Err(json!({ "errors": errors }).to_string()), String::new())
        }
        Err(NotIssued::Data(error)) => panic!("{error}"),
    }
}

on_both! {
    async fn a_link_is_asked_for_with_the_parameters_of_3scale(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let links = links(&fresh.clock);
        let id = ada.id.to_string();
        for who in [("user_id", id.as_str()), ("username", "ADA")] {
            let more = [who, ("expires_in", "600"), ("redirect_url", "https://portal.example/docs/?a=b"), ("protocol", "https")];
            let (json, _) = asked(&customers, &links, &more).await;
            let answer: Value = serde_json::from_str(&json.expect("a link")).expect("JSON");
            let (url, token) = (answer["sso_token"]["sso_url"].as_str().expect("a URL"), answer["sso_token"]["token"].as_str().expect("a token"));
            let expected = format!("https://portal.example/session/create?expires_at={}&token={token}&redirect_url=%2Fdocs%2F%3Fa%3Db", START + 600);
            assert_eq!(url, expected);
            let link = links.read(token).expect("signed");
            assert_eq!((link.who, link.target.as_str()), (Who::Id(ada.id), "/docs/?a=b"));
        }
        let (json, xml) = asked(&customers, &links, &[("user_id", &id)]).await;
        assert!(json.expect("a link").contains(&format!("expires_at={}", START + 60)), "a minute unless asked otherwise");
        assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><sso_url>https://portal.example/session/create?expires_at=") && xml.contains("&amp;token="), "{xml}");
    }
}

on_both! {
    async fn statement_23_no_link_lives_longer_than_ten_minutes_or_for_somebody_else(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let links = links(&fresh.clock);
        let wrong: [(&[(&str, &str)], &str); 12] = [
            (&[("username", "ada"), ("expires_in", "601")], r#"{"errors":{"expires_in":["must be less than or equal to 600"]}}"#),
            (&[("username", "ada"), ("expires_in", "86400")], r#"{"errors":{"expires_in":["must be less than or equal to 600"]}}"#),
            (&[("username", "ada"), ("expires_in", "0")], r#"{"errors":{"expires_in":["must be greater than 0"]}}"#),
            (&[("username", "ada"), ("expires_in", "-9223372036854775808")], r#"{"errors":{"expires_in":["must be greater than 0"]}}"#),
            (&[("username", "ada"), ("expires_in", "99999999999999999999")], r#"{"errors":{"expires_in":["is not a number"]}}"#),
            (&[("username", "ada"), ("redirect_url", "https://evil.example/")], r#"{"errors":{"redirect_url":["is not an address of this portal"]}}"#),
            (&[("username", "ada"), ("redirect_url", "//evil.example")], r#"{"errors":{"redirect_url":["is not an address of this portal"]}}"#),
            (&[("username", "ada"), ("protocol", "http")], r#"{"errors":{"protocol":["is not this portal's"]}}"#),
            (&[("username", "eve")], r#"{"errors":{"username":["is invalid"]}}"#),
            (&[("username", "ada@acme.example")], r#"{"errors":{"username":["is invalid"]}}"#),
            (&[("user_id", "1 OR 1=1")], r#"{"errors":{"user_id":["is invalid"]}}"#),
            (&[("expires_in", "x")], r#"{"errors":{"expires_in":["is not a number"],"username":["can't be blank"]}}"#),
        ];
        for (parameters, expected) in wrong {
            assert_eq!(asked(&customers, &links, parameters).await.0, Err(expected.to_owned()), "{parameters:?}");
        }
        assert!(!Asked::default().take("provider_key", "x"));
        // Who may not log in gets no link.
        let mut change = customers.change(Actor::System).await.expect("a change");
        let bob = NewUser { username: "bob".to_owned(), ..NewUser::default() };
        let bob = change.create_user(ada.account_id, bob).await.expect("a user");
        let suspend = UserUpdate { state: Some(UserState::Suspended), ..UserUpdate::default() };
        change.update_user(bob.id, suspend).await.expect("suspended");
        change.commit().await.expect("committed");
        let (json, _) = asked(&customers, &links, &[("username", "bob")]).await;
        assert_eq!(json, Err(r#"{"errors":{"username":["is not active"]}}"#.to_owned()));
    }
}
