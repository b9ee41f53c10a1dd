//! What an answer says, once for both formats: things with named parts, and lists of them. 3scale's JSON and XML call a
//! few parts differently or have them in one format only; a part says so where it is put in. Must not know any resource.

mod json;
mod xml;

use std::borrow::Cow;

use crate::model::rfc3339;
use crate::runtime::customers::Fields;

pub(super) use xml::escaped;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

/// A thing: an account, a plan.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    /// What it is wrapped in, in JSON.
    name: &'static str,
    /// Its element in XML.
    element: &'static str,
    parts: Vec<(Where, Cow<'static, str>, Value)>,
}

/// Which format has a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Both,
    Json,
    Xml,
    /// A member in JSON, an attribute in XML.
    Attribute,
}

/// The value of a part.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Flag(bool),
    Number(i64),
    /// An amount of money. The portal bills nobody: there is only nothing.
    Money,
    Text(String),
    Thing(Thing),
    List(List),
    /// Texts, each with this name in XML.
    Texts(&'static str, Vec<String>),
    /// The company's own fields: beside the other members in JSON, in an element of their own in XML.
    Fields(Fields),
    /// Where related things are found, with the name of the relation; JSON alone.
    Links(Vec<(&'static str, String)>),
}

/// Things of one kind.
#[derive(Debug, Clone)]
pub(super) struct List {
    name: &'static str,
    items: Vec<Thing>,
    page: Option<Page>,
}

/// Which part of a list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// From 1.
    pub(super) number: i64,
    /// Things of one page.
    pub(super) size: i64,
    /// All things.
    pub(super) total: i64,
}

impl Page {
    fn figures(self) -> [(&'static str, i64); 4] {
        let pages = self.total.unsigned_abs().div_ceil(self.size.unsigned_abs().max(1));
        [
            ("per_page", self.size),
            ("total_entries", self.total),
            ("total_pages", i64::try_from(pages).unwrap_or(i64::MAX).max(1)),
            ("current_page", self.number),
        ]
    }
}

impl Thing {
    pub(super) fn new(name: &'static str) -> Self {
        Self::called(name, name)
    }

    /// One whose names in JSON and in XML differ.
    pub(super) fn called(name: &'static str, element: &'static str) -> Self {
        Self { name, element, parts: Vec::new() }
    }

    fn put(mut self, place: Where, name: &'static str, value: impl Into<Value>) -> Self {
        self.parts.push((place, Cow::Borrowed(name), value.into()));
        self
    }

    pub(super) fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(Where::Both, name, value)
    }

    /// A part that is there when there is something to say.
    pub(super) fn with_some<T: Into<Value>>(self, name: &'static str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn in_json(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(Where::Json, name, value)
    }

    pub(super) fn in_xml(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(Where::Xml, name, value)
    }

    pub(super) fn attribute(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.put(Where::Attribute, name, value)
    }

    /// When it was made and changed.
    pub(super) fn dated(self, created: i64, updated: i64) -> Self {
        self.with("created_at", time(created)).with("updated_at", time(updated))
    }

    /// The company's own fields.
    pub(super) fn fields(self, fields: &Fields) -> Self {
        self.put(Where::Both, "extra_fields", Value::Fields(fields.clone()))
    }

    /// Where related things are found.
    pub(super) fn links(self, links: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.put(Where::Json, "links", Value::Links(links.into_iter().collect()))
    }

    /// The whole answer.
    pub(super) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => json::of_thing(self).to_string(),
            Format::Xml => xml::of_thing(self),
        }
    }
}

impl List {
    pub(super) fn new(name: &'static str, items: impl IntoIterator<Item = Thing>) -> Self {
        Self { name, items: items.into_iter().collect(), page: None }
    }

    pub(super) fn page(self, page: Page) -> Self {
        Self { page: Some(page), ..self }
    }

    /// The whole answer.
    pub(super) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => json::of_list(self).to_string(),
            Format::Xml => xml::of_list(self),
        }
    }
}

/// A time of an answer: ISO 8601 in UTC, to the second.
pub(super) fn time(seconds: i64) -> Value {
    rfc3339(seconds).into()
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Thing> for Value {
    fn from(thing: Thing) -> Self {
        Self::Thing(thing)
    }
}

impl From<List> for Value {
    fn from(list: List) -> Self {
        Self::List(list)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
