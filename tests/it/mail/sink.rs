//! A mail server that keeps what it is given, and is as good or as bad as a test wants (RFC 5321).

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mood {
    /// It takes everything.
    Good,
    /// It hangs up at once.
    Down,
    /// It asks to come again, before it hears the mail.
    Busy,
    /// It says nothing when it is told a recipient.
    MuteBefore,
    /// It keeps the mail and never says so.
    MuteAfter,
}

/// A mail server.
#[derive(Clone)]
pub struct Sink {
    pub port: u16,
    mood: Arc<AtomicU8>,
    mails: Arc<Mutex<Vec<Mail>>>,
    /// Connections so far.
    pub calls: Arc<AtomicUsize>,
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub recipients: Vec<String>,
    pub raw: String,
}

impl Mail {
    /// A header, unfolded; empty where there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
        let found = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        found.unwrap_or_default()
    }

    /// Names of all headers.
    pub fn headers(&self) -> Vec<String> {
        let head = self.raw.split("\r\n\r\n").next().unwrap_or_default();
        let lines = head.lines().filter(|line| !line.starts_with([' ', '\t']));
        lines.filter_map(|line| Some(line.split_once(':')?.0.to_lowercase())).collect()
    }

    /// The text of all parts: quoted-printable is read (RFC 2045, 6.7).
    pub fn text(&self) -> String {
        let joined = self.raw.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
            match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| byte == b'=') {
                Some(read) => {
                    bytes.push(read);
                    rest = &after[2..];
                }
                None => {
                    bytes.push(byte);
                    rest = after;
                }
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Sink {
    /// Starts one that is good.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let sink = Self {
            port: listener.local_addr().expect("an address").port(),
            mood: Arc::new(AtomicU8::new(Mood::Good as u8)),
            mails: Arc::default(),
            calls: Arc::default(),
        };
        let own = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                own.calls.fetch_add(1, Ordering::SeqCst);
                // A client that breaks off is one that the test has killed.
                std::thread::spawn(move || drop(own.talk(stream)));
            }
        });
        sink
    }

    /// Behaves so from now on.
    pub fn be(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    fn is(&self, mood: Mood) -> bool {
        self.mood.load(Ordering::SeqCst) == mood as u8
    }

    /// What came so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("no panic").clone()
    }

    /// Waits until `is` is true of what came.
    pub async fn until(&self, what: &str, is: impl Fn(&[Mail]) -> bool) -> Vec<Mail> {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let mails = self.mails();
            if is(&mails) {
                return mails;
            }
            let subjects: Vec<String> = mails.iter().map(|mail| mail.header("subject")).collect();
            assert!(Instant::now() < end, "{what}: {subjects:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        if self.is(Mood::Down) {
            return Ok(());
        }
        let mut reader = BufReader::new(stream);
        let mut recipients = Vec::new();
        say(&mut reader, "220 sink")?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let word = line.get(..4).unwrap_or_default().to_uppercase();
            match word.trim() {
                "RCPT" if self.is(Mood::MuteBefore) => wait(),
                "RCPT" if self.is(Mood::Busy) => say(&mut reader, "451 come again")?,
                "RCPT" if line.contains("nobody@") => say(&mut reader, "550 nobody of that name")?,
                "RCPT" => {
                    recipients.push(line.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                    say(&mut reader, "250 fine")?;
                }
                "DATA" => {
                    say(&mut reader, "354 go on")?;
                    let mut raw = String::new();
                    while !raw.ends_with("\r\n.\r\n") {
                        if reader.read_line(&mut raw)? == 0 {
                            return Ok(());
                        }
                    }
                    raw.truncate(raw.len() - 3);
                    let mail = Mail { recipients: std::mem::take(&mut recipients), raw };
                    self.mails.lock().expect("no panic").push(mail);
                    if self.is(Mood::MuteAfter) {
                        wait();
                    }
                    say(&mut reader, "250 taken")?;
                }
                "QUIT" => return say(&mut reader, "221 bye"),
                _ => say(&mut reader, "250 fine")?,
            }
        }
    }
}

/// Longer than any test waits for an answer.
fn wait() {
    std::thread::sleep(Duration::from_secs(90));
}

fn say(reader: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    reader.get_mut().write_all(format!("{text}\r\n").as_bytes())
}
