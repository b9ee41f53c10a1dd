//! Where somebody may be sent: a path of the portal, or the front page. The corpus is made here: ways to write an address
//! that some browser or library takes for another host.

use portal::runtime::links::target;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::ORIGIN;

/// Hosts of an attacker, in the spellings that parsers disagree about.
const HOSTS: [&str; 20] = [
    "evil.example",
    "portal.example.evil.example",
    "evilportal.example",
    "portal.example@evil.example",
    "portal.example:443@evil.example",
    "portal.example%40evil.example",
    "evil.example%23.portal.example",
    "evil.example#.portal.example",
    "evil.example?.portal.example",
    "evil.example\\.portal.example",
    "evil.example%00.portal.example",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "evіl.example",
    "evil。example",
    "ｅvil.example",
    "xn--evl-8ma.example",
];

/// What stands before the host.
const BEFORE: [&str; 42] = [
    "//",
    "///",
    "////",
    "/\\",
    "\\\\",
    "\\/",
    "/\\/",
    "\\/\\",
    "/\\\\",
    "//\\",
    "/%09/",
    "/%0a/",
    "/%0d/",
    "/%0D%0A/",
    "/\t/",
    "/\n/",
    "/\r\n/",
    "\t//",
    "\u{b}//",
    "\u{a0}//",
    " //",
    "/ /",
    "/%20//",
    "/%5c",
    "/%5C%5C",
    "/%2f",
    "/%2F%2F",
    "/%2f%5c",
    "/./\\",
    "/.//",
    "/..//",
    "/%2e//",
    "/%2e%2e//",
    "/a/..//",
    "https://",
    "http://",
    "https:/",
    "https:",
    "HtTpS:/\\",
    "ftp://",
    "//;@",
    "https://portal.example:443//",
];

/// Addresses that are nothing but trouble.
const ALONE: [&str; 54] = [
    "",
    " ",
    "\u{0}",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java%0ascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript://portal.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:x",
    "about:blank",
    "mailto:a@b",
    "//",
    "///",
    "/\\",
    "\\",
    "https://",
    "https:",
    "?",
    "#",
    ".",
    "..",
    "./",
    "../",
    "/..",
    "/../",
    "/.",
    "/docs/../admin",
    "/docs/./x",
    "/docs/%2e%2e/x",
    "/docs//x",
    "/%",
    "/%2",
    "/%zz",
    "/%00",
    "/%7f",
    "/docs\r\nSet-Cookie: a=b",
    "/docs%0d%0aSet-Cookie:%20a=b",
    "/docs?x=%0d%0aSet-Cookie:a",
    "/docs?x=\r\n",
    "/docs#x",
    "/docs#//evil.example",
    "/docs/<script>",
    "/docs/\"onload=",
    "/dócs",
    "docs",
    "docs/start",
    "@evil.example",
    "/@evil.example",
    "/:80",
    "/docs;jsessionid=1",
];

/// Pages that would log in or out again.
const LOOPS: [&str; 8] = [
    "/login",
    "/login?return_to=/login",
    "/logout",
    "/logout/",
    "/auth/corp",
    "/auth/corp/callback?code=x",
    "/session/create",
    "/session",
];

fn corpus() -> Vec<String> {
    let made = BEFORE.iter().flat_map(|before| HOSTS.iter().map(move |host| format!("{before}{host}")));
    made.chain(ALONE.iter().chain(&LOOPS).map(|&text| text.to_owned())).collect()
}

#[test]
fn statement_31_whatever_leads_away_leads_to_the_front_page() {
    let corpus = corpus();
    assert!(corpus.len() > 559, "{} addresses", corpus.len());
    for wanted in &corpus {
        // Behind nothing at all, a path is a path.
        let more = ["", "/", "/docs?x=y"].into_iter().filter(|more| !wanted.is_empty() || more.is_empty());
        for text in more.map(|more| format!("{wanted}{more}")) {
            assert_eq!(target(&text, ORIGIN), "/", "{text:?}");
        }
    }
    assert_eq!(target(&format!("/{}", "x".repeat(4096)), ORIGIN), "/", "too long");
}

#[test]
fn statement_32_the_portals_own_name_must_be_all_of_the_host() {
    for (wanted, to) in [
        ("https://portal.example", "/"),
        ("https://portal.example/", "/"),
        ("https://portal.example/docs/?a=b", "/docs/?a=b"),
        ("https://portal.example.evil.example/docs/", "/"),
        ("https://portal.exampleevil/docs/", "/"),
        ("https://evilportal.example/docs/", "/"),
        ("https://portal.example@evil.example/docs/", "/"),
        ("https://portal.example:8443/docs/", "/"),
        ("https://portal.example//evil.example", "/"),
        ("https://PORTAL.example/docs/", "/"),
        ("http://portal.example/docs/", "/"),
    ] {
        assert_eq!(target(wanted, ORIGIN), to, "{wanted}");
    }
    assert_eq!(target("//evil.example", ""), "/", "a portal that does not know its name yet");
    assert_eq!(target("/docs/", ""), "/docs/");
}

#[test]
fn statement_33_nothing_of_a_target_ends_a_header() {
    for wanted in corpus() {
        let to = target(&wanted, ORIGIN);
        assert!(to.bytes().all(|byte| (b'!'..=b'~').contains(&byte)), "{to:?}");
    }
}

#[test]
fn pages_of_the_portal_are_kept_as_they_are() {
    for kept in [
        "/",
        "/docs/",
        "/docs/start/",
        "/apis/mail/v3/operations/send-mail/",
        "/search/?q=two+words&page=2",
        "/docs/?q=a%20b%2fc&u=https://x.example/@y",
        "/admin/applications/12/edit",
        "/caf%C3%A9/",
        "/file.name_x~1,2",
        "/loginsight/",
    ] {
        assert_eq!(target(kept, ORIGIN), kept);
    }
}

proptest! {
    /// Whatever is asked for, the answer is a path that a browser cannot take for another host, and it stays what it is.
    #[test]
    fn statement_31_a_target_is_a_path_whatever_is_asked_for(wanted in "[/\\\\.a-z%0-9:@?#;&= \\t\\r\\n\u{3002}]{0,40}|\\PC{0,40}") {
        let to = target(&wanted, ORIGIN);
        prop_assert!(to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"));
        prop_assert!(to.bytes().all(|byte| (b'!'..=b'~').contains(&byte)));
        prop_assert_eq!(&target(&to, ORIGIN), &to);
        prop_assert!(to == "/" || wanted.ends_with(&to));
    }
}
