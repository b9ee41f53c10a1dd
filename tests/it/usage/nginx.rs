//! A real NGINX in front of a small API, set up as the guide says: it asks the portal about each call.

use portal::model::Period;
use portal::runtime::customers::Actor;

use super::Metered;
use crate::run::cache::{Nginx, free_port};
use crate::run::portal::{Answer, Customer};
use crate::store::databases::{Database, run};

const GUIDE: &str = include_str!("../../../docs/content/operate/gateway.md");

/// The recipe of the guide, for this portal and an API that says how it was asked.
fn gateway(metered: &Metered) -> Nginx {
    let recipe = GUIDE.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the recipe");
    let api = free_port();
    Nginx::of_http(|port, _| {
        let own = [
            ("127.0.0.1:8081", format!("127.0.0.1:{}", metered.running.admin)),
            ("listen 8000", format!("listen 127.0.0.1:{port}")),
            ("127.0.0.1:9000", format!("127.0.0.1:{api}")),
            ("TOKEN", metered.token.clone()),
        ];
        let recipe = own.iter().fold(recipe.to_owned(), |recipe, (theirs, ours)| {
            assert!(recipe.contains(theirs), "{theirs}");
            recipe.replace(theirs, ours)
        });
        format!(
            "{recipe}\nserver {{ listen 127.0.0.1:{api}; location / {{ return 200 \"the api: $uri\"; }} location /v1/own {{ return 403 \"its own\"; }} }}"
        )
    })
}

#[test]
fn nginx_asks_before_it_lets_a_call_through() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let metered = Metered::start(&fresh).await;
        let nginx = gateway(&metered);
        let running = &metered.running;
        let (acme, gold) = (running.customer("Acme", "bronze").await, running.customer("Gold", "gold").await);
        let call = |customer: &Customer, path: &str| -> Answer {
            let id = customer.application.app_id.as_deref().expect("an id");
            nginx.get(&format!("/v1/{path}?mail_id={id}&mail_key={}", customer.key), "")
        };
        let said = call(&acme, "letters");
        assert_eq!((said.status, said.body().as_str()), (200, "the api: /v1/letters"));
        assert_eq!(call(&gold, "own").body(), "its own", "what the API refuses is the API's");
        for wrong in ["", "?mail_id=nobody&mail_key=x", "?app_id=x&app_key=y", "?user_key=x"] {
            assert_eq!(nginx.get(&format!("/v1/letters{wrong}"), "").status, 403, "{wrong}");
        }
        let id = acme.application.app_id.clone().expect("an id");
        let smuggled = nginx.get(&format!("/v1/letters?mail_id={id}&mail_key=x%26app_key%3D{}", acme.key), "");
        assert_eq!(smuggled.status, 403, "a value is a value");
        // Three searches a minute, ten hits a day.
        let searches: Vec<u16> = (0..4).map(|_| call(&acme, "search").status).collect();
        assert_eq!(searches, [200, 200, 200, 429]);
        assert_eq!(call(&acme, "search").header("retry-after"), "60");
        let rest: Vec<u16> = (0..7).map(|_| call(&acme, "letters").status).collect();
        assert_eq!(rest, [200, 200, 200, 200, 200, 200, 429]);
        assert_eq!(call(&acme, "letters").header("retry-after"), "43200");
        let disabled = call(&acme, "exports");
        assert_eq!(
            (disabled.status, disabled.header("retry-after")),
            (403, ""),
            "not in the plan, however long one waits"
        );
        assert_eq!(call(&gold, "exports").status, 200);

        let key = running.customers().keys(gold.application.id).await.expect("keys")[0].id;
        let mut change = running.customers().change(Actor::System).await.expect("a change");
        change.revoke_key(&gold.application, key).await.expect("revoked");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(call(&gold, "letters").status, 403, "a revoked key is refused at once");
        metered.settle().await;
        let counts =
            running.customers().counts(acme.application.id, "hits", Period::Day, 0, i64::MAX).await.expect("counts");
        assert_eq!(counts[0].value, 10, "what was refused is not counted");
    });
}
