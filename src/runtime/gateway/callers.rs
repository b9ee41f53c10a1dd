//! Applications that call often, with what decides about their calls: as many as fit, each as long as nobody changes
//! customers' data or what is sold. Must not keep a key.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use quick_cache::sync::Cache;

use crate::model::{Limit, Period, Plan, Product, Programme};
use crate::runtime::customers::{Application, Customers, Error, Holder, Presented, Tag};

/// Applications that are remembered; the least used are forgotten.
const MOST: usize = 50_000;
/// The length that an `app_id` has at most.
const LONGEST: usize = 255;

/// Applications by how they call.
pub(super) struct Callers {
    by_app_id: Cache<String, Seen>,
    by_tag: Cache<[u8; 32], Seen>,
    plans: Mutex<Plans>,
}

/// Plans of what is sold now, each once for all of its applications.
#[derive(Default)]
struct Plans {
    programme: Arc<Programme>,
    by_name: HashMap<String, Arc<Plan>>,
}

impl Default for Callers {
    fn default() -> Self {
        Self { by_app_id: Cache::new(MOST), by_tag: Cache::new(MOST), plans: Mutex::default() }
    }
}

/// What was found, at which version of customers' data and of what is sold. That there is nobody is known as well.
#[derive(Clone)]
struct Seen {
    version: i64,
    programme: Arc<Programme>,
    caller: Option<Arc<Caller>>,
}

impl Seen {
    fn holds(&self, customers: &Customers, version: i64) -> bool {
        self.version == version && std::ptr::eq(&*self.programme, customers.programme())
    }
}

/// An application that calls.
pub struct Caller {
    holder: Holder,
    plan: Arc<Plan>,
}

impl Callers {
    /// The application with this `app_id` or client id.
    pub(super) async fn of_app_id(
        &self,
        customers: &Customers,
        version: i64,
        app_id: &str,
    ) -> Result<Option<Arc<Caller>>, Error> {
        // Nobody has such a one, and it would only take room.
        if app_id.len() > LONGEST || app_id.contains(char::is_control) {
            return Ok(None);
        }
        if let Some(seen) = self.by_app_id.get(app_id)
            && seen.holds(customers, version)
        {
            return Ok(seen.caller);
        }
        let seen = self.seen(customers, version, customers.holder_of_app_id(app_id).await?);
        self.by_app_id.insert(app_id.to_owned(), seen.clone());
        Ok(seen.caller)
    }

    /// The application with this user key.
    pub(super) async fn of_user_key(
        &self,
        customers: &Customers,
        version: i64,
        key: &str,
    ) -> Result<Option<Arc<Caller>>, Error> {
        let tags = customers.tags(Presented::UserKey(key));
        let Some(own) = tags.first() else { return Ok(None) };
        if let Some(seen) = self.by_tag.get(own)
            && seen.holds(customers, version)
        {
            return Ok(seen.caller);
        }
        let seen = self.seen(customers, version, customers.holder_of_tags(&tags).await?);
        self.by_tag.insert(*own, seen.clone());
        Ok(seen.caller)
    }

    fn seen(&self, customers: &Customers, version: i64, holder: Option<Holder>) -> Seen {
        let programme = customers.shared_programme();
        let caller = holder.map(|holder| {
            let plan = self.plan(&programme, &holder.application.plan);
            Arc::new(Caller { holder, plan })
        });
        Seen { version, programme, caller }
    }

    fn plan(&self, programme: &Arc<Programme>, name: &str) -> Arc<Plan> {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&plans.programme, programme) {
            *plans = Plans { programme: Arc::clone(programme), by_name: HashMap::new() };
        }
        let new = || Arc::new(with_disabled(programme.plan(name).cloned().unwrap_or_default()));
        Arc::clone(plans.by_name.entry(name.to_owned()).or_insert_with(new))
    }

    /// The next call of this application is looked up anew.
    pub(super) fn forget(&self, caller: &Caller) {
        match &caller.holder.application.app_id {
            Some(app_id) => drop(self.by_app_id.remove(app_id.as_str())),
            None => self.by_tag.clear(),
        }
    }
}

/// A metric that the plan does not open is one that may be used 0 times.
fn with_disabled(mut plan: Plan) -> Plan {
    let limit = |metric: &String| Limit { metric: metric.clone(), period: Period::Eternity, value: 0 };
    let disabled: Vec<Limit> = plan.disabled_metrics.iter().map(limit).collect();
    plan.limits.retain(|limit| !plan.disabled_metrics.contains(&limit.metric));
    plan.limits.extend(disabled);
    plan
}

impl Caller {
    /// The application.
    pub fn application(&self) -> &Application {
        &self.holder.application
    }

    /// What its plan is called.
    pub fn plan(&self) -> &str {
        &self.plan.title
    }

    /// Limits of its plan.
    pub fn limits(&self) -> &[Limit] {
        &self.plan.limits
    }

    /// Whether its plan opens a product.
    pub(super) fn is_of(&self, product: &Product) -> bool {
        self.plan.apis.contains(&product.name)
    }

    /// Whether it is live, and its account approved.
    pub(super) fn is_served(&self) -> bool {
        self.holder.is_served
    }

    /// The key that was presented, if it is one of its own and taken now.
    pub(super) fn key(&self, presented: &[[u8; 32]], now: i64) -> Option<&Tag> {
        let is_taken = |tag: &&Tag| tag.expires_at.is_none_or(|end| end > now) && tag.is_among(presented);
        self.holder.tags.iter().find(is_taken)
    }
}
