//! The patterns that the schemas of OpenAPI use: a handful, so that no engine of regular expressions is needed.

/// Whether a text matches; a pattern that no schema had when this was written matches everything.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    known(pattern, text).unwrap_or(true)
}

fn known(pattern: &str, text: &str) -> Option<bool> {
    let all = |fits: fn(char) -> bool| !text.is_empty() && text.chars().all(fits);
    let status = |text: &str| {
        text.len() == 3
            && text.starts_with(['1', '2', '3', '4', '5'])
            && (text.ends_with("XX") || text.bytes().all(|b| b.is_ascii_digit()))
    };
    Some(match pattern {
        "^x-" => text.starts_with("x-"),
        "^/" | r"^\/" => text.starts_with('/'),
        r"^\$ref$" => text == "$ref",
        "^([0-9]{3})$|^(default)$" => text == "default" || text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()),
        "^(get|put|post|delete|options|head|patch|trace)$" => {
            matches!(text, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace")
        }
        "^[1-5](?:[0-9]{2}|XX)$" | r"^[1-5](?:\d{2}|XX)$" => status(text),
        r"^[a-zA-Z0-9\.\-_]+$" | "^[a-zA-Z0-9._-]+$" => {
            all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        }
        r"^3\.0\.\d(-.+)?$" => text.starts_with("3.0."),
        r"^3\.1\.\d+(-.+)?$" => text.starts_with("3.1."),
        r"^3\.2\.[0-9]+(-.+)?$" => text.starts_with("3.2."),
        "^[0-9A-Za-z!#$%&'*+.^_`|~-]+$" => all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+.^_`|~-".contains(c)),
        "^[Bb][Ee][Aa][Rr][Ee][Rr]$" => text.eq_ignore_ascii_case("bearer"),
        "^[^#]*$" => !text.contains('#'),
        r"^[^{}/ :\\]+(?::\d+)?$" => {
            let (host, port) = text.split_once(':').unwrap_or((text, "0"));
            !host.is_empty()
                && !host.contains(['{', '}', '/', ' ', '\\'])
                && !port.is_empty()
                && port.bytes().all(|b| b.is_ascii_digit())
        }
        "^[^{}]+$" => all(|c| !matches!(c, '{' | '}')),
        _ if pattern.starts_with("^(?:schemas|") => {
            pattern.trim_start_matches("^(?:").trim_end_matches(")$").split('|').any(|word| word == text)
        }
        _ => return None,
    })
}

/// What a pattern asks for, in words.
pub(super) fn words(pattern: &str) -> String {
    match pattern {
        "^/" | r"^\/" => "it must begin with `/`".to_owned(),
        r"^[a-zA-Z0-9\.\-_]+$" | "^[a-zA-Z0-9._-]+$" => {
            "only letters, digits, `.`, `-` and `_` may stand there".to_owned()
        }
        r"^[^{}/ :\\]+(?::\d+)?$" => "it must be a host, with a port or without: no scheme, no path".to_owned(),
        "^[^{}]+$" => "no braces may stand there".to_owned(),
        "^[^#]*$" => "no `#` may stand there".to_owned(),
        _ => format!("it must match `{pattern}`"),
    }
}

#[cfg(test)]
pub(super) fn is_known(pattern: &str) -> bool {
    known(pattern, "a").is_some()
}
