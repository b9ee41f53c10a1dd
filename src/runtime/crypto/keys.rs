//! The keys that one master secret stands for. HKDF-SHA-256 (RFC 5869) with a label for each purpose and use, so that
//! no key serves two.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;

use super::random_bytes;
use super::secrets::Purpose;

/// Bytes that name the master secret in what it sealed.
pub(super) const ID_LEN: usize = 4;

/// Keys of one master secret, by purpose.
pub(super) struct Keys {
    id: [u8; ID_LEN],
    of: [KeysOf; Purpose::ALL.len()],
}

struct KeysOf {
    mac: hmac::Key,
    seal: LessSafeKey,
}

/// Length of raw bytes to derive.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

impl Keys {
    pub(super) fn derive(master: &[u8]) -> Self {
        let root = Salt::new(HKDF_SHA256, b"portal master secret, 1").extract(master);
        let mut id = [0; ID_LEN];
        expand("id", |info| root.expand(info, Bytes(ID_LEN))?.fill(&mut id));
        let of = Purpose::ALL.map(|purpose| {
            let label = purpose.label();
            KeysOf {
                mac: expand(&format!("{label}/mac"), |info| Ok(root.expand(info, hmac::HMAC_SHA256)?.into())),
                seal: expand(&format!("{label}/seal"), |info| {
                    Ok(LessSafeKey::new(root.expand(info, &AES_256_GCM)?.into()))
                }),
            }
        });
        Self { id, of }
    }

    /// Names the master secret without telling anything of it.
    pub(super) fn id(&self) -> [u8; ID_LEN] {
        self.id
    }

    pub(super) fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.of[purpose as usize].mac);
        for part in parts {
            // The length goes first, so that no byte can move from one part to the next.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut tag = [0; 32];
        tag.copy_from_slice(context.sign().as_ref());
        tag
    }

    /// AES-256-GCM under a random nonce: good for some thousand million texts under one master secret.
    pub(super) fn seal(&self, purpose: Purpose, plain: &[u8], associated: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<NONCE_LEN>();
        let mut text = plain.to_vec();
        let sealed = self.of[purpose as usize].seal.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(associated),
            &mut text,
        );
        assert!(sealed.is_ok(), "a text of {} bytes is too long to be sealed", plain.len());
        [&self.id[..], &nonce, &text].concat()
    }

    pub(super) fn open(&self, purpose: Purpose, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        let rest = sealed.strip_prefix(&self.id)?;
        let (nonce, text) = rest.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let plain = self.of[purpose as usize].seal.open_in_place(nonce, Aad::from(associated), &mut text).ok()?.len();
        text.truncate(plain);
        Some(text)
    }
}

/// Hands `label` to `derive` as HKDF's `info`.
fn expand<T>(label: &str, derive: impl FnOnce(&[&[u8]]) -> Result<T, Unspecified>) -> T {
    let derived = derive(&[label.as_bytes()]);
    derived.unwrap_or_else(|_| unreachable!("HKDF fails for more than 8,160 bytes only: {label}"))
}
