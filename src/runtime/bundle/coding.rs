//! Content codings: what a file is sent as. Must not choose one.

use axum::body::Bytes;

use crate::site::coding::{brotli, gzip};

/// A content coding (RFC 9110, 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// brotli (RFC 7932).
    Brotli,
    /// Not sent: read as what it says.
    Parsed,
}

impl Coding {
    /// Its name in `Content-Encoding`; none where nothing is said.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
            Self::Identity | Self::Parsed => None,
        }
    }

    /// The bytes in this coding.
    pub(super) fn of(self, plain: &Bytes) -> Bytes {
        match self {
            Self::Gzip => gzip(plain).map_or_else(|| plain.clone(), Bytes::from),
            Self::Brotli => brotli(plain).map_or_else(|| plain.clone(), Bytes::from),
            Self::Identity | Self::Parsed => plain.clone(),
        }
    }
}
