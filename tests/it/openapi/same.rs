//! One construct, written in every version that can say it, is one model.

use portal::model::Description;
use portal::model::description::Operation;
use serde_json::{Map, Value, json};

use super::read_text;

const VERSIONS: [&str; 4] = ["2.0", "3.0", "3.1", "3.2"];

#[test]
fn one_construct_is_one_model() {
    let table = super::yaml_value(include_str!("same.yaml"));
    let table = table.as_array().expect("the table is a list");
    let mut wrong = Vec::new();
    let mut readings = 0;
    for construct in table {
        let name = construct["construct"].as_str().expect("a construct has a name");
        let mut first: Option<(&str, String)> = None;
        let mut written = None;
        for version in VERSIONS {
            written = construct.get(version).or(written);
            let Some(written) = written else { continue };
            let text = document(version, construct["place"].as_str().unwrap_or_default(), written);
            let (mut description, problems) = read_text("it.json", &text.to_string());
            readings += 1;
            description.dialect.clear();
            let model = format!("{description:?}");
            for problem in problems {
                wrong.push(format!("{name} in {version}: {}", problem.message));
            }
            for part in construct["has"].as_array().expect("a construct says what it has") {
                let part = part.as_str().expect("a part is a text");
                if !model.contains(part) {
                    wrong.push(format!("{name} in {version}: no `{part}` in {}", shown(&description)));
                }
            }
            match &first {
                None => first = Some((version, format!("{description:#?}"))),
                Some((other, model)) => {
                    let own = format!("{description:#?}");
                    if *model != own {
                        wrong.push(format!("{name}: {other} and {version} differ\n{}", difference(model, &own)));
                    }
                }
            }
        }
    }
    eprintln!("{} constructs, {readings} readings", table.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A whole description with one construct in it.
fn document(version: &str, place: &str, written: &Value) -> Value {
    let mut root = Map::new();
    let (key, name) =
        if version == "2.0" { ("swagger", "2.0".to_owned()) } else { ("openapi", format!("{version}.0")) };
    root.insert(key.to_owned(), json!(name));
    root.insert("info".to_owned(), json!({ "title": "It", "version": "1" }));
    root.insert("paths".to_owned(), json!({}));
    match place {
        "operation" => root.insert("paths".to_owned(), json!({ "/it": { "post": written } })),
        "path" => root.insert("paths".to_owned(), json!({ "/it": written })),
        "root" => {
            root.extend(written.as_object().expect("a root is a mapping").clone());
            let has_paths = root["paths"].as_object().is_some_and(|paths| !paths.is_empty());
            let operation = json!({ "/it": { "get": { "tags": ["it"], "responses": {} } } });
            if has_paths { None } else { root.insert("paths".to_owned(), operation) }
        }
        _ => {
            let schemas = if place == "schemas" { written.clone() } else { json!({ "It": written }) };
            if version == "2.0" {
                root.insert("definitions".to_owned(), schemas)
            } else {
                root.insert("components".to_owned(), json!({ "schemas": schemas }))
            }
        }
    };
    Value::Object(root)
}

/// The part of a model that constructs are about.
fn shown(description: &Description) -> String {
    let operations: Vec<&Operation> = description.operations.iter().collect();
    format!("{operations:?}\n{:?}", description.schemas)
}

/// The lines of two models that differ.
fn difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).filter(|(one, other)| one != other).take(8);
    lines.map(|(one, other)| format!("    {}   |   {}\n", one.trim(), other.trim())).collect()
}
