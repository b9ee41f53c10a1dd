//! "View as": which reader the preview shows the site to, and the bar that changes it. A page is finished as the runtime
//! finishes it, with a sample customer's values. Must not evaluate by rules of its own.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};

use super::builtin;
use super::overlay::escape;
use crate::diag::Diagnostic;
use crate::model::customer::Visit;
use crate::model::{Audience, Persona, Plan, Site};
use crate::render::persona;
use crate::render::region::Personal;
use crate::render::templates::diagnostic;
use crate::render::views::Late;
use crate::site::{Output, Snapshot};

/// The path that sets the reader.
pub(super) const PATH: &str = "as";
const COOKIE: &str = "portal-view-as";

/// Who looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Viewer {
    /// Nobody that is known.
    #[default]
    Anonymous,
    /// A sample customer of `personas/`.
    Persona(String),
    /// A made-up customer with one application on a plan.
    Plan(String),
}

impl Viewer {
    /// Who the browser said it is.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| Self::named(value)).unwrap_or_default()
    }

    fn named(text: &str) -> Self {
        match text.split_once(':') {
            Some(("persona", name)) => Self::Persona(name.to_owned()),
            Some(("plan", name)) => Self::Plan(name.to_owned()),
            _ => Self::Anonymous,
        }
    }

    /// What reads the same as this again; letters that a cookie and an address keep.
    fn name(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Persona(name) => format!("persona:{name}"),
            Self::Plan(name) => format!("plan:{name}"),
        }
    }

    /// The sample customer that looks; none where nobody is known, or nobody is called so.
    fn persona<'m>(&self, site: &'m Site) -> Option<Cow<'m, Persona>> {
        match self {
            Self::Anonymous => None,
            Self::Persona(name) => site.personas.get(name).map(Cow::Borrowed),
            Self::Plan(name) => Some(Cow::Owned(persona::on_plan(name))),
        }
    }

    /// Whose pages these are.
    pub(super) fn audience(&self, site: &Site) -> Audience {
        self.persona(site).map_or_else(Audience::anonymous, |persona| persona::audience(site, &persona))
    }

    /// What the reader asks for, as the runtime would fill it in.
    pub(super) fn visit(&self, site: &Site, path: &str, query: &str) -> Visit {
        builtin::visit(site, self.persona(site).as_deref(), path, query)
    }

    /// The bar over a page at `path`: who looks, and who else could.
    pub(super) fn bar(&self, site: &Site, path: &str) -> String {
        if site.personas.is_empty() && site.config.plans.is_empty() {
            return String::new();
        }
        let link = |viewer: &Self, title: &str| {
            let current = if viewer == self { " aria-current=\"true\"" } else { "" };
            let (name, path) = (encode(&viewer.name()), encode(path));
            format!("<li><a href=\"/_portal/{PATH}?who={name}&amp;to={path}\"{current}>{}</a></li>", escape(title))
        };
        let mut html = format!(
            "<link rel=\"stylesheet\" href=\"/_portal/viewer.css\"><aside aria-label=\"View as\">\
             <details class=\"portal-viewer\"><summary>Viewed as <b>{}</b></summary><ul>{}",
            escape(&self.title(site)),
            link(&Self::Anonymous, "Nobody that is known"),
        );
        for name in site.personas.keys() {
            let viewer = Self::Persona(name.clone());
            html.push_str(&link(&viewer, &viewer.title(site)));
        }
        for Plan { name, .. } in &site.config.plans {
            let viewer = Self::Plan(name.clone());
            html.push_str(&link(&viewer, &viewer.title(site)));
        }
        let _ = write!(html, "</ul></details></aside>");
        html
    }

    fn title(&self, site: &Site) -> String {
        match self {
            Self::Anonymous => "nobody that is known".to_owned(),
            Self::Persona(name) => {
                let title = site.personas.get(name).and_then(|persona| persona.title.as_deref());
                title.unwrap_or(name).to_owned()
            }
            Self::Plan(name) => {
                let plan = site.config.plans.iter().find(|plan| plan.name == *name);
                format!("any customer on {}", plan.map_or(name, |plan| &plan.title))
            }
        }
    }
}

/// Puts the reader's own into a page; what cannot be finished is told, and the page of a stranger shown.
pub(super) fn finish(snapshot: &Snapshot, page: &mut Output, personal: &Personal, visit: &Visit) -> Vec<Diagnostic> {
    let Ok(anonymous) = std::str::from_utf8(&page.bytes) else { return Vec::new() };
    match personal.finish(anonymous, &snapshot.press(visit.now), &Late::of(visit)) {
        Ok(text) => {
            page.bytes = text.into_bytes();
            Vec::new()
        }
        Err(error) => vec![diagnostic(&error)],
    }
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// Sets the reader and goes back to the page.
pub(super) fn choose(uri: &Uri) -> Response<Body> {
    let value = |key: &str| {
        let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let mut found = pairs.filter(|(name, _)| *name == key).map(|(_, value)| value);
        found.next().map(crate::render::links::decode).unwrap_or_default()
    };
    let who = Viewer::named(&value("who")).name();
    let is_plain = who.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.'));
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", if is_plain { &who } else { "anonymous" });
    let to = value("to");
    let to = if to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n']) {
        to
    } else {
        "/".to_owned()
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    for (name, value) in [(header::SET_COOKIE, cookie), (header::LOCATION, encode_path(&to))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn encode(text: &str) -> String {
    encoded(text, b"-_.:/")
}

fn encode_path(text: &str) -> String {
    encoded(text, b"-_.:/?&=~@!$'()*+,;%")
}

fn encoded(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{Viewer, choose};

    #[test]
    fn the_reader_is_kept_in_a_cookie_and_nothing_leaves_the_preview() {
        let answer = choose(&"/_portal/as?who=persona:gold&to=/docs/a%20b/".parse().expect("an address"));
        assert_eq!(answer.headers()[header::LOCATION], "/docs/a%20b/");
        let mut request = HeaderMap::new();
        let cookie =
            answer.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().unwrap_or("").to_owned();
        request.insert(header::COOKIE, HeaderValue::from_str(&cookie).expect("a cookie"));
        assert_eq!(Viewer::of(&request), Viewer::Persona("gold".to_owned()));
        for target in ["https://evil.example", "//evil.example", "/%5cevil.example", "/a%0d%0ab:c"] {
            let answer = choose(&format!("/_portal/as?who=plan:x%0d%0ay&to={target}").parse().expect("an address"));
            assert_eq!(answer.headers()[header::LOCATION], "/", "{target}");
        }
    }
}
