//! The folder of a node's disk in which a source's files come to lie, and how far each file was read. What the words mean and how files
//! are known again is not said here. Who writes how far it has come holds the lease of the folder.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Float8, Integer, Jsonb, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::lease::{Key, Kind, Lease};
use super::source::{Source, tell};
use crate::Error;
use crate::ids::TenantId;
use crate::schema::{source_files, source_folders};

/// A folder as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = source_folders, check_for_backend(diesel::pg::Pg))]
pub struct Folder {
    /// Below the folder that the operator has for the tenant; empty: that one itself.
    pub folder: String,
    /// `growing dropped`.
    pub kind: String,
    pub names: String,
    /// `leave move`.
    pub after: String,
    pub interval_s: i32,
    pub rest_s: i32,
    /// When its files were looked at first.
    pub begun_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// As it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub folder: String,
    pub kind: &'static str,
    pub names: String,
    pub after: &'static str,
    pub interval_s: i32,
    pub rest_s: i32,
}

/// A folder that is to be watched, with what is needed to read its files.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct Watched {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub format: String,
    #[diesel(sql_type = Jsonb)]
    pub settings: Value,
    #[diesel(sql_type = Text)]
    pub folder: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub names: String,
    #[diesel(sql_type = Text)]
    pub after: String,
    #[diesel(sql_type = Integer)]
    pub interval_s: i32,
    #[diesel(sql_type = Integer)]
    pub rest_s: i32,
    /// Whoever says the same again has it looked at anew.
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
}

impl Watched {
    pub fn tenant(&self) -> TenantId {
        TenantId(self.tenant_id)
    }

    pub fn key(&self) -> Key {
        Key {
            tenant: self.tenant(),
            source_instance: self.name.clone(),
        }
    }
}

/// One file, and how far it was read.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = source_files, check_for_backend(diesel::pg::Pg))]
pub struct File {
    pub id: Uuid,
    /// As it was seen last.
    pub name: String,
    /// Bits of what the system calls them.
    pub device: i64,
    pub inode: i64,
    /// How long it was when it was read last, and when it was changed before that, in nanoseconds since 1970.
    pub bytes: i64,
    pub modified_ns: i64,
    /// Bytes whose records are kept.
    pub position: i64,
    /// The line on which what follows depends, in base64.
    pub context: String,
    /// Hashes of the first and of the last bytes before the position.
    pub head: String,
    pub tail: String,
    /// One that was dropped whole, and was read to its end.
    pub done: bool,
    /// When something of it was kept last.
    pub taken_at: Option<DateTime<Utc>>,
}

/// The folder of a source, if it has one. In the tenant's transaction.
pub async fn find(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<Option<Folder>, Error> {
    let own = source_folders::table.find((tenant.0, name));
    Ok(own.select(Folder::as_select()).first(conn).await.optional()?)
}

/// Has a folder watched for a source, by its id; files that were read before are known. In the tenant's transaction.
pub async fn set(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    id: Uuid,
    wanted: &Wanted,
) -> Result<Folder, Error> {
    const SET: &str = "INSERT INTO source_folders AS f (tenant_id, source_instance, folder, kind, names, after, interval_s, rest_s)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant_id, source_instance) DO UPDATE SET folder = excluded.folder, kind = excluded.kind, names = excluded.names,
            after = excluded.after, interval_s = excluded.interval_s, rest_s = excluded.rest_s, updated_at = app_now(),
            begun_at = CASE WHEN f.folder = excluded.folder THEN f.begun_at END";
    let source = Source::of(tenant).find(conn, id).await?;
    let before = find(conn, tenant, &source.name).await?;
    take_away(conn, tenant, &source.name, false).await?;
    diesel::sql_query(SET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(&source.name)
        .bind::<Text, _>(&wanted.folder)
        .bind::<Text, _>(wanted.kind)
        .bind::<Text, _>(&wanted.names)
        .bind::<Text, _>(wanted.after)
        .bind::<Integer, _>(wanted.interval_s)
        .bind::<Integer, _>(wanted.rest_s)
        .execute(conn)
        .await?;
    let after = find(conn, tenant, &source.name).await?;
    let after = after.ok_or(Error::NotFound("watched folder"))?;
    let change = (before.as_ref().map(told), Some(told(&after)));
    tell(conn, tenant, actor, "source.folder_set", &source.name, change).await?;
    Ok(after)
}

/// Watches it no longer, and forgets how far its files were read. In the tenant's transaction.
pub async fn remove(conn: &mut AsyncPgConnection, tenant: TenantId, actor: &str, id: Uuid) -> Result<(), Error> {
    let source = Source::of(tenant).find(conn, id).await?;
    let before = find(conn, tenant, &source.name).await?;
    let before = before.ok_or(Error::NotFound("watched folder"))?;
    forget(conn, tenant, &source.name).await?;
    let change = (Some(told(&before)), None);
    tell(conn, tenant, actor, "source.folder_removed", &source.name, change).await
}

/// The same of a source that is deleted. In the tenant's transaction.
pub(super) async fn forget(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<(), Error> {
    // The lease first, as who holds it locks it.
    take_away(conn, tenant, name, true).await?;
    diesel::delete(source_folders::table.find((tenant.0, name)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the work away from whoever does it: another one begins it with what is said now.
async fn take_away(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str, for_good: bool) -> Result<(), Error> {
    const TAKE_AWAY: &str =
        "UPDATE source_leases SET holder = NULL, until = NULL, epoch = epoch + 1, state = 'idle', state_at = app_now(),
            error_code = NULL, error_detail = NULL, error_at = NULL,
            position = CASE WHEN $4 THEN NULL ELSE position END
        WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3";
    diesel::sql_query(TAKE_AWAY)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .bind::<Text, _>(Kind::Folder.as_str())
        .bind::<Bool, _>(for_good)
        .execute(conn)
        .await?;
    Ok(())
}

/// For the audit.
fn told(folder: &Folder) -> Value {
    json!({ "folder": folder.folder, "kind": folder.kind, "names": folder.names, "after": folder.after,
        "interval_s": folder.interval_s, "rest_s": folder.rest_s })
}

/// Files of a source's folder, those of which something was kept last first. In the tenant's transaction.
pub async fn files(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    name: &str,
    files_max: i64,
) -> Result<Vec<File>, Error> {
    let own = source_files::table
        .filter(source_files::tenant_id.eq(tenant.0))
        .filter(source_files::source_instance.eq(name))
        .order((source_files::taken_at.desc().nulls_last(), source_files::name))
        .limit(files_max);
    Ok(own.select(File::as_select()).load(conn).await?)
}

/// Every folder that is to be watched. As worker.
pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Watched>, Error> {
    const ALL: &str =
        "SELECT f.tenant_id, s.name, s.format, s.settings, f.folder, f.kind, f.names, f.after, f.interval_s, f.rest_s,
            f.updated_at
        FROM source_folders f JOIN source_instances s ON s.tenant_id = f.tenant_id AND s.name = f.source_instance
            JOIN tenants t ON t.id = f.tenant_id
        WHERE s.enabled AND s.deleted_at IS NULL AND t.status <> 'closed'";
    Ok(diesel::sql_query(ALL).load(conn).await?)
}

/// What is known of a folder's files, and whether they were ever looked at. As worker.
pub async fn known(conn: &mut AsyncPgConnection, key: &Key) -> Result<(Vec<File>, bool), Error> {
    let folder = source_folders::table.find((key.tenant.0, key.source_instance.as_str()));
    let begun = folder
        .select(source_folders::begun_at)
        .first::<Option<DateTime<Utc>>>(conn)
        .await
        .optional()?;
    let files = source_files::table
        .filter(source_files::tenant_id.eq(key.tenant.0))
        .filter(source_files::source_instance.eq(&key.source_instance))
        .select(File::as_select())
        .load(conn)
        .await?;
    Ok((files, begun.flatten().is_some()))
}

/// Its files were looked at. As worker; `false`: the lease is not ours any more, and nothing was written.
pub async fn begin(conn: &mut AsyncPgConnection, lease: &Lease, files: &[File]) -> Result<bool, Error> {
    const BEGIN: &str = "UPDATE source_folders SET begun_at = app_now()
        WHERE tenant_id = $1 AND source_instance = $2 AND begun_at IS NULL";
    if !is_held(conn, lease).await? {
        return Ok(false);
    }
    write(conn, &lease.key, files).await?;
    diesel::sql_query(BEGIN)
        .bind::<SqlUuid, _>(lease.key.tenant.0)
        .bind::<Text, _>(&lease.key.source_instance)
        .execute(conn)
        .await?;
    Ok(true)
}

/// Keeps how far a file was read, and `position` as what is told of the folder. As worker; `false`: the lease is not ours any more, and
/// nothing was written.
pub async fn keep(conn: &mut AsyncPgConnection, lease: &Lease, position: &Value, file: &File) -> Result<bool, Error> {
    if !lease.save(conn, position).await? {
        return Ok(false);
    }
    write(conn, &lease.key, std::slice::from_ref(file)).await?;
    Ok(true)
}

async fn write(conn: &mut AsyncPgConnection, key: &Key, files: &[File]) -> Result<(), Error> {
    const WRITE: &str = "INSERT INTO source_files AS f (tenant_id, source_instance, id, name, device, inode, bytes, modified_ns, position,
            context, head, tail, done, taken_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, CASE WHEN $14 THEN app_now() END)
        ON CONFLICT (tenant_id, source_instance, id) DO UPDATE SET name = excluded.name, device = excluded.device, inode = excluded.inode,
            bytes = excluded.bytes, modified_ns = excluded.modified_ns, position = excluded.position, context = excluded.context,
            head = excluded.head, tail = excluded.tail, done = excluded.done, seen_at = app_now(),
            taken_at = coalesce(excluded.taken_at, f.taken_at)";
    for file in files {
        diesel::sql_query(WRITE)
            .bind::<SqlUuid, _>(key.tenant.0)
            .bind::<Text, _>(&key.source_instance)
            .bind::<SqlUuid, _>(file.id)
            .bind::<Text, _>(&file.name)
            .bind::<BigInt, _>(file.device)
            .bind::<BigInt, _>(file.inode)
            .bind::<BigInt, _>(file.bytes)
            .bind::<BigInt, _>(file.modified_ns)
            .bind::<BigInt, _>(file.position)
            .bind::<Text, _>(&file.context)
            .bind::<Text, _>(&file.head)
            .bind::<Text, _>(&file.tail)
            .bind::<Bool, _>(file.done)
            .bind::<Bool, _>(file.taken_at.is_some())
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Whether the lease is ours; nobody takes it before the transaction ends.
async fn is_held(conn: &mut AsyncPgConnection, lease: &Lease) -> Result<bool, Error> {
    const HELD: &str = "SELECT FROM source_leases
        WHERE tenant_id = $1 AND source_instance = $2 AND kind = $3 AND epoch = $4 AND holder IS NOT NULL FOR UPDATE";
    let held = diesel::sql_query(HELD)
        .bind::<SqlUuid, _>(lease.key.tenant.0)
        .bind::<Text, _>(&lease.key.source_instance)
        .bind::<Text, _>(lease.kind.as_str())
        .bind::<BigInt, _>(lease.epoch)
        .execute(conn)
        .await?;
    Ok(held > 0)
}

#[derive(QueryableByName)]
struct Gone {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Notes which files are there, and forgets those that have not been for so long; gives these. As worker, under the lease; `None`: it is
/// not ours any more.
pub async fn forget_gone(
    conn: &mut AsyncPgConnection,
    lease: &Lease,
    there: &[Uuid],
    gone_s: f64,
) -> Result<Option<Vec<Uuid>>, Error> {
    const THERE: &str =
        "UPDATE source_files SET seen_at = app_now() WHERE tenant_id = $1 AND source_instance = $2 AND id = ANY($3)";
    const FORGET: &str = "DELETE FROM source_files WHERE tenant_id = $1 AND source_instance = $2
        AND seen_at < app_now() - make_interval(secs => $3) RETURNING id";
    if !is_held(conn, lease).await? {
        return Ok(None);
    }
    diesel::sql_query(THERE)
        .bind::<SqlUuid, _>(lease.key.tenant.0)
        .bind::<Text, _>(&lease.key.source_instance)
        .bind::<Array<SqlUuid>, _>(there)
        .execute(conn)
        .await?;
    let gone = diesel::sql_query(FORGET)
        .bind::<SqlUuid, _>(lease.key.tenant.0)
        .bind::<Text, _>(&lease.key.source_instance)
        .bind::<Float8, _>(gone_s)
        .load::<Gone>(conn)
        .await?;
    Ok(Some(gone.into_iter().map(|row| row.id).collect()))
}
