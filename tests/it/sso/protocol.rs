//! The protocol with a provider: what is sent, and every answer that is refused.

use portal::runtime::crypto::Secrets;
use portal::runtime::oidc::{Callback, Metadata, Pending, Refusal};
use serde_json::{Value, json};

use super::provider::{CLIENT, Provider, Signer, Tricks};
use super::{START, answer, log_in, log_in_with, party, party_with, settings};
use crate::store::databases::MASTER;

fn claims(claims: Value) -> Tricks {
    Tricks { claims, ..Tricks::default() }
}

/// Why a login with these tricks is refused, and with which status.
async fn refused(tricks: Tricks) -> (u16, String) {
    let refusal = log_in_with(tricks).await.expect_err("it is refused");
    (refusal.status(), refusal.to_string())
}

#[tokio::test]
async fn whoever_the_provider_confirms_is_known_by_issuer_and_subject() {
    for signer in [Signer::Rsa, Signer::Pss, Signer::Ec, Signer::Ed] {
        let provider = Provider::start().await;
        provider.trick(Tricks { signer, ..Tricks::default() });
        let login = log_in(&party(&provider).0).await.unwrap_or_else(|refusal| panic!("{signer:?}: {refusal}"));
        let person = login.person;
        assert_eq!((person.iss.as_str(), person.sub.as_str()), (provider.issuer(), "ada-1"));
        assert_eq!((person.account.as_deref(), person.account_name.as_deref()), (Some("crm-7"), Some("Acme")));
        assert_eq!((person.username.as_deref(), person.sid.as_deref()), (Some("ada"), Some("session-1")));
        assert_eq!(provider.asked_keys(), 1);
    }
}

#[tokio::test]
async fn what_the_id_token_does_not_say_the_provider_is_asked_for() {
    let tricks = Tricks {
        claims: json!({ "email": null, "name": "Signed" }),
        user_info: json!({ "email": "ada@acme.example", "name": "Unsigned" }),
        ..Tricks::default()
    };
    let person = log_in_with(tricks.clone()).await.expect("a login").person;
    assert_eq!((person.email.as_deref(), person.name.as_deref()), (Some("ada@acme.example"), Some("Signed")));
    let other = Tricks { user_info: json!({ "sub": "eve-1", "email": "eve@acme.example" }), ..tricks };
    assert_eq!(refused(other).await, (401, "the provider speaks of somebody else".to_owned()));
}

#[tokio::test]
async fn statement_01_an_answer_without_a_state_is_refused_before_any_token_is_asked_for() {
    for query in ["", "code=x", "code=x&state=", "iss=x"] {
        let refusal = Callback::read(query).expect_err("it is refused");
        assert_eq!((refusal.status(), refusal.to_string().as_str()), (400, "the answer has no state"));
    }
}

#[tokio::test]
async fn statement_02_the_state_of_another_login_is_refused_before_any_token_is_asked_for() {
    let provider = Provider::start().await;
    let (party, _) = party(&provider);
    let (mine, theirs) = (Pending::begin("corp", "/", START), Pending::begin("corp", "/", START));
    let query = answer(&party, &theirs).await;
    let refusal = party.finish(&mine, &Callback::read(&query).expect("readable")).await.expect_err("refused");
    assert!(matches!(refusal, Refusal::Stale(_)) && refusal.status() == 400);
    assert_eq!(provider.asked_tokens(), 0);
}

#[test]
fn statement_04_a_login_takes_ten_minutes_at_most() {
    let pending = Pending::begin("corp", "/", START);
    assert!(!pending.is_stale(START + 600));
    assert!(pending.is_stale(START + 601));
    assert!(pending.is_stale(START - 1), "it has not begun yet");
}

#[test]
fn statement_06_a_begun_login_is_in_the_browser_alone_and_nobody_can_read_or_make_it() {
    let secrets = Secrets::new(MASTER).expect("long enough");
    let pending = Pending::begin("corp", "/docs/", START);
    let sealed = pending.seal(&secrets);
    assert_eq!(Pending::open(&secrets, &sealed), Some(pending.clone()));
    assert!(sealed.len() < 512, "five of them are {} bytes", 5 * sealed.len());
    let long = Pending::begin("corp", &format!("/{}", "x".repeat(600)), START);
    assert_eq!(long.return_to(), "/", "the way back has a bound");
    let another = Secrets::new(b"another master secret 0123456789abcdef").expect("long enough");
    assert_eq!(Pending::open(&another, &sealed), None);
    for wrong in ["", "x", &sealed[1..], &format!("{sealed}A"), "chunks=99999999"] {
        assert_eq!(Pending::open(&secrets, wrong), None);
    }
    let shown = format!("{pending:?}");
    assert!(!shown.contains(&pending.state()) && !shown.contains(&pending.verifier()), "{shown}");
}

#[tokio::test]
async fn statement_07_an_id_token_with_a_wrong_claim_is_refused() {
    let wrong = [
        (json!({ "nonce": "another" }), "a token is of another login"),
        (json!({ "nonce": null }), "a token has no nonce"),
        (json!({ "aud": "another" }), "a token is for another client"),
        (json!({ "aud": null }), "a token is for another client"),
        (json!({ "aud": [] }), "a token is for another client"),
        (json!({ "aud": [CLIENT, "another"] }), "a token is for several clients and says not who asked for it"),
        (json!({ "aud": [CLIENT, "another"], "azp": "another" }), "another client asked for a token"),
        (json!({ "azp": "another" }), "another client asked for a token"),
        (json!({ "iss": "https://evil.example" }), "a token is of another issuer"),
        (json!({ "iss": null }), "a token is of another issuer"),
        (json!({ "exp": START - 30 }), "a token has expired"),
        (json!({ "exp": null }), "a token says not when it ends"),
        (json!({ "exp": "tomorrow" }), "a token says not when it ends"),
        (json!({ "iat": START + 31 }), "a token was made in the future"),
        (json!({ "iat": null }), "a token says not when it was made"),
        (json!({ "nbf": START + 31 }), "a token is not to be taken yet"),
        (json!({ "sub": "" }), "a token says not whom it is about"),
        (json!({ "sub": null }), "a token says not whom it is about"),
        (json!({ "sub": 7 }), "a token says not whom it is about"),
        (json!({ "sub": "x".repeat(256) }), "a token says not whom it is about"),
        (json!({ "sub": "a\nb" }), "a token says not whom it is about"),
    ];
    for (change, why) in wrong {
        assert_eq!(refused(claims(change.clone())).await, (401, why.to_owned()), "{change}");
    }
    let right = [
        json!({ "exp": START - 29 }),
        json!({ "iat": START + 30 }),
        json!({ "aud": [CLIENT] }),
        json!({ "aud": [CLIENT, "another"], "azp": CLIENT }),
    ];
    for change in right {
        assert!(log_in_with(claims(change.clone())).await.is_ok(), "{change}");
    }
}

#[tokio::test]
async fn statement_08_a_signature_that_anybody_could_make_is_refused() {
    let signed = |signer, header| Tricks { signer, header, ..Tricks::default() };
    let never = "a token is signed in a way that is never taken";
    let wrong = [
        (signed(Signer::None, json!({})), never),
        (signed(Signer::None, json!({ "alg": "NONE" })), never),
        (signed(Signer::None, json!({ "alg": null })), never),
        (signed(Signer::PublicKey, json!({})), never),
        (signed(Signer::PublicKey, json!({ "alg": "RS256" })), "a token has a wrong signature"),
        (signed(Signer::Broken, json!({})), "a token has a wrong signature"),
        (signed(Signer::Stranger, json!({})), "a token has a wrong signature"),
        (signed(Signer::Rsa, json!({ "kid": "ec-0" })), "a token is signed in a way that its key is not for"),
        (
            signed(Signer::Rsa, json!({ "kid": "enc-0" })),
            "a token is signed with a key that the provider does not have",
        ),
        (signed(Signer::Rsa, json!({ "kid": "new" })), "a token is signed with a key that the provider does not have"),
        (signed(Signer::Rsa, json!({ "crit": ["b64"] })), "a token asks for an extension that is not known"),
    ];
    for (at, (tricks, why)) in wrong.into_iter().enumerate() {
        assert_eq!(refused(tricks).await, (401, why.to_owned()), "{at}");
    }
    let without_id = signed(Signer::Rsa, json!({ "kid": null }));
    assert!(log_in_with(without_id).await.is_ok(), "only one key of the provider fits");
}

#[tokio::test]
async fn statement_08_a_key_that_is_not_known_is_asked_for_once_a_minute_at_most() {
    let provider = Provider::start().await;
    let (party, clock) = party(&provider);
    log_in(&party).await.expect("a login");
    assert_eq!(provider.asked_keys(), 1);
    // The provider changes its keys: the first token with a new one makes the portal ask.
    provider.trick(Tricks { generation: 1, ..Tricks::default() });
    log_in(&party).await.expect("a login with the new key");
    assert_eq!(provider.asked_keys(), 2);
    let forged = || Tricks { generation: 1, header: json!({ "kid": "made-up" }), ..Tricks::default() };
    provider.trick(forged());
    for _ in 0..20 {
        log_in(&party).await.expect_err("there is no such key");
    }
    assert_eq!(provider.asked_keys(), 2, "twenty forged tokens within the minute");
    // It stands at the time of the provider's tokens but for seconds; a minute is over.
    clock.advance(60);
    for _ in 0..20 {
        log_in(&party).await.expect_err("there is no such key");
    }
    assert_eq!(provider.asked_keys(), 3);
}

#[tokio::test]
async fn statement_09_an_id_token_of_another_client_of_the_same_issuer_is_refused() {
    let tricks = claims(json!({ "aud": "another-client", "azp": "another-client" }));
    assert_eq!(refused(tricks).await, (401, "a token is for another client".to_owned()));
}

#[tokio::test]
async fn statement_10_a_code_of_another_login_is_refused_by_the_provider() {
    let provider = Provider::start().await;
    let (party, _) = party(&provider);
    let (mine, theirs) = (Pending::begin("corp", "/", START), Pending::begin("corp", "/", START));
    let code = |query: &str| {
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
        code.expect("a code").1.into_owned()
    };
    let injected = code(&answer(&party, &theirs).await);
    let own = answer(&party, &mine).await;
    let query = own.replace(&code(&own), &injected);
    let refusal = party.finish(&mine, &Callback::read(&query).expect("readable")).await.expect_err("refused");
    assert_eq!((refusal.status(), refusal.to_string().as_str()), (400, "the provider says `invalid_grant`"));
}

#[tokio::test]
async fn statement_11_a_login_always_asks_for_a_code_with_pkce() {
    let provider = Provider::start().await;
    provider.trick(Tricks { discovery: json!({ "code_challenge_methods_supported": ["plain"] }), ..Tricks::default() });
    let (party, _) = party(&provider);
    let warnings = party.check().await.expect("it may start");
    assert!(warnings.len() == 1 && warnings[0].contains("S256"), "{warnings:?}");
    let pending = Pending::begin("corp", "/", START);
    let url = party.start(&pending).await.expect("an address");
    for part in ["response_type=code", "code_challenge_method=S256", "scope=openid", "client_id=portal"] {
        assert!(url.contains(part), "{part}: {url}");
    }
    assert!(url.contains(&pending.challenge()) && !url.contains(&pending.verifier()));
    assert!((43..=128).contains(&pending.verifier().len()), "RFC 7636, 4.1");
    assert!(url.starts_with(&format!("{}/authorize?", provider.issuer())));
}

#[tokio::test]
async fn statement_12_the_answer_of_another_issuer_is_refused_before_any_token_is_asked_for() {
    let provider = Provider::start().await;
    provider.trick(Tricks { iss: Some("https://evil.example".to_owned()), ..Tricks::default() });
    let refusal = log_in(&party(&provider).0).await.expect_err("refused");
    assert_eq!((refusal.status(), refusal.to_string().as_str()), (400, "another issuer answers"));
    let (party, _) = party(&provider);
    let pending = Pending::begin("corp", "/", START);
    let query = format!("code=x&state={}", pending.state());
    let refusal = party.finish(&pending, &Callback::read(&query).expect("readable")).await.expect_err("refused");
    assert_eq!(refusal.to_string(), "the answer names no issuer", "it says that it always does");
    assert_eq!(provider.asked_tokens(), 0);
}

#[tokio::test]
async fn statement_13_a_parameter_that_is_given_twice_is_refused() {
    for more in ["&code=b", "&state=b", "&iss=b", "&%63ode=b", "&error=x&error=x"] {
        let tricks = Tricks { more: more.to_owned(), ..Tricks::default() };
        assert_eq!(refused(tricks).await, (400, "a parameter of the answer is given twice".to_owned()), "{more}");
    }
    assert!(
        log_in_with(Tricks { more: "&session_state=a&session_state=b".to_owned(), ..Tricks::default() }).await.is_ok()
    );
}

#[tokio::test]
async fn statement_14_a_provider_that_is_another_issuer_is_refused_at_the_start() {
    let provider = Provider::start().await;
    for issuer in [json!("https://evil.example"), json!(format!("{}/", provider.issuer())), json!(null)] {
        provider.trick(Tricks { discovery: json!({ "issuer": issuer }), ..Tricks::default() });
        let why = party(&provider).0.check().await.expect_err("it may not start");
        assert!(why.contains(provider.issuer()), "{why}");
    }
    for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        for value in [json!(null), json!("javascript:alert(1)"), json!("http://evil.example/ x")] {
            provider.trick(Tricks { discovery: json!({ endpoint: value }), ..Tricks::default() });
            let why = party(&provider).0.check().await.expect_err("it may not start");
            assert!(why.contains(endpoint), "{why}");
        }
    }
}

#[test]
fn statement_15_a_provider_with_tls_has_no_endpoint_without() {
    let document = json!({
        "issuer": "https://id.example",
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "http://id.example/token",
        "jwks_uri": "https://id.example/keys",
    });
    let document = document.as_object().expect("an object");
    let why = Metadata::read("https://id.example", document).expect_err("it may not start");
    assert_eq!(why, "`token_endpoint` of the provider `https://id.example` is no `https` address");
}

#[tokio::test]
async fn a_provider_that_is_away_does_not_keep_the_portal_from_starting() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let provider = Provider::start().await;
    let (party, _) =
        party_with(portal::model::sso::Provider { issuer: format!("http://{nobody}"), ..settings(&provider) });
    let warnings = party.check().await.expect("it may start");
    assert!(warnings[0].contains("is away"), "{warnings:?}");
    let refusal = party.start(&Pending::begin("corp", "/", START)).await.expect_err("it is away");
    assert_eq!(refusal.status(), 503);
}

#[tokio::test]
async fn statement_16_nothing_a_provider_writes_about_an_error_is_repeated() {
    let provider = Provider::start().await;
    let (party, _) = party(&provider);
    let refuse = |error: &'static str| {
        let (party, pending) = (party.clone(), Pending::begin("corp", "/", START));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("error", error)
            .append_pair("error_description", "<script>alert(1)</script>")
            .append_pair("state", &pending.state())
            .append_pair("iss", provider.issuer())
            .finish();
        async move { party.finish(&pending, &Callback::read(&query).expect("readable")).await.expect_err("refused") }
    };
    let refusal = refuse("access_denied").await;
    assert_eq!((refusal.status(), refusal.to_string().as_str()), (400, "the provider says `access_denied`"));
    let refusal = refuse("<script>\r\nlog: forged").await;
    assert_eq!(refusal.to_string(), "the provider says `an error without a name`");
    assert_eq!(provider.asked_tokens(), 0);
}

#[tokio::test]
async fn statement_38_the_logout_at_the_provider_names_the_login() {
    let provider = Provider::start().await;
    let (party, _) = party(&provider);
    let url = party.logout(Some("id.token.x"), "https://portal.example/").await.expect("it has one");
    assert_eq!(
        url,
        format!(
            "{}/logout?client_id=portal&post_logout_redirect_uri=https%3A%2F%2Fportal.example%2F&id_token_hint=id.token.x",
            provider.issuer()
        )
    );
    provider.trick(Tricks { discovery: json!({ "end_session_endpoint": null }), ..Tricks::default() });
    assert_eq!(super::party(&provider).0.logout(None, "https://portal.example/").await, None);
}

#[tokio::test]
async fn statement_57_nothing_secret_is_shown_by_what_is_written_to_a_log() {
    let provider = Provider::start().await;
    let (party, _) = party(&provider);
    let login = log_in(&party).await.expect("a login");
    let shown = format!("{login:?} {party:?}");
    for canary in ["at-canary", "s3cret", "ada", login.id_token.reveal()] {
        assert!(!shown.contains(canary), "{canary}: {shown}");
    }
}
