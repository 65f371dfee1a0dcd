//! What each agent did: everybody of the tenant's side who took part in a call counts it, under the name that the directory gives them.

use diesel::sql_types::{BigInt, Double, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::facts::Scope;
use super::statement::{Piece, Statement, text};
use crate::Error;
use crate::identity::authority::Rows;
use crate::identity::desks::Desks;

#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// The person's name; of whom the directory does not know, what the telephone system said.
    pub agent: String,
    /// With this agent among the call's.
    pub calls: i64,
    pub answered: i64,
    /// Of answered calls, this agent's own legs where there are several.
    pub talk_s: i64,
    /// Of inbound answered calls whose waiting time is known.
    pub wait_s: i64,
    pub waits: i64,
    pub analyzed: i64,
    pub negative: i64,
    pub labelled: i64,
    pub score_sum: f64,
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
    Double,
);
type Row = (String, i64, i64, i64, i64, i64, i64, i64, i64, f64);

/// Everybody, those with most calls first; where the filter names an agent only that one, for a list of two agents together there is not.
pub async fn of(conn: &mut AsyncPgConnection, scope: &Scope) -> Result<Vec<Agent>, Error> {
    let rows: Vec<Row> = Statement::<Kinds>::of(asked(conn, scope).await?).load(conn).await?;
    let agent = |row: Row| Agent {
        agent: row.0,
        calls: row.1,
        answered: row.2,
        talk_s: row.3,
        wait_s: row.4,
        waits: row.5,
        analyzed: row.6,
        negative: row.7,
        labelled: row.8,
        score_sum: row.9,
    };
    Ok(rows.into_iter().map(agent).collect())
}

async fn asked<'a>(conn: &mut AsyncPgConnection, scope: &'a Scope) -> Result<Vec<Piece<'a>>, Error> {
    let tenant = || Piece::Id(scope.tenant.0);
    let sql = |text: String| Piece::Sql(text.into());
    // Who is asked about by an extension is told of by it, whoever had it.
    let is_extension = scope.filter.agent.is_some() && scope.filter.agent_at.is_none();
    let (own, of_leg, earlier) = match is_extension {
        true => ("a.agent", "l.agent", "e.agent"),
        false => (
            "coalesce(d.name, a.agent)",
            "coalesce(f.name, l.agent)",
            "coalesce(f.name, e.agent)",
        ),
    };
    let mut pieces = vec![
        sql(format!("SELECT {own}, count(*), count(*) FILTER (WHERE c.disposition = 'answered'),
            coalesce(sum(CASE WHEN cardinality(c.agents) = 1 THEN c.talk_s ELSE coalesce((SELECT sum(l.talk_s) FROM legs l
                LEFT JOIN directory f ON f.extension = l.agent AND coalesce(f.source_instance, c.source_instance) = c.source_instance AND c.started_at >= coalesce(f.valid_from, '-infinity')
                    AND c.started_at < coalesce(f.valid_until, 'infinity') AND f.tenant_id = ")),
        tenant(),
        sql(format!(" WHERE l.call_id = c.id AND {of_leg} = {own} AND l.tenant_id = ")),
        tenant(),
        text("), c.talk_s) END) FILTER (WHERE c.disposition = 'answered'), 0)::bigint,
            coalesce(sum(c.wait_s) FILTER (WHERE c.disposition = 'answered' AND c.direction = 'inbound'), 0)::bigint,
            count(c.wait_s) FILTER (WHERE c.disposition = 'answered' AND c.direction = 'inbound'),
            count(*) FILTER (WHERE c.analysis_status = 'analyzed'), count(*) FILTER (WHERE c.sentiment_label = 'negative'),
            count(c.sentiment_label), coalesce(sum(c.sentiment_score) FILTER (WHERE c.sentiment_label IS NOT NULL), 0)
            FROM "),
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
    pieces.push(text(" GROUP BY 1 ORDER BY 2 DESC, 1"));
    Ok(pieces)
}

/// The agent sat at one of these desks when the call began.
fn held<'a>(desks: &Desks) -> [Piece<'a>; 3] {
    [
        text(" AND held("),
        Piece::Json(desks.json()),
        text(", c.source_instance, a.agent, c.started_at)"),
    ]
}
