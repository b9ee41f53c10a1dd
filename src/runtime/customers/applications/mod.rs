//! Applications: what holds credentials, on one plan. Must not know the values of keys.

mod change;
mod trials;

use serde::Serialize;
use sqlx::AnyConnection;

use super::keys::FreshKey;
use super::words::word;
use super::{Customers, Error, Fields};
use crate::model::{ApplicationState, Mode};
use crate::runtime::store::{Row, StoreError, get, json};

pub use change::PlanChange;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// What holds credentials (3scale: application, contract).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Application {
    /// Never given twice.
    pub id: i64,
    /// Id of the account.
    pub account_id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// System name of its plan.
    pub plan: String,
    /// How it identifies itself.
    pub mode: Mode,
    /// Where it is in its life. Keys of an application that is not live are refused.
    pub state: ApplicationState,
    /// The `app_id`, or the client id; none in `user_key` mode.
    pub app_id: Option<String>,
    /// Where an OAuth client is sent back to.
    pub redirect_url: Option<String>,
    /// The company's own fields.
    pub fields: Fields,
    /// When its trial ends or ended, seconds since 1970.
    pub trial_ends_at: Option<i64>,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970.
    pub updated_at: i64,
}

impl Application {
    /// Days of trial that are left, begun ones included; 0 without a trial.
    pub fn trial_days_left(&self, now: i64) -> i64 {
        self.trial_ends_at.map_or(0, |end| (end - now + DAY - 1).div_euclid(DAY).max(0))
    }
}

/// An application to be made.
#[derive(Debug, Clone, Default)]
pub struct NewApplication {
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// System name of its plan.
    pub plan: String,
    /// `None` is what the plan says: pending where it asks for approval, else live.
    pub state: Option<ApplicationState>,
    /// `None` makes one. No two applications share one.
    pub app_id: Option<String>,
    /// Where an OAuth client is sent back to.
    pub redirect_url: Option<String>,
    /// The company's own fields.
    pub fields: Fields,
    /// Whether it comes without its first key.
    pub without_key: bool,
}

/// What is to be changed of an application; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ApplicationUpdate {
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where it is in its life.
    pub state: Option<ApplicationState>,
    /// Where an OAuth client is sent back to; `Some(None)` takes it away.
    pub redirect_url: Option<Option<String>>,
    /// Fields to set; others stay.
    pub fields: Fields,
}

/// An application that was made, and its first key.
#[derive(Debug)]
pub struct Created {
    /// The application.
    pub application: Application,
    /// Its first key, whose value may be shown now and, by the rules, never again.
    pub key: Option<FreshKey>,
}

pub(super) const COLUMNS: &str = "applications.id, applications.account_id, applications.name, \
    applications.description, applications.plan, applications.mode, applications.state, applications.app_id, \
    applications.redirect_url, applications.fields, applications.trial_ends_at, applications.created_at, \
    applications.updated_at";

pub(super) fn application(row: &Row) -> Result<Application, StoreError> {
    Ok(Application {
        id: get(row, "id")?,
        account_id: get(row, "account_id")?,
        name: get(row, "name")?,
        description: get(row, "description")?,
        plan: get(row, "plan")?,
        mode: word(row, "mode", &Mode::ALL)?,
        state: word(row, "state", &ApplicationState::ALL)?,
        app_id: get(row, "app_id")?,
        redirect_url: get(row, "redirect_url")?,
        fields: json(row, "fields")?,
        trial_ends_at: get(row, "trial_ends_at")?,
        created_at: get(row, "created_at")?,
        updated_at: get(row, "updated_at")?,
    })
}

pub(super) async fn by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<Application>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM applications WHERE id = $1");
    let row = sqlx::query(&query).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(application).transpose()
}

pub(super) async fn by_app_id(connection: &mut AnyConnection, app_id: &str) -> Result<Option<Application>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM applications WHERE app_id = $1");
    let row = sqlx::query(&query).bind(app_id).fetch_optional(connection).await?;
    row.as_ref().map(application).transpose()
}

pub(super) async fn of_account(connection: &mut AnyConnection, account: i64) -> Result<Vec<Application>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM applications WHERE account_id = $1 ORDER BY id");
    let rows = sqlx::query(&query).bind(account).fetch_all(connection).await?;
    rows.iter().map(application).collect()
}

impl Customers {
    /// The application with this id, whosever it is. For customers there is [`super::Change::application_of`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn application(&self, id: i64) -> Result<Option<Application>, Error> {
        Ok(by_id(&mut *self.store().read().await?, id).await?)
    }

    /// The application with this `app_id` or client id, whosever it is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn application_by_app_id(&self, app_id: &str) -> Result<Option<Application>, Error> {
        Ok(by_app_id(&mut *self.store().read().await?, app_id).await?)
    }

    /// The applications of an account, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn applications(&self, account: i64) -> Result<Vec<Application>, Error> {
        Ok(of_account(&mut *self.store().read().await?, account).await?)
    }
}
