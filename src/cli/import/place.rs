//! Where a description is stored: name, version, file, and what stands there already. Writes nothing.

use std::io;
use std::path::{Path, PathBuf};

use super::super::failure::Failure;
use super::super::summary::size;
use super::Arguments;
use crate::disk::SourceFolder;
use crate::input::register::{Registration, file_of, register};
use crate::model::Description;
use crate::openapi;

/// What stands there already.
pub(super) struct Old {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) content: Description,
}

/// Where it goes.
pub(super) struct Place {
    pub(super) site: PathBuf,
    pub(super) api: String,
    pub(super) version: String,
    /// Site path of the description.
    pub(super) file: String,
    pub(super) old: Option<Old>,
    /// The new text of `portal.yaml`, where it changes.
    pub(super) config: Option<String>,
}

/// Whether a description is written in JSON.
pub(super) fn is_json(text: &str, path: &str) -> bool {
    path.ends_with(".json") || text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

impl Place {
    pub(super) fn find(
        site: &Path,
        content: &Description,
        text: &str,
        source: &str,
        arguments: &Arguments,
    ) -> Result<Self, Failure> {
        let api = match &arguments.api {
            Some(api) => checked(api, "an API")?,
            None => Some(slug(&content.title)).filter(|slug| !slug.is_empty()).ok_or_else(|| {
                Failure::new("the description has no title to name the API by").hint("name it with `--api`")
            })?,
        };
        let version = match &arguments.version {
            Some(version) => checked(version, "a version")?,
            None => version_of(&content.version),
        };
        let folder = SourceFolder::open(site)
            .map_err(|error| Failure::new(format!("cannot open `{}`: {error}", site.display())))?;
        let config =
            folder.read("portal.yaml").map_err(|error| Failure::new(format!("cannot read `portal.yaml`: {error}")))?;
        let config = String::from_utf8(config).map_err(|_| Failure::new("`portal.yaml` is not UTF-8"))?;
        let extension = if is_json(text, source) { "json" } else { "yaml" };
        let own = format!("apis/{api}/{version}.{extension}");
        let named = file_of(&config, &api, &version);
        let candidates = ["yaml", "yml", "json"].map(|extension| format!("apis/{api}/{version}.{extension}"));
        let existing = named.clone().into_iter().chain(candidates).find(|path| folder.read(path).is_ok());
        let old = existing.map(|file| read_old(&folder, file)).transpose()?;
        let is_fit = |path: &str| (path.ends_with(".json")) == (extension == "json");
        let file = match (&old, named) {
            (Some(old), _) if is_fit(&old.file) => old.file.clone(),
            (_, Some(path)) if !is_fit(&path) => {
                let words = format!("`portal.yaml` says that the description of {api} {version} is `{path}`");
                return Err(Failure::new(words).hint(format!("take `file: {path}` out, and it becomes `{own}`")));
            }
            _ => own,
        };
        let title = if content.title.trim().is_empty() { &api } else { content.title.trim() };
        let what = Registration { api: &api, title, version: &version };
        let config = register(&config, what).map_err(Failure::new)?;
        Ok(Self { site: site.to_path_buf(), file, old, config, version, api: api.clone() })
    }

    /// What stands there already, for people.
    pub(super) fn label(&self) -> String {
        format!("{} {} ({})", self.api, self.version, self.old.as_ref().map_or(&self.file, |old| &old.file))
    }

    /// What is done, in words: before it is done, or after.
    pub(super) fn plan(&self, bytes: usize, is_done: bool) -> String {
        let word = |before: &str, after: &str| if is_done { after.to_owned() } else { before.to_owned() };
        let verb = if self.old.is_some() { word("replace", "replaced") } else { word("write", "wrote") };
        let mut plan = format!("{verb} {} ({})", self.file, size(bytes as u64));
        if let Some(old) = self.old.as_ref().filter(|old| old.file != self.file) {
            plan.push_str(&format!(", {} {}", word("remove", "removed"), old.file));
        }
        if self.config.is_some() {
            let verb = word("register", "registered");
            plan.push_str(&format!(", {verb} {} {} in portal.yaml", self.api, self.version));
        }
        plan
    }
}

fn read_old(folder: &SourceFolder, file: String) -> Result<Old, Failure> {
    let bytes = folder.read(&file).map_err(|error| Failure::new(format!("cannot read `{file}`: {error}")))?;
    let content = openapi::read(&file, &|path: &str| -> io::Result<Vec<u8>> { folder.read(path) }, &mut Vec::new());
    Ok(Old { text: String::from_utf8_lossy(&bytes).into_owned(), content, file })
}

fn checked(name: &str, what: &str) -> Result<String, Failure> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if !name.is_empty() && name.chars().all(fits) && !name.starts_with('.') && !name.contains("..") {
        return Ok(name.to_owned());
    }
    Err(Failure::new(format!("`{name}` is no name for {what}"))
        .hint("use lower-case letters, digits, `-` and `_`; it becomes part of addresses"))
}

/// A system name out of a title.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    // `Mail API`, `Mail 2.0`: what every api could be called says nothing.
    let says_nothing = |word: &&String| matches!(word.as_str(), "api" | "the" | "openapi" | "swagger" | "rest");
    let kept: Vec<&str> = words.iter().filter(|word| !says_nothing(word)).map(String::as_str).collect();
    let kept = if kept.is_empty() { words.iter().map(String::as_str).collect() } else { kept };
    kept.join("-").chars().take(60).collect::<String>().trim_end_matches('-').to_owned()
}

/// `v3` of `3.4.0`, of `v3`, of `2023-11-01-v3`: the first number; `v1` where there is none.
fn version_of(version: &str) -> String {
    let digits: String = version.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { if version.contains('0') { "v0" } else { "v1" }.to_owned() } else { format!("v{digits}") }
}

#[cfg(test)]
mod tests {
    use super::{checked, slug, version_of};

    #[test]
    fn names_come_from_titles() {
        for (title, name) in [
            ("Ternpost Mail", "ternpost-mail"),
            ("The Mail API", "mail"),
            ("API", "api"),
            ("Ünïcode & Co. (beta)", "n-code-co-beta"),
            ("日本", ""),
        ] {
            assert_eq!(slug(title), name);
        }
        for (version, name) in
            [("3.4.0", "v3"), ("v2", "v2"), ("2024-05-14", "v2024"), ("", "v1"), ("0.9", "v0"), ("beta", "v1")]
        {
            assert_eq!(version_of(version), name);
        }
        assert!(
            checked("../x", "an API").is_err() && checked("a/b", "an API").is_err() && checked("v1.2", "x").is_ok()
        );
    }
}
