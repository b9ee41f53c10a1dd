//! Mail to customers: which event has which of the site's templates, who gets it, and what stands in it. Must not send
//! (`smtp`) nor decide when (`outbox`).

mod about;
mod kinds;
mod message;
mod post;
mod smtp;

use tokio::sync::oneshot;

use self::about::About;
pub use post::Post;

use super::customers::{Customers, Error, Event, User};
use super::outbox::{Channel, Delivery, Outcome, Telling};
use super::portal::Portal;
use crate::model::{Role, UserState};

/// Who is to be mailed about an event: the administrators of its account, as in 3scale.
pub(super) async fn tellings(portal: &Portal, customers: &Customers, event: &Event) -> Result<Vec<Telling>, Error> {
    let (Some(_), Some(account)) = (portal.options().post.as_ref(), event.account_id) else { return Ok(Vec::new()) };
    let Some(kind) = kinds::of(event) else { return Ok(Vec::new()) };
    let notice = kinds::notice(kind, event);
    let telling = |user: &User| Telling {
        channel: Channel::Mail,
        recipient: format!("user:{}", user.id),
        kind: kind.to_owned(),
        notice: notice.clone(),
    };
    Ok(customers.users(account).await?.iter().filter(|user| is_written_to(user)).map(telling).collect())
}

/// Whether the mail server lets us in.
///
/// # Errors
/// Why not, without the password.
pub async fn check(post: Post) -> Result<(), String> {
    let checked = tokio::task::spawn_blocking(move || smtp::check(&post)).await;
    checked.unwrap_or_else(|_| Err("the mail server could not be tried".to_owned()))
}

/// Whether a user is one whom mail about the account is for.
fn is_written_to(user: &User) -> bool {
    user.role == Role::Admin && user.state != UserState::Suspended && user.email.is_some()
}

/// Writes one mail with what is true now, and sends it.
pub(super) async fn deliver(portal: &Portal, delivery: &Delivery) -> Outcome {
    let Some(post) = portal.options().post.clone() else { return later("no mail server is configured any more") };
    let release = portal.shelf().current();
    let customers = portal.customers(&release);
    let about = match About::of(&customers, delivery).await {
        Ok(Some(about)) => about,
        Ok(None) => return Outcome::Void,
        Err(_) => return later("the database does not answer"),
    };
    let letter = match about.letter(&release, &portal.options().origin, delivery) {
        Ok(Some(letter)) => letter,
        Ok(None) => return Outcome::Void,
        // A mistake of the site: the next release may have it right.
        Err(why) => return Outcome::Later(why),
    };
    let Some(message) = message::of(portal, &post, delivery, &about, &letter) else {
        return later("an address in it is none");
    };
    send(post, customers, delivery, message).await
}

/// Sends on a thread that may wait. The last thing before the message goes out is to write down that it does.
async fn send(post: Post, customers: Customers, delivery: &Delivery, message: message::Message) -> Outcome {
    let (ask, asked) = oneshot::channel::<oneshot::Sender<bool>>();
    let sending = tokio::task::spawn_blocking(move || {
        let mark = || {
            let (answer, answered) = oneshot::channel();
            ask.send(answer).is_ok() && answered.blocking_recv().unwrap_or_default()
        };
        smtp::send(&post, &message, mark)
    });
    // Nobody asks where it does not come so far.
    if let Ok(answer) = asked.await {
        let is_ours = delivery.mark_sending(&customers).await.unwrap_or_default();
        let _ = answer.send(is_ours);
    }
    sending.await.unwrap_or_else(|_| later("the sending broke off"))
}

fn later(why: &str) -> Outcome {
    Outcome::Later(why.to_owned())
}
