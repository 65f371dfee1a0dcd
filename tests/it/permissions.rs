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
        .filter(|(method, path)| !path.starts_with(web::openapi::ADMIN) && named(method, path) != 1)
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
    member: String,
    role: String,
    group: String,
    session: String,
    key: String,
    invitation: String,
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
        let made = key
            .post("/v1/keys", &json!({ "name": "K", "scopes": ["calls.read"] }))
            .await;
        let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
        let wanted = json!({ "email": "new@example.com", "role": "viewer" });
        let invited = key.post("/v1/team/invitations", &wanted).await;
        let sessions = key.get("/v1/team/sessions").await;
        Things {
            call: text(&call.json["call_id"]),
            member: person.to_string(),
            role: text(&role.json["id"]),
            group: text(&group.json["id"]),
            session: text(&sessions.json["data"][0]["id"]),
            key: text(&made.json["id"]),
            invitation: text(&invited.json["id"]),
        }
    }

    /// The path with ids in it that name something; a new kind of thing gets its line here.
    fn path(&self, pattern: &str) -> String {
        let id = [
            ("/v1/calls/{id}", &self.call),
            ("/v1/team/members/{id}", &self.member),
            ("/v1/team/roles/{id}", &self.role),
            ("/v1/team/groups/{id}", &self.group),
            ("/v1/team/sessions/{id}", &self.session),
            ("/v1/auth/sessions/{id}", &self.session),
            ("/v1/keys/{id}", &self.key),
            ("/v1/team/invitations/{id}", &self.invitation),
        ];
        // Without it there is no end, or no form.
        for (whole, with) in [("/v1/events", "?follow=false"), ("/v1/calls/export", "?format=csv")] {
            if pattern == whole {
                return format!("{pattern}{with}");
            }
        }
        let id = id.iter().find(|(start, _)| pattern.starts_with(start));
        filled(
            pattern,
            id.map_or(Uuid::nil().to_string().as_str(), |(_, id)| id.as_str()),
        )
    }
}

fn filled(pattern: &str, id: &str) -> String {
    pattern
        .replace("{id}", id)
        .replace("{source_instance}", "api")
        .replace("{external_id}", "1")
        .replace("{n}", "0")
        .replace("{note_id}", &Uuid::nil().to_string())
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
        "/v1/keys" => json!({ "name": "k", "scopes": ["calls.read"] }),
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
