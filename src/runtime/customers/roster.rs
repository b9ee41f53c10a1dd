//! Takes an account of a roster into the store: what is not there is made, what differs is changed, what is the same is
//! left alone. Must not take anything away.

use super::{
    Account, AccountUpdate, Application, ApplicationUpdate, Change, Error, NewAccount, NewApplication, NewKey, NewUser,
    User, UserUpdate, accounts, applications, users,
};
use crate::diag::Span;
use crate::model::roster::{RosterAccount, RosterApplication, RosterUser};
use crate::runtime::crypto::Hidden;

/// What became of an account of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was made.
    Created,
    /// It, or something of it, was changed or made.
    Updated,
    /// All of it was there.
    Unchanged,
}

/// What cannot be taken, and why.
#[derive(Debug)]
pub struct Refused {
    /// Where it stands in the roster.
    pub place: Span,
    /// Why.
    pub why: Error,
}

impl Change {
    /// Takes an account with its users, applications and keys. An account is found by its external id, else by its
    /// name; a user by the username; an application by its `app_id`, else by its name. Where something was refused,
    /// the change must be dropped. Nobody is told of any of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take(&mut self, roster: &RosterAccount, refused: &mut Vec<Refused>) -> Result<Taken, Error> {
        self.be_silent();
        let mut taken = Taken::Unchanged;
        let account = match self.take_account(roster, &mut taken).await {
            Ok(account) => account,
            Err(why) => return refuse(why, &roster.place, refused).map(|()| taken),
        };
        for user in &roster.users {
            if let Err(why) = self.take_user(&account, user, &mut taken).await {
                refuse(why, &user.place, refused)?;
            }
        }
        for application in &roster.applications {
            match self.take_application(&account, application, &mut taken).await {
                Ok(found) => self.take_keys(&found, application, &mut taken, refused).await?,
                Err(why) => refuse(why, &application.place, refused)?,
            }
        }
        Ok(taken)
    }

    async fn take_account(&mut self, roster: &RosterAccount, taken: &mut Taken) -> Result<Account, Error> {
        let found = match &roster.external_id {
            Some(id) => accounts::by_external_id(self.connection(), id).await?,
            None => {
                let mut named = accounts::by_name(self.connection(), &roster.name).await?;
                if named.len() > 1 {
                    return Err(Error::State(format!("{} accounts are called `{}`", named.len(), roster.name)));
                }
                named.pop()
            }
        };
        let Some(old) = found else {
            *taken = Taken::Created;
            let new = NewAccount {
                name: roster.name.clone(),
                external_id: roster.external_id.clone(),
                state: roster.state.unwrap_or_default(),
                plan: roster.plan.clone(),
                groups: roster.groups.clone().unwrap_or_default(),
                fields: roster.fields.clone(),
            };
            return self.create_account(new).await;
        };
        let update = AccountUpdate {
            name: Some(roster.name.clone()),
            external_id: None,
            state: roster.state,
            plan: roster.plan.clone().map(Some),
            groups: roster.groups.clone(),
            fields: roster.fields.clone(),
        };
        let new = self.update_account(old.id, update).await?;
        note(taken, new != old);
        Ok(new)
    }

    async fn take_user(&mut self, account: &Account, roster: &RosterUser, taken: &mut Taken) -> Result<(), Error> {
        let user = match users::by_username(self.connection(), &roster.username).await? {
            Some(old) if old.account_id != account.id => {
                return Err(Error::State(format!("the user `{}` belongs to another account", roster.username)));
            }
            Some(old) => self.refresh_user(old, roster, taken).await?,
            None => {
                note(taken, true);
                let new = NewUser {
                    username: roster.username.clone(),
                    email: roster.email.clone(),
                    name: roster.name.clone(),
                    role: roster.role.unwrap_or_default(),
                    state: roster.state.unwrap_or_default(),
                    fields: roster.fields.clone(),
                };
                self.create_user(account.id, new).await?
            }
        };
        for (iss, sub) in &roster.identities {
            let is_new = self.link_identity(user.id, iss, sub).await?;
            note(taken, is_new);
        }
        Ok(())
    }

    async fn refresh_user(&mut self, old: User, roster: &RosterUser, taken: &mut Taken) -> Result<User, Error> {
        let update = UserUpdate {
            username: Some(roster.username.clone()),
            email: roster.email.clone().map(Some),
            name: roster.name.clone().map(Some),
            role: roster.role,
            state: roster.state,
            fields: roster.fields.clone(),
        };
        let new = self.update_user(old.id, update).await?;
        note(taken, new != old);
        Ok(new)
    }

    async fn take_application(
        &mut self,
        account: &Account,
        roster: &RosterApplication,
        taken: &mut Taken,
    ) -> Result<Application, Error> {
        let found = match &roster.app_id {
            Some(app_id) => self.application_by_app_id(app_id).await?,
            None => {
                // One that identifies itself in another way is another, whatever it is called.
                let programme = self.customers().programme();
                let mode = programme.plan(&roster.plan).map(|plan| programme.mode(plan));
                let is_same =
                    |found: &Application| found.name == roster.name && mode.is_none_or(|mode| mode == found.mode);
                applications::of_account(self.connection(), account.id).await?.into_iter().find(is_same)
            }
        };
        let Some(old) = found else {
            note(taken, true);
            let new = NewApplication {
                name: roster.name.clone(),
                description: roster.description.clone().unwrap_or_default(),
                plan: roster.plan.clone(),
                state: roster.state,
                app_id: roster.app_id.clone(),
                redirect_url: roster.redirect_url.clone(),
                fields: roster.fields.clone(),
                without_key: true,
            };
            return Ok(self.create_application(account.id, new).await?.application);
        };
        if old.account_id != account.id {
            let app_id = old.app_id.unwrap_or_default();
            return Err(Error::State(format!("the application `{app_id}` belongs to another account")));
        }
        self.change_plan(old.id, &roster.plan).await?;
        let update = ApplicationUpdate {
            name: Some(roster.name.clone()),
            description: roster.description.clone(),
            state: roster.state,
            redirect_url: roster.redirect_url.clone().map(Some),
            fields: roster.fields.clone(),
        };
        let new = self.update_application(old.id, update).await?;
        note(taken, new != old);
        Ok(new)
    }

    async fn take_keys(
        &mut self,
        application: &Application,
        roster: &RosterApplication,
        taken: &mut Taken,
        refused: &mut Vec<Refused>,
    ) -> Result<(), Error> {
        for key in &roster.keys {
            let value = Hidden::new(&*key.value);
            if self.has_key(application, &value).await? {
                continue;
            }
            note(taken, true);
            let new = NewKey { name: key.name.clone().unwrap_or_default(), value: Some(value), expires_at: None };
            if let Err(why) = self.create_key(application, new).await {
                refuse(why, &key.place, refused)?;
            }
        }
        Ok(())
    }
}

fn note(taken: &mut Taken, is_change: bool) {
    if is_change && *taken == Taken::Unchanged {
        *taken = Taken::Updated;
    }
}

/// Keeps why something was refused; that the database does not answer is no refusal.
fn refuse(why: Error, place: &Span, refused: &mut Vec<Refused>) -> Result<(), Error> {
    if let Error::Store(_) = why {
        return Err(why);
    }
    refused.push(Refused { place: place.clone(), why });
    Ok(())
}
