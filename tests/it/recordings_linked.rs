//! Recordings that a telephone system gives in two steps, as Yeastar's P-series does: with a token that is asked for, an address answers with
//! the one of the recording. Nothing of it goes where nobody allowed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use tests::shelf::{Asked, Reply, Shelf};
use tests::{eventually, sound};

use crate::recordings_fetched::{call, fetching, missing, once, recording, source, start};

const TOKEN: &str = "/openapi/v1.0/get_token";
const DOWNLOAD: &str = "/openapi/v1.0/recording/download?file=";

/// Tokens are `t1`, `t2` and so on, as often as one was asked for; those up to `refused` are taken no more. A recording lies at `link`.
fn pbx(asked: &Asked, refused: &AtomicUsize, link: &str, bytes: &[u8]) -> Reply {
    let (path, token) = asked
        .path
        .split_once("access_token=t")
        .unwrap_or((asked.path.as_str(), "0"));
    let is_taken = token.parse::<usize>().unwrap() > refused.load(Ordering::SeqCst);
    if asked.header("user-agent").is_none() {
        return Reply::status(400);
    }
    if path == TOKEN {
        let given: Value = serde_json::from_slice(&asked.body).unwrap();
        return match asked.method == "POST" && given == json!({ "username": "client", "password": "sesame" }) {
            true => Reply::json(
                &json!({ "errcode": 0, "errmsg": "SUCCESS", "access_token_expire_time": 1800,
                "access_token": format!("t{}", asked.before + 1), "refresh_token": "r" }),
            ),
            false => Reply::json(&json!({ "errcode": 70087, "errmsg": "no client sesame" })),
        };
    }
    match path.strip_prefix(DOWNLOAD) {
        Some(_) if !is_taken => Reply::json(&json!({ "errcode": 10004, "errmsg": "ACCESS TOKEN EXPIRED" })),
        Some(file) if file.starts_with("gone") => Reply::json(&json!({ "errcode": 60001, "errmsg": "NO SUCH FILE" })),
        Some(file) => {
            let link = link.replace("FILE", file.trim_end_matches('&'));
            Reply::json(&json!({ "errcode": 0, "errmsg": "SUCCESS", "download_resource_url": link }))
        }
        None if is_taken && path.starts_with("/api/download/") => Reply::recording(asked, bytes),
        None => Reply::status(404),
    }
}

/// What is said of a source whose recordings lie behind links.
fn told(shelf: &Shelf) -> Value {
    json!({ "base_url": shelf.url(&format!("{DOWNLOAD}{{ref}}")), "link": "/download_resource_url",
        "token": { "url": shelf.url(TOKEN), "expires_pointer": "/access_token_expire_time", "parameter": "access_token" },
        "secret": { "token": { "user": "client", "password": "sesame" } } })
}

fn tokens(shelf: &Shelf) -> usize {
    shelf.asked().iter().filter(|asked| asked.path == TOKEN).count()
}

#[tokio::test]
async fn a_recording_behind_a_link_is_fetched_with_a_token_that_is_asked_for_once_until_it_is_refused() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let wav = sound::wav(8000, 1, 500_000);
    let (bytes, refused) = (wav.clone(), Arc::new(AtomicUsize::new(0)));
    let until = refused.clone();
    let shelf = Shelf::start(move |asked| {
        let reply = pbx(asked, &until, "/api/download/FILE", &bytes);
        match asked.path.starts_with("/api/download/a.wav") && asked.before == 0 {
            true => reply.cut(300_000),
            false => reply,
        }
    })
    .await;
    let id = source(&client, "rome").await;
    let shown = fetching(&client, &id, &told(&shelf)).await;
    assert_eq!((&shown["fetched"], &shown["secret"]), (&json!(true), &json!("token")));
    assert_eq!(shown["link"], "/download_resource_url");
    let token = &shown["token"];
    assert_eq!(
        (&token["user_key"], &token["pointer"]),
        (&json!("username"), &json!("/access_token"))
    );
    assert!(!shown.to_string().contains("sesame"), "a secret is never shown");
    // What breaks off goes on at the address to which the link has led.
    let first = call(&client, "rome", "1", "a.wav").await;
    assert_eq!(recording(&client, &first).await, wav);
    let asked = shelf.asked();
    let parts: Vec<Option<&str>> = asked
        .iter()
        .filter(|asked| asked.path == "/api/download/a.wav?access_token=t1")
        .map(|asked| asked.header("range"))
        .collect();
    assert_eq!(parts, [None, Some("bytes=300000-")], "{asked:?}");
    let second = call(&client, "rome", "2", "b.wav").await;
    assert_eq!(recording(&client, &second).await, wav);
    assert_eq!(tokens(&shelf), 1, "it is good for many recordings");
    refused.store(1, Ordering::SeqCst);
    let third = call(&client, "rome", "3", "c.wav").await;
    assert_eq!(recording(&client, &third).await, wav);
    assert_eq!(tokens(&shelf), 2, "one that is refused is asked for anew");
    // Another token does not help here, and is not tried again and again.
    for (n, file) in ["gone-1.wav", "gone-2.wav"].into_iter().enumerate() {
        call(&client, "rome", file, file).await;
        eventually("it is given up", async || {
            let failed = missing(&client).await;
            failed.len() == n + 1 && failed.iter().all(|one| one["state"] == "failed")
        })
        .await;
    }
    let failed = &missing(&client).await[0];
    assert_eq!(
        (&failed["error_code"], &failed["attempts"]),
        (&json!("bad_answer"), &json!(2))
    );
    assert!(
        failed["error_detail"].as_str().unwrap().contains("NO SUCH FILE"),
        "{failed}"
    );
    assert_eq!(tokens(&shelf), 3);
    assert!(
        shelf
            .asked()
            .iter()
            .all(|asked| asked.header("authorization").is_none())
    );
}

#[tokio::test]
async fn a_link_leads_only_to_hosts_that_the_source_names_and_no_secret_goes_there() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let elsewhere = Shelf::start(|asked| Reply::recording(asked, b"RIFF")).await;
    let (link, never) = (elsewhere.url("/FILE"), AtomicUsize::new(0));
    let shelf = Shelf::start(move |asked| match asked.path.starts_with("/basic/") {
        true => Reply::json(&json!({ "url": link.replace("FILE", "basic.wav") })),
        false => pbx(asked, &never, &link, b""),
    })
    .await;
    let by_basic = json!({ "base_url": shelf.url("/basic/"), "link": "/url", "secret": { "basic": { "user": "u", "password": "p" } } });
    for (name, mut told) in [("token", told(&shelf)), ("basic", by_basic)] {
        let id = source(&client, name).await;
        fetching(&client, &id, &told).await;
        call(&client, name, "1", "x.wav").await;
        let failed = once(&client, "failed").await;
        assert_eq!(
            (&failed["error_code"], &failed["attempts"]),
            (&json!("host_not_configured"), &json!(1)),
            "{failed}"
        );
        assert!(elsewhere.asked().is_empty(), "nobody was asked who was not named");
        let path = format!("/v1/recordings/missing/{}", failed["leg_id"].as_str().unwrap());
        assert_eq!(client.send(client.request(Method::DELETE, &path)).await.status, 204);
        told["hosts"] = json!([elsewhere.url("")]);
        fetching(&client, &id, &told).await;
        let found = call(&client, name, "2", "y.wav").await;
        assert_eq!(recording(&client, &found).await, b"RIFF");
        let asked = elsewhere.asked();
        assert_eq!(asked.len(), 1);
        assert!(
            !asked[0].path.contains("token") && asked[0].header("authorization").is_none(),
            "{asked:?}"
        );
        // It is not named for the next one.
        told["hosts"] = json!([]);
        fetching(&client, &id, &told).await;
        elsewhere.forget();
    }
    assert!(
        shelf
            .asked()
            .iter()
            .any(|asked| asked.header("authorization") == Some("Basic dTpw"))
    );
}

#[tokio::test]
async fn what_a_telephone_system_says_instead_of_a_token_is_told_without_the_secret() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let elsewhere = Shelf::start(|_| Reply::json(&json!({ "access_token": "t1" }))).await;
    let (away, never) = (elsewhere.url("/get_token"), AtomicUsize::new(0));
    let shelf = Shelf::start(move |asked| match asked.path.as_str() {
        "/away" => Reply::status(307).header("Location", away.clone()),
        _ => pbx(asked, &never, "/api/download/FILE", b"RIFF"),
    })
    .await;
    let id = source(&client, "rome").await;
    let mut wrong = told(&shelf);
    wrong["token"]["user_key"] = json!("client_id");
    fetching(&client, &id, &wrong).await;
    call(&client, "rome", "1", "x.wav").await;
    let failed = once(&client, "failed").await;
    let detail = failed["error_detail"].as_str().unwrap();
    assert_eq!(
        (&failed["error_code"], &failed["attempts"]),
        (&json!("bad_answer"), &json!(2))
    );
    assert!(
        detail.contains("/access_token") && detail.contains("no client …"),
        "{detail}"
    );
    assert!(!failed.to_string().contains("sesame"), "{failed}");
    assert_eq!(
        tokens(&shelf),
        1,
        "a telephone system may lock out who tries again and again"
    );
    // Whoever gives tokens sends nobody on with the secret.
    let path = format!("/v1/recordings/missing/{}", failed["leg_id"].as_str().unwrap());
    assert_eq!(client.send(client.request(Method::DELETE, &path)).await.status, 204);
    wrong["token"]["url"] = json!(shelf.url("/away"));
    fetching(&client, &id, &wrong).await;
    call(&client, "rome", "2", "y.wav").await;
    let failed = once(&client, "failed").await;
    assert_eq!(failed["error_code"], "server_error", "{failed}");
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn settings_of_a_link_and_a_token_that_cannot_be_are_named() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let id = source(&client, "rome").await;
    let path = format!("/v1/sources/{id}/fetching");
    let whole = json!({ "base_url": "https://pbx.example.com/download?file={ref}", "link": "/url",
        "token": { "url": "https://pbx.example.com/get_token" }, "secret": { "token": { "user": "u", "password": "p" } } });
    let set = async |body: &Value| client.send(client.request(Method::PUT, &path).json(body)).await;
    for (key, pointer, wrong) in [
        ("link", "/link", json!("url")),
        ("link", "/base_url", Value::Null),
        ("link", "/folder", json!("calls")),
        ("token", "/token/url", json!("https://elsewhere.example.com/get_token")),
        ("token", "/token/url", json!("http://pbx.example.com/get_token")),
        ("token", "/token/pointer", json!("access_token")),
        ("token", "/token/parameter", json!("a&b")),
        ("token", "/token", Value::Null),
        ("secret", "/secret", Value::Null),
        (
            "secret",
            "/secret",
            json!({ "basic": { "user": "u", "password": "p" } }),
        ),
        ("secret", "/secret", json!({ "token": { "user": "", "password": "p" } })),
    ] {
        let mut body = whole.clone();
        match body.pointer_mut(pointer) {
            Some(place) => *place = wrong,
            None => {
                let (below, name) = pointer.rsplit_once('/').unwrap();
                body.pointer_mut(below).unwrap()[name] = wrong;
            }
        }
        let refused = set(&body).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(key)),
            "{body}: {}",
            refused.json
        );
    }
    let set_whole = set(&whole).await;
    assert_eq!(set_whole.status, 200, "{}", set_whole.json);
    // What is kept is not given to another host.
    let mut moved = whole.clone();
    moved["base_url"] = json!("https://evil.example.com/download?file={ref}");
    moved["token"]["url"] = json!("https://evil.example.com/get_token");
    moved.as_object_mut().unwrap().remove("secret");
    let refused = set(&moved).await;
    assert_eq!(
        (refused.refusal(), &refused.json["parameter"]),
        ((400, "invalid_parameter"), &json!("secret"))
    );
}
