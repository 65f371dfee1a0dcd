//! A stream on the disk → a recording: of the leg of which another source's record tells, before or after it; else of a leg of its own.

use std::time::Instant;

use engine::pbx::recording_name::Clues;
use models::ids::LegId;
use uuid::Uuid;

use super::LiveError;
use super::label::Label;
use super::left::Left;
use crate::app::{App, Kept, Named, Told, Upload};
use crate::fetch::spool::Spool;
use crate::ledger::arrival::{Arrival, Door, Fate, Record, Unavailable};

/// What became of the sound of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Whose recording it is.
    pub leg: Option<LegId>,
    /// Under which it waits for its leg.
    pub orphan: Option<Uuid>,
    /// By what it has found its leg, or why it has found none.
    pub why: Option<&'static str>,
    pub sha256: [u8; 32],
    /// Of the file.
    pub bytes: u64,
    pub duration_ms: u64,
    /// Of the recording.
    pub fate: Fate,
    /// Of the leg, where it is its own.
    pub record: Option<Fate>,
    /// Its end is missing.
    pub is_cut: bool,
}

impl Left {
    /// Makes a recording of it, and removes it then. `None`: it holds no sound. The same twice is harmless.
    pub async fn settle(&self, app: &App, door: Door) -> Result<Option<Settled>, LiveError> {
        let Some((label, spool)) = self.read(app).await? else {
            self.remove(app).await;
            return Ok(None);
        };
        let settled = match label.records_from.clone() {
            Some(source) => self.to_its_record(app, &label, spool, &source, door).await,
            None => self.by_itself(app, &label, spool, door).await,
        };
        let settled = settled?;
        self.remove(app).await;
        Ok(Some(settled))
    }

    /// To the leg that another source tells of, or among those that wait for it.
    async fn to_its_record(
        &self,
        app: &App,
        label: &Label,
        spool: Spool,
        source_instance: &str,
        door: Door,
    ) -> Result<Settled, LiveError> {
        let id = label.id(self.id);
        let duration_ms = label.shape.duration_ms(spool.length());
        let named = Named {
            tenant: self.tenant,
            source_instance,
            path: &id,
            clues: Clues {
                id: Some(id.clone()),
                ..Clues::default()
            },
            given: told(),
            door,
        };
        let content = label.content(spool, !self.is_whole);
        let settled = match app.take_named_recording(named, content).await? {
            // Another was faster; the next look finds it waiting.
            Kept::Matched { receipt, .. } if receipt.fate == Fate::Conflict => {
                return Err(LiveError::Failed("its leg has another recording by now".into()));
            }
            Kept::Matched { receipt, by } => Settled {
                leg: Some(receipt.leg),
                orphan: None,
                why: Some(by.as_str()),
                sha256: receipt.sha256,
                bytes: receipt.bytes,
                duration_ms,
                fate: receipt.fate,
                record: None,
                is_cut: !self.is_whole,
            },
            Kept::Loose {
                id,
                sha256,
                bytes,
                is_new,
                why,
            } => Settled {
                leg: None,
                orphan: Some(id),
                why: Some(why.as_str()),
                sha256,
                bytes,
                duration_ms,
                fate: if is_new { Fate::New } else { Fate::Duplicate },
                record: None,
                is_cut: !self.is_whole,
            },
        };
        Ok(settled)
    }

    /// A leg of its own. A call that is heard a second time has two.
    async fn by_itself(&self, app: &App, label: &Label, spool: Spool, door: Door) -> Result<Settled, LiveError> {
        let id = label.id(self.id);
        let duration_ms = label.shape.duration_ms(spool.length());
        let mut spool = Some(spool);
        for external_id in [id.clone(), label.again(&id)] {
            let spool = match spool.take() {
                Some(spool) => spool,
                None => self.open(app).await?,
            };
            let upload = Upload {
                door,
                tenant: self.tenant,
                source_instance: &label.source_instance,
                external_id: &external_id,
                told: told(),
            };
            let receipt = app.receive(upload, label.content(spool, !self.is_whole)).await?;
            if receipt.fate == Fate::Conflict {
                continue;
            }
            let record = Record {
                source_instance: label.source_instance.clone(),
                leg: label.leg(&external_id, &id, duration_ms),
                recording_url: None,
                analyze: true,
            };
            let fate = self.announce(app, record, door, label.is_capture).await?;
            return Ok(Settled {
                leg: Some(receipt.leg),
                orphan: None,
                why: None,
                sha256: receipt.sha256,
                bytes: receipt.bytes,
                duration_ms,
                fate: receipt.fate,
                record: Some(fate),
                is_cut: !self.is_whole,
            });
        }
        Err(LiveError::Failed("its leg has another recording".into()))
    }

    /// Nobody sends a live stream again: it is kept even where a new call is beyond the limit, and waits for its analysis there.
    async fn announce(&self, app: &App, record: Record, door: Door, is_capture: bool) -> Result<Fate, LiveError> {
        let arrival = Arrival::record(self.tenant, record, door, Instant::now());
        let fates = match is_capture {
            true => app.accept_all(door, self.tenant, vec![arrival]).await?,
            false => {
                let stored = app.door().store(vec![arrival]).await;
                stored.into_iter().collect::<Result<Vec<Fate>, Unavailable>>()?
            }
        };
        let fate = fates.into_iter().next();
        fate.ok_or_else(|| LiveError::Failed("the ledger has not answered".into()))
    }
}

fn told() -> Told {
    Told {
        media_type: Some("audio/wav".into()),
        ..Told::default()
    }
}
