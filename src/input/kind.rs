//! What a file of a site folder is, by its path alone.

use super::{File, data};
use crate::diag::{self, Diagnostic, Source, Span};

/// The folders that a site may have.
pub(super) const FOLDERS: [&str; 12] = [
    "apis", "assets", "builtin", "content", "data", "emails", "icons", "images", "layouts", "partials", "personas",
    "static",
];

/// What a file is. Paths inside are relative to the folder of their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'p> {
    Config,
    Page(&'p str),
    /// `_section.yaml` of a folder below `content/`.
    Section(&'p str),
    Layout(&'p str),
    Partial(&'p str),
    /// A built-in page.
    Builtin(&'p str),
    Email(&'p str),
    Icon(&'p str),
    Data(&'p str),
    Persona(&'p str),
    Description,
    /// Served as it is or as part of a bundle.
    Asset,
    /// Looks as if it were meant to be something, and is not.
    Misplaced(&'static str),
    /// None of the portal's business.
    Other,
}

/// A file of the site folder and what it is.
pub(super) type Listed<'f> = (&'f File, Kind<'f>);

impl Kind<'_> {
    /// Whether the file is read for what it says; what it says depends on nothing else.
    pub(super) fn is_read(self) -> bool {
        !matches!(self, Self::Config | Self::Description | Self::Asset | Self::Misplaced(_) | Self::Other)
    }
}

/// What the file at `path` is.
pub(super) fn of(path: &str) -> Kind<'_> {
    if path == super::config::FILE {
        return Kind::Config;
    }
    // Editors and systems leave such files everywhere.
    let is_leftover = |part: &str| part.starts_with('.') || part.ends_with('~') || part.starts_with('#');
    let Some((folder, rest)) = path.split_once('/') else { return Kind::Other };
    if path.split('/').any(is_leftover) && !path.starts_with("static/.well-known/") {
        return Kind::Other;
    }
    let extension =
        rest.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension);
    match folder {
        "content" => content(rest, extension),
        "builtin" | "layouts" | "partials" | "emails"
            if extension != "liquid" && !(folder != "emails" && extension == "html") =>
        {
            Kind::Misplaced("expected a Liquid file: `<name>.liquid`")
        }
        "builtin" => Kind::Builtin(rest),
        "layouts" => Kind::Layout(rest),
        "partials" => Kind::Partial(rest),
        "emails" => Kind::Email(rest),
        "icons" if extension == "svg" => Kind::Icon(rest),
        "icons" => Kind::Misplaced("expected an SVG file"),
        "data" if data::EXTENSIONS.contains(&extension) => Kind::Data(rest),
        "data" => Kind::Misplaced("expected YAML, JSON or CSV"),
        "personas" if matches!(extension, "yaml" | "yml") => Kind::Persona(rest),
        "personas" => Kind::Misplaced("expected a YAML file"),
        "apis" => Kind::Description,
        "assets" | "images" | "static" => Kind::Asset,
        _ => Kind::Other,
    }
}

fn content<'p>(rest: &'p str, extension: &str) -> Kind<'p> {
    let (folder, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    match extension {
        _ if matches!(name, "_section.yaml" | "_section.yml") => Kind::Section(folder),
        "md" | "html" => Kind::Page(rest),
        "yaml" | "yml" => Kind::Misplaced("expected `_section.yaml` or a page: `.md` or `.html`"),
        "markdown" | "mdx" | "htm" | "liquid" | "adoc" | "rst" => Kind::Misplaced("expected a page: `.md` or `.html`"),
        _ => Kind::Asset,
    }
}

/// Warnings for files and folders that look as if they were meant for the portal.
pub(super) fn strays(listed: &[Listed<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut last = "";
    for (file, kind) in listed {
        let place = || Span::file(&Source::new(&file.path, ""));
        if let Kind::Misplaced(expected) = kind {
            let problem = Diagnostic::warning("site/ignored", format!("nothing reads `{}`", file.path));
            found.push(problem.at(place()).hint(*expected));
        }
        let Some((folder, _)) = file.path.split_once('/').filter(|_| *kind == Kind::Other) else { continue };
        if folder == last || FOLDERS.contains(&folder) || folder.starts_with('.') {
            continue;
        }
        last = folder;
        if let Some(near) = diag::nearest(folder, FOLDERS) {
            let problem = Diagnostic::warning("site/folder", format!("nothing reads the folder `{folder}/`"));
            found.push(problem.at(place()).hint(format!("did you mean `{near}/`?")));
        }
    }
    found
}
