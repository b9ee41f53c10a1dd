//! An account of a customer, its users, what they did and where they are logged in. Must not hold how anybody logs in.

use std::collections::BTreeMap;

use super::{Application, Errors};
use crate::model::{AccountState, Role, UserState};

/// An organisation that is a customer.
#[derive(Clone, Default)]
pub struct Account {
    /// Never given twice.
    pub id: i64,
    /// Name of the organisation (3scale: `org_name`).
    pub name: String,
    /// Where it is in its life.
    pub state: AccountState,
    /// Groups that open content.
    pub groups: Vec<String>,
    /// A plan of the account as a whole, as shown.
    pub plan: Option<String>,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// Where it can be called.
    pub telephone_number: Option<String>,
    /// Where mail on paper reaches it.
    pub full_address: Option<String>,
    /// Its country.
    pub country_name: Option<String>,
    /// Whether it pays.
    pub is_paid: bool,
    /// Whether it is on a trial.
    pub is_on_trial: bool,
    /// What is known of its credit card.
    pub card: Option<Card>,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Its applications, oldest first.
    pub applications: Vec<Application>,
    /// Its users, oldest first.
    pub users: Vec<User>,
    /// What is wrong with the values that a form was sent with.
    pub errors: Errors,
}

/// A credit card, as far as pages show it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// The number with all but the last digits crossed out.
    pub display_number: String,
    /// "May, 2027".
    pub expires: String,
}

/// A person of an account.
#[derive(Clone, Default)]
pub struct User {
    /// Never given twice.
    pub id: i64,
    /// What the user is called everywhere.
    pub username: String,
    /// Where mail reaches the user.
    pub email: Option<String>,
    /// First and last name.
    pub name: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// Whether the user may log in.
    pub state: UserState,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970.
    pub last_login_at: Option<i64>,
    /// What is wrong with the values that a form was sent with.
    pub errors: Errors,
}

impl User {
    /// What a page calls the user: the name, else the username.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.username)
    }
}

/// A session of the user.
#[derive(Clone, Default)]
pub struct Session {
    /// Where the user logged in, as shown.
    pub provider: String,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970, to the minute.
    pub seen_at: i64,
    /// Whether the page is shown in it.
    pub is_current: bool,
}

/// Who changed what in the account, and when.
#[derive(Clone, Default)]
pub struct Entry {
    /// Seconds since 1970.
    pub at: i64,
    /// Name of the user, or who else it was.
    pub actor: String,
    /// What was done: `key.created`.
    pub action: String,
    /// To what, as shown.
    pub subject: String,
    /// More of it, without secrets; may be empty.
    pub detail: String,
}
