//! Calls to providers: JSON over TLS, bounded in size and time, and never redirected. Owns `ureq` here; must not know what
//! is asked for or what the answer means.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value as Json};
use tokio::sync::Semaphore;
use ureq::Agent;
use ureq::http::header::{ACCEPT, AUTHORIZATION};

use super::Refusal;

/// The largest answer of a provider.
const MOST_BYTES: u64 = 512 * 1024;
/// How long all of a call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Calls of one provider at a time: where it is slow, logins wait for it, and nothing else does.
const MOST_CALLS: usize = 16;

/// An answer that is an object.
pub(super) type Object = Map<String, Json>;

/// Calls providers. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Client {
    agent: Agent,
    free: Arc<Semaphore>,
}

/// One call.
pub(super) struct Call {
    pub(super) url: String,
    /// The value of `Authorization`.
    pub(super) authorization: Option<String>,
    /// The fields of a form; without them it is a GET.
    pub(super) form: Option<Vec<(&'static str, String)>>,
}

impl Call {
    /// Asks for what stands at an address.
    pub(super) fn get(url: &str) -> Self {
        Self { url: url.to_owned(), authorization: None, form: None }
    }
}

impl Client {
    pub(super) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(PATIENCE / 2))
            .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: Agent::new_with_config(config), free: Arc::new(Semaphore::new(MOST_CALLS)) }
    }

    /// Status and object of the answer, on a thread of its own that may wait.
    ///
    /// # Errors
    /// When nothing comes back in time, it is too large, or no object.
    pub(super) async fn call(&self, call: Call) -> Result<(u16, Object), Refusal> {
        let agent = self.agent.clone();
        // The turn ends with the call, which goes on when nobody waits for it any more.
        let turn = Arc::clone(&self.free).acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            run(&agent, &call)
        });
        done.await.unwrap_or_else(|_| Err(Refusal::Away("the call of the provider broke off".to_owned())))
    }
}

fn run(agent: &Agent, call: &Call) -> Result<(u16, Object), Refusal> {
    // An error of the transport may name hosts, but neither tokens nor what was sent.
    let away = |error: ureq::Error| Refusal::Away(format!("`{}` does not answer: {error}", host(&call.url)));
    let mut response = match &call.form {
        None => {
            let mut request = agent.get(&call.url).header(ACCEPT, "application/json");
            if let Some(value) = &call.authorization {
                request = request.header(AUTHORIZATION, value);
            }
            request.call()
        }
        Some(form) => {
            let mut request = agent.post(&call.url).header(ACCEPT, "application/json");
            if let Some(value) = &call.authorization {
                request = request.header(AUTHORIZATION, value);
            }
            request.send_form(form.iter().map(|(name, value)| (*name, value.as_str())))
        }
    }
    .map_err(away)?;
    let status = response.status().as_u16();
    let bytes = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(away)?;
    match serde_json::from_slice(&bytes) {
        Ok(Json::Object(object)) => Ok((status, object)),
        _ => Err(Refusal::Away(format!("`{}` answers {status} without a JSON object", host(&call.url)))),
    }
}

/// The part of an address that a log may hold.
fn host(url: &str) -> &str {
    url.split("://").nth(1).unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default()
}
