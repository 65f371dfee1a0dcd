//! Bench `flat`: half an hour's calls of a hundred telephone systems, a call a second each, pass as fast as they go, with recordings
//! and with readers between them; resident memory after each tenth. It has no peer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::Utc;
use futures::future::try_join_all;
use serde_json::{Value, json};

use crate::served::http::{Asked, Connection, RECORDS};
use crate::served::{Served, records};

const SYSTEMS: usize = 100;
const SECONDS: usize = 30 * 60;
/// Records of one request.
const ARRAY: usize = 20;
/// One request in so many is followed by a recording, and by a page of the list.
const RECORDING_EVERY: usize = 4;
const SLICES: usize = 10;
/// Slices after which everything has been touched once.
const WARM: usize = 2;
/// Bytes of a recording: two seconds of one channel.
const RECORDING_BYTES: usize = 32_000;
/// What is in flight is answered; the allocator has its pages back.
const SETTLE: Duration = Duration::from_secs(2);

/// Runs the bench, prints its table, returns the closing object.
pub fn run() -> anyhow::Result<Value> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bench())
}

async fn bench() -> anyhow::Result<Value> {
    let served = Served::start("flat")?;
    let keys = served.keys(SYSTEMS).await?;
    let recording = recording();
    let records_all = SYSTEMS * SECONDS;
    let sent = AtomicUsize::new(0);
    let (begun, mut resident) = (Instant::now(), vec![served.resident_mib()?]);
    println!("{:>12}{:>12}{:>16}", "records", "s", "resident MiB");
    for slice in 1..=SLICES {
        let until = records_all / ARRAY * slice / SLICES;
        try_join_all(
            keys.iter()
                .enumerate()
                .map(|(system, key)| system_works(system, &served, key, &recording, &sent, until)),
        )
        .await?;
        sent.store(until, Ordering::Relaxed);
        let passed_s = begun.elapsed().as_secs_f64();
        tokio::time::sleep(SETTLE).await;
        resident.push(served.resident_mib()?);
        println!("{:>12}{passed_s:>12.1}{:>16.1}", until * ARRAY, resident[slice]);
    }
    let (warm, end) = (resident[WARM], resident[SLICES]);
    let ratio = end / warm;
    let most = resident.iter().copied().fold(0.0, f64::max);
    println!("resident memory at the end {end:.1} MiB, after warm-up {warm:.1} MiB: {ratio:.3}");
    Ok(json!({
        "bench": "flat", "unit": "MiB resident at the end", "product": end, "peer": warm, "peer_name": "the same after warm-up",
        "ratio": ratio, "runs": 1,
        "conditions": {"systems": SYSTEMS, "records": records_all, "recordings": records_all / ARRAY / RECORDING_EVERY,
            "pages": records_all / ARRAY / RECORDING_EVERY, "cores": std::thread::available_parallelism()?.get()},
        "extra": {"resident_mib": resident, "most_mib": most, "seconds": begun.elapsed().as_secs_f64()},
    }))
}

/// One telephone system, and somebody who looks at its calls.
async fn system_works(
    system: usize,
    served: &Served,
    key: &str,
    recording: &[u8],
    sent: &AtomicUsize,
    until: usize,
) -> anyhow::Result<()> {
    let mut connection = Connection::open(served.address, key).await?;
    loop {
        let n = sent.fetch_add(1, Ordering::Relaxed);
        if n >= until {
            return Ok(());
        }
        let body = records::array(system, n * ARRAY, ARRAY, Utc::now());
        connection.accepted(body.as_bytes()).await?;
        if !n.is_multiple_of(RECORDING_EVERY) {
            continue;
        }
        let path = format!("/v1/calls/api/{}/recording", records::external_id(system, n * ARRAY));
        let put = Asked {
            method: "PUT",
            path: &path,
            kind: "audio/wav",
        };
        connection.expect(put, recording, &[200, 201]).await?;
        let page = Asked {
            method: "GET",
            path: "/v1/calls?limit=50",
            ..RECORDS
        };
        connection.expect(page, b"", &[200]).await?;
    }
}

/// A WAV file of silence, 8 kHz, 16 bits.
fn recording() -> Vec<u8> {
    let bytes = RECORDING_BYTES as u32;
    let mut wav = Vec::with_capacity(44 + RECORDING_BYTES);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16_u32.to_le_bytes());
    // PCM, one channel.
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&1_u16.to_le_bytes());
    wav.extend_from_slice(&8_000_u32.to_le_bytes());
    wav.extend_from_slice(&16_000_u32.to_le_bytes());
    wav.extend_from_slice(&2_u16.to_le_bytes());
    wav.extend_from_slice(&16_u16.to_le_bytes());
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    wav.resize(44 + RECORDING_BYTES, 0);
    wav
}
