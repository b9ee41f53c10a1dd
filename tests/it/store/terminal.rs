//! `portal account` where its transcripts (tests/cmd/account.md) do not reach: the secret, other formats, a bundle.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use portal::runtime::customers::Presented;
use serde_json::Value as Json;

use super::databases::{Fresh, MASTER};
use super::on_both;

const NEW_MASTER: &str = "a new master secret, 32 bytes long";

fn account(fresh: &Fresh, arguments: &[&str]) -> Output {
    fresh.account_command().args(arguments).output().expect("the program runs")
}

fn json(output: &Output) -> Json {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one value")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An account with an application on a plan; its `app_id` and its first key.
fn with_application(fresh: &Fresh) -> (String, String) {
    json(&account(fresh, &["create", "Acme", "--format", "json"]));
    let made =
        json(&account(fresh, &["application", "create", "Acme", "Shop", "--plan", "bronze", "--format", "json"]));
    let text = |value: &Json| value.as_str().expect("text").to_owned();
    (text(&made["application"]["app_id"]), text(&made["value"]))
}

on_both! {
    async fn the_secret_must_be_there_and_the_same(fresh) {
        let (app_id, key) = with_application(&fresh);
        let found = fresh.customers().await.verify(Presented::AppIdKey(&app_id, &key)).await.expect("an answer");
        assert!(found.is_some(), "the terminal and the portal make the same of a secret");
        let none = fresh.account_command().arg("list").env_remove("PORTAL_SECRET").output().expect("it runs");
        assert_eq!(none.status.code(), Some(2));
        assert!(stderr(&none).contains("`PORTAL_SECRET`: the master secret is not set"), "{}", stderr(&none));
        let short = fresh.account_command().arg("list").env("PORTAL_SECRET", "hunter2").output().expect("it runs");
        assert!(stderr(&short).contains("has 7 bytes, fewer than the 32") && !stderr(&short).contains("hunter2"));
        let other = fresh.account_command().arg("list").env("PORTAL_SECRET", NEW_MASTER).output().expect("it runs");
        assert!(stderr(&other).contains("1 key was made with another secret"), "{}", stderr(&other));
        let mut both = fresh.account_command();
        both.args(["key", "reseal", "--format", "json"]).env("PORTAL_SECRET", NEW_MASTER);
        both.env("PORTAL_SECRET_FORMER", std::str::from_utf8(MASTER).expect("text"));
        let report = json(&both.output().expect("it runs"));
        assert_eq!(report, serde_json::json!({ "resealed": 0, "left": 1 }), "this key is not kept: it waits to be used");
    }
}

on_both! {
    async fn a_key_from_elsewhere_comes_in_through_the_standard_input(fresh) {
        let (app_id, _) = with_application(&fresh);
        let mut command = fresh.account_command();
        command.args(["key", "create", &app_id, "--name", "old", "--from-stdin"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        child.stdin.take().expect("piped").write_all(b"key-from-elsewhere\n").expect("written");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "key-from-elsewhere\n");
        let presented = Presented::AppIdKey(&app_id, "key-from-elsewhere");
        assert!(fresh.customers().await.verify(presented).await.expect("an answer").is_some());
        let keys = json(&account(&fresh, &["key", "list", &app_id, "--format", "json"]));
        assert_eq!((&keys[1]["name"], &keys[1]["state"]), (&Json::from("old"), &Json::from("live")));
        assert!(!keys.to_string().contains("elsewhere"), "a list has no values");
    }
}

on_both! {
    async fn a_list_has_what_fits(fresh) {
        for (name, plan) in [("Acme", "bronze"), ("Acorn 100%", "silver"), ("Foyer", "silver")] {
            json(&account(&fresh, &["create", name, "--admin", &format!("Admin of {name}"), "--format", "json"]));
            json(&account(&fresh, &["application", "create", name, "App", "--plan", plan, "--format", "json"]));
        }
        json(&account(&fresh, &["update", "Foyer", "--state", "suspended", "--format", "json"]));
        let names = |arguments: &[&str]| -> Vec<String> {
            let found = json(&account(&fresh, &[&["list", "--format", "json"], arguments].concat()));
            let found = found.as_array().expect("a list");
            found.iter().map(|account| account["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names(&[]), ["Acme", "Acorn 100%", "Foyer"]);
        assert_eq!(names(&["--search", "AC"]), ["Acme", "Acorn 100%"]);
        assert_eq!(names(&["--search", "0%"]), ["Acorn 100%"], "nothing is a joker");
        assert_eq!(names(&["--search", "of foy"]), ["Foyer"], "by a user's name");
        assert_eq!(names(&["--plan", "silver"]), ["Acorn 100%", "Foyer"]);
        assert_eq!(names(&["--plan", "silver", "--state", "approved"]), ["Acorn 100%"]);
    }
}

/// The plans of a bundle are those of its site.
#[test]
fn a_bundle_says_what_is_sold() {
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = folder.path().join("dist");
    let portal = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(arguments)
            .env("PORTAL_SECRET", NEW_MASTER)
            .env("PORTAL_STORE", format!("sqlite:{}", folder.path().join("portal.db").display()))
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", stderr(&output));
        output
    };
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/site-example");
    portal(&["build", "--site", site, "--output", bundle.to_str().expect("a Unicode path")]);
    portal(&["account", "create", "Acme"]);
    let made = portal(&[
        "account",
        "application",
        "create",
        "Acme",
        "Shop",
        "--plan",
        "silver",
        "--bundle",
        "dist",
        "--format",
        "json",
    ]);
    assert_eq!(json(&made)["application"]["plan"], "silver");
    let shown = json(&portal(&["account", "show", "Acme", "--bundle", "dist", "--format", "json"]));
    assert_eq!(shown["applications"][0]["usage"][0]["limit"], 100_000);
}
