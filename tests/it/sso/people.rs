//! From whom a provider names to a user of the portal.

use portal::model::Role;
use portal::model::sso;
use portal::runtime::customers::{AccountState, AccountUpdate, Actor, Customers, Member};
use portal::runtime::oidc::{Refusal, admit, end_sessions, names};
use portal::runtime::store::sessions;
use serde_json::{Value, json};

use super::provider::{CLIENT, Provider, Signer, Tricks, lay};
use super::{START, log_in, party_with, settings};
use crate::store::accounts::acme;
use crate::store::on_both;

/// A login with these claims at this provider, as far as the customers' data.
async fn admitted(
    customers: &Customers,
    provider: &Provider,
    settings: &sso::Provider,
    claims: Value,
) -> Result<Member, Refusal> {
    provider.trick(Tricks { claims, ..Tricks::default() });
    let login = log_in(&party_with(settings.clone()).0).await?;
    admit(customers, settings, &login.person).await
}

async fn count(customers: &Customers) -> usize {
    customers.accounts(&Default::default(), 0, 100).await.expect("accounts").len()
}

on_both! {
    async fn statement_17_nothing_but_issuer_and_subject_finds_a_user(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let provider = Provider::start().await;
        let off = settings(&provider);
        let email = ada.email.clone().expect("she has one");
        for claims in [
            json!({ "email": email, "email_verified": true, "preferred_username": ada.username }),
            json!({ "email": format!("{email}@corp.example") }),
            json!({ "email": email, "email_verified": false }),
            json!({ "sub": ada.username, "preferred_username": ada.id }),
        ] {
            let refusal = admitted(&customers, &provider, &off, claims).await.expect_err("nobody");
            assert_eq!(refusal.status(), 403);
        }
        let mut change = customers.change(Actor::System).await.expect("a change");
        change.link_identity(ada.id, provider.issuer(), "ada-1").await.expect("linked");
        let external = AccountUpdate { external_id: Some(Some("crm-7".to_owned())), ..Default::default() };
        change.update_account(ada.account_id, external).await.expect("changed");
        change.commit().await.expect("committed");
        let member = admitted(&customers, &provider, &off, json!({ "email": "new@acme.example" })).await.expect("Ada");
        assert_eq!(member.user.id, ada.id);
        // The same subject of another issuer is somebody else.
        let other = Provider::start().await;
        admitted(&customers, &other, &settings(&other), json!({})).await.expect_err("nobody");
    }
}

on_both! {
    async fn statement_18_whom_nobody_knows_gets_nothing_where_that_is_not_asked_for(fresh) {
        let customers = fresh.customers().await;
        let provider = Provider::start().await;
        let refusal = admitted(&customers, &provider, &settings(&provider), json!({})).await.expect_err("nobody");
        assert_eq!(refusal.status(), 403);
        assert_eq!(count(&customers).await, 0, "no account was made");
    }
}

on_both! {
    async fn statement_19_what_a_login_opens_is_what_this_login_says(fresh) {
        let customers = fresh.customers().await;
        let provider = Provider::start().await;
        let mut corp = sso::Provider { create: true, plan: Some("bronze".to_owned()), ..settings(&provider) };
        corp.claims.plan = Some("plan".to_owned());
        corp.claims.groups = Some("access.groups".to_owned());
        let groups = ["Pilots".to_owned(), "Crew".to_owned()];
        let opened = |claims: Value| {
            let (customers, provider, corp, groups) = (customers.clone(), provider.clone(), corp.clone(), groups.clone());
            async move {
                provider.trick(Tricks { claims, ..Tricks::default() });
                let login = log_in(&party_with(corp.clone()).0).await.expect("a login");
                admit(&customers, &corp, &login.person).await.expect("admitted");
                names(&customers, &corp, &groups, &login.person)
            }
        };
        let all = json!({ "plan": "silver", "access": { "groups": ["Pilots", "staff", "platinum"] } });
        assert_eq!(opened(all).await, ["Pilots", "silver"], "a group that is called like a plan opens no plan");
        assert_eq!(opened(json!({})).await, ["bronze"], "never what the login before had");
        assert_eq!(opened(json!({ "plan": "no such plan" })).await, ["bronze"]);
        assert_eq!(opened(json!({ "access": { "groups": "Crew" } })).await, ["Crew", "bronze"]);
        let member = customers.user_by_identity(provider.issuer(), "ada-1").await.expect("an answer").expect("Ada");
        let kept = customers.member(member.id).await.expect("an answer").expect("Ada");
        assert!(kept.names.is_empty(), "nothing of it stays with the account: {:?}", kept.names);
    }
}

on_both! {
    async fn whom_nobody_knows_is_made_where_that_is_asked_for(fresh) {
        let customers = fresh.customers().await;
        let provider = Provider::start().await;
        let corp = sso::Provider { create: true, ..settings(&provider) };
        let ada = admitted(&customers, &provider, &corp, json!({})).await.expect("made");
        assert_eq!((ada.account.name.as_str(), ada.account.external_id.as_deref()), ("Acme", Some("crm-7")));
        assert_eq!((ada.user.username.as_str(), ada.user.role), ("ada", Role::Admin), "the first administers");
        let again = admitted(&customers, &provider, &corp, json!({})).await.expect("found");
        assert_eq!(again.user.id, ada.user.id);
        // A colleague with the same name and an address that is none.
        let namesake = json!({ "sub": "ada-2", "email": "a b" });
        let second = admitted(&customers, &provider, &corp, namesake).await.expect("made");
        assert_eq!(second.account.id, ada.account.id);
        assert_eq!((second.user.username.as_str(), second.user.email.as_deref()), ("ada-2", None));
        assert_eq!(second.user.role, Role::Member);
        // Who has moved to another organisation has left this one.
        let moved = json!({ "sub": "ada-2", "org": { "id": "crm-8" } });
        assert_eq!(admitted(&customers, &provider, &corp, moved).await.expect_err("moved").status(), 403);
        let left = json!({ "sub": "ada-2", "org": null });
        assert_eq!(admitted(&customers, &provider, &corp, left).await.expect_err("left").status(), 403);
        let nowhere = json!({ "sub": "ada-3", "org": null });
        assert_eq!(admitted(&customers, &provider, &corp, nowhere).await.expect_err("nowhere").status(), 403);
        // A suspended account lets nobody in and nobody new.
        let mut change = customers.change(Actor::System).await.expect("a change");
        let suspend = AccountUpdate { state: Some(AccountState::Suspended), ..Default::default() };
        change.update_account(ada.account.id, suspend).await.expect("changed");
        change.commit().await.expect("committed");
        for sub in ["ada-1", "ada-4"] {
            let refusal = admitted(&customers, &provider, &corp, json!({ "sub": sub })).await.expect_err("suspended");
            assert_eq!(refusal.status(), 403);
        }
        assert_eq!(customers.users(ada.account.id).await.expect("users").len(), 2);
        assert_eq!(count(&customers).await, 1);
    }
}

on_both! {
    async fn many_first_logins_at_once_make_one_user_and_one_account(fresh) {
        let customers = fresh.customers().await;
        let provider = Provider::start().await;
        let corp = sso::Provider { create: true, ..settings(&provider) };
        let logins = (0..12).map(|at| {
            let (customers, provider, corp) = (customers.clone(), provider.clone(), corp.clone());
            tokio::spawn(async move {
                let person = log_in(&party_with(corp.clone()).0).await.expect("a login").person;
                let person = portal::runtime::oidc::Person { sub: format!("s-{}", at % 3), ..person };
                let _ = provider;
                admit(&customers, &corp, &person).await.expect("admitted")
            })
        });
        for login in logins.collect::<Vec<_>>() {
            login.await.expect("no panic");
        }
        assert_eq!(count(&customers).await, 1);
        let account = customers.account_by_external_id("crm-7").await.expect("an answer").expect("there");
        assert_eq!(customers.users(account.id).await.expect("users").len(), 3);
    }
}

on_both! {
    async fn a_role_of_the_provider_holds_from_login_to_login(fresh) {
        let customers = fresh.customers().await;
        let provider = Provider::start().await;
        let mut corp = sso::Provider { create: true, ..settings(&provider) };
        corp.claims.role = Some("portal_role".to_owned());
        let role = |sub: &str, role: Value| {
            let (customers, provider, corp) = (customers.clone(), provider.clone(), corp.clone());
            let claims = json!({ "sub": sub, "portal_role": role });
            async move { admitted(&customers, &provider, &corp, claims).await.expect("admitted").user.role }
        };
        assert_eq!(role("a", json!("admin")).await, Role::Admin);
        assert_eq!(role("b", json!(["member", "admin"])).await, Role::Admin);
        assert_eq!(role("b", json!(null)).await, Role::Member, "a role that is not said is the least");
        assert_eq!(role("a", json!("owner")).await, Role::Admin, "an account keeps its last administrator");
    }
}

on_both! {
    async fn statement_39_a_logout_at_the_provider_ends_its_sessions_and_a_forged_one_none(fresh) {
        let customers = fresh.customers().await;
        let (store, ada) = (customers.store(), acme(&customers).await);
        let provider = Provider::start().await;
        let (party, _) = party_with(settings(&provider));
        let begin = |sub: &str, sid: &str| {
            let new = sessions::NewSession {
                account: ada.account_id,
                user: ada.id,
                iss: Some(provider.issuer().to_owned()),
                sub: Some(sub.to_owned()),
                sid: Some(sid.to_owned()),
                expires: START + 1000,
                ..Default::default()
            };
            let customers = &customers;
            async move { sessions::insert(store, customers.secrets(), &new, START).await.expect("a session") }
        };
        let lives = |id: &str| {
            let id = id.to_owned();
            async move { sessions::find(store, &id, 100, START).await.expect("an answer").is_some() }
        };
        let (one, two) = (begin("ada-1", "s-1").await, begin("ada-1", "s-2").await);
        let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        let token = json!({
            "iss": provider.issuer(), "aud": CLIENT, "iat": START, "exp": START + 120, "jti": "j-1",
            "events": event, "sub": "ada-1", "sid": "s-1",
        });
        let told = |kind: &str, over: Value, tricks: Tricks| {
            let mut claims = token.clone();
            lay(&mut claims, &over);
            provider.trick(tricks);
            let token = provider.sign(kind, &claims);
            let party = party.clone();
            async move { end_sessions(store, &party, &token).await }
        };
        let forged = [
            ("logout+jwt", json!({ "nonce": "n" }), Signer::Rsa),
            ("logout+jwt", json!({ "events": null }), Signer::Rsa),
            ("logout+jwt", json!({ "events": { "another": {} } }), Signer::Rsa),
            ("logout+jwt", json!({ "aud": "another" }), Signer::Rsa),
            ("logout+jwt", json!({ "iss": "https://evil.example" }), Signer::Rsa),
            ("logout+jwt", json!({ "sub": null, "sid": null }), Signer::Rsa),
            ("logout+jwt", json!({ "jti": null }), Signer::Rsa),
            ("logout+jwt", json!({ "exp": START - 30 }), Signer::Rsa),
            ("logout+jwt", json!({ "exp": null }), Signer::Rsa),
            ("logout+jwt", json!({ "exp": START + 90_000 }), Signer::Rsa),
            ("logout+jwt", json!({ "iat": START + 31 }), Signer::Rsa),
            ("at+jwt", json!({}), Signer::Rsa),
            ("logout+jwt", json!({}), Signer::None),
            ("logout+jwt", json!({}), Signer::PublicKey),
            ("logout+jwt", json!({}), Signer::Broken),
            ("logout+jwt", json!({}), Signer::Stranger),
        ];
        for (kind, over, signer) in forged {
            let told = told(kind, over.clone(), Tricks { signer, ..Tricks::default() }).await;
            assert!(matches!(told, Err(Refusal::Token(_))), "{kind} {over} {signer:?}: {told:?}");
        }
        assert!(lives(&one).await && lives(&two).await);
        assert_eq!(told("logout+jwt", json!({}), Tricks::default()).await.expect("ended"), 1);
        assert!(!lives(&one).await && lives(&two).await, "only that session of the provider");
        let three = begin("ada-1", "s-1").await;
        let again = told("logout+jwt", json!({}), Tricks::default()).await;
        assert!(matches!(again, Err(Refusal::Token("a logout token was used before"))) && lives(&three).await);
        let of_user = json!({ "sid": null, "jti": "j-2" });
        assert_eq!(told("JWT", of_user, Tricks::default()).await.expect("ended"), 2, "all of the user's");
        assert!(!lives(&two).await && !lives(&three).await);
    }
}
