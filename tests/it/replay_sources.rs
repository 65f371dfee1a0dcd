//! Whatever a telephone system's records go through on their way (twice, in any order, cut anywhere, killed between any two of them), the same
//! legs, calls and usage come of them as once and in order.

use engine::pbx::framing::{Framer, Framing};
use engine::pbx::settings::{Given, Settings};
use engine::pbx::source::Source as Form;
use models::identity::tenant::NewTenant;
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::{Sample, intake, requests, sample, samples, smdr_lines, stored};
use tests::{Client, TestApp, binary, eventually};

use crate::product::Product;

/// What can be sent by itself, in its order.
enum Parts {
    Requests(Vec<tests::pbx::Request>),
    Payloads(Vec<Vec<u8>>),
}

impl Parts {
    fn of(sample: &Sample) -> Self {
        if sample.is_captured() {
            return Self::Requests(requests(&sample.payload));
        }
        let form = Form::from_name(&sample.form).unwrap();
        let given: Given = serde_json::from_value(Value::Object(sample.settings.clone())).unwrap();
        let mut framer = Framer::new(form, &Settings::new(given).unwrap());
        // Cut anywhere on the way.
        let mut pieces: Vec<_> = sample.payload.chunks(13).flat_map(|bytes| framer.push(bytes)).collect();
        pieces.extend(framer.end());
        Self::Payloads(
            pieces
                .into_iter()
                .map(|piece| [&piece.context, piece.bytes.as_slice()].concat())
                .collect(),
        )
    }

    fn len(&self) -> usize {
        match self {
            Self::Requests(requests) => requests.len(),
            Self::Payloads(payloads) => payloads.len(),
        }
    }

    async fn send(&self, n: usize, anonymous: &Client, client: &Client, source: &Value) {
        let answer = match self {
            Self::Requests(requests) => requests[n].send(anonymous, source).await,
            Self::Payloads(payloads) => intake(client, source, payloads[n].clone()).await,
        };
        assert!(
            matches!(answer.status, 202 | 401),
            "{}: {}",
            source["name"],
            answer.json
        );
    }
}

/// Every order is as good as any other: one that is the same in every run.
fn shuffled(length: usize, seed: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    let mut state = seed as u64 + 1;
    for n in (1..length).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        order.swap(n, (state >> 33) as usize % (n + 1));
    }
    order
}

pub async fn used(client: &Client) -> i64 {
    client.get("/v1/usage").await.json["used"].as_i64().unwrap()
}

/// What a call's ids and times of storage say nothing about.
fn bare(mut call: Value) -> Value {
    let fields = call.as_object_mut().unwrap();
    for name in ["id", "source_instance", "created_at", "updated_at"] {
        fields.remove(name);
    }
    for leg in call["legs"].as_array_mut().unwrap() {
        let fields = leg.as_object_mut().unwrap();
        for name in ["id", "source_instance", "received_at"] {
            fields.remove(name);
        }
    }
    call["legs"]
        .as_array_mut()
        .unwrap()
        .sort_by_key(|leg| leg["external_id"].to_string());
    call
}

pub async fn of_source(client: &Client, name: &str) -> Vec<Value> {
    let mut calls: Vec<Value> = stored(client, name).await.into_iter().map(bare).collect();
    calls.sort_by_key(|call| call["linked_id"].to_string());
    calls
}

/// In a form where the times of a later segment follow from the earlier ones, or where one event is as good as the other, the order in
/// which a system wrote is a part of what it said.
fn is_of_any_order(sample: &Sample) -> bool {
    sample.form != "avaya-ipo-smdr"
}

#[tokio::test]
async fn twice_in_any_order_and_cut_anywhere_the_same_comes_of_it_as_once() {
    let mut app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let mut amiss = Vec::new();
    for (n, sample) in samples().into_iter().enumerate() {
        let (once, often) = (format!("{}-once", sample.name), format!("{}-often", sample.name));
        let before = used(&client).await;
        let source = sample.source(&client, &once).await;
        sample.send(&app.anonymous(), &client, &source).await;
        let charged = used(&client).await - before;
        let source = sample.source(&client, &often).await;
        let parts = Parts::of(&sample);
        let order =
            match is_of_any_order(&sample) && Framing::of(Form::from_name(&sample.form).unwrap()) != Framing::Sheet {
                true => shuffled(parts.len(), n),
                false => (0..parts.len()).collect(),
            };
        let half = order.len() / 2;
        for part in &order[..half] {
            parts.send(*part, &app.anonymous(), &client, &source).await;
        }
        for part in order.iter().chain(&order) {
            parts.send(*part, &app.anonymous(), &client, &source).await;
        }
        sample.send(&app.anonymous(), &client, &source).await;
        let (one, many) = (of_source(&client, &once).await, of_source(&client, &often).await);
        if one != many {
            let (one, many) = (Value::from(one), Value::from(many));
            amiss.push(format!("{}:\n  {one}\n≠ {many}", sample.name));
        }
        if used(&client).await != before + 2 * charged {
            amiss.push(format!(
                "{}: {charged} calls were charged once, and then others",
                sample.name
            ));
        }
    }
    assert!(amiss.is_empty(), "{} differences:\n{}", amiss.len(), amiss.join("\n"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_any_two_records_the_same_comes_of_it_as_once() {
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .with("AUDIAPRO__BOUNDS__DOOR_REQUESTS_BURST", "1000000");
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (tenant, client) = product.tenant(new).await;
    let anonymous = product.client(None);
    let mut running = product.start().await;
    let samples = samples();
    let mut cut = Vec::new();
    for sample in &samples {
        let source = sample.source(&client, &format!("{}-killed", sample.name)).await;
        cut.push((source, Parts::of(sample)));
    }
    // One record of every sample, and then SIGKILL: each sample is killed between any two of its own.
    let longest = cut.iter().map(|(_, parts)| parts.len()).max().unwrap();
    for n in 0..longest {
        for (source, parts) in cut.iter().filter(|(_, parts)| n < parts.len()) {
            parts.send(n, &anonymous, &client, source).await;
        }
        drop(running);
        running = product.start().await;
    }
    let killed = used(&client).await;
    for sample in &samples {
        let once = format!("{}-once", sample.name);
        let source = sample.source(&client, &once).await;
        sample.send(&anonymous, &client, &source).await;
        let wanted = of_source(&client, &once).await;
        eventually(&format!("{} is whole", sample.name), async || {
            of_source(&client, &format!("{}-killed", sample.name)).await == wanted
        })
        .await;
    }
    assert_eq!(used(&client).await, 2 * killed, "each call is charged once");
    assert!(product.recount_agrees(tenant));
    drop(running);
}

#[tokio::test]
async fn equal_lines_are_calls_of_their_own_and_a_body_or_a_stream_that_comes_again_adds_none() {
    let mut app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let made = client
        .post("/v1/sources", &json!({ "name": "smdr", "format": "panasonic-smdr" }))
        .await;
    let source = made.json;
    let body = |minutes: &[u32]| smdr_lines(minutes).into_bytes();
    for _ in 0..2 {
        let sent = intake(&client, &source, body(&[1, 1, 2])).await;
        assert_eq!(
            (sent.status, sent.json["legs"].as_array().map(Vec::len)),
            (202, Some(3))
        );
        assert_eq!(used(&client).await, 3);
    }
    // A part of a file, and whoever tells that of it.
    let told = async |lines: &str| {
        let request = client
            .request(Method::POST, "/v1/intake/smdr")
            .header("content-type", "application/octet-stream")
            .header("x-audiapro-lines", lines);
        client.send(request.body(body(&[2]))).await
    };
    for (lines, calls) in [("", 3), ("1=2", 4), ("1=2", 4)] {
        assert_eq!(told(lines).await.status, 202);
        assert_eq!(used(&client).await, calls, "{lines:?}");
    }
    assert_eq!(told("one").await.refusal(), (400, "invalid_parameter"));
    // Streams: a new one sends again what was before it, and goes on.
    for (minutes, calls) in [
        (&[4, 4][..], 6),
        (&[4, 4, 4][..], 7),
        (&[4, 4, 4][..], 7),
        (&[5, 4][..], 9),
    ] {
        let request = client
            .request(Method::POST, "/v1/intake/smdr")
            .header("content-type", "application/octet-stream")
            .header("prefer", "respond-async");
        assert_eq!(client.send(request.body(body(minutes))).await.status, 202);
        assert_eq!(used(&client).await, calls, "{minutes:?}");
    }
    app.stop().await;
}

#[tokio::test]
async fn tables_and_lines_in_utf_16_give_the_same_legs() {
    let mut app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for name in ["cisco-cucm-cdr-1", "3cx-cdroutput-1", "mitel-smdr-1"] {
        let sample = sample(name);
        let (plain, wide) = (format!("{name}-plain"), format!("{name}-wide"));
        let source = sample.source(&client, &plain).await;
        sample.send(&app.anonymous(), &client, &source).await;
        let text = String::from_utf8(sample.payload.clone()).unwrap();
        let units = text.trim_start_matches('\u{feff}').encode_utf16();
        let mark = [0xff, 0xfe].into_iter();
        let bytes: Vec<u8> = mark.chain(units.flat_map(u16::to_le_bytes)).collect();
        let source = sample.source(&client, &wide).await;
        let sent = intake(&client, &source, bytes).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        let (one, other) = (of_source(&client, &plain).await, of_source(&client, &wide).await);
        assert!(!one.is_empty(), "{name}");
        assert_eq!(one, other, "{name}");
    }
    app.stop().await;
}
