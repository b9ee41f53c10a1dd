//! `portal account import --from threescale`, with this product's own admin API standing in for 3scale's.

use std::process::Output;

use portal::model::{AccountState, ApplicationState, Role};
use portal::runtime::customers::Presented;
use serde_json::{Value as Json, json};

use super::api::{Api, token};
use crate::store::databases::{Database, Fresh};
use crate::store::on_both;

/// Copies from a portal into a store whose plans are called otherwise.
async fn copy(from: &Api, token: &str, to: &Fresh, more: &[&str]) -> Output {
    let mut command = to.account_command();
    command
        .args(["import", "--from", "threescale", "--url", &format!("http://127.0.0.1:{}", from.running.admin)])
        .args(["--plan", "platinum=silver"])
        .args(more)
        .env("THREESCALE_TOKEN", token);
    tokio::task::spawn_blocking(move || command.output().expect("the program runs")).await.expect("no panic")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

on_both! {
    async fn customers_of_a_3scale_come_along_with_the_keys_that_they_use(fresh) {
        let origin = Database::Sqlite.fresh();
        let there = Api::revealing(&origin).await;
        let acme = there.sign_up("Acme", &[("country", "Spain"), ("first_name", "Ada"), ("last_name", "Byron")]);
        let shop = there.application(&acme, "bronze", &[("application_id", "shop-1"), ("application_key", "first-key"), ("team", "blue")]);
        let path = format!("accounts/{}/applications/{}", acme["id"], shop["id"]);
        there.done("POST", &format!("{path}/keys.json"), &[("key", "second-key")]);
        there.done("PUT", &format!("{path}/suspend.json"), &[]);
        for key in ["my-user-key", "my-other-key"] {
            there.application(&acme, "simple", &[("user_key", key)]);
        }
        let bolt = there.sign_up("Bolt", &[]);
        there.application(&bolt, "gold", &[("application_id", "bolt-1")]);
        there.done("PUT", &format!("accounts/{}/reject.json", bolt["id"]), &[]);
        let reads = token(&there.running, &["account_management"], false).await;

        let customers = fresh.customers().await;
        let dry = copy(&there, &reads, &fresh, &["--dry-run"]).await;
        assert_eq!(dry.status.code(), Some(1), "{}", said(&dry));
        assert!(said(&dry).contains("2 accounts made") && said(&dry).contains("if this were done"), "{}", said(&dry));
        assert!(customers.account_by_external_id("threescale:1").await.expect("it answers").is_none(), "nothing was done");

        let done = copy(&there, &reads, &fresh, &["--format", "json"]).await;
        let report: Json = serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", said(&done)));
        assert_eq!((&report["created"], &report["written"]), (&json!(2), &json!(true)));
        let left = report["not_copied"].as_array().expect("a list").clone();
        assert_eq!(left.len(), 1, "{report}");
        assert!(left[0]["what"].as_str().is_some_and(|what| what.contains("\"Bolt\", application")), "{report}");
        assert!(left[0]["why"].as_str().is_some_and(|why| why.contains("\"Gold\"")), "this site has no such plan: {report}");

        let account = customers.account_by_external_id(&format!("threescale:{}", acme["id"])).await.expect("it answers").expect("Acme");
        assert_eq!((account.name.as_str(), account.fields["country"].as_str()), ("Acme", "Spain"));
        let dossier = customers.dossier(account.id).await.expect("it answers").expect("Acme");
        let ada = &dossier.users[0];
        assert_eq!((ada.name.as_deref(), ada.role, ada.email.as_deref()), (Some("Ada Byron"), Role::Admin, Some("Acme@example.com")));
        let shop = &dossier.applications[0];
        assert_eq!((shop.application.plan.as_str(), shop.application.state, shop.keys.len()), ("bronze", ApplicationState::Suspended, 2));
        assert_eq!(shop.application.fields["team"], "blue");
        for key in ["my-user-key", "my-other-key"] {
            assert!(customers.verify(Presented::UserKey(key)).await.expect("it answers").is_some(), "the same key works");
        }
        assert_eq!(dossier.applications.len(), 3, "of two with one name, each is there");
        let bolt = customers.accounts_by_name("Bolt").await.expect("it answers");
        assert_eq!(bolt[0].state, AccountState::Rejected);
        assert!(!said(&done).contains("first-key") && !said(&done).contains(&reads), "no key and no token is shown");

        let again = copy(&there, &reads, &fresh, &[]).await;
        assert!(said(&again).contains("0 accounts made, 0 changed, 2 as they were"), "{}", said(&again));
        there.running.stop().await;
    }
}

on_both! {
    async fn an_interrupted_copy_goes_on_and_what_is_refused_is_told(fresh) {
        let origin = Database::Sqlite.fresh();
        let there = Api::start(&origin).await;
        let acme = there.sign_up("Acme", &[]);
        there.application(&acme, "bronze", &[("application_id", "shop-1")]);
        let customers = fresh.customers().await;
        // Somebody here has the username already.
        crate::store::accounts::acme(&customers).await;
        let ada = there.sign_up("ada", &[]);
        let first = copy(&there, &there.token, &fresh, &[]).await;
        let text = said(&first);
        assert_eq!(first.status.code(), Some(1), "{text}");
        assert!(text.contains("its value is not told there"), "keys that are shown once cannot be copied: {text}");
        let taken = format!("not copied: account {} \"ada\", user", ada["id"]);
        assert!(text.contains(&taken) && text.contains("belongs to another account"), "{text}");
        assert!(text.contains("2 accounts made"), "everything else is copied: {text}");
        there.sign_up("Crab", &[]);
        let second = said(&copy(&there, &there.token, &fresh, &[]).await);
        assert!(second.contains("made Crab") && second.contains("1 account made, 0 changed, 2 as they were"), "{second}");

        let sso = token(&there.running, &["sso"], true).await;
        let refused = copy(&there, &sso, &fresh, &[]).await;
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("answers 403") && !said(&refused).contains(&sso), "{}", said(&refused));
        let mut none = fresh.account_command();
        none.args(["import", "--from", "threescale", "--url", "http://example.com"]).env("THREESCALE_TOKEN", "t");
        assert!(said(&none.output().expect("it runs")).contains("is not `https`"));
        none.env_remove("THREESCALE_TOKEN");
        assert!(said(&none.output().expect("it runs")).contains("no token of 3scale's API is given"));
        there.running.stop().await;
    }
}
