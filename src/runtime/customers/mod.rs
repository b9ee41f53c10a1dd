//! Customers' data: accounts, users, applications, keys, usage. Owns the rules: what may be changed, in what state, and
//! that every change leaves an audit entry and an event in the same transaction. Must not know HTTP, cookies or
//! templates.

mod accounts;
mod alerts;
mod applications;
mod audit;
mod change;
mod dossier;
mod error;
mod fields;
mod identities;
mod keys;
mod lists;
mod periods;
mod roster;
mod sessions;
mod tokens;
mod usage;
mod users;
mod words;

use std::sync::Arc;

pub use accounts::{Account, AccountUpdate, Filter, NewAccount, Summary};
pub use alerts::{Alert, Crossing};
pub use applications::{Application, ApplicationUpdate, Created, NewApplication, PlanChange};
pub use audit::{Entry, Event};
pub use change::{Actor, Change};
pub use dossier::{Dossier, Member, OfApplication};
pub use error::{Error, Wrong};
pub use fields::Fields;
pub use identities::Identity;
pub use keys::{FreshKey, Holder, Key, KeyRules, KeyState, MOST_KEYS, NewKey, Presented, Tag, Verified};
pub use lists::{Applications, Part};
pub use periods::{end_of, start_of};
pub use roster::{Refused, Taken};
pub use tokens::{AccessToken, NewToken, SCOPES, SERVICE_MANAGEMENT, STATS};
pub use usage::{Asked, Busy, Count, Delta, Of, Span, Tally, Usage, Within, every, time_of, with_hits};
pub use users::{NewUser, User, UserUpdate};

use super::clock::Clock;
use super::crypto::Secrets;
use super::store::Store;
use crate::model::Programme;
pub use crate::model::{AccountState, AlertState, ApplicationState, Mode, Role, UserState};

/// What is needed to read and change customers' data. Clones are cheap and share everything.
#[derive(Debug, Clone)]
pub struct Customers {
    store: Store,
    secrets: Secrets,
    clock: Clock,
    programme: Arc<Programme>,
    keys: KeyRules,
}

impl Customers {
    /// Customers of this database, with keys made by these secrets, of a company that sells nothing yet.
    pub fn new(store: Store, secrets: Secrets, clock: Clock) -> Self {
        Self { store, secrets, clock, programme: Arc::default(), keys: KeyRules::default() }
    }

    /// The same customers, where these plans are sold.
    #[must_use]
    pub fn with_programme(self, programme: Arc<Programme>) -> Self {
        Self { programme, ..self }
    }

    /// The same customers under other rules for keys.
    #[must_use]
    pub fn with_keys(self, keys: KeyRules) -> Self {
        Self { keys, ..self }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The secrets.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// What the company sells.
    pub fn programme(&self) -> &Programme {
        &self.programme
    }

    /// The same, to be kept.
    pub fn shared_programme(&self) -> Arc<Programme> {
        Arc::clone(&self.programme)
    }

    /// How keys are treated.
    pub fn key_rules(&self) -> KeyRules {
        self.keys
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }
}
