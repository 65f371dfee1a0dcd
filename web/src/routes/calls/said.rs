//! What was said in legs, with what people have set right of it. Reading it is written to the audit chain.

use actors::engine::analysis::Turn;
use actors::transcript::TranscriptError;
use actors::transcript::corrected::words as corrected_words;
use models::calls::correction::Correction;
use models::calls::transcript;
use models::ids::LegId;
use serde_json::Value;

use super::analysis::CorrectedWords;
use super::note::NoteAuthor;
use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// The turns of legs as JSON, each with what somebody has set right of it. Reading them is written to the audit chain.
pub async fn words(caller: &Caller, legs: &[LegId]) -> Result<Vec<(LegId, Value)>, Problem> {
    told(said(caller, legs).await?).await
}

/// As JSON. A long call takes longer than async code may compute.
pub async fn told(said: Vec<Said>) -> Result<Vec<(LegId, Value)>, Problem> {
    let told = tokio::task::spawn_blocking(move || -> Result<Vec<(LegId, Value)>, serde_json::Error> {
        let told = said.into_iter();
        told.map(|said| Ok((said.leg, turns_of(said.turns, &said.corrections)?)))
            .collect()
    });
    told.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// What was said in a leg: as the model heard it, and what people have set right.
pub struct Said {
    pub leg: LegId,
    pub turns: Vec<Turn>,
    pub corrections: Vec<Correction>,
}

/// Opened and unpacked. Reading them is written to the audit chain.
pub async fn said(caller: &Caller, legs: &[LegId]) -> Result<Vec<Said>, Problem> {
    if legs.is_empty() {
        return Ok(Vec::new());
    }
    let running = &caller.running;
    let opened = transcript::of(caller.tenant)
        .read(&running.reads, &running.sealer, &caller.actor(), legs)
        .await?;
    let unpacked = tokio::task::spawn_blocking(move || -> Result<Vec<Said>, TranscriptError> {
        let said = opened.into_iter().map(|one| {
            Ok(Said {
                leg: one.leg,
                turns: actors::transcript::unpack(&one.packed)?,
                corrections: one.corrections,
            })
        });
        said.collect()
    });
    unpacked.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// Turns as JSON, each with what somebody has set right of it. Computes.
pub fn turns_of(turns: Vec<Turn>, corrections: &[Correction]) -> Result<Value, serde_json::Error> {
    let told = turns
        .into_iter()
        .enumerate()
        .map(|(number, turn)| -> Result<Value, serde_json::Error> {
            let own = corrections.iter().find(|correction| correction.turn == number);
            let own = own.map(|own| CorrectedWords::of(&turn, own)).transpose()?;
            let mut object = serde_json::to_value(turn)?;
            if let Some(object) = object.as_object_mut() {
                object.insert("corrected".into(), serde_json::to_value(own)?);
            }
            Ok(object)
        });
    told.collect()
}

impl CorrectedWords {
    fn of(turn: &Turn, correction: &Correction) -> Result<Self, serde_json::Error> {
        Ok(Self {
            words: serde_json::to_value(corrected_words(turn, &correction.words.text))?,
            text: correction.words.text.clone(),
            author: author(correction),
            made_at: correction.made_at,
        })
    }
}

pub fn author(correction: &Correction) -> Option<NoteAuthor> {
    correction.author.as_ref().map(|author| NoteAuthor {
        id: author.id,
        name: author.name.clone(),
    })
}
