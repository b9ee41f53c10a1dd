//! What depends on the customer: nil for everybody, put in for each, and never read as markup.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use portal::liquid::{Map, Value};
use portal::render::region::{Kit, Personal};
use portal::site::private::{Index, KIT, PUBLIC, index_path};
use portal::site::{self, Cache, Output, Settings, Snapshot};

use super::sample;

/// What the runtime has of a page: the public text, and the regions read back from the bundle.
struct Bundle(BTreeMap<String, Output>);

fn bundle(given: &[(&str, &str)]) -> Bundle {
    let snapshot = Snapshot::load(Arc::new(sample::files(given)), &Settings::default(), &mut Cache::default());
    let all = Mutex::new(BTreeMap::new());
    let write = |output: &Output| -> io::Result<()> {
        all.lock().expect("no thread panics").insert(output.path.clone(), output.clone());
        Ok(())
    };
    let build = site::build(&snapshot, &write).expect("memory takes everything");
    let problems: Vec<_> = build.diagnostics.iter().map(|found| found.message.clone()).collect();
    assert_eq!(problems, Vec::<String>::new());
    Bundle(all.into_inner().expect("no thread panics"))
}

impl Bundle {
    fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].bytes.clone()).expect("UTF-8")
    }

    fn json<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        serde_json::from_slice(&self.0[path].bytes).expect("JSON of the bundle is read back")
    }

    /// The page at `route`, whose public file is `path`, for a customer.
    fn page(&self, route: &str, path: &str, late: &Map<'_>) -> String {
        let index: Index = self.json(&index_path(PUBLIC));
        let regions = index[route].regions.clone().expect("the page has regions");
        let personal: Personal = self.json(&regions);
        let tools = self.json::<Kit>(KIT).ready();
        personal.finish(&self.text(path), &tools.press(1_800_000_000), late).expect("the page can be finished")
    }
}

fn customer<'a>(name: &'a str, id: &'a str) -> Map<'a> {
    let user: Map<'a> = [("name", Value::str(name))].into_iter().collect();
    let application: Map<'a> = [("name", Value::str(name)), ("application_id", Value::str(id))].into_iter().collect();
    let applications = Value::array(vec![Value::map(application.clone())]);
    let account: Map<'a> = [("applications", applications)].into_iter().collect();
    [
        ("current_user", Value::map(user)),
        ("current_account", Value::map(account)),
        ("application", Value::map(application)),
    ]
    .into_iter()
    .collect()
}

const PAGE: &str = "---
title: Home
---
Hello **you**, {% if current_user %}*{{ current_user.name }}*{% else %}stranger{% endif %}.

{% if current_account %}
## Your keys

{% for application in current_account.applications %}
- **{{ application.name }}** with `{{ application.application_id }}`
{% endfor %}

See [start](docs/start.md).
{% endif %}

```sh
curl \"https://api.example/?id={{ application.application_id | default: 'YOUR_ID' }}\" # a < b
```

<p class=\"raw\">{% if current_user %}<b>{{ current_user.name }}</b> *as it is*{% endif %}</p>
";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("content/index.md", PAGE),
        ("content/docs/start.md", "---\ntitle: Start\n---\nStart.\n"),
        (
            "layouts/main_layout.liquid",
            "<title>{{ page.title }}</title><nav>{% if current_user %}Hi {{ current_user.name }}{% else %}Log in{% endif %}</nav>{{ content }}",
        ),
    ]
}

#[test]
fn everybody_gets_the_page_of_a_stranger() {
    let bundle = bundle(&files());
    let page = bundle.text("public/index.html");
    assert!(page.contains("<p>Hello <strong>you</strong>, stranger.</p>"), "{page}");
    assert!(page.contains("<nav>Log in</nav>"), "{page}");
    assert!(page.contains("id=YOUR_ID"), "{page}");
    assert!(!page.contains("Your keys") && !page.contains("zqregion"), "{page}");
}

#[test]
fn a_customer_gets_their_own() {
    let page = bundle(&files()).page("/", "public/index.html", &customer("Anna", "app_1"));
    assert!(page.contains("<p>Hello <strong>you</strong>, <em>Anna</em>.</p>"), "{page}");
    assert!(page.contains("<nav>Hi Anna</nav>"), "{page}");
    assert!(page.contains("<h2 id=\"your-keys\">Your keys</h2>"), "Markdown in a region is Markdown: {page}");
    assert!(page.contains("<strong>Anna</strong> with <code>app_1</code>"), "{page}");
    assert!(page.contains("<a href=\"/docs/start/\">start</a>"), "links are seen from the page: {page}");
    assert!(page.contains("id=app_1"), "in code: {page}");
    assert!(page.contains("<p class=\"raw\"><b>Anna</b> *as it is*</p>"), "raw HTML is left alone: {page}");
    assert!(!page.contains("zqregion") && !page.contains("zqvalue"), "{page}");
}

#[test]
fn s67_what_a_customer_is_called_is_never_markup() {
    for name in [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "**bold** `code`",
        "\n\n<img src=x onerror=alert(1)>\n\n",
        "{{ site.title }}{% raw %}",
        "zqvalue0z zqregion0x0b",
        "\"><svg onload=alert(1)>",
    ] {
        let page = bundle(&files()).page("/", "public/index.html", &customer(name, name));
        for bad in ["<script", "<img", "<svg onload", "href=\"javascript", "<strong>bold"] {
            assert!(!page.contains(bad), "{name:?} became {bad:?} in {page}");
        }
        assert_eq!(page.contains("Hi {{ site.title }}{% raw %}"), name.contains("{{"), "it is no template: {page}");
    }
}

#[test]
fn what_a_customer_is_called_stands_for_no_part_of_a_page() {
    let name = "zqregion0x0z zqvalue0z";
    let page = bundle(&files()).page("/", "public/index.html", &customer(name, "app_1"));
    assert!(page.contains(&format!("<nav>Hi {name}</nav>")), "{page}");
    assert!(page.contains(&format!("<b>{name}</b>")), "{page}");
}

#[test]
fn the_bundle_holds_no_value_of_a_customer() {
    let bundle = bundle(&files());
    for (path, output) in &bundle.0 {
        assert!(!String::from_utf8_lossy(&output.bytes).contains("app_1"), "{path}");
    }
}

#[test]
fn a_page_that_asks_for_nothing_is_one_public_file() {
    let bundle = bundle(&[
        ("content/index.md", "---\ntitle: Home\n---\n{{ site.title }}\n"),
        ("content/me.md", "---\ntitle: Me\n---\n{{ current_user.name | default: 'nobody' }}\n"),
    ]);
    let index: Index = bundle.json(&index_path(PUBLIC));
    assert_eq!(index.keys().collect::<Vec<_>>(), ["/me/"]);
}
