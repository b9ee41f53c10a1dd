//! Applications: of one account and across all of them; made with given or made credentials, changed, moved between
//! states and plans.

use super::accounts;
use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources::{self, Shown};
use super::shape::{List, Thing};
use crate::model::{ApplicationState, Date, Mode};
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::{
    Account, Application, ApplicationUpdate, Applications, Change, NewApplication, NewKey, PlanChange, Presented,
};

/// Parameters that are no fields of the company's own.
const KNOWN: [&str; 23] = [
    "name",
    "description",
    "plan_id",
    "plan_name",
    "service_id",
    "service_name",
    "service_plan_id",
    "account_id",
    "user_account_id",
    "org_name",
    "enabled",
    "application_id",
    "app_id",
    "application_key",
    "user_key",
    "client_id",
    "client_secret",
    "redirect_url",
    "first_traffic_at",
    "first_daily_traffic_at",
    "trial_ends_at",
    "provider_verification_key",
    "keys",
];

/// `GET /accounts/{account_id}/applications`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let account = accounts::of_path(&ask).await?;
    let state = ask.word("state", &ApplicationState::ALL)?;
    let mut applications = ask.customers.applications(account.id).await?;
    applications.retain(|application| state.is_none_or(|state| application.state == state));
    let shown = kept(&ask, &applications).await?;
    let things = applications.iter().map(|application| thing(&ask, application, &account, &shown));
    Ok(Reply::List(List::new("applications", things)))
}

/// `GET /applications`: of all accounts.
pub(super) async fn list_all(ask: Ask) -> Result<Reply, Refusal> {
    let part = ask.part()?;
    let which = Applications {
        account: None,
        state: ask.word("state", &ApplicationState::ALL)?,
        plans: plans(&ask)?,
        used_since: day(&ask, "active_since")?,
        unused_since: day(&ask, "inactive_since")?,
    };
    let (applications, total) = ask.customers.applications_part(&which, part).await?;
    let mut ids: Vec<i64> = applications.iter().map(|application| application.account_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = ask.customers.accounts_with(&ids).await?;
    let shown = kept(&ask, &applications).await?;
    let one = |application: &Application| {
        let at = accounts.binary_search_by_key(&application.account_id, |account| account.id).ok()?;
        let first = shown.partition_point(|key| key.application() < application.id);
        let end = shown.partition_point(|key| key.application() <= application.id);
        Some(thing(&ask, application, &accounts[at], &shown[first..end]))
    };
    let things: Vec<Thing> = applications.iter().filter_map(one).collect();
    Ok(Reply::List(List::new("applications", things).page((part, total).into())))
}

/// `GET /applications/find`: by id, else by user key, else by `app_id`.
pub(super) async fn find(ask: Ask) -> Result<Reply, Refusal> {
    let customers = &ask.customers;
    let found = if let Some(id) = ask.said("application_id") {
        customers.application(id.parse().map_err(|_| Refusal::NotFound)?).await?
    } else if let Some(key) = ask.said("user_key") {
        let tags = customers.tags(Presented::UserKey(key));
        customers.holder_of_tags(&tags).await?.map(|holder| holder.application)
    } else if let Some(app_id) = ask.said("app_id") {
        customers.application_by_app_id(app_id).await?
    } else {
        None
    };
    let application = found.ok_or(Refusal::NotFound)?;
    if let Some(plans) = plans(&ask)?
        && !plans.contains(&application.plan)
    {
        return Err(Refusal::NotFound);
    }
    one(&ask, &application).await
}

/// `GET /accounts/{account_id}/applications/{id}`
pub(super) async fn show(ask: Ask) -> Result<Reply, Refusal> {
    let application = of_path(&ask).await?;
    one(&ask, &application).await
}

/// `POST /accounts/{account_id}/applications`
pub(super) async fn create(ask: Ask) -> Result<Reply, Refusal> {
    let plan = ask.plan_said("plan_id")?.ok_or(Refusal::NotFound)?.clone();
    let account = accounts::of_path(&ask).await?;
    let given = given_keys(&ask, ask.programme().mode(&plan));
    let new = NewApplication {
        name: ask.text("name").unwrap_or_default(),
        description: ask.text("description").unwrap_or_default(),
        plan: plan.name,
        app_id: ask.text("application_id"),
        redirect_url: ask.text("redirect_url"),
        fields: ask.own_fields(&KNOWN),
        without_key: !given.is_empty(),
        ..NewApplication::default()
    };
    let mut change = ask.change().await?;
    let created = change.create_application(account.id, new).await?;
    let mut shown: Vec<Shown> = created.key.iter().map(Shown::fresh).collect();
    for value in given {
        let new = NewKey { value: Some(value), ..NewKey::default() };
        shown.push(Shown::fresh(&change.create_key(&created.application, new).await?));
    }
    ask.commit(change).await?;
    Ok(Reply::Made(thing(&ask, &created.application, &account, &shown)))
}

/// Keys that come with a new application, by the parameters that its mode has.
fn given_keys(ask: &Ask, mode: Mode) -> Vec<Hidden> {
    let names: &[&str] = match mode {
        Mode::UserKey => &["user_key"],
        Mode::AppIdKey | Mode::Oauth => &["application_key", "application_key[]"],
    };
    let given = ask.form.fields().filter(|(name, value)| names.contains(name) && !value.is_empty());
    given.map(|(_, value)| Hidden::new(value)).collect()
}

/// `PUT /accounts/{account_id}/applications/{id}`
pub(super) async fn update(ask: Ask) -> Result<Reply, Refusal> {
    let update = ApplicationUpdate {
        name: ask.form.get("name").map(|name| name.trim().to_owned()),
        description: ask.form.get("description").map(str::to_owned),
        redirect_url: ask.text("redirect_url").map(Some),
        fields: ask.own_fields(&KNOWN),
        ..ApplicationUpdate::default()
    };
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    let application = change.update_application(application.id, update).await?;
    let fresh = replace_user_key(&ask, &mut change, &application).await?;
    ask.commit(change).await?;
    match fresh {
        Some(fresh) => {
            let account = accounts::of_path(&ask).await?;
            Ok(Reply::Thing(thing(&ask, &application, &account, &[fresh])))
        }
        None => one(&ask, &application).await,
    }
}

/// Gives the application another user key, where one is sent that is not what an answer told of its own.
async fn replace_user_key(ask: &Ask, change: &mut Change, application: &Application) -> Result<Option<Shown>, Refusal> {
    let Some(value) = ask.said("user_key").filter(|_| application.mode == Mode::UserKey) else { return Ok(None) };
    let value = Hidden::new(value);
    if change.key_called(application, &value).await.is_ok() {
        return Ok(None);
    }
    if let Ok(old) = change.lasting_key(application).await {
        change.revoke_key(application, old.id).await?;
    }
    let new = NewKey { value: Some(value), ..NewKey::default() };
    Ok(Some(Shown::fresh(&change.create_key(application, new).await?)))
}

/// `DELETE /accounts/{account_id}/applications/{id}`
pub(super) async fn delete(ask: Ask) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    change.delete_application(application.id).await?;
    ask.commit(change).await?;
    Ok(Reply::Gone)
}

/// `PUT …/change_plan`: answers with the plan, as 3scale does.
pub(super) async fn change_plan(ask: Ask) -> Result<Reply, Refusal> {
    let plan = ask.plan_said("plan_id")?.ok_or(Refusal::NotFound)?.clone();
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    if change.change_plan(application.id, &plan.name).await? == PlanChange::Requested {
        return Err(Refusal::wrong("plan", "needs an approval"));
    }
    ask.commit(change).await?;
    Ok(Reply::Thing(resources::application_plan(ask.programme(), &plan)))
}

/// `PUT …/accept`
pub(super) async fn accept(ask: Ask) -> Result<Reply, Refusal> {
    transition(ask, "accept", ApplicationState::Pending, ApplicationState::Live).await
}

/// `PUT …/suspend`
pub(super) async fn suspend(ask: Ask) -> Result<Reply, Refusal> {
    transition(ask, "suspend", ApplicationState::Live, ApplicationState::Suspended).await
}

/// `PUT …/resume`
pub(super) async fn resume(ask: Ask) -> Result<Reply, Refusal> {
    transition(ask, "resume", ApplicationState::Suspended, ApplicationState::Live).await
}

async fn transition(ask: Ask, event: &str, from: ApplicationState, to: ApplicationState) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    if application.state != from {
        return Err(Refusal::transition(event));
    }
    let update = ApplicationUpdate { state: Some(to), ..ApplicationUpdate::default() };
    let application = change.update_application(application.id, update).await?;
    ask.commit(change).await?;
    one(&ask, &application).await
}

/// The application of the path.
pub(super) async fn of_path(ask: &Ask) -> Result<Application, Refusal> {
    let account = ask.id(0)?;
    let found = ask.customers.application(ask.id(1)?).await?;
    found.filter(|application| application.account_id == account).ok_or(Refusal::NotFound)
}

/// An application whose own keys are among those shown.
pub(super) fn thing(ask: &Ask, application: &Application, account: &Account, shown: &[Shown]) -> Thing {
    resources::application(ask.programme(), application, account, shown)
}

async fn one(ask: &Ask, application: &Application) -> Result<Reply, Refusal> {
    let account = ask.customers.account(application.account_id).await?.ok_or(Refusal::NotFound)?;
    let shown = kept(ask, std::slice::from_ref(application)).await?;
    Ok(Reply::Thing(thing(ask, application, &account, &shown)))
}

/// What may be told of the keys of applications, by application.
pub(super) async fn kept(ask: &Ask, applications: &[Application]) -> Result<Vec<Shown>, Refusal> {
    let ids: Vec<i64> = applications.iter().map(|application| application.id).collect();
    let mut keys = ask.customers.live_keys_of(&ids).await?;
    keys.sort_by_key(|key| (key.application_id, key.id));
    Ok(keys.iter().map(|key| Shown::kept(key, ask.customers.secrets())).collect())
}

/// The plans that parameters ask for; `None` where they ask for none.
fn plans(ask: &Ask) -> Result<Option<Vec<String>>, Refusal> {
    let service = match ask.said("service_id") {
        Some(text) => Some(ask.programme().product_called(text).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let plan = ask.plan_said("plan_id")?;
    let is_free = ask.word("plan_type", &[("free", true), ("paid", false)])?;
    if service.is_none() && plan.is_none() && is_free.is_none() {
        return Ok(None);
    }
    let fits = |candidate: &&crate::model::Plan| {
        service.is_none_or(|service| candidate.apis.contains(&service.name))
            && plan.is_none_or(|plan| plan.name == candidate.name)
            && is_free.is_none_or(|free| candidate.price.is_none() == free)
    };
    Ok(Some(ask.programme().plans.iter().filter(fits).map(|plan| plan.name.clone()).collect()))
}

/// A parameter that is a day, at its begin in UTC; what follows the day is not looked at.
fn day(ask: &Ask, name: &str) -> Result<Option<i64>, Refusal> {
    let Some(text) = ask.said(name) else { return Ok(None) };
    let day: Option<Date> = text.get(..10).and_then(|text| text.parse().ok());
    day.map(|day| Some(day.seconds())).ok_or_else(|| Refusal::wrong(name, "is not a date"))
}
