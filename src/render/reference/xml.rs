//! Values as XML, as the XML Objects of their schemas say. Must not make values.

use serde_json::Value;

use super::code::Code;
use crate::model::description::{Description, Schema, SchemaId, Schemas, Xml};

const DEEPEST: usize = 32;

/// A value as an XML document, in colours.
pub fn code(description: &Description, schema: Option<SchemaId>, value: &Value) -> Code {
    let mut writer = Writer { schemas: &description.schemas, code: Code::new() };
    writer.code.plain("<?").attribute("xml").plain(" ").attribute("version").operator("=").string("\"1.0\"");
    writer.code.plain(" ").attribute("encoding").operator("=").string("\"UTF-8\"").plain("?>");
    let facts = schema.map(|id| Facts::of(&description.schemas, id)).unwrap_or_default();
    let name = facts.xml.and_then(|xml| xml.name.as_deref()).or(facts.name).unwrap_or("root");
    writer.element(name, &facts, value, 0);
    writer.code
}

/// What the layers of a schema say about its XML.
#[derive(Default)]
struct Facts<'d> {
    xml: Option<&'d Xml>,
    name: Option<&'d str>,
    layers: Vec<&'d Schema>,
}

impl<'d> Facts<'d> {
    fn of(schemas: &'d Schemas, id: SchemaId) -> Self {
        let mut layers: Vec<&Schema> = Vec::new();
        let mut ids = vec![id];
        let mut at = 0;
        while let Some(id) = ids.get(at).copied().filter(|_| at < 64) {
            let schema = &schemas[id];
            layers.push(schema);
            let alternatives = schema.one_of.iter().chain(&schema.any_of);
            for next in schema.reference.iter().chain(&schema.all_of).chain(alternatives) {
                if !ids.contains(next) {
                    ids.push(*next);
                }
            }
            at += 1;
        }
        let xml = layers.iter().find_map(|schema| schema.xml.as_deref());
        let name = layers.iter().find_map(|schema| schema.name.as_deref());
        Self { xml, name, layers }
    }

    fn property(&self, schemas: &'d Schemas, name: &str) -> Self {
        let properties = self.layers.iter().flat_map(|schema| &schema.properties);
        let found = properties.filter(|property| &*property.name == name).map(|property| property.schema).next();
        found.map(|id| Self::of(schemas, id)).unwrap_or_default()
    }

    fn items(&self, schemas: &'d Schemas) -> Self {
        self.layers.iter().find_map(|schema| schema.items).map(|id| Self::of(schemas, id)).unwrap_or_default()
    }

    fn is(&self, what: impl Fn(&Xml) -> bool) -> bool {
        self.xml.is_some_and(what)
    }
}

struct Writer<'d> {
    schemas: &'d Schemas,
    code: Code,
}

impl<'d> Writer<'d> {
    fn line(&mut self, depth: usize) {
        self.code.plain("\n");
        for _ in 0..depth {
            self.code.plain("  ");
        }
    }

    fn element(&mut self, name: &str, facts: &Facts<'d>, value: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        self.line(depth);
        let prefix = facts.xml.and_then(|xml| xml.prefix.as_deref());
        let name = qualified(prefix, name);
        self.code.plain("<").attribute(&name);
        if let Some(namespace) = facts.xml.and_then(|xml| xml.namespace.as_deref()) {
            let name = prefix.map_or_else(|| "xmlns".to_owned(), |prefix| qualified(Some("xmlns"), prefix));
            self.set(&name, namespace);
        }
        match value {
            Value::Object(map) => self.object(&name, facts, map, depth),
            Value::Array(items) => {
                self.code.plain(">");
                let inner = facts.items(self.schemas);
                let item_name = inner.xml.and_then(|xml| xml.name.as_deref()).or(inner.name).unwrap_or("item");
                items.iter().for_each(|item| self.element(item_name, &inner, item, depth + 1));
                self.line(depth);
                self.close(&name);
            }
            Value::Null => {
                self.code.plain("/>");
            }
            scalar => {
                self.code.plain(">");
                self.text(scalar);
                self.close(&name);
            }
        }
    }

    fn object(&mut self, name: &str, facts: &Facts<'d>, map: &serde_json::Map<String, Value>, depth: usize) {
        let fields: Vec<(&String, &Value, Facts<'d>)> =
            map.iter().map(|(key, value)| (key, value, facts.property(self.schemas, key))).collect();
        for (key, value, inner) in fields.iter().filter(|(.., inner)| inner.is(|xml| xml.attribute)) {
            let own = inner.xml.and_then(|xml| xml.name.as_deref()).unwrap_or(key);
            self.set(&qualified(inner.xml.and_then(|xml| xml.prefix.as_deref()), own), &plain(value));
        }
        self.code.plain(">");
        let mut lines = false;
        for (key, value, inner) in fields.iter().filter(|(.., inner)| !inner.is(|xml| xml.attribute)) {
            if inner.is(|xml| xml.text) {
                self.text(value);
                continue;
            }
            lines = true;
            let own = inner.xml.and_then(|xml| xml.name.as_deref()).unwrap_or(key);
            match value {
                Value::Array(items) => self.list(own, key, inner, items, depth + 1),
                value => self.element(own, inner, value, depth + 1),
            }
        }
        if lines {
            self.line(depth);
        }
        self.close(name);
    }

    /// A list is its items one after the other, or an element around them.
    fn list(&mut self, own: &str, key: &str, facts: &Facts<'d>, items: &[Value], depth: usize) {
        let inner = facts.items(self.schemas);
        let item_name = inner.xml.and_then(|xml| xml.name.as_deref());
        if !facts.is(|xml| xml.wrapped) {
            let name = item_name.unwrap_or(key);
            items.iter().for_each(|item| self.element(name, &inner, item, depth));
            return;
        }
        self.line(depth);
        let own = qualified(facts.xml.and_then(|xml| xml.prefix.as_deref()), own);
        self.code.plain("<").attribute(&own).plain(">");
        items.iter().for_each(|item| self.element(item_name.unwrap_or(key), &inner, item, depth + 1));
        self.line(depth);
        self.close(&own);
    }

    fn set(&mut self, name: &str, value: &str) {
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;");
        self.code.plain(" ").attribute(name).operator("=").string(&format!("\"{}\"", printable(&value)));
    }

    fn text(&mut self, value: &Value) {
        let text = plain(value).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.code.plain(&printable(&text));
    }

    fn close(&mut self, name: &str) {
        self.code.plain("</").attribute(name).plain(">");
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Without the control characters that XML cannot hold.
fn printable(text: &str) -> String {
    text.chars().filter(|char| !char.is_control() || matches!(char, '\n' | '\t' | '\r')).collect()
}

/// A name that may stand in XML: characters that may not are `_`.
fn qualified(prefix: Option<&str>, name: &str) -> String {
    let tidy = |name: &str| {
        let fits = |char: char| char.is_alphanumeric() || "-._".contains(char);
        let mut out: String = name.chars().map(|char| if fits(char) { char } else { '_' }).collect();
        if !out.starts_with(|char: char| char.is_alphabetic() || char == '_') {
            out.insert(0, '_');
        }
        out
    };
    match prefix.filter(|prefix| !prefix.is_empty()) {
        Some(prefix) => format!("{}:{}", tidy(prefix), tidy(name)),
        None => tidy(name),
    }
}
