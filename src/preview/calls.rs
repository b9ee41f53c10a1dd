//! Calls of the console, sent by the preview so that no CORS stops an author. Only pages of this preview may ask, and
//! only servers that a description names are called. Must not send (`runtime::calls`) nor keep anything of a call.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};

use super::reply::Reply;
use super::session::Session;
use crate::model::Site;
use crate::model::description::origins;
use crate::runtime::calls::{self, Limits, MARK, Parcel, Reach};

pub(super) use crate::runtime::calls::PATH;

/// The largest request.
const MOST: usize = 64 * 1024 * 1024;

/// Sends a call and hands on what comes back: a line of JSON, and the body as it arrives.
pub(super) async fn answer(session: &Session, headers: &HeaderMap, body: Body) -> Response<Body> {
    if !is_own(headers) {
        return refuse(headers, StatusCode::FORBIDDEN, "Only pages of this preview may send calls.");
    }
    let Ok(bytes) = axum::body::to_bytes(body, MOST).await else {
        return refuse(headers, StatusCode::PAYLOAD_TOO_LARGE, "The preview sends at most 64 MB.");
    };
    let Some((head, body)) = calls::split(&bytes) else {
        return refuse(headers, StatusCode::BAD_REQUEST, "This is no call of a console.");
    };
    let Ok(uri) = head.url.parse::<Uri>() else {
        return refuse(headers, StatusCode::BAD_REQUEST, &format!("`{}` is no address.", head.url));
    };
    let host = uri.authority().map_or_else(String::new, ToString::to_string);
    if !is_named(session.moment().shown.site(), &uri) {
        let said = format!(
            "No description of this site names a server at `{host}`. The preview calls servers of descriptions only: add it to `servers`."
        );
        return refuse(headers, StatusCode::FORBIDDEN, &said);
    }
    let Some(request) = calls::request(&head, uri.clone(), &body) else {
        return refuse(headers, StatusCode::BAD_REQUEST, "The method or a header cannot be sent.");
    };
    match tokio::task::spawn_blocking(move || Reach::everywhere().find(&uri)).await {
        Ok(Ok(addresses)) => {
            calls::stream(Parcel { request, has_body: head.body, addresses, limits: Limits::PREVIEW }, ())
        }
        _ => calls::no_host(&host),
    }
}

fn refuse(headers: &HeaderMap, status: StatusCode, text: &str) -> Response<Body> {
    Reply::text(status, text).answer(&Method::POST, headers)
}

/// Whether a script of one of our own pages asks.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(host), Some(origin)) = (text("host"), text("origin")) else { return false };
    headers.contains_key(MARK)
        && origin == format!("http://{host}")
        && text("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

fn is_named(site: &Site, uri: &Uri) -> bool {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else { return false };
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    !has_user && origins::is_named(site, scheme, host, uri.port_u16())
}
