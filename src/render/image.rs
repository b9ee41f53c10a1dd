//! The size of an image, from the first bytes that say it: PNG, GIF, JPEG, WebP, SVG.
//! Must not decode pictures or trust what they say about themselves beyond two numbers.

/// Width and height in pixels, so that a page keeps their place free while they load.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => (u32_be(bytes, 16)?, u32_be(bytes, 20)?),
        [b'G', b'I', b'F', b'8', ..] => (u16_le(bytes, 6)?, u16_le(bytes, 8)?),
        [0xff, 0xd8, ..] => jpeg(bytes)?,
        [b'R', b'I', b'F', b'F', ..] => webp(bytes)?,
        _ => svg(bytes)?,
    };
    (found.0 > 0 && found.1 > 0).then_some(found)
}

/// Segments up to the one that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        match *bytes.get(at + 1)? {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc4 | 0xc8 | 0xcc => at += 2 + segment(bytes, at)?,
            0xc0..=0xcf => return Some((u16_be(bytes, at + 7)?, u16_be(bytes, at + 5)?)),
            0xd9 | 0xda => return None,
            _ => at += 2 + segment(bytes, at)?,
        }
    }
}

fn segment(bytes: &[u8], at: usize) -> Option<usize> {
    u16_be(bytes, at + 2).filter(|length| *length >= 2).map(|length| length as usize)
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => Some((u24_le(bytes, 24)? + 1, u24_le(bytes, 27)? + 1)),
        b"VP8L" => {
            let bits = u16_le(bytes, 21)? | u16_le(bytes, 23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((u16_le(bytes, 26)? & 0x3fff, u16_le(bytes, 28)? & 0x3fff)),
        _ => None,
    }
}

/// `width` and `height` of the root, else those of its `viewBox`.
fn svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let pixels = |name| attribute(tag, name)?.trim().trim_end_matches("px").parse::<f64>().ok();
    let (width, height) = match (pixels("width"), pixels("height")) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let numbers: Vec<f64> = attribute(tag, "viewBox")?
                .split([' ', ',', '\n', '\t'])
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().ok())
                .collect::<Option<_>>()?;
            (*numbers.get(2)?, *numbers.get(3)?)
        }
    };
    let whole = |number: f64| format!("{:.0}", number.round()).parse().ok();
    Some((whole(width)?, whole(height)?))
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (at, _) = tag.match_indices(name).find(|(at, _)| {
        tag[..*at].ends_with(|c: char| c.is_ascii_whitespace()) && tag[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u16_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16_le(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn every_format_says_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\xd0\0\0\0\xfa\x08\x06";
        assert_eq!(size(png), Some((720, 250)));
        assert_eq!(size(b"GIF89a\x0a\x00\x14\x00"), Some((10, 20)));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x11\x08\x00\x64\x00\xc8\x03";
        assert_eq!(size(jpeg), Some((200, 100)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xc7\0\0\x63\0\0";
        assert_eq!(size(webp), Some((200, 100)));
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\xc8\x00\x64\x00";
        assert_eq!(size(lossy), Some((200, 100)));
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\xc7\xc0\x18\x00";
        assert_eq!(size(lossless), Some((200, 100)));
    }

    #[test]
    fn a_drawing_has_attributes_or_a_box() {
        assert_eq!(
            size(b"<?xml version='1.0'?><svg width=\"720\" height='250px' stroke-width=\"2\">"),
            Some((720, 250))
        );
        assert_eq!(size(b"<svg viewBox=\"0 0 24.4, 12\">"), Some((24, 12)));
        assert_eq!(size(b"<svg width=\"100%\" height=\"100%\">"), None);
    }

    #[test]
    fn what_is_cut_or_wrong_has_none() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x11\x08\x00\x64\x00\xc8";
        for end in 0..jpeg.len() - 1 {
            assert_eq!(size(&jpeg[..end]), None);
        }
        assert_eq!(size(b"\xff\xd8\xff\xe0\x00\x00"), None);
        assert_eq!(size(b"RIFF"), None);
        assert_eq!(size("<svg viewBox=\"0 0 é\">".as_bytes()), None);
    }
}
