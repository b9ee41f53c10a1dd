//! `{% content_for NAME %}`: what a page gives to another place of its layout, printed there with `{{ content_of.NAME }}`.
//! It travels in the page's text between letters that no text has, and is taken out as soon as the text is there.

use std::collections::BTreeMap;

use crate::liquid::{Kind, Value, View};

const START: char = '\u{2}';
const BODY: char = '\u{3}';
const END: char = '\u{4}';

/// What a page has for other places, by name. A name that nobody gave something is nil.
#[derive(Debug, Default)]
pub struct ContentOf(BTreeMap<String, String>);

/// `body` on its way to `name`.
pub(super) fn packed(name: &str, body: &str) -> String {
    format!("{START}{name}{BODY}{body}{END}")
}

impl ContentOf {
    /// Takes what is on its way out of `text`; gives where it stood, in bytes of the text before.
    pub(super) fn take(&mut self, text: &mut String) -> Vec<std::ops::Range<usize>> {
        let mut taken = Vec::new();
        if !text.contains(START) {
            return taken;
        }
        let mut rest = String::with_capacity(text.len());
        let mut from = 0;
        while let Some(start) = text[from..].find(START).map(|at| at + from) {
            let Some((name, body, end)) = opened(text, start) else { break };
            rest.push_str(&text[from..start]);
            self.0.entry(name.to_owned()).or_default().push_str(body);
            taken.push(start..end);
            from = end;
        }
        rest.push_str(&text[from..]);
        *text = rest;
        taken
    }
}

/// Name, body and end of what starts at `start`.
fn opened(text: &str, start: usize) -> Option<(&str, &str, usize)> {
    let (name, rest) = text[start + START.len_utf8()..].split_once(BODY)?;
    let (body, _) = rest.split_once(END)?;
    let end = start + START.len_utf8() + name.len() + BODY.len_utf8() + body.len() + END.len_utf8();
    Some((name, body, end))
}

/// Moves places of a text's source map to where they are after `taken` was taken out.
pub(super) fn moved<T>(map: &mut Vec<(usize, T)>, taken: &[std::ops::Range<usize>]) {
    map.retain(|(at, _)| !taken.iter().any(|range| range.contains(at)));
    for (at, _) in map {
        *at -= taken.iter().filter(|range| range.end <= *at).map(ExactSizeIterator::len).sum::<usize>();
    }
}

impl View for ContentOf {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(self.0.get(key).map_or(Value::Nil, |body| Value::html_str(body)))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{ContentOf, moved, packed};
    use crate::liquid::View;

    #[test]
    fn what_is_for_another_place_is_taken_out_and_the_rest_keeps_its_places() {
        let mut text = format!("a{}b{}c", packed("js", "<x>"), packed("js", "<y>"));
        let (b, c) = (text.find('b').expect("b"), text.find('c').expect("c"));
        let mut map = vec![(0, 'a'), (3, '?'), (b, 'b'), (c, 'c')];
        let mut contents = ContentOf::default();
        let taken = contents.take(&mut text);
        moved(&mut map, &taken);
        assert_eq!((text.as_str(), map), ("abc", vec![(0, 'a'), (1, 'b'), (2, 'c')]));
        assert_eq!(contents.get("js").map(|body| body.to_text().into_owned()).as_deref(), Some("<x><y>"));
        assert_eq!(contents.get("css").map(|body| body.is_nil()), Some(true));
    }
}
