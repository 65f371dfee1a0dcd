//! How a tenant comes to stand: suspended and active again, closed and restored before it is erased. Each with a reason. What a
//! standing allows: `identity::authority::Standing`. As owner.

use diesel::sql_types::{Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::directory::{self, Listed};
use crate::Error;
use crate::billing::command::{self, Order};
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;

/// Days until a closed tenant is erased, at most.
pub const GRACE_DAYS_MAX: i32 = 365;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Suspend,
    Activate,
    /// Nothing is taken or shown any more; after so many days everything is destroyed.
    Close {
        grace_days: i32,
    },
    /// A closed one, before it is erased.
    Restore,
}

impl Change {
    fn action(self) -> &'static str {
        match self {
            Self::Suspend => "tenant.suspended",
            Self::Activate => "tenant.activated",
            Self::Close { .. } => "tenant.closed",
            Self::Restore => "tenant.restored",
        }
    }

    /// The status it leads to, from this one.
    fn to(self, from: &str) -> Option<&'static str> {
        match (self, from) {
            (Self::Suspend, "active") => Some("suspended"),
            (Self::Activate, "suspended") | (Self::Restore, "closed") => Some("active"),
            (Self::Close { .. }, "active" | "suspended") => Some("closed"),
            _ => None,
        }
    }
}

/// In force on every node within a second, as whatever authorises a request is read anew at least that often.
pub async fn change(
    conn: &mut AsyncPgConnection,
    actor: &str,
    tenant: TenantId,
    change: Change,
    reason: &str,
) -> Result<Listed, Error> {
    const SET: &str =
        "UPDATE tenants SET status = $2, status_reason = $3, status_changed_at = app_now(), version = version + 1,
            erase_after = app_now() + make_interval(days => $4)
        WHERE id = $1 AND erasing_at IS NULL";
    let reason = reason_of(reason)?;
    super::lock(conn, tenant).await?;
    let before = directory::find(conn, tenant).await?;
    let Some(to) = change.to(&before.status) else {
        return Err(Error::Conflict(format!("the tenant is {}", before.status)));
    };
    let grace_days = match change {
        Change::Close { grace_days } if !(0..=GRACE_DAYS_MAX).contains(&grace_days) => {
            return Err(Error::Invalid(format!(
                "`grace_days` is between 0 and {GRACE_DAYS_MAX}"
            )));
        }
        Change::Close { grace_days } => Some(grace_days),
        Change::Suspend | Change::Activate | Change::Restore => None,
    };
    let set = diesel::sql_query(SET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(to)
        .bind::<Text, _>(reason)
        .bind::<Nullable<Integer>, _>(grace_days);
    if set.execute(conn).await? == 0 {
        return Err(Error::Conflict(
            "the tenant is being erased: there is no way back".into(),
        ));
    }
    // Thresholds and what waits are looked at again.
    command::give(conn, tenant, Order::TermsChanged).await?;
    let after = directory::find(conn, tenant).await?;
    let entry = Entry::new(actor, change.action(), format!("tenant:{tenant}"));
    let (was, is) = (
        json!({ "status": before.status }),
        json!({ "status": after.status, "reason": reason, "erase_after": after.erase_after }),
    );
    audit::append(conn, tenant, &[entry.change(Some(was), Some(is))]).await?;
    Ok(after)
}

/// Why something was done, for whoever reads it later.
pub fn reason_of(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 || reason.contains('\0') {
        return Err(Error::Invalid("`reason` has 1 to 500 letters".into()));
    }
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_suspended_is_activated_and_only_what_was_closed_is_restored() {
        let close = Change::Close { grace_days: 30 };
        let to = |change: Change| ["active", "suspended", "closed"].map(|from| change.to(from));
        assert_eq!(to(Change::Suspend), [Some("suspended"), None, None]);
        assert_eq!(to(Change::Activate), [None, Some("active"), None]);
        assert_eq!(to(close), [Some("closed"), Some("closed"), None]);
        assert_eq!(to(Change::Restore), [None, None, Some("active")]);
    }
}
