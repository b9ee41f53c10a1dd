//! Limits hold to the request, whatever happens at the same time, and whatever has happened before.

use portal::model::Period;
use sqlx::Connection as _;

use super::{Metered, SITE, credentials, outcome};
use crate::run::portal::{Running, send};
use crate::store::databases::{Database, run};
use crate::store::on_both;

on_both! {
    async fn of_many_calls_at_once_exactly_the_limit_is_let_through(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "wide").await;
        let (port, token) = (metered.running.admin, metered.token.clone());
        let path = format!("/transactions/authrep.xml?service_token={token}&service_id=mail&{}&usage[search]=1", credentials(&acme));
        let clients = (0..64).map(|_| {
            let path = path.clone();
            std::thread::spawn(move || (0..5).filter(|_| send(port, "GET", &path, "Host: localhost\r\n", "").status == 200).count())
        });
        let clients: Vec<_> = clients.collect();
        let let_through: usize = clients.into_iter().map(|client| client.join().expect("no panic")).sum();
        assert_eq!(let_through, 100);
        metered.settle().await;
        for metric in ["search", "hits"] {
            let counts = metered.running.customers().counts(acme.application.id, metric, Period::Eternity, 0, 1).await.expect("counts");
            assert_eq!(counts[0].value, 100, "{metric}");
        }
    }
}

on_both! {
    async fn a_method_is_a_hit_as_well(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=2")), "let through");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=2")), "denied: usage limits are exceeded", "of three a minute");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=8")), "let through", "with two of the searches, ten");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=1")), "denied: usage limits are exceeded", "it would be the eleventh hit");
        fresh.clock.advance(86_400);
        let flat = metered.ask("authrep", "mail", &format!("{}&usage[search]=3&usage[hits]=1", credentials(&acme)), "3scale-options: flat_usage=1\r\n");
        assert_eq!(outcome(&flat), "let through", "the gateway has added them up itself");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=9")), "let through");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=1")), "denied: usage limits are exceeded");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[exports]=1")), "denied: usage limits are exceeded", "not in this plan");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[exports]=0")), "let through");
    }
}

on_both! {
    async fn limits_are_counted_anew_with_their_period(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        for minute in 0..3 {
            assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=3")), "let through", "{minute}");
            assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=1")), "denied: usage limits are exceeded", "{minute}");
            fresh.clock.advance(60);
        }
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=2")), "denied: usage limits are exceeded", "nine hits of ten");
        let asked = metered.ask("authorize", "mail", &format!("{}&usage[search]=1", credentials(&acme)), "");
        assert_eq!(outcome(&asked), "let through");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=1")), "let through", "to ask is not to use");
    }
}

on_both! {
    async fn counts_outlast_a_restart(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=7")), "let through");
        let token = metered.token.clone();
        metered.running.stop().await;
        let metered = Metered { running: Running::start(&SITE, &fresh).await, token };
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=4")), "denied: usage limits are exceeded");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=3")), "let through");
    }
}

on_both! {
    async fn a_level_of_a_limit_is_told_once(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        metered.authrep(&acme, "usage[hits]=4");
        assert_eq!(metered.alerts(&acme).await, [0_i64; 0]);
        metered.authrep(&acme, "usage[hits]=1");
        metered.authrep(&acme, "usage[hits]=1");
        assert_eq!(metered.alerts(&acme).await, [50]);
        metered.authrep(&acme, "usage[hits]=4");
        metered.authrep(&acme, "usage[hits]=1");
        assert_eq!(metered.alerts(&acme).await, [50, 100]);
        fresh.clock.advance(86_400);
        metered.authrep(&acme, "usage[hits]=9");
        assert_eq!(metered.alerts(&acme).await, [50, 100, 90], "a new day");
    }
}

on_both! {
    async fn the_use_of_a_key_is_written_down(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "gold").await;
        metered.authrep(&acme, "usage[hits]=1");
        metered.settle().await;
        let key = &metered.running.customers().keys(acme.application.id).await.expect("keys")[0];
        assert_eq!(key.last_used_at, Some(crate::store::databases::START));
    }
}

#[test]
fn what_cannot_be_written_now_is_written_later() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let execute = |statement: &'static str| {
            let url = fresh.url.clone();
            async move {
                let mut connection = sqlx::AnyConnection::connect(&url).await.expect("the database");
                sqlx::query(statement).execute(&mut connection).await.expect("done");
            }
        };
        let write = || async {
            let running = &metered.running;
            running.portal.gateway().counters().write(&running.customers()).await
        };
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=4")), "let through");
        execute("ALTER TABLE usage_counts RENAME TO elsewhere").await;
        for _ in 0..3 {
            assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=2")), "let through");
            assert!(write().await.is_err(), "there is no such table");
        }
        execute("ALTER TABLE elsewhere RENAME TO usage_counts").await;
        write().await.expect("written");
        let counts = metered
            .running
            .customers()
            .counts(acme.application.id, "hits", Period::Day, 0, i64::MAX)
            .await
            .expect("counts");
        assert_eq!(counts[0].value, 10, "each once");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=1")), "denied: usage limits are exceeded");
    });
}
