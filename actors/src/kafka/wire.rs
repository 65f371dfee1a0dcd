//! How a record stands in the door's topic: JSON of version 1, keyed by its tenant. Written and read by our own nodes only; nodes
//! of two versions may run side by side, so a field may be added and none may change.

use std::time::{Duration, Instant};

use models::calls::traceparent::TraceParent;
use models::ids::{self, TenantId};
use rdkafka::message::{Headers, Message};
use serde::{Deserialize, Serialize};

use crate::ledger::arrival::{Arrival, Door, What};
use crate::ledger::poison::Poison;

const VERSION: u32 = 1;
/// The header in which the distributed trace of a message stands: W3C Trace Context.
pub(super) const TRACE: &str = "traceparent";
/// The header in which integrations may say which version of the form a record has.
pub(super) const SCHEMA: &str = "schema";

#[derive(Serialize)]
struct Written<'a> {
    v: u32,
    door: Door,
    what: &'a What,
}

#[derive(Deserialize)]
struct Read {
    v: u32,
    door: Door,
    what: What,
}

#[derive(Deserialize)]
struct Version {
    v: Option<serde_json::Value>,
}

pub(super) fn write(arrival: &Arrival) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Written {
        v: VERSION,
        door: arrival.door,
        what: &arrival.what,
    })
}

/// `waited`: since it stood at the door. `place`: the partition it was found in, of so many.
pub(super) fn read(payload: &[u8], waited: Duration, place: (i32, i32)) -> Result<Arrival, Poison> {
    let poison = |reason, detail: String| Poison { reason, detail };
    let version: Version = serde_json::from_slice(payload)
        .map_err(|error| poison("unreadable", format!("it is no JSON object: {error}")))?;
    if version.v != Some(VERSION.into()) {
        let version = version.v.unwrap_or_default();
        return Err(poison(
            "unknown_version",
            format!("its version is {version}; this node reads version {VERSION}"),
        ));
    }
    let read: Read =
        serde_json::from_slice(payload).map_err(|error| poison("unreadable", format!("it is no record: {error}")))?;
    debug_assert_eq!(read.v, VERSION);
    let at = Instant::now();
    let arrival = Arrival {
        what: read.what,
        door: read.door,
        since: at.checked_sub(waited).unwrap_or(at),
        trace: None,
    };
    let (found, partitions) = place;
    let wanted = ids::partition(arrival.tenant(), partitions);
    if wanted != found {
        let detail = format!(
            "tenant {} belongs to partition {wanted}, not to {found}",
            arrival.tenant()
        );
        return Err(poison("wrong_partition", detail));
    }
    Ok(arrival)
}

/// Of a message, if it is part of a trace.
pub(super) fn trace_of(message: &impl Message) -> Option<TraceParent> {
    let headers = message.headers()?;
    let header = headers.iter().find(|one| one.key.eq_ignore_ascii_case(TRACE))?;
    std::str::from_utf8(header.value?).ok()?.parse().ok()
}

pub(super) fn key(tenant: TenantId) -> String {
    tenant.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::pbx::canonical;
    use serde_json::json;
    use uuid::Uuid;

    fn arrival() -> Arrival {
        let record = json!({"external_id": "1", "direction": "inbound", "started_at": "2026-11-02T10:00:00Z", "custom": {"a": 1}});
        let tenant = TenantId(Uuid::from_u128(7));
        Arrival::record(tenant, canonical::parse(record).unwrap(), Door::Ndjson, Instant::now())
    }

    #[test]
    fn what_is_written_is_read() {
        let arrival = arrival();
        let read = read(&write(&arrival).unwrap(), Duration::ZERO, (7, 12)).unwrap();
        assert_eq!((read.what, read.door), (arrival.what, arrival.door));
    }

    #[test]
    fn what_is_not_ours_is_named() {
        let written = write(&arrival()).unwrap();
        for (payload, place, reason) in [
            (b"\xff".to_vec(), (7, 12), "unreadable"),
            (b"{}".to_vec(), (7, 12), "unknown_version"),
            (br#"{"v":2}"#.to_vec(), (7, 12), "unknown_version"),
            (br#"{"v":1}"#.to_vec(), (7, 12), "unreadable"),
            (written, (6, 12), "wrong_partition"),
        ] {
            assert_eq!(read(&payload, Duration::ZERO, place).unwrap_err().reason, reason);
        }
    }
}
