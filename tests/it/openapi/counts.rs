//! Counts of operations and schemas, made by walking plain JSON: what the reading is measured against.

use std::path::Path;

use serde_json::Value;

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// How many operations stand under `paths`, those behind references of paths included.
pub fn operations(path: &Path, root: &Value) -> usize {
    entries(root, "paths")
        .filter(|(name, _)| !name.starts_with("x-"))
        .map(|(_, item)| item_count(path, root, item, 0))
        .sum()
}

/// How many webhooks there are, by method.
pub fn webhooks(path: &Path, root: &Value) -> usize {
    let names = ["webhooks", "x-webhooks"];
    names.iter().flat_map(|name| entries(root, name)).map(|(_, item)| item_count(path, root, item, 0)).sum()
}

/// How many schemas have a name.
pub fn schemas(root: &Value) -> usize {
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.or_else(|| root.get("definitions"));
    schemas.and_then(Value::as_object).map_or(0, serde_json::Map::len)
}

fn entries<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn item_count(path: &Path, root: &Value, item: &Value, depth: usize) -> usize {
    if let Some(reference) = item.get("$ref").and_then(Value::as_str) {
        if depth > 5 {
            return 0;
        }
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        if file.is_empty() {
            return root.pointer(&decoded(pointer)).map_or(0, |item| item_count(path, root, item, depth + 1));
        }
        let path = path.parent().expect("a file has a folder").join(file);
        let root = super::value(&path);
        return root.pointer(&decoded(pointer)).map_or(0, |item| item_count(&path, &root, item, depth + 1));
    }
    let is_operation = |key: &str| item.get(key).is_some_and(Value::is_object);
    METHODS.iter().filter(|method| is_operation(method)).count() + entries(item, "additionalOperations").count()
}

fn decoded(pointer: &str) -> String {
    pointer.replace("%7B", "{").replace("%7D", "}")
}
