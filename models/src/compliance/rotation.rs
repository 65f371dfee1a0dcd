//! A new master key: every tenant's data key is wrapped anew in one transaction. What was sealed stays as it is. Running
//! programs hold the old key in memory: stop them first, start them after.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::master_key::{MasterKey, MasterKeySource, finish_rotation, prepare_rotation};
use crate::Error;
use crate::db::{DatabaseConfig, Role, Server, connect, roles};
use crate::ids::TenantId;
use crate::platform::installation;
use crate::schema::{installation as installation_table, platform_keys, tenant_keys};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    pub tenants: usize,
    pub old_id: String,
    pub new_id: String,
}

/// `audiapro master-key rotate`. A file gets a new key, which takes the old one's place once the database is sealed under it; a
/// crash in between is finished by the next start. From the environment or a command, the operator brings the new key.
pub async fn rotate(
    config: &DatabaseConfig,
    source: &MasterKeySource,
    brought: Option<MasterKey>,
) -> Result<Rotated, Error> {
    let known = installation::sealed_under(config).await?;
    let known = known
        .ok_or_else(|| Error::Refused("there is nothing to rotate: this installation was never started".into()))?;
    let old = MasterKey::load_or_create(source, Some(&known))?;
    let new = match (source, brought) {
        (_, Some(new)) if new.id() == known => return Err(Error::Refused("the new master key is the old one".into())),
        (MasterKeySource::File(path), None) => prepare_rotation(path)?,
        (MasterKeySource::File(_), Some(_)) => {
            return Err(Error::Refused(
                "the master key lies in a file: the new one is made by the program".into(),
            ));
        }
        (_, Some(new)) => new,
        (_, None) => {
            return Err(Error::Refused(format!(
                "{} gives the master key: bring the new one along to rotate it",
                source.name()
            )));
        }
    };
    let tenants = rewrap(config, &old, &new).await?;
    if let MasterKeySource::File(path) = source {
        finish_rotation(path, Some(&new.id()))?;
    }
    Ok(Rotated {
        tenants,
        old_id: old.id(),
        new_id: new.id(),
    })
}

/// The database's part, in one transaction. Returns the number of tenants.
pub async fn rewrap(config: &DatabaseConfig, old: &MasterKey, new: &MasterKey) -> Result<usize, Error> {
    let server = Server::parse(&config.url)?;
    // Logged in as given: only that login may set passwords; the tables are the owner role's.
    let mut conn = connect(&server.as_given()).await?;
    let passwords = server.asks_for_passwords();
    conn.transaction(async move |conn| {
        if passwords {
            for role in Role::REQUEST {
                diesel::sql_query(roles::password_statement(role, new))
                    .execute(conn)
                    .await?;
            }
        }
        diesel::sql_query(format!("SET LOCAL ROLE {}", Role::Owner.name()))
            .execute(conn)
            .await?;
        let tenants = rewrap_keys(conn, old, new).await?;
        let changed = diesel::update(installation_table::table.filter(installation_table::master_key_id.eq(old.id())))
            .set((
                installation_table::master_key_id.eq(new.id()),
                installation_table::master_key_check.eq(new.check_value()?),
            ))
            .execute(conn)
            .await?;
        if changed != 1 {
            return Err(Error::Refused(
                "somebody else rotated the master key at the same time: nothing was changed".into(),
            ));
        }
        Ok(tenants)
    })
    .await
}

async fn rewrap_keys(conn: &mut AsyncPgConnection, old: &MasterKey, new: &MasterKey) -> Result<usize, Error> {
    // New tenants wait: theirs would be wrapped under the old key.
    diesel::sql_query("LOCK TABLE tenant_keys IN SHARE ROW EXCLUSIVE MODE")
        .execute(conn)
        .await?;
    let keys: Vec<(Uuid, Vec<u8>)> = tenant_keys::table
        .select((tenant_keys::tenant_id, tenant_keys::wrapped))
        .load(conn)
        .await?;
    for (id, wrapped) in &keys {
        let tenant = TenantId(*id);
        let wrapped = new.wrap(tenant, &old.unwrap(tenant, wrapped)?)?;
        diesel::update(tenant_keys::table.find(id))
            .set((
                tenant_keys::master_key_id.eq(new.id()),
                tenant_keys::wrapped.eq(wrapped),
            ))
            .execute(conn)
            .await?;
    }
    let platform: Option<Vec<u8>> = platform_keys::table
        .select(platform_keys::wrapped)
        .first(conn)
        .await
        .optional()?;
    if let Some(wrapped) = platform {
        let nobody = TenantId(Uuid::nil());
        let wrapped = new.wrap(nobody, &old.unwrap(nobody, &wrapped)?)?;
        diesel::update(platform_keys::table)
            .set((
                platform_keys::master_key_id.eq(new.id()),
                platform_keys::wrapped.eq(wrapped),
            ))
            .execute(conn)
            .await?;
    }
    Ok(keys.len())
}
