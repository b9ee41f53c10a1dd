//! How customers log in: providers of OpenID Connect and signed links, as `sso:` says it. Secrets are references
//! here, never values. Must not resolve them, nor ask a provider anything.

use serde::{Deserialize, Serialize};

/// Seconds that a signed link lives unless its maker says otherwise.
pub const LINK_LIFETIME: i64 = 60;
/// Seconds that a signed link may live at most.
pub const LINK_LIFETIME_MOST: i64 = 600;

/// What stands for a provider where a signed link began a session; no provider has this name.
pub const LINK_PROVIDER: &str = "link";

/// All ways to log in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sso {
    /// Providers in the order written: that of their buttons.
    pub providers: Vec<Provider>,
    /// Signed links, where the company's own product makes them.
    pub links: Option<Links>,
    /// Groups that a provider may put customers in; what else it calls a group opens nothing.
    pub groups: Vec<String>,
}

/// A provider of OpenID Connect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// System name: part of its paths, `/auth/<name>/callback`.
    pub name: String,
    /// What is written on its button.
    pub title: String,
    /// The issuer's URL, letter by letter as in `iss`.
    pub issuer: String,
    /// What the provider calls this portal; may hold a reference.
    pub client_id: String,
    /// A reference to the secret; none for a public client, which PKCE alone protects.
    pub client_secret: Option<String>,
    /// Scopes to ask for; `openid` is among them.
    pub scopes: Vec<String>,
    /// Which claims say what.
    pub claims: Claims,
    /// Whether whom nobody knows gets a user, and an account where there is none.
    pub create: bool,
    /// The plan that content is opened by where no claim names one.
    pub plan: Option<String>,
}

/// Names of claims of an ID token. A name with dots that is no claim itself is a path into claims that are objects:
/// `realm_access.roles`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The account: what the company's own systems call it.
    pub account: Option<String>,
    /// Name of an account that is made.
    pub account_name: Option<String>,
    /// Username of a user who is made.
    pub user: String,
    /// Address of mail. It is never used to find somebody.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// System name of the plan that opens content.
    pub plan: Option<String>,
    /// Groups that open content.
    pub groups: Option<String>,
    /// `admin` or `member`.
    pub role: Option<String>,
}

impl Default for Claims {
    /// The standard claims (OpenID Connect Core 5.1); none for what they do not say.
    fn default() -> Self {
        Self {
            account: None,
            account_name: None,
            user: "preferred_username".to_owned(),
            email: "email".to_owned(),
            name: "name".to_owned(),
            plan: None,
            groups: None,
            role: None,
        }
    }
}

/// Signed links: what logs in a customer who is logged in to the company's own product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// References to the keys: the first signs, and the second, which signed before, is still taken.
    pub keys: Vec<String>,
    /// Seconds that a link lives unless its maker says otherwise.
    pub lifetime: i64,
}
