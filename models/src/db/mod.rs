//! Four pools for four login roles, and the transaction that belongs to one tenant. Not the rules: those are in the nouns.

pub(crate) mod clock;
mod login;
pub(crate) mod roles;

use std::sync::Arc;
use std::time::Duration;

use diesel::ConnectionError;
use diesel::sql_types::Text;
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError as DeadpoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, PoolError, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, TransactionManager};
use futures::FutureExt;

pub(crate) use login::connect;
pub use login::{Role, Server};

use crate::Error;
use crate::compliance::master_key::MasterKey;
use crate::ids::{PersonId, TenantId};

/// A connection of a pool; it goes back when dropped. For transactions use `Pool::tenant` and `Pool::transaction`: they do not
/// leave one open when they are cancelled.
pub type Connection = Object<AsyncPgConnection>;

/// Where PostgreSQL is and how many connections each role may hold.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`.
    pub url: String,
    pub owner_connections_max: usize,
    pub app_connections_max: usize,
    pub worker_connections_max: usize,
    pub staff_connections_max: usize,
    /// How long a caller waits for a free connection before it is told that the database does not answer.
    pub wait_max: Duration,
    /// No statement of the app or staff role runs longer.
    pub statement_max: Duration,
    /// Whoever does nothing inside a transaction for so long loses it: a process that is stopped there (a paused machine, a debugger)
    /// would keep its locks from all others for as long as it stands.
    pub transaction_idle_max: Duration,
}

/// Where nothing is heard of the other end for this long, the connection is given up. A machine without power closes none: by the system's own
/// patience its locks would stay for two hours.
const SILENT_MAX: Duration = Duration::from_secs(20);
/// So often it is asked whether it is still there.
const ASKED_EVERY: Duration = Duration::from_secs(5);

impl DatabaseConfig {
    pub fn new(url: impl Into<String>) -> Self {
        DatabaseConfig {
            url: url.into(),
            owner_connections_max: 2,
            app_connections_max: 16,
            worker_connections_max: 8,
            staff_connections_max: 2,
            wait_max: Duration::from_secs(5),
            statement_max: Duration::from_secs(60),
            transaction_idle_max: Duration::from_secs(15),
        }
    }

    fn connections_max(&self, role: Role) -> usize {
        match role {
            Role::Owner => self.owner_connections_max,
            Role::App => self.app_connections_max,
            Role::Worker => self.worker_connections_max,
            Role::Staff => self.staff_connections_max,
        }
    }
}

/// The four pools. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pools {
    pub owner: Pool,
    pub app: Pool,
    pub worker: Pool,
    pub staff: Pool,
}

impl Pools {
    /// Opens no connection yet. The roles exist once `migrate::up` has run.
    pub fn connect(config: &DatabaseConfig, master_key: &MasterKey) -> Result<Pools, Error> {
        let server = Server::parse(&config.url)?;
        let pool = |role| Pool::new(role, &server, config, master_key);
        Ok(Pools {
            owner: pool(Role::Owner)?,
            app: pool(Role::App)?,
            worker: pool(Role::Worker)?,
            staff: pool(Role::Staff)?,
        })
    }

    pub fn of(&self, role: Role) -> &Pool {
        match role {
            Role::Owner => &self.owner,
            Role::App => &self.app,
            Role::Worker => &self.worker,
            Role::Staff => &self.staff,
        }
    }

    /// For connections outside the pool that live as long as their holder: the Ledger's own, its advisory lock, LISTEN.
    pub fn worker_config(&self) -> tokio_postgres::Config {
        (*self.worker.login).clone()
    }
}

/// On our side. Without effect on a Unix socket, whose other end is this machine.
fn stay_in_touch(login: &mut tokio_postgres::Config) {
    login
        .tcp_user_timeout(SILENT_MAX)
        .keepalives_idle(ASKED_EVERY)
        .keepalives_interval(ASKED_EVERY);
}

/// The same on PostgreSQL's side.
fn in_touch() -> String {
    let (every_s, silent_ms) = (ASKED_EVERY.as_secs(), SILENT_MAX.as_millis());
    format!("-c tcp_keepalives_idle={every_s} -c tcp_keepalives_interval={every_s} -c tcp_user_timeout={silent_ms}")
}

/// How a pool stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub open: usize,
    /// Of the open ones.
    pub idle: usize,
    /// Who waits for one.
    pub waiting: usize,
    pub connections_max: usize,
}

/// One role's bounded pool.
#[derive(Clone)]
pub struct Pool {
    role: Role,
    inner: Deadpool<AsyncPgConnection>,
    login: Arc<tokio_postgres::Config>,
    wait_max: Duration,
}

impl Pool {
    fn new(role: Role, server: &Server, config: &DatabaseConfig, master_key: &MasterKey) -> Result<Pool, Error> {
        let mut login = server.login(role, master_key);
        login.connect_timeout(config.wait_max);
        stay_in_touch(&mut login);
        // Short statements by the thousand: compiling one costs a hundred times what it saves.
        let mut options = format!("{} -c jit=off {}", login.get_options().unwrap_or_default(), in_touch());
        if matches!(role, Role::App | Role::Staff) {
            options = format!("{options} -c statement_timeout={}", config.statement_max.as_millis());
        }
        if Role::REQUEST.contains(&role) {
            let idle_ms = config.transaction_idle_max.as_millis();
            options = format!("{options} -c idle_in_transaction_session_timeout={idle_ms}");
        }
        login.options(options.trim());
        let mut pooled = login.clone();
        // A plan for any period is made for a short one: after five calls a year's figures would take twice as long as at first. What lives
        // outside the pool runs a few fixed statements by the thousand, and keeps their plans.
        pooled.options(format!("{} -c plan_cache_mode=force_custom_plan", options.trim()));
        let (login, to) = (Arc::new(login), Arc::new(pooled));
        let mut manager = ManagerConfig::default();
        // A server that was restarted leaves dead connections behind: each is tried before it is lent.
        manager.recycling_method = RecyclingMethod::Verified;
        manager.custom_setup = Box::new(move |_| {
            let to = to.clone();
            async move { connect(&to).await.map_err(as_connection_error) }.boxed()
        });
        let inner = Deadpool::builder(AsyncDieselConnectionManager::new_with_config("", manager))
            .max_size(config.connections_max(role).max(1))
            .build()
            .map_err(|error| Error::Refused(format!("no pool for {}: {error}", role.name())))?;
        Ok(Pool {
            role,
            inner,
            login,
            wait_max: config.wait_max,
        })
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn standing(&self) -> Standing {
        let status = self.inner.status();
        Standing {
            open: status.size,
            idle: status.available,
            waiting: status.waiting,
            connections_max: status.max_size,
        }
    }

    /// A connection outside any transaction.
    pub async fn get(&self) -> Result<Connection, Error> {
        match tokio::time::timeout(self.wait_max, self.inner.get()).await {
            Ok(got) => got.map_err(from_pool),
            Err(_) => Err(Error::Unavailable(format!(
                "no connection of {} came free in time",
                self.role.name()
            ))),
        }
    }

    /// One transaction in which the app role sees this tenant and no other. Rolled back if `work` fails.
    pub async fn tenant<R, E, F>(&self, tenant: TenantId, work: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<R, E>
            + Work<&'r mut AsyncPgConnection, Result<R, E>, Fut: Send>
            + Send,
        E: From<Error> + Send,
        R: Send,
    {
        self.run(Some(tenant), None, work).await
    }

    /// One transaction in which the app role sees this person's own rows, and no tenant's.
    pub async fn person<R, E, F>(&self, person: PersonId, work: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<R, E>
            + Work<&'r mut AsyncPgConnection, Result<R, E>, Fut: Send>
            + Send,
        E: From<Error> + Send,
        R: Send,
    {
        self.run(None, Some(person), work).await
    }

    /// Both at once: what a person does in a tenant.
    pub async fn member<R, E, F>(&self, tenant: TenantId, person: PersonId, work: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<R, E>
            + Work<&'r mut AsyncPgConnection, Result<R, E>, Fut: Send>
            + Send,
        E: From<Error> + Send,
        R: Send,
    {
        self.run(Some(tenant), Some(person), work).await
    }

    /// One transaction without a tenant: for the roles whose policies do not ask for one.
    pub async fn transaction<R, E, F>(&self, work: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<R, E>
            + Work<&'r mut AsyncPgConnection, Result<R, E>, Fut: Send>
            + Send,
        E: From<Error> + Send,
        R: Send,
    {
        self.run(None, None, work).await
    }

    async fn run<R, E, F>(&self, tenant: Option<TenantId>, person: Option<PersonId>, work: F) -> Result<R, E>
    where
        for<'r> F: AsyncFnOnce(&'r mut AsyncPgConnection) -> Result<R, E>
            + Work<&'r mut AsyncPgConnection, Result<R, E>, Fut: Send>
            + Send,
        E: From<Error> + Send,
        R: Send,
    {
        let mut lent = Lent {
            object: Some(self.get().await?),
        };
        let conn = lent.connection()?;
        Transactions::begin_transaction(conn).await.map_err(Error::from)?;
        if let Some(tenant) = tenant
            && let Err(error) = set_tenant(conn, tenant).await
        {
            roll_back(conn).await;
            return Err(error.into());
        }
        if let Some(person) = person
            && let Err(error) = set_person(conn, person).await
        {
            roll_back(conn).await;
            return Err(error.into());
        }
        match work(conn).await {
            Ok(result) => {
                Transactions::commit_transaction(conn).await.map_err(Error::from)?;
                lent.give_back();
                Ok(result)
            }
            Err(error) => {
                roll_back(conn).await;
                lent.give_back();
                Err(error)
            }
        }
    }
}

/// A connection inside a transaction. Dropped before its end (the caller went away), it is closed and not given back: in the
/// pool it would keep its locks until somebody took it out.
struct Lent {
    object: Option<Connection>,
}

impl Lent {
    fn connection(&mut self) -> Result<&mut AsyncPgConnection, Error> {
        self.object
            .as_deref_mut()
            .ok_or_else(|| Error::Unavailable("the connection was given back".into()))
    }

    fn give_back(mut self) {
        drop(self.object.take());
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(object) = self.object.take() {
            drop(Object::take(object));
        }
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("role", &self.role)
            .field("standing", &self.standing())
            .finish()
    }
}

type Transactions = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// Says whose transaction this is, until it ends.
pub async fn set_tenant(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<(), Error> {
    diesel::sql_query("SELECT set_config('app.tenant_id', $1, true)")
        .bind::<Text, _>(tenant.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Whose own rows this transaction sees, until it ends.
pub async fn set_person(conn: &mut AsyncPgConnection, person: PersonId) -> Result<(), Error> {
    diesel::sql_query("SELECT set_config('app.person_id', $1, true)")
        .bind::<Text, _>(person.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// The first error is the one that is told; a connection that cannot roll back is marked as broken and not lent again.
async fn roll_back(conn: &mut AsyncPgConnection) {
    if let Err(error) = Transactions::rollback_transaction(conn).await {
        tracing::debug!(%error, "could not roll back");
    }
}

/// What a transaction runs: an async closure whose future is `Send` for every borrow of the connection. The bound that
/// diesel-async has on its own `transaction`, which it does not export.
pub trait Work<T, R>: AsyncFnOnce(T) -> R + FnOnce(T) -> <Self as Work<T, R>>::Fut {
    type Fut: Future<Output = R>;
}

impl<F, T, Fut, R> Work<T, R> for F
where
    F: AsyncFnOnce(T) -> R + FnOnce(T) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}

fn as_connection_error(error: Error) -> ConnectionError {
    match error {
        Error::Unavailable(why) => ConnectionError::BadConnection(why),
        lasting => ConnectionError::InvalidConnectionUrl(lasting.to_string()),
    }
}

fn from_pool(error: DeadpoolError) -> Error {
    match error {
        DeadpoolError::Backend(PoolError::ConnectionError(ConnectionError::InvalidConnectionUrl(why))) => {
            Error::Refused(why)
        }
        DeadpoolError::Backend(PoolError::ConnectionError(ConnectionError::BadConnection(why))) => {
            Error::Unavailable(why)
        }
        DeadpoolError::Backend(PoolError::QueryError(error)) => error.into(),
        other => Error::Unavailable(other.to_string()),
    }
}
