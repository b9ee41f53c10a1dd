//! Words for what customers, their users and their applications are: 3scale's, in the database, in files and in the API
//! alike.

use serde::{Deserialize, Serialize};

/// Gives a small enumeration its list of words.
macro_rules! words {
    ($type:ident: $($word:literal => $variant:ident),+) => {
        impl $type {
            /// Every value with its word.
            pub const ALL: [(&'static str, Self); [$($word),+].len()] = [$(($word, Self::$variant)),+];

            /// Its word.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}

/// Where an account is in its life. Only users of an approved account may log in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum AccountState {
    Pending,
    #[default]
    Approved,
    Rejected,
    Suspended,
}

words!(AccountState: "pending" => Pending, "approved" => Approved, "rejected" => Rejected, "suspended" => Suspended);

/// What a user may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything in the account, its users included.
    Admin,
    /// See the account, and manage its applications and their keys.
    #[default]
    Member,
}

words!(Role: "admin" => Admin, "member" => Member);

/// Whether a user may log in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum UserState {
    Pending,
    #[default]
    Active,
    Suspended,
}

words!(UserState: "pending" => Pending, "active" => Active, "suspended" => Suspended);

/// Where an application is in its life. Keys of an application that is not live are refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum ApplicationState {
    Pending,
    #[default]
    Live,
    Suspended,
}

words!(ApplicationState: "pending" => Pending, "live" => Live, "suspended" => Suspended);

/// How an application identifies itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// With an `app_id` and any of its keys.
    #[default]
    AppIdKey,
    /// With one key that says all.
    UserKey,
    /// As an OAuth client with its secret.
    Oauth,
}

words!(Mode: "app_id_key" => AppIdKey, "user_key" => UserKey, "oauth" => Oauth);

/// Whether somebody has seen an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum AlertState {
    Unread,
    Read,
}

words!(AlertState: "unread" => Unread, "read" => Read);
