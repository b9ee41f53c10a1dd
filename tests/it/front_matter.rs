//! Content: front matter, sections, routes, titles, data, templates, mails, assets; and what is said when one is wrong.

use portal::input::{self, Cache, Files, LoadOptions, MemoryFiles};
use portal::model::{Collection, Format, Origin, Site};
use serde_json::json;

use crate::sample::{files, found, load, load_clean};

fn routes(site: &Site) -> Vec<&str> {
    site.pages.iter().map(|page| page.route.as_str()).collect()
}

#[test]
fn files_become_pages_with_clean_paths() {
    let site = load_clean(&[
        ("content/index.md", "# Welcome\n"),
        ("content/docs/index.md", "# Docs\n"),
        ("content/docs/first-steps.md", "text\n"),
        ("content/docs/deep/er.html", "<h1>Deeper</h1>\n"),
        ("content/404.md", "# Not here\n"),
        ("content/terms.md", "---\ntitle: Terms\npath: /legal/terms\n---\n"),
        ("content/.hidden.md", "no\n"),
        ("content/backup.md~", "no\n"),
    ])
    .site;
    assert_eq!(routes(&site), ["/", "/404.html", "/docs/", "/docs/deep/er/", "/docs/first-steps/", "/legal/terms/"]);
    let titles: Vec<&str> = site.pages.iter().map(|page| page.front.title.as_str()).collect();
    assert_eq!(titles, ["Welcome", "Not here", "Docs", "Deeper", "First steps", "Terms"]);
    assert_eq!(site.pages[3].format, Format::Html);
    let sections: Vec<(&str, &str, Option<usize>)> =
        site.sections.iter().map(|section| (section.path.as_str(), section.title.as_str(), section.parent)).collect();
    assert_eq!(sections, [("", "Sample", None), ("docs", "Docs", Some(0)), ("docs/deep", "Deep", Some(1))]);
    assert!(site.pages[2].is_index && site.pages[2].section == 1);
}

#[test]
fn front_matter_says_what_the_body_does_not() {
    let text = "---
title: Nobody waits
description: How it went
layout: story
order: 3
date: 2026-11-24
access: customers
liquid: false
redirect_from: /old
toc: false
image: /images/x.png
tags: [one, two]
customer: Halden
logo: /images/halden.svg
industry: Ferries
quote: It took nine days
person: { name: Sigrid, role: Engineer }
apis: [mail/v3]
results: [{ value: 52, label: seconds }]
extra: { deep: { er: [1, true, ~] } }
---
# Another title
";
    let site = load_clean(&[("content/stories/halden.md", text)]).site;
    let page = &site.pages[0];
    assert_eq!(page.front.title, "Nobody waits");
    assert_eq!(&page.source.text()[page.body.clone()], "# Another title\n");
    assert_eq!(page.front.redirect_from, ["/old/"]);
    assert_eq!(page.front.access, ["customers"]);
    assert!(!page.front.liquid && !page.front.toc);
    assert_eq!(json!(page.front.extra), json!({ "deep": { "er": [1, true, null] } }));
    let story = page.front.story.as_ref().expect("the page has the facts of a story");
    assert_eq!(story.results[0].value, "52");
    assert_eq!(story.person.as_ref().and_then(|person| person.role.as_deref()), Some("Engineer"));
}

#[test]
fn unknown_and_wrong_keys_are_errors_with_places_of_the_whole_file() {
    let text = "---
titel: X
date: 24.11.2026
draft: maybe
order: first
tags: { a: b }
path: /a?b
extra: [1]
results: [{ value: 1 }]
section: dcos
---
";
    let expected = "\
content/docs/a.md:2:1: error[yaml/unknown-key] the front matter has no key `titel`
  did you mean `title`?
content/docs/a.md:3:7: error[yaml/value] `24.11.2026` is no value for `date`: expected a day such as 2026-11-24
content/docs/a.md:4:8: error[yaml/type] `draft` is a string, expected true or false
content/docs/a.md:5:8: error[yaml/type] `order` is a string, expected a whole number
content/docs/a.md:6:7: error[yaml/type] `tags` is a mapping, expected a string
  put quotes around text that begins with `[` or `{`
content/docs/a.md:7:7: error[page/path] `/a?b` has characters that a path cannot have
  write a path such as `/docs/start/`
content/docs/a.md:8:8: error[yaml/type] `extra` is a list, expected a mapping of keys to values
content/docs/a.md:9:13: error[yaml/missing-key] a result has no `label`
  add `label: …`
content/docs/a.md:10:10: error[page/section] there is no section `dcos`
  did you mean `docs`?
";
    assert_eq!(found(&load(&[("content/docs/a.md", text)])), expected);
}

#[test]
fn a_file_name_that_makes_no_path_is_an_error() {
    assert_eq!(
        found(&load(&[("content/100% sure.md", "# Sure\n"), ("content/so so.md", "---\npath: /so/\n---\n# So\n")])),
        "content/100% sure.md:1:1: error[page/path] the file's name makes the path `/100% sure/`, which has characters that a path cannot have\n  rename the file, or set `path` in its front matter\n"
    );
}

#[test]
fn the_default_theme_has_no_problem() {
    let mut files = files(&[]);
    for (path, bytes) in input::theme::files("default") {
        files.insert(&path, bytes.into_owned());
    }
    let loaded = input::load(&files, &LoadOptions::default(), &mut Cache::default());
    assert_eq!(found(&loaded), "");
    assert!(loaded.site.layouts.values().all(|layout| layout.origin == Origin::Site));
}

#[test]
fn front_matter_that_never_ends_is_an_error() {
    assert_eq!(
        found(&load(&[("content/a.md", "---\ntitle: x\n\ntext\n")])),
        "content/a.md:1:1: error[front-matter/unclosed] this front matter is never closed\n  end it with a line of three dashes: `---`\n"
    );
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let files = files(&[("content/a.md", "---\ndraft: true\nnonsense: 1\n---\n"), ("content/b.md", "b\n")]);
    let mut cache = Cache::default();
    let without = input::load(&files, &LoadOptions::default(), &mut cache);
    assert_eq!(routes(&without.site), ["/b/"]);
    assert!(without.diagnostics.is_empty(), "an unfinished page does not fail a build");
    let with = input::load(&files, &LoadOptions { drafts: true, base_url: None }, &mut cache);
    assert_eq!(routes(&with.site), ["/a/", "/b/"]);
    assert_eq!(with.diagnostics.len(), 1);
}

#[test]
fn sections_give_defaults_to_what_is_below() {
    let site = load_clean(&[
        ("content/news/_section.yaml", "title: News\norder: 2\ncollection: blog\nhidden: true\naccess: customers\n"),
        ("content/news/a.md", "# A\n"),
        ("content/news/deep/b.md", "---\naccess: public\n---\n# B\n"),
        ("content/news/deep/c.md", "# C\n"),
    ])
    .site;
    let news = &site.sections[1];
    assert_eq!((news.title.as_str(), news.order, news.collection), ("News", Some(2), Some(Collection::Blog)));
    assert!(news.hidden);
    let access: Vec<_> = site.pages.iter().map(|page| (page.route.as_str(), page.front.access.join(","))).collect();
    assert_eq!(
        access,
        [("/news/a/", "customers".into()), ("/news/deep/b/", String::new()), ("/news/deep/c/", "customers".into())]
    );
    assert_eq!(
        found(&load(&[("content/a/_section.yaml", "collection: blogs\nsort: date\n"), ("content/a/b.md", "b\n")])),
        "content/a/_section.yaml:1:13: error[yaml/value] `blogs` is no value for `collection`\n  did you mean `blog`?\n\
         content/a/_section.yaml:2:1: error[yaml/unknown-key] a section has no key `sort`\n  known keys: `title`, `description`, `order`, `layout`, `access`, `collection`, `hidden`, `denied`\n"
    );
}

#[test]
fn two_pages_with_one_path_are_an_error_that_names_both() {
    let found = found(&load(&[
        ("content/a.md", "# A\n"),
        ("content/a/index.md", "# Also a\n"),
        ("content/b.md", "---\npath: /a/\n---\n"),
        ("content/c.md", "---\nredirect_from: [/a/, /gone/]\n---\n"),
        ("content/d.md", "---\nredirect_from: /gone/\n---\n"),
        ("static/c/index.html", "<p>"),
    ]));
    let expected = "\
content/a/index.md:1:1: error[route/collision] `content/a.md` and `content/a/index.md` have the same path `/a/`
  content/a.md:1:1: this one has it first
  rename one of the two, or give it a `path` of its own
content/b.md:2:7: error[route/collision] `content/a.md` and `content/b.md` have the same path `/a/`
  content/a.md:1:1: this one has it first
  rename one of the two, or give it a `path` of its own
content/c.md:2:17: error[route/collision] the path `/a/` is taken
  content/a.md:1:1: this page has the path
  a path leads to one place; take one of the two away
content/d.md:2:16: error[route/collision] the path `/gone/` is taken
  content/c.md:2:22: this page redirects it first
  a path leads to one place; take one of the two away
static/c/index.html:1:1: error[route/collision] `static/c/index.html` and `content/c.md` have the same path `/c/`
  content/c.md:1:1: this page has it
  rename one of the two
";
    assert_eq!(found, expected);
}

#[test]
fn text_that_is_no_text_is_refused_with_its_place() {
    let mut files = files(&[]);
    files.insert("content/latin.md", b"# One\ncaf\xe9\n".to_vec());
    let loaded = input::load(&files, &LoadOptions::default(), &mut Cache::default());
    assert_eq!(
        found(&loaded),
        "content/latin.md:2:4: error[file/encoding] the file is not UTF-8: byte 9 is 0xe9\n  save the file as UTF-8\n"
    );
    files.insert("content/latin.md", "# One\n");
    files.insert("content/big.md", "x".repeat(50_000_000));
    let loaded = input::load(&files, &LoadOptions::default(), &mut Cache::default());
    assert_eq!(
        found(&loaded),
        "content/big.md:1:1: error[file/too-large] the file has 47 MB, more than the 16 MB it may have\n  split it, or move what is no text to `static/`\n"
    );
    assert_eq!(routes(&loaded.site), ["/latin/"], "the rest of the site is still there");
}

#[test]
fn data_files_become_nested_values() {
    let site = load_clean(&[
        ("data/regions.yaml", "- { code: eu, open: true }\n"),
        ("data/teams/people.json", r#"{"n": 1.5}"#),
        ("data/prices.csv", "plan,price\ngold,\"1,400\"\n"),
    ])
    .site;
    assert_eq!(
        json!(site.data),
        json!({
            "prices": [{ "plan": "gold", "price": "1,400" }],
            "regions": [{ "code": "eu", "open": true }],
            "teams": { "people": { "n": 1.5 } },
        })
    );
    let broken = load(&[
        ("data/a.json", "{\"a\": 1,\n \"b\" 2}\n"),
        ("data/b.csv", "x,y\n1,2\n1,2,3\n"),
        ("data/c.yaml", "1\n"),
        ("data/c.json", "1\n"),
        ("data/c/d.json", "1\n"),
        ("data/e.toml", "x = 1\n"),
    ]);
    let expected = "\
data/a.json:2:6: error[data/json] expected `:`
data/b.csv:3:1: error[data/csv] this record has 3 fields, the first line names 2
  put quotes around a value that contains a comma
data/c.yaml:1:1: error[data/collision] `site.data.c` is there already
  two files or a file and a folder of `data/` have the same name; rename one
data/c/d.json:1:1: error[data/collision] `site.data.c` is there already
  two files or a file and a folder of `data/` have the same name; rename one
data/e.toml:1:1: warning[site/ignored] nothing reads `data/e.toml`
  expected YAML, JSON or CSV
";
    assert_eq!(found(&broken), expected);
}

#[test]
fn templates_of_the_site_come_before_the_themes() {
    let site = load_clean(&[
        ("layouts/main_layout.liquid", "---\nlayout: shell\n---\n{{ content }}"),
        ("layouts/mine.html.liquid", "{{ content }}"),
        ("partials/shared/note.liquid", "note"),
        ("icons/copy.svg", "<svg/>"),
    ])
    .site;
    let main = &site.layouts["main_layout"];
    assert_eq!((main.origin, main.layout.as_deref()), (Origin::Site, Some("shell")));
    assert_eq!(&main.source.text()[main.body..], "{{ content }}");
    assert_eq!(site.layouts["shell"].origin, Origin::Theme);
    assert!(site.layouts.contains_key("mine") && site.partials.contains_key("shared/note"));
    assert_eq!(site.icons["copy"].text(), "<svg/>");
    assert_eq!(
        found(&load(&[
            ("layouts/a.liquid", ""),
            ("layouts/a.html", ""),
            ("layouts/b.txt", ""),
            ("layout/c.liquid", "")
        ])),
        "layout/c.liquid:1:1: warning[site/folder] nothing reads the folder `layout/`\n  did you mean `layouts/`?\n\
         layouts/a.liquid:1:1: error[template/collision] two files are the template `a`\n  layouts/a.html:1:1: the other one\n  keep one of the two\n\
         layouts/b.txt:1:1: warning[site/ignored] nothing reads `layouts/b.txt`\n  expected a Liquid file: `<name>.liquid`\n"
    );
}

#[test]
fn mails_are_read_by_their_system_names() {
    let site = load_clean(&[
        (
            "emails/lost_password_email.text.liquid",
            "---\nsubject: New password\nfrom: a@b.example\n---\nHello {{ user.name }}\n",
        ),
        ("emails/lost_password_email.html.liquid", "<p>Hello"),
        ("emails/invitation.liquid", "---\nsubject: Come in\n---\nCome\n"),
    ])
    .site;
    let mail = &site.emails["lost_password_email"];
    assert_eq!((mail.subject.as_str(), mail.from.as_deref()), ("New password", Some("a@b.example")));
    assert_eq!(mail.variables, ["user", "provider", "url"]);
    assert_eq!(&mail.text.0.text()[mail.text.1..], "Hello {{ user.name }}\n");
    assert!(mail.html.is_some());
    assert!(site.emails["invitation"].html.is_none(), "a site's text does not go with the theme's HTML");
    let broken = found(&load(&[
        ("emails/invitatoin.liquid", "---\nsubject: x\n---\n"),
        ("emails/account_approved.text.liquid", "---\nsubject: |\n  a\n  Bcc: b@c.example\n---\n"),
        ("emails/readme.md", "x\n"),
    ]));
    assert_eq!(
        broken,
        "emails/account_approved.text.liquid:3:3: error[email/header] the `subject` of a mail has a line break\n  write it on one line; a folded block `>-` joins lines\n\
         emails/invitatoin.liquid:1:1: warning[email/unknown] the portal sends no mail `invitatoin`\n  did you mean `invitation`?\n\
         emails/readme.md:1:1: warning[site/ignored] nothing reads `emails/readme.md`\n  expected a Liquid file: `<name>.liquid`\n"
    );
}

#[test]
fn assets_are_bundled_hashed_or_left_alone() {
    let site = load_clean(&[
        ("assets/portal.css/10-tokens.css", "mine"),
        ("assets/portal.css/99-more.css", "more"),
        ("assets/extra.js", "js"),
        ("images/icon.ico", "ico"),
        ("static/robots.txt", "x"),
        ("content/docs/diagram.png", "png"),
        ("content/docs/a.md", "a\n"),
    ])
    .site;
    let css = &site.assets["_assets/portal.css"];
    assert!(css.hashed);
    assert_eq!(
        css.parts.first(),
        Some(&(Origin::Site, "assets/portal.css/10-tokens.css".into())),
        "the site's part wins"
    );
    assert_eq!(
        css.parts.last(),
        Some(&(Origin::Site, "assets/portal.css/99-more.css".into())),
        "in the order of names"
    );
    assert!(css.parts.iter().any(|(origin, _)| *origin == Origin::Theme), "the theme's other parts stay");
    assert!(site.assets["_assets/extra.js"].hashed);
    for stable in ["images/icon.ico", "robots.txt", "docs/diagram.png"] {
        assert!(!site.assets[stable].hashed, "{stable}");
    }
    let replaced = load_clean(&[("assets/portal.css", "all mine")]).site;
    assert_eq!(replaced.assets["_assets/portal.css"].parts, [(Origin::Site, "assets/portal.css".into())]);
    assert_eq!(
        found(&load(&[("static/images/a.png", ""), ("images/a.png", "")])),
        "static/images/a.png:1:1: error[route/collision] `static/images/a.png` and `images/a.png` would be the same file of the portal\n  images/a.png:1:1: the other one\n  rename one of the two\n"
    );
}

/// Files that count how often each is read.
#[derive(Debug, Default)]
struct Counted {
    files: MemoryFiles,
    reads: std::sync::Mutex<Vec<String>>,
}

impl Files for Counted {
    fn list(&self) -> Vec<input::File> {
        self.files.list()
    }

    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        self.reads.lock().expect("no reader panics").push(path.to_owned());
        self.files.read(path)
    }
}

#[test]
fn only_what_changed_is_read_again() {
    let mut counted = Counted {
        files: files(&[
            ("content/index.md", "# Home\n"),
            ("content/docs/a.md", "# A\n"),
            ("content/docs/b.md", "---\nwrong: 1\n---\n# B\n"),
        ]),
        ..Counted::default()
    };
    let mut cache = Cache::default();
    let first = input::load(&counted, &LoadOptions::default(), &mut cache);
    counted.reads = std::sync::Mutex::default();
    counted.files.insert("content/docs/a.md", "# New A\n");
    counted.files.insert("content/docs/_section.yaml", "access: customers\n");
    counted.files.remove("content/index.md");
    let second = input::load(&counted, &LoadOptions::default(), &mut cache);
    let mut reads = counted.reads.into_inner().expect("no reader panics");
    reads.sort_unstable();
    assert_eq!(reads, ["content/docs/_section.yaml", "content/docs/a.md", "portal.yaml"]);
    assert_eq!(routes(&second.site), ["/docs/a/", "/docs/b/"]);
    assert_eq!(second.site.pages[0].front.title, "New A");
    assert_eq!(second.site.pages[1].front.access, ["customers"], "an unchanged page follows its section");
    assert_eq!(found(&second), found(&first), "problems of unchanged files are kept");
}
