//! Operations that not everybody may see: they are no part of the public portal, nor is what only they use.

use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::model::description::{Operation, SchemaId};
use crate::model::{Description, Site};
use crate::render::reference::reachable;

/// Takes them out of every version; a version that loses some has no file for download either.
pub(super) fn leave_out_operations(site: &mut Site, diagnostics: &mut Vec<Diagnostic>) {
    for version in site.config.apis.iter_mut().flat_map(|api| &mut api.versions) {
        let content = &version.content;
        let count = content.operations.iter().chain(&content.webhooks).filter(|operation| is_gated(operation)).count();
        if count == 0 {
            continue;
        }
        version.content = Arc::new(public(content));
        version.gated = true;
        let words = if count == 1 { "1 operation is".to_owned() } else { format!("{count} operations are") };
        let found = Diagnostic::warning("access/left-out", format!("{words} not public and left out of the portal"));
        let place = Span::file(&Source::new(&version.file, ""));
        diagnostics.push(found.at(place).hint(
            "this version publishes public operations only; the description is not offered for download, because it has all",
        ));
    }
}

fn is_gated(operation: &Operation) -> bool {
    operation.access.iter().any(|access| access != "public")
}

/// What everybody may see of a description.
fn public(description: &Description) -> Description {
    let mut public = description.clone();
    let mut places = vec![None; description.operations.len()];
    let kept = description.operations.iter().enumerate().filter(|(_, operation)| !is_gated(operation));
    for (new, (old, _)) in kept.enumerate() {
        places[old] = Some(new);
    }
    public.operations.retain(|operation| !is_gated(operation));
    public.webhooks.retain(|operation| !is_gated(operation));
    for response in public.operations.iter_mut().flat_map(|operation| &mut operation.responses) {
        // A link that names an operation by number alone would name what is gone.
        response.links.retain(|link| link.operation.is_none_or(|old| places.get(old).is_some_and(Option::is_some)));
        for link in &mut response.links {
            link.operation = link.operation.and_then(|old| places[old]);
        }
    }
    let all = || description.operations.iter().chain(&description.webhooks);
    let seen = reachable(description, all().filter(|operation| !is_gated(operation)));
    let hidden = reachable(description, all().filter(|operation| is_gated(operation)));
    let is_hidden = |id: &SchemaId| hidden.contains(id) && !seen.contains(id);
    for id in description.named.iter().filter(|id| is_hidden(id)) {
        public.schemas[*id].slug = None;
    }
    public.named.retain(|id| !is_hidden(id));
    public
}
