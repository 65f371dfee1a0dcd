//! All tenants, searched as one types, filtered, sorted, page by page. The time of a page does not depend on how deep it is. As staff.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Error;
use crate::ids::{CANARY, TenantId};
use crate::page::{ROWS_DEFAULT, ROWS_MAX};

/// A tenant as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct Listed {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    /// By which names are sorted.
    #[serde(skip)]
    #[diesel(sql_type = Text)]
    pub name_key: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub subdomain: Option<String>,
    #[diesel(sql_type = Text)]
    pub plan: String,
    /// `active suspended closed`.
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Text)]
    pub status_reason: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub status_changed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub erase_after: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub zone: String,
    #[diesel(sql_type = Text)]
    pub policy: String,
    /// `plan custom unlimited`.
    #[diesel(sql_type = Text)]
    pub limit_kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub calls_limit: Option<i64>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub requests_per_minute: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    pub concurrent_max: Option<i32>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Calls charged to the period that runs; none where it has not had one yet.
    #[diesel(sql_type = BigInt)]
    pub used: i64,
    /// Calls that a period has room for, by plan or by its own word; none: unlimited.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub period_limit: Option<i64>,
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<String>,
}

const MEMBERS: &str = "(SELECT count(*) FROM memberships m WHERE m.tenant_id = t.id)";
const USED: &str = "(SELECT coalesce(sum(u.included + u.overage), 0)::bigint FROM usage u
        WHERE u.tenant_id = t.id AND u.period_start <= app_now() AND u.period_end > app_now())";
const COLUMNS: &str = "t.id, t.name, lower(t.name) AS name_key, t.subdomain, t.plan_id AS plan, t.status, t.status_reason, t.status_changed_at, t.erase_after, t.zone,
    t.policy, t.limit_kind, t.calls_limit, t.requests_per_minute, t.concurrent_max, t.created_at,
    CASE t.limit_kind WHEN 'plan' THEN (SELECT p.calls_limit FROM plans p WHERE p.id = t.plan_id) WHEN 'custom' THEN t.calls_limit END AS period_limit,
    ARRAY(SELECT g.tag FROM tenant_tags g WHERE g.tenant_id = t.id ORDER BY g.tag) AS tags";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    Name,
    NameDown,
    Created,
    #[default]
    CreatedDown,
    Used,
    UsedDown,
    Members,
    MembersDown,
}

/// What is sorted by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Created,
    Used,
    Members,
}

impl Sort {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Name, "name"),
        (Self::NameDown, "-name"),
        (Self::Created, "created_at"),
        (Self::CreatedDown, "-created_at"),
        (Self::Used, "used"),
        (Self::UsedDown, "-used"),
        (Self::Members, "members"),
        (Self::MembersDown, "-members"),
    ];

    pub fn parse(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|(_, name)| *name == text);
        found.map(|(sort, _)| sort).ok_or_else(|| {
            Error::Invalid("`sort` is name, created_at, used or members, with - before it for the other way".into())
        })
    }

    fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(sort, _)| *sort == self)
            .map_or("", |(_, name)| name)
    }

    fn by(self) -> By {
        match self {
            Self::Name | Self::NameDown => By::Name,
            Self::Created | Self::CreatedDown => By::Created,
            Self::Used | Self::UsedDown => By::Used,
            Self::Members | Self::MembersDown => By::Members,
        }
    }

    /// What is compared, how a cursor's text becomes such a thing, and which way.
    fn order(self) -> (&'static str, &'static str, &'static str, &'static str) {
        let (key, given) = match self.by() {
            By::Name => ("lower(t.name) COLLATE \"C\"", "$5"),
            By::Created => ("t.created_at", "$5::timestamptz"),
            By::Used => (USED, "$5::bigint"),
            By::Members => (MEMBERS, "$5::bigint"),
        };
        match self {
            Self::Name | Self::Created | Self::Used | Self::Members => (key, given, ">", "ASC"),
            Self::NameDown | Self::CreatedDown | Self::UsedDown | Self::MembersDown => (key, given, "<", "DESC"),
        }
    }

    fn key(self, row: &Listed) -> String {
        match self.by() {
            By::Name => row.name_key.clone(),
            By::Created => row.created_at.to_rfc3339(),
            By::Used => row.used.to_string(),
            By::Members => row.members.to_string(),
        }
    }

    /// Whether a row may have this key: what a cursor names goes into the statement.
    fn takes(self, key: &str) -> bool {
        match self.by() {
            By::Name => !key.contains('\0'),
            By::Created => DateTime::parse_from_rfc3339(key).is_ok(),
            By::Used | By::Members => key.parse::<i64>().is_ok(),
        }
    }
}

/// Which tenants, and which page of them.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// What somebody types: part of a name, the beginning of a sub-domain, an id or a member's address; `@` and the beginning of a domain.
    pub search: Option<String>,
    pub status: Option<String>,
    pub plan: Option<String>,
    pub tag: Option<String>,
    pub sort: Sort,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

/// Of addresses that begin so, the first so many are looked at: typing one letter costs no more than typing an address.
const ADDRESSES_MAX: i64 = 1_000;
const SEARCH_MAX: usize = 100;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    tenants: i64,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    s: String,
    k: String,
    i: Uuid,
}

impl Query {
    fn searched(&self) -> Result<Option<String>, Error> {
        let text = self.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
        match text {
            Some(text) if text.chars().count() > SEARCH_MAX || text.contains('\0') => {
                Err(Error::Invalid(format!("`q` has at most {SEARCH_MAX} letters")))
            }
            text => Ok(text.map(str::to_lowercase)),
        }
    }

    fn after(&self) -> Result<Option<Cursor>, Error> {
        let refused = || Error::Invalid("`cursor`: it did not come from a page of this list".into());
        let Some(text) = &self.cursor else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| refused())?;
        let is_sound = cursor.s == self.sort.name() && self.sort.takes(&cursor.k);
        is_sound.then_some(Some(cursor)).ok_or_else(refused)
    }

    /// Which tenants fit, by parameters 1 to 4; the canary's, which is nobody's customer, stands in the one named.
    fn matching(searched: Option<&str>, canary: &str) -> String {
        let people = match searched.and_then(|text| text.strip_prefix('@')) {
            Some(_) => "split_part(p.email_key, '@', 2) COLLATE \"C\" ^@ substr($1, 2)",
            None => "p.email_key COLLATE \"C\" ^@ $1",
        };
        let found = format!(
            "AND (position($1 IN lower(t.name)) > 0 OR t.subdomain ^@ $1 OR t.id::text ^@ $1 OR t.id IN (
                SELECT m.tenant_id FROM memberships m WHERE m.person_id IN (
                    SELECT p.id FROM persons p WHERE {people} ORDER BY p.email_key COLLATE \"C\" LIMIT {ADDRESSES_MAX})))"
        );
        let found = if searched.is_some() {
            found.as_str()
        } else {
            "AND $1::text IS NULL"
        };
        format!(
            "FROM tenants t WHERE t.id <> {canary} AND ($2::text IS NULL OR t.status = $2) AND ($3::text IS NULL OR t.plan_id = $3)
                AND ($4::text IS NULL OR EXISTS (SELECT FROM tenant_tags g WHERE g.tag = $4 AND g.tenant_id = t.id))
                {found}"
        )
    }

    fn statement(&self, searched: Option<&str>, is_first: bool) -> String {
        let matching = Self::matching(searched, "$7");
        let (key, given, than, way) = self.sort.order();
        let after = match is_first {
            true => "AND $5::text IS NULL AND $6::uuid IS NULL".to_owned(),
            false => format!("AND ({key}, t.id) {than} ({given}, $6)"),
        };
        format!(
            "SELECT {COLUMNS}, {MEMBERS} AS members, {USED} AS used {matching} {after} ORDER BY {key} {way}, t.id {way} LIMIT $8"
        )
    }

    /// How many fit, on all pages together.
    pub async fn count(&self, conn: &mut AsyncPgConnection) -> Result<i64, Error> {
        let searched = self.searched()?;
        let statement = format!(
            "SELECT count(*) AS tenants {}",
            Self::matching(searched.as_deref(), "$5")
        );
        let count: Count = diesel::sql_query(statement)
            .bind::<Nullable<Text>, _>(&searched)
            .bind::<Nullable<Text>, _>(&self.status)
            .bind::<Nullable<Text>, _>(&self.plan)
            .bind::<Nullable<Text>, _>(&self.tag)
            .bind::<SqlUuid, _>(CANARY.0)
            .get_result(conn)
            .await?;
        Ok(count.tenants)
    }

    /// The page, and the cursor of the next where there is one.
    pub async fn page(&self, conn: &mut AsyncPgConnection) -> Result<(Vec<Listed>, Option<String>), Error> {
        let rows = self.limit.unwrap_or(ROWS_DEFAULT);
        if !(1..=ROWS_MAX).contains(&rows) {
            return Err(Error::Invalid(format!("`limit` is between 1 and {ROWS_MAX}")));
        }
        let (searched, after) = (self.searched()?, self.after()?);
        let statement = self.statement(searched.as_deref(), after.is_none());
        let mut found: Vec<Listed> = diesel::sql_query(statement)
            .bind::<Nullable<Text>, _>(&searched)
            .bind::<Nullable<Text>, _>(&self.status)
            .bind::<Nullable<Text>, _>(&self.plan)
            .bind::<Nullable<Text>, _>(&self.tag)
            .bind::<Nullable<Text>, _>(after.as_ref().map(|after| after.k.clone()))
            .bind::<Nullable<SqlUuid>, _>(after.as_ref().map(|after| after.i))
            .bind::<SqlUuid, _>(CANARY.0)
            .bind::<BigInt, _>(i64::from(rows) + 1)
            .load(conn)
            .await?;
        let more = found.len() > rows as usize;
        found.truncate(rows as usize);
        let next = match found.last().filter(|_| more) {
            Some(last) => Some(self.cursor_at(last)?),
            None => None,
        };
        Ok((found, next))
    }

    fn cursor_at(&self, row: &Listed) -> Result<String, Error> {
        let cursor = Cursor {
            s: self.sort.name().to_owned(),
            k: self.sort.key(row),
            i: row.id,
        };
        let text = serde_json::to_vec(&cursor).map_err(|source| Error::Corrupt { what: "cursor", source })?;
        Ok(URL_SAFE_NO_PAD.encode(text))
    }
}

/// One of them. As staff or owner.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Listed, Error> {
    use diesel::OptionalExtension;
    let find =
        format!("SELECT {COLUMNS}, {MEMBERS} AS members, {USED} AS used FROM tenants t WHERE t.id = $1 AND t.id <> $2");
    let found = diesel::sql_query(find)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(CANARY.0)
        .get_result(conn)
        .await
        .optional()?;
    found.ok_or(Error::NotFound("tenant"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_another_order_and_one_that_nobody_gave_are_refused() {
        let by_name = |cursor: &str| Query {
            sort: Sort::Name,
            cursor: Some(cursor.to_owned()),
            ..Query::default()
        };
        let other = Cursor {
            s: "created_at".into(),
            k: "2026-01-01T00:00:00Z".into(),
            i: Uuid::nil(),
        };
        let other = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&other).expect("json"));
        assert!(by_name(&other).after().is_err() && by_name("!").after().is_err() && by_name("e30").after().is_err());
        for sort in [Sort::Created, Sort::UsedDown, Sort::Members] {
            let forged = Cursor {
                s: sort.name().into(),
                k: "x".into(),
                i: Uuid::nil(),
            };
            let forged = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&forged).expect("json"));
            let query = Query {
                sort,
                cursor: Some(forged),
                ..Query::default()
            };
            assert!(query.after().is_err(), "{}", sort.name());
        }
    }
}
