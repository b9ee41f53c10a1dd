//! Names that schemas give themselves: `$id`, `$anchor`, `$dynamicAnchor`.

use std::collections::HashMap;

use super::{Document, NodeId, Trail};
use crate::tree::{Node, Value};

/// All names of a document.
#[derive(Default)]
pub(super) struct Anchors {
    ids: HashMap<String, Trail>,
    /// By file; an anchor of a schema with an `$id` is found from everywhere in its file.
    anchors: HashMap<(usize, String), Trail>,
    /// The schema with an `$id` around a reference, by the reference.
    resources: HashMap<NodeId, Resource>,
}

/// A schema with an `$id`.
#[derive(Clone)]
pub(super) struct Resource {
    pub(super) id: String,
    pub(super) trail: Trail,
}

impl Anchors {
    /// The schema with an `$id` that a reference stands in.
    pub(super) fn within(&self, node: &Node<'_>) -> Option<&Resource> {
        if self.resources.is_empty() { None } else { self.resources.get(&NodeId::of(node)) }
    }

    /// Whether references stand in schemas with an `$id`.
    pub(super) fn has_resources(&self) -> bool {
        !self.resources.is_empty()
    }

    /// The schema whose `$id` is `id`, or `id` beside `base`.
    pub(super) fn by_id(&self, base: &str, id: &str) -> Option<&Trail> {
        if self.ids.is_empty() {
            return None;
        }
        let beside = || {
            let folder = base.rfind('/').map_or("", |slash| &base[..=slash]);
            self.ids.get(&format!("{folder}{}", id.trim_start_matches("./")))
        };
        self.ids.get(id).or_else(beside)
    }

    /// The schema with this `$anchor` in a file.
    pub(super) fn by_anchor(&self, base: &Trail, name: &str) -> Option<&Trail> {
        self.anchors.get(&(base.file, name.to_owned()))
    }
}

impl Document<'_> {
    /// The names of all files, collected when they are first asked for.
    pub(super) fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| {
            let mut anchors = Anchors::default();
            for (file, tree) in self.files.iter().enumerate() {
                // Few descriptions have any: a look at the text is quicker than a walk.
                let text = tree.source.text();
                if ["$id", "nchor", "$self"].iter().any(|word| text.contains(word)) {
                    let mut trail = Trail { file, steps: Vec::new() };
                    collect(&tree.root, &mut trail, None, &mut anchors);
                }
            }
            anchors
        })
    }
}

fn collect(node: &Node<'_>, trail: &mut Trail, resource: Option<&Resource>, anchors: &mut Anchors) {
    let text = |name| node.get(name).and_then(Node::text);
    let named = |name: &'static str| text(name).filter(|_| matches!(node.value, Value::Map(_)));
    let mut own = None;
    if let Some(id) = named("$id").or_else(|| named("$self").filter(|_| trail.steps.is_empty())) {
        let id = id.trim_end_matches('#');
        let base = resource.map_or("", |resource| resource.id.as_str());
        let whole = if id.contains(':') || base.is_empty() {
            id.to_owned()
        } else {
            format!("{}{}", base.rfind('/').map_or("", |slash| &base[..=slash]), id)
        };
        anchors.ids.entry(whole.clone()).or_insert_with(|| trail.clone());
        if !trail.steps.is_empty() {
            own = Some(Resource { id: whole, trail: trail.clone() });
        }
    }
    for anchor in ["$anchor", "$dynamicAnchor"].iter().filter_map(|name| text(name)) {
        anchors.anchors.entry((trail.file, anchor.to_owned())).or_insert_with(|| trail.clone());
    }
    let resource = own.as_ref().or(resource);
    if let Some(resource) = resource.filter(|_| super::resolve::reference_text(node).is_some()) {
        anchors.resources.insert(NodeId::of(node), resource.clone());
    }
    let children: Box<dyn Iterator<Item = &Node<'_>>> = match &node.value {
        Value::List(items) => Box::new(items.iter()),
        Value::Map(entries) => Box::new(entries.iter().map(|(_, value)| value)),
        _ => return,
    };
    for (at, child) in (0_u32..).zip(children) {
        trail.steps.push(at);
        collect(child, trail, resource, anchors);
        trail.steps.pop();
    }
}
