//! Small lexers for what no grammar reads well: HTTP messages, shell sessions, SQL,
//! differences.
//!
//! Must not look back: each is one pass over lines or bytes.

use super::class;

/// An HTTP request or response: the start line, header names, and a JSON body, which `json` paints.
pub(super) fn http(code: &str, classes: &mut [u8], json: impl FnOnce(&str, &mut [u8])) {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        if line.trim().is_empty() && at > 0 {
            let body = at + line.len();
            if code[body..].trim_start().starts_with(['{', '[']) {
                json(&code[body..], &mut classes[body..]);
            }
            return;
        }
        let ink = line.trim_end();
        let painted = &mut classes[at..at + ink.len()];
        match ink.split_once(':') {
            Some((name, _)) if is_token(name) => {
                painted[..name.len()].fill(class::PROPERTY);
                painted[name.len() + 1..].fill(class::STRING);
            }
            _ => start_line(ink, painted),
        }
        at += line.len();
    }
}

/// `POST /v3/mail HTTP/1.1` or `HTTP/1.1 202 Accepted`.
fn start_line(line: &str, painted: &mut [u8]) {
    let mut at = 0;
    for (position, word) in line.split(' ').enumerate() {
        let class = if word.starts_with("HTTP/") {
            class::META
        } else if position == 0 && word.bytes().all(|b| b.is_ascii_uppercase()) {
            class::KEYWORD
        } else if position == 1 && word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()) {
            class::NUMBER
        } else {
            class::NONE
        };
        painted[at..at + word.len()].fill(class);
        at += word.len() + 1;
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A terminal session: prompts (`$`, `#`, `>`, also after `user@host:~`), commands painted by
/// `shell`, output plain. A command goes on over lines that end with a backslash.
pub(super) fn shell_session(code: &str, classes: &mut [u8], shell: impl Fn(&str, &mut [u8])) {
    let mut at = 0;
    let mut continues = false;
    for line in code.split_inclusive('\n') {
        let prompt = if continues { 0 } else { prompt(line) };
        if prompt > 0 || continues {
            classes[at..at + prompt].fill(class::PROMPT);
            shell(&line[prompt..], &mut classes[at + prompt..at + line.len()]);
            continues = line.trim_end().ends_with('\\');
        }
        at += line.len();
    }
}

/// Length of the prompt at the start of `line`, with the space after it; 0 for output.
fn prompt(line: &str) -> usize {
    const SIGNS: [&str; 4] = ["$ ", "# ", "> ", "% "];
    if SIGNS.iter().any(|sign| line.starts_with(sign)) {
        return 2;
    }
    match line.find("$ ") {
        Some(sign) if line[..sign].contains('@') && !line[..sign].contains(' ') => sign + 2,
        _ => 0,
    }
}

/// A difference, also a fragment without heads: lines by their first sign.
pub(super) fn diff(code: &str, classes: &mut [u8]) {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let class = match line.as_bytes() {
            [b'+', b'+', b'+', b' ', ..] | [b'-', b'-', b'-', b' ', ..] => class::META,
            [b'@', b'@', ..] => class::META,
            [b'+', ..] => class::INSERTED,
            [b'-', ..] => class::DELETED,
            _ if line.starts_with("diff ") || line.starts_with("index ") => class::META,
            _ => class::NONE,
        };
        classes[at..at + line.trim_end().len()].fill(class);
        at += line.len();
    }
}

const SQL_WORDS: &[&str] = &[
    "add",
    "all",
    "alter",
    "and",
    "as",
    "asc",
    "begin",
    "between",
    "by",
    "cascade",
    "case",
    "check",
    "commit",
    "constraint",
    "create",
    "cross",
    "default",
    "delete",
    "desc",
    "distinct",
    "drop",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "in",
    "index",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "key",
    "left",
    "like",
    "limit",
    "not",
    "null",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "over",
    "partition",
    "primary",
    "references",
    "returning",
    "right",
    "rollback",
    "select",
    "set",
    "table",
    "then",
    "true",
    "union",
    "unique",
    "update",
    "using",
    "values",
    "view",
    "when",
    "where",
    "with",
];

/// SQL of any make: words, strings, numbers and comments.
pub(super) fn sql(code: &str, classes: &mut [u8]) {
    let bytes = code.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let (len, class) = match byte {
            b'-' if rest.starts_with(b"--") => (until(rest, b"\n"), class::COMMENT),
            b'/' if rest.starts_with(b"/*") => (past(rest, b"*/"), class::COMMENT),
            b'\'' => (past(rest, b"'"), class::STRING),
            b'"' => (past(rest, b"\""), class::PROPERTY),
            b'0'..=b'9' => (word(rest), class::NUMBER),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                let len = word(rest);
                (len, sql_word(&code[at..at + len], rest.get(len)))
            }
            b'=' | b'<' | b'>' | b'+' | b'*' | b'%' | b'|' => (1, class::OPERATOR),
            _ => (1, class::NONE),
        };
        classes[at..at + len].fill(class);
        at += len;
    }
}

fn sql_word(word: &str, next: Option<&u8>) -> u8 {
    let known =
        SQL_WORDS.binary_search_by(|known| known.bytes().cmp(word.bytes().map(|byte| byte.to_ascii_lowercase())));
    match (known, next) {
        (Ok(_), _) => class::KEYWORD,
        (_, Some(b'(')) => class::FUNCTION,
        _ => class::NONE,
    }
}

fn word(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.'));
    end.unwrap_or(bytes.len())
}

fn until(bytes: &[u8], end: &[u8]) -> usize {
    let found = bytes.windows(end.len()).position(|window| window == end);
    found.unwrap_or(bytes.len())
}

/// Length up to and with `end`, sought after the opening of the same length.
fn past(bytes: &[u8], end: &[u8]) -> usize {
    end.len() + (until(&bytes[end.len()..], end) + end.len()).min(bytes.len() - end.len())
}
