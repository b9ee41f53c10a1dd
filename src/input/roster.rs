//! A file of customers to a `model::Roster`: YAML, JSON or CSV. Every problem is told with its place; the values of
//! keys are blotted out of what is shown. Must not know the store.

mod csv;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::reader::Reader;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::roster::{RosterAccount, RosterApplication, RosterKey, RosterUser};
use crate::model::{AccountState, ApplicationState, Role, Roster, UserState};
use crate::tree::{Node, json, yaml};

/// Reads a file of customers by the ending of its name.
pub fn read(source: &Arc<Source>) -> (Roster, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let ending = source.name().rsplit_once('.').map_or("", |(_, ending)| ending);
    let root = match ending {
        "json" => json::parse(source, 0, &mut problems),
        "csv" => csv::parse(source, &mut problems),
        _ => yaml::parse(source, 0..source.text().len(), &mut problems),
    };
    let Some(root) = root else {
        if problems.is_empty() {
            let problem = Diagnostic::error("roster/empty", "there is nothing in the file");
            problems.push(problem.at(Span::file(source)).hint("list the customers below `accounts:`"));
        }
        return (Roster::default(), problems);
    };
    let shown = blotted(source, &root);
    let reader = Reader::new(&shown);
    let mut accounts = Vec::new();
    if let Some(mut fields) = reader.fields(&root, "a file of customers") {
        accounts.extend(fields.list("accounts").iter().filter_map(|node| account(&reader, node)));
        fields.finish();
    }
    let roster = Roster { accounts };
    let twice = doubles(&roster);
    problems.append(&mut reader.into_problems());
    problems.extend(twice);
    (roster, problems)
}

fn account(reader: &Reader<'_>, node: &Node<'_>) -> Option<RosterAccount> {
    let mut fields = reader.fields(node, "an account")?;
    let name = fields.required("org_name");
    let groups = fields.value("groups").is_some().then(|| fields.strings("groups"));
    let account = RosterAccount {
        place: reader.span(&place(node, "org_name")),
        external_id: fields.string("external_id"),
        name: name.clone().unwrap_or_default(),
        state: fields.one_of("state", &AccountState::ALL),
        plan: fields.string("plan"),
        groups,
        fields: fields.texts("fields"),
        users: fields.list("users").iter().filter_map(|node| user(reader, node)).collect(),
        applications: fields.list("applications").iter().filter_map(|node| application(reader, node)).collect(),
    };
    fields.finish();
    name.map(|_| account)
}

fn user(reader: &Reader<'_>, node: &Node<'_>) -> Option<RosterUser> {
    let mut fields = reader.fields(node, "a user")?;
    let username = fields.required("username");
    let user = RosterUser {
        place: reader.span(&place(node, "username")),
        username: username.clone().unwrap_or_default(),
        email: fields.string("email"),
        name: fields.string("name"),
        role: fields.one_of("role", &Role::ALL),
        state: fields.one_of("state", &UserState::ALL),
        fields: fields.texts("fields"),
        identities: fields.list("identities").iter().filter_map(|node| identity(reader, node)).collect(),
    };
    fields.finish();
    username.map(|_| user)
}

fn identity(reader: &Reader<'_>, node: &Node<'_>) -> Option<(String, String)> {
    let mut fields = reader.fields(node, "an identity")?;
    let identity = (fields.required("iss"), fields.required("sub"));
    fields.finish();
    identity.0.zip(identity.1)
}

fn application(reader: &Reader<'_>, node: &Node<'_>) -> Option<RosterApplication> {
    let mut fields = reader.fields(node, "an application")?;
    let (name, plan) = (fields.required("name"), fields.required("plan"));
    let application = RosterApplication {
        place: reader.span(&place(node, "name")),
        name: name.clone().unwrap_or_default(),
        description: fields.string("description"),
        plan: plan.clone().unwrap_or_default(),
        app_id: fields.string("app_id"),
        state: fields.one_of("state", &ApplicationState::ALL),
        redirect_url: fields.string("redirect_url"),
        fields: fields.texts("fields"),
        keys: fields.list("keys").iter().filter_map(|node| key(reader, node)).collect(),
    };
    fields.finish();
    name.and(plan).map(|_| application)
}

/// A key is its value alone, or a mapping with a name.
fn key(reader: &Reader<'_>, node: &Node<'_>) -> Option<RosterKey> {
    let place = reader.span(&node.range());
    if let Some(value) = node.text() {
        return Some(RosterKey { place, name: None, value: value.to_owned() });
    }
    let mut fields = reader.fields(node, "a key")?;
    let (value, name) = (fields.required("value"), fields.string("name"));
    fields.finish();
    value.map(|value| RosterKey { place, name, value })
}

/// Where problems of a thing are shown: at its name, else where it begins.
fn place(node: &Node<'_>, name: &str) -> Range<usize> {
    node.get(name).unwrap_or(node).range()
}

/// The same source with every value of a key blotted out, so that no excerpt shows one.
fn blotted(source: &Arc<Source>, root: &Node<'_>) -> Arc<Source> {
    let mut text = source.text().as_bytes().to_vec();
    let accounts = root.get("accounts").map_or(&[][..], Node::items);
    let applications = accounts.iter().filter_map(|node| node.get("applications")).flat_map(Node::items);
    for key in applications.filter_map(|node| node.get("keys")).flat_map(Node::items) {
        let value = key.get("value").unwrap_or(key);
        let Some(stretch) = text.get_mut(value.range()) else { continue };
        // In a table the place is the whole line; elsewhere the value may be written with escapes.
        let own = value.text().unwrap_or_default().as_bytes();
        let at = stretch.windows(own.len().max(1)).position(|window| window == own);
        let blotted = at.map_or(0..stretch.len(), |at| at..at + own.len());
        stretch[blotted].iter_mut().filter(|byte| byte.is_ascii_graphic()).for_each(|byte| *byte = b'*');
    }
    // Only ASCII was put in the place of ASCII.
    Source::new(source.name(), String::from_utf8(text).unwrap_or_default())
}

/// What a file lists twice, though there can be one of it only.
fn doubles(roster: &Roster) -> Vec<Diagnostic> {
    let mut seen = HashMap::new();
    let mut problems = Vec::new();
    let mut once = |what: &'static str, value: String, place: &Span| {
        let other = seen.entry((what, value.to_lowercase())).or_insert_with(|| place.clone());
        if other != place {
            let problem = Diagnostic::error("roster/double", format!("the {what} `{value}` is in the file twice"));
            problems.push(problem.at(place.clone()).label(other.clone(), "the first one"));
        }
    };
    for account in &roster.accounts {
        match &account.external_id {
            Some(id) => once("external id", id.clone(), &account.place),
            None => once("account", account.name.clone(), &account.place),
        }
        for user in &account.users {
            once("username", user.username.clone(), &user.place);
            for (iss, sub) in &user.identities {
                once("identity", format!("{iss} {sub}"), &user.place);
            }
        }
        for application in account.applications.iter().filter_map(|found| Some((found, found.app_id.as_ref()?))) {
            once("app_id", application.1.clone(), &application.0.place);
        }
    }
    problems
}
