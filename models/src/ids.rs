//! Ids as types. Those of calls and legs are derived from what they are, so the door can name them before the commit
//! and a replay meets itself; the others are random.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A telephone system of a tenant. Its name is part of every id that came through it, so it never changes.
pub const SOURCE_INSTANCE_API: &str = "api";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LegId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiKeyId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(pub Uuid);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StaffId(pub Uuid);

/// Whose the platform's own audit chain is.
pub const PLATFORM: TenantId = TenantId(Uuid::nil());

/// Whose the canary's calls are: a tenant of the platform's own, which no key belongs to. Never charged, and in no list of customers.
pub const CANARY: TenantId = TenantId(Uuid::from_u128(0x8000_8000_6361_6e61_7279));

impl PersonId {
    pub fn random() -> Self {
        PersonId(Uuid::now_v7())
    }
}

impl StaffId {
    pub fn random() -> Self {
        StaffId(Uuid::now_v7())
    }
}

impl SessionId {
    pub fn random() -> Self {
        SessionId(Uuid::now_v7())
    }
}

impl TenantId {
    pub fn random() -> Self {
        TenantId(Uuid::now_v7())
    }
}

impl ApiKeyId {
    pub fn random() -> Self {
        ApiKeyId(Uuid::now_v7())
    }
}

/// `key` is the linked id of the call's legs, else the external id of its single leg.
pub fn call(tenant: TenantId, instance: &str, key: &str) -> CallId {
    CallId(derived(tenant, "call", instance, key))
}

/// Which of so many partitions of the door a tenant belongs to; `partition_of` says the same in SQL.
pub fn partition(tenant: TenantId, partitions: i32) -> i32 {
    let [.., a, b, c, d] = *tenant.0.as_bytes();
    let number = i64::from(u32::from_be_bytes([a, b, c, d])) % i64::from(partitions.max(1));
    i32::try_from(number).unwrap_or_default()
}

pub fn leg(tenant: TenantId, instance: &str, external_id: &str) -> LegId {
    LegId(derived(tenant, "leg", instance, external_id))
}

/// UUIDv5 in the tenant's namespace of kind NUL instance NUL key. No two triples give the same bytes as long as an
/// instance's name holds no NUL, and PostgreSQL text cannot.
fn derived(tenant: TenantId, kind: &str, instance: &str, key: &str) -> Uuid {
    let mut name = Vec::with_capacity(kind.len() + instance.len() + key.len() + 2);
    for (nth, part) in [kind, instance, key].into_iter().enumerate() {
        if nth > 0 {
            name.push(0);
        }
        name.extend_from_slice(part.as_bytes());
    }
    Uuid::new_v5(&tenant.0, &name)
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for LegId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ApiKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for StaffId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TenantId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(TenantId)
    }
}

impl FromStr for CallId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(CallId)
    }
}

impl FromStr for LegId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(LegId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId(Uuid::from_u128(7));

    #[test]
    fn the_same_record_has_the_same_id_and_every_part_counts() {
        assert_eq!(call(TENANT, "api", "1"), call(TENANT, "api", "1"));
        assert_ne!(call(TENANT, "api", "1"), call(TENANT, "api", "2"));
        assert_ne!(call(TENANT, "api", "1"), call(TENANT, "pbx", "1"));
        assert_ne!(call(TENANT, "api", "1"), call(TenantId(Uuid::from_u128(8)), "api", "1"));
        assert_ne!(call(TENANT, "api", "1").0, leg(TENANT, "api", "1").0);
        assert_ne!(call(TENANT, "a", "b1"), call(TENANT, "ab", "1"));
    }

    #[test]
    fn an_id_never_changes_between_versions() {
        assert_eq!(CANARY.to_string(), "00000000-0000-8000-8000-63616e617279");
        assert_eq!(
            call(TENANT, "api", "1").to_string(),
            "3f9221b0-a2b5-5e18-9e7d-08e433761e7c"
        );
        assert_eq!(
            leg(TENANT, "api", "1").to_string(),
            "9cdd380d-839a-58a2-bc8f-ad777d72e54e"
        );
    }
}
