//! A reader of OpenAPI 3.0 that others wrote says the same of paths, operations, parameters and schemas, wherever it
//! can read a file at all: it is strict.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, Operation, Parameter, PathItem, ReferenceOr, Schema, SchemaKind, Type};
use portal::model::Description;
use portal::model::description::{self, Location, SchemaId, Schemas};

use super::{descriptions, read, shared, value};

/// What is compared, and how often.
#[derive(Default, Debug)]
struct Judged {
    operations: usize,
    parameters: usize,
    schemas: usize,
    properties: usize,
}

#[test]
fn another_reader_agrees() {
    let Some(folder) = shared("data") else { return };
    let mut wrong: Vec<String> = Vec::new();
    let mut sum = Judged::default();
    let (mut files, mut refused) = (0, Vec::new());
    for path in ["specs", "3scale"].iter().flat_map(|name| descriptions(&folder.join(name))) {
        let root = value(&path);
        if !root["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")) {
            continue;
        }
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        let oracle: OpenAPI = match serde_json::from_value(root) {
            Ok(oracle) => oracle,
            Err(error) => {
                refused.push(format!("{name} ({error})"));
                continue;
            }
        };
        files += 1;
        let (description, _) = read(&folder, &path);
        judge_operations(&name, &oracle, &description, &mut sum, &mut wrong);
        judge_schemas(&name, &oracle, &description, &mut sum, &mut wrong);
    }
    eprintln!("judged {files} files of OpenAPI 3.0: {sum:?}; not readable for the judge: {refused:#?}");
    wrong.truncate(40);
    assert_eq!(wrong, Vec::<String>::new());
}

fn judge_operations(
    file: &str,
    oracle: &OpenAPI,
    description: &Description,
    sum: &mut Judged,
    wrong: &mut Vec<String>,
) {
    let mut theirs = BTreeSet::new();
    for (path, item) in oracle.paths.iter() {
        let Some(item) = item.as_item() else { continue };
        for (method, operation) in item.iter() {
            sum.operations += 1;
            let method = method.to_uppercase();
            theirs.insert((path.clone(), method.clone()));
            let ours = description.operations.iter().find(|ours| ours.path == *path && ours.method == method);
            let Some(ours) = ours else {
                wrong.push(format!("{file}: {method} {path} is missing"));
                continue;
            };
            if operation.operation_id.as_deref().is_some_and(|id| !ours.id.starts_with(id.trim())) {
                wrong.push(format!("{file}: {method} {path} is called {}", ours.id));
            }
            if operation.deprecated != ours.deprecated {
                wrong.push(format!("{file}: {method} {path} deprecated"));
            }
            let expected = parameters(oracle, item, operation);
            sum.parameters += expected.len();
            let found: BTreeSet<(String, &str, bool)> = ours
                .parameters
                .iter()
                .map(|parameter| (parameter.name.clone(), parameter.location.name(), parameter.required))
                .collect();
            if found != expected {
                wrong.push(format!("{file}: {method} {path} parameters {found:?}, expected {expected:?}"));
            }
            let statuses = operation.responses.responses.len() + usize::from(operation.responses.default.is_some());
            if statuses != ours.responses.len() {
                wrong.push(format!("{file}: {method} {path} has {} responses", ours.responses.len()));
            }
        }
    }
    let ours: BTreeSet<_> =
        description.operations.iter().map(|ours| (ours.path.clone(), ours.method.clone())).collect();
    if !ours.is_superset(&theirs) {
        wrong.push(format!("{file}: operations differ"));
    }
}

/// The parameters of an operation over those of its path.
fn parameters<'o>(
    oracle: &'o OpenAPI,
    item: &'o PathItem,
    operation: &'o Operation,
) -> BTreeSet<(String, &'static str, bool)> {
    let mut found: Vec<(String, &'static str, bool)> = Vec::new();
    for parameter in operation.parameters.iter().chain(&item.parameters) {
        let Some(parameter) = resolved(oracle, parameter) else { continue };
        let location = match parameter {
            Parameter::Query { .. } => Location::Query,
            Parameter::Header { .. } => Location::Header,
            Parameter::Path { .. } => Location::Path,
            Parameter::Cookie { .. } => Location::Cookie,
        };
        let data = parameter.parameter_data_ref();
        if !found.iter().any(|(name, known, _)| *name == data.name && *known == location.name()) {
            found.push((data.name.clone(), location.name(), data.required || location == Location::Path));
        }
    }
    found.into_iter().collect()
}

fn resolved<'o>(oracle: &'o OpenAPI, parameter: &'o ReferenceOr<Parameter>) -> Option<&'o Parameter> {
    match parameter {
        ReferenceOr::Item(parameter) => Some(parameter),
        ReferenceOr::Reference { reference } => {
            let name = reference.strip_prefix("#/components/parameters/")?;
            resolved(oracle, oracle.components.as_ref()?.parameters.get(name)?)
        }
    }
}

fn judge_schemas(file: &str, oracle: &OpenAPI, description: &Description, sum: &mut Judged, wrong: &mut Vec<String>) {
    let theirs = oracle.components.iter().flat_map(|components| &components.schemas);
    for (name, schema) in theirs {
        sum.schemas += 1;
        let ours = description.named.iter().map(|id| &description.schemas[*id]);
        let Some(ours) = ours.into_iter().find(|ours| ours.name.as_deref() == Some(name)) else {
            wrong.push(format!("{file}: the schema {name} is missing"));
            continue;
        };
        let ReferenceOr::Item(schema) = schema else { continue };
        let expected = facts(schema);
        let found = our_facts(&description.schemas, ours);
        sum.properties += expected.properties.len();
        if expected != found {
            wrong.push(format!("{file}: the schema {name} is {found:?}, expected {expected:?}"));
        }
        if schema.schema_data.description.as_deref() != ours.description.as_deref() {
            wrong.push(format!("{file}: the schema {name} has another description"));
        }
    }
}

/// What both readers say of a schema.
#[derive(Debug, PartialEq, Eq, Default)]
struct Facts {
    types: Vec<String>,
    properties: Vec<String>,
    required: BTreeSet<String>,
    parts: [usize; 3],
}

fn facts(schema: &Schema) -> Facts {
    let mut facts = Facts::default();
    let mut object = |properties: Vec<&String>, required: &[String]| {
        facts.properties = properties.into_iter().cloned().collect();
        facts.required = required.iter().cloned().collect();
    };
    match &schema.schema_kind {
        SchemaKind::Type(kind) => {
            if let Type::Object(kind) = kind {
                object(kind.properties.keys().collect(), &kind.required);
            }
            let name = match kind {
                Type::String(_) => "string",
                Type::Number(_) => "number",
                Type::Integer(_) => "integer",
                Type::Object(_) => "object",
                Type::Array(_) => "array",
                Type::Boolean(_) => "boolean",
            };
            facts.types.push(name.to_owned());
        }
        SchemaKind::OneOf { one_of } => facts.parts[0] = one_of.len(),
        SchemaKind::AnyOf { any_of } => facts.parts[1] = any_of.len(),
        SchemaKind::AllOf { all_of } => facts.parts[2] = all_of.len(),
        SchemaKind::Not { .. } => {}
        SchemaKind::Any(any) => {
            object(any.properties.keys().collect(), &any.required);
            facts.types.extend(any.typ.clone());
            facts.parts = [any.one_of.len(), any.any_of.len(), any.all_of.len()];
        }
    }
    facts
}

fn our_facts(schemas: &Schemas, schema: &description::Schema) -> Facts {
    let kinds = schema.types.iter().filter(|kind| *kind != description::Type::Null);
    let named = schema.properties.iter().filter(|property| property.required).map(|property| property.name.to_string());
    // One alternative may be `null`, which the other reader keeps apart.
    let count = |alternatives: &[SchemaId]| {
        let is_null = |id: &&SchemaId| schemas[**id].types.iter().eq([description::Type::Null]);
        alternatives.iter().filter(|id| !is_null(id)).count()
    };
    Facts {
        types: kinds.map(|kind| kind.name().to_owned()).collect(),
        properties: schema.properties.iter().map(|property| property.name.to_string()).collect(),
        required: named.chain(schema.required.iter().map(ToString::to_string)).collect(),
        parts: [count(&schema.one_of), count(&schema.any_of), schema.all_of.len()],
    }
}
