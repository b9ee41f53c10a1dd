//! Rendering any template, and splitting and finishing generated ones: never a panic or a hang,
//! limits hold, and the law of partial evaluation with them.
#![no_main]

#[path = "../../it/liquid/generate.rs"]
mod generate;
#[path = "../../it/liquid/check.rs"]
mod check;

use libfuzzer_sys::fuzz_target;
use portal::liquid::{Code, Engine, Limits, Mode, NoPartials, OnError, ParseOptions, RenderOptions};
use std::collections::HashMap;
use std::sync::OnceLock;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::standard)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    if first & 1 == 1 {
        let numbers: Vec<u16> = rest.iter().map(|byte| u16::from(*byte)).collect();
        check::law(engine(), &generate::case(&mut generate::Choices::new(&numbers)));
    } else if let Ok(text) = std::str::from_utf8(rest) {
        free(text, if first & 2 == 2 { Mode::Lax } else { Mode::Strict });
    }
});

/// Any text as a template, over data of every kind, with itself as a partial.
fn free(text: &str, mode: Mode) {
    let Ok(template) = engine().parse("fuzz", text, &ParseOptions { mode, ..ParseOptions::default() }) else { return };
    let data = generate::case(&mut generate::Choices::new(&[])).data;
    let data = serde_json::Value::Object(data);
    let partials = HashMap::from([("p".to_owned(), template.clone())]);
    let limits = Limits { steps: 20_000, output: 1 << 16, memory: 1 << 18, ..Limits::default() };
    for errors in [OnError::Raise, OnError::Inline] {
        let options = RenderOptions { partials: &partials, limits, errors, now: Some(0), ..RenderOptions::default() };
        match template.render(&data, &options) {
            Ok(text) => assert!(text.len() <= limits.output),
            Err(error) => assert!(errors == OnError::Raise || error.code().is_fatal() || error.code() == Code::Limit),
        }
    }
    let _ = template.render(&data, &RenderOptions { partials: &NoPartials, limits, ..RenderOptions::default() });
}
