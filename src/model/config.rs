//! The configuration of a site, as `portal.yaml` says it, checked and with defaults filled in.

use std::sync::Arc;

use super::deploy::Target;
use super::notice::{MailServer, Webhook};
use super::runtime::{Console, Server, Sessions, Signup};
use super::{Api, Plan, Sso};
use crate::diag::Source;

/// All of `portal.yaml`.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file it came from, for problems that are found later.
    pub source: Option<Arc<Source>>,
    /// The portal's name.
    pub title: String,
    /// One sentence for search engines and feeds.
    pub description: Option<String>,
    /// Absolute URL of the published portal, without a slash at the end; empty when not known yet.
    pub url: String,
    /// BCP 47 language tag of the content.
    pub language: String,
    /// E-mail address for questions about the API.
    pub contact: Option<String>,
    /// How the portal looks.
    pub brand: Brand,
    /// Name of the theme.
    pub theme: String,
    /// Top navigation; empty means "the top-level sections".
    pub nav: Vec<Link>,
    /// Columns of the footer.
    pub footer: Vec<FooterGroup>,
    /// URL prefix for "Edit this page"; the source path is appended.
    pub edit_url: Option<String>,
    /// Markdown: typographic quotes and dashes.
    pub smart_punctuation: bool,
    /// What the company sells, in the order written.
    pub apis: Vec<Api>,
    /// What customers subscribe to, in the order written.
    pub plans: Vec<Plan>,
    /// Groups that `access:` may name and providers may put customers in.
    pub groups: Vec<String>,
    /// Whether strangers may sign up; off by default.
    pub signup: Signup,
    /// How customers log in; nobody can without.
    pub sso: Option<Sso>,
    /// Where customers are kept, as written: it may refer to the environment or a file.
    pub store: Option<String>,
    /// The Redis that several runtimes count in, as written: it may refer to the environment or a file.
    pub counters: Option<String>,
    /// Whether keys of applications are shown again, not only when they are made; off by default.
    pub keys_revealed: bool,
    /// Listeners of the published portal.
    pub server: Server,
    /// How long sessions last.
    pub sessions: Sessions,
    /// Where bundles are published to, in the order written.
    pub deploy: Vec<Target>,
    /// For whom the published portal sends calls of consoles.
    pub console: Console,
    /// How customers are written to; not at all without.
    pub mail: Option<MailServer>,
    /// Programs of the company that are told of events.
    pub webhooks: Vec<Webhook>,
}

impl Config {
    /// Whether customers log in: then pages say so, and have what belongs to a customer.
    pub fn has_customers(&self) -> bool {
        self.store.is_some() || self.sso.is_some()
    }
}

/// Name, logo, colours and fonts.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Brand {
    /// The company's or programme's name; the site's title when absent.
    pub name: String,
    /// A short line under the name.
    pub tagline: Option<String>,
    /// Site path of the logo on light ground.
    pub logo_light: Option<String>,
    /// Site path of the logo on dark ground.
    pub logo_dark: Option<String>,
    /// CSS colour that the palette is made from.
    pub accent: Option<String>,
    /// CSS colour of the darkest neutral.
    pub ink: Option<String>,
    /// CSS colour of the lightest neutral.
    pub paper: Option<String>,
    /// Font family of text, served from the site's own files.
    pub font_text: Option<Font>,
    /// Font family of code.
    pub font_code: Option<Font>,
}

/// A font that the site serves itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Font {
    /// Family name for CSS.
    pub family: String,
    /// Site path of a WOFF2 file; empty for a font that readers have.
    pub file: String,
    /// CSS `font-weight` or range of a variable font, such as `100 900`.
    pub weight: String,
}

/// A link of the navigation or the footer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// What is shown.
    pub title: String,
    /// Site path or absolute URL, as written.
    pub path: String,
}

/// A titled group of footer links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FooterGroup {
    /// Its title.
    pub title: String,
    /// Its links.
    pub links: Vec<Link>,
}
