//! Keys that the portal puts in: the caller's own, where the operation takes one.

use portal::runtime::customers::Actor;
use serde_json::Value as Json;

use super::api::api;
use super::{OPEN, ask, call, start, told};
use crate::store::databases::Database;

const LIST: &str = "mail/v1/operations/list";

#[tokio::test(flavor = "multi_thread")]
async fn statement_63_a_key_is_put_in_for_the_callers_own_application_only() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let (acme, other) = (running.customer("Acme", "bronze").await, running.customer("Other", "bronze").await);
    let told_of: Json = serde_json::from_str(&running.get_as(&acme, "/_portal/credentials.json").body()).expect("JSON");
    let word = told_of["applications"][0]["keys"][0]["stand_in"].as_str().expect("a word for the key");
    assert!(!told_of.to_string().contains(&acme.key), "the page has the word alone");
    let here = format!("http://127.0.0.1:{port}/v1/messages");
    let list = |query: &str| call(LIST, "GET", &format!("{here}?{query}"), &[]);
    let (_, body) = told(&ask(&running, &acme, &list(&format!("mail_id=x&mail_key={word}&page=1"))).await);
    let heard = String::from_utf8_lossy(&body).into_owned();
    assert!(heard.contains(&format!("GET /v1/messages?mail_id=x&mail_key={}&page=1 ", acme.key)), "{heard}");
    // What a customer typed goes out as it is.
    let (_, body) = told(&ask(&running, &acme, &list("mail_key=typed")).await);
    assert!(String::from_utf8_lossy(&body).contains("mail_key=typed "));

    assert_eq!(ask(&running, &other, &list(&format!("mail_key={word}"))).await.status, 403, "another's key");
    let misplaced = [
        list(&format!("page={word}")),
        list(&format!("mail_id={word}")),
        list(&format!("mail_key=x{word}")),
        call(LIST, "GET", &here, &[("X-Trace", word)]),
        call("mail/v1/operations/show", "GET", &format!("{here}/{word}"), &[]),
    ];
    for asked in &misplaced {
        assert_eq!(ask(&running, &acme, asked).await.status, 403, "{asked}");
    }
    // A key of one api is not sent to the servers of another.
    let tiles =
        call("maps/v1/operations/tiles", "GET", &format!("http://127.0.0.1:{port}/tiles"), &[("X-Maps-Key", word)]);
    assert_eq!(ask(&running, &acme, &tiles).await.status, 403);
    let maps = running.customer("Maps", "simple").await;
    let key = running.customers().keys(maps.application.id).await.expect("keys")[0].id;
    let word = format!("portal-key-{}-{key}", maps.application.id);
    let tiles =
        call("maps/v1/operations/tiles", "GET", &format!("http://127.0.0.1:{port}/tiles"), &[("X-Maps-Key", &word)]);
    let (_, body) = told(&ask(&running, &maps, &tiles).await);
    assert!(String::from_utf8_lossy(&body).to_lowercase().contains(&format!("x-maps-key: {}", maps.key)));

    let mut change = running.customers().change(Actor::System).await.expect("a change");
    change.create_key(&maps.application, Default::default()).await.expect_err("it has its one key");
    change.revoke_key(&maps.application, key).await.expect("it is gone");
    change.commit().await.expect("it is true");
    running.portal.changed();
    assert_eq!(ask(&running, &maps, &tiles).await.status, 403, "a revoked key is not put in");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_not_kept_are_never_put_in() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], "console: { networks: [127.0.0.1/32] }").await;
    let acme = running.customer("Acme", "bronze").await;
    let told_of = running.get_as(&acme, "/_portal/credentials.json").body();
    assert!(told_of.contains("\"stand_in\":null"), "{told_of}");
    let key = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
    let url = format!("http://127.0.0.1:{port}/v1/messages?mail_key=portal-key-{}-{key}", acme.application.id);
    assert_eq!(ask(&running, &acme, &call(LIST, "GET", &url, &[])).await.status, 403);
}
