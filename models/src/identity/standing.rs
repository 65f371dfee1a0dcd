//! How a tenant stands, and what that lets it do: the whole matrix. How it comes to stand so: `staff::tenants::standing`.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::ids::TenantId;
use crate::schema::tenants;

/// How a tenant stands, and so what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Its telephone systems are still heard, so that nothing is lost; nobody signs in, nothing is read or analysed.
    Suspended,
    Closed,
}

/// What a standing allows: the whole matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    pub intake: bool,
    pub analysis: bool,
    /// API and user interface: reading, changing, signing in.
    pub access: bool,
    pub webhooks: bool,
}

impl Standing {
    /// A word of a later version allows as little as possible.
    pub fn from_name(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "suspended" => Self::Suspended,
            _ => Self::Closed,
        }
    }

    pub fn allowed(self) -> Allowed {
        let (intake, rest) = match self {
            Self::Active => (true, true),
            Self::Suspended => (true, false),
            Self::Closed => (false, false),
        };
        Allowed {
            intake,
            analysis: rest,
            access: rest,
            webhooks: rest,
        }
    }
}

/// How a tenant stands now, and the rate of all its requests together.
pub(super) async fn of(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(Standing, Option<u32>), Error> {
    let found: Option<(String, Option<i32>)> = tenants::table
        .find(tenant.0)
        .select((tenants::status, tenants::requests_per_minute))
        .first(conn)
        .await
        .optional()?;
    Ok(match found {
        Some((status, rate)) => (
            Standing::from_name(&status),
            rate.and_then(|rate| u32::try_from(rate).ok()),
        ),
        None => (Standing::Closed, None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspended_tenant_is_heard_and_nothing_else() {
        let allowed = Standing::Suspended.allowed();
        assert!(allowed.intake && !allowed.analysis && !allowed.access && !allowed.webhooks);
        assert!(!Standing::from_name("something new").allowed().intake);
    }
}
