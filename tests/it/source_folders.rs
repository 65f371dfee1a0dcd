//! Folders of the server that are watched: files that grow and are rotated, files that are dropped whole, links that lead elsewhere, and
//! whatever ends the server meanwhile.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actors::fail;
use models::billing::usage::Policy;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::pbx::{master_csv_row as row, sample, smdr_lines, stored};
use tests::{Answer, Client, TestApp, binary, eventually};

use crate::kafka::{brokers, prefix, turn};
use crate::product::Product;

/// A server with a folder for its tenants.
async fn start() -> (TestApp, tempfile::TempDir) {
    let all = tempfile::tempdir().unwrap();
    let root = all.path().to_str().unwrap().to_owned();
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.sources.folders_root = root;
    })
    .await;
    (app, all)
}

/// A folder of the tenant.
fn own(all: &tempfile::TempDir, tenant: TenantId, name: &str) -> PathBuf {
    let folder = all.path().join(tenant.to_string()).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A source of Asterisk's own form; its id.
async fn source(client: &Client, name: &str) -> String {
    let body = json!({ "name": name, "format": "asterisk-cdr-csv" });
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

fn path(id: &str) -> String {
    format!("/v1/sources/{id}/folder")
}

async fn put(client: &Client, id: &str, body: &Value) -> Answer {
    client.send(client.request(Method::PUT, &path(id)).json(body)).await
}

/// Looks each second, unless something else is said.
async fn watch(client: &Client, id: &str, mut body: Value) {
    for (key, usual) in [("interval_s", 1), ("rest_s", 1)] {
        body.as_object_mut().unwrap().entry(key).or_insert(json!(usual));
    }
    let put = put(client, id, &body).await;
    assert_eq!(put.status, 200, "{}", put.json);
}

async fn read(client: &Client, id: &str) -> Value {
    let read = client.get(&path(id)).await;
    assert_eq!(read.status, 200, "{}", read.json);
    read.json
}

async fn count(client: &Client, source: &str) -> i64 {
    let counted = client.get(&format!("/v1/calls/count?source_instance={source}")).await;
    counted.json["count"]
        .as_i64()
        .unwrap_or_else(|| panic!("{}", counted.json))
}

async fn until(client: &Client, source: &str, calls: i64) {
    eventually(&format!("{source} has {calls} calls"), async || {
        let last = count(client, source).await;
        assert!(last <= calls, "{last} calls, and {calls} were written");
        last == calls
    })
    .await;
}

/// Legs of the last day, and how many of them were known already, once so many were taken.
async fn taken(client: &Client, id: &str, legs: i64) -> Value {
    let mut day = Value::Null;
    eventually(&format!("{legs} legs were taken"), async || {
        day = client.get(&format!("/v1/sources/{id}/health")).await.json["day"].clone();
        day["legs"] == legs
    })
    .await;
    day
}

async fn until_error(client: &Client, id: &str, code: &str) -> Value {
    let mut state = Value::Null;
    eventually(&format!("it says {code}"), async || {
        state = read(client, id).await["state"].clone();
        state["last_error"]["code"] == code
    })
    .await;
    state
}

/// That is where it stands, the only one of its name, once the position is kept behind what was taken.
async fn until_left(client: &Client, id: &str, file: &str, position: u64) -> Value {
    let mut shown = Value::Null;
    eventually(&format!("{file} is left at {position}"), async || {
        shown = read(client, id).await;
        let files = shown["files"].as_array().unwrap();
        let own: Vec<&Value> = files.iter().filter(|one| one["name"] == file).collect();
        own.len() == 1 && own[0]["position"] == position
    })
    .await;
    shown
}

fn rows(from: u32, to: u32) -> String {
    (from..to).map(row).collect()
}

fn append(file: &Path, text: &str) {
    let mut file = File::options().create(true).append(true).open(file).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// As `logrotate` does with `copytruncate`.
fn copy_and_cut(file: &Path, copy: &Path) {
    fs::copy(file, copy).unwrap();
    File::options().write(true).open(file).unwrap().set_len(0).unwrap();
}

#[tokio::test]
async fn a_file_is_read_on_as_it_grows_and_whichever_way_it_is_rotated() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "cdr-csv");
    let file = folder.join("Master.csv");
    let id = source(&client, "rome").await;
    // Rotated away long ago, packed, or not whole: none of them is meant.
    fs::write(folder.join("Master.csv.7"), rows(900, 910)).unwrap();
    fs::write(folder.join("Master.csv.8.gz"), "packed").unwrap();
    fs::write(folder.join("Other.csv"), rows(910, 920)).unwrap();
    let whole = rows(0, 10);
    // Cut within a line: it is read when it is whole, and not before.
    let cut = whole.find(&row(5)).unwrap() + 20;
    append(&file, &whole[..cut]);
    watch(
        &client,
        &id,
        json!({ "folder": "cdr-csv", "names": "Master.csv", "rest_s": 600 }),
    )
    .await;
    until(&client, "rome", 5).await;
    append(&file, &whole[cut..]);
    until(&client, "rome", 10).await;
    // More came, then it was renamed, and the new one has begun.
    append(&file, &row(10));
    fs::rename(&file, folder.join("Master.csv.1")).unwrap();
    append(&file, &rows(11, 20));
    until(&client, "rome", 20).await;
    assert_eq!(taken(&client, &id, 20).await["repeated"], 0, "nothing was read twice");
    // The old one is not read again under any further name.
    fs::rename(folder.join("Master.csv.1"), folder.join("Master.csv.2")).unwrap();
    append(&file, &row(20));
    copy_and_cut(&file, &folder.join("Master.csv.1"));
    append(&file, &rows(21, 30));
    until(&client, "rome", 30).await;
    let shown = until_left(&client, &id, "Master.csv", fs::metadata(&file).unwrap().len()).await;
    assert_eq!(
        (&shown["available"], &shown["state"]["state"]),
        (&json!(true), &json!("watching"))
    );
    let files = shown["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|file| file["name"].as_str().unwrap()).collect();
    for name in ["Master.csv", "Master.csv.1", "Master.csv.2", "Master.csv.7"] {
        assert_eq!(names.iter().filter(|other| **other == name).count(), 1, "{names:?}");
    }
    assert_eq!(client.get("/v1/usage").await.json["used"], 30);
    let health = client.get(&format!("/v1/sources/{id}/health")).await.json;
    assert_eq!(health["folder"]["state"], "watching");
    let metrics = app.anonymous().get("/metrics").await.text();
    assert!(
        metrics.contains("audiapro_source_leases{kind=\"folder\"} 1"),
        "{metrics}"
    );
}

#[tokio::test]
async fn a_last_line_without_an_end_is_read_once_its_file_rests() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "logs");
    let id = source(&client, "rome").await;
    watch(&client, &id, json!({ "folder": "logs" })).await;
    append(&folder.join("a.csv"), rows(0, 3).trim_end());
    until(&client, "rome", 3).await;
    append(&folder.join("a.csv"), &format!("\n{}", row(3)));
    until(&client, "rome", 4).await;
    assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
}

#[tokio::test]
async fn files_that_are_dropped_are_taken_whole_and_moved_and_one_that_cannot_be_read_keeps_no_other_out() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "cucm");
    let (one, two) = (sample("cisco-cucm-cdr-1"), sample("cisco-cucm-cdr-2"));
    let made = one.source(&client, "cucm").await;
    let id = made["id"].as_str().unwrap();
    fs::write(folder.join("cdr_1"), &one.payload).unwrap();
    fs::write(folder.join("cdr_0"), "no record\n").unwrap();
    fs::write(folder.join("cmr_1"), "of another source\n").unwrap();
    let told = json!({ "folder": "cucm", "names": "cdr_*", "after": "move" });
    watch(&client, id, told).await;
    // Still on its way.
    fs::write(folder.join("cdr_2.part"), &two.payload).unwrap();
    let of_one = one.expected["calls"].as_array().unwrap().len();
    eventually("the first is there", async || {
        stored(&client, "cucm").await.len() == of_one
    })
    .await;
    fs::rename(folder.join("cdr_2.part"), folder.join("cdr_2")).unwrap();
    let wanted = of_one + two.expected["calls"].as_array().unwrap().len();
    eventually("the second is there", async || {
        stored(&client, "cucm").await.len() == wanted
    })
    .await;
    let done = |name: &str| folder.join("done").join(name).exists() && !folder.join(name).exists();
    eventually("all are moved", async || {
        ["cdr_0", "cdr_1", "cdr_2"].iter().all(|name| done(name))
    })
    .await;
    assert!(folder.join("cmr_1").exists());
    let aside = client.get("/v1/quarantine?source_instance=cucm").await.json;
    let aside = aside["data"].as_array().unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(
        aside[0]["at"].as_str().unwrap().starts_with("cdr_0, from byte 0"),
        "{aside:?}"
    );
    // The same again comes to nothing, and takes no other's place.
    fs::write(folder.join("cdr_1"), &one.payload).unwrap();
    eventually("it is moved too", async || done("cdr_1") && done("cdr_1.2")).await;
    assert_eq!(stored(&client, "cucm").await.len(), wanted);
    let state = read(&client, id).await["state"].clone();
    assert_eq!(
        (&state["state"], &state["last_error"]),
        (&json!("watching"), &Value::Null)
    );
}

#[tokio::test]
async fn files_that_stay_where_they_were_dropped_are_read_once() {
    let (mut app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "drops");
    let id = source(&client, "rome").await;
    watch(&client, &id, json!({ "folder": "drops", "kind": "dropped" })).await;
    for n in 0..5 {
        fs::write(folder.join(format!("cdr-{n}.csv")), rows(n * 10, n * 10 + 10)).unwrap();
    }
    taken(&client, &id, 50).await;
    // Nor by the next process.
    app.stop().await;
    app.begin().await;
    let client = Client::new(app.url(), client.key.clone());
    fs::write(folder.join("cdr-5.csv"), rows(50, 60)).unwrap();
    let day = taken(&client, &id, 60).await;
    assert_eq!((count(&client, "rome").await, &day["repeated"]), (60, &json!(0)));
    assert!((0..6).all(|n| folder.join(format!("cdr-{n}.csv")).exists()));
    let shown = read(&client, &id).await;
    assert!(
        shown["files"]
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["done"] == true),
        "{shown}"
    );
}

#[tokio::test]
async fn no_folder_leads_out_of_the_tenants_own_and_no_link_is_followed() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (other_tenant, other) = app.tenant("Other").await;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.csv"), rows(0, 10)).unwrap();
    let folder = own(&all, tenant, "real");
    own(&all, other_tenant, "real");
    let id = source(&client, "rome").await;
    for wrong in ["..", "a/../../b", "/etc", format!("../{other_tenant}/real").as_str()] {
        let refused = put(&client, &id, &json!({ "folder": wrong })).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!("folder")),
            "{wrong}"
        );
    }
    // A folder that is a link, and one below a link.
    symlink(outside.path(), all.path().join(tenant.to_string()).join("way")).unwrap();
    for way in ["way", "way/below"] {
        watch(&client, &id, json!({ "folder": way })).await;
        let state = until_error(&client, &id, "link_refused").await;
        assert_eq!(state["state"], "failing", "{state}");
    }
    // A file that is a link, beside one that is none.
    symlink(outside.path().join("x.csv"), folder.join("x.csv")).unwrap();
    fs::write(folder.join("y.csv"), rows(20, 25)).unwrap();
    watch(&client, &id, json!({ "folder": "real" })).await;
    until(&client, "rome", 5).await;
    let state = until_error(&client, &id, "link_refused").await;
    assert!(
        state["last_error"]["detail"].as_str().unwrap().contains("x.csv"),
        "{state}"
    );
    // The same words of another tenant mean its own.
    let of_other = source(&other, "rome").await;
    fs::write(own(&all, other_tenant, "real").join("z.csv"), rows(30, 33)).unwrap();
    watch(&other, &of_other, json!({ "folder": "real" })).await;
    until(&other, "rome", 3).await;
    assert_eq!(count(&client, "rome").await, 5);
}

#[tokio::test]
async fn what_is_set_is_checked_told_in_the_audit_and_forgotten_when_it_is_removed() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "drops");
    let id = source(&client, "rome").await;
    let empty = read(&client, &id).await;
    assert_eq!(
        (&empty["folder"], &empty["state"], &empty["files"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    for (key, wrong) in [
        ("names", json!({ "folder": "a", "names": "a/b" })),
        ("after", json!({ "folder": "a", "kind": "growing", "after": "move" })),
        ("interval_s", json!({ "folder": "a", "interval_s": 0 })),
        ("rest_s", json!({ "folder": "a", "rest_s": 4000 })),
    ] {
        let refused = put(&client, &id, &wrong).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(key))
        );
    }
    watch(&client, &id, json!({ "folder": "none" })).await;
    until_error(&client, &id, "no_folder").await;
    fs::write(folder.join("a.csv"), rows(0, 5)).unwrap();
    watch(&client, &id, json!({ "folder": "drops", "kind": "dropped" })).await;
    until(&client, "rome", 5).await;
    let removed = client.send(client.request(Method::DELETE, &path(&id))).await;
    assert_eq!(removed.status, 204);
    assert_eq!(read(&client, &id).await["folder"], Value::Null);
    let again = client.send(client.request(Method::DELETE, &path(&id))).await;
    assert_eq!(again.refusal(), (404, "not_found"));
    // Read from the beginning, and known.
    watch(&client, &id, json!({ "folder": "drops", "kind": "dropped" })).await;
    eventually("it was read again", async || {
        let day = client.get(&format!("/v1/sources/{id}/health")).await.json["day"].clone();
        (&day["legs"], &day["repeated"]) == (&json!(5), &json!(5))
    })
    .await;
    assert_eq!(count(&client, "rome").await, 5);
    let deleted = client
        .send(client.request(Method::DELETE, &format!("/v1/sources/{id}")))
        .await;
    assert_eq!(deleted.status, 204);
    let audit = client.get("/v1/audit").await.json;
    let actions: Vec<&str> = audit["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .filter(|action| action.starts_with("source.folder"))
        .collect();
    let set = actions.iter().filter(|action| **action == "source.folder_set").count();
    assert_eq!((set, actions.len()), (3, 4), "{actions:?}");
    let rows = app.database.superuser().await;
    let left = "SELECT (SELECT count(*) FROM source_folders) + (SELECT count(*) FROM source_files)";
    assert_eq!(rows.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_server_without_such_a_folder_says_so() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "rome").await;
    assert_eq!(read(&client, &id).await["available"], false);
    assert_eq!(
        put(&client, &id, &json!({ "folder": "a" })).await.refusal(),
        (409, "conflict")
    );
}

#[tokio::test]
async fn what_is_turned_back_for_the_limit_waits_in_its_file_and_others_are_read() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (other_tenant, other) = app.tenant("Other").await;
    let change = |limit: u64| TenantChange {
        limit: Some(LimitChange::Calls(limit)),
        policy: Some(Policy::Reject),
        ..TenantChange::default()
    };
    let owner = &app.database.pools.owner;
    Tenant::set(owner, "test", tenant, change(3)).await.unwrap();
    let id = source(&client, "rome").await;
    let folder = own(&all, tenant, "drops");
    watch(
        &client,
        &id,
        json!({ "folder": "drops", "kind": "dropped", "after": "move" }),
    )
    .await;
    fs::write(folder.join("a.csv"), rows(0, 3)).unwrap();
    until(&client, "rome", 3).await;
    fs::write(folder.join("b.csv"), rows(3, 6)).unwrap();
    until_error(&client, &id, "over_limit").await;
    assert!(folder.join("b.csv").exists());
    let of_other = source(&other, "rome").await;
    fs::write(own(&all, other_tenant, "drops").join("a.csv"), rows(0, 7)).unwrap();
    watch(&other, &of_other, json!({ "folder": "drops" })).await;
    until(&other, "rome", 7).await;
    // As soon as it may be; setting it anew looks at once.
    Tenant::set(owner, "test", tenant, change(10)).await.unwrap();
    watch(
        &client,
        &id,
        json!({ "folder": "drops", "kind": "dropped", "after": "move" }),
    )
    .await;
    until(&client, "rome", 6).await;
    eventually("it is moved", async || folder.join("done/b.csv").exists()).await;
}

#[tokio::test]
async fn equal_lines_of_a_file_are_calls_of_their_own_and_a_file_that_is_read_anew_adds_none() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "smdr");
    let made = client
        .post("/v1/sources", &json!({ "name": "smdr", "format": "panasonic-smdr" }))
        .await;
    let id = made.json["id"].as_str().unwrap().to_owned();
    let log = folder.join("smdr.log");
    append(&log, &smdr_lines(&[1, 1]));
    watch(&client, &id, json!({ "folder": "smdr", "kind": "growing" })).await;
    until(&client, "smdr", 2).await;
    append(&log, &smdr_lines(&[1, 2]));
    until(&client, "smdr", 4).await;
    // Under another name, and from its beginning.
    fs::rename(&log, folder.join("old.txt")).unwrap();
    let forgotten = client.send(client.request(Method::DELETE, &path(&id))).await;
    assert_eq!(forgotten.status, 204, "{}", forgotten.json);
    watch(&client, &id, json!({ "folder": "smdr", "kind": "growing" })).await;
    eventually("it was read again", async || {
        let day = client.get(&format!("/v1/sources/{id}/health")).await.json["day"].clone();
        (&day["legs"], &day["repeated"]) == (&json!(4), &json!(4))
    })
    .await;
    until(&client, "smdr", 4).await;
    assert_eq!(client.get("/v1/usage").await.json["used"], 4);
}

/// A product with a folder for its tenants, that may be killed.
async fn product(all: &tempfile::TempDir) -> (Product, TenantId, Client) {
    let product = Product::of(binary())
        .await
        .with("AUDIAPRO__SOURCES__FOLDERS_ROOT", all.path().to_str().unwrap())
        .with("AUDIAPRO__SOURCES__LEASE_S", "3")
        .with("AUDIAPRO__MODELS__DIR", "/nonexistent/models");
    let new = NewTenant {
        plan: "enterprise".into(),
        ..NewTenant::named("Acme")
    };
    let (tenant, client) = product.tenant(new).await;
    (product, tenant, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_point_of_its_way_a_file_is_read_to_its_end_and_charged_once() {
    const CALLS: u32 = 1500;
    let points = fail::POINTS.iter().filter(|(point, _)| point.starts_with("folder."));
    for (point, what) in points {
        eprintln!("{point}: {what}");
        let all = tempfile::tempdir().unwrap();
        let (product, tenant, client) = product(&all).await;
        let folder = own(&all, tenant, "drops");
        let running = product.start().await;
        let id = source(&client, "rome").await;
        let told = json!({ "folder": "drops", "kind": "dropped", "after": "move" });
        watch(&client, &id, told).await;
        drop(running);
        // Longer than what is read at once.
        let text = rows(0, CALLS);
        fs::write(folder.join("cdr.csv"), &text).unwrap();
        let ended = product.start_failing(point).ended().await;
        assert_eq!(ended.signal(), Some(6), "{point} was not passed: {}", product.log());
        let _running = product.start().await;
        until(&client, "rome", i64::from(CALLS)).await;
        eventually("it is moved", async || {
            folder.join("done/cdr.csv").exists() && !folder.join("cdr.csv").exists()
        })
        .await;
        let shown = until_left(&client, &id, "cdr.csv", text.len() as u64).await;
        let last = &shown["state"]["last_file"];
        assert_eq!(
            (&last["file"], &last["position"]),
            (&json!("cdr.csv"), &json!(text.len()))
        );
        assert_eq!(client.get("/v1/usage").await.json["used"], CALLS);
        assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
        assert!(product.recount_agrees(tenant));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_a_file_that_grows_and_is_rotated_is_read_to_its_end_and_charged_once() {
    let all = tempfile::tempdir().unwrap();
    let (product, tenant, client) = product(&all).await;
    let folder = own(&all, tenant, "cdr-csv");
    let file = folder.join("Master.csv");
    let mut running = product.start().await;
    let id = source(&client, "rome").await;
    let told = json!({ "folder": "cdr-csv", "names": "Master.csv", "rest_s": 600 });
    watch(&client, &id, told).await;
    let mut written = 0;
    for round in 0..6_u32 {
        let before = count(&client, "rome").await;
        append(&file, &rows(written, written + 1200));
        written += 1200;
        eventually("some more is there", async || count(&client, "rome").await > before).await;
        drop(running);
        // What happens while nobody looks.
        append(&file, &rows(written, written + 50));
        written += 50;
        let rotated = folder.join(format!("Master.csv.{round}"));
        match round % 3 {
            0 => {}
            1 => fs::rename(&file, &rotated).unwrap(),
            _ => copy_and_cut(&file, &rotated),
        }
        append(&file, &rows(written, written + 50));
        written += 50;
        running = product.start().await;
    }
    until(&client, "rome", i64::from(written)).await;
    assert_eq!(client.get("/v1/usage").await.json["used"], written);
    assert_eq!(client.get("/v1/quarantine").await.json["data"], json!([]));
    assert!(product.recount_agrees(tenant));
    drop(running);
}

/// How many folders a node says that it watches.
async fn watched(node: &Client) -> Option<u64> {
    let asked = node.request(Method::GET, "/metrics").send().await.ok()?;
    let text = asked.text().await.ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("audiapro_source_leases{kind=\"folder\"} "));
    line?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_nodes_one_watches_and_the_other_goes_on_from_there_when_it_is_killed() {
    let _turn = turn().await;
    let all = tempfile::tempdir().unwrap();
    let (product, tenant, here) = product(&all).await;
    let mut product = product
        .with("KAFKA_BROKERS", brokers())
        .with("AUDIAPRO__KAFKA__PREFIX", prefix())
        .with("AUDIAPRO__KAFKA__PARTITIONS", "3")
        .with("AUDIAPRO__KAFKA__SESSION_MS", "3000")
        .with("AUDIAPRO__KAFKA__HEARTBEAT_MS", "500")
        .with("AUDIAPRO__STORE__SHARED", "true");
    let file = own(&all, tenant, "cdr-csv").join("Master.csv");
    let first = product.start().await;
    product.listen = format!("127.0.0.1:{}", tests::free_port());
    let second = product.start().await;
    let there = product.client(here.key.clone());
    let id = source(&here, "rome").await;
    append(&file, &rows(0, 200));
    watch(&here, &id, json!({ "folder": "cdr-csv", "rest_s": 600 })).await;
    until(&here, "rome", 200).await;
    let mut both = (None, None);
    eventually("one of them has it", async || {
        both = (watched(&here).await, watched(&there).await);
        matches!(both, (Some(1), Some(0)) | (Some(0), Some(1)))
    })
    .await;
    // Longer than a lease: it stays with that one.
    let mut turns = tokio::time::interval(Duration::from_millis(100));
    for _ in 0..40 {
        turns.tick().await;
        assert_eq!((watched(&here).await, watched(&there).await), both);
    }
    let (holder, _other, client) = match both.0 {
        Some(1) => (first, second, &there),
        _ => (second, first, &here),
    };
    // SIGKILL.
    drop(holder);
    append(&file, &rows(200, 300));
    until(client, "rome", 300).await;
    assert_eq!(watched(client).await, Some(1));
    until_left(client, &id, "Master.csv", fs::metadata(&file).unwrap().len()).await;
    assert_eq!(client.get("/v1/usage").await.json["used"], 300);
}

#[tokio::test]
async fn records_in_our_own_form_are_read_from_a_folder_and_an_array_goes_on_where_it_was_left() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "own");
    let made = client
        .post("/v1/sources", &json!({ "name": "ours", "format": "canonical" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["id"].as_str().unwrap();
    assert_eq!(read(&client, id).await["kind_usual"], "growing");
    let record = |n: u32| {
        let started_at = format!("2026-03-02T09:00:0{n}Z");
        json!({ "external_id": format!("o-{n}"), "direction": "inbound", "started_at": started_at, "talk_s": 60 })
            .to_string()
    };
    let array = folder.join("calls.json");
    append(
        &folder.join("calls.ndjson"),
        &format!("{}\nnonsense\n{}\n", record(0), record(1)),
    );
    append(&array, &format!("[{},\n{},\n", record(1), record(2)));
    watch(&client, id, json!({ "folder": "own", "rest_s": 600 })).await;
    until(&client, "ours", 3).await;
    append(&array, &format!("{}]\n", record(3)));
    until(&client, "ours", 4).await;
    assert_eq!(taken(&client, id, 4).await["repeated"], 1, "and nothing was read twice");
    // Up to the end of the last item.
    until_left(&client, id, "calls.json", fs::metadata(&array).unwrap().len() - 2).await;
    let aside = client.get("/v1/quarantine").await.json;
    let aside = aside["data"].as_array().unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(
        (&aside[0]["at"], &aside[0]["code"]),
        (&json!("calls.ndjson, from byte 0: 2"), &json!("bad_json"))
    );
    assert_eq!(client.get("/v1/usage").await.json["used"], 4);
}

#[tokio::test]
async fn a_table_in_our_own_form_that_grows_in_a_folder_is_read_below_the_header_that_it_has_there() {
    let (app, all) = start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let folder = own(&all, tenant, "own");
    let made = client
        .post("/v1/sources", &json!({ "name": "ours", "format": "canonical" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["id"].as_str().unwrap();
    let table = folder.join("calls.csv");
    append(
        &table,
        "external_id;direction;started_at\no-0;inbound;2026-03-02T09:00:00Z\n",
    );
    watch(&client, id, json!({ "folder": "own", "rest_s": 600 })).await;
    until(&client, "ours", 1).await;
    until_left(&client, id, "calls.csv", fs::metadata(&table).unwrap().len()).await;
    append(
        &table,
        "o-1;inbound;2026-03-02T09:00:01Z\no-x;upwards;2026-03-02T09:00:02Z\n",
    );
    until(&client, "ours", 2).await;
    // Another table behind it has its own header.
    append(
        &table,
        "started_at,external_id,direction\n2026-03-02T09:00:03Z,o-3,outbound\n",
    );
    until(&client, "ours", 3).await;
    until_left(&client, id, "calls.csv", fs::metadata(&table).unwrap().len()).await;
    let aside = client.get("/v1/quarantine").await.json;
    let aside = aside["data"].as_array().unwrap();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(aside[0]["code"], "bad_value");
    assert!(
        aside[0]["at"].as_str().unwrap().starts_with("calls.csv, from byte "),
        "{aside:?}"
    );
    assert!(
        aside[0]["detail"].as_str().unwrap().contains("o-x: `direction`"),
        "{aside:?}"
    );
    assert_eq!(taken(&client, id, 3).await["repeated"], 0, "nothing was read twice");
    assert_eq!(client.get("/v1/usage").await.json["used"], 3);
}
