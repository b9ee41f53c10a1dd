//! The browser of a customer: it keeps the cookies that it is given, and sends forms as pages of the portal do.

use std::collections::BTreeMap;

use portal::runtime::customers::Presented;
use portal::runtime::http::csrf_token;

use crate::run::portal::{Answer, Customer, Running};

/// A browser with a session.
pub struct Browser<'r> {
    pub running: &'r Running,
    pub cookies: BTreeMap<String, String>,
}

impl<'r> Browser<'r> {
    /// With the session of a customer.
    pub fn of(running: &'r Running, customer: &Customer) -> Self {
        Self::with(running, &customer.session)
    }

    /// With a session.
    pub fn with(running: &'r Running, session: &str) -> Self {
        Self { running, cookies: BTreeMap::from([("__Host-portal".to_owned(), session.to_owned())]) }
    }

    /// The id of the session.
    pub fn session(&self) -> &str {
        self.cookies.get("__Host-portal").map_or("", String::as_str)
    }

    /// The header with all cookies.
    pub fn header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("Cookie: {}\r\n", pairs.join("; "))
    }

    /// What forms of a page in this session carry.
    pub async fn token(&self) -> String {
        let portal = &self.running.portal;
        let release = portal.shelf().current();
        let known = portal.known(&release, self.session()).await.expect("the database answers");
        known.map(|known| csrf_token(self.running.customers().secrets(), &known)).unwrap_or_default()
    }

    /// Reads a page.
    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.running.get(path, &format!("{}Accept: text/html\r\n", self.header()));
        self.keep(&answer);
        answer
    }

    /// Sends a form: `PUT` and `DELETE` as forms ask for them.
    pub async fn send(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut all = vec![("authenticity_token", token.as_str())];
        let asked = method.to_lowercase();
        if method != "POST" {
            all.push(("_method", asked.as_str()));
        }
        all.extend(fields);
        let answer = self.running.post(path, &format!("{}Accept: text/html\r\n", self.header()), &all);
        self.keep(&answer);
        answer
    }

    /// Sends a form, and reads the page that the answer leads to.
    pub async fn send_and_follow(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send(method, path, fields).await;
        assert_eq!(answer.status, 303, "{method} {path}: {}", answer.body());
        let to = answer.header("location").to_owned();
        self.get(&to)
    }

    fn keep(&mut self, answer: &Answer) {
        for (name, value, rest) in set_cookies(answer) {
            if rest.contains("Max-Age=0") {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
    }
}

/// The cookies that an answer gives: name, value, and how.
pub fn set_cookies(answer: &Answer) -> Vec<(String, String, String)> {
    let lines = answer.headers.lines().filter_map(|line| line.split_once(": "));
    let cookies = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    cookies
        .filter_map(|(_, cookie)| {
            let (pair, rest) = cookie.split_once(';')?;
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), value.to_owned(), rest.to_owned()))
        })
        .collect()
}

/// Whether a key is taken.
pub async fn is_taken(running: &Running, customer: &Customer, key: &str) -> bool {
    let app_id = customer.application.app_id.as_deref().unwrap_or_default();
    let presented = Presented::AppIdKey(app_id, key);
    running.customers().verify(presented).await.expect("the database answers").is_some()
}

/// The key that a page shows this once.
pub fn fresh_key(answer: &Answer) -> String {
    let body = answer.body();
    let from = body.split("id=\"fresh-key\">").nth(1).unwrap_or_else(|| panic!("no fresh key: {body}"));
    from.split('<').next().unwrap_or_default().to_owned()
}
