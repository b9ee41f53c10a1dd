//! Types of Swagger 1: names of primitives and models, `List[Pet]`, and models with their families.

use crate::openapi::versions::edit::{Entry, key, list, map, set, take, text};
use crate::tree::{Node, Place, Value};
use std::borrow::Cow;

/// Takes what makes a type out of a parameter, an operation or a property.
pub(super) fn take_type<'s>(node: &mut Node<'s>) -> Node<'s> {
    let place = node.place;
    let name = take(node, "type").or_else(|| take(node, "dataType"));
    let reference = take(node, "$ref");
    let mut schema = match (&name, &reference) {
        (_, Some((_, reference))) => of_name(reference.text().unwrap_or_default(), reference.place),
        (Some((_, name)), None) => of_name(name.text().unwrap_or_default(), name.place),
        (None, None) => map(vec![(key("type", place), text("string", place))], place),
    };
    if let Some((name, mut items)) = take(node, "items") {
        let own = take_type(&mut items);
        let is_list = schema.get("type").and_then(Node::text) == Some("array");
        if is_list {
            set(&mut schema, "items", Node { place: name.place, value: own.value });
        }
    }
    if let Some((_, mut values)) = take(node, "allowableValues")
        && let Some((_, values)) = take(&mut values, "values")
    {
        set(&mut schema, "enum", values);
    }
    if let Some((_, default)) = take(node, "defaultValue") {
        let default = typed(default, &schema);
        set(&mut schema, "default", default);
    }
    for name in ["format", "enum", "minimum", "maximum", "uniqueItems", "pattern"] {
        if let Some((_, value)) = take(node, name) {
            let value = if matches!(name, "minimum" | "maximum") { number(value) } else { value };
            set(&mut schema, name, value);
        }
    }
    schema
}

/// The schema of a type's name.
pub(super) fn of_name<'s>(name: &str, place: Place) -> Node<'s> {
    let typed = |kind: &'static str, format: Option<&'static str>| {
        let mut schema = map(vec![(key("type", place), text(kind, place))], place);
        if let Some(format) = format {
            set(&mut schema, "format", text(format, place));
        }
        schema
    };
    let within = ["List[", "Array[", "Set[", "array[", "list["]
        .iter()
        .find_map(|open| name.strip_prefix(open)?.strip_suffix(']'));
    if let Some(within) = within {
        let mut schema = typed("array", None);
        set(&mut schema, "items", of_name(within, place));
        return schema;
    }
    match name {
        "int" | "Int" | "integer32" => typed("integer", Some("int32")),
        "long" | "Long" => typed("integer", Some("int64")),
        "integer" | "Integer" => typed("integer", None),
        "float" | "Float" => typed("number", Some("float")),
        "double" | "Double" => typed("number", Some("double")),
        "number" | "Number" => typed("number", None),
        "boolean" | "Boolean" | "bool" => typed("boolean", None),
        "byte" | "Byte" => typed("string", Some("byte")),
        "date" => typed("string", Some("date")),
        "Date" | "dateTime" | "date-time" => typed("string", Some("date-time")),
        "string" | "String" | "" | "void" => typed("string", None),
        "File" | "file" => typed("file", None),
        "array" | "Array" | "List" | "Set" => {
            let mut schema = typed("array", None);
            set(&mut schema, "items", map(Vec::new(), place));
            schema
        }
        "object" | "Object" | "any" | "Map" => typed("object", None),
        model => {
            let model = model.strip_prefix("#/definitions/").unwrap_or(model).replace('~', "~0").replace('/', "~1");
            map(vec![(key("$ref", place), text(format!("#/definitions/{model}"), place))], place)
        }
    }
}

/// A model, as a schema.
pub(super) fn model(mut node: Node<'_>) -> Node<'_> {
    let place = node.place;
    take(&mut node, "id");
    if let Some((_, Node { value: Value::Map(properties), place })) = take(&mut node, "properties") {
        let properties = properties.into_iter().map(|(name, property)| (name, self::property(property)));
        set(&mut node, "properties", map(properties.collect(), place));
    }
    set(&mut node, "type", text("object", place));
    node
}

fn property(mut node: Node<'_>) -> Node<'_> {
    let mut schema = take_type(&mut node);
    if schema.get("$ref").is_some() {
        return schema;
    }
    if let (Value::Map(schema), Value::Map(rest)) = (&mut schema.value, node.value) {
        schema.extend(rest);
    }
    schema
}

/// `subTypes` of a model become `allOf` of the models it names.
pub(super) fn put_in_families(models: &mut [Entry<'_>]) {
    let mut families: Vec<(String, String, Place)> = Vec::new();
    for (name, model) in models.iter_mut() {
        if let Some((_, children)) = take(model, "subTypes") {
            let children = children.items().iter().filter_map(|child| Some((child.text()?.to_owned(), child.place)));
            families.extend(children.map(|(child, place)| (name.name.to_string(), child, place)));
        }
    }
    for (parent, child, place) in families {
        if let Some((_, model)) = models.iter_mut().find(|(name, _)| name.name == child && child != parent) {
            let own = std::mem::replace(model, map(Vec::new(), place));
            let own_place = own.place;
            *model = map(vec![(key("allOf", place), list(vec![of_name(&parent, place), own], place))], own_place);
        }
    }
}

/// Numbers are often written as text.
fn number(node: Node<'_>) -> Node<'_> {
    match node.value {
        Value::Text(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Node { place: node.place, value: Value::Plain(short(text)) }
        }
        value => Node { place: node.place, value },
    }
}

/// `100.0` is 100.
fn short(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.strip_suffix(".0") {
        Some(whole) if !whole.contains(['.', 'e', 'E']) => Cow::Owned(whole.to_owned()),
        _ => text,
    }
}

/// A default as the type that its schema has.
fn typed<'s>(node: Node<'s>, schema: &Node<'_>) -> Node<'s> {
    match schema.get("type").and_then(Node::text) {
        Some("integer" | "number") => number(node),
        Some("boolean") if matches!(node.text(), Some("true" | "false")) => match node.value {
            Value::Text(text) => Node { place: node.place, value: Value::Plain(text) },
            value => Node { place: node.place, value },
        },
        _ => node,
    }
}
