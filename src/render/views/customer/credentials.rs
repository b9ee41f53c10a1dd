//! What identifies a customer at each api: `current_account.credentials.mail.app_id`. Must not hand out what could mean
//! something in the code of a sample.

use super::map;
use crate::liquid::{Kind, Value, View};
use crate::model::ApplicationState;
use crate::model::customer::{Account, Application, Key};

/// By system name of an api: of the first live application whose plan opens it.
pub(super) struct Credentials<'v>(pub(super) &'v Account);

impl View for Credentials<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, api: &str) -> Option<Value<'_>> {
        let opens = |one: &&Application| {
            one.state == ApplicationState::Live && one.plan.services.iter().any(|service| service.system_name == api)
        };
        self.0.applications.iter().find(opens).map(of)
    }

    fn len(&self) -> usize {
        self.keys().len()
    }

    fn keys(&self) -> Vec<String> {
        let services = self.0.applications.iter().flat_map(|application| &application.plan.services);
        let mut names: Vec<String> = services.map(|service| service.system_name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn of(application: &Application) -> Value<'_> {
    let lasting = || application.keys.iter().rev().filter(|key| key.expires_at.is_none());
    let shown = lasting().find_map(|key| key.value.as_ref());
    let is_hidden = shown.is_none() && application.can_reveal_keys;
    let hidden = lasting().find(|key| key.is_kept).filter(|_| is_hidden);
    map([
        ("application", Value::str(&application.name)),
        ("app_id", application.app_id.as_deref().map_or(Value::Nil, plain)),
        ("key", shown.map_or(Value::Nil, |value| plain(value.reveal()))),
        ("reveal_url", hidden.map_or(Value::Nil, |key| Value::text(Key::reveal_url(key)))),
    ])
}

/// What stands in any language and in any address as it is; nothing else is put into a sample.
fn plain(text: &str) -> Value<'_> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if is_plain { Value::str(text) } else { Value::Nil }
}
