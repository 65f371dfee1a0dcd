//! `GET /v1/analytics/agents`: what each agent did.

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use models::Error;
use models::analytics::agents;
use models::analytics::figure::quotient;
use models::calls::filter::CallFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::period;
use super::view::{CALLS, CallsLink, ColumnFormula, PeriodBody};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

/// With fewer calls a figure says little of a person.
const FEW: i64 = 10;
const ROWS_DEFAULT: usize = 50;
const ROWS_MAX: usize = 1_000;

const FORMULAS: [(&str, &str, &str); 7] = [
    ("calls", CALLS, "calls in which the agent took part"),
    ("answered", "V2", "answered calls of those"),
    (
        "talk_s",
        "T1",
        "seconds of conversation of answered calls, the agent's own part of them",
    ),
    (
        "aht_s",
        "aht_no_acw",
        "seconds of conversation, holding included ÷ calls that the agent answered (`handled`)",
    ),
    (
        "asa_s",
        "ASA",
        "seconds of waiting ÷ inbound calls that the agent answered and whose wait is known",
    ),
    ("score", "S1", "sum of the customers' scores ÷ calls with a score"),
    ("negative_share", "S2", "negative calls ÷ calls with a score"),
];

crate::period_query! {
    /// `calls` (if nothing is said), `answered`, `talk_s`, `aht_s`, `asa_s`, `score`, `negative`, `agent`, with `-` before it for the largest first.
    sort: Option<String>,
    /// So many agents at most: 50 if nothing is said, 1,000 at most.
    limit: Option<usize>,
}

/// One agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentFigures {
    pub agent: String,
    /// In which this agent took part.
    pub calls: i64,
    pub answered: i64,
    /// Of the answered ones those in which this agent talked; not those that a colleague took while this agent's telephone rang too.
    pub handled: i64,
    /// The agent's own part of answered calls.
    pub talk_s: i64,
    /// `aht_no_acw`, of the calls that the agent handled.
    #[schema(required)]
    pub aht_s: Option<f64>,
    /// `ASA`, of the calls that the agent handled.
    #[schema(required)]
    pub asa_s: Option<f64>,
    /// Seconds of waiting of `asa_s`.
    pub wait_s: i64,
    /// Calls of `asa_s`: inbound ones that the agent handled and whose wait is known.
    pub waits: i64,
    pub analyzed: i64,
    /// `S1`.
    #[schema(required)]
    pub score: Option<f64>,
    /// Sum of the scores of `score`.
    pub score_sum: f64,
    /// `S2`.
    #[schema(required)]
    pub negative_share: Option<f64>,
    /// Calls of `negative_share`.
    pub negative: i64,
    /// Calls that have a label.
    pub labelled: i64,
    /// Fewer than ten calls: the figures say little.
    pub few: bool,
    pub link: CallsLink,
}

/// What each agent did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Agents {
    pub as_of: DateTime<Utc>,
    pub period: PeriodBody,
    #[schema(required)]
    pub compare: Option<PeriodBody>,
    /// How many agents there are, beyond `limit` too.
    pub agents: usize,
    /// Of each column of `data`.
    pub formulas: Vec<ColumnFormula>,
    pub data: Vec<AgentFigures>,
    /// Those of `data`, in the days compared with.
    #[schema(required)]
    pub compare_data: Option<Vec<AgentFigures>>,
}

/// What each agent did.
///
/// A call that was passed on, or rang at several telephones, counts for each who took part; handle time and speed of answer are of the calls in
/// which the agent talked. Figures per agent are means over calls, not over time.
#[utoipa::path(
    operation_id = "get_agents",
    tag = "analytics",
    params(Query),
    responses((status = 200, description = "Agents.", body = Agents), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/analytics/agents")]
pub async fn read(request: HttpRequest, caller: Can<CallsRead>) -> Result<HttpResponse, Problem> {
    let query: Query = period::query(&request)?;
    let limit = query.limit.unwrap_or(ROWS_DEFAULT);
    if !(1..=ROWS_MAX).contains(&limit) {
        return Err(Problem::parameter("limit", format!("1 to {ROWS_MAX}")));
    }
    let asked = query.period().asked(&caller).await?;
    let app = &caller.running.pools.app;
    let found = app.tenant(caller.tenant, async |conn| -> Result<_, Error> {
        let own = agents::of(conn, &asked.scope).await?;
        let other = match &asked.compared {
            Some((_, scope)) => agents::of(conn, scope).await?,
            None => Vec::new(),
        };
        Ok((own, other))
    });
    let (own, other) = found.await?;
    let as_of = asked.clock.now;
    let mut data: Vec<AgentFigures> = own.iter().map(|one| figures(one, &asked.scope.filter, as_of)).collect();
    let all = data.len();
    sort(&mut data, query.sort.as_deref().unwrap_or("-calls"))?;
    data.truncate(limit);
    let compare_data = asked.compared.as_ref().map(|(_, scope)| {
        let same = |one: &&agents::Agent| data.iter().any(|own| own.agent == one.agent);
        other
            .iter()
            .filter(same)
            .map(|one| figures(one, &scope.filter, as_of))
            .collect()
    });
    Ok(HttpResponse::Ok().json(Agents {
        as_of,
        period: PeriodBody::new(&asked.span, &asked.clock),
        compare: asked
            .compared
            .as_ref()
            .map(|(span, _)| PeriodBody::new(span, &asked.clock)),
        agents: all,
        formulas: formulas(),
        data,
        compare_data,
    }))
}

fn formulas() -> Vec<ColumnFormula> {
    let formula = |(name, formula_id, formula)| ColumnFormula {
        name,
        formula_id,
        formula,
    };
    FORMULAS.map(formula).into()
}

fn figures(own: &agents::Agent, filter: &CallFilter, as_of: DateTime<Utc>) -> AgentFigures {
    let agent = match &filter.agent {
        // Who was asked about by an extension is listed by it.
        Some(asked) if !own.ambiguous => asked.clone(),
        _ => own.agent.clone(),
    };
    let filter = CallFilter {
        agent: Some(agent),
        agent_exact: own.ambiguous,
        ..filter.clone()
    };
    AgentFigures {
        agent: own.agent.clone(),
        calls: own.calls,
        answered: own.answered,
        handled: own.handled,
        talk_s: own.talk_s,
        aht_s: quotient(own.talk_s as f64, own.handled as f64),
        asa_s: quotient(own.wait_s as f64, own.waits as f64),
        wait_s: own.wait_s,
        waits: own.waits,
        analyzed: own.analyzed,
        score: quotient(own.score_sum, own.labelled as f64),
        score_sum: own.score_sum,
        negative_share: quotient(own.negative as f64, own.labelled as f64),
        negative: own.negative,
        labelled: own.labelled,
        few: own.calls < FEW,
        link: CallsLink::of(filter, own.calls, as_of),
    }
}

/// Those without a value stand last.
fn sort(data: &mut [AgentFigures], order: &str) -> Result<(), Problem> {
    let (key, sign) = match order.strip_prefix('-') {
        Some(key) => (key, -1.0),
        None => (order, 1.0),
    };
    let value: fn(&AgentFigures) -> Option<f64> = match key {
        "calls" => |one| Some(one.calls as f64),
        "answered" => |one| Some(one.answered as f64),
        "talk_s" => |one| Some(one.talk_s as f64),
        "aht_s" => |one| one.aht_s,
        "asa_s" => |one| one.asa_s,
        "score" => |one| one.score,
        "negative" => |one| one.negative_share,
        "agent" => {
            data.sort_by(|a, b| a.agent.cmp(&b.agent));
            if sign < 0.0 {
                data.reverse();
            }
            return Ok(());
        }
        _ => {
            let known = "calls, answered, talk_s, aht_s, asa_s, score, negative, agent";
            return Err(Problem::parameter("sort", format!("one of {known}")));
        }
    };
    let place = |one: &AgentFigures| value(one).map_or(f64::INFINITY, |value| sign * value);
    data.sort_by(|a, b| place(a).total_cmp(&place(b)).then_with(|| a.agent.cmp(&b.agent)));
    Ok(())
}
