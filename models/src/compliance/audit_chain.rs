//! What makes the audit log a chain, and what a chain proves. Pure: the same for the database and for an exported file.
//!
//! commitment: what the entry tells (`audit_entry`);
//! hash = SHA-256("audiapro audit entry/1", previous hash, tenant, n, microseconds since 1970, commitment), each with its length before it;
//! the hash before the first = SHA-256("audiapro audit/1", tenant).

use chrono::{DateTime, Utc};

use super::audit_entry::{Entry, Hash, hash};
use crate::ids::TenantId;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every link holds; the details of `erased` entries were erased.
    Whole {
        entries: u64,
        erased: u64,
    },
    Broken {
        n: i64,
        why: &'static str,
    },
}

/// One entry of a chain.
pub(super) struct Link {
    pub n: i64,
    pub at: DateTime<Utc>,
    pub commitment: Vec<u8>,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
    /// The salt, and what was told; none where it was erased.
    pub told: Option<(Vec<u8>, Entry)>,
}

/// A chain as far as it was gone along.
pub(super) struct Chain {
    tenant: TenantId,
    n: i64,
    prev: Vec<u8>,
    erased: u64,
}

impl Chain {
    pub fn of(tenant: TenantId) -> Self {
        Self {
            tenant,
            n: 0,
            prev: genesis(tenant).to_vec(),
            erased: 0,
        }
    }

    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub fn length(&self) -> i64 {
        self.n
    }

    /// The next entry, or what is wrong with it.
    pub fn follow(&mut self, next: &Link) -> Result<(), Verdict> {
        let broken = |n, why| Err(Verdict::Broken { n, why });
        if next.n != self.n + 1 {
            return broken(self.n + 1, "an entry is missing or stands twice");
        }
        let hash = link(&self.prev, self.tenant, next.n, next.at, &next.commitment);
        if next.prev != self.prev || next.hash != hash {
            return broken(next.n, "the entry does not follow from the one before");
        }
        match &next.told {
            None => self.erased += 1,
            Some((salt, entry)) if entry.commitment(salt).as_slice() != next.commitment => {
                return broken(next.n, "who, what, before or after was changed");
            }
            Some(_) => {}
        }
        (self.n, self.prev) = (next.n, next.hash.clone());
        Ok(())
    }

    /// Whether it ends where it should.
    pub fn end_at(&self, n: i64, hash: &[u8]) -> Verdict {
        if (self.n, self.prev.as_slice()) != (n, hash) {
            return Verdict::Broken {
                n: self.n + 1,
                why: "the chain does not end at its head",
            };
        }
        Verdict::Whole {
            entries: self.n.unsigned_abs(),
            erased: self.erased,
        }
    }
}

pub(super) fn genesis(tenant: TenantId) -> Hash {
    hash(&[b"audiapro audit/1", tenant.0.as_bytes()])
}

pub(super) fn link(prev: &[u8], tenant: TenantId, n: i64, at: DateTime<Utc>, commitment: &[u8]) -> Hash {
    let micros = at.timestamp_micros().to_be_bytes();
    hash(&[
        b"audiapro audit entry/1",
        prev,
        tenant.0.as_bytes(),
        &n.to_be_bytes(),
        &micros,
        commitment,
    ])
}
