//! A statement put together of pieces, some of which are queries of diesel: what a fixed text cannot say and the query builder
//! neither. Every value is bound.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

pub(super) enum Piece<'a> {
    Sql(Cow<'static, str>),
    Id(Uuid),
    Number(i64),
    Moment(DateTime<Utc>),
    Moments(Vec<DateTime<Utc>>),
    Text(String),
    Texts(Vec<String>),
    Json(Value),
    Query(Box<dyn QueryFragment<Pg> + Send + 'a>),
}

/// Gives rows of the SQL types `K`.
pub(super) struct Statement<'a, K> {
    pieces: Vec<Piece<'a>>,
    kinds: PhantomData<fn() -> K>,
}

impl<'a, K> Statement<'a, K> {
    pub(super) fn of(pieces: Vec<Piece<'a>>) -> Self {
        Self {
            pieces,
            kinds: PhantomData,
        }
    }
}

impl<K> QueryId for Statement<'_, K> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<K> Query for Statement<'_, K> {
    type SqlType = K;
}

impl<K> QueryFragment<Pg> for Statement<'_, K> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for piece in &self.pieces {
            match piece {
                Piece::Sql(text) => out.push_sql(text),
                Piece::Id(id) => out.push_bind_param::<SqlUuid, _>(id)?,
                Piece::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Piece::Moment(at) => out.push_bind_param::<Timestamptz, _>(at)?,
                Piece::Moments(all) => out.push_bind_param::<Array<Timestamptz>, _>(all)?,
                Piece::Text(one) => out.push_bind_param::<Text, _>(one)?,
                Piece::Json(value) => out.push_bind_param::<Jsonb, _>(value)?,
                Piece::Texts(all) => out.push_bind_param::<Array<Text>, _>(all)?,
                Piece::Query(query) => query.walk_ast(out.reborrow())?,
            }
        }
        Ok(())
    }
}

/// A piece that is its own text.
pub(super) fn text<'a>(sql: &'static str) -> Piece<'a> {
    Piece::Sql(Cow::Borrowed(sql))
}
