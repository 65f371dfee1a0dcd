//! What the holder of a key or a session may do, where and on whose rows; read anew at least every second. Not how it is asked
//! for: the edge does that.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::address::Addresses;
pub use super::grantor::Grantor;
use super::helping;
use super::manner::Manner;
use super::permission::{Permissions, RowScope};
use super::role;
pub use super::rows::Rows;
use super::rows::{self, active_membership};
use super::security_settings::SecuritySettings;
use super::standing;
pub use super::standing::{Allowed, Standing};
use super::token;
use crate::Error;
use crate::db::Pool;
use crate::ids::{ApiKeyId, PersonId, SessionId, StaffId, TenantId};
use crate::schema::{api_keys, sessions};

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
