//! Percent-encoding (RFC 3986). Must not know parameters.

/// Reserved characters that may stand as they are in a path where `allowReserved` says so: none that ends a segment.
pub(super) const IN_PATH: &[u8] = b":@!$&'()*+,;=";
/// The same in a query: none that would cut the pair.
pub(super) const IN_QUERY: &[u8] = b":/?@!$'()*,;=";

/// Appends `text` with all but unreserved characters and those of `kept` encoded. With `kept`, escapes that are
/// there already stay.
pub(super) fn encode_into(out: &mut String, text: &str, kept: &[u8]) {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let escaped = *byte == b'%' && !kept.is_empty() && bytes.get(at + 1..at + 3).is_some_and(is_hex);
        if is_unreserved(*byte) || kept.contains(byte) || escaped {
            out.push(char::from(*byte));
        } else {
            percent(out, *byte);
        }
    }
}

/// `text` with all but unreserved characters encoded.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    encode_into(&mut out, text, &[]);
    out
}

/// Whether [`encode`] would change nothing.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(is_unreserved)
}

/// A text that stands in a URL, with what may stand nowhere in one encoded.
pub(super) fn tidy(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&byte) {
            out.push(char::from(byte));
        } else {
            percent(&mut out, byte);
        }
    }
    out
}

/// What `encode` made, read back; what is no escape stays.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).filter(|code| *byte == b'%' && is_hex(code));
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A text that may stand in a header: printable ASCII, the rest encoded.
pub(super) fn header(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.trim().bytes() {
        match byte {
            b' '..=b'~' => out.push(char::from(byte)),
            b'\n' | b'\r' | b'\t' => out.push(' '),
            _ => percent(&mut out, byte),
        }
    }
    out
}

fn percent(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

fn is_hex(code: &[u8]) -> bool {
    code.len() == 2 && code.iter().all(u8::is_ascii_hexdigit)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
