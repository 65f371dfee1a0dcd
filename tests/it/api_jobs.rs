//! Background jobs as the staff sees them: every kind with its schedule, how it ran last and failed last, and when it is due next.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use models::platform::job::{self, JobId, NewJob};
use models::staff::role::StaffRole;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

async fn kinds(staff: &Client) -> Vec<Value> {
    let answer = staff.get("/admin/v1/jobs").await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].as_array().unwrap().clone()
}

async fn kind(staff: &Client, name: &str) -> Value {
    let all = kinds(staff).await;
    all.into_iter().find(|kind| kind["name"] == name).expect(name)
}

fn time(value: &Value) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn every_kind_that_is_done_here_is_told_with_what_it_does_its_schedule_and_how_it_ran_last() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Support).await;
    let (_, key) = app.tenant("Acme").await;
    eventually("a round of the comparison", async || {
        kind(&staff, "conservation.check").await["last"]["state"] == "done"
    })
    .await;
    let check = kind(&staff, "conservation.check").await;
    let last = &check["last"];
    assert_eq!(
        (&last["attempts"], &last["tenant_id"], &last["node"], &last["error"]),
        (&json!(1), &Value::Null, &Value::Null, &Value::Null)
    );
    let began = time(&last["started_at"]);
    assert!(
        began <= time(&last["finished_at"]) && began < time(&check["next_at"]),
        "{check}"
    );
    assert_eq!(check["last_failed"], Value::Null);
    for (name, every_s) in [
        ("conservation.check", json!(60)),
        ("audit.sign", json!(24 * 3600)),
        ("demo.seed", Value::Null),
    ] {
        assert_eq!(kind(&staff, name).await["every_s"], every_s, "{name}");
    }
    let seed = kind(&staff, "demo.seed").await;
    assert_eq!(
        (&seed["last"], &seed["next_at"], &seed["waiting"]),
        (&Value::Null, &Value::Null, &json!(0)),
        "nobody has wanted it"
    );
    // Each node's metrics begin with the kinds that it does.
    let metrics = key.get("/metrics").await.text();
    let counted = metrics.lines().filter_map(|line| {
        let rest = line.strip_prefix("audiapro_jobs_ended_total{kind=\"")?;
        Some(rest.split('"').next()?.to_owned())
    });
    let all = kinds(&staff).await;
    let told = all.iter().map(|kind| kind["name"].as_str().unwrap().to_owned());
    assert_eq!(
        told.collect::<BTreeSet<_>>(),
        counted.collect::<BTreeSet<_>>(),
        "a kind without a sentence about what it does"
    );
}

#[tokio::test]
async fn a_job_that_failed_is_told_with_its_error_beside_those_that_run_and_wait() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (tenant, _) = app.tenant("Acme").await;
    // It names no field: the same again would end the same way.
    let order = NewJob::new("custom_fields.fill", Some(tenant), json!({}));
    let put: Result<Option<JobId>, models::Error> = app
        .database
        .pools
        .app
        .tenant(tenant, async move |conn| job::put(conn, &order).await)
        .await;
    let id = put.unwrap().unwrap();
    eventually("it has failed", async || {
        kind(&staff, "custom_fields.fill").await["last_failed"]["state"] == "failed"
    })
    .await;
    let rows = app.database.superuser().await;
    rows.batch_execute(
        "INSERT INTO jobs (kind, run_at) VALUES ('custom_fields.fill', '2099-01-01T00:00:00Z');
        INSERT INTO jobs (kind, state, lease, lease_until, node, attempts, started_at)
            VALUES ('demo.remove', 'running', gen_random_uuid(), app_now() + interval '1 h', 'another', 2, app_now())",
    )
    .await
    .unwrap();
    let fill = kind(&staff, "custom_fields.fill").await;
    let failed = &fill["last_failed"];
    assert_eq!(
        (&failed["id"], &failed["tenant_id"], &failed["attempts"]),
        (&json!(id.0), &json!(tenant.0), &json!(1))
    );
    assert!(failed["error"].as_str().unwrap().contains("payload"), "{failed}");
    assert!(
        failed["finished_at"].is_string() && failed["node"].is_null(),
        "{failed}"
    );
    assert_eq!(&fill["last"], failed, "what waits was not begun");
    assert_eq!(
        (&fill["waiting"], &fill["running"], &fill["next_at"]),
        (&json!(1), &json!(0), &json!("2099-01-01T00:00:00Z"))
    );
    let remove = kind(&staff, "demo.remove").await;
    let last = &remove["last"];
    assert_eq!(
        (&last["state"], &last["node"], &last["attempts"], &last["finished_at"]),
        (&json!("running"), &json!("another"), &json!(2), &Value::Null)
    );
    assert_eq!((&remove["running"], &remove["next_at"]), (&json!(1), &Value::Null));
}
