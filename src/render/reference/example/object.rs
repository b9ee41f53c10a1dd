//! Objects: what is required, and a sensible set of what is not.
//! Must not decide what single values are.

use serde_json::{Map, Value};

use super::Direction;
use super::maker::Maker;
use super::merged::Merged;
use super::pattern::Pattern;
use crate::model::description::{Additional, Schema, SchemaId};
use crate::render::reference::fields::{Fields, Named};

/// Optional properties by level of nesting; none below.
const OPTIONAL: [usize; 6] = [40, 40, 16, 8, 4, 2];

/// A property of the value, with all schemas that hold for it.
struct Field<'d> {
    name: &'d str,
    holds: Vec<SchemaId>,
    required: bool,
}

impl<'d> Named<'d> for Field<'d> {
    fn name(&self) -> &'d str {
        self.name
    }
}

/// An object; `None` where a required property has no value.
pub(super) fn object<'d>(maker: &mut Maker<'d>, merged: &Merged<'d>) -> Option<Value> {
    let fields = fields(maker, merged);
    let most = merged.bounds().filter_map(|bounds| bounds.max_properties).min().unwrap_or(u64::MAX);
    let least = merged.bounds().filter_map(|bounds| bounds.min_properties).max().unwrap_or(0).min(100) as usize;
    let mut optional = OPTIONAL.get(maker.depth - 1).copied().unwrap_or(0);
    let mut map = Map::new();
    let count = fields.len();
    let mut still_required = fields.iter().filter(|field| field.required).count();
    for (at, field) in fields.iter().enumerate() {
        let room = ((map.len() + still_required) as u64) < most;
        let wanted = field.required || map.len() + count - at <= least;
        still_required -= usize::from(field.required);
        if !wanted && (optional == 0 || maker.left == 0 || !room || is_odd(maker, field)) {
            continue;
        }
        // Each property has its share of the values that are left, so that the first does not eat them all.
        let outer = maker.left;
        maker.left = (outer / (count - at)).max(if field.required { 1 } else { 2 }).min(outer);
        let share = maker.left;
        let value = maker.make(&field.holds, field.name);
        maker.left = outer - share.saturating_sub(maker.left).min(outer);
        match value {
            Some(value) => {
                optional -= usize::from(!field.required && optional > 0);
                map.insert(field.name.to_owned(), value);
            }
            None if field.required => return None,
            None => {}
        }
    }
    leave_out(maker, merged, &fields, &mut map);
    more(maker, merged, &mut map, least, most);
    name_alternatives(maker, merged, &mut map);
    Some(Value::Object(map))
}

/// Takes properties out that need others, or more of them, than the object has.
fn leave_out(maker: &Maker<'_>, merged: &Merged<'_>, fields: &[Field<'_>], map: &mut Map<String, Value>) {
    let may_go = |name: &str| fields.iter().all(|field| field.name != name || !field.required);
    for dependents in merged.parts().filter_map(|schema| schema.dependents.as_deref()) {
        for (name, names) in &dependents.required {
            if may_go(name) && !names.iter().all(|name| map.contains_key(&**name)) {
                map.shift_remove(&**name);
            }
        }
        for (name, id) in &dependents.schemas {
            if map.contains_key(&**name) && may_go(name) && !maker.fits(&[*id], &Value::Object(map.clone())) {
                map.shift_remove(&**name);
            }
        }
    }
}

/// What is better left out of an example unless it is required.
fn is_odd(maker: &Maker<'_>, field: &Field<'_>) -> bool {
    let schemas = field.holds.iter().map(|id| &maker.schemas[*id]);
    schemas.clone().any(|schema| schema.deprecated || schema.always == Some(false) || schema.gap.is_some())
}

/// The named properties, and the required ones that have no schema of their own.
fn fields<'d>(maker: &Maker<'d>, merged: &Merged<'d>) -> Vec<Field<'d>> {
    let mut fields = properties(merged);
    let strict: Vec<Names<'d>> = strict(merged).collect();
    for name in merged.parts().flat_map(|schema| &schema.required) {
        require(&mut fields, merged, name);
    }
    for (_, names) in merged
        .parts()
        .filter_map(|schema| schema.dependents.as_deref())
        .flat_map(|all| &all.required)
        .filter(|(name, _)| is_required(&fields, name))
        .collect::<Vec<_>>()
    {
        for name in names {
            require(&mut fields, merged, name);
        }
    }
    let mut fields = fields.into_list();
    // A schema that says what all other properties are says it of those that its neighbours name, too.
    for field in &mut fields {
        let strangers = strict.iter().filter(|names| !names.has(field.name));
        let more: Vec<SchemaId> = strangers.filter_map(|names| other(names.schema, field.name)).collect();
        field.holds.extend(more.into_iter().filter(|id| !field.holds.contains(id)).collect::<Vec<_>>());
    }
    fields.retain(|field| {
        let side = field.holds.iter().any(|id| is_of_other_side(maker, *id));
        !side && strict.iter().all(|names| names.allow(field.name))
    });
    fields
}

/// The named properties, each with all schemas that name it.
fn properties<'d>(merged: &Merged<'d>) -> Fields<'d, Field<'d>> {
    let mut fields: Fields<'d, Field<'d>> = Fields::new();
    for schema in merged.parts() {
        let is_first = fields.is_empty();
        for property in &schema.properties {
            let (name, required) = (&*property.name, property.required);
            let known = if is_first { None } else { fields.find(name) };
            match known {
                Some(field) => {
                    field.required |= required;
                    field.holds.push(property.schema);
                }
                None => fields.push(Field { name, holds: vec![property.schema], required }),
            }
        }
    }
    fields
}

fn is_required(fields: &[Field<'_>], name: &str) -> bool {
    fields.iter().any(|field| field.required && field.name == name)
}

fn require<'d>(fields: &mut Fields<'d, Field<'d>>, merged: &Merged<'d>, name: &'d str) {
    match fields.find(name) {
        Some(field) => field.required = true,
        None => fields.push(Field { name, holds: others(merged, name), required: true }),
    }
}

/// What holds for a property without a name of its own.
fn others(merged: &Merged<'_>, name: &str) -> Vec<SchemaId> {
    merged.parts().filter_map(|schema| other(schema, name)).collect()
}

/// What a schema says of a property that it does not name.
fn other(schema: &Schema, name: &str) -> Option<SchemaId> {
    let matches = |pattern: &str| Pattern::parse(pattern).is_some_and(|pattern| pattern.matches(name));
    let found = schema.pattern_properties.iter().find(|(pattern, _)| matches(pattern)).map(|(_, id)| *id);
    found.or(match schema.additional {
        Additional::Schema(id) => Some(id),
        _ => None,
    })
}

fn is_of_other_side(maker: &Maker<'_>, id: SchemaId) -> bool {
    let schema = &maker.schemas[id];
    let of = |schema: &Schema| match maker.direction {
        Direction::Request => schema.read_only,
        Direction::Response => schema.write_only,
    };
    of(schema) || schema.reference.is_some_and(|id| of(&maker.schemas[id]))
}

/// The schemas that say something of properties which they do not name. Most say nothing.
fn strict<'d>(merged: &Merged<'d>) -> impl Iterator<Item = Names<'d>> {
    let says = |schema: &&Schema| {
        matches!(schema.additional, Additional::Forbidden | Additional::Schema(_))
            || !schema.pattern_properties.is_empty()
    };
    merged.parts().filter(says).map(Names::of)
}

/// The names of a schema's properties. Many are sorted, so that each is soon found.
struct Names<'d> {
    schema: &'d Schema,
    sorted: Vec<&'d str>,
}

impl<'d> Names<'d> {
    /// So many are looked through one by one.
    const FEW: usize = 32;

    fn of(schema: &'d Schema) -> Self {
        let mut sorted = Vec::new();
        if schema.properties.len() > Self::FEW {
            sorted.extend(schema.properties.iter().map(|property| &*property.name));
            sorted.sort_unstable();
        }
        Self { schema, sorted }
    }

    fn has(&self, name: &str) -> bool {
        match self.sorted.is_empty() {
            true => self.schema.properties.iter().any(|property| &*property.name == name),
            false => self.sorted.binary_search(&name).is_ok(),
        }
    }

    /// Whether a schema that allows no other properties knows this one.
    fn allow(&self, name: &str) -> bool {
        let fits = |pattern: &str| Pattern::parse(pattern).is_none_or(|pattern| pattern.matches(name));
        self.schema.additional != Additional::Forbidden
            || self.has(name)
            || self.schema.pattern_properties.iter().any(|(pattern, _)| fits(pattern))
    }
}

/// One entry of a map, and as many as the schemas ask for.
fn more<'d>(maker: &mut Maker<'d>, merged: &Merged<'d>, map: &mut Map<String, Value>, least: usize, most: u64) {
    let open = merged.parts().all(|schema| schema.additional != Additional::Forbidden);
    let named = merged.parts().any(|schema| !schema.properties.is_empty());
    let pattern = merged.parts().find_map(|schema| schema.pattern_properties.first());
    let values: Vec<SchemaId> = merged
        .parts()
        .filter_map(|schema| match schema.additional {
            Additional::Schema(id) => Some(id),
            _ => None,
        })
        .collect();
    let one = !named && map.is_empty() && (!values.is_empty() || pattern.is_some()) && maker.left > 0;
    let wanted = least.max(usize::from(one && most > 0));
    let keys: Vec<SchemaId> = merged.parts().filter_map(|schema| schema.property_names).collect();
    for at in map.len()..wanted {
        let (key, holds) = match pattern {
            Some((pattern, id)) => {
                let key = Pattern::parse(pattern).and_then(|pattern| pattern.text(0, 100, at));
                (key.unwrap_or_else(|| format!("key{}", at + 1)), vec![*id])
            }
            None if open => (key(maker, &keys, at), values.clone()),
            None => break,
        };
        let Some(value) = maker.make(&holds, &key) else { break };
        map.insert(key, value);
    }
}

fn key(maker: &mut Maker<'_>, names: &[SchemaId], at: usize) -> String {
    if !names.is_empty()
        && let Some(Value::String(name)) = maker.another(names, at)
    {
        return name;
    }
    if at == 0 { "key".to_owned() } else { format!("key{}", at + 1) }
}

/// Writes into the property that tells alternatives apart which one was taken.
fn name_alternatives(maker: &Maker<'_>, merged: &Merged<'_>, map: &mut Map<String, Value>) {
    for (property, name) in &merged.tags {
        let value = Value::String(name.clone());
        let holds = merged.parts().flat_map(|schema| &schema.properties).filter(|known| *known.name == **property);
        let holds: Vec<SchemaId> = holds.map(|property| property.schema).collect();
        if maker.fits(&holds, &value) && strict(merged).all(|names| names.allow(property)) {
            map.insert((*property).to_owned(), value);
        }
    }
}
