//! `POST /sso_tokens`: a signed link for a customer, with 3scale's parameters and answers.

use axum::http::StatusCode;

use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::shape::Format;
use crate::runtime::customers::Wrong;
use crate::runtime::links::{Asked, NotIssued};

pub(super) async fn create(ask: Ask) -> Result<Reply, Refusal> {
    let links = ask.portal.logins().links().ok_or(Refusal::NotFound)?;
    let mut asked = Asked::default();
    for (name, value) in ask.form.fields() {
        // Whatever is none of its parameters is somebody else's.
        asked.take(name, value);
    }
    match asked.issue(links, &ask.customers).await {
        Ok(issued) => {
            let actor = ask.bearer.actor();
            tracing::info!(target: "portal::login", ?actor, user = issued.user.id, "a link was made");
            let text = if ask.format == Format::Json { issued.json() } else { issued.xml() };
            Ok(Reply::Other(ask.format.answer(StatusCode::CREATED, text)))
        }
        Err(NotIssued::Data(error)) => Err(error.into()),
        Err(NotIssued::Invalid(wrong)) => {
            let wrong = wrong
                .into_iter()
                .map(|(field, message)| Wrong { field: field.to_owned(), message: message.to_owned() });
            Err(Refusal::Wrong(wrong.collect()))
        }
    }
}
