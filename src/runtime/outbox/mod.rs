//! The outbox: every change leaves an event there, in the same transaction. This module turns events into deliveries, one
//! for each who is to be told, and hands these to their channels until they are done. Several runtimes may do so at once.
//! Must not know how mail or webhooks work.

mod deliveries;
mod expand;

use std::time::Duration;

use tokio::sync::watch;

pub use deliveries::{Delivery, Outcome};
pub use expand::Telling;

use super::customers::{Customers, Error};
use super::portal::Portal;
use super::{mail, webhooks};

/// How often what is to be done is looked for while there is nothing.
const POLL: Duration = Duration::from_millis(500);
/// How long to wait when the database does not answer.
const BREATH: Duration = Duration::from_secs(5);

/// How often it is tried to write down what came of a delivery, beside the last time.
const SETTLES: usize = 10;

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A customer, by mail.
    Mail,
    /// A program of the company.
    Webhook,
}

impl Channel {
    /// Its word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }
}

/// Tells of events until `end` says that it is time to stop; what is in hand then is finished.
pub async fn run(portal: Portal, end: watch::Receiver<bool>) {
    let owner = super::crypto::random_token(9);
    tokio::join!(
        again(end.clone(), || expand::step(&portal)),
        again(end.clone(), || deliver(&portal, Channel::Mail, &owner)),
        again(end, || deliver(&portal, Channel::Webhook, &owner)),
    );
}

/// Does a step again and again; a step says whether there may be more to do.
async fn again<S: Future<Output = Result<bool, Error>>>(mut end: watch::Receiver<bool>, step: impl Fn() -> S) {
    while !*end.borrow() {
        let pause = match step().await {
            Ok(true) => continue,
            Ok(false) => POLL,
            Err(error) => {
                tracing::warn!(%error, "events cannot be told of");
                BREATH
            }
        };
        // An end without a word is one as well.
        let _ = tokio::time::timeout(pause, end.changed()).await;
        if end.has_changed().is_err() {
            return;
        }
    }
}

/// Takes what is next on a channel, delivers it, and writes down what came of it. While it takes, nobody else may.
async fn deliver(portal: &Portal, channel: Channel, owner: &str) -> Result<bool, Error> {
    let customers = portal.customers(&portal.shelf().current());
    let Some(delivery) = deliveries::claim(&customers, channel, owner).await? else { return Ok(false) };
    let work = async {
        match channel {
            Channel::Mail => mail::deliver(portal, &delivery).await,
            Channel::Webhook => webhooks::deliver(portal, &delivery).await,
        }
    };
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(deliveries::RENEW) => {
                if let Err(error) = delivery.hold(&customers).await {
                    // What is on its way goes on: to leave it would not call it back.
                    tracing::warn!(%error, "a delivery cannot be held");
                }
            }
        }
    };
    portal.metrics().delivered(channel, matches!(outcome, Outcome::Done));
    settle(&customers, &delivery, &outcome).await?;
    Ok(true)
}

/// Writes down what came of it, and does not give up easily: what was taken and is not written down is sent again.
async fn settle(customers: &Customers, delivery: &Delivery, outcome: &Outcome) -> Result<(), Error> {
    for _ in 0..SETTLES {
        match delivery.settle(customers, outcome).await {
            Err(error) => tracing::warn!(%error, "what came of a delivery cannot be written down"),
            settled => return settled,
        }
        tokio::time::sleep(POLL).await;
    }
    delivery.settle(customers, outcome).await
}

/// Forgets events and deliveries that are long done.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(portal: &Portal) -> Result<(), Error> {
    deliveries::sweep(&portal.customers(&portal.shelf().current())).await
}
