//! The pane beside an operation: how to send it, and what comes back. Must keep what it shows within a page's weight.

use super::example::Direction;
use super::own::{self, Part};
use super::sample::{Sample, samples};
use super::shown::{self, Shown};
use super::{Desk, status};
use crate::liquid::Value;
use crate::model::Credentials;
use crate::model::description::{Media, Operation};
use crate::render::escape;
use crate::render::views::{properties, views};

/// Examples of one status.
const MOST: usize = 3;
/// Bytes of HTML that all examples of a page may have together; the first of each status is shown in any case.
const ROOM: usize = 24_000;

/// What the pane holds.
#[derive(Default)]
pub(crate) struct Pane<'m> {
    pub(super) samples: Vec<SampleView>,
    pub(super) examples: Vec<ExampleView<'m>>,
}

/// A request in one language, or what arrives.
pub(crate) struct SampleView {
    sample: Sample,
    html: String,
    /// The same, cut where a customer's own credentials belong.
    parts: Vec<Part>,
    is_cut: bool,
}

impl SampleView {
    fn new(sample: Sample, is_cut: bool, places: &[own::Place]) -> Self {
        let html = framed(&sample.language, &sample.html);
        Self { parts: own::cut(&html, places), sample, html, is_cut }
    }
}

properties!(SampleView, this, {
    "language" => Value::str(&this.sample.language),
    "label" => Value::str(&this.sample.label),
    "html" => Value::html_str(&this.html),
    "parts" => views(&this.parts),
    "cut" => this.is_cut,
});

/// A body that is sent or comes back.
pub(crate) struct ExampleView<'m> {
    status: &'m str,
    label: String,
    shown: Shown,
}

properties!(ExampleView<'_>, this, {
    "status" => Value::str(this.status),
    "kind" => status::kind(this.status),
    "label" => Value::str(&this.label),
    "made" => this.shown.is_made,
    "cut" => this.shown.is_cut,
    "url" => this.shown.external.as_deref(),
    "html" => Value::html(framed(this.shown.language, &this.shown.html)),
});

/// Code that is highlighted already, in the frame of every other block.
pub(super) fn framed(language: &str, html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 220);
    out.push_str("<div class=\"code\" data-lang=\"");
    escape::attribute(&mut out, language);
    out.push_str("\"><div class=\"code-head\"><button type=\"button\" class=\"copy\" data-copy hidden>Copy</button></div><pre tabindex=\"0\"><code>");
    out.push_str(html);
    out.push_str("</code></pre></div>");
    out
}

/// The pane of an operation.
pub(super) fn of<'m>(desk: Desk<'m>, operation: &'m Operation, credentials: Option<&Credentials>) -> Pane<'m> {
    let samples = samples(desk.description, operation, credentials, desk.texts.highlighter());
    let places = own::places(desk.description, operation, credentials);
    let whole = |sample| SampleView::new(sample, false, &places);
    Pane { samples: samples.into_iter().map(whole).collect(), examples: responses(desk, operation) }
}

/// The pane of a webhook: what arrives, and what is answered.
pub(super) fn of_webhook<'m>(desk: Desk<'m>, operation: &'m Operation) -> Pane<'m> {
    let media = operation.body.as_ref().map_or(&[][..], |body| body.content.as_slice());
    let sample = |(label, shown): (String, Shown)| {
        let is_cut = shown.is_cut && !shown.is_made;
        let language = shown.language.to_owned();
        SampleView::new(Sample { language, label, html: shown.html, text: String::new() }, is_cut, &[])
    };
    let arrives = examples(desk, media, Direction::Request).map(sample).collect();
    Pane { samples: arrives, examples: responses(desk, operation) }
}

fn responses<'m>(desk: Desk<'m>, operation: &'m Operation) -> Vec<ExampleView<'m>> {
    let mut found: Vec<ExampleView<'m>> = Vec::new();
    let mut room = ROOM;
    for response in &operation.responses {
        for (at, (label, shown)) in examples(desk, &response.content, Direction::Response).enumerate() {
            let is_known = found.iter().any(|known| known.status == response.status && known.shown.html == shown.html);
            if is_known || (at > 0 && shown.html.len() > room) {
                continue;
            }
            room = room.saturating_sub(shown.html.len());
            found.push(ExampleView { status: &response.status, label, shown });
        }
    }
    found
}

/// What is shown of some media types: a made example only of the first, as the others say the same again.
fn examples<'m>(
    desk: Desk<'m>,
    content: &'m [Media],
    direction: Direction,
) -> impl Iterator<Item = (String, Shown)> + use<'m> {
    let of = move |(at, media): (usize, &'m Media)| {
        let given = at == 0 || !media.examples.is_empty();
        let found = if given {
            shown::examples(desk.description, media, direction, desk.texts.highlighter())
        } else {
            Vec::new()
        };
        let many = content.len() > 1;
        found.into_iter().filter(|shown| !shown.html.is_empty()).map(move |shown| {
            let name = shown.summary.clone().unwrap_or_else(|| shown.name.clone());
            let label = if name.is_empty() && many && at > 0 { media.media_type.clone() } else { name };
            (label, shown)
        })
    };
    content.iter().enumerate().flat_map(of).take(MOST)
}
