//! The classes of tokens, one letter each; themes colour them by `.code .k` and so on.
//!
//! Must not grow: a reader tells about a dozen colours apart, and every letter is a promise to
//! themes.

/// Plain text and punctuation: no element at all.
pub const NONE: u8 = 0;
/// Keyword.
pub const KEYWORD: u8 = b'k';
/// String.
pub const STRING: u8 = b's';
/// Number, boolean, null, constant.
pub const NUMBER: u8 = b'n';
/// Comment.
pub const COMMENT: u8 = b'c';
/// Function, method, command.
pub const FUNCTION: u8 = b'f';
/// Type, class, module.
pub const TYPE: u8 = b't';
/// Property, object key, header name.
pub const PROPERTY: u8 = b'p';
/// Variable or parameter that the language itself sets apart (`$name`, `self`).
pub const VARIABLE: u8 = b'v';
/// Operator.
pub const OPERATOR: u8 = b'o';
/// Tag, attribute, decorator, annotation.
pub const ATTRIBUTE: u8 = b'a';
/// Escape sequence, interpolation, regular expression.
pub const ESCAPE: u8 = b'e';
/// Marks that are not content: hunk heads, document markers, the start of a response.
pub const META: u8 = b'm';
/// Deleted line.
pub const DELETED: u8 = b'x';
/// Inserted line.
pub const INSERTED: u8 = b'i';
/// Shell prompt, which a copy leaves out.
pub const PROMPT: u8 = b'u';

/// The class for a capture of a tree-sitter highlight query (`string.special.key` …): the
/// most telling part of the name decides.
pub(super) fn of_capture(name: &str) -> u8 {
    let (head, rest) = name.split_once('.').unwrap_or((name, ""));
    match (head, rest) {
        ("string", "escape" | "regex" | "regexp" | "special" | "special.regex") => ESCAPE,
        ("string", "special.key") | ("property" | "field" | "label", _) => PROPERTY,
        ("string" | "character", _) => STRING,
        ("number" | "float" | "boolean" | "constant", _) => NUMBER,
        ("comment", _) => COMMENT,
        ("function" | "method" | "constructor", _) => FUNCTION,
        ("type" | "module" | "namespace", _) => TYPE,
        ("variable", "builtin" | "parameter") | ("parameter", _) => VARIABLE,
        ("operator", _) => OPERATOR,
        ("tag" | "attribute" | "annotation" | "decorator", _) => ATTRIBUTE,
        ("escape" | "regex", _) => ESCAPE,
        ("diff", "plus") => INSERTED,
        ("diff", "minus") => DELETED,
        ("meta" | "preproc", _) => META,
        ("keyword" | "conditional" | "repeat" | "include" | "exception" | "storageclass" | "import", _) => KEYWORD,
        _ => NONE,
    }
}
