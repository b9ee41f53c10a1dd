//! `sitemap.xml` (sitemaps.org protocol 0.9) and `robots.txt` (RFC 9309).

use super::escape;
use crate::model::{Date, Route};

/// The sitemap of the given pages. Only absolute URLs are allowed in it, so a site without a `url` has none.
pub fn sitemap<'a>(base_url: &str, pages: impl IntoIterator<Item = (&'a Route, Option<Date>)>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (route, date) in pages {
        xml.push_str("<url><loc>");
        escape::address(&mut xml, &route.absolute(base_url));
        xml.push_str("</loc>");
        if let Some(date) = date {
            xml.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Everything may be read; what customers alone see is not in the public files in the first place.
pub fn robots(base_url: &str) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\nDisallow: /_portal/\nDisallow: /admin/\n");
    if !base_url.is_empty() {
        text.push_str(&format!("\nSitemap: {}\n", Route::file("sitemap.xml").absolute(base_url)));
    }
    text
}
