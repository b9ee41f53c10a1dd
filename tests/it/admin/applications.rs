//! Applications of accounts and across them.

use portal::runtime::customers::Presented;
use serde_json::json;

use super::api::Api;
use crate::store::on_both;

on_both! {
    async fn an_application_is_made_found_changed_and_deleted(fresh) {
        let api = Api::revealing(&fresh).await;
        let (account, other) = (api.sign_up("Acme", &[]), api.sign_up("Bolt", &[]));
        let shop = api.application(&account, "bronze", &[("application_id", "shop-1"), ("application_key", "first-key"), ("team", "blue")]);
        assert_eq!((&shop["application_id"], &shop["keys"], &shop["team"]), (&json!("shop-1"), &json!(["first-key"]), &json!("blue")));
        assert_eq!((&shop["plan_name"], &shop["service_name"], &shop["org_name"]), (&json!("Bronze"), &json!("Mail"), &json!("Acme")));
        assert!(api.running.customers().verify(Presented::AppIdKey("shop-1", "first-key")).await.expect("it answers").is_some());
        let map = api.application(&other, "simple", &[("user_key", "my-user-key")]);
        assert_eq!((&map["user_key"], map.get("application_id")), (&json!("my-user-key"), None));
        let find = |name: &str, value: &str| api.send("GET", "applications/find.json", &[(name, value)]);
        for (name, value, found) in [("app_id", "shop-1", &shop), ("user_key", "my-user-key", &map), ("application_id", &shop["id"].to_string(), &shop)] {
            let json: serde_json::Value = serde_json::from_slice(&find(name, value).bytes).expect("JSON");
            assert_eq!(json["application"], *found, "{name}");
        }
        assert!(["app_id", "user_key", "application_id"].iter().all(|name| find(name, "4711").status == 404));
        let of_other = api.send("GET", "applications/find.json", &[("app_id", "shop-1"), ("service_id", "maps")]);
        assert_eq!(of_other.status, 404, "of another service");
        let own = format!("accounts/{}/applications/{}.json", account["id"], shop["id"]);
        assert_eq!(api.done("GET", &own, &[])["application"], shop);
        let changed = api.done("PUT", &own, &[("name", "Shop 2"), ("description", "")]);
        assert_eq!((&changed["application"]["name"], &changed["application"]["description"]), (&json!("Shop 2"), &json!("")));
        assert_eq!(api.wrong("PUT", &own, &[("name", "")]), json!({ "name": ["can't be blank"] }));
        let foreign = format!("accounts/{}/applications/{}.json", other["id"], shop["id"]);
        for method in ["GET", "PUT", "DELETE"] {
            assert_eq!(api.send(method, &foreign, &[]).status, 404, "another account's");
        }
        let keys = format!("accounts/{}/applications/{}.json", other["id"], map["id"]);
        assert_eq!(api.done("PUT", &keys, &[("user_key", "another-key")])["application"]["user_key"], "another-key");
        assert_eq!((find("user_key", "my-user-key").status, find("user_key", "another-key").status), (404, 200));
        let taken = [("plan_id", "bronze"), ("name", "A"), ("application_id", "shop-1")];
        assert_eq!(api.wrong("POST", &format!("accounts/{}/applications.json", other["id"]), &taken), json!({ "app_id": ["has already been taken"] }));
        assert_eq!(api.done("DELETE", &own, &[]), json!(null));
        assert_eq!(find("app_id", "shop-1").status, 404);
        api.running.stop().await;
    }
}

on_both! {
    async fn an_application_moves_between_states_and_plans(fresh) {
        let api = Api::start(&fresh).await;
        let account = api.sign_up("Acme", &[]);
        let shop = api.application(&account, "platinum", &[]);
        assert_eq!((&shop["state"], &shop["enabled"]), (&json!("pending"), &json!(false)), "the plan wants approval");
        let path = |what: &str| format!("accounts/{}/applications/{}/{what}.json", account["id"], shop["id"]);
        for (event, state) in [("accept", "live"), ("suspend", "suspended"), ("resume", "live")] {
            assert_eq!(api.done("PUT", &path(event), &[])["application"]["state"], state);
        }
        assert_eq!(api.wrong("PUT", &path("resume"), &[]), json!({ "state": ["cannot transition via \"resume\""] }));
        let gold = api.plan("gold");
        assert_eq!(api.done("PUT", &path("change_plan"), &[("plan_id", &gold)])["application_plan"]["id"].to_string(), gold);
        let own = api.done("GET", &format!("accounts/{}/applications.json", account["id"]), &[]);
        assert_eq!(own["applications"][0]["application"]["plan_name"], "Gold");
        let errors = api.wrong("PUT", &path("change_plan"), &[("plan_id", "simple")]);
        assert!(errors["base"][0].as_str().is_some_and(|why| why.contains("user_key")), "another way to identify itself: {errors}");
        api.running.stop().await;
    }
}

on_both! {
    async fn applications_of_all_accounts_are_listed_by_page_plan_service_state_and_use(fresh) {
        let api = Api::start(&fresh).await;
        let (acme, bolt) = (api.sign_up("Acme", &[]), api.sign_up("Bolt", &[]));
        let made = [api.application(&bolt, "bronze", &[]), api.application(&acme, "gold", &[]), api.application(&acme, "simple", &[])];
        let names = |fields: &[(&str, &str)]| -> Vec<String> {
            let list = api.done("GET", "applications.json", fields);
            let list = list["applications"].as_array().expect("a list").clone();
            list.iter().map(|item| format!("{} {}", item["application"]["org_name"], item["application"]["plan_name"]).replace('"', "")).collect()
        };
        assert_eq!(names(&[]), ["Bolt Bronze", "Acme Gold", "Acme Simple"]);
        assert_eq!(names(&[("page", "2"), ("per_page", "2")]), ["Acme Simple"]);
        assert_eq!(names(&[("service_id", "mail")]), ["Bolt Bronze", "Acme Gold"]);
        assert_eq!(names(&[("plan_id", &api.plan("gold"))]), ["Acme Gold"]);
        assert_eq!(names(&[("plan_type", "free"), ("service_id", "maps")]), ["Acme Simple"]);
        assert_eq!(names(&[("plan_type", "paid")]), [""; 0]);
        assert_eq!(names(&[("state", "suspended")]), [""; 0]);
        let customers = api.running.customers();
        let used = customers.application(made[1]["id"].as_i64().expect("an id")).await.expect("it answers").expect("it is there");
        customers.count(used.id, &[("hits", 1)], customers.now()).await.expect("counted");
        assert_eq!(names(&[("active_since", "2026-03-03")]), ["Acme Gold"]);
        assert_eq!(names(&[("inactive_since", "2026-03-03 00:00:00")]), ["Bolt Bronze", "Acme Simple"]);
        assert_eq!(names(&[("active_since", "2026-03-04")]), [""; 0]);
        assert_eq!(api.wrong("GET", "applications.json", &[("active_since", "soon")]), json!({ "active_since": ["is not a date"] }));
        api.running.stop().await;
    }
}
