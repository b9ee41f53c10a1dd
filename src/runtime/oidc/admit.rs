//! From the person of a provider to a user of the portal: found by issuer and subject, or made where the configuration
//! lets providers make users. Must not find anybody by address of mail or by username.

use std::collections::BTreeSet;

use super::{Person, Refusal};
use crate::model::sso::Provider;
use crate::model::{AccountState, Role};
use crate::runtime::customers::{
    Account, Actor, Change, Customers, Error, Member, NewAccount, NewUser, User, UserUpdate,
};

/// How often making a user is tried again: with another username, or after somebody else made the account.
const TRIES: usize = 32;

/// The user of a person, who may log in.
///
/// # Errors
/// When nobody here is that person, their account or they may not log in, or the database does not answer.
pub async fn admit(customers: &Customers, provider: &Provider, person: &Person) -> Result<Member, Refusal> {
    let user = match customers.user_by_identity(&person.iss, &person.sub).await? {
        Some(user) => with_role(customers, provider, person, user).await?,
        None if provider.create => create(customers, provider, person).await?,
        None => return Err(Refusal::Newcomer("nobody here is whom the provider names")),
    };
    let Some(member) = customers.member(user.id).await? else { return Err(why_not(customers, &user).await?) };
    // Who has moved to another organisation has left this one.
    if provider.claims.account.is_some()
        && member.account.external_id.is_some()
        && member.account.external_id != person.account
    {
        return Err(Refusal::Unknown("the provider names another account than the user's"));
    }
    Ok(member)
}

/// Why a user that there is may not log in.
async fn why_not(customers: &Customers, user: &User) -> Result<Refusal, Error> {
    let account = customers.account(user.account_id).await?;
    let is_waiting = account.is_some_and(|account| account.state == AccountState::Pending);
    Ok(if is_waiting { Refusal::Waiting } else { Refusal::Unknown("the user or the account may not log in") })
}

/// Names that this login alone opens content with: never what an earlier one had. A plan or a group that the portal
/// does not know opens nothing, so that no group of a provider can pass for a plan.
pub fn names(customers: &Customers, provider: &Provider, groups: &[String], person: &Person) -> Vec<String> {
    let known = |name: &&String| customers.programme().plan(name).is_some();
    let plan = person.plan.as_ref().filter(known).or(provider.plan.as_ref().filter(known));
    let groups = person.groups.iter().filter(|group| groups.contains(group));
    plan.into_iter().chain(groups).collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

/// Gives a known user the role that the provider says, where it is asked for roles. The last administrator of an account
/// stays one.
async fn with_role(customers: &Customers, provider: &Provider, person: &Person, user: User) -> Result<User, Refusal> {
    let Some(role) = person.role.filter(|role| *role != user.role) else { return Ok(user) };
    let mut change = customers.change(Actor::Login(provider.name.clone())).await?;
    match change.update_user(user.id, UserUpdate { role: Some(role), ..UserUpdate::default() }).await {
        Ok(changed) => {
            change.commit().await?;
            Ok(changed)
        }
        Err(Error::State(_)) => Ok(user),
        Err(error) => Err(error.into()),
    }
}

/// Makes the user, and the account where there is none yet.
async fn create(customers: &Customers, provider: &Provider, person: &Person) -> Result<User, Refusal> {
    if provider.claims.account.is_some() && person.account.is_none() {
        return Err(Refusal::Newcomer("the provider does not say whose account it is"));
    }
    let mut last = None;
    for _ in 0..TRIES {
        let account = match &person.account {
            Some(external) => customers.account_by_external_id(external).await?,
            None => None,
        };
        let is_first = match &account {
            Some(account) if account.state != AccountState::Approved => {
                return Err(Refusal::Unknown("the account may not log in"));
            }
            Some(account) => customers.users(account.id).await?.is_empty(),
            None => true,
        };
        let mut change = customers.change(Actor::Login(provider.name.clone())).await?;
        // Two windows of one person may have come here together.
        if let Some(user) = change.user_by_identity(&person.iss, &person.sub).await? {
            return Ok(user);
        }
        match create_in(&mut change, account, person, is_first).await {
            Ok(user) => {
                change.commit().await?;
                return Ok(user);
            }
            Err(Error::Invalid(wrong)) if wrong.iter().any(|wrong| wrong.field == "external_id") => {
                last = Some(Error::Invalid(wrong));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(last.map_or(Refusal::Unknown("no account could be made"), Refusal::Data))
}

async fn create_in(
    change: &mut Change,
    account: Option<Account>,
    person: &Person,
    is_first: bool,
) -> Result<User, Error> {
    let wanted = person.username.as_ref().or(person.email.as_ref()).unwrap_or(&person.sub);
    let account = match account {
        Some(account) => account,
        None => {
            let name = person.account_name.as_ref().or(person.name.as_ref()).unwrap_or(wanted).clone();
            let new = NewAccount { name, external_id: person.account.clone(), ..NewAccount::default() };
            change.create_account(new).await?
        }
    };
    let role = person.role.unwrap_or(if is_first { Role::Admin } else { Role::Member });
    let mut new = NewUser {
        username: wanted.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        role,
        ..NewUser::default()
    };
    let mut number = 1;
    let user = loop {
        match change.create_user(account.id, new.clone()).await {
            // What only describes the person is no reason to turn them away; a name that somebody has gets a number.
            Err(Error::Invalid(wrong)) if number < TRIES => {
                let is_about = |field: &str| wrong.iter().any(|wrong| wrong.field == field);
                if is_about("email") && new.email.is_some() {
                    new.email = None;
                } else if is_about("name") && new.name.is_some() {
                    new.name = None;
                } else if is_about("username") {
                    number += 1;
                    new.username = format!("{wanted}-{number}");
                } else {
                    return Err(Error::Invalid(wrong));
                }
            }
            done => break done?,
        }
    };
    change.link_identity(user.id, &person.iss, &person.sub).await?;
    Ok(user)
}
