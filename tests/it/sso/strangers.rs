//! What strangers send: whatever it is, it is refused, and nothing panics.

use portal::runtime::clock::Clock;
use portal::runtime::crypto::{Hidden, Secrets, base64url};
use portal::runtime::links::{BadLink, Keys, Links};
use portal::runtime::oidc::{Callback, Jwks, Metadata, Pending};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use super::{ORIGIN, START};
use crate::store::databases::MASTER;

/// JSON of any shape, with names that the protocol knows.
fn json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("issuer"),
        Just("keys"),
        Just("kty"),
        Just("kid"),
        Just("use"),
        Just("alg"),
        Just("n"),
        Just("e"),
        Just("x"),
        Just("y"),
        Just("crv"),
        Just("authorization_endpoint"),
        Just("token_endpoint"),
        Just("jwks_uri"),
        Just("code_challenge_methods_supported"),
    ];
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!("https://id.example")),
        Just(json!("RSA")),
        Just(json!("EC")),
        Just(json!("OKP")),
        Just(json!("oct")),
        Just(json!("P-256")),
        Just(json!("Ed25519")),
        Just(json!("AQAB")),
        Just(json!("sig")),
        any::<i64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(4, 48, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|items| json!(items)),
            vec((name.clone(), inner), 0..8).prop_map(|pairs| {
                json!(
                    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>()
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn an_answer_of_any_form_is_read_or_refused(query in "(code|state|iss|error|x|%63ode)?=?\\PC{0,30}(&(code|state|iss)=\\PC{0,10}){0,4}") {
        if let Ok(callback) = Callback::read(&query) {
            prop_assert!(!callback.state().is_empty());
        }
    }

    #[test]
    fn documents_of_any_shape_are_read_or_refused(document in json()) {
        if let Some(object) = document.as_object() {
            let _ = Jwks::read(object).len();
            if let Ok(metadata) = Metadata::read("https://id.example", object) {
                prop_assert_eq!(metadata.issuer.as_str(), "https://id.example");
            }
        }
    }

    #[test]
    fn bytes_that_nobody_signed_are_no_link_and_no_login(bytes in vec(any::<u8>(), 0..300)) {
        let keys = Keys::new(&[Hidden::new("a key of links that nobody knows, 0123")]).expect("a good key");
        let links = Links::new(keys, ORIGIN, 60, Clock::fixed(START));
        let text = base64url(&bytes);
        prop_assert_eq!(links.read(&text), Err(BadLink::Forged));
        let secrets = Secrets::new(MASTER).expect("long enough");
        prop_assert_eq!(Pending::open(&secrets, &text), None);
    }
}
