//! How a caller adds its own tags and blocks.
//!
//! Owns the contract between the evaluator and registered tags.

use crate::liquid::error::Error;
use crate::liquid::eval::TagCall;
use crate::liquid::syntax::tree::Custom;
use std::fmt::Debug;

/// What a registered tag is and does.
pub trait TagDef: Send + Sync + Debug {
    /// Whether it has a body that ends at `end` + name.
    fn is_block(&self) -> bool {
        false
    }

    /// Whether what follows the name is read as arguments (`value, key: value`); otherwise the
    /// tag gets it as text only.
    fn has_arguments(&self) -> bool {
        true
    }

    /// Looks at one use of the tag when a template is parsed. The error gets the tag's place.
    fn check(&self, tag: &Custom) -> Result<(), Error> {
        let _ = tag;
        Ok(())
    }

    /// The names of global values it reads without their being written in the template, for
    /// partial evaluation and recorded reads.
    fn reads(&self) -> &'static [&'static str] {
        &[]
    }

    /// The names of variables it may set, for partial evaluation.
    fn writes(&self) -> &'static [&'static str] {
        &[]
    }

    /// The names of partials it may include ([`TagCall::include`]), for partial evaluation.
    fn partials(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether it never prints anything, so that a block with nothing else in it is blank.
    fn is_blank(&self) -> bool {
        false
    }

    /// Renders one use.
    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error>;
}
