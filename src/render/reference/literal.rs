//! JSON text to code: as JSON for pages, as literals of languages for samples.
//! Must not build values: it walks the text once, so that numbers keep their digits and nesting costs no stack.

use super::code::Code;
use crate::render::code::class;

/// How a language writes values.
#[derive(Clone, Copy)]
pub struct Syntax {
    /// What opens and closes an object.
    pub object: (&'static str, &'static str),
    /// What stands between a key and its value.
    pub colon: &'static str,
    /// `true`, `false`, `null`.
    pub words: [&'static str; 3],
    /// Writes a string that stands in the JSON text as given, quotes included. The flag says whether it is a key.
    pub string: fn(&mut Code, &str, bool),
    /// One level of indentation.
    pub indent: &'static str,
}

/// JSON itself.
pub const JSON: Syntax =
    Syntax { object: ("{", "}"), colon: ": ", words: ["true", "false", "null"], string: json_string, indent: "  " };

/// How much of a value is written.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Lines; what follows is counted and named.
    pub lines: usize,
    /// Bytes of one string.
    pub string: usize,
    /// Bytes in all.
    pub bytes: usize,
}

/// What a page shows of an example.
pub const PAGE: Limit = Limit { lines: 300, string: 2_000, bytes: 32_000 };
/// Everything.
pub const ALL: Limit = Limit { lines: usize::MAX, string: usize::MAX, bytes: usize::MAX };

/// Lists of scalars that are no longer than this stand on one line.
const SHORT_LIST: usize = 64;

/// The HTML of JSON text, pretty printed, with an honest mark where it is cut; and whether it is.
pub fn json_html(text: &str, limit: Limit) -> (String, bool) {
    let mut code = Code::new();
    let is_cut = write(&mut code, text, &JSON, 0, limit);
    (code.html(), is_cut)
}

/// Writes JSON text in a language's syntax; lines after the first are indented by `depth` levels. Says whether
/// something was left out.
pub fn write(code: &mut Code, text: &str, syntax: &Syntax, depth: usize, limit: Limit) -> bool {
    let (start, open) = (code.text().len(), Vec::new());
    let mut printer = Printer { code, text, syntax, depth, limit, lines: 1, hidden: 0, is_cut: false, open, start };
    printer.run();
    let (hidden, is_cut) = (printer.hidden, printer.is_cut || printer.hidden > 0);
    if hidden > 0 {
        let lines = if hidden == 1 { "line" } else { "lines" };
        code.plain("\n").comment(&format!("… {hidden} more {lines}"));
    }
    is_cut
}

struct Printer<'c, 't> {
    code: &'c mut Code,
    text: &'t str,
    syntax: &'t Syntax,
    depth: usize,
    limit: Limit,
    lines: usize,
    /// Lines that were not written.
    hidden: usize,
    /// Whether a string was cut.
    is_cut: bool,
    open: Vec<Frame>,
    start: usize,
}

#[derive(Clone, Copy)]
struct Frame {
    object: bool,
    /// Whether the list stands on one line.
    inline: bool,
    /// Whether a key is what comes next.
    key: bool,
}

impl Printer<'_, '_> {
    fn run(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'{' | b'[' => at = self.opens(at, *byte == b'{'),
                b'}' | b']' => {
                    self.closes(*byte == b'}');
                    at += 1;
                }
                b',' => {
                    self.comma();
                    at += 1;
                }
                b':' => {
                    self.put(class::NONE, self.syntax.colon);
                    at += 1;
                }
                b'"' => at = self.string(at),
                b' ' | b'\n' | b'\r' | b'\t' => at += 1,
                _ => at = self.word(at),
            }
        }
    }

    fn opens(&mut self, at: usize, object: bool) -> usize {
        let (opening, closing) = self.brackets(object);
        let rest = &self.text.as_bytes()[at + 1..];
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if matches!(rest.get(gap), Some(b'}' | b']')) {
            self.put(class::NONE, opening);
            self.put(class::NONE, closing);
            return at + gap + 2;
        }
        let inline = !object && is_short_list(rest);
        self.put(class::NONE, opening);
        self.open.push(Frame { object, inline, key: object });
        if !inline {
            self.line();
        }
        at + 1
    }

    fn closes(&mut self, object: bool) {
        let frame = self.open.pop();
        if frame.is_some_and(|frame| !frame.inline) {
            self.line();
        }
        let (_, closing) = self.brackets(frame.map_or(object, |frame| frame.object));
        self.put(class::NONE, closing);
    }

    fn comma(&mut self) {
        self.put(class::NONE, ",");
        match self.open.last_mut() {
            Some(frame) if frame.inline => self.put(class::NONE, " "),
            Some(frame) => {
                frame.key = frame.object;
                self.line();
            }
            None => self.put(class::NONE, " "),
        }
    }

    fn string(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = at + 1;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'\\' => end += 2,
                b'"' => break,
                _ => end += 1,
            }
        }
        let end = (end + 1).min(bytes.len());
        let key = self.open.last_mut().is_some_and(|frame| std::mem::take(&mut frame.key));
        let Some(raw) = self.text.get(at..end) else { return bytes.len() };
        if self.hidden > 0 {
            return end;
        }
        if raw.len() <= self.limit.string {
            (self.syntax.string)(self.code, raw, key);
        } else {
            let kept = floor(raw, self.limit.string);
            let left = raw[kept.len()..].chars().count().saturating_sub(1);
            (self.syntax.string)(self.code, &format!("{kept}\""), key);
            self.code.plain(" ").comment(&format!("… {left} more characters"));
            self.is_cut = true;
        }
        end
    }

    fn word(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.find([',', ']', '}', ':', ' ', '\n']).unwrap_or(rest.len()).max(1);
        let length = (length..=rest.len()).find(|length| rest.is_char_boundary(*length)).unwrap_or(rest.len());
        let [yes, no, nothing] = self.syntax.words;
        let word = match &rest[..length] {
            "true" => yes,
            "false" => no,
            "null" => nothing,
            number => number,
        };
        self.put(class::NUMBER, word);
        at + length
    }

    fn brackets(&self, object: bool) -> (&'static str, &'static str) {
        if object { self.syntax.object } else { ("[", "]") }
    }

    fn put(&mut self, class: u8, text: &str) {
        if self.hidden == 0 {
            self.code.push(class, text);
        }
    }

    fn line(&mut self) {
        self.lines += 1;
        let full = self.lines > self.limit.lines || self.code.text().len() - self.start > self.limit.bytes;
        if self.hidden > 0 || full {
            self.hidden += 1;
            return;
        }
        self.code.plain("\n");
        for _ in 0..self.depth + self.open.len() {
            self.code.plain(self.syntax.indent);
        }
    }
}

/// Whether a list, of which `rest` follows its bracket, holds scalars only and is short.
fn is_short_list(rest: &[u8]) -> bool {
    let mut quoted = false;
    let mut at = 0;
    while let Some(byte) = rest.get(at).filter(|_| at <= SHORT_LIST) {
        match byte {
            b'\\' => at += 1,
            b'"' => quoted = !quoted,
            b']' if !quoted => return true,
            b'{' | b'[' if !quoted => return false,
            _ => {}
        }
        at += 1;
    }
    false
}

/// The longest start of `raw`, the raw text of a string, of at most `limit` bytes that splits no character and no
/// escape sequence.
fn floor(raw: &str, limit: usize) -> &str {
    let mut end = 1;
    let bytes = raw.as_bytes();
    while end < limit {
        let step = match bytes[end] {
            b'\\' if bytes.get(end + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            _ => 1,
        };
        if end + step > limit {
            break;
        }
        end += step;
    }
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    &raw[..end]
}

/// A JSON string as it stands, with its escape sequences set apart.
fn json_string(code: &mut Code, raw: &str, key: bool) {
    if key {
        code.property(raw);
        return;
    }
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let length = if rest[at + 1..].starts_with('u') { 6 } else { 2 };
        let Some((before, sequence)) = rest.get(..at).zip(rest.get(at..at + length)) else { break };
        code.string(before).escape(sequence);
        rest = &rest[at + length..];
    }
    code.string(rest);
}

/// The text of a JSON string that stands as `raw`, quotes included.
pub fn unquoted(raw: &str) -> std::borrow::Cow<'_, str> {
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    if !inner.contains('\\') {
        return inner.into();
    }
    serde_json::from_str::<String>(raw).unwrap_or_else(|_| inner.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::code::Highlighter;

    fn shown(text: &str) -> String {
        let mut code = Code::new();
        write(&mut code, text, &JSON, 0, ALL);
        code.into_text()
    }

    #[test]
    fn json_is_pretty_and_short_lists_stay_on_a_line() {
        let text = r#"{"a":[1,"x, y",true],"b":{},"c":[{"d":null}],"e":12345678901234567890.10}"#;
        let pretty = "{\n  \"a\": [1, \"x, y\", true],\n  \"b\": {},\n  \"c\": [\n    {\n      \"d\": null\n    }\n  ],\n  \"e\": 12345678901234567890.10\n}";
        assert_eq!(shown(text), pretty);
        assert_eq!(shown(pretty), pretty);
    }

    #[test]
    fn colours_are_those_of_the_highlighter() {
        let text = r#"{"a":[1,-2.5e3,"x\n\té <b>",true,null],"b":{"c":false,"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}}"#;
        assert_eq!(json_html(text, ALL).0, *Highlighter::new().highlight("json", &shown(text)));
    }

    #[test]
    fn what_is_cut_is_counted() {
        let text = format!("[{}]", vec!["\"0123456789\""; 40].join(","));
        let (html, is_cut) = json_html(&text, Limit { lines: 11, ..PAGE });
        assert!(is_cut && html.ends_with("\n<i class=c>… 31 more lines</i>"), "{html}");
        let html = json_html(r#""añ\n\nbcd""#, Limit { string: 5, ..PAGE });
        assert_eq!(html, ("<i class=s>\"añ\"</i> <i class=c>… 7 more characters</i>".to_owned(), true));
        assert!(!json_html("[1]", PAGE).1);
    }

    #[test]
    fn rubbish_and_depth_do_no_harm() {
        for text in ["", "{", "]", "\"", "\"\\", "{\"a", "é", "[1,}", ":", "\\u12", "\"\\ué\""] {
            json_html(text, PAGE);
        }
        json_html(&"[".repeat(20_000), PAGE);
    }
}
