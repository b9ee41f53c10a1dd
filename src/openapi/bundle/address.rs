//! What a reference's text leads to: paths below one folder, and addresses of other hosts.

use crate::model::beside;

/// Whether a text is an address of another host.
pub fn is_remote(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// The file that a reference within the file at `base` leads to, and the fragment.
///
/// # Errors
/// Why it may not be followed.
pub(super) fn target(base: &str, reference: &str) -> Result<(String, String), &'static str> {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let fragment = fragment.to_owned();
    if path.is_empty() {
        return Ok((base.to_owned(), fragment));
    }
    if is_remote(path) {
        return Ok((path.to_owned(), fragment));
    }
    if path.contains(':') {
        return Err("only files of the folder and `http` addresses are followed");
    }
    if !is_remote(base) {
        return super::super::document::reference_path(base, path)
            .map(|(path, _)| (path, fragment))
            .ok_or("it leads out of the folder");
    }
    let host_end = base.find("://").map_or(0, |at| at + 3);
    let path_start = base[host_end..].find('/').map_or(base.len(), |at| host_end + at);
    if let Some(rest) = path.strip_prefix("//") {
        return Ok((format!("{}{rest}", &base[..host_end]), fragment));
    }
    if path.starts_with('/') {
        return Ok((format!("{}{path}", &base[..path_start]), fragment));
    }
    let file = base[path_start..].split('?').next().unwrap_or_default().trim_start_matches('/');
    Ok((format!("{}/{}", &base[..path_start], beside(file, path)), fragment))
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn references_lead_to_files_and_addresses() {
        let to = |base, reference| target(base, reference).map(|(path, fragment)| format!("{path}|{fragment}"));
        assert_eq!(to("spec/a.yaml", "../common/e.yaml#/E").as_deref(), Ok("common/e.yaml|/E"));
        assert_eq!(to("a.yaml", "#/x").as_deref(), Ok("a.yaml|/x"));
        assert_eq!(to("https://h.example/a/b.json", "c.json#/x").as_deref(), Ok("https://h.example/a/c.json|/x"));
        assert_eq!(to("https://h.example/a/b.json", "/c.json").as_deref(), Ok("https://h.example/c.json|"));
        assert_eq!(to("a.yaml", "http://h.example/x").as_deref(), Ok("http://h.example/x|"));
        assert!(to("a.yaml", "../x.yaml").is_err());
        assert!(to("a.yaml", "file:///etc/passwd").is_err());
        assert!(to("https://h.example/a.json", "file:///etc/passwd").is_err());
    }
}
