//! Personas: sample customers that the preview and tests look at a site as. Must not be part of a bundle.

use std::sync::Arc;

use super::customer::{Account, User};
use crate::diag::Source;

/// A sample customer.
#[derive(Clone, Default)]
pub struct Persona {
    /// What the preview calls it; else the name of the file.
    pub title: Option<String>,
    /// A plan, for mails and `access:`.
    pub plan: Option<String>,
    /// Groups that open content.
    pub groups: Vec<String>,
    /// The account with its applications. Of their plans only the system names are known here, of what is counted too.
    pub account: Account,
    /// Who is logged in.
    pub user: User,
    /// Its file.
    pub source: Option<Arc<Source>>,
}

impl std::fmt::Debug for Persona {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Persona").field("title", &self.title).finish_non_exhaustive()
    }
}
