//! JSON and XML say the same.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::api::Api;
use crate::store::databases::{Database, run};

/// An element of XML, as far as the API writes it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

/// Reads one element at the begin of `text`; the rest behind it. Anything that is not well-formed fails.
fn element(text: &str) -> (Element, &str) {
    let text = text.strip_prefix('<').expect("an element");
    let (tag, mut rest) = text.split_once('>').expect("the end of a tag");
    let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
    let mut parts = tag.split(' ');
    let mut found = Element { name: parts.next().expect("a name").to_owned(), ..Element::default() };
    for part in parts {
        let (name, value) = part.split_once('=').expect("an attribute");
        found.attributes.push((name.to_owned(), value.trim_matches('"').to_owned()));
    }
    if is_empty {
        return (found, rest);
    }
    loop {
        if let Some(after) = rest.strip_prefix(&format!("</{}>", found.name)) {
            return (found, after);
        }
        if rest.starts_with('<') {
            let (child, after) = element(rest);
            found.children.push(child);
            rest = after;
        } else {
            let end = rest.find('<').expect("an end");
            let plain = &rest[..end];
            found.text = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            rest = &rest[end..];
        }
    }
}

fn document(text: &str) -> Element {
    let text = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let (root, rest) = element(text);
    assert_eq!(rest, "");
    root
}

/// Facts: what is named, and its value. Names that the formats do not share are made one.
type Facts = BTreeSet<(String, String)>;

fn of_xml(element: &Element, path: &str, facts: &mut Facts) {
    let fact =
        |name: &str, value: &str| (format!("{path}/{name}").replace("user_account_id", "account_id"), value.to_owned());
    facts.extend(element.attributes.iter().map(|(name, value)| fact(name, value)));
    for (at, child) in element.children.iter().enumerate() {
        match child.name.as_str() {
            "extra_fields" => facts.extend(child.children.iter().map(|field| fact(&field.name, &field.text))),
            // In JSON an application names its plan, and no more.
            "plan" if element.name == "application" => {}
            "type" => {}
            _ if child.children.is_empty() && child.attributes.is_empty() => {
                let name = if element.name == "keys" { at.to_string() } else { child.name.clone() };
                facts.insert(fact(&name, &child.text));
            }
            name => {
                let is_item = element.name == format!("{name}s");
                let own = if is_item { at.to_string() } else { name.to_owned() };
                of_xml(child, &format!("{path}/{own}"), facts);
            }
        }
    }
}

fn of_json(json: &Json, path: &str, facts: &mut Facts) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                if name != "links" {
                    of_json(value, &format!("{path}/{name}"), facts);
                }
            }
        }
        Json::Array(items) => {
            if items.is_empty() {
                facts.insert((path.to_owned(), String::new()));
            }
            for (at, item) in items.iter().enumerate() {
                // A thing in a list is wrapped in its name.
                let inner = item.as_object().and_then(|item| item.values().next()).unwrap_or(item);
                of_json(inner, &format!("{path}/{at}"), facts);
            }
        }
        Json::Null => drop(facts.insert((path.to_owned(), String::new()))),
        Json::String(text) => drop(facts.insert((path.to_owned(), text.clone()))),
        other => drop(facts.insert((path.to_owned(), other.to_string()))),
    }
}

#[test]
fn xml_answers_say_what_json_answers_say() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::revealing(&fresh).await;
        let more =
            [("application_plan_id", "bronze"), ("account_plan_id", "gold"), ("vat code", "<1> & \"2\""), ("1st", "x")];
        let account = api.sign_up("Acme<&>Söhne", &more);
        let application = api.application(&account, "gold", &[("application_key", "a&b<c>\"d\""), ("team", "blue")]);
        api.application(&account, "simple", &[]);
        let own = format!("accounts/{}", account["id"]);
        let shop = format!("{own}/applications/{}", application["id"]);
        for path in [
            "accounts",
            &own,
            &format!("{own}/plan"),
            &format!("{own}/users"),
            &format!("{own}/applications"),
            &shop,
            &format!("{shop}/keys"),
            "applications",
            "application_plans",
            "services",
            "services/mail/metrics",
            "application_plans/bronze/limits",
            "application_plans/gold/features",
        ] {
            let json = api.done("GET", &format!("{path}.json"), &[]);
            let answer = api.send("GET", path, &[]);
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (200, "application/xml; charset=utf-8"),
                "XML where nothing is said"
            );
            let root = document(&answer.body());
            let (mut said, mut told) = (Facts::new(), Facts::new());
            of_xml(&root, "", &mut said);
            let (name, value) = json.as_object().expect("an object").iter().next().expect("a thing");
            of_json(value, "", &mut told);
            if let Some(page) = json.get("metadata") {
                of_json(page, "", &mut told);
            }
            // Fields whose names XML cannot have are told under others.
            let named = |(path, value): (String, String)| (path.replace(' ', "_").replace("/1st", "/_1st"), value);
            told = told.into_iter().map(named).collect();
            told.retain(|(path, value)| !(value.is_empty() && path.is_empty()));
            said.retain(|(path, _)| !path.ends_with("/account_id") || root.name != "users");
            said.retain(|(path, _)| !(path.contains("/users/") && path.ends_with("/account_id")));
            assert_eq!(said, told, "{path}, {name}: {}", answer.body());
        }
        let signed = document(
            &api.send(
                "POST",
                "signup.xml",
                &[("org_name", "B"), ("username", "b"), ("email", "b@example.com"), ("application_plan_id", "bronze")],
            )
            .body(),
        );
        let parts: Vec<&str> = signed.children.iter().map(|part| part.name.as_str()).collect();
        assert!(
            ["users", "plans", "applications", "extra_fields"].iter().all(|part| parts.contains(part)),
            "{parts:?}"
        );
        api.running.stop().await;
    });
}
