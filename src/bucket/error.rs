//! What a store did not do, in words that may be shown. Answers of stores quote what was signed and who signed it: of
//! these only the code is kept.

use std::error::Error as _;
use std::fmt;

use object_store::Error;
use object_store::client::HttpError;

/// Why a store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BucketError {
    /// The credentials are missing, or not those of anybody.
    Unknown(String),
    /// The credentials do not allow it.
    Denied(String),
    /// Somebody else was faster: the object is not the one that was expected.
    Conflict,
    /// There is no such bucket.
    NoBucket(String),
    /// The store has no conditional writes, which two deploys at once need.
    NoConditions,
    /// It cannot be reached.
    Away(String),
    /// Anything else.
    Other(String),
}

impl BucketError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) => Some(
                "set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or a role; `region` and the clock must be right, too",
            ),
            Self::Denied(_) => Some("the credentials must allow to get, put, delete and list below the two places"),
            Self::NoBucket(_) => Some("make the bucket first, or correct `bucket`"),
            Self::NoConditions => Some("use a store that knows `If-Match` at writing, or publish to a folder"),
            Self::Away(_) => Some("is `endpoint` right, and is the store running?"),
            Self::Conflict | Self::Other(_) => None,
        }
    }

    /// Of an operation on the object `key`.
    pub(super) fn of(error: &Error, key: &str) -> Self {
        let text = text_of(error);
        let code = between(&text, "<Code>", "</Code>").unwrap_or_default().to_owned();
        let named = |what: &str| if code.is_empty() { what.to_owned() } else { format!("{what} ({code})") };
        match (error, code.as_str()) {
            (_, "NoSuchBucket") => Self::NoBucket(between(&text, "<BucketName>", "<").unwrap_or_default().to_owned()),
            (_, "NotImplemented") => Self::NoConditions,
            (
                _,
                "SignatureDoesNotMatch"
                | "InvalidAccessKeyId"
                | "ExpiredToken"
                | "InvalidToken"
                | "RequestTimeTooSkewed"
                | "InvalidClientTokenId"
                | "AuthFailure"
                | "MissingAuthenticationToken",
            ) => Self::Unknown(named("the store does not know these credentials")),
            (Error::Precondition { .. } | Error::AlreadyExists { .. }, _) => Self::Conflict,
            (Error::Unauthenticated { .. }, _) => Self::Unknown(named("the store does not know these credentials")),
            (Error::PermissionDenied { .. }, _) => {
                Self::Denied(named(&format!("the store does not allow it for `{key}`")))
            }
            _ => Self::rest(error, &text, &named(&format!("the store failed at `{key}`"))),
        }
    }

    fn rest(error: &Error, text: &str, words: &str) -> Self {
        if text.contains("169.254.") || text.contains("credential") || text.contains("Credential") {
            return Self::Unknown("there are no credentials of a store in the environment".to_owned());
        }
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(http) = inner.downcast_ref::<HttpError>() {
                return Self::Away(format!(
                    "the store does not answer: {}",
                    http.source().map_or_else(String::new, ToString::to_string)
                ));
            }
            cause = inner.source();
        }
        let status = between(text, "status code: ", ":").map(|status| format!(": it answers {status}"));
        Self::Other(format!("{words}{}", status.unwrap_or_default()))
    }
}

/// All that is said of it, to be searched and not to be shown.
fn text_of(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

impl fmt::Display for BucketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(text) | Self::Denied(text) | Self::Away(text) | Self::Other(text) => f.write_str(text),
            Self::Conflict => f.write_str("somebody else has written meanwhile"),
            Self::NoBucket(name) => write!(f, "the store has no bucket `{name}`"),
            Self::NoConditions => f.write_str("the store cannot write on a condition"),
        }
    }
}

impl std::error::Error for BucketError {}
