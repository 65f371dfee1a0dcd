//! At which port a source is listened to, and from where it may speak. Systems that write to a socket prove themselves by nothing else.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::{Array, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use super::source::tell;
use crate::Error;
use crate::identity::address::Addresses;
use crate::ids::TenantId;
use crate::schema::{source_instances, tenants};

/// A source that is listened to, with what is needed to read it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = source_instances, check_for_backend(diesel::pg::Pg))]
pub struct Listener {
    pub tenant_id: Uuid,
    pub name: String,
    pub format: String,
    pub settings: Value,
    pub version: i32,
    pub tcp_port: Option<i32>,
    pub tcp_allow: Vec<String>,
}

/// Where to listen, and to whom.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// `None`: that which it has, else the lowest that is free.
    pub port: Option<u16>,
    /// CIDR blocks, at least one.
    pub allow: Vec<String>,
}

/// Ports that may be given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    pub lowest: u16,
    pub highest: u16,
}

impl std::str::FromStr for Ports {
    type Err = Error;

    /// `26000-26999`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refused = || Error::Invalid(format!("{text:?} is no range of ports, as 26000-26999"));
        let (lowest, highest) = text.split_once('-').ok_or_else(refused)?;
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
        let ports = Self {
            lowest: port(lowest).ok_or_else(refused)?,
            highest: port(highest).ok_or_else(refused)?,
        };
        (ports.lowest <= ports.highest).then_some(ports).ok_or_else(refused)
    }
}

#[derive(QueryableByName)]
struct Free {
    #[diesel(sql_type = Nullable<Integer>)]
    port: Option<i32>,
}

/// Every source that is listened to. As worker.
pub async fn all(conn: &mut AsyncPgConnection) -> Result<Vec<Listener>, Error> {
    let alive = tenants::table.filter(tenants::status.ne("closed")).select(tenants::id);
    let wanted = source_instances::table
        .filter(source_instances::tcp_port.is_not_null())
        .filter(source_instances::enabled.and(source_instances::deleted_at.is_null()))
        .filter(source_instances::tenant_id.eq_any(alive))
        .order(source_instances::tcp_port)
        .select(Listener::as_select());
    Ok(wanted.load(conn).await?)
}

/// Listens to the source, or (`None`) no longer. In the tenant's transaction.
pub async fn set(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    actor: &str,
    name: &str,
    ports: Option<Ports>,
    wanted: Option<Wanted>,
) -> Result<(), Error> {
    let (port, allow) = match wanted {
        None => (None, Vec::new()),
        Some(wanted) => {
            let allow = checked(wanted.allow)?;
            let own = own_port(conn, tenant, name).await?;
            (Some(port(conn, ports, wanted.port, own).await?), allow)
        }
    };
    const SET: &str =
        "UPDATE source_instances SET tcp_port = $3, tcp_allow = $4, version = version + 1, updated_at = app_now()
        WHERE tenant_id = $1 AND name = $2";
    let set = diesel::sql_query(SET)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<Text, _>(name)
        .bind::<Nullable<Integer>, _>(port)
        .bind::<Array<Text>, _>(&allow)
        .execute(conn)
        .await;
    match set {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(Error::Conflict("this port is taken: name another one, or none".into()));
        }
        other => other?,
    };
    let told = port.map(|port| json!({ "port": port, "allow": allow }));
    tell(conn, tenant, actor, "source.listener_set", name, (None, told)).await
}

/// A system that writes to a port goes on writing there, whoever else may.
async fn own_port(conn: &mut AsyncPgConnection, tenant: TenantId, name: &str) -> Result<Option<u16>, Error> {
    let own = source_instances::table.find((tenant.0, name));
    let port = own
        .select(source_instances::tcp_port)
        .first::<Option<i32>>(conn)
        .await
        .optional()?;
    Ok(port.flatten().and_then(|port| u16::try_from(port).ok()))
}

async fn port(
    conn: &mut AsyncPgConnection,
    ports: Option<Ports>,
    wanted: Option<u16>,
    own: Option<u16>,
) -> Result<i32, Error> {
    let Some(Ports { lowest, highest }) = ports else {
        return Err(Error::Conflict(
            "this server listens to no sources (`sources.tcp_ports`)".into(),
        ));
    };
    let is_ours = |port: &u16| (lowest..=highest).contains(port);
    match wanted.or(own.filter(is_ours)) {
        Some(port) if is_ours(&port) => Ok(port.into()),
        Some(_) => Err(Error::Invalid(format!(
            "`listener`: a port is between {lowest} and {highest} here"
        ))),
        None => {
            let free = diesel::sql_query("SELECT free_source_port($1, $2) AS port")
                .bind::<Integer, _>(i32::from(lowest))
                .bind::<Integer, _>(i32::from(highest))
                .get_result::<Free>(conn)
                .await?;
            free.port
                .ok_or_else(|| Error::Conflict(format!("all ports between {lowest} and {highest} are taken")))
        }
    }
}

fn checked(allow: Vec<String>) -> Result<Vec<String>, Error> {
    Addresses::parse(&allow).map_err(|error| Error::Invalid(format!("`listener`: {error}")))?;
    match allow.is_empty() {
        true => Err(Error::Invalid(
            "`listener`: say from which addresses it may speak: it proves itself by nothing else".into(),
        )),
        false => Ok(allow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_ports_is_read() {
        let ports = "26000-26999".parse::<Ports>().expect("a range");
        assert_eq!((ports.lowest, ports.highest), (26000, 26999));
        for wrong in ["26000", "2-1", "0-5", "a-b", "1-70000"] {
            assert!(wrong.parse::<Ports>().is_err(), "{wrong}");
        }
    }
}
