//! Text files in codings, beside them: `index.html.gz` and `index.html.br`, for web servers that send such files as they
//! lie. They are no files of the bundle, and no reader asks for them by name. Must not change a release that is served.

use std::path::Path;

use rayon::prelude::*;

use super::DeployError;
use crate::disk;
use crate::site::coding::{brotli, gzip, pays};
use crate::site::listing::{Listed, Listing};

/// A coding of bytes.
type Code = fn(&[u8]) -> Option<Vec<u8>>;

/// What names of coded files end with, and how they come to be.
const CODINGS: [(&str, Code); 2] = [(".gz", gzip), (".br", brotli)];

/// The names under which a file may lie there.
pub(super) fn all(path: &str) -> [String; 3] {
    let [(gzip, _), (brotli, _)] = CODINGS;
    [path.to_owned(), format!("{path}{gzip}"), format!("{path}{brotli}")]
}

/// Codes the public files of the release in `folder`. What the release `before` has of files that are still the same is
/// shared with it.
pub(super) fn write(folder: &Path, listing: &Listing, before: &Path, standing: &Listing) -> Result<(), DeployError> {
    let is_coded = |path: &str, listed: &Listed| path.starts_with("public/") && pays(&listed.content_type, listed.size);
    let files: Vec<_> = listing.files.iter().filter(|(path, listed)| is_coded(path, listed)).collect();
    files.into_par_iter().try_for_each(|(path, listed)| {
        let is_kept = standing.files.get(path) == Some(listed);
        CODINGS.into_iter().try_for_each(|(ending, code)| {
            let name = format!("{path}{ending}");
            let at = DeployError::io(&name);
            let (from, to) = (before.join(&name), folder.join(&name));
            if is_kept && from.exists() {
                return disk::share_file(&from, &to).map_err(at);
            }
            let coded = disk::read(&folder.join(path)).map(|plain| code(&plain));
            match coded {
                Ok(Some(coded)) => disk::write_new(&to, &coded).map_err(at),
                // The web server then codes it by itself.
                Ok(None) => Ok(()),
                Err(error) => Err(at(error)),
            }
        })
    })
}
