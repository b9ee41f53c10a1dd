//! What was changed in the account, for its administrators.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::Problem;
use super::ask::Ask;
use crate::model::customer::{Pagination, Visit};
use crate::runtime::visit;

/// Entries of a page.
const PAGE: u32 = 50;

/// `account/audit`.
pub(super) async fn index(ask: Ask) -> Result<Response, Problem> {
    let current_page = ask.asked("page").and_then(|page| page.parse::<u32>().ok()).unwrap_or(1).max(1);
    let skip = i64::from(current_page - 1) * i64::from(PAGE);
    let (found, all) = ask.customers().audit_part(ask.account(), skip, i64::from(PAGE)).await?;
    let items = u32::try_from(all).unwrap_or(u32::MAX);
    let visit = Visit {
        entries: visit::entries(&found),
        pagination: Pagination { current_page, page_size: PAGE, items },
        ..ask.visit()
    };
    ask.page(StatusCode::OK, "account/audit", &visit).await
}
