//! Builds the tree: texts, outputs, blocks, and what to do after a mistake.
//!
//! Owns block structure and recovery; each tag's own markup is read in `tags`.

use super::cursor::Cursor;
use super::expr::Reader;
use super::lexer::{Lexer, Tag, Token, TokenKind};
use super::tree::{At, Block, Condition, Expr, Filtered, Node, NodeKind, Span};
use crate::liquid::engine::{Engine, Mode, ParseOptions};
use crate::liquid::error::{Code, Error};
use crate::liquid::suggest;

/// How deep blocks may be nested.
const DEPTH: usize = 100;
/// After how many errors reading stops.
const ERRORS: usize = 50;

pub(crate) struct Parser<'s, 'e> {
    pub(crate) lexer: Lexer<'s>,
    pub(crate) reader: Reader<'e>,
    errors: Vec<Error>,
    /// The blocks that are open, outermost first: name and opening tag.
    open: Vec<(&'s str, Span)>,
    /// Names of tags that were reported as unknown: their ends are not reported as well.
    unknown: Vec<&'s str>,
}

/// What ended a body.
pub(crate) type Ending = Option<(Tag, Span)>;

/// Reads the part of `source` that is the template.
pub(crate) fn parse(engine: &Engine, source: &str, options: &ParseOptions) -> Result<Block, Vec<Error>> {
    let range = options.range.clone().unwrap_or(0..source.len());
    let (start, end) = (range.start.min(source.len()), range.end.min(source.len()));
    if source.get(start..end).is_none() || u32::try_from(source.len()).is_err() {
        return Err(vec![Error::new(Code::Syntax, "this is no part of the source that can be read as a template")]);
    }
    let reader = Reader { engine, strict: options.mode == Mode::Strict };
    let mut parser = Parser {
        lexer: Lexer::new(source, start, end),
        reader,
        errors: Vec::new(),
        open: Vec::new(),
        unknown: Vec::new(),
    };
    let (nodes, _) = parser.body(&[]);
    if parser.errors.is_empty() {
        Ok(Block { nodes })
    } else {
        parser.errors.sort_by_key(|error| error.span().start);
        Err(parser.errors)
    }
}

impl<'s> Parser<'s, '_> {
    pub(crate) fn fail(&mut self, error: Error) {
        if self.errors.len() < ERRORS {
            self.errors.push(error);
        }
    }

    pub(crate) fn cursor(&self, span: Span) -> Cursor<'s> {
        Cursor::new(self.lexer.source, span)
    }

    pub(crate) fn strict(&self) -> bool {
        self.reader.strict
    }

    /// Nodes up to a tag in `stops`, which is handed back; `None` at the end of the template or
    /// before an end that belongs to an outer block.
    pub(crate) fn body(&mut self, stops: &[&str]) -> (Vec<Node>, Ending) {
        let mut nodes = Vec::new();
        loop {
            let before = self.lexer.mark();
            let Some(token) = self.lexer.next() else { return (nodes, None) };
            match token.kind {
                TokenKind::Text => {
                    let kind = NodeKind::Text(self.lexer.text(token.span).into());
                    nodes.push(Node { kind, at: At(token.span), whole: At(token.span) });
                }
                TokenKind::Output(inner) => {
                    let value = self.filtered(inner);
                    nodes.push(Node { kind: NodeKind::Output(value), at: At(token.span), whole: At(token.span) });
                }
                TokenKind::OpenOutput => self.fail(
                    Error::new(Code::Syntax, "an output is not closed")
                        .at(token.span)
                        .hint("end it with `}}` (or `-}}`)"),
                ),
                TokenKind::OpenTag => {
                    self.fail(
                        Error::new(Code::Syntax, "a tag is not closed")
                            .at(token.span)
                            .hint("end it with `%}` (or `-%}`)"),
                    );
                }
                TokenKind::Tag(tag) => {
                    let name = self.lexer.text(tag.name);
                    if stops.contains(&name) {
                        return (nodes, Some((tag, token.span)));
                    }
                    if self.closes_outer(name) {
                        self.lexer.reset(before);
                        return (nodes, None);
                    }
                    self.statement(name, tag, token, &mut nodes);
                }
            }
        }
    }

    /// Whether `name` ends a block that is open further out.
    fn closes_outer(&self, name: &str) -> bool {
        let Some(block) = name.strip_prefix("end") else { return false };
        // The lines of a `liquid` tag cannot close a block around it.
        let outer = self.open.len().saturating_sub(1);
        let from = self.open.iter().rposition(|(open, _)| *open == "liquid").map_or(0, |at| at + 1);
        self.open.get(from..outer).is_some_and(|outer| outer.iter().any(|(open, _)| *open == block))
    }

    fn statement(&mut self, name: &'s str, tag: Tag, token: Token, nodes: &mut Vec<Node>) {
        if name == "liquid" {
            return self.liquid(tag, token, nodes);
        }
        match self.tag(name, tag, token.span) {
            Ok(Some(kind)) => {
                let whole = At(Span::new(token.span.start as usize, self.lexer.pos.min(self.lexer.end)));
                nodes.push(Node { kind, at: At(token.span), whole });
            }
            Ok(None) => {}
            Err(error) => {
                self.fail(error.at(token.span));
            }
        }
    }

    /// The lines of `{% liquid %}` take the place of the tag.
    fn liquid(&mut self, tag: Tag, token: Token, nodes: &mut Vec<Node>) {
        if self.open.len() >= DEPTH {
            return self.fail(too_deep(token.span));
        }
        let after = self.lexer.mark();
        self.open.push(("liquid", token.span));
        self.lexer.enter_lines(tag.markup);
        let (inner, _) = self.body(&[]);
        nodes.extend(inner);
        self.open.pop();
        self.lexer.reset(after);
    }

    /// The body of a block up to one of `stops`. Reports a block that is never closed.
    pub(crate) fn block(&mut self, name: &'s str, opening: Span, stops: &[&str]) -> Option<(Block, Ending)> {
        if self.open.len() >= DEPTH {
            self.fail(too_deep(opening));
            return None;
        }
        self.open.push((name, opening));
        let (nodes, ending) = self.body(stops);
        self.open.pop();
        if ending.is_none() {
            self.fail(
                Error::new(Code::UnclosedBlock, format!("the block `{name}` is never closed"))
                    .at(opening)
                    .hint(format!("end it with `{{% end{name} %}}`")),
            );
        }
        Some((Block { nodes }, ending))
    }

    /// A tag that no block was waiting for.
    pub(crate) fn unexpected(&mut self, name: &'s str, tag: Tag) -> Option<Error> {
        let error = match name {
            "" => Error::new(Code::Syntax, "a tag needs a name"),
            "else" | "elsif" | "when" => Error::new(Code::Syntax, format!("`{name}` stands outside of its block"))
                .hint(if name == "when" {
                    "it belongs into `case`"
                } else {
                    "it belongs into `if`, `unless`, `case` or `for`"
                }),
            _ => match name.strip_prefix("end") {
                Some(block) if self.unknown.contains(&block) => return None,
                Some(block) if is_block(block) || self.reader.engine.tag(block).is_some() => {
                    let error = Error::new(Code::Syntax, format!("`{name}` closes nothing"));
                    match self.open.last() {
                        Some((open, _)) => error.hint(format!("the block that is open here is `{open}`")),
                        None => error.hint(format!("there is no `{{% {block} %}}` before it")),
                    }
                }
                _ => {
                    self.unknown.push(name);
                    let error = Error::new(Code::UnknownTag, format!("there is no tag `{name}`"));
                    let known = super::tags::NAMES.iter().copied().chain(self.reader.engine.tag_names());
                    suggest::hint(error, name, known)
                }
            },
        };
        let at = if tag.name.start == tag.name.end { Span::default() } else { tag.name };
        Some(error.at(at))
    }

    pub(crate) fn filtered(&mut self, inner: Span) -> Filtered {
        let mut c = self.cursor(inner);
        let read = if self.strict() { self.reader.filtered(&mut c) } else { self.reader.lax_filtered(&mut c) };
        match read {
            Ok(filtered) => filtered,
            Err(error) => {
                self.fail(error.at(inner));
                Filtered { base: nil(inner), filters: Vec::new() }
            }
        }
    }

    pub(crate) fn condition(&mut self, inner: Span) -> Result<Condition, Error> {
        let mut c = self.cursor(inner);
        if self.strict() { self.reader.condition(&mut c) } else { self.reader.lax_condition(&mut c) }
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "if" | "unless" | "case" | "for" | "tablerow" | "capture" | "ifchanged" | "comment" | "raw" | "doc")
}

fn too_deep(at: Span) -> Error {
    Error::new(Code::Syntax, format!("blocks are nested more than {DEPTH} deep")).at(at)
}

/// `nil` standing at a place.
pub(crate) fn nil(at: Span) -> Expr {
    Expr { kind: super::tree::ExprKind::Literal(super::tree::Literal::Nil), at: At(at) }
}
