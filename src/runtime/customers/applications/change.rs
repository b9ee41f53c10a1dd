//! What may become of an application: made, changed, moved to another plan, deleted.

use serde_json::json;

use super::{Application, ApplicationUpdate, Created, DAY, NewApplication, by_app_id, by_id};
use crate::model::{ApplicationState, Mode, Plan};
use crate::runtime::crypto::{hex, random_bytes};
use crate::runtime::customers::fields::{Checks, changed, to_json};
use crate::runtime::customers::{Change, Error, NewKey};
use crate::runtime::store::get;

/// What came of the wish for another plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChange {
    /// The application is on it.
    Changed(Application),
    /// The company was told: the plan asks for its approval.
    Requested,
}

impl Change {
    /// Makes an application of an account, by the rules of its plan: pending where the plan asks for approval, on trial
    /// where it has one, with a first key.
    ///
    /// # Errors
    /// When there is no such account, a field cannot be taken, or another application has the `app_id`.
    pub async fn create_application(&mut self, account: i64, new: NewApplication) -> Result<Created, Error> {
        self.account(account).await?;
        let plan = self.plan(&new.plan)?;
        let now = self.now();
        let mode = self.customers().programme().mode(&plan);
        let state = if plan.approval_required { ApplicationState::Pending } else { ApplicationState::Live };
        let made = || hex(&random_bytes::<8>());
        let application = Application {
            id: 0,
            account_id: account,
            name: new.name,
            description: new.description,
            plan: new.plan,
            mode,
            state: new.state.unwrap_or(state),
            app_id: (mode != Mode::UserKey).then(|| new.app_id.unwrap_or_else(made)),
            redirect_url: new.redirect_url,
            fields: new.fields,
            trial_ends_at: trial_end(&plan, now),
            created_at: now,
            updated_at: now,
        };
        self.check_application(&application).await?;
        let application = self.insert_application(application).await?;
        let detail = json!({ "name": application.name, "plan": application.plan, "state": application.state });
        self.record("application.created", account, ("application", application.id), detail).await?;
        let key = if new.without_key { None } else { Some(self.create_key(&application, NewKey::default()).await?) };
        Ok(Created { application, key })
    }

    async fn insert_application(&mut self, application: Application) -> Result<Application, Error> {
        let row = sqlx::query(
            "INSERT INTO applications (account_id, name, description, plan, mode, state, app_id, redirect_url, \
             fields, trial_ends_at, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) RETURNING id",
        )
        .bind(application.account_id)
        .bind(&application.name)
        .bind(&application.description)
        .bind(&application.plan)
        .bind(application.mode.name())
        .bind(application.state.name())
        .bind(&application.app_id)
        .bind(&application.redirect_url)
        .bind(to_json(&application.fields))
        .bind(application.trial_ends_at)
        .bind(application.created_at)
        .fetch_one(self.connection())
        .await?;
        Ok(Application { id: get(&row, "id")?, ..application })
    }

    /// Changes an application.
    ///
    /// # Errors
    /// When a field cannot be taken, or it is gone.
    pub async fn update_application(&mut self, id: i64, update: ApplicationUpdate) -> Result<Application, Error> {
        let old = self.application(id).await?;
        let mut new = Application { updated_at: self.now(), ..old.clone() };
        new.name = update.name.unwrap_or(new.name);
        new.description = update.description.unwrap_or(new.description);
        new.state = update.state.unwrap_or(new.state);
        new.redirect_url = update.redirect_url.unwrap_or(new.redirect_url);
        new.fields.extend(update.fields);
        self.check_application(&new).await?;
        let parts = [
            ("name", old.name != new.name),
            ("description", old.description != new.description),
            ("state", old.state != new.state),
            ("redirect_url", old.redirect_url != new.redirect_url),
        ];
        let changed = changed(&parts, &old.fields, &new.fields);
        if changed.is_empty() {
            return Ok(old);
        }
        self.write_application(&new).await?;
        let detail = json!({ "name": new.name, "state": new.state, "was": old.state, "changed": changed });
        self.record("application.updated", new.account_id, ("application", id), detail).await?;
        Ok(new)
    }

    /// Moves an application to another plan. Where a customer asks and the plan wants approval, the company is told
    /// and nothing else happens. An application has one trial in its life.
    ///
    /// # Errors
    /// When it or the plan is not there, or the plan's applications identify themselves in another way.
    pub async fn change_plan(&mut self, id: i64, plan: &str) -> Result<PlanChange, Error> {
        let old = self.application(id).await?;
        let plan = self.plan(plan)?;
        if old.plan == plan.name {
            return Ok(PlanChange::Changed(old));
        }
        let mode = self.customers().programme().mode(&plan);
        if mode != old.mode {
            return Err(Error::State(format!("plan `{}` is for applications with `{}`", plan.name, mode.name())));
        }
        let detail = json!({ "name": old.name, "from": old.plan, "to": plan.name });
        if plan.approval_required && self.is_by_customer() {
            self.record("plan.requested", old.account_id, ("application", id), detail).await?;
            return Ok(PlanChange::Requested);
        }
        let now = self.now();
        let trial_ends_at = old.trial_ends_at.or_else(|| trial_end(&plan, now));
        let new = Application { plan: plan.name, trial_ends_at, updated_at: now, ..old };
        self.write_application(&new).await?;
        self.record("plan.changed", new.account_id, ("application", id), detail).await?;
        Ok(PlanChange::Changed(new))
    }

    /// Deletes an application with its keys, counts and alerts.
    ///
    /// # Errors
    /// When there is none.
    pub async fn delete_application(&mut self, id: i64) -> Result<Application, Error> {
        let application = self.application(id).await?;
        sqlx::query("DELETE FROM applications WHERE id = $1").bind(id).execute(self.connection()).await?;
        let detail = json!({ "name": application.name, "plan": application.plan, "state": application.state });
        self.record("application.deleted", application.account_id, ("application", id), detail).await?;
        Ok(application)
    }

    /// The application with this id, whosever it is, as this change has left it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn application(&mut self, id: i64) -> Result<Application, Error> {
        by_id(self.connection(), id).await?.ok_or(Error::NotFound("application"))
    }

    /// The application with this `app_id` or client id, whosever it is, as this change has left it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn application_by_app_id(&mut self, app_id: &str) -> Result<Option<Application>, Error> {
        Ok(by_app_id(self.connection(), app_id).await?)
    }

    /// The application with this id, if it is the account's. What a customer asks for begins here.
    ///
    /// # Errors
    /// When there is none, or it is another account's: nobody can tell which.
    pub async fn application_of(&mut self, account: i64, id: i64) -> Result<Application, Error> {
        let found = by_id(self.connection(), id).await?;
        found.filter(|application| application.account_id == account).ok_or(Error::NotFound("application"))
    }

    async fn write_application(&mut self, new: &Application) -> Result<(), Error> {
        sqlx::query(
            "UPDATE applications SET name = $1, description = $2, plan = $3, state = $4, redirect_url = $5, \
             fields = $6, trial_ends_at = $7, updated_at = $8 WHERE id = $9",
        )
        .bind(&new.name)
        .bind(&new.description)
        .bind(&new.plan)
        .bind(new.state.name())
        .bind(&new.redirect_url)
        .bind(to_json(&new.fields))
        .bind(new.trial_ends_at)
        .bind(new.updated_at)
        .bind(new.id)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    fn plan(&self, name: &str) -> Result<Plan, Error> {
        self.customers().programme().plan(name).cloned().ok_or_else(|| Error::invalid("plan", "does not exist"))
    }

    async fn check_application(&mut self, application: &Application) -> Result<(), Error> {
        let mut checks = Checks::default();
        checks.required("name", &application.name);
        checks.text("description", &application.description);
        checks.fields(&application.fields);
        if let Some(url) = &application.redirect_url {
            checks.line("redirect_url", url);
            if !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
                checks.wrong("redirect_url", "must begin with https:// or http://");
            }
        }
        if let Some(app_id) = &application.app_id {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            if !(4..=255).contains(&app_id.len()) || !app_id.bytes().all(fits) {
                checks.wrong("app_id", "must have 4 to 255 letters, digits, `-`, `_` or `.`");
            }
            if by_app_id(self.connection(), app_id).await?.is_some_and(|other| other.id != application.id) {
                checks.wrong("app_id", "has already been taken");
            }
        }
        checks.finish()
    }
}

fn trial_end(plan: &Plan, now: i64) -> Option<i64> {
    (plan.trial_days > 0).then(|| now + i64::from(plan.trial_days) * DAY)
}
