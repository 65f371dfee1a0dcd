//! The table role × operation against the running product: every operation of the OpenAPI document, asked by every role, by a key,
//! by nobody, by another tenant's admin and by a suspended tenant's.

use std::collections::BTreeMap;

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::ids::TenantId;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp};
use uuid::Uuid;

const TABLE: &str = include_str!("permissions.tsv");

#[derive(Debug)]
pub struct Line<'a> {
    pub method: Method,
    pub path: &'a str,
    /// By column.
    pub cells: BTreeMap<&'a str, &'a str>,
}

/// The lines of such a table.
pub fn lines(table: &str) -> Vec<Line<'_>> {
    let mut names: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        if let Some(first) = line.strip_prefix('#') {
            if first.starts_with(" method\t") {
                names = fields[2..].to_vec();
            }
            continue;
        }
        assert_eq!(fields.len(), names.len() + 2, "{line}");
        lines.push(Line {
            method: fields[0].parse().unwrap(),
            path: fields[1],
            cells: names.iter().copied().zip(fields[2..].iter().copied()).collect(),
        });
    }
    lines
}

fn table() -> Vec<Line<'static>> {
    lines(TABLE)
}

/// Every operation of the document.
pub fn operations() -> Vec<(Method, String)> {
    let document = serde_json::to_value(web::openapi::document()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "head", "post", "put", "patch", "delete"] {
            if item.get(method).is_some() {
                operations.push((method.to_uppercase().parse().unwrap(), path.clone()));
            }
        }
    }
    operations
}

#[test]
fn every_operation_stands_in_the_table_once_and_nothing_else() {
    let lines = table();
    let named = |method: &Method, path: &str| {
        lines
            .iter()
            .filter(|line| line.method == *method && line.path == path)
            .count()
    };
    // The staff's have a table of their own.
    let missing: Vec<_> = operations()
        .into_iter()
        .filter(|(method, path)| !path.starts_with(web::paths::ADMIN) && named(method, path) != 1)
        .collect();
    assert!(
        missing.is_empty(),
        "give each of these its line in tests/it/permissions.tsv: {missing:#?}"
    );
    let known = operations();
    let stale: Vec<_> = lines
        .iter()
        .filter(|line| !known.contains(&(line.method.clone(), line.path.into())))
        .collect();
    assert!(stale.is_empty(), "no operation of these is there: {stale:#?}");
}

/// What a tenant has, for paths that name something.
struct Things {
    call: String,
    note: String,
    share: String,
    member: String,
    role: String,
    group: String,
    session: String,
    key: String,
    invitation: String,
    tag: String,
    view: String,
    notification: String,
    source: String,
    quarantined: String,
    dead_letter: String,
    listing: String,
    contact: String,
    field: String,
    loose: String,
    model: String,
}

impl Things {
    async fn of(app: &TestApp, tenant: TenantId, key: &Client) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let record =
            json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z", "agent": "101" });
        let call = key.post("/v1/calls", &record).await;
        let wanted = json!({ "name": "R", "permissions": ["calls.read"], "row_scope": "own" });
        let role = key.post("/v1/team/roles", &wanted).await;
        let group = key.post("/v1/team/groups", &json!({ "name": "G" })).await;
        let api_key = key
            .post("/v1/keys", &json!({ "name": "K", "scopes": ["calls.read"] }))
            .await;
        let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
        let wanted = json!({ "email": "new@example.com", "role": "viewer" });
        let invited = key.post("/v1/team/invitations", &wanted).await;
        let sessions = key.get("/v1/team/sessions").await;
        let id = text(&call.json["call_id"]);
        let (boss, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
        let made = async |path: &str, body: Value| {
            let made = admin.post(path, &body).await;
            assert!(matches!(made.status, 201 | 202), "{path}: {}", made.json);
            made.json
        };
        let note = made(
            &format!("/v1/calls/{id}/notes"),
            json!({ "text": "x", "mentions": [person] }),
        )
        .await;
        let tag = made("/v1/tags", json!({ "name": "T" })).await;
        let view = made("/v1/views", json!({ "name": "V", "query": "range=7d", "shared": true })).await;
        let source = made("/v1/sources", json!({ "name": "tower", "format": "asterisk-cdr-csv" })).await;
        let listing = made("/v1/directory", json!({ "extension": "901", "name": "A" })).await;
        let contact = made("/v1/contacts", json!({ "number": "+39055901", "name": "A" })).await;
        let field = made(
            "/v1/custom-fields",
            json!({ "name": "f", "label": "F", "kind": "text" }),
        )
        .await;
        let sent = key.post_text("/v1/intake/tower", "text/csv", "no record\n").await;
        let leg = models::ids::leg(tenant, "api", "1");
        let [notification, share, loose] = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];
        // What only a failure, a recording or somebody else's deed makes.
        let rows = format!(
            "INSERT INTO notifications (tenant_id, id, person_id, kind, group_key) VALUES ('{tenant}', '{notification}', '{boss}', 'note_mention', 'x');
             INSERT INTO dead_letters (tenant_id, leg_id, call_id, code, detail, attempts) VALUES ('{tenant}', '{leg}', '{id}', 'timed_out', '', 1);
             INSERT INTO shares (tenant_id, id, leg_id, hash, words, sound, created_by, expires_at)
                 VALUES ('{tenant}', '{share}', '{leg}', sha256('{share}'), true, false, 'x', now() + interval '1 day');
             INSERT INTO expected_recordings (tenant_id, leg_id, source_instance, external_id) VALUES ('{tenant}', '{leg}', 'api', '1');
             INSERT INTO recording_blobs (tenant_id, sha256, bytes, store_key, sealed_bytes) VALUES ('{tenant}', sha256('{loose}'), 0, 'x', 36);
             INSERT INTO loose_recordings (tenant_id, id, source_instance, name, sha256, bytes)
                 VALUES ('{tenant}', '{loose}', 'api', 'x.wav', sha256('{loose}'), 0)"
        );
        app.database.superuser().await.batch_execute(&rows).await.unwrap();
        Things {
            call: id,
            note: text(&note["id"]),
            share: share.to_string(),
            tag: text(&tag["id"]),
            view: text(&view["id"]),
            source: text(&source["id"]),
            quarantined: text(&sent.json["quarantine_id"]),
            notification: notification.to_string(),
            dead_letter: leg.to_string(),
            listing: text(&listing["id"]),
            contact: text(&contact["id"]),
            field: text(&field["id"]),
            loose: loose.to_string(),
            model: "tiny.en-q8_0".to_owned(),
            member: person.to_string(),
            role: text(&role.json["id"]),
            group: text(&group.json["id"]),
            session: text(&sessions.json["data"][0]["id"]),
            key: text(&api_key.json["id"]),
            invitation: text(&invited.json["id"]),
        }
    }

    /// The path with ids in it that name something; a new kind of thing gets its line here.
    fn path(&self, pattern: &str) -> String {
        let id = [
            ("/v1/calls/{id}", &self.call),
            ("/v1/calls/deletions/{id}", &self.call),
            ("/v1/team/members/{id}", &self.member),
            ("/v1/team/roles/{id}", &self.role),
            ("/v1/team/groups/{id}", &self.group),
            ("/v1/team/sessions/{id}", &self.session),
            ("/v1/auth/sessions/{id}", &self.session),
            ("/v1/keys/{id}", &self.key),
            ("/v1/team/invitations/{id}", &self.invitation),
            ("/v1/tags/{id}", &self.tag),
            ("/v1/views/{id}", &self.view),
            ("/v1/notifications/{id}", &self.notification),
            ("/v1/sources/{id}", &self.source),
            ("/v1/quarantine/{id}", &self.quarantined),
            ("/v1/dead-letters/{id}", &self.dead_letter),
            ("/v1/directory/{id}", &self.listing),
            ("/v1/contacts/{id}", &self.contact),
            ("/v1/custom-fields/{id}", &self.field),
            ("/v1/recordings/missing/{id}", &self.dead_letter),
            ("/v1/recordings/orphans/{id}", &self.loose),
            ("/v1/models/{id}", &self.model),
        ];
        // Without it there is no end, or no form.
        for (whole, with) in [("/v1/events", "?follow=false"), ("/v1/calls/export", "?format=csv")] {
            if pattern == whole {
                return format!("{pattern}{with}");
            }
        }
        let id = id.iter().find(|(start, _)| pattern.starts_with(start));
        assert!(
            id.is_some() || !pattern.contains("{id}"),
            "{pattern} names something that is not there to be named"
        );
        let pattern = pattern
            .replace("{note_id}", &self.note)
            .replace("{share_id}", &self.share);
        filled(&pattern, id.map_or("", |(_, id)| id.as_str()))
    }
}

fn filled(pattern: &str, id: &str) -> String {
    pattern
        .replace("{id}", id)
        .replace("{source_instance}", "api")
        .replace("{external_id}", "1")
        .replace("{n}", "0")
        .replace("{note_id}", &Uuid::nil().to_string())
        .replace("{share_id}", &Uuid::nil().to_string())
        .replace("{system}", "asterisk")
        .replace("{kind}", "mentioned")
}

/// A body that is well-formed, where an operation looks at it before it looks for the thing.
fn body(path: &str) -> Value {
    match path {
        "/v1/team/roles" | "/v1/team/roles/{id}" => {
            json!({ "name": Uuid::new_v4().to_string(), "permissions": ["calls.read"], "row_scope": "own" })
        }
        "/v1/team/groups" => json!({ "name": Uuid::new_v4().to_string() }),
        "/v1/tags" => json!({ "name": Uuid::new_v4().to_string() }),
        "/v1/views" => json!({ "name": "V", "query": "range=7d" }),
        "/v1/calls/{id}/notes" | "/v1/calls/{id}/notes/{note_id}" => json!({ "text": "x" }),
        "/v1/calls/{id}/turns/{n}" => json!({ "text": "x" }),
        "/v1/calls/bulk" => json!({ "action": "archive", "calls": [] }),
        "/v1/calls/deletions" => json!({ "calls": [] }),
        "/v1/keys" => json!({ "name": "k", "scopes": ["calls.read"] }),
        "/v1/sources/{id}/sample" => json!({ "sample": "x" }),
        _ => json!({}),
    }
}

/// Status and code; the body of a success is not waited for, as a stream has no end.
async fn ask(client: &Client, method: &Method, path: &str, pattern: &str) -> (u16, String) {
    let mut request = client.request(method.clone(), path);
    if matches!(*method, Method::POST | Method::PUT | Method::PATCH) {
        request = request.json(&body(pattern));
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let problem: Value = match status {
        400.. if method != Method::HEAD => response.json().await.unwrap_or_default(),
        _ => Value::Null,
    };
    (status, problem["code"].as_str().unwrap_or("").to_owned())
}

fn holds(cell: &str, method: &Method, status: u16, code: &str) -> bool {
    let is_head = *method == Method::HEAD;
    match cell {
        "yes" | "open" | "own" => status != 401 && status != 403 && (status < 500 || code == "unavailable"),
        "no" => status == 403 && (is_head || code == "forbidden" || code == "tenant_suspended"),
        "401" => status == 401 && (is_head || code == "missing_key"),
        "404" => status == 404 && (is_head || code == "not_found"),
        other => panic!("the table says {other:?}"),
    }
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (other, other_key) = app.tenant("Other").await;
    let (suspended, suspended_key) = app.tenant("Suspended").await;
    let things = Things::of(&app, tenant, &key).await;
    Things::of(&app, suspended, &suspended_key).await;
    drop(other_key);
    let first = NewMember::of(RoleRef::Preset(Preset::Admin));
    // So that nobody here is the last one.
    app.member(tenant, first.clone()).await;
    let (_, suspended_admin) = app.member(suspended, first.clone()).await;
    app.database
        .superuser()
        .await
        .batch_execute(&format!(
            "UPDATE tenants SET status = 'suspended' WHERE id = '{suspended}'"
        ))
        .await
        .unwrap();
    tests::eventually("the suspension is known", async || {
        suspended_admin.get("/v1/calls").await.status == 403
    })
    .await;
    let mut amiss = Vec::new();
    for line in table() {
        for (column, cell) in &line.cells {
            // A session of its own for each: some operations end sessions.
            let role = Preset::from_name(column);
            let client = match (*column, role) {
                (_, Some(role)) => {
                    let new = NewMember {
                        agents: vec!["101".into()],
                        ..NewMember::of(RoleRef::Preset(role))
                    };
                    app.member(tenant, new).await.1
                }
                ("key", _) => key.clone(),
                ("anonymous", _) => app.anonymous(),
                ("foreign", _) => app.member(other, first.clone()).await.1,
                ("suspended", _) => suspended_admin.clone(),
                (other, _) => panic!("a column named {other}"),
            };
            // Whoever is let in names nothing that others need afterwards.
            let harmless = line.method == Method::GET || line.method == Method::HEAD || *column == "foreign";
            let path = match harmless {
                true => things.path(line.path),
                false => filled(line.path, &Uuid::new_v4().to_string()),
            };
            let (status, code) = ask(&client, &line.method, &path, line.path).await;
            if !holds(cell, &line.method, status, &code) {
                amiss.push(format!(
                    "{} {} as {column}: {cell}, but {status} {code}",
                    line.method, line.path
                ));
            }
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}
