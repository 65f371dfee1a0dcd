//! Audio of a leg as it is described and where its sealed bytes lie. Not the bytes: the store has those.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::Error;
use crate::db::Pool;
use crate::ids::{LegId, TenantId};
use crate::schema::{recording_blobs, recordings};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = recordings, check_for_backend(diesel::pg::Pg))]
pub struct Recording {
    #[serde(skip)]
    pub leg_id: Uuid,
    /// Of the bytes as they came.
    #[serde(serialize_with = "as_hex")]
    pub sha256: Vec<u8>,
    pub bytes: i64,
    pub media_type: Option<String>,
    pub declared_format: Option<String>,
    pub declared_rate: Option<i32>,
    pub declared_channels: Option<i32>,
    pub duration_ms: Option<i64>,
    pub channels: Option<i32>,
    pub received_at: DateTime<Utc>,
}

/// Where the sealed bytes lie.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = recording_blobs, check_for_backend(diesel::pg::Pg))]
pub struct Blob {
    pub sha256: Vec<u8>,
    pub bytes: i64,
    pub store_key: String,
    pub sealed_bytes: i64,
}

impl Recording {
    pub fn of(tenant: TenantId) -> Recordings {
        Recordings { tenant }
    }
}

/// The recordings of one tenant.
#[derive(Clone, Copy, Debug)]
pub struct Recordings {
    tenant: TenantId,
}

impl Recordings {
    pub async fn of_leg(&self, app: &Pool, leg: LegId) -> Result<(Recording, Blob), Error> {
        let tenant = self.tenant;
        app.tenant(tenant, async move |conn| {
            let same = recording_blobs::tenant_id
                .eq(recordings::tenant_id)
                .and(recording_blobs::sha256.eq(recordings::sha256));
            recordings::table
                .inner_join(recording_blobs::table.on(same))
                .filter(recordings::tenant_id.eq(tenant.0).and(recordings::leg_id.eq(leg.0)))
                .select((Recording::as_select(), Blob::as_select()))
                .first(conn)
                .await
                .optional()?
                .ok_or(Error::NotFound("recording"))
        })
        .await
    }
}

fn as_hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(bytes))
}
