//! The store of customers and sessions. Every test runs on SQLite and on a real PostgreSQL.

pub mod accounts;
mod applications;
pub mod databases;
mod dossier;
mod keys;
mod killed;
mod open;
mod roster;
mod secrets;
mod sessions;
mod terminal;
mod tokens;
mod usage;

/// Makes a test of one `async fn(Fresh)` for each database: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($(#[$doc:meta])* async fn $name:ident($fresh:ident) $body:block) => {
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "not every test uses what stands around it")]
            use super::*;

            async fn test($fresh: crate::store::databases::Fresh) $body

            #[test]
            fn sqlite() {
                crate::store::databases::run(test(crate::store::databases::Database::Sqlite.fresh()));
            }

            #[test]
            fn postgres() {
                crate::store::databases::run(test(crate::store::databases::Database::Postgres.fresh()));
            }
        }
    };
}
pub(crate) use on_both;
