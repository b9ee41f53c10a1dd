//! Addresses of databases: `sqlite:FILE`, `sqlite::memory:`, `postgres://…`. Must not connect.

use std::path::PathBuf;

use super::StoreError;

/// Where a database is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// A file of SQLite.
    File(PathBuf),
    /// SQLite in memory: gone when the store is closed.
    Memory,
    /// A server, by its whole URL.
    Postgres(String),
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let server = ["postgres://", "postgresql://"];
        match text.strip_prefix("sqlite:") {
            Some(":memory:") => Ok(Self::Memory),
            // `sqlite:///var/lib/portal.db` and `sqlite:/var/lib/portal.db` are both in use.
            Some(path) if !path.is_empty() => Ok(Self::File(path.strip_prefix("//").unwrap_or(path).into())),
            None if server.iter().any(|scheme| text.starts_with(scheme)) => Ok(Self::Postgres(text.to_owned())),
            _ => Err(StoreError::Address(public(text))),
        }
    }

    /// As sqlx reads it.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::Postgres(url) => url.clone(),
            Self::File(path) => {
                let path = path.to_string_lossy();
                // These three mean something else in a URL.
                format!("sqlite:{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
            }
        }
    }
}

/// The address without its password and parameters, to be shown.
pub(super) fn public(address: &str) -> String {
    let address = address.split('?').next().unwrap_or_default();
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((login, host))) => {
            let user = login[scheme.len() + 3..].split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(Address::parse("sqlite:portal.db").unwrap(), Address::File("portal.db".into()));
        assert_eq!(Address::parse("sqlite:///srv/portal.db").unwrap(), Address::File("/srv/portal.db".into()));
        assert_eq!(Address::parse("sqlite::memory:").unwrap(), Address::Memory);
        assert!(matches!(Address::parse("postgres://u@h/d"), Ok(Address::Postgres(_))));
        for wrong in ["", "sqlite:", "portal.db", "mysql://root:pw@h/d"] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(public("postgres://u:p@ss@h:5432/d?password=x"), "postgres://u@h:5432/d");
        assert_eq!(public("postgres://h/d"), "postgres://h/d");
        assert_eq!(public("sqlite:/srv/portal.db"), "sqlite:/srv/portal.db");
    }
}
