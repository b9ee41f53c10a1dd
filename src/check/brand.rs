//! The brand's icon and colour.

use std::collections::BTreeMap;

use super::scan::Scan;
use crate::diag::{Diagnostic, Span};
use crate::input;
use crate::model::{Route, Site};
use crate::site::Snapshot;

const ICON: &str = "images/icon.ico";

/// The icon is there and every document names it.
pub(super) fn favicon(snapshot: &Snapshot, scans: &BTreeMap<Route, Scan>, found: &mut Vec<Diagnostic>) {
    let site = snapshot.site();
    if !site.assets.contains_key(ICON) {
        let mut problem = Diagnostic::warning("brand/no-icon", format!("there is no `{ICON}`"));
        problem.span = site.config.source.as_ref().map(Span::file);
        found.push(problem.hint("browsers show it in tabs and bookmarks; it is served at `/images/icon.ico`"));
    }
    let lacks =
        |scan: &&Scan| scan.is_document && !scan.is_redirect && scan.icon.as_deref() != Some("/images/icon.ico");
    if !scans.values().any(|scan| lacks(&scan)) {
        return;
    }
    let own =
        site.layouts.values().filter(|layout| layout.origin == crate::model::Origin::Site && layout.layout.is_none());
    for layout in
        own.filter(|layout| !layout.source.text().contains("shortcut icon") && layout.source.text().contains("<head"))
    {
        let head = layout.source.text().find("<head").unwrap_or(0);
        let problem = Diagnostic::warning("layout/no-icon", "this layout does not name the portal's icon");
        let hint = "add `<link rel=\"shortcut icon\" type=\"image/x-icon\" href=\"/images/icon.ico\">` to its head";
        found.push(problem.at(Span::new(&layout.source, head..head + 5)).hint(hint));
    }
}

/// The accent can be read on white; the theme darkens a weak one for text, so this is advice.
pub(super) fn accent(site: &Site, found: &mut Vec<Diagnostic>) {
    let Some(accent) = &site.config.brand.accent else { return };
    let place = |problem: Diagnostic| match &site.config.source {
        Some(source) => problem.at(input::locate(source, "/brand/colors/accent").unwrap_or_else(|| Span::file(source))),
        None => problem,
    };
    if !crate::render::palette::is_colour(accent) {
        let problem = Diagnostic::warning("brand/accent", format!("`{accent}` is no CSS colour and is left out"));
        found.push(place(problem).hint("write it as `#0b5f7d` or `oklch(0.5 0.1 230)`"));
        return;
    }
    let Some(contrast) = hex(accent).map(contrast_on_white) else { return };
    if contrast < 4.5 {
        let message = format!("the accent `{accent}` is weak on white: its contrast is {contrast:.1}, text needs 4.5");
        let problem = Diagnostic::warning("brand/weak-accent", message);
        found.push(place(problem).hint("text and buttons use a darker shade of it; a darker accent is shown as it is"));
    }
}

/// Red, green and blue of `#rgb` or `#rrggbb`, 0 to 1.
fn hex(colour: &str) -> Option<[f64; 3]> {
    let digits = colour.strip_prefix('#')?;
    let wide = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let channel = |at: usize| u8::from_str_radix(wide.get(at..at + 2)?, 16).ok().map(|value| f64::from(value) / 255.0);
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// WCAG 2.2, contrast ratio against white.
fn contrast_on_white(rgb: [f64; 3]) -> f64 {
    let linear = rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
}

#[cfg(test)]
mod tests {
    use super::{contrast_on_white, hex};

    #[test]
    fn contrast_is_that_of_wcag() {
        let ratio = |colour| hex(colour).map(|rgb| (contrast_on_white(rgb) * 10.0).round() / 10.0);
        assert_eq!(ratio("#000"), Some(21.0));
        assert_eq!(ratio("#767676"), Some(4.5));
        assert_eq!(ratio("red"), None);
    }
}
