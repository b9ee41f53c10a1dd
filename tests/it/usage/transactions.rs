//! Calls that are reported after they were let through.

use portal::model::Period;

use super::{Metered, outcome};
use crate::store::databases::START;
use crate::store::on_both;

on_both! {
    async fn reports_are_counted_all_or_none(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, other) = (metered.running.customer("Acme", "bronze").await, metered.running.customer("Other", "gold").await);
        let (one, two) = (acme.application.app_id.as_deref().expect("an id"), other.application.app_id.as_deref().expect("an id"));
        let hits = || async {
            metered.settle().await;
            let customers = metered.running.customers();
            let mut all = Vec::new();
            for id in [acme.application.id, other.application.id] {
                let counts = customers.counts(id, "hits", Period::Day, 0, i64::MAX).await.expect("counts");
                all.push(counts.iter().map(|count| count.value).collect::<Vec<_>>());
            }
            all
        };
        let first = [("transactions[0][app_id]", one), ("transactions[0][usage][hits]", "9"), ("transactions[0][log][code]", "200")];
        let accepted = metered.report("mail", &[&first[..], &[("transactions[1][app_id]", two), ("transactions[1][usage][search]", "2")]].concat());
        assert_eq!((accepted.status, accepted.body()), (202, String::new()));
        assert_eq!(hits().await, [vec![9], vec![2]]);
        for (wrong, code) in [
            (vec![("transactions[1][app_id]", "nobody"), ("transactions[1][usage][hits]", "1")], "404 application_not_found"),
            (vec![("transactions[1][app_id]", two), ("transactions[1][usage][nothing]", "1")], "404 metric_invalid"),
            (vec![("transactions[1][app_id]", two), ("transactions[1][usage][hits]", "some")], "403 usage_value_invalid"),
            (vec![("transactions[1][app_id]", two), ("transactions[1][timestamp]", "1700000000")], "403 transaction_timestamp_not_within_range"),
            (vec![("transactions[x][app_id]", two)], "400 transactions_format_invalid"),
            (vec![("transactions", "x")], "400 transactions_format_invalid"),
        ] {
            assert_eq!(outcome(&metered.report("mail", &[&first[..], &wrong].concat())), code);
        }
        assert_eq!(outcome(&metered.report("mail", &[])), "400 transactions_is_blank");
        assert_eq!(hits().await, [vec![9], vec![2]], "none of those was counted");
        let over = metered.report("mail", &first);
        assert_eq!(over.status, 202, "what has happened is counted, whatever the limit");
        assert_eq!(hits().await[0], [18]);
        assert_eq!(metered.alerts(&acme).await, [90, 150]);
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=1")), "denied: usage limits are exceeded");
        let json = metered.running.company("POST", "/transactions.xml", "Content-Type: application/json\r\n", "{}");
        assert_eq!(outcome(&json), "400 content_type_invalid");
    }
}

on_both! {
    async fn a_report_is_counted_when_it_happened(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let id = acme.application.app_id.as_deref().expect("an id");
        let yesterday = (START - 50_000).to_string();
        for (at, at_time) in [("1", "2026-03-03 03:59:30 -08:00"), ("2", "2026-03-03 11:59:30"), ("3", yesterday.as_str()), ("4", "")] {
            let fields = [("transactions[0][app_id]", id), ("transactions[0][usage][hits]", at), ("transactions[0][timestamp]", at_time)];
            assert_eq!(metered.report("mail", &fields).status, 202, "{at_time}");
        }
        metered.settle().await;
        let counts = metered.running.customers().counts(acme.application.id, "hits", Period::Day, 0, i64::MAX).await.expect("counts");
        assert_eq!(counts.iter().map(|count| count.value).collect::<Vec<_>>(), [3, 7]);
        let minutes = metered.running.customers().counts(acme.application.id, "hits", Period::Minute, START - 60, i64::MAX).await.expect("counts");
        assert_eq!(minutes.iter().map(|count| count.value).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=4")), "denied: usage limits are exceeded", "yesterday's are yesterday's");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=3")), "let through");
    }
}

on_both! {
    async fn a_thousand_calls_in_one_report(fresh) {
        let metered = Metered::start(&fresh).await;
        let maps = metered.running.customer("Maps", "simple").await;
        let names: Vec<[String; 2]> = (0..1_000).map(|n| [format!("transactions[{n}][user_key]"), format!("transactions[{n}][usage][hits]")]).collect();
        let fields: Vec<(&str, &str)> = names.iter().flat_map(|[key, hits]| [(key.as_str(), maps.key.as_str()), (hits.as_str(), "1")]).collect();
        assert_eq!(metered.report("maps", &fields).status, 202);
        metered.settle().await;
        let counts = metered.running.customers().counts(maps.application.id, "hits", Period::Hour, 0, i64::MAX).await.expect("counts");
        assert_eq!(counts[0].value, 1_000);
    }
}
