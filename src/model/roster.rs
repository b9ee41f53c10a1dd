//! A roster: accounts, users, applications and keys as a file lists them, each with its place, to be taken into the
//! store. Must not know what is in the store already.

use std::collections::BTreeMap;
use std::fmt;

use super::{AccountState, ApplicationState, Role, UserState};
use crate::diag::Span;

/// What one file lists.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// In the order of the file.
    pub accounts: Vec<RosterAccount>,
}

/// An account. What is `None` stays as it is, or is what a new one begins with.
#[derive(Debug, Clone)]
pub struct RosterAccount {
    /// Where it stands.
    pub place: Span,
    /// What the company's own systems call it; else the name finds it.
    pub external_id: Option<String>,
    /// Name of the organisation.
    pub name: String,
    /// Where it is in its life.
    pub state: Option<AccountState>,
    /// A plan of the account as a whole.
    pub plan: Option<String>,
    /// Groups that open content.
    pub groups: Option<Vec<String>>,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// Its users.
    pub users: Vec<RosterUser>,
    /// Its applications.
    pub applications: Vec<RosterApplication>,
}

/// A user, found by the username.
#[derive(Debug, Clone)]
pub struct RosterUser {
    /// Where it stands.
    pub place: Span,
    /// What the user is called everywhere.
    pub username: String,
    /// Where mail reaches the user.
    pub email: Option<String>,
    /// First and last name.
    pub name: Option<String>,
    /// What the user may do.
    pub role: Option<Role>,
    /// Whether the user may log in.
    pub state: Option<UserState>,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// How issuers know the user: `iss` and `sub`.
    pub identities: Vec<(String, String)>,
}

/// An application, found by its `app_id`, else by its name within the account.
#[derive(Debug, Clone)]
pub struct RosterApplication {
    /// Where it stands.
    pub place: Span,
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// System name of its plan.
    pub plan: String,
    /// The `app_id`, or the client id.
    pub app_id: Option<String>,
    /// Where it is in its life.
    pub state: Option<ApplicationState>,
    /// Where an OAuth client is sent back to.
    pub redirect_url: Option<String>,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// Keys that customers use already.
    pub keys: Vec<RosterKey>,
}

/// A key with its value, which it does not show.
#[derive(Clone)]
pub struct RosterKey {
    /// Where it stands.
    pub place: Span,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The key itself.
    pub value: String,
}

impl fmt::Debug for RosterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RosterKey").field("name", &self.name).finish_non_exhaustive()
    }
}
