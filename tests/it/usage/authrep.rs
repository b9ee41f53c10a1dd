//! `authrep` and `authorize`: who is let through, and what is said about it.

use portal::runtime::customers::{AccountState, AccountUpdate, Actor, ApplicationState, ApplicationUpdate, NewKey};

use super::{Metered, credentials, outcome, token};
use crate::store::on_both;

on_both! {
    async fn a_call_is_let_through_as_3scale_says_it(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let answer = metered.authrep(&acme, "usage[hits]=3&log[code]=200&log[request]=GET");
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/vnd.3scale-v2.0+xml"));
        let report = |metric: &str, period: &str, times: &str, max: u64, used: u64, more: &str| {
            format!("<usage_report metric=\"{metric}\" period=\"{period}\"{more}>{times}<max_value>{max}</max_value><current_value>{used}</current_value></usage_report>")
        };
        let day = "<period_start>2026-03-03 00:00:00 +0000</period_start><period_end>2026-03-04 00:00:00 +0000</period_end>";
        let minute = "<period_start>2026-03-03 12:00:00 +0000</period_start><period_end>2026-03-03 12:01:00 +0000</period_end>";
        let reports = |hits: u64, more: &str| {
            [report("hits", "day", day, 10, hits, more), report("search", "minute", minute, 3, 0, ""), report("exports", "eternity", "", 0, 0, "")].concat()
        };
        assert_eq!(
            answer.body(),
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><status><authorized>true</authorized><plan>Bronze &amp; Co</plan><usage_reports>{}</usage_reports></status>", reports(3, ""))
        );
        let denied = metered.authrep(&acme, "usage%5Bhits%5D=8");
        assert_eq!(denied.status, 409);
        assert_eq!(
            denied.body(),
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><status><authorized>false</authorized><reason>usage limits are exceeded</reason><plan>Bronze &amp; Co</plan><usage_reports>{}</usage_reports></status>", reports(3, ""))
        );
        // Who has used more than that is told so.
        metered.report("mail", &[("transactions[0][app_id]", acme.application.app_id.as_deref().expect("one")), ("transactions[0][usage][hits]", "9")]);
        assert!(metered.authrep(&acme, "usage[hits]=1").body().contains(&reports(12, " exceeded=\"true\"")));
        let customers = metered.running.customers();
        let number = customers.programme().product_called("mail").expect("it is sold").id().to_string();
        assert_eq!(outcome(&metered.ask("authorize", &number, &credentials(&acme), "")), "denied: usage limits are exceeded", "without units all limits are asked about; apis have numbers, too");
    }
}

on_both! {
    async fn the_extensions_of_gateways(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let ask = |usage: &str, options: &str| {
            metered.ask("authrep", "mail", &format!("{}&{usage}", credentials(&acme)), &format!("3scale-options: {options}\r\n"))
        };
        let all = "rejection_reason_header=1&limit_headers=1&no_body=1";
        let headers = |answer: &crate::run::portal::Answer| {
            ["3scale-limit-remaining", "3scale-limit-reset", "3scale-limit-max-value", "3scale-rejection-reason", "retry-after"].map(|name| answer.header(name).to_owned())
        };
        let let_through = ask("usage[hits]=3", all);
        assert_eq!((let_through.status, let_through.body()), (200, String::new()));
        assert_eq!(headers(&let_through), ["2", "43200", "10", "", ""], "two calls like it are left, until midnight");
        let denied = ask("usage[hits]=8", all);
        assert_eq!((denied.status, denied.body()), (409, String::new()));
        assert_eq!(headers(&denied), ["0", "43200", "10", "limits_exceeded", "43200"]);
        assert_eq!(headers(&ask("usage[exports]=1", all)), ["0", "-1", "0", "limits_exceeded", ""], "a metric that the plan does not have");
        assert_eq!(headers(&ask("usage[search]=1", all)), ["2", "60", "3", "", ""], "the tightest of the method's and of hits");
        assert_eq!(headers(&ask("usage[hits]=9", "limit_headers=0")), ["", "", "", "", ""]);
        let gold = metered.running.customer("Gold", "gold").await;
        let free = metered.ask("authrep", "mail", &format!("{}&usage[hits]=1", credentials(&gold)), "3scale-options: limit_headers=1\r\n");
        assert_eq!(headers(&free), ["-1", "-1", "-1", "", ""], "nothing is limited");
    }
}

on_both! {
    async fn who_is_not_let_through(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let maps = metered.running.customer("Maps", "simple").await;
        let id = acme.application.app_id.clone().expect("an id");
        let ask = |api: &str, call: &str| outcome(&metered.ask("authrep", api, &format!("{call}&usage[hits]=1"), ""));
        let of_maps = format!("user_key={}", maps.key);
        assert_eq!(ask("maps", &of_maps), "let through");
        assert_eq!(ask("mail", &of_maps), "403 user_key_invalid", "the plan opens another api");
        assert_eq!(ask("maps", &credentials(&acme)), "404 application_not_found");
        assert_eq!(ask("maps", "user_key=guess"), "403 user_key_invalid");
        assert_eq!(ask("mail", "app_id=nobody&app_key=x"), "404 application_not_found");
        assert_eq!(ask("mail", ""), "404 application_not_found");
        assert_eq!(ask("mail", &format!("app_id={id}")), "denied: application key is missing");
        assert_eq!(ask("mail", &format!("app_id={id}&app_key=guess")), "denied: application key is invalid");
        assert_eq!(ask("mail", &format!("app_id={id}&user_key=x")), "403 authentication_error");
        assert_eq!(ask("mail", &format!("{}&app_key=x", credentials(&acme))), "400 bad_request");
        assert_eq!(ask("mail", &format!("{}&service_id=maps", credentials(&acme))), "400 bad_request");
        assert_eq!(ask("mail", &format!("{}&usage[nothing]=1", credentials(&acme))), "404 metric_invalid");
        assert_eq!(ask("mail", &format!("{}&usage[search]=-1", credentials(&acme))), "403 usage_value_invalid");
        assert_eq!(ask("mail", &format!("{}&usage[search]=", credentials(&acme))), "403 usage_value_invalid");
        let said = metered.ask("authrep", "mail", &format!("app_id={id}&app_key=canary-key"), "").body()
            + &metered.ask("authrep", "maps", "user_key=canary-key", "").body()
            + &metered.ask("authrep", "nothing", "service_token=canary-key", "").body();
        assert!(!said.contains("canary-key"), "what may be somebody's secret is not said again: {said}");
        let hostile = metered.ask("authrep", "mail", "app_id=%3Ca%20b=%22%3E%26%00&app_key=x", "").body();
        assert!(hostile.contains("id=&quot;&lt;a b=&quot;&gt;&amp;&quot;"), "{hostile}");
    }
}

on_both! {
    async fn what_changes_for_a_customer_holds_for_the_next_call(fresh) {
        let metered = Metered::start(&fresh).await;
        let running = &metered.running;
        let acme = running.customer("Acme", "gold").await;
        let ask = || outcome(&metered.authrep(&acme, "usage[hits]=1"));
        assert_eq!(ask(), "let through");
        let begin = || async { running.customers().change(Actor::System).await.expect("a change") };
        let mut change = begin().await;
        let suspended = ApplicationUpdate { state: Some(ApplicationState::Suspended), ..ApplicationUpdate::default() };
        change.update_application(acme.application.id, suspended).await.expect("suspended");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(ask(), "denied: application is not active");
        let mut change = begin().await;
        let live = ApplicationUpdate { state: Some(ApplicationState::Live), ..ApplicationUpdate::default() };
        change.update_application(acme.application.id, live).await.expect("live");
        let suspended = AccountUpdate { state: Some(AccountState::Suspended), ..AccountUpdate::default() };
        change.update_account(acme.account.id, suspended).await.expect("suspended");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(ask(), "denied: application is not active", "its account is suspended");
        let mut change = begin().await;
        let approved = AccountUpdate { state: Some(AccountState::Approved), ..AccountUpdate::default() };
        change.update_account(acme.account.id, approved).await.expect("approved");
        change.change_plan(acme.application.id, "bronze").await.expect("another plan");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=10")), "denied: usage limits are exceeded", "what was used on the plan before counts");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=9")), "let through");
    }
}

on_both! {
    async fn statement_56_a_key_that_is_remembered_is_refused_once_it_is_revoked_or_has_expired(fresh) {
        let metered = Metered::start(&fresh).await;
        let running = &metered.running;
        let acme = running.customer("Acme", "gold").await;
        let begin = || async { running.customers().change(Actor::System).await.expect("a change") };
        let mut change = begin().await;
        let new = NewKey { expires_at: Some(fresh.clock.now() + 60), ..NewKey::default() };
        let second = change.create_key(&acme.application, new).await.expect("a key");
        change.commit().await.expect("committed");
        running.portal.changed();
        let id = acme.application.app_id.clone().expect("an id");
        let ask = |key: &str| outcome(&metered.ask("authrep", "mail", &format!("app_id={id}&app_key={key}&usage[hits]=1"), ""));
        assert_eq!([ask(&acme.key), ask(second.value.reveal())], ["let through", "let through"]);
        fresh.clock.advance(60);
        assert_eq!([ask(&acme.key), ask(second.value.reveal())], ["let through", "denied: application key is invalid"]);
        let key = running.customers().keys(acme.application.id).await.expect("keys")[0].id;
        let mut change = begin().await;
        change.revoke_key(&acme.application, key).await.expect("revoked");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(ask(&acme.key), "denied: application key is invalid");
    }
}

on_both! {
    async fn a_gateway_asks_with_a_token_for_that(fresh) {
        let metered = Metered::start(&fresh).await;
        let acme = metered.running.customer("Acme", "gold").await;
        let ask = |path: &str, own: &str| {
            outcome(&metered.running.company("GET", &format!("/transactions/{path}.xml?{own}&{}", credentials(&acme)), "", ""))
        };
        let running = &metered.running;
        assert_eq!(ask("authrep", ""), "403 provider_key_or_service_token_required");
        assert_eq!(ask("authrep", "service_token=guess&service_id=mail"), "403 service_token_invalid");
        assert_eq!(ask("authrep", &format!("service_token={}", metered.token)), "422 service_id_missing");
        assert_eq!(ask("authrep", &format!("service_token={}&service_id=nothing", metered.token)), "403 service_token_invalid");
        assert_eq!(ask("authrep", &format!("provider_key={}", metered.token)), "let through", "the first api");
        assert_eq!(ask("authrep", &format!("provider_key={}&service_id=maps", metered.token)), "404 application_not_found");
        for scope in ["account_management", "sso", "stats"] {
            let other = token(running, scope, true).await;
            assert_eq!(ask("authorize", &format!("service_token={other}&service_id=mail")), "403 service_token_invalid", "{scope}");
        }
        let reader = token(running, "service_management", false).await;
        assert_eq!(ask("authorize", &format!("service_token={reader}&service_id=mail")), "let through", "asks");
        assert_eq!(ask("authrep", &format!("service_token={reader}&service_id=mail")), "403 service_token_invalid", "but counts nothing");
        let id = running.customers().access_tokens().await.expect("tokens").last().expect("one").id;
        let mut change = running.customers().change(Actor::System).await.expect("a change");
        change.revoke_token(id).await.expect("revoked");
        change.commit().await.expect("committed");
        running.portal.changed();
        assert_eq!(ask("authorize", &format!("service_token={reader}&service_id=mail")), "403 service_token_invalid", "revoked");
    }
}

on_both! {
    async fn oauth_clients_that_somebody_else_has_authenticated(fresh) {
        let metered = Metered::start(&fresh).await;
        let client = metered.running.customer("Client", "clients").await;
        let acme = metered.running.customer("Acme", "gold").await;
        let id = client.application.app_id.clone().expect("a client id");
        let ask = |api: &str, call: &str| metered.ask("oauth_authrep", api, &format!("{call}&usage[hits]=1"), "");
        let let_through = ask("login", &format!("app_id={id}"));
        assert_eq!(outcome(&let_through), "let through");
        assert!(let_through.body().contains(&format!("<application><id>{id}</id><redirect_url></redirect_url></application>")));
        assert_eq!(outcome(&ask("login", &format!("app_id={id}&app_key={}", client.key))), "let through");
        assert_eq!(outcome(&ask("login", &format!("app_id={id}&app_key="))), "denied: application key is invalid");
        assert_eq!(outcome(&ask("login", &format!("app_id={id}&redirect_uri=https://evil.example"))), "denied: redirect_uri is invalid");
        assert_eq!(outcome(&ask("mail", &credentials(&acme))), "denied: oauth is not enabled");
        assert_eq!(outcome(&metered.ask("oauth_authorize", "login", &format!("app_id={id}"), "")), "let through");
    }
}
