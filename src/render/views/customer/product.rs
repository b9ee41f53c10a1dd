//! Plans, products, metrics and limits as templates of customers' pages see them.

use super::super::{properties, strings, text, views};
use super::number;
use crate::liquid::Value;
use crate::model::customer::{Metric, Plan, PlanLimit, Service};

impl Plan {
    fn is_free(&self) -> bool {
        self.price.as_deref().is_none_or(|price| price.trim().eq_ignore_ascii_case("free"))
    }
}

properties!(Plan, this, {
    "id" => Value::str(&this.system_name),
    "name" => Value::str(&this.title),
    "title" => Value::str(&this.title),
    "system_name" => Value::str(&this.system_name),
    "description" => text(&this.description),
    "price" => text(&this.price),
    "cost" => text(&this.price),
    "flat_cost" => this.price.as_deref().unwrap_or("0"),
    "setup_fee" => Value::Int(0),
    "free?" => this.is_free(),
    "paid?" => !this.is_free(),
    "approval_required?" => this.approval_required,
    "trial_period_days" => number(this.trial_days),
    "recommended?" => this.recommended,
    "features" => Value::array(this.features.iter().map(|feature| super::map([
        ("name", Value::str(feature)),
        ("system_name", Value::str(feature)),
        ("description", Value::Nil),
        ("has_description?", Value::Bool(false)),
        ("enabled?", Value::Bool(true)),
    ])).collect()),
    "usage_limits" => views(&this.limits),
    "metrics" => Value::array(this.limits.iter().map(|limit| Value::View(&limit.metric)).collect()),
    "service" => super::super::view(this.services.first()),
    "services" => views(&this.services),
    "bought?" => false,
    "selected?" => false,
});

properties!(PlanLimit, this, {
    "metric" => Value::View(&this.metric),
    "period" => this.period.name(),
    "per" => this.period.per(),
    "value" => number(this.value),
});

properties!(Metric, this, {
    "id" => Value::str(&this.system_name),
    "name" => Value::str(&this.title),
    "system_name" => Value::str(&this.system_name),
    "unit" => Value::Nil,
    "description" => Value::Nil,
    "has_parent" => false,
    "usage_limits" => Value::array(Vec::new()),
    "pricing_rules" => Value::array(Vec::new()),
});

properties!(Service, this, {
    "id" => Value::str(&this.system_name),
    "name" => Value::str(&this.title),
    "title" => Value::str(&this.title),
    "system_name" => Value::str(&this.system_name),
    "description" => text(&this.description),
    "credential_names" => strings(this.names.iter().map(|(_, name)| name.as_str())),
    "application_plans" => views(&this.plans),
    "service_plans" => Value::array(Vec::new()),
    "features" => Value::array(Vec::new()),
    "metrics" => Value::array(Vec::new()),
    "api_specs" => Value::array(Vec::new()),
    "subscription" => Value::Nil,
    "subscribable?" => false,
    "subscribe_url" => Value::Nil,
    "referrer_filters_required?" => false,
    "apis_identifier" => Value::Nil,
    "support_email" => Value::Nil,
});
