//! What a split template consists of, in the form that is stored.
//!
//! Owns the shape of segments. Must not run them.

use super::frozen::Frozen;
use crate::liquid::engine::{Engine, Escape, Mode, ParseOptions, Template, Undefined};
use crate::liquid::error::{Error, Frame};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A part of a split template, in the order of the page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Finished text. Never read as Liquid again.
    Text(String),
    /// What waits for the late values.
    Live(Box<Live>),
}

/// Nodes of a template that wait for the late values, with everything static that they need.
///
/// The live segments of one page are finished together and in order: they share state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Live {
    /// The template that the nodes are from.
    pub(super) template: String,
    /// The line of that template on which they begin, from 1.
    pub(super) line: u32,
    /// The column in characters, from 1.
    pub(super) column: u32,
    /// The nodes, as source.
    pub(super) source: String,
    #[serde(flatten)]
    pub(super) reading: Reading,
    /// The tags that included the template, innermost first: template, line and column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trace: Vec<(String, u32, u32)>,
    /// Which context they run in: 0 for the template, one more for each opened `render`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) context: u32,
    /// Which split template it is of: 0 for the outermost, another one for each content in it.
    /// Each has carried the globals that its own segments need.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) part: u32,
    #[serde(flatten)]
    pub(super) needs: Needs,
    #[serde(skip)]
    pub(super) read: OnceLock<Result<Template, Vec<Error>>>,
}

/// How the source of a live segment is read.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Reading {
    #[serde(default, skip_serializing_if = "is_false")]
    lax: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    plain: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    unknown_is_nil: bool,
}

/// The static values and the state that a live segment needs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Needs {
    /// Variables of the loops and partials around the nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) locals: Vec<(String, Frozen)>,
    /// Variables of `assign` and `capture`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) variables: Vec<(String, Frozen)>,
    /// Global values, as far as they are needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) globals: Vec<(String, Frozen)>,
    /// Global values that are split templates themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) contents: Vec<(String, Vec<Segment>)>,
    /// Counters of `increment` and `decrement`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) counters: Vec<(String, i64)>,
    /// Positions of `cycle`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) cycles: Vec<CycleNeed>,
    /// What `ifchanged` printed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) changed: Option<String>,
    /// Where loops ended, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) offsets: Vec<(String, usize)>,
    /// The loops around the nodes, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) loops: Vec<LoopNeed>,
    /// Which of them `forloop` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forloop: Option<usize>,
}

/// Where a cycle is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CycleNeed {
    /// The kind of value its group is; a cycle without group is known by its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
    pub(super) text: String,
    pub(super) position: usize,
}

/// A loop that was unrolled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LoopNeed {
    pub(super) name: String,
    pub(super) length: usize,
    pub(super) index: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<usize>,
    /// Whether it was a `render … for`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) partial: bool,
}

impl Reading {
    /// How `options` say, escaping as the outermost template does.
    pub(super) fn of(options: &ParseOptions, html: bool) -> Self {
        Reading { lax: options.mode == Mode::Lax, plain: !html, unknown_is_nil: options.undefined == Undefined::Nil }
    }

    fn options(self) -> ParseOptions {
        ParseOptions {
            mode: if self.lax { Mode::Lax } else { Mode::Strict },
            escape: if self.plain { Escape::Off } else { Escape::Html },
            undefined: if self.unknown_is_nil { Undefined::Nil } else { Undefined::ByMode },
            range: None,
        }
    }
}

impl Live {
    /// The template that this part is from.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The line of that template on which it begins, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The part as a template of `engine`, read once.
    pub(super) fn parsed(&self, engine: &Engine) -> Result<Template, Error> {
        let known = self.read.get_or_init(|| self.parse(engine));
        let fresh;
        let result = match known {
            Ok(template) if !template.engine().is(engine) => {
                fresh = self.parse(engine);
                &fresh
            }
            known => known,
        };
        result.clone().map_err(|errors| {
            let first = errors.into_iter().next();
            first.unwrap_or_else(|| Error::new(crate::liquid::error::Code::Syntax, "a live segment cannot be read"))
        })
    }

    fn parse(&self, engine: &Engine) -> Result<Template, Vec<Error>> {
        // What stood before the segment is put back as white space, so that places in errors are
        // those of the author's file.
        let before = |count: u32| usize::try_from(count.saturating_sub(1)).unwrap_or(0);
        let mut source = "\n".repeat(before(self.line));
        source.push_str(&" ".repeat(before(self.column)));
        let start = source.len();
        source.push_str(&self.source);
        let mut options = self.reading.options();
        options.range = Some(start..source.len());
        engine.parse(&self.template, source, &options)
    }

    /// The same segment after `base` contexts of other templates. A part is numbered as its first
    /// context is.
    pub(super) fn in_context(&self, base: u32) -> Box<Live> {
        Box::new(Live { context: self.context + base, part: self.part + base, ..self.clone() })
    }

    /// The frames of the including tags.
    pub(super) fn frames(&self) -> impl Iterator<Item = Frame> {
        self.trace.iter().map(|(template, line, column)| Frame {
            template: Arc::from(template.as_str()),
            line: *line,
            column: *column,
        })
    }
}

/// The names whose values come later.
#[derive(Debug, Clone, Default)]
pub struct LateNames(BTreeSet<String>);

impl LateNames {
    /// The names in `names`.
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        LateNames(names.into_iter().map(Into::into).collect())
    }

    /// Whether `name` is late.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The names in the order of the alphabet.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>> FromIterator<N> for LateNames {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        LateNames::new(names)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
