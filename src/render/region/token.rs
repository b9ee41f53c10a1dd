//! Words that stand for live parts while the text around them is made: letters and digits only, so that Markdown,
//! addresses and highlighting leave them as they are.

use std::borrow::Cow;
use std::ops::Range;

/// What the word for a live part begins with.
const PREFIX: &str = "zqregion";
/// What the word for a value begins with.
const VALUE: &str = "zqvalue";

/// Which live part a word stands for, and what its text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Token {
    /// The template that it is of, innermost first.
    pub(super) group: usize,
    /// Its place among those of the template.
    pub(super) index: usize,
    /// How its text is read.
    pub(super) kind: Kind,
}

/// How the text of a live part becomes HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// It is HTML.
    Html,
    /// It is code: text in HTML.
    Code,
    /// It is Markdown within a paragraph, a cell or the like.
    Inline,
    /// It is Markdown that stands by itself.
    Block,
}

impl Kind {
    const ALL: [(char, Self); 4] = [('z', Self::Html), ('c', Self::Code), ('i', Self::Inline), ('b', Self::Block)];

    pub(super) fn letter(self) -> char {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or('z', |(letter, _)| *letter)
    }

    pub(super) fn of(letter: char) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == letter).map(|(_, kind)| *kind)
    }
}

impl Token {
    /// The word.
    pub(super) fn word(self) -> String {
        format!("{PREFIX}{}x{}{}", self.group, self.index, self.kind.letter())
    }
}

/// The word for the printed value of a number, while Markdown is read around it.
pub(super) fn value_word(number: usize) -> String {
    format!("{VALUE}{number}z")
}

/// All words for live parts in `text`, in order.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Range<usize>, Token)> {
    text.match_indices(PREFIX).filter_map(move |(start, _)| {
        let rest = &text[start + PREFIX.len()..];
        let (group, rest) = number(rest)?;
        let (index, rest) = number(rest.strip_prefix('x')?)?;
        let kind = Kind::of(rest.chars().next()?)?;
        Some((start..text.len() - rest.len() + 1, Token { group, index, kind }))
    })
}

/// `text` with `with` in place of each word for a live part; `None` leaves the word.
pub(super) fn replaced<'t>(text: &str, with: impl Fn(Token) -> Option<Cow<'t, str>>) -> String {
    spliced(text, tokens(text).map(|(range, token)| (range, with(token))))
}

/// `text` with its value in place of each word for one.
pub(super) fn with_values(text: &str, values: &[String]) -> String {
    let words = text.match_indices(VALUE).filter_map(|(start, _)| {
        let (at, rest) = number(&text[start + VALUE.len()..])?;
        let rest = rest.strip_prefix('z')?;
        Some((start..text.len() - rest.len(), values.get(at).map(|value| value.as_str().into())))
    });
    spliced(text, words)
}

fn spliced<'t>(text: &str, parts: impl Iterator<Item = (Range<usize>, Option<Cow<'t, str>>)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, with) in parts {
        if let Some(with) = with {
            out.push_str(&text[from..range.start]);
            out.push_str(&with);
            from = range.end;
        }
    }
    out.push_str(&text[from..]);
    out
}

fn number(text: &str) -> Option<(usize, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// Whether there may be words for live parts in `text`.
pub(in crate::render) fn has_words(text: &str) -> bool {
    text.contains(PREFIX)
}

/// `text` without any of the words; borrowed where there is none.
pub(in crate::render) fn without(text: &str) -> Cow<'_, str> {
    if has_words(text) { replaced(text, |_| Some("".into())).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Token, replaced, tokens, value_word, with_values, without};

    #[test]
    fn words_are_found_again() {
        let token = Token { group: 1, index: 20, kind: Kind::Block };
        let text = format!("a {} b zqregion zqregion1x z", token.word());
        assert_eq!(tokens(&text).map(|(_, token)| token).collect::<Vec<_>>(), [token]);
        assert_eq!(replaced(&text, |_| Some("<b>".into())), "a <b> b zqregion zqregion1x z");
        assert_eq!(without("plain"), "plain");
        assert_eq!(
            with_values(&format!("{}, {}", value_word(1), value_word(7)), &["a".into(), "b".into()]),
            "b, zqvalue7z"
        );
    }
}
