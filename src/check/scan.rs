//! What a rendered page holds: anchors, links, images, the favicon. Reads HTML as browsers do and judges nothing.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};

/// The findings of one page.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Every `id`, and `name` of anchors.
    pub(super) ids: BTreeSet<String>,
    /// `href` of links, in order.
    pub(super) links: Vec<String>,
    /// `src` of images and whether they have an `alt`.
    pub(super) images: Vec<(String, bool)>,
    /// `href` of `<link rel="shortcut icon" type="image/x-icon">`.
    pub(super) icon: Option<String>,
    /// Whether it is a whole document.
    pub(super) is_document: bool,
    /// Whether it only sends readers on.
    pub(super) is_redirect: bool,
}

impl Scan {
    /// Reads a page.
    pub(super) fn of(html: &[u8]) -> Self {
        let mut scan = Self::default();
        for Ok(token) in Tokenizer::new(html) {
            if let Token::StartTag(tag) = token {
                let attribute = |name: &str| {
                    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
                };
                if let Some(id) = attribute("id") {
                    scan.ids.insert(id);
                }
                scan.element(&tag.name, attribute);
            }
        }
        scan
    }

    fn element(&mut self, name: &[u8], attribute: impl Fn(&str) -> Option<String>) {
        match name {
            b"a" => {
                self.links.extend(attribute("href"));
                self.ids.extend(attribute("name"));
            }
            b"img" => self.images.extend(attribute("src").map(|src| (src, attribute("alt").is_some()))),
            b"head" => self.is_document = true,
            b"meta" => {
                self.is_redirect |= attribute("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh"))
            }
            b"link" => {
                let rel = attribute("rel").unwrap_or_default();
                let kind = attribute("type").unwrap_or_default();
                if rel.eq_ignore_ascii_case("shortcut icon") && kind.eq_ignore_ascii_case("image/x-icon") {
                    self.icon = attribute("href");
                }
            }
            _ => {}
        }
    }
}
