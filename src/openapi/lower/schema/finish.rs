//! What can be said when all schemas are known: which values of a discriminator stand for which schema, and that
//! nothing is made of itself.

use super::super::tree::At;
use super::super::{Lower, component};
use crate::model::description::{SchemaId, Schemas};

impl<'t> Lower<'t> {
    /// All schemas, with discriminators and without circles that no value could meet.
    pub(in super::super) fn finish_schemas(&mut self) -> (Schemas, Vec<SchemaId>) {
        let named: Vec<SchemaId> = self.schemas.named.iter().map(|(id, ..)| *id).collect();
        for (id, at) in std::mem::take(&mut self.schemas.discriminators) {
            self.finish_discriminator(id, at, &named);
        }
        let mut schemas = std::mem::take(&mut self.schemas.all);
        break_circles(&mut schemas);
        (schemas, named)
    }

    /// The target of a mapping: a name of a schema, or a reference.
    pub(super) fn mapped(&mut self, from: At<'t>, target: &'t str) -> Option<At<'t>> {
        let by_name = component(self.tree.root(), "schemas").and_then(|schemas| schemas.get(target));
        by_name.or_else(|| self.resolve(from, target))
    }

    fn finish_discriminator(&mut self, id: SchemaId, at: At<'t>, named: &[SchemaId]) {
        let mut mapping: Vec<(String, SchemaId)> = Vec::new();
        for (key, target) in self.map(at, "mapping") {
            let target = target.text().and_then(|text| self.mapped(at, text));
            if let Some(target) = target.and_then(|target| self.schemas.known.get(&target.id())) {
                mapping.push((key.name.to_string(), *target));
            }
        }
        let default = at.get("defaultMapping").and_then(At::text).and_then(|text| self.mapped(at, text));
        let default = default.and_then(|target| self.schemas.known.get(&target.id())).copied();
        let all = &self.schemas.all;
        let schema = &all[id];
        let mut alternatives: Vec<SchemaId> = schema.one_of.iter().chain(&schema.any_of).copied().collect();
        if alternatives.is_empty() {
            // The alternatives are those that say they are this and more.
            alternatives.extend(named.iter().filter(|other| all[**other].all_of.contains(&id)));
        }
        for other in alternatives {
            let is_known = mapping.iter().any(|(_, target)| *target == other) || default == Some(other);
            if let Some(name) = all[other].name.as_ref().filter(|_| !is_known) {
                mapping.push((name.to_string(), other));
            }
        }
        if let Some(discriminator) = &mut self.schemas.all[id].discriminator {
            discriminator.mapping = mapping;
            discriminator.default = default;
        }
    }
}

/// Takes references away that make a schema a part of itself: no value can be read from them, and whoever follows
/// them would not come back.
fn break_circles(schemas: &mut Schemas) {
    const WORDS: &str = "The description makes this a part of itself.";
    let mut states = vec![State::New; schemas.len()];
    let ids: Vec<SchemaId> = schemas.iter().map(|(id, _)| id).collect();
    let mut broken: Vec<(SchemaId, SchemaId)> = Vec::new();
    for start in &ids {
        let mut open: Vec<(SchemaId, usize)> = Vec::new();
        enter(*start, &mut states, &mut open);
        while let Some((id, next)) = open.last_mut() {
            let schema = &schemas[*id];
            let target = if *next == 0 { schema.reference } else { schema.all_of.get(*next - 1).copied() };
            *next += 1;
            let (from, is_last) = (*id, *next > schema.all_of.len() + 1);
            match target {
                Some(target) if states[target.index()] == State::Open => broken.push((from, target)),
                Some(target) => enter(target, &mut states, &mut open),
                None if is_last => {
                    states[from.index()] = State::Done;
                    open.pop();
                }
                None => {}
            }
        }
    }
    for (from, target) in broken {
        let schema = &mut schemas[from];
        if schema.reference == Some(target) {
            schema.reference = None;
        }
        schema.all_of.retain(|part| *part != target);
        schema.gap = Some(WORDS.into());
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn enter(id: SchemaId, states: &mut [State], open: &mut Vec<(SchemaId, usize)>) {
    let state = &mut states[id.index()];
    if *state == State::New {
        *state = State::Open;
        open.push((id, 0));
    }
}
