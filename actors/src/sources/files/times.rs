//! Since when each file of a folder has been there, and since when it has been as it is, by our own clock: a share's may be another one, and
//! who copies a file may give it the time of the one it was copied from. Pure.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::plan::Seen;

/// A file is new for so long.
const FRESH: Duration = Duration::from_secs(10);

#[derive(Default)]
pub struct Times(HashMap<String, Since>);

struct Since {
    seen: Seen,
    there: Instant,
    unchanged: Instant,
}

impl Times {
    /// What lies there now; what does not is forgotten.
    pub fn note(&mut self, seen: &[Seen], now: Instant) {
        let mut before = std::mem::take(&mut self.0);
        for one in seen {
            let is_same = |since: &Since| since.seen.is_same_file(one);
            let since = match before.remove(&one.name).filter(is_same) {
                Some(since) if since.seen == *one => since,
                Some(since) => Since {
                    seen: one.clone(),
                    unchanged: now,
                    ..since
                },
                None => Since {
                    seen: one.clone(),
                    there: now,
                    unchanged: now,
                },
            };
            self.0.insert(one.name.clone(), since);
        }
    }

    /// Those that have not changed for so long.
    pub fn rested(&self, rest: Duration, now: Instant) -> HashSet<String> {
        self.names(|since| now.saturating_duration_since(since.unchanged) >= rest)
    }

    pub fn fresh(&self, now: Instant) -> HashSet<String> {
        self.names(|since| now.saturating_duration_since(since.there) < FRESH)
    }

    fn names(&self, is_one: impl Fn(&Since) -> bool) -> HashSet<String> {
        let those = self.0.iter().filter(|(_, since)| is_one(since));
        those.map(|(name, _)| name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(inode: i64, bytes: u64, modified_ns: i64) -> Seen {
        Seen {
            name: "a".into(),
            device: 1,
            inode,
            bytes,
            modified_ns,
        }
    }

    #[test]
    fn a_file_rests_once_it_has_not_changed_for_so_long_and_another_under_its_name_begins_anew() {
        let (begin, rest) = (Instant::now(), Duration::from_secs(5));
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut times = Times::default();
        let mut look = |now: u64, seen: &[Seen]| {
            times.note(seen, at(now));
            (
                times.rested(rest, at(now)).contains("a"),
                times.fresh(at(now)).contains("a"),
            )
        };
        assert_eq!(look(0, &[seen(1, 1, 0)]), (false, true));
        assert_eq!(look(4, &[seen(1, 2, 0)]), (false, true), "it grew");
        assert_eq!(look(8, &[seen(1, 2, 7)]), (false, true), "it was written to");
        assert_eq!(look(12, &[seen(1, 2, 7)]), (false, false));
        assert_eq!(look(13, &[seen(1, 2, 7)]), (true, false));
        assert_eq!(look(20, &[seen(2, 2, 7)]), (false, true), "another one");
        assert_eq!(look(21, &[]), (false, false));
        assert_eq!(look(30, &[seen(2, 2, 7)]), (false, true), "it was away");
    }
}
