//! `/buyer/stats`: what an application has used, as a page with plots, and the same numbers as CSV. Must not show
//! another account's.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::Problem;
use super::ask::Ask;
use crate::model::customer::{Application, Series};
use crate::model::rfc3339;
use crate::runtime::visit::{self, Reach};

/// `stats/index`; with `format=csv` its numbers alone.
pub(super) async fn index(ask: Ask) -> Result<Response, Problem> {
    let mut visit = ask.visit();
    let reach = ask.asked("per").and_then(|name| Reach::named(&name)).unwrap_or_default();
    let own = visit.account.as_ref().map(|account| account.applications.as_slice()).unwrap_or_default();
    let chosen = match ask.asked("application") {
        Some(id) => own.iter().find(|application| application.id.is_some_and(|own| own.to_string() == id)),
        None => own.first(),
    };
    let chosen = match (chosen, ask.asked("application")) {
        (None, Some(_)) => return Err(Problem::not_found()),
        (chosen, _) => chosen.cloned(),
    };
    let Some(mut application) = chosen else {
        visit.application = None;
        return ask.page(StatusCode::OK, "stats/index", &visit).await;
    };
    application.history = visit::history(&ask.customers(), &application, reach).await?;
    if ask.asked("format").as_deref() == Some("csv") {
        return csv(&application);
    }
    visit.application = Some(application);
    ask.page(StatusCode::OK, "stats/index", &visit).await
}

/// RFC 4180: when a period began, in UTC, what was counted, and how much of it.
fn csv(application: &Application) -> Result<Response, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["since", "metric", "units"]).map_err(Problem::internal)?;
    for Series { metric, points, .. } in &application.history {
        for point in points {
            let since = rfc3339(point.at).unwrap_or_default();
            let units = point.value.to_string();
            writer.write_record([since.as_str(), &metric.system_name, &units]).map_err(Problem::internal)?;
        }
    }
    let text = writer.into_inner().map_err(Problem::internal)?;
    let name = format!("attachment; filename=\"usage-{}.csv\"", application.id.unwrap_or_default());
    let mut answer = (StatusCode::OK, [(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}
