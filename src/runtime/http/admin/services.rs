//! Products (3scale: services) with their metrics, methods and features. They are written in the site; here they are
//! read.

use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources;
use super::shape::List;
use crate::model::Product;
use crate::model::numbers::{feature_id, features};

/// What 3scale says that a feature of a service belongs to.
const SCOPE: &str = "application_plan";

/// `GET /services`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let (shown, page) = ask.part_of(&ask.programme().products)?;
    Ok(Reply::List(List::new("services", shown.iter().map(resources::service)).page(page)))
}

/// `GET /services/{id}`
pub(super) async fn show(ask: Ask) -> Result<Reply, Refusal> {
    Ok(Reply::Thing(resources::service(ask.product_at(0)?)))
}

/// `GET /services/{service_id}/metrics`: methods as well, as 3scale lists them.
pub(super) async fn metrics(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let metrics = product.counted().into_iter().map(|metric| resources::metric(product, metric));
    Ok(Reply::List(List::new("metrics", metrics)))
}

/// `GET /services/{service_id}/metrics/{id}`
pub(super) async fn metric(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let metric = product.metric_called(ask.value(1)).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::metric(product, metric)))
}

/// `GET /services/{service_id}/metrics/{metric_id}/methods`
pub(super) async fn methods(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let methods = methods_of(&ask, product)?.into_iter().map(|method| resources::method(product, method));
    Ok(Reply::List(List::new("methods", methods)))
}

/// `GET /services/{service_id}/metrics/{metric_id}/methods/{id}`
pub(super) async fn method(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let wanted = product.metric_called(ask.value(2)).ok_or(Refusal::NotFound)?;
    let method = methods_of(&ask, product)?.into_iter().find(|method| *method == wanted).ok_or(Refusal::NotFound)?;
    Ok(Reply::Thing(resources::method(product, method)))
}

/// Methods of the metric in the second place of the path.
fn methods_of<'p>(ask: &Ask, product: &'p Product) -> Result<Vec<(&'p str, &'p str)>, Refusal> {
    let (metric, _) = product.metric_called(ask.value(1)).ok_or(Refusal::NotFound)?;
    let mut methods = product.counted();
    methods.retain(|(name, _)| product.parent_of(name) == Some(metric));
    Ok(methods)
}

/// `GET /services/{service_id}/features`
pub(super) async fn features_of(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let plans = ask.programme().plans.iter().filter(|plan| plan.apis.contains(&product.name));
    let features = features(plans).into_iter().map(|feature| resources::feature(feature, SCOPE));
    Ok(Reply::List(List::new("features", features)))
}

/// `GET /services/{service_id}/features/{id}`
pub(super) async fn feature_of(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let plans = ask.programme().plans.iter().filter(|plan| plan.apis.contains(&product.name));
    found(features(plans), ask.value(1), SCOPE)
}

/// `GET /features`: of all plans, which accounts may be on.
pub(super) async fn all_features(ask: Ask) -> Result<Reply, Refusal> {
    let features = features(&ask.programme().plans);
    let features = features.into_iter().map(|feature| resources::feature(feature, "account_plan"));
    Ok(Reply::List(List::new("features", features)))
}

/// `GET /features/{id}`
pub(super) async fn any_feature(ask: Ask) -> Result<Reply, Refusal> {
    found(features(&ask.programme().plans), ask.value(0), "account_plan")
}

fn found(features: Vec<&str>, text: &str, scope: &'static str) -> Result<Reply, Refusal> {
    let mut features = features.into_iter();
    let feature = features.find(|feature| *feature == text || text.parse() == Ok(feature_id(feature)));
    Ok(Reply::Thing(resources::feature(feature.ok_or(Refusal::NotFound)?, scope)))
}
