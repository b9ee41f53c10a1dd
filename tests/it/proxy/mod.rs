//! The console's calls through a published portal: who may ask, what is called, what goes out and what comes back.
//! Security statements are tests called after their numbers.

mod answers;
mod api;
mod asking;
mod keys;
mod targets;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use portal::runtime::calls::Resolve;
use serde_json::{Value as Json, json};

use crate::run::portal::{Answer, Customer, Running};
use crate::store::databases::Fresh;

/// Names that tests give addresses to, in the order in which they are asked for.
#[derive(Default)]
pub struct Names {
    answers: Mutex<Vec<Vec<SocketAddr>>>,
    pub asked: AtomicUsize,
}

impl Names {
    /// What the next questions are answered; the last answer stays.
    pub fn say(&self, answers: &[&[&str]]) {
        let parsed = |answer: &&[&str]| answer.iter().map(|text| text.parse().expect("an address")).collect();
        *self.answers.lock().expect("no panic") = answers.iter().rev().map(parsed).collect();
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if !host.ends_with(".example") {
            use std::net::ToSocketAddrs;
            return Ok((host.trim_matches(['[', ']']), port).to_socket_addrs()?.collect());
        }
        let mut answers = self.answers.lock().expect("no panic");
        let answer = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() };
        answer.ok_or_else(|| std::io::Error::other("no such name"))
    }
}

/// A portal whose apis are at `ports`: of `mail` the first, of `maps` the second. `more` is put into `portal.yaml`.
pub async fn start(fresh: &Fresh, ports: [u16; 2], more: &str) -> (Running, Arc<Names>) {
    let config = format!(
        "title: Sample\nurl: https://dev.example.com\nstore: sqlite:portal.db\n{more}\n\
         plans:\n  bronze: {{ title: Bronze, apis: [mail] }}\n  simple: {{ title: Simple, apis: [maps] }}\napis:\n  mail:\n    title: Mail\n    \
         auth: {{ mode: app_id_key, in: query, names: {{ app_id: mail_id, app_key: mail_key }} }}\n    versions: [v1]\n  \
         maps:\n    title: Maps\n    auth: {{ mode: user_key, in: header, names: {{ user_key: X-Maps-Key }} }}\n    versions: [v1]\n"
    );
    let [mail, maps] = ports;
    let mail = format!(
        "openapi: 3.0.3\ninfo: {{ title: Mail, version: '1' }}\nservers:\n  - url: 'http://127.0.0.1:{mail}/v1'\n  - url: 'http://names.example:{mail}/v1'\n  \
         - url: 'http://2130706433:{mail}/v1'\n  - url: 'http://0x7f.1:{mail}/v1'\n  - url: 'http://localhost.:{mail}/v1'\n  \
         - url: 'http://[::ffff:127.0.0.1]:{mail}/v1'\n  - url: 'http://[64:ff9b::7f00:1]:{mail}/v1'\n  - url: 'http://169.254.169.254/v1'\n  - url: 'https://127.0.0.1:{maps}/v1'\n  - url: /relative\n\
         paths:\n  /messages:\n    get:\n      operationId: list\n      summary: List\n      parameters: [{{ name: X-Trace, in: header, schema: {{ type: string }} }}, {{ name: page, in: query, schema: {{ type: integer }} }}]\n      responses: {{ '200': {{ description: Fine }} }}\n    \
         post: {{ operationId: send, summary: Send, requestBody: {{ content: {{ application/json: {{}} }} }}, responses: {{ '200': {{ description: Fine }} }} }}\n    \
         trace: {{ operationId: trace, summary: Trace, responses: {{ '200': {{ description: Fine }} }} }}\n  \
         /messages/{{id}}:\n    get: {{ operationId: show, summary: Show, parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}], responses: {{ '200': {{ description: Fine }} }} }}\n  \
         /gated:\n    get: {{ operationId: gated, x-portal-access: [simple], summary: Gated, responses: {{ '200': {{ description: Fine }} }} }}\n"
    );
    let maps = format!(
        "openapi: 3.0.3\ninfo: {{ title: Maps, version: '1' }}\nservers: [{{ url: 'http://127.0.0.1:{maps}' }}]\npaths:\n  /tiles:\n    get: {{ operationId: tiles, summary: Tiles, responses: {{ '200': {{ description: Fine }} }} }}\n"
    );
    let site = [
        ("portal.yaml", config.as_str()),
        ("apis/mail/v1.yaml", mail.as_str()),
        ("apis/maps/v1.yaml", maps.as_str()),
        ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n"),
    ];
    let names = Arc::new(Names::default());
    let resolver = Arc::clone(&names);
    let running = Running::with(&site, fresh, |options| options.reach = options.reach.clone().with_resolver(resolver));
    (running.await, names)
}

/// Loopback may be called, keys are kept.
pub const OPEN: &str = "keys: reveal\nconsole: { networks: [127.0.0.1/32] }";

/// A call of an operation.
pub fn call(operation: &str, method: &str, url: &str, headers: &[(&str, &str)]) -> Json {
    let operation = format!("/reference/{operation}/console.json");
    json!({ "operation": operation, "method": method, "url": url, "headers": headers, "body": false })
}

/// Sends a call as the console of a page does.
pub async fn ask(running: &Running, customer: &Customer, call: &Json) -> Answer {
    let token = crate::account::browser::Browser::of(running, customer).token().await;
    ask_with(running, &format!("{}{}X-CSRF-Token: {token}\r\n", own(running), customer.cookie()), call)
}

/// Sends a call with these headers.
pub fn ask_with(running: &Running, headers: &str, call: &Json) -> Answer {
    let headers = format!("Content-Type: application/octet-stream\r\n{headers}");
    running.request("POST", "/_portal/try", &headers, &format!("{call}\n"))
}

/// What the browser says of a page of this portal.
pub fn own(running: &Running) -> String {
    format!("Origin: http://localhost:{}\r\nSec-Fetch-Site: same-origin\r\nX-Portal-Try: 1\r\n", running.port)
}

/// The line before the body, and the body.
pub fn told(answer: &Answer) -> (Json, Vec<u8>) {
    assert_eq!(answer.status, 200, "{}", answer.body());
    let bytes = dechunked(&answer.bytes);
    let at = bytes.iter().position(|byte| *byte == b'\n').expect("a line");
    (serde_json::from_slice(&bytes[..at]).expect("JSON"), bytes[at + 1..].to_vec())
}

/// The body without the frames of its chunks (RFC 9112, 7.1).
fn dechunked(bytes: &[u8]) -> Vec<u8> {
    let mut rest = bytes;
    let mut plain = Vec::new();
    while let Some(at) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..at]), 16).expect("a size");
        if size == 0 || rest.len() < at + 2 + size {
            break;
        }
        plain.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    plain
}
