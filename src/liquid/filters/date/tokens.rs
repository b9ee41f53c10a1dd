//! Texts that may be dates, cut into runs of digits, letters and marks. It must
//! not know dates.

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Token<'a> {
    /// A run of digits, as it is written.
    Digits(&'a str),
    /// A run of letters.
    Word(&'a str),
    Space,
    Mark(u8),
    /// Something another part of the text already accounted for.
    Taken,
}

pub(super) fn tokenise(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |keep: fn(char) -> bool| rest.find(|c| !keep(c)).unwrap_or(rest.len());
        let length = match first {
            '0'..='9' => run(|c| c.is_ascii_digit()),
            _ if first.is_alphabetic() => run(char::is_alphabetic),
            _ if first.is_whitespace() => run(char::is_whitespace),
            _ => first.len_utf8(),
        };
        let (head, tail) = rest.split_at(length);
        tokens.push(match first {
            '0'..='9' => Token::Digits(head),
            _ if first.is_alphabetic() => Token::Word(head),
            _ if first.is_whitespace() => Token::Space,
            _ => Token::Mark(u8::try_from(first).unwrap_or(b'?')),
        });
        rest = tail;
    }
    tokens
}

/// A place in the tokens that moves on as they match.
pub(super) struct Cursor<'t, 'a> {
    pub(super) tokens: &'t [Token<'a>],
    pub(super) at: usize,
}

impl<'a> Cursor<'_, 'a> {
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn digits(&mut self) -> Option<&'a str> {
        let Some(Token::Digits(digits)) = self.peek() else { return None };
        self.at += 1;
        Some(digits)
    }

    pub(super) fn word(&mut self) -> Option<&'a str> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        self.at += 1;
        Some(word)
    }

    pub(super) fn mark(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    pub(super) fn space(&mut self) -> bool {
        let found = self.peek() == Some(Token::Space);
        self.at += usize::from(found);
        found
    }

    /// Takes `read` whole or not at all.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }
}
