//! Users of the account, for its administrators. Must not make users: they come with the login.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::Problem;
use super::applications::whole;
use super::ask::{Ask, some, wrong};
use crate::model::Role;
use crate::model::customer::{Errors, FlashKind, User, Visit};
use crate::runtime::customers::{Error, UserUpdate};

const LIST: &str = "/admin/account/users";

/// `accounts/users/index`.
pub(super) async fn index(ask: Ask) -> Result<Response, Problem> {
    let mut visit = ask.visit();
    visit.pagination = whole(visit.account.as_ref().map_or(0, |account| account.users.len()));
    ask.page(StatusCode::OK, "accounts/users/index", &visit).await
}

/// `accounts/users/edit`.
pub(super) async fn edit(ask: Ask) -> Result<Response, Problem> {
    let visit = about(&ask)?;
    ask.page(StatusCode::OK, "accounts/users/edit", &visit).await
}

/// Changes what was sent of a user. Nobody changes the own role: an account is not left without an administrator by
/// mistake.
pub(super) async fn update(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let user = change.user_of(ask.account(), ask.id(0)?).await?;
    let sent = Sent::of(&ask);
    let role = ask.sent("user", "role").map(|word| Role::ALL.iter().find(|(name, _)| *name == word));
    let role = match role {
        Some(None) => Err(Error::invalid("role", "is neither `admin` nor `member`")),
        Some(Some((_, role))) if *role != user.role && user.id == ask.known.member.user.id => {
            Err(Error::invalid("role", "can only be changed by another administrator"))
        }
        Some(Some((_, role))) => Ok(Some(*role)),
        None => Ok(None),
    };
    let updated = match role.and_then(|role| Ok(UserUpdate { role, ..sent.update(&user.username)? })) {
        Ok(update) => change.update_user(user.id, update).await,
        Err(error) => Err(error),
    };
    match updated {
        Ok(user) => {
            ask.commit(change).await?;
            Ok(ask.done(LIST, format!("{} was changed.", user.username)))
        }
        Err(error) => {
            drop(change);
            let errors = wrong(error)?;
            let mut visit = about(&ask)?;
            if let Some(user) = &mut visit.member {
                sent.show(user, &errors);
            }
            visit.errors = errors;
            ask.page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/users/edit", &visit).await
        }
    }
}

/// Deletes another user.
pub(super) async fn delete(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let user = change.user_of(ask.account(), ask.id(0)?).await?;
    if user.id == ask.known.member.user.id {
        return Ok(ask.told(LIST, FlashKind::Danger, "Nobody removes themselves: another administrator can."));
    }
    change.delete_user(user.id).await?;
    ask.commit(change).await?;
    Ok(ask.done(LIST, format!("{} was removed, and is logged out.", user.username)))
}

/// What the page of the user shows that the path names.
fn about(ask: &Ask) -> Result<Visit, Problem> {
    let visit = ask.visit();
    let id = ask.id(0)?;
    let mut users = visit.account.iter().flat_map(|account| &account.users);
    let member = users.find(|user| user.id == id).cloned().ok_or_else(Problem::not_found)?;
    Ok(Visit { member: Some(member), ..visit })
}

/// What a form says of a user.
pub(super) struct Sent {
    username: Option<String>,
    name: Option<Option<String>>,
    email: Option<Option<String>>,
}

impl Sent {
    pub(super) fn of(ask: &Ask) -> Self {
        let sent = |name: &str| ask.sent("user", name).map(some);
        Self { username: sent("username").flatten(), name: sent("name"), email: sent("email") }
    }

    /// The change, unless it is of the username: signed links and the company's systems know the user by it, so that
    /// whoever took another one could be logged in as somebody else's.
    pub(super) fn update(&self, username: &str) -> Result<UserUpdate, Error> {
        if self.username.as_deref().is_some_and(|sent| sent != username) {
            return Err(Error::invalid("username", "cannot be changed here"));
        }
        Ok(UserUpdate { name: self.name.clone(), email: self.email.clone(), ..UserUpdate::default() })
    }

    /// Puts what was sent into what the page shows.
    pub(super) fn show(self, user: &mut User, errors: &Errors) {
        user.name = self.name.unwrap_or_else(|| user.name.take());
        user.email = self.email.unwrap_or_else(|| user.email.take());
        user.errors = errors.clone();
    }
}
