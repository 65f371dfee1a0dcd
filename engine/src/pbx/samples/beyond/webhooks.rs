//! Webhooks that come by GET: what they say is in the query, and so is what is signed. And what lacks its time, however it came.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::*;

const ADDRESS: &str = "https://calls.example/v1/intake/1";

/// As it is captured, with one header.
fn get(query: &str, header: &str) -> String {
    format!("GET /v1/intake/1?{query} HTTP/1.1\r\n{header}\r\n\r\n")
}

fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).finish()
}

fn signed(algorithm: hmac::Algorithm, text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(algorithm, b"key"), text.as_bytes())
}

#[test]
fn only_forms_whose_makers_send_so_come_by_get() {
    let by_get = Source::ALL.iter().filter(|form| form.format().comes_by_get());
    let by_get: Vec<&str> = by_get.map(|form| form.as_str()).collect();
    assert_eq!(
        by_get,
        ["yeastar-30012", "yeastar-30039", "twilio", "signalwire", "vonage"]
    );
}

#[test]
fn the_whole_address_of_a_callback_is_signed() {
    let said = query(&[
        ("CallSid", "CA1"),
        ("CallStatus", "no-answer"),
        ("Direction", "inbound"),
        ("From", "+12025550143"),
        ("To", "+12025550100"),
        ("Timestamp", "Mon, 02 Mar 2026 09:00:00 +0000"),
    ]);
    // A query that was configured at the carrier stands before what it says.
    for (configured, said) in [
        (ADDRESS.to_owned(), said.clone()),
        (format!("{ADDRESS}?office=rome"), format!("office=rome&{said}")),
    ] {
        let given = json!({ "public_url": configured, "secrets": { "auth_token": "key" } });
        let tag = signed(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &format!("{ADDRESS}?{said}"));
        let header = format!("x-twilio-signature: {}", STANDARD.encode(tag));
        let leg = only(Source::Twilio, &get(&said, &header), given.clone());
        assert_eq!(leg.from.as_deref(), Some("+12025550143"));
        let other = read(Source::Twilio, &get(&format!("{said}&CallSid=CA2"), &header), given);
        assert_eq!(codes(&other), ["bad_signature"]);
    }
}

#[test]
fn the_token_of_an_event_holds_the_hash_of_its_query_as_json() {
    let pairs = [
        ("uuid", "v-1"),
        ("from", "4930555"),
        ("to", "4930123"),
        ("status", "busy"),
        ("timestamp", "2026-03-02T09:00:05.000Z"),
        ("detail", "a \"b\""),
    ];
    let object = r#"{"uuid":"v-1","from":"4930555","to":"4930123","status":"busy","timestamp":"2026-03-02T09:00:05.000Z","detail":"a \"b\""}"#;
    let given = json!({ "secrets": { "signature_secret": "key" } });
    let header = |hashed: &str| {
        let claims = json!({ "iat": 1_772_452_800, "payload_hash": hex::encode(Sha256::digest(hashed)) });
        let parts = [json!({ "alg": "HS256" }), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signature = URL_SAFE_NO_PAD.encode(signed(hmac::HMAC_SHA256, &parts.join(".")));
        format!("authorization: Bearer {}.{signature}", parts.join("."))
    };
    let leg = only(Source::Vonage, &get(&query(&pairs), &header(object)), given.clone());
    assert_eq!((leg.external_id.as_str(), leg.disposition), ("v-1", Disposition::Busy));
    // One over an empty body says nothing of the query.
    let other = read(Source::Vonage, &get(&query(&pairs), &header("")), given);
    assert_eq!(codes(&other), ["bad_signature"]);
}

#[test]
fn an_event_of_yeastar_has_its_document_in_one_of_the_pairs() {
    let message = json!({ "call_id": "1", "time_start": "2026-03-02 09:00:00", "call_from": "0049301", "call_to": "201",
        "call_duration": 60, "talk_duration": 50, "status": "ANSWERED", "type": "Inbound" });
    let said = query(&[("type", "30012"), ("sn", "369"), ("msg", &message.to_string())]);
    let given = json!({ "secrets": { "webhook_secret": "key" } });
    let header = format!("x-signature: {}", STANDARD.encode(signed(hmac::HMAC_SHA256, &said)));
    let leg = only(Source::Yeastar30012, &get(&said, &header), given.clone());
    assert_eq!((leg.talk_s, leg.direction), (50, Direction::Inbound));
    let other = read(Source::Yeastar30012, &get(&said, "x-signature: AAAA"), given.clone());
    assert_eq!(codes(&other), ["bad_signature"]);
    // The same with a body is read as by POST.
    let body = json!({ "type": 30012, "sn": "369", "msg": message.to_string() }).to_string();
    let header = format!("x-signature: {}", STANDARD.encode(signed(hmac::HMAC_SHA256, &body)));
    let request = get("x=1", &format!("{header}\r\ncontent-length: {}", body.len()));
    assert_eq!(only(Source::Yeastar30012, &(request + &body), given).talk_s, 50);
}

/// A record that says nowhere when its call began lacks something; a time that is none is a wrong one.
#[test]
fn a_record_without_its_time_lacks_it() {
    let yeastar = json!({"call_id": "K-1", "cdr_id": "1", "new_id": "1", "call_from": "201", "call_to": "202", "status": "ANSWERED"});
    let fusion = json!({"xml_cdr_uuid": "f-1", "leg": "a", "direction": "local"});
    let vonage = json!({"uuid": "v-1", "conversation_uuid": "c-1", "status": "started"});
    let xapi = json!({"CdrId": "1", "CallId": 7, "SourceDn": "201", "DestinationDn": "202"});
    let twilio = json!({"CallSid": "CA1", "CallStatus": "completed", "Direction": "inbound"});
    let payload = json!({"call_leg_id": "l-1", "call_session_id": "s-1"});
    let telnyx = json!({"data": {"event_type": "call.initiated", "id": "e-1", "payload": payload}});
    let channel = json!({"variables": {"uuid": "u-1"}});
    for (source, lacking, place, key) in [
        (Source::Yeastar30012, &yeastar, "", "time_start"),
        (Source::Yeastar30039, &yeastar, "", "time_start"),
        (Source::YeastarCdrList, &yeastar, "", "time"),
        (Source::Fusionpbx, &fusion, "", "start_stamp"),
        (Source::Vonage, &vonage, "", "timestamp"),
        (Source::ThreecxXapiCallLog, &xapi, "", "StartTime"),
        (Source::Twilio, &twilio, "", "Timestamp"),
        (Source::Telnyx, &telnyx, "/data", "occurred_at"),
        (Source::FreeswitchJsonCdr, &channel, "/variables", "start_stamp"),
    ] {
        let read = |record: &Value| read(source, &record.to_string(), json!({}));
        assert_eq!(codes(&read(lacking)), ["missing_field"], "{lacking}");
        let mut wrong = lacking.clone();
        wrong.pointer_mut(place).unwrap()[key] = json!("soon");
        assert_eq!(codes(&read(&wrong)), ["bad_timestamp"], "{wrong}");
    }
}

#[test]
fn a_post_without_a_body_is_kept_aside_in_its_place() {
    for source in [
        Source::Vonage,
        Source::Yeastar30012,
        Source::GrandstreamCdrPush,
        Source::ThreecxCrmJournal,
    ] {
        let post = |body: &str| format!("POST /h HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let parsed = read(source, &(post("[]") + &post("") + &post(" \r\n")), json!({}));
        assert_eq!(codes(&parsed), ["bad_payload"; 2], "{source:?}");
        let places = parsed.quarantined.into_iter().map(|notice| String::from(notice.at));
        assert_eq!(places.collect::<Vec<_>>(), ["2", "3"], "{source:?}");
    }
}
