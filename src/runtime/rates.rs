//! How often somebody may ask for what costs or can be guessed at: a bucket of turns for each name and who. Must not
//! know what is asked for.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use quick_cache::sync::Cache;

use super::settings::Network;

/// Buckets that are remembered; the least used are forgotten.
const BUCKETS: usize = 50_000;

/// A rate: so many at once, and one more after each pause.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// What it is for, such as `login`.
    pub name: &'static str,
    /// Turns at once.
    pub burst: u32,
    /// Until there is one turn more.
    pub pause: Duration,
}

/// Who has how many turns left.
pub struct Rates {
    trusted: Vec<Network>,
    buckets: Cache<(&'static str, String), Arc<Mutex<Bucket>>>,
}

struct Bucket {
    /// When it is full again.
    full: Instant,
}

impl Rates {
    /// Everybody has all turns; `trusted` may name others in `X-Forwarded-For`.
    pub fn new(trusted: Vec<Network>) -> Self {
        Self { trusted, buckets: Cache::new(BUCKETS) }
    }

    /// Takes a turn of `who`: an address, or an account.
    ///
    /// # Errors
    /// How long to wait for one.
    pub fn take(&self, rate: Rate, who: &str) -> Result<(), Duration> {
        let key = (rate.name, who.to_owned());
        let now = Instant::now();
        let fresh = || Ok::<_, std::convert::Infallible>(Arc::new(Mutex::new(Bucket { full: now })));
        let Ok(bucket) = self.buckets.get_or_insert_with(&key, fresh);
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let next = bucket.full.max(now) + rate.pause;
        let most = now + rate.pause * rate.burst;
        if next > most {
            return Err(next - most);
        }
        bucket.full = next;
        Ok(())
    }

    /// Who asks: the peer, or where the peer is trusted, the last address in `X-Forwarded-For` that is not.
    pub fn client(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let is_trusted = |address: IpAddr| self.trusted.iter().any(|network| network.contains(address));
        let mut client = peer.to_canonical();
        for hop in forwarded.rsplit(',') {
            if !is_trusted(client) {
                break;
            }
            let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
            client = address.to_canonical();
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turn_after_the_last_has_to_wait() {
        let rates = Rates::new(Vec::new());
        let rate = Rate { name: "login", burst: 3, pause: Duration::from_secs(60) };
        let taken: Vec<bool> = (0..4).map(|_| rates.take(rate, "192.0.2.1").is_ok()).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(rates.take(rate, "192.0.2.2").is_ok(), "others have their own");
        assert!(rates.take(Rate { name: "reveal", ..rate }, "192.0.2.1").is_ok(), "and other things, too");
        let wait = rates.take(rate, "192.0.2.1").expect_err("no turn");
        assert!(wait > Duration::from_secs(50) && wait <= Duration::from_secs(60), "{wait:?}");
    }

    #[test]
    fn statement_71_only_a_trusted_hop_says_for_whom_it_asks() {
        let rates = Rates::new(vec![Network::parse("10.0.0.0/8").expect("a network")]);
        let client =
            |peer: &str, forwarded: &str| rates.client(peer.parse().expect("an address"), forwarded).to_string();
        assert_eq!(client("198.51.100.7", "192.0.2.1"), "198.51.100.7");
        assert_eq!(client("10.0.0.1", "192.0.2.1"), "192.0.2.1");
        assert_eq!(
            client("10.0.0.1", "192.0.2.66, 192.0.2.1, 10.2.3.4"),
            "192.0.2.1",
            "what a client wrote is not read"
        );
        assert_eq!(client("10.0.0.1", "unknown"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", ""), "10.0.0.1");
    }
}
