//! "View as": the preview shows the site as any sample customer and as any plan, by the rules of the published portal.

use super::browser::Preview;

const CONFIG: &str = "title: T
plans:
  bronze: { title: Bronze }
  gold: { title: Gold }
";
const ACME: &str = "title: Acme, Gold
plan: gold
account: { id: 1, name: Acme }
user: { id: 2, username: anna, name: Anna & Co, admin?: true }
applications:
  - { id: 3, name: Shop, state: live, plan: gold, application_id: app_acme, keys: [acme-key] }
";

fn start() -> Preview {
    let mut preview = Preview::start(&[]);
    preview.write("portal.yaml", CONFIG);
    preview.write("personas/acme.yaml", ACME);
    preview.write("content/gold.md", "---\ntitle: Golden page\naccess: [gold]\nlayout: plain\n---\nFor the few.\n");
    preview.write(
        "content/me.md",
        "---\ntitle: Me\nlayout: plain\n---\nHello {% if current_user %}*{{ current_user.name }}* of {{ current_account.applications.first.plan.name }}{% else %}stranger{% endif %}.\n",
    );
    preview.until_text("/me/", "Hello stranger.");
    preview.until_text("/", "Acme, Gold");
    preview
}

/// The cookie that choosing `who` sets.
fn choose(preview: &Preview, who: &str) -> String {
    let answer = preview.get(&format!("/_portal/as?who={who}&to=/me/"));
    assert_eq!((answer.status, answer.header("location")), (303, "/me/"));
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    format!("Cookie: {cookie}\r\n")
}

#[test]
fn a_sample_customer_sees_their_pages_and_their_own_values() {
    let preview = start();
    let acme = choose(&preview, "persona:acme");
    let page = preview.request("GET", "/me/", &acme);
    assert!(page.body.contains("<p>Hello <em>Anna &amp; Co</em> of Gold.</p>"), "{}", page.body);
    assert!(page.body.contains("Viewed as <b>Acme, Gold</b>"), "{}", page.body);
    assert_eq!(preview.request("GET", "/gold/", &acme).status, 200);
    assert_eq!(preview.get("/gold/").status, 404, "nobody that is known does not");
    assert!(preview.get("/me/").body.contains("Hello stranger."), "what one browser chose is not another's");
}

#[test]
fn a_plan_is_enough() {
    let preview = start();
    let (gold, bronze) = (choose(&preview, "plan:gold"), choose(&preview, "plan:bronze"));
    assert_eq!(preview.request("GET", "/gold/", &gold).status, 200);
    assert_eq!(preview.request("GET", "/gold/", &bronze).status, 404);
    assert!(preview.request("GET", "/me/", &bronze).body.contains("of Bronze"));
    let search = preview.request("GET", "/search.json", &bronze).body;
    assert!(!search.contains("Golden page"), "{search}");
    assert!(preview.request("GET", "/search.json", &gold).body.contains("Golden page"));
}

#[test]
fn who_looks_follows_edits_too() {
    let mut preview = start();
    let gold = choose(&preview, "plan:gold");
    assert_eq!(preview.request("GET", "/gold/", &gold).status, 200);
    preview.write("content/gold.md", "---\ntitle: Golden page\naccess: [bronze]\nlayout: plain\n---\nMoved.\n");
    preview.until_as(&gold, "/gold/", |page| page.status == 404);
}
