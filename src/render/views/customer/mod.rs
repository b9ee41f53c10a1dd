//! What templates see of the customer who asks: views over a [`Visit`] with 3scale's names. A name that has no value here
//! is nil. Must not decide what may be shown: the visit has been filled by who knows.

mod account;
mod application;
mod credentials;
mod field;
mod product;
mod visit;

use std::sync::OnceLock;

use super::{LATE_NAMES, views};
use crate::liquid::{Kind, Map, Moment, Value, View};
use crate::model::customer::Visit;

use account::{AccountView, UserView};
use application::ApplicationView;

/// The late names of a page, with the values of one visit.
pub struct Late<'v> {
    visit: &'v Visit,
    account: Option<AccountView<'v>>,
    user: Option<UserView<'v>>,
    application: OnceLock<Option<ApplicationView<'v>>>,
    member: Option<UserView<'v>>,
    newcomer: Option<(AccountView<'v>, UserView<'v>)>,
}

impl<'v> Late<'v> {
    /// Over one visit.
    pub fn of(visit: &'v Visit) -> Self {
        let user = |user| UserView::new(user, visit);
        Self {
            visit,
            account: visit.account.as_ref().map(|account| AccountView::new(account, visit)),
            user: visit.user.as_ref().map(user),
            application: OnceLock::new(),
            member: visit.member.as_ref().map(user),
            newcomer: visit.newcomer.as_ref().map(|(account, own)| (AccountView::new(account, visit), user(own))),
        }
    }

    fn application(&self) -> Option<&ApplicationView<'v>> {
        let subject = || self.visit.application.as_ref().map(|subject| ApplicationView::new(subject, self.visit));
        let subject = self.application.get_or_init(subject).as_ref();
        subject.or_else(|| self.account.as_ref()?.applications.first())
    }
}

impl View for Late<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        let visit = self.visit;
        Some(match key {
            "account" => super::view(self.newcomer.as_ref().map(|(account, _)| account).or(self.account.as_ref())),
            "current_account" => super::view(self.account.as_ref()),
            "current_user" => super::view(self.user.as_ref()),
            "user" => {
                let newcomer = self.newcomer.as_ref().map(|(_, user)| user);
                super::view(newcomer.or(self.member.as_ref()).or(self.user.as_ref()))
            }
            "users" => self.account.as_ref().map_or(Value::Nil, |account| views(&account.users)),
            "application" | "cinstance" => super::view(self.application()),
            "applications" => self.account.as_ref().map_or(Value::Nil, |account| views(&account.applications)),
            "alerts" => self.application().map_or(Value::Nil, ApplicationView::alerts),
            "fresh_key" => super::view(visit.fresh_key.as_ref()),
            "plans" => views(&visit.plans),
            "services" => views(&visit.services),
            "providers" => views(&visit.providers),
            "sessions" => views(&visit.sessions),
            "audit" => views(&visit.entries),
            "pagination" => Value::View(&visit.pagination),
            "errors" => Value::View(&visit.errors),
            "message" => super::text(&visit.message),
            "signed_link" => super::view(visit.link.as_ref()),
            "return_to" => super::text(&visit.return_to),
            "flash" => visit::flash(&visit.flash),
            "csrf" => visit.csrf.as_ref().map_or(Value::Nil, visit::csrf),
            "request" => Value::View(&visit.request),
            "today" => visit::today(visit.now),
            known => return LATE_NAMES.contains(&known).then_some(Value::Nil),
        })
    }

    fn len(&self) -> usize {
        LATE_NAMES.len()
    }

    fn keys(&self) -> Vec<String> {
        LATE_NAMES.map(str::to_owned).to_vec()
    }
}

/// A moment; none is nil.
fn moment(at: impl Into<Option<i64>>) -> Value<'static> {
    at.into().map_or(Value::Nil, |at| Value::Date(Moment::utc(at)))
}

/// A count as a number of templates.
fn number(count: impl TryInto<i64>) -> Value<'static> {
    Value::Int(count.try_into().unwrap_or(i64::MAX))
}

/// A small map.
fn map<'a, const N: usize>(entries: [(&'a str, Value<'a>); N]) -> Value<'a> {
    Value::map(entries.into_iter().collect::<Map<'a>>())
}
