//! What a thief of the database gets, and what becomes of it when the master secret is replaced.

use portal::runtime::crypto::Secrets;
use portal::runtime::customers::{KeyRules, NewToken, Presented};
use portal::runtime::store::sessions::{self, NewSession};

use super::accounts::{acme, begin};
use super::applications::on_plan;
use super::databases::MASTER;
use super::on_both;

const NEW_MASTER: &[u8] = b"a new master secret, 32 bytes long";

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

on_both! {
    /// Statement 53: files and dump hold no key, session id, ID token or access token, whether keys are kept or not.
    async fn statement_53_a_stolen_database_lets_nobody_in(fresh) {
        let once = fresh.customers().await;
        let reveal = once.clone().with_keys(KeyRules { reveal: true, ..KeyRules::default() });
        let ada = acme(&once).await;
        let mut secrets = Vec::new();
        for customers in [&once, &reveal] {
            let created = on_plan(customers, &ada, "bronze").await;
            secrets.push(created.key.expect("a key").value.reveal().to_owned());
        }
        let mut change = begin(&once).await;
        let token = NewToken { name: "Sales".to_owned(), scopes: vec!["sso".to_owned()], ..NewToken::default() };
        let (_, token) = change.create_token(token).await.expect("a token");
        change.commit().await.expect("committed");
        secrets.push(token.reveal().to_owned());
        let session = NewSession {
            account: ada.account_id,
            user: ada.id,
            id_token: Some("eyJhbGciOiJSUzI1NiJ9.canary-of-an-id-token.signature".to_owned()),
            expires: once.now() + 60,
            ..NewSession::default()
        };
        secrets.push(sessions::insert(once.store(), once.secrets(), &session, once.now()).await.expect("a session"));
        secrets.push("canary-of-an-id-token".to_owned());
        secrets.push(String::from_utf8(MASTER.to_vec()).expect("text"));
        once.store().close().await;
        let stolen = fresh.stolen();
        assert!(holds(&stolen, "ada@acme.example"), "the search finds what is there");
        for secret in &secrets {
            assert!(!holds(&stolen, secret), "{secret}");
            // What SQLite writes as bytes, PostgreSQL's dump writes in hexadecimal.
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!holds(&stolen, &hex), "{secret} in hexadecimal");
        }
    }
}

on_both! {
    async fn keys_are_shown_again_only_where_they_are_kept(fresh) {
        let once = fresh.customers().await;
        let reveal = once.clone().with_keys(KeyRules { reveal: true, ..KeyRules::default() });
        let ada = acme(&once).await;
        let kept = on_plan(&reveal, &ada, "bronze").await;
        let lost = on_plan(&once, &ada, "bronze").await;
        let (kept_key, lost_key) = (kept.key.expect("a key"), lost.key.expect("a key"));
        let mut change = begin(&reveal).await;
        let seen = change.reveal_key(&kept.application, kept_key.key.id).await.expect("revealed");
        assert_eq!(seen, kept_key.value);
        assert!(change.reveal_key(&lost.application, lost_key.key.id).await.is_err());
        assert!(change.reveal_key(&lost.application, kept_key.key.id).await.is_err(), "not this application's");
        change.commit().await.expect("committed");
        let last = &reveal.audit(None, None, 1).await.expect("entries")[0];
        assert_eq!((last.action.as_str(), last.subject.clone()), ("key.revealed", format!("key:{}", kept_key.key.id)));
        let key = &reveal.keys(kept.application.id).await.expect("keys")[0];
        assert_eq!(key.value(reveal.secrets()), Some(kept_key.value));
        let other = Secrets::new(NEW_MASTER).expect("long enough");
        assert_eq!(key.value(&other), None, "not with another secret");
        assert!(!format!("{key:?}{seen:?}").contains(seen.reveal()));
    }
}

on_both! {
    async fn the_master_secret_is_replaced_while_customers_go_on(fresh) {
        let old = fresh.customers().await;
        let old_reveal = old.clone().with_keys(KeyRules { reveal: true, ..KeyRules::default() });
        let ada = acme(&old).await;
        let kept = on_plan(&old_reveal, &ada, "bronze").await;
        let unused = on_plan(&old, &ada, "bronze").await;
        let used = on_plan(&old, &ada, "bronze").await;
        let both = Secrets::new(NEW_MASTER).and_then(|new| new.with_former(MASTER)).expect("long enough");
        let both = fresh.customers_with(both).await;
        assert_eq!(both.keys_of_other_secrets().await.expect("a count"), 3);
        let mut change = begin(&both).await;
        assert_eq!(change.reseal_keys().await.expect("resealed"), 1);
        change.commit().await.expect("committed");
        let credentials = |created: &portal::runtime::customers::Created| {
            let key = created.key.as_ref().expect("a key").value.reveal().to_owned();
            (created.application.app_id.clone().expect("an app_id"), key)
        };
        let (app_id, key) = credentials(&used);
        assert!(both.verify(Presented::AppIdKey(&app_id, &key)).await.expect("an answer").is_some());
        assert_eq!(both.keys_of_other_secrets().await.expect("a count"), 1, "the one that nobody has used");
        let new = fresh.customers_with(Secrets::new(NEW_MASTER).expect("long enough")).await;
        for (created, expected) in [(&kept, true), (&used, true), (&unused, false)] {
            let (app_id, key) = credentials(created);
            let found = new.verify(Presented::AppIdKey(&app_id, &key)).await.expect("an answer");
            assert_eq!(found.is_some(), expected);
        }
        let key = &new.keys(kept.application.id).await.expect("keys")[0];
        assert_eq!(key.value(new.secrets()), kept.key.map(|key| key.value));
    }
}
