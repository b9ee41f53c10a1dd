//! Outputs as HTTP answers: types, validators, the policy that published pages live under, what the preview
//! adds to a page. Must not render.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::calls;
use super::overlay::{escape, overlay};
use super::session::Shown;
use crate::diag::Diagnostic;
use crate::runtime::policy::{self, POLICY};

const PLAIN: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

/// What is sent, before it is compared with what the browser has.
pub(super) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    policy: Cow<'static, str>,
    body: Vec<u8>,
    /// What the browser compares; of the body before the reload script was put in.
    version: String,
}

impl Reply {
    pub(super) fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        let version = version(&body);
        Self { status, content_type, policy: Cow::Borrowed(POLICY), body, version }
    }

    pub(super) fn text(status: StatusCode, text: impl Into<String>) -> Self {
        Self::new(status, PLAIN, text.into().into_bytes())
    }

    /// A page of the preview's own.
    pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Self {
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <link rel=\"shortcut icon\" type=\"image/x-icon\" href=\"/images/icon.ico\">\
             <link rel=\"stylesheet\" href=\"/_portal/preview.css\"></head><body>{body}</body></html>"
        );
        Self::new(status, HTML, html.into_bytes())
    }

    /// Another policy than that of the site's pages.
    #[must_use]
    pub(super) fn with_policy(mut self, policy: &'static str) -> Self {
        self.policy = Cow::Borrowed(policy);
        self
    }

    /// Another status than the page by itself has; one that cannot be shown keeps its own.
    #[must_use]
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        if self.status == StatusCode::OK {
            self.status = status;
        }
        self
    }

    /// Lets scripts of a page call these origins as well: what a console needs where no preview calls for it.
    #[must_use]
    pub(super) fn calling(mut self, sources: &[String]) -> Self {
        if self.content_type == HTML && !sources.is_empty() {
            self.policy = Cow::Owned(policy::calling(sources));
        }
        self
    }

    /// Puts the problems over a page, and the script behind it that reloads it.
    #[must_use]
    pub(super) fn live(mut self, overlay: &str) -> Self {
        if self.content_type != HTML {
            return self;
        }
        insert(&mut self.body, overlay.as_bytes());
        self.version = page_version(&self.body);
        let script = format!(
            "<script src=\"/_portal/reload.js\" data-version=\"{}\" data-try=\"{}\" defer></script>",
            self.version,
            calls::PATH
        );
        insert(&mut self.body, script.as_bytes());
        self
    }

    /// The answer, or "not modified" where the browser has it already.
    pub(super) fn answer(self, method: &Method, request: &HeaderMap) -> Response<Body> {
        let etag = format!("\"{}\"", self.version);
        let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_known = self.status == StatusCode::OK
            && known.split(',').any(|tag| matches!(tag.trim(), "*") || tag.trim().trim_start_matches("W/") == etag);
        let length = self.body.len();
        let body = if is_known || method == Method::HEAD { Body::empty() } else { Body::from(self.body) };
        let mut response = Response::new(body);
        *response.status_mut() = if is_known { StatusCode::NOT_MODIFIED } else { self.status };
        let headers = response.headers_mut();
        if !is_known {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&self.policy).unwrap_or(HeaderValue::from_static(POLICY)),
        );
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

/// The reply to a route that exists; `bar` says who looks.
pub(super) fn of_site(shown: Shown, bar: &str) -> Reply {
    let overlay = bar.to_owned() + &overlay(&shown.problems.iter().collect::<Vec<_>>());
    match shown.output {
        Some(output) => Reply::new(StatusCode::OK, output.content_type, output.bytes).live(&overlay),
        None => {
            let body = "<main><h1>This page cannot be shown yet</h1><p>It has errors, and no good version of it \
                 was seen. It appears by itself as soon as it is repaired.</p></main>";
            Reply::page(StatusCode::INTERNAL_SERVER_ERROR, "Errors", body).live(&overlay)
        }
    }
}

/// The reply to a route that does not exist: the site's own page for that, where it has one, with the errors
/// that may be why.
pub(super) fn not_found(path: &str, page: Shown, reasons: &[Diagnostic], bar: &str) -> Reply {
    let more = page.problems.iter().filter(|problem| !reasons.contains(problem));
    let overlay = bar.to_owned() + &overlay(&reasons.iter().chain(more).collect::<Vec<_>>());
    match page.output {
        Some(output) => Reply::new(StatusCode::NOT_FOUND, output.content_type, output.bytes).live(&overlay),
        None => {
            let path = escape(path);
            let body =
                format!("<main><h1>There is no page here</h1><p>Nothing has the path <code>{path}</code>.</p></main>");
            Reply::page(StatusCode::NOT_FOUND, "Not found", &body).live(&overlay)
        }
    }
}

fn version(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Two versions: of the page, and of the links to its style sheets. Where the second alone is another, the
/// browser keeps the page.
fn page_version(page: &[u8]) -> String {
    const LINK: &[u8] = b"<link";
    let (mut text, mut styles) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some(at) = rest.windows(LINK.len()).position(|window| window == LINK) {
        let end = rest[at..].iter().position(|&byte| byte == b'>').map_or(rest.len(), |end| at + end + 1);
        let (before, tag) = rest[..end].split_at(at);
        text.extend_from_slice(before);
        let is_style = tag.windows(10).any(|window| window == b"stylesheet");
        if is_style { &mut styles } else { &mut text }.extend_from_slice(tag);
        rest = &rest[end..];
    }
    text.extend_from_slice(rest);
    format!("{}-{}", version(&text), version(&styles))
}

/// Inserts before the last `</body>`, or at the end of pages without one.
fn insert(page: &mut Vec<u8>, addition: &[u8]) {
    const END: &[u8] = b"</body>";
    let at = page.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    page.splice(at..at, addition.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::{insert, page_version};

    #[test]
    fn links_of_style_sheets_have_a_version_of_their_own() {
        let page = |icon: &str, style: &str, text: &str| {
            let page =
                format!("<link rel=icon href={icon}><link rel=\"stylesheet\" href=\"{style}.css\"><body>{text}</body>");
            let version = page_version(page.as_bytes());
            version.split_once('-').map(|(text, styles)| (text.to_owned(), styles.to_owned())).expect("two versions")
        };
        let first = page("a", "a", "a");
        let (restyled, rewritten, other_icon) = (page("a", "b", "a"), page("a", "a", "b"), page("b", "a", "a"));
        assert!(first.0 == restyled.0 && first.1 != restyled.1);
        assert!(first.0 != rewritten.0 && first.1 == rewritten.1);
        assert!(first.0 != other_icon.0 && first.1 == other_icon.1);
    }

    #[test]
    fn additions_stand_before_the_end_of_the_body() {
        let mut page = b"<body>a</BODY></html>".to_vec();
        insert(&mut page, b"+");
        assert_eq!(page, b"<body>a+</BODY></html>");
        let mut page = b"a".to_vec();
        insert(&mut page, b"+");
        assert_eq!(page, b"a+");
    }
}
