//! A server on the loopback that writes down every request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub struct Arrived {
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// In order, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Arrived {
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

pub struct Echo {
    pub port: u16,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Echo {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&arrived);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || answer(stream, &kept));
            }
        });
        Self { port, arrived }
    }

    /// What arrived since the last call.
    pub fn take(&self) -> Vec<Arrived> {
        std::mem::take(&mut *self.arrived.lock().expect("no thread panicked"))
    }
}

fn answer(mut stream: TcpStream, kept: &Mutex<Vec<Arrived>>) {
    let Some(arrived) = read(&stream) else { return };
    kept.lock().expect("no thread panicked").push(arrived);
    let _ = stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

fn read(stream: &TcpStream) -> Option<Arrived> {
    let mut reader = BufReader::new(stream);
    let first = line(&mut reader)?;
    let mut words = first.split(' ');
    let mut arrived =
        Arrived { method: words.next()?.to_owned(), target: words.next()?.to_owned(), ..Arrived::default() };
    loop {
        let line = line(&mut reader)?;
        let Some((name, value)) = line.split_once(':') else { break };
        arrived.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    if arrived.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = usize::from_str_radix(line(&mut reader)?.trim(), 16).ok()?;
            let mut chunk = vec![0; size];
            reader.read_exact(&mut chunk).ok()?;
            arrived.body.extend(chunk);
            line(&mut reader)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = arrived.header("content-length") {
        arrived.body = vec![0; length.parse().ok()?];
        reader.read_exact(&mut arrived.body).ok()?;
    }
    Some(arrived)
}

/// A line without its end; bytes beyond ASCII are read as Latin-1, as headers are.
fn line(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|length| *length > 0)?;
    let text: String = line.iter().map(|byte| char::from(*byte)).collect();
    Some(text.trim_end().to_owned())
}
