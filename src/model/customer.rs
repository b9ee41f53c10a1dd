//! A visit: everything that a page shows of the customer who asks for it, as plain owned data. The runtime fills it from
//! the store, the preview from a persona; from the same visit both make the same page. Must not decide who may do what:
//! whoever fills it has asked.

mod account;
mod application;
mod product;

use std::fmt;

use super::sso;

pub use account::{Account, Card, Entry, Session, User};
pub use application::{Alert, Application, Key, Point, Series, Usage, used_of};
pub use product::{Metric, Plan, PlanLimit, Service};

/// A text that only its owner may see: `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. Whoever asks must not log it, nor put it where a cache may keep it: in a page, its owner's alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// One request for one page. What is empty or `None` is not there for the page's template.
#[derive(Clone, Default)]
pub struct Visit {
    /// When it was asked for, seconds since 1970.
    pub now: i64,
    /// What was asked for.
    pub request: Request,
    /// What forms of the page carry, so that no other site can post in the customer's name.
    pub csrf: Option<Secret>,
    /// What the customer is told of what was done just now.
    pub flash: Vec<Flash>,
    /// The account, with its applications and users; none for a reader who is not logged in.
    pub account: Option<Account>,
    /// Who is logged in.
    pub user: Option<User>,
    /// The application that the page is about, with the values that a form was sent with; else the account's first.
    pub application: Option<Application>,
    /// A key that was made just now, with its value: this is the once that it is shown.
    pub fresh_key: Option<Key>,
    /// The user that the page is about; else the one who is logged in.
    pub member: Option<User>,
    /// Plans that may be chosen.
    pub plans: Vec<Plan>,
    /// Products that may be chosen.
    pub services: Vec<Service>,
    /// Where a reader may log in.
    pub providers: Vec<Provider>,
    /// The user's own sessions, the latest first.
    pub sessions: Vec<Session>,
    /// What was changed in the account, the latest first.
    pub entries: Vec<Entry>,
    /// Which part of a list the page shows.
    pub pagination: Pagination,
    /// What is wrong with a form that was sent.
    pub errors: Errors,
    /// Why a page is shown, in a sentence: what a login failed for, what was not found.
    pub message: Option<String>,
    /// Who is about to sign up: the account and the user that there will be.
    pub newcomer: Option<(Account, User)>,
    /// The signed link that somebody came by.
    pub link: Option<SignedLink>,
    /// The path to go back to after logging in.
    pub return_to: Option<String>,
}

/// A visit holds personal data and secrets.
impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").finish_non_exhaustive()
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The path, without query.
    pub path: String,
    /// The query, without `?`; may be empty.
    pub query: String,
    /// Scheme, host and port of the portal: `https://developers.example.com`.
    pub origin: String,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// What it says.
    pub text: String,
}

/// How a message is meant, with 3scale's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum FlashKind {
    #[default]
    Info,
    Success,
    Warning,
    Danger,
}

impl FlashKind {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// What is wrong with the values of a form, in the order of the form: attribute and message without the attribute's
/// name. The attribute is empty for what is wrong with the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(pub Vec<FormError>);

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormError {
    /// Name of the attribute, such as `name`.
    pub attribute: String,
    /// What is wrong: "can't be blank".
    pub message: String,
}

/// A provider that customers log in at (3scale: authentication provider).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// System name.
    pub system_name: String,
    /// What is shown.
    pub title: String,
    /// Where logging in begins: `/auth/company`, with the path to go back to.
    pub authorize_url: String,
}

impl Provider {
    /// One that `sso:` names.
    pub fn of(provider: &sso::Provider) -> Self {
        Self {
            system_name: provider.name.clone(),
            title: provider.title.clone(),
            authorize_url: format!("/auth/{}", provider.name),
        }
    }
}

/// A signed link, before it is used: opening the page does nothing, its form does.
#[derive(Clone, Default)]
pub struct SignedLink {
    /// Name of the account that it logs in to.
    pub account: String,
    /// Name of the user that it logs in.
    pub user: String,
    /// The token.
    pub token: Secret,
    /// What else the form sends back: name and value.
    pub parameters: Vec<(String, String)>,
}

/// Which part of a list a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// From 1.
    pub current_page: u32,
    /// Items of a page.
    pub page_size: u32,
    /// All items.
    pub items: u32,
}

impl Default for Pagination {
    fn default() -> Self {
        Self { current_page: 1, page_size: 25, items: 0 }
    }
}

impl Pagination {
    /// How many pages there are, one at least.
    pub fn pages(self) -> u32 {
        self.items.div_ceil(self.page_size.max(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pagination, Secret, Visit};

    #[test]
    fn nothing_of_a_visit_is_shown_by_accident() {
        let visit = Visit { csrf: Some(Secret::new("token-1")), message: Some("Anna".to_owned()), ..Visit::default() };
        assert_eq!(format!("{visit:?} {:?}", visit.csrf), "Visit { .. } Some(Secret)");
    }

    #[test]
    fn a_list_has_one_page_at_least() {
        assert_eq!(Pagination::default().pages(), 1);
        assert_eq!(Pagination { items: 51, ..Pagination::default() }.pages(), 3);
    }
}
