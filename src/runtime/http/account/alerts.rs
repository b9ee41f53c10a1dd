//! Alerts of an application: read, deleted.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::Problem;
use super::applications::{about, path, whole};
use super::ask::Ask;

/// `applications/alerts/index`.
pub(super) async fn index(ask: Ask) -> Result<Response, Problem> {
    let mut visit = about(&ask).await?;
    visit.pagination = whole(visit.application.as_ref().map_or(0, |application| application.alerts.len()));
    ask.page(StatusCode::OK, "applications/alerts/index", &visit).await
}

/// Marks an alert as read.
pub(super) async fn read(ask: Ask) -> Result<Response, Problem> {
    let alert = ask.id(1)?;
    mark(ask, Some(alert)).await
}

/// Marks all of them as read.
pub(super) async fn read_all(ask: Ask) -> Result<Response, Problem> {
    mark(ask, None).await
}

/// Deletes an alert.
pub(super) async fn delete(ask: Ask) -> Result<Response, Problem> {
    let alert = ask.id(1)?;
    remove(ask, Some(alert)).await
}

/// Deletes all of them.
pub(super) async fn purge(ask: Ask) -> Result<Response, Problem> {
    remove(ask, None).await
}

async fn mark(ask: Ask, alert: Option<i64>) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    change.read_alerts(&application, alert).await?;
    ask.commit(change).await?;
    let text = if alert.is_some() { "The alert is marked as read." } else { "All alerts are marked as read." };
    Ok(ask.done(&format!("{}/alerts", path(application.id)), text))
}

async fn remove(ask: Ask, alert: Option<i64>) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    change.delete_alerts(&application, alert).await?;
    ask.commit(change).await?;
    let text = if alert.is_some() { "The alert was deleted." } else { "All alerts were deleted." };
    Ok(ask.done(&format!("{}/alerts", path(application.id)), text))
}
