//! Somebody outside comes to a share's link: whose it is, whether it opens, and the note of it. Who has the link is not known; what is kept is
//! from where and with what they came.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::Error;
use crate::alerts::notification;
use crate::compliance::audit::{self, Entry};
use crate::db::Pool;
use crate::identity::token::{self, Secret};
use crate::ids::{LegId, TenantId};

const MARK: &str = "sv_";
/// Wrong passwords in a row after which a link is locked, and for how long.
const FAILURES_MAX: i32 = 10;
const LOCKED_MIN: i32 = 15;
/// Notes that are kept of one share.
const KEPT_MAX: i64 = 1_000;

/// Whose a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub tenant: TenantId,
    pub share: Uuid,
}

/// From where and with what somebody came.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    pub address: String,
    pub user_agent: String,
}

/// A note of somebody who came.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct View {
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// `opened`, `wrong_password`.
    #[diesel(sql_type = Text)]
    pub outcome: String,
    #[diesel(sql_type = Bool)]
    pub played: bool,
    #[diesel(sql_type = Text)]
    pub address: String,
    #[diesel(sql_type = Text)]
    pub user_agent: String,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Shown {
    #[diesel(sql_type = Text)]
    pub company: String,
    #[diesel(sql_type = SqlUuid)]
    leg_id: Uuid,
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
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub started_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub zone: String,
    /// Of the recording, and of its channels.
    #[diesel(sql_type = Nullable<Text>)]
    language: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    languages: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    pub password_hash: Option<String>,
    /// Seconds until a password is looked at again.
    #[diesel(sql_type = Nullable<Integer>)]
    pub locked_s: Option<i32>,
}

impl Shown {
    pub fn leg(&self) -> LegId {
        LegId(self.leg_id)
    }

    /// What is spoken on a channel, else in the recording, as ISO 639-1; `None` where nothing was analysed.
    pub fn language(&self, channel: u16) -> Option<&str> {
        let mut channels = self.languages.iter().filter_map(Value::as_array).flatten();
        let own = channels.find(|one| one["channel"] == channel);
        own.and_then(|one| one["language"].as_str())
            .or(self.language.as_deref())
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    share_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
}

/// The share of a link's text. Not found: unknown, expired, revoked, or its tenant is not active.
pub async fn by_link(app: &Pool, text: &str) -> Result<Place, Error> {
    find(app, "SELECT share_id, tenant_id FROM share_by_hash($1)", text).await
}

/// The share of a page that was opened, by the word that it was given.
pub async fn by_page(app: &Pool, text: &str) -> Result<Place, Error> {
    find(app, "SELECT share_id, tenant_id FROM share_by_view($1)", text).await
}

async fn find(app: &Pool, statement: &'static str, text: &str) -> Result<Place, Error> {
    let hash = token::hash(text);
    let found = app.transaction(async move |conn| -> Result<Option<Found>, Error> {
        let query = diesel::sql_query(statement).bind::<Binary, _>(hash);
        Ok(query.get_result(conn).await.optional()?)
    });
    let found = found.await?.ok_or(Error::NotFound("share"))?;
    Ok(Place {
        tenant: TenantId(found.tenant_id),
        share: found.share_id,
    })
}

impl Place {
    /// What the share shows. Inside the tenant's transaction, as all of these.
    pub async fn shown(&self, conn: &mut AsyncPgConnection) -> Result<Shown, Error> {
        const SHOWN: &str = "SELECT t.name AS company, t.zone, s.leg_id, s.label, s.words, s.sound, s.from_ms, s.to_ms, s.expires_at, s.password_hash,
                l.started_at, a.language, a.quality->'languages' AS languages,
                greatest(ceil(extract(epoch FROM s.locked_until - app_now())), 0)::int AS locked_s
            FROM shares s JOIN tenants t ON t.id = s.tenant_id JOIN legs l ON l.tenant_id = s.tenant_id AND l.id = s.leg_id
                LEFT JOIN analyses a ON a.tenant_id = s.tenant_id AND a.leg_id = s.leg_id
            WHERE s.tenant_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > app_now()";
        let found = diesel::sql_query(SHOWN)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share)
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("share"))
    }

    /// Notes that it was opened; gives the word by which the page asks for the sound.
    pub async fn open(&self, conn: &mut AsyncPgConnection, visitor: &Visitor) -> Result<Secret, Error> {
        const FORGIVE: &str =
            "UPDATE shares SET failures = 0, locked_until = NULL WHERE tenant_id = $1 AND id = $2 AND failures > 0";
        let secret = Secret::random(MARK)?;
        self.note(conn, "opened", Some(&secret), visitor).await?;
        self.run(conn, FORGIVE).await?;
        notification::tell_opened(conn, self.tenant, self.share).await?;
        let entry = Entry::new(
            format!("share:{}", self.share),
            "share.opened",
            format!("share:{}", self.share),
        );
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(secret)
    }

    /// Notes a wrong password; many in a row lock the link for a while.
    pub async fn refuse(&self, conn: &mut AsyncPgConnection, visitor: &Visitor) -> Result<(), Error> {
        const COUNT: &str = "UPDATE shares SET failures = CASE WHEN failures + 1 >= $3 THEN 0 ELSE failures + 1 END,
                locked_until = CASE WHEN failures + 1 >= $3 THEN app_now() + make_interval(mins => $4) ELSE locked_until END
            WHERE tenant_id = $1 AND id = $2";
        diesel::sql_query(COUNT)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share)
            .bind::<Integer, _>(FAILURES_MAX)
            .bind::<Integer, _>(LOCKED_MIN)
            .execute(conn)
            .await?;
        self.note(conn, "wrong_password", None, visitor).await
    }

    /// Notes that it was listened to; true the first time.
    pub async fn play(&self, conn: &mut AsyncPgConnection, page: &str) -> Result<bool, Error> {
        const PLAY: &str =
            "UPDATE share_views SET played = true WHERE tenant_id = $1 AND share_id = $2 AND hash = $3 AND NOT played";
        let query = diesel::sql_query(PLAY)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share)
            .bind::<Binary, _>(token::hash(page));
        let is_first = query.execute(conn).await? == 1;
        if is_first {
            let entry = Entry::new(
                format!("share:{}", self.share),
                "share.played",
                format!("share:{}", self.share),
            );
            audit::append(conn, self.tenant, &[entry]).await?;
        }
        Ok(is_first)
    }

    async fn note(
        &self,
        conn: &mut AsyncPgConnection,
        outcome: &str,
        page: Option<&Secret>,
        visitor: &Visitor,
    ) -> Result<(), Error> {
        const NOTE: &str = "INSERT INTO share_views (tenant_id, share_id, id, hash, outcome, address, user_agent) VALUES ($1, $2, $3, $4, $5, $6, left($7, 300))";
        const FORGET: &str = "DELETE FROM share_views WHERE tenant_id = $1 AND share_id = $2 AND id IN
            (SELECT id FROM share_views WHERE tenant_id = $1 AND share_id = $2 ORDER BY id DESC OFFSET $3)";
        diesel::sql_query(NOTE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share)
            .bind::<SqlUuid, _>(Uuid::now_v7())
            .bind::<Nullable<Binary>, _>(page.map(Secret::hash))
            .bind::<Text, _>(outcome)
            .bind::<Text, _>(&visitor.address)
            .bind::<Text, _>(&visitor.user_agent)
            .execute(conn)
            .await?;
        diesel::sql_query(FORGET)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share)
            .bind::<BigInt, _>(KEPT_MAX)
            .execute(conn)
            .await?;
        Ok(())
    }

    async fn run(&self, conn: &mut AsyncPgConnection, statement: &str) -> Result<usize, Error> {
        let query = diesel::sql_query(statement)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(self.share);
        Ok(query.execute(conn).await?)
    }
}

pub(super) async fn list(conn: &mut AsyncPgConnection, tenant: TenantId, share: Uuid) -> Result<Vec<View>, Error> {
    const LIST: &str = "SELECT at, outcome, played, address, user_agent FROM share_views WHERE tenant_id = $1 AND share_id = $2 ORDER BY id DESC";
    Ok(diesel::sql_query(LIST)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(share)
        .load(conn)
        .await?)
}
