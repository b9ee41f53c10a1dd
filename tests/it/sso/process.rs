//! Logging in at `portal run` as its operator meets it: what keeps it from starting, and what its log says.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::browser::{CREATE, LINK_KEY, site};
use super::provider::{Provider, SECRET, Signer, Tricks};
use crate::run::portal::{Answer, send};

const MASTER: &str = "test master secret 0123456789abcdef";

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command
        .args(["run", "--color", "never", "--url", "http://localhost:1"])
        .current_dir(folder)
        .env("PORTAL_SECRET", MASTER)
        .stderr(Stdio::piped());
    command
}

/// What `portal run --check` says, and its exit code.
async fn checked(folder: &Path) -> (Option<i32>, String) {
    let mut command = command(folder);
    let output = tokio::task::spawn_blocking(move || command.arg("--check").output().expect("portal runs"));
    let output = output.await.expect("no panic");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_11_and_14_a_provider_is_asked_who_it_is_before_the_portal_starts() {
    let provider = Provider::start().await;
    let folder = site(&provider, CREATE);
    let (code, said) = checked(folder.path()).await;
    assert_eq!(code, Some(0), "{said}");
    provider.trick(Tricks { discovery: json!({ "code_challenge_methods_supported": null }), ..Tricks::default() });
    let (code, said) = checked(folder.path()).await;
    assert!(code == Some(0) && said.contains("WARN") && said.contains("S256"), "{said}");
    provider.trick(Tricks { discovery: json!({ "issuer": "https://evil.example" }), ..Tricks::default() });
    let (code, said) = checked(folder.path()).await;
    assert!(code == Some(2) && said.contains("https://evil.example"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_are_not_there_or_too_short_are_told_together() {
    let provider = Provider::start().await;
    let folder = site(&provider, CREATE);
    std::fs::remove_file(folder.path().join("secret")).expect("removed");
    std::fs::write(folder.path().join("link-key"), "short").expect("written");
    let (code, said) = checked(folder.path()).await;
    assert_eq!(code, Some(2));
    for part in ["sso.providers.corp.client_secret", "`secret`", "sso.links.keys", "5 bytes, fewer than the 32"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// What `portal account` prints.
fn account(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .arg("account")
        .args(arguments)
        .args(["--store", "sqlite:portal.db", "--bundle", "dist"])
        .env("PORTAL_SECRET", MASTER)
        .current_dir(folder)
        .output()
        .expect("portal runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// One request to the portal, on a thread that may wait.
async fn ask(port: u16, method: &'static str, path: String, headers: String, body: String) -> Answer {
    let done = tokio::task::spawn_blocking(move || send(port, method, &path, &headers, &body));
    done.await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_30_and_57_a_log_of_logins_holds_nothing_that_could_be_used_and_nobody_personal() {
    let provider = Provider::start().await;
    let folder = site(&provider, CREATE);
    account(folder.path(), &["create", "Canary-Org", "--admin", "canary-user"]);
    let access = account(folder.path(), &["token", "create", "Product", "--scope", "sso"]);
    let access = access.split_whitespace().last().expect("a token").to_owned();
    let mut running = command(folder.path())
        .args(["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--log", "json", "--store", "sqlite:portal.db"])
        .spawn()
        .expect("portal starts");
    let mut talk = BufReader::new(running.stderr.take().expect("stderr is piped"));
    let mut line = String::new();
    while !line.contains("serving http://localhost:1 at ") {
        line.clear();
        assert!(talk.read_line(&mut line).expect("text") > 0, "it ended");
    }
    let mut ports = line.split("127.0.0.1:").skip(1).map(|rest| rest.trim_end().split(',').next().expect("a port"));
    let mut port = || ports.next().and_then(|port| port.trim().parse::<u16>().ok()).expect("a port");
    let (readers, company) = (port(), port());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let host = "Host: localhost:1\r\n";
    let mut canaries = vec![access.clone(), SECRET.to_owned(), LINK_KEY.to_owned(), MASTER.to_owned()];
    canaries.extend(["at-canary", "ada@acme.example", "canary-user", "Canary-Org"].map(str::to_owned));
    // A login that works, and one that does not.
    for signer in [Signer::Rsa, Signer::Stranger] {
        provider.trick(Tricks { claims: json!({ "iat": now, "exp": now + 300 }), signer, ..Tricks::default() });
        let answer =
            ask(readers, "GET", "/auth/corp?return_to=/docs/".to_owned(), host.to_owned(), String::new()).await;
        let cookie = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
        let back = super::redirected(answer.header("location").to_owned()).await;
        let callback = back.strip_prefix("http://localhost:1").expect("the portal's").to_owned();
        let query = callback.split_once('?').expect("a query").1.to_owned();
        canaries.extend(
            form_urlencoded::parse(query.as_bytes())
                .filter(|(name, _)| name != "iss")
                .map(|(_, value)| value.into_owned()),
        );
        canaries.push(cookie.split_once('=').expect("a value").1.to_owned());
        let answer = ask(readers, "GET", callback, format!("{host}Cookie: {cookie}\r\n"), String::new()).await;
        assert_eq!(answer.status, if signer == Signer::Rsa { 303 } else { 401 });
        if signer == Signer::Rsa {
            canaries.push(answer.header("set-cookie").split([';', '=']).nth(1).expect("a session").to_owned());
        }
    }
    // A link: made, looked at, and changed.
    let form = "Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n".to_owned();
    let body = format!("access_token={access}&username=canary-user");
    let made = ask(company, "POST", "/admin/api/sso_tokens.json".to_owned(), form, body).await;
    assert_eq!(made.status, 201, "{}", made.body());
    let json: serde_json::Value = serde_json::from_str(&made.body()).expect("JSON");
    let token = json["sso_token"]["token"].as_str().expect("a token").to_owned();
    for query in [format!("token={token}"), format!("token={token}x"), format!("token={token}&expires_at=1")] {
        ask(readers, "GET", format!("/session/create?{query}"), host.to_owned(), String::new()).await;
    }
    canaries.push(token);
    assert!(Command::new("kill").args(["-TERM", &running.id().to_string()]).status().expect("kill runs").success());
    assert!(running.wait().expect("it ends").success());
    let mut log = String::new();
    talk.read_to_string(&mut log).expect("the log");
    for said in [
        "logged in",
        "a login was refused",
        "wrong signature",
        "a link was made",
        "a link was refused",
        "/session/create",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    for canary in canaries {
        assert!(canary.len() > 4 && !log.contains(&canary), "{canary}: {log}");
    }
}
