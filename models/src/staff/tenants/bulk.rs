//! One order that many tenants are given, each by itself. As owner.

use diesel_async::AsyncPgConnection;

use super::directory::Listed;
use super::note;
use super::profile::{self, ProfileChange};
use super::standing::{self, Change};
use crate::Error;
use crate::identity::tenant::TenantChange;
use crate::ids::TenantId;
use crate::staff::session::StaffAuthority;

#[derive(Clone, Debug)]
pub enum Order {
    Stand(Change, String),
    Tag(String),
    Untag(String),
    Plan(String),
}

impl Order {
    pub async fn run(
        self,
        conn: &mut AsyncPgConnection,
        by: &StaffAuthority,
        tenant: TenantId,
    ) -> Result<Listed, Error> {
        match self {
            Self::Stand(change, reason) => standing::change(conn, &by.actor(), tenant, change, &reason).await,
            Self::Tag(tag) => note::tag(conn, by, tenant, &[tag], &[]).await,
            Self::Untag(tag) => note::tag(conn, by, tenant, &[], &[tag]).await,
            Self::Plan(plan) => {
                let terms = TenantChange {
                    plan: Some(plan),
                    ..TenantChange::default()
                };
                let change = ProfileChange {
                    terms,
                    ..ProfileChange::default()
                };
                profile::change(conn, &by.actor(), tenant, change).await
            }
        }
    }
}
