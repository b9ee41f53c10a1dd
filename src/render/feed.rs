//! Atom feeds of collections (RFC 4287).

use super::escape;
use crate::model::Date;

/// One entry.
pub struct Entry {
    /// Title, plain text.
    pub title: String,
    /// Absolute URL; also its identity.
    pub url: String,
    /// Day of publication.
    pub date: Date,
    /// One sentence, plain text.
    pub summary: Option<String>,
    /// HTML of the whole entry.
    pub content: String,
}

/// The feed's own words.
pub struct Feed<'a> {
    /// Title.
    pub title: &'a str,
    /// One sentence.
    pub subtitle: Option<&'a str>,
    /// Absolute URL of the feed itself.
    pub url: &'a str,
    /// Absolute URL of the list it belongs to.
    pub home: &'a str,
    /// Who publishes.
    pub author: &'a str,
    /// BCP 47.
    pub language: &'a str,
}

/// The feed as XML; `updated` is the newest entry's day, so that equal content gives equal bytes.
pub fn atom(feed: &Feed<'_>, entries: &[Entry]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n", attribute(feed.language)));
    element(&mut xml, "title", "", feed.title);
    if let Some(subtitle) = feed.subtitle {
        element(&mut xml, "subtitle", "", subtitle);
    }
    element(&mut xml, "id", "", feed.url);
    xml.push_str(&format!("<link rel=\"self\" href=\"{}\"/>\n", attribute(feed.url)));
    xml.push_str(&format!("<link rel=\"alternate\" href=\"{}\"/>\n", attribute(feed.home)));
    xml.push_str("<author>");
    element(&mut xml, "name", "", feed.author);
    xml.push_str("</author>\n");
    let updated = entries.iter().map(|entry| entry.date).max().unwrap_or(Date { year: 1970, month: 1, day: 1 });
    element(&mut xml, "updated", "", &moment(updated));
    for entry in entries {
        xml.push_str("<entry>\n");
        element(&mut xml, "title", "", &entry.title);
        element(&mut xml, "id", "", &entry.url);
        xml.push_str(&format!("<link href=\"{}\"/>\n", attribute(&entry.url)));
        element(&mut xml, "published", "", &moment(entry.date));
        element(&mut xml, "updated", "", &moment(entry.date));
        if let Some(summary) = &entry.summary {
            element(&mut xml, "summary", "", summary);
        }
        element(&mut xml, "content", " type=\"html\"", &entry.content);
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// A day as RFC 3339; authors write days, so the time is midnight UTC.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn attribute(text: &str) -> String {
    let mut out = String::new();
    escape::attribute(&mut out, text);
    out
}

fn element(xml: &mut String, name: &str, attributes: &str, content: &str) {
    xml.push_str(&format!("<{name}{attributes}>"));
    // XML 1.0 has no place for most control characters, escaped or not.
    let clean: String = content.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    escape::text(xml, &clean);
    xml.push_str(&format!("</{name}>\n"));
}
