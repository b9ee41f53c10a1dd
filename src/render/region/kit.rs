//! What finishing regions takes, as data: the partials, the assets, where links lead.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Press;
use crate::diag::Source;
use crate::model::Site;
use crate::render::email::FRAMES;
use crate::render::filters::Host;
use crate::render::links::Targets;
use crate::render::templates::Templates;

/// All that a [`Press`] is made of, as a bundle carries it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kit {
    base_url: String,
    smart_punctuation: bool,
    assets: BTreeMap<String, String>,
    icons: BTreeMap<String, String>,
    /// By name: the file, the text, and where the template begins in it.
    partials: BTreeMap<String, (String, String, usize)>,
    /// The frames around mails, likewise.
    #[serde(default)]
    frames: BTreeMap<String, (String, String, usize)>,
    /// Routes of pages by their source, for links of Markdown.
    sources: BTreeMap<String, String>,
    paths: BTreeSet<String>,
}

/// A kit made ready.
pub struct Tools {
    templates: Templates,
    host: Host,
    targets: Targets,
    smart_punctuation: bool,
}

impl Kit {
    /// That of a site.
    pub fn of(site: &Site, host: &Host, targets: &Targets) -> Self {
        let partial = |template: &crate::model::Template| {
            (template.source.name().to_owned(), template.source.text().to_owned(), template.body)
        };
        let (sources, paths) = targets.data();
        Self {
            base_url: host.base_url.clone(),
            smart_punctuation: site.config.smart_punctuation,
            assets: host.assets.clone(),
            icons: host.icons.clone(),
            partials: site.partials.iter().map(|(name, template)| (name.clone(), partial(template))).collect(),
            frames: FRAMES
                .into_iter()
                .filter_map(|name| Some((name.to_owned(), partial(site.layouts.get(name)?))))
                .collect(),
            sources,
            paths,
        }
    }

    /// Parses the partials.
    pub fn ready(self) -> Tools {
        let template = |(name, text, body): (String, String, usize)| crate::model::Template {
            source: Source::new(name, text),
            body,
            layout: None,
            origin: crate::model::Origin::Site,
        };
        let all = |found: BTreeMap<String, (String, String, usize)>| {
            found.into_iter().map(|(name, partial)| (name, template(partial))).collect()
        };
        let site = Site { partials: all(self.partials), layouts: all(self.frames), ..Site::default() };
        Tools {
            templates: Templates::parse(&site),
            host: Host { assets: self.assets, icons: self.icons, base_url: self.base_url, highlighter: Arc::default() },
            targets: Targets::of_data(self.sources, self.paths),
            smart_punctuation: self.smart_punctuation,
        }
    }
}

impl Tools {
    /// Partials, and the frames around mails.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// What filters ask for.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// What regions are finished with at the time `now`, in seconds since 1970.
    pub fn press(&self, now: i64) -> Press<'_> {
        Press {
            templates: &self.templates,
            host: &self.host,
            targets: &self.targets,
            smart_punctuation: self.smart_punctuation,
            now: Some(now),
        }
    }
}
