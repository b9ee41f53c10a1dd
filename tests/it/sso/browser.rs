//! A portal with a provider and links, and the least of a browser: it keeps cookies, and goes where it is sent only when a
//! test says so.

use std::collections::BTreeMap;

use crate::run::SITE;
use crate::run::portal::{Answer, Running, build, write};
use crate::store::databases::Fresh;

use super::provider::{CLIENT, Provider, SECRET};

/// The key of links.
pub const LINK_KEY: &str = "the key of links of these tests, 0123456789";

/// Builds the site of the tests of `portal run`, with `sso:`, into a new folder beside the secrets that it refers to;
/// `more` goes to its provider.
pub fn site(provider: &Provider, more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let sso = format!(
        "sso:\n  providers:\n    corp:\n      title: Our product\n      issuer: {}\n      client_id: {CLIENT}\n      \
         client_secret: ${{file:secret}}\n{more}  links: {{ keys: '${{file:link-key}}' }}\n",
        provider.issuer()
    );
    for (path, text) in SITE {
        let text = if path == "portal.yaml" { format!("{text}{sso}") } else { text.to_owned() };
        write(&folder.path().join("site"), path, &text);
    }
    write(folder.path(), "secret", SECRET);
    write(folder.path(), "link-key", LINK_KEY);
    build(folder.path());
    folder
}

/// Runs it.
pub async fn start(fresh: &Fresh, provider: &Provider, more: &str) -> Running {
    Running::of_bundle(site(provider, more), fresh).await
}

/// What `start` gets to let the provider make users.
pub const CREATE: &str = "      create: true\n      claims: { account: org.id, account_name: org.name, plan: plan, groups: groups }\n      plan: bronze\n";

/// A browser.
pub struct Browser<'r> {
    running: &'r Running,
    /// Cookies by name.
    pub cookies: BTreeMap<String, String>,
}

impl<'r> Browser<'r> {
    pub fn new(running: &'r Running) -> Self {
        Self { running, cookies: BTreeMap::new() }
    }

    /// The header with all cookies.
    pub fn cookie(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("Cookie: {}\r\n", pairs.join("; ")) }
    }

    /// Names of the cookies of logins under way.
    pub fn pending(&self) -> Vec<&String> {
        self.cookies.keys().filter(|name| name.starts_with("__Host-portal-login-")).collect()
    }

    /// The id of the session.
    pub fn session(&self) -> Option<&String> {
        self.cookies.get("__Host-portal")
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.running.get(path, &(self.cookie() + "Accept: text/html\r\n"));
        self.take(&answer);
        answer
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.running.post(path, &(self.cookie() + "Accept: text/html\r\n"), fields);
        self.take(&answer);
        answer
    }

    /// Keeps cookies, if they are as safe as they must be.
    fn take(&mut self, answer: &Answer) {
        for line in set_cookies(answer) {
            let (pair, rest) = line.split_once("; ").expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            assert!(name.starts_with("__Host-"), "{line}");
            for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(rest.split("; ").any(|found| found == part), "{part}: {line}");
            }
            assert!(!rest.contains("Domain"), "{line}");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Goes to the provider from `path`, and comes back to where it is sent: the path of the callback.
    pub async fn ask_provider(&mut self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 303, "{path}: {}", answer.body());
        let back = super::redirected(answer.header("location").to_owned()).await;
        let origin = format!("http://localhost:{}", self.running.port);
        back.strip_prefix(&origin).unwrap_or_else(|| panic!("{back}")).to_owned()
    }

    /// A whole login from `path`.
    pub async fn log_in(&mut self, path: &str) -> Answer {
        let callback = self.ask_provider(path).await;
        self.get(&callback)
    }

    /// Whether a customer is known: the page for customers is there.
    pub fn is_known(&mut self) -> bool {
        self.get("/docs/inside/").body().contains("canary-inside")
    }
}

/// All `Set-Cookie` of an answer.
pub fn set_cookies(answer: &Answer) -> Vec<String> {
    let pairs = answer.headers.lines().filter_map(|line| line.split_once(": "));
    pairs.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value.to_owned()).collect()
}
