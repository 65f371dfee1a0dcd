//! What could not be read: all that came with it, sealed, until somebody reads it again with other settings or throws it away. Reading
//! again is safe: what was stored of it is a duplicate.

use chrono::Utc;
use engine::pbx::framing::line_with_context;
use engine::pbx::parsed::{At, Notice};
use models::Error;
use models::ids::TenantId;
use models::integrations::quarantined::{self, NewQuarantined, Quarantined, Told};
use uuid::Uuid;

use super::{Receipt, Source, TakeError, notices};
use crate::app::App;
use crate::ledger::arrival::{Door, Fate};

/// What is read again.
pub struct Again {
    pub id: Uuid,
    pub source: Source,
    pub payload: Vec<u8>,
}

/// What came of reading it again.
#[derive(Debug)]
pub struct Replayed {
    pub receipt: Receipt,
    /// Nothing in it is unread any more.
    pub is_read: bool,
}

impl App {
    /// Keeps bytes of which this could not be read; gives the id under which they are. The same bytes of the same source are aside once.
    pub(super) async fn set_aside(
        &self,
        source: &Source,
        payload: &[u8],
        wrong: &[Notice],
        door: Door,
    ) -> Result<Uuid, TakeError> {
        let tenant = source.tenant;
        let mut name = source.instance.clone().into_bytes();
        name.push(0);
        name.extend_from_slice(payload);
        let id = Uuid::new_v5(&tenant.0, &name);
        let sealed = self.seal(tenant, id, payload).await?;
        let new = NewQuarantined {
            id,
            source_instance: source.instance.clone(),
            format: source.form.as_str().to_owned(),
            told: told(source, wrong),
            bytes: i64::try_from(payload.len()).unwrap_or(i64::MAX),
            sealed,
        };
        let put = self
            .pools()
            .app
            .tenant(tenant, async move |conn| -> Result<bool, Error> {
                Quarantined::of(tenant).put(conn, new).await
            });
        let fate = if put.await? { Fate::Quarantined } else { Fate::Duplicate };
        self.door().count(tenant, door, fate, wrong.len());
        Ok(id)
    }

    /// The same of what is not even a piece of its form, told where somebody looks how the source does.
    pub(super) async fn set_stranger_aside(
        &self,
        source: &Source,
        payload: &[u8],
        wrong: Notice,
        door: Door,
    ) -> Result<(), TakeError> {
        let wrong = vec![wrong];
        self.set_aside(source, payload, &wrong, door).await?;
        let receipt = Receipt {
            quarantined: wrong,
            ..Receipt::default()
        };
        self.pulses().count(source, &receipt, Utc::now());
        Ok(())
    }

    async fn seal(&self, tenant: TenantId, id: Uuid, payload: &[u8]) -> Result<Vec<u8>, TakeError> {
        let key = self.sealer().data_key(tenant).await?;
        let payload = payload.to_vec();
        let sealed = tokio::task::spawn_blocking(move || key.seal(quarantined::place(tenant, &id), &payload));
        let sealed = sealed.await.map_err(|error| TakeError::Failed(error.to_string()))?;
        sealed.map_err(|error| TakeError::Failed(error.to_string()))
    }

    /// The bytes of what is aside, as they came.
    pub async fn aside(&self, tenant: TenantId, id: Uuid) -> Result<(Quarantined, Vec<u8>), TakeError> {
        let found = self.pools().app.tenant(tenant, async move |conn| -> Result<_, Error> {
            Quarantined::of(tenant).sealed(conn, id).await
        });
        let (row, sealed) = found.await?;
        let key = self.sealer().data_key(tenant).await?;
        let opened = tokio::task::spawn_blocking(move || key.open(quarantined::place(tenant, &id), &sealed));
        let opened = opened.await.map_err(|error| TakeError::Failed(error.to_string()))?;
        let payload = opened.map_err(|error| TakeError::Failed(error.to_string()))?;
        Ok((row, payload))
    }

    /// Reads it again with the source as it is now. Where a call in it is turned back for the limit, it stays aside.
    pub async fn replay(&self, again: Again, actor: &str) -> Result<Replayed, TakeError> {
        let Again { id, source, payload } = again;
        let receipt = self.take_in(&source, payload, Door::Source).await?;
        if receipt.is_over_limit() {
            return Err(TakeError::OverLimit);
        }
        let (tenant, is_read) = (source.tenant, receipt.quarantined.is_empty());
        // What is still unread may lie under other ids by now, line by line.
        let is_gone = receipt.aside != Some(id);
        let (told, actor) = (told(&source, &receipt.quarantined), actor.to_owned());
        let written = self.pools().app.tenant(tenant, async move |conn| -> Result<(), Error> {
            match is_gone {
                true => {
                    Quarantined::of(tenant)
                        .remove(conn, &actor, "quarantine.replayed", id)
                        .await
                }
                false => Quarantined::of(tenant).still(conn, id, told).await,
            }
        });
        written.await?;
        Ok(Replayed { receipt, is_read })
    }
}

/// What goes aside of a payload: the lines that could not be read, each with what it depends on, where it is read by lines; else all of it.
pub(super) fn parts(source: &Source, payload: Vec<u8>, wrong: &[Notice]) -> Vec<(Vec<u8>, Vec<Notice>)> {
    if wrong.is_empty() {
        return Vec::new();
    }
    let lines = wrong.iter().map(|notice| match notice.at {
        At::Number(number) => {
            let line = line_with_context(source.form, &source.settings, &payload, number)?;
            Some((line, vec![notice.clone()]))
        }
        At::Id(_) => None,
    });
    let lines: Option<Vec<_>> = lines.collect();
    lines.unwrap_or_else(|| vec![(payload, wrong.to_vec())])
}

/// As it is stored, which holds no NUL.
fn told(source: &Source, wrong: &[Notice]) -> Told {
    let bare = |text: &str| text.replace('\0', "\u{fffd}");
    let wrong: Vec<Notice> = wrong
        .iter()
        .map(|notice| Notice {
            at: match &notice.at {
                At::Id(id) => At::Id(bare(id)),
                at => at.clone(),
            },
            code: notice.code.clone(),
            detail: bare(&notice.detail),
        })
        .collect();
    let first = wrong.first();
    let at = first.map(|notice| String::from(notice.at.clone())).unwrap_or_default();
    Told {
        code: first.map(|notice| notice.code.clone()).unwrap_or_default(),
        detail: first.map(|notice| notice.detail.clone()).unwrap_or_default(),
        place: match &source.origin {
            Some(origin) => format!("{origin}: {at}"),
            None => at,
        },
        notices: notices(&wrong),
    }
}
