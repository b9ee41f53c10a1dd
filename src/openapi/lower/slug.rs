//! Parts of URLs from names: readable, unique, and safe as names of folders on every system.

use std::collections::HashMap;

/// Longest slug, in characters and in bytes: names of files end at 255 bytes.
const LONGEST: usize = 80;
const LONGEST_BYTES: usize = 200;

/// The slugs of one kind of thing, and what else must be unique among them.
pub(super) struct Slugs {
    /// What the things are called where a name gives nothing, such as `operation`.
    kind: &'static str,
    taken: Taken,
}

impl Slugs {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, taken: Taken::default() }
    }

    /// The slug of the thing with number `index`, and the number of the one that had it first.
    pub(super) fn add(&mut self, name: &str, index: usize) -> (String, Option<usize>) {
        let mut slug = slugify(name);
        if slug.is_empty() {
            self.kind.clone_into(&mut slug);
        } else if is_reserved(&slug) {
            slug = format!("{slug}-{}", self.kind);
        }
        self.taken.add(slug, index)
    }
}

/// Names, each with the number of what has it and the last number that was put behind it.
#[derive(Default)]
pub(super) struct Taken(HashMap<String, (usize, usize)>);

impl Taken {
    /// `name`, or `name-2` and so on where it is taken; with the number of what has it.
    pub(super) fn add(&mut self, name: String, index: usize) -> (String, Option<usize>) {
        let Some(&(first, last)) = self.0.get(&name) else {
            self.0.insert(name.clone(), (index, 1));
            return (name, None);
        };
        let mut number = last + 1;
        let mut free = format!("{name}-{number}");
        while self.0.contains_key(&free) {
            number += 1;
            free = format!("{name}-{number}");
        }
        self.0.insert(name, (first, number));
        self.0.insert(free.clone(), (index, 1));
        (free, Some(first))
    }
}

/// Lower case, words joined by `-`: `sendMail` is `send-mail`, `GETMail` is `get-mail`. A long name is cut between
/// words and ends in a mark of its own, so that names which begin alike have addresses that last.
pub(super) fn slugify(name: &str) -> String {
    let words = words(name);
    let slug = words.join("-");
    if slug.chars().count() <= LONGEST && slug.len() <= LONGEST_BYTES {
        return slug;
    }
    let mark = mark(name);
    let (characters, bytes) = (LONGEST - mark.len() - 1, LONGEST_BYTES - mark.len() - 1);
    let fits = |text: &str| text.chars().count() <= characters && text.len() <= bytes;
    let mut cut = String::new();
    for word in &words {
        let longer = if cut.is_empty() { word.clone() } else { format!("{cut}-{word}") };
        if !fits(&longer) {
            break;
        }
        cut = longer;
    }
    if cut.is_empty() {
        cut = slug.chars().take(bytes / 4).collect();
    }
    format!("{cut}-{mark}")
}

/// Six letters and digits out of the whole name (FNV-1a), the same everywhere.
fn mark(name: &str) -> String {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{:06x}", (hash ^ (hash >> 24) ^ (hash >> 48)) & 0xff_ffff)
}

/// The words of a name in lower case, split at signs and inside `camelCase`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // `OAuth` is one word, whatever its letters say.
    let name = name.replace("OAuth", "Oauth");
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let letters: Vec<char> = part.chars().collect();
        let mut start = 0;
        for at in 1..=letters.len() {
            if at == letters.len() || begins_word(&letters, at) {
                let word = letters[start..at].iter().flat_map(|c| c.to_lowercase()).filter(|c| c.is_alphanumeric());
                words.push(word.collect());
                start = at;
            }
        }
    }
    words
}

/// Whether a word begins at a letter inside a name without signs.
fn begins_word(letters: &[char], at: usize) -> bool {
    let (before, here, next) = (letters[at - 1], letters[at], letters.get(at + 1));
    if !here.is_uppercase() {
        return false;
    }
    if !before.is_uppercase() {
        return true;
    }
    // The last capital of a run begins the next word (`GETMail`), but not in the plural of an abbreviation (`IDs`).
    let is_plural = next == Some(&'s') && letters.get(at + 2).is_none_or(|c| !c.is_lowercase());
    next.is_some_and(|c| c.is_lowercase()) && !is_plural
}

/// Names that Windows keeps for devices.
fn is_reserved(slug: &str) -> bool {
    let numbered = |name: &str| {
        let rest = slug.strip_prefix(name).unwrap_or_default();
        rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit())
    };
    matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::{Slugs, slugify};

    #[test]
    fn names_become_words() {
        for (name, slug) in [
            ("sendMail", "send-mail"),
            ("GETMail", "get-mail"),
            ("repos/get-autolink", "repos-get-autolink"),
            ("listUserIDs", "list-user-ids"),
            ("getV2Users", "get-v2-users"),
            ("HTTPServer", "http-server"),
            ("getOAuthToken", "get-oauth-token"),
            ("OAuth2Token", "oauth2-token"),
            ("payment_intents", "payment-intents"),
            ("発送する", "発送する"),
            ("Überprüfen", "überprüfen"),
            ("İstanbul", "istanbul"),
            ("../../etc", "etc"),
            ("!!!", ""),
        ] {
            assert_eq!(slugify(name), slug, "{name}");
        }
    }

    #[test]
    fn slugs_are_unique_short_and_safe() {
        let mut slugs = Slugs::new("operation");
        let mut add = |name: &str, index| slugs.add(name, index);
        assert_eq!(add("getUser", 0), ("get-user".to_owned(), None));
        assert_eq!(add("get_user", 1), ("get-user-2".to_owned(), Some(0)));
        assert_eq!(add("get-user-2", 2), ("get-user-2-2".to_owned(), Some(1)));
        assert_eq!(add("CON", 3).0, "con-operation");
        assert_eq!(add("com1", 4).0, "com1-operation");
        assert_eq!(add("🙂", 5).0, "operation");
        let long = |end: &str| slugify(&format!("{} {end}", "word ".repeat(40)));
        assert!(long("a").starts_with("word-word-") && long("a").len() <= 80, "{}", long("a"));
        assert_ne!(long("a"), long("b"));
        assert!(slugify(&"x".repeat(300)).len() <= 80);
        assert!(slugify(&"発".repeat(300)).len() <= 200);
    }
}
