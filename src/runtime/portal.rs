//! The portal that is running: what every request of it shares. Must not know routes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;
use tokio::sync::Mutex as Turn;

use super::bundle::{Release, Shelf};
use super::calls::Turns;
use super::crypto::Secrets;
use super::customers::{Customers, Dossier, Error, KeyRules, Member};
use super::gateway::Gateway;
use super::logins::Logins;
use super::metrics::Metrics;
use super::rates::Rates;
use super::settings::Options;
use super::store::sessions::{self, Session};
use crate::model::Audience;

/// How long what another runtime changed may go unseen here.
const FRESH: Duration = Duration::from_millis(250);
/// How long what a customer has used is shown as it was read: no change tells of it.
const USAGE_SECONDS: i64 = 5;
/// Sessions whose customers are kept in memory.
const SESSIONS: usize = 4000;

/// A running portal. Clones share everything.
#[derive(Clone)]
pub struct Portal(Arc<Shared>);

struct Shared {
    options: Options,
    shelf: Shelf,
    customers: Customers,
    logins: Logins,
    metrics: Metrics,
    rates: Rates,
    turns: Turns,
    gateway: Gateway,
    /// By digest of the session's id, with the version at which it was read.
    known: Cache<[u8; 32], (i64, Arc<Known>)>,
    believed: Mutex<Believed>,
    /// Of many that want to know the version at once, one asks the database.
    asking: Turn<()>,
    began: Instant,
    /// What numbers of requests begin with, so that those of two processes differ, and the next one.
    prefix: String,
    next: AtomicU32,
}

/// What is believed of the version of customers' data.
#[derive(Debug, Clone, Copy, Default)]
struct Believed {
    version: i64,
    /// Milliseconds after `began` until which it is believed.
    until: i64,
    /// Changes that this runtime has made: a version that was asked for before one of them is not believed after it.
    changes: u64,
}

/// A customer who is logged in, with everything of the account.
pub struct Known {
    /// The session.
    pub session: Session,
    /// The user with the account.
    pub member: Member,
    /// Everything of the account.
    pub dossier: Dossier,
    /// What `access:` is asked with.
    pub audience: Audience,
    /// When it was read, seconds since 1970.
    read_at: i64,
}

impl Portal {
    /// The portal of this bundle with these customers.
    pub fn new(options: Options, shelf: Shelf, customers: Customers) -> Self {
        Self(Arc::new(Shared {
            gateway: Gateway::new(customers.store().kind(), options.counters.clone()),
            rates: Rates::new(options.trusted.clone()),
            logins: Logins::new(&options.ways, &options.origin, customers.clock()),
            options,
            shelf,
            customers,
            metrics: Metrics::default(),
            turns: Turns::default(),
            known: Cache::new(SESSIONS),
            believed: Mutex::default(),
            asking: Turn::default(),
            began: Instant::now(),
            prefix: super::crypto::hex(&super::crypto::random_bytes::<4>()),
            next: AtomicU32::new(0),
        }))
    }

    /// What it works by.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// The bundle.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// How customers log in.
    pub fn logins(&self) -> &Logins {
        &self.0.logins
    }

    /// The number of a request, for its line of the log: 16 hexadecimal digits.
    pub fn request_id(&self) -> String {
        format!("{}{:08x}", self.0.prefix, self.0.next.fetch_add(1, Ordering::Relaxed))
    }

    /// What is counted.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How often somebody may ask.
    pub fn rates(&self) -> &Rates {
        &self.0.rates
    }

    /// How many calls of consoles somebody may have running.
    pub fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// What decides about calls of the company's API.
    pub fn gateway(&self) -> &Gateway {
        &self.0.gateway
    }

    /// Customers' data by the rules of a release.
    pub fn customers(&self, release: &Release) -> Customers {
        let rules = KeyRules { reveal: release.settings.keys_revealed, ..KeyRules::default() };
        self.0.customers.clone().with_programme(Arc::clone(&release.programme)).with_keys(rules)
    }

    /// What signs and seals.
    pub fn secrets(&self) -> &Secrets {
        self.0.customers.secrets()
    }

    /// Whether this is the key that programs may do everything with, where there is one.
    pub fn is_provider_key(&self, text: &str) -> bool {
        let digest = super::crypto::sha256(text.as_bytes());
        self.0.options.provider_key.is_some_and(|key| super::crypto::same(&key, &digest))
    }

    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        self.0.customers.now()
    }

    /// What this runtime has just changed is seen by the next request.
    pub fn changed(&self) {
        let mut believed = self.0.believed.lock().unwrap_or_else(PoisonError::into_inner);
        *believed = Believed { changes: believed.changes + 1, ..Believed::default() };
    }

    /// The customer of the session with this id, unless it has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn known(&self, release: &Release, id: &str) -> Result<Option<Arc<Known>>, Error> {
        let hash = super::crypto::sha256(id.as_bytes());
        let version = self.version().await?;
        let now = self.now();
        if let Some((seen, known)) = self.0.known.get(&hash)
            && seen == version
            && known.is_live(now, self.0.options.idle)
        {
            return Ok(Some(known));
        }
        let customers = self.customers(release);
        let Some(session) = sessions::find(customers.store(), id, self.0.options.idle, now).await? else {
            self.0.known.remove(&hash);
            return Ok(None);
        };
        sessions::touch(customers.store(), &session, now).await?;
        let Some(member) = customers.member(session.user).await? else { return Ok(None) };
        let Some(dossier) = customers.dossier(member.account.id).await? else { return Ok(None) };
        let plans = release.programme.plans.iter().filter(|plan| session.names.contains(&plan.name));
        let granted = Audience::customer(&session.names).and(&Audience::on_plans(plans));
        let audience = Audience::customer(&member.names).and(&granted);
        let was_touched = now - session.seen >= sessions::TOUCH_SECONDS;
        let session = Session { seen: if was_touched { now } else { session.seen }, ..session };
        let known = Arc::new(Known { session, member, dossier, audience, read_at: now });
        self.0.known.insert(hash, (version, Arc::clone(&known)));
        Ok(Some(known))
    }

    /// The number that every change of customers' data has raised, at most `FRESH` old.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn version(&self) -> Result<i64, Error> {
        if let (_, Some(version)) = self.believed() {
            return Ok(version);
        }
        let _turn = self.0.asking.lock().await;
        let changes = match self.believed() {
            (_, Some(version)) => return Ok(version),
            (changes, None) => changes,
        };
        let until = self.clock() + i64::try_from(FRESH.as_millis()).unwrap_or_default();
        let version = self.0.customers.store().version().await?;
        let mut believed = self.0.believed.lock().unwrap_or_else(PoisonError::into_inner);
        if believed.changes == changes {
            *believed = Believed { version, until, changes };
        }
        Ok(version)
    }

    /// The changes that this runtime has made, and the version, as long as it is believed.
    fn believed(&self) -> (u64, Option<i64>) {
        let believed = *self.0.believed.lock().unwrap_or_else(PoisonError::into_inner);
        (believed.changes, (self.clock() < believed.until).then_some(believed.version))
    }

    /// Milliseconds since the start.
    fn clock(&self) -> i64 {
        i64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

impl Known {
    /// Whether the session has not ended by itself, its last use need not be written, none of the keys has expired, and
    /// what was used is not long ago.
    fn is_live(&self, now: i64, idle: i64) -> bool {
        let since = now - self.session.seen;
        let keys = self.dossier.applications.iter().flat_map(|application| &application.keys);
        now < self.session.expires
            && now - self.read_at < USAGE_SECONDS
            && since <= idle
            && since < sessions::TOUCH_SECONDS
            && keys.into_iter().all(|key| key.is_live(now))
    }
}
