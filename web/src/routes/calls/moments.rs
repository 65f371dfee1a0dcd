//! Days and hours in parameters: what they mean on the tenant's clocks. Only the server makes moments of them.

use chrono::{DateTime, Utc};
use models::analytics::Clock;
use models::analytics::days::{self, Days, Preset};
use models::calls::filter::{AfterHours, Moment};
use models::identity::company;
use models::identity::hours::Calendar;

use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// The tenant's clocks.
pub async fn clock(caller: &Caller) -> Result<Clock, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    Ok(app
        .tenant(tenant, async move |conn| Clock::of(conn, tenant).await)
        .await?)
}

/// The days of a name, or of two ends.
pub fn days(
    clock: &Clock,
    range: Option<&str>,
    (from_name, from): (&str, Option<&str>),
    (to_name, to): (&str, Option<&str>),
) -> Result<Option<(Days, Option<Preset>)>, Problem> {
    let today = days::today(clock.now, &clock.zone)?;
    let day = |name: &str, text: &str| {
        days::day(text).ok_or_else(|| Problem::parameter(name, format!("{text:?} is no day; write 2026-11-28")))
    };
    match (range, from, to) {
        (None, None, None) => Ok(None),
        (Some(name), None, None) => {
            let preset = Preset::from_name(name)
                .ok_or_else(|| Problem::parameter("range", format!("one of {}", Preset::NAMES.join(", "))))?;
            Ok(Some((preset.days(today)?, Some(preset))))
        }
        (None, Some(from), to) => {
            let from = day(from_name, from)?;
            let to = to.map(|to| day(to_name, to)).transpose()?.unwrap_or(today.max(from));
            if to < from {
                return Err(Problem::parameter(to_name, format!("it lies before `{from_name}`")));
            }
            Ok(Some((Days { from, to }, None)))
        }
        (None, None, Some(_)) => Err(Problem::parameter(to_name, format!("it needs `{from_name}`"))),
        (Some(_), ..) => Err(Problem::parameter(
            "range",
            format!("not together with `{from_name}` and `{to_name}`"),
        )),
    }
}

/// The moments between which the days lie.
pub async fn span(
    caller: &Caller,
    range: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>, Problem> {
    if range.is_none() && from.is_none() && to.is_none() {
        return Ok(None);
    }
    let clock = clock(caller).await?;
    let days = days(&clock, range, ("from_day", from), ("to_day", to))?;
    let span = days.map(|(days, _)| days.span(&clock.zone)).transpose()?;
    Ok(span.map(|span| (span.start, span.end)))
}

/// Weekdays and an hour on the tenant's clocks.
pub async fn moment(caller: &Caller, weekday: Option<&str>, hour: Option<i32>) -> Result<Option<Moment>, Problem> {
    if weekday.is_none() && hour.is_none() {
        return Ok(None);
    }
    let days = weekday.into_iter().flat_map(|days| days.split(','));
    let days = days.map(|day| day.trim().parse::<i32>().ok().filter(|day| (1..=7).contains(day)));
    let weekdays: Option<Vec<i32>> = days.collect();
    let weekdays = weekdays.ok_or_else(|| Problem::parameter("weekday", "1 (Monday) to 7"))?;
    if hour.is_some_and(|hour| !(0..=23).contains(&hour)) {
        return Err(Problem::parameter("hour", "0 to 23"));
    }
    let clock = clock(caller).await?;
    Ok(Some(Moment {
        zone: clock.zone_name,
        weekdays,
        hour,
    }))
}

/// Outside of business hours, or within them; who has said none cannot ask.
pub async fn after_hours(caller: &Caller, after: Option<bool>) -> Result<Option<AfterHours>, Problem> {
    let Some(after) = after else { return Ok(None) };
    let hours = calendar(caller).await?;
    let hours = hours.ok_or_else(|| Problem::parameter("after_hours", "no business hours are said (settings)"))?;
    Ok(Some(AfterHours { after, hours }))
}

/// When the tenant is open, if it has said so.
pub async fn calendar(caller: &Caller) -> Result<Option<Calendar>, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    Ok(app
        .tenant(tenant, async move |conn| company::calendar(conn, tenant).await)
        .await?)
}
