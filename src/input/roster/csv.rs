//! A table of customers to the tree that YAML would give: one line for each user or application, lines of one account
//! together. Places are those of lines.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::tree::{Key, Node, Place, Value};

/// Which part of a line a column belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Account,
    User,
    Identity,
    Application,
}

/// Every column: its name, what it belongs to, the key there.
const COLUMNS: [(&str, Part, &str); 19] = [
    ("external_id", Part::Account, "external_id"),
    ("org_name", Part::Account, "org_name"),
    ("state", Part::Account, "state"),
    ("plan", Part::Account, "plan"),
    ("groups", Part::Account, "groups"),
    ("username", Part::User, "username"),
    ("email", Part::User, "email"),
    ("name", Part::User, "name"),
    ("role", Part::User, "role"),
    ("user_state", Part::User, "state"),
    ("iss", Part::Identity, "iss"),
    ("sub", Part::Identity, "sub"),
    ("application", Part::Application, "name"),
    ("description", Part::Application, "description"),
    ("application_plan", Part::Application, "plan"),
    ("app_id", Part::Application, "app_id"),
    ("application_state", Part::Application, "state"),
    ("redirect_url", Part::Application, "redirect_url"),
    ("keys", Part::Application, "keys"),
];

/// Columns whose cells hold several values, with spaces between.
const SEVERAL: [&str; 2] = ["groups", "keys"];

type Entries<'s> = Vec<(Key<'s>, Node<'s>)>;

/// An account as its lines make it.
#[derive(Default)]
struct Account<'s> {
    own: Entries<'s>,
    users: Vec<Node<'s>>,
    applications: Vec<Node<'s>>,
}

/// The tree of a table; `None` where its first line is no list of columns.
pub(super) fn parse<'s>(source: &'s Arc<Source>, problems: &mut Vec<Diagnostic>) -> Option<Node<'s>> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(source.text().as_bytes());
    let columns = columns(source, reader.headers().ok()?, problems)?;
    let mut accounts: Vec<Account<'s>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems
                    .push(Diagnostic::error("roster/csv", format!("this is no CSV: {error}")).at(Span::file(source)));
                break;
            }
        };
        let place = line(source, &record);
        if record.len() != columns.len() {
            let message = format!("this line has {} cells, the first line names {}", record.len(), columns.len());
            let problem = Diagnostic::error("roster/csv", message).at(Span::new(source, place.range()));
            problems.push(problem.hint("put quotes around a value that contains a comma"));
            continue;
        }
        let part = |part: Part| -> Entries<'s> {
            let cells = columns.iter().zip(&record).filter(|((of, _), cell)| *of == part && !cell.is_empty());
            cells.map(|((_, key), cell)| entry(key, cell, place)).collect()
        };
        let own = part(Part::Account);
        let at = *known.entry(name(&own)).or_insert_with(|| {
            accounts.push(Account::default());
            accounts.len() - 1
        });
        let account = &mut accounts[at];
        merge(source, &mut account.own, own, problems);
        account.users.extend(user(part(Part::User), part(Part::Identity), place));
        account.applications.extend(mapping(part(Part::Application), place));
    }
    let accounts = accounts.into_iter().map(Account::into_node).collect();
    let whole = Place::new(0..source.text().len(), 0);
    Some(Node {
        place: whole,
        value: Value::Map(vec![(key("accounts", whole), Node { place: whole, value: Value::List(accounts) })]),
    })
}

fn columns(
    source: &Arc<Source>,
    header: &csv::StringRecord,
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<(Part, &'static str)>> {
    let place = Span::new(source, line(source, header).range());
    let mut columns = Vec::new();
    for cell in header {
        match COLUMNS.iter().find(|(name, ..)| *name == cell) {
            Some((_, part, key)) => columns.push((*part, *key)),
            None => {
                let problem =
                    Diagnostic::error("roster/column", format!("there is no column `{cell}`")).at(place.clone());
                let problem = problem.suggest(cell, COLUMNS.iter().map(|(name, ..)| *name));
                let all = || COLUMNS.iter().map(|(name, ..)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                problems.push(if problem.hints.is_empty() {
                    problem.hint(format!("there are {}", all()))
                } else {
                    problem
                });
            }
        }
    }
    (columns.len() == header.len()).then_some(columns)
}

/// The bytes of a record's line.
fn line(source: &Source, record: &csv::StringRecord) -> Place {
    let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
    let text = source.text();
    // The position is behind the record before, at the end of its line.
    let blank = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
    let start = (start + blank).min(text.len());
    let end = text.get(start..).and_then(|rest| rest.find(['\r', '\n'])).map_or(text.len(), |length| start + length);
    Place::new(start..end, 0)
}

fn key<'s>(name: &'static str, place: Place) -> Key<'s> {
    Key { place, name: Cow::Borrowed(name) }
}

fn entry<'s>(name: &'static str, cell: &str, place: Place) -> (Key<'s>, Node<'s>) {
    let text = |text: &str| Node { place, value: Value::Text(Cow::Owned(text.to_owned())) };
    let node = if SEVERAL.contains(&name) {
        Node { place, value: Value::List(cell.split_whitespace().map(text).collect()) }
    } else {
        text(cell)
    };
    (key(name, place), node)
}

fn mapping<'s>(entries: Entries<'s>, place: Place) -> Option<Node<'s>> {
    (!entries.is_empty()).then_some(Node { place, value: Value::Map(entries) })
}

fn user<'s>(mut user: Entries<'s>, identity: Entries<'s>, place: Place) -> Option<Node<'s>> {
    if let Some(identity) = mapping(identity, place) {
        user.push((key("identities", place), Node { place, value: Value::List(vec![identity]) }));
    }
    mapping(user, place)
}

/// What says that two lines are of one account.
fn name(own: &Entries<'_>) -> String {
    let get = |name: &str| own.iter().find(|(key, _)| key.name == name).and_then(|(_, node)| node.text());
    match (get("external_id"), get("org_name")) {
        (Some(id), _) => format!("id {id}"),
        (None, name) => format!("name {}", name.unwrap_or_default()),
    }
}

/// Adds what a further line says of its account, which must not be something else.
fn merge<'s>(source: &Arc<Source>, known: &mut Entries<'s>, more: Entries<'s>, problems: &mut Vec<Diagnostic>) {
    for (key, node) in more {
        match known.iter().find(|(other, _)| other.name == key.name) {
            None => known.push((key, node)),
            Some((_, other)) if other.to_json() == node.to_json() => {}
            Some((_, other)) => {
                let message = format!("`{}` is something else than in an earlier line of this account", key.name);
                let problem = Diagnostic::error("roster/double", message).at(Span::new(source, node.range()));
                problems.push(problem.label(Span::new(source, other.range()), "the earlier line"));
            }
        }
    }
}

impl<'s> Account<'s> {
    fn into_node(self) -> Node<'s> {
        let mut entries = self.own;
        let place = entries.first().map_or(Place::default(), |(key, _)| key.place);
        for (name, items) in [("users", self.users), ("applications", self.applications)] {
            entries.push((key(name, place), Node { place, value: Value::List(items) }));
        }
        Node { place, value: Value::Map(entries) }
    }
}
