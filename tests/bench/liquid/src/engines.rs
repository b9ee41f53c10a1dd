//! The engines in Rust, each measured by the same two functions.

use std::collections::HashMap;

use portal::liquid::{Engine, Escape, ParseOptions, RenderOptions};

use crate::page::Page;
use crate::{Measure, median};

/// What `now` is: a day of the year that the golden pages expect.
const NOW: i64 = 1_735_732_800;

/// Measures `parse` and `render`; `render` returns what it printed.
fn measure(engine: &str, page: &str, run: impl FnOnce() -> Result<(f64, f64, String), String>) -> Measure {
    let (result, output) = match run() {
        Ok((parse, render, output)) => (Ok((parse, render)), Some(output)),
        Err(reason) => {
            // The crate `liquid` draws the source first and complains then.
            let complaint = reason.split(" = ").nth(1).unwrap_or(&reason);
            (Err(complaint.lines().next().unwrap_or("").to_owned()), None)
        }
    };
    Measure { engine: engine.to_owned(), page: page.to_owned(), result, output }
}

/// The crate `liquid`.
pub fn liquid(page: &Page) -> Measure {
    measure("liquid", &page.name, || {
        let complaint = |error: liquid::Error| error.to_string();
        let mut partials = liquid::partials::InMemorySource::new();
        for (name, text) in &page.liquid {
            partials.add(name, text);
        }
        let compiler = liquid::partials::EagerCompiler::new(partials);
        let parser = liquid::ParserBuilder::with_stdlib().partials(compiler).build().map_err(complaint)?;
        let main = page.liquid.get("index.liquid").ok_or("no index")?;
        let template = parser.parse(main).map_err(complaint)?;
        let data = liquid::to_object(&page.data).map_err(complaint)?;
        let output = template.render(&data).map_err(complaint)?;
        let parse = median(|| {
            for text in page.liquid.values() {
                std::hint::black_box(parser.parse(text).is_ok());
            }
        });
        let render = median(|| {
            std::hint::black_box(template.render(&data).map_or(0, |out| out.len()));
        });
        Ok((parse, render, output))
    })
}

/// minijinja, escaping HTML or not.
pub fn minijinja(page: &Page, escape: bool) -> Measure {
    let name = if escape { format!("{} escaping", page.name) } else { page.name.clone() };
    measure("minijinja", &name, || {
        let complaint = |error: minijinja::Error| error.to_string();
        let mut environment = minijinja::Environment::new();
        let mode = if escape { minijinja::AutoEscape::Html } else { minijinja::AutoEscape::None };
        environment.set_auto_escape_callback(move |_| mode.clone());
        for (name, text) in &page.jinja {
            environment.add_template(name, text).map_err(complaint)?;
        }
        let template = environment.get_template("index.jinja").map_err(complaint)?;
        let data = minijinja::Value::from(minijinja::value::Serde(&page.data));
        let output = template.render(&data).map_err(complaint)?;
        let parse = median(|| {
            for text in page.jinja.values() {
                std::hint::black_box(environment.template_from_str(text).is_ok());
            }
        });
        let render = median(|| {
            std::hint::black_box(template.render(&data).map_or(0, |out| out.len()));
        });
        Ok((parse, render, output))
    })
}

/// The engine of this project, without escaping as the peers.
pub fn portal(page: &Page) -> Measure {
    measure("portal", &page.name, || portal_with(page, Escape::Off))
}

/// The engine of this project, escaping HTML as it does by default.
pub fn portal_escaping(page: &Page) -> Measure {
    measure("portal", &format!("{} escaping", page.name), || portal_with(page, Escape::Html))
}

fn portal_with(page: &Page, escape: Escape) -> Result<(f64, f64, String), String> {
    let engine = Engine::standard();
    let options = ParseOptions::lax().escape(escape);
    let read = |name: &str, text: &str| {
        engine.parse(name, text, &options).map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())
    };
    let mut partials = HashMap::new();
    for (name, text) in &page.liquid {
        partials.insert(name.clone(), read(name, text)?);
    }
    let template = partials.get("index.liquid").cloned().ok_or("no index")?;
    let options = RenderOptions { partials: &partials, now: Some(NOW), ..RenderOptions::default() };
    let output = template.render(&page.data, &options).map_err(|error| error.to_string())?;
    let parse = median(|| {
        for (name, text) in &page.liquid {
            std::hint::black_box(read(name, text).is_ok());
        }
    });
    let render = median(|| {
        std::hint::black_box(template.render(&page.data, &options).map_or(0, |out| out.len()));
    });
    Ok((parse, render, output))
}
