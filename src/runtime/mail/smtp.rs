//! One conversation with the mail server (RFC 5321), step by step, so that it is known how far it came. Must not put an
//! address or an answer of the server into words: they name people.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};

use super::message::Message;
use super::post::Post;
use crate::model::notice::Tls;
use crate::runtime::outbox::Outcome;

/// How long the server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a mail. `mark` is asked when all is said but the mail itself, and says whether it may go; what fails after that
/// may have been taken.
pub(super) fn send(post: &Post, message: &Message, mark: impl FnOnce() -> bool) -> Outcome {
    let mut connection = match connect(post) {
        Ok(connection) => connection,
        Err(error) => return Outcome::Later(words("the mail server cannot be used", &error)),
    };
    if let Err(error) = address(&mut connection, message) {
        connection.abort();
        // These say of the mail, not of the server or of us, that it is not wanted (RFC 5321, 4.2.3).
        let code = error.status().map(|code| code.to_string()).unwrap_or_default();
        let is_final = matches!(code.as_str(), "550" | "551" | "553" | "555");
        let why = words("the mail server does not take it", &error);
        return if is_final { Outcome::Never(why) } else { Outcome::Later(why) };
    }
    if !mark() {
        connection.abort();
        return Outcome::Lost;
    }
    match connection.message(&message.bytes) {
        Ok(_) => {
            // It is taken; how the farewell goes is all the same.
            let _ = connection.quit();
            Outcome::Done
        }
        Err(error) => {
            connection.abort();
            let why = words("the mail server did not take it", &error);
            if error.is_permanent() { Outcome::Never(why) } else { Outcome::Later(why) }
        }
    }
}

/// Whether the server lets us in: for `portal run --check`.
///
/// # Errors
/// Why not.
pub(super) fn check(post: &Post) -> Result<(), String> {
    let mut connection = connect(post).map_err(|error| words("the mail server cannot be used", &error))?;
    let _ = connection.quit();
    Ok(())
}

fn connect(post: &Post) -> Result<SmtpConnection, Error> {
    let hello = ClientId::Domain(post.from.email.domain().to_owned());
    let server = (post.host.as_str(), post.port);
    let tls = match post.tls {
        Tls::None => None,
        Tls::Starttls | Tls::Implicit => Some(TlsParameters::new(post.host.clone())?),
    };
    let at_once = tls.as_ref().filter(|_| post.tls == Tls::Implicit);
    let mut connection = SmtpConnection::connect(server, Some(PATIENCE), &hello, at_once, None)?;
    if let (Tls::Starttls, Some(tls)) = (post.tls, &tls) {
        connection.starttls(tls, &hello)?;
    }
    if let Some((user, password)) = &post.login {
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)?;
    }
    Ok(connection)
}

/// Everything up to the point at which the server waits for the mail.
fn address(connection: &mut SmtpConnection, message: &Message) -> Result<(), Error> {
    let envelope = &message.envelope;
    let mut options = Vec::new();
    let addresses = envelope.to().iter().chain(envelope.from());
    let is_plain = addresses.into_iter().all(|address| address.to_string().is_ascii());
    if !is_plain && connection.server_info().supports_feature(Extension::SmtpUtfEight) {
        options.push(MailParameter::SmtpUtfEight);
    }
    if !message.bytes.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    connection.command(Mail::new(envelope.from().cloned(), options))?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new()))?;
    }
    connection.command(Data).map(drop)
}

/// What went wrong, with the code of the server's answer and nothing else of it.
fn words(what: &str, error: &Error) -> String {
    match error.status() {
        Some(code) => format!("{what}: it answers {code}"),
        None if error.is_timeout() => format!("{what}: it does not answer in time"),
        None if error.is_tls() => format!("{what}: it cannot be trusted, or speaks no TLS"),
        None => format!("{what}: no connection, or it broke off"),
    }
}
