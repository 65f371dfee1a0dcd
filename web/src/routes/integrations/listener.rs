//! The port at which a source is listened to, as requests say it.

use models::integrations::listener::{Ports, Wanted};
use models::integrations::source;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use actors::engine::pbx::source::Source as Form;

use crate::problem::Problem;
use crate::state::State;

/// Where a system that writes to a socket connects, and from where it may.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SourceListener, example = json!({ "allow": ["203.0.113.7"], "port": 26000 }))]
pub struct Listener {
    /// Addresses and CIDR blocks from which it may speak; at least one, for it proves itself by nothing else.
    #[schema(min_items = 1)]
    allow: Vec<String>,
    /// If not given that which it has, else the lowest that is free.
    #[schema(minimum = 1)]
    port: Option<u16>,
}

impl Listener {
    pub fn of(source: &source::Source) -> Option<Self> {
        Some(Self {
            port: Some(u16::try_from(source.tcp_port?).ok()?),
            allow: source.tcp_allow.clone(),
        })
    }

    /// Refuses forms that nobody can read from a stream.
    pub fn wanted(self, form: Option<Form>) -> Result<Wanted, Problem> {
        if form.is_none_or(|form| !form.is_listened_to()) {
            return Err(Problem::parameter("listener", "this form is not written to a socket"));
        }
        Ok(Wanted {
            port: self.port,
            allow: self.allow,
        })
    }
}

/// Ports that this server may open.
pub fn ports(state: &State) -> Option<Ports> {
    state.config.sources.tcp_ports.parse().ok()
}
