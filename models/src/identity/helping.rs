//! What the platform's staff may when it sees what a member sees: look, and for as long as the tenant grants it, help.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::permission::{Permission, Permissions};
use crate::Error;
use crate::ids::TenantId;

/// Nothing is changed, heard or sent.
fn looking() -> Permissions {
    use Permission::*;
    Permissions::of(&[
        CallsRead,
        EventsRead,
        UsageRead,
        QueueRead,
        TeamRead,
        SettingsRead,
        AuditRead,
    ])
}

/// Sources, settings, tags and notes are put right. Nothing is heard, sent out or removed, and nobody is given a right or a key.
fn helping() -> Permissions {
    use Permission::*;
    Permissions::of(&[
        CallsRead,
        CallsEdit,
        EventsRead,
        UsageRead,
        QueueRead,
        TeamRead,
        SettingsRead,
        SettingsManage,
        AuditRead,
    ])
}

#[derive(QueryableByName)]
struct Granted {
    #[diesel(sql_type = Bool)]
    granted: bool,
}

/// What is left of a member's permissions, and whether changes are among them. Inside the tenant's transaction.
pub(super) async fn left_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    members: Permissions,
) -> Result<(Permissions, bool), Error> {
    const GRANTED: &str =
        "SELECT EXISTS (SELECT FROM security_settings WHERE tenant_id = $1 AND support_until > app_now()) AS granted";
    let found: Granted = diesel::sql_query(GRANTED)
        .bind::<SqlUuid, _>(tenant.0)
        .get_result(conn)
        .await?;
    let within = if found.granted { helping() } else { looking() };
    Ok((members.within(within), found.granted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_helps_hears_nothing_takes_nothing_away_and_gives_no_rights() {
        use Permission::*;
        assert!(helping().covers(looking()));
        for never in [
            CallsListen,
            CallsExport,
            CallsShare,
            CallsDelete,
            CallsSend,
            TeamManage,
            KeysManage,
            BillingManage,
            UsageManage,
            QueueManage,
        ] {
            assert!(!helping().has(never), "{}", never.name());
        }
    }
}
