//! A provider's keys, and signatures made with them (RFC 7515, 7517, 7518). Owns `jsonwebtoken` here: only asymmetric
//! algorithms that fit the type of the key are ever tried. Must not know what a token says.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::Value as Json;

use super::client::Object;
use crate::runtime::crypto::from_base64url;

/// The longest token that is looked at.
const MOST_BYTES: usize = 32 * 1024;
/// The most keys of a provider that are kept.
const MOST_KEYS: usize = 64;

/// What a token may be signed with. `none` and the symmetric HS256 and its sisters have no place here: whoever knows
/// the public key could make such a signature.
const ALGORITHMS: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

/// The public keys of a provider that sign.
#[derive(Clone, Default)]
pub struct Jwks(Vec<PublicKey>);

#[derive(Clone)]
struct PublicKey {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// A token whose signature is right.
#[derive(Debug)]
pub(super) struct Signed {
    /// `typ` of its header.
    pub(super) kind: Option<String>,
    pub(super) claims: Object,
}

/// Why a token is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// No key has its key id: the provider may have a new one.
    UnknownKey,
    /// For any other reason.
    Token(&'static str),
}

impl Jwks {
    /// Reads a key set. Keys of other kinds are left out, not refused: providers publish keys for other uses too.
    pub fn read(document: &Object) -> Self {
        let keys = document.get("keys").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        Self(keys.iter().filter_map(public_key).take(MOST_KEYS).collect())
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The claims of a token in compact form whose signature one of the keys made.
    pub(super) fn verify(&self, token: &str) -> Result<Signed, Bad> {
        if token.len() > MOST_BYTES {
            return Err(Bad::Token("a token is too long"));
        }
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else { return Err(Bad::Token("a token is no signed JWT")) };
        let header = object(header).ok_or(Bad::Token("a token has no header"))?;
        if header.contains_key("crit") {
            return Err(Bad::Token("a token asks for an extension that is not known"));
        }
        let text = |name: &str| header.get(name).and_then(Json::as_str);
        let algorithm = ALGORITHMS.iter().find(|(name, _)| Some(*name) == text("alg"));
        let (_, algorithm) = algorithm.ok_or(Bad::Token("a token is signed in a way that is never taken"))?;
        let key = self.key(text("kid"), *algorithm)?;
        let message = &token[..token.len() - signature.len() - 1];
        if !matches!(crypto::verify(signature, message.as_bytes(), &key.key, *algorithm), Ok(true)) {
            return Err(Bad::Token("a token has a wrong signature"));
        }
        let claims = object(payload).ok_or(Bad::Token("a token has no claims"))?;
        Ok(Signed { kind: text("typ").map(str::to_owned), claims })
    }

    /// The one key that the token can be signed with. A token without a key id may name none only where one fits.
    fn key(&self, id: Option<&str>, algorithm: Algorithm) -> Result<&PublicKey, Bad> {
        let is_named = |key: &&PublicKey| id.is_none() || key.id.as_deref() == id;
        let named: Vec<&PublicKey> = self.0.iter().filter(is_named).collect();
        if named.is_empty() {
            return Err(Bad::UnknownKey);
        }
        let mut fitting = named.into_iter().filter(|key| key.algorithms.contains(&algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(Bad::Token("a token does not say which key signed it")),
            (None, _) => Err(Bad::Token("a token is signed in a way that its key is not for")),
        }
    }
}

/// How many and no more.
impl std::fmt::Debug for Jwks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Jwks").field(&self.0.len()).finish()
    }
}

fn object(part: &str) -> Option<Object> {
    match serde_json::from_slice(&from_base64url(part)?) {
        Ok(Json::Object(object)) => Some(object),
        _ => None,
    }
}

fn public_key(json: &Json) -> Option<PublicKey> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let jwk: Jwk = serde_json::from_value(json.clone()).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|usage| *usage != PublicKeyUse::Signature) {
        return None;
    }
    let fitting: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[RS256, RS384, RS512, PS256, PS384, PS512],
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[ES256],
            EllipticCurve::P384 => &[ES384],
            _ => return None,
        },
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => &[EdDSA],
        _ => return None,
    };
    // A key that says what it is for is for nothing else.
    let own = json.get("alg").and_then(Json::as_str);
    let named = |algorithm: &Algorithm| {
        own.is_none_or(|own| ALGORITHMS.iter().any(|(name, known)| *name == own && known == algorithm))
    };
    let algorithms: Vec<Algorithm> = fitting.iter().filter(|algorithm| named(algorithm)).copied().collect();
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    (!algorithms.is_empty()).then_some(PublicKey { id: jwk.common.key_id, algorithms, key })
}
