//! `portal account import --from threescale`: customers of a 3scale into the store. Each account is read, tried and
//! committed by itself; what cannot be copied is told and left out, and everything else is copied. What is there
//! already is left alone, so a run that was interrupted goes on when it is run again.

mod read;
mod source;

use std::path::Path;

use serde_json::{Value as Json, json};

use super::Context;
use super::roster::Tally;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::summary::count;
use crate::model::roster::RosterAccount;
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::{Refused, Taken};
use read::{NotCopied, Plans};
use source::Source;

/// Holds the token of 3scale's API.
const TOKEN: &str = "THREESCALE_TOKEN";

/// What is copied, and how.
pub(super) struct Asked<'a> {
    pub(super) url: &'a str,
    /// Holds the token, where the environment does not.
    pub(super) token_file: Option<&'a Path>,
    /// A plan there, by name or number, and the one that it is here.
    pub(super) plans: &'a [(String, String)],
    pub(super) dry_run: bool,
}

pub(super) async fn copy(context: &Context<'_>, asked: &Asked<'_>) -> Result<Outcome, Failure> {
    let source = Source::new(asked.url, &token(asked.token_file)?)?;
    let there = source.list("application_plans.json", "plans", "application_plan")?;
    let plans = Plans::new(context.desk.customers.programme(), &there, asked.plans);
    let (mut tally, mut left) = (Tally::default(), Vec::new());
    for page in source.pages() {
        for json in page? {
            let Some(account) = whole(&source, &json, &plans, &mut left)? else { continue };
            let taken = take(context, account, asked.dry_run, &mut left).await?;
            tally.add(taken);
        }
    }
    report(context, asked.dry_run, tally, &left)?;
    Ok(if left.is_empty() { Outcome::Done } else { Outcome::SiteHasErrors })
}

/// The token, from the environment or a file: an argument would stand in the list of processes.
fn token(file: Option<&Path>) -> Result<Hidden, Failure> {
    let text = match file {
        Some(file) => {
            let bytes = crate::disk::read(file)
                .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", file.display())))?;
            String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{}` is not UTF-8", file.display())))?
        }
        None => std::env::var(TOKEN).map_err(|_| {
            Failure::new("no token of 3scale's API is given")
                .hint(format!("set `{TOKEN}`, or name a file that holds it: `--token-file FILE`"))
        })?,
    };
    Ok(Hidden::new(text.trim()))
}

/// An account with everything of it that can be copied.
fn whole(
    source: &Source,
    json: &Json,
    plans: &Plans<'_>,
    left: &mut Vec<NotCopied>,
) -> Result<Option<RosterAccount>, Failure> {
    let mut account = match read::account(json) {
        Ok(account) => account,
        Err(why) => {
            left.push(why);
            return Ok(None);
        }
    };
    let id = json["id"].as_i64().unwrap_or_default();
    for json in source.list(&format!("accounts/{id}/users.json"), "users", "user")? {
        match read::user(&account, &json) {
            Ok(user) => account.users.push(user),
            Err(why) => left.push(why),
        }
    }
    for json in source.list(&format!("accounts/{id}/applications.json"), "applications", "application")? {
        let keys = if json["user_key"].is_string() {
            Vec::new()
        } else {
            source.list(&format!("accounts/{id}/applications/{}/keys.json", json["id"]), "keys", "key")?
        };
        match read::application(&account, &json, &keys, plans, left) {
            Ok(application) => account.applications.push(application),
            Err(why) => left.push(why),
        }
    }
    Ok(Some(account))
}

/// Takes an account, without what is refused of it: that is found out first, and taken back.
async fn take(
    context: &Context<'_>,
    mut account: RosterAccount,
    dry_run: bool,
    left: &mut Vec<NotCopied>,
) -> Result<Taken, Failure> {
    loop {
        let mut refused = Vec::new();
        let mut change = context.desk.change().await?;
        let taken = change.take(&account, &mut refused).await?;
        if refused.is_empty() {
            if !dry_run {
                change.commit().await?;
                say(context, &account, taken)?;
            }
            return Ok(taken);
        }
        drop(change);
        let is_whole = refused.iter().any(|refused| refused.place == account.place);
        left.extend(refused.iter().map(not_copied));
        if is_whole {
            return Ok(Taken::Unchanged);
        }
        without(&mut account, &refused);
    }
}

fn not_copied(refused: &Refused) -> NotCopied {
    NotCopied { what: refused.place.source.name().to_owned(), why: refused.why.to_string() }
}

/// Takes out what was refused.
fn without(account: &mut RosterAccount, refused: &[Refused]) {
    let stays = |place: &crate::diag::Span| !refused.iter().any(|refused| refused.place == *place);
    account.users.retain(|user| stays(&user.place));
    account.applications.retain(|application| stays(&application.place));
    for application in &mut account.applications {
        application.keys.retain(|key| stays(&key.place));
    }
}

fn say(context: &Context<'_>, account: &RosterAccount, taken: Taken) -> Result<(), Failure> {
    let word = match taken {
        Taken::Created => "made",
        Taken::Updated => "changed",
        Taken::Unchanged => return Ok(()),
    };
    if !context.is_json() {
        context.terminal.data(&format!("{word} {}\n", account.name))?;
    }
    Ok(())
}

fn report(context: &Context<'_>, dry_run: bool, tally: Tally, left: &[NotCopied]) -> Result<(), Failure> {
    let Tally { created, updated, unchanged } = tally;
    if context.is_json() {
        let left: Vec<Json> = left.iter().map(|left| json!({ "what": left.what, "why": left.why })).collect();
        return context.json(&json!({
            "written": !dry_run, "created": created, "updated": updated, "unchanged": unchanged, "not_copied": left,
        }));
    }
    for NotCopied { what, why } in left {
        context.terminal.talk(&format!("not copied: {what}: {why}\n"));
    }
    let figures = format!("{} made, {updated} changed, {unchanged} as they were", count(created, "account"));
    let more = match left.len() {
        0 => String::new(),
        parts => format!("; {} not copied", count(parts, "part")),
    };
    let end = if dry_run { ", if this were done" } else { "" };
    context.terminal.talk(&format!("{figures}{more}{end}\n"));
    Ok(())
}
