//! Keys of an application: list, create, revoke, rotate, reseal. The value of a key is written to the standard output
//! and nowhere else.

use std::io;

use serde_json::{Value as Json, json};

use super::Context;
use super::values::span;
use super::words::{table, time, time_or};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::summary::count;
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::{FreshKey, Key, KeyState, NewKey};

/// What can be done to keys.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Lists the keys of an application, with those that are revoked or expired
    List(List),
    /// Makes a key and shows it
    Create(Create),
    /// Takes a key away, at once
    Revoke(Revoke),
    /// Makes a key in place of another, which goes on for a while
    Rotate(Rotate),
    /// Makes all keys that are kept depend on the new secret alone
    ///
    /// Replacing the secret: set PORTAL_SECRET to the new one and PORTAL_SECRET_FORMER to the old one, for this command
    /// and for the portal. Keys that are kept (`keys: reveal`) are sealed anew by this command. Of a key that is not
    /// kept nobody knows the value; it is renewed when it is used. Remove PORTAL_SECRET_FORMER when this command says
    /// that no key is left: those that are will not be taken any more.
    #[command(verbatim_doc_comment)]
    Reseal,
}

/// Arguments of `portal account key list`.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Id or `app_id` of the application
    application: String,
}

/// Arguments of `portal account key create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// Id or `app_id` of the application
    application: String,
    /// What its owner calls it
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    name: String,
    /// When it ends, from now: `90d`, `12h`
    #[arg(long, value_name = "SPAN", value_parser = span)]
    expires: Option<i64>,
    /// Take the value from the standard input instead of making one
    #[arg(long)]
    from_stdin: bool,
}

/// Arguments of `portal account key revoke`.
#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// Id or `app_id` of the application
    application: String,
    /// Id of the key
    key: i64,
}

/// Arguments of `portal account key rotate`.
#[derive(Debug, clap::Args)]
pub(super) struct Rotate {
    /// Id or `app_id` of the application
    application: String,
    /// Id of the key
    key: i64,
    /// How long the old key goes on; `0s` ends it now
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "7d")]
    overlap: i64,
}

pub(super) async fn run(context: &Context<'_>, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::List(arguments) => list(context, &arguments).await,
        Command::Create(arguments) => create(context, arguments).await,
        Command::Revoke(arguments) => revoke(context, &arguments).await,
        Command::Rotate(arguments) => rotate(context, &arguments).await,
        Command::Reseal => reseal(context).await,
    }
}

/// Shows a key whose value is there now: alone on the standard output, so that a script can take it.
pub(super) fn shown_now(context: &Context<'_>, fresh: &FreshKey, more: Json, line: &str) -> Result<Outcome, Failure> {
    if context.is_json() {
        let mut object = json!({ "key": fresh.key, "value": fresh.value.reveal() });
        if let (Some(object), Json::Object(more)) = (object.as_object_mut(), more) {
            object.extend(more);
        }
        context.json(&object)?;
        return Ok(Outcome::Done);
    }
    context.terminal.talk(line);
    context.terminal.data(&format!("{}\n", fresh.value.reveal()))?;
    if !context.desk.customers.key_rules().reveal {
        context.terminal.talk("this is the only time that it is shown\n");
    }
    Ok(Outcome::Done)
}

async fn list(context: &Context<'_>, list: &List) -> Result<Outcome, Failure> {
    let application = context.application(&list.application).await?;
    let keys = context.desk.customers.keys(application.id).await?;
    let now = context.desk.customers.now();
    if context.is_json() {
        let with_state = |key: &Key| {
            let mut object = json!(key);
            object["state"] = json!(key.state(now));
            object
        };
        context.json(&keys.iter().map(with_state).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let row = |key: &Key| {
        vec![
            key.id.to_string(),
            if key.name.is_empty() { "-".to_owned() } else { key.name.clone() },
            key.shown(),
            state(key, now),
            time(key.created_at),
            time_or(key.last_used_at, "never"),
        ]
    };
    let rows: Vec<_> = keys.iter().map(row).collect();
    context.terminal.data(&table(&["id", "name", "key", "state", "created", "last used"], &rows))?;
    Ok(Outcome::Done)
}

fn state(key: &Key, now: i64) -> String {
    match key.state(now) {
        KeyState::Live => "live".to_owned(),
        KeyState::Expiring => format!("until {}", time_or(key.expires_at, "")),
        KeyState::Expired => format!("expired {}", time_or(key.expires_at, "")),
        KeyState::Revoked => format!("revoked {}", time_or(key.revoked_at, "")),
    }
}

async fn create(context: &Context<'_>, create: Create) -> Result<Outcome, Failure> {
    let application = context.application(&create.application).await?;
    let value = create.from_stdin.then(from_stdin).transpose()?;
    let mut change = context.desk.change().await?;
    let expires_at = create.expires.map(|span| change.now() + span);
    let fresh = change.create_key(&application, NewKey { name: create.name, value, expires_at }).await?;
    change.commit().await?;
    let line = format!("made key {} of application {} ({})\n", fresh.key.id, application.id, application.name);
    shown_now(context, &fresh, json!({}), &line)
}

fn from_stdin() -> Result<Hidden, Failure> {
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|error| Failure::new(format!("cannot read the key: {error}")))?;
    Ok(Hidden::new(line.trim_end_matches(['\r', '\n'])))
}

async fn revoke(context: &Context<'_>, revoke: &Revoke) -> Result<Outcome, Failure> {
    let application = context.application(&revoke.application).await?;
    let mut change = context.desk.change().await?;
    let gone = change.revoke_key(&application, revoke.key).await?;
    change.commit().await?;
    context.done(&gone, &format!("revoked key {} ({})\n", gone.id, gone.shown()))
}

async fn rotate(context: &Context<'_>, rotate: &Rotate) -> Result<Outcome, Failure> {
    let application = context.application(&rotate.application).await?;
    let mut change = context.desk.change().await?;
    let now = change.now();
    let fresh = change.rotate_key(&application, rotate.key, rotate.overlap).await?;
    change.commit().await?;
    let end = if rotate.overlap == 0 { "now".to_owned() } else { time(now + rotate.overlap) };
    let line = format!("made key {}; key {} ends {end}\n", fresh.key.id, rotate.key);
    shown_now(context, &fresh, json!({}), &line)
}

async fn reseal(context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut change = context.desk.change().await?;
    let resealed = change.reseal_keys().await?;
    change.commit().await?;
    let left = context.desk.customers.keys_of_other_secrets().await?;
    let rest = match left {
        0 => "no key depends on the former secret".to_owned(),
        1 => "1 key waits to be used".to_owned(),
        left => format!("{left} keys wait to be used"),
    };
    context.done(
        &json!({ "resealed": resealed, "left": left }),
        &format!("sealed {} anew; {rest}\n", count(resealed, "key")),
    )
}
