//! The themes that come with the program, embedded in the binary.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "themes/"]
#[allow_missing = true]
struct Themes;

/// The name of the theme that a site has when it names none.
pub const DEFAULT: &str = "default";

/// Names of the embedded themes.
pub fn names() -> Vec<String> {
    let names: BTreeSet<String> =
        Themes::iter().filter_map(|path| path.split_once('/').map(|(name, _)| name.to_owned())).collect();
    names.into_iter().collect()
}

/// Paths of a theme's files, relative to its folder, sorted.
pub fn paths(theme: &str) -> Vec<String> {
    let below = |path: Cow<'static, str>| path.strip_prefix(theme)?.strip_prefix('/').map(str::to_owned);
    let mut paths: Vec<String> = Themes::iter().filter_map(below).collect();
    paths.sort_unstable();
    paths
}

/// The bytes of one file of a theme.
pub fn file(theme: &str, path: &str) -> Option<Cow<'static, [u8]>> {
    Themes::get(&format!("{theme}/{path}")).map(|file| file.data)
}

/// Every file of a theme with its bytes: what `portal new --theme-files` writes.
pub fn files(theme: &str) -> Vec<(String, Cow<'static, [u8]>)> {
    let with_bytes = |path: String| file(theme, &path).map(|bytes| (path, bytes));
    paths(theme).into_iter().filter_map(with_bytes).collect()
}
