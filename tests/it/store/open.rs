//! Opening a database: who may read its file, what is refused, what is told.

use portal::runtime::store::{Store, StoreError};

use super::databases::{Database, run};
use super::on_both;

async fn execute(url: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(url).await.expect("it opens");
    sqlx::query(statement).execute(&pool).await.expect("it is done");
    pool.close().await;
}

on_both! {
    async fn a_database_of_a_newer_program_is_left_alone(fresh) {
        fresh.store().await.close().await;
        execute(&fresh.url, "INSERT INTO schema_version (version) VALUES (4711)").await;
        let refused = Store::open(&fresh.url).await.expect_err("it is newer");
        assert!(matches!(refused, StoreError::Newer { found: 4711, .. }), "{refused}");
    }
}

on_both! {
    async fn what_is_closed_says_so(fresh) {
        let store = fresh.store().await;
        store.ping().await.expect("it answers");
        store.close().await;
        assert!(store.ping().await.expect_err("it is closed").is_passing());
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("100% sure?#.db");
    run(async {
        let store = Store::open(&format!("sqlite:{}", path.display())).await.expect("it opens");
        for entry in std::fs::read_dir(folder.path()).expect("the folder").flatten() {
            let mode = entry.metadata().expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", entry.path().display());
        }
        store.close().await;
    });
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|entry| entry.path()).collect();
    assert_eq!(names, [path], "its log is in it, and its name is what was asked for");
}

#[test]
fn what_cannot_be_opened_is_told_without_the_password() {
    run(async {
        let away = "postgres://portal:canary@127.0.0.1:1/portal";
        for (address, expected) in [
            (away, "cannot open the database `postgres://portal@127.0.0.1:1/portal`"),
            ("sqlite:/proc/no/such.db", "cannot open the database `sqlite:/proc/no/such.db`"),
            ("mysql://root:canary@db/portal", "`mysql://root@db/portal` is no address of a database"),
        ] {
            let told = Store::open(address).await.expect_err("it cannot").to_string();
            assert!(told.starts_with(expected) && !told.contains("canary"), "{told}");
        }
    });
    // Nothing is made of an address that is none.
    assert!(Database::Sqlite.fresh().stolen().is_empty());
}
