//! Something that happened to a call or a tenant, and who may hear of it. Not its form in the outbox: `outbox`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::traceparent::TraceParent;
use crate::identity::rows::Rows;
use crate::ids::TenantId;

/// Something that happened, for feeds, rules and webhooks. Its `seq` is given when it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub tenant: TenantId,
    /// As in `call.received`.
    pub kind: &'static str,
    pub data: Value,
    /// What led to it.
    pub trace: Option<TraceParent>,
    /// Of a call that nobody can look at any more.
    pub whose: Option<Whose>,
}

/// At whose desks a call was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    pub source_instance: String,
    pub started_at: DateTime<Utc>,
    pub agents: Vec<String>,
}

impl Whose {
    pub fn is_seen(&self, rows: &Rows) -> bool {
        match rows {
            Rows::All => true,
            Rows::Agents(desks) => {
                let at = |agent: &String| desks.include(&self.source_instance, agent, self.started_at);
                self.agents.iter().any(at)
            }
        }
    }
}
