//! Reads the markup of each tag.
//!
//! Owns which standard tags there are; loops, branches and partials have files of their own.

use super::cursor::is_word;
use super::expr::{end, expected};
use super::lax::is_name;
use super::lexer::Tag;
use super::parser::Parser;
use super::tree::{Custom, Name, NodeKind, Span, TagArgument};
use crate::liquid::error::{Code, Error};

/// The names of the standard tags, for suggestions.
pub(crate) const NAMES: [&str; 21] = [
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "doc",
    "echo",
    "for",
    "if",
    "ifchanged",
    "include",
    "increment",
    "liquid",
    "raw",
    "render",
    "tablerow",
    "unless",
    "#",
];

/// What a tag becomes; `None` for tags that leave nothing, or whose errors are already reported.
pub(crate) type Parsed = Result<Option<NodeKind>, Error>;

impl<'s> Parser<'s, '_> {
    pub(crate) fn tag(&mut self, name: &'s str, tag: Tag, span: Span) -> Parsed {
        let markup = tag.markup;
        let kind = match name {
            "assign" => self.assign(markup)?,
            "capture" => return self.capture(name, markup, span),
            "echo" => NodeKind::Echo(self.filtered(markup)),
            "increment" => NodeKind::Increment(self.counter(markup)?),
            "decrement" => NodeKind::Decrement(self.counter(markup)?),
            "break" => self.bare(markup, NodeKind::Break)?,
            "continue" => self.bare(markup, NodeKind::Continue)?,
            "#" => self.inline_comment(markup)?,
            "comment" => match self.lexer.comment() {
                Some(text) => NodeKind::Comment(self.lexer.text(text).into()),
                None => return Err(self.unclosed(name, span)),
            },
            "raw" => match self.verbatim(name, span)? {
                Some(text) => NodeKind::Raw(self.lexer.text(text).into()),
                None => return Ok(None),
            },
            "doc" => return self.doc(name, markup, span),
            "if" => return self.branches(name, markup, span, false),
            "unless" => return self.branches(name, markup, span, true),
            "case" => return self.case(name, markup, span),
            "for" => return self.for_loop(name, markup, span),
            "tablerow" => return self.table_row(name, markup, span),
            "cycle" => self.cycle(markup)?,
            "ifchanged" => {
                return Ok(self.block(name, span, &["endifchanged"]).map(|(body, _)| NodeKind::IfChanged(body)));
            }
            "include" => self.include(markup)?,
            "render" => self.render(markup)?,
            _ => return self.custom(name, tag, span),
        };
        Ok(Some(kind))
    }

    fn unclosed(&mut self, name: &str, opening: Span) -> Error {
        self.lexer.pos = self.lexer.end;
        Error::new(Code::UnclosedBlock, format!("the block `{name}` is never closed"))
            .at(opening)
            .hint(format!("end it with `{{% end{name} %}}`"))
    }

    fn verbatim(&mut self, name: &str, opening: Span) -> Result<Option<Span>, Error> {
        match self.lexer.verbatim(&format!("end{name}")) {
            Some(text) => Ok(Some(text)),
            None => Err(self.unclosed(name, opening)),
        }
    }

    fn doc(&mut self, name: &str, markup: Span, opening: Span) -> Parsed {
        let text = self.verbatim(name, opening)?;
        if markup.start < markup.end {
            return Err(Error::new(Code::Syntax, "`doc` takes no arguments").at(markup));
        }
        Ok(text.map(|text| NodeKind::Doc(self.lexer.text(text).into())))
    }

    fn inline_comment(&mut self, markup: Span) -> Result<NodeKind, Error> {
        let text = self.lexer.text(markup);
        if text.lines().skip(1).any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
            return Err(Error::new(Code::Syntax, "every line of an inline comment must begin with `#`").at(markup));
        }
        Ok(NodeKind::InlineComment(text.into()))
    }

    /// A tag that takes nothing.
    fn bare(&mut self, markup: Span, kind: NodeKind) -> Result<NodeKind, Error> {
        if self.strict() {
            end(&mut self.cursor(markup), "the end of the tag")?;
        }
        Ok(kind)
    }

    fn assign(&mut self, markup: Span) -> Result<NodeKind, Error> {
        let text = self.lexer.text(markup);
        let Some(equals) = text.find('=') else {
            return Err(Error::new(Code::Syntax, "`assign` needs a name and a value")
                .at(markup)
                .hint("write `assign name = value`"));
        };
        let split = markup.start as usize + equals;
        let target = self.target(Span::new(markup.start as usize, split))?;
        let value = self.filtered(Span::new(split + 1, markup.end as usize));
        Ok(NodeKind::Assign(target, value))
    }

    /// The name that `assign`, `capture` and counters write to.
    fn target(&mut self, span: Span) -> Result<Name, Error> {
        let mut c = self.cursor(span);
        let read = c.loose_word().map(|word| c.text(word));
        let complete = read.is_some_and(|word| !word.ends_with('?')) && c.at_end();
        if let (Some(word), true) = (read, complete) {
            return Ok(self.reader.name(word));
        }
        let text = self.lexer.text(span).trim();
        if !self.strict()
            && let Some(word) = text.split_whitespace().next_back()
            && word.chars().all(|c| is_word(c) || matches!(c, '-' | '.' | '[' | ']' | '(' | ')'))
        {
            return Ok(self.reader.name(word));
        }
        let mut c = self.cursor(span);
        if c.at_end() {
            return Err(Error::new(Code::Syntax, "the name of a variable is missing").at(span));
        }
        Err(Error::new(Code::Syntax, format!("`{text}` cannot be the name of a variable"))
            .at(c.span())
            .hint("names are made of letters, digits, `_` and `-`, and do not begin with `-`"))
    }

    fn capture(&mut self, name: &'s str, markup: Span, span: Span) -> Parsed {
        let mut c = self.cursor(markup);
        let inner = c.string().unwrap_or(markup);
        let target = self.target(inner);
        let Some((body, _)) = self.block(name, span, &["endcapture"]) else { return Ok(None) };
        Ok(Some(NodeKind::Capture(target?, body)))
    }

    fn counter(&mut self, markup: Span) -> Result<Name, Error> {
        if !self.strict() {
            let text = self.lexer.text(markup);
            return Ok(self.reader.name(text));
        }
        self.target(markup)
    }

    fn custom(&mut self, name: &'s str, tag: Tag, span: Span) -> Parsed {
        let Some((name_text, def)) = self.reader.engine.tag(name) else {
            return match self.unexpected(name, tag) {
                Some(error) => Err(error),
                None => Ok(None),
            };
        };
        let (name_text, def) = (name_text.clone(), def.clone());
        let arguments = if def.has_arguments() { self.arguments(tag.markup)? } else { Vec::new() };
        let mut body = None;
        if def.is_block() {
            let end = format!("end{name}");
            match self.block(name, span, &[&end]) {
                Some((block, _)) => body = Some(block),
                None => return Ok(None),
            }
        }
        let markup = self.lexer.text(tag.markup).into();
        let custom = Custom { name: name_text, def: def.clone(), markup, arguments, body };
        def.check(&custom).map_err(|error| error.at(tag.markup))?;
        Ok(Some(NodeKind::Custom(Box::new(custom))))
    }

    /// `value, key: value …`: commas and braces between arguments are optional.
    pub(crate) fn arguments(&mut self, markup: Span) -> Result<Vec<TagArgument>, Error> {
        let mut c = self.cursor(markup);
        let mut arguments = Vec::new();
        loop {
            while matches!(c.peek(), b',' | b'{' | b'}') {
                c.skip_char();
            }
            if c.at_end() {
                return Ok(arguments);
            }
            let before = c;
            let key = self.reader.key(&mut c);
            let value = match self.reader.expr(&mut c) {
                Ok(value) => value,
                Err(error) if self.strict() => return Err(error),
                Err(_) => {
                    c = before;
                    let key = self.reader.key(&mut c);
                    let Some(fragment) = c.fragment() else {
                        c.skip_char();
                        continue;
                    };
                    let value = self.reader.lax_expr(&c, fragment);
                    arguments.push(TagArgument { key, value });
                    continue;
                }
            };
            arguments.push(TagArgument { key, value });
        }
    }

    /// A name as loops and `as` bind it.
    pub(crate) fn variable(&mut self, c: &mut super::cursor::Cursor<'s>) -> Result<Name, Error> {
        let before = *c;
        let word = if self.strict() { c.word() } else { c.loose_word() };
        match word {
            Some(word) if is_name(c.text(word)) || !self.strict() => Ok(self.reader.name(c.text(word))),
            _ => {
                *c = before;
                Err(expected("the name of a variable", c))
            }
        }
    }
}
