//! Stores what stands at the door: a batch in one transaction, or, where PostgreSQL refuses a record of it, in as many as it takes.

use std::borrow::Cow;

use models::calls::intake::LedgerError;

use super::Ledger;
use super::arrival::{Arrival, Fate, Unavailable};
use super::directory::DirectoryError;
use super::full::TurnedAway;
use super::transaction::CALL_FULL;

impl Ledger<'_> {
    /// One answer for each, in order. What a full call has no room for is set aside first.
    pub(super) async fn store(&mut self, arrivals: &[Arrival]) -> Vec<Result<Fate, Unavailable>> {
        let away = match self.turned_away(arrivals.iter()).await {
            Ok(away) => away,
            Err(error) => {
                self.fail(&error);
                TurnedAway::default()
            }
        };
        let mut answers = vec![Err(self.unavailable()); arrivals.len()];
        let mut places = Vec::with_capacity(arrivals.len());
        for (place, arrival) in arrivals.iter().enumerate() {
            match away.why(arrival) {
                Some(why) => answers[place] = Ok(refused(arrival, CALL_FULL, why)),
                None => places.push(place),
            }
        }
        let batch = match places.len() == arrivals.len() {
            true => Cow::Borrowed(arrivals),
            false => Cow::Owned(places.iter().map(|place| arrivals[*place].clone()).collect()),
        };
        for (place, answer) in places.into_iter().zip(self.store_in_parts(&batch).await) {
            answers[place] = answer;
        }
        for (arrival, answer) in arrivals.iter().zip(&answers) {
            self.count(arrival, answer.as_ref().map_or("unavailable", |fate| fate.as_str()));
        }
        answers
    }

    /// If PostgreSQL refuses a batch, halves it until the record that cannot be stored stands alone.
    async fn store_in_parts(&mut self, arrivals: &[Arrival]) -> Vec<Result<Fate, Unavailable>> {
        let mut answers = vec![Err(self.unavailable()); arrivals.len()];
        let mut ranges = Vec::new();
        if !arrivals.is_empty() {
            ranges.push(0..arrivals.len());
        }
        while let Some(range) = ranges.pop() {
            let batch = &arrivals[range.clone()];
            match self.transact(batch, None).await {
                Ok(fates) => fates.into_iter().zip(range).for_each(|(fate, n)| answers[n] = Ok(fate)),
                Err(DirectoryError::Ledger(LedgerError::Refused { code, message })) if batch.len() == 1 => {
                    self.full.meet(&batch[0], &code);
                    answers[range.start] = Ok(refused(&batch[0], &code, &message));
                }
                Err(DirectoryError::Ledger(LedgerError::Refused { .. })) => {
                    let middle = range.start + batch.len() / 2;
                    ranges.push(middle..range.end);
                    ranges.push(range.start..middle);
                }
                Err(error) => self.fail(&error),
            }
        }
        answers
    }
}

fn refused(arrival: &Arrival, code: &str, message: &str) -> Fate {
    tracing::error!(leg.id = %arrival.leg(), tenant.id = %arrival.tenant(), %code, "PostgreSQL refuses a record ({code}): {message}");
    Fate::Refused
}
