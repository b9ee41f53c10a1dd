//! Accounts, users and identities.

use portal::runtime::customers::{
    AccountState, AccountUpdate, Actor, Change, Customers, Error, NewAccount, NewUser, Role, User, UserState,
    UserUpdate,
};
use portal::runtime::store::sessions;

use super::on_both;

pub async fn begin(customers: &Customers) -> Change {
    customers.change(Actor::Operator("test".to_owned())).await.expect("a change begins")
}

/// An account with its administrator.
pub async fn acme(customers: &Customers) -> User {
    let mut change = begin(customers).await;
    let account =
        NewAccount { name: "Acme".to_owned(), external_id: Some("crm-7".to_owned()), ..NewAccount::default() };
    let account = change.create_account(account).await.expect("an account");
    let ada = NewUser {
        username: "ada".to_owned(),
        email: Some("ada@acme.example".to_owned()),
        role: Role::Admin,
        ..NewUser::default()
    };
    let user = change.create_user(account.id, ada).await.expect("a user");
    change.link_identity(user.id, "https://id.example", "ada-1").await.expect("an identity");
    change.commit().await.expect("committed");
    user
}

on_both! {
    async fn an_account_is_there_once_it_is_committed(fresh) {
        let customers = fresh.customers().await;
        let mut dropped = begin(&customers).await;
        dropped.create_account(NewAccount { name: "Gone".to_owned(), ..NewAccount::default() }).await.expect("an account");
        drop(dropped);
        let before = customers.store().version().await.expect("a version");
        let user = acme(&customers).await;
        assert_eq!(customers.store().version().await.expect("a version"), before + 1);
        assert_eq!(customers.accounts_by_name("Gone").await.expect("a list"), []);
        let account = customers.account_by_external_id("crm-7").await.expect("an answer").expect("the account");
        assert_eq!((account.id, account.name.as_str(), account.created_at), (user.account_id, "Acme", customers.now()));
        assert_eq!(customers.users(account.id).await.expect("a list"), vec![user.clone()]);
        assert_eq!(customers.user_by_username("ADA").await.expect("an answer"), Some(user));
        customers.store().close().await;
        let again = fresh.customers().await;
        assert_eq!(again.account(account.id).await.expect("an answer"), Some(account));
    }
}

on_both! {
    /// Statement 17: the identity is issuer and subject; the same address of mail is not the same user.
    async fn an_identity_is_issuer_and_subject(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let of = |iss: &'static str, sub: &'static str| {
            let customers = customers.clone();
            async move { customers.user_by_identity(iss, sub).await.expect("an answer") }
        };
        assert_eq!(of("https://id.example", "ada-1").await, Some(ada.clone()));
        assert_eq!(of("https://id.example", "ada-2").await, None);
        assert_eq!(of("https://evil.example", "ada-1").await, None);
        assert_eq!(of("https://id.example", "ada@acme.example").await, None);
        let mut change = begin(&customers).await;
        let double = NewUser { username: "ada-evil".to_owned(), email: ada.email.clone(), ..NewUser::default() };
        let double = change.create_user(ada.account_id, double).await.expect("mail is no key");
        let taken = change.link_identity(double.id, "https://id.example", "ada-1").await;
        assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
        change.link_identity(double.id, "https://evil.example", "ada-1").await.expect("another issuer");
        change.commit().await.expect("committed");
        assert_eq!(of("https://id.example", "ada-1").await, Some(ada));
    }
}

on_both! {
    async fn what_cannot_be_taken_is_told_all_at_once(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let mut change = begin(&customers).await;
        let account = NewAccount { name: " ".to_owned(), external_id: Some("crm-7".to_owned()), ..NewAccount::default() };
        let Err(Error::Invalid(wrong)) = change.create_account(account).await else { panic!("it was taken") };
        let wrong: Vec<_> = wrong.iter().map(|wrong| (wrong.field.as_str(), wrong.message.as_str())).collect();
        assert_eq!(wrong, [("org_name", "can't be blank"), ("external_id", "has already been taken")]);
        let user = NewUser { username: "Ada".to_owned(), email: Some("ada".to_owned()), ..NewUser::default() };
        let Err(Error::Invalid(wrong)) = change.create_user(ada.account_id, user).await else { panic!("it was taken") };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["email", "username"]);
        let lost = change.create_user(999, NewUser { username: "x".to_owned(), ..NewUser::default() }).await;
        assert!(matches!(lost, Err(Error::NotFound("account"))));
    }
}

on_both! {
    async fn the_last_administrator_stays(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let mut change = begin(&customers).await;
        let demoted = UserUpdate { role: Some(Role::Member), ..UserUpdate::default() };
        assert!(matches!(change.update_user(ada.id, demoted.clone()).await, Err(Error::State(_))));
        assert!(matches!(change.delete_user(ada.id).await, Err(Error::State(_))));
        let grace = NewUser { username: "grace".to_owned(), role: Role::Admin, ..NewUser::default() };
        change.create_user(ada.account_id, grace).await.expect("a user");
        assert_eq!(change.update_user(ada.id, demoted).await.expect("another is there").role, Role::Member);
    }
}

on_both! {
    async fn who_may_not_log_in_has_no_session(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let (store, secrets, now) = (customers.store(), customers.secrets(), customers.now());
        let new = sessions::NewSession { account: ada.account_id, user: ada.id, expires: now + 60, ..Default::default() };
        let mut change = begin(&customers).await;
        let grace = NewUser { username: "grace".to_owned(), role: Role::Admin, ..NewUser::default() };
        change.create_user(ada.account_id, grace).await.expect("a user");
        change.commit().await.expect("committed");

        let id = sessions::insert(store, secrets, &new, now).await.expect("a session");
        let mut change = begin(&customers).await;
        let suspended = UserUpdate { state: Some(UserState::Suspended), ..UserUpdate::default() };
        change.update_user(ada.id, suspended).await.expect("suspended");
        change.commit().await.expect("committed");
        assert_eq!(sessions::find(store, &id, 60, now).await.expect("an answer"), None);

        let id = sessions::insert(store, secrets, &new, now).await.expect("a session");
        let mut change = begin(&customers).await;
        let suspended = AccountUpdate { state: Some(AccountState::Suspended), ..AccountUpdate::default() };
        change.update_account(ada.account_id, suspended).await.expect("suspended");
        change.commit().await.expect("committed");
        assert_eq!(sessions::find(store, &id, 60, now).await.expect("an answer"), None);
    }
}

on_both! {
    async fn a_deleted_account_takes_its_users_along(fresh) {
        let customers = fresh.customers().await;
        let ada = acme(&customers).await;
        let mut change = begin(&customers).await;
        change.delete_account(ada.account_id).await.expect("deleted");
        change.commit().await.expect("committed");
        assert_eq!(customers.user(ada.id).await.expect("an answer"), None);
        assert_eq!(customers.user_by_identity("https://id.example", "ada-1").await.expect("an answer"), None);
        let next = acme(&customers).await;
        assert!(next.id > ada.id && next.account_id > ada.account_id, "ids are never given twice");
    }
}
