//! What the project stands on: every dependency is owned by a module and has a reason, every licence is one we may pass on.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The quoted strings of a list in `.cargo/deny.toml`.
fn list(text: &str, key: &str) -> Vec<String> {
    let (_, rest) = text.split_once(&format!("\n{key} = [")).expect("the list is there");
    let (list, _) = rest.split_once("\n]").expect("the list ends on a line of its own");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether a choice or sum of licences can be met: `OR` needs one side, `AND` both, `/` is an old `OR`.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim();
    let bare = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|rest| !rest.contains('('));
    if let Some(bare) = bare {
        return is_met(bare, allowed);
    }
    if let Some((left, right)) = outside_brackets(expression, " AND ") {
        return is_met(left, allowed) && is_met(right, allowed);
    }
    if let Some((left, right)) = outside_brackets(expression, " OR ").or_else(|| expression.split_once('/')) {
        return is_met(left, allowed) || is_met(right, allowed);
    }
    allowed.iter().any(|licence| licence == expression)
}

fn outside_brackets<'e>(expression: &'e str, word: &str) -> Option<(&'e str, &'e str)> {
    let at = expression.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = &expression[..*at];
        before.matches('(').count() == before.matches(')').count()
    })?;
    Some((&expression[..at], &expression[at + word.len()..]))
}

#[test]
fn every_dependency_has_an_owner_and_a_reason() {
    let manifest = file("Cargo.toml");
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let is_dependency = line.contains(" = ") && !line.starts_with(['#', '[']);
        if !section.contains("dependencies") || !is_dependency {
            continue;
        }
        let comment = line.rsplit_once(" # ").map(|(_, comment)| comment.trim()).unwrap_or_default();
        assert!(!comment.is_empty(), "no reason behind: {line}");
        if section.contains("dev-") {
            continue;
        }
        let (owners, reason) = comment.split_once(": ").unwrap_or_else(|| panic!("no `owner: reason` behind: {line}"));
        assert!(!reason.is_empty(), "no reason behind: {line}");
        for owner in owners.split(", ") {
            let module = owner.split("::").next().unwrap_or_default();
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module);
            assert!(path.is_dir() || path.with_extension("rs").is_file(), "`{owner}` is no module: {line}");
        }
    }
}

/// Packages that are built on this machine. Those for other systems are in the lock file, and were never downloaded.
fn packages() -> Vec<Json> {
    let cargo = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--offline",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            &host(),
            "--manifest-path",
        ])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .expect("cargo can be run");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Json = serde_json::from_slice(&cargo.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    assert!(packages.len() > 50, "only {} packages", packages.len());
    packages.clone()
}

/// Statement 72: TLS and signatures have one implementation, and YAML one that is looked after.
#[test]
fn statement_72_crates_that_must_not_be_used_are_not() {
    let rules = file(".cargo/deny.toml");
    let refused = list(&rules, "deny");
    assert!(refused.len() == 5, "the rules name them: {refused:?}");
    for package in packages() {
        let name = package["name"].as_str().unwrap_or_default();
        assert!(!refused.iter().any(|refused| refused == name), "`{name}` is used");
    }
}

#[test]
fn statement_72_every_licence_may_be_passed_on() {
    let rules = file(".cargo/deny.toml");
    let allowed = list(&rules, "allow");
    let exceptions = list(&rules, "exceptions");
    let mut refused = Vec::new();
    for package in packages() {
        let (name, licence) =
            (package["name"].as_str().unwrap_or_default(), package["license"].as_str().unwrap_or_default());
        let is_exception = exceptions.iter().any(|exception| exception == name);
        if !is_exception && !is_met(licence, &allowed) {
            refused.push(format!("{name}: {licence}"));
        }
    }
    assert_eq!(refused, Vec::<String>::new());
}

/// The system that the tests run on, as rustc names it.
fn host() -> String {
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc can be run");
    let text = String::from_utf8_lossy(&rustc.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

#[test]
fn the_rules_name_no_crate_that_is_not_used() {
    let lock = file("Cargo.lock");
    let crates = list(&file(".cargo/deny.toml"), "exceptions")
        .into_iter()
        // Licences stand beside the crates, and have capitals.
        .filter(|word| !word.contains(|c: char| c.is_uppercase()));
    for name in crates {
        assert!(lock.contains(&format!("name = \"{name}\"")), "`{name}` is excepted and not used");
    }
}
