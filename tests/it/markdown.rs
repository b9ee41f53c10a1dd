//! Markdown and code blocks: what each construct becomes, read like a specification.

use portal::render::code::Highlighter;
use portal::render::markdown::{AsWritten, LinkKind, LinkResolver, Options, Rendered, Resolution, Target, render};

fn with(source: &str, change: impl FnOnce(&mut Options<'_>)) -> Rendered {
    let highlighter = Highlighter::new();
    let mut options = Options {
        smart_punctuation: false,
        heading_anchors: true,
        lift_title: false,
        highlighter: &highlighter,
        resolve: &AsWritten,
    };
    change(&mut options);
    render(source, &options)
}

fn page(source: &str) -> Rendered {
    with(source, |_| {})
}

fn html(source: &str) -> String {
    page(source).html
}

#[track_caller]
fn becomes(source: &str, expected: &str) {
    assert_eq!(html(source).trim_end(), expected);
}

#[test]
fn prose_is_plain_elements() {
    becomes(
        "*a* **b** ~~c~~ `d<e>` <https://x.y/?a=1&b=2>\\\nnew line",
        "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e&gt;</code> \
         <a href=\"https://x.y/?a=1&amp;b=2\">https://x.y/?a=1&amp;b=2</a><br>\nnew line</p>",
    );
    becomes("> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>");
    becomes("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
}

#[test]
fn raw_html_of_authors_passes_through_and_its_ids_are_anchors() {
    let done = page("<div id=\"top\">\n*not Markdown*\n</div>\n\nA <a name='x'></a><b>c</b>\n\n## Top\n");
    assert!(done.html.starts_with("<div id=\"top\">\n*not Markdown*\n</div>\n"));
    assert!(done.html.contains("<a name='x'></a><b>c</b>"));
    assert_eq!(done.anchors, ["top", "x", "top-2"]);
}

#[test]
fn smart_punctuation_is_an_option() {
    let source = "\"It's\" -- 1...";
    assert_eq!(html(source), "<p>\"It's\" -- 1...</p>\n");
    let smart = with(source, |options| options.smart_punctuation = true);
    assert_eq!(smart.html, "<p>“It’s” – 1…</p>\n");
}

#[test]
fn headings_have_ids_and_an_anchor_link_with_a_name() {
    becomes(
        "## What's *new*?",
        "<div class=\"heading\"><h2 id=\"whats-new\">What's <em>new</em>?</h2>\
         <a class=\"anchor\" href=\"#whats-new\" aria-label=\"Link to “What's new?”\"></a></div>",
    );
    becomes("##### Deep", "<h5 id=\"deep\">Deep</h5>");
    let plain = with("## A", |options| options.heading_anchors = false);
    assert_eq!(plain.html, "<h2 id=\"a\">A</h2>\n");
}

#[test]
fn heading_ids_are_unique_and_authors_may_choose_them() {
    let done = page("## Keys\n## Keys\n## Other {#keys .wide}\n## ?\n## [A](b) `c` &\n");
    let ids: Vec<_> = done.headings.iter().map(|h| h.id.as_str()).collect();
    assert_eq!(ids, ["keys-2", "keys-3", "keys", "section", "a-c"]);
    assert!(done.html.contains("<h2 id=\"keys\" class=\"wide\">Other</h2>"));
    assert_eq!(done.headings[4].text, "A c &");
    assert_eq!(done.headings[4].html, "A <code>c</code> &amp;", "contents hold no links");
    assert!(done.problems.is_empty());

    let twice = page("## A {#x}\n## B {#x}\n");
    assert_eq!(twice.problems[0].message, "the id `x` is used twice on this page");
}

#[test]
fn a_leading_title_is_known_and_can_be_left_to_the_layout() {
    let source = "# The *title*\n\nText\n\n# Not this\n";
    assert_eq!(page(source).title.as_deref(), Some("The title"));
    let lifted = with(source, |options| options.lift_title = true);
    assert_eq!(lifted.title.as_deref(), Some("The title"));
    assert_eq!(lifted.html, "<p>Text</p>\n<h1 id=\"not-this\">Not this</h1>\n");
    assert_eq!(lifted.headings.len(), 1);
    assert_eq!(page("Text\n\n# Late").title, None);
}

#[test]
fn tables_scroll_in_a_named_region_and_align_by_class() {
    becomes(
        "| Name | | N |\n|:--|:-:|--:|\n| a | *b* | 1 |",
        "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table: Name, N\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"align-left\">Name</th><td class=\"align-center\"></td>\
         <th scope=\"col\" class=\"align-right\">N</th></tr></thead><tbody>\n\
         <tr><td class=\"align-left\">a</td><td class=\"align-center\"><em>b</em></td>\
         <td class=\"align-right\">1</td></tr>\n</tbody></table></div>",
    );
    let two = html("|a|\n|-|\n|1|\n\ntext\n\n|a|\n|-|\n|2|\n");
    assert!(two.contains("\"Table: a\"") && two.contains("\"Table: a (2)\""));
}

#[test]
fn task_lists_have_named_checkboxes() {
    becomes(
        "- [x] a\n- [ ] b\n- c",
        "<ul class=\"task-list\">\n\
         <li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"To do\"> b</li>\n\
         <li>c</li>\n</ul>",
    );
}

#[test]
fn footnotes_are_numbered_by_first_use_and_lead_back() {
    let done = page("A[^z] b[^a] c[^z].\n\n[^a]: First.\n[^z]: Last.\n[^unused]: Never.\n");
    assert_eq!(
        done.html,
        "<p>A<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\" aria-label=\"Footnote 2\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup>.</p>\n\
         <section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n\
         <li id=\"fn-1\"><p>Last. \
         <a class=\"footnote-back\" href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Back to reference 1-2\">↩</a></p>\n</li>\n\
         <li id=\"fn-2\"><p>First. \
         <a class=\"footnote-back\" href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"Back to reference 2\">↩</a></p>\n</li>\n\
         </ol></section>\n"
    );
    assert_eq!(done.anchors, ["fn-1", "fnref-1", "fn-2", "fnref-2", "fnref-1-2"]);
    let undefined = page("a[^nope]");
    assert_eq!(undefined.html, "<p>a[^nope]</p>\n");
    assert_eq!(undefined.problems[0].message, "the footnote `nope` is not defined");
}

#[test]
fn callouts_say_their_word_and_may_have_a_title() {
    becomes(
        "> [!NOTE]\n> Text\n> more",
        "<div class=\"callout callout-note\" role=\"note\">\n\
         <p class=\"callout-title\"><span class=\"callout-kind\">Note</span></p>\n\
         <p>Text\nmore</p>\n</div>",
    );
    becomes(
        "> [!warning] Keys are `shown` *once*\n>\n> - a",
        "<div class=\"callout callout-warning\" role=\"note\">\n\
         <p class=\"callout-title\"><span class=\"callout-kind\">Warning</span>: Keys are <code>shown</code> <em>once</em></p>\n\
         <ul>\n<li>a</li>\n</ul>\n</div>",
    );
    for (marker, class) in [("TIP", "tip"), ("IMPORTANT", "important"), ("CAUTION", "caution")] {
        assert!(html(&format!("> [!{marker}]\n> a")).contains(&format!("callout-{class}")));
    }
}

#[test]
fn an_unknown_callout_stays_a_quote_and_is_reported_with_its_place() {
    let source = "text\n\n> [!NOTICE] a";
    let done = page(source);
    assert!(done.html.contains("<blockquote>\n<p>[!NOTICE] a</p>"));
    assert_eq!(&source[done.problems[0].range.clone()], "[!NOTICE]");
    assert_eq!(done.problems[0].message, "there is no callout `NOTICE`");
}

#[test]
fn fences_are_framed_with_a_copy_button_and_an_optional_title() {
    becomes(
        "```json title=\"a & b.json\"\n{\"a\": 1}\n```",
        "<div class=\"code\" data-lang=\"json\"><div class=\"code-head\"><span class=\"code-title\">a &amp; b.json</span>\
         <button type=\"button\" class=\"copy\" data-copy hidden>Copy</button></div>\
         <pre tabindex=\"0\"><code class=\"language-json\">{<i class=p>\"a\"</i>: <i class=n>1</i>}</code></pre></div>",
    );
    becomes(
        "```\na < b\n```",
        "<div class=\"code\"><div class=\"code-head\"><button type=\"button\" class=\"copy\" data-copy hidden>Copy</button></div>\
         <pre tabindex=\"0\"><code>a &lt; b</code></pre></div>",
    );
}

/// What stands inside `<code>`.
fn code(source: &str) -> String {
    let html = html(source);
    let start = html.find("<code").and_then(|at| html[at..].find('>').map(|end| at + end + 1));
    let end = html.find("</code>");
    start.zip(end).map_or_else(String::new, |(start, end)| html[start..end].to_owned())
}

#[test]
fn languages_go_by_many_names_and_unknown_ones_are_plain() {
    assert!(html("```js\n1\n```").contains("data-lang=\"javascript\""));
    assert!(html("```C#\n1\n```").contains("data-lang=\"csharp\""));
    assert_eq!(code("```brainfuck\n<+>\n```"), "&lt;+&gt;");
    assert_eq!(code("```text\nlet a = 1\n```"), "let a = 1");
}

#[test]
fn tokens_are_short_and_equal_neighbours_are_one() {
    assert_eq!(
        code("```bash\n# a\n# b\ncurl -sS \"$URL\"\n```"),
        "<i class=c># a\n# b</i>\n<i class=f>curl</i> <i class=n>-sS</i> <i class=s>\"</i><i class=v>$URL</i><i class=s>\"</i>"
    );
    assert_eq!(
        code("```http\nPOST /v3/mail HTTP/1.1\nHost: a.b\n\n{\"to\": null}\n```"),
        "<i class=k>POST</i> /v3/mail <i class=m>HTTP/1.1</i>\n<i class=p>Host</i>:<i class=s> a.b</i>\n\n\
         {<i class=p>\"to\"</i>: <i class=n>null</i>}"
    );
    assert_eq!(code("```console\n$ ls\nout\n```"), "<i class=u>$</i> <i class=f>ls</i>\nout");
    assert_eq!(code("```diff\n-a\n+b\n c\n```"), "<i class=x>-a</i>\n<i class=i>+b</i>\n c");
}

#[test]
fn php_needs_no_opening_tag() {
    assert!(code("```php\necho $a;\n```").contains("<i class=v>$a</i>"));
}

#[test]
fn lines_can_be_marked_even_through_a_token() {
    assert_eq!(
        code("```python {2,4-5}\na = \"\"\"\nb\nc\"\"\"\nd = 1\ne = 2\n```"),
        "a <i class=o>=</i> <i class=s>\"\"\"</i>\n<mark class=\"line\"><i class=s>b</i>\n</mark><i class=s>c\"\"\"</i>\n\
         <mark class=\"line\">d <i class=o>=</i> <i class=n>1</i>\ne <i class=o>=</i> <i class=n>2</i></mark>"
    );
    assert_eq!(code("```text{1}\na\nb\n```"), "<mark class=\"line\">a\n</mark>b");
}

#[test]
fn consecutive_fences_with_a_tab_are_one_group_readable_without_script() {
    let done = html("```bash tab=\"curl\"\na\n```\n\n```py tab\nb\n```\n\ntext\n\n```go tab\nc\n```\n");
    let shape: Vec<_> = done
        .split("<div class=\"code\"")
        .map(|part| part.split_once("</pre></div>").map_or(part, |(_, rest)| rest))
        .collect();
    assert_eq!(
        shape,
        [
            "<div class=\"tabs\" data-tabs><div class=\"tab\" data-tab=\"curl\"><p class=\"tab-title\">curl</p>",
            "</div>\n<div class=\"tab\" data-tab=\"python\"><p class=\"tab-title\">Python</p>",
            "</div></div>\n<p>text</p>\n<div class=\"tabs\" data-tabs><div class=\"tab\" data-tab=\"go\"><p class=\"tab-title\">Go</p>",
            "</div></div>\n",
        ]
    );
    let apart = html("- a\n\n  ```go tab\n  a\n  ```\n- b\n\n  ```go tab\n  b\n  ```\n");
    assert_eq!(apart.matches("data-tabs").count(), 2, "tabs of two list items are two groups");
}

#[test]
fn slips_in_info_strings_are_reported() {
    let done = page("```json titel=\"a\" {0}\n1\n```");
    let messages: Vec<_> = done.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(messages, ["unknown attribute `titel` of a code block", "`{0}` is not a list of lines"]);
}

struct Site;

impl LinkResolver for Site {
    fn resolve(&self, target: &Target<'_>) -> Resolution {
        Resolution {
            href: target.dest.strip_suffix(".md").map(|path| format!("/{path}/")),
            size: (target.kind == LinkKind::Image).then_some((640, 400)),
        }
    }
}

#[test]
fn links_and_images_go_through_the_resolver() {
    let source = "[a *b*](start.md \"T\") ![x `y`](i.png) [r][r] <me@x.org>\n\n[r]: ref.md\n";
    let done = with(source, |options| options.resolve = &Site);
    assert_eq!(
        done.html,
        "<p><a href=\"/start/\" title=\"T\">a <em>b</em></a> \
         <img src=\"i.png\" alt=\"x y\" width=\"640\" height=\"400\" loading=\"lazy\" decoding=\"async\"> \
         <a href=\"/ref/\">r</a> <a href=\"mailto:me@x.org\">me@x.org</a></p>\n"
    );
    let places: Vec<_> = done.links.iter().map(|l| (&source[l.range.clone()], l.kind)).collect();
    assert_eq!(
        places,
        [
            ("start.md", LinkKind::Link),
            ("i.png", LinkKind::Image),
            ("[r][r]", LinkKind::Link),
            ("<me@x.org>", LinkKind::Link),
        ]
    );
    assert_eq!((done.links[0].text.as_str(), done.links[1].alt.as_str()), ("a b", "x y"));
    assert_eq!(done.links[0].dest, "start.md", "as written, not as resolved");
}

#[test]
fn a_reference_without_definition_is_reported() {
    let done = page("[a][nope] and x[0] and [todo]");
    assert_eq!(done.problems.len(), 1);
    assert_eq!(done.problems[0].message, "the link reference `nope` is not defined");
}

#[test]
fn text_for_search_is_plain_and_by_heading() {
    let done =
        page("Intro *text*.\n\n## A\n\n- one\n- `two`\n\n```\ncode\n```\n<b>html</b>\n\n|x|\n|-|\n|y|\n\n## B\n");
    assert_eq!(
        done.text,
        [
            (None, "Intro text.".to_owned()),
            (Some("a".to_owned()), "one two html x y".to_owned()),
            (Some("b".to_owned()), String::new()),
        ]
    );
    assert_eq!(done.first_paragraph.as_deref(), Some("Intro text."));
    assert_eq!(page("> quote\n\n- list\n\nFirst").first_paragraph.as_deref(), Some("First"));
}

#[test]
fn no_style_or_script_is_ever_written() {
    let done = html("|a|\n|:-:|\n|b|\n\n```js {1} tab\n1\n```\n\n> [!TIP]\n> x\n");
    assert!(!done.contains("style") && !done.contains("<script") && !done.contains(" on"));
}

#[test]
fn deep_nesting_and_rubbish_neither_fail_nor_hang() {
    let deep = ["> ", "- ", "[", "*", "**a", "`", "<", "![", "(", "|-", "\\", "[^1]: "];
    for piece in deep {
        let _ = html(&piece.repeat(3_000));
        let _ = html(&format!("{}x", piece.repeat(3_000)));
    }
    assert_eq!(page(&"same\n-\n".repeat(20_000)).headings.len(), 20_000);
    let _ = html("\u{0}\u{feff}\u{202e}\r\r\n\t\t```\u{0}");
}
