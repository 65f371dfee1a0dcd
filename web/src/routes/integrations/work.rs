//! What was wrong last with what a server does for a source: a connection that it opens, a folder that it watches.

use chrono::{DateTime, Utc};
use models::integrations::lease::Standing;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceWorkError)]
pub struct WorkError {
    pub at: DateTime<Utc>,
    /// Stable: of a connection such as `unreachable`, `private_address`, `tls`, `not_ami`, `login_refused`, `timeout`, `closed`, `silent`,
    /// `not_a_record`; of a folder such as `no_folder`, `link_refused`, `unreadable`, `too_many_files`, `not_moved`, `over_limit`,
    /// `unavailable`.
    pub code: String,
    pub detail: String,
}

impl WorkError {
    pub fn of(standing: &Standing) -> Option<Self> {
        Some(Self {
            at: standing.error_at?,
            code: standing.error_code.clone()?,
            detail: standing.error_detail.clone().unwrap_or_default(),
        })
    }
}
