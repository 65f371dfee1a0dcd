//! Contacts over HTTP: who is at the other end of a call, very important or not; sealed, found, imported, erased with their tenant.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};

async fn call(client: &Client, id: &str, direction: &str, from: &str, to: &str) -> String {
    let record = json!({ "external_id": id, "direction": direction, "from": from, "to": to, "started_at": "2026-11-20T10:00:00Z" });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/v1/calls?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.json);
    let data = page.json["data"].as_array().unwrap().iter();
    let mut ids: Vec<String> = data.map(|call| call["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

async fn import(client: &Client, table: &str, dry: bool) -> Answer {
    let path = format!("/v1/contacts/import?dry_run={dry}");
    client.post_text(&path, "text/csv", table).await
}

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap().iter();
    data.map(|contact| contact["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn calls_show_who_is_at_the_other_end_and_are_found_by_it() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let inbound = call(&client, "1", "inbound", "+1 202 555 0143", "+49301").await;
    let outbound = call(&client, "2", "outbound", "+49301", "+12025550143").await;
    let other = call(&client, "3", "inbound", "+12025550144", "+49301").await;
    let withheld = call(&client, "4", "inbound", "anonymous", "+49301").await;
    let kim = json!({ "number": "+1 (202) 555-0143", "name": "Kim Lee", "company": "Lee & Sons", "vip": true });
    let kim = client.post("/v1/contacts", &kim).await;
    assert_eq!((kim.status, &kim.json["number"]), (201, &json!("+12025550143")));
    let us = json!({ "number": "+49301", "name": "Reception", "vip": true });
    assert_eq!(client.post("/v1/contacts", &us).await.status, 201);
    let known = json!({ "id": kim.json["id"], "name": "Kim Lee", "company": "Lee & Sons", "vip": true });
    for id in [&inbound, &outbound] {
        assert_eq!(client.get(&format!("/v1/calls/{id}")).await.json["contact"], known);
    }
    assert_eq!(
        client.get(&format!("/v1/calls/{other}")).await.json["contact"],
        Value::Null
    );
    let mut both = vec![inbound.clone(), outbound.clone()];
    both.sort();
    let id = kim.json["id"].as_str().unwrap();
    assert_eq!(ids(&client, "vip=true").await, both);
    assert_eq!(ids(&client, &format!("contact={id}")).await, both);
    let mut rest = vec![other, withheld];
    rest.sort();
    assert_eq!(ids(&client, "vip=false").await, rest);
    assert_eq!(client.get("/v1/calls/count?vip=true").await.json["count"], json!(2));
    let csv = client.get("/v1/calls/export?format=csv&vip=true").await.text();
    assert!(csv.contains(",Kim Lee,Lee & Sons,true"), "{csv}");
    let line: Value = serde_json::from_str(
        client
            .get("/v1/calls/export?format=ndjson&vip=true")
            .await
            .text()
            .lines()
            .next()
            .unwrap(),
    )
    .unwrap();
    assert_eq!(line["contact"], known);

    assert_eq!(
        stranger.get(&format!("/v1/contacts/{id}")).await.refusal(),
        (404, "not_found")
    );
    assert_eq!(stranger.get("/v1/contacts").await.json["data"], json!([]));
    let path = format!("/v1/contacts/{id}");
    let changed = client
        .send(
            client
                .request(Method::PATCH, &path)
                .json(&json!({ "vip": false, "company": null })),
        )
        .await;
    assert_eq!(
        (&changed.json["vip"], &changed.json["company"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(ids(&client, "vip=true").await, Vec::<String>::new());
    assert_eq!(client.send(client.request(Method::DELETE, &path)).await.status, 204);
    assert_eq!(
        client.get(&format!("/v1/calls/{inbound}")).await.json["contact"],
        Value::Null
    );
    assert_eq!(
        client.get(&format!("/v1/calls?contact={id}")).await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn a_number_is_one_however_a_system_of_a_known_country_writes_it() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let settings = |country: &str| {
        json!({ "tz": "Europe/Berlin", "country": country, "outside_prefix": "0", "extension_pattern": "^2\\d\\d$",
            "trunk_channel_prefixes": ["PJSIP/trunk-"] })
    };
    let source =
        |country: &str| json!({ "name": "berlin", "format": "asterisk-cdr-csv", "settings": settings(country) });
    let refused = client.post("/v1/sources", &source("Germany")).await;
    assert_eq!(refused.refusal(), (400, "invalid_parameter"));
    assert!(
        refused.json["detail"].as_str().unwrap().contains("country"),
        "{}",
        refused.json
    );
    assert_eq!(client.post("/v1/sources", &source("DE")).await.status, 201);
    let kim = json!({ "number": "+49 30 123456", "name": "Kim Lee", "vip": true });
    let kim = client.post("/v1/contacts", &kim).await;
    assert_eq!(kim.status, 201, "{}", kim.json);
    let row = |n: u32, from: &str, to: &str, channel: &str, far: &str| {
        let times = "\"2026-11-20 10:00:00\",\"2026-11-20 10:00:00\",\"2026-11-20 10:01:00\",60,60";
        format!(
            "\"\",\"{from}\",\"{to}\",\"any\",\"{from}\",\"{channel}\",\"{far}\",\"Dial\",\"x\",{times},\"ANSWERED\",\"DOCUMENTATION\",\"1795165200.{n}\",\"\"\n"
        )
    };
    let rows = [
        row(1, "030123456", "201", "PJSIP/trunk-1", "PJSIP/201-2"),
        row(2, "004930123456", "201", "PJSIP/trunk-1", "PJSIP/201-2"),
        row(3, "201", "0030123456", "PJSIP/201-1", "PJSIP/trunk-2"),
        row(4, "030999999", "201", "PJSIP/trunk-1", "PJSIP/201-2"),
    ];
    let sent = client.post_text("/v1/intake/berlin", "text/csv", rows.concat()).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    let known = ids(&client, "vip=true").await;
    assert_eq!(known.len(), 3);
    assert_eq!(
        ids(&client, &format!("contact={}", kim.json["id"].as_str().unwrap())).await,
        known
    );
    assert_eq!(ids(&client, "from=%2B4930123456").await.len(), 2);
    for id in &known {
        let call = client.get(&format!("/v1/calls/{id}")).await.json;
        assert_eq!(call["contact"]["name"], json!("Kim Lee"), "{call}");
    }
}

#[tokio::test]
async fn a_contact_is_one_of_its_number_and_what_is_wrong_is_named() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let kim = json!({ "number": "+12025550143", "name": "Kim" });
    assert_eq!(client.post("/v1/contacts", &kim).await.status, 201);
    assert_eq!(client.post("/v1/contacts", &kim).await.refusal(), (409, "conflict"));
    for (wrong, word) in [
        (json!({ "number": "withheld", "name": "Kim" }), "number"),
        (json!({ "number": "1", "name": " " }), "name"),
        (json!({ "number": "1", "name": "=1+1" }), "formula"),
        (
            json!({ "number": "1", "name": "Kim", "company": "x".repeat(201) }),
            "company",
        ),
        (json!({ "number": "1", "name": "Kim", "vips": true }), "vips"),
    ] {
        let refused = client.post("/v1/contacts", &wrong).await;
        assert_eq!(refused.status, 400, "{wrong}: {}", refused.json);
        assert!(
            refused.json["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.json
        );
    }
}

#[tokio::test]
async fn names_are_sealed_found_by_a_part_of_them_and_told_to_no_audit_log() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let table: String = (0..30)
        .map(|n| {
            format!(
                "+4930{n:04},Kowalczyk {n},Firma {},{}\n",
                n % 3,
                if n % 10 == 0 { "yes" } else { "" }
            )
        })
        .collect();
    let done = import(&client, &format!("number,name,company,vip\n{table}"), false)
        .await
        .json;
    assert_eq!(done["created"], json!(30), "{done}");
    let found = client.get("/v1/contacts?q=kowalczyk+2&limit=5").await.json;
    assert_eq!(
        names(&found),
        [
            "Kowalczyk 2",
            "Kowalczyk 20",
            "Kowalczyk 21",
            "Kowalczyk 22",
            "Kowalczyk 23"
        ]
    );
    let next = found["next"].as_str().unwrap();
    let rest = client
        .get(&format!("/v1/contacts?q=kowalczyk+2&limit=5&cursor={next}"))
        .await
        .json;
    assert_eq!((names(&rest).len(), &rest["next"]), (5, &json!(rest["next"].as_str())));
    assert_eq!(names(&client.get("/v1/contacts?q=FIRMA+1").await.json).len(), 10);
    assert_eq!(names(&client.get("/v1/contacts?vip=true").await.json).len(), 3);
    assert_eq!(
        names(&client.get("/v1/contacts?number=%2B49+30+001").await.json).len(),
        10
    );
    let superuser = app.database.superuser().await;
    let sql = "SELECT count(*) FROM contacts WHERE encode(sealed, 'escape') LIKE '%Kowal%'";
    assert_eq!(superuser.query_one(sql, &[]).await.unwrap().get::<_, i64>(0), 0);
    let id = found["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/contacts/{id}");
    client
        .send(client.request(Method::PATCH, &path).json(&json!({ "name": "Nowak" })))
        .await;
    let told = "SELECT count(*), count(*) FILTER (WHERE coalesce(before::text, '') || coalesce(after::text, '') ~ 'Kowal|Nowak|4930') FROM audit_details
        WHERE tenant_id = $1 AND action LIKE 'contact%'";
    let row = superuser.query_one(told, &[&tenant.0]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (2, 0));
    // The tenant's end is theirs.
    superuser
        .execute("DELETE FROM tenants WHERE id = $1", &[&tenant.0])
        .await
        .unwrap();
    let left = superuser.query_one("SELECT count(*) FROM contacts", &[]).await.unwrap();
    assert_eq!(left.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn a_table_is_looked_at_first_then_taken_line_by_line_and_the_same_again_changes_nothing() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    // As this program's own exports write numbers, and as spreadsheets do.
    let table = "\u{feff}Number;Name;VIP\r\n'+12025550143;\"Lee; Kim\";x\r\n+12025550144;Ann;no\r\n+1 202 555 0143;Again;\r\nanonymous;Nobody;\r\n+1;=A1;\r\n+2;Bo;maybe\r\n";
    let look = import(&client, table, true).await.json;
    let results: Vec<(&str, Option<&str>)> = look["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["result"].as_str().unwrap(), line["detail"].as_str()))
        .collect();
    assert_eq!(results[..2], [("created", None), ("created", None)]);
    for (line, word) in [(2, "earlier line"), (3, "number"), (4, "formula"), (5, "yes or no")] {
        assert!(
            results[line].0 == "refused" && results[line].1.unwrap().contains(word),
            "{results:?}"
        );
    }
    assert_eq!(
        client.get("/v1/contacts").await.json["data"],
        json!([]),
        "nothing is written"
    );
    assert_eq!(import(&client, table, false).await.json["created"], json!(2));
    let again = import(&client, table, false).await.json;
    assert_eq!(
        (&again["created"], &again["changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(2))
    );
    let changed = import(&client, "number,name\n+12025550143,Kim Lee\n", false).await.json;
    assert_eq!(changed["changed"], json!(1));
    let table = client.get("/v1/contacts/export").await.text();
    let whole = "\u{feff}number,name,company,vip\r\n'+12025550143,Kim Lee,,no\r\n'+12025550144,Ann,,no\r\n";
    assert_eq!(table, whole);
    assert_eq!(import(&client, &table, false).await.json["unchanged"], json!(2));
    let listed = client.get("/v1/contacts").await.json;
    assert_eq!(
        (names(&listed), &listed["data"][0]["vip"]),
        (vec!["Kim Lee", "Ann"], &json!(false))
    );
}
