//! One change of customers' data: a transaction, who makes it, and the record that it leaves. Must not know what is
//! changed.

use serde_json::Value as Json;
use sqlx::AnyConnection;

use super::{Customers, Error};
use crate::runtime::store::Write;

/// Who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The program itself, by a rule of its own.
    System,
    /// Somebody at the command line: the name that the operating system has for them.
    Operator(String),
    /// A customer: id and username.
    User(i64, String),
    /// A program with an access token of the admin API: id and name of the token.
    Token(i64, String),
    /// A login through an identity provider or a signed link: system name of the provider.
    Login(String),
}

impl Actor {
    /// What is kept of it: a kind with an id, and a name.
    fn recorded(&self) -> (String, &str) {
        match self {
            Self::System => ("system".to_owned(), "portal"),
            Self::Operator(name) => ("operator".to_owned(), name),
            Self::User(id, name) => (format!("user:{id}"), name),
            Self::Token(id, name) => (format!("token:{id}"), name),
            Self::Login(provider) => ("login".to_owned(), provider),
        }
    }
}

/// Changes that happen together or not at all. Nothing is true before [`Change::commit`]. What depends on what the change
/// has done so far is read through it, not beside it.
#[derive(Debug)]
pub struct Change {
    write: Write,
    customers: Customers,
    actor: Actor,
    now: i64,
    /// Whether nobody is told of it.
    is_silent: bool,
}

impl Customers {
    /// Begins a change. Others wait until it is committed or dropped.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn change(&self, actor: Actor) -> Result<Change, Error> {
        let write = self.store().begin_change().await?;
        Ok(Change { write, customers: self.clone(), actor, now: self.now(), is_silent: false })
    }
}

impl Change {
    /// Makes all of it true. When this returns, it is on the disk.
    ///
    /// # Errors
    /// When the database does not answer: then nothing was changed, or the answer was lost on its way.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.write.commit().await?)
    }

    /// When it is made, seconds since 1970.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// From now on nobody is told of what changes: what is brought over from elsewhere is no news to anybody.
    pub(super) fn be_silent(&mut self) {
        self.is_silent = true;
    }

    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        self.write.connection()
    }

    /// Whom and what the change is about.
    pub(super) fn customers(&self) -> &Customers {
        &self.customers
    }

    /// Whether a customer makes it, for whom stricter rules hold than for the company.
    pub(super) fn is_by_customer(&self) -> bool {
        matches!(self.actor, Actor::User(..))
    }

    /// Leaves the audit entry, and the event of the same name, which somebody may be told of. `subject` is what was changed: `application`, 12.
    /// `detail` is shown to the customer's administrators and never holds a secret.
    pub(super) async fn record(
        &mut self,
        action: &str,
        account: impl Into<Option<i64>>,
        subject: (&str, i64),
        detail: Json,
    ) -> Result<(), Error> {
        let (now, actor, account) = (self.now, self.actor.clone(), account.into());
        let (by, name) = actor.recorded();
        let subject = format!("{}:{}", subject.0, subject.1);
        sqlx::query(
            "INSERT INTO audit (at, account_id, actor, actor_name, action, subject, detail) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(now)
        .bind(account)
        .bind(&by)
        .bind(name)
        .bind(action)
        .bind(&subject)
        .bind(detail.to_string())
        .execute(self.connection())
        .await?;
        let payload = serde_json::json!({ "subject": subject, "actor": by, "actor_name": name, "detail": detail });
        sqlx::query("INSERT INTO outbox (at, event, account_id, payload, done_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(now)
            .bind(action)
            .bind(account)
            .bind(payload.to_string())
            .bind(self.is_silent.then_some(now))
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
