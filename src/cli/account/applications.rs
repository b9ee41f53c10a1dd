//! Applications: create, update, move to another plan, delete.

use serde_json::json;

use super::keys;
use super::values::{one_of, or_none, pair};
use super::{Consent, Context};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::summary::count;
use crate::runtime::customers::{ApplicationState, ApplicationUpdate, NewApplication, PlanChange};

/// What can be done to applications.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Makes an application with its first key, which is shown now
    Create(Create),
    /// Changes an application
    Update(Update),
    /// Moves an application to another plan
    Plan(Plan),
    /// Deletes an application with its keys
    Delete(Delete),
}

/// What an application may be given.
#[derive(Debug, clap::Args)]
struct Details {
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where it is in its life [default: as its plan says]
    #[arg(long, value_parser = one_of(&ApplicationState::ALL))]
    state: Option<ApplicationState>,
    /// Where an OAuth client is sent back to; empty takes it away
    #[arg(long, value_name = "URL")]
    redirect_url: Option<String>,
    /// A field of the company's own; give it once for each
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
}

/// Arguments of `portal account application create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// Id, external id or name of the account
    account: String,
    /// What its owner calls it
    name: String,
    /// System name of its plan
    #[arg(long, value_name = "PLAN")]
    plan: String,
    /// Its `app_id` or client id [default: a new one]
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    #[command(flatten)]
    details: Details,
}

/// Arguments of `portal account application update`.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    /// Id or `app_id`
    application: String,
    /// Another name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    details: Details,
}

/// Arguments of `portal account application plan`.
#[derive(Debug, clap::Args)]
pub(super) struct Plan {
    /// Id or `app_id`
    application: String,
    /// System name of the plan
    plan: String,
}

/// Arguments of `portal account application delete`.
#[derive(Debug, clap::Args)]
pub(super) struct Delete {
    /// Id or `app_id`
    application: String,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(context: &Context<'_>, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Create(arguments) => create(context, arguments).await,
        Command::Update(arguments) => update(context, arguments).await,
        Command::Plan(arguments) => plan(context, &arguments).await,
        Command::Delete(arguments) => delete(context, &arguments).await,
    }
}

async fn create(context: &Context<'_>, create: Create) -> Result<Outcome, Failure> {
    let account = context.account(&create.account).await?;
    let details = create.details;
    let new = NewApplication {
        name: create.name,
        description: details.description.unwrap_or_default(),
        plan: create.plan,
        state: details.state,
        app_id: create.app_id,
        redirect_url: details.redirect_url,
        fields: details.fields.into_iter().collect(),
        without_key: false,
    };
    let mut change = context.desk.change().await?;
    let created = change.create_application(account.id, new).await.map_err(|error| context.refused(error))?;
    change.commit().await?;
    let application = created.application;
    let id = application.app_id.as_ref().map(|id| format!(", app_id {id}")).unwrap_or_default();
    let line =
        format!("made application {} ({}), {}{id}\n", application.id, application.name, application.state.name());
    match created.key {
        Some(key) => keys::shown_now(context, &key, json!({ "application": application }), &line),
        None => context.done(&json!({ "application": application }), &line),
    }
}

async fn update(context: &Context<'_>, update: Update) -> Result<Outcome, Failure> {
    let application = context.application(&update.application).await?;
    let details = update.details;
    let wanted = ApplicationUpdate {
        name: update.name,
        description: details.description,
        state: details.state,
        redirect_url: or_none(details.redirect_url),
        fields: details.fields.into_iter().collect(),
    };
    let mut change = context.desk.change().await?;
    let new = change.update_application(application.id, wanted).await?;
    change.commit().await?;
    let done = if new == application { "nothing changed in" } else { "changed" };
    context.done(&new, &format!("{done} application {} ({})\n", new.id, new.name))
}

async fn plan(context: &Context<'_>, plan: &Plan) -> Result<Outcome, Failure> {
    let application = context.application(&plan.application).await?;
    let mut change = context.desk.change().await?;
    let moved = change.change_plan(application.id, &plan.plan).await.map_err(|error| context.refused(error))?;
    change.commit().await?;
    let line = match &moved {
        PlanChange::Changed(new) => format!("application {} ({}) is on {}\n", new.id, new.name, new.plan),
        PlanChange::Requested => format!("{} was asked for\n", plan.plan),
    };
    match &moved {
        PlanChange::Changed(new) => context.done(new, &line),
        PlanChange::Requested => context.done(&application, &line),
    }
}

async fn delete(context: &Context<'_>, delete: &Delete) -> Result<Outcome, Failure> {
    let application = context.application(&delete.application).await?;
    let now = context.desk.customers.now();
    let keys = context.desk.customers.keys(application.id).await?.iter().filter(|key| key.is_live(now)).count();
    let plan = format!("delete application {} ({}) with {}", application.id, application.name, count(keys, "key"));
    if !context.is_meant(&plan, &delete.consent)? {
        return Ok(Outcome::Done);
    }
    let mut change = context.desk.change().await?;
    let gone = change.delete_application(application.id).await?;
    change.commit().await?;
    context.done(&gone, &format!("deleted application {} ({})\n", gone.id, gone.name))
}
