//! What each agent did: everybody of the tenant's side who took part in a call counts it, under the name that the directory gives them.

use diesel::sql_types::{BigInt, Bool, Double, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::facts::Scope;
use super::statement::{Piece, Statement, text};
use crate::Error;
use crate::identity::authority::Rows;
use crate::identity::desks::Desks;
use crate::ids::TenantId;

#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// The person's name; of whom the directory does not know, what the telephone system said.
    pub agent: String,
    /// With this agent among the call's.
    pub calls: i64,
    pub answered: i64,
    /// Of the answered ones those in which this agent talked: whose telephone only rang did not.
    pub handled: i64,
    /// Of answered calls, this agent's own legs where there are several.
    pub talk_s: i64,
    /// Of inbound calls that this agent handled whose waiting time is known.
    pub wait_s: i64,
    pub waits: i64,
    pub analyzed: i64,
    pub negative: i64,
    pub labelled: i64,
    pub score_sum: f64,
    /// A list by this name would hold calls of others too: who had the extension at another time, or is written alike.
    pub ambiguous: bool,
}

type Kinds = (
    Text,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    BigInt,
    Double,
    Bool,
);
type Row = (String, i64, i64, i64, i64, i64, i64, i64, i64, i64, f64, bool);

/// Everybody, those with most calls first; where the filter names an agent only that one, for a list of two agents together there is not.
pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope) -> Result<Vec<Agent>, Error> {
    let rows: Vec<Row> = Statement::<Kinds>::of(asked(conn, scope).await?).load(conn).await?;
    let agent = |row: Row| Agent {
        agent: row.0,
        calls: row.1,
        answered: row.2,
        handled: row.3,
        talk_s: row.4,
        wait_s: row.5,
        waits: row.6,
        analyzed: row.7,
        negative: row.8,
        labelled: row.9,
        score_sum: row.10,
        ambiguous: row.11 && !is_extension(scope),
    };
    Ok(rows.into_iter().map(agent).collect())
}

/// Who is asked about by an extension is told of by it, whoever had it.
fn is_extension(scope: &Scope) -> bool {
    scope.filter.agent.is_some() && scope.filter.agent_at.is_none()
}

/// What is summed of each agent and call: `own_s` are the seconds that the agent talked, none where the telephone only rang.
const SUMS: &str = "SELECT s.agent, count(*) AS calls, count(*) FILTER (WHERE s.disposition = 'answered') AS answered,
        count(s.own_s) FILTER (WHERE s.disposition = 'answered') AS handled,
        coalesce(sum(s.own_s) FILTER (WHERE s.disposition = 'answered'), 0)::bigint AS talk_s,
        coalesce(sum(s.wait_s) FILTER (WHERE s.disposition = 'answered' AND s.direction = 'inbound' AND s.own_s IS NOT NULL), 0)::bigint AS wait_s,
        count(s.wait_s) FILTER (WHERE s.disposition = 'answered' AND s.direction = 'inbound' AND s.own_s IS NOT NULL) AS waits,
        count(*) FILTER (WHERE s.analysis_status = 'analyzed') AS analyzed, count(*) FILTER (WHERE s.sentiment_label = 'negative') AS negative,
        count(s.sentiment_label) AS labelled, coalesce(sum(s.sentiment_score) FILTER (WHERE s.sentiment_label IS NOT NULL), 0) AS score_sum";

/// The union of when a person talked on legs `l`, as calls have it: two sides of one call are not added, and talk that holds the wait in a
/// queue counts where there is no other. Where the agent has no leg (a transfer inside another's), all of the call's; a call without an agent
/// was taken by nobody of those who are among its agents.
const OWN: &str = "(SELECT CASE WHEN count(*) = 0 THEN c.talk_s::bigint WHEN bool_or(p.person) THEN (SELECT coalesce(round(sum(upper(r) - lower(r)) / 1000), 0)::bigint
        FROM unnest(coalesce(range_agg(p.talk) FILTER (WHERE p.person AND NOT p.waits), range_agg(p.talk) FILTER (WHERE p.person))) AS r) END
    FROM (SELECT l.disposition = 'answered' AND coalesce(l.custom->>'leg_kind', '') NOT IN ('ivr', 'voicemail', 'park') AS person,
            coalesce(l.custom->>'talk_includes_queue_wait', '') = 'true' AS waits,
            int8range(b.ms, b.ms + l.talk_s::bigint * 1000) AS talk
        FROM legs l CROSS JOIN LATERAL (SELECT (extract(epoch FROM coalesce(l.answered_at, l.started_at)) * 1000)::bigint) b (ms)";

async fn asked<'a>(conn: &mut AsyncPgConnection, scope: &'a Scope) -> Result<Vec<Piece<'a>>, Error> {
    let tenant = || Piece::Id(scope.tenant.0);
    let sql = |text: String| Piece::Sql(text.into());
    let (own, of_leg, earlier) = match is_extension(scope) {
        true => ("a.agent", "l.agent", "e.agent"),
        false => (
            "coalesce(d.name, a.agent)",
            "coalesce(f.name, l.agent)",
            "coalesce(f.name, e.agent)",
        ),
    };
    let mut pieces = vec![
        sql(format!(
            "{SUMS} FROM (SELECT {own} AS agent, c.disposition, c.direction, c.wait_s, c.analysis_status, c.sentiment_label, c.sentiment_score,
            CASE WHEN cardinality(c.agents) = 1 AND c.agent IS NOT NULL THEN c.talk_s::bigint ELSE {OWN}
                LEFT JOIN directory f ON f.extension = l.agent AND coalesce(f.source_instance, c.source_instance) = c.source_instance AND c.started_at >= coalesce(f.valid_from, '-infinity')
                    AND c.started_at < coalesce(f.valid_until, 'infinity') AND f.tenant_id = "
        )),
        tenant(),
        sql(format!(" WHERE l.call_id = c.id AND {of_leg} = {own} AND l.tenant_id = ")),
        tenant(),
        text(") p) END AS own_s FROM "),
    ];
    pieces.extend(scope.rows(conn).await?);
    pieces.extend([
        text(
            " c CROSS JOIN LATERAL unnest(c.agents) WITH ORDINALITY a (agent, n)
            LEFT JOIN directory d ON d.extension = a.agent AND coalesce(d.source_instance, c.source_instance) = c.source_instance AND c.started_at >= coalesce(d.valid_from, '-infinity')
                AND c.started_at < coalesce(d.valid_until, 'infinity') AND d.tenant_id = ",
        ),
        tenant(),
        // Somebody with two extensions in one call counts it once.
        text(
            " WHERE (a.n = 1 OR NOT EXISTS (SELECT FROM unnest(c.agents) WITH ORDINALITY e (agent, n)
            LEFT JOIN directory f ON f.extension = e.agent AND coalesce(f.source_instance, c.source_instance) = c.source_instance AND c.started_at >= coalesce(f.valid_from, '-infinity')
                AND c.started_at < coalesce(f.valid_until, 'infinity') AND f.tenant_id = ",
        ),
        tenant(),
        sql(format!(" WHERE e.n < a.n AND {earlier} = {own}))")),
    ]);
    match (&scope.filter.agent, &scope.filter.agent_at) {
        (Some(_), Some(desks)) => pieces.extend(held(desks)),
        (Some(agent), None) => pieces.extend([text(" AND a.agent = "), Piece::Text(agent.clone())]),
        (None, _) => (),
    }
    if let Rows::Agents(desks) = &scope.filter.rows {
        // Who else took part in a call is not theirs to count.
        pieces.extend(held(desks));
    }
    // A fence: what an agent talked is looked up once a call, and not once for each sum of it.
    pieces.push(text(" OFFSET 0) s GROUP BY 1"));
    Ok(told_apart(pieces, scope.tenant))
}

/// The sums, those with most calls first, each with whether a list by that name would hold more.
fn told_apart<'a>(sums: Vec<Piece<'a>>, tenant: TenantId) -> Vec<Piece<'a>> {
    let mut pieces = vec![
        text("SELECT g.*, g.agent IN (SELECT x.extension FROM directory x WHERE x.tenant_id = "),
        Piece::Id(tenant.0),
        text(") OR coalesce(n.one <> g.agent OR n.other <> g.agent, false) AS ambiguous FROM ("),
    ];
    pieces.extend(sums);
    pieces.extend([
        text(
            ") g LEFT JOIN (SELECT lower(x.name) AS lowered, min(x.name) AS one, max(x.name) AS other FROM directory x WHERE x.tenant_id = ",
        ),
        Piece::Id(tenant.0),
        text(" GROUP BY 1) n ON n.lowered = lower(g.agent) ORDER BY 2 DESC, 1"),
    ]);
    pieces
}

/// The agent sat at one of these desks when the call began.
fn held<'a>(desks: &Desks) -> [Piece<'a>; 3] {
    [
        text(" AND held("),
        Piece::Json(desks.json()),
        text(", c.source_instance, a.agent, c.started_at)"),
    ]
}
