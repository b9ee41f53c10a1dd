//! Who changed what, latest first.

use super::Context;
use super::words::{table, time};
use crate::cli::failure::{Failure, Outcome};
use crate::runtime::customers::Entry;

/// Arguments of `portal account audit`.
#[derive(Debug, clap::Args)]
pub(super) struct Audit {
    /// Only entries of this account: id, external id, name, or the username of a user
    account: Option<String>,
    /// How many entries
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    limit: i64,
}

pub(super) async fn run(context: &Context<'_>, audit: &Audit) -> Result<Outcome, Failure> {
    let account = match &audit.account {
        Some(text) => Some(context.account(text).await?.id),
        None => None,
    };
    let entries = context.desk.customers.audit(account, None, audit.limit).await?;
    if context.is_json() {
        context.json(&entries)?;
        return Ok(Outcome::Done);
    }
    let row = |entry: &Entry| {
        vec![
            time(entry.at),
            format!("{} {}", entry.actor, entry.actor_name).trim_end().to_owned(),
            entry.action.clone(),
            entry.subject.clone(),
            detail(entry),
        ]
    };
    let rows: Vec<_> = entries.iter().map(row).collect();
    context.terminal.data(&table(&["at", "by", "did", "to", "detail"], &rows))?;
    Ok(Outcome::Done)
}

fn detail(entry: &Entry) -> String {
    let pairs = entry.detail.as_object().into_iter().flatten();
    let pair = |(name, value): (&String, &serde_json::Value)| match value.as_str() {
        Some(text) => format!("{name}={text}"),
        None => format!("{name}={value}"),
    };
    pairs.filter(|(_, value)| value.as_str() != Some("")).map(pair).collect::<Vec<_>>().join(" ")
}
