//! Counts of usage, and the alerts that they raise.

use portal::model::Period;
use portal::runtime::customers::{Count, start_of};

use super::accounts::{acme, begin};
use super::applications::on_plan;
use super::databases::START;
use super::on_both;

on_both! {
    async fn many_count_at_once_and_nothing_is_lost(fresh) {
        let customers = fresh.customers().await;
        let application = on_plan(&customers, &acme(&customers).await, "simple").await.application;
        let counting = (0..40).map(|n| {
            let customers = customers.clone();
            let units = if n % 2 == 0 { [("hits", 2), ("letters", 1)] } else { [("letters", 1), ("hits", 2)] };
            tokio::spawn(async move { customers.count(application.id, &units, START + n).await.expect("counted") })
        });
        for count in counting.collect::<Vec<_>>() {
            count.await.expect("no panic");
        }
        for (name, period) in Period::ALL {
            let counts = customers.counts(application.id, "hits", period, 0, i64::MAX).await.expect("counts");
            assert_eq!(counts, [Count { starts_at: start_of(period, START), value: 80 }], "{name}");
        }
    }
}

on_both! {
    async fn counts_restart_with_their_period(fresh) {
        let customers = fresh.customers().await;
        let application = on_plan(&customers, &acme(&customers).await, "bronze").await.application;
        for day in 0..3_u64 {
            customers.count(application.id, &[("hits", 1 + day)], START + i64::try_from(day).expect("small") * 86_400).await.expect("counted");
        }
        let days = customers.counts(application.id, "hits", Period::Day, START, START + 86_400 * 3).await.expect("counts");
        assert_eq!(days.iter().map(|day| day.value).collect::<Vec<_>>(), [2, 3], "noon is after the first day's start");
        let months = customers.counts(application.id, "hits", Period::Month, 0, i64::MAX).await.expect("counts");
        assert_eq!(months.iter().map(|month| month.value).collect::<Vec<_>>(), [6]);
        fresh.clock.advance(93 * 86_400);
        assert_eq!(customers.sweep_counts().await.expect("swept"), 6, "minutes and hours");
        assert!(customers.count(4711, &[("hits", 1)], START).await.is_err(), "nobody's application");
    }
}

on_both! {
    async fn an_alert_is_raised_once_for_each_level_and_period(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let application = on_plan(&customers, &ada, "bronze").await.application;
        let alerts = || {
            let customers = customers.clone();
            async move { customers.dossier(ada.account_id).await.expect("an answer").expect("it is there").applications[0].alerts.clone() }
        };
        customers.count(application.id, &[("hits", 4)], START).await.expect("counted");
        assert_eq!(alerts().await, [], "40 of 100");
        for _ in 0..5 {
            customers.count(application.id, &[("hits", 1)], START).await.expect("counted");
        }
        let levels: Vec<_> = alerts().await.iter().map(|alert| (alert.level, alert.value, alert.limit)).collect();
        assert_eq!(levels, [(90, 9, 10), (80, 8, 10), (50, 5, 10)]);
        customers.count(application.id, &[("hits", 30)], START + 86_400).await.expect("counted");
        let all = alerts().await;
        assert_eq!((all.len(), all[0].level, all[0].period), (4, 300, Period::Day), "a new day, the highest level alone");
        let mut change = begin(&customers).await;
        assert_eq!(change.read_alerts(&application, Some(all[0].id)).await.expect("read"), 1);
        assert!(change.read_alerts(&application, Some(4711)).await.is_err());
        assert_eq!(change.delete_alerts(&application, None).await.expect("deleted"), 4);
        change.commit().await.expect("committed");
        assert_eq!(alerts().await, []);
        let raised = customers.events(0, 100).await.expect("events").into_iter().filter(|event| event.event == "alert.raised");
        assert_eq!(raised.count(), 4);
    }
}
