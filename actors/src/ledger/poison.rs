//! Why a record of the log is given up.

/// Why a record of the log cannot be taken, as a label and as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Poison {
    pub(crate) reason: &'static str,
    pub(crate) detail: String,
}

impl Poison {
    /// Every reason there is: each is counted from nought, so that the first record of its kind is seen as one more.
    pub(crate) const REASONS: [&'static str; 8] = [
        "no_key",
        "wrong_key",
        "unknown_version",
        "too_large",
        "unreadable",
        "invalid",
        "wrong_partition",
        "refused",
    ];

    pub(super) fn refused(code: &str, message: &str) -> Self {
        Self {
            reason: "refused",
            detail: format!("the database cannot hold this record ({code}): {message}"),
        }
    }
}
