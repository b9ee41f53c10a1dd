//! What a mail is about: the account, the user who gets it, the application, as they are now, and what the event says.
//! Must not know how mail is sent, and has the value of no key.

use serde_json::{Map, Value as Json, json};

use super::{is_written_to, kinds};
use crate::model::customer::{Application, Metric, Plan, User, used_of};
use crate::model::{Date, Period, Persona, Programme};
use crate::render::email::{self, Letterhead, Mail};
use crate::runtime::bundle::Release;
use crate::runtime::customers::{Customers, Error};
use crate::runtime::http::Notes;
use crate::runtime::outbox::Delivery;
use crate::runtime::visit;

/// Everything that the templates of one mail may name.
pub(super) struct About {
    persona: Persona,
    /// The application it is about; it may be gone.
    application: Option<Application>,
    detail: Json,
}

/// A mail with the headers that its template sets.
pub(super) struct Letter {
    pub(super) mail: Mail,
    pub(super) from: Option<String>,
    pub(super) reply_to: Option<String>,
}

impl About {
    /// What is known; `None` where the account is gone, or the user is none who is written to any more.
    pub(super) async fn of(customers: &Customers, delivery: &Delivery) -> Result<Option<Self>, Error> {
        let event = &delivery.event;
        let Some(account) = event.account_id else { return Ok(None) };
        let Some(dossier) = customers.dossier(account).await? else { return Ok(None) };
        let id = delivery.recipient.strip_prefix("user:").and_then(|id| id.parse::<i64>().ok());
        let user = dossier.users.iter().find(|user| Some(user.id) == id).filter(|user| is_written_to(user));
        let Some(user) = user else { return Ok(None) };
        let application = match kinds::subject(event) {
            Some(("application", id)) => Some(id),
            Some(("key", id)) => customers.application_of_key(id).await?,
            Some(("alert", id)) => dossier
                .applications
                .iter()
                .find(|found| found.alerts.iter().any(|alert| alert.id == id))
                .map(|found| found.application.id),
            _ => None,
        };
        let programme = customers.programme();
        let account = visit::account(&dossier, programme, customers.secrets(), &Notes::default());
        let detail = event.payload["detail"].clone();
        let found = account.applications.iter().find(|found| found.id.is_some() && found.id == application);
        let application = found.cloned().or_else(|| gone(programme, &detail));
        let persona = Persona { account, user: visit::user(user), ..Persona::default() };
        Ok(Some(Self { persona, application, detail }))
    }

    /// Whom it is for.
    pub(super) fn user(&self) -> &User {
        &self.persona.user
    }

    /// The mail; `None` where the site has no template of this name.
    pub(super) fn letter(
        &self,
        release: &Release,
        origin: &str,
        delivery: &Delivery,
    ) -> Result<Option<Letter>, String> {
        let Some(template) = release.letters.mail(&delivery.kind) else { return Ok(None) };
        let head = Letterhead { url: origin.to_owned(), ..release.letters.head.clone() };
        let values = self.values(&head, &release.programme);
        let rendered = release.render_mail(&head, &template, &values);
        let mail = rendered.map_err(|problems| {
            let first = problems.first().map_or("", |problem| problem.message.as_str());
            format!("`{}` cannot be written: {first}", delivery.kind)
        })?;
        Ok(Some(Letter { mail, from: template.from, reply_to: template.reply_to }))
    }

    fn values(&self, head: &Letterhead, programme: &Programme) -> Map<String, Json> {
        let mut persona = self.persona.clone();
        let asked = self.detail["to"].as_str();
        let own = self.application.as_ref().map(|application| application.plan.system_name.as_str());
        persona.plan = asked.or(own).map(str::to_owned);
        if let Some(application) = &self.application {
            persona.account.applications.retain(|other| other.id != application.id);
            persona.account.applications.insert(0, application.clone());
        }
        let mut values = email::variables(head, programme, &persona);
        // What a sample would have and nobody here has.
        for name in
            ["invoice_url", "payment_url", "account_payment_url", "credit_card_url", "cost", "subscription", "alert"]
        {
            values.insert(name.to_owned(), Json::Null);
        }
        let id = self.application.as_ref().and_then(|application| application.id);
        values.insert(
            "url".to_owned(),
            id.map_or(Json::Null, |id| json!(format!("{}/admin/applications/{id}", head.url))),
        );
        values.insert("key".to_owned(), self.detail["key"].clone());
        if self.detail["level"].is_number() {
            values.insert("alert".to_owned(), self.alert(programme));
        }
        if self.application.is_none() {
            // Mails about accounts: the address to open comes with `domain`.
            values.insert("url".to_owned(), Json::Null);
        }
        values
    }

    /// 3scale's alert.
    fn alert(&self, programme: &Programme) -> Json {
        let detail = &self.detail;
        let number = |name: &str| detail[name].as_i64().unwrap_or_default();
        let metric = detail["metric"].as_str().unwrap_or_default();
        let title = Metric::named(programme, metric).title;
        let period = detail["period"].as_str().and_then(Period::named).unwrap_or(Period::Eternity);
        let units = |name: &str| u64::try_from(number(name)).unwrap_or_default();
        #[allow(clippy::cast_precision_loss, reason = "a share of a limit for people to read")]
        let utilization = number("value") as f64 / number("limit").max(1) as f64;
        json!({
            "level": number("level"),
            "message": used_of(&title, period, units("value"), units("limit")),
            "utilization": utilization,
            "timestamp": detail["at"].as_i64().and_then(Date::of_seconds).map(|date| date.to_string()),
        })
    }
}

/// An application that is there no more, as far as its event tells.
fn gone(programme: &Programme, detail: &Json) -> Option<Application> {
    let name = detail["application"].as_str().or_else(|| detail["plan"].as_str().and(detail["name"].as_str()))?;
    let plan = detail["plan"].as_str().map(|plan| Plan::named(programme, plan)).unwrap_or_default();
    Some(Application { name: name.to_owned(), plan, ..Application::default() })
}
