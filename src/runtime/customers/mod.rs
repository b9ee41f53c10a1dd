//! Customers' data: accounts, their users and how these are known to identity providers. Owns the rules: what may be
//! changed, in what state, and that every change leaves an audit entry and an event in the same transaction. Must not
//! know HTTP, cookies or templates.

mod accounts;
mod change;
mod error;
mod fields;
mod identities;
mod users;

use std::sync::Arc;

pub use accounts::{Account, AccountState, AccountUpdate, NewAccount};
pub use change::{Actor, Change};
pub use error::{Error, Wrong};
pub use fields::Fields;
pub use identities::Identity;
pub use users::{NewUser, Role, User, UserState, UserUpdate};

use super::clock::Clock;
use super::crypto::Secrets;
use super::store::Store;

/// What is needed to read and change customers' data. Clones are cheap and share everything.
#[derive(Debug, Clone)]
pub struct Customers(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    secrets: Secrets,
    clock: Clock,
}

impl Customers {
    /// Customers of this database, with keys made by these secrets.
    pub fn new(store: Store, secrets: Secrets, clock: Clock) -> Self {
        Self(Arc::new(Parts { store, secrets, clock }))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The secrets.
    pub fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        self.0.clock.now()
    }
}
