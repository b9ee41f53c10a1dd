//! Whom a provider speaks of: its claims in the portal's words. Must not look anybody up.

use serde_json::Value as Json;

use super::client::Object;
use crate::model::Role;
use crate::model::sso::Claims;

/// The longest value of a claim that is taken.
const MOST_TEXT: usize = 255;
/// The most groups that are looked at.
const MOST_GROUPS: usize = 500;

/// Who logs in, as the provider says. Only `iss` and `sub` say who that is; all else describes them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The issuer.
    pub iss: String,
    /// What the issuer calls them.
    pub sub: String,
    /// The issuer's session.
    pub sid: Option<String>,
    /// What the company calls their account.
    pub account: Option<String>,
    /// Name of their account.
    pub account_name: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// Address of mail.
    pub email: Option<String>,
    /// First and last name.
    pub name: Option<String>,
    /// System name of a plan.
    pub plan: Option<String>,
    /// Groups, as the provider calls them.
    pub groups: Vec<String>,
    /// What they may do in their account.
    pub role: Option<Role>,
}

/// Nothing personal.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").field("iss", &self.iss).finish_non_exhaustive()
    }
}

impl Person {
    /// The person of a checked ID token. `claims` are all that the provider said.
    pub(super) fn of(iss: &str, sub: String, claims: &Object, names: &Claims) -> Self {
        let optional = |name: &Option<String>| name.as_ref().and_then(|name| line(claims, name));
        Self {
            iss: iss.to_owned(),
            sub,
            sid: line(claims, "sid"),
            account: optional(&names.account),
            account_name: optional(&names.account_name),
            username: line(claims, &names.user),
            email: line(claims, &names.email),
            name: line(claims, &names.name),
            plan: optional(&names.plan),
            groups: names.groups.as_ref().map(|name| lines(claims, name)).unwrap_or_default(),
            role: names.role.as_ref().map(|name| role(&lines(claims, name))),
        }
    }
}

/// Names of all claims that are asked for and not there.
pub(super) fn is_missing_some(claims: &Object, names: &Claims) -> bool {
    let optional = [&names.account, &names.account_name, &names.plan, &names.groups, &names.role];
    let standard = [&names.user, &names.email, &names.name];
    let all = optional.into_iter().flatten().chain(standard);
    all.into_iter().any(|name| value(claims, name).is_none())
}

/// A claim of this name, or what stands at the end of a path of names.
fn value<'c>(claims: &'c Object, name: &str) -> Option<&'c Json> {
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let (first, rest) = name.split_once('.')?;
    value(claims.get(first)?.as_object()?, rest)
}

/// One line of text; a number counts as written.
fn line(claims: &Object, name: &str) -> Option<String> {
    value(claims, name).and_then(one)
}

/// A text or a list of texts.
fn lines(claims: &Object, name: &str) -> Vec<String> {
    match value(claims, name) {
        Some(Json::Array(items)) => items.iter().take(MOST_GROUPS).filter_map(one).collect(),
        Some(item) => one(item).into_iter().collect(),
        None => Vec::new(),
    }
}

fn one(value: &Json) -> Option<String> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let fits = !text.is_empty() && text.len() <= MOST_TEXT && !text.chars().any(char::is_control);
    fits.then_some(text)
}

/// The least that the words allow.
fn role(words: &[String]) -> Role {
    if words.iter().any(|word| word == Role::Admin.name()) { Role::Admin } else { Role::Member }
}
