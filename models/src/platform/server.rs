//! What we demand of the PostgreSQL server before anything is acknowledged: that a commit is on the disk, that row-level
//! security holds the request roles, that nobody shifted the clock.

use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Error;
use crate::db::{Pools, Role};

/// Refuses in a sentence. Run after the migrations and before the door opens.
pub async fn check(pools: &Pools) -> Result<(), Error> {
    for role in Role::REQUEST {
        let conn = &mut *pools.of(role).get().await?;
        check_durable(conn, role).await?;
        check_held(conn, role.name()).await?;
    }
    check_clock(&mut *pools.app.get().await?).await
}

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    setting: String,
}

/// As this role sees them: `synchronous_commit` may be set for a role or a database.
async fn check_durable(conn: &mut AsyncPgConnection, role: Role) -> Result<(), Error> {
    let asked = "SELECT name, current_setting(name) AS setting \
                 FROM unnest(ARRAY['fsync', 'full_page_writes', 'synchronous_commit']) AS name";
    for Setting { name, setting } in diesel::sql_query(asked).load::<Setting>(conn).await? {
        if setting == "off" {
            return Err(Error::Refused(format!(
                "PostgreSQL runs with {name} = off for {}: what is acknowledged could be lost in a crash. Set it to on",
                role.name()
            )));
        }
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Attributes {
    #[diesel(sql_type = Text)]
    logged_in: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    bypasses: bool,
    #[diesel(sql_type = Bool)]
    member: bool,
}

/// That this connection is logged in as `name` and that row-level security holds it.
pub async fn check_held(conn: &mut AsyncPgConnection, name: &str) -> Result<(), Error> {
    let asked = "SELECT session_user::text AS logged_in, rolsuper AS superuser, rolbypassrls AS bypasses, \
                 EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS member \
                 FROM pg_roles r WHERE rolname = session_user";
    let Attributes {
        logged_in,
        superuser,
        bypasses,
        member,
    } = diesel::sql_query(asked).get_result(conn).await?;
    let wrong = match () {
        () if logged_in != name => format!("PostgreSQL logs {name} in as {logged_in}"),
        () if superuser => {
            format!("{name} is a superuser, so row-level security does not hold it: ALTER ROLE {name} NOSUPERUSER")
        }
        () if bypasses => format!("{name} bypasses row-level security: ALTER ROLE {name} NOBYPASSRLS"),
        () if member => {
            format!("{name} is a member of another role and may take over its rights: REVOKE that membership")
        }
        () => return Ok(()),
    };
    Err(Error::Refused(wrong))
}

#[derive(diesel::QueryableByName)]
struct Clock {
    #[diesel(sql_type = Bool)]
    true_time: bool,
}

/// Test builds run on databases whose `app_now()` was replaced; no other build does.
async fn check_clock(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    let Clock { true_time } = diesel::sql_query("SELECT app_now() = now() AS true_time")
        .get_result(conn)
        .await?;
    if !true_time && !cfg!(any(feature = "fail-points", feature = "testing")) {
        return Err(Error::Refused(
            "the clock of this database was shifted for a test: app_now() is not now()".into(),
        ));
    }
    Ok(())
}
