//! Parts of files (RFC 9110, 14). One part at a time: whoever asks for several gets the whole.

use std::ops::Range;

use axum::http::{HeaderMap, header};

use super::negotiate::text;

/// What a request asks for of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Beyond,
}

/// What is asked for of a file of `size` bytes with this tag.
pub(super) fn asked(headers: &HeaderMap, size: usize, etag: &str) -> Asked {
    let condition = text(headers, header::IF_RANGE);
    if !condition.is_empty() && condition != etag {
        return Asked::Whole;
    }
    let Some(ranges) = text(headers, header::RANGE).strip_prefix("bytes=") else { return Asked::Whole };
    let Some((first, last)) = ranges.trim().split_once('-').filter(|_| !ranges.contains(',')) else {
        return Asked::Whole;
    };
    let part = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(last)) if first.is_empty() => size.saturating_sub(last)..size,
        _ => return Asked::Whole,
    };
    if part.is_empty() { Asked::Beyond } else { Asked::Part(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_given() {
        let of = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().expect("a header"));
            asked(&headers, 100, "\"a\"")
        };
        assert_eq!(of("bytes=0-9"), Asked::Part(0..10));
        assert_eq!(of("bytes=90-"), Asked::Part(90..100));
        assert_eq!(of("bytes=-10"), Asked::Part(90..100));
        assert_eq!(of("bytes=-500"), Asked::Part(0..100));
        assert_eq!(of("bytes=90-900"), Asked::Part(90..100));
        assert_eq!(of("bytes=100-"), Asked::Beyond);
        assert_eq!(of("bytes=0-1,3-4"), Asked::Whole);
        assert_eq!(of("bytes=9-1"), Asked::Whole);
        assert_eq!(of("lines=0-1"), Asked::Whole);
    }
}
