//! How telephone systems are connected to, as the configuration says.

use actors::config::Calling;
use actors::outbound::{Outbound, OutboundError};

use crate::config::{Sources, roles};

/// With a way out of its own, which reaches the systems that the operator names.
pub fn of(sources: &Sources, outbound: &Outbound) -> Result<Calling, OutboundError> {
    Ok(Calling {
        outbound: outbound.reaching(roles(&sources.private_hosts))?,
        lines_per_s: sources.lines_per_s,
        lines_burst: sources.lines_burst,
    })
}
