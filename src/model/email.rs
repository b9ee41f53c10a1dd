//! E-mail templates, by 3scale's system names.

use std::sync::Arc;

use crate::diag::Source;

/// One mail that the portal sends, as the site or its theme writes it.
#[derive(Debug, Clone)]
pub struct EmailTemplate {
    /// System name, such as `cinstance_messenger_key_created`.
    pub name: String,
    /// Liquid of the subject line.
    pub subject: String,
    /// Sender, where the site sets one.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// What it is sent for.
    pub description: String,
    /// Names of the variables it may use.
    pub variables: Vec<String>,
    /// Liquid of the plain-text part: the file and the bytes behind its front matter.
    pub text: (Arc<Source>, usize),
    /// Liquid of the HTML part, where there is one of its own.
    pub html: Option<(Arc<Source>, usize)>,
}
