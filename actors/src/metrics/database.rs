//! The pools of connections, by login role. Read when the metrics are asked for.

use models::db::{Pools, Role};
use prometheus::IntGaugeVec;

use super::make::Make;

#[derive(Clone)]
pub struct Database {
    connections: IntGaugeVec,
    connections_max: IntGaugeVec,
    waiting: IntGaugeVec,
}

impl Database {
    pub(super) fn new(make: Make<'_>) -> Result<Self, prometheus::Error> {
        Ok(Self {
            connections: make.gauges(
                "database_connections",
                "Open connections of the pools, by role and whether somebody uses them",
                &["role", "state"],
            )?,
            connections_max: make.gauges("database_connections_max", "Bound of each pool", &["role"])?,
            waiting: make.gauges("database_waiting", "Who waits for a connection of a pool", &["role"])?,
        })
    }

    pub fn stand(&self, pools: &Pools) {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        for role in Role::ALL {
            let standing = pools.of(role).standing();
            let name = role.name().trim_start_matches("audiapro_");
            let used = standing.open.saturating_sub(standing.idle);
            self.connections
                .with_label_values(&[name, "idle"])
                .set(count(standing.idle));
            self.connections.with_label_values(&[name, "used"]).set(count(used));
            self.connections_max
                .with_label_values(&[name])
                .set(count(standing.connections_max));
            self.waiting.with_label_values(&[name]).set(count(standing.waiting));
        }
    }
}
