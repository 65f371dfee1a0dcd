//! What each key and session may do, for as long as that may be believed without asking, and when its use was last written down.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use models::identity::authority::Authority;

/// A change of a key, a role or a status reaches every node within this time.
const FRESH: Duration = Duration::from_secs(1);
/// How long a request waits for another one that asks for the same key.
const TURN_MAX: Duration = Duration::from_millis(250);
/// The use of a key is noted once in so long: a busy key costs a request no write.
const NOTED: Duration = Duration::from_secs(60);
/// Keys that are remembered; wrong ones count too, so that guessing costs no memory.
const REMEMBERED_MAX: usize = 10_000;

/// What each hash may do, for as long as that may be believed without asking.
pub struct AuthorityCache<T = Authority> {
    known: Mutex<HashMap<[u8; 32], Known<T>>>,
    /// By the first byte of a hash: held by who asks for it now.
    asking: [tokio::sync::Mutex<()>; 256],
}

impl<T> Default for AuthorityCache<T> {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            asking: [const { tokio::sync::Mutex::const_new(()) }; 256],
        }
    }
}

struct Known<T> {
    /// What it was.
    authority: Option<Arc<T>>,
    /// `None`: it has to be asked again.
    asked: Option<Instant>,
    /// When its use was last written down.
    noted: Option<Instant>,
}

impl<T> Known<T> {
    fn is_fresh(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < FRESH)
    }
}

impl<T> AuthorityCache<T> {
    pub fn get(&self, hash: &[u8; 32]) -> Option<Option<Arc<T>>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(hash)
            .filter(|known| known.is_fresh())
            .map(|known| known.authority.clone())
    }

    /// To ask for a hash is one request's at a time. Whoever waits for long asks beside: one that hangs does not hold up the others.
    pub async fn turn(&self, hash: &[u8; 32]) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let turn = self.asking[usize::from(hash[0])].lock();
        tokio::time::timeout(TURN_MAX, turn).await.ok()
    }

    pub fn remember(&self, hash: [u8; 32], authority: Option<Arc<T>>) {
        let asked = Some(Instant::now());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get_mut(&hash) {
            known.authority = authority;
            known.asked = asked;
            return;
        }
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, known| known.is_fresh());
        }
        if known.len() < REMEMBERED_MAX {
            let noted = None;
            known.insert(
                hash,
                Known {
                    authority,
                    asked,
                    noted,
                },
            );
        }
    }

    /// Whether its use is to be written down now: once in a while.
    pub fn is_to_be_noted(&self, hash: &[u8; 32]) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.get_mut(hash) else {
            return false;
        };
        let is_due = known.noted.is_none_or(|noted| noted.elapsed() >= NOTED);
        if is_due {
            known.noted = Some(Instant::now());
        }
        is_due
    }

    /// After a change made here: on this node it holds from the next request on.
    pub fn forget(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values_mut().for_each(|known| known.asked = None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_use_of_a_key_is_noted_once_in_a_while() {
        let cache = AuthorityCache::<Authority>::default();
        cache.remember([1; 32], None);
        assert!(cache.is_to_be_noted(&[1; 32]) && !cache.is_to_be_noted(&[1; 32]));
        cache.remember([2; 32], None);
        assert!(cache.is_to_be_noted(&[2; 32]));
        cache.forget();
        assert!(cache.get(&[1; 32]).is_none());
        cache.remember([1; 32], None);
        assert!(!cache.is_to_be_noted(&[1; 32]));
    }

    #[test]
    fn a_full_memory_forgets_no_tenant_that_asks_again_and_never_grows() {
        let cache = AuthorityCache::<Authority>::default();
        for n in 0..REMEMBERED_MAX as u64 + 5 {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&n.to_be_bytes());
            cache.remember(hash, None);
        }
        assert_eq!(cache.known.lock().unwrap().len(), REMEMBERED_MAX);
    }
}
