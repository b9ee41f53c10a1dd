//! Counters of current periods in Redis, which several runtimes share: each call is one script there, so that a check
//! and the count behind it are one step for all of them. What Redis does not have is read from the database. Must not
//! write to the database.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError, Script};
use tokio::sync::OnceCell;

use super::Call;
use super::ledger::Ledger;
use crate::model::Limit;
use crate::model::runtime::REDIS_SCHEMES;
use crate::runtime::customers::{Customers, Error, Tally, end_of, start_of};
use crate::runtime::store::StoreError;

/// How long Redis may take to be reached, and to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a counter is kept after its period, in seconds: for reports that come late.
const KEEP: i64 = 3_600;
/// Numbers of scripts are exact up to here.
const MOST: u64 = 1 << 53;

/// Counts, or gives 2 and the places of counters that are not there. `ARGV`: whether to count, and for each counter its
/// units and its limit, which is negative where it does not hold.
const SCRIPT: &str = r"
local used = redis.call('MGET', unpack(KEYS))
local answer = {2}
for at = 1, #KEYS do
  if not used[at] then answer[#answer + 1] = at end
end
if #answer > 1 then return answer end
answer[1] = 1
for at = 1, #KEYS do
  local limit = tonumber(ARGV[2 * at + 1])
  answer[at + 1] = tonumber(used[at])
  if limit >= 0 and answer[at + 1] + tonumber(ARGV[2 * at]) > limit then answer[1] = 0 end
end
if answer[1] == 1 and ARGV[1] == '1' then
  for at = 1, #KEYS do
    if ARGV[2 * at] ~= '0' then answer[at + 1] = redis.call('INCRBY', KEYS[at], ARGV[2 * at]) end
  end
end
return answer
";

/// A Redis, by its address. Clones share the connection.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    connection: OnceCell<ConnectionManager>,
    script: Script,
}

impl Redis {
    /// Reads `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`. With `rediss://` it is asked over TLS and its certificate is
    /// held against those of the system. Connects to nothing.
    ///
    /// # Errors
    /// When it is no such address, in words that do not show it: it may hold a password.
    pub fn parse(address: &str) -> Result<Self, String> {
        let known = REDIS_SCHEMES.iter().any(|scheme| address.starts_with(scheme));
        let client = Client::open(address).ok().filter(|_| known);
        let client = client.ok_or("this is no address of a Redis, such as `redis://127.0.0.1:6379`")?;
        Ok(Self { client, connection: OnceCell::new(), script: Script::new(SCRIPT) })
    }

    /// Whether it answers.
    pub(super) async fn ping(&self) -> Result<(), Error> {
        redis::cmd("PING").exec_async(&mut self.connection().await?).await.map_err(failed)
    }

    /// Says what is used, and whether the units are within their limits.
    pub(super) async fn ask(
        &self,
        customers: &Customers,
        ledger: &Arc<Ledger>,
        call: Call<'_>,
    ) -> Result<Tally, Error> {
        let Call { application, within, at, counts } = call;
        if within.limits.is_empty() {
            return Ok(Tally { allowed: true, used: Vec::new() });
        }
        loop {
            let mut script = self.script.arg(i32::from(counts));
            for limit in within.limits {
                let most = limit.value.min(MOST);
                script.key(key(application, limit, at)).arg(within.units_of(limit));
                if within.refuse && within.is_asked(limit) {
                    script.arg(most)
                } else {
                    script.arg(-1)
                };
            }
            let answer: Vec<i64> = script.invoke_async(&mut self.connection().await?).await.map_err(failed)?;
            let Some((state, rest)) = answer.split_first() else { return Err(StoreError::Strange("counters").into()) };
            if *state != 2 {
                let used = rest.iter().map(|used| u64::try_from(*used).unwrap_or_default()).collect();
                return Ok(Tally { allowed: *state == 1, used });
            }
            let place = |at: &i64| within.limits.get(usize::try_from(*at).ok()?.checked_sub(1)?).cloned();
            let missing: Vec<Limit> = rest.iter().filter_map(place).collect();
            self.seed(customers, ledger, application, &missing, at).await?;
        }
    }

    /// Puts in what the database says. Of several runtimes that do so at the same time, the first one's stays.
    async fn seed(
        &self,
        customers: &Customers,
        ledger: &Arc<Ledger>,
        application: i64,
        limits: &[Limit],
        at: i64,
    ) -> Result<(), Error> {
        let used = ledger.settled(customers, application, limits, at).await?;
        let mut all = redis::pipe();
        for (limit, used) in limits.iter().zip(used) {
            let set = all.cmd("SET").arg(key(application, limit, at)).arg(used.value).arg("NX");
            if let Some(end) = end_of(limit.period, used.starts_at) {
                set.arg("EX").arg((end - at).max(0) + KEEP);
            }
            set.ignore();
        }
        all.exec_async(&mut self.connection().await?).await.map_err(failed)
    }

    async fn connection(&self) -> Result<ConnectionManager, Error> {
        let connect = || async {
            let config = ConnectionManagerConfig::new()
                .set_connection_timeout(Some(PATIENCE))
                .set_response_timeout(Some(PATIENCE))
                .set_number_of_retries(2);
            self.client.get_connection_manager_with_config(config).await
        };
        self.connection.get_or_try_init(connect).await.cloned().map_err(failed)
    }
}

fn failed(error: RedisError) -> Error {
    StoreError::Counters(Box::new(error)).into()
}

/// `portal:usage:12:day:1772496000:hits`.
fn key(application: i64, limit: &Limit, at: i64) -> String {
    let starts_at = start_of(limit.period, at);
    format!("portal:usage:{application}:{}:{starts_at}:{}", limit.period.name(), limit.metric)
}
