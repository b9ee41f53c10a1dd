//! Answers as 3scale's JSON: a thing in an object with its name as the only member, a list of such objects by its own
//! name, `metadata` beside it. Written as it is gone through: a page of a list has tens of thousands of members.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{List, Thing, Value, Where};

pub(super) fn of_thing(thing: &Thing) -> String {
    written(&Wrapped(thing))
}

pub(super) fn of_list(list: &List) -> String {
    written(list)
}

/// Names are texts and numbers are numbers: nothing here can fail to be written.
fn written(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

/// A thing under its name.
struct Wrapped<'t>(&'t Thing);

/// What a thing has, without its name.
struct Members<'t>(&'t Thing);

/// The things of a list, each under its name.
struct Items<'t>(&'t List);

impl Serialize for List {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut whole = to.serialize_map(None)?;
        whole.serialize_entry(self.name, &Items(self))?;
        if let Some(page) = self.page {
            whole.serialize_entry("metadata", &Figures(&page.figures()))?;
        }
        whole.end()
    }
}

/// Figures of a page, in the order in which they are told.
struct Figures<'f>(&'f [(&'static str, i64)]);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().copied())
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.items.iter().map(Wrapped))
    }
}

impl Serialize for Wrapped<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map([(self.0.name, Members(self.0))])
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let parts = || self.0.parts.iter().filter(|(place, ..)| *place != Where::Xml);
        let mut members = to.serialize_map(None)?;
        for (_, name, value) in parts().filter(|(.., value)| !matches!(value, Value::Fields(_))) {
            members.serialize_entry(name, value)?;
        }
        // A field that is called like something of the portal's own never stands for it.
        let is_own = |name: &str| parts().any(|(_, own, value)| own == name && !matches!(value, Value::Fields(_)));
        for (_, _, value) in parts() {
            let Value::Fields(fields) = value else { continue };
            for (name, value) in fields.iter().filter(|(name, _)| !is_own(name)) {
                members.serialize_entry(name, value)?;
            }
        }
        members.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Flag(flag) => flag.serialize(to),
            Self::Number(number) => number.serialize(to),
            Self::Money => 0.0.serialize(to),
            Self::Text(text) => text.serialize(to),
            Self::Thing(thing) => Members(thing).serialize(to),
            Self::List(list) => Items(list).serialize(to),
            Self::Texts(_, texts) => texts.serialize(to),
            Self::Fields(fields) => fields.serialize(to),
            Self::Links(links) => {
                to.collect_seq(links.iter().map(|(rel, href)| BTreeMap::from([("rel", *rel), ("href", href.as_str())])))
            }
        }
    }
}
