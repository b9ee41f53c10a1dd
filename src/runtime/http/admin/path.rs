//! The path of a request: its parts, and the format that its end asks for. Must not know any endpoint.

use std::borrow::Cow;

use super::shape::Format;

/// A path.
pub(super) struct Path {
    /// Decoded, without what the format is asked with.
    pub(super) parts: Vec<String>,
    /// XML where nothing is said, as in 3scale.
    pub(super) format: Format,
}

impl Path {
    pub(super) fn of(path: &str) -> Self {
        let bare = path.trim_matches('/');
        let (bare, format) = match (bare.strip_suffix(".json"), bare.strip_suffix(".xml")) {
            (Some(bare), _) => (bare, Format::Json),
            (_, Some(bare)) => (bare, Format::Xml),
            _ => (bare, Format::Xml),
        };
        Self { parts: bare.split('/').map(decoded).collect(), format }
    }

    /// What stands in the places of `pattern` (`{id}`), where the path is one of it.
    pub(super) fn values_in(&self, pattern: &str) -> Option<Vec<String>> {
        let parts: Vec<&str> = pattern.trim_matches('/').split('/').collect();
        if parts.len() != self.parts.len() {
            return None;
        }
        let mut values = Vec::new();
        for (own, expected) in self.parts.iter().zip(parts) {
            if expected.starts_with('{') {
                values.push(own.clone());
            } else if own != expected {
                return None;
            }
        }
        Some(values)
    }
}

/// A path as the log may tell it: 3scale's API has keys of applications in some, and what follows `keys` is left out.
pub(in crate::runtime::http) fn told(path: &str) -> Cow<'_, str> {
    let mut end = 0;
    for part in path.split_inclusive('/') {
        end += part.len();
        if part.ends_with('/') && decoded(part.trim_end_matches('/')) == "keys" && end < path.len() {
            return Cow::Owned(format!("{}…", &path[..end]));
        }
    }
    Cow::Borrowed(path)
}

/// A part with what is percent-encoded in it decoded (RFC 3986, 2.1), once.
fn decoded(part: &str) -> String {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match tail {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        bytes.push(code.map_or(*first, |(high, low)| high * 16 + low));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Format, Path, told};

    #[test]
    fn statement_57_a_key_in_a_path_is_not_told() {
        for keys in ["keys", "%6beys", "/keys"] {
            let own = format!("/admin/api/accounts/1/applications/2/{keys}/");
            assert_eq!(told(&format!("{own}s3cret/4711.json")), format!("{own}…"));
        }
        let plain = "/admin/api/accounts/1/applications/2/keys.json";
        assert_eq!((told(plain), told("/")), (plain.into(), "/".into()));
    }

    #[test]
    fn the_end_of_a_path_is_its_format_and_a_part_is_decoded_once() {
        let path = Path::of("/admin/api/keys/a%2Fb%2525.json.xml");
        assert_eq!((path.parts[3].as_str(), path.format), ("a/b%25.json", Format::Xml));
        assert_eq!(path.values_in("/admin/api/keys/{key}"), Some(vec!["a/b%25.json".to_owned()]));
        assert_eq!((path.values_in("/admin/api/keys"), path.values_in("/admin/api/k/{key}")), (None, None));
        assert_eq!(Path::of("/admin/api/accounts").format, Format::Xml);
    }
}
