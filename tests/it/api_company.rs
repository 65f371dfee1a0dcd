//! A company says its name, zone and hours; calls and figures follow them.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Client, TestApp};

async fn change(client: &Client, change: Value) -> tests::Answer {
    let request = client.request(Method::PATCH, "/v1/settings/company").json(&change);
    client.send(request).await
}

fn office() -> Value {
    let week: Vec<Value> = (1..=5)
        .map(|day| json!({ "weekday": day, "from": "09:00", "to": "17:00" }))
        .collect();
    json!({ "week": week, "holidays": [
        { "day": "12-25", "name": "Christmas" },
        { "day": "2026-11-04", "name": "Half a day", "from": "09:00", "to": "12:00" }] })
}

#[tokio::test]
async fn a_company_describes_itself_and_what_cannot_be_is_named() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, other) = app.tenant("Other").await;
    let read = client.get("/v1/settings/company").await;
    assert_eq!(
        (
            read.status,
            &read.json["name"],
            &read.json["zone"],
            &read.json["business_hours"]
        ),
        (200, &json!("Acme"), &json!("UTC"), &Value::Null)
    );
    let wanted = json!({ "name": " Acme & Søn ", "zone": "Europe/Copenhagen", "address": "Strandvejen 1\n2900 Hellerup", "website": "https://acme.example",
        "contact_name": "Ida", "contact_email": "ida@acme.example", "contact_phone": "+45 12 34 56 78", "business_hours": office() });
    let changed = change(&client, wanted).await;
    assert_eq!(changed.status, 200, "{}", changed.json);
    assert_eq!(changed.json["name"], "Acme & Søn");
    assert_eq!(changed.json["business_hours"]["holidays"][1]["to"], "12:00");
    assert_eq!(client.get("/v1/settings/company").await.json, changed.json);
    for (wrong, named) in [
        (json!({ "name": " " }), "name"),
        (json!({ "zone": "Europe/Atlantis" }), "zone"),
        (json!({ "website": "javascript:alert(1)" }), "website"),
        (json!({ "contact_email": "nobody" }), "e-mail"),
        (json!({ "address": "x".repeat(501) }), "address"),
        (
            json!({ "business_hours": { "week": [{ "weekday": 1, "from": "09:10", "to": "10:00" }] } }),
            "quarters",
        ),
        (
            json!({ "business_hours": { "week": [], "holidays": [{ "day": "13-01", "name": "X" }] } }),
            "13-01",
        ),
    ] {
        let refused = change(&client, wrong).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"), "{named}");
        assert!(
            refused.json["detail"].as_str().unwrap().contains(named),
            "{}",
            refused.json
        );
    }
    // Only hours go; and nothing of it is another's.
    assert_eq!(
        change(&client, json!({ "business_hours": null })).await.json["business_hours"],
        Value::Null
    );
    assert_eq!(
        client.get("/v1/settings/company").await.json["address"],
        "Strandvejen 1\n2900 Hellerup"
    );
    assert_eq!(other.get("/v1/settings/company").await.json["name"], "Other");
    let audited = client.get("/v1/audit").await.text();
    assert!(
        audited.contains("company.changed") && audited.contains("Copenhagen"),
        "{audited}"
    );
}

#[tokio::test]
async fn calls_say_whether_they_began_after_hours_and_figures_and_lists_agree_about_it() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    // On the clocks of Copenhagen, an hour ahead: Monday; before and after; the half day; the feast; Sunday.
    let calls = [
        ("monday", "2026-11-02T08:00:00Z", false),
        ("early", "2026-11-02T07:59:59Z", true),
        ("late", "2026-11-02T16:00:00Z", true),
        ("last", "2026-11-02T15:59:59Z", false),
        ("half-open", "2026-11-04T10:59:00Z", false),
        ("half-closed", "2026-11-04T11:00:00Z", true),
        ("feast", "2025-12-25T10:00:00Z", true),
        ("sunday", "2026-11-01T10:00:00Z", true),
    ];
    let records: Vec<Value> = calls
        .iter()
        .map(|(id, at, _)| json!({ "external_id": id, "direction": "inbound", "disposition": "answered", "talk_s": 60, "started_at": at }))
        .collect();
    assert_eq!(client.post("/v1/calls", &json!(records)).await.status, 202);
    let asked = client.get("/v1/calls?after_hours=true").await;
    assert_eq!(asked.refusal(), (400, "invalid_parameter"), "no hours are said yet");
    assert_eq!(
        client.get("/v1/calls?limit=1").await.json["data"][0]["after_hours"],
        Value::Null
    );
    let wanted = json!({ "zone": "Europe/Copenhagen", "business_hours": office() });
    assert_eq!(change(&client, wanted).await.status, 200);
    for (id, _, after) in calls {
        let call = client.get(&format!("/v1/calls?external_id={id}")).await;
        assert_eq!(call.json["data"][0]["after_hours"], json!(after), "{id}");
        let found = client
            .get(&format!("/v1/calls/count?external_id={id}&after_hours={after}"))
            .await;
        assert_eq!(found.json["count"], 1, "{id}: the database says the same");
    }
    // From the roll-ups, and, with another filter, from the calls.
    for narrowed in ["", "&sentiment=negative,neutral,positive"] {
        let overview = client
            .get(&format!(
                "/v1/analytics/overview?from=2025-12-01&to=2026-11-30{narrowed}"
            ))
            .await;
        let figures = overview.json["figures"].as_array().unwrap();
        let figure = figures.iter().find(|figure| figure["id"] == "after_hours").unwrap();
        let (after, all) = if narrowed.is_empty() { (5, 8) } else { (0, 0) };
        assert_eq!(
            (&figure["numerator"], &figure["n"]),
            (&json!(f64::from(after)), &json!(all)),
            "{figure}"
        );
        let listed = figure["calls"]["href"]
            .as_str()
            .unwrap()
            .replace("/v1/calls?", "/v1/calls/count?");
        assert_eq!(client.get(&listed).await.json["count"], json!(after), "{listed}");
    }
    let alone = client
        .get("/v1/analytics/overview?from=2025-12-01&to=2026-11-30&after_hours=true")
        .await;
    assert_eq!(alone.json["figures"][0]["value"], 5.0, "{}", alone.json["figures"][0]);
    // Days follow the zone at once.
    change(&client, json!({ "zone": "America/Los_Angeles" })).await;
    let days = client.get("/v1/analytics/overview?from=2026-11-01&to=2026-11-01").await;
    assert_eq!(days.json["period"]["zone"], "America/Los_Angeles");
}
