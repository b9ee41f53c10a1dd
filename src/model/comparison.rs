//! What changed between two descriptions.

/// The changes from one version of an api to another, in the order of the newer file, removals at their old place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Every change.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it means to somebody who calls the api.
    pub class: Class,
    /// Stable name of the rule that classed it, such as `request-parameter-became-required`.
    pub rule: &'static str,
    /// The operation it belongs to; `None` for the description as a whole, and where several share it.
    pub operation: Option<ChangedOperation>,
    /// The named schema it belongs to, where it is reported once for all who use the schema.
    pub schema: Option<ChangedSchema>,
    /// The operations that a shared change is seen in, in the newer file's order.
    pub uses: Vec<ChangedOperation>,
    /// Where in the operation or description, in words: `query parameter `limit``, `response 200, `items[].id``.
    pub place: String,
    /// What changed, one sentence without a full stop.
    pub message: String,
}

/// The operation of a change, in the newer description, or in the older one where it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedOperation {
    /// Upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Its page, where the newer description still has it.
    pub slug: Option<String>,
}

/// The named schema of a change, in the newer description, or in the older one where it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSchema {
    /// Its name.
    pub name: String,
    /// Its page, where the newer description still has it.
    pub slug: Option<String>,
}

/// What a change means to callers. The order is the order of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A program that works may stop working.
    Breaking,
    /// Everything that worked goes on working.
    NonBreaking,
    /// Only words changed.
    Documentation,
}

impl Class {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::NonBreaking => "non-breaking",
            Self::Documentation => "documentation",
        }
    }
}
