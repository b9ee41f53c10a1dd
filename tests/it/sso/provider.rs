//! A provider of OpenID Connect that does what no certified one would: it signs with wrong keys, answers for others,
//! changes its keys, says things twice. Without tricks it keeps to the standard, PKCE and client secret included.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use portal::runtime::crypto::{base64, base64url, random_token, sha256};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};

/// The client that the portal is.
pub const CLIENT: &str = "portal";
/// Its secret, with letters that must be encoded.
pub const SECRET: &str = "s3cret: of/the+portal";

/// What a token is signed with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signer {
    /// The provider's RSA key.
    #[default]
    Rsa,
    /// The provider's RSA key with PSS.
    Pss,
    /// Its P-256 key.
    Ec,
    /// Its Ed25519 key.
    Ed,
    /// The RSA key, and then a bit of the signature is turned.
    Broken,
    /// A key of somebody else, under the key id of the P-256 key.
    Stranger,
    /// Nothing.
    None,
    /// HS256 with the public RSA key, which everybody knows.
    PublicKey,
}

/// What is different from what it should be.
#[derive(Clone, Default)]
pub struct Tricks {
    /// Laid over the claims of the ID token; null takes one away.
    pub claims: Value,
    /// Laid over the header of tokens.
    pub header: Value,
    /// What signs.
    pub signer: Signer,
    /// Laid over the discovery document.
    pub discovery: Value,
    /// Laid over the answer about the user.
    pub user_info: Value,
    /// `iss` of the answer, where it is another.
    pub iss: Option<String>,
    /// The key ids in the key set get this behind them.
    pub generation: usize,
    /// More for the query of the answer.
    pub more: String,
}

/// A running provider.
#[derive(Clone)]
pub struct Provider(Arc<Parts>);

struct Parts {
    issuer: String,
    /// What it does differently.
    tricks: Mutex<Tricks>,
    grants: Mutex<HashMap<String, HashMap<String, String>>>,
    keys: Keys,
    /// Of whom the last ID token was.
    subject: Mutex<Value>,
    asked_keys: AtomicUsize,
    asked_tokens: AtomicUsize,
}

struct Keys {
    rsa: EncodingKey,
    modulus: Vec<u8>,
    ec: Vec<u8>,
    ec_public: Vec<u8>,
    ed: Vec<u8>,
    ed_public: Vec<u8>,
    stranger: Vec<u8>,
}

impl Keys {
    fn new() -> Self {
        let random = SystemRandom::new();
        let new_ec = || EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let (ec, stranger) = (new_ec(), new_ec());
        let ed = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
        let public = |key: &[u8]| {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key, &random).expect("a key");
            pair.public_key().as_ref().to_vec()
        };
        let der = include_bytes!("rsa.der");
        let rsa = ring::signature::RsaKeyPair::from_der(der).expect("a key");
        Self {
            rsa: EncodingKey::from_rsa_der(der),
            modulus: ring::rsa::PublicKeyComponents::<Vec<u8>>::from(rsa.public_key()).n,
            ec_public: public(ec.as_ref()),
            ec: ec.as_ref().to_vec(),
            ed_public: Ed25519KeyPair::from_pkcs8(ed.as_ref()).expect("a key").public_key().as_ref().to_vec(),
            ed: ed.as_ref().to_vec(),
            stranger: stranger.as_ref().to_vec(),
        }
    }

    /// The key set; key ids end with `generation`.
    fn set(&self, generation: usize) -> Value {
        let id = |name: &str| format!("{name}-{generation}");
        json!({ "keys": [
            { "kty": "RSA", "kid": id("rsa"), "use": "sig", "n": base64url(&self.modulus), "e": "AQAB" },
            { "kty": "EC", "crv": "P-256", "kid": id("ec"), "x": base64url(&self.ec_public[1..33]), "y": base64url(&self.ec_public[33..]) },
            { "kty": "OKP", "crv": "Ed25519", "kid": id("ed"), "alg": "EdDSA", "x": base64url(&self.ed_public) },
            { "kty": "RSA", "kid": id("enc"), "use": "enc", "n": base64url(&self.modulus), "e": "AQAB" },
            { "kty": "from the future", "kid": "strange" },
        ] })
    }
}

/// Lays `over` over `value`, member by member.
pub fn lay(value: &mut Value, over: &Value) {
    for (name, new) in over.as_object().into_iter().flatten() {
        let object = value.as_object_mut().expect("an object");
        if new.is_null() {
            object.remove(name).map(drop)
        } else {
            object.insert(name.clone(), new.clone()).map(drop)
        };
    }
}

impl Provider {
    /// Starts one on loopback, below a path if that is not empty.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let provider = Self(Arc::new(Parts {
            issuer,
            tricks: Mutex::default(),
            grants: Mutex::default(),
            keys: Keys::new(),
            subject: Mutex::default(),
            asked_keys: AtomicUsize::new(0),
            asked_tokens: AtomicUsize::new(0),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .route("/keys", get(keys))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        provider
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// From now on it does these.
    pub fn trick(&self, tricks: Tricks) {
        *self.0.tricks.lock().expect("no panic") = tricks;
    }

    /// How often it was asked for keys.
    pub fn asked_keys(&self) -> usize {
        self.0.asked_keys.load(Ordering::SeqCst)
    }

    /// How often it was asked for tokens.
    pub fn asked_tokens(&self) -> usize {
        self.0.asked_tokens.load(Ordering::SeqCst)
    }

    fn tricks(&self) -> Tricks {
        self.0.tricks.lock().expect("no panic").clone()
    }

    /// A token with these claims, signed as the tricks say.
    pub fn sign(&self, kind: &str, claims: &Value) -> String {
        let Tricks { header: over, signer, generation, .. } = self.tricks();
        let keys = &self.0.keys;
        let (word, key) = match signer {
            Signer::Rsa | Signer::Broken => ("RS256", "rsa"),
            Signer::Pss => ("PS256", "rsa"),
            Signer::Ec | Signer::Stranger => ("ES256", "ec"),
            Signer::Ed => ("EdDSA", "ed"),
            Signer::None => ("none", "rsa"),
            Signer::PublicKey => ("HS256", "rsa"),
        };
        let mut header = json!({ "alg": word, "kid": format!("{key}-{generation}"), "typ": kind });
        lay(&mut header, &over);
        let part = |json: &Value| base64url(json.to_string().as_bytes());
        let message = format!("{}.{}", part(&header), part(claims));
        let signed = |key: &EncodingKey, how| crypto::sign(message.as_bytes(), key, how).expect("it signs");
        let mut signature = match signer {
            Signer::Rsa | Signer::Broken => signed(&keys.rsa, Algorithm::RS256),
            Signer::Pss => signed(&keys.rsa, Algorithm::PS256),
            Signer::Ec => signed(&EncodingKey::from_ec_der(&keys.ec), Algorithm::ES256),
            Signer::Stranger => signed(&EncodingKey::from_ec_der(&keys.stranger), Algorithm::ES256),
            Signer::Ed => signed(&EncodingKey::from_ed_der(&keys.ed), Algorithm::EdDSA),
            Signer::None => String::new(),
            Signer::PublicKey => signed(&EncodingKey::from_secret(&keys.modulus), Algorithm::HS256),
        };
        if signer == Signer::Broken {
            let turned = if signature.starts_with('A') { "B" } else { "A" };
            signature.replace_range(..1, turned);
        }
        format!("{message}.{signature}")
    }
}

fn respond(status: StatusCode, json: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let issuer = provider.issuer();
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "code_challenge_methods_supported": ["plain", "S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    lay(&mut document, &provider.tricks().discovery);
    respond(StatusCode::OK, &document)
}

async fn keys(State(provider): State<Provider>) -> Response {
    provider.0.asked_keys.fetch_add(1, Ordering::SeqCst);
    respond(StatusCode::OK, &provider.0.keys.set(provider.tricks().generation))
}

/// Everybody who comes is logged in at once.
async fn authorize(State(provider): State<Provider>, RawQuery(query): RawQuery) -> Response {
    let asked: HashMap<String, String> =
        form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let code = random_token(16);
    let iss = provider.tricks().iss.unwrap_or_else(|| provider.issuer().to_owned());
    let mut answer = form_urlencoded::Serializer::new(String::new());
    answer.append_pair("code", &code).append_pair("state", &asked["state"]).append_pair("iss", &iss);
    let target = format!("{}?{}{}", asked["redirect_uri"], answer.finish(), provider.tricks().more);
    provider.0.grants.lock().expect("no panic").insert(code, asked);
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, body: Bytes) -> Response {
    provider.0.asked_tokens.fetch_add(1, Ordering::SeqCst);
    let refuse = |word: &str| respond(StatusCode::BAD_REQUEST, &json!({ "error": word }));
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", base64(format!("{}:{}", encoded(CLIENT), encoded(SECRET)).as_bytes()));
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value.as_bytes() != basic.as_bytes()) {
        return refuse("invalid_client");
    }
    let Some(grant) = provider.0.grants.lock().expect("no panic").remove(&form["code"]) else {
        return refuse("invalid_grant");
    };
    let challenge = base64url(&sha256(form["code_verifier"].as_bytes()));
    if grant["code_challenge_method"] != "S256"
        || grant["code_challenge"] != challenge
        || grant["redirect_uri"] != form["redirect_uri"]
    {
        return refuse("invalid_grant");
    }
    let now = super::START;
    let mut claims = json!({
        "iss": provider.issuer(), "sub": "ada-1", "aud": CLIENT, "exp": now + 300, "iat": now,
        "nonce": grant["nonce"], "sid": "session-1", "preferred_username": "ada", "email": "ada@acme.example",
        "name": "Ada", "org": { "id": "crm-7", "name": "Acme" },
    });
    lay(&mut claims, &provider.tricks().claims);
    *provider.0.subject.lock().expect("no panic") = claims["sub"].clone();
    let id_token = provider.sign("JWT", &claims);
    respond(StatusCode::OK, &json!({ "access_token": "at-canary", "token_type": "Bearer", "id_token": id_token }))
}

async fn user_info(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer at-canary") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut answer = json!({ "sub": *provider.0.subject.lock().expect("no panic") });
    lay(&mut answer, &provider.tricks().user_info);
    respond(StatusCode::OK, &answer)
}
