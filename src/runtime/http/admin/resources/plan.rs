//! Plans with their limits and features. They are content of the site, and have no dates.

use super::super::shape::Thing;
use super::{ROOT, unbilled};
use crate::model::numbers::{feature_id, limit_id};
use crate::model::{Limit, Period, Plan, Product, Programme};

/// What a plan is bought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Account,
    Application,
}

/// A plan that applications are on.
pub(in super::super) fn application_plan(programme: &Programme, plan: &Plan) -> Thing {
    described(Thing::called("application_plan", "plan"), programme, plan, Kind::Application)
}

/// A plan that accounts are on.
pub(in super::super) fn account_plan(programme: &Programme, plan: &Plan) -> Thing {
    described(Thing::called("account_plan", "plan"), programme, plan, Kind::Account)
}

/// A plan within what is on it.
pub(super) fn nested(programme: &Programme, plan: &Plan, kind: Kind) -> Thing {
    described(Thing::new("plan"), programme, plan, kind)
}

fn described(thing: Thing, programme: &Programme, plan: &Plan, kind: Kind) -> Thing {
    let service = programme.products_of(plan).next().filter(|_| kind == Kind::Application);
    let (word, path) = match (kind, service) {
        (Kind::Account, _) => ("account_plan", format!("{ROOT}/account_plans/{}", plan.id())),
        (Kind::Application, Some(service)) => {
            ("application_plan", format!("{ROOT}/services/{}/application_plans/{}", service.id(), plan.id()))
        }
        (Kind::Application, None) => ("application_plan", format!("{ROOT}/application_plans/{}", plan.id())),
    };
    thing
        .attribute("custom", false)
        .attribute("default", plan.recommended)
        .with("id", plan.id())
        .with("name", &plan.title)
        .with("system_name", &plan.name)
        .in_xml("type", word)
        .with("state", "published")
        .with("setup_fee", unbilled())
        .with("cost_per_month", unbilled())
        .with_some("price", plan.price.clone())
        .with("trial_period_days", i64::from(plan.trial_days))
        .with("cancellation_period", 0)
        .with("approval_required", plan.approval_required)
        .with_some("service_id", service.map(Product::id))
        .links([("self", path)])
}

/// A feature of a plan or of a product.
pub(in super::super) fn feature(name: &str, scope: &'static str) -> Thing {
    Thing::new("feature")
        .with("id", feature_id(name))
        .with("name", name)
        .with("system_name", name)
        .with("scope", scope)
        .with("visible", true)
        .with("description", "")
}

/// The limits of a plan, with those of 0 for the metrics that it does not allow.
pub(in super::super) fn limits_of(plan: &Plan) -> Vec<Limit> {
    let disabled =
        plan.disabled_metrics.iter().filter(|metric| !plan.limits.iter().any(|limit| limit.metric == **metric));
    let none = |metric: &String| Limit { metric: metric.clone(), period: Period::Eternity, value: 0 };
    plan.limits.iter().cloned().chain(disabled.map(none)).collect()
}

/// A limit of a plan.
pub(in super::super) fn limit(programme: &Programme, plan: &Plan, limit: &Limit) -> Thing {
    let id = limit_id(&plan.name, &limit.metric, limit.period);
    let metric = within(programme, plan, &limit.metric).map(|product| product.metric_id(&limit.metric));
    let path = metric.map(|metric| format!("{ROOT}/application_plans/{}/metrics/{metric}/limits/{id}", plan.id()));
    Thing::new("limit")
        .with("id", id)
        .with("metric_id", metric)
        .with("metric_system_name", &limit.metric)
        .with("plan_id", plan.id())
        .with("period", limit.period.name())
        .with("value", i64::try_from(limit.value).unwrap_or(i64::MAX))
        .links(path.map(|path| ("self", path)))
}

/// The product of a plan that a metric belongs to.
fn within<'p>(programme: &'p Programme, plan: &'p Plan, metric: &str) -> Option<&'p Product> {
    programme.products_of(plan).find(|product| product.has(metric))
}
