//! Custom fields over HTTP: typed, filtered by, exported, filled in the calls of the past, and gone with all of their values.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp, eventually};

async fn call(client: &Client, id: &str, custom: Value) -> String {
    let record =
        json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-20T10:00:00Z", "custom": custom });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn field(client: &Client, field: Value) -> String {
    let made = client.post("/v1/custom-fields", &field).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

async fn count(client: &Client, query: &str) -> i64 {
    let counted = client.get(&format!("/v1/calls/count?{query}")).await;
    assert_eq!(counted.status, 200, "{query}: {}", counted.json);
    counted.json["count"].as_i64().unwrap()
}

async fn all_are_filled(client: &Client) {
    eventually("the calls of the past have the fields", async || {
        let fields = client.get("/v1/custom-fields").await.json;
        let data = fields["data"].as_array().unwrap();
        !data.is_empty() && data.iter().all(|field| !field["filled_at"].is_null())
    })
    .await;
}

#[tokio::test]
async fn fields_of_every_kind_are_shown_filtered_by_and_exported() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for new in [
        json!({ "name": "city", "label": "City", "kind": "text" }),
        json!({ "name": "amount", "kind": "number", "key": "order.amount" }),
        json!({ "name": "paid", "kind": "boolean" }),
        json!({ "name": "due", "kind": "date" }),
        json!({ "name": "plan", "kind": "choice", "choices": ["gold", "silver"] }),
    ] {
        field(&client, new).await;
    }
    let first = json!({ "city": " Berlin ", "order.amount": "99.5", "paid": "yes", "due": "2026-12-01T10:00:00Z", "plan": "gold", "else": 1 });
    let first = call(&client, "1", first).await;
    let second = json!({ "city": "=Bern", "order.amount": 100, "paid": false, "due": "2026-12-24", "plan": "bronze" });
    let second = call(&client, "2", second).await;
    let third =
        json!({ "city": { "x": 1 }, "order.amount": 1e300, "paid": "perhaps", "due": "tomorrow", "plan": null });
    let third = call(&client, "3", third).await;
    let shown = |json: &Value| json["custom_fields"].clone();
    assert_eq!(
        shown(&client.get(&format!("/v1/calls/{first}")).await.json),
        json!({ "city": "Berlin", "amount": 99.5, "paid": true, "due": "2026-12-01", "plan": "gold" })
    );
    assert_eq!(
        shown(&client.get(&format!("/v1/calls/{second}")).await.json),
        json!({ "city": "=Bern", "amount": 100.0, "paid": false, "due": "2026-12-24" })
    );
    assert_eq!(shown(&client.get(&format!("/v1/calls/{third}")).await.json), json!({}));
    for (query, calls) in [
        ("custom.city=Berlin", 1),
        ("custom.city.begins=Ber", 1),
        ("custom.amount=100", 1),
        ("custom.amount.min=99.5", 2),
        ("custom.amount.min=99.6&custom.amount.max=100", 1),
        ("custom.paid=true", 1),
        ("custom.due.min=2026-12-02", 1),
        ("custom.due.max=2026-12-24&custom.plan=gold,silver", 1),
        ("custom.plan.known=false", 2),
        ("custom.plan=silver", 0),
    ] {
        assert_eq!(count(&client, query).await, calls, "{query}");
        let listed = client.get(&format!("/v1/calls?{query}")).await.json;
        assert_eq!(listed["data"].as_array().unwrap().len() as i64, calls, "{query}");
    }
    for query in [
        "custom.town=x",
        "custom.amount=many",
        "custom.plan=bronze",
        "custom.city.min=1",
        "custom.due=1.12.",
    ] {
        let refused = client.get(&format!("/v1/calls?{query}")).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{query}");
    }
    let csv = client.get("/v1/calls/export?format=csv&sort=started_at").await.text();
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with(",custom.amount,custom.city,custom.due,custom.paid,custom.plan"),
        "{csv}"
    );
    assert!(csv.contains(",99.5,Berlin,2026-12-01,true,gold\r\n"), "{csv}");
    assert!(csv.contains(",100.0,'=Bern,2026-12-24,false,\r\n"), "{csv}");
    // The filter is one of bulk changes, too.
    let tag = json!({ "action": "archive", "filter": "custom.plan=gold" });
    assert_eq!(client.post("/v1/calls/bulk", &tag).await.json["changed"], json!(1));
}

#[tokio::test]
async fn calls_of_the_past_get_a_field_and_its_corrections_and_lose_it_some_at_a_time() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let records: Vec<Value> = (0..2_500)
        .map(|n| {
            json!({ "external_id": format!("c{n}"), "direction": "inbound", "started_at": "2026-11-20T10:00:00Z",
            "custom": { "plan": if n % 2 == 0 { "gold" } else { "silver" }, "tier": "one" } })
        })
        .collect();
    for part in records.chunks(500) {
        assert_eq!(client.post("/v1/calls", &json!(part)).await.status, 202);
    }
    let id = field(
        &client,
        json!({ "name": "plan", "kind": "choice", "choices": ["gold"] }),
    )
    .await;
    all_are_filled(&client).await;
    assert_eq!(count(&client, "custom.plan=gold").await, 1_250);
    let path = format!("/v1/custom-fields/{id}");
    let change = json!({ "key": "tier", "choices": ["one"], "label": "Tier" });
    let changed = client.send(client.request(Method::PATCH, &path).json(&change)).await;
    assert_eq!((changed.status, &changed.json["filled_at"]), (200, &Value::Null));
    all_are_filled(&client).await;
    assert_eq!(count(&client, "custom.plan=one").await, 2_500);
    assert_eq!(client.send(client.request(Method::DELETE, &path)).await.status, 204);
    assert_eq!(client.get("/v1/custom-fields").await.json["data"], json!([]));
    assert_eq!(
        client.get("/v1/calls?custom.plan=one").await.refusal(),
        (400, "invalid_parameter")
    );
    // Its name is free at once; its values go one batch after the other.
    field(&client, json!({ "name": "plan", "kind": "text" })).await;
    let superuser = app.database.superuser().await;
    eventually("its values and itself are gone", async || {
        let sql = "SELECT (SELECT count(*) FROM custom_fields WHERE id::text = $1) + (SELECT count(*) FROM leg_fields WHERE field_id::text = $1)";
        superuser.query_one(sql, &[&id]).await.unwrap().get::<_, i64>(0) == 0
    })
    .await;
    let batches = "SELECT (result->>'legs')::bigint FROM jobs WHERE tenant_id = $1 AND kind = 'custom_fields.fill' AND state = 'done' ORDER BY finished_at";
    let done = superuser.query(batches, &[&tenant.0]).await.unwrap();
    assert!(done.len() >= 3 && done[0].get::<_, i64>(0) == 2_500, "{done:?}");
}

#[tokio::test]
async fn a_field_is_refused_by_what_is_wrong_with_it() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    field(&client, json!({ "name": "plan", "kind": "text" })).await;
    assert_eq!(
        client
            .post("/v1/custom-fields", &json!({ "name": "plan", "kind": "date" }))
            .await
            .refusal(),
        (409, "conflict")
    );
    for (wrong, word) in [
        (json!({ "name": "Plan!", "kind": "text" }), "name"),
        (json!({ "name": "x", "kind": "choice" }), "choices"),
        (json!({ "name": "x", "kind": "number", "choices": ["1"] }), "choices"),
        (json!({ "name": "x", "kind": "colour" }), "colour"),
        (json!({ "name": "x", "kind": "text", "label": "=1" }), "formula"),
    ] {
        let refused = client.post("/v1/custom-fields", &wrong).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.json);
        assert!(
            refused.json["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.json
        );
    }
}
