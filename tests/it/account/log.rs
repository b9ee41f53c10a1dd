//! What the log of a portal tells of customers.

use std::io::Read;
use std::process::{Command, Stdio};

use portal::runtime::clock::Clock;
use portal::runtime::crypto::Secrets;
use portal::runtime::customers::{Actor, Customers, NewAccount, NewApplication, NewUser};
use portal::runtime::store::Store;
use portal::runtime::store::sessions::{self, NewSession};

use super::revealing;
use crate::run::portal::{build, send, until_serving, write};
use crate::store::databases::{MASTER, run};

/// Keys, tokens, cookies, names and addresses that went through requests are in no line, at the most talkative level.
#[test]
fn statement_57_the_log_tells_no_key_token_cookie_or_person() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        revealing().iter().for_each(|(path, text)| write(&folder.path().join("site"), path, text));
        build(folder.path());
        let url = format!("sqlite:{}", folder.path().join("portal.db").display());
        let store = Store::open(&url).await.expect("the database opens");
        let shelf = portal::runtime::bundle::Shelf::open(folder.path().join("dist")).expect("a bundle");
        let rules = portal::runtime::customers::KeyRules { reveal: true, ..Default::default() };
        let customers = Customers::new(store, Secrets::new(MASTER).expect("long enough"), Clock::system())
            .with_programme(shelf.current().programme.clone())
            .with_keys(rules);
        let mut change = customers.change(Actor::System).await.expect("a change");
        let account = NewAccount { name: "Canary Corp".to_owned(), ..NewAccount::default() };
        let account = change.create_account(account).await.expect("an account");
        let user =
            NewUser { username: "canary-user".to_owned(), role: portal::model::Role::Admin, ..NewUser::default() };
        let user = change.create_user(account.id, user).await.expect("a user");
        let new = NewApplication { name: "A".to_owned(), plan: "bronze".to_owned(), ..NewApplication::default() };
        let created = change.create_application(account.id, new).await.expect("an application");
        change.commit().await.expect("it is true");
        let key = created.key.expect("a key");
        let now = customers.now();
        let new = NewSession {
            account: account.id,
            user: user.id,
            provider: "link".to_owned(),
            expires: now + 3600,
            ..NewSession::default()
        };
        let session = sessions::insert(customers.store(), customers.secrets(), &new, now).await.expect("a session");

        let mut process = Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["run", "--color", "never", "--url", "http://localhost:1", "--listen", "127.0.0.1:0"])
            .args(["--admin", "127.0.0.1:0", "--log", "json", "--store", &url])
            .current_dir(folder.path())
            .env("PORTAL_SECRET", std::str::from_utf8(MASTER).expect("text"))
            .env("RUST_LOG", "trace")
            .stderr(Stdio::piped())
            .spawn()
            .expect("portal starts");
        let (mut talk, port) = until_serving(&mut process);
        let head = format!("Host: localhost:1\r\nAccept: text/html\r\nCookie: __Host-portal={session}\r\n");
        let json = send(port, "GET", "/_portal/credentials.json", &head, "");
        assert_eq!(json.status, 200);
        let json: serde_json::Value = serde_json::from_slice(&json.bytes).expect("JSON");
        let token = json["csrf_token"].as_str().expect("a token").to_owned();
        let form = format!("{head}Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://localhost:1\r\n");
        let own = format!("/admin/applications/{}", created.application.id);
        let change =
            format!("authenticity_token={token}&_method=put&application[name]=canary-field&application[description]=");
        assert_eq!(send(port, "POST", &own, &form, &change).status, 303);
        assert_eq!(send(port, "POST", &own, &form, "authenticity_token=canary-token&_method=delete").status, 403);
        let wrong = "/admin/account?token=canary-query&authenticity_token=canary";
        assert_eq!(send(port, "PUT", wrong, &form, "account[org_name]=canary-name").status, 403);
        let reveal = format!("{own}/keys/{}/reveal", key.key.id);
        let shown = send(port, "POST", &reveal, &form, &format!("authenticity_token={token}"));
        assert_eq!(shown.status, 303, "{}", shown.body());
        let next =
            super::browser::set_cookies(&shown).into_iter().find(|(name, ..)| name == "__Host-portal").expect("it").1;
        let ended = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().expect("kill runs");
        assert!(ended.success() && process.wait().expect("it ends").success());
        let mut log = String::new();
        talk.read_to_string(&mut log).expect("the log");
        assert!(log.contains(&format!("\"path\":\"{reveal}\"")), "{log}");
        for secret in [session.as_str(), next.as_str(), token.as_str(), key.value.reveal(), "anary"] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    });
}
