//! Keys of applications, where they are shown again and where they are shown once.

use portal::runtime::customers::Presented;
use serde_json::{Value as Json, json};

use super::api::Api;
use crate::store::on_both;

fn values(list: &Json) -> Vec<String> {
    let list = list["keys"].as_array().expect("a list");
    list.iter().map(|item| item["key"]["value"].as_str().expect("a value").to_owned()).collect()
}

on_both! {
    async fn keys_that_are_kept_are_listed_and_taken_away_by_their_values(fresh) {
        let api = Api::revealing(&fresh).await;
        let account = api.sign_up("Acme", &[]);
        let shop = api.application(&account, "bronze", &[("application_key", "first-key")]);
        let own = format!("accounts/{}/applications/{}/keys", account["id"], shop["id"]);
        let list = format!("{own}.json");
        let odd = "a/b%c.json?d#e+f";
        assert_eq!(api.done("POST", &list, &[("key", odd)])["application"]["keys"], json!(["first-key", odd]));
        let made = api.done("POST", &list, &[])["application"]["keys"][2].as_str().expect("a key").to_owned();
        assert_eq!(values(&api.done("GET", &list, &[])), ["first-key", odd, made.as_str()]);
        for key in ["fourth-key", "fifth-key"] {
            api.done("POST", &list, &[("key", key)]);
        }
        assert_eq!(api.wrong("POST", &list, &[("key", "sixth-key")]), json!({ "base": ["Limit of 5 keys is reached"] }));
        let encoded: String = form_urlencoded::byte_serialize(odd.as_bytes()).collect();
        assert_eq!(api.done("DELETE", &format!("{own}/{encoded}.json"), &[]), json!(null));
        assert_eq!(api.send("DELETE", &format!("{own}/{encoded}.json"), &[]).status, 404, "it is gone");
        assert_eq!(values(&api.done("GET", &list, &[])), ["first-key", made.as_str(), "fourth-key", "fifth-key"]);
        for (key, why) in [("a b c d e", "must have 5 to 255 printable characters without spaces"), ("four", "must have 5 to 255 printable characters without spaces"),
            ("fifth-key", "has already been taken")] {
            assert_eq!(api.wrong("POST", &list, &[("key", key)]), json!({ "value": [why] }), "{key}");
        }
        let app_id = shop["application_id"].as_str().expect("an app_id");
        let customers = api.running.customers();
        assert!(customers.verify(Presented::AppIdKey(app_id, odd)).await.expect("it answers").is_none());
        assert!(customers.verify(Presented::AppIdKey(app_id, &made)).await.expect("it answers").is_some());
        api.running.stop().await;
    }
}

on_both! {
    async fn statement_52_a_key_that_is_shown_once_is_in_the_answer_that_made_it_and_in_no_other(fresh) {
        let api = Api::start(&fresh).await;
        let account = api.sign_up("Acme", &[]);
        let shop = api.application(&account, "bronze", &[]);
        let first = shop["keys"][0].as_str().expect("a key").to_owned();
        let own = format!("accounts/{}/applications/{}", account["id"], shop["id"]);
        let answer = api.send("POST", &format!("{own}/keys.json"), &[("key", "given-key-of-some-length")]);
        assert_eq!((answer.status, answer.header("cache-control")), (201, "no-store"));
        assert!(answer.body().contains("given-key-of-some-length") && !answer.body().contains(&first));
        let shown = [format!("{}…{}", &first[..4], &first[28..]), "give…ngth".to_owned()];
        let list = api.done("GET", &format!("{own}/keys.json"), &[]);
        assert_eq!(values(&list), shown);
        assert_eq!(api.done("GET", &format!("{own}.json"), &[])["application"]["keys"], json!(shown));
        for path in ["accounts.json", "accounts.xml", "applications.json", "applications.xml", &format!("{own}/keys.xml"), &format!("{own}.xml")] {
            let answer = api.send("GET", path, &[]);
            assert!(answer.status == 200 && !answer.body().contains(&first) && !answer.body().contains("given-key"), "{path}");
        }
        // It is taken away by what a list says of it, by its id, or by its value.
        let encoded: String = form_urlencoded::byte_serialize(shown[1].as_bytes()).collect();
        api.done("DELETE", &format!("{own}/keys/{encoded}.json"), &[]);
        let id = list["keys"][0]["key"]["id"].to_string();
        assert_eq!(api.send("DELETE", &format!("{own}/keys/{first}x.json"), &[]).status, 404);
        api.done("DELETE", &format!("{own}/keys/{id}.json"), &[]);
        let made = api.done("POST", &format!("{own}/keys.json"), &[])["application"]["keys"][0].as_str().expect("a key").to_owned();
        api.done("DELETE", &format!("{own}/keys/{made}.json"), &[]);
        assert_eq!(values(&api.done("GET", &format!("{own}/keys.json"), &[])), [""; 0]);
        api.running.stop().await;
    }
}
