//! What nobody can take: kept with the reason and the place, whatever strangers have written, shown by the command and put in again.

use std::collections::{BTreeMap, BTreeSet};

use actors::kafka::browse::{self, Found};
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use serde_json::{Value, json};
use tests::{TestApp, eventually};

use crate::kafka::turn;
use crate::kafka_http::{command, first, record};

/// All into one partition, so that each stands behind the one before.
fn message(api_key: &str, payload: impl Into<Vec<u8>>) -> Found {
    Found {
        headers: vec![("api-key".into(), api_key.into())],
        payload: payload.into(),
        ..Found::default()
    }
}

fn settings(app: &TestApp) -> KafkaConfig {
    app.config.kafka.settings(true).expect("there is Kafka")
}

async fn letters(kafka: &KafkaConfig) -> Vec<Found> {
    let kafka = kafka.clone();
    tokio::task::spawn_blocking(move || browse::read(&kafka, Topic::DeadLetters).unwrap())
        .await
        .unwrap()
}

async fn count(app: &TestApp, query: &str, wanted: i64) {
    let rows = app.database.superuser().await;
    eventually(&format!("{query} is {wanted}"), async || {
        rows.query_one(query, &[]).await.unwrap().get::<_, i64>(0) == wanted
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_to_be_kept_whole_is_kept_in_part_and_its_partition_goes_on() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    let (kafka, api_key) = (settings(&app), client.key().unwrap().to_owned());
    // Somebody's client that has no bound: compressed, the broker takes it.
    let unbounded = KafkaConfig {
        record_bytes_max: 8 << 20,
        ..kafka.clone()
    };
    let misspelt = format!(r#"{{"external_id": "1", "{}": 1}}"#, "k".repeat(900_000));
    let keyed = Found {
        key: Some(vec![b'k'; 1 << 20]),
        ..message("nobody", misspelt.as_str())
    };
    let sent = [
        message(&api_key, "a".repeat(3 << 20)),
        message(&api_key, misspelt.as_str()),
        keyed,
        message(&api_key, record("1").to_string()),
    ];
    browse::write(&unbounded, Topic::Ingress, &sent).await.unwrap();
    count(&app, "SELECT count(*) FROM legs", 1).await;
    let letters = letters(&kafka).await;
    let of: BTreeMap<&str, &Found> = letters
        .iter()
        .map(|letter| (letter.header("reason").unwrap(), letter))
        .collect();
    assert_eq!(
        of.keys().copied().collect::<Vec<_>>(),
        ["invalid", "too_large", "wrong_key"]
    );
    let large = of["too_large"];
    assert_eq!(large.payload.len(), kafka.record_bytes_max);
    assert!(
        large.header("detail").unwrap().contains("3145728"),
        "{:?}",
        large.headers
    );
    // Only what is said of it is shortened.
    assert_eq!(of["invalid"].payload, misspelt.as_bytes());
    assert!(of["invalid"].header("detail").unwrap().starts_with("unknown_key"));
    assert!(of["wrong_key"].key.as_ref().unwrap().len() < 10_000);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_is_kept_once_while_those_beside_it_wait_for_the_database() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    let (kafka, api_key) = (settings(&app), client.key().unwrap().to_owned());
    let rows = app.database.superuser().await;
    // Whose a key is cannot be said for a while. A sequence goes on whatever is rolled back.
    let away = "CREATE SEQUENCE asked;
        ALTER FUNCTION api_key_by_hash(bytea) RENAME TO api_key_by_hash_kept;
        CREATE FUNCTION api_key_by_hash(wanted bytea, OUT key_id uuid, OUT tenant_id uuid) RETURNS SETOF record
            LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN PERFORM nextval('asked'); RAISE EXCEPTION 'not now'; END $$;";
    rows.batch_execute(away).await.unwrap();
    let mut sent = vec![
        Found {
            payload: b"{}".to_vec(),
            ..Found::default()
        };
        3
    ];
    sent.push(message(&api_key, record("1").to_string()));
    browse::write(&kafka, Topic::Ingress, &sent).await.unwrap();
    eventually("it is asked again and again", async || {
        let asked = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM asked";
        rows.query_one(asked, &[]).await.unwrap().get::<_, i64>(0) >= 4
    })
    .await;
    let back = "DROP FUNCTION api_key_by_hash(bytea);
        ALTER FUNCTION api_key_by_hash_kept(bytea) RENAME TO api_key_by_hash;";
    rows.batch_execute(back).await.unwrap();
    count(&app, "SELECT count(*) FROM legs", 1).await;
    let letters = letters(&kafka).await;
    let reasons: Vec<&str> = letters.iter().filter_map(|letter| letter.header("reason")).collect();
    assert_eq!(reasons, ["no_key"; 3]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_shows_them_and_puts_them_in_again_under_another_key() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    let (kafka, api_key) = (settings(&app), client.key().unwrap().to_owned());
    let strange = Found {
        partition: 2,
        payload: b"nonsense".to_vec(),
        ..Found::default()
    };
    browse::write(&kafka, Topic::Received, &[strange]).await.unwrap();
    let revoked = message("of somebody who has left", record("1").to_string());
    browse::write(&kafka, Topic::Ingress, &[revoked]).await.unwrap();
    eventually("both are given up", async || letters(&kafka).await.len() == 2).await;

    let (done, lines, told) = command(&app, &["kafka", "dead-letters"]).await;
    assert!(done, "{told}");
    let shown: BTreeSet<(&str, &str, i64, i64)> = lines
        .iter()
        .map(|line| {
            let topic = line["topic"].as_str().unwrap().trim_start_matches(&kafka.prefix);
            let number = |name: &str| line[name].as_i64().unwrap();
            (
                line["reason"].as_str().unwrap(),
                topic,
                number("partition"),
                number("offset"),
            )
        })
        .collect();
    assert_eq!(
        shown,
        BTreeSet::from([("unreadable", ".calls.received", 2, 0), ("wrong_key", ".ingress", 0, 0)])
    );
    let replay = ["kafka", "dead-letters", "--replay", "--reason", "wrong_key"];
    let (done, _, told) = command(&app, &replay).await;
    assert!(!done && told.contains("--api-key"), "{told}");
    let with_key = [&replay[..], &["--api-key", api_key.as_str()][..]].concat();
    for sent in 1..=2 {
        let (done, lines, told) = command(&app, &with_key).await;
        assert!(done && told.contains("1 records were put in again"), "{told}");
        assert_eq!(lines.len(), 1);
        let payload: Value = serde_json::from_str(lines[0]["payload"].as_str().unwrap()).unwrap();
        assert_eq!(payload["external_id"], json!("1"));
        // The second time it is a duplicate.
        count(&app, "SELECT coalesce(sum(received), 0)::bigint FROM tallies", sent).await;
        count(&app, "SELECT count(*) FROM legs", 1).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_version_stays_one_however_often_it_is_put_in_again() {
    let _turn = turn().await;
    let mut app = first().await;
    let (_, client) = app.tenant("Acme").await;
    let (kafka, api_key) = (settings(&app), client.key().unwrap().to_owned());
    let mut other = message(&api_key, record("1").to_string());
    other.headers.push(("schema".into(), "2".into()));
    browse::write(&kafka, Topic::Ingress, &[other]).await.unwrap();
    eventually("it is given up", async || letters(&kafka).await.len() == 1).await;
    let (done, lines, told) = command(
        &app,
        &["kafka", "dead-letters", "--replay", "--api-key", api_key.as_str()],
    )
    .await;
    assert!(done && told.contains("1 records were put in again"), "{told}");
    assert_eq!((lines.len(), &lines[0]["schema"]), (1, &json!("2")));
    eventually("it comes back", async || letters(&kafka).await.len() == 2).await;
    for letter in letters(&kafka).await {
        assert_eq!(
            (letter.header("reason"), letter.header("schema")),
            (Some("unknown_version"), Some("2"))
        );
    }
    count(&app, "SELECT count(*) FROM legs", 0).await;
    app.stop().await;
}
