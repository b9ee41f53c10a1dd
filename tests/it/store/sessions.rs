//! Sessions and tokens that are used once.

use portal::runtime::store::{sessions, used_tokens};

use super::accounts::acme;
use super::on_both;

on_both! {
    /// Statements 35 and 37: idle and absolute limits, kept by the server.
    async fn a_session_ends_when_it_is_idle_or_old(fresh) {
        let customers = fresh.customers().await;
        let (store, secrets, now) = (customers.store(), customers.secrets(), customers.now());
        let ada = acme(&customers).await;
        let new = sessions::NewSession {
            account: ada.account_id,
            user: ada.id,
            provider: "okta".to_owned(),
            iss: Some("https://id.example".to_owned()),
            sub: Some("ada-1".to_owned()),
            sid: Some("s-1".to_owned()),
            id_token: Some("header.payload.signature".to_owned()),
            names: vec!["gold".to_owned()],
            expires: now + 1000,
        };
        let id = sessions::insert(store, secrets, &new, now).await.expect("a session");
        assert!(id.len() >= 22, "at least 128 bits");
        let find = |at| sessions::find(store, &id, 100, at);
        let session = find(now + 100).await.expect("an answer").expect("a session");
        assert_eq!((session.user, session.names.clone(), session.sid.clone()), (ada.id, new.names.clone(), new.sid.clone()));
        assert_eq!(find(now + 101).await.expect("an answer"), None, "idle");
        sessions::touch(store, &session, now + 90).await.expect("touched");
        assert!(find(now + 190).await.expect("an answer").is_some());
        assert_eq!(sessions::find(store, &id, 5000, now + 1000).await.expect("an answer"), None, "too old");
        assert_eq!(sessions::find(store, "another", 100, now).await.expect("an answer"), None);
        let token = sessions::id_token(store, secrets, &session).await.expect("an answer");
        assert_eq!(token.as_deref(), Some("header.payload.signature"));
        assert_eq!(sessions::sweep(store, 5000, now + 1000).await.expect("swept"), 1);
    }
}

on_both! {
    /// Statements 38 and 39: a logout ends the session here, or all that belong to one at the provider.
    async fn sessions_end_alone_or_together(fresh) {
        let customers = fresh.customers().await;
        let (store, secrets, now) = (customers.store(), customers.secrets(), customers.now());
        let ada = acme(&customers).await;
        let begin = |iss: &str, sub: &str, sid: &str| {
            let new = sessions::NewSession {
                account: ada.account_id,
                user: ada.id,
                iss: Some(iss.to_owned()),
                sub: Some(sub.to_owned()),
                sid: Some(sid.to_owned()),
                expires: now + 1000,
                ..Default::default()
            };
            async move { sessions::insert(store, secrets, &new, now).await.expect("a session") }
        };
        let lives = |id: &str| {
            let id = id.to_owned();
            async move { sessions::find(store, &id, 100, now).await.expect("an answer").is_some() }
        };
        let (a, b, c) = (begin("i", "u", "1").await, begin("i", "u", "2").await, begin("j", "u", "1").await);
        let version = store.version().await.expect("a version");
        assert_eq!(sessions::delete_by_sid(store, "i", "1").await.expect("ended"), 1);
        assert!(store.version().await.expect("a version") > version, "nobody may keep it in memory");
        assert!(!lives(&a).await && lives(&b).await && lives(&c).await);
        assert!(sessions::delete(store, &b).await.expect("ended"));
        assert!(!sessions::delete(store, &b).await.expect("an answer"), "it has ended before");
        let d = begin("i", "u", "3").await;
        assert_eq!(sessions::delete_by_sub(store, "i", "u").await.expect("ended"), 1);
        assert!(!lives(&d).await && lives(&c).await);
        assert_eq!(sessions::delete_by_user(store, ada.id).await.expect("ended"), 1);
        assert!(!lives(&c).await);
    }
}

on_both! {
    /// Statement 20: of fifty that claim one token at the same time, one has it.
    async fn a_token_is_claimed_once(fresh) {
        let store = fresh.store().await;
        let claims = (0..50).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { used_tokens::claim(&store, "token", 100).await.expect("an answer") })
        });
        let mut won = 0;
        for claim in claims.collect::<Vec<_>>() {
            won += u32::from(claim.await.expect("no panic"));
        }
        assert_eq!(won, 1);
        assert!(used_tokens::claim(&store, "another", 100).await.expect("an answer"));
        assert_eq!(used_tokens::sweep(&store, 100).await.expect("swept"), 0);
        assert_eq!(used_tokens::sweep(&store, 101).await.expect("swept"), 2);
    }
}

on_both! {
    async fn two_programs_may_open_an_empty_database_at_once(fresh) {
        let opened = (0..8).map(|_| {
            let url = fresh.url.clone();
            tokio::spawn(async move { portal::runtime::store::Store::open(&url).await.map(drop) })
        });
        for opened in opened.collect::<Vec<_>>() {
            opened.await.expect("no panic").expect("the database opens");
        }
    }
}
