//! Words that stand for live parts while the text around them is made: letters and digits only, so that Markdown,
//! addresses and highlighting leave them as they are.

use std::borrow::Cow;
use std::ops::Range;

/// What all words begin with.
const START: &str = "zq";
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

/// The word for the printed value of a number, until the text around it has been read.
pub(super) fn value_word(number: usize) -> String {
    format!("{VALUE}{number}z")
}

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Region(Token),
    Value(usize),
}

/// All words in `text`, in order.
fn words(text: &str) -> impl Iterator<Item = (Range<usize>, Word)> {
    text.match_indices(START).filter_map(move |(start, _)| {
        let (word, rest) = region(&text[start..]).or_else(|| value(&text[start..]))?;
        Some((start..text.len() - rest.len(), word))
    })
}

fn region(text: &str) -> Option<(Word, &str)> {
    let (group, rest) = number(text.strip_prefix(PREFIX)?)?;
    let (index, rest) = number(rest.strip_prefix('x')?)?;
    let kind = Kind::of(rest.chars().next()?)?;
    Some((Word::Region(Token { group, index, kind }), &rest[1..]))
}

fn value(text: &str) -> Option<(Word, &str)> {
    let (at, rest) = number(text.strip_prefix(VALUE)?)?;
    Some((Word::Value(at), rest.strip_prefix('z')?))
}

/// All words for live parts in `text`, in order.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Range<usize>, Token)> {
    words(text).filter_map(|(range, word)| match word {
        Word::Region(token) => Some((range, token)),
        Word::Value(_) => None,
    })
}

/// `text` with `with` in place of each word; `None` leaves the word. What is put in is not looked at again.
pub(super) fn replaced<'t>(text: &str, with: impl Fn(Word) -> Option<Cow<'t, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, word) in words(text) {
        if let Some(with) = with(word) {
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
    use super::{Kind, Token, Word, replaced, tokens, value_word, without};

    #[test]
    fn words_are_found_again() {
        let token = Token { group: 1, index: 20, kind: Kind::Block };
        let text = format!("a {} b zqregion zqregion1x z", token.word());
        assert_eq!(tokens(&text).map(|(_, token)| token).collect::<Vec<_>>(), [token]);
        assert_eq!(replaced(&text, |_| Some("<b>".into())), "a <b> b zqregion zqregion1x z");
        assert_eq!(without("plain"), "plain");
        let values = ["a", "b"];
        let value = |word| match word {
            Word::Value(at) => values.get(at).map(|value: &&str| (*value).into()),
            Word::Region(_) => None,
        };
        let text = format!("{}, {}", value_word(1), value_word(7));
        assert_eq!(replaced(&text, value), "b, zqvalue7z");
    }
}
