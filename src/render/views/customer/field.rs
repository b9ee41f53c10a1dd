//! Fields of forms and what is wrong with them, as 3scale's drops of the same names.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::super::properties;
use crate::liquid::{Kind, Value, View};
use crate::model::customer::{Errors, FormError};

/// The fields of one thing: in order, and by name.
pub(super) struct Fields(Vec<Field>);

/// One field with its value.
pub(super) struct Field {
    /// What its input belongs to: `application`.
    thing: &'static str,
    name: String,
    label: String,
    value: String,
    required: bool,
    read_only: bool,
    errors: Vec<String>,
}

/// How a field that every thing of its kind has is described.
pub(super) struct Builtin<'v> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) value: Option<&'v str>,
    pub(super) required: bool,
}

impl Fields {
    /// The fields that every `thing` has.
    pub(super) fn builtin(thing: &'static str, fields: &[Builtin<'_>], errors: &Errors) -> Self {
        let field = |field: &Builtin<'_>| Field {
            thing,
            name: field.name.to_owned(),
            label: field.label.to_owned(),
            value: field.value.unwrap_or_default().to_owned(),
            required: field.required,
            read_only: false,
            errors: messages(errors, field.name).map(str::to_owned).collect(),
        };
        Self(fields.iter().map(field).collect())
    }

    /// The company's own fields, which customers read.
    pub(super) fn extra(thing: &'static str, fields: &BTreeMap<String, String>) -> Self {
        let field = |(name, value): (&String, &String)| Field {
            thing,
            name: name.clone(),
            label: humanized(name),
            value: value.clone(),
            required: false,
            read_only: true,
            errors: Vec::new(),
        };
        Self(fields.iter().map(field).collect())
    }

    /// All of both.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// "name: value" on a line each.
    pub(super) fn plain_text(&self) -> String {
        let mut text = String::new();
        for field in &self.0 {
            let _ = writeln!(text, "{}: {}", field.label, field.value);
        }
        text
    }
}

/// `contact_email` as people write it.
fn humanized(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn messages<'e>(errors: &'e Errors, attribute: &'e str) -> impl Iterator<Item = &'e str> {
    errors.0.iter().filter(move |error| error.attribute == attribute).map(|error| error.message.as_str())
}

impl View for Fields {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.0.iter().find(|field| field.name == key).map(|field| Value::View(field))
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.0.get(position).map(|field| Value::View(field))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn keys(&self) -> Vec<String> {
        self.0.iter().map(|field| field.name.clone()).collect()
    }
}

const FIELD_KEYS: [&str; 11] = [
    "name",
    "label",
    "value",
    "required",
    "read_only",
    "hidden",
    "hidden?",
    "visible?",
    "choices",
    "input_name",
    "html_id",
];

/// A field prints its value.
impl View for Field {
    fn kind(&self) -> Kind {
        Kind::Text
    }

    fn as_text(&self) -> Option<&str> {
        Some(&self.value)
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "name" => Value::str(&self.name),
            "label" => Value::str(&self.label),
            "value" => Value::str(&self.value),
            "required" => Value::Bool(self.required),
            "read_only" => Value::Bool(self.read_only),
            "hidden" | "hidden?" => Value::Bool(false),
            "visible?" => Value::Bool(true),
            "choices" => Value::array(Vec::new()),
            "errors" => super::super::strings(self.errors.iter().map(String::as_str)),
            "input_name" => Value::text(format!("{}[{}]", self.thing, self.name)),
            "html_id" => Value::text(format!("{}_{}", self.thing, self.name)),
            _ => return None,
        })
    }

    fn keys(&self) -> Vec<String> {
        FIELD_KEYS.iter().map(|key| (*key).to_owned()).chain(["errors".to_owned()]).collect()
    }
}

/// Errors in order; those of an attribute by its name, whatever attributes there are.
impl View for Errors {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        match key {
            "size" | "first" | "last" => None,
            "empty?" => Some(Value::Bool(self.0.is_empty())),
            "present?" => Some(Value::Bool(!self.0.is_empty())),
            attribute => {
                // Rails' word for what is wrong with the whole.
                let attribute = if attribute == "base" { "" } else { attribute };
                let of = self.0.iter().filter(|error| error.attribute == attribute);
                Some(Value::array(of.map(|error| Value::str(&error.message)).collect()))
            }
        }
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.0.get(position).map(|error| Value::View(error))
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// An error prints the whole sentence.
impl View for FormError {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "attribute" => Value::str(&self.attribute),
            "message" => Value::str(&self.message),
            "value" => Value::Nil,
            "to_s" => Value::text(self.sentence()),
            _ => return None,
        })
    }

    fn keys(&self) -> Vec<String> {
        ["attribute", "message", "value", "to_s"].map(str::to_owned).to_vec()
    }

    fn print(&self, out: &mut dyn fmt::Write) -> Option<fmt::Result> {
        Some(out.write_str(&self.sentence()))
    }
}

impl FormError {
    fn sentence(&self) -> String {
        if self.attribute.is_empty() {
            return self.message.clone();
        }
        format!("{} {}", humanized(&self.attribute), self.message)
    }
}

/// What a user may do in the account, by its word.
pub(super) struct RoleView {
    pub(super) name: &'static str,
}

properties!(RoleView, this, {
    "name" => this.name,
    "description" => if this.name == "admin" { "May do everything in the account" } else { "May see the account and manage its applications and keys" },
});
