//! Pages that are served from another origin than the runtime: what their script asks for, and who may read the answer.

use serde_json::Value as Json;

use super::SITE;
use super::portal::{Answer, Running};
use crate::store::databases::{Database, run};

const PAGES: &str = "https://dev.example.com";

/// The site, with a runtime at an address of its own.
fn site() -> Vec<(&'static str, &'static str)> {
    let mut site = SITE.to_vec();
    site[0].1 = Box::leak(format!("{}server: {{ url: 'https://my.dev.example.com' }}\n", site[0].1).into_boxed_str());
    site.push((
        "content/docs/two.md",
        "---\ntitle: Two\ndescription: x\n---\nHello {{ current_user.username | default: 'stranger' }}!\n\n<p title=\"{{ current_account.name }}\">Fixed.</p>\n",
    ));
    site
}

fn build(page: &Answer) -> String {
    let body = page.body();
    let rest = body.split("data-portal-build=\"").nth(1).expect("the page names its build");
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn parts(answer: &Answer) -> Vec<(String, String)> {
    let json: Json = serde_json::from_slice(&answer.bytes).expect("JSON");
    let parts = json["parts"].as_object().expect("parts");
    parts.iter().map(|(number, part)| (number.clone(), part.as_str().expect("text").to_owned())).collect()
}

#[test]
fn a_script_gets_the_readers_own_parts_of_a_page() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&site(), &fresh).await;
        let acme = running.customer("Acme & Sons", "bronze").await;
        let page = running.get("/docs/two/", "");
        assert!(page.body().contains("Hello <!--portal:0-->stranger<!--/portal-->!"), "{}", page.body());
        assert!(page.body().contains("<p title=\"\">Fixed.</p>"), "what no script can replace has no comment");
        let asked = format!("/_portal/regions?page=/docs/two/&build={}", build(&page));
        let origin = format!("Origin: {PAGES}\r\n");
        let stranger = running.get(&asked, &origin);
        assert_eq!((stranger.status, stranger.bytes.len()), (204, 0));

        let own = running.get(&asked, &format!("{origin}{}", acme.cookie()));
        assert_eq!(own.status, 200, "{}", own.body());
        assert_eq!(parts(&own), [("0".to_owned(), acme.user.username.replace('&', "&amp;"))]);
        assert_eq!(own.header("cache-control"), "private, no-store");
        assert_eq!(own.header("access-control-allow-origin"), PAGES);
        assert_eq!(own.header("access-control-allow-credentials"), "true");
        assert_eq!(own.header("vary"), "Cookie, Origin");
    });
}

#[test]
fn only_the_portals_own_pages_may_read_the_answer() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&site(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let asked = format!("/_portal/regions?page=/docs/two/&build={}", build(&running.get("/docs/two/", "")));
        for origin in
            ["https://evil.example", "https://dev.example.com.evil.example", "http://dev.example.com", "null", ""]
        {
            let answer = running.get(&asked, &format!("Origin: {origin}\r\n{}", acme.cookie()));
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{origin}");
        }
    });
}

#[test]
fn parts_of_another_build_or_a_page_that_is_not_theirs_are_not_given() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&site(), &fresh).await;
        let acme = running.customer("Acme", "bronze").await;
        let status = |query: &str| running.get(&format!("/_portal/regions?{query}"), &acme.cookie()).status;
        let own = build(&running.get("/docs/two/", ""));
        assert_eq!(status("page=/docs/two/&build=0123456789abcdef"), 409);
        assert_eq!(status("page=/docs/two/"), 409);
        assert_eq!(status(&format!("page=/docs/goldmine/&build={own}")), 404, "a gated page");
        assert_eq!(status(&format!("page=/docs/../docs/two/&build={own}")), 404);
        assert_eq!(status(&format!("page=/docs/two/&page=/docs/goldmine/&build={own}")), 400, "asked twice");
    });
}

#[test]
fn parts_that_no_script_can_replace_are_named_by_the_build() {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in site() {
        super::portal::write(folder.path(), path, text);
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["check", "--format", "short", "--site"])
        .arg(folder.path())
        .output()
        .expect("portal runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.lines().filter(|line| line.contains("region/out-of-reach")).collect();
    assert!(lines.len() == 1 && lines[0].contains("content/docs/two.md"), "{said}");
}
