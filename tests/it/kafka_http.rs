//! Several whole nodes over one database and a real Kafka, as clients see them: a live feed that goes on at another node, and nodes that
//! are restarted one after the other while calls come in.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, Follow, TestApp, eventually, sound};
use web::config::Config;
use web::server::Spawned;

use crate::kafka::{brokers, prefix, turn};

/// A further node beside the first.
struct Node(Option<Spawned>);

impl Node {
    async fn start(config: &Config) -> Self {
        let config = config.clone();
        let server = tokio::task::spawn_blocking(move || Spawned::start(config)).await;
        let node = Self(Some(server.unwrap().unwrap()));
        let client = Client::new(node.url(), None);
        eventually("the node is ready", async || {
            client.get("/health/ready").await.status == 200
        })
        .await;
        node
    }

    fn url(&self) -> String {
        format!("http://{}", self.0.as_ref().unwrap().address)
    }

    async fn stop(&mut self) {
        let server = self.0.take().unwrap();
        tokio::task::spawn_blocking(move || server.stop())
            .await
            .unwrap()
            .unwrap();
    }
}

pub async fn first() -> TestApp {
    configured(|_| ()).await
}

pub async fn configured(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.kafka.brokers = brokers();
        config.kafka.prefix = prefix();
        config.kafka.partitions = 3;
        config.kafka.session_ms = 3000;
        config.kafka.heartbeat_ms = 500;
        config.store.shared = true;
        config.feed.check_ms = 50;
        // As long as a balancer needs to notice; here the senders look at the answer.
        config.server.drain_notice_s = 0;
        change(config);
    })
    .await
}

pub fn record(external_id: &str) -> Value {
    json!({ "external_id": external_id, "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "agent": "101" })
}

async fn follow(client: &Client, after: Option<i64>) -> Follow {
    let mut request = client.request(Method::GET, "/v1/events");
    if let Some(after) = after {
        request = request.header("last-event-id", after.to_string());
    }
    Follow::begin(request).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_on_any_node_hears_everything_in_order_and_goes_on_at_another() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, here) = app.tenant("Acme").await;
    let mut other = Node::start(&app.config).await;
    let there = Client::new(other.url(), here.key.clone());
    let (mut first, mut second) = (follow(&here, None).await, follow(&there, None).await);
    for n in 0..20 {
        let client = if n % 2 == 0 { &here } else { &there };
        assert_eq!(client.post("/v1/calls", &record(&n.to_string())).await.status, 202);
    }
    // How many events a batch makes is the Ledger's affair; twenty calls are twenty of them.
    let heard = async |stream: &mut Follow| {
        let mut all = Vec::new();
        while all
            .iter()
            .filter(|told: &&tests::Told| told.event == "call.received")
            .count()
            < 20
        {
            all.push(stream.next().await.expect("the stream goes on"));
        }
        all
    };
    let (of_first, of_second) = (heard(&mut first).await, heard(&mut second).await);
    let numbers: Vec<i64> = of_first.iter().map(|told| told.id.unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
    assert_eq!(of_first, of_second);
    // Cut off in the middle, and on at the other node.
    drop(first);
    let middle = numbers.len() / 2;
    let mut resumed = follow(&there, Some(numbers[middle - 1])).await;
    assert_eq!(resumed.take(numbers.len() - middle).await, of_first[middle..]);
    app.stop().await;
    assert_eq!(there.post("/v1/calls", &record("after")).await.status, 202);
    let mut stays = resumed.next().await.unwrap();
    while stays.event != "call.received" {
        stays = resumed.next().await.unwrap();
    }
    assert_eq!(stays.data["data"]["external_id"], "after");
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_finds_the_recording_that_waits_for_it_whichever_nodes_have_them() {
    let _turn = turn().await;
    let mut app = first().await;
    let mut other = Node::start(&app.config).await;
    let rows = app.database.superuser().await;
    // Of several tenants each node has some.
    for n in 0..4 {
        let (_, here) = app.tenant(&format!("Acme {n}")).await;
        let there = Client::new(other.url(), here.key.clone());
        let (listens, tells) = if n % 2 == 0 { (&here, &there) } else { (&there, &here) };
        let source = json!({ "name": "rome", "format": "freepbx-cdr", "secrets": {} });
        let made = here.post("/v1/sources", &source).await;
        let id = made.json["id"].as_str().expect("it is made");
        let request = listens.request(Method::POST, &format!("/v1/sources/{id}/recordings?name=one.wav"));
        let request = request
            .header("content-type", "audio/wav")
            .body(sound::wav(8000, 1, 1000));
        let sent = listens.send(request).await;
        assert_eq!(
            (sent.status, &sent.json["note"]),
            (202, &json!("no_leg")),
            "{}",
            sent.json
        );
        // Nobody looks for its leg in its turn.
        let end = "UPDATE loose_recordings SET next_try_at = NULL WHERE next_try_at IS NOT NULL";
        assert_eq!(rows.execute(end, &[]).await.unwrap(), 1);
        let record = json!({ "source_instance": "rome", "external_id": "a", "direction": "inbound", "disposition": "answered",
            "started_at": "2026-11-24T09:00:00Z", "talk_s": 60, "recording_ref": "one.wav" });
        assert_eq!(tells.post("/v1/calls", &record).await.status, 202);
        eventually("it has found its leg", async || {
            here.get("/v1/recordings/orphans").await.json["data"] == json!([])
        })
        .await;
    }
    other.stop().await;
    app.stop().await;
}

/// What a sender that tries again on 503, and where nobody listens, has seen.
#[derive(Default)]
struct Seen {
    acknowledged: AtomicUsize,
    asked_again: AtomicUsize,
    is_over: AtomicBool,
}

/// Sends records one by one to whichever node is there; every answer but 202 and 503 is wrong.
async fn sender(
    name: usize,
    key: String,
    urls: Arc<std::sync::RwLock<Vec<String>>>,
    seen: Arc<Seen>,
) -> BTreeSet<String> {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut acknowledged = BTreeSet::new();
    for n in 0.. {
        if seen.is_over.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("{name}-{n}");
        for turn in n.. {
            let url = {
                let urls = urls.read().unwrap();
                urls[turn % urls.len()].clone()
            };
            let sent = http
                .post(format!("{url}/v1/calls"))
                .bearer_auth(&key)
                .json(&record(&id))
                .send()
                .await;
            match sent.map(|answer| answer.status().as_u16()) {
                Ok(202) => break,
                Ok(503) | Err(_) => {
                    seen.asked_again.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok(other) => panic!("answered {other}"),
            }
        }
        acknowledged.insert(id);
        if n % 5 == 0 {
            let url = urls.read().unwrap()[name % 3].clone();
            looks(&http, &key, &url).await;
        }
        seen.acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}

/// Somebody looks at a page meanwhile: the same holds for whoever reads.
async fn looks(http: &reqwest::Client, key: &str, url: &str) {
    let page = http
        .get(format!("{url}/v1/calls?limit=1"))
        .bearer_auth(key)
        .send()
        .await;
    let status = page.map(|answer| answer.status().as_u16());
    assert!(matches!(status, Ok(200 | 503) | Err(_)), "answered {status:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_restart_one_after_the_other_under_load_and_no_call_is_lost_or_doubled() {
    let _turn = turn().await;
    let mut app = first().await;
    let (tenant, client) = app.tenant("Acme").await;
    let mut others = vec![Node::start(&app.config).await, Node::start(&app.config).await];
    let urls = Arc::new(std::sync::RwLock::new(vec![
        app.url(),
        others[0].url(),
        others[1].url(),
    ]));
    let seen = Arc::new(Seen::default());
    let senders: Vec<_> = (0..4)
        .map(|name| tokio::spawn(sender(name, client.key.clone().unwrap(), urls.clone(), seen.clone())))
        .collect();
    let goes_on = async || {
        let before = seen.acknowledged.load(Ordering::Relaxed);
        eventually("calls are taken", async || {
            seen.acknowledged.load(Ordering::Relaxed) > before + 40
        })
        .await;
    };
    goes_on().await;
    app.stop().await;
    goes_on().await;
    app.begin().await;
    urls.write().unwrap()[0] = app.url();
    for (at, node) in others.iter_mut().enumerate() {
        node.stop().await;
        goes_on().await;
        *node = Node::start(&app.config).await;
        urls.write().unwrap()[at + 1] = node.url();
        goes_on().await;
    }
    seen.is_over.store(true, Ordering::Relaxed);
    let mut acknowledged = BTreeSet::new();
    for sender in senders {
        acknowledged.extend(sender.await.unwrap());
    }
    let rows = app.database.superuser().await;
    let wanted: Vec<String> = acknowledged.iter().cloned().collect();
    eventually("all that was acknowledged is stored", async || {
        let stored = "SELECT count(*) FROM legs WHERE external_id = ANY($1)";
        rows.query_one(stored, &[&wanted]).await.unwrap().get::<_, i64>(0) == wanted.len() as i64
    })
    .await;
    let recount = actors::app::recount(&app.database.pools, tenant).await.unwrap();
    assert_eq!(recount.counted, recount.stored);
    assert_eq!(recount.counted.used, wanted.len() as u64);
    for node in &mut others {
        node.stop().await;
    }
}

#[tokio::test]
async fn what_is_ended_at_one_node_opens_nothing_at_the_other() {
    let app = first().await;
    let mut second = Node::start(&app.config).await;
    let (tenant, key) = app.tenant("Acme").await;
    let viewer = || NewMember::of(RoleRef::Preset(Preset::Viewer));
    let (anna, first_session) = app.member(tenant, viewer()).await;
    let second_session = app.sign_in(tenant, anna).await;
    let (bert, of_bert) = app.member(tenant, viewer()).await;
    let made = key
        .post("/v1/keys", &json!({ "name": "k", "scopes": ["calls.read"] }))
        .await
        .json;
    let made_key = Client::new(app.url(), made["secret"].as_str().map(str::to_owned));
    let (_, support) = app.staff(StaffRole::Support).await;
    let there = |client: &Client| Client::new(second.url(), client.key.clone());
    let status = async |client: &Client, path: &str| there(client).get(path).await.status;
    for (client, path) in [
        (&first_session, "/v1/calls"),
        (&second_session, "/v1/calls"),
        (&of_bert, "/v1/calls"),
        (&made_key, "/v1/calls"),
        (&key, "/v1/calls"),
        (&support, "/admin/v1/tenants"),
    ] {
        assert_eq!(status(client, path).await, 200);
    }
    let ended = async |client: &Client, path: &str, wanted: u16| {
        eventually("it is known at the other node", async || {
            status(client, path).await == wanted
        })
        .await;
    };
    let ask = async |by: &Client, method: Method, path: String, body: Value| {
        let answer = by.send(by.request(method, &path).json(&body)).await;
        assert!(answer.status < 300, "{path}: {}", answer.json);
    };
    // A session by its person, all of a member by the team, a key, a membership, a colleague, the tenant.
    ask(&second_session, Method::DELETE, "/v1/auth/sessions".into(), json!({})).await;
    ended(&first_session, "/v1/calls", 401).await;
    assert_eq!(status(&second_session, "/v1/calls").await, 200);
    ask(
        &key,
        Method::DELETE,
        format!("/v1/team/members/{anna}/sessions"),
        json!({}),
    )
    .await;
    ended(&second_session, "/v1/calls", 401).await;
    ask(
        &key,
        Method::DELETE,
        format!("/v1/keys/{}", made["id"].as_str().unwrap()),
        json!({}),
    )
    .await;
    ended(&made_key, "/v1/calls", 401).await;
    ask(
        &key,
        Method::PATCH,
        format!("/v1/team/members/{bert}"),
        json!({ "status": "suspended" }),
    )
    .await;
    ended(&of_bert, "/v1/calls", 401).await;
    ask(&support, Method::POST, "/admin/v1/auth/sign-out".into(), json!({})).await;
    ended(&support, "/admin/v1/tenants", 401).await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let suspend = format!("/admin/v1/tenants/{tenant}/suspend");
    ask(&owner, Method::POST, suspend, json!({ "reason": "late" })).await;
    ended(&key, "/v1/calls", 403).await;
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_of_one_machine_answer_at_one_address_and_go_on_when_one_ends() {
    let _turn = turn().await;
    let shared = format!("127.0.0.1:{}", tests::free_port());
    let mut app = configured(|config| config.server.shared_listen = shared.clone()).await;
    let (_, client) = app.tenant("Acme").await;
    let mut other = Node::start(&app.config).await;
    let behind = async |from: usize, to: usize| {
        for n in from..to {
            // A connection of its own.
            let one = Client::new(format!("http://{shared}"), client.key.clone());
            assert_eq!(one.post("/v1/calls", &record(&n.to_string())).await.status, 202);
        }
    };
    behind(0, 60).await;
    for url in [app.url(), other.url()] {
        let metrics = Client::new(url, None).get("/metrics").await.text();
        let taken = metrics
            .lines()
            .find(|line| line.starts_with("audiapro_kafka_produced_records_total{outcome=\"acknowledged\"}"))
            .expect("each node has taken some");
        assert!(!taken.ends_with(" 0"), "{taken}");
    }
    other.stop().await;
    behind(60, 80).await;
    let rows = app.database.superuser().await;
    eventually("all of them are stored", async || {
        rows.query_one("SELECT count(*) FROM legs", &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 80
    })
    .await;
    app.stop().await;
}

/// Whether a command went well, what it lists, and what it says beside.
pub async fn command(app: &TestApp, arguments: &[&str]) -> (bool, Vec<Value>, String) {
    let ended = app.end(arguments).await;
    let lines = ended.out.lines();
    let lines = lines.map(|line| serde_json::from_str(line).expect(line)).collect();
    (ended.status == 0, lines, ended.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_shows_the_partitions_and_cuts_the_door_anew_once_no_node_runs() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    assert_eq!(client.post("/v1/calls", &record("1")).await.status, 202);
    let rows = app.database.superuser().await;
    eventually("the call is stored", async || {
        rows.query_one("SELECT count(*) FROM legs", &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 1
    })
    .await;
    let (done, lines, told) = command(&app, &["kafka", "partitions"]).await;
    assert!(done, "{told}");
    assert_eq!(
        (&lines[0]["cut_into"], &lines[0]["found"], lines.len()),
        (&json!(3), &json!(3), 4)
    );
    assert_eq!(
        lines[1..].iter().map(|line| line["end"].as_i64().unwrap()).sum::<i64>(),
        1
    );
    let (done, _, told) = command(&app, &["kafka", "partitions", "--set", "5"]).await;
    assert!(!done && told.contains("stop all of them first"), "{told}");
    app.stop().await;
    let (done, _, told) = command(&app, &["kafka", "partitions", "--set", "0"]).await;
    assert!(!done && told.contains("1 to"), "{told}");
    let (done, lines, told) = command(&app, &["kafka", "partitions", "--set", "5"]).await;
    assert!(done, "{told}");
    assert_eq!((&lines[0]["cut_into"], &lines[0]["found"]), (&json!(5), &json!(5)));
    let (_, found, _) = command(&app, &["doctor", "--json"]).await;
    let kafka = found.iter().find(|finding| finding["check"] == "kafka").unwrap();
    assert_eq!(kafka["verdict"], "ok", "{kafka}");
}
