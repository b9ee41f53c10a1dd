//! Words that stand for keys in calls of a console: the portal puts the key there, and no page ever has it. Must not
//! know whose keys they are.

use super::Head;
use super::operation::{Operation, Place, Refusal};
use crate::runtime::crypto::Hidden;

/// What every stand-in begins with.
const BEGIN: &str = "portal-key-";

/// What stands for a key of an application.
pub fn stand_in(application: i64, key: i64) -> String {
    format!("{BEGIN}{application}-{key}")
}

/// A call with keys where words stood for them.
pub struct Filled {
    /// Path and query.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
}

impl Operation {
    /// Puts keys in where words stand for them: in a credential that the operation declares, and nowhere else. `find`
    /// gives the caller's own key by ids of application and key, and 3scale's name of the credential (`app_keys`).
    ///
    /// # Errors
    /// [`Refusal`] for a word that stands elsewhere, or for a key that the caller has not.
    pub fn fill(
        &self,
        head: &Head,
        target: &str,
        find: &dyn Fn(i64, i64, &str) -> Option<Hidden>,
    ) -> Result<Filled, Refusal> {
        let key = |text: &str, place: Place, name: &str| -> Result<Option<String>, Refusal> {
            let Some((application, key)) = parse(text) else {
                return if text.contains(BEGIN) { Err(Refusal::Misplaced) } else { Ok(None) };
            };
            let credential = self.credential(place, name).ok_or(Refusal::Misplaced)?;
            let found = find(application, key, credential).ok_or(Refusal::NotYours)?;
            Ok(Some(found.reveal().to_owned()))
        };
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        if path.contains(BEGIN) {
            return Err(Refusal::Misplaced);
        }
        let mut filled = path.to_owned();
        for (at, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
            filled.push(if at == 0 { '?' } else { '&' });
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key(value, Place::Query, &decoded(name))? {
                Some(found) => {
                    let value: String = form_urlencoded::byte_serialize(found.as_bytes()).collect();
                    filled.push_str(&format!("{name}={value}"));
                }
                None => filled.push_str(pair),
            }
        }
        let header = |(name, value): &(String, String)| {
            // `Bearer …`: the scheme stays.
            let (scheme, text) = match value.split_once(' ') {
                Some((scheme, text)) if name.eq_ignore_ascii_case("authorization") => (format!("{scheme} "), text),
                _ => (String::new(), value.as_str()),
            };
            let found = key(text, Place::Header, name)?;
            Ok((name.clone(), found.map_or_else(|| value.clone(), |found| scheme + &found)))
        };
        let headers = head.headers.iter().map(header).collect::<Result<_, Refusal>>()?;
        Ok(Filled { target: filled, headers })
    }
}

/// Ids of application and key.
fn parse(text: &str) -> Option<(i64, i64)> {
    let (application, key) = text.strip_prefix(BEGIN)?.split_once('-')?;
    Some((application.parse().ok()?, key.parse().ok()?))
}

fn decoded(name: &str) -> String {
    form_urlencoded::parse(name.as_bytes()).next().map_or_else(String::new, |(name, _)| name.into_owned())
}
