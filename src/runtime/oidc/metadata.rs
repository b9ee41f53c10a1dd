//! What a provider says about itself (OpenID Connect Discovery 1.0). Must not fetch it.

use serde_json::Value as Json;

use super::client::Object;

/// Addresses and abilities of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// The issuer, letter by letter.
    pub issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    pub(super) userinfo_endpoint: Option<String>,
    pub(super) end_session_endpoint: Option<String>,
    /// Whether its answers name the issuer (RFC 9207).
    pub(super) names_issuer: bool,
    /// Whether it takes the secret in the form only, and not in a header.
    pub(super) secret_in_form: bool,
    /// Whether it says that it checks PKCE with SHA-256.
    pub lists_s256: bool,
}

/// Where the document stands (Discovery 1.0, section 4.1).
pub(super) fn address(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

impl Metadata {
    /// Reads the document of `issuer`.
    ///
    /// # Errors
    /// When the document is another issuer's, or does not say what a login needs: in words for the operator.
    pub fn read(issuer: &str, document: &Object) -> Result<Self, String> {
        let text = |name: &str| document.get(name).and_then(Json::as_str).map(str::to_owned);
        let found = text("issuer").ok_or_else(|| format!("the provider at `{issuer}` names no issuer"))?;
        if found != issuer {
            return Err(format!("the provider at `{issuer}` says that it is another: {found:?}"));
        }
        let address = |name: &str| match text(name) {
            Some(url) if is_safe(&url, issuer) => Ok(Some(url)),
            Some(_) => Err(format!("`{name}` of the provider `{issuer}` is no `https` address")),
            None => Ok(None),
        };
        let required = |name: &str| address(name)?.ok_or_else(|| format!("the provider `{issuer}` has no `{name}`"));
        let lists = |name: &str, word: &str| {
            let list = document.get(name).and_then(Json::as_array);
            list.map(|list| list.iter().any(|item| item == word))
        };
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Self {
            issuer: found,
            authorization_endpoint: required("authorization_endpoint")?,
            token_endpoint: required("token_endpoint")?,
            jwks_uri: required("jwks_uri")?,
            userinfo_endpoint: address("userinfo_endpoint")?,
            end_session_endpoint: address("end_session_endpoint")?,
            names_issuer: document.get("authorization_response_iss_parameter_supported") == Some(&Json::Bool(true)),
            // The header is what every provider takes unless it says otherwise (Discovery 1.0, section 3).
            secret_in_form: lists(methods, "client_secret_basic") == Some(false)
                && lists(methods, "client_secret_post") == Some(true),
            lists_s256: lists("code_challenge_methods_supported", "S256") == Some(true),
        })
    }
}

/// TLS, or plain HTTP where the issuer itself stands on loopback, which only the configuration can say.
fn is_safe(url: &str, issuer: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '#' | '\\' | '"' | '<' | '>');
    let fits = url.starts_with("https://") || (issuer.starts_with("http://") && url.starts_with("http://"));
    fits && url.chars().all(is_plain)
}
