//! Users of an account: listed, made, changed, moved between states and roles.

use super::accounts;
use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources;
use super::shape::List;
use crate::model::{Role, UserState};
use crate::runtime::customers::{Fields, NewUser, User, UserUpdate};

/// Parameters of a user: what the portal knows, and 3scale's own optional fields.
pub(super) const KNOWN: [&str; 8] =
    ["username", "email", "name", "role", "first_name", "last_name", "title", "job_role"];
/// Those of them that are kept as fields.
const OPTIONAL: [&str; 4] = ["first_name", "last_name", "title", "job_role"];

/// `GET /accounts/{account_id}/users`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let account = accounts::of_path(&ask).await?;
    let (state, role) = (ask.word("state", &UserState::ALL)?, ask.word("role", &Role::ALL)?);
    let mut users = ask.customers.users(account.id).await?;
    users.retain(|user| state.is_none_or(|state| user.state == state) && role.is_none_or(|role| user.role == role));
    Ok(Reply::List(List::new("users", users.iter().map(resources::user))))
}

/// `POST /accounts/{account_id}/users`
pub(super) async fn create(ask: Ask) -> Result<Reply, Refusal> {
    let mut fields = ask.own_fields(&KNOWN);
    fields.extend(named_fields(&ask));
    let new = NewUser {
        username: ask.text("username").unwrap_or_default(),
        email: Some(ask.text("email").unwrap_or_default()),
        name: whole_name(&ask),
        role: ask.word("role", &Role::ALL)?.unwrap_or_default(),
        fields,
        ..NewUser::default()
    };
    let mut change = ask.change().await?;
    let user = change.create_user(ask.id(0)?, new).await?;
    ask.commit(change).await?;
    Ok(Reply::Made(resources::user(&user)))
}

/// `GET /accounts/{account_id}/users/{id}`
pub(super) async fn show(ask: Ask) -> Result<Reply, Refusal> {
    let user = ask.customers.user(ask.id(1)?).await?;
    let account = ask.id(0)?;
    let user = user.filter(|user| user.account_id == account).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::user(&user)))
}

/// `PUT /accounts/{account_id}/users/{id}`. Who may do what is changed by paths of its own.
pub(super) async fn update(ask: Ask) -> Result<Reply, Refusal> {
    let mut fields = ask.own_fields(&KNOWN);
    fields.extend(named_fields(&ask));
    let update = UserUpdate {
        username: ask.form.get("username").map(|name| name.trim().to_owned()),
        email: ask.form.get("email").map(|email| Some(email.trim().to_owned())),
        name: whole_name(&ask).map(Some),
        fields,
        ..UserUpdate::default()
    };
    changed(ask, move |_| Ok(update)).await
}

/// `DELETE /accounts/{account_id}/users/{id}`
pub(super) async fn delete(ask: Ask) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let user = change.user_of(ask.id(0)?, ask.id(1)?).await?;
    change.delete_user(user.id).await?;
    ask.commit(change).await?;
    Ok(Reply::Gone)
}

/// `PUT …/activate`
pub(super) async fn activate(ask: Ask) -> Result<Reply, Refusal> {
    let from = [UserState::Pending, UserState::Active];
    changed(ask, move |user| state(user, "activate", &from, UserState::Active)).await
}

/// `PUT …/suspend`
pub(super) async fn suspend(ask: Ask) -> Result<Reply, Refusal> {
    changed(ask, |user| state(user, "suspend", &[UserState::Active], UserState::Suspended)).await
}

/// `PUT …/unsuspend`
pub(super) async fn unsuspend(ask: Ask) -> Result<Reply, Refusal> {
    changed(ask, |user| state(user, "unsuspend", &[UserState::Suspended], UserState::Active)).await
}

/// `PUT …/admin`
pub(super) async fn make_admin(ask: Ask) -> Result<Reply, Refusal> {
    changed(ask, |_| Ok(UserUpdate { role: Some(Role::Admin), ..UserUpdate::default() })).await
}

/// `PUT …/member`
pub(super) async fn make_member(ask: Ask) -> Result<Reply, Refusal> {
    changed(ask, |_| Ok(UserUpdate { role: Some(Role::Member), ..UserUpdate::default() })).await
}

fn state(user: &User, event: &str, from: &[UserState], to: UserState) -> Result<UserUpdate, Refusal> {
    if !from.contains(&user.state) {
        return Err(Refusal::transition(event));
    }
    Ok(UserUpdate { state: Some(to), ..UserUpdate::default() })
}

/// Changes the user of the path.
async fn changed(ask: Ask, update: impl FnOnce(&User) -> Result<UserUpdate, Refusal>) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let user = change.user_of(ask.id(0)?, ask.id(1)?).await?;
    let user = change.update_user(user.id, update(&user)?).await?;
    ask.commit(change).await?;
    Ok(Reply::Thing(resources::user(&user)))
}

/// 3scale's optional fields of users that were sent.
pub(super) fn named_fields(ask: &Ask) -> Fields {
    let sent = OPTIONAL.iter().filter_map(|&name| Some((name.to_owned(), ask.form.get(name)?.to_owned())));
    sent.collect()
}

/// The name that pages show: the one that was sent, else first and last name.
pub(super) fn whole_name(ask: &Ask) -> Option<String> {
    let parts: Vec<&str> = ["first_name", "last_name"].iter().filter_map(|name| ask.said(name)).collect();
    ask.text("name").or_else(|| (!parts.is_empty()).then(|| parts.join(" ")))
}
