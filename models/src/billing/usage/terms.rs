//! What was agreed with a tenant, and how a call is charged under it. Pure.

use super::Anniversary;

/// How many calls a period may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Calls(u64),
    Unlimited,
}

/// What happens to a call beyond the limit. A record is kept in every case; only its analysis is gated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Kept, not analysed.
    StoreOnly,
    /// Kept; analysed and charged after the reset or an upgrade.
    Queue,
    /// Analysed, charged as overage.
    Overage,
    /// Refused at the door; what comes past the door all the same is withheld.
    Reject,
}

impl Policy {
    pub const ALL: [Self; 4] = [Self::StoreOnly, Self::Queue, Self::Overage, Self::Reject];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::StoreOnly => "store_only",
            Self::Queue => "queue",
            Self::Overage => "overage",
            Self::Reject => "reject",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == name)
    }
}

/// How a call was charged; stands on its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Charge {
    Included,
    Overage,
    Withheld,
    /// Canary and demo calls.
    None,
}

impl Charge {
    pub const ALL: [Self; 4] = [Self::Included, Self::Overage, Self::Withheld, Self::None];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Included => "included",
            Self::Overage => "overage",
            Self::Withheld => "withheld",
            Self::None => "none",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|charge| charge.as_str() == name)
    }

    /// Whether the recordings of such a call wait instead of being analysed.
    pub fn withholds(self) -> bool {
        self == Self::Withheld
    }
}

/// What was agreed with a tenant. `version` grows with every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub limit: Limit,
    pub policy: Policy,
    pub anniversary: Anniversary,
    pub version: i64,
}
