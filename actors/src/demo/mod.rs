//! A year of believable calls for a tenant that is to be looked at: records through the Ledger as any other backfill, marked as demo and
//! never charged; those of one queue with a conversation from a written script, as if their recordings had gone with their retention. The
//! same day is the same every time, so that seeding again adds only what is missing.
//!
//! | file | holds |
//! |---|---|
//! | `day` | a day's records. Pure |
//! | `talk` | what was said, from `lines.tsv`. Pure |
//! | `chance` | chance that is the same every time |
//! | `removal` | their end, as a background job |

pub(crate) mod chance;
mod day;
pub(crate) mod removal;
mod talk;

use std::time::{Duration, Instant};

use engine::analysis::Turn;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use models::Error;
use models::analytics::Clock;
use models::calls::result::AnalysisRow;
use models::calls::result::given::{Given, give};
use models::compliance::sealing::DataKey;
use models::ids::{self, CallId, LegId, TenantId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::analysis::found;
use crate::jobs::kind::{Job, Trouble};
use crate::jobs::tools::Tools;
use crate::ledger::arrival::{Arrival, Door, Fate, Unavailable};
use day::Planned;
use talk::Script;

/// The kind of its job.
pub const SEED: &str = "demo.seed";
/// The kind of the job that takes them all away.
pub const REMOVE: &str = "demo.remove";
/// Days that are taken through the Ledger together.
const DAYS: i64 = 7;
/// Scaled out, a record is there a moment after the door has it.
const LOOKS_MAX: u32 = 120;
const LOOK: Duration = Duration::from_millis(500);

/// Which days, on the tenant's calendar.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    pub from: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// The first day that is not done.
    next: Option<String>,
    records: usize,
    analysed: usize,
}

/// Seeds from the ordered day to now.
pub(crate) async fn seed(tools: Tools, job: Job) -> Result<Value, Trouble> {
    let tenant = job.tenant()?;
    let order: Order = job.payload()?;
    let mut progress: Progress = job.told().unwrap_or_default();
    let clock = tools
        .pools
        .app
        .tenant(tenant, async move |conn| Clock::of(conn, tenant).await)
        .await?;
    let now = Timestamp::from_second(clock.now.timestamp()).map_err(never)?;
    let today = now.to_zoned(clock.zone.clone()).date();
    let mut at = parsed(progress.next.as_deref().unwrap_or(&order.from))?;
    let key = tools.sealer.data_key(tenant).await?;
    while at <= today {
        let next = at.checked_add(Span::new().days(DAYS)).map_err(never)?;
        let zone = clock.zone.clone();
        let week = tokio::task::spawn_blocking(move || {
            let script = Script::read();
            let days = at
                .series(Span::new().days(1))
                .take_while(|day| *day < next && *day <= today);
            days.map(|day| day::records(&script, day, &zone, now))
                .collect::<Result<Vec<_>, _>>()
        });
        let week = week.await.map_err(|error| Trouble::Again(error.to_string()))?;
        let week: Vec<Planned> = week.map_err(never)?.into_iter().flatten().collect();
        progress.records += week.len();
        progress.analysed += take(&tools, (tenant, &key), week).await?;
        at = next;
        progress.next = Some(at.to_string());
        job.tell(&json!(progress)).await?;
    }
    Ok(json!({ "records": progress.records, "analysed": progress.analysed }))
}

fn parsed(day: &str) -> Result<Date, Trouble> {
    day.parse().map_err(never)
}

fn never(error: impl std::fmt::Display) -> Trouble {
    Trouble::Never(error.to_string())
}

/// Records through the Ledger, then what was said in them; how many of those there were.
async fn take(tools: &Tools, (tenant, key): (TenantId, &DataKey), planned: Vec<Planned>) -> Result<usize, Trouble> {
    let since = Instant::now();
    let (mut arrivals, mut said) = (Vec::with_capacity(planned.len()), Vec::new());
    for Planned { record, turns } in planned {
        let leg = ids::leg(tenant, &record.source_instance, &record.leg.external_id);
        let call = ids::call(tenant, &record.source_instance, record.leg.call_key());
        said.extend(turns.map(|turns| (call, leg, turns)));
        arrivals.push(Arrival::record(tenant, record, Door::Demo, since));
    }
    for fate in tools.door.store(arrivals).await {
        match fate {
            Ok(Fate::Refused) => return Err(Trouble::Again("the ledger refused a record".into())),
            Ok(_) => {}
            Err(Unavailable { .. }) => return Err(Trouble::Again("the ledger does not answer".into())),
        }
    }
    let count = said.len();
    for (call, leg, turns) in said {
        let row = analysed(key, tenant, leg, turns).await?;
        settle(tools, tenant, (call, leg), &row).await?;
    }
    Ok(count)
}

/// As the analysis of a recording lays it out.
async fn analysed(key: &DataKey, tenant: TenantId, leg: LegId, turns: Vec<Turn>) -> Result<AnalysisRow, Trouble> {
    let key = key.clone();
    let computed = tokio::task::spawn_blocking(move || found::row(&talk::analysed(turns), &key, tenant, leg, 0.0));
    let row = computed.await.map_err(|error| Trouble::Again(error.to_string()))?;
    row.map_err(never)
}

async fn settle(tools: &Tools, tenant: TenantId, of: (CallId, LegId), row: &AnalysisRow) -> Result<(), Trouble> {
    for _ in 0..LOOKS_MAX {
        let given = tools
            .pools
            .app
            .tenant(tenant, async move |conn| -> Result<Given, Error> {
                give(conn, tenant, of, row).await
            })
            .await?;
        if given != Given::Missing {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Trouble::Again(format!("call {} has not come through the log", of.0)))
}
