//! The audit log through HTTP: searched, paged, exported; and proved by the command line, on a machine that knows nothing else.

use std::process::Command;

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::ids::TenantId;
use models::staff::role::StaffRole;
use serde_json::{Value, json};
use tests::{Client, Ended, TestApp};

/// A tenant in which something was done.
async fn busy(app: &TestApp) -> (TenantId, Client, String) {
    let (tenant, key) = app.tenant("Acme").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let body = json!({ "name": "Exporter", "scopes": ["calls.read"] });
    let made = key.post("/v1/keys", &body).await;
    let id = made.json["id"].as_str().unwrap();
    key.send(key.request(reqwest::Method::DELETE, &format!("/v1/keys/{id}")))
        .await;
    let change = key.request(reqwest::Method::PATCH, &format!("/v1/team/members/{person}"));
    key.send(change.json(&json!({ "role": "manager" }))).await;
    (tenant, key, person.to_string())
}

/// Every byte of the search encoded, as a browser may.
fn searched(q: &str) -> String {
    let encoded: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/v1/audit?q={encoded}")
}

async fn actions(client: &Client, q: &str) -> Vec<String> {
    let request = client.request(reqwest::Method::GET, &searched(q));
    let answer = client.send(request).await;
    assert_eq!(answer.status, 200, "{q}: {:?}", answer.json);
    let data = answer.json["data"].as_array().unwrap();
    data.iter()
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_log_is_searched_by_what_who_to_what_and_when() {
    let app = TestApp::start().await;
    let (tenant, key, person) = busy(&app).await;
    app.tenant("Other").await;
    let all = actions(&key, "").await;
    assert_eq!(
        all,
        [
            "member.changed",
            "api_key.revoked",
            "api_key.created",
            "session.begun",
            "member.added",
            "api_key.created",
            "tenant.created"
        ]
    );
    let day = chrono::Utc::now().format("%Y-%m-%d").to_string();
    for (q, found) in [
        (
            "action:api_key.*".to_owned(),
            vec!["api_key.revoked", "api_key.created", "api_key.created"],
        ),
        ("action:api_key.* -crud:c".into(), vec!["api_key.revoked"]),
        ("crud:d".into(), vec!["api_key.revoked"]),
        ("action:*.changed".into(), vec!["member.changed"]),
        (format!("target.id:{person} crud:u"), vec!["member.changed"]),
        ("target.type:tenant".into(), vec!["tenant.created"]),
        (
            "actor.type:key".into(),
            vec!["member.changed", "api_key.revoked", "api_key.created"],
        ),
        (format!("actor:person:{person}"), vec!["session.begun"]),
        ("\"Exporter\" crud:c".into(), vec!["api_key.created"]),
        (format!("created:{day}.. action:tenant.created"), vec!["tenant.created"]),
        ("created:..2020-01-01".into(), vec![]),
        ("action:nothing".into(), vec![]),
        ("action:%".into(), vec![]),
    ] {
        assert_eq!(actions(&key, &q).await, found, "{q}");
    }
    for wrong in ["colour:red", "crud:x", "\"open", "created:someday"] {
        let request = key.request(reqwest::Method::GET, &searched(wrong));
        assert_eq!(key.send(request).await.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
    let (mut seen, mut path) = (Vec::new(), "/v1/audit?limit=3".to_owned());
    loop {
        let page = key.get(&path).await.json;
        seen.extend(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["n"].as_i64().unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/audit?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (1..=7).rev().collect::<Vec<i64>>());
    // The staff sees the same, and the platform's own apart.
    let (_, support) = app.staff(StaffRole::Support).await;
    let theirs = support.get(&format!("/admin/v1/tenants/{tenant}/audit")).await.json;
    assert_eq!(theirs["data"].as_array().unwrap().len(), 7);
    let platform = support.get("/admin/v1/audit?q=action:staff.*").await.json;
    assert_eq!(platform["data"][0]["action"], "staff.session_begun");
}

/// The command line where there is no server, no database, no key.
fn verify(text: &str, more: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.ndjson");
    std::fs::write(&file, text).unwrap();
    let output = Command::new(tests::binary())
        .args(["audit", "verify", file.to_str().unwrap()])
        .args(more)
        .env_clear()
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), told)
}

#[tokio::test]
async fn an_export_proves_itself_and_any_change_gap_or_order_is_found() {
    let app = TestApp::start().await;
    let (tenant, key, _) = busy(&app).await;
    let export = key.get("/v1/audit/export").await;
    assert!(export.header("content-disposition").contains("audit.ndjson"));
    let text = export.text();
    let lines: Vec<&str> = text.lines().collect();
    // Header, seven entries, the export itself, the checkpoint.
    assert_eq!(lines.len(), 10);
    let (code, told) = verify(&text, &[]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.contains(&tenant.to_string()) && told.contains("8 entries, 0 of them erased"),
        "{told}"
    );
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    let mut gap = lines.clone();
    gap.remove(5);
    let mut twice = lines.clone();
    twice.insert(5, lines[5]);
    let mut last_left_out = lines.clone();
    last_left_out.remove(8);
    let with = |at: usize, change: &dyn Fn(&mut Value)| {
        let mut record: Value = serde_json::from_str(lines[at]).unwrap();
        change(&mut record);
        let changed = record.to_string();
        let mut all = lines.clone();
        all[at] = &changed;
        joined(&all)
    };
    let tampered = [
        ("order", joined(&swapped), "entry 3"),
        ("gap", joined(&gap), "entry 5"),
        ("twice", joined(&twice), "entry 6"),
        ("end", joined(&last_left_out), "entry 8"),
        (
            "actor",
            with(4, &|record| record["entry"]["actor"] = json!("key:somebody else")),
            "entry 4",
        ),
        (
            "after",
            with(7, &|record| record["entry"]["after"]["role"] = json!("admin")),
            "entry 7",
        ),
        (
            "time",
            with(2, &|record| record["at"] = json!("2020-01-01T00:00:00Z")),
            "entry 2",
        ),
        ("hash", with(6, &|record| record["hash"] = json!("00")), "entry 6"),
        (
            "checkpoint",
            with(9, &|line| line["checkpoint"]["n"] = json!(7)),
            "signature",
        ),
        (
            "another's",
            with(9, &|line| line["checkpoint"]["tenant"] = json!(uuid::Uuid::nil())),
            "signature",
        ),
    ];
    for (what, text, told) in tampered {
        let (code, said) = verify(&text, &[]);
        assert!(
            code == 2 && said.contains("BROKEN") && said.contains(told),
            "{what}: {code} {said}"
        );
    }
    // Erased details are told, not taken for a break.
    let erased = with(4, &|record| {
        record.as_object_mut().unwrap().remove("entry");
    });
    assert!(verify(&erased, &[]).1.contains("1 of them erased"));
    // Cut off, or nothing of the kind: not looked at.
    for text in [
        joined(&lines[..9]),
        "hello\n".into(),
        String::new(),
        joined(&lines[1..]),
    ] {
        assert_eq!(verify(&text, &[]).0, 1);
    }
    let checkpoint: Value = serde_json::from_str(lines[9]).unwrap();
    let signer = checkpoint["checkpoint"]["key"].as_str().unwrap();
    assert_eq!(verify(&text, &["--key", signer]).0, 0);
    assert_eq!(verify(&text, &["--key", "c29tZWJvZHkgZWxzZQ=="]).0, 2);
    // Later exports are signed by the same key.
    let again = key.get("/v1/audit/export").await.text();
    assert_eq!(verify(&again, &["--key", signer]).0, 0);
    let (_, support) = app.staff(StaffRole::Support).await;
    let theirs = support
        .get(&format!("/admin/v1/tenants/{tenant}/audit/export"))
        .await
        .text();
    assert_eq!(verify(&theirs, &["--key", signer]).0, 0);
    let nobody = support
        .get(&format!("/admin/v1/tenants/{}/audit/export", uuid::Uuid::new_v4()))
        .await;
    assert_eq!(nobody.refusal(), (404, "not_found"));
    // The platform's own chain, and the table of what was found in it.
    let platform = support.get("/admin/v1/audit/export").await;
    assert!(platform.header("content-disposition").contains("audit.ndjson"));
    assert_eq!(verify(&platform.text(), &["--key", signer]).0, 0);
    let table = support
        .get("/admin/v1/audit/export?format=csv&q=action:audit.exported")
        .await
        .text();
    assert_eq!(table.lines().count(), 3, "{table}");
    assert_eq!(
        support.get("/admin/v1/audit/export?q=crud:c").await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn the_databases_own_chains_are_verified_and_a_row_that_was_changed_is_named() {
    let app = TestApp::start().await;
    let (tenant, _, _) = busy(&app).await;
    let (other, _) = app.tenant("Other").await;
    let told = app.run(&["audit", "verify", "--all"]).await;
    assert_eq!(told.matches("whole").count(), 3, "{told}");
    let superuser = app.database.superuser().await;
    let change = format!("UPDATE audit_details SET actor = 'key:nobody' WHERE tenant_id = '{tenant}' AND n = 4");
    superuser.batch_execute(&change).await.unwrap();
    let drop = format!("DELETE FROM audit WHERE tenant_id = '{other}' AND n = 1");
    superuser.batch_execute(&drop).await.unwrap();
    let Ended { status, out: told, .. } = app.end(&["audit", "verify", "--all"]).await;
    assert_eq!(status, 2);
    assert!(
        told.contains("at entry 4: who, what, before or after was changed"),
        "{told}"
    );
    assert!(
        told.contains("at entry 1: an entry is missing or stands twice"),
        "{told}"
    );
}

#[tokio::test]
async fn a_spreadsheet_is_given_texts_and_no_formulas() {
    let app = TestApp::start().await;
    let (_, key) = app.tenant("Acme").await;
    let group = json!({ "name": "=HYPERLINK(\"http://x\")" });
    assert_eq!(key.post("/v1/team/groups", &group).await.status, 201);
    let csv = key.get("/v1/audit/export?format=csv&q=target.type:group").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (3, "n,at,actor,action,crud,target,before,after")
    );
    assert!(
        lines[1].contains("\"group.created\",\"c\"") && !lines[1].contains(",\"=") && !lines[1].contains(",="),
        "{text}"
    );
    let whole = key.get("/v1/audit/export?q=crud:c").await;
    assert_eq!(
        whole.refusal(),
        (400, "invalid_parameter"),
        "a chain with holes proves nothing"
    );
}

#[tokio::test]
async fn a_chain_is_signed_day_by_day_and_one_that_was_written_anew_is_found() {
    let app = TestApp::start().await;
    let (tenant, key, _) = busy(&app).await;
    let (_, other) = app.tenant("Other").await;
    let sign = async || {
        let due = "UPDATE schedules SET next_at = app_now() WHERE name = 'audit.sign'";
        app.database.superuser().await.batch_execute(due).await.unwrap();
    };
    let signed = async |client: &Client| client.get("/v1/audit/checkpoints").await.json["data"].clone();
    sign().await;
    tests::eventually("the chain is signed", async || signed(&key).await.get(0).is_some()).await;
    tests::eventually("the other's too", async || signed(&other).await.get(0).is_some()).await;
    let first = signed(&key).await[0]["n"].as_i64().unwrap();
    let count = async |client: &Client| signed(client).await.as_array().unwrap().len();
    let (own, others) = (count(&key).await, count(&other).await);
    // A chain that did not grow is not signed again.
    key.post("/v1/team/groups", &json!({ "name": "North" })).await;
    sign().await;
    tests::eventually("what is new is signed", async || {
        signed(&key).await[0]["n"].as_i64() > Some(first)
    })
    .await;
    assert_eq!((count(&key).await, count(&other).await), (own + 1, others));
    let page = key.get("/v1/audit/checkpoints?limit=1").await.json;
    let next = page["next"].as_str().unwrap();
    let rest = key
        .get(&format!("/v1/audit/checkpoints?limit=1&cursor={next}"))
        .await
        .json;
    assert_eq!(rest["data"][0]["n"], json!(first));
    let lines = app
        .run(&["audit", "checkpoints", "--tenant", &tenant.to_string()])
        .await;
    assert_eq!(lines.lines().count(), own + 1, "{lines}");
    let kept = app.folder.path().join("checkpoints.ndjson");
    std::fs::write(&kept, &lines).unwrap();
    let kept = kept.to_str().unwrap();
    app.run(&["audit", "verify", "--all", "--checkpoints", kept]).await;
    // Whoever owns the database takes entries away at the end and writes the head anew: the chain alone does not show it.
    let superuser = app.database.superuser().await;
    let anew = format!(
        "DELETE FROM audit_details WHERE tenant_id = '{tenant}' AND n >= {first}; DELETE FROM audit WHERE tenant_id = '{tenant}' AND n >= {first};
         UPDATE audit_heads SET n = {first} - 1, hash = (SELECT hash FROM audit WHERE tenant_id = '{tenant}' AND n = {first} - 1) WHERE tenant_id = '{tenant}'"
    );
    superuser.batch_execute(&anew).await.unwrap();
    let Ended { status, out: told, .. } = app.end(&["audit", "verify", "--all"]).await;
    assert!(
        status == 2 && told.contains("was written anew since this entry was signed"),
        "{told}"
    );
    // Without the checkpoints beside it only those kept elsewhere show it.
    superuser.batch_execute("DELETE FROM audit_checkpoints").await.unwrap();
    app.run(&["audit", "verify", "--all"]).await;
    let Ended { status, out: told, .. } = app.end(&["audit", "verify", "--all", "--checkpoints", kept]).await;
    assert!(
        status == 2 && told.contains("was written anew since this entry was signed"),
        "{told}"
    );
}

#[tokio::test]
async fn all_that_one_of_the_staff_did_is_read_over_all_tenants_and_every_chain_holds() {
    let app = TestApp::start().await;
    let (ann, admin) = app.staff(StaffRole::Admin).await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (acme, _) = app.tenant("Acme").await;
    let (bolt, _) = app.tenant("Bolt").await;
    for (by, tenant, reason) in [
        (&admin, acme, "unpaid"),
        (&admin, bolt, "late"),
        (&owner, acme, "other"),
    ] {
        let body = serde_json::json!({ "reason": reason });
        let path = format!("/admin/v1/tenants/{tenant}");
        if reason == "other" {
            assert_eq!(by.post(&format!("{path}/activate"), &body).await.status, 200);
        } else {
            assert_eq!(by.post(&format!("{path}/suspend"), &body).await.status, 200);
        }
    }
    let mode = serde_json::json!({ "mode": "normal", "reason": "as it was" });
    let switched = admin.send(
        admin
            .request(reqwest::Method::PUT, "/admin/v1/platform/mode")
            .json(&mode),
    );
    assert_eq!(switched.await.status, 200);
    let path = format!("/admin/v1/staff/{ann}/actions");
    let told = owner.get(&path).await.json;
    let did: Vec<(&Value, &Value)> = told["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["action"] == "tenant.suspended")
        .map(|one| (&one["tenant"], &one["after"]["reason"]))
        .collect();
    let expected = serde_json::json!([["Bolt", "late"], ["Acme", "unpaid"]]);
    let expected: Vec<(&Value, &Value)> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one[0], &one[1]))
        .collect();
    assert_eq!(did, expected, "the latest first: {told}");
    let data = told["data"].as_array().unwrap();
    assert!(data.iter().all(|one| one["actor"] == format!("staff:{ann}")), "{told}");
    assert!(
        data.iter()
            .any(|one| one["tenant_id"] == models::ids::PLATFORM.to_string()),
        "the platform's too: {told}"
    );
    // Page by page the same, each entry once.
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{path}?limit=1{cursor}")).await.json;
        pages.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(&pages, data);
    let found = owner.get(&format!("{path}?q=target:tenant:{bolt}")).await.json;
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    for wrong in ["?cursor=x", "?q=colour:red", "?limit=0"] {
        let refused = owner.get(&format!("{path}{wrong}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{wrong}");
    }
    let nobody = format!("/admin/v1/staff/{}/actions", uuid::Uuid::new_v4());
    assert_eq!(owner.get(&nobody).await.refusal(), (404, "not_found"));
    let conn = &mut *app.database.pools.owner.get().await.unwrap();
    for tenant in [acme, bolt, models::ids::PLATFORM] {
        let verdict = models::compliance::audit::verify(conn, tenant).await.unwrap();
        assert!(
            matches!(verdict, models::compliance::audit::Verdict::Whole { erased: 0, .. }),
            "{verdict:?}"
        );
    }
}
