//! What the last load learned: every file's parsed content by path and stamp.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::email::{self, EmailFile};
use super::kind::{Kind, Listed};
use super::page::{self, PageFile};
use super::theme_parts::ThemeParts;
use super::{Files, builtin, data, persona, section, template, text};
use crate::diag::{Diagnostic, Source};
use crate::model::{Origin, Page, Persona, Section, Template};

/// What is known of files by path and stamp. `Cache::default()` knows nothing, which is right for a single build.
#[derive(Debug, Default)]
pub struct Cache {
    /// In the order of paths.
    pub(super) files: Vec<Known>,
    theme: Option<ThemeParts>,
}

/// One file as it was when it was read.
#[derive(Debug)]
pub(super) struct Known {
    path: String,
    stamp: u64,
    size: u64,
    pub(super) parsed: Parsed,
    pub(super) problems: Vec<Diagnostic>,
}

/// What a file said. Configuration and descriptions depend on other files and are not kept.
#[derive(Debug)]
pub(super) enum Parsed {
    Page(Box<PageFile>),
    Builtin(String, Arc<Page>),
    Section(Section),
    Template(Template),
    Email(Box<EmailFile>),
    Icon(Arc<Source>),
    Value(Value),
    Persona(Box<Persona>),
    Broken,
}

impl Cache {
    /// Reads what is new or changed, in parallel, and forgets what is gone. Afterwards there is one entry for each file
    /// of `read`, in its order, which is that of paths.
    pub(super) fn refresh(&mut self, files: &dyn Files, read: &[Listed<'_>]) {
        let mut old = std::mem::take(&mut self.files).into_iter().peekable();
        let mut known: Vec<Option<Known>> = Vec::with_capacity(read.len());
        for (file, _) in read {
            while old.next_if(|known| known.path.as_str() < file.path.as_str()).is_some() {}
            let same = |known: &Known| known.path == file.path && known.stamp == file.stamp && known.size == file.size;
            known.push(old.next_if(same));
        }
        let missing: Vec<usize> = (0..read.len()).filter(|&at| known[at].is_none()).collect();
        let fresh: Vec<Known> = missing.par_iter().map(|&at| parse(files, read[at])).collect();
        for (at, parsed) in missing.into_iter().zip(fresh) {
            known[at] = Some(parsed);
        }
        self.files = known.into_iter().flatten().collect();
    }

    /// The theme's parts; read once per theme.
    pub(super) fn theme(&mut self, name: &str) -> ThemeParts {
        let parts = self.theme.take().filter(|parts| parts.name == name).unwrap_or_else(|| ThemeParts::read(name));
        self.theme.insert(parts).clone()
    }
}

/// Reads one file by what its path says it is.
fn parse(files: &dyn Files, (file, kind): Listed<'_>) -> Known {
    let mut problems = Vec::new();
    let parsed = match text::read(files, file) {
        Err(problem) => {
            problems.push(problem);
            Parsed::Broken
        }
        Ok(source) => match kind {
            Kind::Page(path) => Parsed::Page(Box::new(page::read(&source, path, &mut problems))),
            Kind::Builtin(path) => {
                let (name, page) = builtin::read(&source, path, &mut problems);
                Parsed::Builtin(name, page)
            }
            Kind::Section(path) => Parsed::Section(section::read(&source, path, &mut problems)),
            Kind::Layout(_) => Parsed::Template(template::layout(&source, Origin::Site, &mut problems)),
            Kind::Partial(_) => Parsed::Template(template::partial(&source, Origin::Site)),
            Kind::Email(path) => {
                email::read(&source, path, &mut problems).map_or(Parsed::Broken, |file| Parsed::Email(Box::new(file)))
            }
            Kind::Icon(_) => Parsed::Icon(source),
            Kind::Data(_) => Parsed::Value(data::read(&source, &mut problems)),
            Kind::Persona(_) => Parsed::Persona(Box::new(persona::read(&source, &mut problems))),
            _ => Parsed::Broken,
        },
    };
    text::limit(&mut problems);
    Known { path: file.path.clone(), stamp: file.stamp, size: file.size, parsed, problems }
}
