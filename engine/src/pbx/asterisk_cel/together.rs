//! When people of one call were connected, followed through the bridges that its channels enter and leave.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::Value;

use super::CallEvent;

/// When people were connected: the union of the times in which two channels of the call shared a bridge.
#[derive(Default)]
pub(super) struct Together {
    pub(super) first: Option<Timestamp>,
    pub(super) ms: i64,
    /// Channels in the order in which they were connected to another.
    pub(super) channels: Vec<String>,
    /// They met in a conference room.
    pub(super) in_room: bool,
}

impl Together {
    /// Of all events of one call, in order of time.
    pub(super) fn of(events: &[CallEvent<'_>]) -> Self {
        let mut found = Self::default();
        let mut bridges = Bridges::default();
        let mut since: Option<Timestamp> = None;
        let mut in_rooms: HashSet<&str> = HashSet::new();
        for event in events {
            if event.name == "APP_START" && matches!(&*event.get("application"), "ConfBridge" | "MeetMe") {
                in_rooms.insert(&event.channel);
            }
            if !bridges.follow(event) {
                continue;
            }
            let shared = bridges.shared();
            for channel in &shared {
                if !found.channels.iter().any(|known| known == channel) {
                    found.channels.push((*channel).to_owned());
                }
            }
            match (since, shared.is_empty()) {
                (None, false) => {
                    since = Some(event.at);
                    if found.first.is_none() {
                        found.in_room = shared.iter().any(|channel| in_rooms.contains(channel));
                    }
                    found.first.get_or_insert(event.at);
                }
                (Some(from), true) => {
                    found.ms += event.at.as_millisecond() - from.as_millisecond();
                    since = None;
                }
                _ => {}
            }
        }
        if let (Some(from), Some(last)) = (since, events.last()) {
            found.ms += last.at.as_millisecond() - from.as_millisecond();
        }
        found
    }
}

/// Which channel is in which bridge at a moment, in the order in which they came there.
#[derive(Default)]
struct Bridges<'a>(Vec<(&'a str, String)>);

impl<'a> Bridges<'a> {
    /// False: the event moves nobody.
    fn follow(&mut self, event: &'a CallEvent<'_>) -> bool {
        match &*event.name {
            // Whoever is parked or waits there hears music, and nobody else.
            "BRIDGE_ENTER" if event.extra("bridge_technology").as_deref() == Some("holding_bridge") => {
                self.leave(&event.channel);
            }
            "BRIDGE_ENTER" => self.enter(&event.channel, event.extra("bridge_id").unwrap_or_default()),
            // Older systems write one pair of events for both sides.
            "BRIDGE_START" => {
                let bridge = event.uniqueid.clone().into_owned();
                self.enter(&event.channel, bridge.clone());
                let other = event.map.get("peer").and_then(Value::as_str);
                if let Some(other) = other.filter(|peer| !peer.is_empty()) {
                    self.enter(other, bridge);
                }
            }
            "BRIDGE_EXIT" | "CHAN_END" => self.leave(&event.channel),
            "BRIDGE_END" => {
                let own = self.0.iter().find(|(channel, _)| *channel == event.channel);
                let bridge = own.map(|(_, bridge)| bridge.clone());
                self.0.retain(|(_, other)| Some(other) != bridge.as_ref());
            }
            _ => return false,
        }
        true
    }

    fn enter(&mut self, channel: &'a str, bridge: String) {
        self.leave(channel);
        self.0.push((channel, bridge));
    }

    fn leave(&mut self, channel: &str) {
        self.0.retain(|(other, _)| *other != channel);
    }

    /// Channels that are in a bridge with another.
    fn shared(&self) -> Vec<&'a str> {
        let mut in_bridge: HashMap<&str, usize> = HashMap::new();
        for (_, bridge) in &self.0 {
            *in_bridge.entry(bridge).or_default() += 1;
        }
        let is_shared = |bridge: &str| in_bridge.get(bridge).is_some_and(|channels| *channels > 1);
        let shared = self.0.iter().filter(|(_, bridge)| is_shared(bridge));
        shared.map(|(channel, _)| *channel).collect()
    }
}
