//! A program that is killed while it writes: what it said is there, what it did not say is whole or absent, and nothing
//! is there twice.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use portal::runtime::customers::{Customers, Filter, Presented};

use super::databases::Fresh;
use super::on_both;

/// Accounts of the file that is imported again and again.
const ACCOUNTS: usize = 120;
/// How many lines the program may say before it is killed, in each of ten runs.
const LINES: [usize; 10] = [1, 2, 5, 3, 9, 4, 12, 1, 7, 6];

fn name(number: usize) -> String {
    format!("Customer {number}")
}

/// A file of accounts with a user, an application and two keys each.
fn roster() -> String {
    let account = |number: usize| {
        format!(
            "  - org_name: Customer {number}\n    users: [{{ username: user-{number}, role: admin }}]\n    \
             applications: [{{ name: App, plan: bronze, app_id: app_{number}, keys: [key-a-{number}, key-b-{number}] }}]\n"
        )
    };
    std::iter::once("accounts:\n".to_owned()).chain((0..ACCOUNTS).map(account)).collect()
}

/// Imports the file until the program has said so many lines, and kills it then. Returns what it said, all of it.
fn import_and_kill(fresh: &Fresh, lines: usize) -> Vec<String> {
    let mut child = fresh
        .account_command()
        .args(["import", "customers.yaml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let mut said = Vec::new();
    let mut line = String::new();
    while said.len() < lines && output.read_line(&mut line).expect("text") > 0 {
        said.push(line.trim().to_owned());
        line.clear();
    }
    // SIGKILL: it has no time for anything.
    child.kill().expect("it can be killed");
    child.wait().expect("it has ended");
    said.extend(output.lines().map(|line| line.expect("text")));
    said
}

/// Every account that is there is whole, and none is there twice. Returns their names.
async fn all_whole(customers: &Customers) -> BTreeSet<String> {
    let accounts = customers.accounts(&Filter::default(), 0, i64::MAX).await.expect("accounts");
    let mut names = BTreeSet::new();
    for found in accounts {
        let name = found.account.name;
        let number = name.trim_start_matches("Customer ").to_owned();
        let dossier = customers.dossier(found.account.id).await.expect("an answer").expect("it is there");
        assert_eq!(dossier.users.len(), 1, "{name}");
        assert_eq!(dossier.applications.len(), 1, "{name}");
        assert_eq!(dossier.applications[0].keys.len(), 2, "{name}");
        for key in ["a", "b"] {
            let (app_id, key) = (format!("app_{number}"), format!("key-{key}-{number}"));
            let verified = customers.verify(Presented::AppIdKey(&app_id, &key)).await.expect("an answer");
            assert!(verified.is_some(), "{name}: {key}");
        }
        assert!(names.insert(name.clone()), "{name} is there twice");
    }
    names
}

on_both! {
    async fn nothing_is_lost_or_doubled_by_ten_kills(fresh) {
        fresh.write("customers.yaml", &roster());
        let mut said = BTreeSet::new();
        for lines in LINES {
            for line in import_and_kill(&fresh, lines) {
                let name = line.strip_prefix("made ").unwrap_or_else(|| panic!("strange: {line}")).to_owned();
                assert!(said.insert(name.clone()), "{name} was made twice");
            }
            let customers = fresh.customers().await;
            let there = all_whole(&customers).await;
            assert!(said.is_subset(&there), "lost: {:?}", said.difference(&there));
            // What was done and not said is at most the one account that was being made when the program was killed.
            assert!(there.len() <= said.len() + 1, "more than one was made without a word");
            said.extend(there);
            customers.store().close().await;
        }
        assert!(said.len() < ACCOUNTS, "every run was killed before its end");
        let rest = fresh.account_command().args(["import", "customers.yaml"]).output().expect("the program runs");
        assert!(rest.status.success(), "{}", String::from_utf8_lossy(&rest.stderr));
        let there = all_whole(&fresh.customers().await).await;
        assert_eq!(there, (0..ACCOUNTS).map(name).collect());
    }
}
