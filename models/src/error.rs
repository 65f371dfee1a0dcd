//! What can go wrong between the rules and PostgreSQL, by what a caller can do about it.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::compliance::sealing::SealError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server is away, starting, stopping or full: the same again later may work. The edge answers 503.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// Not there, or another tenant's.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller's value cannot be taken.
    #[error("{0}")]
    Invalid(String),
    /// It would break a rule that holds over several rows: the sentence says which.
    #[error("{0}")]
    Conflict(String),
    /// The caller may not grant, change or take away so much.
    #[error("{0}")]
    Forbidden(String),
    /// A sentence for the operator: the program must not go on like this.
    #[error("{0}")]
    Refused(String),
    #[error("could not open what was sealed")]
    Sealed(#[from] SealError),
    /// A row holds what this version cannot read.
    #[error("stored {what} cannot be read")]
    Corrupt {
        what: &'static str,
        #[source]
        source: serde_json::Error,
    },
    #[error("a statement failed")]
    Query(#[source] DieselError),
}

impl Error {
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Error::Unavailable(_))
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Error::NotFound("row"),
            DieselError::DatabaseError(kind, told) if is_unavailable(kind, told.message()) => {
                Error::Unavailable(told.message().to_owned())
            }
            DieselError::DatabaseError(_, told) if what_nothing_holds(told.message()).is_some() => {
                Error::Invalid(what_nothing_holds(told.message()).unwrap_or_default().to_owned())
            }
            DieselError::BrokenTransactionManager => Error::Unavailable("the connection broke".into()),
            DieselError::RollbackErrorOnCommit { commit_error, .. } => match commit_error.as_ref() {
                DieselError::DatabaseError(kind, told) if is_unavailable(kind, told.message()) => {
                    Error::Unavailable(told.message().to_owned())
                }
                _ => Error::Query(error),
            },
            _ => Error::Query(error),
        }
    }
}

/// What a caller may write and no row can hold, wherever it was going.
fn what_nothing_holds(message: &str) -> Option<&'static str> {
    const TEXTS: [&str; 2] = [
        "invalid byte sequence for encoding",
        "unsupported Unicode escape sequence",
    ];
    const RANGES: [&str; 4] = [
        "timestamp out of range",
        "date out of range",
        "interval out of range",
        "integer out of range",
    ];
    let is_one_of = |known: &[&str]| known.iter().any(|known| message.contains(known));
    if is_one_of(&TEXTS) {
        return Some("a text holds the character NUL, which cannot be stored");
    }
    is_one_of(&RANGES).then_some("a time or a number is out of range")
}

/// diesel keeps the sentence but not the SQLSTATE (57P01 to 57P03, 53300, 08xxx), so the sentence decides. These are
/// the server's own, as with `lc_messages = C`.
fn is_unavailable(kind: &DatabaseErrorKind, message: &str) -> bool {
    const AWAY: [&str; 8] = [
        "terminating connection",
        "the database system is",
        "too many clients",
        "remaining connection slots",
        "too many connections",
        "server closed the connection",
        "connection closed",
        "canceling authentication",
    ];
    match kind {
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => true,
        _ => AWAY.iter().any(|away| message.contains(away)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: DatabaseErrorKind, message: &str) -> Error {
        DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn a_server_that_stops_starts_or_is_full_is_unavailable() {
        for message in [
            "terminating connection due to administrator command",
            "terminating connection because of crash of another server process",
            "the database system is starting up",
            "the database system is shutting down",
            "sorry, too many clients already",
        ] {
            assert!(told(DatabaseErrorKind::Unknown, message).is_unavailable(), "{message}");
        }
        assert!(told(DatabaseErrorKind::UnableToSendCommand, "").is_unavailable());
        assert!(told(DatabaseErrorKind::ClosedConnection, "").is_unavailable());
    }

    #[test]
    fn what_no_row_can_hold_is_the_callers() {
        for message in [
            "invalid byte sequence for encoding \"UTF8\": 0x00",
            "unsupported Unicode escape sequence",
            "timestamp out of range: \"294277-01-01\"",
        ] {
            assert!(
                matches!(told(DatabaseErrorKind::Unknown, message), Error::Invalid(_)),
                "{message}"
            );
        }
    }

    #[test]
    fn a_wrong_statement_is_not() {
        assert!(!told(DatabaseErrorKind::Unknown, "permission denied for table transcripts").is_unavailable());
        assert!(!told(DatabaseErrorKind::UniqueViolation, "duplicate key value").is_unavailable());
        assert!(!Error::from(DieselError::NotFound).is_unavailable());
    }
}
