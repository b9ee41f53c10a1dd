//! Opens what a command works on: the database, the secret, the plans. Must not know what the command does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Place;
use crate::cli::build::default_output;
use crate::cli::bundle;
use crate::cli::failure::Failure;
use crate::cli::globals::Globals;
use crate::cli::secrets::secrets;
use crate::disk::Folder;
use crate::input;
use crate::model::{Config, Programme};
use crate::runtime::clock::Clock;
use crate::runtime::customers::{Actor, Change, Customers, KeyRules};
use crate::runtime::reference;
use crate::runtime::store::Store;

/// Holds the address of the database.
const STORE: &str = "PORTAL_STORE";

/// What a command works on.
pub(in crate::cli) struct Desk {
    pub(in crate::cli) customers: Customers,
}

impl Desk {
    /// `begins`: the command may make a database that is not there.
    pub(in crate::cli) async fn open(place: &Place, globals: &Globals, begins: bool) -> Result<Self, Failure> {
        let site = Site::find(globals)?;
        let secrets = secrets()?;
        let address = address(place, site.as_ref())?;
        if !begins {
            must_exist(&address)?;
        }
        let (programme, reveal) = match (&place.bundle, &site) {
            (Some(bundle), _) => {
                let release = bundle::open(bundle.clone()).await?.current();
                (Arc::clone(&release.programme), release.settings.keys_revealed)
            }
            (None, Some(Site { config, .. })) => {
                (Arc::new(Programme::of(&config.apis, &config.plans)), config.keys_revealed)
            }
            (None, None) => (Arc::default(), false),
        };
        let store = Store::open(&address).await.map_err(|error| Failure::new(error.to_string()))?;
        let customers = Customers::new(store, secrets, Clock::system())
            .with_programme(programme)
            .with_keys(KeyRules { reveal, ..KeyRules::default() });
        Ok(Self { customers })
    }

    /// Begins a change in the name of whoever runs the command.
    pub(super) async fn change(&self) -> Result<Change, Failure> {
        // A container may have no name for whoever runs the command; the audit has one for everybody.
        let name = ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()));
        let name = name.unwrap_or_else(|| "operator".to_owned());
        Ok(self.customers.change(Actor::Operator(name)).await?)
    }
}

/// A site folder and what its `portal.yaml` says.
struct Site {
    root: PathBuf,
    config: Config,
}

impl Site {
    /// The site that is named, or that this folder is in; none is fine where nothing of it is needed.
    fn find(globals: &Globals) -> Result<Option<Self>, Failure> {
        let root = match globals.site() {
            Ok(root) => root,
            Err(failure) if globals.site.is_some() => return Err(failure),
            Err(_) => return Ok(None),
        };
        let opened = Folder::open(&root, &default_output(&root));
        let (folder, _) = opened.map_err(|error| Failure::new(format!("cannot open `{}`: {error}", root.display())))?;
        let (config, problems) = input::read_config_of(&folder);
        // Descriptions are none of this command's business; a plan that cannot be read is.
        match problems.iter().find(|problem| !problem.code.starts_with("api/")) {
            Some(problem) => Err(Failure::new(format!("`portal.yaml` has errors: {}", problem.message))
                .hint("`portal check` shows all of them")),
            None => Ok(Some(Self { root, config })),
        }
    }
}

fn address(place: &Place, site: Option<&Site>) -> Result<String, Failure> {
    if let Some(given) = place.store.clone().or_else(|| std::env::var(STORE).ok()) {
        return Ok(given);
    }
    let written = site.and_then(|site| Some((site, site.config.store.as_ref()?)));
    let Some((site, written)) = written else {
        return Err(Failure::new("no database is named")
            .hint(format!("give one with `--store URL`, `{STORE}`, or `store` of `portal.yaml`")));
    };
    let resolved = reference::resolve(written, &site.root)
        .map_err(|why| Failure::new(format!("`store` of `portal.yaml`: {why}")))?;
    Ok(from_site(&resolved, &site.root))
}

/// A file of SQLite is named from the site folder.
fn from_site(address: &str, root: &Path) -> String {
    match address.strip_prefix("sqlite:") {
        Some(path) if path != ":memory:" && !path.starts_with('/') => {
            format!("sqlite:{}", root.join(path).display())
        }
        _ => address.to_owned(),
    }
}

/// A misspelt name should not make a new and empty database.
fn must_exist(address: &str) -> Result<(), Failure> {
    match address.strip_prefix("sqlite:") {
        Some(path) if path != ":memory:" && !Path::new(path.strip_prefix("//").unwrap_or(path)).exists() => {
            Err(Failure::new(format!("there is no database `{path}`"))
                .hint("`portal account create` and `import` make one"))
        }
        _ => Ok(()),
    }
}
