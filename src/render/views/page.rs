//! The page being rendered: its card, its place in the site, its contents.

use super::{Card, LinkView, SectionView, properties, view, views};
use crate::liquid::{Kind, Value, View};

/// A heading of the page's contents with those below it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Toc {
    /// Anchor.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// 2 for `h2`.
    pub level: u8,
    /// Headings below it.
    pub children: Vec<Toc>,
}

impl Toc {
    /// Nests headings of level 2 and 3 (level, id, title), in the order of the page.
    pub fn nest<'a>(headings: impl IntoIterator<Item = (u8, &'a str, &'a str)>) -> Vec<Self> {
        let mut tops: Vec<Self> = Vec::new();
        for (level, id, title) in headings {
            let entry = Self { id: id.to_owned(), title: title.to_owned(), level, children: Vec::new() };
            match (level, tops.last_mut()) {
                (3, Some(top)) if top.level == 2 => top.children.push(entry),
                (2 | 3, _) => tops.push(entry),
                _ => {}
            }
        }
        tops
    }
}

properties!(Toc, this, {
    "id" => Value::str(&this.id),
    "title" => Value::str(&this.title),
    "level" => i64::from(this.level),
    "children" => views(&this.children),
});

/// A page as its own templates see it.
pub struct PageView<'m> {
    /// What every list knows of it.
    pub card: &'m Card<'m>,
    /// Where it stands.
    pub section: Option<&'m SectionView<'m>>,
    /// From the top-level section down, the page itself left out.
    pub breadcrumbs: Vec<LinkView<'m>>,
    /// The page before in reading order.
    pub previous: Option<&'m Card<'m>>,
    /// The page behind in reading order.
    pub next: Option<&'m Card<'m>>,
    /// Its contents; empty before the body is rendered and where front matter says `toc: false`.
    pub toc: Vec<Toc>,
    /// Words of the rendered body; 0 before that.
    pub n_words: usize,
    /// Description for search engines where the page gives none: its first paragraph.
    pub summary: Option<String>,
    /// Absolute URL of the social image.
    pub image: Option<String>,
}

impl View for PageView<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "section" => view(self.section),
            "breadcrumbs" => views(&self.breadcrumbs),
            "previous" => view(self.previous),
            "next" => view(self.next),
            "toc" => views(&self.toc),
            "has_toc" => Value::Bool(!self.toc.is_empty()),
            "word_count" => Value::Int(i64::try_from(self.n_words).unwrap_or(i64::MAX)),
            "summary" => super::text(&self.summary),
            "image" => super::text(&self.image),
            _ => return self.card.property(key),
        })
    }

    fn len(&self) -> usize {
        self.keys().len()
    }

    fn keys(&self) -> Vec<String> {
        let own = ["section", "breadcrumbs", "previous", "next", "toc", "has_toc", "word_count", "summary"];
        let mut keys = self.card.keys();
        keys.extend(own.map(str::to_owned));
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::Toc;

    #[test]
    fn third_level_headings_stand_below_the_second_level_one_before_them() {
        let toc = Toc::nest([(3, "a", "A"), (2, "b", "B"), (3, "c", "C"), (4, "d", "D"), (2, "e", "E")]);
        let shape: Vec<_> = toc.iter().map(|entry| (entry.id.as_str(), entry.children.len())).collect();
        assert_eq!(shape, [("a", 0), ("b", 1), ("e", 0)]);
    }
}
