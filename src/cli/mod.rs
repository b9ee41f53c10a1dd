//! Words: arguments to settings, progress, colours, exit codes. Holds no logic another front end would need.

mod account;
mod build;
mod bundle;
mod check;
mod completions;
mod confirm;
mod deploy;
mod diff;
mod email;
mod external;
mod failure;
mod fetch;
mod globals;
mod import;
mod liquid;
mod matrix;
mod new;
mod run;
mod secrets;
mod serve;
mod source;
mod summary;
mod terminal;
mod usage;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use globals::Globals;
use terminal::Terminal;

/// Turns a folder of content and API descriptions into a developer portal.
#[derive(Debug, Parser)]
#[command(name = "portal", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a new site, or copies the theme's files into one
    New(new::Arguments),
    /// Builds the bundle of a site
    Build(build::Arguments),
    /// Shows the site in the browser and follows every edit
    Serve(serve::Arguments),
    /// Finds what is wrong without writing anything
    Check(check::Arguments),
    /// Shows who sees what: pages and operations, for anonymous readers and every plan
    Matrix(matrix::Arguments),
    /// Reads a description of an API into the site, and says what is wrong with it
    ImportSwagger(import::Arguments),
    /// Shows what changed from one description of an API to another
    Diff(diff::Arguments),
    /// Lists the mails of a site, or renders one as a sample customer gets it
    Email(email::Arguments),
    /// Renders one Liquid template, or splits it between build and customer
    Liquid(liquid::Arguments),
    /// Publishes a bundle to a target of `portal.yaml`, or goes back to an earlier release
    Deploy(deploy::Arguments),
    /// Serves a published portal, and shows each customer their own
    Run(run::Arguments),
    /// Manages customers: accounts, users, applications, keys, access tokens
    Account(account::Arguments),
    /// Shows how much of the company's API is used, when and by whom
    Usage(usage::Arguments),
    /// Prints the completion script of a shell
    Completions(completions::Arguments),
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let terminal = Terminal::new(&cli.globals);
    if terminal.format() == globals::Format::Markdown && !matches!(cli.command, Command::Diff(_)) {
        return failure::Failure::new("only `diff` writes Markdown").report(&terminal);
    }
    if terminal.format() == globals::Format::Csv && !matches!(cli.command, Command::Matrix(_) | Command::Usage(_)) {
        return failure::Failure::new("only `matrix` and `usage` write CSV").report(&terminal);
    }
    let result = match cli.command {
        Command::New(arguments) => new::run(arguments, &cli.globals, &terminal),
        Command::Build(arguments) => build::run(arguments, &cli.globals, &terminal),
        Command::Serve(arguments) => serve::run(arguments, &cli.globals, &terminal),
        Command::Check(arguments) => check::run(arguments, &cli.globals, &terminal),
        Command::Matrix(arguments) => matrix::run(arguments, &cli.globals, &terminal),
        Command::ImportSwagger(arguments) => import::run(&arguments, &cli.globals, &terminal),
        Command::Diff(arguments) => diff::run(&arguments, &cli.globals, &terminal),
        Command::Email(arguments) => email::run(arguments, &cli.globals, &terminal),
        Command::Liquid(arguments) => liquid::run(&arguments, &terminal),
        Command::Deploy(arguments) => deploy::run(arguments, &cli.globals, &terminal),
        Command::Run(arguments) => run::run(arguments, &terminal),
        Command::Account(arguments) => account::run(arguments, &cli.globals, &terminal),
        Command::Usage(arguments) => usage::run(arguments, &cli.globals, &terminal),
        Command::Completions(arguments) => completions::run(&arguments, Cli::command(), &terminal),
    };
    match result {
        Ok(outcome) => outcome.code(),
        Err(failure) => failure.report(&terminal),
    }
}

/// Help and version are data and success; everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe is the reader's choice.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
