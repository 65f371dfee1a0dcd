//! Lines without ids as they come on a connection or in a stream: how many equal ones came before is noted, by source and for all nodes,
//! before anything of them is kept. If the process dies in between, they are known when they are sent again, and are kept then. What the
//! rule is, is said in the engine.

use engine::pbx::framing::Piece;
use engine::pbx::repeats::{Again, LINES_MAX, LineHash, Remembered, hashes};
use models::Error;
use models::integrations::remembered;

use super::{Source, TakeError, blocking};
use crate::app::App;
use crate::fail;

/// What one connection has sent again so far.
#[derive(Default)]
pub struct Repeats {
    /// `None`: nothing has come yet.
    again: Option<Again>,
    /// What was to be noted last, when it is not known whether it was.
    tried: Option<Tried>,
}

#[derive(Clone)]
struct Tried {
    after: Vec<u8>,
    numbers: Vec<u32>,
    again: Again,
}

impl App {
    /// Says of pieces that have come together which of equal lines each is. On an error the same pieces again are safe.
    pub async fn number(&self, source: &Source, repeats: &mut Repeats, pieces: &mut [Piece]) -> Result<(), TakeError> {
        if !source.form.lacks_ids() {
            return Ok(());
        }
        let lines = hashes(pieces);
        if lines.iter().all(Option::is_none) {
            return Ok(());
        }
        let numbers = self.noted(source, repeats, lines).await?;
        fail::point("lines.after_note");
        for (piece, number) in pieces.iter_mut().zip(numbers) {
            piece.number = number;
        }
        Ok(())
    }

    async fn noted(
        &self,
        source: &Source,
        repeats: &mut Repeats,
        lines: Vec<Option<LineHash>>,
    ) -> Result<Vec<u32>, TakeError> {
        loop {
            let before = self.remembered(source).await?;
            // It was written, and only the answer was lost.
            if let Some(tried) = repeats.tried.take_if(|tried| tried.after == before) {
                repeats.again = Some(tried.again);
                return Ok(tried.numbers);
            }
            let (known, again, lines) = (before.clone(), repeats.again.clone(), lines.clone());
            let tried = blocking(move || numbered(&known, again, &lines)).await?;
            repeats.tried = Some(tried.clone());
            if tried.after == before || self.remember(source, before, tried.after).await? {
                *repeats = Repeats {
                    again: Some(tried.again),
                    tried: None,
                };
                return Ok(tried.numbers);
            }
            // Another connection of this source was quicker.
        }
    }

    async fn remembered(&self, source: &Source) -> Result<Vec<u8>, TakeError> {
        let (tenant, name) = (source.tenant, source.instance.clone());
        let read = self.pools().app.tenant(tenant, async move |conn| -> Result<_, Error> {
            remembered::read(conn, tenant, &name).await
        });
        Ok(read.await?)
    }

    async fn remember(&self, source: &Source, before: Vec<u8>, after: Vec<u8>) -> Result<bool, TakeError> {
        let (tenant, name) = (source.tenant, source.instance.clone());
        let written = self.pools().app.tenant(tenant, async move |conn| -> Result<_, Error> {
            remembered::replace(conn, tenant, &name, &before, &after).await
        });
        Ok(written.await?)
    }
}

fn numbered(known: &[u8], again: Option<Again>, lines: &[Option<LineHash>]) -> Tried {
    let mut remembered = Remembered::of_bytes(known);
    let mut again = again.unwrap_or_else(|| remembered.again());
    let numbers = remembered.number(&mut again, lines);
    Tried {
        after: remembered.to_bytes(LINES_MAX),
        numbers,
        again,
    }
}
