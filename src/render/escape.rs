//! Escaping of text for HTML: element content, attribute values, addresses.
//!
//! Must not decide what is safe to leave unescaped; callers that hold HTML do not come here.

/// Appends `text` to `out` as HTML element content.
pub fn text(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        _ => None,
    });
}

/// Appends `value` to `out` as the inside of a double-quoted attribute.
pub fn attribute(out: &mut String, value: &str) {
    replace(out, value, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Appends an address to `out` as the inside of a double-quoted attribute: characters that an
/// address must not hold as they are (spaces, quotes, non-ASCII) are percent-encoded.
pub fn address(out: &mut String, address: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            _ if b"-_.+!*(),%#@?=;:/$~[]{}|".contains(&byte) => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

fn replace(out: &mut String, text: &str, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.push_str(&text[done..at]);
            out.push_str(entity);
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded_once() {
        let mut out = String::new();
        address(&mut out, "/ä b?x=1&y=%20\"#z");
        assert_eq!(out, "/%C3%A4%20b?x=1&amp;y=%20%22#z");
    }
}
