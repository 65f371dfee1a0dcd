//! The statements of the Ledger's transaction on the rows that are made up.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use models::billing::usage::rows::StoredPeriod;
use models::billing::usage::{Counts, Threshold, Told};
use models::calls::intake::{
    CallRow, Doorbell, Emptied, Event, Key, KnownLeg, KnownRecording, Lane, LedgerError, LegRow, MovedLeg, Owned,
    QueueRow, RecordingRow, TakenOff, TallyRow, TraceRow, UsageRow,
};
use models::calls::outbox;
use models::calls::sentiment::LegSentiment;
use models::calls::stats::Delta;
use models::calls::status::AnalysisStatus;
use models::ids::TenantId;
use serde_json::Value;

use super::connection::{Connection, Done, pause};
use super::transaction::Transaction;
use crate::ledger::stage::Rows;

impl Rows for Connection {
    async fn begin(&mut self) -> Done {
        self.step().await?;
        assert!(self.transaction.is_none(), "a transaction in a transaction");
        self.transaction = Some(Transaction::default());
        Ok(())
    }

    async fn commit(&mut self) -> Done {
        if let Some(transaction) = &mut self.transaction {
            transaction.is_ending = true;
        }
        if let Err(error) = self.step().await {
            self.undo();
            return Err(match error {
                LedgerError::Gone(reason) => LedgerError::Unknown(reason),
                other => other,
            });
        }
        self.apply();
        pause().await;
        let world = &mut *self.world.borrow_mut();
        if world.is_troubled && world.chance.one_in(40) {
            self.is_lost = true;
            return Err(LedgerError::Unknown("lost after the commit".into()));
        }
        Ok(())
    }

    async fn rollback(&mut self) -> Done {
        self.undo();
        self.step().await
    }

    async fn guard(&mut self, owned: &Owned, reaches: i64) -> Done<DateTime<Utc>> {
        self.step().await?;
        let partition = owned.partition as usize;
        while self.world.borrow().partitions[partition].locked_by.is_some() {
            pause().await;
        }
        let world = &mut *self.world.borrow_mut();
        let row = &mut world.partitions[partition];
        if world.is_guarded && (row.epoch, row.next_offset) != (owned.epoch, owned.next_offset) {
            return Err(LedgerError::Fenced);
        }
        row.locked_by = Some(self.session);
        if let Some(transaction) = &mut self.transaction {
            transaction.partition = Some((partition, reaches));
        }
        Ok(world.now)
    }

    async fn erased(&mut self, _: &[Key]) -> Done<Vec<Key>> {
        self.step().await.map(|()| Vec::new())
    }

    async fn bury_legs(&mut self, _: &[Key]) -> Done<Vec<(Key, bool)>> {
        self.step().await.map(|()| Vec::new())
    }

    async fn insert_legs(&mut self, legs: &[&LegRow]) -> Done<Vec<Key>> {
        self.step().await?;
        let mut new = Vec::new();
        for leg in legs {
            let rows = self.write(leg.tenant);
            if !rows.legs.contains_key(&leg.id.0) {
                let arrival = rows.legs.len() as i64 + 1;
                let row = LegRow {
                    arrival,
                    ..(*leg).clone()
                };
                rows.legs.insert(leg.id.0, Rc::new(row));
                new.push((leg.tenant.0, leg.id.0));
            }
        }
        Ok(new)
    }

    async fn known_legs(&mut self, wanted: &[Key]) -> Done<Vec<KnownLeg>> {
        self.step().await?;
        let known = wanted.iter().filter_map(|(tenant, id)| {
            self.read(TenantId(*tenant), |rows| {
                rows.legs.get(id).map(|leg| KnownLeg {
                    tenant: leg.tenant,
                    id: leg.id,
                    call: leg.call,
                    digest: leg.digest,
                    revision: leg.revision,
                })
            })
        });
        Ok(known.collect())
    }

    async fn revise_legs(&mut self, legs: &[&LegRow]) -> Done {
        self.step().await?;
        for leg in legs {
            if let Some(row) = self.write(leg.tenant).legs.get_mut(&leg.id.0) {
                let (arrival, analysis_status) = (row.arrival, row.analysis_status);
                *row = Rc::new(LegRow {
                    arrival,
                    analysis_status,
                    ..(*leg).clone()
                });
            }
        }
        Ok(())
    }

    async fn insert_recordings(&mut self, recordings: &[RecordingRow]) -> Done<Vec<Key>> {
        self.step().await?;
        let mut new = Vec::new();
        for row in recordings {
            if let Entry::Vacant(place) = self.write(row.tenant).recordings.entry(row.leg.0) {
                place.insert(Rc::new(row.clone()));
                new.push((row.tenant.0, row.leg.0));
            }
        }
        Ok(new)
    }

    async fn known_recordings(&mut self, legs: &[Key]) -> Done<Vec<KnownRecording>> {
        self.step().await?;
        let known = legs.iter().filter_map(|(tenant, leg)| {
            self.read(TenantId(*tenant), |rows| {
                rows.recordings.get(leg).map(|row| KnownRecording {
                    tenant: row.tenant,
                    leg: row.leg,
                    sha256: row.sha256,
                    bytes: row.bytes,
                    duration_ms: row.duration_ms,
                })
            })
        });
        Ok(known.collect())
    }

    async fn lock_calls(&mut self, wanted: &[Key]) -> Done<Vec<CallRow>> {
        self.step().await?;
        let call = |(tenant, id): &Key| self.read(TenantId(*tenant), |rows| rows.calls.get(id).cloned());
        Ok(wanted.iter().filter_map(call).map(Rc::unwrap_or_clone).collect())
    }

    async fn legs_of(&mut self, calls: &[Key]) -> Done<Vec<LegRow>> {
        self.step().await?;
        let legs = calls.iter().flat_map(|(tenant, call)| {
            self.read(TenantId(*tenant), |rows| {
                let of_call = rows.legs.values().filter(|leg| leg.call.0 == *call);
                of_call.map(|leg| LegRow::clone(leg)).collect::<Vec<_>>()
            })
        });
        let mut legs: Vec<LegRow> = legs.collect();
        legs.sort_by_key(|leg| leg.arrival);
        Ok(legs)
    }

    /// Nobody analyses here.
    async fn sentiments_of(&mut self, _: &[Key]) -> Done<Vec<(Key, LegSentiment)>> {
        self.step().await.map(|()| Vec::new())
    }

    async fn meet_instances(&mut self, _: &[CallRow]) -> Done {
        self.step().await
    }

    async fn insert_calls(&mut self, calls: &[CallRow]) -> Done {
        self.step().await?;
        for call in calls {
            let rows = self.write(call.tenant);
            rows.came.push(call.id.0);
            let before = rows.calls.insert(call.id.0, Rc::new(call.clone()));
            assert!(before.is_none(), "a call is there already");
        }
        Ok(())
    }

    async fn update_calls(&mut self, calls: &[CallRow]) -> Done {
        self.step().await?;
        for call in calls {
            self.write(call.tenant).calls.insert(call.id.0, Rc::new(call.clone()));
        }
        Ok(())
    }

    /// They were written as they are.
    async fn regroup_calls(&mut self, _: &[CallRow]) -> Done {
        self.step().await
    }

    async fn follow_legs(&mut self, moved: &[MovedLeg]) -> Done {
        self.step().await?;
        for one in moved {
            if let Some(row) = self.write(one.tenant).queue.get_mut(&one.leg.0) {
                row.call = one.to;
            }
        }
        Ok(())
    }

    async fn follow_calls(&mut self, emptied: &[Emptied]) -> Done {
        self.step().await?;
        for one in emptied {
            let calls = self.write(one.tenant).calls.values_mut();
            for call in calls.filter(|call| call.moved_to == Some(one.from)) {
                Rc::make_mut(call).moved_to = Some(one.to);
            }
        }
        Ok(())
    }

    async fn mark_legs(&mut self, legs: &[(Key, AnalysisStatus)]) -> Done {
        self.step().await?;
        for ((tenant, id), status) in legs {
            if let Some(leg) = self.write(TenantId(*tenant)).legs.get_mut(id) {
                Rc::make_mut(leg).analysis_status = *status;
            }
        }
        Ok(())
    }

    async fn enqueue(&mut self, queue: &[QueueRow]) -> Done {
        self.step().await?;
        for row in queue {
            self.write(row.tenant)
                .queue
                .entry(row.leg.0)
                .or_insert_with(|| row.clone());
        }
        Ok(())
    }

    async fn release_queue(&mut self, calls: &[(Key, Lane)]) -> Done<Vec<QueueRow>> {
        self.step().await?;
        let mut released = Vec::new();
        for ((tenant, call), lane) in calls {
            let queue = self.write(TenantId(*tenant)).queue.values_mut();
            for row in queue.filter(|row| row.call.0 == *call && row.withheld) {
                (row.withheld, row.lane) = (false, *lane);
                released.push(row.clone());
            }
        }
        Ok(released)
    }

    async fn expect_recordings(&mut self, _: &[&LegRow]) -> Done {
        self.step().await
    }

    async fn meet_recordings(&mut self, _: &[Key]) -> Done {
        self.step().await
    }

    async fn add_stats(&mut self, deltas: &[Delta]) -> Done {
        self.step().await?;
        for (bucket, delta) in deltas {
            let row = self.write(bucket.tenant).stats.entry(bucket.clone()).or_default();
            row.calls += delta.calls;
            row.answered += delta.answered;
            row.talk_s += delta.talk_s;
            row.recorded += delta.recorded;
        }
        Ok(())
    }

    async fn take_off_usage(&mut self, taken: &[TakenOff]) -> Done {
        self.step().await?;
        for TakenOff {
            tenant,
            period_start,
            counts,
        } in taken
        {
            let row = self.write(*tenant).usage.get_mut(period_start);
            let left = row.and_then(|row| {
                row.counts = Counts {
                    included: row.counts.included.checked_sub(counts.included)?,
                    overage: row.counts.overage.checked_sub(counts.overage)?,
                    withheld: row.counts.withheld.checked_sub(counts.withheld)?,
                };
                Some(())
            });
            if left.is_none() {
                let why = format!("{counts:?} are taken off the counts of {period_start}, and fewer there are");
                self.world.borrow_mut().never(why);
            }
        }
        Ok(())
    }

    async fn add_usage(&mut self, added: &[UsageRow]) -> Done<Vec<(TenantId, DateTime<Utc>, Counts)>> {
        self.step().await?;
        let mut stored = Vec::new();
        for UsageRow {
            tenant,
            period,
            added,
            crossed,
        } in added
        {
            let row = self.write(*tenant).usage.entry(period.start).or_insert(StoredPeriod {
                period: *period,
                counts: Counts::default(),
                told: Told::default(),
            });
            row.period.end = period.end;
            row.counts = row.counts.plus(*added);
            row.told.percent_80 |= crossed.contains(&Threshold::Percent80);
            row.told.percent_100 |= crossed.contains(&Threshold::Percent100);
            stored.push((*tenant, period.start, row.counts));
        }
        Ok(stored)
    }

    async fn add_tallies(&mut self, rows: &[TallyRow]) -> Done {
        self.step().await?;
        for added in rows {
            let row = &mut self.write(added.tenant).tally;
            row.received += added.received;
            row.new += added.new;
            row.merged += added.merged;
            row.duplicate += added.duplicate;
            row.conflict += added.conflict;
            row.legs += added.legs;
            row.recordings += added.recordings;
            row.calls += added.calls;
        }
        Ok(())
    }

    async fn add_trace(&mut self, _: &[TraceRow]) -> Done {
        self.step().await
    }

    async fn append_events(&mut self, events: Vec<Event>, now: DateTime<Utc>) -> Done<Vec<Doorbell>> {
        self.step().await?;
        let mut by_tenant: BTreeMap<TenantId, Vec<Event>> = BTreeMap::new();
        events
            .into_iter()
            .for_each(|event| by_tenant.entry(event.tenant).or_default().push(event));
        let mut bells = Vec::new();
        for (tenant, events) in by_tenant {
            let rows = self.write(tenant);
            let seq_from = rows.next_seq;
            rows.next_seq += events.len() as i64;
            let seq_to = rows.next_seq - 1;
            if let Value::Array(numbered) = outbox::numbered(&events, seq_from, now) {
                rows.outbox.extend(numbered.into_iter().map(Rc::new));
            }
            bells.push(Doorbell {
                tenant,
                seq_from,
                seq_to,
            });
        }
        Ok(bells)
    }
}
