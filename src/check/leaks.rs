//! The proof that gated text stays private: words that only gated sources say are looked for in every public byte.
//!
//! Must not rely on how gating is done: it knows the sources and the outputs alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diag::{Diagnostic, Source, Span};
use crate::model::access::is_public;
use crate::model::description::Operation;
use crate::model::{Page, Site};
use crate::site::{Output, Snapshot};

/// Bytes from which words are rare enough to stand for their source.
const SHORTEST: usize = 12;
/// Strings looked for, for each source.
const MOST: usize = 200;

/// Looks at outputs as they are made.
pub struct Watch {
    finder: Option<AhoCorasick>,
    canaries: Vec<Canary>,
    found: Mutex<BTreeMap<usize, String>>,
}

/// Words of a gated source that no public source has.
struct Canary {
    words: String,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    /// A content page.
    Page(Arc<Source>),
    /// A file as a whole.
    File(String),
    /// `portal.yaml`, at a pointer.
    Config(String),
}

impl Watch {
    /// The words of everything in a site that not everybody may see.
    pub fn over(snapshot: &Snapshot) -> Self {
        let whole = snapshot.whole();
        let mut candidates: BTreeMap<String, Origin> = BTreeMap::new();
        for (origin, text) in gated(whole) {
            for words in runs(&text).take(MOST) {
                candidates.entry(words.to_lowercase()).or_insert_with(|| origin.clone());
            }
        }
        let mut canaries: Vec<Canary> =
            candidates.into_iter().map(|(words, origin)| Canary { words, origin }).collect();
        if canaries.is_empty() {
            return Self { finder: None, canaries, found: Mutex::default() };
        }
        let said = said_in_public(&canaries, snapshot);
        let mut at = 0..;
        canaries.retain(|_| !at.next().is_some_and(|at| said.contains(&at)));
        let finder = finder(&canaries);
        Self { finder, canaries, found: Mutex::default() }
    }

    /// Looks at one output.
    pub fn look(&self, output: &Output) {
        let (Some(finder), true) = (&self.finder, output.path.starts_with("public/")) else { return };
        for found in finder.find_overlapping_iter(&output.bytes) {
            let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            // Outputs come in no order: what is told must not depend on it.
            let path = all.entry(found.pattern().as_usize()).or_insert_with(|| output.path.clone());
            if output.path < *path {
                path.clone_from(&output.path);
            }
        }
    }

    /// What was found, once for each source and output.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut said = BTreeSet::new();
        let canaries = found.iter().filter_map(|(at, path)| Some((self.canaries.get(*at)?, path)));
        canaries.filter(|(canary, path)| said.insert((canary.origin.name(), (*path).clone()))).map(finding).collect()
    }
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Self::Page(source) => source.name().to_owned(),
            Self::File(name) | Self::Config(name) => name.clone(),
        }
    }

    fn span(&self, words: &str) -> Span {
        match self {
            Self::Page(source) => {
                let at = source.text().to_lowercase().find(words);
                let fits =
                    at.filter(|at| source.text().is_char_boundary(*at) && at + words.len() <= source.text().len());
                fits.map_or_else(|| Span::file(source), |at| Span::new(source, at..at + words.len()))
            }
            Self::File(name) | Self::Config(name) => Span::file(&Source::new(name.as_str(), "")),
        }
    }
}

fn finding((canary, path): (&Canary, &String)) -> Diagnostic {
    let public = path.trim_start_matches("public/");
    let message = format!("`{public}` says “{}”, which not everybody may read", canary.words);
    Diagnostic::error("access/leak", message)
        .at(canary.origin.span(&canary.words))
        .hint("a template, a data file or a page that everybody gets repeats it; if everybody may know it, say it in a public page too")
}

/// Texts that not everybody may see, with their sources.
fn gated(site: &Site) -> Vec<(Origin, String)> {
    let mut texts: Vec<(Origin, String)> = Vec::new();
    for page in site.pages.iter().filter(|page| !is_public(&page.front.access)) {
        texts.push((Origin::Page(Arc::clone(&page.source)), page_text(page)));
    }
    for section in site.sections.iter().filter(|section| !is_public(&section.access)) {
        let file = format!("content/{}/_section.yaml", section.path);
        texts
            .push((Origin::File(file), format!("{}\n{}", section.title, section.description.as_deref().unwrap_or(""))));
    }
    for api in &site.config.apis {
        let is_gated = !is_public(&api.access);
        if is_gated {
            let text = format!("{}\n{}", api.title, api.description.as_deref().unwrap_or(""));
            texts.push((Origin::Config(config_file(site)), text));
        }
        for version in &api.versions {
            let operations = version.content.operations.iter().chain(&version.content.webhooks);
            for operation in operations.filter(|operation| is_gated || !is_public(&operation.access)) {
                texts.push((Origin::File(version.file.clone()), operation_text(operation)));
            }
        }
    }
    texts
}

/// The file that apis are declared in.
fn config_file(site: &Site) -> String {
    site.config.source.as_ref().map(|source| source.name().to_owned()).unwrap_or_default()
}

fn page_text(page: &Page) -> String {
    let front = &page.front;
    let body = page.source.text().get(page.body.clone()).unwrap_or_default();
    format!("{}\n{}\n{}\n{body}", front.title, front.description.as_deref().unwrap_or(""), page.route)
}

fn operation_text(operation: &Operation) -> String {
    let mut lines = vec![operation.id.as_str(), &operation.path, &operation.summary, &operation.description];
    for parameter in &operation.parameters {
        lines.extend([parameter.name.as_str(), &parameter.description]);
    }
    lines.extend(operation.body.iter().map(|body| body.description.as_str()));
    lines.extend(operation.responses.iter().map(|response| response.description.as_str()));
    lines.join("\n")
}

/// The candidates that something public says too.
fn said_in_public(candidates: &[Canary], snapshot: &Snapshot) -> BTreeSet<usize> {
    let Some(finder) = finder(candidates) else { return BTreeSet::new() };
    let mut said = BTreeSet::new();
    let mut hear = |text: &str| said.extend(finder.find_overlapping_iter(text).map(|found| found.pattern().as_usize()));
    let site = snapshot.site();
    let whole = snapshot.whole();
    if let Some(source) = &site.config.source {
        // What it says of gated apis is not said in public by that.
        let gated = whole.config.apis.iter().any(|api| !is_public(&api.access));
        if !gated {
            hear(source.text());
        }
    }
    site.pages.iter().for_each(|page| hear(page.source.text()));
    site.sections.iter().for_each(|section| hear(&section.title));
    site.layouts.values().chain(site.partials.values()).for_each(|template| hear(template.source.text()));
    site.icons.values().for_each(|icon| hear(icon.text()));
    site.data.iter().for_each(|(name, value)| hear(&format!("{name} {value}")));
    for api in &site.config.apis {
        hear(&format!("{}\n{}", api.title, api.description.as_deref().unwrap_or("")));
        // Every text of a public description, however deep: the words are plain, so that no quoting changes them.
        api.versions.iter().for_each(|version| hear(&format!("{:?}", version.content)));
    }
    said
}

fn finder(canaries: &[Canary]) -> Option<AhoCorasick> {
    if canaries.is_empty() {
        return None;
    }
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).to_owned();
    builder.build(canaries.iter().map(|canary| canary.words.as_str())).ok()
}

/// Runs of plain words, which come through Markdown, escaping and JSON as they are: long ones, and single names that
/// are no words of a language.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/');
    let runs = text.split(move |c: char| !is_plain(c)).map(str::trim);
    let is_mark = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let is_name = move |word: &str| word.len() >= SHORTEST && word.bytes().any(is_mark);
    runs.filter(move |run| {
        run.len() >= SHORTEST && (run.split_whitespace().count() >= 3 || run.split_whitespace().any(is_name))
    })
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn runs_are_long_or_names() {
        let text = "The golden rule is here.\nA short one, CANARY-7f3a9c21 and *strong words* documentation";
        assert_eq!(runs(text).collect::<Vec<_>>(), ["The golden rule is here", "CANARY-7f3a9c21 and"]);
    }
}
