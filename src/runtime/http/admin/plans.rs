//! Plans with their limits and features. They are written in the site; here they are read.

use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources;
use super::shape::{List, Thing};
use crate::model::numbers::limit_id;
use crate::model::{Limit, Plan};

/// `GET /application_plans`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let programme = ask.programme();
    let plans = programme.plans.iter().map(|plan| resources::application_plan(programme, plan));
    Ok(Reply::List(List::new("plans", plans)))
}

/// `GET /services/{service_id}/application_plans`
pub(super) async fn of_service(ask: Ask) -> Result<Reply, Refusal> {
    let programme = ask.programme();
    let product = ask.product_at(0)?;
    let plans = programme.plans.iter().filter(|plan| plan.apis.contains(&product.name));
    Ok(Reply::List(List::new("plans", plans.map(|plan| resources::application_plan(programme, plan)))))
}

/// `GET /services/{service_id}/application_plans/{id}`
pub(super) async fn show(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let plan = Some(ask.plan_at(1)?).filter(|plan| plan.apis.contains(&product.name)).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::application_plan(ask.programme(), plan)))
}

/// `GET /application_plans/{id}`
pub(super) async fn show_any(ask: Ask) -> Result<Reply, Refusal> {
    Ok(Reply::Thing(resources::application_plan(ask.programme(), ask.plan_at(0)?)))
}

/// `GET /account_plans`: the same plans, which accounts as a whole may be on as well.
pub(super) async fn account_plans(ask: Ask) -> Result<Reply, Refusal> {
    let programme = ask.programme();
    let plans = programme.plans.iter().map(|plan| resources::account_plan(programme, plan));
    Ok(Reply::List(List::new("plans", plans)))
}

/// `GET /account_plans/{id}`
pub(super) async fn account_plan(ask: Ask) -> Result<Reply, Refusal> {
    Ok(Reply::Thing(resources::account_plan(ask.programme(), ask.plan_at(0)?)))
}

/// `GET /application_plans/{application_plan_id}/features`
pub(super) async fn features(ask: Ask) -> Result<Reply, Refusal> {
    features_of(&ask, "application_plan")
}

/// `GET /account_plans/{account_plan_id}/features`
pub(super) async fn account_features(ask: Ask) -> Result<Reply, Refusal> {
    features_of(&ask, "account_plan")
}

fn features_of(ask: &Ask, scope: &'static str) -> Result<Reply, Refusal> {
    let features = ask.plan_at(0)?.features.iter().map(|feature| resources::feature(feature, scope));
    Ok(Reply::List(List::new("features", features)))
}

/// `GET /application_plans/{application_plan_id}/limits`
pub(super) async fn limits(ask: Ask) -> Result<Reply, Refusal> {
    let plan = ask.plan_at(0)?;
    let all = resources::limits_of(plan);
    let (shown, page) = ask.part_of(&all)?;
    Ok(Reply::List(listed(&ask, plan, shown).page(page)))
}

/// `GET /application_plans/{application_plan_id}/metrics/{metric_id}/limits`
pub(super) async fn limits_of_metric(ask: Ask) -> Result<Reply, Refusal> {
    let (plan, limits) = of_metric(&ask)?;
    Ok(Reply::List(listed(&ask, plan, &limits)))
}

/// `GET /application_plans/{application_plan_id}/metrics/{metric_id}/limits/{id}`
pub(super) async fn limit(ask: Ask) -> Result<Reply, Refusal> {
    let (plan, limits) = of_metric(&ask)?;
    let id = ask.id(2)?;
    let found =
        limits.iter().find(|limit| limit_id(&plan.name, &limit.metric, limit.period) == id).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::limit(ask.programme(), plan, found)))
}

/// The plan of the path, and its limits of the metric of the path.
fn of_metric(ask: &Ask) -> Result<(&Plan, Vec<Limit>), Refusal> {
    let plan = ask.plan_at(0)?;
    let mut products = ask.programme().products_of(plan);
    let (metric, _) = products.find_map(|product| product.metric_called(ask.value(1))).ok_or(Refusal::NotFound)?;
    let mut limits = resources::limits_of(plan);
    limits.retain(|limit| limit.metric == metric);
    Ok((plan, limits))
}

fn listed(ask: &Ask, plan: &Plan, limits: &[Limit]) -> List {
    let things: Vec<Thing> = limits.iter().map(|limit| resources::limit(ask.programme(), plan, limit)).collect();
    List::new("limits", things)
}
