//! Facts about the whole: title, contact, licence, servers.

use super::Lower;
use super::tree::At;
use crate::diag::Diagnostic;
use crate::model::description::{Contact, Description, ExternalDocs, License, Server, Variable};

impl<'t> Lower<'t> {
    /// Fills in what `info`, `servers` and `externalDocs` say.
    pub(super) fn info(&mut self, root: At<'t>, description: &mut Description) {
        let info = root.get("info").and_then(|info| self.object(info, "info"));
        if let Some(info) = info {
            description.title = self.string(info, "title").unwrap_or_default().trim().to_owned();
            description.version = self.string(info, "version").unwrap_or_default();
            description.summary = self.string(info, "summary");
            description.description = self.string(info, "description").unwrap_or_default();
            description.terms = self.address(info, "termsOfService");
            description.contact = info.get("contact").and_then(|node| self.contact(node));
            description.license = info.get("license").and_then(|node| self.license(node));
        }
        if description.title.is_empty() {
            let problem = Diagnostic::warning("api/info", "the description has no title");
            let problem = problem.hint("add `info: { title: … }`");
            let key = root.entries().find(|(key, _)| key.name == "info");
            let span = key.map_or_else(|| self.tree.start(), |(key, _)| self.tree.key_span(key));
            self.problems.add(info.unwrap_or(root), problem.at(span));
        }
        description.external_docs = self.external_docs(root);
        description.servers = self.servers(root);
    }

    fn contact(&mut self, node: At<'t>) -> Option<Contact> {
        let node = self.object(node, "contact")?;
        let contact = Contact {
            name: self.string(node, "name"),
            url: self.address(node, "url"),
            email: self.string(node, "email"),
        };
        (contact != Contact::default()).then_some(contact)
    }

    fn license(&mut self, node: At<'t>) -> Option<License> {
        let node = self.object(node, "license")?;
        let identifier = self.text(node, "identifier");
        let page = || Some(format!("https://spdx.org/licenses/{}.html", identifier.filter(|id| is_spdx(id))?));
        let url = self.address(node, "url").or_else(page);
        let name = self.string(node, "name").or_else(|| identifier.map(str::to_owned));
        Some(License { name: name.or_else(|| url.clone())?, url })
    }

    /// What `externalDocs` names.
    pub(super) fn external_docs(&mut self, at: At<'t>) -> Option<ExternalDocs> {
        self.docs(at.get("externalDocs")?)
    }

    /// One External Documentation Object.
    pub(super) fn docs(&mut self, node: At<'t>) -> Option<ExternalDocs> {
        let node = self.object(node, "externalDocs")?;
        Some(ExternalDocs { url: self.address(node, "url")?, description: self.string(node, "description") })
    }

    /// What `servers` lists.
    pub(super) fn servers(&mut self, at: At<'t>) -> Vec<Server> {
        let nodes = self.list(at, "servers");
        nodes.filter_map(|node| self.server(node)).collect()
    }

    fn server(&mut self, node: At<'t>) -> Option<Server> {
        let node = self.object(node, "servers")?;
        let variables = self.map(node, "variables");
        let variables = variables.filter_map(|(key, value)| self.variable(&key.name, value)).collect();
        let url = self.string(node, "url")?;
        Some(Server {
            url: url.trim().to_owned(),
            name: self.string(node, "name"),
            description: self.string(node, "description"),
            variables,
        })
    }

    fn variable(&mut self, name: &str, node: At<'t>) -> Option<Variable> {
        let node = self.object(node, name)?;
        let values: Vec<String> = self.texts(node, "enum").into_iter().map(str::to_owned).collect();
        let default = self.string(node, "default").or_else(|| values.first().cloned()).unwrap_or_default();
        Some(Variable { name: name.to_owned(), default, description: self.string(node, "description"), values })
    }
}

/// Whether a text is one identifier of the SPDX list: expressions have no page.
fn is_spdx(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
}
