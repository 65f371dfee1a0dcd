//! A configured telephone system of a tenant. Its name is part of every derived id and never changes; its label may.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use crate::Error;
use crate::ids::TenantId;
use crate::schema::source_instances;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = source_instances, check_for_backend(diesel::pg::Pg))]
pub struct SourceInstance {
    pub name: String,
    pub label: String,
    pub format: String,
}

impl SourceInstance {
    pub fn of(tenant: TenantId) -> SourceInstances {
        SourceInstances { tenant }
    }
}

/// Those of one tenant. Inside the tenant's transaction.
#[derive(Clone, Copy, Debug)]
pub struct SourceInstances {
    tenant: TenantId,
}

impl SourceInstances {
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<SourceInstance>, Error> {
        let own = source_instances::table
            .filter(source_instances::tenant_id.eq(self.tenant.0))
            .order(source_instances::name);
        Ok(own.select(SourceInstance::as_select()).load(conn).await?)
    }
}
