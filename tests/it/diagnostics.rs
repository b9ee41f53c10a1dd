//! The formats that problems are shown in. Other programs read three of them: they are a promise.

use portal::diag::{self, Diagnostic, Format, ReportOptions, Source, Span};

/// A problem with everything: place, label here and elsewhere, hints.
fn collision() -> Diagnostic {
    let page = Source::new("content/b.md", "---\ntitle: Grüße\npath: /a/\n---\n");
    let other = Source::new("content/a.md", "# A\n");
    Diagnostic::error("route/collision", "two pages have the path `/a/`")
        .at(Span::new(&page, 25..28))
        .label(Span::new(&page, 4..9), "this page")
        .label(Span::file(&other), "has it first")
        .hint("rename one of the two")
}

fn show(problems: &[Diagnostic], format: Format) -> String {
    diag::report(problems, &ReportOptions { format, ..ReportOptions::default() })
}

#[test]
fn human_shows_the_lines_with_markers_and_hints() {
    let expected = "\
error[route/collision]: two pages have the path `/a/`
 --> content/b.md:3:7
  |
2 | title: Grüße
  | ----- this page
3 | path: /a/
  |       ^^^
  |
 ::: content/a.md:1:1
  |
1 | # A
  | - has it first
  |
  = help: rename one of the two

";
    assert_eq!(show(&[collision()], Format::Human), expected);
}

#[test]
fn human_has_colours_only_when_asked() {
    let colored = diag::report(&[collision()], &ReportOptions { color: true, ..ReportOptions::default() });
    assert!(colored.contains("\u{1b}["));
    assert!(!show(&[collision()], Format::Human).contains('\u{1b}'));
}

#[test]
fn human_keeps_a_long_line_within_the_width() {
    let source = Source::new("assets/x.css", "x".repeat(1_000_000));
    let problem = Diagnostic::warning("css/long", "too long").at(Span::new(&source, 500_000..500_003));
    let text = diag::report(&[problem], &ReportOptions { width: 80, ..ReportOptions::default() });
    assert!(text.lines().all(|line| line.chars().count() <= 90), "{text}");
    assert!(text.contains("^^^"));
}

#[test]
fn short_is_a_line_that_editors_can_jump_to() {
    let nowhere = Diagnostic::warning("site/empty", "the site has no pages");
    assert_eq!(
        show(&[collision(), nowhere], Format::Short),
        "content/b.md:3:7: error[route/collision] two pages have the path `/a/`\n\
         warning[site/empty] the site has no pages\n"
    );
}

#[test]
fn json_is_one_object_a_line_with_places_and_offsets() {
    let text = show(&[collision()], Format::Json);
    assert!(text.ends_with('\n') && text.lines().count() == 1);
    let value: serde_json::Value = serde_json::from_str(&text).expect("the line is JSON");
    let expected = serde_json::json!({
        "code": "route/collision",
        "severity": "error",
        "message": "two pages have the path `/a/`",
        "file": "content/b.md", "line": 3, "column": 7, "end_line": 3, "end_column": 10, "start": 25, "end": 28,
        "labels": [
            { "message": "this page", "file": "content/b.md", "line": 2, "column": 1, "end_line": 2, "end_column": 6, "start": 4, "end": 9 },
            { "message": "has it first", "file": "content/a.md", "line": 1, "column": 1, "end_line": 1, "end_column": 1, "start": 0, "end": 0 },
        ],
        "hints": ["rename one of the two"],
    });
    assert_eq!(value, expected);
}

#[test]
fn github_escapes_what_would_end_a_command() {
    let source = Source::new("content/a, b: c.md", "x\n");
    let problem =
        Diagnostic::error("link/broken", "100% broken\n::error ::x").at(Span::new(&source, 0..1)).hint("fix it");
    assert_eq!(
        show(&[problem], Format::Github),
        "::error file=content/a%2C b%3A c.md,line=1,col=1,endColumn=2,title=link/broken::100%25 broken%0A::error ::x%0Afix it\n"
    );
    let nowhere = Diagnostic::warning("site/empty", "the site has no pages");
    assert_eq!(show(&[nowhere], Format::Github), "::warning title=site/empty::the site has no pages\n");
}

#[test]
fn a_long_report_shows_errors_first_and_counts_the_rest() {
    let mut problems: Vec<Diagnostic> =
        (0..5).map(|n| Diagnostic::warning("page/orphan", format!("orphan {n}"))).collect();
    problems.push(Diagnostic::error("link/broken", "broken"));
    problems.push(Diagnostic::error("link/broken", "also broken"));
    let text = diag::report(&problems, &ReportOptions { format: Format::Short, limit: 3, ..ReportOptions::default() });
    assert_eq!(
        text,
        "error[link/broken] broken\nerror[link/broken] also broken\nwarning[page/orphan] orphan 0\n… and 4 warnings more\n"
    );
}

#[test]
fn formats_have_names() {
    for (name, format) in Format::ALL {
        assert_eq!(name.parse(), Ok(format));
        assert_eq!(format.to_string(), name);
    }
    assert_eq!("xml".parse::<Format>(), Err("expected one of `human`, `short`, `json`, `github`".to_owned()));
}
