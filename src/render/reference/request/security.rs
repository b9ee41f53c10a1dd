//! What authenticates a call, with placeholders where secrets stand. Must not hold secrets: there are none.

use super::{Pair, Request};
use crate::model::Credentials;
use crate::model::description::{Description, Location, Operation, Requirement, SecurityKind};

/// Adds what the first alternative that asks for something needs; without schemes in the description, the
/// credentials of `portal.yaml`.
pub(super) fn add(
    request: &mut Request,
    description: &Description,
    operation: &Operation,
    credentials: Option<&Credentials>,
) {
    if description.security_schemes.is_empty() {
        let Some(credentials) = credentials else { return };
        let location = if credentials.location == "header" { Location::Header } else { Location::Query };
        for (_, name) in &credentials.names {
            if operation.parameters.iter().all(|parameter| parameter.name != *name) {
                key(request, location, name);
            }
        }
        return;
    }
    let Some(Requirement(schemes)) = operation.security.iter().find(|Requirement(schemes)| !schemes.is_empty()) else {
        return;
    };
    for scheme in schemes.iter().filter_map(|(at, _)| description.security_schemes.get(*at)) {
        match &scheme.kind {
            SecurityKind::ApiKey { location, parameter } => key(request, *location, parameter),
            SecurityKind::Http { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => {
                request.basic = Some(("YOUR_USERNAME".to_owned(), "YOUR_PASSWORD".to_owned()));
            }
            SecurityKind::Http { scheme, .. } if !scheme.eq_ignore_ascii_case("bearer") && !scheme.is_empty() => {
                let mut scheme: String = super::encode::header(scheme);
                scheme[..1].make_ascii_uppercase();
                authorization(request, format!("{scheme} YOUR_CREDENTIALS"));
            }
            SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenId { .. } => {
                authorization(request, "Bearer YOUR_TOKEN".to_owned());
            }
            SecurityKind::MutualTls => request.certificate = true,
            SecurityKind::Other(_) => {}
        }
    }
}

fn authorization(request: &mut Request, value: String) {
    if !request.has_header("authorization") {
        request.headers.push(("Authorization".to_owned(), value));
    }
}

fn key(request: &mut Request, location: Location, name: &str) {
    let value = placeholder(name);
    match location {
        Location::Header if !request.has_header(name) => request.headers.push((name.to_owned(), value)),
        Location::Header => {}
        Location::Cookie => request.cookies.push((super::encode::encode(name), value)),
        _ if request.query.iter().all(|pair| pair.name != name) => request.query.push(Pair::plain(name, &value)),
        _ => {}
    }
}

/// `tern_key` is `YOUR_TERN_KEY`, `X-API-Key` is `YOUR_API_KEY`.
pub(in crate::render::reference) fn placeholder(name: &str) -> String {
    let words = name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_ascii_uppercase).filter(|word| word != "X").collect();
    match words.join("_").as_str() {
        "" => "YOUR_KEY".to_owned(),
        "AUTHORIZATION" => "YOUR_API_KEY".to_owned(),
        words => format!("YOUR_{words}"),
    }
}
