//! Events to programs of the company: signed, until they are taken, each with its id.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portal::runtime::crypto::{base64, hmac_sha256};
use portal::runtime::customers::{NewAccount, NewApplication, NewKey};
use serde_json::Value as Json;

use crate::mail::sink::Sink;
use crate::mail::{change, config};
use crate::run::portal::Running;
use crate::store::databases::Fresh;
use crate::store::on_both;

const SECRET: &str = "a secret of a webhook, long enough";

/// What came: headers in lower case, and the body.
type Heard = (BTreeMap<String, String>, String);

/// A program of the company that answers as it is told to.
#[derive(Clone)]
struct Program {
    port: u16,
    status: Arc<AtomicU16>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Program {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let program = Self { port, status: Arc::new(AtomicU16::new(204)), heard: Arc::default() };
        let own = program.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream);
                let mut headers = BTreeMap::new();
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|n_read| n_read > 2) {
                    if let Some((name, value)) = line.split_once(':') {
                        headers.insert(name.to_lowercase(), value.trim().to_owned());
                    }
                    line.clear();
                }
                let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_err() {
                    continue;
                }
                // A test that has heard of it may change the status of the next.
                let status = own.status.load(Ordering::SeqCst);
                own.heard.lock().expect("no panic").push((headers, String::from_utf8_lossy(&body).into_owned()));
                let more = if status == 302 { "Location: http://127.0.0.1:1/\r\n" } else { "" };
                let answer = format!("HTTP/1.1 {status} X\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n");
                // Whoever asked may have gone.
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
        });
        program
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("no panic").clone()
    }

    async fn until(&self, n: usize) -> Vec<Heard> {
        self.until_later(n, None).await
    }

    /// The same, while two seconds go by at each look.
    async fn until_later(&self, n: usize, fresh: Option<&Fresh>) -> Vec<Heard> {
        let end = Instant::now() + Duration::from_secs(60);
        while self.heard().len() < n {
            assert!(Instant::now() < end, "{n} are expected: {:#?}", self.heard());
            tokio::time::sleep(Duration::from_millis(50)).await;
            if let Some(fresh) = fresh {
                fresh.clock.advance(2);
            }
        }
        self.heard()
    }
}

on_both! {
    async fn events_are_told_signed_and_until_they_are_taken(fresh) {
        let (sink, all, keys) = (Sink::start(), Program::start(), Program::start());
        let hooks = format!(
            "{}webhooks:\n  all: {{ url: 'http://127.0.0.1:{}/hook?x=1', secret: '${{file:hook-secret}}' }}\n  \
             keys: {{ url: 'http://127.0.0.1:{}/', events: ['key.*'], secret: '${{file:hook-secret}}' }}\n",
            config(&sink), all.port, keys.port
        );
        let folder = tempfile::tempdir().expect("a folder");
        crate::run::portal::write(folder.path(), "hook-secret", SECRET);
        for (path, text) in [
            ("portal.yaml", hooks.as_str()),
            ("apis/mail/v1.yaml", "openapi: 3.0.3\ninfo: { title: Mail, version: '1' }\npaths: {}\n"),
            ("content/index.md", "---\ntitle: Home\ndescription: x\n---\nWelcome.\n"),
        ] {
            crate::run::portal::write(&folder.path().join("site"), path, text);
        }
        crate::run::portal::build(folder.path());
        let running = Running::of_bundle(folder, &fresh).await;
        let mut change = change(&running.customers()).await;
        let account = change.create_account(NewAccount { name: "Acme".to_owned(), ..NewAccount::default() }).await.expect("an account");
        let new = NewApplication { name: "Shop".to_owned(), plan: "bronze".to_owned(), without_key: true, ..NewApplication::default() };
        let application = change.create_application(account.id, new).await.expect("an application").application;
        let key = change.create_key(&application, NewKey::default()).await.expect("a key");
        change.change_plan(application.id, "gold").await.expect("another plan");
        change.commit().await.expect("it is true");

        let heard = all.until(4).await;
        let types: Vec<String> = heard.iter().map(|(_, body)| parsed(body)["type"].as_str().expect("text").to_owned()).collect();
        assert_eq!(types, ["account.created", "application.created", "key.created", "plan.changed"]);
        for (headers, body) in &heard {
            let (id, at) = (&headers["webhook-id"], &headers["webhook-timestamp"]);
            let signed = format!("v1,{}", base64(&hmac_sha256(SECRET.as_bytes(), format!("{id}.{at}.{body}").as_bytes())));
            assert_eq!(headers["webhook-signature"], signed);
            assert_eq!(parsed(body)["id"].as_str(), Some(id.as_str()));
            assert_eq!(headers["content-type"], "application/json");
            assert!(!body.contains(key.value.reveal()), "statement 57: no key");
        }
        let created = parsed(&heard[2].1);
        assert_eq!(created["data"]["subject"], serde_json::json!({ "type": "key", "id": key.key.id }));
        assert_eq!(created["data"]["account_id"], account.id);
        assert_eq!(created["timestamp"], "2026-03-03T12:00:00Z");
        assert_eq!(keys.until(1).await.len(), 1, "the other asked for keys alone");

        // Until it is taken, under the same id; a redirect is no answer, and the other program does not wait.
        all.status.store(302, Ordering::SeqCst);
        let mut change = self::change(&running.customers()).await;
        change.revoke_key(&application, key.key.id).await.expect("it is gone");
        change.commit().await.expect("it is true");
        all.until(5).await;
        keys.until(2).await;
        all.until_later(6, Some(&fresh)).await;
        all.status.store(200, Ordering::SeqCst);
        let heard = all.until_later(7, Some(&fresh)).await;
        let ids: Vec<&String> = heard[4..].iter().map(|(headers, _)| &headers["webhook-id"]).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        fresh.clock.advance(7200);
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!((all.heard().len(), keys.heard().len()), (7, 2), "taken is taken");
        // Whoever says that it wants no more is not asked again.
        keys.status.store(410, Ordering::SeqCst);
        let mut change = self::change(&running.customers()).await;
        change.create_key(&application, NewKey::default()).await.expect("a key");
        change.commit().await.expect("it is true");
        keys.until(3).await;
        fresh.clock.advance(7200);
        all.until(8).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(keys.heard().len(), 3);
        running.stop().await;
    }
}

fn parsed(body: &str) -> Json {
    serde_json::from_str(body).expect("JSON")
}
