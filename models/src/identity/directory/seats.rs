//! At which desks members sit, as the directory says and their memberships.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Listing;
use crate::Error;
use crate::identity::desks::Desks;
use crate::ids::TenantId;
use crate::schema::directory;

/// Where members sit: as the directory says, and at those of the agents of their memberships that it gives to no member.
pub(in crate::identity) async fn desks_of(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    people: &[Uuid],
    agents: Vec<String>,
) -> Result<Desks, Error> {
    let own = directory::table.filter(
        directory::tenant_id.eq(tenant.0).and(
            directory::person_id
                .eq_any(people)
                .or(directory::extension.eq_any(&agents)),
        ),
    );
    let found: Vec<Listing> = own.select(Listing::as_select()).load(conn).await?;
    let is_given = |agent: &String| {
        let mut given = found.iter().filter(|listing| listing.person_id.is_some());
        given.any(|listing| listing.extension == *agent)
    };
    let mut desks = Desks::always(agents.iter().filter(|agent| !is_given(agent)).cloned());
    let theirs = |listing: &Listing| listing.person_id.is_some_and(|person| people.contains(&person));
    for listing in found.into_iter().filter(theirs) {
        listing.seat(&mut desks);
    }
    Ok(desks)
}
