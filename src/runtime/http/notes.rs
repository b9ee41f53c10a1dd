//! What a browser keeps for the portal for some minutes, sealed so that it can neither be read nor be written there: a
//! message for the next page, and which keys the customer has asked to see. Never the value of a key.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{clear_cookie, cookie, set_cookie};
use crate::model::customer::{Flash, FlashKind};
use crate::runtime::crypto::{Purpose, Secrets, base64url, from_base64url};
use crate::runtime::portal::Known;

const FLASH: &str = "__Host-portal-flash";
const REVEALED: &str = "__Host-portal-revealed";
/// Seconds that a message waits for its page.
const FLASH_SECONDS: i64 = 60;
/// Seconds that a key is shown after somebody asked to see it, and that the login may be old then.
pub(super) const REVEAL_SECONDS: i64 = 600;
/// Keys that are shown at once; of more, the last ones.
const MOST_KEYS: usize = 20;

/// What the browser of a customer keeps.
#[derive(Clone, Default)]
pub struct Notes {
    /// What the customer is told next.
    pub flash: Vec<Flash>,
    /// Ids of the keys that the customer asked to see just now, in this session.
    pub revealed: Vec<i64>,
}

#[derive(Serialize, Deserialize)]
struct Message {
    #[serde(rename = "k")]
    kind: String,
    #[serde(rename = "t")]
    text: String,
}

#[derive(Serialize, Deserialize)]
struct Revealed {
    #[serde(rename = "k")]
    keys: Vec<i64>,
    #[serde(rename = "u")]
    until: i64,
}

impl Notes {
    /// Those that a request brings along.
    pub(super) fn of(secrets: &Secrets, known: &Known, headers: &HeaderMap, now: i64) -> Self {
        let message: Option<Message> = read(secrets, headers, FLASH, &of_user(known));
        let revealed: Option<Revealed> = read(secrets, headers, REVEALED, &of_session(known));
        let revealed = revealed.filter(|revealed| now < revealed.until);
        Self {
            flash: message.into_iter().map(Flash::from).collect(),
            revealed: revealed.map(|revealed| revealed.keys).unwrap_or_default(),
        }
    }
}

/// Leaves a message for the next page that the customer gets.
pub fn leave_flash(answer: &mut Response, secrets: &Secrets, known: &Known, flash: &Flash) {
    let message = Message { kind: flash.kind.name().to_owned(), text: flash.text.clone() };
    write(answer, secrets, FLASH, &message, &of_user(known), FLASH_SECONDS);
}

/// The message has been shown.
pub(super) fn forget_flash(answer: &mut Response) {
    clear_cookie(answer, FLASH);
}

/// Lets pages of this session show these keys for [`REVEAL_SECONDS`].
pub(super) fn leave_revealed(answer: &mut Response, secrets: &Secrets, known: &Known, keys: &[i64], now: i64) {
    let keys = keys[keys.len().saturating_sub(MOST_KEYS)..].to_vec();
    let revealed = Revealed { keys, until: now + REVEAL_SECONDS };
    write(answer, secrets, REVEALED, &revealed, &of_session(known), REVEAL_SECONDS);
}

/// A message is for a user, whichever session.
fn of_user(known: &Known) -> Vec<u8> {
    [b"flash".as_slice(), &known.session.user.to_be_bytes()].concat()
}

/// A key is shown in the session that asked for it.
fn of_session(known: &Known) -> Vec<u8> {
    [b"revealed".as_slice(), &known.session.hash].concat()
}

fn read<T: DeserializeOwned>(secrets: &Secrets, headers: &HeaderMap, name: &str, bound: &[u8]) -> Option<T> {
    let sealed = from_base64url(cookie(headers, name)?)?;
    serde_json::from_slice(&secrets.open(Purpose::Cookie, &sealed, bound)?).ok()
}

fn write(answer: &mut Response, secrets: &Secrets, name: &str, value: &impl Serialize, bound: &[u8], seconds: i64) {
    let Ok(plain) = serde_json::to_vec(value) else { return };
    set_cookie(answer, name, &base64url(&secrets.seal(Purpose::Cookie, &plain, bound)), Some(seconds));
}

impl From<Message> for Flash {
    fn from(message: Message) -> Self {
        let kinds = [FlashKind::Success, FlashKind::Warning, FlashKind::Danger];
        let kind = kinds.into_iter().find(|kind| kind.name() == message.kind).unwrap_or_default();
        Self { kind, text: message.text }
    }
}
