//! Reads a 3scale Account Management API: one token, one host, page by page, with patience. Must not change anything
//! there, nor show the token.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value as Json;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, RETRY_AFTER};

use crate::cli::failure::Failure;
use crate::runtime::crypto::{Hidden, base64};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often something is asked for that is not answered, and how long is waited at most before it is asked again.
const TRIES: u32 = 4;
const LONGEST_PAUSE: u64 = 30;
/// The largest answer, in bytes.
const MOST: u64 = 64 * 1024 * 1024;
/// Accounts of one page; 3scale gives 500 at most.
const PAGE: usize = 200;

/// The API that is read.
pub(super) struct Source {
    agent: Agent,
    /// Scheme and host, without a slash at the end.
    url: String,
    /// The value of `Authorization`: the token does not stand in addresses, which servers log.
    authorization: Hidden,
}

impl Source {
    /// The API at this address. Without TLS it must be on this machine: the token would be readable on the way.
    pub(super) fn new(url: &str, token: &Hidden) -> Result<Self, Failure> {
        let url = url.trim_end_matches('/').trim_end_matches("/admin/api").to_owned();
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let is_here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return Err(Failure::new(format!("`{url}` is no address of an API"))
                .hint("write the admin portal's, such as `https://example-admin.3scale.net`"));
        }
        let is_safe = url.starts_with("https://") || (is_here && url.starts_with("http://"));
        if !is_safe {
            return Err(Failure::new(format!("`{url}` is not `https`: the token would be readable on the way")));
        }
        // A redirect is not followed: the token is for this host.
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")));
        let authorization = Hidden::new(format!("Basic {}", base64(format!("{}:", token.reveal()).as_bytes())));
        Ok(Self { agent: Agent::new_with_config(config.build()), url, authorization })
    }

    /// What stands at a path below `/admin/api/`; `None` where there is nothing.
    pub(super) fn get(&self, path: &str) -> Result<Option<Json>, Failure> {
        let address = format!("{}/admin/api/{path}", self.url);
        let mut why = String::new();
        for attempt in 0..TRIES {
            let answer = self.agent.get(&address).header(AUTHORIZATION, self.authorization.reveal()).call();
            let mut answer = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    why = error.to_string();
                    sleep(Duration::from_secs(u64::from(attempt)));
                    continue;
                }
            };
            let status = answer.status().as_u16();
            match status {
                200 => {
                    let body = answer.body_mut().with_config().limit(MOST).read_to_vec();
                    let body = body.map_err(|error| Failure::new(format!("{address}: {error}")))?;
                    let json = serde_json::from_slice(&body);
                    return json.map(Some).map_err(|error| Failure::new(format!("{address} is no JSON: {error}")));
                }
                404 => return Ok(None),
                401 | 403 => {
                    return Err(Failure::new(format!("{address} answers {status}: the token is not taken"))
                        .hint("it must be of the scope `account_management`"));
                }
                429 | 500.. => {
                    why = format!("it answers {status}");
                    let after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
                    sleep(Duration::from_secs(after.unwrap_or(u64::from(attempt)).min(LONGEST_PAUSE)));
                }
                _ => return Err(Failure::new(format!("{address} answers {status}"))),
            }
        }
        Err(Failure::new(format!("{address}: {why}")).hint("what was copied is there: run this again later"))
    }

    /// Things of a list that is there whole: `users` of `user`.
    pub(super) fn list(&self, path: &str, list: &str, item: &str) -> Result<Vec<Json>, Failure> {
        Ok(self.get(path)?.map(|json| items(json, list, item)).unwrap_or_default())
    }

    /// Hands over all accounts, a page at a time.
    pub(super) fn pages(&self) -> impl Iterator<Item = Result<Vec<Json>, Failure>> {
        let mut number = 1;
        std::iter::from_fn(move || {
            let page = self.list(&format!("accounts.json?page={number}&per_page={PAGE}"), "accounts", "account");
            number += 1;
            // A page behind the last is empty.
            page.map(|page| (!page.is_empty()).then_some(page)).transpose()
        })
    }
}

/// The things of a list, out of what each is wrapped in.
fn items(mut json: Json, list: &str, item: &str) -> Vec<Json> {
    let Json::Array(items) = json[list].take() else { return Vec::new() };
    items.into_iter().map(|mut wrapped| wrapped[item].take()).filter(|thing| !thing.is_null()).collect()
}
