//! What customers see of their usage.

use super::{Metered, outcome};
use crate::account::browser::Browser;
use crate::store::databases::START;
use crate::store::on_both;

on_both! {
    async fn a_customer_sees_usage_over_time_and_takes_it_along(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let customers = metered.running.customers();
        customers.count(acme.application.id, &[("hits", 4)], START - 86_400).await.expect("counted");
        customers.count(acme.application.id, &[("hits", 40)], START - 60 * 86_400).await.expect("counted");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=3")), "let through");
        metered.settle().await;
        let mut browser = Browser::of(&metered.running, &acme);
        let days = browser.get("/buyer/stats");
        assert_eq!((days.status, days.header("cache-control")), (200, "private, no-store"));
        let page = days.body();
        assert!(page.contains("<h1>Usage</h1>") && page.contains("Limits of Bronze &amp; Co") && page.contains("3 <span class=\"muted\">of 10</span>"), "{page}");
        assert!(page.contains("Hits day by day; the most in one day were 4") && page.contains("3 March: 3") || page.contains("3 March 2026: 3"), "{page}");
        assert_eq!(page.matches("<figure class=\"plot\">").count(), 2, "hits and searches");
        let own = format!("/buyer/stats?application={}", acme.application.id);
        assert!(page.contains(&format!("href=\"{own}&amp;per=hour\"")) && page.contains(&format!("href=\"{own}&amp;per=day&amp;format=csv\"")), "{page}");
        let hours = browser.get(&format!("{own}&per=hour")).body();
        assert!(hours.contains("Hits hour by hour; the most in one hour were 3"), "{hours}");
        let months = browser.get(&format!("{own}&per=month")).body();
        assert!(months.contains("the most in one month were 40") && months.contains("January 2026: 40"), "{months}");
        let csv = browser.get(&format!("{own}&per=day&format=csv"));
        assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
        assert_eq!((csv.header("cache-control"), csv.header("vary")), ("private, no-store", "Cookie"));
        let lines: Vec<String> = csv.body().lines().map(str::to_owned).collect();
        assert_eq!((lines.len(), lines[0].as_str()), (61, "since,metric,units"));
        assert_eq!(lines[29..32], ["2026-03-02T00:00:00Z,hits,4", "2026-03-03T00:00:00Z,hits,3", "2026-02-02T00:00:00Z,search,0"]);
        // What comes later is seen a little later.
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=1")), "let through");
        metered.settle().await;
        fresh.clock.advance(5);
        assert!(browser.get("/admin").body().contains("4 <span class=\"muted\">of 10</span>"));
        assert!(browser.get("/admin").body().contains("href=\"/buyer/stats\""), "the menu leads there");
    }
}

on_both! {
    async fn usage_is_its_owners_alone(fresh) {
        let metered = Metered::start(&fresh).await;
        let (acme, other) = (metered.running.customer("Acme", "bronze").await, metered.running.customer("Other", "gold").await);
        let mut browser = Browser::of(&metered.running, &other);
        for query in ["", "&format=csv"] {
            let path = format!("/buyer/stats?application={}{query}", acme.application.id);
            let answer = browser.get(&path);
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.body().contains("Acme"));
            let stranger = metered.running.get(&path, "Accept: text/html\r\n");
            assert!(matches!(stranger.status, 302 | 303 | 401), "{path}: {}", stranger.status);
            assert!(!stranger.body().contains("Acme"));
        }
        assert!(browser.get("/buyer/stats").body().contains("Hits"), "a plan without limits has plots of what is counted");
    }
}
