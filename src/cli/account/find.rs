//! Finds what an argument names: by id, or by the name that people use. Must not guess: of several that fit, none is
//! taken.

use super::Context;
use crate::cli::failure::Failure;
use crate::runtime::customers::{Account, Application, Customers, Error, User};

impl Context<'_> {
    /// An account by its id, its external id, the username of one of its users, or its name.
    pub(super) async fn account(&self, text: &str) -> Result<Account, Failure> {
        let customers = &self.desk.customers;
        if let Ok(id) = text.parse()
            && let Some(account) = customers.account(id).await?
        {
            return Ok(account);
        }
        if let Some(account) = customers.account_by_external_id(text).await? {
            return Ok(account);
        }
        let mut named = customers.accounts_by_name(text).await?;
        match named.len() {
            0 => {}
            1 => return Ok(named.remove(0)),
            count => {
                let ids = named.iter().map(|account| account.id.to_string()).collect::<Vec<_>>().join(", ");
                return Err(Failure::new(format!("{count} accounts are called `{text}`"))
                    .hint(format!("name one by its id: {ids}")));
            }
        }
        if let Some(user) = customers.user_by_username(text).await?
            && let Some(account) = customers.account(user.account_id).await?
        {
            return Ok(account);
        }
        Err(Failure::new(format!("there is no account `{text}`"))
            .hint("`portal account list` names them; an id, an external id, a name or a username finds one"))
    }

    /// A user by id or username.
    pub(super) async fn user(&self, text: &str) -> Result<User, Failure> {
        let customers = &self.desk.customers;
        let by_id = match text.parse() {
            Ok(id) => customers.user(id).await?,
            Err(_) => None,
        };
        let found = match by_id {
            Some(user) => Some(user),
            None => customers.user_by_username(text).await?,
        };
        found.ok_or_else(|| {
            Failure::new(format!("there is no user `{text}`")).hint("`portal account show ACCOUNT` names its users")
        })
    }

    /// An application by id or `app_id`.
    pub(super) async fn application(&self, text: &str) -> Result<Application, Failure> {
        application(&self.desk.customers, text).await
    }

    /// A refusal as the command's failure; where a plan is not there, the plans that are.
    pub(super) fn refused(&self, error: Error) -> Failure {
        let hint = self.plans_for(&error);
        let failure = Failure::from(error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// Which plans there are, if the error asks for that.
    pub(super) fn plans_for(&self, error: &Error) -> Option<String> {
        if !matches!(error, Error::Invalid(wrong) if wrong.iter().any(|wrong| wrong.field == "plan")) {
            return None;
        }
        let plans = &self.desk.customers.programme().plans;
        let names = plans.iter().map(|plan| format!("`{}`", plan.name)).collect::<Vec<_>>();
        Some(match names.is_empty() {
            true => "no plans are known here: run this in the site folder, or name it with `--site DIR`".to_owned(),
            false => format!("there are {}", names.join(", ")),
        })
    }
}

/// An application by id or `app_id`.
pub(in crate::cli) async fn application(customers: &Customers, text: &str) -> Result<Application, Failure> {
    let by_app_id = customers.application_by_app_id(text).await?;
    let found = match (by_app_id, text.parse()) {
        (Some(application), _) => Some(application),
        (None, Ok(id)) => customers.application(id).await?,
        (None, Err(_)) => None,
    };
    found.ok_or_else(|| {
        Failure::new(format!("there is no application `{text}`"))
            .hint("`portal account show ACCOUNT` names its applications; an id or an `app_id` finds one")
    })
}
