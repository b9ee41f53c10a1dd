//! Built-in pages of customers, as the runtime has them: read back from the bundle and finished with a visit.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use portal::diag::Diagnostic;
use portal::model::customer::{
    Account, Application, Errors, Flash, FlashKind, FormError, Key, Plan, Provider, Request, Secret, SignedLink, User,
    Visit,
};
use portal::model::{Persona, Role};
use portal::render::persona;
use portal::render::region::{Kit, Personal};
use portal::render::views::Late;
use portal::site::private::{Index, KIT, PUBLIC, index_path};
use portal::site::{self, Cache, Output, Settings, Snapshot};

use super::sample;

const NOW: i64 = 1_795_700_225;
const CONFIG: &str = "title: T
url: https://portal.example
contact: help@portal.example
store: sqlite:portal.db
apis:
  mail: { title: Mail, metrics: [{ system_name: hits, title: Requests }] }
  events: { title: Events }
plans:
  gold: { title: Gold & more, price: €9, apis: [mail, events], limits: [{ metric: hits, period: month, value: 1000 }] }
  bronze: { title: Bronze, apis: [mail], limits: [{ metric: hits, period: month, value: 10 }] }
";

/// What the runtime has: files of the bundle by path.
struct Bundle(BTreeMap<String, Output>);

fn snapshot(given: &[(&str, &str)]) -> Snapshot {
    let mut files = vec![("portal.yaml", CONFIG)];
    files.extend_from_slice(given);
    Snapshot::load(Arc::new(sample::files(&files)), &Settings::default(), &mut Cache::default())
}

fn build(given: &[(&str, &str)]) -> (Bundle, Vec<Diagnostic>) {
    let all = Mutex::new(BTreeMap::new());
    let write = |output: &Output| -> io::Result<()> {
        all.lock().expect("no thread panics").insert(output.path.clone(), output.clone());
        Ok(())
    };
    let build = site::build(&snapshot(given), &write).expect("memory takes everything");
    (Bundle(all.into_inner().expect("no thread panics")), build.diagnostics)
}

fn bundle(given: &[(&str, &str)]) -> Bundle {
    let (bundle, problems) = build(given);
    let problems: Vec<_> = problems.iter().map(|found| found.message.clone()).collect();
    assert_eq!(problems, Vec::<String>::new());
    bundle
}

impl Bundle {
    fn json<T: serde::de::DeserializeOwned>(&self, path: &str) -> T {
        serde_json::from_slice(&self.0[path].bytes).expect("JSON of the bundle is read back")
    }

    fn names(&self) -> Vec<String> {
        let index: Index = self.json(&index_path(PUBLIC));
        index.into_keys().filter(|name| !name.starts_with('/')).collect()
    }

    fn stranger(&self, name: &str) -> String {
        let index: Index = self.json(&index_path(PUBLIC));
        let text = index[name].text.clone().expect("a built-in page is in the private part alone");
        assert!(text.starts_with("private/"), "{text}");
        String::from_utf8(self.0[&text].bytes.clone()).expect("UTF-8")
    }

    fn page(&self, name: &str, visit: &Visit) -> String {
        let index: Index = self.json(&index_path(PUBLIC));
        let personal: Personal = self.json(index[name].regions.as_ref().expect("it has regions"));
        let tools = self.json::<Kit>(KIT).ready();
        personal.finish(&self.stranger(name), &tools.press(NOW), &Late::of(visit)).expect("it can be finished")
    }
}

/// A customer with one application, on a plan; `word` is in every text of it.
fn customer(word: &str, plan: &str) -> Visit {
    let user = User {
        id: 7,
        username: format!("{word}-user"),
        name: Some(format!("{word} User")),
        email: Some(format!("{word}@customer.example")),
        role: Role::Admin,
        ..User::default()
    };
    let application = Application {
        id: Some(5),
        name: format!("{word} App"),
        description: format!("{word} description"),
        plan: Plan { system_name: plan.to_owned(), ..Plan::default() },
        app_id: Some(format!("{word}-id")),
        keys: vec![Key::of_value(3, 5, &format!("{word}-key-not-a-secret-at-all"))],
        ..Application::default()
    };
    let account = Account {
        id: 9,
        name: format!("{word} Inc"),
        applications: vec![application],
        users: vec![user.clone()],
        ..Account::default()
    };
    let visit = persona::visit(snapshot(&[]).whole(), &Persona { account, user, ..Persona::default() }, NOW);
    Visit {
        request: Request { path: "/admin/applications/5".to_owned(), ..Request::default() },
        csrf: Some(Secret::new(format!("{word}-token"))),
        ..visit
    }
}

/// All forms of a page: what stands between their tags, with the tag.
fn forms(page: &str) -> Vec<&str> {
    page.split("<form ").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default()).collect()
}

#[test]
fn a_bundle_has_every_page_in_its_private_part_and_none_in_public() {
    let bundle = bundle(&[]);
    assert_eq!(bundle.names().len(), 22, "{:?}", bundle.names());
    for name in bundle.names() {
        let page = bundle.stranger(&name);
        assert!(page.contains("account.") && page.contains("<meta name=\"robots\" content=\"noindex\">"), "{name}");
    }
    assert!(bundle.0.keys().all(|path| !path.starts_with("public/admin") && !path.starts_with("public/login")));
}

#[test]
fn a_portal_without_customers_has_none_of_them() {
    let (bundle, _) = build(&[("portal.yaml", "title: T\nurl: https://portal.example\n")]);
    assert!(!bundle.0.contains_key(&index_path(PUBLIC)));
    let home = String::from_utf8_lossy(&bundle.0["public/search/index.html"].bytes).into_owned();
    assert!(!home.contains("/login"), "{home}");
}

#[test]
fn a_customer_sees_id_masked_keys_plan_and_usage() {
    let bundle = bundle(&[]);
    let page = bundle.page("applications/show", &customer("Acme", "gold"));
    for shown in [
        "Acme App",
        "Acme-id",
        "Acme…-all",
        "Gold &amp; more",
        "Requests",
        "of 1,000",
        "Events",
        "/admin/account/audit",
    ] {
        assert!(page.contains(shown), "no {shown:?} in {page}");
    }
    assert!(!page.contains("key-not-a-secret"), "keys are shown once: {page}");
    let page = bundle.page("applications/show", &customer("Acme", "bronze"));
    assert!(page.contains("Events (not in this plan)"), "{page}");
}

#[test]
fn a_key_is_shown_whole_when_it_was_made_just_now() {
    let bundle = bundle(&[]);
    let fresh = Key { name: "Staging".to_owned(), ..Key::of_value(4, 5, "fresh-key-of-this-minute") };
    let visit = Visit { fresh_key: Some(fresh), ..customer("Acme", "gold") };
    for name in ["applications/show", "dashboards/show"] {
        let page = bundle.page(name, &visit);
        assert!(page.contains("<code id=\"fresh-key\">fresh-key-of-this-minute</code>"), "{name}: {page}");
    }
    assert!(!bundle.page("applications/show", &customer("Acme", "gold")).contains("fresh-key"));
}

#[test]
fn every_page_of_one_customer_holds_nothing_of_another() {
    let bundle = bundle(&[]);
    let (one, other) = (customer("Acme", "gold"), customer("Zeta", "bronze"));
    for name in bundle.names() {
        let first = bundle.page(&name, &one);
        let second = bundle.page(&name, &other);
        assert!(!first.contains("Zeta") && !second.contains("Acme"), "{name}");
        assert!(!bundle.stranger(&name).contains("Acme"), "{name}");
    }
}

#[test]
fn what_a_customer_is_called_is_text() {
    let bundle = bundle(&[]);
    for word in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ site.title }}zqregion0x0z"] {
        let mut visit = customer(word, "gold");
        visit.link = Some(SignedLink { account: word.to_owned(), user: word.to_owned(), ..SignedLink::default() });
        visit.message = Some(word.to_owned());
        visit.flash = vec![Flash { kind: FlashKind::Danger, text: word.to_owned() }];
        visit.fresh_key = Some(Key { name: word.to_owned(), ..Key::default() });
        visit.providers =
            vec![Provider { title: word.to_owned(), authorize_url: word.to_owned(), system_name: word.to_owned() }];
        for name in bundle.names() {
            let page = bundle.page(&name, &visit);
            for bad in ["<script>alert", "<img src=x", "\"><img"] {
                assert!(!page.contains(bad), "{name}: {word:?} became {bad:?} in {page}");
            }
        }
    }
}

#[test]
fn every_form_that_posts_carries_the_token_of_the_visit() {
    let bundle = bundle(&[]);
    let mut visit = customer("Acme", "gold");
    visit.link = Some(SignedLink { token: Secret::new("link-token"), ..SignedLink::default() });
    let mut seen = Vec::new();
    for name in bundle.names() {
        let page = bundle.page(&name, &visit);
        for form in forms(&page).into_iter().filter(|form| form.contains("method=\"post\"")) {
            let token = "<input type=\"hidden\" name=\"authenticity_token\" value=\"Acme-token\">";
            assert!(form.contains(token), "{name}: {form}");
            assert!(form.contains("<button type=\"submit\""), "{name}: {form}");
            let action = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let method = form.split("name=\"_method\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
            seen.push(format!("{} {action}", method.unwrap_or("post")));
        }
    }
    seen.sort();
    seen.dedup();
    let expected = [
        "delete /admin/applications/5",
        "post /admin/applications",
        "post /admin/applications/5/keys",
        "post /logout",
        "post /session/create",
        "post /signup",
        "put /admin/account",
        "put /admin/account/personal_details",
        "put /admin/account/users/7",
        "put /admin/applications/5",
        "put /admin/applications/5/keys/3/regenerate",
        "put /admin/contracts/5",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_stranger_is_shown_no_form_of_a_customer() {
    let bundle = bundle(&[]);
    for name in bundle.names() {
        let page = bundle.stranger(&name);
        let posting: Vec<&str> = forms(&page).into_iter().filter(|form| form.contains("post")).collect();
        let allowed = name == "applications/new";
        assert!(posting.is_empty() || allowed, "{name}: {posting:?}");
        assert!(page.contains("href=\"/login\""), "{name} says where to log in");
    }
}

#[test]
fn errors_of_a_form_stand_at_their_fields_with_what_was_entered() {
    let bundle = bundle(&[]);
    let wrong =
        |attribute: &str, message: &str| FormError { attribute: attribute.to_owned(), message: message.to_owned() };
    let entered = Application {
        name: "No <b>".to_owned(),
        errors: Errors(vec![wrong("name", "is taken"), wrong("", "There are too many applications")]),
        ..Application::default()
    };
    let page = bundle.page("applications/new", &Visit { application: Some(entered), ..customer("Acme", "gold") });
    assert!(page.contains("value=\"No &lt;b&gt;\""), "{page}");
    assert!(page.contains("aria-invalid=\"true\" aria-describedby=\"application_name-wrong\""), "{page}");
    assert!(page.contains("<p class=\"inline-errors\" id=\"application_name-wrong\">is taken</p>"), "{page}");
    assert!(page.contains("<p class=\"inline-errors\">There are too many applications</p>"), "{page}");
}

#[test]
fn a_file_of_the_site_takes_the_place_of_a_page() {
    let own = "---\ntitle: Mine\nlayout: bare\n---\n<p>Hi {{ current_user.display_name }}, {% for one in current_account.applications %}{{ one.application_id }}{% endfor %}</p>\n";
    let bundle = bundle(&[("builtin/dashboards/show.html.liquid", own)]);
    let page = bundle.page("dashboards/show", &customer("Acme", "gold"));
    assert!(page.contains("<p>Hi Acme User, Acme-id</p>"), "{page}");
    assert!(page.contains("<title>Mine"), "{page}");
}

#[test]
fn mistakes_in_a_page_of_the_site_have_places() {
    let found = |text: &str| {
        let (_, problems) = build(&[("builtin/dashboards/show.liquid", text)]);
        let shown = |found: &Diagnostic| {
            let place = found.span.as_ref().map(|span| (span.source.name().to_owned(), span.start().line));
            (found.code, place, found.hints.first().cloned().unwrap_or_default())
        };
        problems.iter().map(shown).collect::<Vec<_>>()
    };
    let place = |line| Some(("builtin/dashboards/show.liquid".to_owned(), line));
    let hint = |name: &str| format!("did you mean `{name}`?");
    assert_eq!(found("\n{{ acount.name }}"), [("liquid/unknown-variable", place(2), hint("account"))]);
    assert_eq!(
        found("a\nb\n{% if current_user %}{{ application.nmae }}{% endif %}"),
        [("liquid/unknown-variable", place(3), hint("name"))],
        "a property that no customer has is found before one comes"
    );
    assert_eq!(
        found("{% form 'application.updat', application %}{% endform %}"),
        [("liquid/argument", place(1), hint("application.update"))]
    );
    let (_, _, instead) = found("{% form 'password_reset' %}{% endform %}").remove(0);
    assert!(instead.contains("there are no passwords"), "{instead}");
    let (code, at, _) = found("---\npath: /me/\n---\n").remove(0);
    assert_eq!((code, at), ("builtin/path", place(2)));
    let (_, problems) = build(&[("builtin/invoices/index.liquid", "x")]);
    assert_eq!(problems[0].code, "builtin/unknown");
}

#[test]
fn buttons_in_ordinary_pages_wait_for_the_token() {
    let page = "---\ntitle: Me\n---\n<p>{{ 'Go' | create_button: '/admin/applications' }}</p>\n\n{% csrf %}\n";
    let bundle = bundle(&[("content/me.md", page)]);
    let index: Index = bundle.json(&index_path(PUBLIC));
    let personal: Personal = bundle.json(index["/me/"].regions.as_ref().expect("it has regions"));
    let public = String::from_utf8(bundle.0["public/me/index.html"].bytes.clone()).expect("UTF-8");
    let tools = bundle.json::<Kit>(KIT).ready();
    let visit = customer("Acme", "gold");
    let finished = personal.finish(&public, &tools.press(NOW), &Late::of(&visit)).expect("it can be finished");
    assert!(finished.contains("name=\"authenticity_token\" value=\"Acme-token\"><button"), "{finished}");
    assert!(finished.contains("<meta name=\"csrf-token\" content=\"Acme-token\">"), "{finished}");
    assert!(!public.contains("authenticity_token") && !public.contains("csrf-token"), "{public}");
}

#[test]
fn what_is_for_another_place_of_the_layout_stands_there() {
    let layout = "<head>{{ content_of.stylesheets }}{{ content_of.nothing }}</head>{{ content }}";
    let page = "---\ntitle: Me\nlayout: own\n---\n{% content_for stylesheets %}<link rel=\"x\">{% endcontent_for %}\n\n## Hello\n\n{{ current_user.name }} [broken](nowhere.md)\n";
    let (bundle, problems) = build(&[("layouts/own.liquid", layout), ("content/me.md", page)]);
    let public = String::from_utf8(bundle.0["public/me/index.html"].bytes.clone()).expect("UTF-8");
    assert!(public.starts_with("<head><link rel=\"x\"></head>"), "{public}");
    assert!(public.contains("Hello") && !public.contains('\u{2}') && !public.contains("stylesheets"), "{public}");
    let place = problems[0].span.as_ref().map(|span| span.start().line);
    assert_eq!((problems[0].code, place), ("link/broken", Some(9)), "what follows keeps its places");
}
