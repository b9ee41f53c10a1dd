//! The built-in pages of customers in the preview: as the published portal shows them, and forms that change nothing.

use super::browser::Preview;

const CONFIG: &str = "title: T
store: sqlite:portal.db
sso: { providers: { work: { title: Work, issuer: 'https://login.example', client_id: portal } } }
plans:
  gold: { title: Gold }
";
const ACME: &str = "title: Acme
account: { id: 1, name: Acme & Co }
user: { id: 2, username: anna, name: Anna, role: admin }
users: [{ id: 3, username: ben, name: Ben, role: member }]
applications:
  - { id: 5, name: Shop, plan: gold, application_id: app_acme, keys: [acme-key-not-a-secret] }
";
const BEN: &str = "account: { id: 1, name: Acme & Co }\nuser: { id: 3, username: ben, name: Ben }\n";

fn start() -> Preview {
    let mut preview = Preview::start(&[]);
    preview.write("portal.yaml", CONFIG);
    preview.write("personas/acme.yaml", ACME);
    preview.write("personas/ben.yaml", BEN);
    preview.until_text("/", ">Acme<");
    preview
}

fn viewed_as(who: &str) -> String {
    format!("Cookie: portal-view-as=persona:{who}\r\n")
}

#[test]
fn a_stranger_is_led_to_the_login_and_logs_in_as_the_first_persona() {
    let preview = start();
    let answer = preview.get("/admin/applications/");
    assert_eq!((answer.status, answer.header("location")), (303, "/login?return_to=/admin/applications"));
    let login = preview.get("/login?return_to=/admin/applications");
    assert_eq!(login.status, 200);
    assert!(login.body.contains("href=\"/auth/work\">Log in with Work</a>"), "{}", login.body);
    let answer = preview.get("/auth/work");
    assert_eq!((answer.status, answer.header("location")), (303, "/_portal/as?who=persona:acme&to=/admin"));
}

#[test]
fn the_pages_of_a_persona_are_at_their_paths() {
    let preview = start();
    let acme = viewed_as("acme");
    for (path, shown) in [
        ("/admin", "app_acme"),
        ("/admin/applications/", "Most used limit"),
        ("/admin/applications/5", "acme…cret"),
        ("/admin/applications/new", "name=\"plan_id\" value=\"gold\""),
        ("/admin/applications/5/edit", "value=\"Shop\""),
        ("/admin/applications/5/alerts", "No alerts."),
        ("/admin/account", "Acme &amp; Co"),
        ("/admin/account/edit", "account[org_name]"),
        ("/admin/account/users", "Ben"),
        ("/admin/account/users/3/edit", "value=\"ben\""),
        ("/admin/account/personal_details", "Log out everywhere"),
        ("/admin/account/audit", "Application created"),
        ("/session/create", "Log in as Acme &amp; Co?"),
        ("/_portal/builtin/errors/expired", "Start again"),
    ] {
        let page = preview.request("GET", path, &acme);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(shown), "{path}: no {shown:?} in {}", page.body);
        assert!(page.body.contains("Viewed as <b>"), "{path}");
        assert!(!page.body.contains("portal-problems"), "{path} has problems: {}", page.body);
    }
    assert_eq!(preview.request("GET", "/admin/applications/6", &acme).status, 404, "an application of nobody");
    let page = preview.request("GET", "/admin/account/audit", &viewed_as("ben"));
    assert_eq!(page.status, 403, "a member is no administrator");
    assert!(page.body.contains("You may not do this"), "{}", page.body);
}

#[test]
fn a_form_says_that_a_preview_changes_nothing() {
    let preview = start();
    let acme = viewed_as("acme");
    let from = "Referer: http://127.0.0.1/admin/applications/5\r\n";
    let answer = preview.request("POST", "/admin/applications/5/keys", &format!("{acme}{from}"));
    assert_eq!((answer.status, answer.header("location")), (303, "/admin/applications/5?preview=unchanged"));
    let page = preview.request("GET", "/admin/applications/5?preview=unchanged", &acme);
    assert!(page.body.contains("nothing was changed here"), "{}", page.body);
    let answer = preview.request("POST", "/logout", &acme);
    assert_eq!((answer.status, answer.header("location")), (303, "/_portal/as?who=anonymous&to=/"));
}

#[test]
fn a_page_of_the_site_follows_edits_and_shows_its_mistakes() {
    let mut preview = start();
    preview.write("builtin/dashboards/show.liquid", "<h1>Mine, {{ current_user.name }}</h1>");
    let acme = viewed_as("acme");
    preview.until_as(&acme, "/admin", |page| page.body.contains("<h1>Mine, Anna</h1>"));
    preview.write("builtin/dashboards/show.liquid", "<h1>{{ curent_user.name }}</h1>");
    let has_mistake =
        |page: &str| page.contains("builtin/dashboards/show.liquid") && page.contains("did you mean `current_user`");
    preview.until_as(&acme, "/admin", |page| has_mistake(&page.body));
}
