//! Killed at every planned point of a fetch: the recording comes once, whole, to its leg, and nothing of it is lost or left over.

use std::os::unix::process::ExitStatusExt;

use actors::fail;
use models::identity::tenant::NewTenant;
use reqwest::Method;
use serde_json::json;
use tests::shelf::{Reply, Shelf};
use tests::{binary, eventually, sound};

use crate::product::Product;
use crate::recordings_fetched::{call, fetching, missing, recording, source, spooled};

const ABORT: i32 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_planned_point_a_recording_is_fetched_once_and_whole() {
    let planned = fail::POINTS.iter().filter(|(point, _)| point.starts_with("fetch."));
    let planned = planned.map(|(point, _)| (*point).to_owned());
    // And with more of it on disk, and all of it.
    for point in planned.chain(["fetch.half_way:2".to_owned(), "fetch.half_way:3".to_owned()]) {
        eprintln!("{point}");
        killed_at(&point).await;
    }
}

async fn killed_at(point: &str) {
    let wav = sound::wav(8000, 1, 600_000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| Reply::recording(asked, &bytes)).await;
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__RECORDINGS__PRIVATE_HOSTS", "127.0.0.1")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        // All recordings are counted below.
        .with("AUDIAPRO__CANARY__EVERY_S", "0");
    let (tenant, client) = product.tenant(NewTenant::named("Acme")).await;
    let mut running = product.start_until(point).await;
    let id = source(&client, "rome").await;
    let call = call(&client, "rome", "1", "long.wav").await;
    let place = json!({ "base_url": shelf.url("/") });
    // It may die before it has answered.
    let path = format!("/v1/sources/{id}/fetching");
    if let Ok(answer) = client.request(Method::PUT, &path).json(&place).send().await {
        assert_eq!(answer.status(), 200, "{point}: {}", product.log());
    }
    let ended = running.ended().await;
    assert_eq!(ended.signal(), Some(ABORT), "{point} was not passed: {ended}");
    let _running = product.start().await;
    fetching(&client, &id, &place).await;
    assert_eq!(recording(&client, &call).await, wav, "{point}");
    eventually("nothing is missing", async || missing(&client).await.is_empty()).await;
    eventually("nothing is left on disk", async || spooled(product.folder.path()) == 0).await;
    let asked = shelf.asked();
    assert!(
        asked.iter().skip(1).all(|asked| asked.header("range").is_some()),
        "{point}: what had come was asked for again: {asked:?}"
    );
    let rows = product.database.superuser().await;
    let count = async |query: &str| rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0);
    assert_eq!(count("SELECT count(*) FROM recordings").await, 1, "{point}");
    let homeless = "SELECT count(*) FROM recordings r WHERE NOT EXISTS (SELECT FROM legs l WHERE l.tenant_id = r.tenant_id AND l.id = r.leg_id)";
    assert_eq!(count(homeless).await, 0, "{point}");
    let trace = client.get(&format!("/v1/calls/{call}/trace")).await.json;
    let steps = trace["steps"].as_array().unwrap().iter();
    let came = steps.filter(|step| step["stage"] == "recording_received");
    assert_eq!(came.count(), 1, "{point}: {trace}");
    assert_eq!(client.get("/v1/usage").await.json["used"], json!(1), "{point}");
    assert!(product.recount_agrees(tenant), "{point}");
}
