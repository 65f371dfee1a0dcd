//! What the staff switches for everybody, live: modes and feature flags; and the end of a tenant with its certificate.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};
use uuid::Uuid;

async fn put(by: &Client, path: &str, body: Value) -> Answer {
    by.send(by.request(Method::PUT, path).json(&body)).await
}

#[tokio::test]
async fn each_mode_lets_through_what_it_promises_and_never_keeps_the_staff_out() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (tenant, key) = app.tenant("Acme").await;
    let record = |n: usize| json!({ "external_id": n.to_string(), "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
    let (mut n, refused) = (0, (503, "maintenance"));
    for (mode, intake, read, change) in [
        ("read_only", false, true, false),
        ("ingest_only", true, true, true),
        ("drain", false, true, true),
        ("offline", false, false, false),
        ("normal", true, true, true),
    ] {
        let switched = put(
            &staff,
            "/admin/v1/platform/mode",
            json!({ "mode": mode, "reason": "upgrade" }),
        )
        .await;
        assert_eq!((switched.status, &switched.json["mode"]), (200, &json!(mode)));
        n += 1;
        let taken = key.post("/v1/calls", &record(n)).await;
        let listed = key.get("/v1/calls").await;
        let made = key
            .post("/v1/team/groups", &json!({ "name": Uuid::new_v4().to_string() }))
            .await;
        for (answer, is_let) in [(&taken, intake), (&listed, read), (&made, change)] {
            match is_let {
                true => assert!(answer.status < 300, "{mode}: {:?}", answer.json),
                false => assert_eq!(answer.refusal(), refused, "{mode}"),
            }
        }
        if !intake {
            assert!(taken.header("retry-after").parse::<u64>().unwrap() > 0);
        }
        let (_, member) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
        let leaves = member.post("/v1/auth/sign-out", &json!({})).await;
        assert_eq!(leaves.status == 204, mode != "offline", "{mode}");
        for path in ["/health/ready", "/admin/v1/tenants"] {
            assert_eq!(staff.get(path).await.status, 200, "{mode} {path}");
        }
    }
    let control = app.database.superuser().await;
    put(&staff, "/admin/v1/platform/mode", json!({ "mode": "ingest_only" })).await;
    let paused: bool = control
        .query_one("SELECT ingest_only FROM analysis_control", &[])
        .await
        .unwrap()
        .get(0);
    assert!(paused, "nothing is claimed");
    assert_eq!(
        put(&staff, "/admin/v1/platform/mode", json!({ "mode": "sleep" }))
            .await
            .refusal(),
        (400, "invalid_parameter")
    );
    // Another process switches: this one hears of it.
    control
        .batch_execute("UPDATE platform_mode SET mode = 'offline'")
        .await
        .unwrap();
    tests::eventually("the switch is heard", async || key.get("/v1/calls").await.status == 503).await;
    let spelled = key.request(Method::GET, "/%761/calls").send().await.unwrap();
    assert_eq!(
        spelled.status().as_u16(),
        503,
        "a letter written as its number is that letter"
    );
    let log = staff.get("/admin/v1/audit?q=action:platform.*").await.json;
    assert_eq!(log["data"][0]["after"]["mode"], "ingest_only");
}

#[tokio::test]
async fn a_flag_is_on_for_a_plan_a_share_or_a_tenant_and_the_session_says_so() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (acme, _) = app.tenant_on("starter", "Acme").await;
    let (bolt, _) = app.tenant_on("enterprise", "Bolt").await;
    let (_, anna) = app.member(acme, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let (_, bert) = app.member(bolt, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let on = async || -> [bool; 2] {
        let mut seen = [false; 2];
        for (n, client) in [&anna, &bert].into_iter().enumerate() {
            let features = client.get("/v1/auth/session").await.json["features"].clone();
            seen[n] = features.as_array().unwrap().contains(&json!("new_report"));
        }
        seen
    };
    assert_eq!(on().await, [false, false]);
    for (rule, expected) in [
        (json!({ "enabled": true }), [true, true]),
        (json!({ "plans": ["enterprise"] }), [false, true]),
        (
            json!({ "percentage": 100, "tenants": { bolt.to_string(): false } }),
            [true, false],
        ),
        (
            json!({ "percentage": 0, "tenants": { acme.to_string(): true } }),
            [true, false],
        ),
    ] {
        assert_eq!(
            put(&staff, "/admin/v1/flags/new_report", rule.clone()).await.status,
            204
        );
        assert_eq!(on().await, expected, "{rule}");
    }
    let listed = staff.get("/admin/v1/flags").await.json;
    assert_eq!(listed["data"][0]["rule"]["tenants"], json!({ acme.to_string(): true }));
    for (name, rule, status) in [
        ("New", json!({}), 400),
        ("x", json!({ "percentage": 101 }), 400),
        ("x", json!({ "tenants": { Uuid::new_v4().to_string(): true } }), 404),
    ] {
        assert_eq!(
            put(&staff, &format!("/admin/v1/flags/{name}"), rule.clone())
                .await
                .status,
            status,
            "{rule}"
        );
    }
    let remove = async || {
        staff
            .send(staff.request(Method::DELETE, "/admin/v1/flags/new_report"))
            .await
            .status
    };
    assert_eq!((remove().await, remove().await), (204, 404));
    assert_eq!(on().await, [false, false]);
}

#[tokio::test]
async fn a_closed_tenant_is_erased_after_its_grace_and_a_certificate_is_left() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Owner).await;
    let (tenant, key) = app.tenant("Acme").await;
    let (other, other_key) = app.tenant("Other").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    for (client, id) in [(&key, "1"), (&key, "2"), (&other_key, "1")] {
        let record = json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
        client.post("/v1/calls", &record).await;
        let wav = tests::sound::wav(8000, 1, 8000 * (1 + id.len() as u32));
        client
            .put(&format!("/v1/calls/api/{id}/recording"), "audio/wav", wav)
            .await;
    }
    let files = || {
        let folder = app.folder.path().join("recordings").join(tenant.to_string());
        walk(&folder)
    };
    assert!(files() > 0);
    let close = json!({ "reason": "left us", "grace_days": 0 });
    let path = format!("/admin/v1/tenants/{tenant}");
    assert_eq!(staff.post(&format!("{path}/close"), &close).await.status, 200);
    // The next round of the platform's jobs.
    app.database
        .superuser()
        .await
        .batch_execute("UPDATE schedules SET next_at = app_now() WHERE name = 'tenants.erase'")
        .await
        .unwrap();
    tests::eventually("it is erased", async || {
        staff.get(&format!("{path}/erasure")).await.status == 200
    })
    .await;
    let erasure = staff.get(&format!("{path}/erasure")).await.json;
    for query in ["", &format!("?q={}", &tenant.to_string()[..8].to_uppercase())] {
        let listed = staff.get(&format!("/admin/v1/erasures{query}")).await.json;
        assert_eq!(listed, json!({ "data": [erasure], "next": null }), "{query}");
    }
    let nobody = staff.get(&format!("/admin/v1/erasures?q={other}")).await.json;
    assert_eq!(nobody["data"], json!([]), "who is there has no certificate");
    let text = erasure["certificate"].as_str().unwrap();
    let certificate: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        (&certificate["destroyed"]["calls"], &certificate["destroyed"]["members"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        (&certificate["reason"], &certificate["data_key"]),
        (&json!("left us"), &json!("destroyed"))
    );
    let word = |name: &str| erasure[name].as_str().unwrap().to_owned();
    assert!(models::compliance::signing::is_signed(
        text.as_bytes(),
        &word("key"),
        &word("signature")
    ));
    assert!(!models::compliance::signing::is_signed(
        b"another",
        &word("key"),
        &word("signature")
    ));
    assert_eq!(files(), 0);
    assert_eq!(staff.get(&path).await.refusal(), (404, "not_found"));
    let restore = staff
        .post(&format!("{path}/restore"), &json!({ "reason": "sorry" }))
        .await;
    assert_eq!(restore.refusal(), (404, "not_found"));
    let superuser = app.database.superuser().await;
    let tables = "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' \
                  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition";
    for row in superuser.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        if ["audit", "audit_checkpoints", "audit_heads", "erasures"].contains(&table.as_str()) {
            continue;
        }
        let left = format!("SELECT count(*) FROM {table} WHERE tenant_id = '{tenant}'");
        let left: i64 = superuser.query_one(&left, &[]).await.unwrap().get(0);
        assert_eq!(left, 0, "{table}");
    }
    let people = format!("SELECT count(*) FROM persons WHERE id = '{person}'");
    assert_eq!(superuser.query_one(&people, &[]).await.unwrap().get::<_, i64>(0), 0);
    // That something was done stays proved; nobody else lost anything.
    let conn = &mut *app.database.pools.owner.get().await.unwrap();
    let verdict = models::compliance::audit::verify(conn, tenant).await.unwrap();
    assert!(
        matches!(verdict, models::compliance::audit::Verdict::Whole { entries, erased } if entries == erased && entries > 3)
    );
    assert_eq!(
        other_key.get("/v1/calls").await.json["data"].as_array().unwrap().len(),
        1
    );
    assert_eq!(staff.get(&format!("/admin/v1/tenants/{other}")).await.status, 200);
}

/// Files below a folder.
fn walk(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { walk(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn the_staff_sees_how_many_requests_are_let_in_and_who_ran_into_it() {
    let app = TestApp::start().await;
    let (_, admin) = app.staff(StaffRole::Admin).await;
    let (_, support) = app.staff(StaffRole::Support).await;
    let (acme, _) = app.tenant("Acme").await;
    let (busy, _) = app.tenant("Busy").await;
    app.tenant("Like all others").await;
    let own = admin.request(Method::PATCH, &format!("/admin/v1/tenants/{acme}"));
    let own = admin.send(own.json(&json!({ "requests_per_minute": 600 }))).await;
    assert_eq!(own.status, 200, "{}", own.json);
    let refused = format!(
        "INSERT INTO api_key_usage (tenant_id, key_id, day, requests, refused, limited, failed)
         SELECT tenant_id, id, date_trunc('day', app_now(), 'UTC') - d * interval '1 day', 100, 0, 7, 0
         FROM api_keys, unnest(ARRAY[0, 6, 7]) d WHERE tenant_id = '{busy}'"
    );
    app.database.superuser().await.batch_execute(&refused).await.unwrap();
    let limits = support.get("/admin/v1/platform/limits").await.json;
    let bounds = app.config.bounds;
    let rate = |per_minute: u32, burst: u32| json!({ "per_minute": per_minute, "burst": burst });
    assert_eq!(
        (&limits["key"], &limits["door"]),
        (
            &rate(bounds.key_requests_per_minute, bounds.key_requests_burst),
            &rate(bounds.door_requests_per_minute, bounds.door_requests_burst)
        )
    );
    let told = json!([
        { "tenant_id": busy, "name": "Busy", "requests_per_minute": null, "concurrent_max": null, "requests": 200, "limited": 14 },
        { "tenant_id": acme, "name": "Acme", "requests_per_minute": 600, "concurrent_max": null, "requests": 0, "limited": 0 },
    ]);
    assert_eq!(
        limits["tenants"], told,
        "the last seven days, and nobody who has what all have"
    );
}
