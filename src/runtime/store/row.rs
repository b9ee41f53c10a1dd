//! Values of rows. Must not hide a value that is not what its column should hold.

use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;
use sqlx::{Any, Decode, Row as _, Type};

use super::StoreError;

/// A row of either database.
pub(in crate::runtime) type Row = AnyRow;

/// The value of a column.
pub(in crate::runtime) fn get<'r, T>(row: &'r Row, column: &str) -> Result<T, StoreError>
where
    T: Decode<'r, Any> + Type<Any>,
{
    Ok(row.try_get(column)?)
}

/// The value of a column that holds JSON.
pub(in crate::runtime) fn json<T: DeserializeOwned>(row: &Row, column: &'static str) -> Result<T, StoreError> {
    let text: String = get(row, column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Strange(column))
}
