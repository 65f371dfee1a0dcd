//! The rows behind a tenant's usage: loading what a supervisor remembers, and counting anew what it should be.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Float8, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    Anniversary, Charge, Committed, Counts, Limit, NotNow, Period, PeriodError, Policy, Report, Terms, Told, Usage,
};
use crate::Error;
use crate::calls::intake::connection::get;
use crate::calls::intake::{LedgerConnection, LedgerError};
use crate::ids::TenantId;

/// What a supervisor starts from.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub tenant: TenantId,
    pub terms: Terms,
    pub committed: Committed,
}

impl Loaded {
    /// See `Usage::left_before_refusal`.
    pub fn left_before_refusal(&self) -> Option<u64> {
        Usage::new(self.terms.clone(), self.committed).left_before_refusal()
    }
}

/// The terms as they stand in the row, with one row of usage a period.
struct Stored {
    zone: String,
    policy: String,
    limit: Option<i64>,
    anchored_at: DateTime<Utc>,
    version: i64,
    now: DateTime<Utc>,
    periods: Vec<StoredPeriod>,
}

/// A row of a tenant's usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredPeriod {
    pub period: Period,
    pub counts: Counts,
    pub told: Told,
}

impl Committed {
    /// What the rows of a tenant say at `now`. The latest period that has begun goes on, if the terms' are the same month.
    pub fn at(now: DateTime<Utc>, terms: &Terms, rows: &[StoredPeriod]) -> Result<Self, PeriodError> {
        Ok(Self::in_period(current(now, terms, rows)?, rows))
    }

    fn in_period(period: Period, rows: &[StoredPeriod]) -> Self {
        let is_this = |row: &&StoredPeriod| row.period.start == period.start;
        let this = rows.iter().find(is_this);
        Self {
            period,
            counts: this.map(|row| row.counts).unwrap_or_default(),
            withheld_before: rows
                .iter()
                .filter(|row| !is_this(row))
                .map(|row| row.counts.withheld)
                .sum(),
            told: this.map(|row| row.told).unwrap_or_default(),
        }
    }
}

fn current(now: DateTime<Utc>, terms: &Terms, rows: &[StoredPeriod]) -> Result<Period, PeriodError> {
    let reckoned = terms.anniversary.period_at(now)?;
    let begun = rows.iter().filter(|row| row.period.start <= now);
    let latest = begun.max_by_key(|row| row.period.start);
    Ok(latest.map_or(reckoned, |row| reckoned.after(row.period)))
}

impl Stored {
    fn terms(&self) -> Result<Terms, Unreadable> {
        let policy = Policy::from_name(&self.policy).ok_or_else(|| Unreadable("policy", self.policy.clone()))?;
        let limit = self.limit.map_or(Limit::Unlimited, |limit| Limit::Calls(count(limit)));
        Ok(Terms {
            limit,
            policy,
            anniversary: Anniversary::new(self.anchored_at, &self.zone)?,
            version: self.version,
        })
    }

    fn period(&self, terms: &Terms) -> Result<Period, Unreadable> {
        Ok(current(self.now, terms, &self.periods)?)
    }

    fn committed(&self, period: Period) -> Committed {
        Committed::in_period(period, &self.periods)
    }
}

struct Unreadable(&'static str, String);

impl From<PeriodError> for Unreadable {
    fn from(error: PeriodError) -> Self {
        Self("period", error.to_string())
    }
}

impl From<NotNow> for Unreadable {
    fn from(error: NotNow) -> Self {
        Self("period", error.to_string())
    }
}

const STORED: &str = "SELECT t.id, t.zone, t.policy,
        CASE t.limit_kind WHEN 'plan' THEN p.calls_limit WHEN 'custom' THEN t.calls_limit END AS calls_limit,
        t.anchored_at, t.version, app_now() AS now, u.period_start, u.period_end,
        coalesce(u.included, 0) AS included, coalesce(u.overage, 0) AS overage, coalesce(u.withheld, 0) AS withheld, coalesce(u.threshold_80, false) AS threshold_80,
        coalesce(u.threshold_100, false) AS threshold_100
    FROM tenants t JOIN plans p ON p.id = t.plan_id LEFT JOIN usage u ON u.tenant_id = t.id
    WHERE t.id = ANY($1)";

impl LedgerConnection {
    /// Tenants that want to be refused beyond their limit.
    pub async fn rejecting(&mut self) -> Result<Vec<Uuid>, LedgerError> {
        let rows = self
            .query("SELECT id FROM tenants WHERE policy = 'reject'", &[])
            .await?;
        rows.iter().map(|row| get(row, 0)).collect()
    }

    /// Terms and usage of these tenants, as of now, in one query. A tenant that is not there is missing.
    pub async fn load_usage(&mut self, tenants: &[Uuid]) -> Result<Vec<Loaded>, LedgerError> {
        let mut stored: BTreeMap<Uuid, Stored> = BTreeMap::new();
        for row in self.query(STORED, &[&tenants]).await? {
            let (zone, policy, limit) = (get(&row, 1)?, get(&row, 2)?, get(&row, 3)?);
            let (anchored_at, version, now) = (get(&row, 4)?, get(&row, 5)?, get(&row, 6)?);
            let bounds: (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = (get(&row, 7)?, get(&row, 8)?);
            let number = |column| get::<i64>(&row, column).map(count);
            let counts = Counts {
                included: number(9)?,
                overage: number(10)?,
                withheld: number(11)?,
            };
            let told = Told {
                percent_80: get(&row, 12)?,
                percent_100: get(&row, 13)?,
            };
            let fresh = Stored {
                zone,
                policy,
                limit,
                anchored_at,
                version,
                now,
                periods: Vec::new(),
            };
            let entry = stored.entry(get(&row, 0)?).or_insert(fresh);
            if let (Some(start), Some(end)) = bounds {
                let period = Period { start, end };
                entry.periods.push(StoredPeriod { period, counts, told });
            }
        }
        let loaded = stored.into_iter().map(|(tenant, stored)| {
            let unreadable =
                |Unreadable(what, reason)| LedgerError::corrupt(what, format!("{reason} (tenant {tenant})"));
            let terms = stored.terms().map_err(unreadable)?;
            let period = stored.period(&terms).map_err(unreadable)?;
            Ok(Loaded {
                tenant: TenantId(tenant),
                committed: stored.committed(period),
                terms,
            })
        });
        loaded.collect()
    }
}

/// A tenant's usage counted anew from its calls, beside what is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Recount {
    pub counted: Report,
    pub stored: Report,
    /// Of the period, from the results.
    pub audio_seconds: f64,
}

impl Recount {
    pub fn agrees(&self) -> bool {
        self.counted == self.stored
    }
}

#[derive(QueryableByName)]
struct StoredRow {
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(sql_type = Text)]
    policy: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    calls_limit: Option<i64>,
    #[diesel(sql_type = Timestamptz)]
    anchored_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    period_start: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    period_end: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    included: i64,
    #[diesel(sql_type = BigInt)]
    overage: i64,
    #[diesel(sql_type = BigInt)]
    withheld: i64,
    #[diesel(sql_type = Bool)]
    threshold_80: bool,
    #[diesel(sql_type = Bool)]
    threshold_100: bool,
}

#[derive(QueryableByName)]
struct CountedRow {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    charged_period: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    charge_kind: String,
    #[diesel(sql_type = BigInt)]
    calls: i64,
}

#[derive(QueryableByName)]
struct AudioRow {
    #[diesel(sql_type = Float8)]
    audio_seconds: f64,
}

#[derive(QueryableByName)]
struct NowRow {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// Counts a tenant's calls and tombstones by charge, and reads what is stored. Inside the tenant's own transaction.
pub async fn recount(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Recount, Error> {
    const COUNT: &str = "SELECT charged_period, charge_kind, count(*) AS calls FROM (
            SELECT charged_period, charge_kind FROM calls WHERE tenant_id = $1
            UNION ALL SELECT charged_period, charge_kind FROM tombstones WHERE tenant_id = $1 AND kind = 'call') charged
        GROUP BY 1, 2";
    let rows: Vec<StoredRow> = diesel::sql_query(STORED)
        .bind::<diesel::sql_types::Array<SqlUuid>, _>(vec![tenant.0])
        .load(conn)
        .await?;
    let counted: Vec<CountedRow> = diesel::sql_query(COUNT).bind::<SqlUuid, _>(tenant.0).load(conn).await?;
    let Some(first) = rows.as_slice().first() else {
        return Err(Error::NotFound("tenant"));
    };
    let now = first.now;
    let stored = Stored {
        zone: first.zone.clone(),
        policy: first.policy.clone(),
        limit: first.calls_limit,
        anchored_at: first.anchored_at,
        version: first.version,
        now,
        periods: rows.iter().filter_map(stored_period).collect(),
    };
    let unreadable =
        |Unreadable(what, reason): Unreadable| Error::Refused(format!("the tenant's {what} cannot be read: {reason}"));
    let terms = stored.terms().map_err(unreadable)?;
    let period = stored.period(&terms).map_err(unreadable)?;
    let report = |committed| {
        Usage::new(terms.clone(), committed)
            .report(now)
            .map_err(|error| unreadable(error.into()))
    };
    let audio_seconds = audio_seconds(conn, tenant, period).await?;
    Ok(Recount {
        counted: report(counted_in(&counted, period))?,
        stored: report(stored.committed(period))?,
        audio_seconds,
    })
}

/// Seconds of audio analysed in a period. Inside the tenant's own transaction.
pub async fn audio_seconds(conn: &mut AsyncPgConnection, tenant: TenantId, period: Period) -> Result<f64, Error> {
    const AUDIO: &str = "SELECT audio_seconds FROM analysis_usage WHERE tenant_id = $1 AND period_start = $2";
    let query = diesel::sql_query(AUDIO)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Timestamptz, _>(period.start);
    let rows: Vec<AudioRow> = query.load(conn).await?;
    Ok(rows.as_slice().first().map_or(0.0, |row| row.audio_seconds))
}

/// The one clock's time.
pub async fn now(conn: &mut AsyncPgConnection) -> Result<DateTime<Utc>, Error> {
    let rows: Vec<NowRow> = diesel::sql_query("SELECT app_now() AS now").load(conn).await?;
    rows.as_slice()
        .first()
        .map(|row| row.now)
        .ok_or(Error::NotFound("clock"))
}

/// The period of a tenant's terms in which its results are metered. Inside the tenant's own transaction.
pub async fn current_period(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Period, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        zone: String,
        #[diesel(sql_type = Timestamptz)]
        anchored_at: DateTime<Utc>,
        #[diesel(sql_type = Timestamptz)]
        now: DateTime<Utc>,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        period_start: Option<DateTime<Utc>>,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        period_end: Option<DateTime<Utc>>,
    }
    const TERMS: &str = "SELECT t.zone, t.anchored_at, app_now() AS now, u.period_start, u.period_end FROM tenants t
        LEFT JOIN LATERAL (SELECT period_start, period_end FROM usage WHERE tenant_id = t.id AND period_start <= app_now()
            ORDER BY period_start DESC LIMIT 1) u ON true
        WHERE t.id = $1";
    let rows: Vec<Row> = diesel::sql_query(TERMS).bind::<SqlUuid, _>(tenant.0).load(conn).await?;
    let Some(row) = rows.as_slice().first() else {
        return Err(Error::NotFound("tenant"));
    };
    let reckoned = Anniversary::new(row.anchored_at, &row.zone).and_then(|anniversary| anniversary.period_at(row.now));
    let reckoned =
        reckoned.map_err(|error| Error::Refused(format!("the tenant's period cannot be reckoned: {error}")))?;
    let begun = row
        .period_start
        .zip(row.period_end)
        .map(|(start, end)| Period { start, end });
    Ok(begun.map_or(reckoned, |begun| reckoned.after(begun)))
}

fn stored_period(row: &StoredRow) -> Option<StoredPeriod> {
    row.period_start.zip(row.period_end).map(|(start, end)| StoredPeriod {
        period: Period { start, end },
        counts: Counts {
            included: count(row.included),
            overage: count(row.overage),
            withheld: count(row.withheld),
        },
        told: Told {
            percent_80: row.threshold_80,
            percent_100: row.threshold_100,
        },
    })
}

fn counted_in(rows: &[CountedRow], period: Period) -> Committed {
    let sum = |wanted: Charge, this_period: bool| -> u64 {
        let of_kind = rows
            .iter()
            .filter(|row| Charge::from_name(&row.charge_kind) == Some(wanted));
        of_kind
            .filter(|row| (row.charged_period == Some(period.start)) == this_period)
            .map(|row| count(row.calls))
            .sum()
    };
    let counts = Counts {
        included: sum(Charge::Included, true),
        overage: sum(Charge::Overage, true),
        withheld: sum(Charge::Withheld, true),
    };
    Committed {
        period,
        counts,
        withheld_before: sum(Charge::Withheld, false),
        told: Told::default(),
    }
}

fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}
