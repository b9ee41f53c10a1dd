//! How customers log in to a running portal: its providers and its signed links, with what their references stand for.
//! Read once, at the start. Must not know HTTP, cookies or sessions.

use std::path::Path;

use super::clock::Clock;
use super::crypto::Hidden;
use super::links::{Keys, Links};
use super::oidc::RelyingParty;
use super::reference;
use crate::model::sso::{Provider, Sso};

/// What `sso:` says, with what its references stand for.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    providers: Vec<(Provider, Option<Hidden>)>,
    links: Option<(Keys, i64)>,
    groups: Vec<String>,
}

impl Ways {
    /// Resolves references; files are named from `folder`. What is wrong goes to `wrong`, a sentence each.
    pub fn of(sso: &Sso, folder: &Path, wrong: &mut Vec<String>) -> Self {
        let mut resolved = |text: &str, what: &str| match reference::resolve(text, folder) {
            Ok(value) if value.is_empty() => {
                wrong.push(format!("`{what}` is empty"));
                None
            }
            Ok(value) => Some(value),
            Err(why) => {
                wrong.push(format!("`{what}`: {why}"));
                None
            }
        };
        let mut providers = Vec::new();
        for provider in &sso.providers {
            let client_id = resolved(&provider.client_id, &format!("sso.providers.{}.client_id", provider.name));
            let secret = provider.client_secret.as_ref().and_then(|text| {
                resolved(text, &format!("sso.providers.{}.client_secret", provider.name)).map(Hidden::new)
            });
            providers.push((Provider { client_id: client_id.unwrap_or_default(), ..provider.clone() }, secret));
        }
        let mut links = None;
        if let Some(settings) = &sso.links {
            let keys = settings.keys.iter().map(|key| resolved(key, "sso.links.keys").map(Hidden::new));
            if let Some(keys) = keys.collect::<Option<Vec<Hidden>>>() {
                match Keys::new(&keys) {
                    Ok(keys) => links = Some((keys, settings.lifetime)),
                    Err(error) => wrong.push(format!("`sso.links.keys`: {error}")),
                }
            }
        }
        Self { providers, links, groups: sso.groups.clone() }
    }
}

/// Providers and links of a running portal.
#[derive(Debug)]
pub struct Logins {
    parties: Vec<RelyingParty>,
    links: Option<Links>,
    groups: Vec<String>,
}

impl Logins {
    /// The ways into the portal at `origin`.
    pub fn new(ways: &Ways, origin: &str, clock: &Clock) -> Self {
        let party = |(provider, secret): &(Provider, Option<Hidden>)| {
            RelyingParty::new(provider.clone(), secret.clone(), origin, clock.clone())
        };
        let links = ways.links.clone().map(|(keys, lifetime)| Links::new(keys, origin, lifetime, clock.clone()));
        Self { parties: ways.providers.iter().map(party).collect(), links, groups: ways.groups.clone() }
    }

    /// The provider with this system name.
    pub fn party(&self, name: &str) -> Option<&RelyingParty> {
        self.parties.iter().find(|party| party.provider().name == name)
    }

    /// All providers, in the order of their buttons.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.parties.iter().map(RelyingParty::provider)
    }

    /// Signed links, where there are any.
    pub fn links(&self) -> Option<&Links> {
        self.links.as_ref()
    }

    /// Groups that a provider may put customers in.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Asks every provider who it is: what the operator should know.
    ///
    /// # Errors
    /// Providers that are not who they should be, a sentence each: the portal must not start.
    pub async fn check(&self) -> Result<Vec<String>, Vec<String>> {
        let (mut warnings, mut wrong) = (Vec::new(), Vec::new());
        for party in &self.parties {
            match party.check().await {
                Ok(found) => warnings.extend(found),
                Err(why) => wrong.push(why),
            }
        }
        if wrong.is_empty() { Ok(warnings) } else { Err(wrong) }
    }
}
