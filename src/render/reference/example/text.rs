//! Strings: by pattern, by format, by the property's name, within their length.
//! Must not choose among given values; that is done before.

use super::merged::Merged;
use super::names;
use super::pattern::Pattern;

/// Characters that are written where a schema asks for many.
const LONGEST: u64 = 4_096;

/// A string that the schemas allow, as far as they are understood.
pub(super) fn string(merged: &Merged<'_>, hint: &str, variant: usize) -> String {
    let min = merged.bounds().filter_map(|bounds| bounds.min_length).max().unwrap_or(0).min(LONGEST) as usize;
    let max = merged.bounds().filter_map(|bounds| bounds.max_length).min().unwrap_or(u64::MAX);
    let max = usize::try_from(max).unwrap_or(usize::MAX).max(min);
    let fits = |text: &str| (min..=max).contains(&text.chars().count());
    let words = names::words(hint);
    let format = merged.parts().find_map(|schema| schema.format.as_deref()).unwrap_or_default();
    let encoded = merged.bounds().find_map(|bounds| bounds.content_encoding.as_deref());
    let by_format = of_format(encoded.unwrap_or(format), &words);
    let liked = by_format.or_else(|| names::text(&words)).unwrap_or("string");
    let liked = vary(liked, variant);
    let patterns: Vec<Pattern> =
        merged.bounds().filter_map(|bounds| bounds.pattern.as_deref()).filter_map(Pattern::parse).collect();
    let matches = |text: &str| patterns.iter().all(|pattern| pattern.matches(text));
    if fits(&liked) && matches(&liked) {
        return liked;
    }
    if let Some(text) = patterns.first().and_then(|pattern| pattern.text(min, max, variant)) {
        return text;
    }
    fitted(liked, by_format.is_some(), min, max)
}

/// `text` made longer or shorter. An encoded value is cut at whole groups.
fn fitted(mut text: String, formatted: bool, min: usize, max: usize) -> String {
    let length = text.chars().count();
    if length < min {
        if text.contains('@') || text.contains("://") {
            let fill = "a".repeat(min - length);
            return if text.contains("://") { text + &fill } else { fill + &text };
        }
        let fill: Vec<char> = if formatted { "0".chars().collect() } else { text.chars().collect() };
        text.extend(fill.iter().cycle().take(min - length));
    } else if length > max {
        text = text.chars().take(max).collect();
    }
    text
}

/// What a format stands for.
fn of_format(format: &str, words: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" | "datetime" | "timestamp" | "iso-date-time" => {
            let later = ["updat", "expire", "end", "until", "before"].iter().any(|word| words.contains(word));
            if later { names::LATER } else { names::MOMENT }
        }
        "date" | "full-date" => "2026-03-14",
        "time" | "partial-time" => "09:26:53Z",
        "duration" => "P3D",
        "email" | "idn-email" => "ada@example.com",
        "hostname" | "idn-hostname" | "host" | "domain" => "www.example.com",
        "ipv4" | "ip" | "ip-address" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "cidr" | "ipv4-cidr" => "192.0.2.0/24",
        "uri" | "url" | "iri" => "https://example.com/",
        "uri-reference" | "iri-reference" => "/path",
        "uri-template" => "/items/{id}",
        "uuid" | "guid" | "uuid4" => "123e4567-e89b-12d3-a456-426614174000",
        "ulid" => "01JCG6ZK2T5V8W9X0Y1Z2A3B4C",
        "json-pointer" => "/name",
        "relative-json-pointer" => "1/name",
        "regex" => "^[a-z]+$",
        "byte" | "base64" | "base64url" => "SGVsbG8h",
        "base16" | "hex" => "48656c6c6f",
        "binary" => "Hello",
        "password" => "correct-horse-battery",
        "phone" | "e164" | "phone-number" => "+33123456789",
        "decimal" | "double" | "float" | "number" => "12.50",
        "int32" | "int64" | "integer" | "uint64" | "uint32" => "42",
        "currency" | "iso-4217" => "EUR",
        "country" | "country-code" | "iso-3166-alpha-2" => "FR",
        "language" | "bcp47" => "en",
        "timezone" => "Europe/Paris",
        "color" => "#0b5f7d",
        "unix-time" => "1773480413",
        "markdown" | "html" => "Hello",
        "mime-type" => "application/json",
        "sha256" => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        _ => return None,
    })
}

/// Another text of the same kind, for lists whose items differ.
fn vary(text: &str, variant: usize) -> String {
    if variant == 0 {
        return text.to_owned();
    }
    if let Some((name, domain)) = text.split_once('@') {
        return format!("{name}{variant}@{domain}");
    }
    let digit = text.rfind(|char: char| char.is_ascii_digit());
    match digit {
        // Another last digit keeps times, numbers and hashes what they are.
        Some(at) if text.len() > 2 && variant < 10 => {
            let value = (usize::from(text.as_bytes()[at] - b'0') + variant) % 10;
            format!("{}{value}{}", &text[..at], &text[at + 1..])
        }
        _ => format!("{text}{}", variant + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_stay_what_they_are() {
        assert_eq!(vary("2026-03-14T09:26:53Z", 1), "2026-03-14T09:26:54Z");
        assert_eq!(vary("ada@example.com", 2), "ada2@example.com");
        assert_eq!(vary("string", 1), "string2");
        assert_eq!(fitted("string".to_owned(), false, 0, 3), "str");
        assert_eq!(fitted("abc".to_owned(), false, 7, 9), "abcabca");
        assert_eq!(fitted("https://example.com/".to_owned(), true, 22, 90), "https://example.com/aa");
    }
}
