//! The admin API, over HTTP: 3scale's paths, parameters, shapes and errors.

mod accounts;
mod api;
mod applications;
mod client;
mod description;
mod formats;
mod import;
mod keys;
mod plans;
mod tokens;
mod users;
