//! What each role of the platform's staff may do, one name each. Pure.

use crate::Error;

macro_rules! permissions {
    ($($name:ident = $text:literal, $does:literal;)*) => {
        /// One thing that staff may do. Its name is part of the API and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum StaffPermission { $(#[doc = $does] $name,)* }

        impl StaffPermission {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

permissions! {
    TenantsRead = "tenants.read", "See tenants, their people, usage and history";
    TenantsNote = "tenants.note", "Write notes about tenants, and tag them";
    TenantsManage = "tenants.manage", "Create, change, suspend and activate tenants";
    TenantsErase = "tenants.erase", "Delete tenants, and restore them";
    TenantsExport = "tenants.export", "Take along all that a tenant has, words and recordings in the open";
    Impersonate = "impersonate", "See what a member sees, for half an hour, with a reason";
    AuditRead = "audit.read", "Read audit logs of tenants and of the platform";
    PlatformRead = "platform.read", "See flags, modes and limits of the platform";
    PlatformManage = "platform.manage", "Change flags, modes and limits of the platform";
    StaffRead = "staff.read", "See the staff";
    StaffManage = "staff.manage", "Add, change and suspend staff";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffRole {
    Owner,
    Admin,
    Support,
}

impl StaffRole {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Support];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Support => "support",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| Error::Invalid(format!("`role` {name:?}: it is owner, admin or support")))
    }

    pub fn permissions(self) -> &'static [StaffPermission] {
        use StaffPermission::*;
        match self {
            Self::Owner => StaffPermission::ALL,
            Self::Admin => &[
                TenantsRead,
                TenantsNote,
                TenantsManage,
                TenantsErase,
                Impersonate,
                AuditRead,
                PlatformRead,
                PlatformManage,
                StaffRead,
            ],
            Self::Support => &[TenantsRead, TenantsNote, Impersonate, AuditRead, PlatformRead],
        }
    }

    pub fn may(self, permission: StaffPermission) -> bool {
        self.permissions().contains(&permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_manage_the_staff_and_support_changes_no_tenant() {
        let may = |permission| StaffRole::ALL.map(|role| role.may(permission));
        assert_eq!(may(StaffPermission::StaffManage), [true, false, false]);
        assert_eq!(may(StaffPermission::TenantsManage), [true, true, false]);
        assert_eq!(may(StaffPermission::TenantsRead), [true, true, true]);
    }
}
