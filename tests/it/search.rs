//! Search over sealed transcripts: what is found and where it is played, that nobody else finds it, that nothing in the index can be read, and
//! that what is erased is found no more.

use models::calls::search::{Reach, Vocabularies, ask, store};
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::LimitChange;
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::{Client, TestApp};

use crate::stage::{Stage, fixed_call};

const ANALYZED: &str = "SELECT count(*) FROM legs WHERE analysis_status IN ('analyzed', 'failed')";

/// How many legs say it.
async fn found(stage: &Stage, tenant: TenantId, text: &str, speaker: Option<&str>) -> usize {
    let (app, sealer) = (&stage.database.pools.app, stage.database.sealer());
    let question = ask(app, &sealer, &Vocabularies::default(), tenant, (text, speaker))
        .await
        .unwrap();
    let reach = Reach {
        since: None,
        until: None,
        at_most: store::LEGS_MAX,
    };
    question.legs(app, tenant, reach).await.unwrap().legs.len()
}

#[tokio::test]
async fn results_are_found_at_once_by_their_tenant_alone_and_the_index_holds_no_readable_word() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let other = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    for owner in [tenant, other] {
        for (n, said) in [
            "glad zanzibar refund please",
            "glad invoice Kowloon",
            "sad refunds never",
        ]
        .iter()
        .enumerate()
        {
            stage.take(owner, &[fixed_call(&n.to_string())]).await;
            stage
                .put(owner, &n.to_string(), said.to_string().as_bytes())
                .await
                .unwrap();
        }
    }
    stage.until(&mut bells, ANALYZED, 6).await;
    for (text, speaker, legs) in [
        ("zanzibar", None, 1),
        ("Zanzibar REFUND", None, 1),
        ("refund", None, 2),
        ("\"zanzibar refund\"", None, 1),
        ("\"refund zanzibar\"", None, 0),
        ("\"zanzibar refund please\"", Some("customer"), 1),
        ("\"zanzibar refund\"", Some("agent"), 0),
        ("refund -\"zanzibar refund\"", None, 1),
        ("zanz*", None, 1),
        ("zanzibra", None, 1),
        ("kowloon OR zanzibar", None, 2),
        ("glad -kowloon", None, 1),
        ("glad", Some("customer"), 2),
        ("glad", Some("agent"), 0),
        ("nothing", None, 0),
    ] {
        assert_eq!(found(&stage, tenant, text, speaker).await, legs, "{text} {speaker:?}");
    }
    // The two tenants' hashes of one word are two.
    let shared =
        "SELECT count(*) FROM search_words a JOIN search_words b ON a.token = b.token AND a.tenant_id < b.tenant_id";
    assert_eq!(stage.count(shared).await, 0);
    let readable = "SELECT count(*) FROM (SELECT search_windows::text AS t FROM search_windows UNION ALL SELECT search_words::text FROM search_words) a
        WHERE lower(t) ~ 'zanzibar|refund|kowloon|invoice' OR t LIKE '%' || encode('zanzibar', 'hex') || '%'";
    assert_eq!(stage.count(readable).await, 0);
    // Whoever forgets the tenant, or names none, finds nothing.
    let (app, connection) = tokio_postgres::connect(&stage.database.url_as("audiapro_app"), tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let any = stage
        .texts("SELECT quote_literal(token) FROM search_words LIMIT 1")
        .await
        .remove(0);
    let asked = format!("SELECT leg_id FROM search_legs($t${any}$t$::tsquery, NULL, NULL, 10)");
    assert_eq!(app.query(&asked, &[]).await.unwrap().len(), 0);
    let own = app.query("SELECT vector FROM search_windows", &[]).await.unwrap();
    assert_eq!(own.len(), 0);
    // Erased with the call: its rows, and the words that no other call holds.
    stage
        .rows
        .batch_execute(&format!(
            "DELETE FROM legs WHERE tenant_id = '{tenant}' AND external_id = '0'"
        ))
        .await
        .unwrap();
    assert_eq!(
        (
            found(&stage, tenant, "zanzibar", None).await,
            found(&stage, tenant, "refund", None).await
        ),
        (0, 1)
    );
    let words = async |owner| {
        stage
            .count(&format!(
                "SELECT count(*) FROM search_words WHERE tenant_id = '{owner}'"
            ))
            .await
    };
    assert_eq!(
        (words(tenant).await, words(other).await),
        (6, 9),
        "zanzibar, please and refund itself are gone"
    );
    // Of a window from before there were pairs, its phrases are found too.
    const NO_PAIRS: &str = "UPDATE search_windows SET pairs = false,
        vector = ts_delete(vector, ARRAY(SELECT t FROM unnest(tsvector_to_array(vector)) t WHERE length(t) = 3))";
    let with_pairs = "SELECT count(*) FROM search_windows WHERE pairs";
    let all = stage.count(with_pairs).await;
    stage.rows.batch_execute(NO_PAIRS).await.unwrap();
    assert_eq!((all, stage.count(with_pairs).await), (5, 0));
    assert_eq!(found(&stage, tenant, "\"glad invoice kowloon\"", None).await, 1);
    // Made anew, it is the same.
    stage
        .rows
        .batch_execute("DELETE FROM search_windows; DELETE FROM search_words")
        .await
        .unwrap();
    assert_eq!(found(&stage, tenant, "refund", None).await, 0);
    let rebuilt = actors::search::rebuild(&stage.database.pools, &stage.database.sealer(), tenant).await;
    assert_eq!(rebuilt.unwrap(), 2);
    assert_eq!(
        (found(&stage, tenant, "refund", None).await, words(tenant).await),
        (1, 6)
    );
    assert_eq!(stage.count(with_pairs).await, 2);
    assert_eq!(found(&stage, tenant, "\"glad invoice kowloon\"", None).await, 1);
}

#[tokio::test]
async fn another_analysis_replaces_what_was_found() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let mut bells = stage.app.feed().listen();
    stage.take(tenant, &[fixed_call("1")]).await;
    stage.put(tenant, "1", b"glad once").await.unwrap();
    stage.until(&mut bells, ANALYZED, 1).await;
    let count = stage.count("SELECT sum(windows)::bigint FROM search_words").await;
    stage
        .rows
        .batch_execute(
            "INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state, cost_s, reanalysis)
             SELECT tenant_id, id, call_id, 'fresh', 'ready', 1, true FROM legs",
        )
        .await
        .unwrap();
    stage.until(&mut bells, "SELECT count(*) FROM analysis_queue", 0).await;
    assert_eq!(stage.count("SELECT count(*) FROM search_windows").await, 1);
    assert_eq!(
        stage.count("SELECT sum(windows)::bigint FROM search_words").await,
        count
    );
}

/// A transcript as an analysis stores it, put there by the test.
async fn said(app: &TestApp, tenant: TenantId, client: &Client, id: &str, agent: &str, turns: Value) {
    let record =
        json!({ "external_id": id, "direction": "inbound", "agent": agent, "started_at": "2026-11-20T10:00:00Z" });
    assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    let leg = models::ids::leg(tenant, "api", id);
    let turns = serde_json::from_value::<Vec<actors::engine::analysis::Turn>>(turns).unwrap();
    let key = app.database.sealer().data_key(tenant).await.unwrap();
    let sealed =
        models::calls::transcript::seal(&key, tenant, leg, &actors::transcript::pack(&turns).unwrap()).unwrap();
    app.database
        .superuser()
        .await
        .execute(
            "INSERT INTO transcripts (tenant_id, leg_id, sealed, words) VALUES ($1, $2, $3, 1)",
            &[&tenant.0, &leg.0, &sealed],
        )
        .await
        .unwrap();
}

fn turn(speaker: &str, start_ms: u64, text: &str) -> Value {
    let words: Vec<Value> = text
        .split(' ')
        .enumerate()
        .map(|(n, word)| json!({ "text": word, "start_ms": start_ms + n as u64 * 100, "end_ms": start_ms + n as u64 * 100 + 90, "confidence": 0.9 }))
        .collect();
    json!({ "speaker": speaker, "channel": 0, "start_ms": start_ms, "end_ms": start_ms + 5_000, "text": text, "words": words, "sentiment": null, "flags": [] })
}

/// Beyond 2,000 words a leg is looked at in parts.
#[tokio::test]
async fn what_is_not_to_be_said_is_said_nowhere_in_a_long_call() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let between: Vec<String> = (0..2_100).map(|n| format!("w{n}")).collect();
    said(
        &app,
        tenant,
        &key,
        "long",
        "201",
        json!([
            turn("customer", 0, "A refund, please"),
            turn("agent", 1_000, &between.join(" ")),
            turn("customer", 300_000, "Send the invoice")
        ]),
    )
    .await;
    let rebuilt = actors::search::rebuild(&app.database.pools, &app.database.sealer(), tenant).await;
    assert_eq!(rebuilt.unwrap(), 1);
    for (query, calls) in [
        ("refund", 1),
        ("invoice", 1),
        ("refund+-parcel", 1),
        ("refund+-invoice", 0),
        ("refund+-invoice&speaker=customer", 0),
        ("invoice+-%22a+refund%22", 0),
        ("parcel+OR+refund+-invoice", 0),
        ("invoice+OR+refund+-invoice", 1),
    ] {
        let page = key.get(&format!("/v1/calls?q={query}")).await;
        assert_eq!(page.json["data"].as_array().map(Vec::len), Some(calls), "{query}");
        let counted = key.get(&format!("/v1/calls/count?q={query}")).await;
        assert_eq!(counted.json["count"], json!(calls), "{query}");
    }
}

#[tokio::test]
async fn hits_are_marked_with_the_moment_to_play_and_obey_rows_and_filters() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    said(
        &app,
        tenant,
        &key,
        "1",
        "201",
        json!([
            turn("customer", 1_000, "I want my money back, please"),
            turn("agent", 9_000, "Your money is on its way")
        ]),
    )
    .await;
    said(
        &app,
        tenant,
        &key,
        "2",
        "202",
        json!([turn("agent", 0, "No refund <b>today</b>")]),
    )
    .await;
    let rebuilt = actors::search::rebuild(&app.database.pools, &app.database.sealer(), tenant).await;
    assert_eq!(rebuilt.unwrap(), 2);
    let answer = key.get("/v1/search?q=money").await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let hits = answer.json["data"][0]["hits"].as_array().unwrap();
    assert_eq!(answer.json["data"].as_array().unwrap().len(), 1);
    let told: Vec<_> = hits
        .iter()
        .map(|hit| {
            (
                hit["speaker"].as_str().unwrap(),
                hit["start_ms"].as_i64().unwrap(),
                hit["marks"].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("customer", 1_300, json!([[10, 15]])),
            ("agent", 9_100, json!([[5, 10]]))
        ]
    );
    let listed = async |client: &Client, query: &str| -> usize {
        let page = client.get(&format!("/v1/calls?{query}")).await;
        assert_eq!(page.status, 200, "{query}: {:?}", page.json);
        page.json["data"].as_array().unwrap().len()
    };
    for (query, calls) in [
        ("q=money", 1),
        ("q=%22money+back%22", 1),
        ("q=%22back+money%22", 0),
        ("q=today&speaker=customer", 0),
        ("q=money+OR+refund", 2),
        ("q=refund&agent=201", 0),
    ] {
        assert_eq!(listed(&key, query).await, calls, "{query}");
    }
    assert_eq!(key.get("/v1/calls/count?q=refnud").await.json["count"], 1);
    let mut own = NewMember::of(RoleRef::Preset(Preset::Agent));
    own.agents = vec!["202".into()];
    let (_, agent) = app.member(tenant, own).await;
    assert_eq!(
        (listed(&agent, "q=money").await, listed(&agent, "q=refund").await),
        (0, 1)
    );
    assert_eq!(listed(&stranger, "q=money").await, 0);
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=-x", "q"),
        ("q=x&speaker=robot", "speaker"),
        ("speaker=agent", "speaker"),
    ] {
        let refused = key.get(&format!("/v1/search?{query}")).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(parameter)),
            "{query}"
        );
    }
    let log = key.get("/v1/audit?q=action:transcript.read").await;
    let read = log.json["data"].as_array().unwrap().len();
    assert!(read > 0, "words that were shown are words that were read");
}
