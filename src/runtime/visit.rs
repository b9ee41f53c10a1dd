//! A visit from the store: what pages show of the customer who asks. Must not decide what the customer may do.

use super::crypto::Secrets;
use super::customers::{self, Dossier, OfApplication};
use super::http::{Caller, csrf_token};
use super::portal::{Known, Portal};
use crate::model::Programme;
use crate::model::customer::{
    Account, Alert, Application, Key, Metric, Plan, Provider, Request, Secret, Usage, User, Visit,
};
use crate::runtime::customers::end_of;

/// Everything that any page shows of the caller.
pub fn of(portal: &Portal, caller: &Caller, path: &str, query: Option<&str>) -> Visit {
    let mut visit = Visit {
        now: portal.now(),
        request: Request {
            path: path.to_owned(),
            query: query.unwrap_or_default().to_owned(),
            origin: portal.options().origin.clone(),
        },
        providers: portal.logins().providers().map(provider).collect(),
        ..Visit::default()
    };
    if let Some(known) = &caller.known {
        let secrets = portal.customers(&caller.release).secrets().clone();
        fill(&mut visit, known, &caller.release.programme, &secrets, caller.release.settings.keys_revealed);
    }
    visit
}

fn fill(visit: &mut Visit, known: &Known, programme: &Programme, secrets: &Secrets, reveal: bool) {
    let account = account(&known.dossier, programme, secrets, reveal);
    visit.csrf = Some(Secret::new(csrf_token(secrets, known)));
    visit.user = Some(user(&known.member.user));
    visit.application = account.applications.first().cloned();
    visit.account = Some(account);
}

/// Where whoever is not logged in may log in.
fn provider(provider: &crate::model::sso::Provider) -> Provider {
    Provider {
        system_name: provider.name.clone(),
        title: provider.title.clone(),
        authorize_url: format!("/auth/{}", provider.name),
    }
}

fn account(dossier: &Dossier, programme: &Programme, secrets: &Secrets, reveal: bool) -> Account {
    let found = &dossier.account;
    let applications = dossier.applications.iter().map(|one| application(one, programme, secrets, reveal)).collect();
    Account {
        id: found.id,
        name: found.name.clone(),
        state: found.state,
        groups: found.groups.clone(),
        plan: found.plan.as_ref().map(|name| Plan::named(programme, name).title),
        fields: found.fields.clone(),
        created_at: found.created_at,
        applications,
        users: dossier.users.iter().map(user).collect(),
        ..Account::default()
    }
}

/// A user as pages show one.
pub fn user(found: &customers::User) -> User {
    User {
        id: found.id,
        username: found.username.clone(),
        email: found.email.clone(),
        name: found.name.clone(),
        role: found.role,
        state: found.state,
        fields: found.fields.clone(),
        created_at: found.created_at,
        last_login_at: found.last_login_at,
        ..User::default()
    }
}

/// An application as pages show one.
pub fn application(found: &OfApplication, programme: &Programme, secrets: &Secrets, reveal: bool) -> Application {
    let of = &found.application;
    Application {
        id: Some(of.id),
        name: of.name.clone(),
        description: of.description.clone(),
        plan: Plan::named(programme, &of.plan),
        mode: of.mode,
        state: of.state,
        app_id: of.app_id.clone(),
        redirect_url: of.redirect_url.clone(),
        fields: of.fields.clone(),
        trial_ends_at: of.trial_ends_at,
        created_at: of.created_at,
        keys: found.keys.iter().map(|one| key(one, secrets, reveal)).collect(),
        usage: found.usage.iter().map(|one| usage(one, programme)).collect(),
        alerts: found.alerts.iter().map(|one| alert(one, programme)).collect(),
        ..Application::default()
    }
}

/// A key as pages show one: with its value only where the site shows keys again.
pub fn key(found: &customers::Key, secrets: &Secrets, reveal: bool) -> Key {
    let value = found.value(secrets).filter(|_| reveal);
    Key {
        id: found.id,
        application_id: found.application_id,
        name: found.name.clone(),
        value: value.map(|value| Secret::new(value.reveal())),
        prefix: found.prefix.clone(),
        last_four: found.last_four.clone(),
        created_at: found.created_at,
        last_used_at: found.last_used_at,
        expires_at: found.expires_at,
    }
}

fn usage(found: &customers::Usage, programme: &Programme) -> Usage {
    Usage {
        metric: Metric::named(programme, &found.metric),
        period: found.period,
        value: u64::try_from(found.value).unwrap_or_default(),
        limit: u64::try_from(found.limit).unwrap_or_default(),
        resets_at: end_of(found.period, found.starts_at),
    }
}

fn alert(found: &customers::Alert, programme: &Programme) -> Alert {
    Alert {
        id: found.id,
        application_id: found.application_id,
        metric: Metric::named(programme, &found.metric),
        period: found.period,
        level: found.level,
        value: u64::try_from(found.value).unwrap_or_default(),
        limit: u64::try_from(found.limit).unwrap_or_default(),
        state: found.state,
        at: found.at,
    }
}
