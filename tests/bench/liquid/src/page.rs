//! The loop-heavy page: 5,000 pages in 100 sections with filters, `case`, a
//! nested loop and an include each, in Liquid and the same in Jinja. Also reads
//! the golden benchmark pages. It measures nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

/// One page to measure.
pub struct Page {
    pub name: String,
    pub data: Value,
    /// Liquid sources by name; `index.liquid` is the page itself.
    pub liquid: BTreeMap<String, String>,
    /// The same in Jinja, where there is an equivalent.
    pub jinja: BTreeMap<String, String>,
    /// What must come out, where that is known.
    pub expected: Option<String>,
}

const LIQUID_INDEX: &str = "\
<h1>{{ site.title }}</h1>
{% for section in site.sections %}
<section id=\"{{ section.slug }}\">
<h2>{{ section.title | upcase }} ({{ section.pages.size }})</h2>
<ul>
{% for page in section.pages %}
{% include 'entry.liquid' %}
{% endfor %}
</ul>
</section>
{% endfor %}
";

const LIQUID_ENTRY: &str = "\
<li class=\"{% case page.kind %}{% when 'guide' %}guide{% when 'reference' %}reference{% else %}other{% endcase %}\">
  <a href=\"{{ page.url }}\" title=\"{{ page.summary | truncate: 40 }}\">{{ page.title | capitalize }}</a>
  {% if page.draft == false and page.weight > 3 %}<b>{{ page.weight | times: 2 | plus: 1 }}</b>{% endif %}
  <p>{{ page.author | default: 'nobody' }}: {% for tag in page.tags %}<i>{{ tag | upcase }}</i>{% unless forloop.last %}, {% endunless %}{% endfor %}</p>
  <small>{{ page.summary }}</small>
</li>";

const JINJA_INDEX: &str = "\
<h1>{{ site.title }}</h1>
{% for section in site.sections %}
<section id=\"{{ section.slug }}\">
<h2>{{ section.title | upper }} ({{ section.pages | length }})</h2>
<ul>
{% for page in section.pages %}
{% include 'entry.jinja' %}
{% endfor %}
</ul>
</section>
{% endfor %}
";

const JINJA_ENTRY: &str = "\
<li class=\"{% if page.kind == 'guide' %}guide{% elif page.kind == 'reference' %}reference{% else %}other{% endif %}\">
  <a href=\"{{ page.url }}\" title=\"{{ page.summary[:37] ~ '...' }}\">{{ page.title | capitalize }}</a>
  {% if page.draft == false and page.weight > 3 %}<b>{{ page.weight * 2 + 1 }}</b>{% endif %}
  <p>{{ page.author | default('nobody', true) }}: {% for tag in page.tags %}<i>{{ tag | upper }}</i>{% if not loop.last %}, {% endif %}{% endfor %}</p>
  <small>{{ page.summary }}</small>
</li>";

/// The loop-heavy page.
pub fn loops() -> Page {
    let kinds = ["guide", "reference", "story", "news"];
    let tags = ["oauth", "billing", "webhooks", "search", "limits", "keys", "sandbox"];
    let sections: Vec<Value> = (0..100_usize)
        .map(|section| {
            let pages: Vec<Value> = (0..50_usize)
                .map(|page| {
                    let n = section * 50 + page;
                    json!({
                        "title": format!("page {n} about {}", tags[n % 7]),
                        "url": format!("/docs/section-{section}/page-{page}"),
                        "summary": format!("How page {n} of the portal explains {} to its readers", tags[n % 7]),
                        "kind": kinds[n % 4],
                        "weight": n % 10,
                        "draft": n % 5 == 0,
                        "tags": (0..n % 4 + 1).map(|t| tags[(n + t) % 7]).collect::<Vec<_>>(),
                        "author": (n % 3 != 0).then(|| format!("author {}", n % 17)),
                    })
                })
                .collect();
            json!({ "title": format!("section {section}"), "slug": format!("section-{section}"), "pages": pages })
        })
        .collect();
    let sources =
        |pairs: [(&str, &str); 2]| pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    Page {
        name: "loops".to_owned(),
        data: json!({ "site": { "title": "Portal", "sections": sections } }),
        liquid: sources([("index.liquid", LIQUID_INDEX), ("entry.liquid", LIQUID_ENTRY)]),
        jinja: sources([("index.jinja", JINJA_INDEX), ("entry.jinja", JINJA_ENTRY)]),
        expected: None,
    }
}

/// The golden benchmark pages under `folder`, in the order of their names.
pub fn golden(folder: &Path) -> io::Result<Vec<Page>> {
    let mut folders: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    folders.sort_by_key(fs::DirEntry::file_name);
    folders
        .iter()
        .map(|entry| {
            let path = entry.path();
            let mut liquid = BTreeMap::new();
            for file in fs::read_dir(path.join("templates"))? {
                let file = file?;
                liquid.insert(file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path())?);
            }
            Ok(Page {
                name: format!("golden {}", entry.file_name().to_string_lossy()),
                data: serde_json::from_str(&fs::read_to_string(path.join("data.json"))?)?,
                liquid,
                jinja: BTreeMap::new(),
                expected: fs::read_to_string(path.join("expected_result.txt")).ok(),
            })
        })
        .collect()
}

/// Writes the pages where the runners of other languages read them.
pub fn store(pages: &[Page], folder: &Path) -> io::Result<()> {
    for page in pages {
        let templates = folder.join(&page.name).join("templates");
        fs::create_dir_all(&templates)?;
        fs::write(folder.join(&page.name).join("data.json"), page.data.to_string())?;
        for (name, text) in &page.liquid {
            fs::write(templates.join(name), text)?;
        }
    }
    Ok(())
}
