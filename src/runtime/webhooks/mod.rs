//! Webhooks: events to programs of the company, signed as Standard Webhooks says (standardwebhooks.com, 1.0), at least
//! once, in no order. Where they go is the operator's own configuration and is trusted. Must not decide when (`outbox`).

mod hook;

use std::time::Duration;

use serde_json::{Value as Json, json};
use ureq::Agent;

pub use hook::Hook;

use super::customers::Event;
use super::outbox::{Channel, Delivery, Outcome, Telling};
use super::portal::Portal;
use crate::model::rfc3339;

/// How long a program may take in all.
const PATIENCE: Duration = Duration::from_secs(15);
/// A program says with it that it wants no more (RFC 9110, 15.5.11).
const GONE: u16 = 410;

/// Which programs are to be told of an event.
pub(super) fn tellings(portal: &Portal, event: &Event) -> Vec<Telling> {
    let telling = |hook: &Hook| Telling {
        channel: Channel::Webhook,
        recipient: hook.name().to_owned(),
        kind: event.event.clone(),
        notice: id(event),
    };
    portal.options().hooks.iter().filter(|hook| hook.wants(&event.event)).map(telling).collect()
}

/// Tells one program.
pub(super) async fn deliver(portal: &Portal, delivery: &Delivery) -> Outcome {
    let Some(hook) = portal.options().hooks.iter().find(|hook| hook.name() == delivery.recipient).cloned() else {
        // It was taken out of the configuration.
        return Outcome::Void;
    };
    let (id, body) = (id(&delivery.event), body(&delivery.event).to_string());
    let now = portal.now();
    let sent = tokio::task::spawn_blocking(move || send(&hook, &id, now, &body)).await;
    match sent {
        Ok(Ok(200..=299)) => Outcome::Done,
        Ok(Ok(GONE)) => Outcome::Never("the webhook answers 410".to_owned()),
        Ok(Ok(status)) => Outcome::Later(format!("the webhook answers {status}")),
        _ => Outcome::Later("the webhook does not answer".to_owned()),
    }
}

/// The same for every try, and for every program.
fn id(event: &Event) -> String {
    format!("evt_{}_{}", event.at, event.id)
}

/// What is told. It holds no secret: an event has none.
fn body(event: &Event) -> Json {
    let payload = &event.payload;
    let subject = payload["subject"].as_str().and_then(|subject| subject.split_once(':'));
    let subject = subject.map(|(kind, subject)| json!({ "type": kind, "id": subject.parse::<i64>().ok() }));
    json!({
        "id": id(event),
        "type": event.event,
        "timestamp": rfc3339(event.at),
        "data": {
            "account_id": event.account_id,
            "subject": subject,
            "actor": payload["actor"],
            "actor_name": payload["actor_name"],
            "detail": payload["detail"],
        },
    })
}

/// The status of the answer. Redirects are not followed.
fn send(hook: &Hook, id: &str, now: i64, body: &str) -> Result<u16, ureq::Error> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(PATIENCE))
        .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
        .build();
    let answer = Agent::new_with_config(config)
        .post(hook.url())
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.to_string())
        .header("webhook-signature", hook.sign(id, now, body))
        .send(body)?;
    Ok(answer.status().as_u16())
}
