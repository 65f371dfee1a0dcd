//! An entry of the audit log as it leaves in JSON.

use chrono::{DateTime, Utc};
use models::compliance::audit_log;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// One thing that was done or read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its number in the chain, from 1.
    pub n: i64,
    pub at: DateTime<Utc>,
    /// Who, what and to what were erased; that something was done stays.
    pub erased: bool,
    /// `person:<id>`, `key:<id>`, `staff:<id>`, `command line`, `system`.
    #[schema(required)]
    pub actor: Option<String>,
    #[schema(required)]
    pub action: Option<String>,
    /// `c`, `r`, `u`, `d`.
    #[schema(required)]
    pub crud: Option<String>,
    /// `call:<id>`, `person:<id>`, `tenant:<id>` …
    #[schema(required)]
    pub target: Option<String>,
    pub before: Value,
    pub after: Value,
}

impl From<audit_log::AuditEntry> for AuditEntry {
    fn from(entry: audit_log::AuditEntry) -> Self {
        Self {
            n: entry.n,
            at: entry.at,
            erased: entry.erased,
            actor: entry.actor,
            action: entry.action,
            crud: entry.crud,
            target: entry.target,
            before: entry.before.unwrap_or_default(),
            after: entry.after.unwrap_or_default(),
        }
    }
}
