//! `portal account import`: what is missing is made, what differs is changed, what is the same is left alone, and all
//! that is wrong is told at once.

use portal::runtime::customers::{Customers, Filter, Presented};
use serde_json::Value as Json;

use super::databases::Fresh;
use super::on_both;

const CUSTOMERS: &str = "
accounts:
  - external_id: crm-7
    org_name: Acme
    plan: silver
    groups: [beta]
    fields: { country: NO }
    users:
      - username: ada
        email: ada@acme.example
        role: admin
        identities: [{ iss: 'https://id.example', sub: ada-1 }]
    applications:
      - name: Shop
        plan: bronze
        app_id: shop
        keys: [canary-key-of-the-shop, { name: laptop, value: second-key-of-the-shop }]
      - { name: Map, plan: simple, keys: [user-key-of-the-map] }
  - org_name: Foyer
";

fn import(fresh: &Fresh, name: &str, more: &[&str]) -> (i32, Json) {
    let output = fresh
        .account_command()
        .args(["import", name, "--format", "json"])
        .args(more)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains("canary") && !String::from_utf8_lossy(&output.stderr).contains("canary"), "{said}");
    let report = serde_json::from_str(&said)
        .unwrap_or_else(|error| panic!("{error}: {said}{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().expect("it ended"), report)
}

fn figures(report: &Json) -> (i64, i64, i64) {
    let figure = |name: &str| report[name].as_i64().expect("a number");
    (figure("created"), figure("updated"), figure("unchanged"))
}

async fn names(customers: &Customers) -> Vec<String> {
    let accounts = customers.accounts(&Filter::default(), 0, 100).await.expect("accounts");
    accounts.into_iter().map(|found| found.account.name).collect()
}

on_both! {
    async fn a_file_is_taken_once(fresh) {
        fresh.write("customers.yaml", CUSTOMERS);
        let (code, tried) = import(&fresh, "customers.yaml", &["--dry-run"]);
        assert_eq!((code, figures(&tried), &tried["written"]), (0, (2, 0, 0), &Json::Bool(false)));
        let customers = fresh.customers().await;
        assert_eq!(names(&customers).await, Vec::<String>::new());
        assert_eq!(figures(&import(&fresh, "customers.yaml", &[]).1), (2, 0, 0));
        assert_eq!(names(&customers).await, ["Acme", "Foyer"]);
        let version = customers.audit(None, None, 1000).await.expect("entries").len();
        assert_eq!(figures(&import(&fresh, "customers.yaml", &[]).1), (0, 0, 2), "the same file again");
        assert_eq!(customers.audit(None, None, 1000).await.expect("entries").len(), version, "nothing was done");

        let acme = customers.account_by_external_id("crm-7").await.expect("an answer").expect("it is there");
        let dossier = customers.dossier(acme.id).await.expect("an answer").expect("it is there");
        assert_eq!((acme.plan.as_deref(), acme.groups), (Some("silver"), vec!["beta".to_owned()]));
        assert_eq!(dossier.applications.iter().map(|found| found.keys.len()).collect::<Vec<_>>(), [2, 1]);
        let ada = customers.user_by_identity("https://id.example", "ada-1").await.expect("an answer");
        assert_eq!(ada.map(|ada| ada.username), Some("ada".to_owned()));
        for presented in [Presented::AppIdKey("shop", "canary-key-of-the-shop"), Presented::UserKey("user-key-of-the-map")] {
            assert!(customers.verify(presented).await.expect("an answer").is_some());
        }
    }
}

on_both! {
    async fn what_differs_is_changed_and_nothing_is_taken_away(fresh) {
        fresh.write("customers.yaml", CUSTOMERS);
        import(&fresh, "customers.yaml", &[]);
        let changed = CUSTOMERS
            .replace("org_name: Acme", "org_name: Acme & Sons")
            .replace("name: Shop\n        plan: bronze", "name: Web shop\n        plan: silver")
            .replace("canary-key-of-the-shop", "third-key-of-the-shop");
        fresh.write("changed.yaml", &changed);
        assert_eq!(figures(&import(&fresh, "changed.yaml", &[]).1), (0, 1, 1));
        let customers = fresh.customers().await;
        assert_eq!(names(&customers).await, ["Acme & Sons", "Foyer"]);
        let shop = customers.application_by_app_id("shop").await.expect("an answer").expect("it is there");
        assert_eq!((shop.name.as_str(), shop.plan.as_str()), ("Web shop", "silver"));
        assert_eq!(customers.keys(shop.id).await.expect("keys").len(), 3);
    }
}

on_both! {
    async fn all_that_is_wrong_is_told_at_once_and_nothing_is_written(fresh) {
        fresh.write("customers.yaml", CUSTOMERS);
        import(&fresh, "customers.yaml", &[]);
        fresh.write("wrong.yaml", "
accounts:
  - org_name: Thief
    applications:
      - { name: Stolen, plan: bronze, app_id: shop }
      - { name: Lead, plan: lead, keys: [canary-1, canary-2, canary-3] }
      - { name: Many, plan: bronze, keys: [canary-1, canary-2, canary-3, canary-4, canary-5, canary-6] }
    users:
      - username: Ada
      - { username: eve, email: eve, identities: [{ iss: 'https://id.example', sub: ada-1 }] }
");
        let (code, report) = import(&fresh, "wrong.yaml", &[]);
        let told: Vec<(i64, String)> = report["diagnostics"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|problem| {
                let line = problem["line"].as_i64().expect("a line");
                (line, problem["message"].as_str().expect("a message").to_owned())
            })
            .collect();
        let expected = [
            (5, "the application `shop` belongs to another account"),
            (6, "`plan` does not exist"),
            (7, "there are 5 keys already, and there may be no more"),
            (9, "the user `Ada` belongs to another account"),
            (10, "`email` should look like an email address"),
        ];
        assert_eq!(told, expected.map(|(line, message)| (line, message.to_owned())));
        assert_eq!(code, 1);
        assert_eq!(names(&fresh.customers().await).await, ["Acme", "Foyer"]);
    }
}

on_both! {
    async fn a_table_says_the_same_as_a_list(fresh) {
        fresh.write("customers.csv", "\
org_name,external_id,groups,username,role,iss,sub,application,application_plan,app_id,keys
\"Kopje, Coffee\",crm-1,beta trial,bram,admin,https://id.example,b-1,Wednesday,silver,wednesday,canary-first canary-second
\"Kopje, Coffee\",crm-1,,eva,member,,,Thursday,bronze,thursday,
Foyer,,,,,,,,,,
");
        assert_eq!(figures(&import(&fresh, "customers.csv", &[]).1), (2, 0, 0));
        let customers = fresh.customers().await;
        let kopje = customers.account_by_external_id("crm-1").await.expect("an answer").expect("it is there");
        let dossier = customers.dossier(kopje.id).await.expect("an answer").expect("it is there");
        assert_eq!(kopje.groups, ["beta", "trial"]);
        assert_eq!(dossier.users.iter().map(|user| user.username.as_str()).collect::<Vec<_>>(), ["bram", "eva"]);
        assert!(customers.verify(Presented::AppIdKey("wednesday", "canary-second")).await.expect("an answer").is_some());
        fresh.write("wrong.csv", "org_name,plan\nAcme,bronze\nAcme,silver\nToo,many,cells\n");
        let (_, report) = import(&fresh, "wrong.csv", &[]);
        let lines: Vec<_> = report["diagnostics"].as_array().expect("a list").iter().map(|problem| problem["line"].as_i64()).collect();
        assert_eq!(lines, [Some(3), Some(4)]);
    }
}
