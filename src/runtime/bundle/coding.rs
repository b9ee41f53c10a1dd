//! Content codings: what a file is sent as. Must not choose one.

use std::io::Write as _;

use axum::body::Bytes;

/// Effort: an answer is coded once and then kept, so it may cost some milliseconds.
const GZIP: u32 = 8;
const BROTLI: i32 = 9;
/// Larger files get less effort.
const LARGE: usize = 1024 * 1024;
const BROTLI_LARGE: i32 = 5;
/// Window of brotli, as a power of two.
const WINDOW: i32 = 22;
const BUFFER: usize = 16 * 1024;

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

fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP));
    writer.write_all(plain).ok()?;
    writer.finish().ok()
}

fn brotli(plain: &[u8]) -> Option<Vec<u8>> {
    let effort = if plain.len() > LARGE { BROTLI_LARGE } else { BROTLI };
    let parameters = brotli::enc::BrotliEncoderParams { quality: effort, lgwin: WINDOW, ..Default::default() };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), BUFFER, &parameters);
    writer.write_all(plain).ok()?;
    writer.flush().ok()?;
    Some(writer.into_inner())
}
