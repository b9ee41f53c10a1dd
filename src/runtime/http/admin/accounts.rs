//! Accounts: found, listed, changed, moved between states and plans.

use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources;
use super::shape::{List, Thing};
use crate::model::AccountState;
use crate::runtime::customers::{Account, AccountUpdate, User};

/// Parameters that are no fields of the company's own.
pub(super) const KNOWN: [&str; 11] = [
    "org_name",
    "external_id",
    "account_plan_id",
    "service_plan_id",
    "application_plan_id",
    "credit_card_stored",
    "monthly_billing_enabled",
    "monthly_charging_enabled",
    "users",
    "plans",
    "applications",
];

/// `GET /accounts`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let part = ask.part()?;
    let state = ask.word("state", &AccountState::ALL)?;
    let (accounts, total) = ask.customers.accounts_part(state, part).await?;
    let things = shown(&ask, &accounts).await?;
    Ok(Reply::List(List::new("accounts", things).page((part, total).into())))
}

/// `GET /accounts/find`: by username, else by the id of a user, else by address of mail, as 3scale looks; or by what the company's
/// own systems call the account.
pub(super) async fn find(ask: Ask) -> Result<Reply, Refusal> {
    let customers = &ask.customers;
    let user = if let Some(username) = ask.said("username") {
        customers.user_by_username(username).await?
    } else if let Some(id) = ask.said("user_id") {
        customers.user(id.parse().map_err(|_| Refusal::NotFound)?).await?
    } else if let Some(external) = ask.said("external_id") {
        let account = customers.account_by_external_id(external).await?.ok_or(Refusal::NotFound)?;
        return one(&ask, &account).await;
    } else if let Some(email) = ask.said("email") {
        customers.users_by_email(email).await?.into_iter().next()
    } else {
        None
    };
    let account = user.ok_or(Refusal::NotFound)?.account_id;
    let account = customers.account(account).await?.ok_or(Refusal::NotFound)?;
    one(&ask, &account).await
}

/// `GET /accounts/{id}`
pub(super) async fn show(ask: Ask) -> Result<Reply, Refusal> {
    let account = of_path(&ask).await?;
    one(&ask, &account).await
}

/// `PUT /accounts/{id}`
pub(super) async fn update(ask: Ask) -> Result<Reply, Refusal> {
    let update = AccountUpdate {
        name: ask.form.get("org_name").map(|name| name.trim().to_owned()),
        external_id: ask.text("external_id").map(Some),
        fields: ask.own_fields(&KNOWN),
        ..AccountUpdate::default()
    };
    changed(ask, update).await
}

/// `DELETE /accounts/{id}`
pub(super) async fn delete(ask: Ask) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    change.delete_account(ask.id(0)?).await?;
    ask.commit(change).await?;
    Ok(Reply::Gone)
}

/// `PUT /accounts/{id}/approve`
pub(super) async fn approve(ask: Ask) -> Result<Reply, Refusal> {
    let from = [AccountState::Pending, AccountState::Rejected, AccountState::Suspended];
    transition(ask, "approve", &from, AccountState::Approved).await
}

/// `PUT /accounts/{id}/reject`
pub(super) async fn reject(ask: Ask) -> Result<Reply, Refusal> {
    transition(ask, "reject", &[AccountState::Pending, AccountState::Approved], AccountState::Rejected).await
}

/// `PUT /accounts/{id}/make_pending`
pub(super) async fn make_pending(ask: Ask) -> Result<Reply, Refusal> {
    transition(ask, "make_pending", &[AccountState::Approved, AccountState::Rejected], AccountState::Pending).await
}

/// `GET /accounts/{id}/plan`
pub(super) async fn plan(ask: Ask) -> Result<Reply, Refusal> {
    let account = of_path(&ask).await?;
    let programme = ask.programme();
    let plan = account.plan.and_then(|name| programme.plan(&name)).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::account_plan(programme, plan)))
}

/// `PUT /accounts/{id}/change_plan`: answers with the plan.
pub(super) async fn change_plan(ask: Ask) -> Result<Reply, Refusal> {
    let plan = ask.plan_said("plan_id")?.ok_or_else(|| Refusal::wrong("plan_id", "can't be blank"))?.clone();
    let update = AccountUpdate { plan: Some(Some(plan.name.clone())), ..AccountUpdate::default() };
    let mut change = ask.change().await?;
    change.update_account(ask.id(0)?, update).await?;
    ask.commit(change).await?;
    Ok(Reply::Thing(resources::account_plan(ask.programme(), &plan)))
}

async fn transition(ask: Ask, event: &str, from: &[AccountState], to: AccountState) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let account = change.account(ask.id(0)?).await?;
    if !from.contains(&account.state) {
        return Err(Refusal::transition(event));
    }
    let update = AccountUpdate { state: Some(to), ..AccountUpdate::default() };
    let account = change.update_account(account.id, update).await?;
    ask.commit(change).await?;
    one(&ask, &account).await
}

async fn changed(ask: Ask, update: AccountUpdate) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let account = change.update_account(ask.id(0)?, update).await?;
    ask.commit(change).await?;
    one(&ask, &account).await
}

/// The account of the path.
pub(super) async fn of_path(ask: &Ask) -> Result<Account, Refusal> {
    ask.customers.account(ask.id(0)?).await?.ok_or(Refusal::NotFound)
}

async fn one(ask: &Ask, account: &Account) -> Result<Reply, Refusal> {
    let users = ask.customers.users(account.id).await?;
    Ok(Reply::Thing(resources::account(ask.programme(), account, &users, None)))
}

/// Accounts with their users, read together.
async fn shown(ask: &Ask, accounts: &[Account]) -> Result<Vec<Thing>, Refusal> {
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    let mut users = ask.customers.users_of(&ids).await?;
    users.sort_by_key(|user| user.account_id);
    let of = |id: i64| -> &[User] {
        let first = users.partition_point(|user| user.account_id < id);
        let end = users.partition_point(|user| user.account_id <= id);
        &users[first..end]
    };
    let programme = ask.programme();
    Ok(accounts.iter().map(|account| resources::account(programme, account, of(account.id), None)).collect())
}
