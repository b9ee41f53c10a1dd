//! The account itself: the organisation that is the customer.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::Problem;
use super::ask::{Ask, wrong};
use crate::runtime::customers::AccountUpdate;

/// `account/show`.
pub(super) async fn show(ask: Ask) -> Result<Response, Problem> {
    ask.page(StatusCode::OK, "account/show", &ask.visit()).await
}

/// `account/edit`.
pub(super) async fn edit(ask: Ask) -> Result<Response, Problem> {
    ask.page(StatusCode::OK, "account/edit", &ask.visit()).await
}

/// Changes the name. The rest is the company's: plans and groups open content, and its own fields are its own.
pub(super) async fn update(ask: Ask) -> Result<Response, Problem> {
    let sent = ask.sent("account", "org_name").or_else(|| ask.sent("account", "name"));
    let name = sent.map(|name| name.trim().to_owned());
    let update = AccountUpdate { name: name.clone(), ..AccountUpdate::default() };
    let mut change = ask.change().await?;
    match change.update_account(ask.account(), update).await {
        Ok(_) => {
            ask.commit(change).await?;
            Ok(ask.done("/admin/account", "The account was changed."))
        }
        Err(error) => {
            drop(change);
            let errors = wrong(error)?;
            let mut visit = ask.visit();
            if let Some(account) = &mut visit.account {
                account.name = name.unwrap_or_default();
                account.errors = errors.clone();
            }
            visit.errors = errors;
            ask.page(StatusCode::UNPROCESSABLE_ENTITY, "account/edit", &visit).await
        }
    }
}
