//! Opens the bundle that `--bundle` names, for commands that work by what is published.

use super::failure::Failure;
use crate::runtime::bundle::{BundleError, Shelf, Source};

/// A folder, `s3://BUCKET/PREFIX` or a URL. Must be called on the runtime.
pub(super) async fn open(bundle: String) -> Result<Shelf, Failure> {
    let source = Source::open(&bundle).map_err(|wrong| Failure::new(format!("cannot open the bundle: {wrong}")))?;
    let shelf = tokio::task::spawn_blocking(move || Shelf::open(source)).await;
    let shelf = shelf.map_err(|error| Failure::new(format!("cannot open the bundle: {error}")))?;
    shelf.map_err(|error| unusable(&bundle, &error))
}

fn unusable(bundle: &str, error: &BundleError) -> Failure {
    let failure = Failure::new(format!("cannot open the bundle `{bundle}`: {error}"));
    match error {
        BundleError::Io(..) if bundle.contains("://") => failure.hint("`portal deploy` publishes one there"),
        BundleError::Io(..) => failure.hint("`portal build` makes one"),
        BundleError::Away(_, error) => match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        },
        _ => failure.hint("it may be half copied, or made by another version of portal: build or copy it again"),
    }
}
