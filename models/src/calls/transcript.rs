//! The words of a leg, sealed, with what people have set right of them. Opened here, read by who packed them; each reading stands in the
//! audit chain.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::correction::{self, Correction};
use crate::Error;
use crate::compliance::audit::Entry;
use crate::compliance::read_log::ReadLog;
use crate::compliance::sealing::{DataKey, Place, SealError, Sealer};
use crate::db::Pool;
use crate::identity::authority::Rows;
use crate::ids::{CallId, LegId, TenantId};
use crate::schema::{legs, transcripts};

/// As it goes into the row.
pub fn seal(key: &DataKey, tenant: TenantId, leg: LegId, packed: &[u8]) -> Result<Vec<u8>, SealError> {
    key.seal(place(tenant, &leg), packed)
}

pub fn open(key: &DataKey, tenant: TenantId, leg: LegId, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    key.open(place(tenant, &leg), sealed)
}

fn place(tenant: TenantId, leg: &LegId) -> Place<'_> {
    Place {
        tenant,
        table: "transcripts",
        row: leg.0.as_bytes(),
    }
}

/// What was said in a leg: as the model heard it, packed, and what people have set right of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub leg: LegId,
    pub packed: Vec<u8>,
    pub corrections: Vec<Correction>,
}

/// A leg's words as they lie in their row.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Sealed {
    pub call_id: uuid::Uuid,
    pub leg_id: uuid::Uuid,
    pub sealed: Vec<u8>,
}

/// The transcripts of one tenant.
#[derive(Clone, Copy, Debug)]
pub struct Transcripts {
    tenant: TenantId,
}

pub fn of(tenant: TenantId) -> Transcripts {
    Transcripts { tenant }
}

impl Transcripts {
    /// Those of these calls' legs that somebody sees, in the order of the legs. Not audited: an export is, as a whole.
    pub async fn of_calls(
        &self,
        app: &Pool,
        rows: &Rows,
        calls: &[CallId],
    ) -> Result<(Vec<Sealed>, Vec<correction::Sealed>), Error> {
        let tenant = self.tenant;
        let wanted: Vec<uuid::Uuid> = calls.iter().map(|call| call.0).collect();
        app.tenant(tenant, async move |conn| -> Result<_, Error> {
            let own = legs::table
                .inner_join(
                    transcripts::table.on(transcripts::tenant_id
                        .eq(legs::tenant_id)
                        .and(transcripts::leg_id.eq(legs::id))),
                )
                .filter(legs::tenant_id.eq(tenant.0).and(legs::call_id.eq_any(&wanted)))
                .order((legs::call_id, legs::started_at, legs::id))
                .select((
                    (legs::source_instance, legs::agent, legs::started_at),
                    (legs::call_id, legs::id, transcripts::sealed),
                ));
            type Of = (String, Option<String>, DateTime<Utc>);
            let found: Vec<(Of, Sealed)> = own.load(conn).await?;
            let is_seen = |(source, agent, at): &Of| rows.include(source, agent.as_deref(), *at);
            let seen = found.into_iter().filter(|(of, _)| is_seen(of));
            let seen: Vec<Sealed> = seen.map(|(_, sealed)| sealed).collect();
            let legs: Vec<uuid::Uuid> = seen.iter().map(|one| one.leg_id).collect();
            let corrections = correction::in_force(conn, tenant, &legs).await?;
            Ok((seen, corrections))
        })
        .await
    }

    /// The words of those of the legs that have a transcript, in the order asked for. Each one read is on its way into the
    /// audit chain before, under `actor`'s name.
    pub async fn read(
        &self,
        log: &ReadLog,
        sealer: &Sealer,
        actor: &str,
        legs: &[LegId],
    ) -> Result<Vec<Opened>, Error> {
        let tenant = self.tenant;
        let wanted: Vec<uuid::Uuid> = legs.iter().map(|leg| leg.0).collect();
        let (sealed, corrections) = log
            .app()
            .tenant(tenant, async move |conn| -> Result<_, Error> {
                let own = transcripts::table.filter(
                    transcripts::tenant_id
                        .eq(tenant.0)
                        .and(transcripts::leg_id.eq_any(&wanted)),
                );
                let rows: Vec<(uuid::Uuid, Vec<u8>)> = own
                    .select((transcripts::leg_id, transcripts::sealed))
                    .load(conn)
                    .await?;
                let legs: Vec<uuid::Uuid> = rows.iter().map(|(leg, _)| *leg).collect();
                let corrections = correction::in_force(conn, tenant, &legs).await?;
                Ok((rows, corrections))
            })
            .await?;
        let read = sealed
            .iter()
            .map(|(leg, _)| Entry::new(actor, "transcript.read", format!("leg:{leg}")));
        log.note(tenant, read.collect()).await?;
        if sealed.is_empty() {
            return Ok(Vec::new());
        }
        let key = sealer.data_key(tenant).await?;
        // A long call takes longer than async code may compute.
        let opened = tokio::task::spawn_blocking(move || -> Result<Vec<Opened>, SealError> {
            let open = |(leg, sealed): (uuid::Uuid, Vec<u8>)| -> Result<Opened, SealError> {
                let own = corrections.iter().filter(|correction| correction.leg_id == leg);
                Ok(Opened {
                    leg: LegId(leg),
                    packed: open(&key, tenant, LegId(leg), &sealed)?,
                    corrections: own.map(|one| one.open(&key, tenant)).collect::<Result<_, _>>()?,
                })
            };
            sealed.into_iter().map(open).collect()
        });
        let mut opened = opened
            .await
            .map_err(|error| Error::Refused(format!("opening a transcript did not end: {error}")))??;
        opened.sort_by_key(|one| legs.iter().position(|wanted| *wanted == one.leg));
        Ok(opened)
    }
}
