//! What the text of a `$ref` means: a file and a fragment, or why it is not followed.

use std::borrow::Cow;

/// A `$ref`, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    /// The path of a file as written, empty for the file it stands in.
    pub(super) path: &'t str,
    /// What stands behind `#`, as written.
    pub(super) fragment: &'t str,
}

/// Takes a `$ref` apart.
pub(super) fn split(text: &str) -> Reference<'_> {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    Reference { path, fragment }
}

/// Why a path is not followed: words for the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An address of another host.
    Remote,
    /// `file:` and other schemes.
    Scheme,
    /// A path from the root of the disk.
    Absolute,
    /// A path that leads out of the folder.
    Outside,
}

/// The path of a file that a file at `base` refers to, relative to the folder of both.
pub(super) fn resolve(base: &str, path: &str) -> Result<String, Refusal> {
    let path = percent_decoded(path).replace('\\', "/");
    let scheme = path.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme {
        Some(scheme) if matches!(scheme.as_str(), "http" | "https") => return Err(Refusal::Remote),
        Some(scheme)
            if !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) =>
        {
            return Err(Refusal::Scheme);
        }
        _ => {}
    }
    if path.starts_with("//") {
        return Err(Refusal::Remote);
    }
    if path.starts_with('/') {
        return Err(Refusal::Absolute);
    }
    let path = path.split_once('?').map_or(path.as_str(), |(path, _)| path);
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(Refusal::Outside)?;
            }
            part => parts.push(part),
        }
    }
    if path.contains('\0') {
        return Err(Refusal::Outside);
    }
    Ok(parts.join("/"))
}

/// Text with `%41` read as `A`; what is no such escape, or no UTF-8, stays as it is.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::{Refusal, percent_decoded, resolve};

    #[test]
    fn paths_stay_inside_the_folder() {
        let from = |path| resolve("apis/mail/v1.yaml", path);
        assert_eq!(from("schemas/Pet.yaml").as_deref(), Ok("apis/mail/schemas/Pet.yaml"));
        assert_eq!(from("./a/../b.json").as_deref(), Ok("apis/mail/b.json"));
        assert_eq!(from("../common/e.yaml").as_deref(), Ok("apis/common/e.yaml"));
        assert_eq!(from(".\\a\\b%20c.yaml").as_deref(), Ok("apis/mail/a/b c.yaml"));
        assert_eq!(from("../../../etc/passwd"), Err(Refusal::Outside));
        assert_eq!(from("..%2f..%2f..%2fetc/passwd"), Err(Refusal::Outside));
        assert_eq!(from("/etc/passwd"), Err(Refusal::Absolute));
        assert_eq!(from("%2fetc/passwd"), Err(Refusal::Absolute));
        assert_eq!(from("file:///etc/passwd"), Err(Refusal::Scheme));
        assert_eq!(from("C:\\secret.txt"), Err(Refusal::Scheme));
        assert_eq!(from("\\\\host\\share"), Err(Refusal::Remote));
        assert_eq!(from("http://169.254.169.254/latest/meta-data/"), Err(Refusal::Remote));
        assert_eq!(from("HTTPS://example.org/a.yaml"), Err(Refusal::Remote));
        assert_eq!(percent_decoded("a%zz%e9%"), "a%zz%e9%");
    }
}
