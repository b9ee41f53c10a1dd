//! What the last load learned: every file's parsed content by path and stamp.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;

use super::email::{self, EmailFile};
use super::kind::{self, Kind};
use super::page::{self, PageFile};
use super::theme_parts::ThemeParts;
use super::{File, Files, data, section, template, text};
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Origin, Section, Template};

/// What is known of files by path and stamp. `Cache::default()` knows nothing, which is right for a single build.
#[derive(Debug, Default)]
pub struct Cache {
    pub(super) files: HashMap<String, Known>,
    theme: Option<ThemeParts>,
}

/// One file as it was when it was read.
#[derive(Debug)]
pub(super) struct Known {
    stamp: u64,
    size: u64,
    pub(super) parsed: Parsed,
    pub(super) problems: Vec<Diagnostic>,
}

/// What a file said. Configuration and descriptions depend on other files and are not kept.
#[derive(Debug)]
pub(super) enum Parsed {
    Page(Box<PageFile>),
    Section(Section),
    Template(Template),
    Email(Box<EmailFile>),
    Icon(Arc<Source>),
    Value(Value),
    Broken,
}

impl Cache {
    /// Reads what is new or changed, in parallel, and forgets what is gone.
    pub(super) fn refresh(&mut self, files: &dyn Files, list: &[File]) {
        let read: Vec<&File> = list.iter().filter(|file| is_read(kind::of(&file.path))).collect();
        let is_stale = |file: &&&File| {
            self.files.get(&file.path).is_none_or(|known| known.stamp != file.stamp || known.size != file.size)
        };
        let stale: Vec<&File> = read.iter().filter(is_stale).copied().collect();
        let fresh: Vec<(String, Known)> =
            stale.into_par_iter().map(|file| (file.path.clone(), parse(files, file))).collect();
        self.files.extend(fresh);
        if self.files.len() > read.len() {
            let present: BTreeSet<&str> = read.iter().map(|file| file.path.as_str()).collect();
            self.files.retain(|path, _| present.contains(path.as_str()));
        }
    }

    /// The theme's parts; read once per theme.
    pub(super) fn theme(&mut self, name: &str) -> ThemeParts {
        let parts = self.theme.take().filter(|parts| parts.name == name).unwrap_or_else(|| ThemeParts::read(name));
        self.theme.insert(parts).clone()
    }
}

fn is_read(kind: Kind<'_>) -> bool {
    !matches!(kind, Kind::Config | Kind::Description | Kind::Asset | Kind::Misplaced(_) | Kind::Other)
}

/// Reads one file by what its path says it is.
fn parse(files: &dyn Files, file: &File) -> Known {
    let mut problems = Vec::new();
    let parsed = match text::read(files, file) {
        Err(problem) => {
            problems.push(problem);
            Parsed::Broken
        }
        Ok(source) => match kind::of(&file.path) {
            Kind::Page(path) => Parsed::Page(Box::new(page::read(&source, path, &mut problems))),
            Kind::Section(path) => Parsed::Section(section::read(&source, path, &mut problems)),
            Kind::Layout(_) => Parsed::Template(template::layout(&source, Origin::Site, &mut problems)),
            Kind::Partial(_) => Parsed::Template(template::partial(&source, Origin::Site)),
            Kind::Email(path) => {
                email::read(&source, path, &mut problems).map_or(Parsed::Broken, |file| Parsed::Email(Box::new(file)))
            }
            Kind::Icon(_) => Parsed::Icon(source),
            Kind::Data(_) => Parsed::Value(data::read(&source, &mut problems)),
            Kind::Persona(_) => {
                let value = data::read(&source, &mut problems);
                if !value.is_object() && problems.is_empty() {
                    let problem = Diagnostic::error("persona/shape", "a persona is a mapping of names to values");
                    problems.push(problem.at(Span::file(&source)));
                }
                Parsed::Value(value)
            }
            _ => Parsed::Broken,
        },
    };
    Known { stamp: file.stamp, size: file.size, parsed, problems }
}
