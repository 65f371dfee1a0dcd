//! Recordings that telephone systems keep: fetched as their records name them, with the source's secret, whatever breaks off, and from
//! nowhere that nobody named.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::stored;
use tests::shelf::{Reply, Shelf};
use tests::{Client, TestApp, binary, eventually, sound};

use crate::product::Product;

/// An application that may reach servers of this machine, and does not wait long before it tries again.
pub async fn start() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.recordings.private_hosts = "127.0.0.1".into();
        config.recordings.attempts_max = 2;
        config.recordings.retry_first_s = 1;
        config.recordings.retry_max_s = 1;
    })
    .await
}

pub async fn source(client: &Client, name: &str) -> String {
    let made = client
        .post("/v1/sources", &json!({ "name": name, "format": "canonical" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

pub async fn fetching(client: &Client, source: &str, body: &Value) -> Value {
    let path = format!("/v1/sources/{source}/fetching");
    let set = client.send(client.request(Method::PUT, &path).json(body)).await;
    assert_eq!(set.status, 200, "{}", set.json);
    set.json
}

/// A call whose record calls its recording so.
pub async fn call(client: &Client, source: &str, id: &str, reference: &str) -> String {
    let record = json!({ "source_instance": source, "external_id": id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z",
        "answered_at": "2026-11-24T09:00:05Z", "talk_s": 30, "disposition": "answered", "recording_ref": reference });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

pub async fn missing(client: &Client) -> Vec<Value> {
    let listed = client.get("/v1/recordings/missing").await;
    assert_eq!(listed.status, 200, "{}", listed.json);
    listed.json["data"].as_array().unwrap().clone()
}

/// The only one that is missing, once it has come to this state.
pub async fn once(client: &Client, state: &str) -> Value {
    let mut last = Value::Null;
    eventually(&format!("the recording is {state}"), async || {
        last = missing(client).await.into_iter().next().unwrap_or_default();
        last["state"] == state
    })
    .await;
    last
}

/// The bytes of a call's recording, once it has one.
pub async fn recording(client: &Client, call: &str) -> Vec<u8> {
    let path = format!("/v1/calls/{call}/recording");
    let mut bytes = Vec::new();
    eventually("the recording is there", async || {
        let read = client.get(&path).await;
        bytes = read.bytes.clone();
        read.status == 200
    })
    .await;
    bytes
}

fn stages(trace: &Value) -> Vec<&str> {
    let steps = trace["steps"].as_array().unwrap().iter();
    steps.map(|step| step["stage"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_recording_that_a_record_names_is_fetched_with_the_sources_secret() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let wav = sound::wav(8000, 1, 4000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| match asked.header("authorization") {
        Some("Basic cGJ4OnNlc2FtZQ==") if asked.path == "/rec/2026/a%20b.wav" => Reply::recording(asked, &bytes),
        _ => Reply::status(401),
    })
    .await;
    let id = source(&client, "rome").await;
    // Announced before the source says from where: only expected.
    let call = call(&client, "rome", "1", "2026/a b.wav").await;
    let expected = once(&client, "expected").await;
    assert_eq!(
        (&expected["reference"], &expected["call_id"], &expected["external_id"]),
        (&json!("2026/a b.wav"), &json!(call), &json!("1"))
    );
    let awaited = client.get(&format!("/v1/calls/{call}/trace")).await.json["recordings"].clone();
    assert_eq!(
        (&awaited[0]["state"], &awaited[0]["leg_id"], &awaited[0]["until"]),
        (&json!("expected"), &expected["leg_id"], &Value::Null)
    );
    let secret = json!({ "basic": { "user": "pbx", "password": "sesame" } });
    let shown = fetching(
        &client,
        &id,
        &json!({ "base_url": shelf.url("/rec/"), "secret": secret }),
    )
    .await;
    assert_eq!((&shown["fetched"], &shown["secret"]), (&json!(true), &json!("basic")));
    let read = client.get(&format!("/v1/sources/{id}/fetching")).await;
    assert!(!read.text().contains("sesame"), "a secret is never shown");
    assert_eq!(recording(&client, &call).await, wav);
    eventually("nothing is missing", async || missing(&client).await.is_empty()).await;
    let trace = client.get(&format!("/v1/calls/{call}/trace")).await;
    assert!(stages(&trace.json).contains(&"recording_received"), "{}", trace.json);
    assert_eq!(trace.json["recordings"], json!([]), "it is there");
    let mut metrics = String::new();
    eventually("its end is counted", async || {
        metrics = app.anonymous().get("/metrics").await.text();
        metrics.contains("audiapro_recording_fetches_total{outcome=\"fetched\"} 1")
    })
    .await;
    assert!(
        metrics.contains(&format!("audiapro_recording_fetched_bytes_total {}", wav.len())),
        "{metrics}"
    );
    eventually("nothing is left of what was fetched", async || {
        spooled(app.folder.path()) == 0
    })
    .await;
    let (_, other) = app.tenant("Other").await;
    assert_eq!(
        other.get(&format!("/v1/sources/{id}/fetching")).await.refusal(),
        (404, "not_found")
    );
    assert_eq!(missing(&other).await.len(), 0);
}

#[tokio::test]
async fn digest_and_bearer_and_addresses_in_records_are_understood() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let wav = sound::wav(8000, 1, 2000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| {
        let shown = asked.header("authorization").unwrap_or("");
        match asked.path.as_str() {
            "/token/x.wav" if shown == "Bearer t0k3n" => Reply::recording(asked, &bytes),
            // The response for these is what RFC 7616 makes of this nonce; the client's own chance is in it.
            "/digest?file=x.wav" if shown.starts_with("Digest ") && shown.contains("username=\"Mufasa\"") => {
                Reply::recording(asked, &bytes)
            }
            "/digest?file=x.wav" => Reply::status(401).header(
                "WWW-Authenticate",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5",
            ),
            _ => Reply::status(403),
        }
    })
    .await;
    let bearer = source(&client, "bearer").await;
    let hosts = json!({ "hosts": [shelf.url("")], "secret": { "bearer": "t0k3n" } });
    fetching(&client, &bearer, &hosts).await;
    let first = call(&client, "bearer", "1", &shelf.url("/token/x.wav")).await;
    assert_eq!(recording(&client, &first).await, wav);
    let digest = source(&client, "digest").await;
    let secret = json!({ "digest": { "user": "Mufasa", "password": "Circle of Life" } });
    fetching(
        &client,
        &digest,
        &json!({ "base_url": shelf.url("/digest?file={path}"), "secret": secret }),
    )
    .await;
    let second = call(&client, "digest", "1", "x.wav").await;
    assert_eq!(recording(&client, &second).await, wav);
    let asked = shelf.asked();
    assert!(asked.iter().all(|one| !one.path.contains("Circle")), "{asked:?}");
}

#[tokio::test]
async fn what_breaks_off_goes_on_from_where_it_was() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let wav = sound::wav(8000, 1, 500_000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| match asked.before {
        0 => Reply::recording(asked, &bytes).cut(300_000),
        1 => Reply::recording(asked, &bytes).cut(100_000),
        _ => Reply::recording(asked, &bytes),
    })
    .await;
    let id = source(&client, "rome").await;
    fetching(&client, &id, &json!({ "base_url": shelf.url("/") })).await;
    let call = call(&client, "rome", "1", "long.wav").await;
    assert_eq!(recording(&client, &call).await, wav);
    let ranges: Vec<Option<String>> = shelf
        .asked()
        .iter()
        .map(|asked| asked.header("range").map(str::to_owned))
        .collect();
    assert_eq!(
        ranges,
        [None, Some("bytes=300000-".into()), Some("bytes=400000-".into())],
        "each byte was asked for once"
    );
}

#[tokio::test]
async fn nothing_that_a_record_says_leads_where_nobody_allowed() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let elsewhere = Shelf::start(|asked| Reply::recording(asked, b"RIFF")).await;
    let away = elsewhere.url("/stolen.wav");
    let shelf = Shelf::start(move |asked| match asked.path.as_str() {
        "/away.wav" => Reply::status(302).header("Location", away.clone()),
        "/inside.wav" => Reply::status(302).header("Location", "http://10.255.255.1/x.wav"),
        "/page.wav" => Reply::status(200).header("Content-Type", "text/html"),
        _ => Reply::status(404),
    })
    .await;
    let id = source(&client, "rome").await;
    let secret = json!({ "basic": { "user": "u", "password": "p" } });
    let told = json!({ "base_url": shelf.url("/"), "hosts": ["http://10.255.255.1"], "secret": secret });
    fetching(&client, &id, &told).await;
    for (n, (reference, code)) in [
        ("/away.wav", "redirect_refused"),
        ("/inside.wav", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "host_not_configured"),
        ("http://10.255.255.1/y.wav", "private_address"),
        ("../../etc/passwd", "bad_reference"),
        ("file:///etc/passwd", "bad_reference"),
    ]
    .into_iter()
    .enumerate()
    {
        call(&client, "rome", &n.to_string(), reference).await;
        let failed = once(&client, "failed").await;
        assert_eq!(
            (&failed["error_code"], &failed["attempts"]),
            (&json!(code), &json!(1)),
            "{reference}: {failed}"
        );
        let path = format!("/v1/recordings/missing/{}", failed["leg_id"].as_str().unwrap());
        let dismissed = client.send(client.request(Method::DELETE, &path)).await;
        assert_eq!(dismissed.status, 204);
    }
    assert_eq!(elsewhere.asked().len(), 0, "nobody was asked who was not named");
    // Named by the tenant now, it is asked, but not told the secret.
    let told = json!({ "base_url": shelf.url("/"), "hosts": [elsewhere.url("")], "secret": secret });
    fetching(&client, &id, &told).await;
    let found = call(&client, "rome", "again", "/away.wav").await;
    assert_eq!(recording(&client, &found).await, b"RIFF");
    assert!(
        shelf
            .asked()
            .iter()
            .all(|asked| asked.header("authorization") == Some("Basic dTpw"))
    );
    assert!(
        elsewhere
            .asked()
            .iter()
            .all(|asked| asked.header("authorization").is_none())
    );
}

#[tokio::test]
async fn a_private_address_is_not_asked_unless_the_operator_names_it() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let shelf = Shelf::start(|asked| Reply::recording(asked, b"RIFF")).await;
    let id = source(&client, "rome").await;
    for (n, host) in ["127.0.0.1", "localhost", "[::1]", "2130706433"]
        .into_iter()
        .enumerate()
    {
        let base = format!("http://{host}:{}/", shelf.address.port());
        fetching(&client, &id, &json!({ "base_url": base })).await;
        call(&client, "rome", &n.to_string(), "x.wav").await;
        eventually("it is refused", async || {
            let failed = missing(&client).await;
            failed.len() == n + 1 && failed.iter().all(|one| one["error_code"] == "private_address")
        })
        .await;
    }
    assert_eq!(shelf.asked().len(), 0);
}

#[tokio::test]
async fn what_is_not_there_yet_is_tried_again_and_what_was_given_up_can_be_asked_for() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let shelf = Shelf::start(|asked| match (asked.path.as_str(), asked.before) {
        ("/soon.wav", 0) => Reply::status(404),
        ("/late.wav", 0 | 1) => Reply::status(503),
        _ => Reply::recording(asked, b"RIFF"),
    })
    .await;
    let id = source(&client, "rome").await;
    fetching(&client, &id, &json!({ "base_url": shelf.url("/") })).await;
    let soon = call(&client, "rome", "1", "soon.wav").await;
    assert_eq!(recording(&client, &soon).await, b"RIFF");
    let trace = client.get(&format!("/v1/calls/{soon}/trace")).await.json;
    let step = trace["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["stage"] == "recording_not_fetched");
    assert_eq!(
        step.map(|step| (&step["reason"], &step["attempt"])),
        Some((&json!("not_found"), &json!(1))),
        "{trace}"
    );
    let late = call(&client, "rome", "2", "late.wav").await;
    let failed = once(&client, "failed").await;
    assert_eq!(
        (&failed["error_code"], &failed["attempts"], &failed["next_attempt_at"]),
        (&json!("server_error"), &json!(2), &Value::Null)
    );
    let trace = client.get(&format!("/v1/calls/{late}/trace")).await.json;
    assert!(stages(&trace).contains(&"recording_failed"), "{trace}");
    let given_up = &trace["recordings"][0];
    assert_eq!(
        (&given_up["state"], &given_up["attempts"], &given_up["last_error_code"]),
        (&json!("failed"), &json!(2), &json!("server_error"))
    );
    let again = client
        .post("/v1/recordings/missing/fetch", &json!({ "source_instance": "rome" }))
        .await;
    assert_eq!((again.status, &again.json["queued"]), (202, &json!(1)));
    assert_eq!(recording(&client, &late).await, b"RIFF");
    let none = client.post("/v1/recordings/missing/fetch", &json!({})).await;
    assert_eq!(none.json["queued"], json!(0));
}

#[tokio::test]
async fn too_large_is_given_up_at_once_and_a_page_is_no_recording() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.recordings.private_hosts = "127.0.0.1".into();
        config.recordings.attempts_max = 1;
        config.bounds.recording_bytes_max = 50_000;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let shelf = Shelf::start(|asked| match asked.path.as_str() {
        "/large.wav" => Reply::recording(asked, &[7; 60_000]),
        "/page.wav" => Reply::recording(asked, b"<!DOCTYPE html><html>not here</html>"),
        _ => Reply::recording(asked, b""),
    })
    .await;
    let id = source(&client, "rome").await;
    fetching(&client, &id, &json!({ "base_url": shelf.url("/") })).await;
    for (n, (name, code)) in [
        ("large.wav", "too_large"),
        ("page.wav", "not_a_recording"),
        ("none.wav", "empty"),
    ]
    .into_iter()
    .enumerate()
    {
        call(&client, "rome", &n.to_string(), name).await;
        eventually("it is given up", async || {
            let failed = missing(&client).await;
            failed.len() == n + 1 && failed[0]["error_code"] == code
        })
        .await;
    }
}

#[tokio::test]
async fn recordings_of_a_folder_are_taken_from_the_tenants_own_part_of_it() {
    let all = tempfile::tempdir().unwrap();
    let folder = all.path().to_str().unwrap().to_owned();
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.recordings.folder = folder;
        config.recordings.attempts_max = 1;
    })
    .await;
    let (tenant, client) = app.tenant("Acme").await;
    let (other_tenant, other) = app.tenant("Other").await;
    let own = all.path().join(tenant.to_string()).join("monitor/2026");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir_all(all.path().join(other_tenant.to_string()).join("monitor")).unwrap();
    let wav = sound::wav(8000, 1, 2000);
    old(&own.join("x.wav"), &wav);
    let id = source(&client, "rome").await;
    fetching(&client, &id, &json!({ "folder": "monitor" })).await;
    let found = call(&client, "rome", "1", "2026/x.wav").await;
    assert_eq!(recording(&client, &found).await, wav);
    // The same words of another tenant lead to another folder.
    let id = source(&other, "rome").await;
    fetching(&other, &id, &json!({ "folder": "monitor" })).await;
    call(&other, "rome", "1", "2026/x.wav").await;
    assert_eq!(once(&other, "failed").await["error_code"], "not_found");
    let path = format!("/v1/sources/{id}/fetching");
    let wrong = json!({ "folder": format!("../{tenant}/monitor") });
    let refused = other.send(other.request(Method::PUT, &path).json(&wrong)).await;
    assert_eq!(
        (refused.refusal(), &refused.json["parameter"]),
        ((400, "invalid_parameter"), &json!("folder"))
    );
}

fn old(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(then).unwrap();
}

#[tokio::test]
async fn a_notice_that_comes_before_its_record_brings_its_recording_to_it() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let wav = sound::wav(8000, 1, 2000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| Reply::recording(asked, &bytes)).await;
    let made = client
        .post(
            "/v1/sources",
            &json!({ "name": "carrier", "format": "twilio", "secrets": {} }),
        )
        .await;
    let id = made.json["id"].as_str().unwrap().to_owned();
    fetching(&client, &id, &json!({ "hosts": [shelf.url("")] })).await;
    let post = async |form: String| {
        let request = client
            .request(Method::POST, "/v1/intake/carrier")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let sent = client.send(request).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
    };
    let url = shelf.url("/Recordings/RE1");
    post(format!(
        "AccountSid=AC1&CallSid=CA1&RecordingSid=RE1&RecordingUrl={url}&RecordingStatus=completed&RecordingDuration=1&RecordingChannels=1"
    ))
    .await;
    eventually("it was fetched", async || shelf.asked().len() == 1).await;
    assert_eq!(shelf.asked()[0].path, "/Recordings/RE1.wav");
    post(
        "AccountSid=AC1&CallSid=CA1&CallStatus=completed&Direction=inbound&From=%2B12025550143&To=%2B12025550100&CallDuration=10\
         &Timestamp=Tue%2C%2024%20Nov%202026%2009%3A00%3A10%20%2B0000&SequenceNumber=2"
            .into(),
    )
    .await;
    let mut calls = Vec::new();
    eventually("the call is there", async || {
        calls = stored(&client, "carrier").await;
        !calls.is_empty()
    })
    .await;
    assert_eq!(recording(&client, calls[0]["id"].as_str().unwrap()).await, wav);
    eventually("nothing is left over", async || {
        let orphans = client.get("/v1/recordings/orphans").await;
        orphans.json["data"] == json!([]) && missing(&client).await.is_empty()
    })
    .await;
}

#[tokio::test]
async fn settings_that_cannot_be_are_named() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "rome").await;
    let path = format!("/v1/sources/{id}/fetching");
    for (key, wrong) in [
        ("base_url", json!({ "base_url": "ftp://x" })),
        ("hosts", json!({ "hosts": ["https://user:pw@host"] })),
        (
            "secret",
            json!({ "secret": { "basic": { "user": "a:b", "password": "x" } } }),
        ),
        ("secret", json!({ "secret": { "key": "x" } })),
        ("names", json!({ "names": "{when}.wav" })),
        ("s3", json!({ "s3": { "endpoint": "nowhere", "bucket": "b" } })),
    ] {
        let refused = client.send(client.request(Method::PUT, &path).json(&wrong)).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(key)),
            "{}",
            refused.json
        );
    }
    let audit = client.get("/v1/audit").await;
    let entries = audit.json["data"].as_array().unwrap();
    assert!(
        entries.iter().all(|entry| entry["action"] != "source.recordings_set"),
        "nothing was kept"
    );
    // A secret that is kept is told to nobody but for whom it was given.
    let set = async |body: Value| client.send(client.request(Method::PUT, &path).json(&body)).await;
    let secret = json!({ "bearer": "t0k3n" });
    let given = set(json!({ "base_url": "https://pbx.example.com/rec/", "secret": secret })).await;
    assert_eq!(given.status, 200, "{}", given.json);
    for elsewhere in [
        json!({ "base_url": "https://evil.example.com/rec/" }),
        json!({ "hosts": ["evil.example.com"] }),
        json!({ "base_url": "https://pbx.example.com/rec/", "hosts": ["evil.example.com"] }),
    ] {
        let refused = set(elsewhere).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!("secret"))
        );
    }
    let moved = set(json!({ "base_url": "https://pbx.example.com/other/" })).await;
    assert_eq!((moved.status, &moved.json["secret"]), (200, &json!("bearer")));
    let named = set(json!({ "base_url": "https://new.example.com/rec/", "secret": secret })).await;
    assert_eq!(named.status, 200, "{}", named.json);
}

/// What has come of recordings that are being fetched, in bytes on disk.
pub fn spooled(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder.join("recordings/fetching"));
    let entries = entries.into_iter().flatten().filter_map(Result::ok);
    entries
        .map(|entry| entry.metadata().map_or(0, |about| about.len()))
        .sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fetch_that_is_killed_goes_on_with_what_has_come() {
    let wav = sound::wav(8000, 1, 600_000);
    let bytes = wav.clone();
    let shelf = Shelf::start(move |asked| match asked.before {
        0 => Reply::recording(asked, &bytes).hold(700_000),
        _ => Reply::recording(asked, &bytes),
    })
    .await;
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__RECORDINGS__PRIVATE_HOSTS", "127.0.0.1")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
    let (_, client) = product.tenant(models::identity::tenant::NewTenant::named("Acme")).await;
    let running = product.start().await;
    let id = source(&client, "rome").await;
    fetching(&client, &id, &json!({ "base_url": shelf.url("/") })).await;
    let call = call(&client, "rome", "1", "long.wav").await;
    eventually("a part of it lies on disk", async || {
        spooled(product.folder.path()) > 500_000
    })
    .await;
    drop(running);
    let _running = product.start().await;
    assert_eq!(recording(&client, &call).await, wav);
    let asked = shelf.asked();
    let range = asked[1]
        .header("range")
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<u64>().ok());
    assert!(range.is_some_and(|from| from >= 500_000), "{asked:?}");
    assert_eq!(asked[1].header("if-range"), Some("\"v1\""));
    eventually("nothing is left on disk", async || spooled(product.folder.path()) == 0).await;
}
