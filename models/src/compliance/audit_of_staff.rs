//! What one of the staff did, over the chains of all tenants and the platform's own, the latest first. Only read: each chain stays what it
//! is, and is proved by itself. What was done to a tenant that is erased went with the words of its chain.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::audit_log::{AuditEntry, CRUD, Search};
use crate::Error;
use crate::ids::StaffId;
use crate::page::Page;

/// An entry, and in whose chain it stands.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Deed {
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    /// Its name; the platform has none.
    #[diesel(sql_type = Nullable<Text>)]
    pub tenant: Option<String>,
    #[diesel(embed)]
    pub entry: AuditEntry,
}

/// An entry's place among those of all chains. Opaque to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    at: DateTime<Utc>,
    tenant: Uuid,
    n: i64,
}

impl Place {
    fn of(deed: &Deed) -> Self {
        Self {
            at: deed.entry.at,
            tenant: deed.tenant_id,
            n: deed.entry.n,
        }
    }

    pub fn to_text(&self) -> String {
        let mut bytes = self.at.timestamp_micros().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.tenant.as_bytes());
        bytes.extend_from_slice(&self.n.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::Invalid("this cursor did not come from a page".into());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let (at, rest) = bytes.split_first_chunk::<8>().ok_or_else(refused)?;
        let (tenant, n) = rest.split_first_chunk::<16>().ok_or_else(refused)?;
        let n: [u8; 8] = n.try_into().map_err(|_| refused())?;
        Ok(Self {
            at: DateTime::from_timestamp_micros(i64::from_be_bytes(*at)).ok_or_else(refused)?,
            tenant: Uuid::from_bytes(*tenant),
            n: i64::from_be_bytes(n),
        })
    }
}

/// As themselves, and as the members whom they saw. As staff.
pub async fn page(
    conn: &mut AsyncPgConnection,
    staff: StaffId,
    search: &Search,
    after: Option<Place>,
    rows: u32,
) -> Result<Page<Deed>, Error> {
    let conditions: String = search.conditions.iter().map(|one| format!(" AND ({one})")).collect();
    // `staff:` and an id are 42 letters: an index has them.
    let read = format!(
        "SELECT a.tenant_id, t.name AS tenant, a.n, a.at, false AS erased, d.actor, d.action, {CRUD} AS crud, d.subject AS target,
            d.before, d.after
        FROM audit_details d JOIN audit a ON a.tenant_id = d.tenant_id AND a.n = d.n LEFT JOIN tenants t ON t.id = a.tenant_id
        WHERE left(d.actor, 42) = $1 AND left(d.actor, 6) = 'staff:'
            AND ($2::timestamptz IS NULL OR (a.at, a.tenant_id, a.n) < ($2, $3::uuid, $7::bigint))
            AND ($4::timestamptz IS NULL OR a.at >= $4) AND ($5::timestamptz IS NULL OR a.at < $5)
            AND $6::text[] IS NOT NULL{conditions}
        ORDER BY a.at DESC, a.tenant_id DESC, a.n DESC LIMIT $8"
    );
    let mut data: Vec<Deed> = diesel::sql_query(read)
        .bind::<Text, _>(format!("staff:{}", staff.0))
        .bind::<Nullable<Timestamptz>, _>(after.map(|after| after.at))
        .bind::<Nullable<SqlUuid>, _>(after.map(|after| after.tenant))
        .bind::<Nullable<Timestamptz>, _>(search.since)
        .bind::<Nullable<Timestamptz>, _>(search.until)
        .bind::<Array<Text>, _>(&search.texts)
        .bind::<Nullable<BigInt>, _>(after.map(|after| after.n))
        .bind::<BigInt, _>(i64::from(rows) + 1)
        .load(conn)
        .await?;
    let more = data.len() > rows as usize;
    data.truncate(rows as usize);
    let next = data.last().filter(|_| more).map(|last| Place::of(last).to_text());
    Ok(Page { data, next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_what_is_none_is_refused() {
        let place = Place {
            at: DateTime::from_timestamp_micros(1_764_000_000_123_456).expect("time"),
            tenant: Uuid::from_u128(7),
            n: 42,
        };
        assert_eq!(Place::parse(&place.to_text()).expect("place"), place);
        for wrong in ["", "x", "!", &place.to_text()[..20]] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}
