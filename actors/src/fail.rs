//! Planned failures: `AUDIAPRO_FAIL_AT=name[:n]` ends the process at the nth passing of a named point, as kill -9 would.
//! In test builds only; without the feature `fail-points` a point is nothing.

/// Every point of the way of a call, in its order. The name says what has just been done, or is about to be.
pub const POINTS: &[(&str, &str)] = &[
    (
        "recording.before_write",
        "the first byte of a recording is about to be written",
    ),
    ("recording.after_write", "the sealed bytes are written, not yet flushed"),
    (
        "recording.after_flush",
        "file and folder are flushed, nothing is announced",
    ),
    (
        "ledger.before_begin",
        "a batch was taken; its supervisors are loaded; no transaction",
    ),
    ("ledger.after_guard", "the offset row is written and locked"),
    ("ledger.after_legs", "legs and recordings are inserted"),
    ("ledger.after_lock", "the calls are read and locked"),
    ("ledger.after_admit", "the supervisors have reserved"),
    ("ledger.after_calls", "calls and queue rows are written"),
    ("ledger.after_usage", "roll-ups and usage are written"),
    (
        "ledger.before_commit",
        "everything is written, outbox and trace as well",
    ),
    ("ledger.after_commit", "committed; the supervisors do not know"),
    ("ledger.after_settle", "the supervisors know; nobody was answered"),
    ("command.before_begin", "an order was read; no transaction"),
    (
        "command.after_lock",
        "the order and the oldest withheld calls are locked",
    ),
    ("command.after_admit", "the supervisor has reserved what is released"),
    ("command.after_rows", "calls, queue and usage say the new charge"),
    (
        "command.before_commit",
        "everything of an order is written, outbox and trace as well",
    ),
    (
        "command.after_commit",
        "an order is committed; its supervisor does not know",
    ),
    ("command.after_settle", "an order is done, and its supervisor knows"),
    ("analysis.before_claim", "about to claim"),
    ("analysis.after_claim", "a lease was taken"),
    ("analysis.after_begin", "the call says analyzing"),
    (
        "analysis.after_load",
        "the recording is open, and read as it is decoded",
    ),
    ("analysis.before_work", "a worker was taken"),
    ("analysis.after_work", "the worker has answered"),
    (
        "result.after_lock",
        "the call is locked, the lease was found to be ours",
    ),
    ("result.after_rows", "analysis, transcript and roll-ups are written"),
    (
        "result.before_commit",
        "everything is written, outbox and trace as well",
    ),
    ("result.after_commit", "committed; the call's actor does not know"),
    ("failure.before_commit", "an attempt that failed is about to be written"),
    ("failure.after_commit", "an attempt that failed was written"),
    (
        "kafka.after_append",
        "records are in the door's log on all its copies, nobody was answered",
    ),
    (
        "kafka.after_pass_on",
        "records of integrations are in the door's log, their own topic is not known to be read",
    ),
    (
        "kafka.after_publish",
        "events are in their topics, no cursor has passed them",
    ),
    ("fetch.after_claim", "a recording is about to be fetched"),
    ("fetch.half_way", "a part of a recording that is fetched was kept"),
    (
        "fetch.before_end",
        "an attempt to fetch a recording has ended, nothing says so yet",
    ),
    (
        "folder.after_look",
        "what lies in a watched folder was noted, nothing of it is read yet",
    ),
    (
        "folder.after_keep",
        "a part of a watched file was kept, how far it was read is not",
    ),
    ("folder.after_save", "how far a watched file was read was kept"),
    (
        "folder.before_move",
        "a file that was dropped was read and noted, it is about to be moved",
    ),
    ("folder.after_move", "a file that was dropped was moved"),
    (
        "lines.after_note",
        "it was noted which lines without ids have come, nothing of them is kept",
    ),
    ("job.after_claim", "a background job was claimed"),
    (
        "job.after_work",
        "a background job has done its work, nothing says so yet",
    ),
    ("job.after_end", "the end of a background job was written"),
];

/// Passes a point; ends the process if this is the one that was asked for.
#[cfg(not(feature = "fail-points"))]
#[inline(always)]
pub fn point(_name: &'static str) {}

#[cfg(feature = "fail-points")]
pub use armed::point;

#[cfg(feature = "fail-points")]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::POINTS;

    struct Armed {
        name: String,
        left: AtomicU64,
    }

    static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

    /// Passes a point; ends the process if this is the one that was asked for.
    pub fn point(name: &'static str) {
        debug_assert!(
            POINTS.iter().any(|(known, _)| *known == name),
            "fail point {name} is not listed"
        );
        let Some(armed) = ARMED.get_or_init(read).as_ref().filter(|armed| armed.name == name) else {
            return;
        };
        if armed.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            // Nothing runs after this, no destructor and no flush: what a power cut leaves.
            std::process::abort();
        }
    }

    fn read() -> Option<Armed> {
        let asked = std::env::var("AUDIAPRO_FAIL_AT").ok()?;
        let (name, n) = asked.split_once(':').unwrap_or((&asked, "1"));
        let left = n.parse().unwrap_or(1).max(1);
        if !POINTS.iter().any(|(known, _)| *known == name) {
            tracing::error!("AUDIAPRO_FAIL_AT names no known point: {name}");
        }
        Some(Armed {
            name: name.to_owned(),
            left: AtomicU64::new(left),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_listed_once() {
        let mut names: Vec<&str> = POINTS.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), POINTS.len());
    }
}
