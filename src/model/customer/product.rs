//! What the company sells, as a customer's pages name it (3scale: plans and services). Must not hold prices that are
//! reckoned with: a price is text.

use crate::model::{Period, Product, Programme};

/// An application plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// System name.
    pub system_name: String,
    /// What is shown.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Price as shown.
    pub price: Option<String>,
    /// Products that it opens.
    pub services: Vec<Service>,
    /// Features, as shown.
    pub features: Vec<String>,
    /// Limits per metric and period.
    pub limits: Vec<PlanLimit>,
    /// Days of trial; 0 means none.
    pub trial_days: u32,
    /// Whether the company approves each application.
    pub approval_required: bool,
    /// Whether it is the one that the portal recommends.
    pub recommended: bool,
}

/// At most so many units of a metric in each period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLimit {
    /// What is counted.
    pub metric: Metric,
    /// The period that the count restarts with.
    pub period: Period,
    /// Units; 0 disables the metric.
    pub value: u64,
}

/// What is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metric {
    /// System name.
    pub system_name: String,
    /// What is shown.
    pub title: String,
}

/// An api that the company sells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// System name.
    pub system_name: String,
    /// What is shown.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// The company's names for `app_id`, `app_key` and `user_key`, where it has its own.
    pub names: Vec<(String, String)>,
    /// Plans that open it, where the page lets customers choose.
    pub plans: Vec<Plan>,
}

impl Plan {
    /// The plan called `name` of a programme. One that the company sells no more keeps its name.
    pub fn named(programme: &Programme, name: &str) -> Self {
        let Some(plan) = programme.plan(name) else {
            return Self { system_name: name.to_owned(), title: name.to_owned(), ..Self::default() };
        };
        let product = |api: &String| programme.products.iter().find(|product| product.name == *api);
        Self {
            system_name: plan.name.clone(),
            title: plan.title.clone(),
            description: plan.description.clone(),
            price: plan.price.clone(),
            services: plan.apis.iter().filter_map(product).map(Service::of).collect(),
            features: plan.features.clone(),
            limits: plan
                .limits
                .iter()
                .map(|limit| PlanLimit {
                    metric: Metric::named(programme, &limit.metric),
                    period: limit.period,
                    value: limit.value,
                })
                .collect(),
            trial_days: plan.trial_days,
            approval_required: plan.approval_required,
            recommended: plan.recommended,
        }
    }

    /// All plans of a programme.
    pub fn all(programme: &Programme) -> Vec<Self> {
        programme.plans.iter().map(|plan| Self::named(programme, &plan.name)).collect()
    }
}

impl Metric {
    /// The metric called `name` of whichever product has it.
    pub fn named(programme: &Programme, name: &str) -> Self {
        let mut metrics = programme.products.iter().flat_map(|product| &product.metrics);
        let title = metrics.find(|(known, _)| known == name).map_or(name, |(_, title)| title);
        Self { system_name: name.to_owned(), title: title.to_owned() }
    }
}

impl Service {
    /// A product, without its plans.
    pub fn of(product: &Product) -> Self {
        Self {
            system_name: product.name.clone(),
            title: product.title.clone(),
            names: product.credentials.as_ref().map(|credentials| credentials.names.clone()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// All products of a programme, each with the plans that open it.
    pub fn all(programme: &Programme) -> Vec<Self> {
        let plans = Plan::all(programme);
        let opens = |plan: &&Plan, name: &str| plan.services.iter().any(|service| service.system_name == name);
        let with_plans = |product: &Product| Self {
            plans: plans.iter().filter(|plan| opens(plan, &product.name)).cloned().collect(),
            ..Self::of(product)
        };
        programme.products.iter().map(with_plans).collect()
    }
}
