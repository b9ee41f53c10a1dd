//! What the company sees of usage: 3scale's Analytics API, and `portal usage`.

use std::process::Command;

use serde_json::{Value as Json, json};

use super::{Metered, token};
use crate::run::portal::{Answer, Customer};
use crate::store::databases::{MASTER, START};
use crate::store::on_both;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Two customers of the mail api who have used something on several days, and a token for reports.
async fn used(metered: &Metered) -> (Customer, Customer, String) {
    let (acme, other) =
        (metered.running.customer("Acme", "bronze").await, metered.running.customer("Other & Co", "gold").await);
    let customers = metered.running.customers();
    for (customer, metric, units, at) in [
        (&acme, "hits", 7, START),
        (&acme, "search", 5, START + HOUR),
        (&acme, "hits", 3, START - DAY),
        (&acme, "hits", 4, START - 40 * DAY),
        (&other, "hits", 100, START),
        (&other, "hits", 11, START + 7 * DAY),
    ] {
        customers.count(customer.application.id, &[(metric, units)], at).await.expect("counted");
    }
    let token = token(&metered.running, "stats", false).await;
    (acme, other, token)
}

fn read(metered: &Metered, token: &str, path: &str, query: &str) -> Answer {
    metered.running.company("GET", &format!("/stats/{path}?access_token={token}&{query}"), "", "")
}

fn json_of(answer: &Answer) -> Json {
    assert_eq!(answer.status, 200, "{}", answer.body());
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

on_both! {
    async fn reports_of_an_application(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, _, token) = used(&metered).await;
        let path = format!("applications/{}/usage.json", acme.application.id);
        let ask = |query: &str| json_of(&read(&metered, &token, &path, query));
        let day = ask("metric_name=hits&since=2026-03-03&period=day");
        let values: Vec<i64> = day["values"].as_array().expect("values").iter().map(|value| value.as_i64().expect("a number")).collect();
        assert_eq!((values.len(), values[12], values[13], &day["total"]), (24, 7, 5, &json!(12)), "searches are hits");
        assert_eq!(day["period"], json!({
            "name": "day", "since": "2026-03-03T00:00:00Z", "until": "2026-03-03T23:59:59Z", "timezone": "Etc/UTC", "granularity": "hour",
        }));
        assert_eq!((&day["metric"]["system_name"], &day["metric"]["name"], &day["metric"]["unit"]), (&json!("hits"), &json!("Hits"), &json!("hit")));
        let application = &day["application"];
        assert_eq!((&application["id"], &application["name"], &application["state"]), (&json!(acme.application.id), &json!("Acme application"), &json!("live")));
        assert_eq!((&application["account"]["name"], &application["plan"]["name"]), (&json!("Acme"), &json!("Bronze & Co")));
        let number = metered.running.customers().programme().products[0].id();
        assert_eq!(application["service"]["id"], number);
        let month = ask("metric_name=hits&since=2026-03-01%2000:00:00&period=month");
        assert_eq!((month["values"].as_array().map(Vec::len), &month["values"][1], &month["values"][2]), (Some(31), &json!(3), &json!(12)));
        let week = ask("metric_name=hits&since=2026-03-02&period=week");
        assert_eq!((week["values"].as_array().map(Vec::len), &week["values"][6], &week["period"]["granularity"]), (Some(28), &json!(12), &json!(21_600)));
        let months = ask("metric_name=hits&since=2026-01-15&until=2026-03-03&granularity=month");
        assert_eq!(months["values"], json!([4, 0, 15]));
        assert_eq!(months["period"]["until"], "2026-03-31T23:59:59Z");
        assert_eq!(ask("metric_name=hits&period=eternity")["values"], json!([19]));
        assert_eq!(ask("metric_name=search&since=2026-03-03&period=year")["total"], 5);
        let changed = ask("metric_name=hits&since=2026-03-03&period=day&skip_change=false");
        assert_eq!((&changed["previous_total"], &changed["change"]), (&json!(3), &json!(300.0)));
        let xml = read(&metered, &token, &path.replace(".json", ".xml"), "metric_name=hits&since=2026-01-15&until=2026-03-03&granularity=month");
        assert!(xml.header("content-type").starts_with("application/xml"));
        assert!(xml.body().contains("<total>19</total><values>4,0,15</values><application>"), "{}", xml.body());
        assert!(xml.body().contains("<plan><id>") && xml.body().contains("<name>Bronze &amp; Co</name>"));
    }
}

on_both! {
    async fn reports_of_an_api(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, other, token) = used(&metered).await;
        let maps = metered.running.customer("Maps", "simple").await;
        metered.running.customers().count(maps.application.id, &[("hits", 1)], START).await.expect("counted");
        let number = metered.running.customers().programme().products[0].id();
        for id in ["mail".to_owned(), number.to_string()] {
            let usage = json_of(&read(&metered, &token, &format!("services/{id}/usage.json"), "metric_name=hits&since=2026-03-03&period=day"));
            assert_eq!(usage["total"], 112, "{id}");
        }
        let top = json_of(&read(&metered, &token, "services/mail/top_applications.json", "metric_name=hits&since=2026-03-01&period=week"));
        let found: Vec<_> = top["applications"].as_array().expect("a list").iter().map(|one| (one["id"].clone(), one["value"].clone(), one["account"]["name"].clone())).collect();
        assert_eq!(found, [(json!(other.application.id), json!(100), json!("Other & Co")), (json!(acme.application.id), json!(15), json!("Acme"))]);
        let xml = read(&metered, &token, "services/mail/top_applications.xml", "metric_name=hits&since=2026-03-01&period=week").body();
        assert!(xml.contains("<applications><application><name>Other &amp; Co application</name>"), "{xml}");
    }
}

on_both! {
    async fn what_is_no_report(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, _, own) = used(&metered).await;
        let path = format!("applications/{}/usage.json", acme.application.id);
        for (query, why) in [
            ("metric_name=nothing&period=eternity", "metric nothing not found"),
            ("metric_name=hits&period=day", "since is missing"),
            ("metric_name=hits&since=2026-03-01", "granularity is missing"),
            ("metric_name=hits&since=2026-03-01&granularity=day", "until or period is missing"),
            ("metric_name=hits&since=2026-03-01&period=decade", "period decade is not supported"),
            ("metric_name=hits&since=yesterday&period=day", "since is no time, such as 2026-01-02 00:00:00"),
            ("metric_name=hits&since=2020-03-01&until=2026-03-01&granularity=hour", "the range is too long, or ends before it begins, for granularity hour"),
            ("metric_name=hits&since=2026-03-01&period=day&timezone=Madrid", "timezone is not UTC, and counts are kept in UTC alone"),
        ] {
            let answer = read(&metered, &own, &path, query);
            assert_eq!((answer.status, serde_json::from_slice::<Json>(&answer.bytes).expect("JSON")), (400, json!({ "error": why })), "{query}");
        }
        let query = "metric_name=hits&period=eternity";
        assert_eq!(read(&metered, &own, "applications/4711/usage.json", query).status, 404);
        assert_eq!(read(&metered, &own, "services/nothing/usage.json", query).status, 404);
        assert_eq!(read(&metered, "guess", &path, query).status, 401);
        let other = token(&metered.running, "account_management", true).await;
        assert_eq!(read(&metered, &other, &path, query).status, 403, "reports are a scope of their own");
        assert_eq!(read(&metered, &metered.token, &path, query).status, 403);
    }
}

on_both! {
    async fn the_command_says_when_and_by_whom_the_most_was_used(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, _, _) = used(&metered).await;
        let run = |more: &[&str]| {
            let output = Command::new(env!("CARGO_BIN_EXE_portal"))
                .args(["usage", "--store", &fresh.url, "--until", "2026-03-05", "--bundle"])
                .arg(metered.running.folder.path().join("dist"))
                .args(more)
                .args(if more.contains(&"--since") { &[][..] } else { &["--since", "2026-03-01"] })
                .env("PORTAL_SECRET", String::from_utf8_lossy(MASTER).as_ref())
                .current_dir(metered.running.folder.path())
                .output()
                .expect("portal runs");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let csv = |more: &[&str]| run(&[more, &["--format", "csv"]].concat()).1;
        assert_eq!(csv(&[]), "since,units\n2026-03-01,0\n2026-03-02,3\n2026-03-03,112\n2026-03-04,0\n");
        let id = acme.application.app_id.clone().expect("an id");
        assert_eq!(csv(&[&id, "--period", "month"]), "since,units\n2026-03,15\n");
        assert_eq!(csv(&[&acme.application.id.to_string(), "--metric", "search", "--period", "week", "--since", "2026-02-20"]), "since,units\n2026-02-23,0\n2026-03-02,5\n");
        assert!(csv(&["--top"]).starts_with("application,name,account,plan,units\n2,Other & Co application,Other & Co,gold,100\n1,Acme application,Acme,bronze,15\n"));
        let busiest: Json = serde_json::from_str(&run(&["--busiest", "--format", "json"]).1).expect("JSON");
        assert_eq!((busiest["rows"].as_array().map(Vec::len), &busiest["rows"][12]), (Some(31), &json!({ "of": "hour", "when": "12:00", "units": 110 })));
        assert_eq!(busiest["rows"][25], json!({ "of": "weekday", "when": "Tuesday", "units": 112 }));
        let text = run(&[]).1;
        assert!(text.starts_with("since       units\n2026-03-01      0\n"), "{text}");
        let (status, _, why) = run(&["--metric", "nothing"]);
        assert!(status == Some(2) && why.contains("there is no metric `nothing`"), "{why}");
        let (status, _, why) = run(&["4711"]);
        assert!(status == Some(2) && why.contains("there is no application `4711`"), "{why}");
        assert_eq!(run(&["--period", "fortnight"]).0, Some(2));
    }
}
