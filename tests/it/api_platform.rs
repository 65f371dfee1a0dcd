//! The server about itself: health, metrics, documentation, and what it says to requests that make no sense.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{TestApp, project};

#[tokio::test]
async fn health_tells_probes_apart_and_names_what_analysis_waits_for() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    assert_eq!(anonymous.get("/health/live").await.json["status"], "live");
    assert_eq!(anonymous.get("/health/start").await.json["status"], "started");
    let ready = anonymous.get("/health/ready").await;
    assert_eq!((ready.status, &ready.json["status"]), (200, &json!("ready")));
    assert_eq!(ready.json["checks"]["database"]["status"], "ok");
    assert_eq!(ready.json["checks"]["analysis"]["status"], "waiting");
    let why = ready.json["checks"]["analysis"]["detail"].as_str().unwrap();
    assert!(
        why.contains("audiapro models fetch") && !why.contains("/nonexistent"),
        "{why}"
    );
}

#[tokio::test]
async fn metrics_count_requests_by_pattern_and_never_name_what_a_caller_sent() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "+390612345678", "direction": "inbound", "from": "+390687654321", "started_at": "2026-11-24T09:00:00Z" });
    client.post("/v1/calls", &record).await;
    client
        .put(
            "/v1/calls/api/%2B390612345678/recording",
            "audio/wav",
            tests::sound::wav(8000, 1, 80),
        )
        .await;
    client.get("/v1/nothing/+390612345678").await;
    let text = client.get("/metrics").await.text();
    assert!(
        text.contains("audiapro_http_requests_total{method=\"POST\",path=\"/v1/calls\",status=\"202\"} 1"),
        "{text}"
    );
    for secret in ["390612345678", "390687654321", "Acme"] {
        assert!(!text.contains(secret), "{secret}:\n{text}");
    }
    // What the rows say of each minute alone names tenants, by id.
    let others = text.lines().filter(|line| !line.starts_with("audiapro_tenant_"));
    for line in others {
        assert!(!line.contains(&tenant.to_string()), "{line}");
    }
}

#[tokio::test]
async fn the_documentation_works_without_a_network_and_runs_no_inline_script() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    assert_eq!(anonymous.get("/docs").await.status, 308);
    let page = anonymous.get("/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").to_owned();
    assert!(
        policy.contains("script-src 'self';") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let html = page.text();
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    for (at, _) in html.match_indices("<script") {
        let tag = &html[at..];
        assert!(
            tag[..tag.find('>').unwrap()].contains("src="),
            "an inline script: {tag}"
        );
    }
    for file in [
        "swagger-ui.css",
        "swagger-ui-bundle.js",
        "swagger-ui-standalone-preset.js",
        "swagger-initializer.js",
    ] {
        assert_eq!(anonymous.get(&format!("/docs/{file}")).await.status, 200, "{file}");
    }
    let document = anonymous.get("/openapi.json").await;
    assert_eq!(
        document.json["openapi"].as_str().map(|version| &version[..4]),
        Some("3.1.")
    );
}

#[tokio::test]
async fn every_problem_has_a_page_that_explains_it() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let list = anonymous.get("/problems").await.text();
    for code in web::problem::Code::ALL {
        let slug = code.slug();
        assert!(list.contains(&format!("href=\"/problems/{slug}\"")), "{slug}");
        let page = anonymous.get(&format!("/problems/{slug}")).await;
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{slug}"
        );
    }
    assert_eq!(
        anonymous.get("/problems/none_such").await.refusal(),
        (404, "unknown_path")
    );
}

#[tokio::test]
async fn an_unknown_path_or_method_is_a_problem_too() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    for path in [
        "/nothing",
        "/assets/none.js",
        "/v1",
        "/v1/nothing",
        "/v2/calls",
        "/docs/none.js",
    ] {
        assert_eq!(client.get(path).await.refusal(), (404, "unknown_path"), "{path}");
    }
    for (method, path, allow) in [
        (Method::DELETE, "/v1/calls", "GET, POST, HEAD, OPTIONS"),
        (Method::POST, "/v1/usage", "GET, HEAD, OPTIONS"),
        (Method::POST, "/v1/calls/count", "GET, PATCH, DELETE, HEAD, OPTIONS"),
        (Method::PUT, "/v1/intake/rome", "GET, POST, OPTIONS"),
        (Method::POST, "/v1/calls/x/recording", "GET, HEAD, OPTIONS"),
        (Method::GET, "/v1/calls/api/x/recording", "PUT, OPTIONS"),
    ] {
        let answer = client.send(client.request(method.clone(), path)).await;
        assert_eq!(answer.refusal(), (405, "method_not_allowed"), "{method} {path}");
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
    let options = client.send(client.request(Method::OPTIONS, "/v1/usage")).await;
    assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, OPTIONS"));
}

#[tokio::test]
async fn head_answers_as_get_would_without_the_body() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "h-1", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let head = async |path: &str| client.send(client.request(Method::HEAD, path)).await;
    for path in [
        "/v1/calls",
        "/v1/calls?limit=x",
        "/v1/nothing",
        "/health/live",
        "/openapi.json",
        "/docs/",
        "/problems",
    ] {
        let (asked, got) = (head(path).await, client.get(path).await);
        assert_eq!(asked.status, got.status, "{path}");
        assert!(asked.bytes.is_empty() && !got.bytes.is_empty(), "{path}");
        assert_eq!(asked.header("content-length"), got.bytes.len().to_string(), "{path}");
        for name in ["content-type", "etag"] {
            assert_eq!(asked.header(name), got.header(name), "{path}");
        }
    }
    let stream = head("/v1/events").await;
    assert_eq!(
        (stream.status, stream.header("content-type")),
        (200, "text/event-stream; charset=utf-8"),
        "what has no end is answered too"
    );
    for (path, allow) in [
        ("/v1/recordings", "POST, OPTIONS"),
        ("/v1/intake/rome", "GET, POST, OPTIONS"),
    ] {
        let refused = head(path).await;
        assert_eq!((refused.status, refused.header("allow")), (405, allow), "{path}");
    }
}

#[tokio::test]
async fn a_request_id_is_taken_sent_back_and_named_in_problems() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let given = anonymous.get_with("/v1/calls", ("x-request-id", "trace-77")).await;
    assert_eq!(
        (given.header("x-request-id"), &given.json["request_id"]),
        ("trace-77", &json!("trace-77"))
    );
    let unusable = anonymous.get_with("/v1/calls", ("x-request-id", "a b")).await;
    assert_ne!(unusable.header("x-request-id"), "a b");
    assert_eq!(unusable.json["request_id"], unusable.header("x-request-id"));
}

#[tokio::test]
async fn usage_is_the_meter_of_the_plan() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant_on("trial", "Small").await;
    let usage = client.get("/v1/usage").await.json;
    let expected = [
        ("policy", json!("store_only")),
        ("has_access", json!(true)),
        ("used", json!(0)),
        ("limit", json!(100)),
        ("balance", json!(100)),
        ("overage", json!(0)),
        ("withheld", json!(0)),
        ("audio_seconds", json!(0.0)),
    ];
    for (key, value) in expected {
        assert_eq!(usage[key], value, "{key}");
    }
    let records: Vec<Value> = (0..103)
        .map(|n| json!({ "external_id": format!("u-{n}"), "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" }))
        .collect();
    assert_eq!(
        client.post("/v1/calls", &json!(records)).await.json["accepted"],
        103,
        "nothing is lost at the limit"
    );
    let usage = client.get("/v1/usage").await.json;
    assert_eq!(
        (
            &usage["used"],
            &usage["balance"],
            &usage["withheld"],
            &usage["has_access"]
        ),
        (&json!(100), &json!(0), &json!(3), &json!(false))
    );
}

#[test]
fn the_checked_in_document_is_the_generated_one() {
    let checked_in = std::fs::read_to_string(project("openapi.json")).unwrap();
    let generated = web::openapi::text().unwrap();
    assert!(
        checked_in == generated,
        "openapi.json is stale: audiapro openapi > openapi.json"
    );
}

#[test]
fn every_operation_has_a_summary_a_description_or_none_to_add_and_its_refusals() {
    let document = serde_json::to_value(web::openapi::document()).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let told = format!("{method} {path}");
            assert!(
                operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
                "{told} has no summary"
            );
            assert!(!operation["tags"].as_array().unwrap().is_empty(), "{told} has no tag");
            assert!(
                ids.insert(operation["operationId"].to_string()),
                "{told}: its id is taken"
            );
            if path.starts_with("/v1/") {
                let responses = operation["responses"].as_object().unwrap();
                // Whoever signs in has no credentials yet, and whoever comes by a link never has any.
                let is_open = path.starts_with("/v1/auth/") || path.starts_with("/v1/shared");
                if is_open && !operation["security"].is_array() {
                    continue;
                }
                for status in ["401", "500", "503"] {
                    assert!(responses.contains_key(status), "{told} does not say {status}");
                }
                assert!(operation["security"].is_array(), "{told} asks for no key");
                assert!(operation["description"].as_str().is_some(), "{told} has no description");
            }
        }
    }
    let schemas = &document["components"]["schemas"];
    jsonschema::draft202012::new(&json!({ "$ref": "#/components/schemas/Call", "components": { "schemas": schemas } }))
        .unwrap();
}
