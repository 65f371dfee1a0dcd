//! What the Ledger's transaction stands on: the rows and the supervisors. Traits, so that a simulation can put others under it, which
//! crash, wait and forget where it wants them to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use models::billing::command::Order;
use models::billing::usage::{Admission, Counts, Demand, Report};
use models::calls::intake::{
    CallRow, Doorbell, Emptied, Event, Key, KnownLeg, KnownRecording, Lane, LedgerConnection, LedgerError, LegRow,
    MovedLeg, Owned, QueueRow, RecordingRow, TakenOff, TallyRow, TraceRow, UsageRow,
};
use models::calls::sentiment::LegSentiment;
use models::calls::stats::Delta;
use models::calls::status::AnalysisStatus;
use models::ids::TenantId;

use super::directory::{Directory, DirectoryError};

type Done<T = ()> = Result<T, LedgerError>;

/// The statements of the transaction; each is explained where `LedgerConnection` has it.
pub(crate) trait Rows {
    async fn begin(&mut self) -> Done;
    async fn commit(&mut self) -> Done;
    async fn rollback(&mut self) -> Done;
    async fn guard(&mut self, owned: &Owned, reaches: i64) -> Done<DateTime<Utc>>;
    async fn erased(&mut self, wanted: &[Key]) -> Done<Vec<Key>>;
    async fn bury_legs(&mut self, late: &[Key]) -> Done<Vec<(Key, bool)>>;
    async fn insert_legs(&mut self, legs: &[&LegRow]) -> Done<Vec<Key>>;
    async fn known_legs(&mut self, wanted: &[Key]) -> Done<Vec<KnownLeg>>;
    async fn revise_legs(&mut self, legs: &[&LegRow]) -> Done;
    async fn insert_recordings(&mut self, recordings: &[RecordingRow]) -> Done<Vec<Key>>;
    async fn known_recordings(&mut self, legs: &[Key]) -> Done<Vec<KnownRecording>>;
    async fn lock_calls(&mut self, wanted: &[Key]) -> Done<Vec<CallRow>>;
    async fn legs_of(&mut self, calls: &[Key]) -> Done<Vec<LegRow>>;
    async fn sentiments_of(&mut self, calls: &[Key]) -> Done<Vec<(Key, LegSentiment)>>;
    async fn meet_instances(&mut self, calls: &[CallRow]) -> Done;
    async fn insert_calls(&mut self, calls: &[CallRow]) -> Done;
    async fn update_calls(&mut self, calls: &[CallRow]) -> Done;
    async fn regroup_calls(&mut self, calls: &[CallRow]) -> Done;
    async fn follow_legs(&mut self, moved: &[MovedLeg]) -> Done;
    async fn follow_calls(&mut self, emptied: &[Emptied]) -> Done;
    async fn mark_legs(&mut self, legs: &[(Key, AnalysisStatus)]) -> Done;
    async fn enqueue(&mut self, queue: &[QueueRow]) -> Done;
    async fn release_queue(&mut self, calls: &[(Key, Lane)]) -> Done<Vec<QueueRow>>;
    async fn expect_recordings(&mut self, legs: &[&LegRow]) -> Done;
    async fn meet_recordings(&mut self, legs: &[Key]) -> Done;
    async fn add_stats(&mut self, deltas: &[Delta]) -> Done;
    async fn take_off_usage(&mut self, taken: &[TakenOff]) -> Done;
    async fn add_usage(&mut self, rows: &[UsageRow]) -> Done<Vec<(TenantId, DateTime<Utc>, Counts)>>;
    async fn add_tallies(&mut self, rows: &[TallyRow]) -> Done;
    async fn add_trace(&mut self, rows: &[TraceRow]) -> Done;
    async fn append_events(&mut self, events: Vec<Event>, now: DateTime<Utc>) -> Done<Vec<Doorbell>>;
}

/// The statements of an order, beside those; each is explained where `LedgerConnection` has it.
pub(crate) trait OrderRows: Rows {
    async fn lock_command(&mut self, id: i64) -> Done<bool>;
    async fn continue_command(&mut self, id: i64, rest: Order) -> Done;
    async fn finish_command(&mut self, id: i64) -> Done;
    async fn lock_withheld(&mut self, tenant: TenantId, at_most: i64) -> Done<Vec<CallRow>>;
    async fn charge_calls(&mut self, calls: &[CallRow]) -> Done;
}

/// Who decides on new calls; each is explained where `Directory` has it.
pub(crate) trait Supervisors<R> {
    async fn admit_residents(&mut self, tenants: &[TenantId], rows: &mut R) -> Result<(), DirectoryError>;
    async fn refresh(&mut self, tenants: &[TenantId], rows: &mut R) -> Result<(), DirectoryError>;
    fn knows(&self, tenant: TenantId) -> bool;
    async fn admit(
        &mut self,
        wanted: &[(TenantId, Demand)],
        now: DateTime<Utc>,
        rows: &mut R,
    ) -> Result<HashMap<TenantId, Admission>, DirectoryError>;
    async fn admit_withheld(
        &mut self,
        tenant: TenantId,
        waiting: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
        rows: &mut R,
    ) -> Result<Admission, DirectoryError>;
    async fn report(
        &mut self,
        tenant: TenantId,
        now: DateTime<Utc>,
        rows: &mut R,
    ) -> Result<Option<Report>, DirectoryError>;
    async fn settle(&self, admissions: &HashMap<TenantId, Admission>);
    async fn release(&self, admissions: &HashMap<TenantId, Admission>);
    async fn forget(&self, tenants: &[TenantId]);
}

/// Each method by the type's own of the same name.
macro_rules! by_its_own {
    ($($name:ident($($value:ident: $type:ty),*) $(-> $answer:ty)?;)*) => {
        $(async fn $name(&mut self $(, $value: $type)*) -> Done$(<$answer>)? {
            LedgerConnection::$name(self $(, $value)*).await
        })*
    };
}

impl Rows for LedgerConnection {
    by_its_own! {
        begin();
        commit();
        rollback();
        guard(owned: &Owned, reaches: i64) -> DateTime<Utc>;
        erased(wanted: &[Key]) -> Vec<Key>;
        bury_legs(late: &[Key]) -> Vec<(Key, bool)>;
        insert_legs(legs: &[&LegRow]) -> Vec<Key>;
        known_legs(wanted: &[Key]) -> Vec<KnownLeg>;
        revise_legs(legs: &[&LegRow]);
        insert_recordings(recordings: &[RecordingRow]) -> Vec<Key>;
        known_recordings(legs: &[Key]) -> Vec<KnownRecording>;
        lock_calls(wanted: &[Key]) -> Vec<CallRow>;
        legs_of(calls: &[Key]) -> Vec<LegRow>;
        sentiments_of(calls: &[Key]) -> Vec<(Key, LegSentiment)>;
        meet_instances(calls: &[CallRow]);
        insert_calls(calls: &[CallRow]);
        update_calls(calls: &[CallRow]);
        regroup_calls(calls: &[CallRow]);
        follow_legs(moved: &[MovedLeg]);
        follow_calls(emptied: &[Emptied]);
        mark_legs(legs: &[(Key, AnalysisStatus)]);
        enqueue(queue: &[QueueRow]);
        release_queue(calls: &[(Key, Lane)]) -> Vec<QueueRow>;
        expect_recordings(legs: &[&LegRow]);
        meet_recordings(legs: &[Key]);
        add_stats(deltas: &[Delta]);
        take_off_usage(taken: &[TakenOff]);
        add_usage(rows: &[UsageRow]) -> Vec<(TenantId, DateTime<Utc>, Counts)>;
        add_tallies(rows: &[TallyRow]);
        add_trace(rows: &[TraceRow]);
        append_events(events: Vec<Event>, now: DateTime<Utc>) -> Vec<Doorbell>;
    }
}

impl OrderRows for LedgerConnection {
    by_its_own! {
        lock_command(id: i64) -> bool;
        continue_command(id: i64, rest: Order);
        finish_command(id: i64);
        lock_withheld(tenant: TenantId, at_most: i64) -> Vec<CallRow>;
        charge_calls(calls: &[CallRow]);
    }
}

impl Supervisors<LedgerConnection> for Directory {
    async fn admit_residents(
        &mut self,
        tenants: &[TenantId],
        rows: &mut LedgerConnection,
    ) -> Result<(), DirectoryError> {
        Directory::admit_residents(self, tenants, rows).await
    }

    async fn refresh(&mut self, tenants: &[TenantId], rows: &mut LedgerConnection) -> Result<(), DirectoryError> {
        Directory::refresh(self, tenants, rows).await
    }

    fn knows(&self, tenant: TenantId) -> bool {
        Directory::knows(self, tenant)
    }

    async fn admit(
        &mut self,
        wanted: &[(TenantId, Demand)],
        now: DateTime<Utc>,
        rows: &mut LedgerConnection,
    ) -> Result<HashMap<TenantId, Admission>, DirectoryError> {
        Directory::admit(self, wanted, now, rows).await
    }

    async fn admit_withheld(
        &mut self,
        tenant: TenantId,
        waiting: Vec<DateTime<Utc>>,
        now: DateTime<Utc>,
        rows: &mut LedgerConnection,
    ) -> Result<Admission, DirectoryError> {
        Directory::admit_withheld(self, tenant, waiting, now, rows).await
    }

    async fn report(
        &mut self,
        tenant: TenantId,
        now: DateTime<Utc>,
        rows: &mut LedgerConnection,
    ) -> Result<Option<Report>, DirectoryError> {
        Directory::report(self, tenant, now, rows).await
    }

    async fn settle(&self, admissions: &HashMap<TenantId, Admission>) {
        Directory::settle(self, admissions).await;
    }

    async fn release(&self, admissions: &HashMap<TenantId, Admission>) {
        Directory::release(self, admissions).await;
    }

    async fn forget(&self, tenants: &[TenantId]) {
        Directory::forget(self, tenants).await;
    }
}
