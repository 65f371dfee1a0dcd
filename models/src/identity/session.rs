//! Where people are signed in. A browser has one cookie token; a program has a short access token and a refresh token, which is
//! exchanged for a new pair and good once: coming again, it was stolen, and the session ends. Tokens are kept as hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::authority;
use super::security_settings::SecuritySettings;
use super::token::{self, Secret};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::db::Pool;
use crate::ids::{PersonId, SessionId, TenantId};
use crate::schema::sessions;

/// An access token is good for so long.
pub const ACCESS_S: i32 = 900;
pub const ACCESS_MARK: &str = "as_";
pub const REFRESH_MARK: &str = "rs_";
pub const COOKIE_MARK: &str = "cs_";

/// How the session shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Token,
    Cookie,
}

/// A session that is to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub person: PersonId,
    pub kind: Kind,
    pub user_agent: String,
    pub address: String,
    /// It was begun with a second factor.
    pub second_factor: bool,
}

/// Shown once.
#[derive(Clone, Debug)]
pub enum Tokens {
    Pair { access: Secret, refresh: Secret },
    Cookie(Secret),
}

#[derive(Clone, Debug)]
pub struct Begun {
    pub session: SessionId,
    pub person: PersonId,
    pub tenant: TenantId,
    pub tokens: Tokens,
    pub expires_at: DateTime<Utc>,
}

/// A session as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct Session {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub person_id: Uuid,
    pub kind: String,
    pub user_agent: String,
    pub address: String,
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What came of a refresh token.
#[derive(Clone, Debug)]
pub enum Refreshed {
    Pair(Begun),
    /// It was exchanged before: the whole session has ended.
    Reused,
    /// Unknown, expired, or of a session that has ended.
    Unknown,
}

pub fn of(tenant: TenantId) -> Sessions {
    Sessions { tenant }
}

/// The sessions of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Sessions {
    tenant: TenantId,
}

#[derive(QueryableByName)]
struct Expires {
    #[diesel(sql_type = Timestamptz)]
    expires_at: DateTime<Utc>,
}

impl Sessions {
    /// When one ends in any case.
    pub async fn expires_at(&self, conn: &mut AsyncPgConnection, session: SessionId) -> Result<DateTime<Utc>, Error> {
        let row = sessions::table.filter(sessions::tenant_id.eq(self.tenant.0).and(sessions::id.eq(session.0)));
        Ok(row.select(sessions::expires_at).first(conn).await?)
    }

    pub async fn begin(&self, conn: &mut AsyncPgConnection, new: &NewSession) -> Result<Begun, Error> {
        const BEGIN: &str = "INSERT INTO sessions (id, tenant_id, person_id, kind, user_agent, address, second_factor, idle_s, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, app_now() + make_interval(secs => $9)) RETURNING expires_at";
        // Their tokens go with them.
        const FORGET: &str = "DELETE FROM sessions WHERE tenant_id = $1 AND person_id = $2 AND expires_at < app_now() - interval '30 days'";
        diesel::sql_query(FORGET)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(new.person.0)
            .execute(conn)
            .await?;
        let settings = SecuritySettings::read(conn, self.tenant).await?;
        let id = SessionId::random();
        let kind = match new.kind {
            Kind::Token => "token",
            Kind::Cookie => "cookie",
        };
        let begun = diesel::sql_query(BEGIN)
            .bind::<SqlUuid, _>(id.0)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(new.person.0)
            .bind::<Text, _>(kind)
            .bind::<Text, _>(shown(&new.user_agent))
            .bind::<Text, _>(&new.address)
            .bind::<diesel::sql_types::Bool, _>(new.second_factor)
            .bind::<Integer, _>(settings.session_idle_s)
            .bind::<Integer, _>(settings.session_absolute_s)
            .get_result::<Expires>(conn)
            .await?;
        let tokens = match new.kind {
            Kind::Token => self.pair(conn, id).await?,
            Kind::Cookie => {
                let cookie = Secret::random(COOKIE_MARK)?;
                self.keep(conn, id, "cookie", &cookie, None).await?;
                Tokens::Cookie(cookie)
            }
        };
        let entry = Entry::new(
            format!("person:{}", new.person),
            "session.begun",
            format!("session:{id}"),
        );
        let told = serde_json::json!({ "kind": kind, "address": new.address, "second_factor": new.second_factor });
        audit::append(conn, self.tenant, &[entry.change(None, Some(told))]).await?;
        Ok(Begun {
            session: id,
            person: new.person,
            tenant: self.tenant,
            tokens,
            expires_at: begun.expires_at,
        })
    }

    async fn pair(&self, conn: &mut AsyncPgConnection, id: SessionId) -> Result<Tokens, Error> {
        let (access, refresh) = (Secret::random(ACCESS_MARK)?, Secret::random(REFRESH_MARK)?);
        self.keep(conn, id, "access", &access, Some(ACCESS_S)).await?;
        self.keep(conn, id, "refresh", &refresh, None).await?;
        Ok(Tokens::Pair { access, refresh })
    }

    /// For so long, or as long as the session.
    async fn keep(
        &self,
        conn: &mut AsyncPgConnection,
        id: SessionId,
        kind: &str,
        secret: &Secret,
        seconds: Option<i32>,
    ) -> Result<(), Error> {
        const KEEP: &str = "INSERT INTO session_tokens (hash, tenant_id, session_id, kind, expires_at)
            SELECT $1, tenant_id, id, $4, CASE WHEN $5 = 0 THEN expires_at ELSE least(expires_at, app_now() + make_interval(secs => $5)) END
            FROM sessions WHERE tenant_id = $2 AND id = $3";
        diesel::sql_query(KEEP)
            .bind::<Binary, _>(secret.hash())
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id.0)
            .bind::<Text, _>(kind)
            .bind::<Integer, _>(seconds.unwrap_or(0))
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Sessions that live, of one member or of all; the latest first.
    pub async fn list(&self, conn: &mut AsyncPgConnection, person: Option<PersonId>) -> Result<Vec<Session>, Error> {
        let mut own = sessions::table
            .filter(sessions::tenant_id.eq(self.tenant.0).and(alive()))
            .into_boxed();
        if let Some(person) = person {
            own = own.filter(sessions::person_id.eq(person.0));
        }
        let latest = own.order((sessions::created_at.desc(), sessions::id.desc())).limit(500);
        Ok(latest.select(Session::as_select()).load(conn).await?)
    }

    /// Whose it is, as long as it lives.
    pub async fn owner(&self, conn: &mut AsyncPgConnection, id: SessionId) -> Result<PersonId, Error> {
        let row = sessions::table.filter(
            sessions::tenant_id
                .eq(self.tenant.0)
                .and(sessions::id.eq(id.0))
                .and(alive()),
        );
        let owner: Option<Uuid> = row.select(sessions::person_id).first(conn).await.optional()?;
        owner.map(PersonId).ok_or(Error::NotFound("session"))
    }

    /// One of them; its person's only, if one is named.
    pub async fn end(
        &self,
        conn: &mut AsyncPgConnection,
        id: SessionId,
        of: Option<PersonId>,
        actor: &str,
    ) -> Result<(), Error> {
        let row = sessions::table.filter(
            sessions::tenant_id
                .eq(self.tenant.0)
                .and(sessions::id.eq(id.0))
                .and(alive()),
        );
        let owner: Option<Uuid> = row.clone().select(sessions::person_id).first(conn).await.optional()?;
        let owner = owner
            .filter(|owner| of.is_none_or(|of| of.0 == *owner))
            .ok_or(Error::NotFound("session"))?;
        diesel::update(row).set(ended("revoked")).execute(conn).await?;
        let entry = Entry::new(actor, "session.ended", format!("session:{id}"));
        let told = serde_json::json!({ "person": owner });
        audit::append(conn, self.tenant, &[entry.change(Some(told), None)]).await
    }

    /// All of a member's, but for one. How many they were.
    pub async fn end_all(
        &self,
        conn: &mut AsyncPgConnection,
        person: PersonId,
        but: Option<SessionId>,
        why: &str,
    ) -> Result<usize, Error> {
        let but = but.map_or(Uuid::nil(), |but| but.0);
        let own = sessions::table.filter(
            sessions::tenant_id
                .eq(self.tenant.0)
                .and(sessions::person_id.eq(person.0))
                .and(sessions::id.ne(but))
                .and(sessions::ended_at.is_null()),
        );
        Ok(diesel::update(own).set(ended(why)).execute(conn).await?)
    }

    /// To the minute: a busy session is not a write on every request.
    pub async fn touch(&self, conn: &mut AsyncPgConnection, id: SessionId) -> Result<(), Error> {
        const TOUCH: &str = "UPDATE sessions SET last_seen_at = app_now() WHERE tenant_id = $1 AND id = $2
            AND last_seen_at < app_now() - interval '1 minute'";
        diesel::sql_query(TOUCH)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id.0)
            .execute(conn)
            .await?;
        Ok(())
    }

    /// Exchanges a refresh token. Two at once: one row is changed once, so the other comes second.
    async fn exchange(
        &self,
        conn: &mut AsyncPgConnection,
        ids: authority::SessionIds,
        text: &str,
    ) -> Result<Refreshed, Error> {
        const USE: &str =
            "UPDATE session_tokens SET used_at = app_now() WHERE tenant_id = $1 AND hash = $2 AND used_at IS NULL";
        const FORGET: &str = "DELETE FROM session_tokens WHERE tenant_id = $1 AND session_id = $2 AND kind = 'access'";
        let (session, person) = (SessionId(ids.session_id), PersonId(ids.person_id));
        let used = diesel::sql_query(USE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Binary, _>(token::hash(text))
            .execute(conn)
            .await?;
        let row = sessions::table.filter(sessions::tenant_id.eq(self.tenant.0).and(sessions::id.eq(session.0)));
        if used == 0 {
            diesel::update(row)
                .set(ended("refresh token used twice"))
                .execute(conn)
                .await?;
            let entry = Entry::new(
                format!("person:{person}"),
                "session.token_reused",
                format!("session:{session}"),
            );
            audit::append(conn, self.tenant, &[entry]).await?;
            return Ok(Refreshed::Reused);
        }
        diesel::sql_query(FORGET)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(session.0)
            .execute(conn)
            .await?;
        let tokens = self.pair(conn, session).await?;
        self.touch(conn, session).await?;
        Ok(Refreshed::Pair(Begun {
            session,
            person,
            tenant: self.tenant,
            tokens,
            expires_at: row.select(sessions::expires_at).first(conn).await?,
        }))
    }
}

/// A new pair for a refresh token, as app.
pub async fn refresh(app: &Pool, text: &str) -> Result<Refreshed, Error> {
    let Some(ids) = authority::session_ids(app, text, true).await? else {
        return Ok(Refreshed::Unknown);
    };
    let tenant = TenantId(ids.tenant_id);
    app.tenant(tenant, async move |conn| of(tenant).exchange(conn, ids, text).await)
        .await
}

/// A person's living sessions in all tenants. In the person's transaction.
pub async fn of_person(conn: &mut AsyncPgConnection, person: PersonId) -> Result<Vec<Session>, Error> {
    let own = sessions::table.filter(sessions::person_id.eq(person.0).and(alive()));
    let latest = own.order((sessions::created_at.desc(), sessions::id.desc())).limit(500);
    Ok(latest.select(Session::as_select()).load(conn).await?)
}

/// All of a person's, in all tenants, but for one. In the person's transaction.
pub async fn end_everywhere(
    conn: &mut AsyncPgConnection,
    person: PersonId,
    but: Option<SessionId>,
    why: &str,
) -> Result<usize, Error> {
    let but = but.map_or(Uuid::nil(), |but| but.0);
    let own = sessions::table.filter(
        sessions::person_id
            .eq(person.0)
            .and(sessions::id.ne(but))
            .and(sessions::ended_at.is_null()),
    );
    Ok(diesel::update(own).set(ended(why)).execute(conn).await?)
}

type Ended<'a> = (
    diesel::dsl::Eq<sessions::ended_at, diesel::expression::SqlLiteral<diesel::sql_types::Nullable<Timestamptz>>>,
    diesel::dsl::Eq<sessions::ended_why, &'a str>,
);

fn ended(why: &str) -> Ended<'_> {
    (
        sessions::ended_at.eq(diesel::dsl::sql("app_now()")),
        sessions::ended_why.eq(why),
    )
}

fn alive() -> diesel::expression::SqlLiteral<diesel::sql_types::Bool> {
    diesel::dsl::sql(
        "(sessions.ended_at IS NULL AND sessions.expires_at > app_now() \
         AND sessions.last_seen_at + make_interval(secs => sessions.idle_s) > app_now())",
    )
}

/// A browser's name for itself, in one short line.
fn shown(user_agent: &str) -> String {
    user_agent
        .chars()
        .filter(|letter| !letter.is_control())
        .take(300)
        .collect()
}
