//! Access tokens of the admin API: create, list, revoke. The value of a token is written to the standard output once.

use serde_json::json;

use super::Context;
use super::values::span;
use super::words::{table, time, time_or};
use crate::cli::failure::{Failure, Outcome};
use crate::runtime::customers::{AccessToken, NewToken, SCOPES};

/// What can be done to access tokens.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Makes an access token and shows it, this once
    Create(Create),
    /// Lists access tokens
    List,
    /// Takes an access token away, at once
    Revoke(Revoke),
}

/// Arguments of `portal account token create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// Who or what uses it
    name: String,
    /// What it is for: everything about accounts, links that log a customer in, what a gateway asks, or reports of usage; give it once for each
    #[arg(long = "scope", required = true, value_parser = clap::builder::PossibleValuesParser::new(SCOPES))]
    scopes: Vec<String>,
    /// It may read, and change nothing
    #[arg(long)]
    read_only: bool,
    /// When it ends, from now: `365d`, `12h` [default: never]
    #[arg(long, value_name = "SPAN", value_parser = span)]
    expires: Option<i64>,
}

/// Arguments of `portal account token revoke`.
#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// Id of the token
    token: i64,
}

pub(super) async fn run(context: &Context<'_>, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Create(arguments) => create(context, arguments).await,
        Command::List => list(context).await,
        Command::Revoke(arguments) => revoke(context, &arguments).await,
    }
}

async fn create(context: &Context<'_>, create: Create) -> Result<Outcome, Failure> {
    let mut change = context.desk.change().await?;
    let new = NewToken {
        name: create.name,
        scopes: create.scopes,
        may_write: !create.read_only,
        expires_at: create.expires.map(|span| change.now() + span),
    };
    let (token, value) = change.create_token(new).await?;
    change.commit().await?;
    if context.is_json() {
        context.json(&json!({ "token": token, "value": value.reveal() }))?;
        return Ok(Outcome::Done);
    }
    context.terminal.talk(&format!("made access token {} ({})\n", token.id, token.name));
    context.terminal.data(&format!("{}\n", value.reveal()))?;
    context.terminal.talk("this is the only time that it is shown\n");
    Ok(Outcome::Done)
}

async fn list(context: &Context<'_>) -> Result<Outcome, Failure> {
    let tokens = context.desk.customers.access_tokens().await?;
    if context.is_json() {
        context.json(&tokens)?;
        return Ok(Outcome::Done);
    }
    let now = context.desk.customers.now();
    let state = |token: &AccessToken| match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("revoked {}", time(at)),
        (None, Some(end)) if end <= now => format!("expired {}", time(end)),
        (None, Some(end)) => format!("until {}", time(end)),
        (None, None) => "live".to_owned(),
    };
    let row = |token: &AccessToken| {
        vec![
            token.id.to_string(),
            token.name.clone(),
            format!("…{}", token.last_four),
            token.scopes.join(", "),
            if token.may_write { "read and write" } else { "read" }.to_owned(),
            state(token),
            time_or(token.last_used_at, "never"),
        ]
    };
    let rows: Vec<_> = tokens.iter().map(row).collect();
    let heading = ["id", "name", "token", "for", "may", "state", "last used"];
    context.terminal.data(&table(&heading, &rows))?;
    Ok(Outcome::Done)
}

async fn revoke(context: &Context<'_>, revoke: &Revoke) -> Result<Outcome, Failure> {
    let mut change = context.desk.change().await?;
    let gone = change.revoke_token(revoke.token).await?;
    change.commit().await?;
    context.done(&gone, &format!("revoked access token {} ({})\n", gone.id, gone.name))
}
