//! One trace of a call, as a collector of OpenTelemetry gets it: from the request of a webhook to the event that tells the result, whichever
//! node did which part; with ids and figures, and nothing of anybody's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App as HttpApp, HttpRequest, HttpResponse, HttpServer, web as http};
use actors::config::AppConfig;
use actors::kafka::browse;
use actors::kafka::topics::Topic;
use actors::outbound::Outbound;
use actors::spans::{self, SpanSettings};
use models::calls::traceparent::TraceParent;
use models::identity::tenant::{NewTenant, Tenant};
use models::testing::TestDatabase;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{binary, eventually};

use crate::kafka::{brokers, prefix, turn};
use crate::product::Product;
use crate::stage;

const GIVEN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A span as it was sent.
#[derive(Clone, Debug)]
struct Seen {
    /// Of the process.
    instance: String,
    name: String,
    trace: String,
    id: String,
    parent: String,
    attributes: BTreeMap<String, String>,
}

/// A collector on a port of its own.
struct Collector {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    keys: Arc<Mutex<BTreeSet<String>>>,
}

impl Collector {
    fn start() -> Self {
        let (seen, keys) = (
            Arc::<Mutex<Vec<Seen>>>::default(),
            Arc::<Mutex<BTreeSet<String>>>::default(),
        );
        let of_server = (seen.clone(), keys.clone());
        let server = HttpServer::new(move || {
            let (seen, keys) = of_server.clone();
            let take = move |request: HttpRequest, body: http::Bytes| {
                let key = request.headers().get("x-key").and_then(|key| key.to_str().ok());
                keys.lock().unwrap().extend(key.map(str::to_owned));
                let sent: Value = serde_json::from_slice(&body).expect("it is OTLP as JSON");
                seen.lock().unwrap().extend(read(&sent));
                std::future::ready(HttpResponse::Ok().finish())
            };
            HttpApp::new()
                .app_data(http::PayloadConfig::new(16 * 1024 * 1024))
                .route("/v1/traces", http::post().to(take))
        })
        .workers(1)
        .bind("127.0.0.1:0")
        .unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let running = server.disable_signals().run();
        std::thread::spawn(move || actix_web::rt::System::new().block_on(running));
        Self { url, seen, keys }
    }

    fn settings(&self) -> SpanSettings {
        SpanSettings {
            endpoint: self.url.clone(),
            headers: vec![],
            sample: 1.0,
            queue_max: 4096,
            every: Duration::from_millis(50),
            answer_max: Duration::from_secs(10),
            outbound: Outbound::new(vec!["127.0.0.0/8".parse().unwrap()]).unwrap(),
        }
    }

    fn of_trace(&self, trace: &str) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|span| span.trace == trace).cloned().collect()
    }

    async fn until(&self, trace: &str, name: &str) -> Vec<Seen> {
        eventually(&format!("the collector has the span {name}"), async || {
            self.of_trace(trace).iter().any(|span| span.name == name)
        })
        .await;
        self.of_trace(trace)
    }
}

fn read(sent: &Value) -> Vec<Seen> {
    let mut all = Vec::new();
    for of_resource in sent["resourceSpans"].as_array().unwrap() {
        let resource = texts(&of_resource["resource"]["attributes"]);
        assert_eq!(resource["service.name"], "audiapro");
        let scopes = of_resource["scopeSpans"].as_array().unwrap();
        for span in scopes.iter().flat_map(|scope| scope["spans"].as_array().unwrap()) {
            let text = |key: &str| span[key].as_str().unwrap_or_default().to_owned();
            let at = |key: &str| text(key).parse::<u64>().unwrap();
            assert!(at("endTimeUnixNano") >= at("startTimeUnixNano") && at("startTimeUnixNano") > 0);
            all.push(Seen {
                instance: resource["service.instance.id"].clone(),
                name: text("name"),
                trace: text("traceId"),
                id: text("spanId"),
                parent: text("parentSpanId"),
                attributes: texts(&span["attributes"]),
            });
        }
    }
    all
}

fn texts(attributes: &Value) -> BTreeMap<String, String> {
    let text = |one: &Value| {
        let value = one["value"]["stringValue"]
            .as_str()
            .or(one["value"]["intValue"].as_str());
        (one["key"].as_str().unwrap().to_owned(), value.unwrap().to_owned())
    };
    attributes.as_array().unwrap().iter().map(text).collect()
}

fn one<'a>(spans: &'a [Seen], name: &str) -> &'a Seen {
    let named: Vec<&Seen> = spans.iter().filter(|span| span.name == name).collect();
    assert!(!named.is_empty(), "there is no {name} in {spans:#?}");
    named[0]
}

/// The trace that a Kafka message says it is part of.
fn thread(message: &browse::Found) -> TraceParent {
    message.header("traceparent").expect("traceparent").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_goes_from_the_door_of_one_node_to_the_result_that_another_publishes() {
    let _turn = turn().await;
    let collector = Collector::start();
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let mut config = AppConfig::new(folder.path());
    config.analysis.workers = 1;
    config.analysis.poll = Duration::from_millis(20);
    config.spans = Some(collector.settings());
    let mut kafka = stage::kafka(brokers(), prefix(), false);
    // The first node owns the one partition; the second has the door alone.
    kafka.partitions = 1;
    config.kafka = Some(kafka.clone());
    let owner = stage::start(&config, &database, Ok(stage::fakes())).await.unwrap();
    let rows = database.superuser().await;
    eventually("the first node owns the partition", async || {
        let owned = "SELECT count(*) FROM ledger_partitions WHERE owner_epoch > 0";
        rows.query_one(owned, &[]).await.unwrap().get::<_, i64>(0) == 1
    })
    .await;
    let door = stage::start(&config, &database, Err("no models".into())).await.unwrap();
    let made = Tenant::create(
        &database.pools.owner,
        &database.master_key,
        "test",
        NewTenant::named("Test"),
    )
    .await;
    let tenant = made.unwrap().0.tenant_id();

    let given: TraceParent = GIVEN.parse().unwrap();
    let sent = async {
        door.accept(tenant, vec![stage::record(&stage::fixed_call("1"))])
            .await
            .unwrap();
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>("glad indeed".into())]);
        let stored = door.store_recording(tenant, "api", "1", pieces, None, Some("audio/wav".into()));
        stored.await.unwrap();
    };
    spans::scope(Some(given), sent).await;
    collector.until(TRACE, "calls.results publish").await;
    let mut published = Vec::new();
    eventually("the result is published", async || {
        let kafka = kafka.clone();
        let read = tokio::task::spawn_blocking(move || browse::read(&kafka, Topic::Results).unwrap());
        published = read.await.unwrap();
        published
            .iter()
            .any(|event| event.header("type") == Some("call.analyzed"))
    })
    .await;
    door.drain().await;
    owner.drain().await;

    let all = collector.of_trace(TRACE);
    let (intake, taken, analysis) = (
        one(&all, "intake"),
        one(&all, "ledger transaction"),
        one(&all, "analysis"),
    );
    assert_eq!(intake.parent, "00f067aa0ba902b7", "below what was given");
    assert_eq!(taken.instance, analysis.instance, "by the owner");
    assert_ne!(intake.instance, taken.instance, "at the other node's door");
    let ids: BTreeSet<&str> = all.iter().map(|span| span.id.as_str()).collect();
    for span in all.iter().filter(|span| span.name != "intake") {
        assert!(
            ids.contains(span.parent.as_str()),
            "{span:?} has its parent in the trace"
        );
    }
    for stage in [
        "analysis begin",
        "analysis load",
        "analysis wait for a worker",
        "analysis work",
        "analysis write",
    ] {
        assert_eq!(one(&all, stage).parent, analysis.id, "{stage}");
    }
    let result = published
        .iter()
        .find(|event| event.header("type") == Some("call.analyzed"))
        .unwrap();
    let publish = all
        .iter()
        .find(|span| span.id == hex::encode(thread(result).span))
        .expect("the span that published it");
    assert_eq!(
        (publish.name.as_str(), publish.parent.as_str()),
        ("calls.results publish", analysis.id.as_str())
    );
    assert_eq!(publish.attributes["audiapro.event.type"], "call.analyzed");
    let body: Value = serde_json::from_slice(&result.payload).unwrap();
    assert_eq!(body["traceparent"], Value::Null, "it is a header alone");
    assert_eq!(
        analysis.attributes["audiapro.call.id"],
        body["data"]["call_id"].as_str().unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_one_trace_without_anything_personal_and_the_log_names_it() {
    let collector = Collector::start();
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__TRACING__ENDPOINT", &collector.url)
        .with("AUDIAPRO__TRACING__HEADERS", "x-key=secret-of-the-collector")
        .with("AUDIAPRO__TRACING__EVERY_MS", "50")
        .with("AUDIAPRO__LOG__LEVEL", "debug")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
    let running = product.start().await;
    let (tenant, client) = product.tenant(NewTenant::named("Tenant of Testarossa")).await;
    let record = json!({
        "external_id": "call-4915550001111", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "from": "+491701234567",
        "to": "+390699887766", "agent": "Agentina Testarossa", "queue": "complaints-hotline",
    });
    let post = |given: Option<&str>| {
        let request = client.request(Method::POST, "/v1/calls").json(&record);
        client.send(match given {
            Some(given) => request.header("traceparent", given),
            None => request,
        })
    };
    assert_eq!(post(Some(GIVEN)).await.status, 202);
    let all = collector.until(TRACE, "ledger transaction").await;
    let all = if all.iter().any(|span| span.name == "POST /v1/calls") {
        all
    } else {
        collector.until(TRACE, "POST /v1/calls").await
    };
    let (request, intake, taken) = (
        one(&all, "POST /v1/calls"),
        one(&all, "intake"),
        one(&all, "ledger transaction"),
    );
    assert_eq!(request.parent, "00f067aa0ba902b7");
    assert_eq!((&intake.parent, &taken.parent), (&request.id, &intake.id));
    assert_eq!(request.attributes["http.response.status_code"], "202");
    assert_eq!(taken.attributes["audiapro.tenant.id"], tenant.to_string());
    assert_eq!(taken.attributes["audiapro.fate"], "new");
    // Without a trace, and with one that cannot be read, one begins; one that is not to be recorded is not.
    assert_eq!(post(None).await.status, 202);
    assert_eq!(post(Some("nonsense")).await.status, 202);
    let unwanted = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-00";
    assert_eq!(post(Some(unwanted)).await.status, 202);
    eventually("two traces have begun here", async || {
        let seen = collector.seen.lock().unwrap();
        let begun = seen
            .iter()
            .filter(|span| span.name == "POST /v1/calls" && span.parent.is_empty());
        begun.map(|span| span.trace.clone()).collect::<BTreeSet<_>>().len() == 2
    })
    .await;
    drop(running);
    assert!(collector.of_trace("0af7651916cd43dd8448eb211c80319c").is_empty());

    let told = format!("{:?}", collector.seen.lock().unwrap());
    let log = product.log();
    for personal in [
        "491701234567",
        "390699887766",
        "4915550001111",
        "Testarossa",
        "complaints-hotline",
    ] {
        assert!(!told.contains(personal), "{personal} is in a span");
    }
    assert!(!log.contains("secret-of-the-collector"));
    assert_eq!(
        *collector.keys.lock().unwrap(),
        BTreeSet::from(["secret-of-the-collector".to_owned()])
    );
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_trace = lines.iter().filter(|line| line.to_string().contains(TRACE)).count();
    assert!(of_trace >= 2, "the request and the ledger name the trace: {of_trace}");
}
