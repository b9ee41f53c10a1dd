//! Mail to customers: which event has which mail, and that none is lost and none is sent twice. Security statements are
//! tests called after their numbers.

mod config;
mod events;
mod killed;
pub mod sink;
mod troubles;

use portal::runtime::customers::{Account, Actor, Change, Customers, NewAccount, NewUser, User};
use sink::Sink;

use crate::run::portal::Running;
use crate::store::databases::Fresh;

/// What is mailed, by the words that its subject begins or ends with.
const COMMON: &str = "title: Sample\nurl: https://dev.example.com\ncontact: help@example.com\nstore: sqlite:portal.db\n\
    plans:\n  bronze: { title: Bronze, apis: [mail], limits: [{ metric: hits, period: minute, value: 10 }] }\n  \
    gold: { title: Gold, apis: [mail] }\n  platinum: { title: Platinum, apis: [mail], approval_required: true }\n  trial: { title: Trial, apis: [mail], trial_days: 30 }\n\
    apis:\n  mail:\n    title: Mail API\n    metrics: [{ system_name: hits, title: Hits }]\n    \
    auth: { mode: app_id_key, in: query, names: { app_id: mail_id, app_key: mail_key } }\n    versions: [v1]\n";

const DESCRIPTION: &str = "openapi: 3.0.3\ninfo: { title: Mail, version: '1' }\nservers: [{ url: 'https://api.example.com/v1' }]\npaths: {}\n";

/// `portal.yaml` with a mail server.
pub fn config(sink: &Sink) -> String {
    format!(
        "{COMMON}mail: {{ host: 127.0.0.1, port: {}, tls: none, from: 'Sample <portal@example.com>' }}\n",
        sink.port
    )
}

/// A portal that writes to the sink; more files of the site take the place of its own.
pub async fn start(fresh: &Fresh, sink: &Sink, more: &[(&str, &str)]) -> Running {
    let config = config(sink);
    let own = [
        ("portal.yaml", config.as_str()),
        ("apis/mail/v1.yaml", DESCRIPTION),
        ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n"),
    ];
    let site: Vec<(&str, &str)> = own.into_iter().chain(more.iter().copied()).collect();
    Running::start(&site, fresh).await
}

/// Begins a change of somebody at the command line.
pub async fn change(customers: &Customers) -> Change {
    customers.change(Actor::Operator("olga".to_owned())).await.expect("a change")
}

/// An account with an administrator who has an address, one who has none, and a member, who are not written to.
pub async fn account(customers: &Customers, new: NewAccount) -> (Account, User) {
    let mut change = change(customers).await;
    let account = change.create_account(new).await.expect("an account");
    let word: String = account.name.to_lowercase().replace(' ', "-");
    let word: String = word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let user = |name: &str, role, email: Option<&str>| NewUser {
        username: format!("{name}-{word}"),
        name: Some(format!("{name} of {}", account.name)),
        role,
        email: email.map(|host| format!("{name}.{word}@{host}")),
        ..NewUser::default()
    };
    use portal::model::Role::{Admin, Member};
    let ada = change.create_user(account.id, user("ada", Admin, Some("customer.example"))).await.expect("a user");
    change.create_user(account.id, user("bob", Admin, None)).await.expect("a user");
    change.create_user(account.id, user("cy", Member, Some("customer.example"))).await.expect("a user");
    change.commit().await.expect("it is true");
    (account, ada)
}

/// An approved account of this name.
pub async fn approved(customers: &Customers, name: &str) -> (Account, User) {
    account(customers, NewAccount { name: name.to_owned(), ..NewAccount::default() }).await
}
