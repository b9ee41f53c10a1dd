//! Which mail an event has, by 3scale's names, and what makes two of them the same. Must not read anything but the event.

use serde_json::Value as Json;

use crate::runtime::customers::Event;

const DAY: i64 = 86_400;
/// Percent of a limit from which on it is passed.
const PASSED: i64 = 100;

/// The mail's system name; none where customers are not written to about it.
pub(super) fn of(event: &Event) -> Option<&'static str> {
    let detail = &event.payload["detail"];
    let actor = event.payload["actor"].as_str().unwrap_or_default();
    let became = |state: &str| {
        let changed = detail["changed"].as_array();
        let has_state = changed.is_some_and(|changed| changed.iter().any(|name| name == "state"));
        has_state && detail["state"] == state
    };
    Some(match event.event.as_str() {
        "account.created" if detail["state"] == "pending" => "account_confirmed",
        // Whoever makes an account at the command line tells its people; a product or a login does not.
        "account.created" if actor.starts_with("token:") || actor == "login" => "signup_notification_email",
        "account.updated" if became("approved") => "account_approved",
        "account.updated" if became("rejected") => "account_rejected",
        "application.updated" if became("live") && detail["was"] == "pending" => "cinstance_messenger_accept",
        "application.updated" if became("suspended") => "cinstance_messenger_suspended",
        "application.deleted" if detail["state"] == "pending" && !actor.starts_with("user:") => {
            "cinstance_messenger_reject"
        }
        "key.created" | "key.rotated" => "cinstance_messenger_key_created",
        "key.revoked" => "cinstance_messenger_key_deleted",
        "plan.changed" => "cinstance_messenger_plan_change_for_buyer",
        "plan.requested" => "plans_messenger_plan_change_request_made",
        "trial.ended" => "cinstance_messenger_expired_trial_period_notification",
        "alert.raised" if detail["level"].as_i64() >= Some(PASSED) => "alert_messenger_limit_violation_for_buyer",
        "alert.raised" => "alert_messenger_limit_alert_for_buyer",
        _ => return None,
    })
}

/// What is told: the same thing about the same subject once a day. An alert is about a limit, which minutes may reach
/// again and again.
pub(super) fn notice(kind: &str, event: &Event) -> String {
    let detail = &event.payload["detail"];
    let text = |name: &str| detail[name].as_str().unwrap_or_default();
    let subject = event.payload["subject"].as_str().unwrap_or_default();
    let about = match event.event.as_str() {
        "alert.raised" => {
            let account = event.account_id.unwrap_or_default();
            format!("{account}/{}/{}/{}", text("application"), text("metric"), text("period"))
        }
        "plan.changed" | "plan.requested" => format!("{subject}/{}", text("to")),
        _ => subject.to_owned(),
    };
    format!("{kind}/{about}/{}", event.at.div_euclid(DAY))
}

/// The id behind the kind of a subject: 40 of `key:40`.
pub(super) fn subject(event: &Event) -> Option<(&str, i64)> {
    let (kind, id) = event.payload.get("subject").and_then(Json::as_str)?.split_once(':')?;
    Some((kind, id.parse().ok()?))
}
