//! What each source has sent, by the hour; and whether one that usually speaks has fallen silent.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Float8, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::source_hours;

/// Hours that tell what is usual.
const USUAL_DAYS: i64 = 14;
/// A source that has spoken in fewer of them has no habits.
const USUAL_HOURS_MIN: usize = 24;
/// It is never silent sooner.
const SILENCE_MIN: TimeDelta = TimeDelta::hours(2);

/// What one source has sent since it was written down last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulse {
    pub legs: i64,
    pub held: i64,
    pub repeated: i64,
    pub ignored: i64,
    pub quarantined: i64,
    pub refused: i64,
    pub last_at: Option<DateTime<Utc>>,
    pub last_error: Option<(DateTime<Utc>, String)>,
    pub zone_off_min: Option<i32>,
}

/// One hour of one source.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = source_hours, check_for_backend(diesel::pg::Pg))]
pub struct Hour {
    pub hour: DateTime<Utc>,
    pub legs: i64,
    pub held: i64,
    pub repeated: i64,
    pub ignored: i64,
    pub quarantined: i64,
    pub refused: i64,
    pub last_at: Option<DateTime<Utc>>,
    pub last_error_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub zone_off_min: Option<i32>,
}

impl Hour {
    fn speaks(&self) -> bool {
        self.legs + self.held + self.repeated + self.ignored > 0
    }
}

/// Adds to the present hour. As worker.
pub async fn add(conn: &mut AsyncPgConnection, pulses: &[((TenantId, String), Pulse)]) -> Result<(), Error> {
    const ADD: &str = "INSERT INTO source_hours AS s (tenant_id, source_instance, hour, legs, held, repeated, ignored, quarantined, refused,
            last_at, last_error_at, last_error, zone_off_min)
        SELECT n.tenant_id, n.source_instance, date_trunc('hour', app_now()), n.legs, n.held, n.repeated, n.ignored, n.quarantined,
            n.refused, n.last_at, n.last_error_at, n.last_error, n.zone_off_min
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS n (tenant_id, source_instance, legs, held, repeated, ignored, quarantined, refused, last_at, last_error_at, last_error,
                zone_off_min)
        JOIN tenants t ON t.id = n.tenant_id
        ORDER BY n.tenant_id, n.source_instance
        ON CONFLICT (tenant_id, source_instance, hour) DO UPDATE SET legs = s.legs + excluded.legs, held = s.held + excluded.held,
            repeated = s.repeated + excluded.repeated, ignored = s.ignored + excluded.ignored,
            quarantined = s.quarantined + excluded.quarantined, refused = s.refused + excluded.refused,
            last_at = coalesce(greatest(s.last_at, excluded.last_at), s.last_at),
            last_error_at = coalesce(excluded.last_error_at, s.last_error_at), last_error = coalesce(excluded.last_error, s.last_error),
            zone_off_min = coalesce(excluded.zone_off_min, s.zone_off_min)";
    let column = |of: fn(&Pulse) -> i64| -> Vec<i64> { pulses.iter().map(|(_, pulse)| of(pulse)).collect() };
    let tenants: Vec<Uuid> = pulses.iter().map(|((tenant, _), _)| tenant.0).collect();
    let names: Vec<&str> = pulses.iter().map(|((_, name), _)| name.as_str()).collect();
    let last: Vec<Option<DateTime<Utc>>> = pulses.iter().map(|(_, pulse)| pulse.last_at).collect();
    let errors = || pulses.iter().map(|(_, pulse)| pulse.last_error.as_ref());
    let error_at: Vec<Option<DateTime<Utc>>> = errors().map(|error| error.map(|(at, _)| *at)).collect();
    let error: Vec<Option<&str>> = errors().map(|error| error.map(|(_, code)| code.as_str())).collect();
    let off: Vec<Option<i32>> = pulses.iter().map(|(_, pulse)| pulse.zone_off_min).collect();
    diesel::sql_query(ADD)
        .bind::<Array<SqlUuid>, _>(tenants)
        .bind::<Array<Text>, _>(names)
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.legs))
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.held))
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.repeated))
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.ignored))
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.quarantined))
        .bind::<Array<BigInt>, _>(column(|pulse| pulse.refused))
        .bind::<Array<Nullable<Timestamptz>>, _>(last)
        .bind::<Array<Nullable<Timestamptz>>, _>(error_at)
        .bind::<Array<Nullable<Text>>, _>(error)
        .bind::<Array<Nullable<Integer>>, _>(off)
        .execute(conn)
        .await?;
    Ok(())
}

/// The last hours of a source in which anything came, the newest first. In the tenant's transaction.
pub async fn hours(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<Vec<Hour>, Error> {
    let own = source_hours::table
        .filter(source_hours::tenant_id.eq(tenant.0))
        .filter(source_hours::source_instance.eq(name))
        .order(source_hours::hour.desc())
        .limit(USUAL_DAYS * 24);
    Ok(own.select(Hour::as_select()).load(conn).await?)
}

/// Removes hours that are so old. As worker.
pub async fn forget(conn: &mut AsyncPgConnection, older_s: f64) -> Result<usize, Error> {
    const FORGET: &str = "DELETE FROM source_hours WHERE hour < app_now() - make_interval(secs => $1)";
    let query = diesel::sql_query(FORGET).bind::<Float8, _>(older_s);
    Ok(query.execute(conn).await?)
}

/// Whether it has been silent for clearly longer than it usually is. `hours`: the newest first.
pub fn is_silent(hours: &[Hour], now: DateTime<Utc>) -> bool {
    let since = now - TimeDelta::days(USUAL_DAYS);
    let spoken: Vec<&Hour> = hours
        .iter()
        .filter(|hour| hour.speaks() && hour.hour >= since)
        .collect();
    let Some(newest) = spoken.as_slice().first().filter(|_| spoken.len() >= USUAL_HOURS_MIN) else {
        return false;
    };
    let gaps = spoken.windows(2).map(|pair| pair[0].hour - pair[1].hour);
    let longest = gaps.max().unwrap_or_default();
    let silent = now - newest.last_at.unwrap_or(newest.hour);
    silent > SILENCE_MIN.max(longest + longest / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(at: DateTime<Utc>) -> Hour {
        Hour {
            hour: at,
            legs: 1,
            held: 0,
            repeated: 0,
            ignored: 0,
            quarantined: 0,
            refused: 0,
            last_at: Some(at),
            last_error_at: None,
            last_error: None,
            zone_off_min: None,
        }
    }

    #[test]
    fn a_source_that_rests_at_night_is_not_silent_and_one_that_rests_by_day_is() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let midnight = now - TimeDelta::seconds(now.timestamp() % 86_400);
        // From 8 to 17 o'clock, for ten days; the newest first.
        let mut hours: Vec<Hour> = (1..=10)
            .flat_map(|day| (8..18).map(move |at| hour(midnight - TimeDelta::days(day) + TimeDelta::hours(at))))
            .collect();
        hours.sort_by_key(|one| std::cmp::Reverse(one.hour));
        assert!(!is_silent(&hours, midnight + TimeDelta::hours(8)), "the night is usual");
        assert!(is_silent(&hours, midnight + TimeDelta::hours(17)), "the day is not");
        assert!(
            !is_silent(&hours[..10], midnight + TimeDelta::days(3)),
            "one day makes no habit"
        );
        assert!(!is_silent(&[], now));
    }
}
