//! Clients that mean no good, or have broken: over HTTP against the real server. Each is told what was wrong and where, memory
//! stays bounded, and what was not acknowledged may be sent again.

use models::identity::tenant::NewTenant;
use serde_json::{Value, json};
use tests::{Client, TestApp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::product::Product;

const LINES: &str = "application/x-ndjson";

fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" })
}

async fn bounded(change: impl FnOnce(&mut web::config::Config)) -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent".into();
        change(config);
    })
    .await
}

async fn used(client: &Client) -> Value {
    client.get("/v1/usage").await.json["used"].clone()
}

/// A connection on which a request was begun, with its headers and the start of its body.
async fn begun(client: &Client, headers: &str, body: &[u8]) -> TcpStream {
    begun_at(client, "/v1/calls", headers, body).await
}

/// The same of another path.
async fn begun_at(client: &Client, path: &str, headers: &str, body: &[u8]) -> TcpStream {
    let address = client.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    let key = client
        .key
        .as_deref()
        .map(|key| format!("authorization: Bearer {key}\r\n"));
    let key = key.unwrap_or_default();
    let head = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\n{key}{headers}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    stream
}

/// Reads until a text has come.
async fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(wanted) {
        let read = stream.read(&mut buffer).await.unwrap_or(0);
        assert!(read > 0, "hung up before {wanted:?}: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    text
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up() {
    let app = bounded(|config| config.server.body_idle_s = 1).await;
    let (_, client) = app.tenant("Acme").await;
    for kind in ["application/json", LINES] {
        let headers = format!("content-type: {kind}\r\ncontent-length: 1000");
        let mut stream = begun(&client, &headers, b"{\"external_id\":").await;
        let answer = read_until(&mut stream, "request_timeout").await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert_eq!(used(&client).await, 0);
}

#[tokio::test]
async fn a_body_that_trickles_for_ever_is_given_up_as_well() {
    let app = bounded(|config| {
        config.server.body_idle_s = 60;
        config.server.body_json_s = 1;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let headers = "content-type: application/json\r\ncontent-length: 1000";
    // A record, an order, and one of somebody who is not known yet.
    for path in ["/v1/calls", "/v1/tags", "/v1/auth/sign-in"] {
        let mut stream = begun_at(&client, path, headers, b"{").await;
        let told = read_until(&mut stream, "request_timeout");
        let answer = tokio::time::timeout(std::time::Duration::from_secs(30), told).await;
        let answer = answer.unwrap_or_else(|_| panic!("{path} waits on"));
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn the_body_of_a_stranger_to_a_source_is_not_waited_for() {
    let app = bounded(|config| config.server.body_idle_s = 60).await;
    let (_, client) = app.tenant("Acme").await;
    let source = json!({ "name": "rome", "label": "PBX Rome", "format": "asterisk-cdr-csv" });
    let source = client.post("/v1/sources", &source).await;
    let path = format!("/v1/intake/{}", source.json["id"].as_str().unwrap());
    for shown in ["x-nothing: here", "authorization: Basic cm9tZTp3cm9uZw=="] {
        let headers = format!("{shown}\r\ncontent-length: 1000");
        let mut stream = begun_at(&app.anonymous(), &path, &headers, b"\"").await;
        let told = read_until(&mut stream, "bad_signature");
        let answer = tokio::time::timeout(std::time::Duration::from_secs(10), told).await;
        let answer = answer.unwrap_or_else(|_| panic!("{shown} waits on"));
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    }
}

#[tokio::test]
async fn one_endless_line_is_refused_at_the_bound_and_the_next_is_taken() {
    let app = bounded(|config| {
        config.bounds.record_bytes_max = 10_000;
        // Were the line kept, it would not fit.
        config.bounds.bodies_bytes_max = 1024 * 1024;
        config.bounds.part_bytes_max = 64 * 1024;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let body = format!("\n{}\n{}\n", "x".repeat(900_000), record("after"));
    let answer = client.post_text("/v1/calls", LINES, body).await;
    assert_eq!(
        (answer.status, &answer.json["accepted"]),
        (202, &json!(1)),
        "{}",
        answer.json
    );
    assert_eq!(answer.json["errors"][0]["code"], "too_large");
    assert!(
        answer.json["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .starts_with("line 2:")
    );
    let one = format!("{{\"external_id\":\"{}", "x".repeat(20_000));
    let answer = client.post_text("/v1/calls", "application/json", one).await;
    assert_eq!(answer.refusal(), (413, "body_too_large"));
    let array = format!("[{},\n\"{}\"]", record("b"), "x".repeat(20_000));
    let answer = client.post_text("/v1/calls", "application/json", array).await;
    assert_eq!(answer.json["accepted"], 1, "{}", answer.json);
    assert!(
        answer.json["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .starts_with("line 2:")
    );
}

#[tokio::test]
async fn what_is_no_json_is_named_by_its_line() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let bad: [&[u8]; 6] = [
        &[b"{\"custom\":".as_slice(), "[".repeat(5_000).as_bytes()].concat(),
        b"{\"talk_s\": NaN}",
        b"{\"talk_s\": Infinity}",
        b"{\"talk_s\": 1e999}",
        b"{\"external_id\": \"\xff\xfe\"}",
        b"{\"external_id\": \"a\" \"b\"}",
    ];
    for (n, bad) in bad.iter().enumerate() {
        let good = record(&format!("good-{n}")).to_string();
        let body = [good.as_bytes(), b"\n", bad, b"\n"].concat();
        let request = client.request(reqwest::Method::POST, "/v1/calls");
        let answer = client.send(request.header("content-type", LINES).body(body)).await;
        assert_eq!(answer.json["accepted"], 1, "{}", answer.json);
        let error = &answer.json["errors"][0];
        assert_eq!((&error["index"], &error["code"]), (&json!(1), &json!("bad_json")));
        assert!(
            error["detail"].as_str().unwrap().starts_with("line 2: column"),
            "{error}"
        );
        let array = [
            b"[\n".as_slice(),
            record("never").to_string().as_bytes(),
            b",\n",
            bad,
            b"]",
        ]
        .concat();
        let request = client.request(reqwest::Method::POST, "/v1/calls");
        let answer = client
            .send(request.header("content-type", "application/json").body(array))
            .await;
        assert_eq!(
            (answer.refusal(), &answer.json["line"]),
            ((400, "malformed_json"), &json!(3))
        );
    }
    let huge = format!(
        "{{\"external_id\":\"h\",\"direction\":\"inbound\",\"started_at\":\"2026-11-24T09:00:00Z\",\"talk_s\":{}}}",
        "9".repeat(300)
    );
    let answer = client.post_text("/v1/calls", "application/json", huge).await;
    assert_eq!(
        (answer.refusal(), &answer.json["errors"][0]["code"]),
        ((422, "invalid_record"), &json!("bad_value"))
    );
    assert_eq!(used(&client).await, 6, "of a broken array nothing is stored");
}

#[tokio::test]
async fn a_hundred_thousand_unknown_keys_are_counted_and_not_kept() {
    let app = bounded(|config| config.bounds.record_bytes_max = 4_000_000).await;
    let (_, client) = app.tenant("Acme").await;
    let lines: String = (0..100_000).map(|n| format!("{{\"k{n}\":1}}\n")).collect();
    let answer = client
        .post_text("/v1/calls", LINES, lines + &record("last").to_string())
        .await;
    assert_eq!(
        (&answer.json["accepted"], &answer.json["refused"]),
        (&json!(1), &json!(100_000))
    );
    assert_eq!(answer.json["errors"].as_array().unwrap().len(), 1_000);
    let keys: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\":1")).collect();
    let answer = client
        .post_text("/v1/calls", "application/json", format!("{{{}}}", keys.join(",")))
        .await;
    assert_eq!(
        (answer.refusal(), &answer.json["errors"][0]["code"]),
        ((422, "invalid_record"), &json!("unknown_key"))
    );
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_finds_stored_what_was_acknowledged() {
    let app = bounded(|config| config.bounds.ndjson_batch_max = 4).await;
    let (_, client) = app.tenant("Acme").await;
    let lines: Vec<String> = (0..10).map(|n| record(&format!("d-{n}")).to_string() + "\n").collect();
    let headers = format!("content-type: {LINES}\r\nprefer: respond-async\r\ntransfer-encoding: chunked");
    let mut stream = begun(&client, &headers, chunk(&lines[..9].concat()).as_bytes()).await;
    read_until(&mut stream, "{\"through\":8}").await;
    let half = &lines[9][..10];
    stream.write_all(chunk(half).as_bytes()).await.unwrap();
    drop(stream);
    assert!(used(&client).await.as_u64().unwrap() >= 8);
    let again = client.post_text("/v1/calls", LINES, lines.concat()).await;
    assert_eq!(again.json["accepted"], 10);
    assert_eq!(used(&client).await, 10);
}

#[tokio::test]
async fn whoever_sends_a_record_now_and_then_hears_of_each() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let line = |n: usize| chunk(&format!("{}\n", record(&format!("t-{n}"))));
    let headers = format!("content-type: {LINES}\r\nprefer: respond-async\r\ntransfer-encoding: chunked");
    let mut stream = begun(&client, &headers, line(1).as_bytes()).await;
    read_until(&mut stream, "{\"through\":1}").await;
    assert_eq!(used(&client).await, 1, "what is acknowledged is there");
    stream.write_all(line(2).as_bytes()).await.unwrap();
    read_until(&mut stream, "{\"through\":2}").await;
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    read_until(&mut stream, "\"accepted\":2").await;
    assert_eq!(used(&client).await, 2);
}

#[tokio::test]
async fn a_stream_that_might_go_on_for_ever_is_told_how_far_it_came_when_the_server_ends() {
    let mut app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let source = json!({ "name": "files", "format": "canonical" });
    assert_eq!(client.post("/v1/sources", &source).await.status, 201);
    let mut streams = Vec::new();
    for path in ["/v1/calls", "/v1/intake/files"] {
        let headers = format!("content-type: {LINES}\r\nprefer: respond-async\r\ntransfer-encoding: chunked");
        let line = chunk(&format!("{}\n", record("a")));
        let mut stream = begun_at(&client, path, &headers, line.as_bytes()).await;
        read_until(&mut stream, "\"through\":1}").await;
        streams.push(stream);
    }
    let [calls, intake] = &mut streams[..] else {
        panic!("two streams");
    };
    // Neither of them sends more, nor ends.
    let ended = "\"code\":\"unavailable\"";
    let (calls, intake, ()) = tokio::join!(read_until(calls, ended), read_until(intake, ended), app.stop());
    for last in [calls, intake] {
        assert!(last.contains("\"through\":1"), "{last}");
    }
}

#[tokio::test]
async fn a_stream_takes_nothing_more_once_its_key_is_revoked() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let key = json!({ "name": "PBX", "scopes": ["calls.send"] });
    let key = client.post("/v1/keys", &key).await.json;
    let sender = Client::new(app.url(), key["secret"].as_str().map(str::to_owned));
    let line = |n: usize| chunk(&format!("{}\n", record(&format!("t-{n}"))));
    let headers = format!("content-type: {LINES}\r\nprefer: respond-async\r\ntransfer-encoding: chunked");
    let mut stream = begun(&sender, &headers, line(1).as_bytes()).await;
    read_until(&mut stream, "{\"through\":1}").await;
    let path = format!("/v1/keys/{}", key["id"].as_str().unwrap());
    let revoked = client.send(client.request(reqwest::Method::DELETE, &path)).await;
    assert_eq!(revoked.status, 204);
    // A key is believed for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    stream.write_all(line(2).as_bytes()).await.unwrap();
    let last = read_until(&mut stream, "/problems/invalid_key").await;
    assert!(last.contains("\"through\":1,"), "{last}");
    assert_eq!(used(&client).await, 1);
}

#[tokio::test]
async fn lengths_that_are_not_true_store_nothing() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let body = record("short").to_string();
    let headers = format!("content-type: application/json\r\ncontent-length: {}", body.len() + 100);
    let mut stream = begun(&client, &headers, body.as_bytes()).await;
    stream.shutdown().await.unwrap();
    let mut told = Vec::new();
    stream.read_to_end(&mut told).await.ok();
    assert!(!String::from_utf8_lossy(&told).contains("HTTP/1.1 202"));
    let headers = format!("content-type: application/json\r\ncontent-length: {}", body.len() - 5);
    let mut stream = begun(&client, &headers, body.as_bytes()).await;
    let answer = read_until(&mut stream, "malformed_json").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(used(&client).await, 0);
}

#[tokio::test]
async fn bodies_that_do_not_fit_into_memory_are_turned_away_and_come_back_later() {
    let app = bounded(|config| config.bounds.bodies_bytes_max = 32 * 1024).await;
    let (_, client) = app.tenant("Acme").await;
    let many: Vec<Value> = (0..1_000).map(|n| record(&format!("m-{n}"))).collect();
    let answer = client.post("/v1/calls", &json!(many)).await;
    assert_eq!(answer.refusal(), (503, "unavailable"));
    assert_eq!(answer.header("retry-after"), "2");
    let metrics = client.get("/metrics").await.text();
    assert!(metrics.contains("audiapro_intake_unavailable_total 1\n"), "{metrics}");
    assert_eq!(used(&client).await, 0, "of what was turned away nothing is stored");
    for part in many.chunks(100) {
        assert_eq!(client.post("/v1/calls", &json!(part)).await.status, 202);
    }
    assert_eq!(used(&client).await, 1_000, "what was held is given back");
}

#[tokio::test]
async fn a_key_that_sends_too_much_is_told_when_to_come_back() {
    let app = bounded(|config| {
        config.bounds.key_requests_burst = 3;
        config.bounds.key_requests_per_minute = 1;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    for left in ["2", "1", "0"] {
        let answer = client.post("/v1/calls", &record("r")).await;
        assert_eq!((answer.status, answer.header("ratelimit-remaining")), (202, left));
        assert_eq!(answer.header("ratelimit-limit"), "3");
    }
    let answer = client.post("/v1/calls", &record("r")).await;
    assert_eq!(answer.refusal(), (429, "too_many_requests"));
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    for header in ["retry-after", "ratelimit-reset"] {
        assert!(answer.header(header).parse::<u64>().unwrap() > 0, "{header}");
    }
    let (_, other) = app.tenant("Other").await;
    assert_eq!(other.get("/v1/calls").await.status, 200, "each key has its own bucket");
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
}

async fn named(client: &Client, key: &str, body: &Value) -> tests::Answer {
    let request = client.request(reqwest::Method::POST, "/v1/calls");
    client.send(request.header("idempotency-key", key).json(body)).await
}

#[tokio::test]
async fn a_named_request_is_answered_once_and_then_with_the_same_answer() {
    let mut app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let body = json!([record("i-1"), {"external_id": "wrong"}]);
    let first = named(&client, "import-1", &body).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (202, ""));
    let again = named(&client, "import-1", &body).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (202, "true"));
    assert_eq!(again.json, first.json);
    let reused = named(&client, "import-1", &json!([record("i-2")])).await;
    assert_eq!(reused.refusal(), (422, "idempotency_key_reused"));
    let theirs = named(&other, "import-1", &json!([record("i-2")])).await;
    assert_eq!((theirs.status, theirs.header("idempotent-replayed")), (202, ""));
    assert_eq!(
        named(&client, "two words", &body).await.refusal(),
        (400, "invalid_parameter")
    );
    app.stop().await;
    app.begin().await;
    let client = Client::new(app.url(), client.key.clone());
    let again = named(&client, "import-1", &body).await;
    assert_eq!(
        (again.header("idempotent-replayed"), &again.json),
        ("true", &first.json)
    );
    assert_eq!(used(&client).await, 1);
}

#[tokio::test]
async fn a_named_request_that_is_on_its_way_is_not_begun_a_second_time() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let body = json!([record("i-1")]);
    let text = body.to_string();
    let (first, rest) = text.split_at(10);
    let length = text.len();
    let headers = format!("content-type: application/json\r\nidempotency-key: k\r\ncontent-length: {length}");
    let mut stream = begun(&client, &headers, first.as_bytes()).await;
    let rows = app.database.superuser().await;
    tests::eventually("the key is taken", async || {
        let taken = rows.query_one("SELECT count(*) FROM idempotency_keys", &[]).await;
        taken.unwrap().get::<_, i64>(0) == 1
    })
    .await;
    for meanwhile in [&body, &json!([record("i-2")])] {
        let answer = named(&client, "k", meanwhile).await;
        assert_eq!(answer.refusal(), (409, "idempotency_in_progress"));
        assert_eq!(answer.header("retry-after"), "1");
    }
    stream.write_all(rest.as_bytes()).await.unwrap();
    read_until(&mut stream, "\"accepted\":1").await;
    let again = named(&client, "k", &body).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (202, "true"));
    assert_eq!(used(&client).await, 1);
}

#[tokio::test]
async fn a_named_request_that_was_refused_or_broken_off_may_come_again() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let wrong = named(&client, "k", &json!([{"external_id": "wrong"}])).await;
    assert_eq!(wrong.refusal(), (422, "invalid_record"));
    let headers = "content-type: application/json\r\nidempotency-key: k2\r\ncontent-length: 1000";
    drop(begun(&client, headers, b"[").await);
    for key in ["k", "k2"] {
        tests::eventually("the key is free", async || {
            named(&client, key, &json!([record(key)])).await.status == 202
        })
        .await;
    }
    let lines = record("l-1").to_string();
    for replayed in ["", "true"] {
        let request = client
            .request(reqwest::Method::POST, "/v1/calls")
            .header("prefer", "respond-async");
        let request = request
            .header("idempotency-key", "lines")
            .header("content-type", LINES)
            .body(lines.clone());
        let answer = client.send(request).await;
        assert_eq!(answer.header("idempotent-replayed"), replayed);
        let form = (answer.header("content-type"), answer.header("preference-applied"));
        assert_eq!(form, (LINES, "respond-async"));
        let text = answer.text();
        let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!(last["accepted"], 1, "{text}");
    }
}

/// Requests that are being answered now.
async fn in_flight(app: &TestApp) -> String {
    let text = app.anonymous().get("/metrics").await.text();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("audiapro_http_requests_in_flight "));
    line.unwrap().to_owned()
}

#[tokio::test]
async fn an_array_whose_sender_leaves_in_the_middle_leaves_nothing() {
    let app = bounded(|_| ()).await;
    let (_, client) = app.tenant("Acme").await;
    let body: String = (0..500).map(|n| format!("{},", record(&format!("gone-{n}")))).collect();
    let headers = "content-type: application/json\r\ncontent-length: 10000000";
    drop(begun(&client, headers, format!("[{body}").as_bytes()).await);
    tests::eventually("only the question itself is in flight", async || {
        in_flight(&app).await == "1"
    })
    .await;
    assert_eq!(used(&client).await, 0);
}

#[tokio::test]
async fn many_connections_that_never_finish_their_headers_are_hung_up_and_others_are_served() {
    let app = bounded(|config| config.server.header_timeout_s = 1).await;
    let (_, client) = app.tenant("Acme").await;
    let address = client.url.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream
            .write_all(b"POST /v1/calls HTTP/1.1\r\nhost: x\r\nx-a")
            .await
            .unwrap();
        slow.push(stream);
    }
    assert_eq!(client.post("/v1/calls", &record("meanwhile")).await.status, 202);
    for mut stream in slow {
        let mut told = Vec::new();
        let ended = tokio::time::timeout(std::time::Duration::from_secs(60), stream.read_to_end(&mut told)).await;
        ended.expect("hung up on").ok();
        assert!(!String::from_utf8_lossy(&told).contains("HTTP/1.1 2"));
    }
    assert_eq!(used(&client).await, 1);
}

#[tokio::test]
async fn a_million_brackets_cost_neither_stack_nor_the_lines_around_them() {
    let app = bounded(|config| config.bounds.record_bytes_max = 2_000_000).await;
    let (_, client) = app.tenant("Acme").await;
    for deep in ["[".repeat(1_000_000), "{\"a\":".repeat(300_000)] {
        let lines = format!("{}\n{{\"custom\":{deep}\n{}\n", record("before"), record("after"));
        let answer = client.post_text("/v1/calls", LINES, lines).await;
        assert_eq!(
            (&answer.json["accepted"], &answer.json["errors"][0]["code"]),
            (&json!(2), &json!("bad_json")),
            "{}",
            answer.json
        );
        let one = client.post_text("/v1/calls", "application/json", deep).await;
        assert_eq!(one.refusal(), (400, "malformed_json"));
    }
    assert_eq!(used(&client).await, 2);
}

/// The program itself, so that its memory is its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_a_gibibyte_is_refused_at_the_bound_in_bounded_memory() {
    const PIECE: usize = 1024 * 1024;
    let product = Product::of(tests::binary())
        .await
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
    let running = product.start().await;
    let (_, client) = product.tenant(NewTenant::named("Acme")).await;
    client.post("/v1/calls", &record("before")).await;
    let before = running.kib("VmHWM:");
    for (kind, accepted) in [(LINES, 2), ("application/json", 0)] {
        let piece = vec![b'x'; PIECE];
        let start = match kind {
            LINES => format!("{}\n{{\"external_id\":\"", record("first")),
            _ => format!("[{},{{\"external_id\":\"", record("part")),
        };
        let end = format!("\n{}\n", record("last"));
        let pieces = std::iter::once(start.into_bytes())
            .chain(std::iter::repeat_n(piece, 1024))
            .chain([end.into_bytes()]);
        let body = reqwest::Body::wrap_stream(futures::stream::iter(pieces.map(Ok::<_, std::io::Error>)));
        let request = client
            .request(reqwest::Method::POST, "/v1/calls")
            .header("content-type", kind);
        match request.body(body).send().await {
            Ok(answer) if kind == LINES => {
                let told: Value = answer.json().await.unwrap();
                assert_eq!(
                    (&told["accepted"], &told["errors"][0]["code"]),
                    (&json!(accepted), &json!("too_large")),
                    "{told}"
                );
                assert!(told["errors"][0]["detail"].as_str().unwrap().starts_with("line 2:"));
            }
            // It may hang up on who goes on sending.
            Ok(answer) => assert_eq!(answer.status().as_u16(), 413),
            Err(_) => assert_ne!(kind, LINES),
        }
    }
    let grown = running.kib("VmHWM:").saturating_sub(before);
    assert!(grown < 100 * 1024, "memory grew by {grown} KiB");
    assert_eq!(
        used(&client).await,
        4,
        "of the array the part before the line is stored"
    );
}
