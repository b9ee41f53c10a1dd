//! Applications: listed, made, changed, deleted. Must not know keys, but for the first one.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::{Problem, redirect};
use super::ask::{Ask, refusal, some, wrong};
use crate::model::customer::{Application, Errors, Flash, Pagination, Plan, Visit};
use crate::model::{ApplicationState, Mode};
use crate::runtime::customers::{ApplicationUpdate, Error, NewApplication};
use crate::runtime::visit;

const THING: &str = "application";
const SHOW: &str = "applications/show";

/// `applications/index`.
pub(super) async fn index(ask: Ask) -> Result<Response, Problem> {
    let mut visit = ask.visit();
    let items = visit.account.as_ref().map_or(0, |account| account.applications.len());
    visit.pagination = whole(items);
    ask.page(StatusCode::OK, "applications/index", &visit).await
}

/// `applications/show`.
pub(super) async fn show(ask: Ask) -> Result<Response, Problem> {
    let visit = about(&ask).await?;
    ask.page(StatusCode::OK, SHOW, &visit).await
}

/// `applications/new`, with the plan that a link names chosen (3scale: `plan_ids[]`, `plan_id`).
pub(super) async fn new(ask: Ask) -> Result<Response, Problem> {
    let named = ask.asked("plan_ids[]").or_else(|| ask.asked("plan_id")).unwrap_or_default();
    let application = Application { plan: Plan { system_name: named, ..Plan::default() }, ..Application::default() };
    let visit = Visit { application: Some(application), ..choosing(&ask) };
    ask.page(StatusCode::OK, "applications/new", &visit).await
}

/// Makes an application; its page shows the first key, this once.
pub(super) async fn create(ask: Ask) -> Result<Response, Problem> {
    let plan = plan_sent(&ask).unwrap_or_default();
    let sent = |name: &str| ask.sent(THING, name).unwrap_or_default();
    let new = NewApplication {
        name: sent("name").trim().to_owned(),
        description: lines(sent("description")),
        plan,
        redirect_url: some(sent("redirect_url")),
        ..NewApplication::default()
    };
    let mut change = ask.change().await?;
    match change.create_application(ask.account(), new.clone()).await {
        Ok(created) => {
            let renewed = ask.commit_renewed(change).await?;
            let ask = &renewed.ask;
            let mut visit = about_id(ask, created.application.id).await?;
            visit.fresh_key = created.key.as_ref().map(|key| visit::fresh_key(key, ask.secrets()));
            Ok(renewed.page(StatusCode::CREATED, SHOW, &visit).await)
        }
        Err(error) => {
            drop(change);
            let errors = wrong(error)?;
            let programme = &ask.caller.release.programme;
            let application = Application {
                name: new.name,
                description: new.description,
                plan: Plan::named(programme, &new.plan),
                mode: programme.plan(&new.plan).map(|plan| programme.mode(plan)).unwrap_or_default(),
                redirect_url: new.redirect_url,
                errors: errors.clone(),
                ..Application::default()
            };
            let visit = Visit { application: Some(application), errors, ..choosing(&ask) };
            ask.page(StatusCode::UNPROCESSABLE_ENTITY, "applications/new", &visit).await
        }
    }
}

/// `applications/edit`.
pub(super) async fn edit(ask: Ask) -> Result<Response, Problem> {
    let visit = about(&ask).await?;
    ask.page(StatusCode::OK, "applications/edit", &visit).await
}

/// Changes what was sent of an application.
pub(super) async fn update(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    let redirect_url = ask.sent(THING, "redirect_url").filter(|_| application.mode == Mode::Oauth).map(some);
    let update = ApplicationUpdate {
        name: ask.sent(THING, "name").map(|name| name.trim().to_owned()),
        description: ask.sent(THING, "description").map(lines),
        redirect_url,
        ..ApplicationUpdate::default()
    };
    match change.update_application(application.id, update.clone()).await {
        Ok(new) => {
            ask.commit(change).await?;
            Ok(ask.done(&path(new.id), "The application was changed."))
        }
        Err(error) => {
            drop(change);
            let errors = wrong(error)?;
            let mut visit = about(&ask).await?;
            if let Some(application) = &mut visit.application {
                application.name = update.name.unwrap_or_default();
                application.description = update.description.unwrap_or_default();
                application.redirect_url = update.redirect_url.flatten();
                application.errors = errors.clone();
            }
            visit.errors = errors;
            ask.page(StatusCode::UNPROCESSABLE_ENTITY, "applications/edit", &visit).await
        }
    }
}

/// Deletes an application, with its keys.
pub(super) async fn delete(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    change.delete_application(application.id).await?;
    ask.commit(change).await?;
    Ok(ask.done("/admin/applications", format!("{} was deleted.", application.name)))
}

/// Where a reader is led who asks again for the address of an answer.
pub(super) async fn back(ask: Ask) -> Result<Response, Problem> {
    ask.application(&ask.visit())?;
    Ok(redirect(StatusCode::SEE_OTHER, &path(ask.id(0)?)))
}

/// The path of an application's page.
pub(super) fn path(id: i64) -> String {
    format!("/admin/applications/{id}")
}

/// What the page of the application shows that the path names.
pub(super) async fn about(ask: &Ask) -> Result<Visit, Problem> {
    about_id(ask, ask.id(0)?).await
}

async fn about_id(ask: &Ask, id: i64) -> Result<Visit, Problem> {
    let mut visit = ask.visit();
    let own = visit.account.iter().flat_map(|account| &account.applications);
    let mut application = own.into_iter().find(|one| one.id == Some(id)).cloned().ok_or_else(Problem::not_found)?;
    application.history = visit::history(&ask.customers(), &application, visit::Reach::default()).await?;
    visit.plans = visit::plans(&ask.caller.release.programme, Some(application.mode));
    visit.application = Some(application);
    Ok(visit)
}

/// The page of the application that says why something was not done.
pub(super) async fn refused(ask: &Ask, error: Error) -> Result<Response, Problem> {
    let flash: Flash = refusal(error)?;
    let mut visit = about(ask).await?;
    visit.errors = Errors::default();
    visit.flash.push(flash);
    ask.page(StatusCode::UNPROCESSABLE_ENTITY, SHOW, &visit).await
}

/// Nothing is made, changed or shown of credentials of an application that is not live.
pub(super) fn is_live(application: &crate::runtime::customers::Application) -> Result<(), Error> {
    match application.state {
        ApplicationState::Live => Ok(()),
        ApplicationState::Pending => Err(Error::State("the application waits for approval".to_owned())),
        ApplicationState::Suspended => Err(Error::State("the application is suspended".to_owned())),
    }
}

/// The plan that a form names.
pub(super) fn plan_sent(ask: &Ask) -> Option<String> {
    let sent = ask.sent(THING, "plan_id").or_else(|| ask.form.get("cinstance[plan_id]"));
    sent.map(str::to_owned).or_else(|| ask.asked("plan_id"))
}

fn choosing(ask: &Ask) -> Visit {
    let programme = &ask.caller.release.programme;
    let services = crate::model::customer::Service::all(programme);
    Visit { plans: visit::plans(programme, None), services, ..ask.visit() }
}

/// Text of several lines as browsers send it (HTML, 4.10.22.4), with the ends of lines of everything else.
fn lines(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// A list that stands on one page.
pub(super) fn whole(items: usize) -> Pagination {
    let items = u32::try_from(items).unwrap_or(u32::MAX);
    Pagination { items, page_size: items.max(1), current_page: 1 }
}
