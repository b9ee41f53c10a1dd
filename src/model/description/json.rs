//! A JSON value that is kept as its text: examples are most of a big description, and few are looked at.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// A JSON value as compact text. Numbers keep the digits they were written with.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Json(Arc<str>);

impl Json {
    /// Text that is known to be JSON; what is not JSON counts as a string.
    pub fn from_text(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The compact text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_else(|_| Value::String(self.0.to_string()))
    }

    /// What stands between the quotes of a string, the compact text of anything else.
    pub fn plain(&self) -> String {
        match self.value() {
            Value::String(text) => text,
            _ => self.0.to_string(),
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
