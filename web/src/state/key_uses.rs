//! What came of requests with each key, counted in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use actix_web::http::StatusCode;
use models::identity::key_usage::Uses;
use models::ids::{ApiKeyId, TenantId};
use uuid::Uuid;

/// Whose key a request was let in with, for its count.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    pub tenant: TenantId,
    pub key: ApiKeyId,
}

/// What is not written down yet.
#[derive(Default)]
pub struct KeyUses(Mutex<HashMap<(Uuid, Uuid), Uses>>);

impl KeyUses {
    pub fn count(&self, used: Used, status: StatusCode) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let uses = all.entry((used.tenant.0, used.key.0)).or_default();
        uses.requests += 1;
        match status {
            StatusCode::TOO_MANY_REQUESTS => uses.limited += 1,
            status if status.is_client_error() => uses.refused += 1,
            status if status.is_server_error() => uses.failed += 1,
            _ => {}
        }
    }

    pub fn take(&self) -> HashMap<(Uuid, Uuid), Uses> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn give_back(&self, of: (Uuid, Uuid), uses: Uses) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(of).or_default();
        kept.requests += uses.requests;
        kept.refused += uses.refused;
        kept.limited += uses.limited;
        kept.failed += uses.failed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_counted_once_and_what_was_not_written_is_there_again() {
        let uses = KeyUses::default();
        let used = Used {
            tenant: TenantId(Uuid::from_u128(1)),
            key: ApiKeyId(Uuid::from_u128(2)),
        };
        for status in [200, 202, 404, 422, 429, 503] {
            uses.count(used, StatusCode::from_u16(status).unwrap());
        }
        let taken = uses.take();
        let counted = taken[&(used.tenant.0, used.key.0)];
        let wanted = Uses {
            requests: 6,
            refused: 2,
            limited: 1,
            failed: 1,
        };
        assert_eq!(counted, wanted);
        assert!(uses.take().is_empty());
        uses.count(used, StatusCode::OK);
        uses.give_back((used.tenant.0, used.key.0), counted);
        assert_eq!(uses.take()[&(used.tenant.0, used.key.0)].requests, 7);
    }
}
