//! Brings a database to this version's tables, and back. The migrations are compiled in. Not the tables: `migrations/`.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::Interval;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Error;
use crate::compliance::master_key::MasterKey;
use crate::db::{DatabaseConfig, Server, connect, roles};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// How far ahead the outbox's partitions are made; the hourly round leaves several rounds to spare.
pub const PARTITIONS_AHEAD_HOURS: i64 = 6;

/// Makes the roles, runs what is pending, makes partitions ahead. Several processes may call it at once: one does it.
/// Returns the names of what was run.
pub async fn up(config: &DatabaseConfig, master_key: &MasterKey) -> Result<Vec<String>, Error> {
    let server = Server::parse(&config.url)?;
    let client = roles::client(&server.as_given()).await?;
    roles::ensure(&client, &server, master_key).await?;
    refuse_newer(&applied(&client).await?)?;
    on_a_connection_of_its_own(server, |harness| {
        let pending = harness.pending_migrations(MIGRATIONS)?;
        pending
            .iter()
            .try_for_each(|migration| harness.run_migration(migration).map(drop))?;
        Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
    })
    .await
}

/// Reverts the last `steps` migrations, latest first, and returns their names.
pub async fn down(config: &DatabaseConfig, steps: usize) -> Result<Vec<String>, Error> {
    let server = Server::parse(&config.url)?;
    let client = roles::client(&server.as_given()).await?;
    let done = applied(&client).await?;
    refuse_newer(&done)?;
    on_a_connection_of_its_own(server, move |harness| {
        let mut reverted = Vec::new();
        for migration in embedded()?
            .iter()
            .rev()
            .filter(|migration| done.contains(&version(migration.as_ref())))
            .take(steps)
        {
            harness.revert_migration(migration)?;
            reverted.push(migration.name().to_string());
        }
        Ok(reverted)
    })
    .await
}

/// Names of the migrations that this database lacks. Changes nothing; refuses a database newer than the program.
pub async fn pending(config: &DatabaseConfig) -> Result<Vec<String>, Error> {
    let client = roles::client(&Server::parse(&config.url)?.as_given()).await?;
    let done = applied(&client).await?;
    refuse_newer(&done)?;
    let all = embedded().map_err(failed)?;
    Ok(all
        .iter()
        .filter(|migration| !done.contains(&version(migration.as_ref())))
        .map(|m| m.name().to_string())
        .collect())
}

/// Names of all migrations of this version, oldest first.
pub fn names() -> Result<Vec<String>, Error> {
    Ok(embedded()
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

/// Makes the time partitions ahead. At start (`up` does it) and every hour.
pub async fn create_partitions(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    let ahead = diesel::data_types::PgInterval::from_microseconds(PARTITIONS_AHEAD_HOURS * 3_600_000_000);
    diesel::sql_query("SELECT create_partitions($1)")
        .bind::<Interval, _>(ahead)
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Dropped {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    dropped: i32,
}

/// Drops partitions of the outbox and the trace that end longer ago than they are kept; gives how many. As owner.
pub async fn drop_partitions(
    conn: &mut AsyncPgConnection,
    outbox_kept_s: u64,
    trace_kept_s: u64,
) -> Result<i32, Error> {
    let interval = |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX / 1_000_000);
        diesel::data_types::PgInterval::from_microseconds(seconds.saturating_mul(1_000_000))
    };
    let query = diesel::sql_query("SELECT drop_partitions($1, $2) AS dropped")
        .bind::<Interval, _>(interval(outbox_kept_s))
        .bind::<Interval, _>(interval(trace_kept_s));
    Ok(query.get_result::<Dropped>(conn).await?.dropped)
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;
type Harness = AsyncMigrationHarness<AsyncPgConnection>;

fn embedded() -> Result<Vec<Box<dyn Migration<Pg>>>, Trouble> {
    let mut all: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations()?;
    all.sort_by(|a, b| a.name().version().cmp(&b.name().version()));
    Ok(all)
}

fn version(migration: &dyn Migration<Pg>) -> String {
    migration.name().version().to_string()
}

async fn applied(client: &tokio_postgres::Client) -> Result<Vec<String>, Error> {
    let table = "SELECT to_regclass('public.__diesel_schema_migrations') IS NOT NULL";
    if !client
        .query_one(table, &[])
        .await
        .map_err(roles::failed)?
        .get::<_, bool>(0)
    {
        return Ok(Vec::new());
    }
    let rows = client
        .query("SELECT version FROM public.__diesel_schema_migrations ORDER BY 1", &[])
        .await;
    Ok(rows.map_err(roles::failed)?.iter().map(|row| row.get(0)).collect())
}

fn refuse_newer(applied: &[String]) -> Result<(), Error> {
    let all = embedded().map_err(failed)?;
    match applied
        .iter()
        .find(|done| !all.iter().any(|migration| version(migration.as_ref()) == **done))
    {
        None => Ok(()),
        Some(unknown) => Err(Error::Refused(format!(
            "this database is newer than this program: it has migration {unknown}, which this version does not know. Start the newer \
             version, or restore a backup"
        ))),
    }
}

/// diesel's migrations are synchronous and want a runtime with threads, which the caller's need not be. One process at
/// a time: the lock ends with the connection.
async fn on_a_connection_of_its_own<R: Send + 'static>(
    server: Server,
    work: impl FnOnce(&mut Harness) -> Result<R, Trouble> + Send + 'static,
) -> Result<R, Error> {
    let task = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Error::Refused(format!("no threads for the migrations: {error}")))?;
        runtime.block_on(async move {
            let mut conn = connect(&server.owner()).await?;
            diesel::sql_query("SELECT pg_advisory_lock(hashtext('audiapro.migrate'))")
                .execute(&mut conn)
                .await?;
            let mut harness = Harness::new(conn);
            let result = work(&mut harness).map_err(failed)?;
            let mut conn = harness.into_inner();
            let complete = "SELECT to_regprocedure('create_partitions(interval)') IS NOT NULL AS complete";
            if diesel::sql_query(complete)
                .get_result::<Complete>(&mut conn)
                .await?
                .complete
            {
                create_partitions(&mut conn).await?;
            }
            Ok(result)
        })
    });
    task.await
        .map_err(|error| Error::Refused(format!("the migrations did not end: {error}")))?
}

#[derive(diesel::QueryableByName)]
struct Complete {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    complete: bool,
}

fn failed(error: Trouble) -> Error {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => match Error::from(*error) {
            Error::Query(cause) => Error::Refused(format!("a migration failed: {cause}")),
            other => other,
        },
        Err(error) => Error::Refused(format!("a migration failed: {error}")),
    }
}
