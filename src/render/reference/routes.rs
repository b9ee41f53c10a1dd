//! Where the pages of the reference are. Everything that links to them asks here.

use crate::model::{ApiVersion, Route};

/// The overview of an api version.
pub fn overview(api: &str, version: &str) -> Route {
    Route::folder(&format!("reference/{api}/{version}"))
}

/// All operations and schemas of a version.
pub fn operations(api: &str, version: &str) -> Route {
    below(api, version, "operations", "")
}

/// One operation.
pub fn operation(api: &str, version: &str, slug: &str) -> Route {
    below(api, version, "operations", slug)
}

/// What the console of an operation is told, by the operation's own route.
pub fn console(operation: &Route) -> Route {
    Route::file(&format!("{operation}console.json"))
}

/// One tag.
pub fn tag(api: &str, version: &str, slug: &str) -> Route {
    below(api, version, "tags", slug)
}

/// One named schema.
pub fn schema(api: &str, version: &str, slug: &str) -> Route {
    below(api, version, "schemas", slug)
}

/// One webhook.
pub fn webhook(api: &str, version: &str, slug: &str) -> Route {
    below(api, version, "webhooks", slug)
}

/// What changed between the versions of an api.
pub fn changelog(api: &str) -> Route {
    Route::folder(&format!("reference/{api}/changelog"))
}

/// A version's description for download.
pub fn download(api: &str, version: &ApiVersion) -> Route {
    let extension = version.file.rsplit_once('.').map_or("yaml", |(_, extension)| extension);
    Route::file(&format!("reference/{api}/{}.{extension}", version.name))
}

fn below(api: &str, version: &str, kind: &str, slug: &str) -> Route {
    Route::folder(&format!("reference/{api}/{version}/{kind}/{slug}"))
}
