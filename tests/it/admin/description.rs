//! The admin API against 3scale's own description of it, which stands in the shared data.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portal::runtime::http::admin::{CONTENT, ENDPOINTS, Endpoint, MISSING};
use serde_json::{Value as Json, json};

use super::api::Api;
use crate::store::databases::{Database, run};

/// The description. Says plainly when it is missing.
fn description() -> Option<PathBuf> {
    let shared = std::env::var_os("PORTAL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let file = shared.join("data/3scale/account_management_api.json");
    if file.is_file() {
        return Some(file);
    }
    eprintln!("NOT RUN: there is no {}; set PORTAL_SHARED to the folder of shared data", file.display());
    None
}

fn key(verb: &str, path: &str) -> (String, String) {
    let verb = if verb == "PATCH" { "PUT" } else { verb };
    (verb.to_owned(), path.trim_end_matches(".xml").trim_end_matches(".json").to_owned())
}

#[test]
fn every_endpoint_that_3scale_describes_is_done_or_refused_by_its_name() {
    let Some(file) = description() else { return };
    let whole: Json = serde_json::from_slice(&fs::read(file).expect("it is read")).expect("JSON");
    let mut described = BTreeMap::new();
    for (path, operations) in whole["paths"].as_object().expect("paths") {
        for (verb, operation) in operations.as_object().expect("operations") {
            described
                .insert(key(&verb.to_uppercase(), path), operation["summary"].as_str().expect("a name").to_owned());
        }
    }
    let tables = || ENDPOINTS.iter().chain(CONTENT).chain(MISSING);
    let own = |endpoint: &&Endpoint| !endpoint.path.starts_with("/stats/");
    let ours: BTreeMap<_, _> = tables()
        .filter(own)
        .map(|endpoint| (key(endpoint.verb.name(), endpoint.path), endpoint.name.to_owned()))
        .collect();
    assert_eq!(ours.len(), tables().filter(own).count(), "none stands in two tables");
    let missing: Vec<_> = described.iter().filter(|(key, name)| ours.get(*key) != Some(*name)).collect();
    assert!(missing.is_empty(), "not done, and not refused by its name: {missing:?}");
    let more: Vec<&str> =
        ours.iter().filter(|(key, _)| !described.contains_key(*key)).map(|(_, name)| name.as_str()).collect();
    assert_eq!(
        more,
        ["Application Plan Read (all services)", "SSO Token Create"],
        "3scale has these, and describes them nowhere"
    );
}

/// Things of a portal that paths of the description may name.
fn facts(api: &Api) -> Json {
    let account = api.sign_up("Acme", &[("account_plan_id", "gold")]);
    let shop = api.application(&account, "bronze", &[("application_id", "shop-1")]);
    let first = |path: &str, list: &str, item: &str| {
        let json = api.done("GET", &format!("{path}.json"), &[]);
        json[list].as_array().expect("a list").last().expect("a thing")[item]["id"].clone()
    };
    let hits = first("services/mail/metrics", "metrics", "metric");
    let service = api.done("GET", "services/mail.json", &[])["service"]["id"].clone();
    let plan: Json = api.plan("bronze").parse().expect("a number");
    let gold: Json = api.plan("gold").parse().expect("a number");
    json!({
        "endpoints": ENDPOINTS.iter().map(|endpoint| [endpoint.verb.name(), endpoint.path]).collect::<Vec<_>>(),
        "ids": {
            "accounts": [account["id"]], "applications": [shop["id"]], "users": [account["users"][0]["user"]["id"]],
            "application_plans": [plan], "account_plans": [plan], "services": [service], "metrics": [hits],
            "methods": [hits], "features": [first("application_plans/gold/features", "features", "feature")],
            "limits": [first("application_plans/bronze/limits", "limits", "limit")], "keys": ["none-such"],
        },
        "values": {
            "plan_id": [gold], "account_plan_id": [gold], "application_plan_id": [gold],
            "service_id": [service.to_string()], "active_since": ["2026-01-01"], "inactive_since": ["2026-01-01 00:00:00"],
        },
    })
}

/// With schemathesis. The description says nothing of answers but that there are some.
#[test]
fn requests_as_the_description_has_them_are_answered_and_others_refused() {
    let Some(file) = description() else { return };
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::start(&fresh).await;
        let facts = facts(&api).to_string();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut program = Command::new(root.join("tests/.venv/bin/python"));
        program
            .arg(root.join("tests/it/admin/describe.py"))
            .arg(file)
            .args([&format!("http://127.0.0.1:{}", api.running.admin), &api.token, "20260303"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut program =
            program.spawn().expect("no Python in tests/.venv: `tests/run` installs it, with schemathesis");
        program.stdin.take().expect("it is piped").write_all(facts.as_bytes()).expect("written");
        let output =
            tokio::task::spawn_blocking(move || program.wait_with_output()).await.expect("no panic").expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        api.running.stop().await;
    });
}
