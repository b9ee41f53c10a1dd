//! Lists for programs of the company: accounts and applications by page, and what belongs to those of one page in one
//! query each. A page is found by ids alone, then read. Must not know how a list is written.

use std::fmt::Write as _;

use sqlx::{Any, Transaction};

use super::{Account, Application, Customers, Error, Key, User, accounts, applications, keys, users};
use crate::model::{AccountState, ApplicationState};
use crate::runtime::store::{Row, StoreError, get};

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub number: i64,
    /// Things of one part.
    pub size: i64,
}

impl Part {
    /// The part of `total` things as the end of a query for ids. A database passes over what it leaves out, so a place
    /// is counted from the end that is nearer.
    fn place(self, total: i64) -> String {
        let before = (self.number - 1).saturating_mul(self.size);
        let of_part = total.saturating_sub(before).clamp(0, self.size);
        let after = total.saturating_sub(before).saturating_sub(of_part).max(0);
        if after < before {
            format!("ORDER BY id DESC LIMIT {of_part} OFFSET {after}")
        } else {
            format!("ORDER BY id LIMIT {of_part} OFFSET {before}")
        }
    }
}

/// Which applications a list has; everything that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct Applications {
    /// Those of one account.
    pub account: Option<i64>,
    /// Where they are in their life.
    pub state: Option<ApplicationState>,
    /// Those on any of these plans.
    pub plans: Option<Vec<String>>,
    /// Those that were used at this time or after it, seconds since 1970.
    pub used_since: Option<i64>,
    /// Those that were not used at this time or after it, seconds since 1970.
    pub unused_since: Option<i64>,
}

/// A condition with the values of its places.
#[derive(Default)]
struct Condition {
    text: String,
    values: Vec<Bound>,
}

enum Bound {
    Text(String),
    Number(i64),
}

impl Condition {
    /// Adds one that must hold as well; `{}` is the place of its value.
    fn and(&mut self, text: &str, value: Bound) {
        self.values.push(value);
        let place = format!("${}", self.values.len());
        let joint = if self.text.is_empty() { " WHERE " } else { " AND " };
        self.text.push_str(joint);
        self.text.push_str(&text.replace("{}", &place));
    }

    /// Adds that a column has any of these texts.
    fn among(&mut self, column: &str, texts: &[String]) {
        let joint = if self.text.is_empty() { " WHERE " } else { " AND " };
        let mut places = Vec::new();
        for text in texts {
            self.values.push(Bound::Text(text.clone()));
            places.push(format!("${}", self.values.len()));
        }
        // No text is among none.
        let list = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
        let _ = write!(self.text, "{joint}{column} IN ({list})");
    }

    /// How many rows of a table it holds for, and the rows of one part of them, by id.
    async fn read(
        &self,
        moment: &mut Transaction<'static, Any>,
        table: &str,
        columns: &str,
        part: Part,
    ) -> Result<(Vec<Row>, i64), StoreError> {
        let condition = &self.text;
        let count = format!("SELECT COUNT(*) AS found FROM {table}{condition}");
        let total = get(&self.bound(&count).fetch_one(&mut **moment).await?, "found")?;
        let ids = format!("SELECT id FROM {table}{condition} {}", part.place(total));
        let query = format!("SELECT {columns} FROM {table} WHERE id IN ({ids}) ORDER BY id");
        Ok((self.bound(&query).fetch_all(&mut **moment).await?, total))
    }

    fn bound<'q>(&'q self, query: &'q str) -> crate::runtime::store::Statement<'q> {
        let query = sqlx::query(query);
        self.values.iter().fold(query, |query, value| match value {
            Bound::Text(text) => query.bind(text.as_str()),
            Bound::Number(number) => query.bind(*number),
        })
    }
}

impl Customers {
    /// A part of all accounts by id, or of those in one state; and how many there are in all.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts_part(&self, state: Option<AccountState>, part: Part) -> Result<(Vec<Account>, i64), Error> {
        let mut condition = Condition::default();
        if let Some(state) = state {
            condition.and("state = {}", Bound::Text(state.name().to_owned()));
        }
        let mut moment = self.store().snapshot().await?;
        let (rows, total) = condition.read(&mut moment, "accounts", accounts::COLUMNS, part).await?;
        Ok((rows.iter().map(accounts::account).collect::<Result<_, _>>()?, total))
    }

    /// A part of applications by id; and how many there are in all.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn applications_part(&self, which: &Applications, part: Part) -> Result<(Vec<Application>, i64), Error> {
        const USED: &str = "EXISTS (SELECT 1 FROM usage_counts WHERE usage_counts.application_id = applications.id \
                            AND usage_counts.period = 'day' AND usage_counts.starts_at >= {})";
        let mut condition = Condition::default();
        if let Some(account) = which.account {
            condition.and("account_id = {}", Bound::Number(account));
        }
        if let Some(state) = which.state {
            condition.and("state = {}", Bound::Text(state.name().to_owned()));
        }
        if let Some(plans) = &which.plans {
            condition.among("plan", plans);
        }
        if let Some(since) = which.used_since {
            condition.and(USED, Bound::Number(since));
        }
        if let Some(since) = which.unused_since {
            condition.and(&format!("NOT {USED}"), Bound::Number(since));
        }
        let mut moment = self.store().snapshot().await?;
        let (rows, total) = condition.read(&mut moment, "applications", applications::COLUMNS, part).await?;
        Ok((rows.iter().map(applications::application).collect::<Result<_, _>>()?, total))
    }

    /// The accounts with these ids, by id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts_with(&self, ids: &[i64]) -> Result<Vec<Account>, Error> {
        let rows = self.belonging(accounts::COLUMNS, "accounts", "id", ids, "").await?;
        Ok(rows.iter().map(accounts::account).collect::<Result<_, _>>()?)
    }

    /// The users of these accounts, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_of(&self, accounts: &[i64]) -> Result<Vec<User>, Error> {
        let rows = self.belonging(users::COLUMNS, "users", "account_id", accounts, "").await?;
        Ok(rows.iter().map(users::user).collect::<Result<_, _>>()?)
    }

    /// The keys of these applications that are taken now, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn live_keys_of(&self, applications: &[i64]) -> Result<Vec<Key>, Error> {
        let live = " AND revoked_at IS NULL";
        let rows = self.belonging(keys::COLUMNS, "app_keys", "application_id", applications, live).await?;
        let mut found: Vec<Key> = rows.iter().map(keys::key).collect::<Result<_, _>>()?;
        let now = self.now();
        found.retain(|key| key.is_live(now));
        Ok(found)
    }

    /// Rows of a table that belong to things with these ids.
    async fn belonging(
        &self,
        columns: &str,
        table: &str,
        column: &str,
        ids: &[i64],
        more: &str,
    ) -> Result<Vec<Row>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        // Numbers of ours, and no text of anybody's.
        let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let query = format!("SELECT {columns} FROM {table} WHERE {column} IN ({list}){more} ORDER BY {table}.id");
        Ok(sqlx::query(&query).fetch_all(&mut *self.store().read().await?).await?)
    }
}
