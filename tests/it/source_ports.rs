//! Telephone systems that open a connection and write: whatever the cuts, whoever else knocks.

use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use serde_json::{Value, json};
use tests::pbx::{Sample, sample, smdr_lines as lines, stored};
use tests::{Client, TestApp, binary, eventually, free_port};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::product::Product;

async fn start() -> TestApp {
    let port = free_port();
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.sources.tcp_address = "127.0.0.1".into();
        config.sources.tcp_ports = format!("{port}-{port}");
        config.sources.source_connections_max = 4;
    })
    .await
}

/// A source that is listened to, and its port.
async fn listened(client: &Client, sample: &Sample, name: &str, allow: &str) -> (Value, u16) {
    let listener = json!({ "allow": [allow] });
    let body = json!({ "name": name, "format": sample.form, "settings": sample.settings, "listener": listener });
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let port = u16::try_from(made.json["listener"]["port"].as_u64().unwrap()).unwrap();
    (made.json, port)
}

/// A connection, once somebody listens.
async fn connect(port: u16) -> TcpStream {
    let mut stream = None;
    eventually("the port is open", async || {
        stream = TcpStream::connect(("127.0.0.1", port)).await.ok();
        stream.is_some()
    })
    .await;
    stream.unwrap()
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

/// Whether the other end has hung up, without a word.
async fn is_hung_up(mut stream: TcpStream) -> bool {
    let mut bytes = [0; 16];
    let read = tokio::time::timeout(std::time::Duration::from_secs(60), stream.read(&mut bytes)).await;
    matches!(read, Ok(Ok(0) | Err(_)))
}

#[tokio::test]
async fn lines_are_taken_whatever_the_cuts_and_the_connection_stays_open() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("panasonic-smdr-1");
    let (_, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    let mut stream = connect(port).await;
    for bytes in sample.payload.chunks(7) {
        stream.write_all(bytes).await.unwrap();
    }
    stream.write_all(b"\r\n").await.unwrap();
    is_complete(&sample, &client, "panasonic").await;
    // The next connection says it all again, and nothing comes of it.
    let mut again = connect(port).await;
    again.write_all(&sample.payload).await.unwrap();
    again.shutdown().await.unwrap();
    assert!(is_hung_up(again).await);
    is_complete(&sample, &client, "panasonic").await;
    // The first one is still listened to.
    let before = stored(&client, "panasonic").await.len();
    let first = sample
        .payload
        .split_inclusive(|byte| *byte == b'\n')
        .find(|line| line.starts_with(b"06/"));
    let other = String::from_utf8(first.expect("a record").to_vec())
        .unwrap()
        .replacen("06/", "07/", 1);
    stream.write_all(other.as_bytes()).await.unwrap();
    eventually("another call is there", async || {
        stored(&client, "panasonic").await.len() > before
    })
    .await;
}

#[tokio::test]
async fn a_system_that_hears_no_answer_loses_nothing_where_new_calls_are_turned_back_for_the_limit() {
    let app = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let change = TenantChange {
        limit: Some(LimitChange::Calls(1)),
        policy: Some(Policy::Reject),
        ..TenantChange::default()
    };
    let owner = &app.database.pools.owner;
    Tenant::set(owner, "test", tenant, change).await.unwrap();
    eventually("the limit is known", async || {
        client.get("/v1/usage").await.json["limit"] == 1
    })
    .await;
    let record =
        json!({ "external_id": "a", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z", "talk_s": 60 });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let mut other = record.clone();
    other["external_id"] = json!("b");
    assert_eq!(client.post("/v1/calls", &other).await.status, 402);
    let sample = sample("panasonic-smdr-1");
    let (_, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    let mut stream = connect(port).await;
    stream.write_all(&sample.payload).await.unwrap();
    stream.shutdown().await.unwrap();
    is_complete(&sample, &client, "panasonic").await;
    let usage = client.get("/v1/usage").await.json;
    assert_eq!(usage["used"], 1, "{usage}");
    assert!(usage["withheld"].as_u64().unwrap() > 0, "{usage}");
}

#[tokio::test]
async fn documents_are_taken_one_behind_the_other() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("grandstream-cdr-push-2");
    let (_, port) = listened(&client, &sample, "ucm", "127.0.0.0/8").await;
    let mut stream = connect(port).await;
    for bytes in sample.payload.chunks(100) {
        stream.write_all(bytes).await.unwrap();
    }
    stream.shutdown().await.unwrap();
    is_complete(&sample, &client, "ucm").await;
}

#[tokio::test]
async fn scanners_and_nonsense_are_hung_up_on_or_kept_aside_and_the_listener_lives() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("avaya-ipo-smdr-1");
    let (source, port) = listened(&client, &sample, "ipo", "127.0.0.1").await;
    for hello in [
        &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ] {
        let mut stream = connect(port).await;
        stream.write_all(hello).await.unwrap();
        assert!(is_hung_up(stream).await, "{hello:?}");
    }
    // Opened and closed without a word, and half open.
    drop(connect(port).await);
    let half = connect(port).await;
    let mut stream = connect(port).await;
    stream.write_all(&vec![b'x'; 200_000]).await.unwrap();
    stream.write_all(b"\n\0\0\0\xff\xfe\0,\0\n").await.unwrap();
    stream
        .write_all(&[b"\0\0", sample.payload.as_slice(), b"\n"].concat())
        .await
        .unwrap();
    is_complete(&sample, &client, "ipo").await;
    drop((half, stream));
    let aside = client.get("/v1/quarantine?source_instance=ipo&limit=100").await;
    let codes: Vec<&str> = aside.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes.iter().filter(|code| **code == "not_a_record").count(),
        3,
        "{codes:?}"
    );
    assert!(codes.contains(&"too_long") && codes.len() == 5, "{codes:?}");
    let path = format!("/v1/sources/{}/health", source["id"].as_str().unwrap());
    eventually("whoever looks how the source does sees all of it", async || {
        client.get(&path).await.json["day"]["quarantined"] == 5
    })
    .await;
    assert!(
        aside.json["data"][0]["at"].as_str().unwrap().starts_with("127.0.0.1: "),
        "{}",
        aside.json
    );
}

#[tokio::test]
async fn strangers_at_a_port_of_documents_and_of_blocks_keep_none_of_them_out() {
    for name in ["grandstream-cdr-push-2", "asterisk-ami-cdr-1"] {
        let app = start().await;
        let (_, client) = app.tenant("Acme").await;
        let sample = sample(name);
        let (_, port) = listened(&client, &sample, "pbx", "127.0.0.1").await;
        for hello in [
            &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
            b"\x16\x03\x01\x02\x00\x01\x00",
        ] {
            let mut stream = connect(port).await;
            stream.write_all(hello).await.unwrap();
            assert!(is_hung_up(stream).await, "{name}: {hello:?}");
        }
        // Something that never ends, NUL bytes, and somebody who says half of something and stays.
        let mut endless = connect(port).await;
        endless.write_all(b"{\"a\": \"").await.unwrap();
        // Whoever is hung up on by then cannot write on.
        endless.write_all(&vec![b'x'; 400_000]).await.ok();
        endless.shutdown().await.ok();
        let mut zeros = connect(port).await;
        zeros.write_all(b"\0\0\0\xff\xfe\0\r\n\r\n").await.unwrap();
        zeros.shutdown().await.ok();
        assert!(is_hung_up(endless).await && is_hung_up(zeros).await, "{name}");
        let mut half = connect(port).await;
        half.write_all(&sample.payload[..20]).await.unwrap();
        let mut good = connect(port).await;
        good.write_all(&sample.payload).await.unwrap();
        good.shutdown().await.unwrap();
        is_complete(&sample, &client, "pbx").await;
        let aside = client.get("/v1/quarantine?source_instance=pbx&limit=100").await;
        let codes: Vec<&str> = aside.json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["code"].as_str().unwrap())
            .collect();
        assert!(
            codes.contains(&"too_long") && codes.iter().filter(|code| **code == "not_a_record").count() >= 2,
            "{name}: {codes:?}"
        );
        drop(half);
    }
}

#[tokio::test]
async fn only_allowed_addresses_are_heard_so_many_at_a_time_and_none_once_it_is_switched_off() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("avaya-ipo-smdr-2");
    let (source, port) = listened(&client, &sample, "ipo", "192.0.2.0/24").await;
    let mut stream = connect(port).await;
    stream.write_all(&sample.payload).await.ok();
    assert!(is_hung_up(stream).await);
    assert_eq!(stored(&client, "ipo").await.len(), 0);
    // Without addresses nobody is listened to, and a port that is another's, or none of ours, is not given out.
    let refused = client
        .post(
            "/v1/sources",
            &json!({ "name": "b", "format": sample.form, "listener": { "allow": [] } }),
        )
        .await;
    assert_eq!(refused.refusal(), (400, "invalid_parameter"));
    let (_, other) = app.tenant("Other").await;
    let taken = json!({ "name": "b", "format": sample.form, "listener": { "allow": ["127.0.0.1"], "port": port } });
    assert_eq!(other.post("/v1/sources", &taken).await.refusal(), (409, "conflict"));
    let path = format!("/v1/sources/{}", source["id"].as_str().unwrap());
    let change = async |body: Value| {
        let changed = client
            .send(client.request(reqwest::Method::PATCH, &path).json(&body))
            .await;
        assert_eq!(changed.status, 200, "{}", changed.json);
        changed.json
    };
    let changed = change(json!({ "listener": { "allow": ["127.0.0.1"] } })).await;
    assert_eq!(changed["listener"]["port"], port, "it stays where its system writes to");
    // What is said from now on is heard, at the latest after a second.
    eventually("the change is known", async || {
        let mut stream = connect(port).await;
        stream.write_all(&sample.payload).await.ok();
        stream.shutdown().await.ok();
        is_hung_up(stream).await;
        sample.differences(&client, "ipo").await.is_empty()
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(connect(port).await);
    }
    assert!(is_hung_up(connect(port).await).await, "one too many");
    assert_eq!(change(json!({ "listener": null })).await["listener"], Value::Null);
    for stream in open {
        assert!(is_hung_up(stream).await);
    }
    eventually("the port is closed", async || {
        TcpStream::connect(("127.0.0.1", port)).await.is_err()
    })
    .await;
}

#[tokio::test]
async fn a_company_that_is_closed_is_listened_to_no_longer() {
    let app = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let sample = sample("avaya-ipo-smdr-1");
    let (_, port) = listened(&client, &sample, "ipo", "127.0.0.1").await;
    drop(connect(port).await);
    let close = format!("UPDATE tenants SET status = 'closed' WHERE id = '{tenant}'");
    let rows = app.database.superuser().await;
    assert_eq!(rows.execute(close.as_str(), &[]).await.unwrap(), 1);
    eventually("the port is closed", async || {
        TcpStream::connect(("127.0.0.1", port)).await.is_err()
    })
    .await;
}

/// Everything of a connection is taken; how many calls there are then, each of them charged once.
async fn calls_behind(stream: TcpStream, text: &str, client: &Client, source: &str) -> usize {
    let mut stream = stream;
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    assert!(is_hung_up(stream).await);
    let calls = stored(client, source).await.len();
    assert_eq!(client.get("/v1/usage").await.json["used"], calls);
    calls
}

#[tokio::test]
async fn equal_lines_are_calls_of_their_own_and_those_that_a_connection_sends_again_are_not() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("panasonic-smdr-1");
    let (_, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    let behind = async |text: &str| calls_behind(connect(port).await, text, &client, "panasonic").await;
    // One by one and together: three calls of one minute, and one of the next.
    let mut first = connect(port).await;
    for (n, text) in [lines(&[1]), lines(&[1, 1]), lines(&[2])].iter().enumerate() {
        first.write_all(text.as_bytes()).await.unwrap();
        let wanted = [1, 3, 4][n];
        eventually("they are there", async || {
            stored(&client, "panasonic").await.len() == wanted
        })
        .await;
    }
    drop(first);
    // All of it again, some of it again, in another order, and what came behind it.
    assert_eq!(behind(&lines(&[1, 1, 1, 2])).await, 4);
    assert_eq!(behind(&lines(&[1, 2])).await, 4);
    assert_eq!(behind(&lines(&[2, 1, 1, 1])).await, 4);
    assert_eq!(behind(&lines(&[1, 2, 3, 3])).await, 6);
    // Whoever has something new to say begins no repetition.
    assert_eq!(behind(&lines(&[4, 3])).await, 8);
    // A buffer that is sent again on the same connection.
    let buffer = [5, 6, 7, 8];
    assert_eq!(
        behind(&[lines(&buffer), lines(&buffer), lines(&[8])].concat()).await,
        13
    );
    let ids: Vec<String> = stored(&client, "panasonic")
        .await
        .iter()
        .map(|call| call["linked_id"].to_string())
        .collect();
    let later = |number: &str| ids.iter().filter(|id| id.contains(number)).count();
    assert_eq!((later("#2"), later("#3"), later("#4")), (3, 2, 0), "{ids:?}");
}

#[tokio::test]
async fn a_source_that_is_made_anew_takes_what_it_is_sent_again_for_what_it_was() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let sample = sample("panasonic-smdr-1");
    let (source, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    let text = lines(&[1, 1, 2]);
    assert_eq!(calls_behind(connect(port).await, &text, &client, "panasonic").await, 3);
    let path = format!("/v1/sources/{}", source["id"].as_str().unwrap());
    let deleted = client.send(client.request(reqwest::Method::DELETE, &path)).await;
    assert_eq!(deleted.status, 204, "{}", deleted.json);
    eventually("the port is closed", async || {
        TcpStream::connect(("127.0.0.1", port)).await.is_err()
    })
    .await;
    let (_, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    assert_eq!(calls_behind(connect(port).await, &text, &client, "panasonic").await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_equal_lines_none_is_lost_and_none_is_charged_twice() {
    let port = free_port();
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models")
        .with("AUDIAPRO__SOURCES__TCP_ADDRESS", "127.0.0.1")
        .with("AUDIAPRO__SOURCES__TCP_PORTS", format!("{port}-{port}"));
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (tenant, client) = product.tenant(new).await;
    let running = product.start().await;
    let sample = sample("panasonic-smdr-1");
    let (_, port) = listened(&client, &sample, "panasonic", "127.0.0.1").await;
    let behind = async |text: &str| calls_behind(connect(port).await, text, &client, "panasonic").await;
    assert_eq!(behind(&lines(&[1, 2])).await, 2);
    drop(running);
    // A new line, and an equal one behind it: noted, and not kept.
    let mut running = product.start_until("lines.after_note").await;
    let mut stream = connect(port).await;
    stream.write_all(lines(&[3, 2]).as_bytes()).await.unwrap();
    let ended = running.ended().await;
    assert!(!ended.success());
    drop(stream);
    let running = product.start().await;
    assert_eq!(stored(&client, "panasonic").await.len(), 2, "nothing of it was kept");
    // Only what was not kept comes again; then all of it, and more.
    assert_eq!(behind(&lines(&[2])).await, 3);
    assert_eq!(behind(&lines(&[1, 2, 3, 2])).await, 4);
    drop(running);
    let _running = product.start().await;
    assert_eq!(behind(&lines(&[1, 2, 3, 2])).await, 4);
    assert_eq!(behind(&lines(&[4, 2])).await, 6);
    assert!(product.recount_agrees(tenant));
}
