//! A telephone system that usually speaks and is silent is told on the bell of those who can do something about it, once.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

async fn rung(client: &Client) -> Vec<Value> {
    let listed = client.get("/v1/notifications").await;
    let all = listed.json["data"].as_array().unwrap().clone();
    all.into_iter().filter(|one| one["kind"] == "source_silent").collect()
}

#[tokio::test]
async fn silence_of_a_source_with_habits_rings_once_and_that_of_others_never() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (_, admin) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let (_, viewer) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    for name in ["rome", "milan", "off"] {
        let made = client
            .post("/v1/sources", &json!({ "name": name, "format": "asterisk-cdr-csv" }))
            .await;
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let off = client.get("/v1/sources").await.json["data"].clone();
    let id = |name: &str| {
        let all = off.as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let request = client
        .request(reqwest::Method::PATCH, &format!("/v1/sources/{}", id("off")))
        .json(&json!({ "enabled": false }));
    assert_eq!(client.send(request).await.status, 200);
    // Rome and the one that is off spoke each hour of ten days, until six hours ago; Milan did so three times.
    let hours = format!(
        "INSERT INTO source_hours (tenant_id, source_instance, hour, legs, last_at)
            SELECT '{tenant}', s, date_trunc('hour', app_now()) - make_interval(hours => h), 5, app_now() - make_interval(hours => h)
            FROM unnest(ARRAY['rome', 'off']) s, generate_series(6, 240) h;
        INSERT INTO source_hours (tenant_id, source_instance, hour, legs, last_at)
            SELECT '{tenant}', 'milan', date_trunc('hour', app_now()) - make_interval(hours => h), 5, app_now() - make_interval(hours => h)
            FROM generate_series(6, 8) h"
    );
    let superuser = app.database.superuser().await;
    superuser.batch_execute(&hours).await.unwrap();
    let watch = async || {
        let now = "UPDATE schedules SET next_at = app_now() WHERE name = 'sources.silence'";
        superuser.batch_execute(now).await.unwrap();
        let done = "SELECT count(*) FROM jobs WHERE kind = 'sources.silence' AND state = 'done'";
        superuser.query_one(done, &[]).await.unwrap().get::<_, i64>(0)
    };
    eventually("the silence is told", async || {
        watch().await;
        !rung(&admin).await.is_empty()
    })
    .await;
    let before = watch().await;
    eventually("it was looked at again", async || watch().await > before + 1).await;
    let told = rung(&admin).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (
            &told[0]["data"]["source_instance"],
            &told[0]["data"]["source_id"],
            &told[0]["count"]
        ),
        (&json!("rome"), &json!(id("rome")), &json!(1))
    );
    assert!(rung(&viewer).await.is_empty());
}
