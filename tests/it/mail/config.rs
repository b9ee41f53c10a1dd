//! `mail` and `webhooks` of `portal.yaml`: what is wrong is told with its place, and `portal run --check` tries it.

use std::process::Command;

use super::sink::Sink;
use super::{COMMON, DESCRIPTION};
use crate::run::portal::{build, write};

fn portal(folder: &std::path::Path, words: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(words)
        .args(["--color", "never"])
        .current_dir(folder)
        .env("PORTAL_SECRET", "test master secret 0123456789abcdef")
        .env("HOOK", "a secret of a webhook, long enough")
        .env("SHORT", "short")
        .output()
        .expect("portal runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    (output.status.success(), said)
}

fn site(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("site"), "portal.yaml", &format!("{COMMON}{more}"));
    write(&folder.path().join("site"), "apis/mail/v1.yaml", DESCRIPTION);
    write(&folder.path().join("site"), "content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n");
    folder
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let folder = site(
        "mail: { host: h, port: 70000, tls: none, user: u, password: written-out, from: nobody }\n\
         webhooks:\n  crm: { url: 'ftp://x', events: [key.craeted, 'account.*'], secret: written-out }\n  bare: { url: 'https://x.example/hook' }\n",
    );
    let (fine, said) = portal(folder.path(), &["check", "--site", "site"]);
    assert!(!fine);
    for part in [
        "`port` is no port",
        "a password would be sent in the open",
        "`from` is no sender",
        "`password` is written out",
        "`secret` is written out",
        "no address of a webhook",
        "there is no event `key.craeted`",
        "did you mean `key.created`",
        "has no `secret`",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains("portal.yaml:"), "{said}");
}

#[test]
fn a_check_tries_the_mail_server_and_holds_secrets_against_their_rules() {
    let sink = Sink::start();
    let mail = format!("mail: {{ host: 127.0.0.1, port: {}, tls: none }}\n", sink.port);
    let hook = |secret: &str| {
        format!("webhooks:\n  crm: {{ url: 'https://crm.example/hook', secret: '${{env:{secret}}}' }}\n")
    };
    let folder = site(&(mail.clone() + &hook("HOOK")));
    build(folder.path());
    let (fine, said) = portal(folder.path(), &["run", "--check"]);
    assert!(fine, "{said}");
    let folder = site(&(mail.clone() + &hook("SHORT")));
    build(folder.path());
    let (fine, said) = portal(folder.path(), &["run", "--check"]);
    assert!(!fine && said.contains("webhooks.crm.secret") && !said.contains("short\n"), "{said}");
    let folder = site("mail: { host: 127.0.0.1, port: 1, tls: none }\n");
    build(folder.path());
    let (fine, said) = portal(folder.path(), &["run", "--check"]);
    assert!(!fine && said.contains("the mail server cannot be used"), "{said}");
    // A server without TLS gets no mail where TLS is asked for.
    let folder = site(&mail.replace("tls: none", "tls: starttls"));
    build(folder.path());
    let (fine, said) = portal(folder.path(), &["run", "--check"]);
    assert!(!fine && said.contains("the mail server cannot be used"), "{said}");
}
