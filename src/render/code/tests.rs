//! What highlighting promises: one case each.

use super::*;

fn html(language: &str, code: &str) -> String {
    Highlighter::new().highlight(language, code).to_string()
}

#[test]
fn every_grammar_compiles_and_paints_something() {
    let samples = [
        ("bash", "echo \"$HOME\" # x"),
        ("json", "{\"a\": [1, true, \"b\"]}"),
        ("yaml", "a: 'b' # c"),
        ("javascript", "const a = await fetch(`x${y}`);"),
        ("typescript", "interface A { b: string }"),
        ("python", "def f(a):\n    return 'x'"),
        ("go", "func main() { return \"a\" }"),
        ("ruby", "def a; puts 'b'; end"),
        ("php", "$a = 'b'; echo $a;"),
        ("java", "class A { int b = 1; }"),
        ("csharp", "var a = \"b\";"),
        ("html", "<p class=\"a\">b</p>"),
        ("css", "a { color: red; }"),
        ("xml", "<a b=\"c\">d</a>"),
        ("rust", "fn main() { let a = 1; }"),
        ("toml", "a = \"b\""),
        ("diff", "-a\n+b\n"),
        ("sql", "SELECT 'a' FROM b"),
        ("http", "GET / HTTP/1.1\nAccept: a"),
        ("console", "$ ls\nout"),
    ];
    for (language, code) in samples {
        let html = html(language, code);
        assert!(html.contains("<i class="), "{language}: {html}");
        assert_eq!(text(&html), code, "{language}");
    }
}

/// The text a reader sees.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn known_and_unknown_names_agree_on_the_text() {
    for language in ["bash", "JSON", "klingon", "", "text"] {
        assert_eq!(text(&html(language, "a <b> & \"c\"\n")), "a <b> & \"c\"\n", "{language}");
    }
}

#[test]
fn truncated_and_foreign_code_keeps_its_text() {
    let code = "const a = `x${b(`y${\"z\"}`)}`; // ä\n<?php \"$a{$b}\" #{c} '''\n/* <a b='c'>\n";
    for language in ["bash", "javascript", "php", "ruby", "python", "html", "csharp", "yaml", "sql", "http", "console"]
    {
        for end in (0..code.len()).filter(|end| code.is_char_boundary(*end)) {
            assert_eq!(text(&html_of(language, &code[..end])), code[..end], "{language} {end}");
        }
    }
}

fn html_of(language: &str, code: &str) -> String {
    thread_local!(static SHARED: Highlighter = Highlighter::new());
    SHARED.with(|highlighter| highlighter.highlight(language, code).to_string())
}

#[test]
fn rubbish_and_very_long_code_end_soon_and_alike() {
    let rubbish = "  \"name\": \"m: `${ <a {[(\n".repeat(3_000);
    for language in ["typescript", "rust", "bash", "json", "csharp"] {
        let html = html_of(language, &rubbish);
        assert_eq!(text(&html), rubbish);
        assert_eq!(html, Highlighter::new().highlight(language, &rubbish).to_string());
    }
    let long = "1,".repeat(LONGEST);
    assert_eq!(html_of("json", &long), long);
}
