//! Users: the people of an account, with their roles. Must not know how they log in (`identities`).

use serde::Serialize;
use serde_json::json;
use sqlx::AnyConnection;

use super::fields::{Checks, changed, to_json};
use super::words::word;
use super::{Change, Customers, Error, Fields, Wrong};
use crate::model::{Role, UserState};
use crate::runtime::store::{Row, StoreError, get, json as json_of, sessions};

/// A person of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// Never given twice.
    pub id: i64,
    /// Id of the account.
    pub account_id: i64,
    /// What the user is called everywhere; no two users share one, whatever the capitals.
    pub username: String,
    /// Where mail reaches the user. It says nothing about who the user is: several users may share one.
    pub email: Option<String>,
    /// First and last name.
    pub name: Option<String>,
    /// What the user may do.
    pub role: Role,
    /// Whether the user may log in.
    pub state: UserState,
    /// The company's own fields.
    pub fields: Fields,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970.
    pub updated_at: i64,
    /// Seconds since 1970.
    pub last_login_at: Option<i64>,
}

/// A user to be made.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    /// What the user is called everywhere.
    pub username: String,
    /// Where mail reaches the user.
    pub email: Option<String>,
    /// First and last name.
    pub name: Option<String>,
    /// A member, unless said otherwise.
    pub role: Role,
    /// Active, unless said otherwise.
    pub state: UserState,
    /// The company's own fields.
    pub fields: Fields,
}

impl NewUser {
    /// The user that comes of it.
    fn user_of(self, account: i64, now: i64) -> User {
        User {
            id: 0,
            account_id: account,
            username: self.username,
            email: self.email,
            name: self.name,
            role: self.role,
            state: self.state,
            fields: self.fields,
            created_at: now,
            updated_at: now,
            last_login_at: None,
        }
    }
}

/// What is to be changed of a user; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct UserUpdate {
    /// What the user is called everywhere.
    pub username: Option<String>,
    /// Where mail reaches the user; `Some(None)` takes it away.
    pub email: Option<Option<String>>,
    /// First and last name; `Some(None)` takes it away.
    pub name: Option<Option<String>>,
    /// What the user may do. The last administrator of an account stays one.
    pub role: Option<Role>,
    /// Whether the user may log in. Who may not is logged out.
    pub state: Option<UserState>,
    /// Fields to set; others stay.
    pub fields: Fields,
}

pub(super) const COLUMNS: &str = "users.id, users.account_id, users.username, users.email, users.name, users.role, \
                                  users.state, users.fields, users.created_at, users.updated_at, users.last_login_at";

pub(super) fn user(row: &Row) -> Result<User, StoreError> {
    Ok(User {
        id: get(row, "id")?,
        account_id: get(row, "account_id")?,
        username: get(row, "username")?,
        email: get(row, "email")?,
        name: get(row, "name")?,
        role: word(row, "role", &Role::ALL)?,
        state: word(row, "state", &UserState::ALL)?,
        fields: json_of(row, "fields")?,
        created_at: get(row, "created_at")?,
        updated_at: get(row, "updated_at")?,
        last_login_at: get(row, "last_login_at")?,
    })
}

pub(super) async fn by_id(connection: &mut AnyConnection, id: i64) -> Result<Option<User>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM users WHERE id = $1");
    let row = sqlx::query(&query).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(user).transpose()
}

pub(super) async fn by_username(connection: &mut AnyConnection, username: &str) -> Result<Option<User>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM users WHERE username_key = $1");
    let row = sqlx::query(&query).bind(username.to_lowercase()).fetch_optional(connection).await?;
    row.as_ref().map(user).transpose()
}

pub(super) async fn of_account(connection: &mut AnyConnection, account: i64) -> Result<Vec<User>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM users WHERE account_id = $1 ORDER BY id");
    let rows = sqlx::query(&query).bind(account).fetch_all(connection).await?;
    rows.iter().map(user).collect()
}

impl Customers {
    /// The user with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user(&self, id: i64) -> Result<Option<User>, Error> {
        Ok(by_id(&mut *self.store().read().await?, id).await?)
    }

    /// The user with this username, whatever the capitals.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_by_username(&self, username: &str) -> Result<Option<User>, Error> {
        Ok(by_username(&mut *self.store().read().await?, username).await?)
    }

    /// Users with this address of mail, oldest first. It is no proof of who somebody is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_by_email(&self, email: &str) -> Result<Vec<User>, Error> {
        let query = format!("SELECT {COLUMNS} FROM users WHERE email = $1 ORDER BY id");
        let rows = sqlx::query(&query).bind(email).fetch_all(&mut *self.store().read().await?).await?;
        Ok(rows.iter().map(user).collect::<Result<_, _>>()?)
    }

    /// The users of an account, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users(&self, account: i64) -> Result<Vec<User>, Error> {
        Ok(of_account(&mut *self.store().read().await?, account).await?)
    }

    /// Writes down that the user has logged in now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn logged_in(&self, user: i64) -> Result<(), Error> {
        let statement = sqlx::query("UPDATE users SET last_login_at = $1 WHERE id = $2").bind(self.now()).bind(user);
        self.store().execute(statement).await?;
        Ok(())
    }
}

impl Change {
    /// Makes a user of an account.
    ///
    /// # Errors
    /// When there is no such account, a field cannot be taken, or another user has the username.
    pub async fn create_user(&mut self, account: i64, new: NewUser) -> Result<User, Error> {
        self.account(account).await?;
        let now = self.now();
        let user = new.user_of(account, now);
        self.check_user(&user).await?;
        let row = sqlx::query(
            "INSERT INTO users (account_id, username, username_key, email, name, role, state, fields, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id",
        )
        .bind(account)
        .bind(&user.username)
        .bind(user.username.to_lowercase())
        .bind(&user.email)
        .bind(&user.name)
        .bind(user.role.name())
        .bind(user.state.name())
        .bind(to_json(&user.fields))
        .bind(now)
        .fetch_one(self.connection())
        .await?;
        let user = User { id: get(&row, "id")?, ..user };
        let detail = json!({ "username": user.username, "role": user.role });
        self.record("user.created", account, ("user", user.id), detail).await?;
        Ok(user)
    }

    /// What is wrong with a user that is to be made, whatever the account; nothing is changed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wrong_with_user(&mut self, new: &NewUser) -> Result<Vec<Wrong>, Error> {
        let user = new.clone().user_of(0, self.now());
        match self.check_user(&user).await {
            Err(Error::Invalid(wrong)) => Ok(wrong),
            checked => checked.map(|()| Vec::new()),
        }
    }

    /// Changes a user. Who may not log in any more has no sessions.
    ///
    /// # Errors
    /// When there is none, a field cannot be taken, another user has the username, or an account would be without an
    /// administrator.
    pub async fn update_user(&mut self, id: i64, update: UserUpdate) -> Result<User, Error> {
        let old = self.user(id).await?;
        let mut new = User { updated_at: self.now(), ..old.clone() };
        new.username = update.username.unwrap_or(new.username);
        new.email = update.email.unwrap_or(new.email);
        new.name = update.name.unwrap_or(new.name);
        new.role = update.role.unwrap_or(new.role);
        new.state = update.state.unwrap_or(new.state);
        new.fields.extend(update.fields);
        self.check_user(&new).await?;
        if new.role != Role::Admin || new.state != UserState::Active {
            self.keep_an_admin(&old).await?;
        }
        let parts = [
            ("username", old.username != new.username),
            ("email", old.email != new.email),
            ("name", old.name != new.name),
            ("role", old.role != new.role),
            ("state", old.state != new.state),
        ];
        let changed = changed(&parts, &old.fields, &new.fields);
        if changed.is_empty() {
            return Ok(old);
        }
        sqlx::query(
            "UPDATE users SET username = $1, username_key = $2, email = $3, name = $4, role = $5, state = $6, \
             fields = $7, updated_at = $8 WHERE id = $9",
        )
        .bind(&new.username)
        .bind(new.username.to_lowercase())
        .bind(&new.email)
        .bind(&new.name)
        .bind(new.role.name())
        .bind(new.state.name())
        .bind(to_json(&new.fields))
        .bind(new.updated_at)
        .bind(id)
        .execute(self.connection())
        .await?;
        if new.state != UserState::Active {
            sessions::end_within(self.connection(), old.account_id, Some(id)).await?;
        }
        let detail = json!({ "username": new.username, "changed": changed });
        self.record("user.updated", old.account_id, ("user", id), detail).await?;
        Ok(new)
    }

    /// Deletes a user with identities and sessions.
    ///
    /// # Errors
    /// When there is none, or an account would be without an administrator.
    pub async fn delete_user(&mut self, id: i64) -> Result<User, Error> {
        let user = self.user(id).await?;
        self.keep_an_admin(&user).await?;
        sqlx::query("DELETE FROM users WHERE id = $1").bind(id).execute(self.connection()).await?;
        self.record("user.deleted", user.account_id, ("user", id), json!({ "username": user.username })).await?;
        Ok(user)
    }

    /// The user with this id, as this change has left it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn user(&mut self, id: i64) -> Result<User, Error> {
        by_id(self.connection(), id).await?.ok_or(Error::NotFound("user"))
    }

    /// The user with this id, if it is the account's. What a customer asks for begins here.
    ///
    /// # Errors
    /// When there is none, or it is another account's: nobody can tell which.
    pub async fn user_of(&mut self, account: i64, id: i64) -> Result<User, Error> {
        let found = by_id(self.connection(), id).await?;
        found.filter(|user| user.account_id == account).ok_or(Error::NotFound("user"))
    }

    async fn check_user(&mut self, user: &User) -> Result<(), Error> {
        let mut checks = Checks::default();
        checks.required("username", &user.username);
        if let Some(email) = &user.email {
            checks.email("email", email);
        }
        if let Some(name) = &user.name {
            checks.line("name", name);
        }
        checks.fields(&user.fields);
        if by_username(self.connection(), &user.username).await?.is_some_and(|other| other.id != user.id) {
            checks.wrong("username", "has already been taken");
        }
        checks.finish()
    }

    /// An account that has an administrator keeps one.
    async fn keep_an_admin(&mut self, leaving: &User) -> Result<(), Error> {
        let is_admin = |user: &User| user.role == Role::Admin && user.state == UserState::Active;
        let users = of_account(self.connection(), leaving.account_id).await?;
        if is_admin(leaving) && !users.iter().any(|user| user.id != leaving.id && is_admin(user)) {
            let why = format!("`{}` is the account's only administrator", leaving.username);
            return Err(Error::State(why));
        }
        Ok(())
    }
}
