//! Answers as 3scale's JSON: a thing in an object with its name as the only member, a list of such objects by its own
//! name, `metadata` beside it.

use serde_json::{Map, Value as Json, json};

use super::{List, Thing, Value, Where};

pub(super) fn of_thing(thing: &Thing) -> Json {
    wrapped(thing)
}

pub(super) fn of_list(list: &List) -> Json {
    let mut whole = Map::new();
    whole.insert(list.name.to_owned(), items(list));
    if let Some(page) = list.page {
        let figures: Map<String, Json> =
            page.figures().into_iter().map(|(name, figure)| (name.to_owned(), json!(figure))).collect();
        whole.insert("metadata".to_owned(), Json::Object(figures));
    }
    Json::Object(whole)
}

fn items(list: &List) -> Json {
    Json::Array(list.items.iter().map(wrapped).collect())
}

fn wrapped(thing: &Thing) -> Json {
    let mut whole = Map::new();
    whole.insert(thing.name.to_owned(), Json::Object(members(thing)));
    Json::Object(whole)
}

fn members(thing: &Thing) -> Map<String, Json> {
    let mut members = Map::new();
    let parts = || thing.parts.iter().filter(|(place, ..)| *place != Where::Xml);
    for (_, name, value) in parts() {
        if !matches!(value, Value::Fields(_)) {
            members.insert(name.clone().into_owned(), of_value(value));
        }
    }
    // A field that is called like something of the portal's own never stands for it.
    for (_, _, value) in parts() {
        if let Value::Fields(fields) = value {
            for (name, value) in fields {
                members.entry(name.clone()).or_insert_with(|| json!(value));
            }
        }
    }
    members
}

fn of_value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Flag(flag) => json!(flag),
        Value::Number(number) => json!(number),
        Value::Money => json!(0.0),
        Value::Text(text) => json!(text),
        Value::Thing(thing) => Json::Object(members(thing)),
        Value::List(list) => items(list),
        Value::Texts(_, texts) => json!(texts),
        Value::Fields(fields) => json!(fields),
        Value::Links(links) => links.iter().map(|(rel, href)| json!({ "rel": rel, "href": href })).collect(),
    }
}
