//! How recordings are fetched, as the configuration says.

use std::path::PathBuf;
use std::time::Duration;

use actors::config::{FetchBounds, Fetching};
use actors::outbound::{Outbound, OutboundError};

use crate::config::{Recordings, roles};

/// With a way out of its own, which reaches the hosts that the operator names.
pub fn of(recordings: &Recordings, outbound: &Outbound) -> Result<Fetching, OutboundError> {
    Ok(Fetching {
        outbound: outbound.reaching(roles(&recordings.private_hosts))?,
        bounds: FetchBounds {
            folder: (!recordings.folder.is_empty()).then(|| PathBuf::from(&recordings.folder)),
            fetches_max: recordings.fetches_max,
            source_fetches_max: recordings.source_fetches_max,
            attempts_max: recordings.attempts_max,
            attempt_max: Duration::from_secs(recordings.attempt_s),
            retry_first: Duration::from_secs(recordings.retry_first_s),
            retry_max: Duration::from_secs(recordings.retry_max_s),
            lease: Duration::from_secs(recordings.lease_s),
            poll: Duration::from_secs(1),
        },
    })
}
