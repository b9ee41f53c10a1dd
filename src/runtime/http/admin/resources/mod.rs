//! What 3scale's API says of each thing, once for JSON and XML. Must not read the database: whoever shows a thing has
//! read what belongs to it.

mod account;
mod application;
mod plan;
mod product;

pub(super) use account::{account, user};
pub(super) use application::{Shown, application, key};
pub(super) use plan::{account_plan, application_plan, feature, limit, limits_of};
pub(super) use product::{method, metric, service};

/// The root of all paths.
const ROOT: &str = "/admin/api";

/// The money of a company that bills elsewhere: none, in every plan.
fn unbilled() -> super::shape::Value {
    super::shape::Value::Money
}
