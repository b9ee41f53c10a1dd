//! Signup, and accounts.

use serde_json::json;

use super::api::Api;
use crate::store::on_both;

on_both! {
    async fn signing_up_makes_an_account_a_user_and_an_application(fresh) {
        let api = Api::start(&fresh).await;
        let plan = api.plan("bronze");
        let more = [("application_plan_id", plan.as_str()), ("country", "Spain"), ("first_name", "Ada"), ("last_name", "Byron")];
        let account = api.sign_up("Acme", &more);
        assert_eq!((&account["org_name"], &account["state"], &account["country"]), (&json!("Acme"), &json!("approved"), &json!("Spain")));
        assert_eq!(account["created_at"], "2026-03-03T12:00:00Z");
        let user = &account["users"][0]["user"];
        assert_eq!((&user["username"], &user["role"], &user["state"]), (&json!("Acme"), &json!("admin"), &json!("active")));
        assert_eq!((&user["first_name"], &user["name"]), (&json!("Ada"), &json!("Ada Byron")));
        let application = &account["applications"][0]["application"];
        assert_eq!((&application["name"], &application["state"]), (&json!("API signup"), &json!("live")));
        let key = application["keys"][0].as_str().expect("a key");
        assert_eq!(key.len(), 32, "shown this once: {key}");
        assert!(!api.send("GET", "accounts.json", &[]).body().contains("p4ssw0rd"), "a password is kept nowhere");
        assert!(account.get("password").is_none() && user.get("password").is_none());
        let audit = api.running.customers().audit(account["id"].as_i64(), None, 10).await.expect("entries");
        assert!(audit.iter().all(|entry| entry.actor.starts_with("token:") && entry.actor_name == "product"), "{audit:?}");
        assert!(audit.iter().all(|entry| !format!("{entry:?}").contains(key)));
        api.running.stop().await;
    }
}

on_both! {
    async fn everything_that_is_wrong_with_a_signup_is_said_at_once_and_nothing_is_made(fresh) {
        let api = Api::start(&fresh).await;
        let blank = json!(["can't be blank"]);
        assert_eq!(api.wrong("POST", "signup.json", &[]), json!({ "org_name": blank, "email": blank, "username": blank }));
        api.sign_up("Acme", &[]);
        let fields = [("org_name", "Other"), ("username", "ACME"), ("email", "x")];
        let errors = api.wrong("POST", "signup.json", &fields);
        assert_eq!(errors, json!({ "username": ["has already been taken"], "email": ["should look like an email address"] }));
        let answer = api.send("POST", "signup.xml", &[("username", "b"), ("email", "b@example.com")]);
        assert!(answer.body().ends_with("<errors><error>Org name can't be blank</error></errors>"), "{}", answer.body());
        let fields = [("org_name", "Other"), ("username", "o"), ("email", "o@example.com"), ("application_plan_id", "4711")];
        assert_eq!(api.send("POST", "signup.json", &fields).status, 404, "there is no such plan");
        let twice = api.wrong("POST", "signup.json?org_name=B", &[("org_name", "A"), ("username", "a"), ("email", "a@example.com")]);
        assert_eq!(twice, json!({ "org_name": ["is given twice"] }));
        assert_eq!(api.done("GET", "accounts.json", &[])["metadata"]["total_entries"], 1);
        api.running.stop().await;
    }
}

on_both! {
    async fn accounts_are_found_listed_by_page_changed_and_deleted(fresh) {
        let api = Api::start(&fresh).await;
        let names = ["Acme", "Bolt", "Crab"];
        let ids: Vec<String> = names.iter().map(|name| api.sign_up(name, &[])["id"].to_string()).collect();
        let bolt = api.done("GET", "accounts/find.json", &[("username", "bolt")]);
        assert_eq!(bolt["account"]["org_name"], "Bolt", "whatever the capitals");
        let user = bolt["account"]["users"][0]["user"]["id"].to_string();
        assert_eq!(api.done("GET", "accounts/find.json", &[("user_id", &user)]), bolt);
        assert_eq!(api.done("GET", "accounts/find.json", &[("email", "Bolt@example.com")]), bolt);
        for nobody in [("username", "x"), ("user_id", "x"), ("email", ""), ("user_id", "4711")] {
            let answer = api.send("GET", "accounts/find.json", &[nobody]);
            assert_eq!((answer.status, answer.body().as_str()), (404, r#"{"status":"Not found"}"#));
        }
        let page = api.done("GET", "accounts.json", &[("page", "2"), ("per_page", "2")]);
        assert_eq!(page["metadata"], json!({ "per_page": 2, "total_entries": 3, "total_pages": 2, "current_page": 2 }));
        assert_eq!(page["accounts"].as_array().map(Vec::len), Some(1));
        assert_eq!(page["accounts"][0]["account"]["id"].to_string(), ids[2]);
        assert_eq!(api.done("GET", "accounts.json", &[("page", "9")])["accounts"], json!([]));
        assert_eq!(api.wrong("GET", "accounts.json", &[("page", "two")]), json!({ "page": ["is not a number"] }));
        let path = format!("accounts/{}.json", ids[0]);
        let changed = api.done("PUT", &path, &[("org_name", " Acme Inc "), ("tier", "1"), ("state", "rejected"), ("external_id", "crm-7")]);
        let account = &changed["account"];
        assert_eq!((&account["org_name"], &account["tier"], &account["state"], &account["external_id"]),
            (&json!("Acme Inc"), &json!("1"), &json!("approved"), &json!("crm-7")));
        assert_eq!(api.wrong("PUT", &path, &[("org_name", " ")]), json!({ "org_name": ["can't be blank"] }));
        assert_eq!(api.wrong("PUT", &format!("accounts/{}.json", ids[1]), &[("external_id", "crm-7")]), json!({ "external_id": ["has already been taken"] }));
        assert_eq!(api.done("DELETE", &path, &[]), json!(null));
        assert_eq!((api.send("GET", &path, &[]).status, api.send("DELETE", &path, &[]).status), (404, 404));
        for odd in ["accounts/x.json", "accounts/-1.json", "accounts/99999999999999999999.json", "accounts/1/2.json", "nothing.json"] {
            assert_eq!(api.send("GET", odd, &[]).status, 404, "{odd}");
        }
        api.running.stop().await;
    }
}

on_both! {
    async fn an_account_moves_between_states_and_plans(fresh) {
        let api = Api::start(&fresh).await;
        let plan = api.plan("platinum");
        let account = api.sign_up("Acme", &[("account_plan_id", &plan)]);
        assert_eq!(account["state"], "pending", "the plan wants approval");
        assert_eq!(account["plans"][0]["plan"]["system_name"], "platinum");
        let path = |what: &str| format!("accounts/{}/{what}.json", account["id"]);
        for (event, state) in [("approve", "approved"), ("reject", "rejected"), ("make_pending", "pending"), ("approve", "approved")] {
            assert_eq!(api.done("PUT", &path(event), &[])["account"]["state"], state);
            let pending = api.done("GET", "accounts.json", &[("state", state)]);
            assert_eq!(pending["metadata"]["total_entries"], 1, "{state}");
        }
        assert_eq!(api.wrong("PUT", &path("approve"), &[]), json!({ "state": ["cannot transition via \"approve\""] }));
        assert_eq!(api.wrong("GET", "accounts.json", &[("state", "x")]), json!({ "state": ["is not included in the list"] }));
        assert_eq!(api.done("GET", &path("plan"), &[])["account_plan"]["system_name"], "platinum");
        let gold = api.done("PUT", &path("change_plan"), &[("plan_id", "gold")]);
        assert_eq!(gold["account_plan"]["name"], "Gold", "a system name will do");
        assert_eq!(api.done("GET", &path("plan"), &[]), gold);
        assert_eq!(api.send("PUT", &path("change_plan"), &[("plan_id", "4711")]).status, 404);
        assert_eq!(api.wrong("PUT", &path("change_plan"), &[]), json!({ "plan_id": ["can't be blank"] }));
        api.running.stop().await;
    }
}
