//! Users of an account.

use serde_json::json;

use super::api::Api;
use crate::store::on_both;

on_both! {
    async fn users_are_made_listed_changed_and_deleted(fresh) {
        let api = Api::start(&fresh).await;
        let (account, other) = (api.sign_up("Acme", &[]), api.sign_up("Bolt", &[]));
        let users = format!("accounts/{}/users.json", account["id"]);
        let fields = [("username", "bob"), ("email", "bob@example.com"), ("password", "p4ssw0rd"), ("job_role", "tester")];
        let bob = api.done("POST", &users, &fields)["user"].clone();
        assert_eq!((&bob["role"], &bob["state"], &bob["job_role"]), (&json!("member"), &json!("active"), &json!("tester")));
        assert_eq!(api.done("GET", &users, &[])["users"].as_array().map(Vec::len), Some(2));
        assert_eq!(api.done("GET", &users, &[("role", "member")])["users"], json!([{ "user": bob }]));
        assert_eq!(api.done("GET", &users, &[("state", "suspended")])["users"], json!([]));
        let path = |what: &str| format!("accounts/{}/users/{}{what}.json", account["id"], bob["id"]);
        assert_eq!(api.done("GET", &path(""), &[])["user"], bob);
        let changed = api.done("PUT", &path(""), &[("email", "b@example.com"), ("first_name", "Bob"), ("role", "admin")]);
        assert_eq!((&changed["user"]["email"], &changed["user"]["name"], &changed["user"]["role"]),
            (&json!("b@example.com"), &json!("Bob"), &json!("member")), "a role has a path of its own");
        for (event, part, value) in [("suspend", "state", "suspended"), ("unsuspend", "state", "active"), ("activate", "state", "active"),
            ("admin", "role", "admin"), ("member", "role", "member")] {
            assert_eq!(api.done("PUT", &path(&format!("/{event}")), &[])["user"][part], value, "{event}");
        }
        assert_eq!(api.wrong("PUT", &path("/unsuspend"), &[]), json!({ "state": ["cannot transition via \"unsuspend\""] }));
        let admin = format!("accounts/{}/users/{}", account["id"], account["users"][0]["user"]["id"]);
        for (method, what) in [("DELETE", ""), ("PUT", "/member"), ("PUT", "/suspend")] {
            let errors = api.wrong(method, &format!("{admin}{what}.json"), &[]);
            assert_eq!(errors, json!({ "base": ["`Acme` is the account's only administrator"] }));
        }
        assert_eq!(api.wrong("POST", &users, &[("username", "BOB"), ("email", "x@example.com")]), json!({ "username": ["has already been taken"] }));
        let foreign = format!("accounts/{}/users/{}.json", other["id"], bob["id"]);
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(api.send(method, &foreign, &[]).status, 404, "another account's");
        }
        assert_eq!(api.done("DELETE", &path(""), &[]), json!(null));
        assert_eq!(api.send("GET", &path(""), &[]).status, 404);
        api.running.stop().await;
    }
}
