//! The one row that says which master key this installation is sealed under, and how it is scaled out.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::compliance::master_key::MasterKey;
use crate::compliance::sealing::DataKey;
use crate::db::{DatabaseConfig, Pool, Server, roles};
use crate::ids::TenantId;
use crate::schema::{installation, ledger_partitions, platform_keys};

/// The id of the master key this installation is sealed under; `None` before its very first start. Ask this before a key is
/// made: it works without a key, and before the first migration.
pub async fn sealed_under(config: &DatabaseConfig) -> Result<Option<String>, Error> {
    let client = roles::client(&Server::parse(&config.url)?.as_given()).await?;
    let exists = client
        .query_one("SELECT to_regclass('public.installation') IS NOT NULL", &[])
        .await;
    if !exists.map_err(roles::failed)?.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = client
        .query_opt("SELECT master_key_id FROM public.installation", &[])
        .await
        .map_err(roles::failed)?;
    Ok(row.map(|row| row.get(0)))
}

/// Seals a new installation under this key, or checks that an old one is.
pub async fn open(owner: &Pool, master_key: &MasterKey) -> Result<(), Error> {
    let check = master_key.check_value()?;
    let id = master_key.id();
    let (key_id, wrapped) = (
        master_key.id(),
        master_key.wrap(TenantId(uuid::Uuid::nil()), &DataKey::random()?)?,
    );
    let (stored_id, stored_check) = owner
        .transaction(async move |conn| -> Result<(String, Vec<u8>), Error> {
            diesel::insert_into(installation::table)
                .values((
                    installation::master_key_id.eq(id),
                    installation::master_key_check.eq(check),
                ))
                .on_conflict_do_nothing()
                .execute(conn)
                .await?;
            diesel::insert_into(platform_keys::table)
                .values((
                    platform_keys::master_key_id.eq(key_id),
                    platform_keys::wrapped.eq(wrapped),
                ))
                .on_conflict_do_nothing()
                .execute(conn)
                .await?;
            let stored = (installation::master_key_id, installation::master_key_check);
            Ok(installation::table.select(stored).first(conn).await?)
        })
        .await?;
    if stored_id != master_key.id() || !master_key.opens(&stored_check) {
        return Err(Error::Refused(format!(
            "wrong master key: this installation is sealed under key {stored_id}, and the key given is {}",
            master_key.id()
        )));
    }
    Ok(())
}

/// Into how many partitions the door's topic was cut when this installation was scaled out.
pub async fn received_partitions(conn: &mut AsyncPgConnection) -> Result<Option<i32>, Error> {
    Ok(installation::table
        .select(installation::received_partitions)
        .first(conn)
        .await?)
}

/// Notes into how many partitions the door's topic is cut, once and for all: a tenant's partition follows from it. Gives what is noted.
pub async fn note_received_partitions(conn: &mut AsyncPgConnection, partitions: i32) -> Result<i32, Error> {
    diesel::update(installation::table.filter(installation::received_partitions.is_null()))
        .set(installation::received_partitions.eq(partitions))
        .execute(conn)
        .await?;
    Ok(received_partitions(conn).await?.unwrap_or(partitions))
}

/// Notes of which Kafka cluster the stored offsets are; one that is noted stays as long as there are any. Gives what is noted. As owner.
pub async fn note_kafka_cluster(conn: &mut AsyncPgConnection, cluster: &str) -> Result<String, Error> {
    let stored = ledger_partitions::table.filter(ledger_partitions::next_offset.gt(0_i64));
    let are_stored: bool = diesel::select(diesel::dsl::exists(stored)).get_result(conn).await?;
    let noted: Option<String> = installation::table
        .select(installation::kafka_cluster)
        .for_no_key_update()
        .first(conn)
        .await?;
    if let Some(noted) = noted.filter(|_| are_stored) {
        return Ok(noted);
    }
    diesel::update(installation::table)
        .set(installation::kafka_cluster.eq(cluster))
        .execute(conn)
        .await?;
    Ok(cluster.to_owned())
}

/// The number of partitions, of a database that is only looked at, with or without tables of ours.
pub async fn partitions_noted(config: &DatabaseConfig) -> Result<Option<i32>, Error> {
    if sealed_under(config).await?.is_none() {
        return Ok(None);
    }
    let client = roles::client(&Server::parse(&config.url)?.as_given()).await?;
    let row = client
        .query_opt("SELECT received_partitions FROM public.installation", &[])
        .await
        .map_err(roles::failed)?;
    Ok(row.and_then(|row| row.get(0)))
}

/// How far a partition of the door is committed, and how often it was claimed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = ledger_partitions, check_for_backend(diesel::pg::Pg))]
pub struct PartitionRow {
    pub partition: i32,
    pub owner_epoch: i64,
    pub next_offset: i64,
    /// Id of the topic that `next_offset` is of, as far as it is known.
    pub topic_id: Option<String>,
}

/// As owner.
pub async fn partitions(conn: &mut AsyncPgConnection) -> Result<Vec<PartitionRow>, Error> {
    let rows = ledger_partitions::table.order(ledger_partitions::partition);
    Ok(rows.select(PartitionRow::as_select()).load(conn).await?)
}

/// Cuts the door anew, while no process runs. `begins`: partitions that are new to it, and the offset from which each is read. As owner.
pub async fn cut_anew(conn: &mut AsyncPgConnection, partitions: i32, begins: &[(i32, i64)]) -> Result<(), Error> {
    for (partition, next_offset) in begins {
        diesel::insert_into(ledger_partitions::table)
            .values((
                ledger_partitions::partition.eq(partition),
                ledger_partitions::owner_epoch.eq(1_i64),
                ledger_partitions::next_offset.eq(next_offset),
                ledger_partitions::topic_id.eq(None::<String>),
            ))
            .on_conflict(ledger_partitions::partition)
            .do_update()
            .set((
                ledger_partitions::owner_epoch.eq(ledger_partitions::owner_epoch + 1_i64),
                ledger_partitions::next_offset.eq(next_offset),
                // Whoever claims it next notes which topic it is.
                ledger_partitions::topic_id.eq(None::<String>),
            ))
            .execute(conn)
            .await?;
    }
    diesel::update(installation::table)
        .set(installation::received_partitions.eq(partitions))
        .execute(conn)
        .await?;
    Ok(())
}
