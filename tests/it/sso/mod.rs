//! Logging customers in: OpenID Connect at a provider of the tests' own that lies and cheats, signed links, sessions and
//! logouts. Tests that prove a statement of the security bar are named by its number.

mod browser;
mod links;
mod links_http;
mod login;
mod people;
mod process;
mod protocol;
mod provider;
mod sessions;
mod signup;
mod strangers;
mod targets;

pub use crate::store::databases::START;

use portal::model::sso;
use portal::runtime::clock::Clock;
use portal::runtime::crypto::Hidden;
use portal::runtime::oidc::{Callback, Confirmed, Pending, Refusal, RelyingParty};
use provider::{CLIENT, Provider, SECRET, Tricks};

/// Where the portal of these tests stands.
const ORIGIN: &str = "https://portal.example";

/// What the configuration says of a provider that the portal trusts with accounts.
fn settings(provider: &Provider) -> sso::Provider {
    sso::Provider {
        name: "corp".to_owned(),
        title: "Our product".to_owned(),
        issuer: provider.issuer().to_owned(),
        client_id: CLIENT.to_owned(),
        scopes: vec!["openid".to_owned()],
        claims: sso::Claims {
            account: Some("org.id".to_owned()),
            account_name: Some("org.name".to_owned()),
            ..sso::Claims::default()
        },
        ..sso::Provider::default()
    }
}

/// The portal as a client of `provider`, at a time that stands.
fn party(provider: &Provider) -> (RelyingParty, Clock) {
    party_with(settings(provider))
}

fn party_with(settings: sso::Provider) -> (RelyingParty, Clock) {
    let clock = Clock::fixed(START);
    (RelyingParty::new(settings, Some(Hidden::new(SECRET)), ORIGIN, clock.clone()), clock)
}

/// Goes to an address of the provider, and says where it sends the browser.
async fn redirected(url: String) -> String {
    let answer = tokio::task::spawn_blocking(move || {
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().max_redirects(0).build());
        let answer = agent.get(&url).call().expect("an answer");
        answer.headers()["location"].to_str().expect("text").to_owned()
    });
    answer.await.expect("no panic")
}

/// The query of the answer to a login that begins with `pending`.
async fn answer(party: &RelyingParty, pending: &Pending) -> String {
    let back = redirected(party.start(pending).await.expect("the provider is there")).await;
    let (path, query) = back.split_once('?').expect("a query");
    assert_eq!(path, format!("{ORIGIN}/auth/corp/callback"));
    query.to_owned()
}

/// A whole login.
async fn log_in(party: &RelyingParty) -> Result<Confirmed, Refusal> {
    let pending = Pending::begin("corp", "/docs/", START);
    let query = answer(party, &pending).await;
    party.finish(&pending, &Callback::read(&query)?).await
}

/// A login at a provider that does this.
async fn log_in_with(tricks: Tricks) -> Result<Confirmed, Refusal> {
    let provider = Provider::start().await;
    provider.trick(tricks);
    log_in(&party(&provider).0).await
}
