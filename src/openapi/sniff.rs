//! Whether bytes look like a description, without reading them whole. May be wrong about odd files.

/// The keys that say which version a description is written in.
const KEYS: [&str; 3] = ["openapi", "swagger", "swaggerVersion"];

/// Whether a file looks like a description.
pub fn is_description(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim_start_matches('\u{feff}');
    let is_version = |rest: &str| {
        let rest = rest.trim_start_matches('"').trim_start();
        rest.strip_prefix(':').is_some_and(|rest| {
            rest.trim_start().trim_start_matches(['"', '\'']).starts_with(|c: char| c.is_ascii_digit())
        })
    };
    if text.trim_start().starts_with('{') {
        return KEYS.iter().any(|key| text.split(&format!("\"{key}\"")).skip(1).any(is_version));
    }
    text.lines().any(|line| {
        let line = line.trim_start_matches('"');
        KEYS.iter().any(|key| line.strip_prefix(key).is_some_and(is_version))
    })
}

#[cfg(test)]
mod tests {
    use super::is_description;

    #[test]
    fn descriptions_say_their_version() {
        for text in [
            "openapi: 3.1.0\n",
            "# a\nswagger: '2.0'",
            "{ \"info\": {}, \"swagger\" : \"2.0\" }",
            "{\"openapi\":\"3.0.0\"}",
        ] {
            assert!(is_description(text.as_bytes()), "{text}");
        }
        for text in ["type: object\n", "  openapi: 3\n", "{ \"type\": \"openapi\" }", "", "about: openapi: 3"] {
            assert!(!is_description(text.as_bytes()), "{text}");
        }
    }
}
