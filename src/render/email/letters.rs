//! The mails of a site as a bundle carries them: templates with what each of them knows of the portal. Must not parse.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diag::Source;
use crate::model::{Brand, Config, EmailTemplate, Site};

/// What every mail knows of the portal.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    /// Name, logo and colours.
    pub brand: Brand,
    /// The portal's name.
    pub title: String,
    /// Its absolute URL, without a slash at the end.
    pub url: String,
    /// Its language.
    pub language: String,
    /// Whom customers write to.
    pub contact: Option<String>,
}

impl Letterhead {
    /// That of a site.
    pub fn of(config: &Config) -> Self {
        Self {
            brand: config.brand.clone(),
            title: config.title.clone(),
            url: config.url.clone(),
            language: config.language.clone(),
            contact: config.contact.clone(),
        }
    }
}

/// A part of a mail: the file, its text, and where the template begins in it.
type Part = (String, String, usize);

/// A template as a bundle carries it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    subject: String,
    from: Option<String>,
    reply_to: Option<String>,
    text: Part,
    html: Option<Part>,
}

/// The mails of a site.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Letters {
    /// What every mail knows of the portal.
    pub head: Letterhead,
    mails: BTreeMap<String, Written>,
}

impl Letters {
    /// Those of a site.
    pub fn of(site: &Site) -> Self {
        let part = |(source, body): &(Arc<Source>, usize)| (source.name().to_owned(), source.text().to_owned(), *body);
        let written = |mail: &EmailTemplate| Written {
            subject: mail.subject.clone(),
            from: mail.from.clone(),
            reply_to: mail.reply_to.clone(),
            text: part(&mail.text),
            html: mail.html.as_ref().map(part),
        };
        Self {
            head: Letterhead::of(&site.config),
            mails: site.emails.iter().map(|(name, mail)| (name.clone(), written(mail))).collect(),
        }
    }

    /// The template with this system name.
    pub fn mail(&self, name: &str) -> Option<EmailTemplate> {
        let written = self.mails.get(name)?;
        let part = |(name, text, body): &Part| (Source::new(name.as_str(), text.as_str()), *body);
        Some(EmailTemplate {
            name: name.to_owned(),
            subject: written.subject.clone(),
            from: written.from.clone(),
            reply_to: written.reply_to.clone(),
            description: String::new(),
            variables: Vec::new(),
            text: part(&written.text),
            html: written.html.as_ref().map(part),
        })
    }
}
