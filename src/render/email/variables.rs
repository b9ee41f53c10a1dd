//! The variables of mails, by 3scale's names, made from one customer: a sample one in the preview, a real one at the
//! runtime.

use serde_json::{Map, Value as Json, json};

use super::Letterhead;
use crate::model::customer::{Account, Application, Key, User};
use crate::model::{Mode, Persona, Plan, Product, Programme, Role};

/// Every variable that a mail may use (3scale's table), for one persona. What the persona does not say has a sample value,
/// so that every template can be looked at with every persona.
pub fn variables(head: &Letterhead, programme: &Programme, persona: &Persona) -> Map<String, Json> {
    let plan = persona.plan.as_ref().and_then(|name| programme.plan(name)).or_else(|| programme.plans.first());
    let products = &programme.products;
    let api = plan.and_then(|plan| plan.apis.first()).and_then(|name| products.iter().find(|api| api.name == *name));
    let api = api.or_else(|| products.first());
    let url = |path: &str| Json::from(format!("{}{path}", head.url));
    let plan_value = plan_value(plan);
    let service = service(head, api);
    let application = application(persona.account.applications.first(), &plan_value, &service);
    let key = application.get("keys").and_then(|keys| keys.get(0)).cloned().unwrap_or_else(|| json!("sample-key-1234"));
    let user = user(&persona.user);
    let account = account(&persona.account, &user, &plan_value, &service);
    let host = head.url.split("://").nth(1).unwrap_or_default().to_owned();
    let values = json!({
        "provider": provider(head, &host),
        "account": account,
        "user": user,
        "plan": plan_value,
        "application": application,
        "service": service,
        "subscription": {"id": 7, "state": "live", "plan": plan_value, "service": service, "rejection_reason": null},
        "key": key,
        "domain": host,
        "support_email": head.contact,
        "url": url("/activate/sample"),
        "invoice_url": url("/admin/account/invoices/2026-11"),
        "payment_url": url("/admin/account/payment_details"),
        "account_payment_url": url("/admin/account/payment_details"),
        "credit_card_url": url("/admin/account/payment_details"),
        "cost": "€290.00",
        "alert": {"level": 90, "message": "messages per month: 90,412 of 100,000", "utilization": 0.904, "timestamp": "2026-11-20 09:14:00 UTC"},
        "sender": {"name": head.brand.name, "email": head.contact},
    });
    match values {
        Json::Object(values) => values,
        _ => Map::new(),
    }
}

fn provider(head: &Letterhead, host: &str) -> Json {
    json!({
        "name": if head.brand.name.is_empty() { &head.title } else { &head.brand.name },
        "domain": host,
        "support_email": head.contact,
        "finance_support_email": head.contact,
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

fn service(head: &Letterhead, api: Option<&Product>) -> Json {
    json!({
        "name": api.map_or(head.title.as_str(), |api| &api.title),
        "system_name": api.map_or("api", |api| &api.name),
        "description": api.and_then(|api| api.description.as_deref()),
        "support_email": head.contact,
    })
}

fn user(user: &User) -> Json {
    let is_sample = user.username.is_empty();
    let (username, name) = if is_sample { ("user", "Sample User") } else { (&*user.username, user.display_name()) };
    json!({
        "username": username,
        "name": name,
        "display_name": name,
        "email": user.email.as_deref().or(is_sample.then_some("user@customer.example")),
        "admin?": is_sample || user.role == Role::Admin,
    })
}

fn account(account: &Account, admin: &Json, plan: &Json, service: &Json) -> Json {
    let name = if account.name.is_empty() { "Sample Customer" } else { &account.name };
    json!({
        "id": account.id.max(1),
        "name": name,
        "display_name": name,
        "telephone_number": account.telephone_number,
        "full_address": account.full_address.as_deref().unwrap_or_default(),
        "credit_card_stored?": account.card.is_some(),
        "paid?": account.is_paid,
        "extra_fields_plain_text": "",
        "fields_plain_text": "",
        "admin": admin,
        "applications": account.applications.iter().map(|one| application(Some(one), plan, service)).collect::<Vec<_>>(),
    })
}

fn application(given: Option<&Application>, plan: &Json, service: &Json) -> Json {
    let key = |key: &Key| key.value.as_ref().map_or_else(|| key.shown(), |value| value.reveal().to_owned());
    let keys: Vec<String> = given.iter().flat_map(|application| &application.keys).map(key).collect();
    let is_user_key = given.is_some_and(|application| application.mode == Mode::UserKey);
    json!({
        "id": given.and_then(|application| application.id).unwrap_or(1),
        "name": given.map_or("Sample application", |application| &application.name),
        "description": given.map_or("", |application| &application.description),
        "state": given.map_or("live", |application| application.state.name()),
        "application_id": given.map_or(Some("app_sample"), |application| application.app_id.as_deref()),
        "user_key": keys.first().filter(|_| is_user_key),
        "keys": keys,
        "rejection_reason": null,
        "plan": plan,
        "service": service,
    })
}
