//! Applications by the rules of their plans.

use portal::runtime::customers::{
    Actor, Application, ApplicationState, ApplicationUpdate, Created, Customers, Error, Mode, NewApplication,
    PlanChange, User,
};

use super::accounts::{acme, begin};
use super::databases::START;
use super::on_both;

/// An application of the user's account on a plan, with its first key.
pub async fn on_plan(customers: &Customers, user: &User, plan: &str) -> Created {
    let mut change = begin(customers).await;
    let new = NewApplication { name: format!("On {plan}"), plan: plan.to_owned(), ..NewApplication::default() };
    let created = change.create_application(user.account_id, new).await.expect("an application");
    change.commit().await.expect("committed");
    created
}

async fn move_to(customers: &Customers, actor: Actor, application: &Application, plan: &str) -> PlanChange {
    let mut change = customers.change(actor).await.expect("a change begins");
    let moved = change.change_plan(application.id, plan).await.expect("a plan");
    change.commit().await.expect("committed");
    moved
}

on_both! {
    async fn an_application_begins_as_its_plan_says(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let bronze = on_plan(&customers, &ada, "bronze").await;
        assert_eq!((bronze.application.state, bronze.application.trial_ends_at), (ApplicationState::Live, None));
        assert_eq!(bronze.application.mode, Mode::AppIdKey);
        assert_eq!(bronze.application.app_id.as_ref().map(String::len), Some(16));
        let silver = on_plan(&customers, &ada, "silver").await.application;
        assert_eq!(silver.trial_days_left(START), 30);
        assert_eq!(silver.trial_days_left(START + 1), 30, "a begun day counts");
        assert_eq!(silver.trial_days_left(START + 30 * 86_400), 0);
        assert_eq!(on_plan(&customers, &ada, "platinum").await.application.state, ApplicationState::Pending);
        let simple = on_plan(&customers, &ada, "simple").await;
        assert_eq!((simple.application.mode, simple.application.app_id.clone()), (Mode::UserKey, None));
        assert!(simple.key.is_some(), "its user key");
        let names: Vec<_> = customers.applications(ada.account_id).await.expect("a list").into_iter().map(|found| found.plan).collect();
        assert_eq!(names, ["bronze", "silver", "platinum", "simple"]);
    }
}

on_both! {
    async fn what_an_application_cannot_be(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let known = on_plan(&customers, &ada, "bronze").await.application;
        let mut change = begin(&customers).await;
        let lead = NewApplication { name: "Lead".to_owned(), plan: "lead".to_owned(), ..NewApplication::default() };
        let refused = change.create_application(ada.account_id, lead).await.expect_err("no such plan");
        assert_eq!(refused.to_string(), "`plan` does not exist");
        let double = NewApplication { plan: "bronze".to_owned(), app_id: known.app_id.clone(), ..NewApplication::default() };
        let refused = change.create_application(ada.account_id, double).await.expect_err("taken");
        assert_eq!(refused.to_string(), "`name` can't be blank; `app_id` has already been taken");
        let script = ApplicationUpdate { redirect_url: Some(Some("javascript:alert(1)".to_owned())), ..Default::default() };
        assert!(matches!(change.update_application(known.id, script).await, Err(Error::Invalid(_))));
    }
}

on_both! {
    /// Statement 49, below the routes: what belongs to another account is not there.
    async fn nobody_reaches_an_application_of_another_account(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let hers = on_plan(&customers, &ada, "bronze").await.application;
        let mut change = begin(&customers).await;
        let other = change.create_account(portal::runtime::customers::NewAccount { name: "Other".to_owned(), ..Default::default() }).await.expect("an account");
        assert!(change.application_of(ada.account_id, hers.id).await.is_ok());
        let theirs = change.application_of(other.id, hers.id).await;
        let nobodys = change.application_of(other.id, 4711).await;
        assert_eq!(theirs.expect_err("hers").to_string(), nobodys.expect_err("nobody's").to_string());
    }
}

on_both! {
    async fn a_plan_that_wants_approval_is_asked_for_by_customers_and_given_by_the_company(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let application = on_plan(&customers, &ada, "bronze").await.application;
        let customer = Actor::User(ada.id, ada.username.clone());
        assert_eq!(move_to(&customers, customer.clone(), &application, "platinum").await, PlanChange::Requested);
        assert_eq!(customers.application(application.id).await.expect("an answer").expect("it is there").plan, "bronze");
        let PlanChange::Changed(silver) = move_to(&customers, customer, &application, "silver").await else { panic!("refused") };
        assert_eq!(silver.trial_days_left(START), 30);
        fresh.clock.advance(40 * 86_400);
        let company = Actor::Operator("test".to_owned());
        move_to(&customers, company.clone(), &application, "platinum").await;
        let PlanChange::Changed(again) = move_to(&customers, company, &application, "silver").await else { panic!("refused") };
        assert_eq!(again.trial_days_left(customers.now()), 0, "one trial in its life");
        let events: Vec<_> = customers.events(0, 100).await.expect("events").into_iter().map(|event| event.event).collect();
        assert_eq!(events[events.len() - 4..], ["plan.requested", "plan.changed", "plan.changed", "plan.changed"]);
        let mut change = begin(&customers).await;
        assert!(matches!(change.change_plan(application.id, "simple").await, Err(Error::State(_))), "another mode");
    }
}

on_both! {
    /// Every change has its audit entry and its event, or did not happen.
    async fn every_change_leaves_its_record(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let created = on_plan(&customers, &ada, "bronze").await;
        let mut change = customers.change(Actor::User(ada.id, "ada".to_owned())).await.expect("a change begins");
        let renamed = ApplicationUpdate { name: Some("Shop".to_owned()), ..ApplicationUpdate::default() };
        change.update_application(created.application.id, renamed.clone()).await.expect("renamed");
        change.update_application(created.application.id, renamed).await.expect("the same");
        change.delete_application(created.application.id).await.expect("deleted");
        change.commit().await.expect("committed");
        let entries = customers.audit(Some(ada.account_id), None, 100).await.expect("entries");
        let actions: Vec<_> = entries.iter().rev().map(|entry| entry.action.as_str()).collect();
        let expected = [
            "account.created", "user.created", "identity.linked", "application.created", "key.created",
            "application.updated", "application.deleted",
        ];
        assert_eq!(actions, expected);
        let last = &entries[0];
        assert_eq!((last.actor.as_str(), last.actor_name.as_str()), (format!("user:{}", ada.id).as_str(), "ada"));
        assert_eq!(entries[1].detail["changed"], serde_json::json!(["name"]));
        let events: Vec<_> = customers.events(0, 100).await.expect("events").into_iter().map(|event| event.event).collect();
        assert_eq!(events, expected);
        assert_eq!(customers.audit(Some(4711), None, 100).await.expect("entries"), []);
        assert_eq!(customers.audit(None, Some(entries[4].id), 1).await.expect("entries")[0], entries[5]);
    }
}
