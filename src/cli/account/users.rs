//! Users of an account: add, update, remove.

use super::values::{one_of, or_none, pair};
use super::{Consent, Context};
use crate::cli::failure::{Failure, Outcome};
use crate::runtime::customers::{Change, NewUser, Role, UserState, UserUpdate};

/// What can be done to users.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Adds a user to an account
    Add(Add),
    /// Changes a user
    Update(Update),
    /// Removes a user, who is logged out
    Remove(Remove),
}

/// What a user may be given.
#[derive(Debug, clap::Args)]
struct Details {
    /// Where mail reaches the user; empty takes it away
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// First and last name; empty takes it away
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the user may do
    #[arg(long, value_parser = one_of(&Role::ALL))]
    role: Option<Role>,
    /// Whether the user may log in
    #[arg(long, value_parser = one_of(&UserState::ALL))]
    state: Option<UserState>,
    /// A field of the company's own; give it once for each
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
    /// How an identity provider knows the user: its issuer, and what it calls the user
    #[arg(long, num_args = 2, value_names = ["ISS", "SUB"])]
    identity: Vec<String>,
}

/// Arguments of `portal account user add`.
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// Id, external id or name of the account
    account: String,
    /// What the user is called everywhere
    username: String,
    #[command(flatten)]
    details: Details,
}

/// Arguments of `portal account user update`.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    /// Id or username
    user: String,
    /// Another username
    #[arg(long, value_name = "USERNAME")]
    username: Option<String>,
    #[command(flatten)]
    details: Details,
}

/// Arguments of `portal account user remove`.
#[derive(Debug, clap::Args)]
pub(super) struct Remove {
    /// Id or username
    user: String,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(context: &Context<'_>, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Add(arguments) => add(context, arguments).await,
        Command::Update(arguments) => update(context, arguments).await,
        Command::Remove(arguments) => remove(context, &arguments).await,
    }
}

async fn add(context: &Context<'_>, add: Add) -> Result<Outcome, Failure> {
    let account = context.account(&add.account).await?;
    let details = add.details;
    let new = NewUser {
        username: add.username,
        email: details.email,
        name: details.name,
        role: details.role.unwrap_or_default(),
        state: details.state.unwrap_or_default(),
        fields: details.fields.into_iter().collect(),
    };
    let mut change = context.desk.change().await?;
    let user = change.create_user(account.id, new).await?;
    link(&mut change, user.id, &details.identity).await?;
    change.commit().await?;
    context.done(&user, &format!("added user {} ({}) to {}\n", user.id, user.username, account.name))
}

async fn update(context: &Context<'_>, update: Update) -> Result<Outcome, Failure> {
    let user = context.user(&update.user).await?;
    let details = update.details;
    let wanted = UserUpdate {
        username: update.username,
        email: or_none(details.email),
        name: or_none(details.name),
        role: details.role,
        state: details.state,
        fields: details.fields.into_iter().collect(),
    };
    let mut change = context.desk.change().await?;
    let new = change.update_user(user.id, wanted).await?;
    let is_linked = link(&mut change, user.id, &details.identity).await?;
    change.commit().await?;
    let done = if new == user && !is_linked { "nothing changed in" } else { "changed" };
    context.done(&new, &format!("{done} user {} ({})\n", new.id, new.username))
}

async fn link(change: &mut Change, user: i64, identities: &[String]) -> Result<bool, Failure> {
    let mut is_new = false;
    for identity in identities.chunks(2) {
        if let [iss, sub] = identity {
            is_new |= change.link_identity(user, iss, sub).await?;
        }
    }
    Ok(is_new)
}

async fn remove(context: &Context<'_>, remove: &Remove) -> Result<Outcome, Failure> {
    let user = context.user(&remove.user).await?;
    if !context.is_meant(&format!("remove user {} ({})", user.id, user.username), &remove.consent)? {
        return Ok(Outcome::Done);
    }
    let mut change = context.desk.change().await?;
    let gone = change.delete_user(user.id).await?;
    change.commit().await?;
    context.done(&gone, &format!("removed user {} ({})\n", gone.id, gone.username))
}
