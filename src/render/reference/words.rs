//! Types and bounds in words. Makes small pieces of HTML: escaped text, code, and links to schema pages.

use std::borrow::Cow;

use super::Desk;
use super::shape::Shape;
use crate::model::description::{Constraints, Json, SchemaId, Type};
use crate::render::escape;

/// Values longer than this are cut.
const LONGEST_VALUE: usize = 160;

/// The type of a schema: `array of <a>Pet</a> or null`.
pub(super) fn types(desk: Desk<'_>, id: SchemaId) -> String {
    let mut out = String::new();
    write_types(&mut out, desk, &Shape::of(&desk.description.schemas, id), 0);
    out
}

pub(super) fn types_of(desk: Desk<'_>, shape: &Shape<'_>) -> String {
    let mut out = String::new();
    write_types(&mut out, desk, shape, 0);
    out
}

fn write_types(out: &mut String, desk: Desk<'_>, shape: &Shape<'_>, depth: usize) {
    if let Some(named) = shape.named() {
        link(out, desk, named.slug.as_deref().unwrap_or_default(), named.name.as_deref().unwrap_or_default());
        let is_plain = shape.fields.is_empty() && shape.choices.is_empty();
        if let (true, 0) = (is_plain, depth) {
            let base = base(shape);
            if !matches!(&*base, "object" | "anything") {
                out.push_str(", ");
                out.push_str(&base);
            }
        } else if shape.types().has(Type::Null) {
            out.push_str(" or null");
        }
        return;
    }
    if let Some(always) = shape.first(|part| part.always) {
        out.push_str(if always { "anything" } else { "nothing" });
        return;
    }
    let is_any = |id: &SchemaId| desk.description.schemas[*id].always != Some(false);
    let list = shape.types().has(Type::Array).then(|| shape.items()).flatten().filter(is_any);
    match (list, shape.choices.first()) {
        (Some(items), _) if depth < 4 => {
            out.push_str("array of ");
            write_types(out, desk, &Shape::of(&desk.description.schemas, items), depth + 1);
            others(out, shape);
        }
        (_, Some(choice)) if shape.fields.is_empty() && depth < 2 => {
            alternatives(out, desk, shape, &choice.schemas, depth)
        }
        _ => out.push_str(&base(shape)),
    }
}

/// What a list may be beside a list.
fn others(out: &mut String, shape: &Shape<'_>) {
    for kind in shape.types().iter().filter(|kind| *kind != Type::Array) {
        out.push_str(" or ");
        out.push_str(kind.name());
    }
}

fn alternatives(out: &mut String, desk: Desk<'_>, shape: &Shape<'_>, schemas: &[SchemaId], depth: usize) {
    if schemas.len() > 4 {
        out.push_str(if shape.types().has(Type::Object) { "object" } else { "one of " });
        if !shape.types().has(Type::Object) {
            out.push_str(&schemas.len().to_string());
        }
    } else {
        let mut said: Vec<String> = Vec::new();
        for &id in schemas {
            let mut words = String::new();
            write_types(&mut words, desk, &Shape::of(&desk.description.schemas, id), depth + 1);
            if !said.contains(&words) {
                said.push(words);
            }
        }
        out.push_str(&said.join(" or "));
    }
    if shape.nullable {
        out.push_str(" or null");
    }
}

/// `string (date-time) or null`.
fn base(shape: &Shape<'_>) -> Cow<'static, str> {
    let names: Vec<&str> = shape.types().iter().map(Type::name).collect();
    let format = shape.first(|part| part.format.as_deref());
    match (names.as_slice(), format) {
        ([], None) => Cow::Borrowed("anything"),
        ([only], None) => Cow::Owned((*only).to_owned()),
        (names, format) => {
            let mut out = names.first().copied().unwrap_or("string").to_owned();
            if let Some(format) = format {
                out.push_str(" (");
                escape::text(&mut out, format);
                out.push(')');
            }
            for name in names.iter().skip(1) {
                out.push_str(" or ");
                out.push_str(name);
            }
            Cow::Owned(out)
        }
    }
}

/// A link to a named schema.
pub(super) fn link(out: &mut String, desk: Desk<'_>, slug: &str, name: &str) {
    out.push_str("<a href=\"");
    escape::attribute(out, &desk.atlas.url("schemas", slug));
    out.push_str("\">");
    escape::text(out, name);
    out.push_str("</a>");
}

/// Bounds and patterns, joined by dots.
pub(super) fn facts(desk: Desk<'_>, shape: &Shape<'_>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for constraints in shape.parts.iter().filter_map(|part| part.constraints.as_deref()) {
        bounds(&mut facts, constraints);
        counts(&mut facts, constraints);
        if let Some(pattern) = &constraints.pattern {
            facts.push(format!("pattern {}", code(pattern)));
        }
        if let Some(encoding) = &constraints.content_encoding {
            facts.push(format!("encoded as {}", code(encoding)));
        }
        if let Some(media_type) = &constraints.content_media_type {
            facts.push(format!("holds {}", code(media_type)));
        }
        if let Some(schema) = constraints.contains {
            facts.push(contained(constraints, &types(desk, schema)));
        }
        if let Some(schema) = constraints.unevaluated_items {
            facts.push(others_of_list(desk, schema));
        }
    }
    facts.extend(
        shape
            .items()
            .filter(|id| desk.description.schemas[*id].always == Some(false))
            .map(|id| others_of_list(desk, id)),
    );
    for (property, names) in
        shape.parts.iter().filter_map(|part| part.dependents.as_deref()).flat_map(|all| &all.required)
    {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        facts.push(format!("{} required with {}", names.join(" and "), code(property)));
    }
    if let Some(not) = shape.first(|part| part.not) {
        facts.push(format!("not {}", types(desk, not)));
    }
    if let Some(names) = shape.first(|part| part.property_names) {
        let shape = Shape::of(&desk.description.schemas, names);
        let names = self::facts(desk, &shape);
        if !names.is_empty() {
            facts.push(format!("names of properties: {names}"));
        }
    }
    facts.dedup();
    facts.join(" · ")
}

/// How many items of a list are of a kind: at least one, where nothing is said.
fn contained(constraints: &Constraints, kind: &str) -> String {
    let (least, most) = (constraints.min_contains.unwrap_or(1), constraints.max_contains);
    match count(Some(least), most, "item", "items") {
        Some(_) if (least, most) == (1, None) => format!("contains {kind}"),
        Some(count) => format!("{count} of {kind}"),
        None => format!("may contain {kind}"),
    }
}

/// Items that nothing else speaks of.
fn others_of_list(desk: Desk<'_>, schema: SchemaId) -> String {
    match desk.description.schemas[schema].always {
        Some(false) => "no other items".to_owned(),
        _ => format!("other items: {}", types(desk, schema)),
    }
}

fn bounds(facts: &mut Vec<String>, constraints: &Constraints) {
    match (&constraints.minimum, &constraints.maximum) {
        (Some(low), Some(high)) if !low.exclusive && !high.exclusive => facts.push(range(&low.value, &high.value)),
        (low, high) => {
            facts.extend(low.iter().map(|low| escaped(if low.exclusive { "> " } else { "≥ " }, &low.value)));
            facts.extend(high.iter().map(|high| escaped(if high.exclusive { "< " } else { "≤ " }, &high.value)));
        }
    }
    facts.extend(constraints.multiple_of.iter().map(|step| escaped("multiple of ", step)));
}

fn range(low: &Json, high: &Json) -> String {
    if low == high { escaped("exactly ", low) } else { escaped(&format!("{low}–"), high) }
}

fn escaped(before: &str, value: &Json) -> String {
    let mut out = String::new();
    escape::text(&mut out, before);
    escape::text(&mut out, &shown(value));
    out
}

fn counts(facts: &mut Vec<String>, constraints: &Constraints) {
    facts.extend(count(constraints.min_length, constraints.max_length, "character", "characters"));
    facts.extend(count(constraints.min_items, constraints.max_items, "item", "items"));
    if constraints.unique_items {
        facts.push("no item twice".to_owned());
    }
    facts.extend(count(constraints.min_properties, constraints.max_properties, "property", "properties"));
}

/// `1–100 characters`, `at least 1 item`, `exactly 2 items`.
fn count(low: Option<u64>, high: Option<u64>, one: &str, many: &str) -> Option<String> {
    let word = |count| if count == 1 { one } else { many };
    Some(match (low.filter(|low| *low > 0), high) {
        (Some(low), Some(high)) if low == high => format!("exactly {low} {}", word(low)),
        (Some(low), Some(high)) => format!("{low}–{high} {}", word(high)),
        (Some(low), None) => format!("at least {low} {}", word(low)),
        (None, Some(high)) => format!("at most {high} {}", word(high)),
        (None, None) => return None,
    })
}

/// Text as code.
pub(super) fn code(text: &str) -> String {
    let mut out = String::from("<code>");
    escape::text(&mut out, &cut(text, LONGEST_VALUE));
    out.push_str("</code>");
    out
}

/// A value as readers see it: a string without its quotes, anything else as it is; cut where it is long.
pub(super) fn shown(value: &Json) -> Cow<'_, str> {
    let text = value.as_str();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some("") => Cow::Borrowed("\"\""),
        Some(inner) if !inner.contains('\\') => cut(inner, LONGEST_VALUE),
        Some(_) => Cow::Owned(cut(&value.plain(), LONGEST_VALUE).into_owned()),
        None => cut(text, LONGEST_VALUE),
    }
}

fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => Cow::Borrowed(text),
    }
}

/// A sentence with a capital letter at its start.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
