//! Audit entries as people read them. Must not leave out what was done.

use serde_json::Value as Json;

use crate::model::customer::Entry;
use crate::runtime::customers;

/// What names the subject of an entry, in the order in which it is looked for.
const NAMES: [&str; 3] = ["application", "name", "username"];

/// Entries as pages show them.
pub fn entries(found: &[customers::Entry]) -> Vec<Entry> {
    found.iter().map(entry).collect()
}

fn entry(found: &customers::Entry) -> Entry {
    let named = NAMES.iter().find_map(|name| found.detail.get(name)?.as_str()).filter(|name| !name.is_empty());
    Entry {
        at: found.at,
        actor: found.actor_name.clone(),
        action: found.action.clone(),
        subject: named.map_or_else(|| found.subject.replace(':', " "), str::to_owned),
        detail: detail(&found.detail, named),
    }
}

/// `changed: name, email; state: live`.
fn detail(detail: &Json, named: Option<&str>) -> String {
    let Some(detail) = detail.as_object() else { return String::new() };
    let rest = detail.iter().filter(|(_, value)| value.as_str() != named);
    let parts = rest.map(|(name, value)| (name.replace('_', " "), words(value))).filter(|(_, value)| !value.is_empty());
    parts.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
}

fn words(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_is_read_by_people() {
        let found = customers::Entry {
            id: 1,
            at: 2,
            account_id: Some(3),
            actor: "user:4".to_owned(),
            actor_name: "anna".to_owned(),
            action: "key.created".to_owned(),
            subject: "key:5".to_owned(),
            detail: json!({ "application": "Shop", "name": "", "key": "3f0c…9a1b", "changed": ["a", "b"] }),
        };
        let entry = entry(&found);
        assert_eq!((entry.actor.as_str(), entry.subject.as_str()), ("anna", "Shop"));
        assert_eq!(entry.detail, "key: 3f0c…9a1b; changed: a, b");
    }
}
