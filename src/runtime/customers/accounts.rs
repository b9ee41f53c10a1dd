//! Accounts: the organisations that are customers. Must not know their users' identities or keys.

use serde::Serialize;
use serde_json::json;
use sqlx::AnyConnection;

use super::fields::{Checks, changed, to_json};
use super::words::word;
use super::{Change, Customers, Error, Fields};
use crate::model::AccountState;
use crate::runtime::store::{Row, StoreError, get, json as json_of, sessions};

/// An organisation that is a customer (3scale: account).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Never given twice.
    pub id: i64,
    /// What the company's own systems call it, if they do.
    pub external_id: Option<String>,
    /// Name of the organisation (3scale: `org_name`).
    pub name: String,
    /// Where it is in its life.
    pub state: AccountState,
    /// A plan that the account has as a whole, besides those of its applications.
    pub plan: Option<String>,
    /// Groups that open content.
    pub groups: Vec<String>,
    /// The company's own fields.
    pub fields: Fields,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970.
    pub updated_at: i64,
}

/// An account with how much belongs to it, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// How many users it has.
    pub users: i64,
    /// How many applications it has.
    pub applications: i64,
}

/// Which accounts a list has; everything that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Where they are in their life.
    pub state: Option<AccountState>,
    /// The plan of the account or of any of its applications.
    pub plan: Option<String>,
    /// A part of the name, of the external id, or of a user's name or address, whatever the capitals.
    pub text: Option<String>,
}

/// An account to be made.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Name of the organisation.
    pub name: String,
    /// What the company's own systems call it; no two accounts share one.
    pub external_id: Option<String>,
    /// Approved, unless said otherwise.
    pub state: AccountState,
    /// A plan of the account as a whole.
    pub plan: Option<String>,
    /// Groups that open content.
    pub groups: Vec<String>,
    /// The company's own fields.
    pub fields: Fields,
}

/// What is to be changed of an account; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct AccountUpdate {
    /// Name of the organisation.
    pub name: Option<String>,
    /// What the company's own systems call it; `Some(None)` takes it away.
    pub external_id: Option<Option<String>>,
    /// Where it is in its life. Users of an account that is not approved are logged out.
    pub state: Option<AccountState>,
    /// A plan of the account as a whole; `Some(None)` takes it away.
    pub plan: Option<Option<String>>,
    /// All groups.
    pub groups: Option<Vec<String>>,
    /// Fields to set; others stay.
    pub fields: Fields,
}

pub(super) const COLUMNS: &str = "id, external_id, name, state, plan, groups, fields, created_at, updated_at";

pub(super) fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: get(row, "id")?,
        external_id: get(row, "external_id")?,
        name: get(row, "name")?,
        state: word(row, "state", &AccountState::ALL)?,
        plan: get(row, "plan")?,
        groups: json_of(row, "groups")?,
        fields: json_of(row, "fields")?,
        created_at: get(row, "created_at")?,
        updated_at: get(row, "updated_at")?,
    })
}

pub(super) async fn by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<Account>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM accounts WHERE id = $1");
    let row = sqlx::query(&query).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn by_external_id(
    connection: &mut AnyConnection,
    external: &str,
) -> Result<Option<Account>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM accounts WHERE external_id = $1");
    let row = sqlx::query(&query).bind(external).fetch_optional(connection).await?;
    row.as_ref().map(account).transpose()
}

pub(super) async fn by_name(connection: &mut AnyConnection, name: &str) -> Result<Vec<Account>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM accounts WHERE name = $1 ORDER BY id");
    let rows = sqlx::query(&query).bind(name).fetch_all(connection).await?;
    rows.iter().map(account).collect()
}

impl Customers {
    /// The account with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn account(&self, id: i64) -> Result<Option<Account>, Error> {
        Ok(by_id(&mut *self.store().read().await?, id).await?)
    }

    /// The account that the company's own systems call so.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn account_by_external_id(&self, external: &str) -> Result<Option<Account>, Error> {
        Ok(by_external_id(&mut *self.store().read().await?, external).await?)
    }

    /// Accounts with exactly this name, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts_by_name(&self, name: &str) -> Result<Vec<Account>, Error> {
        Ok(by_name(&mut *self.store().read().await?, name).await?)
    }

    /// Accounts by id: at most `limit` of those that fit, behind the id `after`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts(&self, filter: &Filter, after: i64, limit: i64) -> Result<Vec<Summary>, Error> {
        let query = format!(
            "SELECT {COLUMNS}, (SELECT COUNT(*) FROM users WHERE users.account_id = accounts.id) AS of_users, \
             (SELECT COUNT(*) FROM applications WHERE applications.account_id = accounts.id) AS of_applications \
             FROM accounts WHERE id > $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR plan = $3 OR EXISTS \
             (SELECT 1 FROM applications WHERE applications.account_id = accounts.id AND applications.plan = $3)) \
             AND ($4 = '' OR LOWER(name) LIKE $4 ESCAPE '!' OR LOWER(external_id) LIKE $4 ESCAPE '!' OR EXISTS \
             (SELECT 1 FROM users WHERE users.account_id = accounts.id AND (users.username_key LIKE $4 ESCAPE '!' \
             OR LOWER(users.email) LIKE $4 ESCAPE '!' OR LOWER(users.name) LIKE $4 ESCAPE '!'))) \
             ORDER BY id LIMIT $5"
        );
        let rows = sqlx::query(&query)
            .bind(after)
            .bind(filter.state.map_or("", AccountState::name))
            .bind(filter.plan.as_deref().unwrap_or_default())
            .bind(filter.text.as_deref().map(containing).unwrap_or_default())
            .bind(limit)
            .fetch_all(&mut *self.store().read().await?)
            .await?;
        let summary = |row| -> Result<Summary, StoreError> {
            Ok(Summary {
                account: account(row)?,
                users: get(row, "of_users")?,
                applications: get(row, "of_applications")?,
            })
        };
        Ok(rows.iter().map(summary).collect::<Result<_, _>>()?)
    }
}

/// A pattern for what holds this text, in which nothing is a joker.
fn containing(text: &str) -> String {
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

impl Change {
    /// Makes an account.
    ///
    /// # Errors
    /// When a field cannot be taken, or another account has the external id.
    pub async fn create_account(&mut self, new: NewAccount) -> Result<Account, Error> {
        let now = self.now();
        let account = Account {
            id: 0,
            external_id: new.external_id,
            name: new.name,
            state: new.state,
            plan: new.plan,
            groups: new.groups,
            fields: new.fields,
            created_at: now,
            updated_at: now,
        };
        self.check_account(&account).await?;
        let row = sqlx::query(
            "INSERT INTO accounts (external_id, name, state, plan, groups, fields, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id",
        )
        .bind(&account.external_id)
        .bind(&account.name)
        .bind(account.state.name())
        .bind(&account.plan)
        .bind(to_json(&account.groups))
        .bind(to_json(&account.fields))
        .bind(now)
        .fetch_one(self.connection())
        .await?;
        let account = Account { id: get(&row, "id")?, ..account };
        let detail = json!({ "name": account.name, "state": account.state });
        self.record("account.created", account.id, ("account", account.id), detail).await?;
        Ok(account)
    }

    /// Changes an account. One that is not approved any more has no sessions.
    ///
    /// # Errors
    /// When there is none, a field cannot be taken, or another account has the external id.
    pub async fn update_account(&mut self, id: i64, update: AccountUpdate) -> Result<Account, Error> {
        let old = self.account(id).await?;
        let mut new = Account { updated_at: self.now(), ..old.clone() };
        new.name = update.name.unwrap_or(new.name);
        new.external_id = update.external_id.unwrap_or(new.external_id);
        new.state = update.state.unwrap_or(new.state);
        new.plan = update.plan.unwrap_or(new.plan);
        new.groups = update.groups.unwrap_or(new.groups);
        new.fields.extend(update.fields);
        self.check_account(&new).await?;
        let parts = [
            ("name", old.name != new.name),
            ("external_id", old.external_id != new.external_id),
            ("state", old.state != new.state),
            ("plan", old.plan != new.plan),
            ("groups", old.groups != new.groups),
        ];
        let changed = changed(&parts, &old.fields, &new.fields);
        if changed.is_empty() {
            return Ok(old);
        }
        sqlx::query(
            "UPDATE accounts SET external_id = $1, name = $2, state = $3, plan = $4, groups = $5, fields = $6, \
             updated_at = $7 WHERE id = $8",
        )
        .bind(&new.external_id)
        .bind(&new.name)
        .bind(new.state.name())
        .bind(&new.plan)
        .bind(to_json(&new.groups))
        .bind(to_json(&new.fields))
        .bind(new.updated_at)
        .bind(id)
        .execute(self.connection())
        .await?;
        if new.state != AccountState::Approved {
            sessions::end_within(self.connection(), id, None).await?;
        }
        let detail = json!({ "name": new.name, "state": new.state, "changed": changed });
        self.record("account.updated", id, ("account", id), detail).await?;
        Ok(new)
    }

    /// Deletes an account with its users, applications, keys and sessions. Its audit entries stay.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete_account(&mut self, id: i64) -> Result<Account, Error> {
        let account = self.account(id).await?;
        sqlx::query("DELETE FROM accounts WHERE id = $1").bind(id).execute(self.connection()).await?;
        self.record("account.deleted", id, ("account", id), json!({ "name": account.name })).await?;
        Ok(account)
    }

    /// The account with this id, as this change has left it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn account(&mut self, id: i64) -> Result<Account, Error> {
        by_id(self.connection(), id).await?.ok_or(Error::NotFound("account"))
    }

    async fn check_account(&mut self, account: &Account) -> Result<(), Error> {
        let mut checks = Checks::default();
        checks.required("org_name", &account.name);
        checks.fields(&account.fields);
        account.groups.iter().for_each(|group| checks.required("groups", group));
        if let Some(plan) = &account.plan
            && self.customers().programme().plan(plan).is_none()
        {
            checks.wrong("plan", "does not exist");
        }
        if let Some(external) = &account.external_id {
            checks.required("external_id", external);
            if by_external_id(self.connection(), external).await?.is_some_and(|other| other.id != account.id) {
                checks.wrong("external_id", "has already been taken");
            }
        }
        checks.finish()
    }
}
