//! Words of small enumerations, as the database and 3scale's API have them.

use crate::runtime::store::{Row, StoreError, get};

/// The value that a column's word names.
pub(super) fn word<T: Copy>(row: &Row, column: &'static str, all: &[(&'static str, T)]) -> Result<T, StoreError> {
    let text: String = get(row, column)?;
    all.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or(StoreError::Strange(column))
}
