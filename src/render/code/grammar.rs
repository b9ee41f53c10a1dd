//! Highlighting with tree-sitter grammars: parse, run the highlight query, paint bytes.
//!
//! Must not run long: parsing and querying are cut off after a number of steps that grows with
//! the code's length, counted rather than timed, so that every machine writes the same bytes;
//! code whose parse was cut off stays plain. Queries are compiled once per process when first
//! needed; parsers are kept per thread.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use arborium::tree_sitter::{
    Language, LanguageFn, ParseOptions, ParseState, Parser, Query, QueryCursor, QueryCursorOptions, StreamingIterator,
    Tree,
};

use super::class;

/// A language with a grammar in the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    Bash,
    Json,
    Yaml,
    JavaScript,
    TypeScript,
    Python,
    Go,
    Ruby,
    Php,
    Java,
    CSharp,
    Html,
    Css,
    Xml,
    Rust,
    Toml,
}

const GRAMMARS: usize = Id::Toml as usize + 1;

/// Steps (in tree-sitter's unit, a hundred operations) for any code, and one more for each so
/// many bytes. Real code needs 20 a kilobyte at most.
const STEPS: usize = 60;
const BYTES_PER_STEP: usize = 24;

/// Steps while the parser recovers from an error. Each can cost a thousand times as much as
/// others, and more the longer the code: rubbish is left plain rather than waited for.
const ERROR_STEPS: std::ops::RangeInclusive<usize> = 20..=100;
const ERROR_STEP_BYTES: usize = 1_500_000;

/// Matches of the query that may be open at once.
const OPEN_MATCHES: u32 = 512;

/// Painted bytes per byte of code: deep nesting paints outer tokens again and again.
const LAYERS: usize = 64;

/// PHP code without its opening tag is plain text to the grammar, but not to authors.
const PHP_TAG: &str = "<?php\n";

pub(super) struct Grammars {
    ready: [OnceLock<Option<Grammar>>; GRAMMARS],
}

struct Grammar {
    language: Language,
    query: Query,
    /// Class of each capture of the query, in its order.
    classes: Vec<Option<u8>>,
    /// Index of the first pattern of [`additions`].
    additions: usize,
}

/// What one thread reuses from block to block.
struct Worker {
    parser: Parser,
    cursor: QueryCursor,
    spans: Vec<Span>,
}

/// A painted range; the order is the order of painting: outer before inner; for one node plain
/// before coloured, then the later pattern last, since queries go from general to special.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: usize,
    to: std::cmp::Reverse<usize>,
    /// Whether it wins over plain patterns: it has a colour, or is one of the additions.
    firm: bool,
    pattern: usize,
    class: u8,
}

thread_local! {
    static WORKER: RefCell<Worker> = RefCell::new(Worker {
        parser: Parser::new(),
        cursor: QueryCursor::new(),
        spans: Vec::new(),
    });
}

impl Grammars {
    pub(super) fn new() -> Self {
        Self { ready: std::array::from_fn(|_| OnceLock::new()) }
    }

    /// Sets the class of each byte of `code` that is part of a token; `classes` is as long as
    /// `code` and holds [`class::NONE`].
    pub(super) fn paint(&self, id: Id, code: &str, classes: &mut [u8]) {
        let Some(grammar) = self.ready[id as usize].get_or_init(|| load(id)) else {
            return;
        };
        WORKER.with_borrow_mut(|worker| {
            if id == Id::Php && !code.contains("<?") {
                let tagged = [PHP_TAG, code].concat();
                let mut longer = vec![class::NONE; tagged.len()];
                worker.paint(grammar, &tagged, &mut longer);
                classes.copy_from_slice(&longer[PHP_TAG.len()..]);
            } else {
                worker.paint(grammar, code, classes);
            }
        });
    }
}

impl Worker {
    fn paint(&mut self, grammar: &Grammar, code: &str, classes: &mut [u8]) {
        if self.parser.set_language(&grammar.language).is_err() {
            return;
        }
        let Some(tree) = self.parse(code) else {
            self.parser.reset();
            return;
        };
        self.collect(grammar, &tree, code);
        self.spans.sort_unstable();
        let mut budget = code.len().saturating_mul(LAYERS);
        for span in &self.spans {
            let range = span.from..span.to.0;
            if range.len() > budget {
                break;
            }
            budget -= range.len();
            if let Some(bytes) = classes.get_mut(range) {
                bytes.fill(span.class);
            }
        }
    }

    fn parse(&mut self, code: &str) -> Option<Tree> {
        let bytes = code.as_bytes();
        let mut left = steps(code);
        let fitting = ERROR_STEP_BYTES / code.len().max(1);
        let mut errors_left = fitting.clamp(*ERROR_STEPS.start(), *ERROR_STEPS.end());
        let mut count = |state: &ParseState| {
            if state.has_error() {
                take_step(&mut errors_left)?;
            }
            take_step(&mut left)
        };
        self.parser.parse_with_options(
            &mut |at, _| bytes.get(at..).unwrap_or_default(),
            None,
            Some(ParseOptions::new().progress_callback(&mut count)),
        )
    }

    fn collect(&mut self, grammar: &Grammar, tree: &Tree, code: &str) {
        self.spans.clear();
        self.cursor.set_match_limit(OPEN_MATCHES);
        let mut left = steps(code) * 4;
        let mut count = |_: &_| take_step(&mut left);
        let mut matches = self.cursor.matches_with_options(
            &grammar.query,
            tree.root_node(),
            code.as_bytes(),
            QueryCursorOptions::new().progress_callback(&mut count),
        );
        while let Some(found) = matches.next() {
            for capture in found.captures {
                let Some(Some(class)) = grammar.classes.get(capture.index as usize) else {
                    continue;
                };
                let range = capture.node.byte_range();
                self.spans.push(Span {
                    from: range.start,
                    to: std::cmp::Reverse(range.end),
                    firm: *class != class::NONE || found.pattern_index >= grammar.additions,
                    pattern: found.pattern_index,
                    class: *class,
                });
            }
        }
    }
}

fn steps(code: &str) -> usize {
    STEPS + code.len() / BYTES_PER_STEP
}

fn take_step(left: &mut usize) -> ControlFlow<()> {
    match left.checked_sub(1) {
        Some(fewer) => {
            *left = fewer;
            ControlFlow::Continue(())
        }
        None => ControlFlow::Break(()),
    }
}

/// Makes a grammar ready. `None` if its query does not compile, which a test rules out.
fn load(id: Id) -> Option<Grammar> {
    let (language, query) = source(id);
    let language = Language::new(language);
    let own = query.len() + 1;
    let query = Query::new(&language, &[query, "\n", additions(id)].concat()).ok()?;
    let additions =
        (0..query.pattern_count()).find(|pattern| query.start_byte_for_pattern(*pattern) >= own).unwrap_or(usize::MAX);
    let classes = query.capture_names().iter().map(|name| paints(name).then(|| class::of_capture(name))).collect();
    Some(Grammar { language, query, classes, additions })
}

/// Patterns after those of the grammar's own query, where that leaves tokens of API samples
/// plain or goes from special to general.
fn additions(id: Id) -> &'static str {
    match id {
        Id::Bash => {
            "(variable_name) @variable.builtin
             (simple_expansion \"$\" @variable.builtin)
             (special_variable_name) @variable.builtin"
        }
        Id::Json => "(pair key: (string) @property)",
        Id::Go => {
            "(call_expression function: (selector_expression
               field: (field_identifier) @function.method))
             (method_declaration name: (field_identifier) @function.method)"
        }
        Id::Php => {
            "(variable_name) @variable.builtin
             (variable_name \"$\" @variable.builtin)"
        }
        // The grammar's own query takes every bare name for a method.
        Id::Ruby => {
            "(identifier) @plain
             (call method: (identifier) @function.method)
             (method name: (identifier) @function.method)
             (singleton_method name: (identifier) @function.method)
             (hash_key_symbol) @property"
        }
        _ => "",
    }
}

/// Captures that only serve predicates, spelling or embedded languages paint nothing, not even
/// plain text over a token.
fn paints(capture: &str) -> bool {
    let internal = capture.starts_with('_') || capture.starts_with("injection");
    !internal && !matches!(capture, "spell" | "nospell" | "none" | "conceal" | "local")
}

fn source(id: Id) -> (LanguageFn, &'static str) {
    macro_rules! grammar {
        ($language:ident) => {
            (arborium::$language::language(), &arborium::$language::HIGHLIGHTS_QUERY)
        };
    }
    match id {
        Id::Bash => grammar!(lang_bash),
        Id::Json => grammar!(lang_json),
        Id::Yaml => grammar!(lang_yaml),
        Id::JavaScript => grammar!(lang_javascript),
        Id::TypeScript => grammar!(lang_typescript),
        Id::Python => grammar!(lang_python),
        Id::Go => grammar!(lang_go),
        Id::Ruby => grammar!(lang_ruby),
        Id::Php => grammar!(lang_php),
        Id::Java => grammar!(lang_java),
        Id::CSharp => grammar!(lang_c_sharp),
        Id::Html => grammar!(lang_html),
        Id::Css => grammar!(lang_css),
        Id::Xml => grammar!(lang_xml),
        Id::Rust => grammar!(lang_rust),
        Id::Toml => grammar!(lang_toml),
    }
}
