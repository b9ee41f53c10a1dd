//! The programme: plans and products as the runtime needs them, written into the bundle by the build.

use serde::{Deserialize, Serialize};

use super::{Api, Credentials, Mode, Plan};

/// What the company sells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Plans in the order written.
    pub plans: Vec<Plan>,
    /// Apis in the order written.
    pub products: Vec<Product>,
}

/// An api without its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// System name.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// One sentence.
    #[serde(default)]
    pub description: Option<String>,
    /// How callers identify themselves.
    pub credentials: Option<Credentials>,
    /// Metrics and methods that are counted: system name and title.
    pub metrics: Vec<(String, String)>,
    /// System names of those that are methods: each counts as [`HITS`] as well.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The number that callers of the admin API know it by, where `portal.yaml` gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
}

/// The metric that every product has, and to which its methods count (3scale: hits).
pub const HITS: &str = "hits";

impl Product {
    /// Whether it has a metric or method of this name.
    pub fn has(&self, metric: &str) -> bool {
        metric == HITS || self.metrics.iter().any(|(name, _)| name == metric)
    }

    /// Whether uses of it count as hits, too.
    pub fn is_method(&self, metric: &str) -> bool {
        metric != HITS && self.methods.iter().any(|name| name == metric)
    }
}

impl Programme {
    /// What a site with these apis and plans sells.
    pub fn of(apis: &[Api], plans: &[Plan]) -> Self {
        let product = |api: &Api| Product {
            name: api.name.clone(),
            title: api.title.clone(),
            description: api.description.clone(),
            credentials: api.credentials.clone(),
            metrics: api.metrics.clone(),
            methods: api.methods.clone(),
            number: api.number,
        };
        Self { plans: plans.to_vec(), products: apis.iter().map(product).collect() }
    }

    /// The plan with this system name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == name)
    }

    /// Whether uses of a metric count as hits, too, in the products that a plan opens.
    pub fn is_method(&self, plan: &Plan, metric: &str) -> bool {
        self.products.iter().any(|product| plan.apis.contains(&product.name) && product.is_method(metric))
    }

    /// How applications on this plan identify themselves: as its first api with credentials says, else by `app_id_key`.
    pub fn mode(&self, plan: &Plan) -> Mode {
        let products = plan.apis.iter().filter_map(|name| self.products.iter().find(|product| product.name == *name));
        let word = products.filter_map(|product| product.credentials.as_ref()).next().map(|found| found.mode.as_str());
        Mode::ALL.iter().find(|(name, _)| Some(*name) == word).map_or(Mode::AppIdKey, |(_, mode)| *mode)
    }
}
