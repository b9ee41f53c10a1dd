//! Accounts and users.

use super::super::shape::{List, Thing};
use super::ROOT;
use super::plan::{Kind, nested};
use crate::model::Programme;
use crate::runtime::customers::{Account, User};

/// An account with its users and its plan, and, where somebody has just signed up, its applications.
pub(in super::super) fn account(
    programme: &Programme,
    account: &Account,
    users: &[User],
    applications: Option<Vec<Thing>>,
) -> Thing {
    let own = format!("{ROOT}/accounts/{}", account.id);
    let users = users.iter().filter(|user| user.account_id == account.id).map(user);
    let plan = account.plan.as_deref().and_then(|name| programme.plan(name));
    let plans = plan.into_iter().map(|plan| nested(programme, plan, Kind::Account));
    let applications = applications.map(|applications| List::new("applications", applications));
    Thing::new("account")
        .with("id", account.id)
        .dated(account.created_at, account.updated_at)
        .with("state", account.state.name())
        .with("org_name", &account.name)
        .with("external_id", account.external_id.clone())
        .with("credit_card_stored", false)
        .with("monthly_billing_enabled", false)
        .with("monthly_charging_enabled", false)
        .fields(&account.fields)
        .with("users", List::new("users", users))
        .with("plans", List::new("plans", plans))
        .with_some("applications", applications)
        .links([("self", own.clone()), ("users", format!("{own}/users"))])
}

/// A user.
pub(in super::super) fn user(user: &User) -> Thing {
    let account = format!("{ROOT}/accounts/{}", user.account_id);
    let own = format!("{account}/users/{}", user.id);
    Thing::new("user")
        .with("id", user.id)
        .dated(user.created_at, user.updated_at)
        .in_xml("account_id", user.account_id)
        .with("state", user.state.name())
        .with("role", user.role.name())
        .with("username", &user.username)
        .with("email", user.email.clone())
        .with_some("name", user.name.clone())
        .fields(&user.fields)
        .links([("account", account), ("self", own)])
}
