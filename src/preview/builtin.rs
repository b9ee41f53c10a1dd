//! The built-in pages of customers in the preview: which path shows which page, with the reader of the "view as" bar.
//! Forms change nothing: the answer says so. Must not finish pages by rules of its own.

use axum::http::{StatusCode, Uri};

use super::viewer::{self, Viewer};
use crate::model::customer::{
    Application, Entry, Flash, FlashKind, Provider, Request, Secret, Session, SignedLink, Visit,
};
use crate::model::{Persona, Role, Site, builtin};
use crate::render::persona;

/// What the answer to a form adds to the address, so that the page says what became of it.
const UNCHANGED: &str = "preview=unchanged";

/// The page that is there only where strangers may sign up.
const SIGNUP: &str = "/signup";

/// Pages that are about more than the account and its applications.
const AUDIT: &str = "account/audit";
const FORBIDDEN: &str = "errors/forbidden";
const NEW: &str = "applications/new";
const NOT_FOUND: &str = "errors/not_found";
const OWN: &str = "user/show";
const USER: &str = "accounts/users/edit";

/// What a path of a customer gets.
pub(super) enum Answer {
    /// A built-in page by its system name.
    Page(StatusCode, String, Box<Visit>),
    /// Another address.
    Go(String),
}

/// The answer for a path; none for what is no page of customers, or where no customer logs in.
pub(super) fn answer(viewer: &Viewer, site: &Site, uri: &Uri, path: &str) -> Option<Answer> {
    if !site.config.has_customers() {
        return None;
    }
    let path = if path == "/" { path } else { path.trim_end_matches('/') };
    let mut visit = viewer.visit(site, path, uri.query().unwrap_or_default());
    if visit.request.query.contains(UNCHANGED) {
        let text = "This is a preview: the form works in the published portal, and nothing was changed here.";
        visit.flash.push(Flash { kind: FlashKind::Info, text: text.to_owned() });
    }
    if let Some(name) = path.strip_prefix("/_portal/builtin/") {
        return named(site, name, visit);
    }
    if path == "/logout" {
        return Some(Answer::Go(format!("/_portal/{}?who=anonymous&to=/", viewer::PATH)));
    }
    if path == SIGNUP && !site.config.signup.is_open() {
        return None;
    }
    if path.starts_with("/auth/") {
        return Some(Answer::Go(login(site)));
    }
    let found = builtin::at(path);
    if path != "/admin" && !path.starts_with("/admin/") {
        return named(site, found?.0, visit);
    }
    if visit.account.is_none() {
        return Some(Answer::Go(format!("/login?return_to={path}")));
    }
    let is_admin = visit.user.as_ref().is_some_and(|user| user.role == Role::Admin);
    let (status, name) = match found {
        Some((NEW, _)) => {
            visit.application = Some(Application::default());
            (StatusCode::OK, NEW)
        }
        Some((AUDIT | USER, _)) if !is_admin => (StatusCode::FORBIDDEN, FORBIDDEN),
        Some((name, id)) if about(site, &mut visit, name, id).is_some() => (StatusCode::OK, name),
        _ => (StatusCode::NOT_FOUND, NOT_FOUND),
    };
    Some(Answer::Page(status, name.to_owned(), Box::new(visit)))
}

/// Any page by its system name: how the pages that no path leads to are looked at.
fn named(site: &Site, name: &str, mut visit: Visit) -> Option<Answer> {
    site.builtins.get(name)?;
    let customer = site.personas.values().next();
    visit.link = customer.map(|persona| SignedLink {
        account: persona.account.name.clone(),
        user: persona.user.display_name().to_owned(),
        token: Secret::new("preview"),
        parameters: Vec::new(),
    });
    visit.newcomer = Some(Default::default()).filter(|_| name == "signup/show");
    Some(Answer::Page(StatusCode::OK, name.to_owned(), Box::new(visit)))
}

/// Puts what a page is about into the visit. `None`: there is no such thing.
fn about(site: &Site, visit: &mut Visit, name: &str, id: Option<i64>) -> Option<()> {
    let account = visit.account.as_ref()?;
    match (name, id) {
        (USER, Some(id)) => visit.member = Some(account.users.iter().find(|user| user.id == id)?.clone()),
        (_, Some(id)) => {
            let found = account.applications.iter().find(|application| application.id == Some(id));
            visit.application = Some(found?.clone());
        }
        (AUDIT, None) => visit.entries = entries(visit),
        (OWN, None) => {
            let provider = site.config.sso.as_ref().and_then(|sso| sso.providers.first());
            let provider = provider.map_or("Preview", |provider| &provider.title).to_owned();
            let (created_at, seen_at) = (visit.now, visit.now);
            visit.sessions = vec![Session { provider, created_at, seen_at, is_current: true }];
        }
        _ => {}
    }
    Some(())
}

/// What the persona says of when things were made, the latest first.
fn entries(visit: &Visit) -> Vec<Entry> {
    let actor = visit.user.as_ref().map_or("", |user| user.display_name());
    let entry = |at: i64, action: &str, subject: &str| Entry {
        at,
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: String::new(),
    };
    let mut entries = Vec::new();
    for application in visit.account.iter().flat_map(|account| &account.applications) {
        entries.push(entry(application.created_at, "application.created", &application.name));
        let keys = application.keys.iter().filter(|key| key.created_at > 0);
        entries.extend(keys.map(|key| entry(key.created_at, "key.created", &format!("{} {}", key.name, key.shown()))));
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}

/// Logging in is choosing the first sample customer.
fn login(site: &Site) -> String {
    let who = match (site.personas.keys().next(), site.config.plans.first()) {
        (Some(persona), _) => format!("persona:{persona}"),
        (None, Some(plan)) => format!("plan:{}", plan.name),
        (None, None) => "anonymous".to_owned(),
    };
    format!("/_portal/{}?who={who}&to=/admin", viewer::PATH)
}

/// Where the browser goes after a form was sent to `path`: back to the page with the form, which says that nothing was
/// changed. Logging in and out choose the reader.
pub(super) fn after_form(site: &Site, path: &str, referrer: Option<&str>) -> String {
    match path.trim_end_matches('/') {
        "/logout" => format!("/_portal/{}?who=anonymous&to=/", viewer::PATH),
        "/session/create" | SIGNUP => login(site),
        _ => {
            // The path of the page; its host is the preview's own, whatever the header says.
            let path = referrer.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.split_once('/'));
            let path = path.map_or("admin", |(_, path)| path.split(['?', '#']).next().unwrap_or_default());
            format!("/{}?{UNCHANGED}", path.trim_start_matches('/'))
        }
    }
}

/// The visit of a reader, whoever it is.
pub(super) fn visit(site: &Site, persona: Option<&Persona>, path: &str, query: &str) -> Visit {
    let now = viewer::now();
    let visit = persona.map_or_else(|| Visit { now, ..Visit::default() }, |persona| persona::visit(site, persona, now));
    let providers = site.config.sso.iter().flat_map(|sso| &sso.providers);
    Visit {
        request: Request { path: path.to_owned(), query: query.to_owned(), origin: site.config.url.clone() },
        csrf: Some(Secret::new("preview")),
        providers: providers.map(Provider::of).collect(),
        ..visit
    }
}

#[cfg(test)]
mod tests {
    use super::after_form;
    use crate::model::Site;

    #[test]
    fn a_form_leads_back_to_its_page_on_this_host() {
        let site = Site::default();
        let back = |referrer| after_form(&site, "/admin/applications/1", referrer);
        assert_eq!(
            back(Some("http://localhost:4000/admin/applications/1?a=b")),
            "/admin/applications/1?preview=unchanged"
        );
        assert_eq!(back(Some("http://evil.example//other.example/x")), "/other.example/x?preview=unchanged");
        assert_eq!(back(None), "/admin?preview=unchanged");
    }
}
