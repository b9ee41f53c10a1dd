//! Operations that not everybody may see: with them goes what only they use.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::access::Audience;
use crate::model::description::{Operation, SchemaId};
use crate::model::{ApiVersion, Description};
use crate::render::reference::reachable;

/// Takes out of a version what `audience` may not see; a version that loses some has no file for download either.
pub(super) fn leave(version: &mut ApiVersion, audience: &Audience) {
    let content = &version.content;
    let all = content.operations.iter().chain(&content.webhooks);
    if all.into_iter().all(|operation| audience.may(&operation.access)) {
        return;
    }
    version.content = Arc::new(seen(content, &|operation| audience.may(&operation.access)));
    version.gated = true;
}

fn seen(description: &Description, may: &dyn Fn(&Operation) -> bool) -> Description {
    let mut seen = description.clone();
    let mut places = vec![None; description.operations.len()];
    let kept = description.operations.iter().enumerate().filter(|(_, operation)| may(operation));
    for (new, (old, _)) in kept.enumerate() {
        places[old] = Some(new);
    }
    seen.operations.retain(|operation| may(operation));
    seen.webhooks.retain(|operation| may(operation));
    for response in seen.operations.iter_mut().flat_map(|operation| &mut operation.responses) {
        // A link that names an operation by number alone would name what is gone.
        response.links.retain(|link| link.operation.is_none_or(|old| places.get(old).is_some_and(Option::is_some)));
        for link in &mut response.links {
            link.operation = link.operation.and_then(|old| places[old]);
        }
    }
    let all = || description.operations.iter().chain(&description.webhooks);
    let reached = reachable(description, all().filter(|operation| may(operation)));
    let hidden = reachable(description, all().filter(|operation| !may(operation)));
    let is_hidden = |id: &SchemaId| hidden.contains(id) && !reached.contains(id);
    for id in description.named.iter().filter(|id| is_hidden(id)) {
        seen.schemas[*id].slug = None;
    }
    seen.named.retain(|id| !is_hidden(id));
    leave_tags(description, &mut seen);
    seen
}

/// Takes out the tags that only operations used which are gone, and the groups that only they were in.
fn leave_tags(whole: &Description, seen: &mut Description) {
    let uses = |description: &Description| -> BTreeSet<usize> {
        let operations = description.operations.iter().chain(&description.webhooks);
        let mut used: BTreeSet<usize> = operations.flat_map(|operation| operation.tags.iter().copied()).collect();
        // A tag is used where one below it is.
        let mut above: Vec<usize> = used.iter().copied().collect();
        while let Some(parent) = above.pop().and_then(|tag| description.tags.get(tag)?.parent) {
            if used.insert(parent) {
                above.push(parent);
            }
        }
        used
    };
    let (before, after) = (uses(whole), uses(seen));
    let stays = |tag: usize| after.contains(&tag) || !before.contains(&tag);
    let mut places = Vec::with_capacity(whole.tags.len());
    let mut kept = Vec::new();
    for (tag, content) in whole.tags.iter().enumerate() {
        places.push(stays(tag).then_some(kept.len()));
        if stays(tag) {
            kept.push(content.clone());
        }
    }
    let place = |tag: usize| places.get(tag).copied().flatten();
    for tag in &mut kept {
        tag.parent = tag.parent.and_then(place);
    }
    seen.tags = kept;
    for operation in seen.operations.iter_mut().chain(&mut seen.webhooks) {
        operation.tags = operation.tags.iter().filter_map(|tag| place(*tag)).collect();
    }
    for group in &mut seen.tag_groups {
        group.tags = group.tags.iter().filter_map(|tag| place(*tag)).collect();
    }
    seen.tag_groups.retain(|group| !group.tags.is_empty());
}
