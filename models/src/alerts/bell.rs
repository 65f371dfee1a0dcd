//! A member's bell: whose it is. What it rang for is read in `notification`, what it is not to ring for said in `mute`.

use crate::ids::{PersonId, TenantId};

/// What one member is to know. Inside the tenant's transaction.
#[derive(Clone, Copy, Debug)]
pub struct Bell {
    pub tenant: TenantId,
    pub person: PersonId,
}
