//! Which calls are wanted: the parameters of the list, and the filter that they make. Not which page of them: `paging`.

use chrono::{DateTime, Utc};
use models::Error;
use models::billing::usage::Charge;
use models::calls::filter::{Again, CallFilter, NumberIs};
use models::calls::tag::Tag;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{chosen, contact, custom, hearing, moments, question};
use crate::problem::Problem;
use crate::query;
use crate::routes::identity::directory;
use crate::routes::identity::key::Caller;

/// Which calls, and which page of them.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Calls on a page; the server has an upper bound.
    #[param(minimum = 1)]
    pub(super) limit: Option<u32>,
    /// `started_at`, `talk_s` or `sentiment_score` (only calls that have a score), with `-` before it for the largest first.
    /// Latest start first if not given.
    #[param(example = "-started_at")]
    pub(super) sort: Option<String>,
    /// These calls: an id, or up to 1,000 with commas.
    id: Option<String>,
    source_instance: Option<String>,
    /// Of one of the call's legs.
    external_id: Option<String>,
    /// `inbound`, `outbound`, `internal`, `transit`, `unknown`, or several with commas.
    #[param(example = "inbound")]
    direction: Option<String>,
    /// `answered`, `missed`, `no_answer`, `busy`, `failed`, `rejected`, `cancelled`, `abandoned`, `voicemail`, `unknown`, or several with commas.
    #[param(example = "missed,abandoned")]
    disposition: Option<String>,
    /// `none`, `queued`, `analyzing`, `analyzed`, `failed`, `withheld`, or several with commas.
    #[param(example = "analyzed")]
    analysis_status: Option<String>,
    /// One of its analyses stands in this lane of the queue (`GET /v1/queue`): `live`, `fresh`, `backfill`, or several with commas.
    #[param(example = "fresh")]
    lane: Option<String>,
    /// What one of its analyses waits for, as its trace tells: `worker`, `retry` (the end of a pause after a failed attempt), `result` (it is
    /// being analysed), `release` (it is withheld at the limit), or several with commas. Of the same analysis as `lane`.
    #[param(example = "worker,retry")]
    waits_for: Option<String>,
    /// `negative`, `neutral`, `positive`, or several with commas.
    #[param(example = "negative")]
    sentiment: Option<String>,
    /// One of the call's agents: as the telephone system names it, or a name of the directory.
    agent: Option<String>,
    /// Of `agent`: told of by exactly this name when the call began, as figures of agents are; of an extension what it did while it was nobody's
    /// whose name is known.
    agent_exact: Option<bool>,
    queue: Option<String>,
    /// Caller; `+4930*` is every number that begins so.
    from: Option<String>,
    /// Called; `*` at the end as with `from`.
    to: Option<String>,
    /// Caller or called; `*` at the end as with `from`.
    number: Option<String>,
    /// The id of a contact who called or was called.
    contact: Option<String>,
    /// Whether the other end is a very important contact: who called, or on an outbound call who was called.
    vip: Option<bool>,
    /// What groups its legs.
    linked_id: Option<String>,
    has_recording: Option<bool>,
    /// `included`, `overage`, `withheld` or `none`.
    charge_kind: Option<String>,
    /// Begin of the period to which it was charged (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    charged_period: Option<DateTime<Utc>>,
    /// Of one of its recordings (ISO 639-1, with or without a country).
    language: Option<String>,
    /// A flag of the quality of one of its recordings, as `dual_mono`.
    flag: Option<String>,
    /// Name of a speech model that heard one of its recordings.
    model: Option<String>,
    /// Whether one of its recordings was heard by another speech model than would be taken now.
    stale: Option<bool>,
    /// Score of the call, at least.
    #[param(minimum = -5.0, maximum = 5.0)]
    sentiment_min: Option<f64>,
    /// Score of the call, at most.
    #[param(minimum = -5.0, maximum = 5.0)]
    sentiment_max: Option<f64>,
    /// Started at this moment or later (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    started_from: Option<DateTime<Utc>>,
    /// Started before this moment (RFC 3339).
    #[serde(default, deserialize_with = "query::moment")]
    started_before: Option<DateTime<Utc>>,
    /// Seconds of conversation, at least.
    talk_min_s: Option<i32>,
    /// Seconds of conversation, at most.
    talk_max_s: Option<i32>,
    /// Seconds of waiting, at least, of calls of which they are known.
    wait_min_s: Option<i32>,
    /// Seconds of waiting, at most, of calls of which they are known.
    wait_max_s: Option<i32>,
    /// Began on these days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d`, `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
    range: Option<String>,
    /// Began on this day of the tenant's calendar or later.
    #[param(example = "2026-11-01")]
    from_day: Option<String>,
    /// Began on this day of the tenant's calendar or earlier.
    to_day: Option<String>,
    /// Began on this day of the week, on the tenant's clocks; 1 is Monday, 7 is Sunday; several with commas.
    #[param(example = "1,2,3,4,5")]
    weekday: Option<String>,
    /// Began in this hour of the day, on the tenant's clocks.
    #[param(minimum = 0, maximum = 23)]
    hour: Option<i32>,
    /// Began outside of business hours (`true`) or within them (`false`), where `/v1/settings/company` says some.
    after_hours: Option<bool>,
    /// Whether the caller's number is known.
    caller_known: Option<bool>,
    /// After which the same caller called in again within so many days.
    #[param(minimum = 1, maximum = 366)]
    called_again_within_d: Option<i32>,
    /// After which the same caller did not call in again within so many days.
    #[param(minimum = 1, maximum = 366)]
    not_called_again_within_d: Option<i32>,
    /// Whether the same caller called in at no other time between `started_from` and `started_before`.
    called_once: Option<bool>,
    /// What was said: words (all of them), `"phrases"`, `begin*`, `OR`, `-without`. See `GET /v1/search`.
    #[param(example = "refund -invoice")]
    q: Option<String>,
    /// Of `q`: only what the `agent`, or the `customer`, said.
    speaker: Option<String>,
    /// Carries this tag (name or id), or one of several with commas.
    tag: Option<String>,
    /// Put away (`true`) or not (`false`); both (`any`) if not given.
    #[serde(default, deserialize_with = "query::either_way")]
    #[param(value_type = Option<String>, example = "false")]
    archived: Option<bool>,
    /// Known at this moment (RFC 3339): what came later is left out.
    #[serde(default, deserialize_with = "query::moment")]
    as_of: Option<DateTime<Utc>>,
    /// Pairs whose names begin with `custom.`.
    #[serde(skip)]
    custom: Vec<(String, String)>,
}

impl Query {
    /// Of an address, custom fields included; an unknown name is refused.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (custom, rest) = custom::split(text)?;
        let mut query: Self = query::parse(&rest)?;
        query.custom = custom;
        Ok(query)
    }

    pub fn is_search(&self) -> bool {
        self.q.is_some() || self.speaker.is_some()
    }
}

/// The filter of query parameters, on the rows of whoever asks. Days and hours are the tenant's.
pub async fn filter(caller: &Caller, query: Query) -> Result<CallFilter, Problem> {
    let mut filter = unsearched(caller, query).await?;
    let reach = question::far(&filter);
    question::fill(caller, &mut filter, reach).await?;
    Ok(filter)
}

/// The same before the index was asked who said what is wanted.
pub async fn unsearched(caller: &Caller, query: Query) -> Result<CallFilter, Problem> {
    check(&query)?;
    let span = moments::span(
        caller,
        query.range.as_deref(),
        query.from_day.as_deref(),
        query.to_day.as_deref(),
    )
    .await?;
    let tags = tags(caller, chosen::several(query.tag)).await?;
    let searched = question::asked(caller, query.q.as_deref(), query.speaker.as_deref()).await?;
    let moment = moments::moment(caller, query.weekday.as_deref(), query.hour).await?;
    let after_hours = moments::after_hours(caller, query.after_hours).await?;
    let stale = hearing::stale(caller, query.stale).await?;
    let contact = contact::number_of(caller, query.contact.as_deref()).await?;
    let custom = custom::conditions(caller, &query.custom).await?;
    let agent_at = directory::desks_of_name(caller, query.agent.as_deref()).await?;
    let number = |text: Option<String>| text.as_deref().map(NumberIs::parse);
    let again = |within_d: Option<i32>, called| within_d.map(|within_d| Again { within_d, called });
    let (from, before) = span.map_or((None, None), |(from, before)| (Some(from), Some(before)));
    Ok(CallFilter {
        ids: chosen::ids(query.id.as_deref())?,
        started_from: query.started_from.max(from),
        started_before: [query.started_before, before].into_iter().flatten().min(),
        direction: chosen::several(query.direction),
        disposition: chosen::several(query.disposition),
        analysis_status: chosen::several(query.analysis_status),
        waiting: chosen::waiting(query.lane, query.waits_for)?,
        wait_min_s: query.wait_min_s,
        wait_max_s: query.wait_max_s,
        caller_known: query.caller_known,
        once: query.called_once,
        again: again(query.called_again_within_d, true).or(again(query.not_called_again_within_d, false)),
        moment,
        after_hours,
        as_of: query.as_of,
        searched,
        tags,
        custom,
        archived: query.archived,
        agent: query.agent,
        agent_at,
        agent_exact: query.agent_exact.unwrap_or(false),
        queue: query.queue,
        number: number(query.number).or(contact.map(NumberIs::Whole)),
        vip: query.vip,
        from: number(query.from),
        to: number(query.to),
        source_instance: query.source_instance,
        external_id: query.external_id,
        linked_id: query.linked_id,
        sentiment_label: chosen::several(query.sentiment),
        sentiment_min: query.sentiment_min,
        sentiment_max: query.sentiment_max,
        talk_min_s: query.talk_min_s,
        talk_max_s: query.talk_max_s,
        has_recording: query.has_recording,
        charge_kind: query.charge_kind,
        charged_period: query.charged_period,
        language: query.language.map(hearing::spoken),
        flag: query.flag,
        model: query.model,
        stale,
        rows: caller.authority.rows.clone(),
    })
}

/// The ids of tags that are named.
async fn tags(caller: &Caller, names: Vec<String>) -> Result<Vec<Uuid>, Problem> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| Tag::of(tenant).named(conn, &names).await);
    match found.await {
        Err(Error::NotFound(_)) => Err(Problem::parameter("tag", "there is no such tag")),
        other => Ok(other?),
    }
}

fn check(query: &Query) -> Result<(), Problem> {
    chosen::kinds(
        query.direction.as_deref(),
        query.disposition.as_deref(),
        query.analysis_status.as_deref(),
        query.sentiment.as_deref(),
    )?;
    let windows = [
        ("called_again_within_d", query.called_again_within_d),
        ("not_called_again_within_d", query.not_called_again_within_d),
    ];
    if let Some((name, _)) = windows
        .iter()
        .find(|(_, days)| days.is_some_and(|days| !(1..=366).contains(&days)))
    {
        return Err(Problem::parameter(name, "1 to 366 days"));
    }
    if windows.iter().all(|(_, days)| days.is_some()) {
        return Err(Problem::parameter(
            windows[1].0,
            "not together with `called_again_within_d`",
        ));
    }
    if query.contact.is_some() && query.number.is_some() {
        return Err(Problem::parameter("contact", "not together with `number`"));
    }
    chosen::known(
        "charge_kind",
        query.charge_kind.as_deref(),
        &Charge::ALL.map(Charge::as_str),
    )?;
    let texts = [
        ("agent", &query.agent),
        ("queue", &query.queue),
        ("from", &query.from),
        ("to", &query.to),
        ("number", &query.number),
        ("source_instance", &query.source_instance),
        ("external_id", &query.external_id),
        ("linked_id", &query.linked_id),
        ("language", &query.language),
        ("flag", &query.flag),
        ("q", &query.q),
        ("model", &query.model),
    ];
    let holds_nul = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains('\0'));
    // No text of PostgreSQL holds one.
    if let Some((name, _)) = texts.into_iter().find(|(_, text)| holds_nul(text)) {
        return Err(Problem::parameter(name, "it holds a NUL"));
    }
    let scores = [
        ("sentiment_min", query.sentiment_min),
        ("sentiment_max", query.sentiment_max),
    ];
    let wrong = |score: Option<f64>| score.is_some_and(|score| !(-5.0..=5.0).contains(&score));
    match scores.into_iter().find(|(_, score)| wrong(*score)) {
        Some((name, _)) => Err(Problem::parameter(name, "a score is between -5 and 5")),
        None => Ok(()),
    }
}
