//! A portal that is killed while it sends: no mail is lost, and none is sent twice that the server did not keep to
//! itself that it had taken.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::runtime::clock::Clock;
use portal::runtime::crypto::Secrets;
use portal::runtime::customers::{Customers, NewApplication};
use portal::runtime::store::Store;

use super::sink::{Mood, Sink};
use super::{DESCRIPTION, approved, change, config};
use crate::run::portal::{build, write};
use crate::store::databases::{MASTER, programme};

fn run(folder: &std::path::Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_portal"))
        .args([
            "run",
            "--log",
            "quiet",
            "--url",
            "http://localhost:1",
            "--listen",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0",
        ])
        .current_dir(folder)
        .env("PORTAL_SECRET", std::str::from_utf8(MASTER).expect("text"))
        .stderr(Stdio::null())
        .spawn()
        .expect("portal starts")
}

fn until(what: &str, is: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(80);
    while !is() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_lose_no_mail_and_double_none_that_can_be_told_apart() {
    let sink = Sink::start();
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    write(&site, "portal.yaml", &config(&sink));
    write(&site, "apis/mail/v1.yaml", DESCRIPTION);
    write(&site, "content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n");
    build(folder.path());
    let store =
        Store::open(&format!("sqlite:{}", folder.path().join("portal.db").display())).await.expect("a database");
    let customers = Customers::new(store, Secrets::new(MASTER).expect("long enough"), Clock::system())
        .with_programme(std::sync::Arc::new(programme()));
    const ALL: usize = 12;
    for number in 0..ALL {
        let (account, _) = approved(&customers, &format!("Customer {number}")).await;
        let mut change = change(&customers).await;
        let new =
            NewApplication { name: format!("App {number}"), plan: "bronze".to_owned(), ..NewApplication::default() };
        change.create_application(account.id, new).await.expect("an application");
        change.commit().await.expect("it is true");
    }
    let calls = || sink.calls.load(std::sync::atomic::Ordering::SeqCst);

    // Killed before the server heard the mail: it is as if nothing had been tried.
    sink.be(Mood::MuteBefore);
    let mut first = run(folder.path());
    until("the first call", || calls() == 1);
    std::thread::sleep(Duration::from_millis(200));
    first.kill().expect("it can be killed");
    first.wait().expect("it has ended");
    assert_eq!(sink.mails(), []);
    // Killed when the server had taken the mail and had not said so: the one thing that nobody can know.
    sink.be(Mood::MuteAfter);
    let mut second = run(folder.path());
    until("a mail", || sink.mails().len() == 1);
    second.kill().expect("it can be killed");
    second.wait().expect("it has ended");
    // Killed in the middle of all the others.
    sink.be(Mood::Good);
    let mut third = run(folder.path());
    until("some mails", || sink.mails().len() >= 5);
    third.kill().expect("it can be killed");
    third.wait().expect("it has ended");
    let mut fourth = run(folder.path());
    let distinct = || {
        let ids: std::collections::BTreeSet<String> =
            sink.mails().iter().map(|mail| mail.header("message-id")).collect();
        ids.len()
    };
    until("all mails", || distinct() == ALL && sink.mails().len() > ALL);
    std::thread::sleep(Duration::from_secs(2));
    fourth.kill().expect("it can be killed");
    fourth.wait().expect("it has ended");
    let mails = sink.mails();
    let asked = mails[0].header("message-id");
    let mut ids: Vec<String> = mails.iter().map(|mail| mail.header("message-id")).collect();
    ids.sort();
    assert_eq!(distinct(), ALL, "none is lost");
    let again = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect::<Vec<_>>();
    assert!(again.contains(&asked), "the one that the server kept to itself comes again under its own id");
    // The third kill may have fallen between an answer and its mark.
    assert!(again.len() <= 2, "{again:?}");
    let subjects: std::collections::BTreeSet<String> = mails.iter().map(|mail| mail.header("subject")).collect();
    assert_eq!(subjects.len(), ALL);
}
