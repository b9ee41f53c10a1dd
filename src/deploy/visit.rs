//! Looks at what was published as a visitor does, without any credential. Must not change anything.

use std::time::{Duration, Instant};

use ureq::Agent;

use crate::site::CacheClass;
use crate::site::listing::{Listing, is_listed};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Between two looks.
const BREATH: Duration = Duration::from_millis(500);
/// The largest page that is looked at.
const MOST: u64 = 64 * 1024 * 1024;

/// What is looked at.
#[derive(Debug, Clone)]
pub struct Look {
    /// The release that must be there.
    pub id: String,
    /// What is in it.
    pub listing: Listing,
    /// Where readers find pages; empty where that is not known.
    pub url: String,
    /// Where the runtime answers; empty where there is none.
    pub runtime: String,
    /// How long the runtime may take to follow, and caches to let go of pages, all together.
    pub patience: Duration,
    /// A route that strangers must not get, if the portal has one.
    pub gated: Option<String>,
}

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The address.
    pub address: String,
    /// What is wrong; nothing where all is well.
    pub wrong: Option<String>,
}

/// Until when is looked, and who is told of an address that is waited for, and why.
struct Time<'w> {
    end: Instant,
    waiting: &'w dyn Fn(&str, &str),
}

/// Looks at everything. Blocks. `waiting` is told of an address that is looked at again, and why.
pub fn look(look: &Look, waiting: &dyn Fn(&str, &str)) -> Vec<Found> {
    let time = Time { end: Instant::now() + look.patience, waiting };
    let agent = Agent::new_with_config(
        Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
            .build(),
    );
    let mut found = Vec::new();
    // The runtime may serve the pages, too: it must have followed before they are looked at.
    if !look.runtime.is_empty() {
        found.push(patient(&time, &format!("{}/_portal/ready", look.runtime), |address| {
            let (status, bytes) = get(&agent, address)?;
            let said = String::from_utf8_lossy(&bytes).trim().to_owned();
            match (status, said.strip_prefix("ready ")) {
                (200, Some(id)) if id == look.id => Ok(()),
                (200, Some(id)) => Err(format!("serves release {id}, not {}", look.id)),
                _ => Err(format!("answers {status} and is not ready")),
            }
        }));
    }
    if !look.url.is_empty() {
        for (path, file) in files(&look.listing) {
            found.push(patient(&time, &format!("{}{path}", look.url), |address| {
                let (status, bytes) = get(&agent, address)?;
                let listed = &look.listing.files[&file];
                // Between the store and a reader pages may be changed on purpose: their bytes are not compared.
                let is_right = listed.cache != CacheClass::Immutable || is_listed(&bytes, listed);
                match status {
                    200 if !bytes.is_empty() && is_right => Ok(()),
                    200 => Err("is not the file of this release".to_owned()),
                    _ => Err(format!("answers {status}")),
                }
            }));
        }
    }
    for base in [&look.url, &look.runtime].into_iter().filter(|base| !base.is_empty()) {
        let Some(gated) = &look.gated else { break };
        found.push(patient(&time, &format!("{base}{gated}"), |address| match get(&agent, address)?.0 {
            403 | 404 => Ok(()),
            // Where a section leads strangers to the login.
            302 | 303 => Ok(()),
            status => Err(format!("answers {status}, and strangers must not have it")),
        }));
    }
    found.dedup();
    found
}

/// The home page, an asset and the favicon: what is asked for, and the file that it is.
fn files(listing: &Listing) -> Vec<(String, String)> {
    let asset = listing.files.iter().find(|(path, listed)| {
        path.starts_with("public/") && listed.cache == CacheClass::Immutable && path.ends_with(".css")
    });
    let asset = asset.map(|(path, _)| path.clone());
    let named = ["public/index.html", "public/images/icon.ico"].map(str::to_owned);
    let there = named.into_iter().chain(asset).filter(|path| listing.files.contains_key(path));
    there
        .map(|path| {
            let route = path.strip_prefix("public").unwrap_or(&path);
            (route.strip_suffix("index.html").unwrap_or(route).to_owned(), path.clone())
        })
        .collect()
}

fn get(agent: &Agent, address: &str) -> Result<(u16, Vec<u8>), String> {
    let mut answer = agent.get(address).call().map_err(|error| format!("does not answer: {error}"))?;
    let status = answer.status().as_u16();
    let bytes = answer.body_mut().with_config().limit(MOST).read_to_vec();
    Ok((status, bytes.map_err(|error| format!("breaks off: {error}"))?))
}

/// Looks again until it is right or the time is over.
fn patient(time: &Time<'_>, address: &str, ask: impl Fn(&str) -> Result<(), String>) -> Found {
    let mut is_told = false;
    loop {
        match ask(address) {
            Ok(()) => return Found { address: address.to_owned(), wrong: None },
            Err(wrong) if Instant::now() >= time.end => {
                return Found { address: address.to_owned(), wrong: Some(wrong) };
            }
            Err(wrong) => {
                if !is_told {
                    (time.waiting)(address, &wrong);
                }
                is_told = true;
                std::thread::sleep(BREATH);
            }
        }
    }
}
