//! Schemathesis asks every operation of the OpenAPI document what its schema allows and what it forbids, as a tenant's admin and as an owner of
//! the staff: no 5xx, and every answer is one that the document knows. Bounded here; `script/soak api` asks long.

use std::path::PathBuf;
use std::process::Command;

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use serde_json::json;
use tests::TestApp;

/// Into which `script/test` puts it.
fn schemathesis() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let program = cache.unwrap_or_else(home).join("audiapro/schemathesis-venv/bin/st");
    assert!(
        program.is_file(),
        "{} is missing: script/test makes it",
        program.display()
    );
    program
}

/// What ends the asking itself: the own session, the platform, all tenants at once, what has no end. And what would knock at machines of strangers.
const NOT_ASKED: [&str; 15] = [
    "sign_out",
    "staff_sign_out",
    "end_own_session",
    "end_other_sessions",
    "end_sessions_of_member",
    "end_session",
    "switch_tenant",
    "change_security_settings",
    "switch_platform_mode",
    "change_staff",
    "change_tenants",
    "follow_events",
    "change_member",
    "remove_member",
    "set_source_connection",
];

/// Examples of each operation where nobody says how many.
const EXAMPLES: u32 = 4;
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

async fn ask(app: &TestApp, token: &str, of: &[&str]) {
    let examples = number("AUDIAPRO_SOAK_ROUNDS", EXAMPLES);
    let is_long = std::env::var_os("AUDIAPRO_SOAK_ROUNDS").is_some();
    let mut command = Command::new(schemathesis());
    command
        .arg("run")
        .arg(format!("{}/openapi.json", app.url()))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", CHECKS])
        .args([
            "--phases",
            if is_long {
                "examples,coverage,fuzzing,stateful"
            } else {
                "examples,fuzzing"
            },
        ])
        .args(["--max-examples", &examples.to_string()])
        .args(["--seed", &number("AUDIAPRO_SOAK_SEED", 1).to_string()])
        .args(["--request-timeout", "60", "--workers", "2", "--no-color"])
        .args([
            "--no-shrink",
            "--continue-on-failure",
            "--warnings",
            "off",
            "--suppress-health-check",
            "all",
        ])
        .args(of)
        .current_dir(app.folder.path())
        .env("PYTHONPATH", tests::project("tests/it/fuzz"))
        .env("SCHEMATHESIS_HOOKS", "serializers")
        .env("NO_PROXY", "*");
    for operation in NOT_ASKED {
        command.args(["--exclude-operation-id", operation]);
    }
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    println!("{told}");
}

async fn start() -> TestApp {
    TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.server.body_idle_s = 5;
        config.bounds.key_requests_per_minute = 100_000_000;
        config.bounds.key_requests_burst = 100_000_000;
    })
    .await
}

#[tokio::test]
async fn every_operation_answers_a_tenants_admin_as_the_document_says() {
    let app = start().await;
    let (tenant, key) = app.tenant("Acme").await;
    for n in 0..5 {
        let record = json!({ "external_id": format!("{n}"), "direction": "inbound", "started_at": "2026-11-20T10:00:00Z", "agent": "101" });
        assert_eq!(key.post("/v1/calls", &record).await.status, 202);
    }
    let (_, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    ask(&app, admin.key().unwrap(), &["--exclude-path-regex", "^/admin/"]).await;
}

#[tokio::test]
async fn every_operation_of_the_staff_answers_an_owner_as_the_document_says() {
    let app = start().await;
    app.tenant("Acme").await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    ask(&app, owner.key().unwrap(), &["--include-path-regex", "^/admin/"]).await;
}
