//! Recordings in a store that speaks S3 and checks signatures: fetched with the source's key, whatever breaks off, and clear words where
//! the store refuses.

use serde_json::{Value, json};
use tests::s3::{ACCESS_KEY, SECRET_KEY, Store};
use tests::{Client, sound};

use crate::recordings_fetched::{call, fetching, once, recording, source, start};

async fn told(client: &Client, source: &str, store: &Store, bucket: &str, keys: (&str, &str)) {
    let s3 = json!({ "endpoint": store.endpoint(), "bucket": bucket, "region": "eu-south-1", "prefix": "rome/" });
    let secret = json!({ "s3": { "access_key": keys.0, "secret_key": keys.1 } });
    fetching(client, source, &json!({ "s3": s3, "secret": secret })).await;
}

#[tokio::test]
async fn what_is_signed_is_given_whatever_its_name_and_what_breaks_off_goes_on_from_where_it_was() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let store = Store::start(Some(300_000)).await;
    let wav = sound::wav(8000, 1, 500_000);
    let name = "2026/a b+c=é(1)~.wav";
    store.put("calls", &format!("rome/{name}"), &wav);
    let id = source(&client, "rome").await;
    told(&client, &id, &store, "calls", (ACCESS_KEY, SECRET_KEY)).await;
    let found = call(&client, "rome", "1", name).await;
    assert_eq!(recording(&client, &found).await, wav);
    let asked = store.asked();
    assert!(
        store.connections() > 1 && asked.contains("range: bytes=2"),
        "the part that was missing was asked for: {asked}"
    );
    assert!(asked.contains("signedheaders=host;range;"), "and signed: {asked}");
    assert!(!asked.contains(&SECRET_KEY.to_lowercase()));
}

#[tokio::test]
async fn keys_that_were_lent_show_their_token_and_it_is_never_shown_again() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let store = Store::start(None).await;
    let wav = sound::wav(8000, 1, 2000);
    store.put("calls", "x.wav", &wav);
    let id = source(&client, "rome").await;
    let s3 = json!({ "endpoint": store.endpoint(), "bucket": "calls", "region": "eu-south-1" });
    let secret = json!({ "s3": { "access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "session_token": "LentToken" } });
    let shown = fetching(&client, &id, &json!({ "s3": s3, "secret": secret })).await;
    let found = call(&client, "rome", "1", "x.wav").await;
    assert_eq!(recording(&client, &found).await, wav);
    let asked = store.asked();
    assert!(asked.contains("x-amz-security-token: lenttoken"), "{asked}");
    assert!(
        asked.contains("x-amz-date;x-amz-security-token,"),
        "and signed: {asked}"
    );
    assert!(!shown.to_string().contains("LentToken"), "{shown}");
    assert_eq!(shown["s3"]["bucket_in_host"], json!(false), "{shown}");
}

#[tokio::test]
async fn a_refusal_says_what_the_store_calls_its_reason() {
    let app = start().await;
    let (_, client) = app.tenant("Acme").await;
    let store = Store::start(None).await;
    store.put("calls", "rome/x.wav", &sound::wav(8000, 1, 2000));
    let id = source(&client, "rome").await;
    for (n, (bucket, keys, code, reason)) in [
        (
            "calls",
            (ACCESS_KEY, "another"),
            "unauthorized",
            "SignatureDoesNotMatch",
        ),
        ("calls", ("NOBODY", SECRET_KEY), "unauthorized", "NotSignedUp"),
        ("nowhere", (ACCESS_KEY, SECRET_KEY), "not_found", "NoSuch"),
    ]
    .into_iter()
    .enumerate()
    {
        told(&client, &id, &store, bucket, keys).await;
        call(&client, "rome", &n.to_string(), "x.wav").await;
        let failed = once(&client, "failed").await;
        assert_eq!(failed["error_code"], json!(code), "{failed}");
        let detail = failed["error_detail"].as_str().unwrap();
        assert!(detail.contains(reason), "{detail}");
        assert!(!detail.contains(keys.1), "a secret is never told");
        dismiss(&client, &failed).await;
    }
    // Set right, the same recording comes.
    told(&client, &id, &store, "calls", (ACCESS_KEY, SECRET_KEY)).await;
    let found = call(&client, "rome", "again", "x.wav").await;
    assert_eq!(recording(&client, &found).await, sound::wav(8000, 1, 2000));
}

async fn dismiss(client: &Client, missing: &Value) {
    let path = format!("/v1/recordings/missing/{}", missing["leg_id"].as_str().unwrap());
    let dismissed = client.send(client.request(reqwest::Method::DELETE, &path)).await;
    assert_eq!(dismissed.status, 204);
}
