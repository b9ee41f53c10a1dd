//! `server`, `sessions` and `console` of `portal.yaml`: how the published portal is run.

use core::net::{IpAddr, SocketAddr};

use super::fields::Fields;
use super::{config, config_sso};
use crate::diag::Diagnostic;
use crate::model::runtime::{Console, Proxy, REDIS_SCHEMES, Server, Sessions};

/// The longest that a session may last without being used, or at all: a month.
const LONGEST: u64 = 31 * 24 * 60 * 60;

/// `server`.
pub(super) fn server(fields: &mut Fields<'_, '_>) -> Server {
    let mut server = Server::default();
    let Some(mut fields) = fields.fields("server", "`server`") else { return server };
    server.url = config::url(&mut fields);
    for (name, place) in [("listen", &mut server.listen), ("admin", &mut server.admin)] {
        let expected = "an address and a port, such as `127.0.0.1:8080`";
        if let Some(address) = checked(&mut fields, name, expected, |text| text.parse::<SocketAddr>().is_ok()) {
            *place = address;
        }
    }
    server.provider_key = config_sso::secret(&mut fields, "provider_key");
    server.trusted_proxies = networks(&mut fields, "trusted_proxies");
    if let Some(connections) = within(&mut fields, "connections", 1..=100_000) {
        server.connections = usize::try_from(connections).unwrap_or(usize::MAX);
    }
    if let Some(timeout) = within(&mut fields, "timeout", 1..=600) {
        server.timeout = timeout;
    }
    fields.finish();
    server
}

/// `counters`: a Redis, or a reference to where its address stands.
pub(super) fn counters(fields: &mut Fields<'_, '_>) -> Option<String> {
    let node = fields.value("counters")?;
    let reader = fields.reader();
    let text = reader.text(node, "counters")?;
    if REDIS_SCHEMES.iter().chain(&["${"]).any(|begin| text.starts_with(begin)) {
        return Some(text);
    }
    // Not the text itself: it may hold a password.
    let problem = Diagnostic::error("yaml/value", "this is no value for `counters`, expected the address of a Redis");
    let problem = problem.at(reader.span(&node.range()));
    reader.report(problem.hint("write `redis://127.0.0.1:6379`, or where it stands: `${env:NAME}`"));
    None
}

/// `sessions`, in seconds.
pub(super) fn sessions(fields: &mut Fields<'_, '_>) -> Sessions {
    let mut sessions = Sessions::default();
    let Some(mut fields) = fields.fields("sessions", "`sessions`") else { return sessions };
    for (name, place) in [("idle", &mut sessions.idle), ("absolute", &mut sessions.absolute)] {
        if let Some(seconds) = within(&mut fields, name, 60..=LONGEST) {
            *place = seconds;
        }
    }
    fields.finish();
    sessions
}

/// `console`.
pub(super) fn console(fields: &mut Fields<'_, '_>) -> Console {
    let mut console = Console::default();
    let Some(mut fields) = fields.fields("console", "`console`") else { return console };
    console.proxy = fields.one_of("proxy", &Proxy::ALL).unwrap_or_default();
    console.networks = networks(&mut fields, "networks");
    fields.finish();
    console
}

fn networks(fields: &mut Fields<'_, '_>, name: &'static str) -> Vec<String> {
    let reader = fields.reader();
    let mut found = Vec::new();
    for (text, range) in fields.placed_strings(name) {
        if is_network(&text) {
            found.push(text);
        } else {
            let message = format!("`{text}` is neither an address nor a network");
            let problem = Diagnostic::error("yaml/value", message).at(reader.span(&range));
            reader.report(problem.hint("write `10.0.0.7` or `10.0.0.0/8`"));
        }
    }
    found
}

/// Whether it is an address, or one with the length of a prefix (RFC 4632, RFC 4291).
fn is_network(text: &str) -> bool {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    length.is_none_or(|length| length.parse::<u8>().is_ok_and(|length| length <= most))
}

/// Text of a form that `is_right` knows.
fn checked(
    fields: &mut Fields<'_, '_>,
    name: &'static str,
    expected: &str,
    is_right: impl Fn(&str) -> bool,
) -> Option<String> {
    let node = fields.value(name)?;
    let reader = fields.reader();
    let text = reader.text(node, name)?;
    if is_right(&text) {
        return Some(text);
    }
    let problem = Diagnostic::error("yaml/value", format!("`{text}` is no value for `{name}`, expected {expected}"));
    reader.report(problem.at(reader.span(&node.range())));
    None
}

fn within(fields: &mut Fields<'_, '_>, name: &'static str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
    let node = fields.value(name)?;
    let number = fields.count(name)?;
    if range.contains(&number) {
        return Some(number);
    }
    let reader = fields.reader();
    let message = format!("`{name}` is {number}, expected {} to {}", range.start(), range.end());
    reader.report(Diagnostic::error("yaml/value", message).at(reader.span(&node.range())));
    None
}
