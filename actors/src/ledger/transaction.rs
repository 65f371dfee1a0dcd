//! One transaction of the Ledger: its steps, in the order that the models' page on intake gives. Decisions are the plan's.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use models::billing::usage::Admission;
use models::calls::intake::{CallRow, Doorbell, Key, LedgerError, LegRow, Owned, UsageRow};
use models::ids::TenantId;
use uuid::Uuid;

use super::arrival::{Arrival, Fate};
use super::directory::DirectoryError;
use super::plan::{Delays, Plan, Regrouping, Writes, queued};
use super::stage::{Rows, Supervisors};
use crate::fail;

/// Legs that one call may have. All of them are read when another comes, so that somebody who hangs everything on one call would
/// fill the memory; and no call of people has so many.
pub(super) const LEGS_MAX: i32 = 10_000;
/// Under this code a leg beyond them is refused.
pub(super) const CALL_FULL: &str = "call_full";

/// What a committed transaction leaves to be told.
pub struct Committed {
    pub fates: Vec<Fate>,
    pub bells: Vec<Doorbell>,
    /// Analyses became ready.
    pub work: bool,
    pub usage: Vec<UsageRow>,
}

/// Takes one batch through. On any error nothing of it is stored, except if the error is `Unknown`.
pub async fn run<R: Rows>(
    arrivals: &[Arrival],
    // Whose partition it is, and the first offset after the batch.
    owned: (&Owned, i64),
    directory: &mut impl Supervisors<R>,
    connection: &mut R,
    delays: Delays,
) -> Result<Committed, DirectoryError> {
    let mut plan = Plan::new(arrivals, Instant::now());
    let tenants = plan.tenants();
    directory.admit_residents(&tenants, connection).await?;
    fail::point("ledger.before_begin");
    connection.begin().await?;
    let mut admissions = HashMap::new();
    let written = steps(
        &mut plan,
        &tenants,
        &mut admissions,
        owned,
        directory,
        connection,
        delays,
    )
    .await;
    let written = match written {
        Ok(written) => written,
        Err(error) => {
            directory.release(&admissions).await;
            // A connection that cannot roll back is gone, and with it the transaction.
            connection.rollback().await.ok();
            return Err(error);
        }
    };
    fail::point("ledger.before_commit");
    if let Err(error) = connection.commit().await {
        match error {
            LedgerError::Unknown(_) => directory.forget(&tenants).await,
            _ => directory.release(&admissions).await,
        }
        return Err(error.into());
    }
    fail::point("ledger.after_commit");
    directory.settle(&admissions).await;
    if !written.strayed.is_empty() {
        tracing::error!(tenants = ?written.strayed, "usage in memory differed from its rows, which are right: loaded anew");
        directory.forget(&written.strayed).await;
    }
    fail::point("ledger.after_settle");
    Ok(Committed {
        fates: plan.into_fates(),
        bells: written.bells,
        work: written.work,
        usage: written.usage,
    })
}

struct Written {
    bells: Vec<Doorbell>,
    work: bool,
    usage: Vec<UsageRow>,
    /// Tenants whose row does not say what their supervisor expects.
    strayed: Vec<TenantId>,
}

/// Everything between BEGIN and COMMIT. Reservations are left in `admissions` whatever happens.
async fn steps<R: Rows>(
    plan: &mut Plan<'_>,
    tenants: &[TenantId],
    admissions: &mut HashMap<TenantId, Admission>,
    (owned, reaches): (&Owned, i64),
    directory: &mut impl Supervisors<R>,
    connection: &mut R,
    delays: Delays,
) -> Result<Written, DirectoryError> {
    let now = connection.guard(owned, reaches).await?;
    fail::point("ledger.after_guard");
    directory.refresh(tenants, connection).await?;
    plan.refuse_strangers(|tenant| directory.knows(tenant));
    insert(plan, connection).await?;
    fail::point("ledger.after_legs");
    let calls = plan.calls();
    let there = if calls.is_empty() {
        Vec::new()
    } else {
        connection.lock_calls(&calls).await?
    };
    if let Some(full) = there.iter().find(|call| call.legs >= LEGS_MAX && plan.adds_to(call)) {
        // The batch is halved until those legs stand alone; from then on the call is known to be full.
        let (code, message) = (CALL_FULL.to_owned(), why_full(full.id.0, full.legs));
        return Err(LedgerError::Refused { code, message }.into());
    }
    let revised = plan.revised_legs();
    if !revised.is_empty() {
        connection.revise_legs(&revised).await?;
    }
    let keys = plan.calls_to_read(&there);
    let legs = if keys.is_empty() {
        Vec::new()
    } else {
        connection.legs_of(&keys).await?
    };
    fail::point("ledger.after_lock");
    let regrouping = regroup(plan, &there, &legs, connection).await?;
    *admissions = directory
        .admit(&plan.to_admit(&there, &regrouping), now, connection)
        .await?;
    fail::point("ledger.after_admit");
    let writes = plan.decide(there, legs, regrouping, admissions, now, delays);
    let work = writes.queue.iter().any(|row| !row.withheld) || !writes.released.is_empty();
    let usage = writes.usage.clone();
    let (expected, met) = (plan.expected(), plan.met());
    if !expected.is_empty() {
        connection.expect_recordings(&expected).await?;
    }
    if !met.is_empty() {
        connection.meet_recordings(&met).await?;
    }
    let (bells, strayed) = write(writes, admissions, directory, connection, now).await?;
    Ok(Written {
        bells,
        work,
        usage,
        strayed,
    })
}

pub(super) fn why_full(call: Uuid, legs: i32) -> String {
    format!("the call {call} has {legs} legs, and takes no more")
}

async fn insert(plan: &mut Plan<'_>, connection: &mut impl Rows) -> Result<(), DirectoryError> {
    let maybe_erased = plan.maybe_erased();
    if !maybe_erased.is_empty() {
        let late = plan.leave_erased(&connection.erased(&maybe_erased).await?.into_iter().collect());
        if !late.is_empty() {
            plan.bury(connection.bury_legs(&late).await?);
        }
    }
    let (legs, recordings) = (plan.legs(), plan.recordings());
    let new_legs = if legs.is_empty() {
        Vec::new()
    } else {
        connection.insert_legs(&legs).await?
    };
    let new_recordings = if recordings.is_empty() {
        Vec::new()
    } else {
        connection.insert_recordings(&recordings).await?
    };
    plan.inserted(&new_legs.into_iter().collect(), &new_recordings.into_iter().collect());
    let (legs, recordings) = (plan.legs_to_know(), plan.recordings_to_know());
    let known_legs = if legs.is_empty() {
        Vec::new()
    } else {
        connection.known_legs(&legs).await?
    };
    let known_recordings = if recordings.is_empty() {
        Vec::new()
    } else {
        connection.known_recordings(&recordings).await?
    };
    plan.known(known_legs, known_recordings);
    Ok(())
}

/// What moves of legs make of their calls. Most transactions move none, and ask nothing.
async fn regroup(
    plan: &Plan<'_>,
    there: &[CallRow],
    legs: &[LegRow],
    connection: &mut impl Rows,
) -> Result<Regrouping, DirectoryError> {
    let moves = plan.moves();
    if moves.is_empty() {
        return Ok(plan.regroup(there, legs, Vec::new(), Vec::new()));
    }
    let moved: Vec<Key> = moves.iter().map(|one| (one.tenant.0, one.leg.0)).collect();
    let ends = moves
        .iter()
        .flat_map(|one| [one.from, one.to].map(|call| (one.tenant.0, call.0)));
    let calls: BTreeSet<Key> = ends.collect();
    let recordings = connection.known_recordings(&moved).await?;
    let found = connection.sentiments_of(&calls.into_iter().collect::<Vec<_>>()).await?;
    Ok(plan.regroup(there, legs, recordings, found))
}

/// What moves of legs leave to be written, once both calls of each are there.
async fn follow(writes: &Writes, connection: &mut impl Rows) -> Result<(), DirectoryError> {
    if !writes.regrouped_calls.is_empty() {
        connection.regroup_calls(&writes.regrouped_calls).await?;
    }
    if !writes.moved_legs.is_empty() {
        connection.follow_legs(&writes.moved_legs).await?;
    }
    if !writes.emptied.is_empty() {
        connection.follow_calls(&writes.emptied).await?;
    }
    Ok(())
}

async fn write<R: Rows>(
    mut writes: Writes,
    admissions: &HashMap<TenantId, Admission>,
    directory: &impl Supervisors<R>,
    connection: &mut R,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Vec<Doorbell>, Vec<TenantId>), DirectoryError> {
    if !writes.new_calls.is_empty() {
        connection.meet_instances(&writes.new_calls).await?;
        connection.insert_calls(&writes.new_calls).await?;
    }
    if !writes.changed_calls.is_empty() {
        connection.update_calls(&writes.changed_calls).await?;
    }
    follow(&writes, connection).await?;
    if !writes.leg_statuses.is_empty() {
        connection.mark_legs(&writes.leg_statuses).await?;
    }
    if !writes.queue.is_empty() {
        connection.enqueue(&writes.queue).await?;
    }
    if !writes.released.is_empty() {
        let released = connection.release_queue(&writes.released).await?;
        writes.trace.extend(released.iter().map(queued));
    }
    fail::point("ledger.after_calls");
    if !writes.stats.is_empty() {
        connection.add_stats(&writes.stats).await?;
    }
    if !writes.taken_off.is_empty() {
        connection.take_off_usage(&writes.taken_off).await?;
    }
    let stored = if writes.usage.is_empty() {
        Vec::new()
    } else {
        connection.add_usage(&writes.usage).await?
    };
    connection.add_tallies(&writes.tallies).await?;
    fail::point("ledger.after_usage");
    if !writes.trace.is_empty() {
        connection.add_trace(&writes.trace).await?;
    }
    let bells = if writes.events.is_empty() {
        Vec::new()
    } else {
        connection.append_events(writes.events, now).await?
    };
    let strayed = stored.iter().filter(|(tenant, start, counts)| {
        let expected = admissions
            .get(tenant)
            .filter(|admission| admission.period.start == *start);
        expected.is_some_and(|admission| admission.counts_after != *counts)
    });
    let strayed = strayed
        .map(|(tenant, ..)| *tenant)
        .filter(|tenant| directory.knows(*tenant))
        .collect();
    Ok((bells, strayed))
}
