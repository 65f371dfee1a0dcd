//! What a custom field of a call holds.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Double, Text, Uuid as SqlUuid};
use serde::Serialize;
use uuid::Uuid;

use super::{CallFilter, Query};

/// A condition on a field: that of one of the call's legs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldIs {
    /// For whoever reads the filter.
    pub name: String,
    #[serde(skip)]
    pub field: Uuid,
    pub is: Is,
}

/// Texts of dates are in the order of their days.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    /// It has a value, or none.
    Known(bool),
    OneOf(Vec<String>),
    Begins(String),
    AtLeast(String),
    AtMost(String),
    Equal(f64),
    Min(f64),
    Max(f64),
}

pub(super) fn of_fields<'a>(mut query: Query<'a>, filter: &'a CallFilter) -> Query<'a> {
    for condition in &filter.custom {
        query = of_field(query, condition);
    }
    query
}

fn of_field<'a>(query: Query<'a>, condition: &'a FieldIs) -> Query<'a> {
    const VALUE: &str = "EXISTS (SELECT FROM leg_fields v WHERE v.tenant_id = calls.tenant_id AND v.call_id = calls.id AND v.field_id = ";
    let not = if condition.is == Is::Known(false) { "NOT " } else { "" };
    let value = sql::<Bool>(&format!("{not}{VALUE}")).bind::<SqlUuid, _>(condition.field);
    match &condition.is {
        Is::Known(_) => query.filter(value.sql(")")),
        Is::OneOf(texts) => query.filter(value.sql(" AND v.text = ANY(").bind::<Array<Text>, _>(texts).sql("))")),
        Is::Begins(text) => query.filter(value.sql(" AND v.text ^@ ").bind::<Text, _>(text).sql(")")),
        Is::AtLeast(text) => query.filter(value.sql(" AND v.text >= ").bind::<Text, _>(text).sql(")")),
        Is::AtMost(text) => query.filter(value.sql(" AND v.text <= ").bind::<Text, _>(text).sql(")")),
        Is::Equal(number) => query.filter(value.sql(" AND v.number = ").bind::<Double, _>(number).sql(")")),
        Is::Min(number) => query.filter(value.sql(" AND v.number >= ").bind::<Double, _>(number).sql(")")),
        Is::Max(number) => query.filter(value.sql(" AND v.number <= ").bind::<Double, _>(number).sql(")")),
    }
}
