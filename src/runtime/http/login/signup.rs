//! Signing up: whoever has logged in at a provider and is known to nobody here makes an account of their own, where the
//! site lets them. Nobody is logged in by that: the next login at the provider knows them. Must not find anybody.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::super::account::{some, wrong};
use super::super::csrf::{is_tied, tied};
use super::super::pages::with_return;
use super::super::{Caller, Client, Form, Problem, check_origin, clear_cookie, cookie, redirect};
use super::{SIGNUP, cookies::set};
use crate::model::customer::{self, Errors, Secret};
use crate::model::runtime::Signup;
use crate::runtime::crypto::{Purpose, base64url, from_base64url};
use crate::runtime::customers::{AccountState, Actor, Customers, Error, NewAccount, NewUser, Role};
use crate::runtime::oidc::Person;
use crate::runtime::portal::Portal;
use crate::runtime::visit;

/// Where it is done.
pub(super) const PATH: &str = "/signup";
/// Keeps who is about to sign up in the browser, sealed.
const COOKIE: &str = "__Host-portal-signup";
/// Of the cookie and of the form, so that nothing else that is sealed or signed can stand for them.
const LABEL: &[u8] = b"who signs up, 1";
/// Seconds that somebody may take.
const SECONDS: i64 = 1800;

/// Whom a provider has named just now, and who is known to nobody here.
#[derive(Serialize, Deserialize)]
struct Newcomer {
    provider: String,
    iss: String,
    sub: String,
    account: Option<String>,
    account_name: Option<String>,
    username: Option<String>,
    email: Option<String>,
    name: Option<String>,
    return_to: String,
    until: i64,
}

/// What was written into the form, or stands in it first.
struct Sent {
    account: String,
    username: String,
    name: Option<String>,
    email: Option<String>,
}

/// Leads somebody whom nobody knows to the form; none where the site lets nobody sign up, or the organisation that the
/// provider names is a customer already: then its administrator is asked.
pub(super) async fn lead(
    portal: &Portal,
    caller: &Caller,
    provider: &str,
    person: &Person,
    return_to: &str,
) -> Result<Option<Response>, Error> {
    let customers = portal.customers(&caller.release);
    let is_known = match &person.account {
        Some(external) => customers.account_by_external_id(external).await?.is_some(),
        None => false,
    };
    if !caller.release.settings.signup.is_open() || is_known {
        return Ok(None);
    }
    let newcomer = Newcomer {
        provider: provider.to_owned(),
        iss: person.iss.clone(),
        sub: person.sub.clone(),
        account: person.account.clone(),
        account_name: person.account_name.clone(),
        username: person.username.clone().or_else(|| person.email.clone()),
        email: person.email.clone(),
        name: person.name.clone(),
        return_to: return_to.to_owned(),
        until: portal.now() + SECONDS,
    };
    let mut response = redirect(StatusCode::SEE_OTHER, PATH);
    let plain = serde_json::to_vec(&newcomer).unwrap_or_default();
    let sealed = base64url(&portal.secrets().seal(Purpose::Cookie, &plain, LABEL));
    set(&mut response, COOKIE, &sealed, Some(SECONDS));
    Ok(Some(response))
}

/// The page: with the form for whoever has logged in at a provider, else with the providers.
pub(super) async fn page(State(portal): State<Portal>, caller: Caller, headers: HeaderMap) -> Response {
    if caller.known.is_some() {
        return redirect(StatusCode::SEE_OTHER, "/admin");
    }
    if let Some(newcomer) = Newcomer::of(&portal, &headers) {
        let sent = Sent::first(&newcomer);
        return form(&portal, &caller, &headers, StatusCode::OK, &sent, &Errors::default()).await;
    }
    let mut visit = visit::of(&portal, &caller, PATH, None);
    for provider in &mut visit.providers {
        provider.authorize_url = with_return(&provider.authorize_url, PATH);
    }
    super::page(&portal, &caller, StatusCode::OK, "signup/show", &visit).await
}

/// Makes the account, its first user, and the way to log in as that user.
pub(super) async fn create(
    State(portal): State<Portal>,
    client: Client,
    caller: Caller,
    headers: HeaderMap,
    sent: Form,
) -> Result<Response, Problem> {
    client.take(&portal, SIGNUP)?;
    check_origin(&portal, &headers)?;
    let Some(newcomer) = Newcomer::of(&portal, &headers) else { return Ok(redirect(StatusCode::SEE_OTHER, PATH)) };
    if !is_tied(portal.secrets(), LABEL, cookie(&headers, COOKIE).unwrap_or_default(), &sent) {
        return Err(Problem::forbidden("This form was not sent by its page. Load the page again."));
    }
    let sent = Sent::of(&sent);
    let signup = caller.release.settings.signup;
    if let Err(error) = make(&portal.customers(&caller.release), &newcomer, &sent, signup).await {
        return Ok(form(&portal, &caller, &headers, StatusCode::UNPROCESSABLE_ENTITY, &sent, &wrong(error)?).await);
    }
    portal.changed();
    tracing::info!(target: "portal::login", provider = newcomer.provider, "somebody signed up");
    let mut response = if signup == Signup::Approval {
        let visit = visit::of(&portal, &caller, PATH, None);
        super::page(&portal, &caller, StatusCode::CREATED, "signup/success", &visit).await
    } else {
        let to = if newcomer.return_to == PATH || newcomer.return_to == "/" { "/admin" } else { &newcomer.return_to };
        redirect(StatusCode::SEE_OTHER, &with_return(&format!("/auth/{}", newcomer.provider), to))
    };
    clear_cookie(&mut response, COOKIE);
    Ok(response)
}

async fn make(customers: &Customers, newcomer: &Newcomer, sent: &Sent, signup: Signup) -> Result<(), Error> {
    let mut change = customers.change(Actor::Login(newcomer.provider.clone())).await?;
    // The form was sent twice.
    if change.user_by_identity(&newcomer.iss, &newcomer.sub).await?.is_some() {
        return Ok(());
    }
    let state = if signup == Signup::Approval { AccountState::Pending } else { AccountState::Approved };
    let account = NewAccount {
        name: sent.account.clone(),
        external_id: newcomer.account.clone(),
        state,
        ..NewAccount::default()
    };
    let account = change.create_account(account).await?;
    let user = NewUser {
        username: sent.username.clone(),
        email: sent.email.clone(),
        name: sent.name.clone(),
        role: Role::Admin,
        ..NewUser::default()
    };
    let user = change.create_user(account.id, user).await?;
    change.link_identity(user.id, &newcomer.iss, &newcomer.sub).await?;
    change.commit().await
}

async fn form(
    portal: &Portal,
    caller: &Caller,
    headers: &HeaderMap,
    status: StatusCode,
    sent: &Sent,
    errors: &Errors,
) -> Response {
    let mut visit = visit::of(portal, caller, PATH, None);
    visit.csrf = Some(Secret::new(tied(portal.secrets(), LABEL, cookie(headers, COOKIE).unwrap_or_default())));
    let account =
        customer::Account { name: sent.account.clone(), errors: errors.clone(), ..customer::Account::default() };
    let user = customer::User {
        username: sent.username.clone(),
        name: sent.name.clone(),
        email: sent.email.clone(),
        errors: errors.clone(),
        ..customer::User::default()
    };
    visit.newcomer = Some((account, user));
    super::page(portal, caller, status, "signup/show", &visit).await
}

impl Newcomer {
    fn of(portal: &Portal, headers: &HeaderMap) -> Option<Self> {
        let sealed = from_base64url(cookie(headers, COOKIE)?)?;
        let plain = portal.secrets().open(Purpose::Cookie, &sealed, LABEL)?;
        serde_json::from_slice(&plain).ok().filter(|newcomer: &Self| portal.now() < newcomer.until)
    }
}

impl Sent {
    fn first(newcomer: &Newcomer) -> Self {
        Self {
            account: newcomer.account_name.clone().unwrap_or_default(),
            username: newcomer.username.clone().unwrap_or_default(),
            name: newcomer.name.clone(),
            email: newcomer.email.clone(),
        }
    }

    /// As the portal's own form names the fields, and as 3scale's does.
    fn of(form: &Form) -> Self {
        let user = |name: &str| {
            let names = [format!("user[{name}]"), format!("account[user][{name}]"), name.to_owned()];
            names.iter().find_map(|name| form.get(name)).and_then(some)
        };
        let account = ["account[org_name]", "account[name]", "org_name"].into_iter().find_map(|name| form.get(name));
        Self {
            account: account.and_then(some).unwrap_or_default(),
            username: user("username").unwrap_or_default(),
            name: user("name"),
            email: user("email"),
        }
    }
}
