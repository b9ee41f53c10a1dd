//! A JSON Schema as numbered rules, as far as the schemas of OpenAPI use JSON Schema (draft 4 and 2020-12). Must not
//! look at descriptions.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// The number of a schema.
pub(super) type Number = usize;

/// Properties that nothing else describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Rest {
    #[default]
    Free,
    Forbidden,
    Fits(Number),
}

/// One schema.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// `false` as a schema.
    pub(super) never: bool,
    pub(super) reference: Option<Number>,
    pub(super) types: Vec<String>,
    pub(super) values: Vec<Value>,
    pub(super) pattern: Option<String>,
    pub(super) required: Vec<String>,
    pub(super) properties: HashMap<String, Number>,
    pub(super) patterns: Vec<(String, Number)>,
    pub(super) additional: Rest,
    pub(super) unevaluated: Rest,
    pub(super) names: Option<Number>,
    pub(super) items: Option<Number>,
    pub(super) least_items: usize,
    pub(super) least_properties: usize,
    pub(super) most_properties: Option<usize>,
    pub(super) is_set: bool,
    /// Items that fit this: how many at least, and at most.
    pub(super) contains: Option<(Number, usize, usize)>,
    pub(super) minimum: Option<f64>,
    pub(super) all: Vec<Number>,
    pub(super) any: Vec<Number>,
    pub(super) one: Vec<Number>,
    pub(super) not: Option<Number>,
    pub(super) when: Option<(Number, Option<Number>, Option<Number>)>,
    pub(super) dependent: Vec<(String, Number)>,
}

/// All schemas of one file.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) all: Vec<Rules>,
    pub(super) root: Number,
}

impl Compiled {
    /// Reads one of the schemas that come with the program.
    pub(super) fn new(text: &str) -> Option<Self> {
        let file: Value = serde_json::from_str(text).ok()?;
        let mut compiler = Compiler { file: &file, all: Vec::new(), known: HashMap::new() };
        let root = compiler.at("");
        Some(Self { all: compiler.all, root })
    }
}

struct Compiler<'f> {
    file: &'f Value,
    all: Vec<Rules>,
    known: HashMap<String, Number>,
}

impl<'f> Compiler<'f> {
    /// The schema at a pointer; every pointer once, so circles end.
    fn at(&mut self, pointer: &str) -> Number {
        if let Some(number) = self.known.get(pointer) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(Rules::default());
        self.known.insert(pointer.to_owned(), number);
        let file: &'f Value = self.file;
        self.all[number] = match file.pointer(pointer) {
            Some(Value::Object(schema)) => self.object(schema, pointer),
            Some(Value::Bool(false)) => Rules { never: true, ..Rules::default() },
            _ => Rules::default(),
        };
        number
    }

    fn object(&mut self, schema: &Map<String, Value>, pointer: &str) -> Rules {
        let texts = |name: &str| -> Vec<String> {
            match schema.get(name) {
                Some(Value::String(text)) => vec![text.clone()],
                Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                _ => Vec::new(),
            }
        };
        let count = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        Rules {
            never: false,
            reference: reference.map(|target| self.at(target)),
            types: texts("type"),
            values: match (schema.get("enum"), schema.get("const")) {
                (Some(Value::Array(values)), _) => values.clone(),
                (_, Some(value)) => vec![value.clone()],
                _ => Vec::new(),
            },
            pattern: schema.get("pattern").and_then(Value::as_str).map(str::to_owned),
            required: texts("required"),
            properties: self.named(schema, pointer, "properties").into_iter().collect(),
            patterns: self.named(schema, pointer, "patternProperties"),
            additional: self.rest(schema, pointer, "additionalProperties"),
            unevaluated: self.rest(schema, pointer, "unevaluatedProperties"),
            names: self.child(schema, pointer, "propertyNames"),
            items: self.child(schema, pointer, "items"),
            least_items: count("minItems").unwrap_or_default(),
            least_properties: count("minProperties").unwrap_or_default(),
            most_properties: count("maxProperties"),
            contains: self
                .child(schema, pointer, "contains")
                .map(|rule| (rule, count("minContains").unwrap_or(1), count("maxContains").unwrap_or(usize::MAX))),
            is_set: schema.get("uniqueItems") == Some(&Value::Bool(true)),
            minimum: schema.get("minimum").and_then(Value::as_f64),
            all: self.list(schema, pointer, "allOf"),
            any: self.list(schema, pointer, "anyOf"),
            one: self.list(schema, pointer, "oneOf"),
            not: self.child(schema, pointer, "not"),
            when: self
                .child(schema, pointer, "if")
                .map(|question| (question, self.child(schema, pointer, "then"), self.child(schema, pointer, "else"))),
            dependent: self.named(schema, pointer, "dependentSchemas"),
        }
    }

    fn child(&mut self, schema: &Map<String, Value>, pointer: &str, name: &str) -> Option<Number> {
        matches!(schema.get(name)?, Value::Object(_) | Value::Bool(_)).then(|| self.at(&format!("{pointer}/{name}")))
    }

    fn rest(&mut self, schema: &Map<String, Value>, pointer: &str, name: &str) -> Rest {
        match schema.get(name) {
            Some(Value::Bool(false)) => Rest::Forbidden,
            Some(Value::Object(_)) => Rest::Fits(self.at(&format!("{pointer}/{name}"))),
            _ => Rest::Free,
        }
    }

    fn list(&mut self, schema: &Map<String, Value>, pointer: &str, name: &str) -> Vec<Number> {
        let length = schema.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        (0..length).map(|at| self.at(&format!("{pointer}/{name}/{at}"))).collect()
    }

    fn named(&mut self, schema: &Map<String, Value>, pointer: &str, name: &str) -> Vec<(String, Number)> {
        let Some(Value::Object(map)) = schema.get(name) else { return Vec::new() };
        let step = |key: &String| key.replace('~', "~0").replace('/', "~1");
        map.keys().map(|key| (key.clone(), self.at(&format!("{pointer}/{name}/{}", step(key))))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern;
    use super::Compiled;

    #[test]
    fn every_pattern_of_every_schema_is_known() {
        for (version, text) in super::super::SCHEMAS {
            let compiled = Compiled::new(text).unwrap_or_else(|| panic!("{version} is JSON"));
            assert!(compiled.all.len() > 100, "{version}");
            for rules in &compiled.all {
                let patterns = rules.pattern.iter().chain(rules.patterns.iter().map(|(pattern, _)| pattern));
                for one in patterns {
                    assert!(pattern::is_known(one), "{version}: {one}");
                }
            }
        }
    }
}
