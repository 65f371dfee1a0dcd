//! Who follows which tenant, and how far each tenant's events have been read for them. Pure: no clock, no database.

use std::collections::HashMap;
use std::sync::Arc;

use models::calls::outbox::ToldEvent;
use models::ids::TenantId;
use tokio::sync::broadcast;

use super::Full;
use crate::config::FeedBounds;

pub(super) type Events = broadcast::Receiver<Arc<ToldEvent>>;

pub(super) struct Rooms {
    of: HashMap<TenantId, Room>,
    streams: usize,
    streams_max: usize,
    tenant_streams_max: usize,
    events_max: usize,
}

/// A tenant that somebody follows.
struct Room {
    streams: usize,
    /// Its latest events, for all who follow it. Who has not taken one when it is pushed out learns that it missed some.
    live: broadcast::Sender<Arc<ToldEvent>>,
    /// The last number that was read; unknown until the first who came has looked.
    read_to: Option<i64>,
    /// The last number that there is, as far as anybody rang.
    last: i64,
}

impl Rooms {
    pub(super) fn new(bounds: &FeedBounds) -> Self {
        Self {
            of: HashMap::new(),
            streams: 0,
            streams_max: bounds.streams_max,
            tenant_streams_max: bounds.tenant_streams_max,
            events_max: bounds.events_max.max(1),
        }
    }

    /// One stream more; whoever got in leaves with `leave`.
    pub(super) fn enter(&mut self, tenant: TenantId) -> Result<Events, Full> {
        if self.streams >= self.streams_max {
            return Err(Full::Node(self.streams_max));
        }
        let held = self.of.get(&tenant).map_or(0, |room| room.streams);
        if held >= self.tenant_streams_max {
            return Err(Full::Tenant(self.tenant_streams_max));
        }
        let events_max = self.events_max;
        let room = self.of.entry(tenant).or_insert_with(|| Room {
            streams: 0,
            live: broadcast::channel(events_max).0,
            read_to: None,
            last: 0,
        });
        room.streams += 1;
        self.streams += 1;
        Ok(room.live.subscribe())
    }

    pub(super) fn leave(&mut self, tenant: TenantId) {
        let Some(room) = self.of.get_mut(&tenant) else {
            return;
        };
        room.streams -= 1;
        self.streams -= 1;
        if room.streams == 0 {
            self.of.remove(&tenant);
        }
    }

    /// Somebody has looked how far the events reach: what comes after is read for all.
    pub(super) fn begin(&mut self, tenant: TenantId, last: i64) {
        if let Some(room) = self.of.get_mut(&tenant) {
            room.read_to.get_or_insert(last);
            room.last = room.last.max(last);
        }
    }

    /// There are events up to this number. Whether somebody waits for them.
    pub(super) fn ring(&mut self, tenant: TenantId, last: i64) -> bool {
        let Some(room) = self.of.get_mut(&tenant) else {
            return false;
        };
        room.last = room.last.max(last);
        room.read_to.is_some_and(|read_to| read_to < room.last)
    }

    /// Tenants with events that were not read yet, and the number after which they begin.
    pub(super) fn behind(&self) -> Vec<(TenantId, i64)> {
        let behind = self.of.iter().filter_map(|(tenant, room)| {
            let read_to = room.read_to.filter(|read_to| *read_to < room.last)?;
            Some((*tenant, read_to))
        });
        behind.collect()
    }

    /// Hands on what was read after `seq`. Nothing: what lay there is gone, and each stream finds that out by itself.
    pub(super) fn tell(&mut self, tenant: TenantId, seq: i64, events: Vec<ToldEvent>) {
        let Some(room) = self.of.get_mut(&tenant) else {
            return;
        };
        if room.read_to != Some(seq) {
            return;
        }
        room.read_to = Some(events.last().map_or(room.last, |event| event.seq));
        for event in events {
            // All may have left meanwhile.
            room.live.send(Arc::new(event)).ok();
        }
    }

    pub(super) fn tenants(&self) -> Vec<TenantId> {
        self.of.keys().copied().collect()
    }

    pub(super) fn streams(&self) -> usize {
        self.streams
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ONE: TenantId = TenantId(Uuid::from_u128(1));
    const TWO: TenantId = TenantId(Uuid::from_u128(2));

    fn rooms() -> Rooms {
        Rooms::new(&FeedBounds {
            streams_max: 3,
            tenant_streams_max: 2,
            events_max: 4,
            ..FeedBounds::default()
        })
    }

    fn event(seq: i64) -> ToldEvent {
        ToldEvent {
            seq,
            kind: "call.received".into(),
            call_id: None,
            text: String::new(),
            whose: None,
        }
    }

    #[test]
    fn a_tenant_and_a_node_have_so_many_streams_and_a_place_that_is_left_is_free() {
        let mut rooms = rooms();
        let _held = [rooms.enter(ONE).unwrap(), rooms.enter(ONE).unwrap()];
        assert_eq!(rooms.enter(ONE).unwrap_err(), Full::Tenant(2));
        let _other = rooms.enter(TWO).unwrap();
        assert_eq!(rooms.enter(TWO).unwrap_err(), Full::Node(3));
        rooms.leave(ONE);
        assert!(rooms.enter(TWO).is_ok());
        assert_eq!(rooms.streams(), 3);
    }

    #[test]
    fn events_are_read_once_for_all_who_follow_and_for_nobody_else() {
        let mut rooms = rooms();
        assert!(!rooms.ring(ONE, 5), "nobody follows");
        let (mut first, mut second) = (rooms.enter(ONE).unwrap(), rooms.enter(ONE).unwrap());
        assert!(!rooms.ring(ONE, 6), "nobody has looked yet");
        rooms.begin(ONE, 6);
        rooms.begin(ONE, 7);
        assert_eq!(rooms.behind(), [(ONE, 6)]);
        rooms.tell(ONE, 6, vec![event(7)]);
        assert!(rooms.behind().is_empty());
        assert_eq!(first.try_recv().unwrap().seq, 7);
        assert_eq!(second.try_recv().unwrap().seq, 7);
        assert!(rooms.ring(ONE, 9));
        // What can no longer be read is not asked for again and again.
        rooms.tell(ONE, 7, Vec::new());
        assert!(rooms.behind().is_empty());
    }

    #[test]
    fn who_is_slow_learns_that_it_missed_some_and_holds_nothing_up() {
        let mut rooms = rooms();
        let mut slow = rooms.enter(ONE).unwrap();
        rooms.begin(ONE, 0);
        rooms.ring(ONE, 10);
        rooms.tell(ONE, 0, (1..=10).map(event).collect());
        assert!(matches!(
            slow.try_recv(),
            Err(broadcast::error::TryRecvError::Lagged(_))
        ));
        assert!(slow.len() <= 4);
    }

    #[test]
    fn whoever_comes_after_all_have_left_begins_anew() {
        let mut rooms = rooms();
        drop(rooms.enter(ONE).unwrap());
        rooms.begin(ONE, 3);
        rooms.leave(ONE);
        assert!(rooms.tenants().is_empty());
        let _held = rooms.enter(ONE).unwrap();
        // A page that was read for those who left is not theirs.
        rooms.tell(ONE, 3, vec![event(4)]);
        rooms.begin(ONE, 8);
        assert!(rooms.behind().is_empty());
    }
}
