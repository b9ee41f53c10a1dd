//! Where a customer's own credentials belong in a sample: at the placeholders of their parameters. Must not know any
//! customer's; and a sample stays right whatever is put there, as ids and keys of letters and digits mean nothing to any
//! language.

use super::request::placeholder;
use crate::liquid::Value;
use crate::model::Credentials;
use crate::model::description::{Description, Operation, SecurityKind};
use crate::render::views::properties;

/// What stands for a credential of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    placeholder: String,
    /// `app_id` or `key`.
    credential: &'static str,
}

/// A piece of a sample's HTML, and the place behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    html: String,
    place: Option<Place>,
}

properties!(Part, this, {
    "html" => Value::html_str(&this.html),
    "credential" => this.place.as_ref().map(|place| place.credential),
    "placeholder" => this.place.as_ref().map(|place| Value::str(&place.placeholder)),
});

/// The places that samples of an operation may have. A word that would stand for two things stands for none.
pub(super) fn places(
    description: &Description,
    operation: &Operation,
    credentials: Option<&Credentials>,
) -> Vec<Place> {
    let of_portal =
        credentials.iter().flat_map(|found| &found.names).map(|(what, name)| (what.as_str(), name.as_str()));
    let of_schemes = description.security_schemes.iter().filter_map(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { parameter, .. } => Some((scheme.credential.as_deref()?, parameter.as_str())),
        _ => None,
    });
    let of_parameters =
        operation.parameters.iter().filter_map(|found| Some((found.credential.as_deref()?, found.name.as_str())));
    let mut places: Vec<Place> = Vec::new();
    for (what, name) in of_portal.chain(of_schemes).chain(of_parameters) {
        let credential = match what {
            "app_id" | "app_ids" | "client_id" | "client_ids" => "app_id",
            "app_key" | "app_keys" | "user_key" | "user_keys" | "client_secret" | "client_secrets" => "key",
            _ => continue,
        };
        let place = Place { placeholder: placeholder(name), credential };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let is_clear = |place: &Place| places.iter().filter(|other| other.placeholder == place.placeholder).count() == 1;
    places.iter().filter(|place| is_clear(place)).cloned().collect()
}

/// Cuts HTML behind each place. A placeholder is a whole word.
pub(super) fn cut(html: &str, places: &[Place]) -> Vec<Part> {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = html.as_bytes();
    let mut found: Vec<(usize, &Place)> = Vec::new();
    for place in places {
        let whole = |(at, word): &(usize, &str)| {
            !is_word(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_word(bytes.get(at + word.len()))
        };
        found.extend(html.match_indices(&place.placeholder).filter(whole).map(|(at, _)| (at, place)));
    }
    found.sort_by_key(|(at, _)| *at);
    let mut parts = Vec::with_capacity(found.len() + 1);
    let mut from = 0;
    for (at, place) in found {
        parts.push(Part { html: html[from..at].to_owned(), place: Some(place.clone()) });
        from = at + place.placeholder.len();
    }
    parts.push(Part { html: html[from..].to_owned(), place: None });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(placeholder: &str, credential: &'static str) -> Place {
        Place { placeholder: placeholder.to_owned(), credential }
    }

    #[test]
    fn a_sample_is_cut_at_whole_words() {
        let places = [place("YOUR_KEY", "app_id"), place("YOUR_KEY_2", "key")];
        let html = "a?k=YOUR_KEY&amp;b=YOUR_KEY_2 MYYOUR_KEY YOUR_KEYS";
        let parts = cut(html, &places);
        let shown: Vec<(&str, Option<&str>)> =
            parts.iter().map(|part| (part.html.as_str(), part.place.as_ref().map(|place| place.credential))).collect();
        assert_eq!(shown, [("a?k=", Some("app_id")), ("&amp;b=", Some("key")), (" MYYOUR_KEY YOUR_KEYS", None)]);
        assert_eq!(cut("nothing", &places).len(), 1);
    }

    #[test]
    fn a_word_for_two_things_stands_for_none() {
        let names = vec![("app_id".to_owned(), "id".to_owned()), ("app_key".to_owned(), "X-Id".to_owned())];
        let credentials = Credentials { mode: "app_id_key".to_owned(), location: "query".to_owned(), names };
        assert_eq!(places(&Description::default(), &Operation::default(), Some(&credentials)), []);
        let names = vec![("app_id".to_owned(), "mail_id".to_owned()), ("app_key".to_owned(), "mail_key".to_owned())];
        let credentials = Credentials { names, ..credentials };
        let found = places(&Description::default(), &Operation::default(), Some(&credentials));
        assert_eq!(found, [place("YOUR_MAIL_ID", "app_id"), place("YOUR_MAIL_KEY", "key")]);
    }
}
