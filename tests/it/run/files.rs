//! Files of the bundle as answers.

use super::SITE;
use super::portal::Running;
use crate::store::databases::{Database, run};

#[test]
fn pages_and_files_have_their_types_versions_and_codings() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let page = running.get("/docs/", "");
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(page.body().contains("All the docs."));
        assert_eq!(page.header("cache-control"), "no-cache");
        let etag = page.header("etag").to_owned();
        let known = running.get("/docs/", &format!("If-None-Match: W/\"other\", {etag}\r\n"));
        assert_eq!((known.status, known.bytes.len(), known.header("etag")), (304, 0, etag.as_str()));
        assert_eq!(running.get("/docs/", "If-None-Match: \"other\"\r\n").status, 200);

        let brotli = running.get("/docs/", "Accept-Encoding: gzip, br\r\n");
        assert_eq!(brotli.header("content-encoding"), "br");
        assert!(brotli.header("vary").contains("Accept-Encoding"));
        assert_ne!(brotli.header("etag"), etag, "a coding is a version of its own");
        let gzip = running.get("/docs/", "Accept-Encoding: gzip\r\n");
        assert_eq!(gzip.header("content-encoding"), "gzip");
        let mut plain = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(gzip.bytes.as_slice()), &mut plain).expect("gzip");
        assert_eq!(plain, page.bytes);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut brotli.bytes.as_slice(), &mut plain).expect("brotli");
        assert_eq!(plain, page.bytes);

        assert_eq!(running.get("/images/icon.ico", "").header("content-type"), "image/x-icon");
        let style = page
            .body()
            .split("href=\"")
            .find(|part| part.contains(".css"))
            .map(|part| part.split('"').next().unwrap_or_default().to_owned());
        let style = running.get(&style.expect("a style sheet"), "");
        assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
        running.stop().await;
    });
}

#[test]
fn a_head_is_an_answer_without_its_body() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let (whole, head) = (running.get("/docs/", ""), running.request("HEAD", "/docs/", "", ""));
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        assert_eq!(head.header("content-length"), whole.bytes.len().to_string());
        assert_eq!(head.header("etag"), whole.header("etag"));
    });
}

#[test]
fn parts_of_files_are_given() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let whole = running.get("/robots-extra.txt", "");
        let part = running.get("/robots-extra.txt", "Range: bytes=2-5\r\nAccept-Encoding: br\r\n");
        assert_eq!((part.status, part.body()), (206, "file".to_owned()));
        assert_eq!(part.header("content-range"), format!("bytes 2-5/{}", whole.bytes.len()));
        assert_eq!(running.get("/robots-extra.txt", "Range: bytes=9999-\r\n").status, 416);
        let changed = running.get("/robots-extra.txt", "Range: bytes=2-5\r\nIf-Range: \"another version\"\r\n");
        assert_eq!((changed.status, changed.bytes), (200, whole.bytes));
    });
}

#[test]
fn what_is_not_there_is_answered_with_the_sites_own_page() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let page = running.get("/nothing/", "Accept: text/html\r\n");
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
        assert!(page.body().contains("Nothing stands here.") && page.header("etag").is_empty(), "{}", page.body());
        assert_eq!(running.get("/nothing.png", "").header("content-type"), "text/plain; charset=utf-8");
    });
}

#[test]
fn a_page_is_found_without_its_slash_and_with_its_file() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        for (path, to) in [
            ("/docs", "/docs/"),
            ("/docs/index.html", "/docs/"),
            ("/index.html?a=b", "/?a=b"),
            ("/docs?q=1", "/docs/?q=1"),
        ] {
            let answer = running.get(path, "");
            assert_eq!((answer.status, answer.header("location")), (308, to), "{path}");
        }
        assert_eq!(running.get("/former/", "").status, 200, "a former path has its page");
        assert_eq!(running.get("/docs/gold", "").status, 404, "what may not be seen is not there");
    });
}
