//! `audiapro tenant export`: what a tenant takes along is all there, opened, counted and signed, and nobody else's.

use std::path::Path;

use models::compliance::signing;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Client, TestApp};
use tokio::process::Command;

/// A program of this machine: its exit status, and what it said.
async fn run(mut command: Command) -> (i32, String) {
    let output = command.output().await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), told)
}

fn lines(folder: &Path, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A tenant with a call, its recording, a note, a source and something that nobody could read.
async fn filled(app: &TestApp, name: &str, said: &str) -> (models::ids::TenantId, Client, Vec<u8>) {
    let (tenant, key) = app.tenant(name).await;
    app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let record =
        json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z", "agent": "101" });
    let call = key.post("/v1/calls", &record).await.json["call_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let sound = tests::sound::wav(8000, 1, 8000);
    let put = key.put("/v1/calls/api/1/recording", "audio/wav", sound.clone()).await;
    assert_eq!(put.status, 201);
    let note = key
        .post(
            &format!("/v1/calls/{call}/notes"),
            &json!({ "text": format!("note of {name}") }),
        )
        .await;
    assert_eq!(note.status, 201, "{}", note.json);
    let source = json!({ "name": "tower", "format": "asterisk-cdr-csv" });
    assert_eq!(key.post("/v1/sources", &source).await.status, 201);
    assert_eq!(
        key.post_text("/v1/intake/tower", "text/csv", "no record\n")
            .await
            .status,
        202
    );
    let data_key = app.database.sealer().data_key(tenant).await.unwrap();
    let turns = json!([{ "speaker": "agent", "channel": 0, "start_ms": 1, "end_ms": 2, "text": said, "words": [] }]);
    let turns: Vec<actors::engine::analysis::Turn> = serde_json::from_value(turns).unwrap();
    let leg = models::ids::leg(tenant, "api", "1");
    let packed = actors::transcript::pack(&turns).unwrap();
    let sealed = models::calls::transcript::seal(&data_key, tenant, leg, &packed).unwrap();
    let row = "INSERT INTO transcripts (tenant_id, leg_id, sealed, words) VALUES ($1, $2, $3, 4)";
    app.database
        .superuser()
        .await
        .execute(row, &[&tenant.0, &leg.0, &sealed])
        .await
        .unwrap();
    (tenant, key, sound)
}

/// The file unpacked: the list names every part, with its hash, and is signed.
async fn opened(file: &Path, folder: &Path) -> Value {
    std::fs::create_dir(folder).unwrap();
    let mut tar = Command::new("tar");
    tar.arg("-xf").arg(file).arg("-C").arg(folder);
    let (code, told) = run(tar).await;
    assert_eq!(code, 0, "{told}");
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let signed: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("manifest.sig.json")).unwrap()).unwrap();
    let word = |name: &str| signed[name].as_str().unwrap().to_owned();
    assert!(signing::is_signed(text.as_bytes(), &word("key"), &word("signature")));
    for member in manifest["members"].as_array().unwrap() {
        let bytes = std::fs::read(folder.join(member["name"].as_str().unwrap())).unwrap();
        assert_eq!(member["sha256"], json!(hex::encode(Sha256::digest(&bytes))), "{member}");
    }
    manifest
}

#[tokio::test]
async fn a_tenant_takes_all_of_its_own_along_and_the_list_of_it_is_signed() {
    let app = TestApp::start().await;
    let (tenant, key, sound) = filled(&app, "Acme", "hello from acme").await;
    let (other, _, _) = filled(&app, "Other", "hello from the other").await;
    let file = app.folder.path().join("acme.tar");
    let to = file.to_str().unwrap();
    app.run(&["tenant", "export", "Acme", "--to", to]).await;
    let again = app.end(&["tenant", "export", "Acme", "--to", to]).await;
    assert!(
        again.status != 0 && again.err.contains("could not make"),
        "a file is never written over: {again:?}"
    );
    let folder = app.folder.path().join("opened");
    let manifest = opened(&file, &folder).await;
    let leg = models::ids::leg(tenant, "api", "1").to_string();
    assert_eq!(lines(&folder, "tables/calls.ndjson").len(), 1);
    assert_eq!(lines(&folder, "tables/persons.ndjson").len(), 1);
    assert_eq!(lines(&folder, "tables/memberships.ndjson")[0]["role"], "admin");
    assert_eq!(lines(&folder, "words.ndjson")[0]["turns"][0]["text"], "hello from acme");
    assert_eq!(lines(&folder, "notes.ndjson")[0]["text"], "note of Acme");
    assert_eq!(lines(&folder, "quarantine.ndjson").len(), 1);
    assert_eq!(std::fs::read(folder.join("recordings").join(&leg)).unwrap(), sound);
    // Every table that holds a row of the tenant's is in it, or said to be left out.
    let rows = app.database.superuser().await;
    let tables = "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' \
                  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition";
    for row in rows.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let own = format!("SELECT count(*) FROM {table} WHERE tenant_id = '{tenant}'");
        let own: i64 = rows.query_one(&own, &[]).await.unwrap().get(0);
        let is_there = folder.join(format!("tables/{table}.ndjson")).is_file();
        let is_told = manifest["left_out"].get(&table).is_some();
        assert!(
            own == 0 || is_there || is_told,
            "{table} has {own} rows of the tenant's"
        );
    }
    // Nobody else's, no hash, no key.
    let all = run({
        let mut grep = Command::new("grep");
        // The chain is made of hashes.
        grep.args([
            "-rlE",
            "--exclude=audit.ndjson",
            "--exclude=manifest.json",
            &format!("{other}|hello from the other|\"(hash|sealed|password_hash)\""),
        ])
        .arg(&folder);
        grep
    });
    assert_eq!(all.await.0, 1, "grep finds nothing");
    let told = app
        .run(&["audit", "verify", folder.join("audit.ndjson").to_str().unwrap()])
        .await;
    assert!(told.contains("whole"), "{told}");
    let log = key.get("/v1/audit?q=action:tenant.exported").await.json;
    assert_eq!(log["data"][0]["actor"], "command line");
}

#[tokio::test]
async fn the_staffs_owner_takes_it_along_over_http_with_a_reason_that_the_tenant_reads() {
    let app = TestApp::start().await;
    let (tenant, key, sound) = filled(&app, "Acme", "hello from acme").await;
    let (owner_id, owner) = app.staff(StaffRole::Owner).await;
    let path = format!("/admin/v1/tenants/{tenant}/bundle");
    for query in ["", "?reason=", "?reason=%20", &format!("?reason={}", "x".repeat(501))] {
        let refused = owner.get(&format!("{path}{query}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{query}");
    }
    let nobody = format!("/admin/v1/tenants/{}/bundle?reason=moves", uuid::Uuid::now_v7());
    assert_eq!(owner.get(&nobody).await.refusal(), (404, "not_found"));
    let sent = owner.get(&format!("{path}?reason=moves%20house")).await;
    assert_eq!((sent.status, sent.header("content-type")), (200, "application/x-tar"));
    assert!(sent.header("content-disposition").contains(&format!("{tenant}.tar")));
    let file = app.folder.path().join("sent.tar");
    std::fs::write(&file, &sent.bytes).unwrap();
    let folder = app.folder.path().join("sent");
    let manifest = opened(&file, &folder).await;
    assert_eq!(manifest["tenant"], json!(tenant));
    assert_eq!(lines(&folder, "words.ndjson")[0]["turns"][0]["text"], "hello from acme");
    let leg = models::ids::leg(tenant, "api", "1").to_string();
    assert_eq!(std::fs::read(folder.join("recordings").join(&leg)).unwrap(), sound);
    let log = key.get("/v1/audit?q=action:tenant.exported").await.json;
    assert_eq!(
        log["data"].as_array().unwrap().len(),
        1,
        "what was refused took nothing along"
    );
    assert!(
        log["data"][0]["actor"]
            .as_str()
            .unwrap()
            .contains(&owner_id.to_string())
    );
    assert_eq!(log["data"][0]["after"], json!({ "reason": "moves house" }));
}

/// What came of it, and whether the answer ended as one that is whole.
async fn received(owner: &Client, path: &str) -> (Vec<u8>, bool) {
    let mut came = Vec::new();
    let Ok(mut answer) = owner.request(Method::GET, path).send().await else {
        return (came, false);
    };
    assert_eq!(answer.status().as_u16(), 200);
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) => came.extend_from_slice(&piece),
            Ok(None) => return (came, true),
            Err(_) => return (came, false),
        }
    }
}

fn names(file: &[u8], part: &str) -> bool {
    file.windows(part.len()).any(|window| window == part.as_bytes())
}

#[tokio::test]
async fn a_bundle_that_breaks_off_breaks_the_answer_off_and_holds_no_list() {
    let app = TestApp::start().await;
    let (tenant, _, _) = filled(&app, "Acme", "hello from acme").await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let path = format!("/admin/v1/tenants/{tenant}/bundle?reason=moves");
    let leg = models::ids::leg(tenant, "api", "1");
    let (came, is_whole) = received(&owner, &path).await;
    assert!(is_whole && names(&came, "manifest.json") && names(&came, &format!("recordings/{leg}")));
    let rows = app.database.superuser().await;
    let stored = "SELECT store_key FROM recording_blobs WHERE tenant_id = $1";
    let key: String = rows.query_one(stored, &[&tenant.0]).await.unwrap().get(0);
    std::fs::remove_file(app.folder.path().join("recordings").join(&key)).unwrap();
    let (came, is_whole) = received(&owner, &path).await;
    assert!(!is_whole, "{} bytes came as if they were all", came.len());
    assert!(!names(&came, "manifest.json") && !names(&came, &format!("recordings/{leg}")));
    let tenant = owner.get(&format!("/admin/v1/tenants/{tenant}")).await;
    assert_eq!(tenant.status, 200, "the server goes on");
}
