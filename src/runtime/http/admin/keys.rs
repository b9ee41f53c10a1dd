//! Keys of an application: listed, made with a given or a made value, taken away.

use super::accounts;
use super::applications::{kept, of_path, thing};
use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::resources::{self, Shown};
use super::shape::List;
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::{Error, NewKey};

/// `GET …/keys`
pub(super) async fn list(ask: Ask) -> Result<Reply, Refusal> {
    let application = of_path(&ask).await?;
    let shown = kept(&ask, std::slice::from_ref(&application)).await?;
    let keys = shown.iter().map(|key| resources::key(&application, key));
    Ok(Reply::List(List::new("keys", keys)))
}

/// `POST …/keys`: answers with the application, as 3scale does. A key whose value is kept nowhere is told here alone.
pub(super) async fn create(ask: Ask) -> Result<Reply, Refusal> {
    let account = accounts::of_path(&ask).await?;
    let new = NewKey {
        name: ask.text("name").unwrap_or_default(),
        value: ask.said("key").map(Hidden::new),
        expires_at: None,
    };
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    let fresh = match change.create_key(&application, new).await {
        Err(Error::Limit(_, most)) => return Err(Refusal::wrong("base", &format!("Limit of {most} keys is reached"))),
        made => Shown::fresh(&made?),
    };
    ask.commit(change).await?;
    let mut shown = kept(&ask, std::slice::from_ref(&application)).await?;
    shown.retain(|key| key.id() != fresh.id());
    shown.push(fresh);
    Ok(Reply::Made(thing(&ask, &application, &account, &shown)))
}

/// `DELETE …/keys/{key}`: by value, by id, or by what a list shows of it.
pub(super) async fn delete(ask: Ask) -> Result<Reply, Refusal> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.id(0)?, ask.id(1)?).await?;
    let key = change.key_called(&application, &Hidden::new(ask.value(2))).await?;
    change.revoke_key(&application, key.id).await?;
    ask.commit(change).await?;
    Ok(Reply::Gone)
}
