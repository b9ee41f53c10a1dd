//! What 3scale's templates call the portal and its own pages: `provider`, `urls`, `i18n`. Nothing of it depends on the
//! customer.

use super::{Named, SystemName, properties, text};
use crate::liquid::{Kind, Value, View};
use crate::model::customer::Service;
use crate::model::runtime::Signup;
use crate::model::{Config, Programme, Site};

impl SystemName for Service {
    fn system_name(&self) -> &str {
        &self.system_name
    }
}

/// `provider`: who sells.
pub(super) struct ProviderView<'m> {
    config: &'m Config,
    services: Named<Service>,
}

impl<'m> ProviderView<'m> {
    pub(super) fn new(site: &'m Site) -> Self {
        let programme = Programme::of(&site.config.apis, &site.config.plans);
        Self { config: &site.config, services: Named::new(Service::all(&programme)) }
    }
}

properties!(ProviderView<'_>, this, {
    "name" => Value::str(if this.config.brand.name.is_empty() { &this.config.title } else { &this.config.brand.name }),
    "domain" => Value::str(this.config.url.split_once("://").map_or("", |(_, host)| host)),
    "support_email" => text(&this.config.contact),
    "finance_support_email" => text(&this.config.contact),
    "services" => Value::View(&this.services),
    "signups_enabled?" => this.config.signup.is_open(),
    "account_management_enabled?" => true,
    "multiple_applications_allowed?" => true,
    "multiple_services_allowed?" => true,
    "multiple_users_allowed?" => true,
    "account_plans_allowed?" => false,
    "finance_allowed?" => false,
    "requires_credit_card?" => false,
    "full_address" => Value::Nil,
    "country_name" => Value::Nil,
    "telephone_number" => Value::Nil,
    "vat_zero_text" => Value::Nil,
    "timezone" => Value::Nil,
    "payment_gateway" => Value::Nil,
    "logo_url" => text(&this.config.brand.logo_light),
    "account_plans" => Value::array(Vec::new()),
    "api_specs" => Value::array(Vec::new()),
});

/// The page that is there only where strangers may sign up.
const SIGNUP: &str = "signup";

/// Pages of a customer: name, path, title.
const URLS: [(&str, &str, &str); 11] = [
    ("login", "/login", ""),
    (SIGNUP, "/signup", ""),
    ("logout", "/logout", ""),
    ("dashboard", "/admin", "Overview"),
    ("applications", "/admin/applications", "Applications"),
    ("new_application", "/admin/applications/new", ""),
    ("account_overview", "/admin/account", "Overview"),
    ("stats", "/buyer/stats", "Stats"),
    ("users", "/admin/account/users", "Users"),
    ("personal_details", "/admin/account/personal_details", "Personal Details"),
    ("search", "/search/", ""),
];

/// What 3scale has pages for, and this portal has not: nil.
const NOT_HERE: [&str; 19] = [
    "forgot_password",
    "service_subscription",
    "services",
    "messages_new",
    "messages_outbox",
    "messages_inbox",
    "messages_trash",
    "empty_messages_trash",
    "access_details",
    "api_access_details",
    "new_invitation",
    "invitations",
    "account_plans",
    "invoices",
    "payment_details",
    "credit_card_terms",
    "credit_card_privacy",
    "credit_card_refunds",
    "docs",
];

/// `urls`, seen from one page.
pub(super) struct Urls {
    all: [Url; URLS.len()],
    signup: Signup,
}

impl Urls {
    pub(super) fn seen_from(current: &str, signup: Signup) -> Self {
        let current = current.trim_end_matches('/').to_owned();
        let is_below = |path: &str| current.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        let all = URLS.map(|(name, path, title)| {
            let is_current = current == path;
            // Everything of a customer is below the dashboard.
            let is_active = is_current || (path != "/admin" && is_below(path));
            Url { name, path, title, is_current, is_active }
        });
        Self { all, signup }
    }

    fn there(&self) -> impl Iterator<Item = &Url> {
        self.all.iter().filter(|url| url.name != SIGNUP || self.signup.is_open())
    }
}

impl View for Urls {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        let known = self.there().find(|url| url.name == key).map(|url| Value::View(url));
        known.or_else(|| (key == SIGNUP || NOT_HERE.contains(&key)).then_some(Value::Nil))
    }

    fn len(&self) -> usize {
        self.there().count()
    }

    fn keys(&self) -> Vec<String> {
        self.there().map(|url| url.name.to_owned()).collect()
    }
}

/// One of them; it prints its path.
struct Url {
    name: &'static str,
    path: &'static str,
    title: &'static str,
    is_current: bool,
    is_active: bool,
}

impl View for Url {
    fn kind(&self) -> Kind {
        Kind::Text
    }

    fn as_text(&self) -> Option<&str> {
        Some(self.path)
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "to_s" => Value::str(self.path),
            "title" => Value::str(self.title),
            "current?" => Value::Bool(self.is_current),
            "active?" | "current_or_subpath?" => Value::Bool(self.is_active),
            _ => return None,
        })
    }

    fn keys(&self) -> Vec<String> {
        ["to_s", "title", "current?", "current_or_subpath?", "active?"].map(str::to_owned).to_vec()
    }
}

/// `i18n`: formats of dates.
pub(super) struct I18n;

properties!(I18n, _this, {
    "short_date" => "%b %d",
    "long_date" => "%B %d, %Y",
    "default_date" => "%Y-%m-%d",
    "default_time" => "%d %b %Y %H:%M:%S %Z",
});

#[cfg(test)]
mod tests {
    use super::Urls;
    use crate::liquid::{Value, View};

    #[test]
    fn a_page_is_active_with_those_below_it_but_the_dashboard_by_itself() {
        let urls = Urls::seen_from("/admin/applications/new/", super::Signup::Closed);
        let is_active = |name: &str| urls.get(name).and_then(|url| url.get("active?")).is_some_and(|is| is.truthy());
        assert!(is_active("applications") && is_active("new_application") && !is_active("dashboard"));
        assert!(matches!(urls.get("invoices"), Some(Value::Nil)) && urls.get("invoces").is_none());
    }
}
