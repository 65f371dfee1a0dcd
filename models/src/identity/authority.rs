//! What the holder of a key or a session may do, where and on whose rows; read anew at least every second. Not how it is asked
//! for: the edge does that.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::address::Addresses;
use super::desks::Desks;
use super::helping;
use super::manner::Manner;
use super::permission::{Permissions, RowScope};
use super::role::{self, RoleRef};
use super::rows;
use super::security_settings::SecuritySettings;
use super::standing;
pub use super::standing::{Allowed, Standing};
use super::token;
use crate::Error;
use crate::db::Pool;
use crate::ids::{ApiKeyId, PersonId, SessionId, StaffId, TenantId};
use crate::schema::{api_keys, memberships, sessions};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Key(ApiKeyId),
    Person { person: PersonId, session: SessionId },
}

impl Who {
    /// As the audit says.
    pub fn actor(self) -> String {
        match self {
            Who::Key(key) => format!("key:{key}"),
            Who::Person { person, .. } => format!("person:{person}"),
        }
    }
}

/// Whose calls are seen: all, or those with a leg at one of these desks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Rows {
    #[default]
    All,
    Agents(Desks),
}

impl Rows {
    /// `source`: the telephone system that says so; `at`: when the call began.
    pub fn include(&self, source: &str, agent: Option<&str>, at: DateTime<Utc>) -> bool {
        match self {
            Rows::All => true,
            Rows::Agents(desks) => agent.is_some_and(|agent| desks.include(source, agent, at)),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    pub tenant: TenantId,
    pub who: Who,
    pub permissions: Permissions,
    pub row_scope: RowScope,
    pub rows: Rows,
    pub standing: Standing,
    /// Both lists have to allow an address: the tenant's, and the key's own.
    pub addresses: [Addresses; 2],
    /// Of a key with a rate of its own.
    pub requests_per_minute: Option<u32>,
    /// The tenant asks for a second factor, and this session was begun without one.
    pub second_factor_missing: bool,
    /// Of the tenant as a whole, if it has a rate of its own.
    pub tenant_requests_per_minute: Option<u32>,
    /// It is somebody of the platform's staff who sees what this person sees.
    pub impersonation: Option<Impersonation>,
}

/// Who of the staff it is, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impersonation {
    pub staff: StaffId,
    pub staff_name: String,
    pub reason: String,
    pub expires_at: DateTime<Utc>,
    /// The tenant lets them change something too.
    pub may_change: bool,
}

impl Authority {
    /// As the audit says: of an impersonation both names.
    pub fn actor(&self) -> String {
        match &self.impersonation {
            Some(impersonation) => format!("staff:{} as {}", impersonation.staff, self.who.actor()),
            None => self.who.actor(),
        }
    }

    pub fn grantor(&self) -> Grantor {
        Grantor {
            actor: self.actor(),
            permissions: self.permissions,
            row_scope: self.row_scope,
        }
    }
}

/// Somebody who gives rights to others, and never more than they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantor {
    pub actor: String,
    pub permissions: Permissions,
    pub row_scope: RowScope,
}

impl Grantor {
    /// The operator, at the command line.
    pub fn operator() -> Self {
        Grantor {
            actor: "command line".into(),
            permissions: Permissions::all(),
            row_scope: RowScope::All,
        }
    }

    /// Extensions and groups say whose calls somebody sees. Whoever does not see every call could give themselves those of others.
    pub fn may_seat(&self) -> Result<(), Error> {
        match self.row_scope {
            RowScope::All => Ok(()),
            own => Err(Error::Forbidden(format!(
                "your own rows are only `{}`: whose calls somebody sees is said by those who see every call",
                own.as_str()
            ))),
        }
    }

    pub fn may_grant(&self, permissions: Permissions, row_scope: RowScope) -> Result<(), Error> {
        if self.permissions.covers(permissions) && self.row_scope >= row_scope {
            return Ok(());
        }
        let own = self.permissions.names();
        let beyond: Vec<&str> = permissions
            .names()
            .into_iter()
            .filter(|name| !own.contains(name))
            .collect();
        Err(Error::Forbidden(match beyond.as_slice() {
            [] => format!("your own rows are only `{}`", self.row_scope.as_str()),
            beyond => format!("you do not have it yourself: {}", beyond.join(", ")),
        }))
    }
}

#[derive(QueryableByName)]
struct KeyIds {
    #[diesel(sql_type = SqlUuid)]
    key_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
}

#[derive(Clone, Copy, Debug, QueryableByName)]
pub(super) struct SessionIds {
    #[diesel(sql_type = SqlUuid)]
    pub session_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub person_id: Uuid,
}

/// Of a key's text; `None` if it is nobody's, revoked or expired. Before there is a tenant, one function of the database looks at all
/// tenants' keys and tells ids only; the rest is read behind the tenant's wall.
pub async fn of_key(app: &Pool, text: &str) -> Result<Option<Authority>, Error> {
    of_manner(app, text, Manner::Bearer).await
}

/// The same of a key that is shown in this manner and in no other: of `basic` the text is user and password, as `manner` joins them.
pub async fn of_manner(app: &Pool, text: &str, manner: Manner) -> Result<Option<Authority>, Error> {
    let ids = {
        let conn = &mut *app.get().await?;
        diesel::sql_query("SELECT key_id, tenant_id FROM api_key_by_hash($1)")
            .bind::<Binary, _>(token::hash(text))
            .get_result::<KeyIds>(conn)
            .await
            .optional()?
    };
    let Some(ids) = ids else { return Ok(None) };
    let tenant = TenantId(ids.tenant_id);
    app.tenant(tenant, async move |conn| {
        key_authority(conn, tenant, ids.key_id, manner).await
    })
    .await
}

pub(super) async fn key_authority(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    key: Uuid,
    manner: Manner,
) -> Result<Option<Authority>, Error> {
    let own = api_keys::table.filter(
        api_keys::tenant_id
            .eq(tenant.0)
            .and(api_keys::id.eq(key))
            .and(api_keys::manner.eq(manner.as_str())),
    );
    let found: Option<(Vec<String>, Vec<String>, Option<i32>)> = own
        .select((api_keys::scopes, api_keys::addresses, api_keys::requests_per_minute))
        .first(conn)
        .await
        .optional()?;
    let Some((scopes, addresses, rate)) = found else {
        return Ok(None);
    };
    let (standing, tenant_requests_per_minute) = standing::of(conn, tenant).await?;
    Ok(Some(Authority {
        tenant,
        who: Who::Key(ApiKeyId(key)),
        permissions: Permissions::stored(&scopes),
        row_scope: RowScope::All,
        rows: Rows::All,
        standing,
        // The tenant's list is about people; a key has its own.
        addresses: [Addresses::default(), Addresses::parse(&addresses)?],
        requests_per_minute: rate.and_then(|rate| u32::try_from(rate).ok()),
        second_factor_missing: false,
        tenant_requests_per_minute,
        impersonation: None,
    }))
}

pub(super) async fn session_ids(app: &Pool, text: &str, refreshing: bool) -> Result<Option<SessionIds>, Error> {
    let conn = &mut *app.get().await?;
    Ok(
        diesel::sql_query("SELECT session_id, tenant_id, person_id FROM session_by_hash($1, $2)")
            .bind::<Binary, _>(token::hash(text))
            .bind::<Bool, _>(refreshing)
            .get_result::<SessionIds>(conn)
            .await
            .optional()?,
    )
}

/// Of an access token or a session cookie.
pub async fn of_session(app: &Pool, text: &str) -> Result<Option<Authority>, Error> {
    let Some(ids) = session_ids(app, text, false).await? else {
        return Ok(None);
    };
    let tenant = TenantId(ids.tenant_id);
    app.tenant(tenant, async move |conn| session_authority(conn, tenant, ids).await)
        .await
}

async fn session_authority(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    ids: SessionIds,
) -> Result<Option<Authority>, Error> {
    let Some((role, row_scope, agents)) = active_membership(conn, tenant, ids.person_id).await? else {
        return Ok(None);
    };
    let (permissions, _) = role::grants(conn, tenant, role).await?;
    let rows = rows::of_scope(conn, tenant, ids.person_id, row_scope, agents).await?;
    let settings = SecuritySettings::read(conn, tenant).await?;
    let (second_factor, mut impersonation) = session_begun(conn, tenant, ids.session_id).await?;
    let permissions = match &mut impersonation {
        None => permissions,
        Some(impersonation) => {
            let (left, may_change) = helping::left_of(conn, tenant, permissions).await?;
            impersonation.may_change = may_change;
            left
        }
    };
    let (standing, tenant_requests_per_minute) = standing::of(conn, tenant).await?;
    // The tenant's list is about its own people.
    let addresses = match &impersonation {
        Some(_) => Addresses::default(),
        None => Addresses::parse(&settings.addresses)?,
    };
    Ok(Some(Authority {
        tenant,
        who: Who::Person {
            person: PersonId(ids.person_id),
            session: SessionId(ids.session_id),
        },
        permissions,
        row_scope,
        rows,
        standing,
        addresses: [addresses, Addresses::default()],
        requests_per_minute: None,
        second_factor_missing: settings.second_factor_required && !second_factor,
        tenant_requests_per_minute,
        impersonation,
    }))
}

/// The role and the rows of a member, with the agents that they are themselves; `None` for who is none, or none any more.
pub(super) async fn active_membership(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    person: Uuid,
) -> Result<Option<(RoleRef, RowScope, Vec<String>)>, Error> {
    let own = memberships::table.filter(
        memberships::tenant_id
            .eq(tenant.0)
            .and(memberships::person_id.eq(person))
            .and(memberships::status.eq("active")),
    );
    let columns = (
        memberships::role,
        memberships::role_id,
        memberships::row_scope,
        memberships::agents,
    );
    let found: Option<(String, Option<Uuid>, String, Vec<String>)> =
        own.select(columns).first(conn).await.optional()?;
    Ok(found.and_then(|(role, role_id, scope, agents)| {
        let scope = RowScope::from_name(&scope).unwrap_or(RowScope::Own);
        Some((RoleRef::stored(&role, role_id)?, scope, agents))
    }))
}

type Begun = (bool, Option<Uuid>, Option<String>, Option<String>, DateTime<Utc>);

/// Whether with a second factor, and whether by the staff.
async fn session_begun(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    session: Uuid,
) -> Result<(bool, Option<Impersonation>), Error> {
    let columns = (
        sessions::second_factor,
        sessions::staff_id,
        sessions::staff_name,
        sessions::reason,
        sessions::expires_at,
    );
    let (second_factor, staff, staff_name, reason, expires_at): Begun = sessions::table
        .filter(sessions::tenant_id.eq(tenant.0).and(sessions::id.eq(session)))
        .select(columns)
        .first(conn)
        .await?;
    let impersonation = staff.map(|staff| Impersonation {
        staff: StaffId(staff),
        staff_name: staff_name.unwrap_or_default(),
        reason: reason.unwrap_or_default(),
        expires_at,
        may_change: false,
    });
    Ok((second_factor, impersonation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::permission::Preset;

    #[test]
    fn nobody_grants_what_they_do_not_have() {
        let manager = Grantor {
            actor: "person:x".into(),
            permissions: Preset::Manager.permissions(),
            row_scope: RowScope::All,
        };
        assert!(manager.may_grant(Preset::Viewer.permissions(), RowScope::All).is_ok());
        let refused = manager
            .may_grant(Preset::Admin.permissions(), RowScope::All)
            .unwrap_err();
        assert!(refused.to_string().contains("keys.manage"), "{refused}");
        let narrow = Grantor {
            row_scope: RowScope::Group,
            ..manager
        };
        assert!(narrow.may_grant(Preset::Agent.permissions(), RowScope::Own).is_ok());
        assert!(narrow.may_grant(Preset::Agent.permissions(), RowScope::All).is_err());
    }

    #[test]
    fn own_rows_are_those_of_ones_agents_and_a_leg_without_agent_is_nobodys() {
        let (rows, now) = (Rows::Agents(Desks::always(["101".into()])), Utc::now());
        assert!(
            rows.include("a", Some("101"), now)
                && !rows.include("a", Some("102"), now)
                && !rows.include("a", None, now)
        );
        assert!(!Rows::Agents(Desks::default()).include("a", Some("101"), now) && Rows::All.include("a", None, now));
    }
}
