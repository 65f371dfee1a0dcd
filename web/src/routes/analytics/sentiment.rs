//! `GET /v1/analytics/sentiment`: how calls are felt, in all and over the days of a period.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::analytics::figure::{LABELS, Totals, quotient};
use models::analytics::series::Point;
use models::analytics::{Clock, Scope};
use models::calls::filter::CallFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::period;
use super::view::{CallsLink, Exclusion, PeriodBody};
use super::volume::{both, interval};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

crate::period_query! {
    /// How long a point is: `hour`, `day`, `week`, `month`; by the length of the period if nothing is said.
    interval: Option<String>,
}

/// One label's share.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelShare {
    pub label: &'static str,
    pub calls: i64,
    /// Of the calls that have a label.
    #[schema(required)]
    pub share: Option<f64>,
    #[schema(required)]
    pub link: Option<CallsLink>,
}

/// The calls of a period by their label.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentimentSplit {
    /// Mean score of the calls that have one (`S1`).
    #[schema(required)]
    pub score: Option<f64>,
    /// Sum of the scores of `score`.
    pub score_sum: f64,
    /// Calls that have a label.
    pub n: i64,
    pub labels: Vec<LabelShare>,
    pub exclusions: Vec<Exclusion>,
}

/// One hour, day, week or month.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentimentPoint {
    pub at: String,
    pub started_from: DateTime<Utc>,
    pub started_before: DateTime<Utc>,
    pub complete: bool,
    #[schema(required)]
    pub score: Option<f64>,
    /// Sum of the scores of `score`.
    pub score_sum: f64,
    pub n: i64,
    pub negative: i64,
    pub neutral: i64,
    pub positive: i64,
    /// Those that have a label.
    pub link: CallsLink,
}

/// How calls are felt.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sentiment {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    #[schema(required)]
    pub compare: Option<PeriodBody>,
    pub interval: &'static str,
    pub formula_id: &'static str,
    pub split: SentimentSplit,
    #[schema(required)]
    pub compare_split: Option<SentimentSplit>,
    pub points: Vec<SentimentPoint>,
    #[schema(required)]
    pub compare_points: Option<Vec<SentimentPoint>>,
}

/// How calls are felt.
///
/// Split by label and trend. A call's label follows the customer's turns; with fewer than three scored ones it has none, and is counted apart.
#[utoipa::path(
    operation_id = "get_sentiment",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "Split and trend.", body = Sentiment), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/sentiment")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let asked = query.period().asked(&caller).await?;
    let interval = interval(query.interval.as_deref(), &asked.span)?;
    let (own, other) = both(&caller, &asked, interval).await?;
    let clock = &asked.clock;
    let points = |points: &[Point], scope: &Scope| points.iter().map(|one| point(one, scope, clock)).collect();
    let compared = asked.beside.as_ref();
    Ok(HttpResponse::Ok().json(Sentiment {
        as_of: clock.now,
        period: PeriodBody::new(&asked.span, clock),
        compare: compared.map(|(span, _)| PeriodBody::new(span, clock)),
        interval: interval.as_str(),
        formula_id: "S1",
        split: split(&own, &asked.scope, clock),
        compare_split: compared.map(|(_, scope)| split(&other, scope, clock)),
        points: points(&own, &asked.scope),
        compare_points: compared.map(|(_, scope)| points(&other, scope)),
    }))
}

fn split(points: &[Point], scope: &Scope, clock: &Clock) -> SentimentSplit {
    let mut all = Totals::default();
    points.iter().for_each(|point| all.add(&point.totals));
    let n = all.labelled();
    let share = |label: &'static str, calls: i64| {
        let held = &scope.filter.sentiment_label;
        let filter = (held.is_empty() || held.iter().any(|own| own == label)).then(|| CallFilter {
            sentiment_label: vec![label.to_owned()],
            ..scope.filter.clone()
        });
        LabelShare {
            label,
            calls,
            share: quotient(calls as f64, n as f64),
            link: filter.map(|filter| CallsLink::of(filter, calls, clock.now)),
        }
    };
    let few = (all.analyzed - n).max(0);
    let exclusions = [("too_few_turns", few), ("not_analyzed", all.calls - n - few)];
    SentimentSplit {
        score: quotient(all.score_sum, n as f64),
        score_sum: all.score_sum,
        n,
        labels: vec![
            share("negative", all.negative),
            share("neutral", all.neutral),
            share("positive", all.positive),
        ],
        exclusions: exclusions
            .into_iter()
            .filter(|(_, calls)| *calls > 0)
            .map(|(reason, calls)| Exclusion { reason, calls })
            .collect(),
    }
}

fn point(point: &Point, scope: &Scope, clock: &Clock) -> SentimentPoint {
    let n = point.totals.labelled();
    SentimentPoint {
        at: point.name.clone(),
        started_from: point.start,
        started_before: point.end,
        complete: point.end <= clock.now,
        score: quotient(point.totals.score_sum, n as f64),
        score_sum: point.totals.score_sum,
        n,
        negative: point.totals.negative,
        neutral: point.totals.neutral,
        positive: point.totals.positive,
        link: labelled(point, scope, clock),
    }
}

/// The calls of a point that have a label.
fn labelled(point: &Point, scope: &Scope, clock: &Clock) -> CallsLink {
    let held = &scope.filter.sentiment_label;
    let labels = if held.is_empty() {
        LABELS.map(str::to_owned).to_vec()
    } else {
        held.clone()
    };
    let filter = CallFilter {
        started_from: Some(point.start),
        started_before: Some(point.end),
        sentiment_label: labels,
        ..scope.filter.clone()
    };
    CallsLink::of(filter, point.totals.labelled(), clock.now)
}
