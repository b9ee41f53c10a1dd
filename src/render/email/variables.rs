//! The variables of mails, by 3scale's names, made from a sample customer: what preview and tests render with.

use serde_json::{Map, Value as Json, json};

use crate::model::{Api, Plan, Site};

/// Every variable that a mail may use (3scale's table), for one persona. What the persona does not say has a sample value,
/// so that every template can be looked at with every persona.
pub fn variables(site: &Site, persona: &Json) -> Map<String, Json> {
    let config = &site.config;
    let plan =
        persona.get("plan").and_then(Json::as_str).and_then(|name| config.plans.iter().find(|plan| plan.name == name));
    let plan = plan.or_else(|| config.plans.first());
    let api = plan.and_then(|plan| plan.apis.first()).and_then(|name| config.apis.iter().find(|api| api.name == *name));
    let api = api.or_else(|| config.apis.first());
    let url = |path: &str| Json::from(format!("{}{path}", config.url));
    let plan_value = plan_value(plan);
    let service = service(site, api);
    let application = application(persona, &plan_value, &service);
    let key = application.get("keys").and_then(|keys| keys.get(0)).cloned().unwrap_or_else(|| json!("sample-key-1234"));
    let user = over(
        json!({"username": "user", "name": "Sample User", "display_name": "Sample User", "email": "user@customer.example", "admin?": true}),
        persona.get("user"),
    );
    let mut account = over(
        json!({"id": 1, "name": "Sample Customer", "display_name": "Sample Customer", "telephone_number": null, "credit_card_stored?": true, "paid?": false, "extra_fields_plain_text": "", "fields_plain_text": "", "full_address": "", "applications": []}),
        persona.get("account"),
    );
    if let Some(account) = account.as_object_mut() {
        account.insert("admin".to_owned(), user.clone());
        account.insert("applications".to_owned(), persona.get("applications").cloned().unwrap_or_else(|| json!([])));
    }
    let host = config.url.split("://").nth(1).unwrap_or_default().to_owned();
    let values = json!({
        "provider": provider(site, &host),
        "account": account,
        "user": user,
        "plan": plan_value,
        "application": application,
        "service": service,
        "subscription": {"id": 7, "state": "live", "plan": plan_value, "service": service, "rejection_reason": null},
        "key": key,
        "domain": host,
        "support_email": config.contact,
        "url": url("/activate/sample"),
        "invoice_url": url("/admin/account/invoices/2026-11"),
        "payment_url": url("/admin/account/payment_details"),
        "account_payment_url": url("/admin/account/payment_details"),
        "credit_card_url": url("/admin/account/payment_details"),
        "cost": "€290.00",
        "alert": {"level": 90, "message": "messages per month: 90,412 of 100,000", "utilization": 0.904, "timestamp": "2026-11-20 09:14:00 UTC"},
        "sender": {"name": config.brand.name, "email": config.contact},
    });
    match values {
        Json::Object(values) => values,
        _ => Map::new(),
    }
}

fn provider(site: &Site, host: &str) -> Json {
    let config = &site.config;
    json!({
        "name": if config.brand.name.is_empty() { &config.title } else { &config.brand.name },
        "domain": host,
        "support_email": config.contact,
        "finance_support_email": config.contact,
        "telephone_number": null,
        "multiple_applications_allowed?": true,
        "requires_credit_card?": false,
    })
}

fn plan_value(plan: Option<&Plan>) -> Json {
    let free = plan.and_then(|plan| plan.price.as_deref()).is_none_or(|price| price.eq_ignore_ascii_case("free"));
    json!({
        "name": plan.map_or("Sample plan", |plan| &plan.title),
        "system_name": plan.map_or("sample", |plan| &plan.name),
        "cost": plan.and_then(|plan| plan.price.as_deref()),
        "paid?": !free,
        "free?": free,
        "approval_required?": plan.is_some_and(|plan| plan.approval_required),
        "trial_period_days": plan.map_or(0, |plan| plan.trial_days),
    })
}

fn service(site: &Site, api: Option<&Api>) -> Json {
    json!({
        "name": api.map_or(site.config.title.as_str(), |api| &api.title),
        "system_name": api.map_or("api", |api| &api.name),
        "description": api.and_then(|api| api.description.as_deref()),
        "support_email": site.config.contact,
    })
}

fn application(persona: &Json, plan: &Json, service: &Json) -> Json {
    let sample = json!({"id": 1, "name": "Sample application", "description": "", "state": "live", "application_id": "app_sample", "user_key": null, "keys": [], "rejection_reason": null});
    let mut application = over(sample, persona.get("applications").and_then(|applications| applications.get(0)));
    if let Some(application) = application.as_object_mut() {
        application.insert("plan".to_owned(), plan.clone());
        application.insert("service".to_owned(), service.clone());
    }
    application
}

/// `base` with what `own` says in place of it.
fn over(mut base: Json, own: Option<&Json>) -> Json {
    if let (Some(base), Some(own)) = (base.as_object_mut(), own.and_then(Json::as_object)) {
        base.extend(own.clone());
    }
    base
}
