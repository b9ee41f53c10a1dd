//! Reading any text: never a panic or a hang, and what is printed from the tree reads as the
//! same tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portal::liquid::{Engine, Mode, ParseOptions};
use std::sync::OnceLock;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(Engine::standard)
}

fuzz_target!(|text: &str| {
    for mode in [Mode::Strict, Mode::Lax] {
        let options = ParseOptions { mode, ..ParseOptions::default() };
        match engine().parse("fuzz", text, &options) {
            Ok(template) => {
                let printed = portal::liquid::syntax::print::source(template.body());
                let again = engine().parse("fuzz", printed.as_str(), &options);
                assert_eq!(Some(template.body()), again.as_ref().ok().map(|t| t.body()), "{text:?} printed {printed:?}");
            }
            Err(errors) => {
                assert!(!errors.is_empty());
                for error in errors {
                    let _ = (error.to_string(), error.source_line(), error.column());
                }
            }
        }
    }
});
