//! Where somebody may be sent after a login or a logout: one function for all of it. Whatever it does not understand is
//! the front page. Must not redirect anybody itself.

/// The longest target that is kept.
pub(super) const MOST_TARGET: usize = 512;

/// Letters of a path: what addresses of a portal are made of (RFC 3986, less what parsers of addresses disagree about).
const PATH: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,=/%";
/// Letters that a query may have beside those of a path.
const QUERY: &[u8] = b"?:@;[]";
/// Pages that log in or out: nobody is sent back there.
const NEVER: [&str; 5] = ["/login", "/logout", "/logged_out", "/auth", "/session"];

/// The path and query of this portal that `wanted` names, or `/`. `origin` is the portal's: an address that begins with
/// exactly that is taken for its path.
pub fn target(wanted: &str, origin: &str) -> String {
    if wanted.len() > MOST_TARGET + origin.len() {
        return "/".to_owned();
    }
    let local = match wanted.strip_prefix(origin) {
        Some("") => "/",
        Some(rest) if !origin.is_empty() => rest,
        _ => wanted,
    };
    if is_local(local) { local.to_owned() } else { "/".to_owned() }
}

fn is_local(local: &str) -> bool {
    let (path, query) = local.split_once('?').unwrap_or((local, ""));
    let is_letter = |byte: u8| PATH.contains(&byte);
    local.len() <= MOST_TARGET
        && path.bytes().all(is_letter)
        && query.bytes().all(|byte| is_letter(byte) || QUERY.contains(&byte))
        && is_encoded_well(path, |byte| byte > b' ' && !matches!(byte, b'/' | b'\\' | b'.' | b'%' | 0x7f))
        && is_encoded_well(query, |byte| byte >= b' ' && byte != 0x7f)
        && is_path(path)
}

/// Begins at the root, has no empty, `.` or `..` part, and is no page of logging in.
fn is_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else { return false };
    let mut parts = rest.split('/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if (part.is_empty() && !is_last) || part == "." || part == ".." {
            return false;
        }
    }
    let is_below = |page: &str| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !NEVER.into_iter().any(is_below)
}

/// Whether every `%` is followed by the hexadecimal digits of a byte that `may` stand there.
fn is_encoded_well(text: &str, may: impl Fn(u8) -> bool) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).is_some_and(&may)
    })
}
