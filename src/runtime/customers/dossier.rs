//! Everything of one account in one call, seen at one moment: what a page of a customer is made of. Must not hold the
//! value of a key in the open.

use std::collections::BTreeSet;

use serde::Serialize;
use sqlx::AnyConnection;

use super::usage::of_limits;
use super::{
    Account, AccountState, Alert, Application, ApplicationState, Customers, Error, Key, Usage, User, accounts, alerts,
    applications, keys, users,
};
use crate::model::{Plan, Programme};
use crate::runtime::store::StoreError;

/// Everything of one account.
#[derive(Debug, Clone, Serialize)]
pub struct Dossier {
    /// The account.
    pub account: Account,
    /// Its users, oldest first.
    pub users: Vec<User>,
    /// Its applications, oldest first.
    pub applications: Vec<OfApplication>,
}

/// An application with what belongs to it.
#[derive(Debug, Clone, Serialize)]
pub struct OfApplication {
    /// The application.
    pub application: Application,
    /// Its plan, unless the company sells it no more.
    pub plan: Option<Plan>,
    /// Its keys that are neither revoked nor expired, oldest first.
    pub keys: Vec<Key>,
    /// What it has used of each limit of its plan.
    pub usage: Vec<Usage>,
    /// Its alerts, latest first.
    pub alerts: Vec<Alert>,
}

/// A user with the account: what every request of a logged-in customer asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The user, who is active.
    pub user: User,
    /// The account, which is approved.
    pub account: Account,
    /// Plans, features and groups that content is opened by.
    pub names: BTreeSet<String>,
}

impl Customers {
    /// Everything of the account; `None` where there is none. Usage is that of the current periods.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn dossier(&self, account: i64) -> Result<Option<Dossier>, Error> {
        let now = self.now();
        let mut moment = self.store().snapshot().await?;
        let Some(account) = accounts::by_id(&mut moment, account).await? else { return Ok(None) };
        let users = users::of_account(&mut moment, account.id).await?;
        let mut keys = keys_of(&mut moment, account.id).await?;
        keys.retain(|key| key.is_live(now));
        let alerts = alerts_of(&mut moment, account.id).await?;
        let mut of_account = Vec::new();
        for application in applications::of_account(&mut moment, account.id).await? {
            let plan = self.programme().plan(&application.plan).cloned();
            let limits = plan.as_ref().map_or(&[][..], |plan| &plan.limits);
            of_account.push(OfApplication {
                usage: of_limits(&mut moment, application.id, limits, now).await?,
                keys: keys.iter().filter(|key| key.application_id == application.id).cloned().collect(),
                alerts: alerts.iter().filter(|alert| alert.application_id == application.id).cloned().collect(),
                plan,
                application,
            });
        }
        Ok(Some(Dossier { account, users, applications: of_account }))
    }

    /// The user with the account, if both may be served now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn member(&self, user: i64) -> Result<Option<Member>, Error> {
        let mut moment = self.store().snapshot().await?;
        let Some(user) = users::by_id(&mut moment, user).await? else { return Ok(None) };
        let Some(account) = accounts::by_id(&mut moment, user.account_id).await? else { return Ok(None) };
        if user.state != super::UserState::Active || account.state != AccountState::Approved {
            return Ok(None);
        }
        let applications = applications::of_account(&mut moment, account.id).await?;
        let names = names(self.programme(), &account, &applications);
        Ok(Some(Member { user, account, names }))
    }
}

/// Names that content is opened by: groups of the account, its plan, and plans of its live applications, with the
/// features of these plans.
fn names(programme: &Programme, account: &Account, applications: &[Application]) -> BTreeSet<String> {
    let live = applications.iter().filter(|application| application.state == ApplicationState::Live);
    let plans: Vec<&String> = account.plan.iter().chain(live.map(|application| &application.plan)).collect();
    let features = plans.iter().filter_map(|plan| programme.plan(plan)).flat_map(|plan| &plan.features);
    account.groups.iter().chain(plans.iter().copied()).chain(features).cloned().collect()
}

async fn keys_of(connection: &mut AnyConnection, account: i64) -> Result<Vec<Key>, StoreError> {
    let query = format!(
        "SELECT {} FROM app_keys JOIN applications ON applications.id = app_keys.application_id \
         WHERE applications.account_id = $1 AND app_keys.revoked_at IS NULL ORDER BY app_keys.id",
        keys::COLUMNS
    );
    let rows = sqlx::query(&query).bind(account).fetch_all(connection).await?;
    rows.iter().map(keys::key).collect()
}

async fn alerts_of(connection: &mut AnyConnection, account: i64) -> Result<Vec<Alert>, StoreError> {
    let query = format!(
        "SELECT {} FROM alerts JOIN applications ON applications.id = alerts.application_id \
         WHERE applications.account_id = $1 ORDER BY alerts.id DESC",
        alerts::COLUMNS
    );
    let rows = sqlx::query(&query).bind(account).fetch_all(connection).await?;
    rows.iter().map(alerts::alert).collect()
}
