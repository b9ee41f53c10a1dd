//! The addresses that a browser is sent to: the provider's login and its logout. Must not send anybody there.

use form_urlencoded::Serializer;

use super::Pending;

/// What an authorisation request says (OpenID Connect Core 3.1.2.1).
pub(super) struct Authorization<'a> {
    pub(super) endpoint: &'a str,
    pub(super) client: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) scopes: &'a [String],
    pub(super) pending: &'a Pending,
}

/// Code flow, always with state, nonce and PKCE by SHA-256 (RFC 9700, 2.1.1).
pub(super) fn authorization(request: &Authorization<'_>) -> String {
    let pending = request.pending;
    with_query(
        request.endpoint,
        &[
            ("response_type", "code"),
            ("client_id", request.client),
            ("redirect_uri", request.redirect_uri),
            ("scope", &request.scopes.join(" ")),
            ("state", &pending.state()),
            ("nonce", &pending.nonce()),
            ("code_challenge", &pending.challenge()),
            ("code_challenge_method", "S256"),
        ],
    )
}

/// The logout at the provider, which comes back to `back` (RP-Initiated Logout 1.0, section 2).
pub(super) fn logout(endpoint: &str, client: &str, id_token: Option<&str>, back: &str) -> String {
    let mut fields = vec![("client_id", client), ("post_logout_redirect_uri", back)];
    fields.extend(id_token.map(|token| ("id_token_hint", token)));
    with_query(endpoint, &fields)
}

/// An address with more in its query. It may have a query of its own already.
fn with_query(endpoint: &str, fields: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(fields).finish();
    let joint = match endpoint.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{endpoint}{joint}{query}")
}
