//! What a request says of the answer: codings that it takes, versions that it has. Must not make answers.

use axum::http::{HeaderMap, HeaderName, header};

use crate::runtime::bundle::Coding;
use crate::site::coding::pays;

/// The text of a header; empty where there is none that is text.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The coding that a file of this type and size is sent in (RFC 9110, 12.5.3).
pub(super) fn coding(headers: &HeaderMap, content_type: &str, size: u64) -> Coding {
    if !pays(content_type, size) {
        return Coding::Identity;
    }
    let accepted = text(headers, header::ACCEPT_ENCODING);
    let quality = |name: &str| {
        let of = |item: &str| {
            let (coding, rest) = item.split_once(';').unwrap_or((item, ""));
            let quality = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            coding.trim().eq_ignore_ascii_case(name).then_some(quality)
        };
        accepted.split(',').find_map(of)
    };
    let takes = |name: &str| quality(name).or_else(|| quality("*")).unwrap_or(0.0);
    let (brotli, gzip) = (takes("br"), takes("gzip"));
    match (brotli > 0.0 && brotli >= gzip, gzip > 0.0) {
        (true, _) => Coding::Brotli,
        (false, true) => Coding::Gzip,
        (false, false) => Coding::Identity,
    }
}

/// Whether the reader has this version already (RFC 9110, 13.1.2).
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    text(headers, header::IF_NONE_MATCH).split(',').any(|tag| tag.trim() == "*" || bare(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_is_one_that_is_taken() {
        let of = |accepted: &'static str, kind: &str, size| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accepted.parse().expect("a header"));
            coding(&headers, kind, size)
        };
        let html = "text/html; charset=utf-8";
        assert_eq!(of("gzip, deflate, br", html, 9000), Coding::Brotli);
        assert_eq!(of("gzip", html, 9000), Coding::Gzip);
        assert_eq!(of("br;q=0, gzip;q=0.5", html, 9000), Coding::Gzip);
        assert_eq!(of("br;q=0.2, gzip;q=0.8", html, 9000), Coding::Gzip);
        assert_eq!(of("*", html, 9000), Coding::Brotli);
        assert_eq!(of("identity", html, 9000), Coding::Identity);
        assert_eq!(of("br", "image/png", 9000), Coding::Identity);
        assert_eq!(of("br", "application/json", 20), Coding::Identity);
    }
}
