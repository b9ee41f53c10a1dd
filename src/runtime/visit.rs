//! A visit from the store: what pages show of the customer who asks. Must not decide what the customer may do.

mod entries;
mod history;

use super::crypto::Secrets;
use super::customers::{self, Dossier, OfApplication};
use super::http::{Caller, Notes, csrf_token};
use super::portal::{Known, Portal};
use crate::model::customer::{
    self, Account, Alert, Application, Key, Metric, Plan, Provider, Request, Secret, Usage, User, Visit,
};
use crate::model::{Mode, Programme};
use crate::runtime::customers::end_of;
use crate::runtime::store::sessions::Session;

pub use entries::entries;
pub use history::{Reach, history};

/// Everything that any page shows of the caller.
pub fn of(portal: &Portal, caller: &Caller, path: &str, query: Option<&str>) -> Visit {
    let mut visit = Visit {
        now: portal.now(),
        request: Request {
            path: path.to_owned(),
            query: query.unwrap_or_default().to_owned(),
            origin: portal.options().origin.clone(),
        },
        providers: portal.logins().providers().map(Provider::of).collect(),
        ..Visit::default()
    };
    if let Some(known) = &caller.known {
        fill(&mut visit, known, &caller.release.programme, portal.secrets(), &caller.notes);
        let applications = visit.account.iter_mut().flat_map(|account| &mut account.applications);
        for application in applications.chain(&mut visit.application) {
            application.can_reveal_keys = caller.release.settings.keys_revealed;
        }
    }
    visit
}

fn fill(visit: &mut Visit, known: &Known, programme: &Programme, secrets: &Secrets, notes: &Notes) {
    let account = account(&known.dossier, programme, secrets, notes);
    visit.csrf = Some(Secret::new(csrf_token(secrets, known)));
    visit.user = Some(user(&known.member.user));
    visit.application = account.applications.first().cloned();
    visit.account = Some(account);
}

/// An account as pages show it.
pub fn account(dossier: &Dossier, programme: &Programme, secrets: &Secrets, notes: &Notes) -> Account {
    let found = &dossier.account;
    let applications = dossier.applications.iter().map(|one| application(one, programme, secrets, notes)).collect();
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
pub fn application(found: &OfApplication, programme: &Programme, secrets: &Secrets, notes: &Notes) -> Application {
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
        keys: found.keys.iter().map(|one| key(one, secrets, notes)).collect(),
        usage: found.usage.iter().map(|one| usage(one, programme)).collect(),
        alerts: found.alerts.iter().map(|one| alert(one, programme)).collect(),
        ..Application::default()
    }
}

/// A key as pages show one: with its value only where it is kept and the customer has just asked to see it.
pub fn key(found: &customers::Key, secrets: &Secrets, notes: &Notes) -> Key {
    let value = notes.revealed.contains(&found.id).then(|| found.value(secrets)).flatten();
    Key {
        id: found.id,
        application_id: found.application_id,
        name: found.name.clone(),
        value,
        is_kept: found.is_kept(),
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

/// A key that was made just now, with its value.
pub fn fresh_key(fresh: &customers::FreshKey, secrets: &Secrets) -> Key {
    let key = key(&fresh.key, secrets, &Notes::default());
    Key { value: Some(fresh.value.clone()), ..key }
}

/// Plans that an application may be on; of one that there is, those whose applications identify themselves as it does.
pub fn plans(programme: &Programme, mode: Option<Mode>) -> Vec<Plan> {
    let fits = |plan: &&crate::model::Plan| mode.is_none_or(|mode| programme.mode(plan) == mode);
    programme.plans.iter().filter(fits).map(|plan| Plan::named(programme, &plan.name)).collect()
}

/// Sessions as pages show them. `own` is the one that asks.
pub fn sessions(portal: &Portal, found: &[Session], own: &Session) -> Vec<customer::Session> {
    let title = |name: &str| {
        let mut providers = portal.logins().providers();
        providers.find(|provider| provider.name == name).map(|provider| provider.title.clone())
    };
    let session = |session: &Session| customer::Session {
        provider: title(&session.provider).unwrap_or_else(|| session.provider.clone()),
        created_at: session.created,
        seen_at: session.seen,
        is_current: session.hash == own.hash,
    };
    found.iter().map(session).collect()
}
