//! `portal email`: the mails of a site, as its sample customers get them.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::build::{SiteArguments, default_output, load};
use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::terminal::Terminal;
use crate::diag;
use crate::render::email::{self, Mail};
use crate::site::Snapshot;

/// Arguments of `portal email`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Names every mail and says what it is sent for
    List,
    /// Renders one mail for a sample customer
    Render(Render),
}

/// Arguments of `portal email render`.
#[derive(Debug, clap::Args)]
struct Render {
    /// The mail's system name
    name: String,
    /// Which of the site's personas gets it
    #[arg(long, value_name = "NAME")]
    persona: String,
    /// The plain-text part alone
    #[arg(long, conflicts_with = "html")]
    text: bool,
    /// The HTML part alone
    #[arg(long)]
    html: bool,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let terminal = terminal.clone().in_site(&root);
    let (snapshot, _) = load(&root, &default_output(&root), &arguments.site.settings())?;
    match arguments.command {
        Command::List => list(&snapshot, &terminal),
        Command::Render(render) => one(&snapshot, &render, &terminal),
    }
}

fn list(snapshot: &Snapshot, terminal: &Terminal) -> Result<Outcome, Failure> {
    let emails = &snapshot.site().emails;
    if terminal.format() == Format::Json {
        let all: Vec<Json> = emails
            .values()
            .map(|mail| json!({ "name": mail.name, "description": mail.description, "subject": mail.subject, "variables": mail.variables, "file": mail.text.0.name() }))
            .collect();
        terminal.data(&format!("{}\n", Json::from(all)))?;
        return Ok(Outcome::Done);
    }
    let width = emails.keys().map(String::len).max().unwrap_or(0);
    let lines: String = emails.values().map(|mail| format!("{:width$}  {}\n", mail.name, mail.description)).collect();
    terminal.data(&lines)?;
    Ok(Outcome::Done)
}

fn one(snapshot: &Snapshot, render: &Render, terminal: &Terminal) -> Result<Outcome, Failure> {
    let site = snapshot.site();
    let Some(template) = site.emails.get(&render.name) else {
        let failure = Failure::new(format!("there is no mail `{}`", render.name));
        return Err(near(failure, &render.name, site.emails.keys(), "`portal email list` names them all"));
    };
    let Some(persona) = site.personas.get(&render.persona) else {
        let failure = Failure::new(format!("there is no persona `{}`", render.persona));
        return Err(near(failure, &render.persona, site.personas.keys(), "personas are the files below `personas/`"));
    };
    match email::sample(site, snapshot.templates(), snapshot.host(), template, persona) {
        Ok(mail) => {
            let mut out = io::stdout().lock();
            out.write_all(chosen(&mail, render, terminal.format()).as_bytes())?;
            out.flush()?;
            Ok(Outcome::Done)
        }
        Err(problems) => {
            terminal.problems_beside(&problems)?;
            Ok(Outcome::SiteHasErrors)
        }
    }
}

fn chosen(mail: &Mail, render: &Render, format: Format) -> String {
    match (render.text, render.html, format) {
        (true, ..) => mail.text.clone(),
        (_, true, _) => mail.html.clone(),
        (.., Format::Json) => format!("{}\n", json!({ "subject": mail.subject, "text": mail.text, "html": mail.html })),
        _ => format!("Subject: {}\n\n{}", mail.subject, mail.text),
    }
}

fn near<'n>(failure: Failure, wrong: &str, known: impl Iterator<Item = &'n String>, else_hint: &str) -> Failure {
    match diag::nearest(wrong, known.map(String::as_str)) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint(else_hint),
    }
}
