//! Somebody who gives rights to others, and how far they may. Pure.

use super::permission::{Permissions, RowScope};
use crate::Error;

/// Somebody who gives rights to others, and never more than they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantor {
    pub actor: String,
    pub permissions: Permissions,
    pub row_scope: RowScope,
}

impl Grantor {
    /// The operator, at the command line.
    pub fn operator() -> Self {
        Grantor {
            actor: "command line".into(),
            permissions: Permissions::all(),
            row_scope: RowScope::All,
        }
    }

    /// Extensions and groups say whose calls somebody sees. Whoever does not see every call could give themselves those of others.
    pub fn may_seat(&self) -> Result<(), Error> {
        match self.row_scope {
            RowScope::All => Ok(()),
            own => Err(Error::Forbidden(format!(
                "your own rows are only `{}`: whose calls somebody sees is said by those who see every call",
                own.as_str()
            ))),
        }
    }

    pub fn may_grant(&self, permissions: Permissions, row_scope: RowScope) -> Result<(), Error> {
        if self.permissions.covers(permissions) && self.row_scope >= row_scope {
            return Ok(());
        }
        let own = self.permissions.names();
        let beyond: Vec<&str> = permissions
            .names()
            .into_iter()
            .filter(|name| !own.contains(name))
            .collect();
        Err(Error::Forbidden(match beyond.as_slice() {
            [] => format!("your own rows are only `{}`", self.row_scope.as_str()),
            beyond => format!("you do not have it yourself: {}", beyond.join(", ")),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::permission::Preset;

    #[test]
    fn nobody_grants_what_they_do_not_have() {
        let manager = Grantor {
            actor: "person:x".into(),
            permissions: Preset::Manager.permissions(),
            row_scope: RowScope::All,
        };
        assert!(manager.may_grant(Preset::Viewer.permissions(), RowScope::All).is_ok());
        let refused = manager
            .may_grant(Preset::Admin.permissions(), RowScope::All)
            .unwrap_err();
        assert!(refused.to_string().contains("keys.manage"), "{refused}");
        let narrow = Grantor {
            row_scope: RowScope::Group,
            ..manager
        };
        assert!(narrow.may_grant(Preset::Agent.permissions(), RowScope::Own).is_ok());
        assert!(narrow.may_grant(Preset::Agent.permissions(), RowScope::All).is_err());
    }
}
