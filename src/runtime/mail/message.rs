//! A mail as it goes over the wire (RFC 5322). Every header is written by `lettre`, which takes no line break. Must not
//! send.

use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::about::{About, Letter};
use super::post::Post;
use crate::runtime::outbox::Delivery;
use crate::runtime::portal::Portal;

/// A mail that is ready to go. It is about somebody and is not shown.
pub(super) struct Message {
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

/// The mail to the user; `None` where an address is none. A second try has the same `Message-ID`, so that whoever gets it
/// twice can tell.
pub(super) fn of(portal: &Portal, post: &Post, delivery: &Delivery, about: &About, letter: &Letter) -> Option<Message> {
    let user = about.user();
    let name = user.name.clone().filter(|name| !name.is_empty() && !name.chars().any(char::is_control));
    let to = Mailbox::new(name, user.email.as_deref()?.parse().ok()?);
    let from: Mailbox = letter.from.as_ref().map_or(Some(post.from.clone()), |from| from.parse().ok())?;
    let host = portal.options().host().split(':').next().unwrap_or_default();
    let event = &delivery.event;
    let who = delivery.recipient.replace(':', "-");
    let id = format!("<portal-{}-{}-{who}@{host}>", event.id, event.at);
    let mut builder = lettre::Message::builder().message_id(Some(id)).from(from).to(to).subject(&*letter.mail.subject);
    let answers = letter.reply_to.as_ref().or(portal.shelf().current().letters.head.contact.as_ref()).cloned();
    if let Some(answers) = answers {
        builder = builder.reply_to(answers.parse().ok()?);
    }
    let parts = MultiPart::alternative_plain_html(letter.mail.text.clone(), letter.mail.html.clone());
    let mut message = builder.date_now().multipart(parts).ok()?;
    // Nobody's out-of-office answers it (RFC 3834).
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    message.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
    Some(Message { envelope: message.envelope().clone(), bytes: message.formatted() })
}
