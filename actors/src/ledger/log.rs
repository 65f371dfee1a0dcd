//! What a Ledger reads from its partition of the door's log: offset by offset, each committed with its effect, so that nothing is
//! taken twice and nothing is left out, whoever owned the partition before.

use std::ops::Range;

use models::calls::intake::LedgerError;
use tokio::time::{Instant, sleep_until};

use super::arrival::Fate;
use super::directory::DirectoryError;
use super::logged::{Letter, Logged};
use super::poison::Poison;
use super::tenure::Tenure;
use super::transaction::CALL_FULL;
use super::{Connected, Ledger};
use crate::kafka::topic::Topic;

impl Ledger<'_> {
    /// Takes these records, and does not give up before they are taken, the partition is somebody else's, or the process ends.
    pub(super) async fn follow(&mut self, mut records: Vec<Logged>) {
        while !*self.stop.borrow() && !self.parts.tenure.is_lost() {
            match self.take_up(&mut records).await {
                Ok(()) => return,
                Err(error) => self.fail(&error),
            }
            let at = self
                .not_before
                .max(Instant::now() + self.parts.bounds.reconnect_max / 40);
            let mut stop = self.stop.clone();
            tokio::select! {
                () = sleep_until(at) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// Once through, from where the partition stands: an unknown outcome is known after connecting again.
    async fn take_up(&mut self, records: &mut Vec<Logged>) -> Result<(), DirectoryError> {
        self.connect().await?;
        let stands = self
            .connected
            .as_ref()
            .map_or(0, |connected| connected.owned.next_offset);
        records.retain(|record| record.offset >= stands);
        let mut ranges: Vec<Range<usize>> = Vec::new();
        if !records.is_empty() {
            ranges.push(0..records.len());
        }
        while let Some(range) = ranges.pop() {
            let part = &records[range.clone()];
            match self.take_part(part).await {
                Err(DirectoryError::Ledger(LedgerError::Refused { code, message })) if part.len() == 1 => {
                    self.bury(&part[0], Poison::refused(&code, &message)).await?;
                    self.advance(part[0].offset + 1).await?;
                    if let Ok(arrival) = &part[0].what {
                        self.full.meet(arrival, &code);
                        self.count(arrival, Fate::Refused.as_str());
                    }
                }
                Err(DirectoryError::Ledger(LedgerError::Refused { .. })) => {
                    let middle = range.start + part.len() / 2;
                    ranges.push(middle..range.end);
                    ranges.push(range.start..middle);
                }
                done => done?,
            }
        }
        Ok(())
    }

    async fn take_part(&mut self, part: &[Logged]) -> Result<(), DirectoryError> {
        let Some(last) = part.last() else { return Ok(()) };
        let away = self
            .turned_away(part.iter().filter_map(|record| record.what.as_ref().ok()))
            .await?;
        let (mut arrivals, mut refused) = (Vec::with_capacity(part.len()), Vec::new());
        for record in part {
            match &record.what {
                Ok(arrival) => match away.why(arrival) {
                    Some(why) => {
                        self.bury(record, Poison::refused(CALL_FULL, why)).await?;
                        refused.push(arrival);
                    }
                    None => arrivals.push(arrival.clone()),
                },
                Err(poison) => self.bury(record, poison.clone()).await?,
            }
        }
        if arrivals.is_empty() {
            self.advance(last.offset + 1).await?;
        } else {
            let fates = self.transact(&arrivals, Some(last.offset + 1)).await?;
            self.tell_reached();
            for (arrival, fate) in arrivals.iter().zip(fates) {
                self.count(arrival, fate.as_str());
            }
        }
        for arrival in refused {
            self.count(arrival, Fate::Refused.as_str());
        }
        Ok(())
    }

    /// Passes records that have no effect.
    async fn advance(&mut self, reaches: i64) -> Result<(), DirectoryError> {
        self.connect().await?;
        if let Some(Connected { connection, owned }) = self.connected.as_mut() {
            // A statement of its own is a transaction of its own.
            connection.guard(owned, reaches).await?;
            owned.next_offset = reaches;
        }
        self.tell_reached();
        Ok(())
    }

    fn tell_reached(&self) {
        if let (Tenure::Assigned(assigned), Some(connected)) = (&self.parts.tenure, &self.connected) {
            assigned.reached(connected.owned.next_offset);
        }
    }

    async fn bury(&self, record: &Logged, poison: Poison) -> Result<(), DirectoryError> {
        let Tenure::Assigned(assigned) = &self.parts.tenure else {
            return Ok(());
        };
        if record.is_buried.get() {
            return Ok(());
        }
        let (partition, offset) = (assigned.partition, record.offset);
        tracing::error!(
            partition,
            offset,
            reason = poison.reason,
            "record {offset} of partition {partition} is given up: {}",
            poison.detail
        );
        let letter = Letter {
            topic: Topic::Received,
            partition,
            offset,
            poison,
            payload: record.payload.clone(),
            key: record.key.clone(),
            // What our own doors wrote says its version in itself.
            headers: Vec::new(),
        };
        let buried = assigned.dead_letters.bury(letter).await;
        buried.map_err(|reason| DirectoryError::Ledger(LedgerError::Again(reason)))?;
        record.is_buried.set(true);
        Ok(())
    }
}
