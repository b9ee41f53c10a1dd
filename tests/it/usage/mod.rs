//! What gateways ask and report, what is counted of it, and who sees it.

mod authrep;
mod limits;
mod nginx;
mod pages;
mod redis;
mod stats;
mod transactions;

use portal::runtime::customers::{Actor, NewToken};

use crate::run::portal::{Answer, Customer, Running};
use crate::store::databases::Fresh;

/// A company that sells two apis, with limits, methods and a metric that is not in every plan.
pub const SITE: [(&str, &str); 5] = [
    (
        "portal.yaml",
        "title: Sample\nurl: https://dev.example.com\nstore: sqlite:portal.db\nplans:\n  \
         bronze:\n    title: Bronze & Co\n    apis: [mail]\n    disabled_metrics: [exports]\n    limits:\n      - { metric: hits, period: day, value: 10 }\n      - { metric: search, period: minute, value: 3 }\n  \
         wide: { title: Wide, apis: [mail], limits: [{ metric: hits, period: eternity, value: 100 }, { metric: hits, period: day, value: 1000 }] }\n  \
         gold: { title: Gold, apis: [mail] }\n  simple: { title: Simple, apis: [maps], limits: [{ metric: hits, period: hour, value: 2 }] }\n  \
         clients: { title: Clients, apis: [login] }\napis:\n  \
         mail:\n    title: Mail\n    metrics: [{ system_name: hits, title: Hits }, { system_name: exports, title: Exports }]\n    methods: [{ system_name: search, title: Search }]\n    \
         auth: { mode: app_id_key, in: query, names: { app_id: mail_id, app_key: mail_key } }\n    versions: [v1]\n  \
         maps:\n    title: Maps\n    metrics: [hits]\n    auth: { mode: user_key, in: header, names: { user_key: X-Maps-Key } }\n    versions: [v1]\n  \
         login:\n    title: Login\n    metrics: [hits]\n    auth: { mode: oauth }\n    versions: [v1]\n",
    ),
    ("apis/mail/v1.yaml", DESCRIPTION),
    ("apis/maps/v1.yaml", DESCRIPTION),
    ("apis/login/v1.yaml", DESCRIPTION),
    ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n"),
];

const DESCRIPTION: &str = "openapi: 3.0.3\ninfo: { title: An API, version: '1' }\nservers: [{ url: 'https://api.example.com' }]\npaths:\n  \
     /a:\n    get: { operationId: a, summary: A, responses: { '200': { description: Fine } } }\n";

/// A portal, with a token that its gateway asks with.
pub struct Metered {
    pub running: Running,
    pub token: String,
}

impl Metered {
    pub async fn start(fresh: &Fresh) -> Self {
        Self::with(fresh, "").await
    }

    /// The same with more in `portal.yaml`.
    pub async fn with(fresh: &Fresh, more: &str) -> Self {
        let config = format!("{}{more}", SITE[0].1);
        let site = SITE.map(|(path, text)| if path == "portal.yaml" { (path, config.as_str()) } else { (path, text) });
        let running = Running::start(&site, fresh).await;
        let token = token(&running, "service_management", true).await;
        Self { running, token }
    }

    /// What the gateway of an api is told about a call: `path` is `authrep`, `authorize` …
    pub fn ask(&self, path: &str, api: &str, call: &str, headers: &str) -> Answer {
        let path = format!("/transactions/{path}.xml?service_token={}&service_id={api}&{call}", self.token);
        self.running.company("GET", &path, headers, "")
    }

    /// Whether a call of the mail api is let through, and counted.
    pub fn authrep(&self, customer: &Customer, usage: &str) -> Answer {
        self.ask("authrep", "mail", &format!("{}&{usage}", credentials(customer)), "")
    }

    /// Reports calls of an api.
    pub fn report(&self, api: &str, fields: &[(&str, &str)]) -> Answer {
        let own = [("service_token", self.token.as_str()), ("service_id", api)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(own).extend_pairs(fields).finish();
        self.running.company("POST", "/transactions.xml", "Content-Type: application/x-www-form-urlencoded\r\n", &body)
    }

    /// Makes the counts of the last moment visible in the database.
    pub async fn settle(&self) {
        self.running.portal.gateway().counters().write(&self.running.customers()).await.expect("written");
    }

    /// Levels of the alerts of a customer, oldest first. Alerts stay, where the outbox forgets events in time.
    pub async fn alerts(&self, customer: &Customer) -> Vec<i64> {
        self.settle().await;
        let dossier = self.running.customers().dossier(customer.account.id).await.expect("an answer");
        let applications = dossier.expect("the account").applications;
        applications[0].alerts.iter().rev().map(|alert| alert.level).collect()
    }
}

pub fn credentials(customer: &Customer) -> String {
    format!("app_id={}&app_key={}", customer.application.app_id.as_deref().unwrap_or_default(), customer.key)
}

/// An access token of the company's.
pub async fn token(running: &Running, scope: &str, may_write: bool) -> String {
    let mut change = running.customers().change(Actor::System).await.expect("a change");
    let new = NewToken { name: "gateway".to_owned(), scopes: vec![scope.to_owned()], may_write, expires_at: None };
    let (_, value) = change.create_token(new).await.expect("a token");
    change.commit().await.expect("committed");
    running.portal.changed();
    value.reveal().to_owned()
}

/// `denied for the reason`, or `error code`, or `let through`.
pub fn outcome(answer: &Answer) -> String {
    let body = answer.body();
    let between =
        |from: &str, to: &str| body.split(from).nth(1).and_then(|rest| rest.split(to).next()).map(str::to_owned);
    match answer.status {
        200 => "let through".to_owned(),
        409 => format!("denied: {}", between("<reason>", "</reason>").unwrap_or_default()),
        status => format!("{status} {}", between("<error code=\"", "\"").unwrap_or_default()),
    }
}
