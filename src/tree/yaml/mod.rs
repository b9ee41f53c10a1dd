//! YAML to a tree: the parser's events, anchors, merge keys, duplicate keys.

mod syntax;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle};

use super::{DEPTH_LIMIT, Key, Node, Place, VALUE_LIMIT, Value};
use crate::diag::{Diagnostic, Source, Span};

/// How many values the anchors and aliases of one file may come to: far above what people write, far below what hurts.
const ALIAS_BUDGET: usize = 500_000;
/// Texts that had to be put together are copied by an alias; so many of their bytes count as a value.
const VALUE_BYTES: usize = 64;

/// Reads the YAML in `range` of `source`. Places are those of the whole file. Duplicate keys are reported and the
/// first one counts; broken syntax is reported and gives `None`, as does an empty text (without a report).
pub fn parse<'s>(source: &'s Arc<Source>, range: Range<usize>, diags: &mut Vec<Diagnostic>) -> Option<Node<'s>> {
    read(source, range, 0, diags).ok().flatten()
}

/// Reads all of `source` as the file with this number; where its syntax breaks, the tree ends.
pub fn parse_file<'s>(source: &'s Arc<Source>, file: u32, diags: &mut Vec<Diagnostic>) -> Option<Node<'s>> {
    read(source, 0..source.text().len(), file, diags).unwrap_or_else(|rest| rest.0)
}

/// What stood before the place where reading ended early.
struct Rest<'s>(Option<Node<'s>>);

fn read<'s>(
    source: &'s Arc<Source>,
    range: Range<usize>,
    file: u32,
    diags: &mut Vec<Diagnostic>,
) -> Result<Option<Node<'s>>, Rest<'s>> {
    let Some(text) = source.text().get(range.clone()) else { return Ok(None) };
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut builder = Builder { source, file, diags, open: Vec::new(), anchors: HashMap::new(), added: 0, values: 0 };
    let mut root = None;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = range.start + error.marker().byte_offset().unwrap_or(0);
                builder.diags.push(syntax::diagnostic(source, &range, at, &error));
                return Err(Rest(builder.close(at).or(root)));
            }
        };
        let place = span.byte_range().unwrap_or(0..0);
        let place = range.start + place.start..range.start + place.end;
        if matches!(event, Event::DocumentStart(..)) && root.is_some() {
            let problem = Diagnostic::error("yaml/documents", "a second document begins here")
                .at(Span::new(source, place))
                .hint("a file holds one document; take the line `---` away");
            builder.diags.push(problem);
            break;
        }
        let at = place.start;
        match builder.event(event, place) {
            Ok(Some(node)) => root = Some(node),
            Ok(None) => {}
            Err(problem) => {
                builder.diags.push(*problem);
                // To go on with the part that was read would take as long as the whole, for nothing.
                let is_too_much = builder.values > VALUE_LIMIT;
                return Err(Rest(builder.close(at).or(root).filter(|_| !is_too_much)));
            }
        }
    }
    Ok(root.filter(|node| !node.is_null()))
}

struct Builder<'s, 'd> {
    source: &'s Arc<Source>,
    file: u32,
    diags: &'d mut Vec<Diagnostic>,
    open: Vec<Open<'s>>,
    anchors: HashMap<usize, (Node<'s>, usize, usize)>,
    added: usize,
    values: usize,
}

/// A list or mapping that has begun.
struct Open<'s> {
    start: Range<usize>,
    anchor: usize,
    /// Nodes and depth below it so far.
    size: usize,
    depth: usize,
    kind: OpenKind<'s>,
}

enum OpenKind<'s> {
    List(Vec<Node<'s>>),
    Map { entries: Entries<'s>, key: Option<Key<'s>>, merges: Vec<Node<'s>>, in_line: bool },
}

/// The entries of a mapping that is being read. Short ones are searched through, long ones have an index.
#[derive(Default)]
struct Entries<'s> {
    list: Vec<(Key<'s>, Node<'s>)>,
    index: HashMap<Cow<'s, str>, usize>,
}

impl<'s> Entries<'s> {
    /// The entry with this name, if there is one.
    fn find(&mut self, name: &str) -> Option<&(Key<'s>, Node<'s>)> {
        const SHORT: usize = 32;
        if self.list.len() <= SHORT {
            return self.list.iter().find(|(key, _)| key.name == name);
        }
        for at in self.index.len()..self.list.len() {
            self.index.insert(self.list[at].0.name.clone(), at);
        }
        self.index.get(name).and_then(|&at| self.list.get(at))
    }
}

type Step<'s> = Result<Option<Node<'s>>, Box<Diagnostic>>;

impl<'s> Builder<'s, '_> {
    /// Takes one event; gives the root when it is whole.
    fn event(&mut self, event: Event<'s>, place: Range<usize>) -> Step<'s> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let as_text = tag.is_some_and(|tag| tag.suffix() == "str");
                let plain = style == ScalarStyle::Plain && !as_text;
                let value = if plain { Value::Plain(text) } else { Value::Text(text) };
                let size = match &value {
                    Value::Plain(Cow::Owned(text)) | Value::Text(Cow::Owned(text)) => 1 + text.len() / VALUE_BYTES,
                    _ => 1,
                };
                self.count(&place)?;
                self.finished(Node { place: Place::new(place, self.file), value }, anchor, size, 0)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(place, anchor, OpenKind::List(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                let in_line = style == StructureStyle::Flow;
                self.begin(
                    place,
                    anchor,
                    OpenKind::Map { entries: Entries::default(), key: None, merges: Vec::new(), in_line },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            Event::Alias(anchor) => self.alias(anchor, place),
            _ => Ok(None),
        }
    }

    fn begin(&mut self, start: Range<usize>, anchor: usize, kind: OpenKind<'s>) -> Step<'s> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(self.too_deep(start));
        }
        self.count(&start)?;
        self.open.push(Open { start, anchor, size: 1, depth: 0, kind });
        Ok(None)
    }

    /// Ends all that is open, when nothing more can be read.
    fn close(&mut self, at: usize) -> Option<Node<'s>> {
        while !self.open.is_empty() {
            if let Ok(Some(root)) = self.end(at..at) {
                return Some(root);
            }
        }
        None
    }

    /// Counts one value that the file writes out.
    fn count(&mut self, place: &Range<usize>) -> Result<(), Box<Diagnostic>> {
        self.values += 1;
        if self.values <= VALUE_LIMIT {
            return Ok(());
        }
        let message = format!("the file has more than {VALUE_LIMIT} values");
        let problem = Diagnostic::error("yaml/size", message).at(Span::new(self.source, place.clone()));
        Err(Box::new(problem.hint("split it, or move what is no description elsewhere")))
    }

    fn end(&mut self, place: Range<usize>) -> Step<'s> {
        let Some(open) = self.open.pop() else { return Ok(None) };
        let value = match open.kind {
            OpenKind::List(items) => Value::List(items),
            OpenKind::Map { mut entries, merges, .. } => {
                merge(&mut entries, merges);
                Value::Map(entries.list)
            }
        };
        let range = open.start.start..place.end.max(open.start.end);
        self.finished(Node { place: Place::new(range, self.file), value }, open.anchor, open.size, open.depth + 1)
    }

    fn alias(&mut self, anchor: usize, place: Range<usize>) -> Step<'s> {
        let Some((_, size, depth)) = self.anchors.get(&anchor) else {
            let problem = Diagnostic::error("yaml/alias", "this alias stands inside its own anchor");
            return Err(Box::new(problem.at(Span::new(self.source, place))));
        };
        let (size, depth) = (*size, *depth);
        self.spend(size, &place)?;
        if self.open.len() + depth > DEPTH_LIMIT {
            return Err(self.too_deep(place));
        }
        let node = self.anchors.get(&anchor).map(|(node, ..)| node.clone());
        node.map_or(Ok(None), |node| self.finished(node, 0, size, depth))
    }

    /// Counts values that are there once more because of an anchor or an alias.
    fn spend(&mut self, size: usize, place: &Range<usize>) -> Result<(), Box<Diagnostic>> {
        self.added += size;
        if self.added <= ALIAS_BUDGET {
            return Ok(());
        }
        let message = format!("the anchors and aliases of this file unfold to more than {ALIAS_BUDGET} values");
        let problem = Diagnostic::error("yaml/alias-limit", message)
            .at(Span::new(self.source, place.clone()))
            .hint("write the values out, or use fewer aliases inside anchors");
        Err(Box::new(problem))
    }

    /// Puts a whole value where it belongs.
    fn finished(&mut self, node: Node<'s>, anchor: usize, size: usize, depth: usize) -> Step<'s> {
        if anchor != 0 {
            self.spend(size, &node.range())?;
            self.anchors.insert(anchor, (node.clone(), size, depth));
        }
        let Some(parent) = self.open.last_mut() else { return Ok(Some(node)) };
        parent.size += size;
        parent.depth = parent.depth.max(depth);
        match &mut parent.kind {
            OpenKind::List(items) => items.push(node),
            OpenKind::Map { entries, key, merges, in_line } => match key.take() {
                None => *key = Some(key_of(self.source, node)?),
                Some(key) if key.name == "<<" && !matches!(node.value, Value::Plain(_) | Value::Text(_)) => {
                    merges.push(node);
                }
                // `{ say: one, two }` has a key `two` that nobody meant.
                Some(key)
                    if *in_line && node.range().is_empty() && key.name.contains(' ') && !entries.list.is_empty() =>
                {
                    let problem = Diagnostic::error("yaml/comma", format!("`{}` has no value", key.name))
                        .at(Span::new(self.source, key.range()))
                        .hint("put quotes around a value that contains a comma");
                    self.diags.push(problem);
                }
                Some(key) => match entries.find(&key.name) {
                    None => entries.list.push((key, node)),
                    Some((earlier, _)) => {
                        let problem =
                            Diagnostic::error("yaml/duplicate-key", format!("the key `{}` is given twice", key.name))
                                .at(Span::new(self.source, key.range()))
                                .label(Span::new(self.source, earlier.range()), "first given here")
                                .hint("keep one of the two");
                        self.diags.push(problem);
                    }
                },
            },
        }
        Ok(None)
    }

    fn too_deep(&self, place: Range<usize>) -> Box<Diagnostic> {
        let message = format!("lists and mappings are nested more than {DEPTH_LIMIT} deep");
        Box::new(Diagnostic::error("yaml/depth", message).at(Span::new(self.source, place)))
    }
}

fn key_of<'s>(source: &Arc<Source>, node: Node<'s>) -> Result<Key<'s>, Box<Diagnostic>> {
    match node.value {
        Value::Plain(name) | Value::Text(name) => Ok(Key { place: node.place, name }),
        Value::List(_) | Value::Map(_) => {
            let problem = Diagnostic::error("yaml/key", format!("expected a name as key, found {}", node.kind()))
                .at(Span::new(source, node.range()))
                .hint("put quotes around it if it is meant as text: `{{ … }}` at the start of a value needs them");
            Err(Box::new(problem))
        }
    }
}

/// Fills in what `<<` brings, without replacing what the mapping says itself.
fn merge<'s>(entries: &mut Entries<'s>, merges: Vec<Node<'s>>) {
    for node in merges {
        let maps = if let Value::List(items) = node.value { items } else { vec![node] };
        for (key, value) in maps.into_iter().flat_map(into_entries) {
            if entries.find(&key.name).is_none() {
                entries.list.push((key, value));
            }
        }
    }
}

fn into_entries<'s>(node: Node<'s>) -> Vec<(Key<'s>, Node<'s>)> {
    if let Value::Map(entries) = node.value { entries } else { Vec::new() }
}
