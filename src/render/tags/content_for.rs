//! `{% content_for stylesheets %} … {% endcontent_for %}`: 3scale's tag. The body stands where the layout prints
//! `{{ content_of.stylesheets }}`.

use crate::liquid::engine::tags::TagDef;
use crate::liquid::eval::TagCall;
use crate::liquid::syntax::tree::Custom;
use crate::liquid::{Code, Error};
use crate::render::contents::packed;

/// The tag.
#[derive(Debug)]
pub(super) struct ContentFor;

fn name(markup: &str) -> &str {
    markup.trim().trim_matches(['"', '\'', ':'])
}

impl TagDef for ContentFor {
    fn is_block(&self) -> bool {
        true
    }

    fn has_arguments(&self) -> bool {
        false
    }

    fn check(&self, tag: &Custom) -> Result<(), Error> {
        let name = name(&tag.markup);
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Ok(());
        }
        let error = Error::new(Code::Argument, "`content_for` takes a name of letters, digits and `_`");
        Err(error.hint("write `{% content_for stylesheets %}` and print `{{ content_of.stylesheets }}` in a layout"))
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        // The page around it is there already: what depends on the customer stands where it is written.
        if call.is_put_in() {
            return call.body(Vec::new());
        }
        let body = call.captured_body()?;
        let packed = packed(name(call.markup()), &body);
        call.print_raw(&packed)
    }
}
