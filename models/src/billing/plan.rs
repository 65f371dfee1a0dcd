//! The price list: what a tenant may have, for how much. Seeded by the first migration.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use crate::Error;
use crate::schema::plans;

/// What a tenant gets that was created without naming a plan.
pub const DEFAULT: &str = "trial";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = plans, check_for_backend(diesel::pg::Pg))]
pub struct Plan {
    pub id: String,
    pub name: String,
    /// US cents a month.
    pub price_cents: i32,
    /// Calls a period; `None`: unlimited.
    pub calls_limit: Option<i64>,
    pub trial_days: Option<i32>,
}

impl Plan {
    /// The cheapest first.
    pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Plan>, Error> {
        Ok(plans::table
            .order((plans::price_cents, plans::id))
            .select(Plan::as_select())
            .load(conn)
            .await?)
    }

    pub async fn find(conn: &mut AsyncPgConnection, id: &str) -> Result<Plan, Error> {
        match plans::table
            .find(id)
            .select(Plan::as_select())
            .first(conn)
            .await
            .optional()?
        {
            Some(plan) => Ok(plan),
            None => {
                let known: Vec<String> = Plan::all(conn).await?.into_iter().map(|plan| plan.id).collect();
                Err(Error::Invalid(format!(
                    "`plan`: there is no {id:?}; there are {}",
                    known.join(", ")
                )))
            }
        }
    }
}
