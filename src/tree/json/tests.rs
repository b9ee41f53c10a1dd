//! Places, escapes, and what is said about text that is nearly JSON.

use crate::diag::{Diagnostic, Format, ReportOptions, Source, report};
use crate::tree::{Node, Value};

/// The value read, and the problems as lines.
fn read(text: &str) -> (Option<serde_json::Value>, String) {
    let source = Source::new("a.json", text);
    let mut problems: Vec<Diagnostic> = Vec::new();
    let value = super::parse(&source, 0, &mut problems).map(|node| node.to_json());
    (value, report(&problems, &ReportOptions { format: Format::Short, ..ReportOptions::default() }))
}

#[test]
fn everything_json_has_is_read_as_serde_reads_it() {
    let text = r#"{"a": [1, -0.5e3, true, false, null, [], {}], "b\n\"\\\/\b\f\r\t\u00e9\ud83d\ude00": "x é", "": 18446744073709551615}"#;
    let (value, problems) = read(text);
    assert_eq!(value, Some(serde_json::from_str(text).expect("it is JSON")));
    assert_eq!(problems, "");
    assert_eq!(read("\u{feff} \n"), (None, String::new()));
    assert_eq!(read("\u{feff}{}").0, Some(serde_json::json!({})));
}

#[test]
fn values_know_their_places_and_borrow_their_text() {
    let source = Source::new("a.json", "{\n  \"a\": {\"b\": [\"text\"]}\n}");
    let root = super::parse(&source, 7, &mut Vec::new()).expect("it is JSON");
    let (key, a) = root.entry("a").expect("it has an `a`");
    assert_eq!((key.range(), a.range(), a.place.file()), (4..7, 9..24, 7));
    let item: &Node<'_> = &a.get("b").expect("it has a `b`").items()[0];
    assert!(matches!(&item.value, Value::Text(std::borrow::Cow::Borrowed("text"))));
}

#[test]
fn what_is_nearly_json_is_read_and_reported() {
    let cases = [
        ("[1, 2,]", "[1,2]", "1:6: error[json/syntax] this comma has nothing behind it"),
        ("{\"a\": 1,}", "{\"a\":1}", "1:8: error[json/syntax] this comma has nothing behind it"),
        ("[1 2]", "[1,2]", "1:4: error[json/syntax] expected `,` or `]`"),
        ("{'a': 'b'}", "{\"a\":\"b\"}", "1:2: error[json/syntax] expected `\"`, found `'`"),
        ("{a: 1}", "{\"a\":1}", "1:2: error[json/syntax] expected `\"`"),
        ("// no\n[1]", "[1]", "1:1: error[json/syntax] JSON has no comments"),
        ("[1, /* two */ 2]", "[1,2]", "1:5: error[json/syntax] JSON has no comments"),
        (
            "{\"a\": \"b\n\"c\": 1}",
            "{\"a\":\"b\",\"c\":1}",
            "1:7: error[json/syntax] this quote is not closed on its line",
        ),
        ("[\"a\tb\"]", "[\"a\\tb\"]", "1:4: error[json/syntax] a string holds the control character U+0009"),
        ("[\"a\0\"]", "[\"a\\u0000\"]", "1:4: error[json/syntax] a string holds the control character U+0000"),
        ("{\"a\": [1, {\"b\": 2", "{\"a\":[1,{\"b\":2}]}", "1:11: error[json/syntax] this bracket is never closed"),
        ("[\"a", "[\"a\"]", "1:2: error[json/syntax] this quote is never closed"),
        ("[NaN]", "[\"NaN\"]", "1:2: error[json/syntax] expected a value, found `NaN`"),
        ("[012]", "[12]", "1:2: error[json/syntax] `012` is no number in JSON"),
        ("[\"\\x\"]", "[\"\\\\x\"]", "1:3: error[json/syntax] this escape is unknown"),
        ("[\"\\ud800\"]", "[\"\u{fffd}\"]", "1:3: warning[json/surrogate] half of a character stands alone"),
        ("{\"a\" = 1}", "{\"a\":1}", "1:6: error[json/syntax] expected `:`"),
        (
            "{\"a\": , \"b\": [}, 1]}",
            "{\"a\":null,\"b\":[null]}",
            "1:7: error[json/syntax] expected a value, found `,`",
        ),
        ("[1] [2]", "[1]", "1:5: error[json/syntax] expected the end of the file"),
        ("[1}", "[1]", "1:3: error[json/syntax] expected `,` or `]`"),
        ("{\"a\":1,\"a\":2}", "{\"a\":2}", "1:8: warning[json/duplicate-key] the key `a` is given twice"),
    ];
    for (text, value, problem) in cases {
        let (read, problems) = read(text);
        assert_eq!(read.map(|value| value.to_string()).as_deref(), Some(value), "{text}");
        assert_eq!(problems.lines().next(), Some(format!("a.json:{problem}").as_str()), "{text}");
    }
}

#[test]
fn limits_end_what_is_no_description() {
    let deep = "[".repeat(10_000);
    assert!(read(&deep).1.contains("json/depth"));
    let many = format!("[{}1]", "1,".repeat(super::VALUE_LIMIT));
    assert!(read(&many).1.contains("json/size"));
    let (_, problems) = read(&"{'a':1,}".repeat(1000));
    assert!(problems.lines().count() <= super::PROBLEM_LIMIT);
}
