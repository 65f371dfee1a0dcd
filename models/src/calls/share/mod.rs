//! A call, or a part of one, shown by a link to somebody outside: made, listed and revoked by members. What happens at the link: `view`.

pub mod view;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::identity::token::Secret;
use crate::ids::{CallId, LegId, TenantId};

const MARK: &str = "sh_";
/// Of one recording, those that are good.
const OPEN_MAX: i64 = 100;
pub const HOURS_MAX: i32 = 366 * 24;
const LABEL_MAX: usize = 200;

/// A share that is to be.
#[derive(Clone, Debug, Default)]
pub struct NewShare {
    /// How whoever opens it sees it named.
    pub label: Option<String>,
    /// Whether what was said is shown, and whether the recording can be heard.
    pub words: bool,
    pub sound: bool,
    /// The part of the recording that is shown.
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub password_hash: Option<String>,
    pub hours: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Share {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub call_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub leg_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    pub label: Option<String>,
    #[diesel(sql_type = Bool)]
    pub words: bool,
    #[diesel(sql_type = Bool)]
    pub sound: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub from_ms: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub to_ms: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub has_password: bool,
    /// `person:…`, `key:…`.
    #[diesel(sql_type = Text)]
    pub created_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub revoked_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub expired: bool,
    /// How often it was opened.
    #[diesel(sql_type = BigInt)]
    pub views: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub viewed_at: Option<DateTime<Utc>>,
}

const SHARES: &str = "SELECT s.id, l.call_id, s.leg_id, s.label, s.words, s.sound, s.from_ms, s.to_ms, s.password_hash IS NOT NULL AS has_password, s.created_by,
    s.created_at, s.expires_at, s.revoked_at, s.expires_at <= app_now() AS expired,
    (SELECT count(*) FROM share_views v WHERE v.tenant_id = s.tenant_id AND v.share_id = s.id AND v.outcome = 'opened') AS views,
    (SELECT max(v.at) FROM share_views v WHERE v.tenant_id = s.tenant_id AND v.share_id = s.id AND v.outcome = 'opened') AS viewed_at
    FROM shares s JOIN legs l ON l.tenant_id = s.tenant_id AND l.id = s.leg_id WHERE s.tenant_id = $1 AND l.tenant_id = $1 AND l.call_id = $2";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl NewShare {
    fn check(&self) -> Result<(), Error> {
        let wrong = |sentence: &str| Err(Error::Invalid(sentence.into()));
        if !self.words && !self.sound {
            return wrong("`words`, `sound` or both are shared");
        }
        if !(1..=HOURS_MAX).contains(&self.hours) {
            return Err(Error::Invalid(format!("`hours`: 1 to {HOURS_MAX}")));
        }
        let label = self.label.as_deref().unwrap_or("x");
        if label.trim().is_empty() || label.chars().count() > LABEL_MAX || label.contains('\0') {
            return Err(Error::Invalid(format!("`label`: 1 to {LABEL_MAX} letters")));
        }
        if self.from_ms.is_some_and(|from| from < 0) || self.to_ms.is_some_and(|to| to <= self.from_ms.unwrap_or(0)) {
            return wrong("`from_ms` lies before `to_ms`, and not before the begin");
        }
        Ok(())
    }
}

/// The shares of one call. Inside the tenant's transaction; that the call may be seen, and what of it, is the caller's to know.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    pub tenant: TenantId,
    pub call: CallId,
}

impl Shares {
    /// The latest first, those that are good no more too.
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Share>, Error> {
        let list = format!("{SHARES} ORDER BY s.created_at DESC, s.id DESC LIMIT 1000");
        Ok(diesel::sql_query(list)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.call.0)
            .load(conn)
            .await?)
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Share, Error> {
        let find = format!("{SHARES} AND s.id = $3");
        let found = diesel::sql_query(find)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.call.0)
            .bind::<SqlUuid, _>(id)
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("share"))
    }

    /// The share, and the text of its link, shown this once.
    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        leg: LegId,
        new: &NewShare,
    ) -> Result<(Share, Secret), Error> {
        new.check()?;
        const OPEN: &str = "SELECT count(*) FROM shares WHERE tenant_id = $1 AND leg_id = $2 AND revoked_at IS NULL AND expires_at > app_now()";
        let open: Count = diesel::sql_query(OPEN)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(leg.0)
            .get_result(conn)
            .await?;
        if open.count >= OPEN_MAX {
            return Err(Error::Conflict(format!(
                "a recording has at most {OPEN_MAX} links at a time: revoke some"
            )));
        }
        const MAKE: &str = "INSERT INTO shares (tenant_id, id, leg_id, hash, password_hash, label, words, sound, from_ms, to_ms, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, app_now() + make_interval(hours => $12))";
        let (id, secret) = (Uuid::now_v7(), Secret::random(MARK)?);
        diesel::sql_query(MAKE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .bind::<SqlUuid, _>(leg.0)
            .bind::<Binary, _>(secret.hash())
            .bind::<Nullable<Text>, _>(&new.password_hash)
            .bind::<Nullable<Text>, _>(&new.label)
            .bind::<Bool, _>(new.words)
            .bind::<Bool, _>(new.sound)
            .bind::<Nullable<BigInt>, _>(new.from_ms)
            .bind::<Nullable<BigInt>, _>(new.to_ms)
            .bind::<Text, _>(actor)
            .bind::<Integer, _>(new.hours)
            .execute(conn)
            .await?;
        let made = self.find(conn, id).await?;
        let mut entry = Entry::new(actor, "share.created", format!("call:{}", self.call));
        entry.after = Some(
            json!({ "share": id, "leg": leg, "words": new.words, "sound": new.sound, "from_ms": new.from_ms, "to_ms": new.to_ms,
            "password": new.password_hash.is_some(), "expires_at": made.expires_at }),
        );
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok((made, secret))
    }

    /// Its link is good no more, at once. Again changes nothing.
    pub async fn revoke(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        if self.find(conn, id).await?.revoked_at.is_some() {
            return Ok(());
        }
        const REVOKE: &str = "UPDATE shares SET revoked_at = app_now() WHERE tenant_id = $1 AND id = $2";
        diesel::sql_query(REVOKE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .execute(conn)
            .await?;
        let mut entry = Entry::new(actor, "share.revoked", format!("call:{}", self.call));
        entry.before = Some(json!({ "share": id }));
        audit::append(conn, self.tenant, &[entry]).await
    }

    /// Who came to its link, the latest first.
    pub async fn views(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Vec<view::View>, Error> {
        self.find(conn, id).await?;
        view::list(conn, self.tenant, id).await
    }
}
