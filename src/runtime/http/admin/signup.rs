//! `POST /signup`: an account, its first user and, where a plan is named, an application, in one step (3scale: Signup
//! Express).

use super::accounts;
use super::applications;
use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources::{self, Shown};
use super::users;
use crate::model::{AccountState, Role};
use crate::runtime::customers::{Change, Error, NewAccount, NewApplication, NewUser, User, Wrong};

/// What 3scale calls and describes an application that comes of it.
const APPLICATION: &str = "API signup";

pub(super) async fn create(ask: Ask) -> Result<Reply, Refusal> {
    let account_plan = ask.plan_said("account_plan_id")?.cloned();
    let application_plan = ask.plan_said("application_plan_id")?.map(|plan| plan.name.clone());
    let waits = account_plan.as_ref().is_some_and(|plan| plan.approval_required);
    let of_user = users::named_fields(&ask);
    let mut fields = ask.own_fields(&accounts::KNOWN);
    fields.retain(|name, _| !users::KNOWN.contains(&name.as_str()));
    let account = NewAccount {
        name: ask.text("org_name").unwrap_or_default(),
        external_id: ask.text("external_id"),
        state: if waits { AccountState::Pending } else { AccountState::Approved },
        plan: account_plan.map(|plan| plan.name),
        fields,
        ..NewAccount::default()
    };
    let user = NewUser {
        username: ask.text("username").unwrap_or_default(),
        email: ask.text("email"),
        name: users::whole_name(&ask),
        role: Role::Admin,
        fields: of_user,
        ..NewUser::default()
    };
    let mut change = ask.change().await?;
    let (account, user) = both(&mut change, account, user).await?;
    let mut shown = Vec::new();
    let mut made = Vec::new();
    if let Some(plan) = application_plan {
        let new = NewApplication {
            name: APPLICATION.to_owned(),
            description: APPLICATION.to_owned(),
            plan,
            ..NewApplication::default()
        };
        let created = change.create_application(account.id, new).await?;
        shown.extend(created.key.iter().map(Shown::fresh));
        made.push(created.application);
    }
    ask.commit(change).await?;
    let programme = ask.programme();
    let applications =
        made.iter().map(|application| applications::thing(&ask, application, &account, &shown)).collect();
    Ok(Reply::Made(resources::account(programme, &account, &[user], Some(applications))))
}

/// Makes the account and its user, or says all that is wrong with either.
async fn both(
    change: &mut Change,
    account: NewAccount,
    user: NewUser,
) -> Result<(crate::runtime::customers::Account, User), Refusal> {
    let mut wrong = Vec::new();
    let account = taken(change.create_account(account).await, &mut wrong)?;
    if user.email.is_none() {
        wrong.push(Wrong { field: "email".to_owned(), message: "can't be blank".to_owned() });
    }
    let user = match &account {
        Some(account) => taken(change.create_user(account.id, user).await, &mut wrong)?,
        None => {
            wrong.extend(change.wrong_with_user(&user).await?);
            None
        }
    };
    match (account, user) {
        (Some(account), Some(user)) if wrong.is_empty() => Ok((account, user)),
        _ => Err(Refusal::Wrong(wrong)),
    }
}

fn taken<T>(made: Result<T, Error>, wrong: &mut Vec<Wrong>) -> Result<Option<T>, Refusal> {
    match made {
        Ok(thing) => Ok(Some(thing)),
        Err(Error::Invalid(more)) => {
            wrong.extend(more);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
