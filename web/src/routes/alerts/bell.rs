//! Whose bell it is: that of whoever is signed in.

use models::alerts::bell::Bell;

use crate::routes::identity::can::SignedIn;

pub(super) fn bell(signed_in: &SignedIn) -> Bell {
    Bell {
        tenant: signed_in.caller.tenant,
        person: signed_in.person,
    }
}
