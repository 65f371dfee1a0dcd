//! Connections that we open to telephone systems: logged in, heard, opened again; by one node of several; never inside a private network
//! that nobody named.

use std::time::Duration;

use models::identity::tenant::NewTenant;
use reqwest::Method;
use serde_json::{Value, json};
use tests::manager::{Manager, PASSWORD, USER};
use tests::pbx::{Sample, sample, stored};
use tests::{Answer, Client, TestApp, binary, eventually};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::kafka::{brokers, prefix, turn};
use crate::product::Product;
use crate::source_alarms::{of_kind, told};

async fn start() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.sources.private_hosts = "127.0.0.1".into();
    })
    .await
}

fn path(source: &Value) -> String {
    format!("/v1/sources/{}/connection", source["id"].as_str().unwrap())
}

async fn put(client: &Client, source: &Value, connection: &Value) -> Answer {
    let body = connection.to_string().into_bytes();
    client.put(&path(source), "application/json", body).await
}

fn to(manager: &Manager, password: &str) -> Value {
    json!({ "host": "127.0.0.1", "port": manager.address.port(), "credentials": { "user": USER, "password": password } })
}

/// A source of Asterisk that is connected to this manager.
async fn connected(client: &Client, manager: &Manager, name: &str) -> (Sample, Value) {
    let sample = sample("asterisk-ami-cdr-1");
    let source = sample.source(client, name).await;
    let put = put(client, &source, &to(manager, PASSWORD)).await;
    assert_eq!(put.status, 200, "{}", put.json);
    eventually("we are let in", async || manager.inside() == 1).await;
    (sample, source)
}

/// What the manager writes behind the login.
fn events(sample: &Sample) -> &[u8] {
    let begin = b"Event: ";
    let at = sample.payload.windows(begin.len()).position(|window| window == begin);
    &sample.payload[at.unwrap()..]
}

async fn is_complete(sample: &Sample, client: &Client, name: &str) {
    let mut last = Vec::new();
    eventually("every leg is stored", async || {
        last = sample.differences(client, name).await;
        last.is_empty()
    })
    .await;
    assert_eq!(last, Vec::<String>::new());
}

async fn state(client: &Client, source: &Value) -> Value {
    client.get(&path(source)).await.json["state"].clone()
}

async fn until_state(client: &Client, source: &Value, wanted: &str) -> Value {
    let mut seen = Value::Null;
    eventually(&format!("the connection is {wanted}"), async || {
        seen = state(client, source).await;
        seen["state"] == wanted
    })
    .await;
    seen
}

#[tokio::test]
async fn what_asterisk_tells_is_stored_once_however_often_the_connection_breaks() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let manager = Manager::start().await;
    let address = manager.address;
    let (sample, source) = connected(&client, &manager, "pbx").await;
    assert!(!manager.heard().contains(PASSWORD), "it does not cross the wire");
    // Whatever the cuts.
    for bytes in events(&sample).chunks(97) {
        manager.tell(bytes);
    }
    is_complete(&sample, &client, "pbx").await;
    until_state(&client, &source, "connected").await;
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(metrics.contains("audiapro_source_callers_connected 1"), "{metrics}");
    assert!(
        metrics.contains("audiapro_source_leases{kind=\"caller\"} 1"),
        "{metrics}"
    );
    // It goes away in the middle of an event, and comes back.
    manager.tell(b"Event: Cdr\r\nUniqueID: lost\r\n");
    drop(manager);
    let seen = until_state(&client, &source, "failing").await;
    assert!(seen["last_error"]["detail"].is_string(), "{seen}");
    let manager = Manager::at(address).await;
    eventually("we are let in again", async || manager.inside() == 1).await;
    manager.tell(events(&sample));
    let other = String::from_utf8(events(&sample).to_vec())
        .unwrap()
        .replace("1755705", "1755706");
    manager.tell(other.as_bytes());
    let wanted = 2 * sample.expected["calls"].as_array().unwrap().len();
    eventually("the others are there", async || {
        stored(&client, "pbx").await.len() == wanted
    })
    .await;
    let seen = until_state(&client, &source, "connected").await;
    assert!(seen["last_error"]["code"].is_string(), "the last error stays: {seen}");
    let health = format!("/v1/sources/{}/health", source["id"].as_str().unwrap());
    assert_eq!(client.get(&health).await.json["connection"]["state"], "connected");
}

#[tokio::test]
async fn a_login_that_is_refused_is_seen_told_and_not_tried_again_soon() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let manager = Manager::start().await;
    let source = sample("asterisk-ami-cdr-1").source(&client, "pbx").await;
    let wrong = "not-the-password";
    assert_eq!(put(&client, &source, &to(&manager, wrong)).await.status, 200);
    let seen = until_state(&client, &source, "failing").await;
    assert_eq!(seen["last_error"]["code"], "login_refused", "{seen}");
    assert!(
        seen["last_error"]["detail"]
            .as_str()
            .unwrap()
            .contains("Authentication failed"),
        "{seen}"
    );
    let shown = client.get(&path(&source)).await;
    assert_eq!(shown.json["connection"]["credentials"], true);
    assert!(
        !shown.text().contains(wrong) && !shown.text().contains(USER),
        "{}",
        shown.text()
    );
    // As if minutes had gone by.
    let rows = app.database.superuser().await;
    rows.execute("UPDATE source_leases SET state_at = now() - interval '10 minutes'", &[])
        .await
        .unwrap();
    let look = async || {
        rows.execute("INSERT INTO jobs (kind) VALUES ('sources.silence')", &[])
            .await
            .unwrap();
        let open = "SELECT count(*) FROM jobs WHERE kind = 'sources.silence' AND state IN ('waiting', 'running')";
        eventually("it was looked at", async || {
            rows.query_one(open, &[]).await.unwrap().get::<_, i64>(0) == 0
        })
        .await;
    };
    look().await;
    look().await;
    let all = told(&client).await;
    let raised = of_kind(&all, "alert.raised");
    assert_eq!(raised.len(), 1, "{all:?}");
    assert_eq!(
        (&raised[0]["kind"], &raised[0]["subject"], &raised[0]["code"]),
        (&json!("source_failing"), &json!("source:pbx"), &json!("login_refused"))
    );
    assert!(manager.refused() <= 2, "it is not knocked at again and again");
    // Somebody mends it: it is tried at once.
    assert_eq!(put(&client, &source, &to(&manager, PASSWORD)).await.status, 200);
    eventually("we are let in", async || manager.inside() == 1).await;
    until_state(&client, &source, "connected").await;
    look().await;
    assert_eq!(of_kind(&told(&client).await, "alert.resolved").len(), 1);
}

#[tokio::test]
async fn a_private_address_that_the_operator_did_not_name_is_never_connected_to() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let manager = Manager::start().await;
    let source = sample("asterisk-ami-cdr-1").source(&client, "pbx").await;
    assert_eq!(put(&client, &source, &to(&manager, PASSWORD)).await.status, 200);
    let seen = until_state(&client, &source, "failing").await;
    assert_eq!(seen["last_error"]["code"], "private_address", "{seen}");
    assert_eq!(manager.came(), 0);
}

#[tokio::test]
async fn a_connection_is_closed_with_its_source_and_when_it_is_taken_away() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let manager = Manager::start().await;
    let (_, source) = connected(&client, &manager, "pbx").await;
    let gone = client.send(client.request(Method::DELETE, &path(&source))).await;
    assert_eq!(gone.status, 204);
    eventually("we have hung up", async || manager.inside() == 0).await;
    assert!(manager.heard().contains("Action: Logoff"), "in order");
    let shown = client.get(&path(&source)).await.json;
    assert_eq!(
        (&shown["protocol"], &shown["connection"]),
        (&json!("ami"), &Value::Null)
    );
    let again = client.send(client.request(Method::DELETE, &path(&source))).await;
    assert_eq!(again.status, 404);
    // Switched off, and on again.
    assert_eq!(put(&client, &source, &to(&manager, PASSWORD)).await.status, 200);
    eventually("we are let in", async || manager.inside() == 1).await;
    let whole = format!("/v1/sources/{}", source["id"].as_str().unwrap());
    let switch = async |enabled: bool| {
        let request = client
            .request(Method::PATCH, &whole)
            .json(&json!({ "enabled": enabled }));
        assert_eq!(client.send(request).await.status, 200);
    };
    switch(false).await;
    eventually("we have hung up", async || manager.inside() == 0).await;
    switch(true).await;
    eventually("we are let in", async || manager.inside() == 1).await;
    let gone = client.send(client.request(Method::DELETE, &whole)).await;
    assert_eq!(gone.status, 204);
    eventually("we have hung up", async || manager.inside() == 0).await;
}

#[tokio::test]
async fn what_cannot_be_connected_to_is_refused_and_a_login_goes_to_no_other_place() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let ami = sample("asterisk-ami-cdr-1").source(&client, "ami").await;
    let cisco = client
        .post("/v1/sources", &json!({ "name": "cucm", "format": "cisco-cucm-cdr" }))
        .await;
    let login = json!({ "user": "a", "password": "b" });
    for (source, connection, parameter) in [
        (&cisco.json, json!({ "host": "pbx.lan", "credentials": login }), "host"),
        (&ami, json!({ "host": "http://pbx.lan", "credentials": login }), "host"),
        (&ami, json!({ "host": "pbx.lan" }), "credentials"),
        (
            &ami,
            json!({ "host": "pbx.lan", "credentials": { "user": "a\r\nAction: Originate", "password": "b" } }),
            "credentials",
        ),
        (
            &ami,
            json!({ "host": "pbx.lan", "credentials": login, "login": "none" }),
            "login",
        ),
        (
            &ami,
            json!({ "host": "pbx.lan", "credentials": login, "tls": true, "certificate": "x" }),
            "certificate",
        ),
    ] {
        let refused = put(&client, source, &connection).await;
        assert_eq!(
            (refused.status, &refused.json["parameter"]),
            (400, &json!(parameter)),
            "{connection}"
        );
    }
    // To a name that is nobody's: nothing is connected to here.
    let first = json!({ "host": "one.invalid", "credentials": login });
    let put_first = put(&client, &ami, &first).await;
    assert_eq!(put_first.json["connection"]["port"], 5038, "the usual one");
    assert_eq!(put(&client, &ami, &json!({ "host": "one.invalid" })).await.status, 200);
    let elsewhere = put(&client, &ami, &json!({ "host": "two.invalid" })).await;
    assert_eq!(
        (elsewhere.status, &elsewhere.json["parameter"]),
        (400, &json!("credentials"))
    );
    let shown = client.get(&path(&ami)).await.json;
    assert_eq!(shown["connection"]["host"], "one.invalid");
}

#[tokio::test]
async fn a_system_that_only_writes_lines_is_listened_to_again_and_again() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("3cx-cdr-socket-1");
    let source = sample.source(&client, "3cx").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = json!({ "host": "127.0.0.1", "port": listener.local_addr().unwrap().port() });
    assert_eq!(put(&client, &source, &place).await.status, 200);
    // It hangs up behind the last line, which has no end; the second time it says all of it again.
    for _ in 0..2 {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(sample.payload.trim_ascii_end()).await.unwrap();
        stream.shutdown().await.unwrap();
        is_complete(&sample, &client, "3cx").await;
    }
    let (_stream, _) = listener.accept().await.unwrap();
    is_complete(&sample, &client, "3cx").await;
    until_state(&client, &source, "connected").await;
}

/// How many connections a node says that it has.
async fn connections(node: &Client) -> Option<u64> {
    let asked = node.request(Method::GET, "/metrics").send().await.ok()?;
    let text = asked.text().await.ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("audiapro_source_callers_connected "));
    line?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_one_is_connected_and_the_other_takes_over_when_it_is_killed() {
    let _turn = turn().await;
    let mut product = Product::of(binary())
        .await
        .with("KAFKA_BROKERS", brokers())
        .with("AUDIAPRO__KAFKA__PREFIX", prefix())
        .with("AUDIAPRO__KAFKA__PARTITIONS", "3")
        .with("AUDIAPRO__KAFKA__SESSION_MS", "3000")
        .with("AUDIAPRO__KAFKA__HEARTBEAT_MS", "500")
        .with("AUDIAPRO__STORE__SHARED", "true")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .with("AUDIAPRO__SOURCES__PRIVATE_HOSTS", "127.0.0.1")
        .with("AUDIAPRO__SOURCES__LEASE_S", "3");
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (_, here) = product.tenant(new).await;
    let first = product.start().await;
    product.listen = format!("127.0.0.1:{}", tests::free_port());
    let second = product.start().await;
    let there = product.client(here.key.clone());
    let manager = Manager::start().await;
    let (sample, _) = connected(&here, &manager, "pbx").await;
    let half = events(&sample).len() / 2;
    manager.tell(&events(&sample)[..half]);
    // Longer than a lease: nobody else comes.
    let mut turns = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..50 {
        turns.tick().await;
        assert_eq!((manager.inside(), manager.came()), (1, 1));
    }
    let is_here = match (connections(&here).await, connections(&there).await) {
        (Some(1), Some(0)) => true,
        (Some(0), Some(1)) => false,
        both => panic!("one of them is connected, not {both:?}"),
    };
    let (holder, _other, client) = if is_here {
        (first, second, &there)
    } else {
        (second, first, &here)
    };
    // SIGKILL.
    drop(holder);
    let killed = std::time::Instant::now();
    eventually("the other is let in", async || {
        manager.inside() == 1 && manager.came() == 2
    })
    .await;
    // The lease, a look a second, and what a busy machine adds.
    assert!(killed.elapsed() < Duration::from_secs(20), "{:?}", killed.elapsed());
    manager.tell(events(&sample));
    is_complete(&sample, client, "pbx").await;
    assert_eq!(connections(client).await, Some(1));
}
