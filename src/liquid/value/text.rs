//! Strings of templates: borrowed or shared, plain or safe HTML.
//!
//! Owns the representation only; escaping happens where text is printed.

use std::sync::Arc;

/// A string value. Cloning never copies the characters.
#[derive(Clone)]
pub struct Text<'a>(Repr<'a>);

// One enum instead of a flag beside an enum keeps a `Value` at 24 bytes.
#[derive(Clone)]
enum Repr<'a> {
    Borrowed(&'a str),
    Shared(Arc<str>),
    SafeBorrowed(&'a str),
    SafeShared(Arc<str>),
}

impl<'a> Text<'a> {
    /// Plain text that lives elsewhere.
    pub fn borrowed(text: &'a str) -> Self {
        Text(Repr::Borrowed(text))
    }

    /// Plain text made at run time.
    pub fn shared(text: impl Into<Arc<str>>) -> Self {
        Text(Repr::Shared(text.into()))
    }

    /// The same text, marked as safe HTML.
    pub fn into_safe(self) -> Self {
        Text(match self.0 {
            Repr::Borrowed(text) | Repr::SafeBorrowed(text) => Repr::SafeBorrowed(text),
            Repr::Shared(text) | Repr::SafeShared(text) => Repr::SafeShared(text),
        })
    }

    /// The same text without the mark.
    pub fn into_plain(self) -> Self {
        Text(match self.0 {
            Repr::Borrowed(text) | Repr::SafeBorrowed(text) => Repr::Borrowed(text),
            Repr::Shared(text) | Repr::SafeShared(text) => Repr::Shared(text),
        })
    }

    /// Whether the text is HTML that must not be escaped.
    pub fn is_safe(&self) -> bool {
        matches!(self.0, Repr::SafeBorrowed(_) | Repr::SafeShared(_))
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Borrowed(text) | Repr::SafeBorrowed(text) => text,
            Repr::Shared(text) | Repr::SafeShared(text) => text,
        }
    }

    /// The characters for as long as the caller's data lives; `None` when the text was made at
    /// run time.
    pub fn as_borrowed(&self) -> Option<&'a str> {
        match self.0 {
            Repr::Borrowed(text) | Repr::SafeBorrowed(text) => Some(text),
            _ => None,
        }
    }

    /// A copy that owns its characters, with the same mark.
    pub fn to_static(&self) -> Text<'static> {
        match &self.0 {
            Repr::Borrowed(text) => Text(Repr::Shared(Arc::from(*text))),
            Repr::SafeBorrowed(text) => Text(Repr::SafeShared(Arc::from(*text))),
            Repr::Shared(text) => Text(Repr::Shared(text.clone())),
            Repr::SafeShared(text) => Text(Repr::SafeShared(text.clone())),
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Text<'_>) -> bool {
        self.as_str() == other.as_str()
    }
}
