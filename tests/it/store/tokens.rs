//! Access tokens of the admin API.

use portal::runtime::customers::{Error, NewToken};

use super::accounts::begin;
use super::on_both;

on_both! {
    async fn a_token_is_for_its_scopes_until_it_ends(fresh) {
        let customers = fresh.customers().await;
        let mut change = begin(&customers).await;
        let new = |scope: &str, end| NewToken {
            name: "Sales".to_owned(),
            scopes: vec![scope.to_owned()],
            expires_at: end,
            may_write: true,
        };
        let end = customers.now() + 60;
        let (links, links_value) = change.create_token(new("sso", Some(end))).await.expect("a token");
        let (all, all_value) = change.create_token(new("account_management", None)).await.expect("a token");
        let refused = change.create_token(new("everything", None)).await.expect_err("no such scope");
        assert_eq!(refused.to_string(), "`scopes` are not among account_management, sso, service_management, stats");
        change.commit().await.expect("committed");
        assert_eq!(links_value.reveal().len(), 96);
        let find = |value: &str| {
            let (customers, value) = (customers.clone(), value.to_owned());
            async move { customers.access_token(&value).await.expect("an answer") }
        };
        let found = find(links_value.reveal()).await.expect("it is there");
        assert!(found.id == links.id && found.is_for("sso") && !found.is_for("account_management"));
        assert!(find(all_value.reveal()).await.expect("it is there").is_for("sso"));
        assert!(!find(all_value.reveal()).await.expect("it is there").is_for("service_management"), "never a part of another");
        assert_eq!(find(&links_value.reveal()[..95]).await, None);
        fresh.clock.advance(60);
        assert_eq!(find(links_value.reveal()).await, None, "expired");
        let mut change = begin(&customers).await;
        change.revoke_token(all.id).await.expect("revoked");
        assert!(matches!(change.revoke_token(all.id).await, Err(Error::NotFound(_))));
        change.commit().await.expect("committed");
        assert_eq!(find(all_value.reveal()).await, None, "revoked");
        let all = customers.access_tokens().await.expect("tokens");
        assert_eq!(all.iter().map(|token| token.last_four.as_str()).collect::<Vec<_>>(), [&links_value.reveal()[92..], &all_value.reveal()[92..]]);
    }
}
