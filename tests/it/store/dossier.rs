//! Everything of one account in one call, and of nobody else.

use portal::model::Period;
use portal::runtime::customers::{
    AccountUpdate, ApplicationState, ApplicationUpdate, NewAccount, NewUser, UserState, UserUpdate,
};

use super::accounts::{acme, begin};
use super::applications::on_plan;
use super::on_both;

on_both! {
    async fn a_dossier_has_all_of_one_account_and_nothing_of_another(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let first = on_plan(&customers, &ada, "bronze").await;
        on_plan(&customers, &ada, "silver").await;
        let mut change = begin(&customers).await;
        let other = change.create_account(NewAccount { name: "Other".to_owned(), ..NewAccount::default() }).await.expect("an account");
        let mallory = change.create_user(other.id, NewUser { username: "mallory".to_owned(), ..NewUser::default() }).await.expect("a user");
        change.revoke_key(&first.application, first.key.expect("a key").key.id).await.expect("revoked");
        change.commit().await.expect("committed");
        on_plan(&customers, &mallory, "bronze").await;
        customers.count(first.application.id, &[("hits", 7)], customers.now()).await.expect("counted");

        let dossier = customers.dossier(ada.account_id).await.expect("an answer").expect("it is there");
        assert_eq!((dossier.account.id, &dossier.users), (ada.account_id, &vec![ada.clone()]));
        let [bronze, silver] = &dossier.applications[..] else { panic!("{:?}", dossier.applications) };
        assert_eq!(bronze.plan.as_ref().map(|plan| plan.features.clone()), Some(vec!["Letters".to_owned()]));
        assert_eq!((bronze.keys.len(), silver.keys.len()), (0, 1), "a revoked key is not shown");
        let usage: Vec<_> = bronze.usage.iter().map(|usage| (usage.period, usage.value, usage.limit)).collect();
        assert_eq!(usage, [(Period::Day, 7, 10), (Period::Month, 7, 1000)]);
        assert_eq!((bronze.alerts.len(), silver.alerts.len()), (1, 0));
        let text = serde_json::to_string(&dossier).expect("JSON");
        assert!(!text.contains("mallory") && !text.contains("Other"));
        assert!(customers.dossier(4711).await.expect("an answer").is_none());
    }
}

on_both! {
    /// Statement 50, below the pages: what an application's plan opens closes with the plan.
    async fn a_member_has_the_names_that_open_content(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let names = || {
            let customers = customers.clone();
            async move { customers.member(ada.id).await.expect("an answer").map(|member| member.names.into_iter().collect::<Vec<_>>()) }
        };
        assert_eq!(names().await, Some(vec![]));
        let application = on_plan(&customers, &ada, "bronze").await.application;
        on_plan(&customers, &ada, "platinum").await;
        assert_eq!(names().await, Some(vec!["Letters".to_owned(), "bronze".to_owned()]), "platinum waits for approval");
        let mut change = begin(&customers).await;
        let update = AccountUpdate { plan: Some(Some("silver".to_owned())), groups: Some(vec!["beta".to_owned()]), ..AccountUpdate::default() };
        change.update_account(ada.account_id, update).await.expect("updated");
        let suspended = ApplicationUpdate { state: Some(ApplicationState::Suspended), ..ApplicationUpdate::default() };
        change.update_application(application.id, suspended).await.expect("updated");
        change.create_user(ada.account_id, NewUser { username: "grace".to_owned(), role: portal::runtime::customers::Role::Admin, ..NewUser::default() }).await.expect("a user");
        change.commit().await.expect("committed");
        assert_eq!(names().await, Some(vec!["Parcels".to_owned(), "beta".to_owned(), "silver".to_owned()]));
        let mut change = begin(&customers).await;
        let suspended = UserUpdate { state: Some(UserState::Suspended), ..UserUpdate::default() };
        change.update_user(ada.id, suspended).await.expect("suspended");
        change.commit().await.expect("committed");
        assert_eq!(names().await, None);
    }
}
