//! The keys of one schema.

use std::sync::Arc;

use super::super::Lower;
use super::super::tree::At;
use super::choices::Words;
use crate::diag::Diagnostic;
use crate::model::description::{Additional, Conditional, Discriminator, Property, Schema, SchemaId, Type, Xml};

/// What several keys of a schema say together.
#[derive(Default)]
pub(super) struct Parts<'t> {
    required: Vec<&'t str>,
    pub(super) nullable: bool,
    condition: Option<SchemaId>,
    then: Option<SchemaId>,
    otherwise: Option<SchemaId>,
    pub(super) exclusive_minimum: Option<At<'t>>,
    pub(super) exclusive_maximum: Option<At<'t>>,
    pub(super) words: Words<'t>,
}

impl<'t> Lower<'t> {
    /// Reads one schema; those inside it get numbers and wait for their turn.
    pub(super) fn read_schema(&mut self, id: SchemaId, at: At<'t>) -> Schema {
        let mut schema = Schema::default();
        if let Some(flag) = at.boolean() {
            schema.always = Some(flag);
            return schema;
        }
        if !at.is_map() {
            if !at.is_null() {
                self.wrong(at, "schema", "a schema");
                schema.gap = Some("The description does not say what this may be.".into());
            }
            return schema;
        }
        let mut parts = Parts::default();
        for (key, value) in at.entries() {
            let name = key.name.as_ref();
            let is_value = matches!(name, "const" | "default");
            if (!value.is_null() || is_value)
                && !self.structure(&mut schema, &mut parts, name, value, id)
                && !self.annotation(&mut schema, &mut parts, name, value)
            {
                self.constraint(&mut schema, &mut parts, name, value);
            }
        }
        self.require(&mut schema, &parts);
        if let Some(condition) = parts.condition {
            let conditional = Conditional { condition, then: parts.then, otherwise: parts.otherwise };
            schema.conditional = Some(Box::new(conditional));
        }
        self.bounds(&mut schema, &parts);
        Self::contents(&mut schema);
        self.choices(&mut schema, &parts);
        // `example: null` is how generators say that there is none.
        if !schema.types.is_any() && !schema.types.has(Type::Null) && !parts.nullable {
            schema.examples.retain(|example| example.as_str() != "null");
        }
        if parts.nullable {
            self.allow_null(&mut schema);
        }
        if schema.reference == Some(id) {
            schema.reference = None;
            schema.gap = Some("The description says that this is what it is: itself.".into());
        }
        schema
    }

    /// Keys that lead to other schemas.
    fn structure(
        &mut self,
        schema: &mut Schema,
        parts: &mut Parts<'t>,
        name: &str,
        value: At<'t>,
        id: SchemaId,
    ) -> bool {
        match name {
            "$ref" | "$dynamicRef" if value.text().is_some() => {
                let target = value.text().and_then(|text| self.resolve(value, text));
                match target {
                    Some(target) => schema.reference = Some(self.schema(target)),
                    None => schema.gap = Some("The description leaves out a part of what this may be.".into()),
                }
            }
            "properties" => self.properties(schema, value),
            "patternProperties" => {
                for (key, value) in self.named_entries(value, name) {
                    let pattern = self.shared(&key.name);
                    let target = self.schema(value);
                    schema.pattern_properties.push((pattern, target));
                }
            }
            "additionalProperties" => schema.additional = self.additional(value),
            "unevaluatedProperties" if schema.additional == Additional::Unsaid => {
                schema.additional = self.additional(value);
            }
            "propertyNames" => schema.property_names = Some(self.schema(value)),
            "items" if value.is_list() => schema.prefix_items = value.items().map(|item| self.schema(item)).collect(),
            "items" => schema.items = Some(self.schema(value)),
            "additionalItems" if schema.items.is_none() && value.boolean().is_none() => {
                schema.items = Some(self.schema(value));
            }
            "prefixItems" => schema.prefix_items = self.schemas_of(value, name),
            "allOf" => schema.all_of = self.schemas_of(value, name),
            "anyOf" => self.alternatives(schema, parts, value, name),
            "oneOf" => self.alternatives(schema, parts, value, name),
            "not" => schema.not = Some(self.schema(value)),
            "if" => parts.condition = Some(self.schema(value)),
            "then" => parts.then = Some(self.schema(value)),
            "else" => parts.otherwise = Some(self.schema(value)),
            "discriminator" => self.discriminator(schema, value, id),
            "contains" | "unevaluatedItems" | "contentSchema" => {
                let target = Some(self.schema(value));
                let constraints = schema.constraints.get_or_insert_default();
                match name {
                    "contains" => constraints.contains = target,
                    "contentSchema" => constraints.content_schema = target,
                    _ => constraints.unevaluated_items = target,
                }
            }
            "dependentRequired" | "dependentSchemas" | "dependencies" => self.dependents(schema, value, name),
            _ => return false,
        }
        true
    }

    fn properties(&mut self, schema: &mut Schema, value: At<'t>) {
        let entries = self.named_entries(value, "properties");
        for (key, value) in entries {
            // `required: true` on a property is the way of older drafts, and is meant.
            let required = value.node().get("required").map(At::new).and_then(|flag| Some((flag, flag.boolean()?)));
            if let Some((flag, _)) = required {
                let problem = Diagnostic::warning("api/type", "`required` is a boolean, expected a list of names")
                    .hint("list the property in `required` of the schema that has it");
                self.report(flag, problem);
            }
            let name = self.shared(&key.name);
            let target = self.schema(value);
            let required = required.is_some_and(|(_, flag)| flag);
            schema.properties.push(Property { name, schema: target, required });
        }
    }

    /// What properties bring along; `dependencies` is the older word for both ways.
    fn dependents(&mut self, schema: &mut Schema, value: At<'t>, name: &str) {
        for (key, value) in self.named_entries(value, name) {
            let property = self.shared(&key.name);
            if name == "dependentRequired" || value.is_list() {
                if !value.is_list() {
                    self.wrong(value, name, "a list of names");
                }
                let names = value.items().filter_map(At::text).map(|name| self.shared(name)).collect();
                schema.dependents.get_or_insert_default().required.push((property, names));
            } else {
                let target = self.schema(value);
                schema.dependents.get_or_insert_default().schemas.push((property, target));
            }
        }
    }

    fn named_entries(
        &mut self,
        value: At<'t>,
        name: &str,
    ) -> impl Iterator<Item = (&'t crate::tree::Key<'t>, At<'t>)> + use<'t> {
        if !value.is_map() && !value.is_empty_list() {
            self.wrong(value, name, "a mapping");
        }
        value.entries()
    }

    fn schemas_of(&mut self, value: At<'t>, name: &str) -> Vec<SchemaId> {
        if value.is_map() {
            // One alternative without its list.
            self.wrong(value, name, "a list");
            return vec![self.schema(value)];
        }
        if !value.is_list() {
            self.wrong(value, name, "a list");
        }
        value.items().map(|item| self.schema(item)).collect()
    }

    fn alternatives(&mut self, schema: &mut Schema, parts: &mut Parts<'t>, value: At<'t>, name: &str) {
        if parts.words.take_constants(value) {
            return;
        }
        let alternatives = self.schemas_of(value, name);
        if name == "oneOf" {
            schema.one_of = alternatives;
        } else {
            schema.any_of = alternatives;
        }
    }

    fn additional(&mut self, value: At<'t>) -> Additional {
        match value.boolean() {
            Some(true) => Additional::Allowed,
            Some(false) => Additional::Forbidden,
            None => Additional::Schema(self.schema(value)),
        }
    }

    /// Keys that say something about the value itself.
    fn annotation(&mut self, schema: &mut Schema, parts: &mut Parts<'t>, name: &str, value: At<'t>) -> bool {
        match name {
            "title" => schema.title = self.word(value, name),
            "description" => schema.description = self.word(value, name),
            "format" => schema.format = self.word(value, name),
            "type" => self.types(schema, value),
            "required" => self.required(parts, value),
            "nullable" | "x-nullable" => parts.nullable |= self.boolean(value, name).unwrap_or(false),
            "readOnly" => schema.read_only = self.boolean(value, name).unwrap_or(false),
            "writeOnly" => schema.write_only = self.boolean(value, name).unwrap_or(false),
            "deprecated" | "x-deprecated" => schema.deprecated |= self.boolean(value, name).unwrap_or(false),
            "const" => schema.constant = Some(self.json(value)),
            "default" => schema.default = self.default(value),
            "example" => schema.examples.insert(0, self.json(value)),
            "examples" if value.is_list() => {
                for item in value.items() {
                    let example = self.json(item);
                    schema.examples.push(example);
                }
            }
            // The way of media types, which some write in schemas.
            "examples" => {
                for (_, value) in self.named_entries(value, name) {
                    let example = self.json(value.get("value").unwrap_or(value));
                    schema.examples.push(example);
                }
            }
            "enum" | "x-enumDescriptions" | "x-enum-descriptions" | "x-enum-varnames" | "x-enumNames" => {
                self.enumeration(schema, parts, name, value);
            }
            "externalDocs" => schema.external_docs = self.docs(value).map(Box::new),
            "xml" => schema.xml = self.xml(value).map(Box::new),
            _ => return false,
        }
        true
    }

    /// `null` written out is a default; nothing at all is none.
    fn default(&mut self, value: At<'t>) -> Option<crate::model::description::Json> {
        let is_written = !matches!(&value.node().value, crate::tree::Value::Plain(text) if text.is_empty());
        is_written.then(|| self.json(value))
    }

    fn types(&mut self, schema: &mut Schema, value: At<'t>) {
        let nodes: Vec<At<'t>> = if value.is_list() { value.items().collect() } else { vec![value] };
        for node in nodes {
            // `null` without quotes is the type as well.
            let written = if node.is_null() { "null" } else { node.text().unwrap_or_default() };
            if let Some(kind) = Type::ALL.into_iter().find(|kind| kind.name() == written) {
                schema.types.insert(kind);
                continue;
            }
            if node.text().is_none() && !node.is_null() {
                self.wrong(node, "type", "the name of a type");
                continue;
            }
            let names = Type::ALL.map(Type::name);
            let problem = Diagnostic::warning("api/value", format!("`{written}` is no type of a value"));
            self.report(node, problem.suggest(written, names).hint(format!("types are {}", names.join(", "))));
            match written.to_ascii_lowercase().as_str() {
                "str" => schema.types.insert(Type::String),
                "int" | "long" => schema.types.insert(Type::Integer),
                "float" | "double" => schema.types.insert(Type::Number),
                "bool" => schema.types.insert(Type::Boolean),
                "file" => {
                    schema.types.insert(Type::String);
                    schema.format = Some("binary".into());
                }
                "list" => schema.types.insert(Type::Array),
                lower => schema.types.extend(Type::ALL.into_iter().find(|kind| kind.name() == lower)),
            }
        }
    }

    fn required(&mut self, parts: &mut Parts<'t>, value: At<'t>) {
        // On a property it was reported where the property stands.
        if value.boolean().is_some() {
            return;
        }
        if !value.is_list() {
            self.wrong(value, "required", "a list of names");
        }
        for item in value.items() {
            match item.text() {
                Some(name) => parts.required.push(name),
                None => self.wrong(item, "required", "names"),
            }
        }
    }

    /// Marks the properties that `required` names, and keeps the names that are no properties.
    fn require(&mut self, schema: &mut Schema, parts: &Parts<'t>) {
        for name in &parts.required {
            if let Some(property) = schema.properties.iter_mut().find(|property| property.name.as_ref() == *name) {
                property.required = true;
            } else {
                let name: Arc<str> = self.shared(name);
                if !schema.required.contains(&name) {
                    schema.required.push(name);
                }
            }
        }
    }

    fn discriminator(&mut self, schema: &mut Schema, value: At<'t>, id: SchemaId) {
        // The name of the property alone is the way of Swagger 2.0.
        let property =
            if value.is_map() { self.string(value, "propertyName") } else { value.text().map(str::to_owned) };
        let Some(property) = property else {
            if !value.is_map() {
                self.wrong(value, "discriminator", "a mapping");
            }
            return;
        };
        schema.discriminator = Some(Box::new(Discriminator { property, ..Discriminator::default() }));
        self.schemas.discriminators.push((id, value));
        // Schemas that only a mapping names are read as well.
        let mapping = self.map(value, "mapping");
        for target in
            mapping.filter_map(|(_, target)| target.text()).chain(value.get("defaultMapping").and_then(At::text))
        {
            if let Some(target) = self.mapped(value, target) {
                self.schema(target);
            }
        }
    }

    fn xml(&mut self, value: At<'t>) -> Option<Xml> {
        let node = self.object(value, "xml")?;
        let kind = self.text(node, "nodeType").unwrap_or_default();
        Some(Xml {
            name: self.string(node, "name"),
            namespace: self.string(node, "namespace"),
            prefix: self.string(node, "prefix"),
            attribute: kind == "attribute" || self.flag(node, "attribute").unwrap_or(false),
            wrapped: self.flag(node, "wrapped").unwrap_or(kind == "element"),
            text: matches!(kind, "text" | "cdata"),
        })
    }
}
