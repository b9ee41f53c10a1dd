//! From 3.1 to 3.2: how values are written in XML has one word, `nodeType`. The former words stay beside it.
//! Authors write words of former versions in 3.1 and 3.2 as well, and mean what they meant: schemas of every version
//! are visited.

use super::edit::{is_true, set, text};
use super::shape::Kind;
use super::v3_0;
use crate::tree::{Node, Value};

/// Changes one value; those below it are visited by themselves.
pub(super) fn visit(node: &mut Node<'_>, kind: Kind) {
    if kind != Kind::Schema {
        return;
    }
    v3_0::schema(node);
    let Value::Map(entries) = &mut node.value else { return };
    let Some((_, xml)) = entries.iter_mut().find(|(key, _)| key.name == "xml") else { return };
    for (flag, kind) in [("attribute", "attribute"), ("wrapped", "element")] {
        if is_true(xml, flag) && xml.get("nodeType").is_none() {
            let place = xml.place;
            set(xml, "nodeType", text(kind, place));
        }
    }
}
