//! What may be done, one name each; the roles that everybody has; whose rows are seen. Pure. That nobody grants more than they
//! have is decided with `covers`.

use crate::Error;

macro_rules! permissions {
    ($($name:ident = $text:literal, $does:literal;)*) => {
        /// One thing that may be done. Its name is part of the API and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Permission { $(#[doc = $does] $name,)* }

        impl Permission {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// In a few words, for people who put a role together.
            pub fn does(self) -> &'static str {
                match self { $(Self::$name => $does,)* }
            }
        }
    };
}

permissions! {
    CallsRead = "calls.read", "See calls, their words and their figures";
    CallsListen = "calls.listen", "Hear recordings";
    CallsSend = "calls.send", "Send records and recordings";
    CallsEdit = "calls.edit", "Change calls: tags, notes, another analysis";
    CallsDelete = "calls.delete", "Delete calls for good, with their recordings, words and notes";
    CallsExport = "calls.export", "Take calls out in bulk";
    CallsShare = "calls.share", "Show calls to people outside by a link";
    EventsRead = "events.read", "Follow what happens as it happens";
    UsageRead = "usage.read", "See what is used of the plan";
    UsageManage = "usage.manage", "Have withheld calls analysed";
    QueueRead = "queue.read", "See what waits, and what could not be taken or analysed";
    QueueManage = "queue.manage", "Have it tried again, or dropped";
    TeamRead = "team.read", "See members, roles and groups";
    TeamManage = "team.manage", "Invite, change, suspend and remove members";
    KeysManage = "keys.manage", "Make, change and revoke API keys";
    SettingsRead = "settings.read", "See the settings";
    SettingsManage = "settings.manage", "Change the settings";
    BillingManage = "billing.manage", "Change the plan, see invoices";
    AuditRead = "audit.read", "Read the audit log";
}

impl Permission {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

/// In stored lists: all there are, those of later versions too.
const EVERYTHING: &str = "*";

impl Permissions {
    pub fn all() -> Self {
        Self::of(Permission::ALL)
    }

    pub fn of(list: &[Permission]) -> Self {
        Self(list.iter().fold(0, |bits, permission| bits | permission.bit()))
    }

    /// Names as they are asked for: an unknown one is refused by name.
    pub fn parse(names: &[String]) -> Result<Self, Error> {
        let mut set = Self::default();
        for name in names {
            match Permission::from_name(name) {
                Some(permission) => set.0 |= permission.bit(),
                None if name == EVERYTHING => return Ok(Self::all()),
                None => return Err(Error::Invalid(format!("{name:?} is no permission"))),
            }
        }
        Ok(set)
    }

    /// Names as they are stored: one of another version grants nothing.
    pub fn stored(names: &[String]) -> Self {
        let known = names.iter().filter_map(|name| match Permission::from_name(name) {
            Some(permission) => Some(permission.bit()),
            None => (name == EVERYTHING).then(|| Self::all().0),
        });
        Self(known.fold(0, |bits, more| bits | more))
    }

    pub fn names(self) -> Vec<&'static str> {
        let held = Permission::ALL.iter().filter(|permission| self.has(**permission));
        held.map(|permission| permission.name()).collect()
    }

    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Those of these that are among the other's.
    pub fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of the other's are among these.
    pub fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }
}

/// Whose calls are seen; each sees more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowScope {
    /// Those of the agents that this person is.
    Own,
    /// Those of everybody in a group of this person.
    Group,
    All,
}

impl RowScope {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Group => "group",
            Self::All => "all",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Own, Self::Group, Self::All]
            .into_iter()
            .find(|scope| scope.as_str() == name)
    }

    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| Error::Invalid(format!("`row_scope` {name:?}: it is all, group or own")))
    }
}

/// A role that every tenant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    Admin,
    Manager,
    Agent,
    Viewer,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Manager, Self::Agent, Self::Viewer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Agent => "agent",
            Self::Viewer => "viewer",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }

    pub fn permissions(self) -> Permissions {
        use Permission::*;
        match self {
            Self::Admin => Permissions::all(),
            Self::Manager => Permissions::of(&[
                CallsRead,
                CallsListen,
                CallsSend,
                CallsEdit,
                CallsExport,
                CallsShare,
                EventsRead,
                UsageRead,
                QueueRead,
                QueueManage,
                TeamRead,
                TeamManage,
            ]),
            Self::Agent => Permissions::of(&[CallsRead, CallsListen, EventsRead]),
            Self::Viewer => Permissions::of(&[CallsRead, EventsRead, UsageRead, TeamRead]),
        }
    }

    /// Unless the membership says otherwise.
    pub fn row_scope(self) -> RowScope {
        match self {
            Self::Agent => RowScope::Own,
            Self::Admin | Self::Manager | Self::Viewer => RowScope::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_found_by_its_name_and_has_a_bit_of_its_own() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_name(permission.name()), Some(*permission));
        }
        assert_eq!(Permissions::all().names().len(), Permission::ALL.len());
        assert!(Permission::ALL.len() <= 32);
    }

    #[test]
    fn an_admin_covers_everybody_and_nobody_covers_an_admin() {
        for preset in Preset::ALL {
            assert!(Preset::Admin.permissions().covers(preset.permissions()));
            let covers = preset.permissions().covers(Preset::Admin.permissions());
            assert_eq!(covers, preset == Preset::Admin, "{preset:?}");
        }
        assert!(Preset::Manager.permissions().covers(Preset::Viewer.permissions()));
    }

    #[test]
    fn an_unknown_name_is_refused_when_asked_for_and_grants_nothing_when_stored() {
        let names = ["calls.read".to_owned(), "calls.rule".to_owned()];
        assert!(
            Permissions::parse(&names)
                .unwrap_err()
                .to_string()
                .contains("calls.rule")
        );
        assert_eq!(Permissions::stored(&names).names(), ["calls.read"]);
        assert_eq!(Permissions::stored(&["*".to_owned()]), Permissions::all());
    }
}
