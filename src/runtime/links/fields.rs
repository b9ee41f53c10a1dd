//! Fields in a row, each with its length before it: no letter in one can move the border to the next. Must not know what
//! they mean.

/// Adds a field: two bytes of length, the most significant first, and the bytes.
pub(super) fn push(out: &mut Vec<u8>, field: &[u8]) {
    let length = u16::try_from(field.len()).unwrap_or_else(|_| unreachable!("fields are bounded before"));
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(field);
}

/// Exactly `N` fields and nothing behind them.
pub(super) fn read<const N: usize>(mut bytes: &[u8]) -> Option<[&[u8]; N]> {
    let mut fields = [&[][..]; N];
    for field in &mut fields {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        (*field, bytes) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    }
    bytes.is_empty().then_some(fields)
}
