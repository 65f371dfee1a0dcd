//! What telephone systems send in a simulation: made once, drawn from in every run.

use std::time::Instant;

use engine::pbx::canonical;
use models::calls::intake::RecordingRow;
use models::ids::{self, TenantId};
use serde_json::json;
use uuid::Uuid;

use super::chance::Chance;
use crate::ledger::arrival::{Arrival, Door};

pub const PARTITIONS: usize = 1;
const TENANTS_OF_A_PARTITION: u128 = 2;
const CALLS: usize = 7;
/// Legs that go from call to call.
const WANDERERS: usize = 4;

/// All that may arrive, by partition.
pub struct Letters(Vec<Vec<Arrival>>);

impl Letters {
    pub fn new() -> Self {
        let of_partition = |partition: usize| {
            let tenants = (0..TENANTS_OF_A_PARTITION).map(|n| tenant(partition, n));
            tenants.flat_map(arrivals).collect()
        };
        Self((0..PARTITIONS).map(of_partition).collect())
    }

    pub fn tenants() -> impl Iterator<Item = TenantId> {
        (0..PARTITIONS).flat_map(|partition| (0..TENANTS_OF_A_PARTITION).map(move |n| tenant(partition, n)))
    }

    /// A log of a partition: some twice, some that contradict others.
    pub fn log(&self, partition: usize, chance: &mut Chance) -> Vec<Arrival> {
        let length = 3 + chance.below(8);
        (0..length).map(|_| chance.pick(&self.0[partition]).clone()).collect()
    }
}

/// A tenant's partition is in the last bytes of its id.
fn tenant(partition: usize, n: u128) -> TenantId {
    let tenant = TenantId(Uuid::from_u128(partition as u128 + (n + 1) * PARTITIONS as u128));
    assert_eq!(ids::partition(tenant, PARTITIONS as i32), partition as i32);
    tenant
}

fn arrivals(tenant: TenantId) -> Vec<Arrival> {
    let mut all = Vec::new();
    for call in 0..CALLS {
        let linked = format!("call {call}");
        for leg in 0..=call % 2 {
            let external = format!("{call}-{leg}");
            for talk_s in [30, 30, 30, 40] {
                all.push(record(tenant, &linked, &external, talk_s));
            }
            if call % 3 != 2 {
                all.extend([recording(tenant, &external, 1), recording(tenant, &external, 1)]);
                all.push(recording(tenant, &external, 2));
            }
        }
    }
    all.extend((0..WANDERERS).flat_map(|leg| wanderer(tenant, leg)));
    all
}

/// A leg that is made of events, each of which names another call: that of somebody else, one of its own, and the first again.
fn wanderer(tenant: TenantId, leg: usize) -> Vec<Arrival> {
    let external = format!("w-{leg}");
    let (theirs, own) = (format!("call {leg}"), format!("own {}", leg / 2));
    let names = [&external, &theirs, &own, &theirs, &external];
    let revised = names.into_iter().zip(1..);
    let mut all: Vec<Arrival> = revised
        .map(|(linked, revision)| record(tenant, linked, &external, 30).revised(revision))
        .collect();
    all.push(recording(tenant, &external, 1));
    all
}

fn record(tenant: TenantId, linked_id: &str, external_id: &str, talk_s: i32) -> Arrival {
    let value = json!({
        "external_id": external_id, "linked_id": linked_id, "direction": "inbound", "started_at": "2026-11-02T10:00:00Z", "talk_s": talk_s,
    });
    Arrival::record(tenant, canonical::parse(value).unwrap(), Door::Kafka, Instant::now())
}

fn recording(tenant: TenantId, external_id: &str, content: u8) -> Arrival {
    let row = RecordingRow {
        tenant,
        leg: ids::leg(tenant, "api", external_id),
        source_instance: "api".into(),
        external_id: external_id.into(),
        sha256: [content; 32],
        bytes: 32_000,
        store_key: "k".into(),
        sealed_bytes: 32_100,
        media_type: None,
        declared_format: None,
        declared_rate: None,
        declared_channels: None,
        duration_ms: Some(2_000),
        channels: None,
        language: None,
        model: None,
    };
    Arrival::recording(row, Door::Kafka, Instant::now())
}
