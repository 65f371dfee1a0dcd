//! Who was connected to whom later on, as `transfer_history` says it.

use serde_json::{Value, json};

use super::super::clock;
use super::listed;

/// `epoch:uuid:bl_xfer:extension/context/dialplan` or `epoch:uuid:att_xfer:from@host/to@host`; one or several.
pub(super) fn transfers(history: &str) -> Vec<Value> {
    listed(history).filter_map(transfer).collect()
}

fn transfer(step: &str) -> Option<Value> {
    let mut parts = step.trim().splitn(4, ':');
    let at = clock::epoch(parts.next()?.parse().ok()?)?;
    let (_, kind, ends) = (parts.next()?, parts.next()?, parts.next()?);
    let mut ends = ends.split('/');
    let (kind, to) = match kind {
        "bl_xfer" => ("blind", ends.next()?),
        "att_xfer" => ("attended", ends.nth(1)?.split('@').next()?),
        // One channel that was bridged to another is no transfer.
        _ => return None,
    };
    Some(json!({"kind": kind, "to": to, "at": at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()}))
}
