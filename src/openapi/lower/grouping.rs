//! Groups for operations of a description that has no tags: from the paths.

use super::slug::words;

/// Name and title of each path's group: its first telling segment.
pub(super) fn groups<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<(String, String)> {
    let paths: Vec<Vec<&str>> =
        paths.map(|path| path.split(['/', '?', '#']).filter(|segment| !segment.is_empty()).collect()).collect();
    let common = common_prefix(&paths);
    paths.iter().map(|path| group(path, common)).collect()
}

/// How many segments all paths begin with.
fn common_prefix(paths: &[Vec<&str>]) -> usize {
    let Some((first, rest)) = paths.split_first() else { return 0 };
    let same = |count: &usize| rest.iter().all(|path| path.get(..*count) == first.get(..*count));
    (1..=first.len()).take_while(same).last().unwrap_or(0)
}

fn group(path: &[&str], common: usize) -> (String, String) {
    let is_telling = |segment: &&&str| !segment.contains('{') && !is_version(segment) && !is_filler(segment);
    let after = path.get(common..).unwrap_or_default().iter().find(is_telling);
    let segment = after.or_else(|| path.iter().take(common).rev().find(is_telling)).copied();
    // `chat.postMessage` and `messages:batch` belong to `chat` and `messages`.
    let word = segment.and_then(|segment| segment.split(['.', ':', '(']).find(|word| !word.is_empty()));
    let Some(word) = word else { return ("General".to_owned(), "General".to_owned()) };
    let title = words(word).join(" ");
    let mut letters = title.chars();
    let title = letters.next().map_or_else(|| word.to_owned(), |c| c.to_uppercase().chain(letters).collect());
    (word.to_owned(), title)
}

/// `v1`, `v1.2`, `v1beta1`, `2.0`, `2010-04-01`.
fn is_version(segment: &str) -> bool {
    let rest = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).len();
    let tail = rest[digits..].trim_end_matches(|c: char| c.is_ascii_digit());
    digits > 0 && matches!(tail, "" | "alpha" | "beta" | "p" | "rc")
}

fn is_filler(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().as_str(), "api" | "apis" | "rest")
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn paths_say_what_they_are_about() {
        let title = |paths: &[&str]| -> Vec<String> {
            groups(paths.iter().copied()).into_iter().map(|(_, title)| title).collect()
        };
        assert_eq!(
            title(&["/v1/payment_intents", "/v1/payment_intents/{id}", "/v1/accounts"]),
            ["Payment intents", "Payment intents", "Accounts"]
        );
        assert_eq!(title(&["/shop/api/v2/users", "/shop/api/v2/orders/{id}/lines"]), ["Users", "Orders"]);
        assert_eq!(title(&["/pets", "/pets/{id}", "/pets/{id}/toys"]), ["Pets", "Pets", "Toys"]);
        assert_eq!(title(&["/chat.postMessage", "/chat.delete", "/"]), ["Chat", "Chat", "General"]);
        assert_eq!(title(&["/userGroups/{id}", "/{id}"]), ["User groups", "General"]);
    }
}
