//! Answers as 3scale's XML: an element for each part, lists in an element of their own with the figures of the page as
//! attributes.

use std::fmt::Write as _;

use super::{List, Thing, Value, Where};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

pub(super) fn of_thing(thing: &Thing) -> String {
    let mut out = HEAD.to_owned();
    write_thing(&mut out, thing.element, thing);
    out
}

pub(super) fn of_list(list: &List) -> String {
    let mut out = HEAD.to_owned();
    write_list(&mut out, list.name, list);
    out
}

fn write_list(out: &mut String, name: &str, list: &List) {
    out.push('<');
    out.push_str(name);
    for (name, figure) in list.page.iter().flat_map(|page| page.figures()) {
        // A string takes everything.
        let _ = write!(out, " {name}=\"{figure}\"");
    }
    out.push('>');
    list.items.iter().for_each(|item| write_thing(out, item.element, item));
    close(out, name);
}

fn write_thing(out: &mut String, name: &str, thing: &Thing) {
    out.push('<');
    out.push_str(name);
    for (_, name, value) in thing.parts.iter().filter(|(place, ..)| *place == Where::Attribute) {
        let _ = write!(out, " {name}=\"{}\"", escaped(&plain(value)));
    }
    out.push('>');
    for (_, name, value) in thing.parts.iter().filter(|(place, ..)| matches!(place, Where::Both | Where::Xml)) {
        write_value(out, name, value);
    }
    close(out, name);
}

fn write_value(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Thing(thing) => write_thing(out, name, thing),
        Value::List(list) => write_list(out, name, list),
        Value::Texts(each, texts) => {
            out.push_str(&format!("<{name}>"));
            texts.iter().for_each(|text| element(out, each, text));
            close(out, name);
        }
        Value::Fields(fields) => {
            out.push_str(&format!("<{name}>"));
            fields.iter().for_each(|(field, value)| element(out, &named(field), value));
            close(out, name);
        }
        Value::Links(_) => {}
        value => element(out, name, &plain(value)),
    }
}

fn element(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        out.push_str(&format!("<{name}/>"));
    } else {
        out.push_str(&format!("<{name}>{}</{name}>", escaped(text)));
    }
}

fn close(out: &mut String, name: &str) {
    out.push_str(&format!("</{name}>"));
}

fn plain(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Money => "0.0".to_owned(),
        Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// The name of a field as that of an element: what cannot stand in one is `_`.
fn named(field: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name: String = field.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { name } else { format!("_{name}") }
}

/// Text between elements or in an attribute. What XML 1.0 (2.2) has no character for is left out.
pub(in crate::runtime::http::admin) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if u32::from(c) < 0x20 => {}
            c => out.push(c),
        }
    }
    out
}
