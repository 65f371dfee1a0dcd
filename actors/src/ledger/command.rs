//! One order, or a part of it of at most so many calls, settled like intake: in one transaction under the same guard. The oldest
//! withheld calls are charged to the period of now, as far as its limit reaches, and their analyses become ready.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use models::billing::command::{Command, Order};
use models::billing::usage::{Admission, Counts, Policy, Report};
use models::calls::intake::{CallRow, Doorbell, Key, Lane, LedgerError, Owned, QueueRow, TakenOff, TraceRow, UsageRow};
use models::calls::status::AnalysisStatus;
use models::ids::TenantId;
use serde_json::json;

use super::directory::DirectoryError;
use super::plan::{event, queued, usage};
use super::stage::{OrderRows, Supervisors};
use crate::config::IntakeBounds;
use crate::fail;

/// What a committed part leaves to be told.
#[derive(Default)]
pub struct Done {
    pub bells: Vec<Doorbell>,
    /// Analyses became ready.
    pub work: bool,
    pub usage: Vec<UsageRow>,
    /// What is left of the order.
    pub rest: Option<Order>,
}

/// Carries an order out. On any error nothing of it is stored, except if the error is `Unknown`; it waits on in either case.
pub async fn run<R: OrderRows>(
    command: &Command,
    owned: &Owned,
    directory: &mut impl Supervisors<R>,
    connection: &mut R,
    bounds: &IntakeBounds,
) -> Result<Done, DirectoryError> {
    let tenant = command.tenant;
    directory.admit_residents(&[tenant], connection).await?;
    fail::point("command.before_begin");
    connection.begin().await?;
    let mut admissions = HashMap::new();
    let done = steps(command, &mut admissions, owned, directory, connection, bounds).await;
    let done = match done {
        Ok(done) => done,
        Err(error) => {
            directory.release(&admissions).await;
            connection.rollback().await.ok();
            return Err(error);
        }
    };
    fail::point("command.before_commit");
    if let Err(error) = connection.commit().await {
        match error {
            LedgerError::Unknown(_) => directory.forget(&[tenant]).await,
            _ => directory.release(&admissions).await,
        }
        return Err(error.into());
    }
    fail::point("command.after_commit");
    directory.settle(&admissions).await;
    fail::point("command.after_settle");
    Ok(done)
}

/// Everything between BEGIN and COMMIT. The reservation is left in `admissions` whatever happens.
async fn steps<R: OrderRows>(
    command: &Command,
    admissions: &mut HashMap<TenantId, Admission>,
    owned: &Owned,
    directory: &mut impl Supervisors<R>,
    connection: &mut R,
    bounds: &IntakeBounds,
) -> Result<Done, DirectoryError> {
    let tenant = command.tenant;
    let now = connection.guard(owned, owned.next_offset).await?;
    if !connection.lock_command(command.id).await? {
        return Ok(Done::default());
    }
    let Some(report) = directory.report(tenant, now, connection).await? else {
        connection.finish_command(command.id).await?;
        return Ok(Done::default());
    };
    let calls_max = u64::try_from(bounds.batch_max).unwrap_or(u64::MAX).max(1);
    let due = due(command.order, &report);
    let waiting = match due.min(calls_max) {
        0 => Vec::new(),
        wanted => {
            connection
                .lock_withheld(tenant, i64::try_from(wanted).unwrap_or(i64::MAX))
                .await?
        }
    };
    fail::point("command.after_lock");
    let periods: Vec<DateTime<Utc>> = waiting.iter().filter_map(|call| call.charged_period).collect();
    let admission = directory.admit_withheld(tenant, periods, now, connection).await?;
    admissions.insert(tenant, admission.clone());
    fail::point("command.after_admit");
    let charged = charged(waiting, &admission);
    let backfill_after = TimeDelta::from_std(bounds.backfill_after).unwrap_or(TimeDelta::MAX);
    let lane = |call: &CallRow| Lane::of(call, now, backfill_after);
    let released = charged.len() as u64;
    let rest = if released == calls_max && due > calls_max {
        rest(command.order, released)
    } else {
        None
    };
    match rest {
        Some(order) => connection.continue_command(command.id, order).await?,
        None => connection.finish_command(command.id).await?,
    }
    let mut done = write(tenant, charged, &admission, lane, connection, now).await?;
    done.rest = rest;
    Ok(done)
}

/// How many withheld calls may be charged now.
fn due(order: Order, report: &Report) -> u64 {
    let asked = match (order, report.policy) {
        (Order::Release { calls }, _) => calls.unwrap_or(u64::MAX),
        (Order::TermsChanged | Order::Backlog, Policy::Queue | Policy::Overage) => u64::MAX,
        (Order::TermsChanged | Order::Backlog, Policy::StoreOnly | Policy::Reject) => 0,
    };
    let room = match report.policy {
        Policy::Overage => u64::MAX,
        Policy::StoreOnly | Policy::Queue | Policy::Reject => report.balance.unwrap_or(u64::MAX),
    };
    asked.min(room).min(report.withheld)
}

fn rest(order: Order, released: u64) -> Option<Order> {
    match order {
        Order::Release { calls: Some(calls) } if calls <= released => None,
        Order::Release { calls } => Some(Order::Release {
            calls: calls.map(|calls| calls - released),
        }),
        Order::TermsChanged | Order::Backlog => Some(order),
    }
}

/// The first of those that waited, with what they are charged as. Their old period stays beside them.
fn charged(waiting: Vec<CallRow>, admission: &Admission) -> Vec<(Option<DateTime<Utc>>, CallRow)> {
    let taken = usize::try_from(admission.taken.calls()).unwrap_or(usize::MAX);
    let charged = (0_u64..).zip(waiting.into_iter().take(taken));
    charged
        .map(|(n, mut call)| {
            call.charge = admission.charge_of(n);
            let before = call.charged_period.replace(admission.period.start);
            (before, call)
        })
        .collect()
}

async fn write(
    tenant: TenantId,
    charged: Vec<(Option<DateTime<Utc>>, CallRow)>,
    admission: &Admission,
    lane: impl Fn(&CallRow) -> Lane,
    connection: &mut impl OrderRows,
    now: DateTime<Utc>,
) -> Result<Done, DirectoryError> {
    let (before, mut calls): (Vec<_>, Vec<_>) = charged.into_iter().unzip();
    let mut taken: BTreeMap<DateTime<Utc>, Counts> = BTreeMap::new();
    for period in before.into_iter().flatten() {
        taken.entry(period).or_default().withheld += 1;
    }
    let mut queue = Vec::new();
    if !calls.is_empty() {
        mark(&mut calls, connection).await?;
        connection.charge_calls(&calls).await?;
        let lanes: Vec<(Key, Lane)> = calls
            .iter()
            .map(|call| ((call.tenant.0, call.id.0), lane(call)))
            .collect();
        queue = connection.release_queue(&lanes).await?;
        let taken: Vec<_> = taken
            .into_iter()
            .map(|(period_start, counts)| TakenOff {
                tenant,
                period_start,
                counts,
            })
            .collect();
        connection.take_off_usage(&taken).await?;
    }
    let usage_rows = vec![usage::row(tenant, admission)];
    connection.add_usage(&usage_rows).await?;
    fail::point("command.after_rows");
    let trace = trace(&calls, &queue);
    if !trace.is_empty() {
        connection.add_trace(&trace).await?;
    }
    let told = calls
        .iter()
        .map(|call| event("call.updated", call, json!({"released": true}), None));
    let events = told.chain(usage::events(tenant, admission)).collect();
    let bells = connection.append_events(events, now).await?;
    Ok(Done {
        bells,
        work: !queue.is_empty(),
        usage: usage_rows,
        rest: None,
    })
}

/// Legs that were withheld are queued now, and their calls are as far as their furthest leg.
async fn mark(calls: &mut [CallRow], connection: &mut impl OrderRows) -> Result<(), DirectoryError> {
    let keys: Vec<Key> = calls.iter().map(|call| (call.tenant.0, call.id.0)).collect();
    let mut statuses: HashMap<Key, Vec<AnalysisStatus>> = HashMap::new();
    let mut queued = Vec::new();
    for leg in connection.legs_of(&keys).await? {
        let status = match leg.analysis_status {
            AnalysisStatus::Withheld => {
                queued.push(((leg.tenant.0, leg.id.0), AnalysisStatus::Queued));
                AnalysisStatus::Queued
            }
            other => other,
        };
        statuses.entry((leg.tenant.0, leg.call.0)).or_default().push(status);
    }
    for call in calls {
        let legs = statuses.remove(&(call.tenant.0, call.id.0)).unwrap_or_default();
        call.analysis_status = AnalysisStatus::of_call(legs);
    }
    if queued.is_empty() {
        return Ok(());
    }
    Ok(connection.mark_legs(&queued).await?)
}

fn trace(calls: &[CallRow], queue: &[QueueRow]) -> Vec<TraceRow> {
    let released = calls.iter().map(|call| TraceRow {
        tenant: call.tenant,
        call: call.id,
        leg: None,
        stage: "released",
        attempt: None,
        latency_ms: None,
        reason: Some(call.charge.as_str().to_owned()),
        detail: json!({"charged_period": call.charged_period}),
    });
    released.chain(queue.iter().map(queued)).collect()
}
