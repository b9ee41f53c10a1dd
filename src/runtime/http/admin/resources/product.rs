//! Products (3scale: services) with their metrics and methods. They are content of the site, and have no dates.

use super::super::shape::Thing;
use super::ROOT;
use crate::model::Product;

/// A product.
pub(in super::super) fn service(product: &Product) -> Thing {
    let own = format!("{ROOT}/services/{}", product.id());
    let mode = product.credentials.as_ref().map_or("app_id_key", |credentials| credentials.mode.as_str());
    let version = match mode {
        "user_key" => "1",
        "oauth" => "oauth",
        _ => "2",
    };
    let links = ["metrics", "application_plans", "features"].map(|name| (name, format!("{own}/{name}")));
    Thing::new("service")
        .with("id", product.id())
        .with("name", &product.title)
        .with("state", "published")
        .with("system_name", &product.name)
        .with("backend_version", version)
        .with("deployment_option", "self_managed")
        .with("description", "")
        .with("buyers_manage_apps", true)
        .with("buyers_manage_keys", true)
        .with("buyer_key_regenerate_enabled", true)
        .with("mandatory_app_key", true)
        .with("custom_keys_enabled", false)
        .with("buyer_can_select_plan", true)
        .with("buyer_plan_change_permission", "direct")
        .with("referrer_filters_required", false)
        .with("intentions_required", false)
        .links([("self", own)].into_iter().chain(links))
}

/// A metric, or a method among the metrics.
pub(in super::super) fn metric(product: &Product, named: (&str, &str)) -> Thing {
    described(Thing::new("metric"), product, named)
}

/// A method.
pub(in super::super) fn method(product: &Product, named: (&str, &str)) -> Thing {
    described(Thing::new("method"), product, named)
}

fn described(thing: Thing, product: &Product, (name, title): (&str, &str)) -> Thing {
    let service = format!("{ROOT}/services/{}", product.id());
    let parent = product.parent_of(name).map(|parent| product.metric_id(parent));
    let own = match parent {
        Some(parent) => format!("{service}/metrics/{parent}/methods/{}", product.metric_id(name)),
        None => format!("{service}/metrics/{}", product.metric_id(name)),
    };
    thing
        .with("id", product.metric_id(name))
        .with("name", name)
        .with("system_name", name)
        .with("friendly_name", title)
        .with("description", "")
        .with("unit", "hit")
        .with_some("parent_id", parent)
        .links([("service", service), ("self", own)])
}
