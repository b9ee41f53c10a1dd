//! A theme's templates, mails and icons, read once.

use std::sync::Arc;

use super::email::{self, EmailFile};
use super::kind::{self, Kind};
use super::{builtin, template, text, theme};
use crate::diag::Source;
use crate::model::{Origin, Page, Template};

/// What a theme gives to every site that uses it.
#[derive(Debug, Clone)]
pub(super) struct ThemeParts {
    pub(super) name: String,
    pub(super) paths: Vec<String>,
    pub(super) layouts: Vec<(String, Template)>,
    pub(super) partials: Vec<(String, Template)>,
    pub(super) builtins: Vec<(String, Arc<Page>)>,
    pub(super) emails: Vec<EmailFile>,
    pub(super) icons: Vec<(String, Arc<Source>)>,
}

impl ThemeParts {
    /// Reads an embedded theme. Its files are tested with the program, so nothing is reported here.
    pub(super) fn read(name: &str) -> Self {
        let mut parts = Self {
            name: name.to_owned(),
            paths: theme::paths(name),
            layouts: Vec::new(),
            partials: Vec::new(),
            builtins: Vec::new(),
            emails: Vec::new(),
            icons: Vec::new(),
        };
        let mut ignored = Vec::new();
        for (path, bytes) in theme::files(name) {
            let kind = kind::of(&path);
            let is_template = matches!(kind, Kind::Layout(_) | Kind::Partial(_) | Kind::Email(_) | Kind::Builtin(_));
            if !is_template && !matches!(kind, Kind::Icon(_)) {
                continue;
            }
            let Ok(source) = text::decode(&format!("themes/{name}/{path}"), bytes.into_owned()) else { continue };
            match kind {
                Kind::Layout(path) => {
                    let layout = template::layout(&source, Origin::Theme, &mut ignored);
                    parts.layouts.push((template::name(path).unwrap_or(path).to_owned(), layout));
                }
                Kind::Partial(path) => {
                    let partial = template::partial(&source, Origin::Theme);
                    parts.partials.push((template::name(path).unwrap_or(path).to_owned(), partial));
                }
                Kind::Builtin(path) => parts.builtins.push(builtin::read(&source, path, &mut ignored)),
                Kind::Email(path) => parts.emails.extend(email::read(&source, path, &mut ignored)),
                Kind::Icon(path) => parts.icons.push((path.trim_end_matches(".svg").to_owned(), source)),
                _ => {}
            }
        }
        parts
    }
}
