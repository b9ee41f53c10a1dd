//! `portal.yaml`: what it may say, and what is said about it when it is wrong.

use portal::model::deploy::{Place, Shelf};
use portal::model::runtime::Signup;
use portal::model::{Link, Period, Status};

use crate::sample::{found, load, load_clean};

/// The problems of a configuration with these apis beside it.
fn problems(config: &str) -> String {
    found(&load(&[("portal.yaml", config), ("apis/mail/v3.yaml", "openapi: 3.1.0\n")]))
}

#[test]
fn a_title_is_enough() {
    let config = load_clean(&[("portal.yaml", "title: Parcels\n")]).site.config;
    assert_eq!(config.title, "Parcels");
    assert_eq!(config.brand.name, "Parcels");
    assert_eq!(config.language, "en");
    assert_eq!(config.theme, "default");
    assert_eq!(config.signup, Signup::Closed, "strangers may not sign up unless the company says so");
}

#[test]
fn everything_is_read() {
    let text = r##"
title: Parcels for developers
description: Send and follow parcels
url: https://developers.parcels.example/
language: de-AT
contact: api@parcels.example
brand:
  name: Parcels
  tagline: There by Tuesday
  logo: { light: /images/logo.svg, dark: /images/logo-dark.svg }
  colors: { accent: "#0b5f7d", ink: "#111", paper: white }
  fonts:
    text: { family: Inter, file: /static/inter.woff2, weight: 100 900 }
    code: monospace
nav:
  - { title: Docs, path: /docs/ }
  - /guides/
footer:
  - title: Legal
    links: [{ title: Terms, path: /terms/ }]
edit_url: https://git.example/edit/main/
markdown: { smart_punctuation: true }
signup: true
sso: { providers: { corp: { issuer: 'https://id.example.com', client_id: portal, client_secret: '${env:CORP}' } } }
apis:
  mail:
    title: Mail
    auth: { mode: app_id_key, in: query, names: { app_id: parcel_id, app_key: parcel_key } }
    versions:
      - { version: v3, status: current, date: 2026-02-17 }
      - { version: v2, status: deprecated, sunset: 2027-03-31, file: apis/mail/v3.yaml }
    metrics: [{ system_name: hits, title: Requests, unit: request }]
    methods: [send]
plans:
  gold:
    title: Gold
    price: 290
    apis: [mail]
    features: ["One, two", Three]
    disabled_metrics: [send]
    limits: [{ metric: hits, period: minute, value: 60 }]
    trial_days: 30
    approval_required: true
    recommended: true
    action: { title: Talk to us, path: /support/ }
deploy: { live: { s3: { bucket: portal-files, private: releases } } }
"##;
    let files =
        [("portal.yaml", text), ("apis/mail/v3.yaml", "openapi: 3.1.0\n"), ("content/guides/index.md", "# Guides\n")];
    let config = load_clean(&files).site.config;
    assert_eq!(config.url, "https://developers.parcels.example");
    assert_eq!(config.brand.logo_dark.as_deref(), Some("/images/logo-dark.svg"));
    assert_eq!(config.brand.font_text.map(|font| font.weight).as_deref(), Some("100 900"));
    assert_eq!(
        config.nav[1],
        Link { title: "Guides".into(), path: "/guides/".into() },
        "a path is called like its page"
    );
    assert!(config.smart_punctuation);
    assert_eq!(config.signup, Signup::Open);
    let mail = &config.apis[0];
    assert_eq!(mail.versions[0].file, "apis/mail/v3.yaml", "a version's description is found by its name");
    assert_eq!(mail.versions[1].status, Status::Deprecated);
    assert_eq!(mail.versions[1].sunset.map(|day| day.to_string()).as_deref(), Some("2027-03-31"));
    let names = mail.credentials.as_ref().map(|credentials| credentials.names.clone()).unwrap_or_default();
    assert_eq!(names[1], ("app_key".into(), "parcel_key".into()));
    let gold = &config.plans[0];
    assert_eq!(gold.price.as_deref(), Some("290"), "a number counts as written");
    assert_eq!(gold.limits[0].period, Period::Minute);
    assert!(gold.recommended && gold.approval_required);
}

#[test]
fn every_problem_is_reported_at_once_with_its_place() {
    let text = "\
titel: Parcels
title: Parcels
url: parcels.example
brand: { colour: red }
nav: 3
signup: yes
plans:
  gold: { apis: [mial], limits: [{ metric: hits, period: moth, value: -1 }] }
apis:
  mail:
    auth: { mode: app_id, names: { app_idd: x } }
    versions:
      - { version: v3, status: curent, date: 2026-02-30 }
      - { version: v4, file: apis/mail/v3.yml }
      - v5
    metrics: [hits]
";
    let expected = "\
portal.yaml:1:1: error[yaml/unknown-key] `portal.yaml` has no key `titel`
  did you mean `title`?
portal.yaml:3:6: error[config/url] `parcels.example` is no absolute URL
  write scheme and host, such as `https://developers.example.com`
portal.yaml:4:10: error[yaml/unknown-key] `brand` has no key `colour`
  did you mean `colors`?
portal.yaml:5:6: error[yaml/type] `nav` is a number, expected a list
  begin each item with `- `, or write `[one, two]`
portal.yaml:6:9: error[yaml/type] `signup` is a string, expected true or false
  write `true`
portal.yaml:8:18: error[yaml/value] there is no api `mial`
  did you mean `mail`?
portal.yaml:8:58: error[yaml/value] `moth` is no value for `period`
  did you mean `month`?
portal.yaml:8:71: error[yaml/type] `value` is a number, expected a whole number from 0
portal.yaml:11:19: error[yaml/value] `app_id` is no value for `mode`
  did you mean `app_id_key`?
portal.yaml:11:36: error[yaml/value] the mode `app_id_key` has no credential `app_idd`
  did you mean `app_id`?
portal.yaml:13:32: error[yaml/value] `curent` is no value for `status`
  did you mean `current`?
portal.yaml:13:46: error[yaml/value] `2026-02-30` is no value for `date`: no such day in the calendar
portal.yaml:14:30: error[api/missing-description] there is no file `apis/mail/v3.yml`
  did you mean `apis/mail/v3.yaml`?
portal.yaml:15:9: error[api/missing-description] there is no `apis/mail/v5.yaml`
  put the description there (`.yaml`, `.yml` or `.json`), or name it: `file: apis/mail/…`
";
    assert_eq!(problems(text), expected);
}

#[test]
fn who_says_who_a_customer_is_is_read_with_references_unresolved() {
    let text = "
title: Parcels
plans: { gold: { title: Gold } }
groups: [Pilots]
sso:
  providers:
    corp:
      title: Our product
      issuer: https://id.parcels.example/realms/main
      client_id: portal
      client_secret: ${env:CORP_SECRET}
      scopes: [profile, orgs]
      claims: { account: org.id, groups: realm_access.roles }
      create: true
      plan: gold
  links: { keys: ['${file:keys/new}', '${file:keys/old}'], lifetime: 90 }
";
    let config = load_clean(&[("portal.yaml", text)]).site.config;
    let sso = config.sso.expect("it is there");
    let corp = &sso.providers[0];
    assert_eq!(corp.client_secret.as_deref(), Some("${env:CORP_SECRET}"), "the reference, not what it stands for");
    assert_eq!(corp.scopes, ["openid", "profile", "orgs"], "`openid` is always asked for");
    assert_eq!((corp.claims.account.as_deref(), corp.claims.user.as_str()), (Some("org.id"), "preferred_username"));
    assert_eq!((corp.create, corp.plan.as_deref()), (true, Some("gold")));
    assert_eq!(sso.links.map(|links| (links.keys.len(), links.lifetime)), Some((2, 90)));
    assert_eq!(sso.groups, ["Pilots"]);
}

#[test]
fn whoever_could_say_who_a_customer_is_is_read_strictly() {
    let text = "\
title: Parcels
plans: { gold: { title: Gold } }
sso:
  providers:
    Corp: { issuer: 'http://id.example', client_id: p, client_secret: s3cret }
    b: { issuer: 'https://id.example?x', client_id: p, create: maybe, plan: golf }
    c: { issuer: id.example, claims: { accounts: x } }
    d: { issuer: 'http://127.0.0.1.evil.example', client_id: p, client_secret: '${env:A}${env:B}' }
    fine: { issuer: 'http://[::1]:8080/realm', client_id: p, client_secret: '${env:A}' }
    local: { issuer: 'http://localhost:3000', client_id: p }
    link: { issuer: 'https://id.example', client_id: p }
  links: { keys: [literal, '${env:A}', '${env:B}'], lifetime: 601 }
";
    let expected = "\
portal.yaml:5:5: error[config/name] `Corp` is no system name
  use lower-case letters, digits, `-` and `_`; what people read is the `title`
portal.yaml:5:21: error[config/issuer] `http://id.example` begins with `http:`, where everybody on the way could say who a customer is
  write the issuer as the provider does, such as `https://id.example.com`; `http` on loopback only
portal.yaml:5:71: error[config/secret] `client_secret` is written out
  write `${env:NAME}` or `${file:PATH}`, and change the secret if this file has left your machine
portal.yaml:6:18: error[config/issuer] `https://id.example?x` has more than scheme, host and path
  write the issuer as the provider does, such as `https://id.example.com`; `http` on loopback only
portal.yaml:6:64: error[yaml/type] `create` is a string, expected true or false
portal.yaml:6:77: error[yaml/value] there is no plan `golf`
  did you mean `gold`?
portal.yaml:7:10: error[yaml/missing-key] a provider has no `client_id`
  add `client_id: …`
portal.yaml:7:18: error[config/issuer] `id.example` is no URL of a provider
  write the issuer as the provider does, such as `https://id.example.com`; `http` on loopback only
portal.yaml:7:40: error[yaml/unknown-key] `claims` has no key `accounts`
  did you mean `account`?
portal.yaml:8:18: error[config/issuer] `http://127.0.0.1.evil.example` begins with `http:`, where everybody on the way could say who a customer is
  write the issuer as the provider does, such as `https://id.example.com`; `http` on loopback only
portal.yaml:8:80: error[config/secret] `client_secret` is written out
  write `${env:NAME}` or `${file:PATH}`, and change the secret if this file has left your machine
portal.yaml:11:5: error[config/name] `link` is what sessions are called that began with a signed link
  give the provider another name
portal.yaml:12:19: error[config/secret] `keys` is written out
  write `${env:NAME}` or `${file:PATH}`, and change the secret if this file has left your machine
portal.yaml:12:40: error[config/link-keys] there are more than two keys of links
  the first signs, the second is the one before it; leave out those that are older
portal.yaml:12:63: error[config/link-lifetime] links cannot live for 601 seconds
  write a number from 1 to 600
";
    assert_eq!(problems(text), expected);
}

#[test]
fn broken_yaml_says_what_to_do() {
    for (text, expected) in [
        (
            "title: x\n\tnav: []\n",
            "portal.yaml:2:1: error[yaml/syntax] found a tab, expected spaces\n  YAML indents with spaces only\n",
        ),
        (
            "title: \"x\nnav: []\n",
            "portal.yaml:1:8: error[yaml/syntax] this quote is never closed\n  close it, or escape a quote inside the text\n",
        ),
        (
            "title: x\nurl: 'y\n",
            "portal.yaml:2:6: error[yaml/syntax] this quote is never closed\n  close it, or escape a quote inside the text\n",
        ),
        (
            "title: [x\n",
            "portal.yaml:1:8: error[yaml/syntax] this bracket is never closed\n  close it, or put quotes around the value\n",
        ),
        (
            "title: a: b\n",
            "portal.yaml:1:9: error[yaml/syntax] found a second `: ` in one line\n  put quotes around a value that contains `: `\n",
        ),
        (
            "title: @x\n",
            "portal.yaml:1:8: error[yaml/syntax] a value cannot begin with this sign\n  put quotes around the value\n",
        ),
        (
            "title: *x\n",
            "portal.yaml:1:8: error[yaml/syntax] this alias has no anchor\n  put `&name` before the value that `*name` repeats, or quote the `*`\n",
        ),
        (
            "title: x\nurl:https://x.example\n",
            "portal.yaml:2:1: error[yaml/syntax] expected `: ` behind this key\n  a key ends with a colon and a space\n",
        ),
        (
            "title: x\ntitle: y\n",
            "portal.yaml:2:1: error[yaml/duplicate-key] the key `title` is given twice\n  portal.yaml:1:1: first given here\n  keep one of the two\n",
        ),
        (
            "title: x\nnav: [{ title: Send, follow and return, path: /x/ }]\n",
            "portal.yaml:2:22: error[yaml/comma] `follow and return` has no value\n  put quotes around a value that contains a comma\n",
        ),
        (
            "title: x\n---\ntitle: y\n",
            "portal.yaml:2:1: error[yaml/documents] a second document begins here\n  a file holds one document; take the line `---` away\n",
        ),
        (
            "- title\n",
            "portal.yaml:1:1: error[yaml/type] `portal.yaml` is a list, expected a mapping of keys to values\n  write `key: value` lines, or `{ key: value }`\n",
        ),
    ] {
        assert_eq!(problems(text), expected, "{text}");
    }
}

#[test]
fn exploding_aliases_are_refused() {
    let mut bomb = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let item = format!("*l{}", level - 1);
        bomb += &format!("l{level}: &l{level} [{}]\n", vec![item; 10].join(", "));
    }
    let found = problems(&bomb);
    assert!(found.starts_with("portal.yaml:6:") && found.contains("error[yaml/alias-limit]"), "{found}");
    assert!(found.contains("write the values out"), "{found}");
}

#[test]
fn bottomless_nesting_is_refused() {
    let found = problems(&format!("title: {}\n", "[".repeat(100_000)));
    assert!(found.contains("nested") || found.contains("never closed"), "{found}");
    let found = problems(&"- ".repeat(100_000));
    assert!(found.contains("nested"), "{found}");
}

#[test]
fn files_made_to_exhaust_are_read_or_refused_at_once() {
    let many_keys: String = (0..30_000).map(|n| format!("key{n}: x\n")).collect();
    let loaded = load(&[("data/many.yaml", &many_keys)]);
    assert_eq!(loaded.site.data["many"].as_object().map(serde_json::Map::len), Some(30_000));
    let anchors = format!("{}{}{}", "&a [".repeat(150), "x,".repeat(10_000), "]".repeat(150));
    let found = found(&load(&[("data/anchors.yaml", &anchors)]));
    assert!(found.contains("error[yaml/alias-limit]"), "{found}");
    let unknown: String = (0..1_000).map(|n| format!("nonsense{n}: x\n")).collect();
    let problems = problems(&format!("title: x\n{unknown}"));
    assert!(problems.contains("900 more problems of this file are not shown"), "{problems}");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(300))]

    #[test]
    fn whatever_is_written_every_problem_can_be_shown(
        words in proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..40)
    ) {
        let text = words.concat();
        let page = format!("---\n{text}\n---\n# x\n");
        let loaded = load(&[("portal.yaml", &text), ("content/a.md", &page), ("data/b.yaml", &text), ("content/s/_section.yaml", &text)]);
        for (_, format) in portal::diag::Format::ALL {
            portal::diag::report(&loaded.diagnostics, &portal::diag::ReportOptions { format, ..Default::default() });
        }
        for problem in &loaded.diagnostics {
            let span = problem.span.as_ref().expect("problems of files have a place");
            proptest::prop_assert!(span.range.start <= span.range.end && span.range.end <= span.source.text().len());
        }
    }
}

/// What YAML is made of, right and wrong.
const WORDS: [&str; 34] = [
    "title", "apis", "plans", "nav", "brand", ": ", ":", "\n", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ", ",
    "\"", "'", "&a ", "*a", "|\n", ">", "#", "---\n", "\t", "!!str ", "é", "\u{feff}", "\r\n", "<<: ", "? ", "%", "1",
];

#[test]
fn a_style_sheet_cannot_be_broken_out_of() {
    let found = problems("title: x\nbrand: { colors: { accent: \"red; } body { display: none\" } }\n");
    assert!(found.starts_with("portal.yaml:2:28: error[config/style]"), "{found}");
}

#[test]
fn a_folder_without_configuration_is_no_site() {
    let mut files = portal::input::MemoryFiles::default();
    let load = |files: &portal::input::MemoryFiles| {
        portal::input::load(files, &portal::input::LoadOptions::default(), &mut portal::input::Cache::default())
    };
    assert_eq!(
        found(&load(&files)),
        "error[config/missing] there is no `portal.yaml` here\n  `portal new` makes a site; `--site DIR` names the folder of one\n"
    );
    files.insert("portal.yml", "title: x\n");
    assert_eq!(
        found(&load(&files)),
        "error[config/missing] there is no `portal.yaml` here\n  rename `portal.yml` to `portal.yaml`\n"
    );
}

#[test]
fn a_base_url_takes_the_place_of_the_url() {
    let files = crate::sample::files(&[("portal.yaml", "title: x\nurl: https://a.example\n")]);
    let options = portal::input::LoadOptions { base_url: Some("https://b.example/".into()), drafts: false };
    let loaded = portal::input::load(&files, &options, &mut portal::input::Cache::default());
    assert_eq!(loaded.site.config.url, "https://b.example");
}

#[test]
fn a_value_is_found_again_by_its_path() {
    let source = portal::diag::Source::new("portal.yaml", "title: x\nnav:\n  - { title: A, path: /a/ }\n");
    let at = |pointer| portal::input::locate(&source, pointer).map(|span| (span.start().line, span.start().column));
    assert_eq!(at("/nav/0/path"), Some((3, 23)));
    assert_eq!(at("/nav"), Some((2, 1)));
    assert_eq!(at("/nav/1/path"), None);
    let page = portal::diag::Source::new("content/a.md", "---\ntitle: x\nextra: { a: b }\n---\ntext\n");
    let span = portal::input::locate(&page, "/extra/a").map(|span| (span.start().line, span.start().column));
    assert_eq!(span, Some((3, 13)));
}

#[test]
fn targets_of_deploys_are_read() {
    let text = "
title: T
url: https://developers.example.com
deploy:
  staging: { path: ../www, precompress: true, grace: 60 }
  production:
    url: https://portal.example.com
    runtime: https://my.example.com
    s3: { bucket: portal-files, prefix: /live/, public: site, private: 's3://portal-releases/live', endpoint: 'http://127.0.0.1:9000/', region: eu-west-1 }
";
    let targets = load_clean(&[("portal.yaml", text)]).site.config.deploy;
    let [staging, production] = &targets[..] else { panic!("two targets: {targets:?}") };
    assert_eq!((staging.url.as_str(), staging.grace), ("https://developers.example.com", 60));
    assert_eq!(staging.place, Place::Folder(Shelf { path: "../www".to_owned(), precompress: true }));
    assert_eq!((production.url.as_str(), production.grace), ("https://portal.example.com", 86400));
    assert_eq!(production.runtime, "https://my.example.com");
    let Place::Store(store) = &production.place else { panic!("a store: {production:?}") };
    assert_eq!(store.public.as_ref().map(ToString::to_string).as_deref(), Some("s3://portal-files/live/site"));
    assert_eq!(store.private.to_string(), "s3://portal-releases/live");
    assert_eq!(store.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
    assert!(store.path_style, "a store that is not Amazon's has its buckets in the path");
}

#[test]
fn a_private_place_is_never_where_everybody_reads() {
    for places in [
        "public: a, private: a/b",
        "public: a, private: a",
        "public: '', private: private",
        "public: a, private: 's3://portal-files/x/a/b'",
    ] {
        let text = format!("title: T\ndeploy: {{ live: {{ s3: {{ bucket: portal-files, prefix: x, {places} }} }} }}\n");
        assert!(problems(&text).contains("config/places"), "{places}: {}", problems(&text));
    }
    for places in ["public: a, private: ab", "public: a, private: 's3://other-bucket/x/a'", "private: a"] {
        let text = format!("title: T\ndeploy: {{ live: {{ s3: {{ bucket: portal-files, prefix: x, {places} }} }} }}\n");
        assert_eq!(problems(&text), "", "{places}");
    }
}

#[test]
fn all_that_is_wrong_with_targets_is_told_with_its_place() {
    let text = "title: T
deploy:
  none: {}
  both: { path: a, s3: { bucket: abc, private: p } }
  odd:
    runtime: my.example.com
    s3: { bucket: Not A Bucket, private: ../up, endpoint: 'https://key:hunter2@s3.example.com', secret_access_key: x }
";
    let told = problems(text);
    for part in [
        "has neither",
        "has both",
        "`my.example.com`",
        "`Not A Bucket`",
        "`../up`",
        "has a user in it",
        "secret_access_key",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("hunter2"), "{told}");
}
