//! Content codings of files (RFC 9110, 8.4.1): which files are worth one, and their bytes in it. Must not choose one for a
//! reader.

use std::io::Write as _;

/// Smaller files are not worth a coding.
const LEAST: u64 = 256;
/// Larger files are sent as they are: somebody would wait for what that costs.
const MOST: u64 = 8 * 1024 * 1024;
/// Effort: a file is coded once and then kept, so it may cost some milliseconds.
const GZIP: u32 = 8;
const BROTLI: i32 = 9;
/// Larger files get less effort.
const LARGE: usize = 1024 * 1024;
const BROTLI_LARGE: i32 = 5;
/// Window of brotli, as a power of two.
const WINDOW: i32 = 22;
const BUFFER: usize = 16 * 1024;

/// Whether a file of this media type and so many bytes is worth a coding.
pub fn pays(content_type: &str, size: u64) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    (LEAST..=MOST).contains(&size)
        && (kind.starts_with("text/")
            || kind.ends_with("json")
            || kind.ends_with("xml")
            || matches!(kind, "application/yaml" | "application/wasm" | "font/ttf" | "font/otf" | "image/x-icon"))
}

/// The bytes in gzip (RFC 1952).
pub fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP));
    writer.write_all(plain).ok()?;
    writer.finish().ok()
}

/// The bytes in brotli (RFC 7932).
pub fn brotli(plain: &[u8]) -> Option<Vec<u8>> {
    let effort = if plain.len() > LARGE { BROTLI_LARGE } else { BROTLI };
    let parameters = brotli::enc::BrotliEncoderParams { quality: effort, lgwin: WINDOW, ..Default::default() };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), BUFFER, &parameters);
    writer.write_all(plain).ok()?;
    writer.flush().ok()?;
    Some(writer.into_inner())
}
