//! Files of records that a person sends part by part, as the page of a telephone system does: the same as in one piece, from wherever it was
//! left, told in the audit, and with a dry run that keeps nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::billing::usage::Policy;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{LimitChange, Tenant, TenantChange};
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::{master_csv_row as row, sample, smdr_lines};
use tests::{Answer, Client, TestApp, eventually};

async fn source(client: &Client, name: &str, format: &str) -> String {
    let made = client
        .post("/v1/sources", &json!({ "name": name, "format": format }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

async fn count(client: &Client, source: &str) -> i64 {
    let counted = client.get(&format!("/v1/calls/count?source_instance={source}")).await;
    counted.json["count"]
        .as_i64()
        .unwrap_or_else(|| panic!("{}", counted.json))
}

fn rows(from: u32, to: u32) -> String {
    (from..to).map(row).collect()
}

async fn post(client: &Client, source: &str, query: &str, body: Vec<u8>) -> Answer {
    let path = format!("/v1/sources/{source}/records?{query}");
    let request = client
        .request(Method::POST, &path)
        .header("content-type", "application/octet-stream");
    client.send(request.body(body)).await
}

/// A file on its way, and what became of it so far.
struct Upload<'a> {
    file: &'a [u8],
    dry_run: bool,
    at: usize,
    context: Vec<u8>,
    answers: Vec<Value>,
}

impl<'a> Upload<'a> {
    fn of(file: &'a [u8], dry_run: bool) -> Self {
        Self {
            file,
            dry_run,
            at: 0,
            context: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// One part of so many bytes, or of more where nothing ends in them. Whether it was the last.
    async fn part(&mut self, client: &Client, source: &str, size: usize) -> bool {
        let mut length = size;
        loop {
            let end = self.file.len().min(self.at + length);
            let is_last = end == self.file.len();
            let query = format!(
                "name=records.txt&at={}&context={}&last={is_last}&dry_run={}",
                self.at,
                self.context.len(),
                self.dry_run
            );
            let body = [&self.context[..], &self.file[self.at..end]].concat();
            let answer = post(client, source, &query, body).await;
            assert_eq!(answer.status, 200, "{}", answer.json);
            let through = usize::try_from(answer.json["through"].as_u64().unwrap()).unwrap();
            let is_moved = through > self.at || is_last;
            self.at = through;
            self.context = STANDARD.decode(answer.json["context"].as_str().unwrap()).unwrap();
            self.answers.push(answer.json);
            if is_moved {
                return is_last;
            }
            length *= 2;
        }
    }

    async fn all(mut self, client: &Client, source: &str, size: usize) -> Self {
        while !self.part(client, source, size).await {}
        self
    }

    fn sum(&self, key: &str) -> u64 {
        self.answers.iter().map(|answer| answer[key].as_u64().unwrap()).sum()
    }
}

#[tokio::test]
async fn a_manager_sends_a_file_in_parts_and_the_same_again_is_known() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, manager) = app
        .member(tenant, NewMember::of(RoleRef::Preset(Preset::Manager)))
        .await;
    let id = source(&key, "rome", "asterisk-cdr-csv").await;
    let file = format!("{}not a record\n{}", rows(0, 40), rows(40, 60));
    let sent = Upload::of(file.as_bytes(), false).all(&manager, &id, 3000).await;
    let sums = |sent: &Upload<'_>| ["new", "known", "quarantined"].map(|key| sent.sum(key));
    assert_eq!(sums(&sent), [60, 0, 1]);
    assert!(sent.answers.len() > 3, "in parts: {}", sent.answers.len());
    assert_eq!(count(&key, "rome").await, 60);
    let aside = key.get("/v1/quarantine?source_instance=rome").await.json;
    let place = aside["data"][0]["at"].as_str().unwrap();
    assert!(place.starts_with("records.txt, from byte "), "{aside}");
    let again = Upload::of(file.as_bytes(), false)
        .all(&manager, &id, file.len() * 2)
        .await;
    assert_eq!(sums(&again), [0, 60, 1]);
    assert_eq!(count(&key, "rome").await, 60);
    let audit = key.get("/v1/audit").await.json;
    let told: Vec<&Value> = audit["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["action"].as_str().unwrap().starts_with("source.import"))
        .collect();
    assert_eq!(told.len(), 4, "begun and ended, twice: {audit}");
    let ended = told
        .iter()
        .find(|entry| entry["action"] == "source.import_finished")
        .unwrap();
    assert_eq!(ended["target"], "source:rome");
    assert_eq!(ended["after"], json!({ "file": "records.txt", "bytes": file.len() }));
}

#[tokio::test]
async fn equal_lines_are_calls_of_their_own_whatever_the_parts() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "smdr", "panasonic-smdr").await;
    let file = smdr_lines(&[1, 1, 2, 1, 3, 2, 1]);
    for (n, size) in [150, 80, 10_000].into_iter().enumerate() {
        let sent = Upload::of(file.as_bytes(), false).all(&client, &id, size).await;
        let wanted = if n == 0 { [7, 0] } else { [0, 7] };
        assert_eq!(
            ["new", "known"].map(|key| sent.sum(key)),
            wanted,
            "parts of {size} bytes"
        );
        assert_eq!(count(&client, "smdr").await, 7);
    }
    assert_eq!(client.get("/v1/usage").await.json["used"], 7);
}

#[tokio::test]
async fn whatever_the_parts_every_form_of_files_comes_to_the_same() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for name in [
        "asterisk-cdr-csv-1",
        "asterisk-cel-1",
        "asterisk-ami-cdr-1",
        "cisco-cucm-cdr-1",
        "avaya-cm-cdr-1",
        "avaya-ipo-smdr-1",
        "mitel-smdr-1",
        "freepbx-cdr-1",
        "freeswitch-xml-cdr-1",
        "3cx-cdroutput-1",
    ] {
        let sample = sample(name);
        let source = sample.source(&client, name).await;
        let id = source["id"].as_str().unwrap();
        Upload::of(&sample.payload, false).all(&client, id, 200).await;
        let mut last = Vec::new();
        eventually(&format!("{name} is stored"), async || {
            last = sample.differences(&client, name).await;
            last.is_empty()
        })
        .await;
    }
}

#[tokio::test]
async fn a_dry_run_shows_what_would_be_read_and_keeps_nothing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "rome", "asterisk-cdr-csv").await;
    let file = format!("{}not a record\n", rows(0, 30));
    let looked = Upload::of(file.as_bytes(), true).all(&client, &id, file.len()).await;
    assert_eq!((looked.sum("new"), looked.sum("quarantined")), (30, 1));
    let [answer] = looked.answers.as_slice() else {
        panic!("one part: {:?}", looked.answers)
    };
    let records = answer["records"].as_array().unwrap();
    assert_eq!(
        (records.len(), &records[0]["from"], &records[0]["talk_s"]),
        (20, &json!("12025550143"), &json!(3600)),
        "the first are shown"
    );
    assert!(answer["unread"][0]["code"].is_string(), "{answer}");
    assert_eq!(count(&client, "rome").await, 0);
    assert_eq!(
        client.get("/v1/quarantine?source_instance=rome").await.json["data"],
        json!([])
    );
    let audit = client.get("/v1/audit").await.text();
    assert!(!audit.contains("source.import"), "{audit}");
}

#[tokio::test]
async fn a_file_that_the_limit_stops_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let change = |limit: u64| TenantChange {
        limit: Some(LimitChange::Calls(limit)),
        policy: Some(Policy::Reject),
        ..TenantChange::default()
    };
    let owner = &app.database.pools.owner;
    Tenant::set(owner, "test", tenant, change(4)).await.unwrap();
    let id = source(&client, "rome", "asterisk-cdr-csv").await;
    let file = rows(0, 8);
    let mut upload = Upload::of(file.as_bytes(), false);
    let half = rows(0, 4).len();
    assert!(!upload.part(&client, &id, half).await);
    assert_eq!((upload.sum("new"), upload.at), (4, half));
    let rest = format!("name=records.txt&at={half}&last=true");
    let stopped = post(&client, &id, &rest, file.as_bytes()[half..].to_vec()).await;
    assert_eq!(stopped.refusal(), (402, "limit_reached"), "{}", stopped.json);
    Tenant::set(owner, "test", tenant, change(100)).await.unwrap();
    eventually("the rest is taken", async || {
        let sent = post(&client, &id, &rest, file.as_bytes()[half..].to_vec()).await;
        sent.status == 200
    })
    .await;
    assert_eq!(count(&client, "rome").await, 8);
}

#[tokio::test]
async fn files_in_our_own_form_are_looked_at_and_kept_whatever_their_parts() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let lines: String = (0..20)
        .map(|n| {
            format!("{{\"external_id\":\"l{n}\",\"direction\":\"inbound\",\"from\":\"2025550143\",\"started_at\":\"2026-03-01T10:00:00Z\"}}\n")
        })
        .collect();
    let rows: String = (0..20)
        .map(|n| format!("t{n},outbound,2026-03-01T10:00:00Z,{n},\"gold, or more\"\n"))
        .collect();
    let table = format!("External id,direction,started_at,talk_s,custom.plan\n{rows}");
    for (name, file) in [("lines", lines), ("table", table)] {
        let id = source(&client, name, "canonical").await;
        let file = format!("{file}x,\n");
        let sums = |sent: &Upload<'_>| ["new", "known", "refused", "quarantined"].map(|key| sent.sum(key));
        let looked = Upload::of(file.as_bytes(), true).all(&client, &id, file.len()).await;
        assert_eq!(sums(&looked), [20, 0, 1, 0], "{name}");
        assert_eq!(count(&client, name).await, 0, "{name}");
        let sent = Upload::of(file.as_bytes(), false).all(&client, &id, 300).await;
        assert_eq!(sums(&sent), [20, 0, 1, 0], "{name}");
        assert!(sent.answers.len() > 3, "in parts: {}", sent.answers.len());
        assert_eq!(count(&client, name).await, 20, "{name}");
        let again = Upload::of(file.as_bytes(), false).all(&client, &id, 100_000).await;
        assert_eq!(sums(&again), [0, 20, 1, 0], "{name}");
    }
    let last = client.get("/v1/calls?source_instance=table&external_id=t19").await.json;
    let call = client
        .get(&format!("/v1/calls/{}", last["data"][0]["id"].as_str().unwrap()))
        .await
        .json;
    assert_eq!(call["legs"][0]["talk_s"], 19, "{call}");
    assert_eq!(call["legs"][0]["custom"]["plan"], "gold, or more", "{call}");
    let id = source(&client, "array", "canonical").await;
    let refused = post(&client, &id, "name=a.json&last=true", b"[{}]".to_vec()).await;
    assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{}", refused.json);
    let refused = post(&client, &id, "name=a.csv&last=true", b"external_id,agnet\n".to_vec()).await;
    assert!(
        refused.json["detail"].as_str().unwrap().contains("agnet"),
        "{}",
        refused.json
    );
    let audit = client.get("/v1/audit").await.text();
    assert!(!audit.contains("a.csv"), "nothing was begun: {audit}");
}

#[tokio::test]
async fn what_is_no_file_of_records_is_refused_with_its_reason() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, agent) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Agent))).await;
    let (_, stranger) = app.tenant("Other").await;
    let rome = source(&client, "rome", "asterisk-cdr-csv").await;
    let line = || row(0).into_bytes();
    assert_eq!(post(&agent, &rome, "name=a.csv&last=true", line()).await.status, 403);
    assert_eq!(post(&stranger, &rome, "name=a.csv&last=true", line()).await.status, 404);
    for (query, word) in [
        ("last=true", "name"),
        ("name=&last=true", "name"),
        ("name=a.csv&at=-1", "invalid digit"),
        ("name=a.csv&at=9007199254740993", "at"),
        ("name=a.csv&context=99999999", "context"),
        ("name=a.csv&context=60000", "context"),
        ("name=a.csv&more=1", "more"),
    ] {
        let refused = post(&client, &rome, query, line()).await;
        assert_eq!(
            refused.refusal(),
            (400, "invalid_parameter"),
            "{query}: {}",
            refused.json
        );
        let detail = refused.json["detail"].as_str().unwrap();
        assert!(detail.contains(word), "{query}: {detail}");
    }
    for (name, format) in [("carrier", "twilio"), ("sound", "audiosocket")] {
        let id = source(&client, name, format).await;
        let refused = post(&client, &id, "name=a.csv&last=true", line()).await;
        assert_eq!(refused.refusal(), (409, "conflict"), "{format}: {}", refused.json);
        let folder = client.get(&format!("/v1/sources/{id}/folder")).await.json;
        assert_eq!(folder["kind_usual"], Value::Null, "{format}");
    }
    let folder = client.get(&format!("/v1/sources/{rome}/folder")).await.json;
    assert_eq!(folder["kind_usual"], "growing");
    let path = format!("/v1/sources/{rome}");
    let off = client.request(Method::PATCH, &path).json(&json!({ "enabled": false }));
    assert_eq!(client.send(off).await.status, 200);
    let refused = post(&client, &rome, "name=a.csv&last=true", line()).await;
    assert_eq!(refused.refusal(), (409, "conflict"), "{}", refused.json);
    assert_eq!(count(&client, "rome").await, 0);
}
