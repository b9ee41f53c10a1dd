//! Generated examples are valid: every schema of the example site and of the real and odd descriptions, as a request
//! and as a response, held against a validator that is not ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portal::model::description::{Additional, Bound, Description, Json, Schema, SchemaId, Schemas, Type};
use portal::openapi;
use portal::render::reference::example::{self, Direction};
use serde_json::{Map, Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn shared() -> PathBuf {
    std::env::var_os("PORTAL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
            found.push(path);
        }
    }
    found.sort();
}

/// The schema of a number as JSON Schema 2020-12 would write it for one direction.
struct Written<'d> {
    schemas: &'d Schemas,
    numbers: BTreeMap<SchemaId, usize>,
    direction: Direction,
    /// How many schemas deep references are written out; none: they stay references.
    depth: Option<usize>,
}

impl Written<'_> {
    fn reference(&self, id: SchemaId) -> Value {
        match self.depth {
            Some(0) => return Value::Bool(true),
            Some(depth) => {
                let inner = Written { depth: Some(depth - 1), numbers: BTreeMap::new(), ..*self };
                return inner.schema(&self.schemas[id]);
            }
            None => {}
        }
        json!({ "$ref": format!("#/$defs/{}", self.numbers[&id]) })
    }

    fn references(&self, ids: &[SchemaId]) -> Value {
        ids.iter().map(|id| self.reference(*id)).collect()
    }

    fn is_of_other_side(&self, id: SchemaId) -> bool {
        let of = |schema: &Schema| match self.direction {
            Direction::Request => schema.read_only,
            Direction::Response => schema.write_only,
        };
        of(&self.schemas[id]) || self.schemas[id].reference.is_some_and(|id| of(&self.schemas[id]))
    }

    fn schema(&self, schema: &Schema) -> Value {
        if let Some(always) = schema.always {
            return Value::Bool(always);
        }
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            out.insert(key.to_owned(), value);
        };
        let types: Vec<&str> = schema.types.iter().map(Type::name).collect();
        if !types.is_empty() {
            put("type", json!(types));
        }
        schema.format.as_deref().into_iter().for_each(|format| put("format", json!(format)));
        let properties = schema.properties.iter().filter(|property| !self.is_of_other_side(property.schema));
        let properties: Vec<_> = properties.collect();
        let required = properties.iter().filter(|property| property.required).map(|property| &property.name);
        // A name may be required here and stand among the properties of a schema beside this one.
        put("required", required.map(|name| json!(&**name)).collect());
        put("properties", properties.iter().map(|p| (p.name.to_string(), self.reference(p.schema))).collect());
        let patterns = schema.pattern_properties.iter().filter(|(pattern, _)| is_known(pattern));
        put("patternProperties", patterns.map(|(pattern, id)| (pattern.to_string(), self.reference(*id))).collect());
        match schema.additional {
            Additional::Forbidden => put("additionalProperties", json!(false)),
            Additional::Schema(id) => put("additionalProperties", self.reference(id)),
            _ => {}
        }
        let all_of: Vec<SchemaId> = schema.reference.iter().chain(&schema.all_of).copied().collect();
        // Alternatives with a discriminator often allow the same values: then it tells which one holds, and no value
        // could be valid under one alone.
        let one_of = if schema.discriminator.is_some() && schema.any_of.is_empty() { "anyOf" } else { "oneOf" };
        let lists = [("allOf", &all_of), ("anyOf", &schema.any_of), (one_of, &schema.one_of)];
        for (key, ids) in lists.into_iter().chain([("prefixItems", &schema.prefix_items)]) {
            if !ids.is_empty() {
                put(key, self.references(ids));
            }
        }
        if let Some(dependents) = &schema.dependents {
            let names = dependents
                .required
                .iter()
                .map(|(name, names)| (name.to_string(), names.iter().map(|name| json!(&**name)).collect::<Value>()));
            put("dependentRequired", names.collect());
            let schemas = dependents.schemas.iter().map(|(name, id)| (name.to_string(), self.reference(*id)));
            put("dependentSchemas", schemas.collect());
        }
        let single = [("items", schema.items), ("propertyNames", schema.property_names), ("not", schema.not)];
        for (key, id) in single {
            id.into_iter().for_each(|id| put(key, self.reference(id)));
        }
        if !schema.enumeration.is_empty() {
            put("enum", schema.enumeration.iter().map(|(value, _)| value.value()).collect());
        }
        schema.constant.iter().for_each(|value| put("const", value.value()));
        self.bounds(schema, &mut put);
        Value::Object(out)
    }

    fn bounds(&self, schema: &Schema, put: &mut dyn FnMut(&str, Value)) {
        let Some(bounds) = schema.constraints.as_deref() else { return };
        let number = |json: &Json| Some(json.value()).filter(Value::is_number);
        let sides: [(&str, &str, &Option<Bound>); 2] =
            [("minimum", "exclusiveMinimum", &bounds.minimum), ("maximum", "exclusiveMaximum", &bounds.maximum)];
        for (closed, open, bound) in sides {
            if let Some((bound, value)) = bound.as_ref().and_then(|bound| Some((bound, number(&bound.value)?))) {
                put(if bound.exclusive { open } else { closed }, value);
            }
        }
        let step = bounds.multiple_of.as_ref().and_then(number).filter(|step| step.as_f64() > Some(0.0));
        step.into_iter().for_each(|step| put("multipleOf", step));
        let counts = [
            ("minLength", bounds.min_length),
            ("maxLength", bounds.max_length),
            ("minItems", bounds.min_items),
            ("maxItems", bounds.max_items),
            ("minProperties", bounds.min_properties),
            ("maxProperties", bounds.max_properties),
            ("minContains", bounds.min_contains),
            ("maxContains", bounds.max_contains),
        ];
        for (key, count) in counts {
            count.into_iter().for_each(|count| put(key, json!(count)));
        }
        bounds.pattern.iter().filter(|pattern| is_known(pattern)).for_each(|pattern| put("pattern", json!(pattern)));
        put("uniqueItems", json!(bounds.unique_items));
        bounds.contains.into_iter().for_each(|id| put("contains", self.reference(id)));
    }
}

/// Whether the validator knows a regular expression.
fn is_known(pattern: &str) -> bool {
    jsonschema::options().build(&json!({ "pattern": pattern })).is_ok()
}

/// How many examples there are, and what is wrong with those that are not valid.
struct Verdict {
    schemas: usize,
    wrong: BTreeMap<usize, String>,
}

/// Schemas whose circles the validator would write out for ever are looked at by name and to a depth.
const TANGLED: [&str; 1] = ["stripe.json"];
const DEPTH: usize = 6;

fn judge(description: &Description, direction: Direction, tangled: bool) -> Result<Verdict, String> {
    let schemas = &description.schemas;
    let numbers: BTreeMap<SchemaId, usize> = schemas.iter().map(|(id, _)| id).zip(0..).collect();
    let written = Written { schemas, numbers, direction, depth: tangled.then_some(DEPTH) };
    let options = || jsonschema::options().should_validate_formats(true);
    let mut verdict = Verdict { schemas: 0, wrong: BTreeMap::new() };
    if tangled {
        for id in &description.named {
            let validator = options().build(&written.reference(*id)).map_err(|error| error.to_string())?;
            let example = example::of_schema(description, *id, "", direction);
            if let Err(error) = validator.validate(&example) {
                let name = schemas[*id].name.as_deref().unwrap_or_default();
                verdict.wrong.insert(verdict.schemas, format!("{name}{}: {}", error.instance_path, short(&error)));
            }
            verdict.schemas += 1;
        }
        return Ok(verdict);
    }
    let all = || schemas.iter().enumerate();
    let defs: Map<String, Value> = all().map(|(at, (_, schema))| (at.to_string(), written.schema(schema))).collect();
    let properties: Map<String, Value> = all().map(|(at, (id, _))| (at.to_string(), written.reference(id))).collect();
    let document = json!({ "$defs": defs, "properties": properties });
    let validator = options().build(&document).map_err(|error| error.to_string())?;
    let examples = all().map(|(at, (id, _))| (at.to_string(), example::of_schema(description, id, "", direction)));
    let examples = Value::Object(examples.collect());
    for error in validator.iter_errors(&examples) {
        let place = error.instance_path.to_string();
        let at = place.split('/').nth(1).and_then(|at| at.parse::<usize>().ok()).unwrap_or(usize::MAX);
        let value = short(&examples[at.to_string()]);
        verdict.wrong.entry(at).or_insert_with(|| format!("{place}: {} in {value}", short(&error)));
    }
    verdict.schemas = schemas.len();
    Ok(verdict)
}

fn short(text: &dyn ToString) -> String {
    text.to_string().chars().take(200).collect()
}

fn check(files: &[PathBuf], least: f64) {
    let (mut all, mut wrong, mut reasons) = (0, 0, String::new());
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = file.parent().unwrap_or(file);
        let read = |path: &str| fs::read(folder.join(path));
        let description = openapi::read(&name, &read, &mut Vec::new());
        if description.schemas.is_empty() {
            continue;
        }
        for direction in [Direction::Request, Direction::Response] {
            match judge(&description, direction, TANGLED.contains(&name.as_str())) {
                Ok(verdict) => {
                    all += verdict.schemas;
                    wrong += verdict.wrong.len();
                    println!(
                        "{name} {direction:?}: {} of {} valid",
                        verdict.schemas - verdict.wrong.len(),
                        verdict.schemas
                    );
                    let lines = verdict.wrong.values().take(12).map(|reason| format!("  {name} {reason}\n"));
                    reasons.extend(lines);
                }
                Err(error) => println!("{name} {direction:?}: the validator refuses the schemas: {error}"),
            }
        }
    }
    println!("{} of {all} examples are valid\n{reasons}", all - wrong);
    let share = (all - wrong) as f64 / all.max(1) as f64;
    assert!(share >= least, "only {share:.4} of the examples are valid");
}

#[test]
fn examples_of_the_example_site_are_valid() {
    let mut found = Vec::new();
    files(&root().join("site-example/apis"), &mut found);
    assert!(!found.is_empty());
    check(&found, 1.0);
}

#[test]
fn examples_of_real_descriptions_are_valid() {
    let mut found = Vec::new();
    files(&shared().join("data/specs"), &mut found);
    if found.is_empty() {
        println!("no descriptions in {}: set PORTAL_SHARED", shared().display());
        return;
    }
    check(&found, 0.99);
}

#[test]
fn examples_bring_along_what_their_properties_need() {
    let cases = [
        // What a required property needs is there, what an optional one cannot have is not.
        "{ type: object, required: [a], properties: { a: { type: string } }, dependentRequired: { a: [b] } }",
        "{ type: object, properties: { a: { type: string } }, dependentRequired: { a: [b] } }",
        "{ type: object, required: [a], properties: { a: { type: string } }, dependentSchemas: { a: { required: [c], properties: { c: { type: integer } } } } }",
        "{ type: object, properties: { a: { type: string } }, dependentSchemas: { a: { required: [c] } } }",
        "{ type: array, contains: { type: integer }, minContains: 3 }",
        "{ type: array, prefixItems: [{ type: string }], items: { type: integer }, contains: { minimum: 9 }, minContains: 2 }",
        "{ type: array, items: { type: string }, contains: { const: x }, minContains: 0, maxContains: 0 }",
    ];
    for case in cases {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ A: {case} }} }}\n"
        );
        let mut problems = Vec::new();
        let description = openapi::read("v.yaml", &|_| Ok(text.clone().into_bytes()), &mut problems);
        assert!(problems.is_empty(), "{case}: {problems:?}");
        for direction in [Direction::Request, Direction::Response] {
            let verdict = judge(&description, direction, false).expect("the validator knows the schemas");
            assert!(verdict.wrong.is_empty(), "{case}: {:?}", verdict.wrong);
        }
    }
}
