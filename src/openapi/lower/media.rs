//! Bodies by media type, with the encoding of forms.

use super::Lower;
use super::tree::At;
use crate::model::description::{Body, Encoding, Media};

impl<'t> Lower<'t> {
    /// What a request carries.
    pub(super) fn body(&mut self, at: At<'t>, gaps: &mut Vec<String>) -> Option<Body> {
        let from = at.get("requestBody")?;
        let node = self.follow(from).and_then(|node| self.object(node, "requestBody"));
        let Some(node) = node else {
            gaps.push("The request has a body, which the description does not say.".to_owned());
            return None;
        };
        Some(Body {
            description: self.said(from, node, "description").unwrap_or_default().trim().to_owned(),
            required: self.flag(node, "required").unwrap_or(false),
            content: self.content(node),
        })
    }

    /// The media types below `content`.
    pub(super) fn content(&mut self, at: At<'t>) -> Vec<Media> {
        let entries = self.map(at, "content");
        entries.map(|(key, node)| self.media(&key.name, node)).collect()
    }

    /// One media type.
    pub(super) fn media(&mut self, media_type: &str, from: At<'t>) -> Media {
        let mut media = Media { media_type: media_type.trim().to_owned(), ..Media::default() };
        let Some(node) = self.follow(from).and_then(|node| self.object(node, media_type)) else { return media };
        media.schema = node.get("schema").map(|schema| self.schema(schema));
        media.item_schema = node.get("itemSchema").map(|schema| self.schema(schema));
        media.examples = self.examples(node, media_type);
        for (key, node) in self.map(node, "encoding") {
            media.encoding.extend(self.encoding(&key.name, node));
        }
        for name in ["prefixEncoding", "itemEncoding"] {
            let Some(node) = node.get(name) else { continue };
            let nodes: Vec<At<'t>> = if node.is_list() { node.items().collect() } else { vec![node] };
            for (index, node) in nodes.into_iter().enumerate() {
                // Parts by position have no property; a number or `*` says which they are.
                let part = if name == "itemEncoding" { "*".to_owned() } else { index.to_string() };
                media.encoding.extend(self.encoding(&part, node));
            }
        }
        media
    }

    fn encoding(&mut self, property: &str, node: At<'t>) -> Option<Encoding> {
        let node = self.object(node, property)?;
        Some(Encoding {
            property: property.to_owned(),
            content_type: self.string(node, "contentType"),
            headers: self.headers(node),
            style: self.style(node),
            explode: self.flag(node, "explode"),
            allow_reserved: self.flag(node, "allowReserved").unwrap_or(false),
        })
    }
}
