//! The real client of 3scale's API, in Python, and what it does with a portal. It is installed by `tests/run`.

use std::path::Path;
use std::process::Command;

use super::api::{Api, token};
use crate::store::on_both;

on_both! {
    async fn the_real_client_manages_accounts_applications_keys_and_users(fresh) {
        let api = Api::revealing(&fresh).await;
        let other = token(&api.running, &["sso", "stats"], true).await;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut client = Command::new(root.join("tests/.venv/bin/python"));
        client
            .arg(root.join("tests/it/admin/client.py"))
            .args([&format!("http://127.0.0.1:{}", api.running.admin), &api.token, &other]);
        let output = tokio::task::spawn_blocking(move || client.output()).await.expect("no panic");
        let output = output.expect("no Python in tests/.venv: `tests/run` installs it, with the client");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "done");
        api.running.stop().await;
    }
}
