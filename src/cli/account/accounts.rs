//! Accounts: list, show, create, update, delete.

use std::fmt::Write as _;

use serde_json::json;

use super::values::{one_of, or_none, pair};
use super::words::{list as names, table, time, time_or};
use super::{Consent, Context};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::summary::count;
use crate::model::Period;
use crate::runtime::customers::{
    Account, AccountState, AccountUpdate, Dossier, Filter, NewAccount, NewUser, OfApplication, Role, Summary,
};

/// Accounts that are read at once.
const PAGE: i64 = 500;

/// Arguments of `portal account list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only accounts in this state
    #[arg(long, value_parser = one_of(&AccountState::ALL))]
    state: Option<AccountState>,
    /// Only accounts on this plan, by themselves or through an application
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// Only accounts with this text in their name, their external id, or a user's name or address
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// Arguments of `portal account show`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Id, external id, name, or the username of a user
    account: String,
}

/// What an account may be given.
#[derive(Debug, clap::Args)]
struct Details {
    /// What the company's own systems call it; empty takes it away
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// Where it is in its life
    #[arg(long, value_parser = one_of(&AccountState::ALL))]
    state: Option<AccountState>,
    /// A plan of the account as a whole; empty takes it away
    #[arg(long, value_name = "PLAN")]
    plan: Option<String>,
    /// A group that opens content; give it once for each
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// A field of the company's own; give it once for each
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
}

/// Arguments of `portal account create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// Name of the organisation
    name: String,
    #[command(flatten)]
    details: Details,
    /// Username of its first user, who administers it
    #[arg(long, value_name = "USERNAME")]
    admin: Option<String>,
    /// Where mail reaches the first user
    #[arg(long, requires = "admin", value_name = "ADDRESS")]
    email: Option<String>,
}

/// Arguments of `portal account update`.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    /// Id, external id, name, or the username of a user
    account: String,
    /// Another name of the organisation
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    details: Details,
    /// Leave it without groups
    #[arg(long, conflicts_with = "groups")]
    no_groups: bool,
}

/// Arguments of `portal account delete`.
#[derive(Debug, clap::Args)]
pub(super) struct Delete {
    /// Id, external id, name, or the username of a user
    account: String,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn list(context: &Context<'_>, list: List) -> Result<Outcome, Failure> {
    let filter = Filter { state: list.state, plan: list.plan, text: list.search };
    let mut all: Vec<Summary> = Vec::new();
    loop {
        let after = all.last().map_or(0, |last| last.account.id);
        let page = context.desk.customers.accounts(&filter, after, PAGE).await?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    if context.is_json() {
        context.json(&all)?;
        return Ok(Outcome::Done);
    }
    let row = |found: &Summary| {
        let account = &found.account;
        vec![
            account.id.to_string(),
            account.name.clone(),
            account.state.name().to_owned(),
            account.plan.clone().unwrap_or_else(|| "-".to_owned()),
            found.users.to_string(),
            found.applications.to_string(),
            account.external_id.clone().unwrap_or_else(|| "-".to_owned()),
        ]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    if !rows.is_empty() {
        let heading = ["id", "name", "state", "plan", "users", "applications", "external id"];
        context.terminal.data(&table(&heading, &rows))?;
    }
    context.terminal.talk(&format!("{}\n", count(all.len(), "account")));
    Ok(Outcome::Done)
}

pub(super) async fn show(context: &Context<'_>, show: Show) -> Result<Outcome, Failure> {
    let account = context.account(&show.account).await?;
    let dossier = context.desk.customers.dossier(account.id).await?;
    let dossier = dossier.ok_or_else(|| Failure::new("the account is gone"))?;
    if context.is_json() {
        context.json(&dossier)?;
        return Ok(Outcome::Done);
    }
    let mut text = of_account(&dossier.account);
    users(context, &dossier, &mut text).await?;
    if !dossier.applications.is_empty() {
        text.push_str("\nApplications\n");
        dossier.applications.iter().for_each(|application| of_application(application, &mut text));
    }
    context.terminal.data(&text)?;
    Ok(Outcome::Done)
}

fn of_account(account: &Account) -> String {
    let mut text = format!("\x1b[1m{}\x1b[0m\n", account.name);
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:12}  {value}");
    };
    line("id", &account.id.to_string());
    line("state", account.state.name());
    line("external id", account.external_id.as_deref().unwrap_or("-"));
    line("plan", account.plan.as_deref().unwrap_or("-"));
    line("groups", &names(&account.groups));
    line("created", &time(account.created_at));
    account.fields.iter().for_each(|(name, value)| line(name, value));
    text
}

async fn users(context: &Context<'_>, dossier: &Dossier, text: &mut String) -> Result<(), Failure> {
    if dossier.users.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::new();
    for user in &dossier.users {
        let identities = context.desk.customers.identities(user.id).await?;
        let identities: Vec<String> =
            identities.iter().map(|identity| format!("{} {}", identity.iss, identity.sub)).collect();
        rows.push(vec![
            format!("  {}", user.id),
            user.username.clone(),
            user.role.name().to_owned(),
            user.state.name().to_owned(),
            user.email.clone().unwrap_or_else(|| "-".to_owned()),
            time_or(user.last_login_at, "never"),
            names(&identities),
        ]);
    }
    let heading = ["  id", "username", "role", "state", "email", "last login", "identities"];
    let _ = write!(text, "\nUsers\n{}", table(&heading, &rows));
    Ok(())
}

fn of_application(found: &OfApplication, text: &mut String) {
    let application = &found.application;
    let app_id = application.app_id.as_ref().map(|id| format!("  app_id {id}")).unwrap_or_default();
    let _ = writeln!(
        text,
        "  {}  {}  plan {}  {}{app_id}",
        application.id,
        application.name,
        application.plan,
        application.state.name()
    );
    for key in &found.keys {
        let name = if key.name.is_empty() { String::new() } else { format!("  {}", key.name) };
        let end = key.expires_at.map(|end| format!("  until {}", time(end))).unwrap_or_default();
        let used = time_or(key.last_used_at, "never");
        let _ = writeln!(text, "     key {}{name}  {}  last used {used}{end}", key.id, key.shown());
    }
    for usage in &found.usage {
        let when = match usage.period {
            Period::Eternity => "in all".to_owned(),
            period => format!("this {}", period.name()),
        };
        let _ = writeln!(text, "     {} of {} {} {when}", usage.value, usage.limit, usage.metric);
    }
}

pub(super) async fn create(context: &Context<'_>, create: Create) -> Result<Outcome, Failure> {
    let details = create.details;
    let mut change = context.desk.change().await?;
    let new = NewAccount {
        name: create.name,
        external_id: details.external_id.filter(|id| !id.is_empty()),
        state: details.state.unwrap_or_default(),
        plan: details.plan.filter(|plan| !plan.is_empty()),
        groups: details.groups,
        fields: details.fields.into_iter().collect(),
    };
    let account = change.create_account(new).await.map_err(|error| context.refused(error))?;
    let mut user = None;
    if let Some(username) = create.admin {
        let new = NewUser { username, email: create.email, role: Role::Admin, ..NewUser::default() };
        user = Some(change.create_user(account.id, new).await?);
    }
    change.commit().await?;
    let with = user.as_ref().map(|user| format!(" with the user {} ({})", user.id, user.username)).unwrap_or_default();
    let line = format!("made account {} ({}){with}\n", account.id, account.name);
    context.done(&json!({ "account": account, "user": user }), &line)
}

pub(super) async fn update(context: &Context<'_>, update: Update) -> Result<Outcome, Failure> {
    let account = context.account(&update.account).await?;
    let details = update.details;
    let groups = (update.no_groups || !details.groups.is_empty()).then_some(details.groups);
    let wanted = AccountUpdate {
        name: update.name,
        external_id: or_none(details.external_id),
        state: details.state,
        plan: or_none(details.plan),
        groups,
        fields: details.fields.into_iter().collect(),
    };
    let mut change = context.desk.change().await?;
    let new = change.update_account(account.id, wanted).await.map_err(|error| context.refused(error))?;
    change.commit().await?;
    let done = if new == account { "nothing changed in" } else { "changed" };
    context.done(&new, &format!("{done} account {} ({})\n", new.id, new.name))
}

pub(super) async fn delete(context: &Context<'_>, delete: Delete) -> Result<Outcome, Failure> {
    let account = context.account(&delete.account).await?;
    let dossier = context.desk.customers.dossier(account.id).await?;
    let dossier = dossier.ok_or_else(|| Failure::new("the account is gone"))?;
    let keys = dossier.applications.iter().map(|application| application.keys.len()).sum();
    let plan = format!(
        "delete account {} ({}) with {}, {} and {}",
        account.id,
        account.name,
        count(dossier.users.len(), "user"),
        count(dossier.applications.len(), "application"),
        count(keys, "key")
    );
    if !context.is_meant(&plan, &delete.consent)? {
        return Ok(Outcome::Done);
    }
    let mut change = context.desk.change().await?;
    let gone = change.delete_account(account.id).await?;
    change.commit().await?;
    context.done(&gone, &format!("deleted account {} ({})\n", gone.id, gone.name))
}
