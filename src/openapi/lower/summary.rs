//! One line out of a longer text, where nobody wrote a summary.

/// Longest sentence that can stand as a title.
const LONGEST: usize = 150;

/// The first sentence of a Markdown text without its markup, and the rest of the text. The sentence is empty where
/// the text begins with something else, or with a very long one.
pub(super) fn first_sentence(text: &str) -> (String, &str) {
    let text = text.trim();
    let first = text.lines().next().unwrap_or_default();
    if let Some(heading) = first.strip_prefix('#') {
        let heading = plain(heading.trim_start_matches('#').trim_end_matches('#'));
        return (heading, text[first.len()..].trim_start());
    }
    let is_prose =
        first.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '`' | '*' | '_' | '[' | '"' | '\'' | '('));
    if !is_prose || first.starts_with("* ") || first.starts_with("```") || is_numbered(first) {
        return (String::new(), text);
    }
    let paragraph = ["\n\n", "\n\r\n", "\n- ", "\n* ", "\n#", "\n```", "\n|", "\n1. "]
        .iter()
        .filter_map(|stop| text.find(stop))
        .min()
        .unwrap_or(text.len());
    let end = sentence_end(&text[..paragraph]);
    let sentence = plain(&text[..end]);
    if sentence.chars().count() > LONGEST {
        return (String::new(), text);
    }
    (sentence, text[end..].trim_start())
}

/// Where the first sentence of a paragraph ends.
fn sentence_end(text: &str) -> usize {
    for (at, sign) in text.char_indices() {
        let next = at + sign.len_utf8();
        match sign {
            '。' | '！' | '？' => return next,
            '.' | '!' | '?' if text[next..].starts_with(char::is_whitespace) => {
                let word = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
                if !matches!(word.to_ascii_lowercase().as_str(), "e.g" | "i.e" | "etc" | "vs" | "approx" | "no" | "cf")
                {
                    return next;
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn is_numbered(line: &str) -> bool {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && line[digits..].starts_with(". ")
}

/// The words of a line of Markdown: no emphasis, no code marks, no addresses, no full stop.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*', '[', '\n', '\r']) {
        out.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'[' => {
                let link = rest.split_once("](").and_then(|(label, after)| {
                    let (_, after) = after.split_once(')')?;
                    (!label.contains(['[', ']'])).then_some((label, after))
                });
                match link {
                    Some((label, after)) => {
                        out.push_str(label);
                        rest = after;
                    }
                    None => out.push('['),
                }
            }
            b'\n' | b'\r' => out.push(' '),
            _ => {}
        }
    }
    out.push_str(rest);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    match out.strip_suffix('.') {
        Some(without) if !without.ends_with('.') => without.to_owned(),
        _ => out.strip_suffix('。').map(str::to_owned).unwrap_or(out),
    }
}

/// The words of an `operationId`: `listUserPets` and `list_user_pets` are `List user pets`. Empty where it has no words:
/// one alone, or numbers that a program made.
pub(super) fn of_id(id: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, c) in id.char_indices() {
        let next = id[at..].chars().nth(1);
        let is_hump = c.is_uppercase() && (before.is_lowercase() || next.is_some_and(char::is_lowercase));
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| before.is_alphanumeric() && !is_hump) {
                Some(word) => word.push(c),
                None => words.push(c.to_string()),
            }
        }
        before = c;
    }
    let is_word = |word: &String| word.chars().count() <= 24 && word.chars().filter(char::is_ascii_digit).count() <= 2;
    if words.len() < 2 || words.len() > 10 || !words.iter().all(is_word) {
        return String::new();
    }
    // Letters that are all large are a short form, and stay: `ID`, `URL`.
    let is_short_form = |word: &str| word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase());
    let words = words.iter().map(|word| if is_short_form(word) { word.clone() } else { word.to_lowercase() });
    let mut line = words.collect::<Vec<_>>().join(" ");
    if let Some(first) = line.chars().next() {
        line.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, of_id};

    #[test]
    fn ids_are_read_as_words() {
        for (id, words) in [
            ("listUserPets", "List user pets"),
            ("list_user-pets", "List user pets"),
            ("getPetByID", "Get pet by ID"),
            ("getHTTPStatus", "Get HTTP status"),
            ("users/get-by-id", "Users get by id"),
            ("v2UsersList", "V2 users list"),
            ("list", ""),
            ("op_9f86d081884c7d65", ""),
            ("", ""),
        ] {
            assert_eq!(of_id(id), words, "{id}");
        }
    }

    #[test]
    fn the_first_sentence_stands_for_the_text() {
        for (text, sentence, rest) in [
            ("Send one. And more.", "Send one", "And more."),
            ("Send one", "Send one", ""),
            ("Sends, e.g. a mail. More", "Sends, e.g. a mail", "More"),
            ("Uses `x` of [this](https://a.example/b.c). More", "Uses x of this", "More"),
            ("# Title\n\nText.", "Title", "Text."),
            ("One\ntwo.\n\nThree", "One two", "Three"),
            ("- a\n- b", "", "- a\n- b"),
            ("メールを送る。次", "メールを送る", "次"),
            ("", "", ""),
        ] {
            assert_eq!(first_sentence(text), (sentence.to_owned(), rest), "{text}");
        }
    }
}
