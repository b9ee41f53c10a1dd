//! An application as templates see it: credentials, plan, usage, alerts.

use std::sync::OnceLock;

use super::super::{properties, text, view, views};
use super::field::{Builtin, Fields};
use super::{map, moment, number};
use crate::liquid::Value;
use crate::model::customer::{Alert, Application, Key, Series, Usage, Visit};
use crate::model::{AlertState, ApplicationState, Mode};

/// `application`, and the applications of an account.
pub(super) struct ApplicationView<'v> {
    application: &'v Application,
    now: i64,
    builtin: OnceLock<Fields>,
    extra: OnceLock<Fields>,
    all: OnceLock<Fields>,
}

impl<'v> ApplicationView<'v> {
    pub(super) fn new(application: &'v Application, visit: &Visit) -> Self {
        Self { application, now: visit.now, builtin: OnceLock::new(), extra: OnceLock::new(), all: OnceLock::new() }
    }

    pub(super) fn alerts(&self) -> Value<'_> {
        views(&self.application.alerts)
    }

    fn make_builtin(&self) -> Fields {
        let Application { name, description, redirect_url, mode, errors, .. } = self.application;
        let field = |name, label, value, required| Builtin { name, label, value, required };
        let mut fields = vec![
            field("name", "Name", Some(name.as_str()), true),
            field("description", "Description", Some(description.as_str()), false),
        ];
        if *mode == Mode::Oauth {
            fields.push(field("redirect_url", "Redirect URL", redirect_url.as_deref(), false));
        }
        Fields::builtin("application", &fields, errors)
    }

    fn make_extra(&self) -> Fields {
        Fields::extra("application", &self.application.fields)
    }

    /// A path of this application; nil before it is made.
    fn path(&self, rest: &str) -> Value<'static> {
        self.application.id.map_or(Value::Nil, |id| Value::text(format!("/admin/applications/{id}{rest}")))
    }

    fn trial_days(&self) -> i64 {
        self.application.trial_days_left(self.now)
    }

    /// Its own id, in `user_key` mode its key.
    fn key(&self) -> Value<'_> {
        match (&self.application.app_id, self.application.mode) {
            (_, Mode::UserKey) => self.application.keys.first().map_or(Value::Nil, Key::text),
            (id, _) => text(id),
        }
    }

    fn can(&self) -> Value<'static> {
        let Application { keys, keys_limit, last_key_may_go, mode, state, .. } = self.application;
        let is_live = *state == ApplicationState::Live;
        let has_one = *mode == Mode::UserKey;
        let entries = [
            ("be_updated?", true),
            ("be_destroyed?", true),
            ("manage_keys?", is_live && !has_one),
            ("add_application_keys?", is_live && !has_one && keys.len() < *keys_limit),
            ("delete_key?", is_live && !has_one && (keys.len() > 1 || *last_key_may_go)),
            ("reveal_keys?", self.application.can_reveal_keys),
            ("regenerate_user_key?", is_live && has_one),
            ("regenerate_oauth_secret?", is_live && *mode == Mode::Oauth),
            ("add_referrer_filters?", false),
        ];
        map(entries.map(|(name, may)| (name, Value::Bool(may))))
    }
}

properties!(ApplicationView<'_>, this, {
    "id" => this.application.id,
    "name" => Value::str(&this.application.name),
    "description" => Value::str(&this.application.description),
    "state" => this.application.state.name(),
    "live?" => this.application.state == ApplicationState::Live,
    "pending?" => this.application.state == ApplicationState::Pending,
    "suspended?" => this.application.state == ApplicationState::Suspended,
    "plan" => Value::View(&this.application.plan),
    "service" => view(this.application.plan.services.first()),
    "services" => views(&this.application.plan.services),
    "mode" => this.application.mode.name(),
    "app_id_mode?" => this.application.mode == Mode::AppIdKey,
    "user_key_mode?" => this.application.mode == Mode::UserKey,
    "oauth_mode?" => this.application.mode == Mode::Oauth,
    "application_id" => text(&this.application.app_id),
    "user_key" => if this.application.mode == Mode::UserKey { this.key() } else { Value::Nil },
    "key" => this.key(),
    "keys" => Value::array(this.application.keys.iter().map(Key::text).collect()),
    "application_keys" => views(&this.application.keys),
    "keys_limit" => number(this.application.keys_limit),
    "redirect_url" => text(&this.application.redirect_url),
    "created_at" => moment(this.application.created_at),
    "trial?" => this.trial_days() > 0,
    "remaining_trial_period_days" => this.trial_days(),
    "rejection_reason" => Value::Nil,
    "alerts" => this.alerts(),
    "unread_alerts" => Value::array(this.application.alerts.iter().filter(|alert| alert.state == AlertState::Unread).map(|alert| Value::View(alert)).collect()),
    "buyer_alerts_enabled?" => true,
    "usage" => views(&this.application.usage),
    "history" => views(&this.application.history),
    "fields" => Value::View(this.all.get_or_init(|| this.make_builtin().and(this.make_extra()))),
    "builtin_fields" => Value::View(this.builtin.get_or_init(|| this.make_builtin())),
    "extra_fields" => Value::View(this.extra.get_or_init(|| this.make_extra())),
    "errors" => Value::View(&this.application.errors),
    "can" => this.can(),
    "can_change_plan?" => this.application.state == ApplicationState::Live,
    "plan_change_permission_name" => "Change plan",
    "plan_change_permission_warning" => "Are you sure you want to change your plan?",
    "change_plan_url" => this.application.id.map(|id| format!("/admin/contracts/{id}")),
    "url" => this.path(""),
    "path" => this.path(""),
    "edit_url" => this.path("/edit"),
    "application_keys_url" => this.path("/keys"),
    "update_user_key_url" => this.path("/user_key"),
    "alerts_url" => this.path("/alerts"),
    "stats_url" => this.application.id.map(|id| format!("/buyer/stats?application={id}")),
    "purge_alerts_url" => this.path("/alerts/purge"),
    "mark_alerts_as_read_url" => this.path("/alerts/all_read"),
    "oauth" => map([("create_secret_url", this.path("/keys")), ("regenerate_secret_url", this.path("/user_key"))]),
    "referrer_filters" => Value::array(Vec::new()),
    "filters_limit" => Value::Int(0),
    "admin_url" => Value::Nil,
    "log_requests?" => false,
});

impl Key {
    /// The key itself where it may be shown, else what may always be shown.
    fn text(&self) -> Value<'_> {
        self.value.as_ref().map_or_else(|| Value::text(self.shown()), |value| Value::str(value.reveal()))
    }
}

properties!(Key, this, {
    "id" => this.id,
    "name" => Value::str(&this.name),
    "value" => this.text(),
    "revealed?" => this.value.is_some(),
    "masked" => this.shown(),
    "created_at" => moment(this.created_at),
    "last_used_at" => moment(this.last_used_at),
    "expires_at" => moment(this.expires_at),
    "expiring?" => this.expires_at.is_some(),
    "url" => this.url(),
    "reveal_url" => this.is_kept.then(|| this.reveal_url()),
    "regenerate_url" => format!("{}/regenerate", this.url()),
});

impl Key {
    fn url(&self) -> String {
        format!("/admin/applications/{}/keys/{}", self.application_id, self.id)
    }

    /// Where a form asks to see it again.
    pub(super) fn reveal_url(&self) -> String {
        format!("{}/reveal", self.url())
    }
}

properties!(Usage, this, {
    "metric" => Value::View(&this.metric),
    "period" => this.period.name(),
    "per" => this.period.per(),
    "value" => number(this.value),
    "limit" => number(this.limit),
    "disabled?" => this.limit == 0,
    "left" => number(this.limit.saturating_sub(this.value)),
    "percent" => number(this.percent()),
    "share" => number(this.percent().min(100)),
    "level" => level(this.percent()),
    "resets_at" => moment(this.resets_at),
});

/// How a share of a limit is meant: more than all is `over`, more than four fifths is `near`.
fn level(percent: u64) -> &'static str {
    match percent {
        0..80 => "fine",
        80..100 => "near",
        _ => "over",
    }
}

/// The plot of a series: units of its SVG's view box, whatever the size on the screen.
const PLOT_HEIGHT: u64 = 100;
/// Width of a bar with the gap behind it.
const BAR: u64 = 10;

properties!(Series, this, {
    "metric" => Value::View(&this.metric),
    "step" => this.step.name(),
    "points" => Value::array(bars(this)),
    "total" => number(this.points.iter().map(|point| point.value).sum::<u64>()),
    "highest" => number(highest(this)),
    "top" => number(top(highest(this))),
    "width" => number(this.points.len() as u64 * BAR),
    "height" => number(PLOT_HEIGHT),
    "from" => moment(this.points.first().map(|point| point.at)),
    "until" => moment(this.points.last().map(|point| point.at)),
});

fn highest(series: &Series) -> u64 {
    series.points.iter().map(|point| point.value).max().unwrap_or(0)
}

/// The round number at the top of a plot: 1, 2 or 5 with zeros.
fn top(highest: u64) -> u64 {
    let mut step: u64 = 1;
    loop {
        for times in [1, 2, 5] {
            if step.saturating_mul(times) >= highest {
                return step.saturating_mul(times);
            }
        }
        step = step.saturating_mul(10);
    }
}

fn bars(series: &Series) -> Vec<Value<'_>> {
    let top = u128::from(top(highest(series)).max(1));
    let bar = |(at, point): (usize, &crate::model::customer::Point)| {
        let tall = u64::try_from(u128::from(point.value) * u128::from(PLOT_HEIGHT) / top).unwrap_or(PLOT_HEIGHT);
        // What was used at all is seen.
        let tall = if point.value > 0 { tall.max(1) } else { 0 };
        map([
            ("at", moment(point.at)),
            ("value", number(point.value)),
            ("x", number(at as u64 * BAR)),
            ("y", number(PLOT_HEIGHT - tall)),
            ("height", number(tall)),
        ])
    };
    series.points.iter().enumerate().map(bar).collect()
}

properties!(Alert, this, {
    "id" => this.id,
    "level" => this.level,
    "formatted_level" => this.formatted(),
    "dom_level" => this.level,
    "message" => this.message(),
    "utilization" => this.level as f64 / 100.0,
    "timestamp" => moment(this.at),
    "metric" => Value::View(&this.metric),
    "value" => number(this.value),
    "limit" => number(this.limit),
    "unread?" => this.state == AlertState::Unread,
    "state" => this.state.name(),
    "read_alert_url" => format!("{}/read", this.url()),
    "delete_alert_url" => this.url(),
});

impl Alert {
    fn url(&self) -> String {
        format!("/admin/applications/{}/alerts/{}", self.application_id, self.id)
    }

    /// 3scale's words: `≥ 90%`, and what is more than all as "Violation".
    fn formatted(&self) -> String {
        if self.level > 100 { "Violation".to_owned() } else { format!("≥ {}%", self.level) }
    }
}

#[cfg(test)]
mod tests {
    use super::top;

    #[test]
    fn plots_end_at_round_numbers() {
        assert_eq!([1, 1, 5, 10, 200, 50_000], [0, 1, 3, 9, 101, 41_000].map(top));
        assert_eq!(top(u64::MAX), u64::MAX);
    }
}
