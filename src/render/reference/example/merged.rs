//! All schemas that hold for one value, laid side by side: the schema itself, what it refers to, `allOf`, and the
//! alternative that was chosen.
//! Must not make values.

use crate::model::description::{Constraints, Schema, SchemaId, Schemas, Type, Types};

/// How many schemas may hold for one value.
const MOST: usize = 200;

/// Schemas that hold together.
#[derive(Default)]
pub(super) struct Merged<'d> {
    parts: Vec<(SchemaId, &'d Schema)>,
    /// Alternatives that were taken, and what references led to: a value of one of these within is a circle.
    pub(super) taken: Vec<SchemaId>,
    /// The property that names the alternative, and the name.
    pub(super) tags: Vec<(&'d str, String)>,
}

/// No value can be made: every alternative leads back to where it came from, or nothing is allowed.
pub(super) struct Impossible;

impl<'d> Merged<'d> {
    /// What holds where all of `ids` hold. `open` are the schemas around, `turn` chooses among alternatives.
    pub(super) fn of(
        schemas: &'d Schemas,
        ids: &[SchemaId],
        open: &[SchemaId],
        turn: usize,
    ) -> Result<Self, Impossible> {
        let mut merged = Self::default();
        for id in ids {
            merged.add(schemas, *id, open, turn)?;
        }
        merged.tag(schemas);
        Ok(merged)
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &'d Schema> {
        self.parts.iter().map(|(_, schema)| *schema)
    }

    pub(super) fn bounds(&self) -> impl Iterator<Item = &'d Constraints> {
        self.parts().filter_map(|schema| schema.constraints.as_deref())
    }

    /// The types that all parts allow; none: any.
    pub(super) fn types(&self) -> Types {
        self.parts().fold(Types::default(), |types, schema| both(types, schema.types))
    }

    fn add(&mut self, schemas: &'d Schemas, id: SchemaId, open: &[SchemaId], turn: usize) -> Result<(), Impossible> {
        if self.parts.len() >= MOST || self.parts.iter().any(|(known, _)| *known == id) {
            return Ok(());
        }
        let schema = &schemas[id];
        if schema.always == Some(false) {
            return Err(Impossible);
        }
        self.parts.push((id, schema));
        if let Some(target) = schema.reference {
            self.taken.push(target);
            self.add(schemas, target, open, turn)?;
        }
        for part in schema.all_of.iter().chain(schema.sure_dependents()) {
            self.add(schemas, *part, open, turn)?;
        }
        for alternatives in [&schema.one_of, &schema.any_of] {
            if !alternatives.is_empty() {
                let chosen = self.choose(schemas, alternatives, open, turn).ok_or(Impossible)?;
                self.taken.push(chosen);
                if let Some(discriminator) = &schema.discriminator {
                    let name = name_of(schemas, &discriminator.mapping, chosen);
                    self.tags.extend(name.map(|name| (discriminator.property.as_str(), name)));
                }
                self.add(schemas, chosen, open, turn)?;
            }
        }
        Ok(())
    }

    /// The first alternative that goes with the types so far and leads to no circle; `null` is the last resort.
    fn choose(&self, schemas: &Schemas, among: &[SchemaId], open: &[SchemaId], turn: usize) -> Option<SchemaId> {
        let types = self.types();
        let goes = |id: &&SchemaId| {
            let schema = &schemas[**id];
            let together = both(types, schema.types);
            let apart = together.is_any() && !types.is_any();
            schema.always != Some(false) && !is_null(schema) && !apart && !open.contains(*id)
        };
        let fitting = || among.iter().filter(goes);
        let count = fitting().count();
        let chosen = fitting().nth(turn % count.max(1));
        chosen.or_else(|| among.iter().find(|id| is_null(&schemas[**id]))).copied()
    }

    /// A schema that others build upon names, in its discriminator's property, which of them it is.
    fn tag(&mut self, schemas: &'d Schemas) {
        let ids = || self.parts.iter().map(|(id, _)| *id);
        let mut tags = Vec::new();
        for (id, schema) in &self.parts {
            let Some(discriminator) = &schema.discriminator else { continue };
            if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
                continue;
            }
            let mapped = |wanted: SchemaId| discriminator.mapping.iter().find(|(_, target)| *target == wanted);
            let others = ids().filter(|other| other != id);
            let name = others.clone().find_map(mapped).or_else(|| mapped(*id)).map(|(name, _)| name.clone());
            let outermost = others.chain([*id]).find_map(|id| schemas[id].name.as_deref().map(str::to_owned));
            tags.extend(name.or(outermost).map(|name| (discriminator.property.as_str(), name)));
        }
        self.tags.extend(tags);
    }
}

fn name_of(schemas: &Schemas, mapping: &[(String, SchemaId)], chosen: SchemaId) -> Option<String> {
    let target = schemas[chosen].reference;
    let mapped = mapping.iter().find(|(_, id)| *id == chosen || Some(*id) == target).map(|(name, _)| name.clone());
    let named = || schemas[chosen].name.as_deref().or_else(|| schemas[target?].name.as_deref()).map(str::to_owned);
    mapped.or_else(named)
}

fn is_null(schema: &Schema) -> bool {
    let only = !schema.types.is_any() && schema.types.iter().all(|kind| kind == Type::Null);
    only || schema.constant.as_ref().is_some_and(|value| value.as_str() == "null")
}

/// What two sets of types have in common, where none stands for any. Whole numbers are numbers.
fn both(left: Types, right: Types) -> Types {
    if left.is_any() || left == right {
        return right;
    }
    if right.is_any() {
        return left;
    }
    let has = |types: Types, kind| types.has(kind) || kind == Type::Integer && types.has(Type::Number);
    let mut common = Types::default();
    for kind in Type::ALL.into_iter().filter(|kind| has(left, *kind) && has(right, *kind)) {
        common.insert(kind);
    }
    common
}
