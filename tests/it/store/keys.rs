//! Keys: several at once, an exact limit, revoked at once, replaced with an overlap, found by their HMAC.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portal::runtime::crypto::Hidden;
use portal::runtime::customers::{
    AccountState, AccountUpdate, Actor, Application, ApplicationState, ApplicationUpdate, Customers, Error, FreshKey,
    KeyRules, KeyState, MOST_KEYS, NewKey, Presented, User,
};

use super::accounts::{acme, begin};
use super::applications::on_plan;
use super::on_both;

async fn add(customers: &Customers, application: &Application, new: NewKey) -> Result<FreshKey, Error> {
    let mut change = begin(customers).await;
    let fresh = change.create_key(application, new).await?;
    change.commit().await.map(|()| fresh)
}

async fn takes(customers: &Customers, application: &Application, key: &str) -> bool {
    let app_id = application.app_id.as_deref().expect("an app_id");
    customers.verify(Presented::AppIdKey(app_id, key)).await.expect("an answer").is_some()
}

/// An application with one key, and the key.
async fn with_key(customers: &Customers, user: &User) -> (Application, FreshKey) {
    let created = on_plan(customers, user, "bronze").await;
    (created.application, created.key.expect("a first key"))
}

on_both! {
    /// Statement 54: two keys at once; one is revoked and refused, the other works.
    async fn two_keys_live_at_once_and_one_is_revoked_alone(fresh) {
        let customers = fresh.customers().await;
        let (application, first) = with_key(&customers, &acme(&customers).await).await;
        let second = add(&customers, &application, NewKey { name: "new server".to_owned(), ..NewKey::default() }).await.expect("a key");
        let (a, b) = (first.value.reveal(), second.value.reveal());
        assert!(a.len() == 32 && a != b);
        assert!(takes(&customers, &application, a).await && takes(&customers, &application, b).await);
        let version = customers.store().version().await.expect("a version");
        let mut change = begin(&customers).await;
        change.revoke_key(&application, first.key.id).await.expect("revoked");
        assert!(matches!(change.revoke_key(&application, first.key.id).await, Err(Error::NotFound("key"))));
        change.commit().await.expect("committed");
        assert!(customers.store().version().await.expect("a version") > version, "caches are told");
        assert!(!takes(&customers, &application, a).await && takes(&customers, &application, b).await);
        let keys = customers.keys(application.id).await.expect("keys");
        assert_eq!(keys.iter().map(|key| key.state(customers.now())).collect::<Vec<_>>(), [KeyState::Revoked, KeyState::Live]);
        assert_eq!((keys[1].name.as_str(), keys[1].last_used_at), ("new server", Some(customers.now())));
        assert_eq!(keys[1].shown(), format!("{}…{}", &b[..4], &b[28..]));
    }
}

on_both! {
    /// Statement 54, the last part: whether a customer may take the last key away is the company's choice.
    async fn the_last_key_goes_only_by_the_rules(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let (application, key) = with_key(&customers, &ada).await;
        let customer = Actor::User(ada.id, ada.username.clone());
        let mut change = customers.change(customer.clone()).await.expect("a change begins");
        assert!(matches!(change.revoke_key(&application, key.key.id).await, Err(Error::State(_))));
        drop(change);
        let free = customers.clone().with_keys(KeyRules { last_may_go: true, ..KeyRules::default() });
        let mut change = free.change(customer).await.expect("a change begins");
        change.revoke_key(&application, key.key.id).await.expect("these customers may");
        drop(change);
        let mut change = begin(&customers).await;
        change.revoke_key(&application, key.key.id).await.expect("the company may always");
    }
}

on_both! {
    /// Statement 55: fifty make a key at the same time; there are never more than five.
    async fn the_limit_of_keys_is_exact(fresh) {
        let customers = fresh.customers().await;
        let (application, _) = with_key(&customers, &acme(&customers).await).await;
        let made = Arc::new(AtomicUsize::new(1));
        let creates = (0..50).map(|_| {
            let (customers, application, made) = (customers.clone(), application.clone(), Arc::clone(&made));
            tokio::spawn(async move {
                match add(&customers, &application, NewKey::default()).await {
                    Ok(_) => made.fetch_add(1, Ordering::SeqCst),
                    Err(Error::Limit("keys", MOST_KEYS)) => 0,
                    Err(other) => panic!("{other}"),
                }
            })
        });
        for create in creates.collect::<Vec<_>>() {
            create.await.expect("no panic");
        }
        assert_eq!(made.load(Ordering::SeqCst), MOST_KEYS);
        assert_eq!(customers.keys(application.id).await.expect("keys").len(), MOST_KEYS);
    }
}

on_both! {
    async fn a_key_is_replaced_with_an_overlap(fresh) {
        let customers = fresh.customers().await;
        let (application, old) = with_key(&customers, &acme(&customers).await).await;
        let mut change = begin(&customers).await;
        let new = change.rotate_key(&application, old.key.id, 3600).await.expect("rotated");
        change.commit().await.expect("committed");
        let (a, b) = (old.value.reveal(), new.value.reveal());
        assert!(takes(&customers, &application, a).await && takes(&customers, &application, b).await);
        fresh.clock.advance(3600);
        assert!(!takes(&customers, &application, a).await && takes(&customers, &application, b).await);
        let mut change = begin(&customers).await;
        let third = change.rotate_key(&application, new.key.id, 0).await.expect("rotated");
        change.commit().await.expect("committed");
        assert!(!takes(&customers, &application, b).await && takes(&customers, &application, third.value.reveal()).await);
    }
}

on_both! {
    async fn an_overlap_counts_against_the_limit(fresh) {
        let customers = fresh.customers().await;
        let (application, first) = with_key(&customers, &acme(&customers).await).await;
        for _ in 1..MOST_KEYS {
            add(&customers, &application, NewKey::default()).await.expect("a key");
        }
        let mut change = begin(&customers).await;
        assert!(matches!(change.rotate_key(&application, first.key.id, 60).await, Err(Error::Limit("keys", MOST_KEYS))));
        drop(change);
        let mut change = begin(&customers).await;
        change.rotate_key(&application, first.key.id, 0).await.expect("one goes and one comes");
        change.commit().await.expect("committed");
    }
}

on_both! {
    async fn a_user_key_and_a_client_secret_stand_alone(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let simple = on_plan(&customers, &ada, "simple").await;
        let old = simple.key.expect("a user key");
        let found = customers.verify(Presented::UserKey(old.value.reveal())).await.expect("an answer");
        assert_eq!(found.map(|found| found.application), Some(simple.application.clone()));
        assert!(matches!(add(&customers, &simple.application, NewKey::default()).await, Err(Error::Limit("keys", 1))));
        let mut change = begin(&customers).await;
        let new = change.rotate_key(&simple.application, old.key.id, 60).await.expect("regenerated");
        change.commit().await.expect("committed");
        for key in [&old, &new] {
            assert!(customers.verify(Presented::UserKey(key.value.reveal())).await.expect("an answer").is_some());
        }
        let client = on_plan(&customers, &ada, "clients").await;
        let (id, secret) = (client.application.app_id.expect("a client id"), client.key.expect("a secret"));
        assert!(customers.verify(Presented::Oauth(&id, secret.value.reveal())).await.expect("an answer").is_some());
        assert!(customers.verify(Presented::AppIdKey(&id, secret.value.reveal())).await.expect("an answer").is_none());
        assert!(customers.verify(Presented::UserKey(secret.value.reveal())).await.expect("an answer").is_none());
    }
}

on_both! {
    /// Statement 56: expired, revoked, suspended, deleted: none is taken.
    async fn keys_end_with_what_they_belong_to(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let (application, first) = with_key(&customers, &ada).await;
        let end = customers.now() + 60;
        let brief = add(&customers, &application, NewKey { expires_at: Some(end), ..NewKey::default() }).await.expect("a key");
        assert!(takes(&customers, &application, brief.value.reveal()).await);
        fresh.clock.advance(60);
        assert!(!takes(&customers, &application, brief.value.reveal()).await, "expired");
        let key = first.value.reveal();
        for (state, expected) in [(ApplicationState::Suspended, false), (ApplicationState::Pending, false), (ApplicationState::Live, true)] {
            let mut change = begin(&customers).await;
            let update = ApplicationUpdate { state: Some(state), ..ApplicationUpdate::default() };
            change.update_application(application.id, update).await.expect("updated");
            change.commit().await.expect("committed");
            assert_eq!(takes(&customers, &application, key).await, expected, "{state:?}");
        }
        for (state, expected) in [(AccountState::Suspended, false), (AccountState::Approved, true)] {
            let mut change = begin(&customers).await;
            let update = AccountUpdate { state: Some(state), ..AccountUpdate::default() };
            change.update_account(ada.account_id, update).await.expect("updated");
            change.commit().await.expect("committed");
            assert_eq!(takes(&customers, &application, key).await, expected, "{state:?}");
        }
        let mut change = begin(&customers).await;
        change.delete_account(ada.account_id).await.expect("deleted");
        change.commit().await.expect("committed");
        assert!(!takes(&customers, &application, key).await, "deleted");
    }
}

on_both! {
    /// Statement 58: the whole credential is looked up; a part of a key, or another application's id, finds nothing.
    async fn statement_58_a_key_is_found_by_all_of_it_or_not_at_all(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let (application, key) = with_key(&customers, &ada).await;
        let (other, others) = with_key(&customers, &ada).await;
        let value = key.value.reveal();
        for wrong in ["", &value[..31], &format!("{value}0"), &value.to_uppercase(), others.value.reveal(), &key.key.prefix] {
            assert!(!takes(&customers, &application, wrong).await, "{wrong}");
        }
        assert!(!takes(&customers, &other, value).await);
        let given = || NewKey { value: Some(Hidden::new("the-same-in-both")), ..NewKey::default() };
        add(&customers, &application, given()).await.expect("a key");
        add(&customers, &other, given()).await.expect("a key, though the text is the same");
    }
}

on_both! {
    async fn a_given_value_is_taken_as_3scale_takes_it(fresh) {
        let customers = fresh.customers().await;
        let (application, _) = with_key(&customers, &acme(&customers).await).await;
        let given = |value: &str| NewKey { value: Some(Hidden::new(value)), ..NewKey::default() };
        for wrong in ["four", "with space", "line\nbreak", "ümlaut", &"a".repeat(256)] {
            let refused = add(&customers, &application, given(wrong)).await.expect_err("not taken");
            assert_eq!(refused.to_string(), "`value` must have 5 to 255 printable characters without spaces", "{wrong}");
        }
        let fresh_key = add(&customers, &application, given("short")).await.expect("a key");
        assert_eq!(fresh_key.key.shown(), "…", "nothing of a short key is shown");
        let double = add(&customers, &application, given("short")).await.expect_err("it is there");
        assert_eq!(double.to_string(), "`value` has already been taken");
        let late = NewKey { expires_at: Some(customers.now()), ..NewKey::default() };
        assert!(matches!(add(&customers, &application, late).await, Err(Error::Invalid(_))));
    }
}
