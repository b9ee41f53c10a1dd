//! The reference pages of the documentation against the program: nothing is missing on them, nothing is made up.
//! `commands.md`, `emails.md` and `admin-api.md` are written by these tests: `SNAPSHOTS=overwrite cargo test --test it reference::`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> PathBuf {
    root().join("docs/content/reference").join(name)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn portal(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(arguments)
        .env("COLUMNS", "76")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("portal runs");
    String::from_utf8(output.stdout).expect("portal writes UTF-8")
}

/// Compares a written page with what it must be, or writes it where that is asked for.
fn up_to_date(name: &str, expected: &str) {
    let path = page(name);
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::write(&path, expected).expect("the page can be written");
    }
    let is_equal = fs::read_to_string(&path).is_ok_and(|found| found == expected);
    assert!(is_equal, "{name} is out of date: run `SNAPSHOTS=overwrite cargo test --test it reference::`");
}

// ---- commands

/// The commands below one, by its own help.
fn subcommands(help: &str) -> Vec<(String, String)> {
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let mut found: Vec<(String, String)> = Vec::new();
    for line in list.lines().take_while(|line| line.starts_with("  ")) {
        match (line.starts_with("   "), found.last_mut()) {
            (true, Some((_, about))) => *about = format!("{about} {}", line.trim()),
            _ => found
                .extend(line.trim().split_once(' ').map(|(name, about)| (name.to_owned(), about.trim().to_owned()))),
        }
    }
    found.retain(|(name, _)| name != "help");
    found
}

/// A help text without the options that every command has, and without spaces at line ends.
fn own_part(help: &str) -> String {
    let own = help.split("\nGlobal options:\n").next().unwrap_or_default();
    own.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn describe(path: &[&str], page: &mut String) {
    let mut arguments = path.to_vec();
    arguments.push("--help");
    let help = portal(&arguments);
    let _ = write!(
        page,
        "{} `portal {}`\n\n```text\n{}\n```\n\n",
        "#".repeat(path.len() + 1),
        path.join(" "),
        own_part(&help)
    );
    for (name, _) in subcommands(&help) {
        describe(&[path, &[name.as_str()]].concat(), page);
    }
}

fn commands() -> String {
    let help = portal(&["--help"]);
    let mut page = String::from(
        "---\ntitle: Commands\ndescription: Every command and option, as the program itself tells them.\norder: 2\nliquid: false\n---\n\n\
         This page is written by a test from the program's own help.\n\n| Command | Does |\n|---|---|\n",
    );
    for (name, about) in subcommands(&help) {
        let _ = writeln!(page, "| [`{name}`](#portal-{name}) | {about} |");
    }
    page.push('\n');
    for (name, _) in subcommands(&help) {
        describe(&[name.as_str()], &mut page);
    }
    let (_, global) = help.split_once("\nGlobal options:\n").expect("every command takes global options");
    let global: Vec<&str> = global.trim_end().lines().map(str::trim_end).collect();
    let _ = write!(page, "## Options of every command\n\n```text\n{}\n```\n\n", global.join("\n"));
    page.push_str(
        "## Exit codes\n\n| Code | Meaning |\n|---|---|\n| 0 | done |\n| 1 | the site has errors; with `--strict`, or warnings |\n\
         | 2 | wrong usage, configuration or environment |\n",
    );
    page
}

#[test]
fn the_page_of_commands_is_the_programs_help() {
    up_to_date("commands.md", &commands());
}

// ---- keys

/// A key that nobody will ever choose: its problem lists the keys that are known.
const STRANGE: &str = "zqxjkv";

/// A site with the strange key in every mapping that has known keys.
const STRANGE_SITE: [(&str, &str); 7] = [
    (
        "portal.yaml",
        "title: T
zqxjkv: 1
brand: { zqxjkv: 1, logo: { zqxjkv: 1 }, colors: { zqxjkv: 1 }, fonts: { zqxjkv: 1, text: { family: F, zqxjkv: 1 } } }
nav: [{ title: A, path: /, zqxjkv: 1 }]
footer: [{ title: A, zqxjkv: 1 }]
markdown: { zqxjkv: 1 }
server: { zqxjkv: 1 }
sessions: { zqxjkv: 1 }
console: { zqxjkv: 1 }
mail: { zqxjkv: 1 }
webhooks: { crm: { zqxjkv: 1 } }
apis:
  a:
    zqxjkv: 1
    auth: { mode: none, zqxjkv: 1 }
    versions: [{ version: v1, zqxjkv: 1 }]
    metrics: [{ system_name: hits, zqxjkv: 1 }]
plans:
  p:
    zqxjkv: 1
    limits: [{ metric: hits, period: day, value: 1, zqxjkv: 1 }]
sso:
  zqxjkv: 1
  providers: { x: { issuer: 'https://id.example', client_id: p, zqxjkv: 1, claims: { zqxjkv: 1 } } }
  links: { keys: '${env:K}', zqxjkv: 1 }
deploy:
  live: { zqxjkv: 1, s3: { bucket: abc, private: p, zqxjkv: 1 } }
",
    ),
    ("apis/a/v1.yaml", "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n"),
    ("content/_section.yaml", "zqxjkv: 1\n"),
    (
        "content/index.md",
        "---\nzqxjkv: 1\nperson: { name: A, zqxjkv: 1 }\nresults: [{ value: A, label: B, zqxjkv: 1 }]\n---\n# A\n",
    ),
    ("emails/invitation.liquid", "---\nzqxjkv: 1\n---\nHello\n"),
    ("images/icon.ico", ""),
    ("layouts/odd.liquid", "---\nzqxjkv: 1\n---\n{{ content }}\n"),
];

/// Known keys by what has them, as the program tells.
fn known_keys() -> BTreeMap<String, BTreeSet<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in STRANGE_SITE {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let site = folder.path().to_str().expect("a Unicode path");
    let report: Json =
        serde_json::from_str(&portal(&["check", "--site", site, "--format", "json"])).expect("one object");
    let mut known = BTreeMap::new();
    for problem in report["diagnostics"].as_array().expect("a list of problems") {
        let message = problem["message"].as_str().unwrap_or_default();
        let Some((what, _)) = message.split_once(&format!(" has no key `{STRANGE}`")) else { continue };
        let hints = problem["hints"].as_array().cloned().unwrap_or_default();
        let hint = hints.iter().filter_map(Json::as_str).find_map(|hint| hint.strip_prefix("known keys: "));
        let keys = hint.unwrap_or_else(|| panic!("no known keys of {what}: {problem}"));
        known.insert(what.to_owned(), keys.split(", ").map(|key| key.trim_matches('`').to_owned()).collect());
    }
    known
}

/// The first cell of every row of the tables below each heading, unmarked.
fn tables(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut heading = String::new();
    for line in page.lines() {
        if let Some(text) = line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
            heading = text.trim().to_owned();
        } else if let Some(cell) = line.strip_prefix("| `").and_then(|row| row.split('`').next()) {
            tables.entry(heading.clone()).or_default().insert(cell.to_owned());
        }
    }
    tables
}

#[test]
fn the_page_of_configuration_has_every_key_and_no_other() {
    let tables = tables(&read(&page("config.md")));
    let known = known_keys();
    assert!(known.len() >= 19, "only {:?}", known.keys());
    for (what, keys) in &known {
        // "a limit" is the heading "A limit".
        let mut heading = what.clone();
        heading[..1].make_ascii_uppercase();
        let documented =
            tables.get(&heading).unwrap_or_else(|| panic!("config.md has no heading `{heading}`: {keys:?}"));
        let missing: Vec<_> = keys.difference(documented).collect();
        let made_up: Vec<_> = documented.difference(keys).collect();
        assert!(missing.is_empty() && made_up.is_empty(), "{heading}: missing {missing:?}, made up {made_up:?}");
    }
    let headings: Vec<_> =
        tables.keys().filter(|heading| !known.keys().any(|what| what.eq_ignore_ascii_case(heading))).collect();
    assert!(headings.is_empty(), "tables of keys that nothing reads: {headings:?}");
}

/// A file of customers with the strange key in every mapping.
const STRANGE_ROSTER: &str = "
zqxjkv: 1
accounts:
  - org_name: A
    zqxjkv: 1
    users: [{ username: a, zqxjkv: 1, identities: [{ iss: i, sub: s, zqxjkv: 1 }] }]
    applications: [{ name: a, plan: p, zqxjkv: 1, keys: [{ value: v, zqxjkv: 1 }] }]
";

/// What `portal account import` says of a file.
fn imported(name: &str, text: &str) -> Vec<Json> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), text).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["account", "import", name, "--store", "sqlite::memory:", "--format", "json"])
        .env("PORTAL_SECRET", "a secret of tests, 0123456789 abcdef")
        .current_dir(folder.path())
        .output()
        .expect("portal runs");
    let report: Json = serde_json::from_slice(&output.stdout).expect("one object");
    report["diagnostics"].as_array().expect("a list of problems").clone()
}

/// What a hint lists behind `before`.
fn listed(problem: &Json, before: &str) -> BTreeSet<String> {
    let hints = problem["hints"].as_array().expect("hints");
    let list = hints.iter().filter_map(|hint| hint.as_str()?.strip_prefix(before)).next();
    let list = list.unwrap_or_else(|| panic!("no list: {problem}"));
    list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[test]
fn the_page_of_rosters_has_every_key_and_column_and_no_other() {
    let mut tables = tables(&read(&page("roster.md")));
    let problems = imported("strange.yaml", STRANGE_ROSTER);
    let mut of_file = BTreeMap::new();
    for problem in &problems {
        let message = problem["message"].as_str().expect("a message");
        let what = message.split_once(" has no key").unwrap_or_else(|| panic!("strange: {problem}")).0;
        of_file.insert(what[..1].to_uppercase() + &what[1..], listed(problem, "known keys: "));
    }
    assert_eq!(of_file.len(), 6);
    let columns = imported("strange.csv", "zqxjkv\n1\n");
    of_file.insert("Columns of a table".to_owned(), listed(&columns[0], "there are "));
    tables.retain(|_, keys| !keys.is_empty());
    assert_eq!(tables, of_file);
}

// ---- codes

/// Where a code is given to a problem; what follows is the code in quotes.
const GIVEN: [(&str, &str); 6] = [
    ("Diagnostic::error(", "error"),
    ("Diagnostic::warning(", "warning"),
    ("Gap::new(", "warning"),
    ("problem(", "error"),
    ("=> ", "error"),
    ("=> (", "error"),
];

/// Every code of the source with its severities.
fn codes() -> BTreeMap<String, BTreeSet<String>> {
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_source = path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs");
            // What a server answers with is no problem's code, and neither is the name of a built-in page.
            if !is_source || path.ends_with("site/output.rs") || path.starts_with(root().join("src/runtime")) {
                continue;
            }
            let text = read(&path);
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (before, severity) in GIVEN {
                for rest in text.split(before).skip(1) {
                    let Some(code) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else {
                        continue;
                    };
                    if is_code(code) {
                        codes.entry(code.to_owned()).or_default().insert(severity.to_owned());
                    }
                }
            }
        }
    }
    codes
}

fn is_code(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    // Media types look the same.
    let is_media = |family: &str| matches!(family, "application" | "audio" | "text" | "video" | "multipart" | "1");
    text.split_once('/').is_some_and(|(family, noun)| word(family) && word(noun) && !is_media(family) && noun != "png")
}

#[test]
fn the_page_of_diagnostics_has_every_code_with_its_severity() {
    let page = read(&page("diagnostics.md"));
    let mut documented = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [code, severity, meaning] = cells[..] else { panic!("not three cells: {line}") };
        assert!(!meaning.is_empty(), "no meaning: {line}");
        let severities: BTreeSet<String> = severity.split(", ").map(str::to_owned).collect();
        let earlier = documented.insert(code.trim_matches('`').to_owned(), severities);
        assert!(earlier.is_none(), "twice: {line}");
    }
    let codes = codes();
    assert!(codes.len() > 60, "only {} codes were found in the source", codes.len());
    let missing: Vec<_> = codes.iter().filter(|(code, _)| !documented.contains_key(*code)).collect();
    assert!(missing.is_empty(), "not in diagnostics.md: {missing:?}");
    for (code, severities) in &documented {
        let given =
            codes.get(code).unwrap_or_else(|| panic!("`{code}` is in diagnostics.md and nowhere in the source"));
        assert_eq!(severities, given, "severity of `{code}`");
    }
}

// ---- mails

/// The page of mails, from the front matter of the theme's own templates.
fn mails() -> String {
    let folder = root().join("themes/default/emails");
    let mut rows = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the theme has mails").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".text.liquid") else { continue };
        let text = read(&entry.path());
        let field =
            |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim().to_owned();
        let variables = field("variables:").trim_matches(['[', ']']).replace(", ", "`, `");
        rows.insert(format!("| `{name}` | {} | `{variables}` |", field("description:").trim_matches('"')));
    }
    let rows: Vec<String> = rows.into_iter().collect();
    format!(
        "---\ntitle: E-mails\ndescription: Every mail of a portal, when it is sent, and its variables.\norder: 4\nliquid: false\n---\n\n\
         This page is written by a test from the default templates. How to replace one: [E-mails](../guide/emails.md) in the guide.\n\n\
         | System name | Sent when | Variables |\n|---|---|---|\n{}\n",
        rows.join("\n")
    )
}

#[test]
fn the_page_of_mails_is_the_default_templates() {
    up_to_date("emails.md", &mails());
}

// ---- the admin API

/// The page of endpoints, from the tables that requests are held against.
fn endpoints() -> String {
    use portal::runtime::http::admin::{CONTENT, ENDPOINTS, Endpoint, MISSING};
    let rows = |endpoints: &[Endpoint], with_scope: bool| -> String {
        let row = |endpoint: &Endpoint| {
            let scope = if with_scope { format!(" `{}` |", endpoint.scope) } else { String::new() };
            format!("| `{}` | `{}` | {} |{scope}\n", endpoint.verb.name(), endpoint.path, endpoint.name)
        };
        endpoints.iter().map(row).collect()
    };
    format!(
        "---\ntitle: Endpoints of the admin API\ndescription: Every call of 3scale's API, and which of them are done.\norder: 7\nliquid: false\n---\n\n\
         This page is written by a test from the program's own tables. How to use them: [The admin API](../operate/admin-api.md). \
         Names are those of 3scale's description, where each has its parameters. `.json` or `.xml` follows the path.\n\n\
         ## Done\n\n| Method | Path | 3scale's name | Scope |\n|---|---|---|---|\n{}\n\
         ## Said by the site\n\nPlans, services, metrics and what belongs to them are written in `portal.yaml`: 405.\n\n\
         | Method | Path | 3scale's name |\n|---|---|---|\n{}\n\
         ## Not done\n\nAnswered with 501 and the name.\n\n| Method | Path | 3scale's name |\n|---|---|---|\n{}",
        rows(ENDPOINTS, true),
        rows(CONTENT, false),
        rows(MISSING, false),
    )
}

#[test]
fn the_page_of_endpoints_is_the_programs_tables() {
    up_to_date("admin-api.md", &endpoints());
}

// ---- the whole

#[test]
fn the_documentation_is_a_portal_without_a_problem() {
    let site = root().join("docs");
    let report: Json = serde_json::from_str(&portal(&[
        "check",
        "--strict",
        "--format",
        "json",
        "--site",
        site.to_str().expect("a Unicode path"),
    ]))
    .expect("one object");
    assert_eq!(report["diagnostics"], Json::Array(Vec::new()));
}
