//! A sample customer as templates see one: the values that are known for a customer only. Must not invent what a persona
//! does not say, where a page would show it as true.

use serde_json::{Map, Value as Json, json};

use super::email;
use crate::liquid::{Kind, Value, View};
use crate::model::{Audience, Site};

/// The names that a persona has for `access:`: the plans of its applications with their features, and its groups.
pub fn audience(site: &Site, persona: &Json) -> Audience {
    let applications = persona.get("applications").and_then(Json::as_array).into_iter().flatten();
    let named: Vec<&str> = applications
        .filter_map(|application| application.get("plan")?.as_str())
        .chain(persona.get("plan").and_then(Json::as_str))
        .collect();
    let plans = site.config.plans.iter().filter(|plan| named.contains(&plan.name.as_str()));
    let groups = persona.get("groups").and_then(Json::as_array).into_iter().flatten();
    Audience::on_plans(plans).and(&Audience::customer(groups.filter_map(Json::as_str)))
}

/// A made-up customer with one application on `plan`.
pub fn on_plan(plan: &str) -> Json {
    json!({
        "plan": plan,
        "account": { "id": 1, "name": "Sample Customer", "display_name": "Sample Customer" },
        "user": { "id": 1, "username": "sample", "name": "Sample User", "display_name": "Sample User", "email": "user@customer.example", "admin?": true },
        "applications": [{ "id": 1, "name": "Sample application", "description": "", "state": "live", "plan": plan, "application_id": "app_sample", "keys": ["sample-key-not-a-secret"] }],
    })
}

/// The values of a persona by name.
pub fn values(site: &Site, persona: &Json) -> Map<String, Json> {
    let mut values = email::variables(site, persona);
    let mut account = values.remove("account").unwrap_or_default();
    let applications: Vec<Json> =
        account.get("applications").and_then(Json::as_array).into_iter().flatten().cloned().collect();
    let applications: Vec<Json> = applications
        .into_iter()
        .map(|mut application| {
            let plan = application.get("plan").and_then(Json::as_str).unwrap_or_default().to_owned();
            let one = email::variables(site, &json!({ "plan": plan, "applications": [application] }));
            for key in ["plan", "service"] {
                application[key] =
                    one.get("application").and_then(|application| application.get(key)).cloned().unwrap_or_default();
            }
            application
        })
        .collect();
    account["applications"] = Json::from(applications.clone());
    let mut late = Map::new();
    late.insert("application".to_owned(), applications.first().cloned().unwrap_or_default());
    late.insert("applications".to_owned(), Json::from(applications));
    late.insert("current_user".to_owned(), values.remove("user").unwrap_or_default());
    late.insert("account".to_owned(), account.clone());
    late.insert("current_account".to_owned(), account);
    late
}

/// Values as the late names of a page; a name that has none is nil.
pub struct Late<'v>(&'v Map<String, Json>);

impl<'v> Late<'v> {
    /// Over the values of a customer.
    pub fn of(values: &'v Map<String, Json>) -> Self {
        Self(values)
    }
}

impl View for Late<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        match self.0.get(key) {
            Some(value) => Some(Value::from(value)),
            None => super::views::LATE_NAMES.contains(&key).then_some(Value::Nil),
        }
    }

    fn len(&self) -> usize {
        super::views::LATE_NAMES.len()
    }

    fn keys(&self) -> Vec<String> {
        super::views::LATE_NAMES.map(str::to_owned).to_vec()
    }
}
