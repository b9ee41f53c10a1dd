//! Random bytes of the operating system. Must not offer any other source.

use ring::rand::{SecureRandom, SystemRandom};

use super::base64url;

/// Bytes that nobody can guess.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// A token of `n` random bytes in base64url: 16 bytes are 128 bits and 22 letters.
pub fn random_token(n: usize) -> String {
    let mut bytes = vec![0; n];
    fill(&mut bytes);
    base64url(&bytes)
}

/// A system without randomness cannot run anything that is safe: then the program ends.
fn fill(bytes: &mut [u8]) {
    assert!(SystemRandom::new().fill(bytes).is_ok(), "the operating system gives no random bytes");
}
