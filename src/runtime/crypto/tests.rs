//! What the runtime trusts its secrets to do.

use super::*;

const OLD: &[u8] = b"0123456789abcdef0123456789abcdef";
const NEW: &[u8] = b"another secret, of 32 bytes, 2026";

fn secrets() -> Secrets {
    Secrets::new(OLD).expect("long enough")
}

#[test]
fn weak_master_secrets_are_refused() {
    assert_eq!(Secrets::new(&OLD[..31]).unwrap_err(), SecretError::Short(31));
    assert_eq!(Secrets::new(&[b'a'; 64]).unwrap_err(), SecretError::Simple);
}

#[test]
fn what_is_sealed_opens_for_its_purpose_and_context_only() {
    let sealed = secrets().seal(Purpose::KeysSeal, b"plain", b"application 1");
    assert_eq!(secrets().open(Purpose::KeysSeal, &sealed, b"application 1").as_deref(), Some(&b"plain"[..]));
    assert_eq!(secrets().open(Purpose::KeysSeal, &sealed, b"application 2"), None);
    assert_eq!(secrets().open(Purpose::Session, &sealed, b"application 1"), None);
    assert!(!sealed.windows(5).any(|window| window == b"plain"));
    assert_ne!(sealed, secrets().seal(Purpose::KeysSeal, b"plain", b"application 1"));
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(secrets().open(Purpose::KeysSeal, &changed, b"application 1"), None, "byte {at}");
        assert_eq!(secrets().open(Purpose::KeysSeal, &sealed[..at], b"application 1"), None, "cut at {at}");
    }
}

#[test]
fn no_byte_moves_from_one_part_to_the_next() {
    let secrets = secrets();
    assert_ne!(secrets.mac(Purpose::Link, &[b"ab", b"c"]), secrets.mac(Purpose::Link, &[b"a", b"bc"]));
    assert_ne!(secrets.mac(Purpose::Link, &[b"ab"]), secrets.mac(Purpose::Csrf, &[b"ab"]));
    assert!(secrets.verify(Purpose::Link, &[b"ab"], &secrets.mac(Purpose::Link, &[b"ab"])));
    assert!(!secrets.verify(Purpose::Link, &[b"ab"], &secrets.mac(Purpose::Link, &[b"ac"])));
    assert!(!secrets.verify(Purpose::Link, &[b"ab"], b""));
}

#[test]
fn a_replaced_master_secret_verifies_and_opens_until_it_is_removed() {
    let (tag, sealed) = (secrets().mac(Purpose::Link, &[b"x"]), secrets().seal(Purpose::KeysSeal, b"key", b""));
    let both = Secrets::new(NEW).and_then(|new| new.with_former(OLD)).expect("long enough");
    assert!(both.verify(Purpose::Link, &[b"x"], &tag));
    assert_eq!(both.open(Purpose::KeysSeal, &sealed, b"").as_deref(), Some(&b"key"[..]));
    assert!(!both.is_current(&sealed));
    assert_ne!(both.mac(Purpose::Link, &[b"x"]), tag);
    let new = Secrets::new(NEW).expect("long enough");
    assert!(!new.verify(Purpose::Link, &[b"x"], &tag));
    assert_eq!(new.open(Purpose::KeysSeal, &sealed, b""), None);
    assert!(new.is_current(&both.seal(Purpose::KeysSeal, b"key", b"")));
}

#[test]
fn tokens_are_long_and_never_the_same() {
    assert_eq!(random_token(16).len(), 22);
    assert_ne!(random_token(16), random_token(16));
    assert_eq!(from_base64url(&random_token(32)).map(|bytes| bytes.len()), Some(32));
}

#[test]
fn comparison_and_digest() {
    assert!(same(b"", b"") && same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    assert_eq!(hex(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn secrets_do_not_show_themselves() {
    assert_eq!(format!("{:?}", secrets()), "Secrets");
}
