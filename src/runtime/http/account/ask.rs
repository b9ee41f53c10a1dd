//! One request of a customer: who asks, what was sent, and the few ways in which an action ends. Must not know any
//! action.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::super::notes::{forget_flash, leave_flash};
use super::super::{Caller, Form, Problem, builtin, redirect, set_session};
use crate::model::customer::{Application, Errors, Flash, FlashKind, FormError, Visit};
use crate::runtime::crypto::Secrets;
use crate::runtime::customers::{self, Actor, Change, Customers, Error};
use crate::runtime::portal::{Known, Portal};
use crate::runtime::visit;

/// One request.
pub(super) struct Ask {
    pub(super) portal: Portal,
    pub(super) caller: Caller,
    pub(super) known: Arc<Known>,
    pub(super) headers: HeaderMap,
    pub(super) uri: Uri,
    pub(super) form: Form,
    /// Ids of the path, in order.
    pub(super) ids: Vec<i64>,
}

impl Ask {
    /// The id of the caller's account.
    pub(super) fn account(&self) -> i64 {
        self.known.member.account.id
    }

    /// The id at this place of the path.
    pub(super) fn id(&self, at: usize) -> Result<i64, Problem> {
        self.ids.get(at).copied().ok_or_else(Problem::not_found)
    }

    pub(super) fn customers(&self) -> Customers {
        self.portal.customers(&self.caller.release)
    }

    pub(super) fn secrets(&self) -> &Secrets {
        self.portal.secrets()
    }

    /// Begins a change in the caller's name.
    pub(super) async fn change(&self) -> Result<Change, Problem> {
        let user = &self.known.member.user;
        Ok(self.customers().change(Actor::User(user.id, user.username.clone())).await?)
    }

    /// Makes a change true, for the next request of everybody.
    pub(super) async fn commit(&self, change: Change) -> Result<(), Problem> {
        change.commit().await?;
        self.portal.changed();
        Ok(())
    }

    /// Makes a change true in a session that has another id from now on, and gives what the page then shows.
    pub(super) async fn commit_renewed(mut self, mut change: Change) -> Result<Renewed, Problem> {
        let id = change.renew_session(&self.known.session).await?;
        self.commit(change).await?;
        let known = self.portal.known(&self.caller.release, &id).await?.ok_or_else(Problem::log_in)?;
        self.known = Arc::clone(&known);
        self.caller.known = Some(known);
        self.caller.session_id = Some(id.clone());
        Ok(Renewed { ask: self, id })
    }

    /// A field that was sent, of a thing: `application[name]`, or `name` alone.
    pub(super) fn sent(&self, thing: &str, name: &str) -> Option<&str> {
        self.form.get(&format!("{thing}[{name}]")).or_else(|| self.form.get(name))
    }

    /// A value of the query.
    pub(super) fn asked(&self, name: &str) -> Option<String> {
        let query = Form::parse(self.uri.query().unwrap_or_default().as_bytes());
        query.get(name).map(str::to_owned)
    }

    /// What pages show of the caller.
    pub(super) fn visit(&self) -> Visit {
        let visit = visit::of(&self.portal, &self.caller, self.uri.path(), self.uri.query());
        Visit { flash: self.caller.notes.flash.clone(), ..visit }
    }

    /// The caller's application with the first id of the path, as pages show it.
    pub(super) fn application(&self, visit: &Visit) -> Result<Application, Problem> {
        let id = self.id(0)?;
        let mut applications = visit.account.iter().flat_map(|account| &account.applications);
        applications.find(|application| application.id == Some(id)).cloned().ok_or_else(Problem::not_found)
    }

    /// A built-in page.
    pub(super) async fn page(&self, status: StatusCode, name: &str, visit: &Visit) -> Result<Response, Problem> {
        let mut answer = builtin(&self.portal, &self.caller, status, name, visit).await?;
        if !self.caller.notes.flash.is_empty() {
            forget_flash(&mut answer);
        }
        Ok(answer)
    }

    /// To another page, which says what was done.
    pub(super) fn done(&self, to: &str, text: impl Into<String>) -> Response {
        self.told(to, FlashKind::Success, text)
    }

    /// To another page, which says something.
    pub(super) fn told(&self, to: &str, kind: FlashKind, text: impl Into<String>) -> Response {
        let mut answer = redirect(StatusCode::SEE_OTHER, to);
        leave_flash(&mut answer, self.secrets(), &self.known, &Flash { kind, text: text.into() });
        answer
    }
}

/// The same request in its session's new life.
pub(super) struct Renewed {
    pub(super) ask: Ask,
    id: String,
}

impl Renewed {
    /// A built-in page with the cookie of the session. What is done is done: whoever cannot see the page is not logged
    /// out as well.
    pub(super) async fn page(&self, status: StatusCode, name: &str, visit: &Visit) -> Response {
        let page = self.ask.page(status, name, visit).await;
        self.with_session(page.unwrap_or_else(Problem::into_response))
    }

    /// The answer with the cookie of the session.
    pub(super) fn with_session(&self, mut answer: Response) -> Response {
        set_session(&mut answer, &self.id);
        answer
    }
}

/// What is wrong with what was sent; what the sender can do nothing about is a problem.
pub(in crate::runtime::http) fn wrong(error: Error) -> Result<Errors, Problem> {
    let of_all = |message: String| Ok(Errors(vec![FormError { attribute: "base".to_owned(), message }]));
    match error {
        Error::Invalid(wrong) => {
            let one = |wrong: customers::Wrong| FormError { attribute: wrong.field, message: wrong.message };
            Ok(Errors(wrong.into_iter().map(one).collect()))
        }
        Error::State(why) => of_all(sentence(&why)),
        error @ Error::Limit(..) => of_all(sentence(&error.to_string())),
        error => Err(error.into()),
    }
}

/// The same for a page that has no form for it: a message at its top.
pub(super) fn refusal(error: Error) -> Result<Flash, Problem> {
    let text = match error {
        error @ Error::Invalid(_) => sentence(&error.to_string().replace('`', "")),
        error => wrong(error)?.0.into_iter().map(|error| error.message).collect(),
    };
    Ok(Flash { kind: FlashKind::Danger, text })
}

/// As people write it: with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Text of a field without spaces around it; what is empty is nothing.
pub(in crate::runtime::http) fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
