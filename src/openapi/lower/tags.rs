//! Tags: as declared, as operations use them, and their groups.

use std::collections::HashMap;

use super::slug::Slugs;
use super::tree::At;
use super::{Lower, grouping};
use crate::diag::Diagnostic;
use crate::model::description::{Description, Operation, Tag, TagGroup};

/// The group of operations without a tag, where others have one.
const OTHERS: &str = "Other operations";

/// The tags of a description while operations are read.
#[derive(Default)]
pub(super) struct Tags<'t> {
    list: Vec<Tag>,
    by_name: HashMap<String, usize>,
    /// Where each is declared or first used.
    places: Vec<Option<At<'t>>>,
}

impl<'t> Tags<'t> {
    /// The number of a tag; a new one is added.
    pub(super) fn number(&mut self, name: &str, place: Option<At<'t>>) -> usize {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        self.add(Tag { name: name.to_owned(), title: name.to_owned(), ..Tag::default() }, place)
    }

    fn add(&mut self, tag: Tag, place: Option<At<'t>>) -> usize {
        self.by_name.insert(tag.name.clone(), self.list.len());
        self.places.push(place);
        self.list.push(tag);
        self.list.len() - 1
    }
}

impl<'t> Lower<'t> {
    /// The tags that `tags` declares, in order.
    pub(super) fn declared_tags(&mut self, root: At<'t>) -> Tags<'t> {
        let mut tags = Tags::default();
        let mut parents: Vec<(usize, At<'t>)> = Vec::new();
        for node in self.list(root, "tags") {
            // Nothing but a name is meant as a tag too.
            let name = if node.is_map() { self.text(node, "name") } else { node.text() };
            let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
                self.report(node, Diagnostic::warning("api/tag", "a tag has no name"));
                continue;
            };
            if tags.by_name.contains_key(name) {
                self.report(node, Diagnostic::warning("api/tag", format!("the tag `{name}` is declared twice")));
                continue;
            }
            let title = self.text(node, "summary").or_else(|| self.text(node, "x-displayName")).unwrap_or(name);
            let tag = Tag {
                name: name.to_owned(),
                slug: String::new(),
                title: title.trim().to_owned(),
                description: self.string(node, "description").unwrap_or_default(),
                external_docs: self.external_docs(node),
                parent: None,
                kind: self.string(node, "kind"),
            };
            let number = tags.add(tag, Some(node));
            if let Some(parent) = node.get("parent") {
                parents.push((number, parent));
            }
        }
        for (child, parent) in parents {
            self.adopt(&mut tags, child, parent);
        }
        tags
    }

    /// Puts a tag below another one, unless that stands below it already.
    fn adopt(&mut self, tags: &mut Tags<'t>, child: usize, node: At<'t>) {
        let name = node.text().unwrap_or_default();
        let Some(&parent) = tags.by_name.get(name) else {
            let problem = Diagnostic::warning("api/tag", format!("there is no tag `{name}` to stand below"));
            let known = tags.list.iter().map(|tag| tag.name.as_str());
            self.report(node, problem.suggest(name, known));
            return;
        };
        let mut above = Some(parent);
        while let Some(at) = above {
            if at == child {
                let message = format!("the tag `{}` would stand below itself", tags.list[child].name);
                self.report(node, Diagnostic::warning("api/tag", message));
                return;
            }
            above = tags.list[at].parent;
        }
        tags.list[child].parent = Some(parent);
    }

    /// Gives every operation a home, and every tag its slug and group.
    pub(super) fn finish_tags(&mut self, mut tags: Tags<'t>, description: &mut Description) {
        let operations = &mut description.operations;
        if operations.iter().all(|operation| operation.tags.is_empty()) {
            let groups = grouping::groups(operations.iter().map(|operation| operation.path.as_str()));
            for (operation, (name, title)) in operations.iter_mut().zip(groups) {
                let number = tags.number(&name, None);
                if tags.list[number].title == name {
                    tags.list[number].title = title;
                }
                operation.tags.push(number);
            }
        } else {
            let homeless = |operation: &&mut Operation| operation.tags.is_empty();
            for operation in operations.iter_mut().filter(homeless) {
                operation.tags.push(tags.number(OTHERS, None));
            }
        }
        let mut slugs = Slugs::new("tag");
        for at in 0..tags.list.len() {
            let (slug, first) = slugs.add(&tags.list[at].name, at);
            if let Some(first) = first {
                let names = (tags.list[at].name.as_str(), tags.list[first].name.as_str());
                self.same_address("tags", names, &slug, (tags.places[at], tags.places[first]));
            }
            tags.list[at].slug = slug;
        }
        description.tag_groups = self.tag_groups(&tags);
        description.tags = tags.list;
    }

    fn tag_groups(&mut self, tags: &Tags<'t>) -> Vec<TagGroup> {
        let root = self.tree.root();
        let mut groups = Vec::new();
        for node in self.list(root, "x-tagGroups") {
            let Some(node) = self.object(node, "x-tagGroups") else { continue };
            let title = self.string(node, "name").unwrap_or_default();
            let names = self.texts(node, "tags");
            let members: Vec<usize> = names.iter().filter_map(|name| tags.by_name.get(*name).copied()).collect();
            if !members.is_empty() {
                groups.push(TagGroup { title, tags: members });
            }
        }
        groups
    }

    /// Reports that two names would have one address.
    pub(super) fn same_address(
        &mut self,
        kind: &str,
        (name, first): (&str, &str),
        slug: &str,
        (at, other): (Option<At<'t>>, Option<At<'t>>),
    ) {
        let Some(at) = at else { return };
        let message = format!("the {kind} `{name}` and `{first}` have one address; `{name}` gets `{slug}`");
        let problem = Diagnostic::warning("api/slug", message);
        let problem = match other {
            Some(other) => problem.label(self.tree.span(other), "the first one"),
            None => problem,
        };
        self.report(at, problem.hint("names that differ in letters and digits have addresses that last"));
    }
}
