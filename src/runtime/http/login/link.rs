//! A signed link that somebody came by. Looking at it shows whom it logs in and changes nothing, whoever looks: a
//! person, a scanner of mails, a browser that loads ahead. Its form uses it, once.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::csrf::{is_tied, tied};
use super::super::{Caller, Client, Form, Problem, check_csrf, check_origin, cookie, redirect};
use super::cookies::{LINK_COOKIE, set};
use super::enter::{Proof, enter as begin};
use crate::model::customer::{Secret, SignedLink};
use crate::runtime::crypto::random_token;
use crate::runtime::customers::Member;
use crate::runtime::links::{Link, Links, Who, target};
use crate::runtime::portal::Portal;
use crate::runtime::visit;

/// Bytes that tie a page to its browser.
const TIE_BYTES: usize = 16;
/// Seconds that the page of a link may stay open.
const TIE_SECONDS: i64 = 900;
/// Ties its form.
const TIE_LABEL: &[u8] = b"page of a link, 1";

/// The page of a link.
pub(super) async fn page(
    State(portal): State<Portal>,
    client: Client,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    client.take(&portal, super::LINK)?;
    let links = portal.logins().links().ok_or_else(Problem::not_found)?;
    let form = Form::parse(query.as_deref().unwrap_or_default().as_bytes());
    let found = read(&portal, &caller, links, &form).await?;
    let Some((link, member)) = found else { return Ok(refused(&portal, &caller).await) };
    if caller.known.as_ref().is_some_and(|known| known.member.user.id == member.user.id) {
        return Ok(redirect(StatusCode::SEE_OTHER, &link.target));
    }
    let mut visit = visit::of(&portal, &caller, "/session/create", None);
    let parameters = ["expires_at", "redirect_url"].into_iter().filter_map(|name| Some((name, form.get(name)?)));
    visit.link = Some(SignedLink {
        account: member.account.name.clone(),
        user: member.user.name.clone().unwrap_or_else(|| member.user.username.clone()),
        token: Secret::new(form.get("token").unwrap_or_default()),
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    });
    let tie = cookie(&headers, LINK_COOKIE).filter(|tie| tie.len() <= 2 * TIE_BYTES);
    let tie = tie.map_or_else(|| random_token(TIE_BYTES), str::to_owned);
    if caller.known.is_none() {
        visit.csrf = Some(Secret::new(tied(portal.secrets(), TIE_LABEL, &tie)));
    }
    let mut response = super::page(&portal, &caller, StatusCode::OK, "session/create", &visit).await;
    hide(&mut response);
    set(&mut response, LINK_COOKIE, &tie, Some(TIE_SECONDS));
    Ok(response)
}

/// The form of the page: it uses the link.
pub(super) async fn enter(
    State(portal): State<Portal>,
    client: Client,
    caller: Caller,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    client.take(&portal, super::LINK)?;
    let links = portal.logins().links().ok_or_else(Problem::not_found)?;
    check(&portal, &caller, &headers, &form)?;
    let Some((link, member)) = read(&portal, &caller, links, &form).await? else {
        return Ok(refused(&portal, &caller).await);
    };
    if !link.claim(portal.customers(&caller.release).store()).await? {
        tracing::warn!(target: "portal::login", reason = "a link was used before", "a link was refused");
        return Ok(refused(&portal, &caller).await);
    }
    let mut response = begin(&portal, &caller, &member, Proof::Link, &link.target).await?;
    hide(&mut response);
    set(&mut response, LINK_COOKIE, "", Some(0));
    Ok(response)
}

/// Whether the form comes from the page of this link in this browser. Who is logged in has a session to tie it to.
fn check(portal: &Portal, caller: &Caller, headers: &HeaderMap, form: &Form) -> Result<(), Problem> {
    if caller.known.is_some() {
        return check_csrf(portal, caller, headers, form);
    }
    check_origin(portal, headers)?;
    if is_tied(portal.secrets(), TIE_LABEL, cookie(headers, LINK_COOKIE).unwrap_or_default(), form) {
        return Ok(());
    }
    Err(Problem::forbidden("This form was not sent by its page. Open the link again."))
}

/// The link and whom it logs in, if it is to be taken. What stands beside the token must be what it says.
async fn read(portal: &Portal, caller: &Caller, links: &Links, form: &Form) -> Result<Option<(Link, Member)>, Problem> {
    let refuse = |reason: &str| {
        tracing::warn!(target: "portal::login", reason, "a link was refused");
        Ok(None)
    };
    let link = match links.read(form.once("token")?.unwrap_or_default()) {
        Ok(link) => link,
        Err(bad) => return refuse(&bad.to_string()),
    };
    let (expires, to) = (form.once("expires_at")?, form.once("redirect_url")?);
    if expires.is_some_and(|expires| expires != link.expires.to_string())
        || to.is_some_and(|to| target(to, links.origin()) != link.target || (link.target == "/" && to != "/"))
    {
        return refuse("a link was changed");
    }
    let customers = portal.customers(&caller.release);
    let user = match &link.who {
        Who::Id(id) => Some(*id),
        Who::Name(name) => customers.user_by_username(name).await?.map(|user| user.id),
    };
    let member = match user {
        Some(user) => customers.member(user).await?,
        None => None,
    };
    match member {
        Some(member) => Ok(Some((link, member))),
        None => refuse("the user of a link may not log in"),
    }
}

/// All links that are not taken look the same.
async fn refused(portal: &Portal, caller: &Caller) -> Response {
    let mut visit = visit::of(portal, caller, "/session/create", None);
    visit.message = Some("This link does not work: it was used before, or its time is over.".to_owned());
    let mut response = super::page(portal, caller, StatusCode::BAD_REQUEST, "session/create", &visit).await;
    hide(&mut response);
    response
}

/// The address holds the token: it is told to nobody. `no-referrer` would say that as well, but makes browsers send
/// `Origin: null` with the page's own forms (Fetch, 3.2), and those are refused.
fn hide(response: &mut Response) {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
}
