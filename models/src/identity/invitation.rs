//! Somebody is invited to a tenant: by an address, which gets a link that is good once; or by an open link, whose holders ask for an
//! invitation to their own address. Who follows a link has shown that the address is theirs.

mod open;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::authority::Grantor;
use super::email::Email;
use super::membership::{Member, NewMember};
use super::permission::RowScope;
use super::person::Person;
use super::role::{self, RoleRef};
use super::token::{self, Secret};
use super::{credential, membership};
use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::db::Pool;
use crate::ids::{PersonId, TenantId};

pub use open::ask;

const MARK: &str = "iv_";
/// A link is good for so long.
const DAYS: i32 = 7;
/// Of one tenant.
const PENDING_MAX: i64 = 1_000;
pub const USES_MAX: i32 = 1_000;

/// Who is to come, and what they are to be.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub to: Invited,
    pub member: NewMember,
}

#[derive(Clone, Debug)]
pub enum Invited {
    Address(Email),
    /// Whoever has the link, so many of them.
    Anybody {
        uses_max: i32,
    },
}

/// An invitation that was not taken up yet. Taken up or revoked, it is gone: the audit tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, QueryableByName)]
pub struct Invitation {
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// `admin manager agent viewer`, or a custom role's id.
    #[diesel(sql_type = Text)]
    pub role: String,
    #[diesel(sql_type = Text)]
    pub row_scope: String,
    #[diesel(sql_type = Array<Text>)]
    pub agents: Vec<String>,
    /// `person:…`, `key:…`.
    #[diesel(sql_type = Text)]
    pub invited_by: String,
    #[diesel(sql_type = Integer)]
    pub uses: i32,
    #[diesel(sql_type = Nullable<Integer>)]
    pub uses_max: Option<i32>,
    #[diesel(sql_type = Bool)]
    pub expired: bool,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, email, coalesce(role_id::text, role) AS role, row_scope, agents, invited_by, uses, uses_max,
    expires_at <= app_now() AS expired, created_at, expires_at";

impl Invitation {
    pub fn of(tenant: TenantId) -> Invitations {
        Invitations { tenant }
    }

    fn json(&self) -> serde_json::Value {
        json!({ "email": self.email, "role": self.role, "row_scope": self.row_scope, "agents": self.agents,
            "uses_max": self.uses_max })
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The invitations of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct Invitations {
    tenant: TenantId,
}

impl Invitations {
    /// The latest first; never more than `PENDING_MAX`.
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Invitation>, Error> {
        let list = format!("SELECT {COLUMNS} FROM invitations WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC");
        Ok(diesel::sql_query(list)
            .bind::<SqlUuid, _>(self.tenant.0)
            .load(conn)
            .await?)
    }

    async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Invitation, Error> {
        let find = format!("SELECT {COLUMNS} FROM invitations WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
        let found = diesel::sql_query(find)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .get_result(conn)
            .await
            .optional()?;
        found.ok_or(Error::NotFound("invitation"))
    }

    /// Whether it could be made; changes nothing. A conflict if they are a member already.
    pub async fn check(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        new: &NewInvitation,
    ) -> Result<RowScope, Error> {
        const MEMBER: &str = "SELECT count(*) FROM memberships m JOIN persons p ON p.id = m.person_id
            WHERE m.tenant_id = $1 AND p.email_key = $2";
        let (permissions, usual) = role::grants(conn, self.tenant, new.member.role).await?;
        let row_scope = new.member.row_scope.unwrap_or(usual);
        by.may_grant(permissions, row_scope)?;
        if !new.member.agents.is_empty() {
            by.may_seat()?;
        }
        match &new.to {
            Invited::Anybody { uses_max } if !(1..=USES_MAX).contains(uses_max) => {
                return Err(Error::Invalid(format!(
                    "`uses_max`: a link is good for 1 to {USES_MAX} people"
                )));
            }
            Invited::Anybody { .. } => {}
            Invited::Address(email) => {
                let query = diesel::sql_query(MEMBER).bind::<SqlUuid, _>(self.tenant.0);
                let members: Count = query.bind::<Text, _>(email.key()).get_result(conn).await?;
                if members.count > 0 {
                    return Err(Error::Conflict("that person is a member already".into()));
                }
            }
        }
        Ok(row_scope)
    }

    /// The invitation and the text of its link, shown this once. An earlier one to the same address is good no more.
    pub async fn create(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        new: NewInvitation,
    ) -> Result<(Invitation, Secret), Error> {
        const REPLACED: &str = "DELETE FROM invitations WHERE tenant_id = $1 AND email_key = $2";
        const PENDING: &str = "SELECT count(*) FROM invitations WHERE tenant_id = $1";
        // Of two who invite the same address at once, one comes second and takes the first one's place.
        const ONE_BY_ONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended('invitations ' || $1::text, 0))";
        const MAKE: &str =
            "INSERT INTO invitations (tenant_id, id, hash, email, email_key, role, role_id, row_scope, agents,
                invited_by, uses_max, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, app_now() + make_interval(days => $12))";
        let row_scope = self.check(conn, by, &new).await?;
        let agents = membership::agents_of(new.member.agents)?;
        let (email, uses_max) = match &new.to {
            Invited::Address(email) => (Some(email), None),
            Invited::Anybody { uses_max } => (None, Some(*uses_max)),
        };
        diesel::sql_query(ONE_BY_ONE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .execute(conn)
            .await?;
        diesel::sql_query(REPLACED)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Nullable<Text>, _>(email.map(Email::key))
            .execute(conn)
            .await?;
        let pending: Count = diesel::sql_query(PENDING)
            .bind::<SqlUuid, _>(self.tenant.0)
            .get_result(conn)
            .await?;
        if pending.count >= PENDING_MAX {
            return Err(Error::Conflict(format!(
                "at most {PENDING_MAX} invitations wait at a time: revoke some"
            )));
        }
        let (id, secret) = (Uuid::now_v7(), Secret::random(MARK)?);
        let (role, role_id) = new.member.role.columns();
        diesel::sql_query(MAKE)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .bind::<Binary, _>(secret.hash())
            .bind::<Nullable<Text>, _>(email.map(Email::as_str))
            .bind::<Nullable<Text>, _>(email.map(Email::key))
            .bind::<Text, _>(role)
            .bind::<Nullable<SqlUuid>, _>(role_id)
            .bind::<Text, _>(row_scope.as_str())
            .bind::<Array<Text>, _>(&agents)
            .bind::<Text, _>(&by.actor)
            .bind::<Nullable<Integer>, _>(uses_max)
            .bind::<Integer, _>(DAYS)
            .execute(conn)
            .await?;
        let made = self.find(conn, id).await?;
        let entry = Entry::new(&by.actor, "invitation.created", format!("invitation:{id}"));
        audit::append(conn, self.tenant, &[entry.change(None, Some(made.json()))]).await?;
        Ok((made, secret))
    }

    /// A new link in place of the old one, good for as long as a new invitation's.
    pub async fn renew(
        &self,
        conn: &mut AsyncPgConnection,
        by: &Grantor,
        id: Uuid,
    ) -> Result<(Invitation, Secret), Error> {
        const RENEW: &str =
            "UPDATE invitations SET hash = $3, expires_at = app_now() + make_interval(days => $4), uses = 0
            WHERE tenant_id = $1 AND id = $2";
        let before = self.find(conn, id).await?;
        let (permissions, _) = role::grants(conn, self.tenant, RoleRef::parse(&before.role)?).await?;
        by.may_grant(permissions, RowScope::parse(&before.row_scope)?)?;
        let secret = Secret::random(MARK)?;
        diesel::sql_query(RENEW)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .bind::<Binary, _>(secret.hash())
            .bind::<Integer, _>(DAYS)
            .execute(conn)
            .await?;
        let entry = Entry::new(&by.actor, "invitation.renewed", format!("invitation:{id}"));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok((self.find(conn, id).await?, secret))
    }

    /// Its link is good no more.
    pub async fn revoke(&self, conn: &mut AsyncPgConnection, by: &Grantor, id: Uuid) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        self.delete(conn, id).await?;
        let entry = Entry::new(&by.actor, "invitation.revoked", format!("invitation:{id}"));
        audit::append(conn, self.tenant, &[entry.change(Some(before.json()), None)]).await
    }

    async fn delete(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), Error> {
        diesel::sql_query("DELETE FROM invitations WHERE tenant_id = $1 AND id = $2")
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<SqlUuid, _>(id)
            .execute(conn)
            .await?;
        Ok(())
    }
}

/// What the holder of a link is shown.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Shown {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    pub company: String,
    /// The custom role's name, or the preset's.
    #[diesel(sql_type = Text)]
    pub role_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub email: Option<String>,
    /// The address has an account: no password is needed.
    #[diesel(sql_type = Bool)]
    pub known: bool,
    #[diesel(sql_type = Text)]
    invited_by: String,
    #[diesel(sql_type = Timestamptz)]
    pub expires_at: DateTime<Utc>,
}

impl Shown {
    pub fn tenant(&self) -> TenantId {
        TenantId(self.tenant_id)
    }
}

/// `NotFound` where the link is good no more, or its tenant is not active. As owner: before there is a tenant.
pub async fn show(conn: &mut AsyncPgConnection, text: &str) -> Result<Shown, Error> {
    const SHOW: &str = "SELECT i.tenant_id, i.id, t.name AS company, coalesce(r.name, i.role) AS role_name, i.email, i.invited_by,
            EXISTS (SELECT FROM persons p WHERE p.email_key = i.email_key) AS known, i.expires_at
        FROM invitations i JOIN tenants t ON t.id = i.tenant_id LEFT JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id
        WHERE i.hash = $1 AND i.expires_at > app_now() AND t.status = 'active'
        FOR UPDATE OF i";
    let shown = diesel::sql_query(SHOW)
        .bind::<Binary, _>(token::hash(text))
        .get_result(conn)
        .await
        .optional()?;
    shown.ok_or(Error::NotFound("link"))
}

/// Who comes for the first time.
#[derive(Clone, Debug)]
pub struct Newcomer {
    pub name: String,
    pub password_hash: String,
}

/// The link was followed: the person, if they are new here, and their membership, in one transaction. A newcomer who says nothing of
/// themselves is `Invalid`.
pub async fn accept(owner: &Pool, text: &str, newcomer: Option<Newcomer>) -> Result<(TenantId, PersonId), Error> {
    let text = text.to_owned();
    owner
        .transaction(async move |conn| {
            let shown = show(conn, &text).await?;
            // An open link is nobody's address.
            let email = Email::parse(shown.email.as_deref().ok_or(Error::NotFound("link"))?)?;
            let (tenant, id) = (shown.tenant(), shown.id);
            let invitation = Invitation::of(tenant).find(conn, id).await?;
            let person = match known(conn, &email).await? {
                Some(person) => person,
                None => arrive(conn, &email, newcomer).await?,
            };
            let by = Grantor {
                actor: format!("person:{person}"),
                ..Grantor::operator()
            };
            let member = NewMember {
                role: RoleRef::parse(&invitation.role)?,
                row_scope: Some(RowScope::parse(&invitation.row_scope)?),
                agents: invitation.agents,
            };
            Member::of(tenant).add(conn, &by, person, member).await?;
            Invitation::of(tenant).delete(conn, id).await?;
            let entry = Entry::new(&by.actor, "invitation.accepted", format!("invitation:{id}"));
            audit::append(conn, tenant, &[entry]).await?;
            Ok((tenant, person))
        })
        .await
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

async fn known(conn: &mut AsyncPgConnection, email: &Email) -> Result<Option<PersonId>, Error> {
    let found = diesel::sql_query("SELECT id FROM persons WHERE email_key = $1")
        .bind::<Text, _>(email.key())
        .get_result::<Id>(conn)
        .await
        .optional()?;
    Ok(found.map(|row| PersonId(row.id)))
}

async fn arrive(conn: &mut AsyncPgConnection, email: &Email, newcomer: Option<Newcomer>) -> Result<PersonId, Error> {
    let new =
        newcomer.ok_or_else(|| Error::Invalid("`name` and `password` are needed: no account is here yet".into()))?;
    let id = PersonId::random();
    Person::insert(conn, id, email, &new.name, true).await?;
    credential::write(conn, id, &new.password_hash).await?;
    Ok(id)
}
