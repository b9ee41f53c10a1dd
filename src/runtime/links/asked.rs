//! A request for a link, with 3scale's parameters and answers (`sso_tokens`): `user_id` or `username`, `expires_in`,
//! `redirect_url`, `protocol`. Must not know who asks.

use form_urlencoded::Serializer;
use serde_json::json;

use super::target::target;
use super::{Links, Who};
use crate::model::sso::LINK_LIFETIME_MOST;
use crate::runtime::crypto::Hidden;
use crate::runtime::customers::{Customers, Error, User};

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    user_id: Option<String>,
    username: Option<String>,
    expires_in: Option<String>,
    redirect_url: Option<String>,
    protocol: Option<String>,
}

/// A link that was made.
#[derive(Debug)]
pub struct Issued {
    /// The address that the customer's browser goes to.
    pub url: Hidden,
    /// The token in it.
    pub token: Hidden,
    /// Whom it logs in.
    pub user: User,
}

/// Why none was made.
#[derive(Debug)]
pub enum NotIssued {
    /// Parameters that cannot be taken: name, and what is wrong, in 3scale's words.
    Invalid(Vec<(&'static str, &'static str)>),
    /// The customers' data could not be read.
    Data(Error),
}

impl From<Error> for NotIssued {
    fn from(error: Error) -> Self {
        Self::Data(error)
    }
}

impl Asked {
    /// Takes one parameter; says whether it is one of these, given for the first time.
    pub fn take(&mut self, name: &str, value: &str) -> bool {
        let place = match name {
            "user_id" => &mut self.user_id,
            "username" => &mut self.username,
            "expires_in" => &mut self.expires_in,
            "redirect_url" => &mut self.redirect_url,
            "protocol" => &mut self.protocol,
            _ => return false,
        };
        let is_first = place.is_none();
        *place = Some(value.to_owned());
        is_first
    }

    /// Makes the link. The user must be able to log in now.
    ///
    /// # Errors
    /// When a parameter cannot be taken, or the customers' data cannot be read.
    pub async fn issue(&self, links: &Links, customers: &Customers) -> Result<Issued, NotIssued> {
        let mut wrong = Vec::new();
        let lifetime = self.lifetime(links.lifetime(), &mut wrong);
        let to = self.target(links.origin(), &mut wrong);
        self.check_protocol(links.origin(), &mut wrong);
        let user = match self.user(customers).await? {
            Ok(user) => Some(user),
            Err(problem) => {
                wrong.push(problem);
                None
            }
        };
        let (Some(user), true) = (user, wrong.is_empty()) else { return Err(NotIssued::Invalid(wrong)) };
        let (link, token) = links.make(Who::Id(user.id), &to, lifetime);
        let mut query = Serializer::new(String::new());
        query.append_pair("expires_at", &link.expires.to_string()).append_pair("token", token.reveal());
        if self.redirect_url.is_some() {
            query.append_pair("redirect_url", &to);
        }
        let url = Hidden::new(format!("{}/session/create?{}", links.origin(), query.finish()));
        Ok(Issued { url, token, user })
    }

    fn lifetime(&self, usual: i64, wrong: &mut Vec<(&'static str, &'static str)>) -> i64 {
        let Some(text) = self.expires_in.as_deref().filter(|text| !text.is_empty()) else { return usual };
        match text.parse::<i64>() {
            Ok(seconds) if (1..=LINK_LIFETIME_MOST).contains(&seconds) => return seconds,
            Ok(seconds) if seconds < 1 => wrong.push(("expires_in", "must be greater than 0")),
            Ok(_) => wrong.push(("expires_in", "must be less than or equal to 600")),
            Err(_) => wrong.push(("expires_in", "is not a number")),
        }
        usual
    }

    fn target(&self, origin: &str, wrong: &mut Vec<(&'static str, &'static str)>) -> String {
        let Some(url) = self.redirect_url.as_deref().filter(|url| !url.is_empty()) else { return "/".to_owned() };
        let to = target(url, origin);
        // What became the front page and was not the front page is an address elsewhere.
        if to == "/" && url != "/" && url.trim_end_matches('/') != origin {
            wrong.push(("redirect_url", "is not an address of this portal"));
        }
        to
    }

    fn check_protocol(&self, origin: &str, wrong: &mut Vec<(&'static str, &'static str)>) {
        let Some(protocol) = self.protocol.as_deref().filter(|text| !text.is_empty()) else { return };
        if origin.split("://").next() != Some(protocol) {
            wrong.push(("protocol", "is not this portal's"));
        }
    }

    async fn user(&self, customers: &Customers) -> Result<Result<User, (&'static str, &'static str)>, Error> {
        let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        let (name, user) = match (given(&self.user_id), given(&self.username)) {
            (false, false) => return Ok(Err(("username", "can't be blank"))),
            (true, true) => return Ok(Err(("user_id", "is given beside a username"))),
            (true, false) => match self.user_id.as_deref().unwrap_or_default().parse() {
                Ok(id) => ("user_id", customers.user(id).await?),
                Err(_) => ("user_id", None),
            },
            (false, true) => {
                ("username", customers.user_by_username(self.username.as_deref().unwrap_or_default()).await?)
            }
        };
        let Some(user) = user else { return Ok(Err((name, "is invalid"))) };
        let can_log_in = customers.member(user.id).await?.is_some();
        Ok(if can_log_in { Ok(user) } else { Err((name, "is not active")) })
    }
}

impl Issued {
    /// 3scale's answer in JSON.
    pub fn json(&self) -> String {
        json!({ "sso_token": { "sso_url": self.url.reveal(), "token": self.token.reveal() } }).to_string()
    }

    /// 3scale's answer in XML.
    pub fn xml(&self) -> String {
        format!("{XML}<sso_url>{}</sso_url>", escaped(self.url.reveal()))
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
