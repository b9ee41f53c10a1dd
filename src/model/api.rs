//! Apis: what the company sells through HTTP, with their versions and what each description says.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Date, Description};

/// One product (3scale: service).
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// System name, the folder below `apis/` and the path below `/reference/`.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Who may see it; empty means everybody.
    pub access: Vec<String>,
    /// How callers identify themselves.
    pub credentials: Option<Credentials>,
    /// Versions in the order written, newest first by convention.
    pub versions: Vec<ApiVersion>,
    /// Metrics and methods that are counted: system name and title.
    pub metrics: Vec<(String, String)>,
    /// System names of those that are methods: each counts as hits as well.
    pub methods: Vec<String>,
    /// The number that callers of the admin API know it by, where `portal.yaml` gives one.
    pub number: Option<i64>,
}

/// Names of the company's own credential parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// `app_id_key`, `user_key` or `oauth`, as in 3scale.
    pub mode: String,
    /// `query` or `header`.
    pub location: String,
    /// The mode's credential (`app_id`, `app_key`, `user_key`) and the company's name for it.
    pub names: Vec<(String, String)>,
}

/// One version of an api and what its description says.
#[derive(Debug, Clone, Default)]
pub struct ApiVersion {
    /// `v3`.
    pub name: String,
    /// Site path of its description.
    pub file: String,
    /// Where it is in its life.
    pub status: Status,
    /// When it came.
    pub date: Option<Date>,
    /// When it goes.
    pub sunset: Option<Date>,
    /// Whether operations were left out because not everybody may see them: then the file is not for download.
    pub gated: bool,
    /// Whether its description is in several files: then they are for download as one.
    pub split: bool,
    /// What its description says; empty where there is none that can be read.
    pub content: Arc<Description>,
}

/// Where a version is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Status {
    #[default]
    Current,
    Deprecated,
    Retired,
}

impl Status {
    /// Its name in `portal.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }
}
