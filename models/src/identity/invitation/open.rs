//! The holders of an open link ask for an invitation to their own address.

use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Invitation, Invited, NewInvitation, Shown, show};
use crate::Error;
use crate::identity::authority::Grantor;
use crate::identity::email::Email;
use crate::identity::membership::NewMember;
use crate::identity::permission::RowScope;
use crate::identity::role::RoleRef;
use crate::identity::token::Secret;

/// The holder of an open link asks for an invitation to their own address: what they are sent, or `None` if they are a member
/// already, or invited to something else. `NotFound` where the link is good no more. As owner.
pub async fn ask(conn: &mut AsyncPgConnection, text: &str, email: &Email) -> Result<Option<(Shown, Secret)>, Error> {
    const USE: &str = "UPDATE invitations SET uses = uses + 1 WHERE tenant_id = $1 AND id = $2 AND uses < uses_max";
    let shown = show(conn, text).await?;
    let (tenant, id) = (shown.tenant(), shown.id);
    let used = diesel::sql_query(USE)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<SqlUuid, _>(id)
        .execute(conn)
        .await?;
    if used == 0 {
        return Err(Error::NotFound("link"));
    }
    let link = Invitation::of(tenant).find(conn, id).await?;
    // What else that address was invited to stays, whoever has this link.
    let waiting = Invitation::of(tenant).list(conn).await?;
    if waiting.iter().any(|one| is_other(one, &link, email)) {
        return Ok(None);
    }
    let by = Grantor {
        actor: shown.invited_by.clone(),
        ..Grantor::operator()
    };
    let new = NewInvitation {
        to: Invited::Address(email.clone()),
        member: NewMember {
            role: RoleRef::parse(&link.role)?,
            row_scope: Some(RowScope::parse(&link.row_scope)?),
            agents: Vec::new(),
        },
    };
    match Invitation::of(tenant).create(conn, &by, new).await {
        Ok((_, secret)) => Ok(Some((shown, secret))),
        Err(Error::Conflict(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// It is to this address, and to something else than the link gives.
fn is_other(invited: &Invitation, link: &Invitation, to: &Email) -> bool {
    let is_theirs = |own: &str| own.eq_ignore_ascii_case(to.as_str());
    let is_same = invited.role == link.role && invited.row_scope == link.row_scope && invited.agents.is_empty();
    !invited.expired && !is_same && invited.email.as_deref().is_some_and(is_theirs)
}
