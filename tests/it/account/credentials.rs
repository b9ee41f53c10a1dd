//! Credentials as JSON.

use serde_json::Value as Json;

use super::browser::Browser;
use super::{SITE, revealing};
use crate::run::portal::{Answer, Running};
use crate::store::on_both;

const OWN: &str = "/_portal/credentials.json";
const THREESCALE: &str = "/api_docs/account_data.json";

fn json(answer: &Answer) -> Json {
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), ("", "Cookie"));
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

on_both! {
    async fn the_console_gets_the_credentials_of_whoever_is_logged_in(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let bolt = running.customer("Bolt", "simple").await;
        let nobody = running.get(OWN, "");
        assert_eq!(nobody.status, 401);
        assert!(json(&nobody)["error"].is_string());
        let answer = json(&running.get(OWN, &format!("{}Origin: https://evil.example\r\n", acme.cookie())));
        let application = &answer["applications"][0];
        assert_eq!(application["name"], "Acme application");
        assert_eq!(application["app_id"], acme.application.app_id.as_deref().expect("an id"));
        assert_eq!((&application["mode"], &application["plan"]["title"]), (&"app_id_key".into(), &"Bronze".into()));
        assert_eq!(application["apis"][0]["names"]["app_key"], "mail_key");
        assert_eq!(application["apis"][0]["in"], "query");
        assert_eq!(application["keys"][0]["shown"], format!("{}…{}", &acme.key[..4], &acme.key[28..]));
        assert!(application["keys"][0]["value"].is_null() && application["keys"][0]["reveal_url"].is_null());
        assert!(!answer.to_string().contains("Bolt") && !answer.to_string().contains(&acme.key));
        let maps = json(&running.get_as(&bolt, OWN));
        assert_eq!(maps["applications"][0]["apis"][0]["names"]["user_key"], "X-Maps-Key");
        assert!(maps["applications"][0]["app_id"].is_null());
    }
}

on_both! {
    async fn a_kept_key_is_in_it_after_it_was_asked_for(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let mut browser = Browser::of(&running, &acme);
        let before = json(&browser.get(OWN));
        assert!(before["applications"][0]["keys"][0]["value"].is_null());
        let url = before["applications"][0]["keys"][0]["reveal_url"].as_str().expect("a path").to_owned();
        // As the console asks: with the token of the JSON, for JSON.
        let token = before["csrf_token"].as_str().expect("a token");
        let headers = format!("X-CSRF-Token: {token}\r\nAccept: application/json\r\n{}", browser.header());
        let shown = running.post(&url, &headers, &[]);
        let body = json(&shown);
        assert_eq!((shown.status, body["value"].as_str()), (200, Some(acme.key.as_str())));
        for (name, value, _) in crate::account::browser::set_cookies(&shown) {
            browser.cookies.insert(name, value);
        }
        assert_eq!(json(&browser.get(OWN))["applications"][0]["keys"][0]["value"], acme.key);
        assert_eq!(json(&browser.get(THREESCALE))["results"]["app_keys"][0]["value"], acme.key);
        // The new token is that of the new session.
        let token = body["csrf_token"].as_str().expect("a token");
        let headers = format!("X-CSRF-Token: {token}\r\nAccept: application/json\r\n{}", browser.header());
        let again = running.post(&url, &headers, &[]);
        assert_eq!(again.status, 200);
        for (name, value, _) in crate::account::browser::set_cookies(&again) {
            browser.cookies.insert(name, value);
        }
        fresh.clock.advance(700);
        let mut late = Browser::with(&running, browser.session());
        let token = late.token().await;
        let headers = format!("X-CSRF-Token: {token}\r\nAccept: application/json\r\n{}", late.header());
        let refused = running.post(&url, &headers, &[]);
        assert_eq!(refused.status, 403);
        assert!(json(&refused)["error"].as_str().expect("why").contains("Log in again"));
        assert!(json(&late.get(OWN))["applications"][0]["keys"][0]["value"].is_null());
    }
}

on_both! {
    async fn what_was_written_for_3scale_reads_its_own_json(fresh) {
        let running = Running::start(&SITE, &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let nobody = running.get(THREESCALE, "");
        assert_eq!((nobody.status, json(&nobody)), (401, serde_json::json!({ "status": 401 })));
        let answer = json(&running.get_as(&acme, THREESCALE));
        let app_id = acme.application.app_id.as_deref().expect("an id");
        let wanted = serde_json::json!({ "status": 200, "results": {
            "app_keys": [], "app_ids": [{ "name": "Acme application - Mail", "value": app_id }],
            "user_keys": [], "client_ids": [], "client_secrets": [],
        }});
        assert_eq!(answer, wanted);
    }
}

on_both! {
    async fn samples_carry_the_id_of_whoever_reads_them_and_a_key_that_was_asked_for(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let bolt = running.customer("Bolt", "simple").await;
        let sample = "/reference/mail/v1/operations/list/";
        let public = running.get(sample, "").body();
        let count = |page: &str, word: &str| page.matches(word).count();
        assert!(count(&public, "YOUR_MAIL_ID") >= 8 && count(&public, "YOUR_MAIL_KEY") >= 8, "{public}");
        assert!(!public.contains("data-credentials"), "strangers are not told to ask");
        let mut browser = Browser::of(&running, &acme);
        let own = browser.get(sample).body();
        let app_id = acme.application.app_id.as_deref().expect("an id");
        assert_eq!((count(&own, "YOUR_MAIL_ID"), count(&own, app_id)), (0, count(&public, "YOUR_MAIL_ID")));
        assert_eq!((count(&own, "YOUR_MAIL_KEY"), count(&own, &acme.key)), (count(&public, "YOUR_MAIL_KEY"), 0));
        // Nothing else of the samples is another.
        let samples = |page: &str| {
            let codes = page.split("<code>").skip(1).filter_map(|rest| rest.split_once("</code></pre>"));
            codes.map(|(code, _)| code.to_owned()).collect::<Vec<_>>().join("\n")
        };
        assert!(samples(&own).replace(app_id, "YOUR_MAIL_ID") == samples(&public), "{}", samples(&own));
        assert!(own.contains("data-credentials=\"/_portal/credentials.json\" data-api=\"mail\""), "{own}");
        let id = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        let reveal = format!("/admin/applications/{}/keys/{id}/reveal?return_to=%2Freference%2Fmail%2Fv1%2Foperations%2Flist%2F", acme.application.id);
        assert!(own.contains(&format!("action=\"{reveal}\"")) && !public.contains("/reveal"), "{own}");
        let elsewhere = reveal.replace("%2Freference", "%2F%2Fevil.example");
        assert_eq!(browser.send("POST", &elsewhere, &[]).await.header("location"), "/");
        let own = browser.send_and_follow("POST", &reveal, &[]).await.body();
        assert!(!own.contains("/reveal"));
        assert_eq!((count(&own, "YOUR_MAIL_KEY"), count(&own, &acme.key)), (0, count(&public, "YOUR_MAIL_KEY")));
        // Whose application does not open the api sees what strangers see.
        let other = running.get_as(&bolt, sample).body();
        assert_eq!(count(&other, "YOUR_MAIL_ID"), count(&public, "YOUR_MAIL_ID"));
        assert!(!other.contains(app_id) && !other.contains(&acme.key));
        let maps = "/reference/maps/v1/operations/tiles/";
        let mut browser = Browser::of(&running, &bolt);
        assert!(browser.get(maps).body().contains("YOUR_MAPS_KEY"));
        let id = running.customers().keys(bolt.application.id).await.expect("keys")[0].id;
        let reveal = format!("/admin/applications/{}/keys/{id}/reveal", bolt.application.id);
        browser.send_and_follow("POST", &reveal, &[]).await;
        assert!(browser.get(maps).body().contains(&bolt.key) && !browser.get(maps).body().contains("YOUR_MAPS_KEY"));
    }
}

on_both! {
    async fn what_could_be_code_is_not_put_into_a_sample(fresh) {
        let running = Running::start(&revealing(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let odd = "a'\"$(x)`;//";
        let mut change = running.customers().change(portal::runtime::customers::Actor::System).await.expect("a change");
        let value = Some(portal::runtime::crypto::Hidden::new(odd));
        let new = portal::runtime::customers::NewKey { value, ..Default::default() };
        let key = change.create_key(&acme.application, new).await.expect("a key").key;
        change.commit().await.expect("it is true");
        running.portal.changed();
        let mut browser = Browser::of(&running, &acme);
        let own = format!("/admin/applications/{}", acme.application.id);
        let page = browser.send_and_follow("POST", &format!("{own}/keys/{}/reveal", key.id), &[]).await.body();
        assert!(page.contains("a&#39;&quot;$(x)`;//") || page.contains("a'&quot;$(x)`;//"), "its owner sees it: {page}");
        let sample = browser.get("/reference/mail/v1/operations/list/").body();
        assert!(sample.contains("YOUR_MAIL_KEY") && !sample.contains("$(x)"), "{sample}");
    }
}
