//! A tenant keeps an admin who can sign in, whatever else is changed.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::memberships;

/// The admins' rows are locked; a tenant that has one who can sign in keeps one. (One that never had any, but keys alone, may change.)
pub(super) struct Guarded {
    had_one: bool,
}

impl Guarded {
    /// Locks the admins' rows: of two who demote each other at the same time, one comes second and is refused.
    pub(super) async fn lock(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Self, Error> {
        let admins = memberships::table
            .filter(memberships::tenant_id.eq(tenant.0).and(memberships::role.eq("admin")))
            .order(memberships::person_id)
            .select((memberships::person_id, memberships::status))
            .for_update();
        let admins: Vec<(Uuid, String)> = admins.load(conn).await?;
        Ok(Self {
            had_one: admins.iter().any(|(_, status)| status == "active"),
        })
    }

    pub(super) async fn remain(self, conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
        let left: i64 = memberships::table
            .filter(
                memberships::tenant_id
                    .eq(tenant.0)
                    .and(memberships::role.eq("admin"))
                    .and(memberships::status.eq("active")),
            )
            .count()
            .get_result(conn)
            .await?;
        match left {
            0 if self.had_one => Err(Error::Conflict(
                "the last active admin stays: make somebody else an admin first".into(),
            )),
            _ => Ok(()),
        }
    }
}
