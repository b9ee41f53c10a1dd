//! The beginning of a session: always a new one, whatever the browser had before. Must not decide who may have one.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::{Caller, Problem, redirect};
use super::cookies;
use crate::model::sso::LINK_PROVIDER;
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::Member;
use crate::runtime::oidc::Person;
use crate::runtime::portal::Portal;
use crate::runtime::store::sessions::{self, NewSession};

/// How somebody proved who they are.
pub(super) enum Proof<'a> {
    /// By a provider: its system name, whom it named, its ID token, and what this login opens.
    Provider(&'a str, &'a Person, &'a Hidden, Vec<String>),
    /// By a signed link.
    Link,
}

/// Begins a session and leads to `target`.
pub(super) async fn enter(
    portal: &Portal,
    caller: &Caller,
    member: &Member,
    proof: Proof<'_>,
    target: &str,
) -> Result<Response, Problem> {
    let customers = portal.customers(&caller.release);
    let now = customers.now();
    let mut new = NewSession {
        account: member.account.id,
        user: member.user.id,
        provider: LINK_PROVIDER.to_owned(),
        expires: now.saturating_add(portal.options().absolute),
        ..NewSession::default()
    };
    if let Proof::Provider(name, person, id_token, names) = proof {
        name.clone_into(&mut new.provider);
        new.iss = Some(person.iss.clone());
        new.sub = Some(person.sub.clone());
        new.sid.clone_from(&person.sid);
        new.id_token = Some(id_token.reveal().to_owned());
        new.names = names;
    }
    // The session that the browser had before is of no use any more, to nobody.
    if let Some(old) = &caller.session_id {
        sessions::delete(customers.store(), old).await?;
    }
    let id = sessions::insert(customers.store(), customers.secrets(), &new, now).await?;
    customers.logged_in(member.user.id).await?;
    portal.changed();
    portal.metrics().logged_in();
    tracing::info!(target: "portal::login", provider = new.provider, user = new.user, "logged in");
    let mut response = redirect(StatusCode::SEE_OTHER, target);
    cookies::session(&mut response, &id);
    Ok(response)
}
