//! Words for addresses out of headings and titles.
//!
//! Must stay stable: people bookmark what it makes.

/// `text` in lower case, letters and digits of any script kept, everything between them one `-`.
/// Apostrophes vanish (`What's` → `whats`). Empty when nothing is left.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(letter.to_lowercase());
        } else if !matches!(letter, '\'' | '’') {
            gap = true;
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_are_readable() {
        assert_eq!(slug("  What's new in v3.1?  "), "whats-new-in-v3-1");
        assert_eq!(slug("Zürich & São Paulo"), "zürich-são-paulo");
        assert_eq!(slug("max_size -- limits"), "max_size-limits");
        assert_eq!(slug("?!"), "");
    }
}
