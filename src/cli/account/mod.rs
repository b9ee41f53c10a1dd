//! `portal account`: customers from the terminal. One file for each kind of thing; all rules are those of
//! `runtime::customers`.

mod accounts;
mod applications;
mod audit;
mod desk;
mod find;
mod keys;
mod roster;
mod threescale;
mod tokens;
mod users;
mod values;
mod words;

use serde::Serialize;

use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::terminal::Terminal;
use crate::runtime::customers;
pub(super) use desk::Desk;
pub(super) use find::application;
pub(super) use values::one_of;

/// Arguments of `portal account`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    place: Place,
}

/// Where customers are, and what is sold to them.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The database: `sqlite:FILE` or `postgres://…` [default: `PORTAL_STORE`, else `store` of `portal.yaml`]
    #[arg(long, global = true, value_name = "URL")]
    store: Option<String>,
    /// The bundle whose plans are sold, as `portal run` takes it [default: the plans of the site]
    #[arg(long, global = true, value_name = "DIR|URL")]
    bundle: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Lists accounts
    List(accounts::List),
    /// Shows everything of one account
    Show(accounts::Show),
    /// Makes an account
    Create(accounts::Create),
    /// Changes an account
    Update(accounts::Update),
    /// Deletes an account with its users, applications and keys
    Delete(accounts::Delete),
    /// Manages the users of an account
    #[command(subcommand)]
    User(users::Command),
    /// Manages applications
    #[command(subcommand)]
    Application(applications::Command),
    /// Manages the keys of an application
    #[command(subcommand)]
    Key(keys::Command),
    /// Manages access tokens of the admin API
    #[command(subcommand)]
    Token(tokens::Command),
    /// Takes accounts, users, applications and keys from a file, or from a 3scale
    Import(roster::Import),
    /// Shows who changed what
    Audit(audit::Audit),
}

impl Command {
    /// Whether it may begin a database that is not there yet.
    fn begins(&self) -> bool {
        matches!(self, Self::Create(_) | Self::Import(_) | Self::Token(tokens::Command::Create(_)))
    }
}

/// The words of a command: where it does its work, and how it says what came of it.
struct Context<'c> {
    desk: Desk,
    terminal: &'c Terminal,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let desk = Desk::open(&arguments.place, globals, arguments.command.begins()).await?;
        let context = Context { desk, terminal };
        context.warn_of_other_secrets().await?;
        let outcome = context.dispatch(arguments.command).await;
        context.desk.customers.store().close().await;
        outcome
    })
}

impl Context<'_> {
    async fn dispatch(&self, command: Command) -> Result<Outcome, Failure> {
        match command {
            Command::List(list) => accounts::list(self, list).await,
            Command::Show(show) => accounts::show(self, show).await,
            Command::Create(create) => accounts::create(self, create).await,
            Command::Update(update) => accounts::update(self, update).await,
            Command::Delete(delete) => accounts::delete(self, delete).await,
            Command::User(command) => users::run(self, command).await,
            Command::Application(command) => applications::run(self, command).await,
            Command::Key(command) => keys::run(self, command).await,
            Command::Token(command) => tokens::run(self, command).await,
            Command::Import(import) => roster::import(self, &import).await,
            Command::Audit(audit) => audit::run(self, &audit).await,
        }
    }

    /// Keys that nobody can use any more are found out here, not by customers.
    async fn warn_of_other_secrets(&self) -> Result<(), Failure> {
        let lost = self.desk.customers.keys_of_other_secrets().await?;
        if lost > 0 {
            self.terminal.talk(&format!(
                "{} made with another secret than `{}`; see `portal account key reseal --help`\n",
                if lost == 1 { "1 key was".to_owned() } else { format!("{lost} keys were") },
                super::secrets::SECRET,
            ));
        }
        Ok(())
    }

    /// What came of a change: the thing itself as JSON, or a line about it.
    fn done(&self, thing: &impl Serialize, line: &str) -> Result<Outcome, Failure> {
        if self.terminal.format() == Format::Json {
            self.json(thing)?;
        } else {
            self.terminal.talk(line);
        }
        Ok(Outcome::Done)
    }

    fn json(&self, thing: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(thing).map_err(|error| Failure::new(format!("cannot write JSON: {error}")))?;
        Ok(self.terminal.data(&format!("{text}\n"))?)
    }

    fn is_json(&self) -> bool {
        self.terminal.format() == Format::Json
    }

    /// Whether something that cannot be undone is to be done: it was said with `--yes`, or is said now.
    fn is_meant(&self, plan: &str, consent: &Consent) -> Result<bool, Failure> {
        if consent.dry_run {
            self.terminal.talk(&format!("would {plan}\n"));
            return Ok(false);
        }
        if consent.yes {
            return Ok(true);
        }
        if !self.terminal.is_interactive() {
            return Err(Failure::new("nobody is here to be asked; nothing was done")
                .hint(format!("`--yes` will {plan}; `--dry-run` only says so")));
        }
        super::confirm::confirmed(&format!("{plan}?"), self.terminal)
    }
}

/// Arguments of commands that cannot be undone.
#[derive(Debug, clap::Args)]
struct Consent {
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do it without asking
    #[arg(long, short)]
    yes: bool,
}

impl From<customers::Error> for Failure {
    fn from(error: customers::Error) -> Self {
        Self::new(error.to_string())
    }
}
