//! Rules of single values: lengths, letters, and the company's own fields. Must not know which thing they belong to.

use std::collections::BTreeMap;

use super::{Error, Wrong};

/// The company's own fields of an account, a user or an application, by name.
pub type Fields = BTreeMap<String, String>;

/// Letters that a name or a value has at most, as in 3scale's columns.
const LONGEST: usize = 255;
/// Fields that one thing has at most.
const MOST_FIELDS: usize = 100;

/// Collects what is wrong with several fields, so that all of it is told at once.
#[derive(Default)]
pub(super) struct Checks(Vec<Wrong>);

impl Checks {
    pub(super) fn wrong(&mut self, field: &str, message: &str) {
        self.0.push(Wrong { field: field.to_owned(), message: message.to_owned() });
    }

    /// Text that must be there, on one line.
    pub(super) fn required(&mut self, field: &str, value: &str) {
        if value.trim().is_empty() {
            self.wrong(field, "can't be blank");
        }
        self.line(field, value);
    }

    /// Text on one line.
    pub(super) fn line(&mut self, field: &str, value: &str) {
        if value.chars().count() > LONGEST {
            self.wrong(field, "is too long (maximum is 255 characters)");
        }
        if value.chars().any(char::is_control) {
            self.wrong(field, "has characters that cannot be shown");
        }
    }

    /// Text of several lines.
    pub(super) fn text(&mut self, field: &str, value: &str) {
        if value.len() > 65_535 {
            self.wrong(field, "is too long (maximum is 65535 characters)");
        }
        if value.contains('\0') {
            self.wrong(field, "has characters that cannot be shown");
        }
    }

    /// An address of mail: one `@` between two texts without spaces. Who reads mail there is not asked.
    pub(super) fn email(&mut self, field: &str, value: &str) {
        self.line(field, value);
        let is_address = value.rsplit_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !name.contains('@') && !value.contains(char::is_whitespace)
        });
        if !is_address {
            self.wrong(field, "should look like an email address");
        }
    }

    pub(super) fn fields(&mut self, fields: &Fields) {
        if fields.len() > MOST_FIELDS {
            self.wrong("fields", "are too many (maximum is 100)");
        }
        for (name, value) in fields {
            self.required("field name", name);
            self.text(name, value);
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Names of what differs: those parts that are marked, and fields with another value.
pub(super) fn changed(parts: &[(&str, bool)], old: &Fields, new: &Fields) -> Vec<String> {
    let fields = new.iter().filter(|(name, value)| old.get(*name) != Some(value)).map(|(name, _)| name.clone());
    parts.iter().filter(|(_, differs)| *differs).map(|(name, _)| (*name).to_owned()).chain(fields).collect()
}

pub(super) fn to_json(value: &impl serde::Serialize) -> String {
    // Strings, lists and mappings of strings have no value that JSON lacks.
    serde_json::to_string(value).unwrap_or_default()
}
