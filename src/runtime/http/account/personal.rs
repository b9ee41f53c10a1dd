//! What a user says of themselves, and where the user is logged in.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::Problem;
use super::ask::{Ask, wrong};
use super::users::Sent;
use crate::model::customer::Visit;
use crate::runtime::store::sessions;
use crate::runtime::visit;

const PATH: &str = "/admin/account/personal_details";
const PAGE: &str = "user/show";

/// `user/show`.
pub(super) async fn show(ask: Ask) -> Result<Response, Problem> {
    let visit = own(&ask).await?;
    ask.page(StatusCode::OK, PAGE, &visit).await
}

/// Changes what was sent.
pub(super) async fn update(ask: Ask) -> Result<Response, Problem> {
    let user = &ask.known.member.user;
    let sent = Sent::of(&ask);
    let mut change = ask.change().await?;
    let updated = match sent.update(&user.username) {
        Ok(update) => change.update_user(user.id, update).await,
        Err(error) => Err(error),
    };
    match updated {
        Ok(_) => {
            ask.commit(change).await?;
            Ok(ask.done(PATH, "Your details were changed."))
        }
        Err(error) => {
            drop(change);
            let errors = wrong(error)?;
            let mut visit = own(&ask).await?;
            let mut member = visit.user.clone().unwrap_or_default();
            sent.show(&mut member, &errors);
            visit = Visit { member: Some(member), errors, ..visit };
            ask.page(StatusCode::UNPROCESSABLE_ENTITY, PAGE, &visit).await
        }
    }
}

async fn own(ask: &Ask) -> Result<Visit, Problem> {
    let (store, user) = (ask.customers(), ask.known.member.user.id);
    let found = sessions::of_user(store.store(), user, ask.portal.options().idle, ask.portal.now()).await?;
    Ok(Visit { sessions: visit::sessions(&ask.portal, &found, &ask.known.session), ..ask.visit() })
}
