//! A target in a store: what is sent, in which order, what readers see meanwhile, and who may.

use super::site::{GATED, Site, done, json, said, style};
use super::stores::{As, Host, Store, WRONG};

fn writing(requests: &[String]) -> Vec<&String> {
    requests.iter().filter(|request| request.starts_with("PUT ") || request.starts_with("POST ")).collect()
}

/// Nothing that a page asks for is missing, and every page that pages lead to is there.
fn is_whole(host: &Host) -> Result<String, String> {
    let home = host.get("/");
    if home.status != 200 {
        return Err(format!("the home page answers {}", home.status));
    }
    for path in ["/", "/docs/"] {
        let page = host.get(path);
        let asset = host.get(&style(&page.body()));
        if page.status != 200 || asset.status != 200 {
            return Err(format!("{path}: {} with a style sheet that answers {}", page.status, asset.status));
        }
    }
    Ok(host.get("/docs/").body())
}

#[test]
fn the_first_deploy_publishes_and_the_next_sends_what_differs() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    let deploy = |arguments: &[&str]| json(store.as_user(&mut site.command(arguments), As::Writer));
    let first = deploy(&["--no-check"]);
    assert_eq!(first["release"], site.id());
    let host = store.host();
    assert!(host.get("/docs/").body().contains("The first text."));
    assert_eq!(host.get("/docs/gold/").status, 404);

    let objects = store.objects();
    let of = |key: &str| objects.get(key).unwrap_or_else(|| panic!("{key}: {:?}", objects.keys()));
    assert_eq!(of("site/docs/index.html")["content-type"], "text/html; charset=utf-8");
    assert_eq!(of("site/docs/index.html")["cache-control"], "no-cache");
    assert_eq!(of("site/images/icon.ico")["content-type"], "image/x-icon");
    let sheet = format!("site{}", style(&host.get("/").body()));
    assert_eq!(of(&sheet)["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(of("releases/deploy.json")["content-type"], "application/json");

    store.requests();
    site.change("content/docs/index.md", "The second text.");
    let second = deploy(&["--no-check"]);
    let requests = store.requests();
    assert!(requests.len() <= 12, "{} requests: {requests:#?}", requests.len());
    assert_eq!(second["before"], first["release"]);
    assert!(host.get("/docs/").body().contains("The second text."));
    let pages: Vec<_> = writing(&requests).into_iter().filter(|request| request.contains(" site/")).collect();
    assert!(pages.iter().any(|request| request.ends_with("site/docs/index.html")), "{requests:#?}");
    assert!(!pages.iter().any(|request| request.ends_with("site/index.html")), "{requests:#?}");

    let nothing = deploy(&["--no-check"]);
    assert_eq!((nothing["written"].as_u64(), store.requests().len()), (Some(0), 1), "one look tells that it is there");
}

#[test]
fn files_are_written_before_assets_before_pages_before_the_step() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    store.as_user(&mut site.command(&["--no-check"]), As::Writer).output().expect("portal runs");
    site.paint("#a01020");
    store.requests();
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    let requests = store.requests();
    let last =
        |is: &dyn Fn(&str) -> bool| requests.iter().rposition(|request| request.starts_with("PUT ") && is(request));
    let first =
        |is: &dyn Fn(&str) -> bool| requests.iter().position(|request| request.starts_with("PUT ") && is(request));
    let object = |request: &str| request.contains("releases/objects/");
    let asset = |request: &str| request.contains("site/_assets/");
    let page = |request: &str| request.ends_with(".html");
    let step = requests.iter().rposition(|request| request == "PUT releases/deploy.json");
    assert!(last(&object) < first(&asset) && last(&asset) < first(&page) && last(&page) < step, "{requests:#?}");
    assert!(first(&asset).is_some() && first(&page).is_some(), "{requests:#?}");
}

#[test]
fn the_public_place_holds_nothing_gated_and_the_private_place_has_it() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    let host = store.host();
    for key in store.objects().keys().filter_map(|key| key.strip_prefix("site")) {
        assert!(!host.get(key).body().contains(GATED), "{key}");
    }
    assert!(store.objects().keys().any(|key| key.starts_with("releases/objects/")));
}

#[test]
fn a_private_place_that_everybody_can_read_is_refused_before_anything_is_in_it() {
    let store = Store::new();
    store.open();
    let site = Site::new(&store.targets(""));
    let output = store.as_user(&mut site.command(&["--no-check"]), As::Writer).output().expect("portal runs");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("everybody can read"), "{}", said(&output));
    let held: Vec<String> = store.objects().into_keys().collect();
    assert_eq!(held, ["releases/deploy.json"], "the journal alone, which holds no secret");
}

#[test]
fn cut_at_every_step_readers_see_the_old_or_the_new_and_the_next_deploy_sets_it_right() {
    let store = Store::new();
    let site = Site::new(&store.targets("    grace: 0\n"));
    let host = store.host();
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    let old = is_whole(&host).expect("the first release is whole");
    let before = site.id();

    site.change("content/docs/index.md", "The second text.");
    std::fs::remove_file(site.root().join("content/docs/old.md")).expect("it is there");
    site.paint("#a01020");
    let mut cuts = 0;
    loop {
        store.cut_after(cuts);
        let output = store.as_user(&mut site.command(&["--no-check", "--take-over"]), As::Writer).output();
        let output = output.expect("portal runs");
        store.mend();
        let seen = is_whole(&host).unwrap_or_else(|wrong| panic!("cut after {cuts} requests: {wrong}"));
        assert!(seen == old || seen.contains("The second text."), "cut after {cuts} requests: {seen}");
        if output.status.success() {
            break;
        }
        // Back to where it began: the release before is set right from what the store keeps, whatever was left.
        if cuts % 5 == 4 {
            let back = store
                .as_user(&mut site.command(&["--no-check", "--take-over", "--rollback", &before]), As::Writer)
                .output();
            let back = back.expect("portal runs");
            assert!(back.status.success(), "cut after {cuts} requests: {}", said(&back));
            assert_eq!(is_whole(&host).as_ref(), Ok(&old), "cut after {cuts} requests");
            assert_eq!(host.get("/docs/old/").status, 200, "cut after {cuts} requests");
        }
        cuts += 1;
        assert!(cuts < 300, "it never ends");
    }
    assert!(cuts > 9, "it was never cut: {cuts}");
    assert!(is_whole(&host).expect("it is whole").contains("The second text."));
    assert_eq!(host.get("/docs/old/").status, 404, "pages that are no more are gone");
}

#[test]
fn a_release_is_gone_back_to_without_the_bundle() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    let host = store.host();
    let writer = |arguments: &[&str]| json(store.as_user(&mut site.command(arguments), As::Writer));
    let first = writer(&["--no-check"])["release"].clone();
    site.change("content/docs/index.md", "The second text.");
    let second = writer(&["--no-check"])["release"].clone();
    let back = writer(&["--no-check", "--rollback"]);
    assert_eq!((&back["release"], &back["before"]), (&first, &second));
    assert!(host.get("/docs/").body().contains("The first text."));
    let list = writer(&["--list"]);
    let ids: Vec<_> = list["releases"].as_array().expect("a list").iter().map(|release| &release["id"]).collect();
    assert_eq!(ids, [&first, &second]);
    writer(&["--no-check", &format!("--rollback={}", second.as_str().expect("an id"))]);
    assert!(host.get("/docs/").body().contains("The second text."));
    let output = store.as_user(&mut site.command(&["--rollback=zzz"]), As::Writer).output().expect("portal runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("there is no release `zzz`"), "{}", said(&output));
}

#[test]
fn old_releases_go_with_what_only_they_had() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    let host = store.host();
    for text in ["One.", "Two.", "Three."] {
        site.change("content/docs/index.md", text);
        done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    }
    let before = store.objects().len();
    let refused = store.as_user(&mut site.command(&["--prune", "1"]), As::Writer).output().expect("portal runs");
    assert_eq!(refused.status.code(), Some(2), "nobody is there to be asked");
    let pruned = json(store.as_user(&mut site.command(&["--prune", "2", "--yes"]), As::Writer));
    assert_eq!(pruned["releases"].as_array().map(Vec::len), Some(1));
    assert!(store.objects().len() < before);
    done(store.as_user(&mut site.command(&["--no-check", "--rollback"]), As::Writer));
    assert!(host.get("/docs/").body().contains("Two."), "what is kept can be gone back to");
    assert!(is_whole(&host).is_ok());
}

#[test]
fn who_may_not_is_told_so_and_no_secret_is_shown() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    for (who, words) in [(As::Impostor, "does not know these credentials"), (As::Reader, "does not allow it")] {
        let output = store.as_user(&mut site.command(&["--no-check", "-vv"]), who).output().expect("portal runs");
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(words), "{who:?}: {text}");
        let (id, secret) = Store::credentials(who);
        for canary in [&secret, &id, WRONG, "AWS4-HMAC", "StringToSign"] {
            assert!(!text.contains(canary), "{who:?}: {text}");
        }
    }
    assert!(store.objects().is_empty());
    let good = done(store.as_user(&mut site.command(&["--no-check", "-vv"]), As::Writer));
    let (id, secret) = Store::credentials(As::Writer);
    assert!(!good.contains(&secret) && !good.contains(&id), "{good}");
}

#[test]
fn of_two_deploys_at_once_one_publishes_and_the_other_says_so_or_comes_after() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    let host = store.host();
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    let other = Site::new(&store.targets(""));
    site.change("content/docs/index.md", "Text of one.");
    other.change("content/docs/index.md", "Text of two.");
    other.paint("#a01020");
    let outputs: Vec<_> = std::thread::scope(|scope| {
        let run =
            |site: &Site| store.as_user(&mut site.command(&["--no-check"]), As::Writer).output().expect("portal runs");
        let runs = [scope.spawn(move || run(&site)), scope.spawn(move || run(&other))];
        runs.into_iter().map(|run| run.join().expect("no panic")).collect()
    });
    assert!(outputs.iter().any(|output| output.status.success()));
    for output in outputs.iter().filter(|output| !output.status.success()) {
        assert!(said(output).contains("another deploy is running"), "{}", said(output));
    }
    let page = is_whole(&host).expect("it is whole");
    // The pages are of one release: the painted one has another style sheet on every page.
    let sheets: Vec<String> = ["/", "/docs/", "/docs/old/"].iter().map(|path| style(&host.get(path).body())).collect();
    assert!(sheets.iter().all(|sheet| *sheet == sheets[0]), "{sheets:?}");
    assert!(page.contains("Text of one.") || page.contains("Text of two."));
}

#[test]
fn a_plan_says_what_would_be_done_and_does_nothing() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    site.change("content/docs/index.md", "The second text.");
    store.requests();
    let plan = done(store.as_user(&mut site.command(&["--dry-run"]), As::Writer));
    assert!(plan.contains("change  public/docs/index.html"), "{plan}");
    assert!(writing(&store.requests()).is_empty());
}

#[test]
fn what_was_published_is_looked_at_and_gone_back_from_where_it_is_wrong() {
    let store = Store::new();
    let host = store.host();
    let good = Site::new(&store.targets(&format!("    url: http://127.0.0.1:{}\n", host.port)));
    let report = json(store.as_user(&mut good.command(&[]), As::Writer));
    let checks = report["checks"].as_array().expect("a list");
    assert!(checks.len() >= 4 && checks.iter().all(|check| check["wrong"].is_null()), "{report}");
    assert!(
        checks.iter().any(|check| check["address"].as_str().is_some_and(|address| address.ends_with("/docs/gold/")))
    );

    // Readers are sent to a host that has none of it.
    let elsewhere = Store::new().host();
    let bad = Site::new(&store.targets(&format!("    url: http://127.0.0.1:{}\n", elsewhere.port)));
    bad.change("content/docs/index.md", "The second text.");
    let output = store
        .as_user(&mut bad.command(&["--rollback-on-failure", "--wait", "0"]), As::Writer)
        .output()
        .expect("portal runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("answers 404") && said(&output).contains("went back"), "{}", said(&output));
    assert!(host.get("/docs/").body().contains("The first text."));
}
