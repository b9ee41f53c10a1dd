//! Partial evaluation: a template and its static values become text and live segments, which are
//! finished later with the late values (`docs/content/decisions/0002-partial-evaluation.md`).
//!
//! Owns the split and the finish. Running nodes belongs to the evaluator.

mod analysis;
mod effects;
mod excerpt;
mod finish;
mod frozen;
mod late;
mod needs;
mod segment;
mod splitter;
mod walk;
mod want;

pub use finish::{Page, anonymous, finish, finish_regions, regions};
pub use segment::{LateNames, Live, Segment};

pub(crate) use splitter::Splitter;
pub(crate) use walk::block;

use super::engine::{Partials, RenderOptions, Template};
use super::error::Error;
use super::eval::{Output, Renderer};
use super::value::{Kind, Value, View};
use analysis::Analysis;
use needs::Carrier;

/// Renders what can be rendered with `statics` and leaves the rest as live segments. A template
/// that reads no name in `late` gives one text, or nothing when that is empty.
///
/// # Errors
/// What rendering the static parts raises, and a limit when a live segment would have to carry
/// too much.
pub fn specialise(
    template: &Template,
    statics: &dyn View,
    late: &LateNames,
    options: &RenderOptions<'_>,
) -> Result<Vec<Segment>, Error> {
    specialise_around(template, &[], statics, late, options)
}

/// The same for a layout: the names in `contents` stand for templates that were split before,
/// such as the page inside the layout. Where one is printed unchanged, its segments take its
/// place; they must be of the same late names.
///
/// # Errors
/// Those of [`specialise`].
pub fn specialise_around(
    template: &Template,
    contents: &[(&str, &[Segment])],
    statics: &dyn View,
    late: &LateNames,
    options: &RenderOptions<'_>,
) -> Result<Vec<Segment>, Error> {
    let (finished, split): (Vec<_>, Vec<_>) =
        contents.iter().copied().partition(|(_, segments)| regions(segments).next().is_none());
    let texts = finished.into_iter().map(|(name, segments)| (name, whole_text(segments))).collect();
    let statics = Statics { contents: texts, view: statics };
    // Source maps are of whole templates.
    let options = RenderOptions { source_map: None, stand_ins: None, ..*options };
    let mut analysis = Analysis::new(options.partials);
    analysis.nodes(&template.body().nodes);
    let carrier = Carrier::new(analysis.resumed().clone());
    let mut renderer = Renderer::new(template, &statics, &options);
    renderer.split = Some(Box::new(Splitter::new(analysis, late, &split, carrier)));
    let mut out = Output::new(String::new(), &options);
    renderer.block(template.body(), &mut out)?;
    let segments = renderer.split.take().map(|splitter| splitter.segments(&out.text));
    Ok(segments.unwrap_or_default())
}

/// Whether `template` may read any of the late names, partials included: where it does not, splitting it is rendering it.
pub fn may_wait(template: &Template, partials: &dyn Partials, late: &LateNames) -> bool {
    let effects = Analysis::new(partials).nodes(&template.body().nodes);
    effects.reads_any || late.names().any(|name| effects.reads.has(name) || effects.globals.has(name))
}

/// The text of segments none of which is live.
fn whole_text(segments: &[Segment]) -> String {
    let text = |segment: &Segment| match segment {
        Segment::Text(text) => text.clone(),
        Segment::Live(_) => String::new(),
    };
    segments.iter().map(text).collect()
}

/// The static values, with contents that turned out to be plain text among them.
struct Statics<'s> {
    contents: Vec<(&'s str, String)>,
    view: &'s dyn View,
}

impl View for Statics<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        match self.contents.iter().find(|(name, _)| *name == key) {
            Some((_, text)) => Some(Value::html_str(text)),
            None => self.view.get(key),
        }
    }

    fn len(&self) -> usize {
        self.view.len() + self.contents.len()
    }

    fn keys(&self) -> Vec<String> {
        let contents = self.contents.iter().map(|(name, _)| (*name).to_owned());
        self.view.keys().into_iter().chain(contents).collect()
    }
}
