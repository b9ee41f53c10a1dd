//! What the company sells, as 3scale's API tells it: read here, written in the site.

use serde_json::json;

use super::api::Api;
use crate::run::portal::Running;
use crate::store::databases::{Database, run};

/// A site with numbers that programs know already.
const SITE: [(&str, &str); 2] = [
    (
        "portal.yaml",
        "title: Sample\nurl: https://dev.example.com\n\
         plans:\n  bronze: { id: 2357355, title: Bronze, apis: [mail], price: 5 €, features: [Letters], disabled_metrics: [bytes], \
         limits: [{ metric: hits, period: day, value: 10 }, { metric: send, period: minute, value: 2 }], trial_days: 30, recommended: true }\n  \
         gold: { title: Gold, apis: [mail, maps], features: [Letters, Parcels] }\napis:\n  \
         mail: { id: 7, title: Mail, metrics: [hits, bytes], methods: [{ system_name: send, title: Send one }] }\n  \
         maps: { title: Maps, auth: { mode: user_key } }\n",
    ),
    ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n"),
];

#[test]
fn plans_are_told_by_number_and_by_name() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::of(Running::start(&SITE, &fresh).await).await;
        let plans = api.done("GET", "application_plans.json", &[]);
        let bronze = &plans["plans"][0]["application_plan"];
        for (part, value) in [
            ("id", json!(2_357_355)),
            ("name", json!("Bronze")),
            ("system_name", json!("bronze")),
            ("default", json!(true)),
            ("custom", json!(false)),
            ("state", json!("published")),
            ("trial_period_days", json!(30)),
            ("approval_required", json!(false)),
            ("cost_per_month", json!(0.0)),
            ("price", json!("5 €")),
            ("service_id", json!(7)),
        ] {
            assert_eq!(bronze[part], value, "{part}");
        }
        let same = [
            "services/7/application_plans/2357355",
            "services/mail/application_plans/bronze",
            "application_plans/bronze",
        ];
        assert!(same.iter().all(|path| api.done("GET", &format!("{path}.json"), &[])["application_plan"] == *bronze));
        assert_eq!(api.send("GET", "services/maps/application_plans/bronze.json", &[]).status, 404);
        let of_maps = api.done("GET", "services/maps/application_plans.json", &[]);
        assert_eq!(of_maps["plans"].as_array().map(Vec::len), Some(1));
        assert_eq!(api.done("GET", "account_plans/2357355.json", &[])["account_plan"]["name"], "Bronze");
        api.running.stop().await;
    });
}

#[test]
fn products_metrics_and_methods_are_told_by_number_and_by_name() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::of(Running::start(&SITE, &fresh).await).await;
        let services = api.done("GET", "services.json", &[]);
        assert_eq!(
            (&services["services"][0]["service"]["id"], &services["services"][1]["service"]["backend_version"]),
            (&json!(7), &json!("1"))
        );
        assert_eq!(services["metadata"]["total_entries"], 2);
        let metrics = api.done("GET", "services/7/metrics.json", &[]);
        let metrics: Vec<_> =
            metrics["metrics"].as_array().expect("a list").iter().map(|metric| metric["metric"].clone()).collect();
        assert_eq!(
            metrics.iter().map(|metric| metric["system_name"].clone()).collect::<Vec<_>>(),
            ["hits", "bytes", "send"]
        );
        assert_eq!((&metrics[2]["parent_id"], metrics[0].get("parent_id")), (&metrics[0]["id"], None));
        assert_eq!(
            api.done("GET", &format!("services/7/metrics/{}.json", metrics[0]["id"]), &[])["metric"],
            metrics[0]
        );
        let methods = api.done("GET", &format!("services/7/metrics/{}/methods.json", metrics[0]["id"]), &[]);
        assert_eq!(methods["methods"][0]["method"]["friendly_name"], "Send one");
        assert_eq!(api.done("GET", "services/7/metrics/bytes/methods.json", &[])["methods"], json!([]));
        assert_eq!(api.done("GET", "services/7/metrics/hits/methods/send.json", &[])["method"]["id"], metrics[2]["id"]);
        api.running.stop().await;
    });
}

#[test]
fn limits_and_features_are_told_by_number_and_by_name() {
    let fresh = Database::Sqlite.fresh();
    run(async move {
        let api = Api::of(Running::start(&SITE, &fresh).await).await;
        let metrics = api.done("GET", "services/7/metrics.json", &[]);
        let metrics: Vec<_> =
            metrics["metrics"].as_array().expect("a list").iter().map(|metric| metric["metric"].clone()).collect();
        let limits = api.done("GET", "application_plans/bronze/limits.json", &[]);
        let limits: Vec<_> =
            limits["limits"].as_array().expect("a list").iter().map(|limit| limit["limit"].clone()).collect();
        let told: Vec<_> = limits
            .iter()
            .map(|limit| (limit["metric_id"].clone(), limit["period"].clone(), limit["value"].clone()))
            .collect();
        assert_eq!(
            told,
            [
                (metrics[0]["id"].clone(), json!("day"), json!(10)),
                (metrics[2]["id"].clone(), json!("minute"), json!(2)),
                (metrics[1]["id"].clone(), json!("eternity"), json!(0)),
            ],
            "a metric that is not allowed has a limit of 0"
        );
        let one = format!("application_plans/bronze/metrics/{}/limits", metrics[0]["id"]);
        assert_eq!(api.done("GET", &format!("{one}.json"), &[])["limits"], json!([{ "limit": limits[0] }]));
        assert_eq!(api.done("GET", &format!("{one}/{}.json", limits[0]["id"]), &[])["limit"], limits[0]);
        assert_eq!(api.send("GET", &format!("{one}/{}.json", limits[1]["id"]), &[]).status, 404);

        let features = api.done("GET", "application_plans/gold/features.json", &[]);
        assert_eq!(features["features"][1]["feature"]["name"], "Parcels");
        assert_eq!(
            api.done("GET", "services/mail/features.json", &[])["features"].as_array().map(Vec::len),
            Some(2),
            "each once"
        );
        let id = features["features"][0]["feature"]["id"].to_string();
        assert_eq!(api.done("GET", &format!("features/{id}.json"), &[])["feature"]["name"], "Letters");
        assert_eq!(
            api.done("GET", &format!("services/mail/features/{id}.json"), &[])["feature"]["system_name"],
            "Letters"
        );
        api.running.stop().await;
    });
}
