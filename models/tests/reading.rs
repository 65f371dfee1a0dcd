//! Lists, pages, filters and details of calls as they are read back.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use models::Error;
use models::calls::call::{Call, Found, ListPage};
use models::calls::filter::{CallFilter, NumberIs};
use models::calls::place::{Place, Sort};
use models::calls::recording::Recording;
use models::calls::{trace, transcript};
use models::compliance::audit::{self, Entry, Verdict};
use models::compliance::read_log::ReadLog;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::{self, CallId, LegId, TenantId};
use models::testing::TestDatabase;
use tokio_postgres::Client;

struct Seeded {
    database: TestDatabase,
    superuser: Client,
    tenant: TenantId,
}

const CALLS: usize = 25;

fn start() -> DateTime<Utc> {
    "2026-03-01T10:00:00Z".parse().expect("time")
}

/// Calls one minute apart, three of them at the same moment.
async fn seeded() -> Seeded {
    let database = TestDatabase::create().await;
    let created = Tenant::create(
        &database.pools.owner,
        &database.master_key,
        "test",
        NewTenant::named("Acme"),
    )
    .await;
    let tenant = created.expect("tenant").0.tenant_id();
    let superuser = database.superuser().await;
    for n in 0..CALLS {
        let key = n.to_string();
        let started = start() + TimeDelta::minutes(if (7..10).contains(&n) { 7 } else { n as i64 });
        let call = ids::call(tenant, "api", &key).0;
        let direction = if n % 2 == 0 { "inbound" } else { "outbound" };
        let (status, label) = if n % 5 == 0 {
            ("analyzed", Some("negative"))
        } else {
            ("none", None)
        };
        superuser
            .execute(
                "INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, agents, started_at, \
                 talk_s, disposition, analysis_status, sentiment_label, legs) VALUES ($1, $2, 'api', $3, 'canonical', $4, $5, '200', '10', \
                 '{10,11}', $6, $7, 'answered', $8, $9, 1)",
                &[&tenant.0, &call, &key, &direction, &format!("+4930{n}"), &started, &(n as i32 * 10), &status, &label],
            )
            .await
            .expect("call");
        leg(&superuser, tenant, &key, &key, started, "{}").await;
    }
    Seeded {
        database,
        superuser,
        tenant,
    }
}

async fn leg(
    client: &Client,
    tenant: TenantId,
    call_key: &str,
    external_id: &str,
    started: DateTime<Utc>,
    custom: &str,
) -> LegId {
    let id = ids::leg(tenant, "api", external_id);
    let custom: serde_json::Value = serde_json::from_str(custom).expect("json");
    client
        .execute(
            "INSERT INTO legs (tenant_id, id, call_id, source_instance, external_id, source, direction, started_at, talk_s, disposition, digest, \
             custom) VALUES ($1, $2, $3, 'api', $4, 'canonical', 'inbound', $5, 1, 'answered', sha256(''), $6)",
            &[&tenant.0, &id.0, &ids::call(tenant, "api", call_key).0, &external_id, &started, &custom],
        )
        .await
        .expect("leg");
    id
}

impl Seeded {
    async fn keys(&self, filter: CallFilter) -> Vec<usize> {
        let page = Call::of(self.tenant)
            .list(&self.database.pools.app, &filter, &ListPage::default())
            .await
            .expect("list");
        let mut keys: Vec<usize> = page.data.iter().map(|call| call.key.parse().expect("key")).collect();
        keys.sort_unstable();
        keys
    }
}

#[tokio::test]
async fn pages_of_any_size_show_every_call_once_latest_first() {
    let seeded = seeded().await;
    for rows in [1, 2, 7, CALLS as u32, 100] {
        let (mut seen, mut after): (Vec<Call>, Option<String>) = (Vec::new(), None);
        loop {
            let place = |text: &String| Place::parse(text, &CallFilter::default(), Sort::default()).expect("cursor");
            let request = ListPage {
                after: after.as_ref().map(place),
                rows,
                ..ListPage::default()
            };
            let page = Call::of(seeded.tenant)
                .list(&seeded.database.pools.app, &CallFilter::default(), &request)
                .await
                .expect("list");
            assert!(page.data.len() <= rows as usize);
            seen.extend(page.data);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen.len(), CALLS, "pages of {rows}");
        assert!(
            seen.windows(2)
                .all(|two| (two[0].started_at, two[0].id) > (two[1].started_at, two[1].id)),
            "pages of {rows}"
        );
    }
}

#[tokio::test]
async fn a_call_that_comes_in_between_shifts_no_page() {
    let seeded = seeded().await;
    let list = async |after: Option<Place>| {
        Call::of(seeded.tenant)
            .list(
                &seeded.database.pools.app,
                &CallFilter::default(),
                &ListPage {
                    after,
                    rows: 5,
                    ..ListPage::default()
                },
            )
            .await
            .expect("list")
    };
    let first = list(None).await;
    let late = "INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, started_at, disposition) \
                SELECT tenant_id, gen_random_uuid(), 'api', 'late', 'canonical', 'inbound', now(), 'answered' FROM calls LIMIT 3";
    seeded.superuser.execute(late, &[]).await.expect("late calls");
    let place = |text: &str| Place::parse(text, &CallFilter::default(), Sort::default()).expect("cursor");
    let second = list(first.next.as_deref().map(place)).await;
    let keys: Vec<&str> = first
        .data
        .iter()
        .chain(&second.data)
        .map(|call| call.key.as_str())
        .collect();
    assert_eq!(&keys[..6], ["24", "23", "22", "21", "20", "19"]);
}

#[tokio::test]
async fn each_filter_keeps_what_it_names() {
    let seeded = seeded().await;
    let evens: Vec<usize> = (0..CALLS).filter(|n| n % 2 == 0).collect();
    let text = |text: &str| Some(text.to_owned());
    let filter = CallFilter::default;
    assert_eq!(
        seeded
            .keys(CallFilter {
                direction: vec!["inbound".to_owned()],
                ..filter()
            })
            .await,
        evens
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                analysis_status: vec!["analyzed".to_owned()],
                ..filter()
            })
            .await,
        [0, 5, 10, 15, 20]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                sentiment_label: vec!["negative".to_owned()],
                direction: vec!["outbound".to_owned()],
                ..filter()
            })
            .await,
        [5, 15]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                number: Some(NumberIs::parse("+493012")),
                ..filter()
            })
            .await,
        [12]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                number: Some(NumberIs::parse("200")),
                ..filter()
            })
            .await
            .len(),
        CALLS
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                from: Some(NumberIs::parse("200")),
                ..filter()
            })
            .await,
        Vec::<usize>::new()
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                agent: text("11"),
                ..filter()
            })
            .await
            .len(),
        CALLS
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                agent: text("12"),
                ..filter()
            })
            .await,
        Vec::<usize>::new()
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                talk_min_s: Some(30),
                talk_max_s: Some(50),
                ..filter()
            })
            .await,
        [3, 4, 5]
    );
    let (from, before) = (start() + TimeDelta::minutes(3), start() + TimeDelta::minutes(6));
    assert_eq!(
        seeded
            .keys(CallFilter {
                started_from: Some(from),
                started_before: Some(before),
                ..filter()
            })
            .await,
        [3, 4, 5]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                external_id: text("17"),
                ..filter()
            })
            .await,
        [17]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                external_id: text("17"),
                source_instance: text("api"),
                ..filter()
            })
            .await,
        [17]
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                external_id: text("17"),
                source_instance: text("pbx"),
                ..filter()
            })
            .await,
        Vec::<usize>::new()
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                external_id: text("nothing"),
                ..filter()
            })
            .await,
        Vec::<usize>::new()
    );
    assert_eq!(
        seeded
            .keys(CallFilter {
                disposition: vec!["missed' OR true --".to_owned()],
                ..filter()
            })
            .await,
        Vec::<usize>::new()
    );
}

#[tokio::test]
async fn a_call_has_its_legs_in_order_with_what_hangs_on_them() {
    let seeded = seeded().await;
    let (tenant, client, app) = (seeded.tenant, &seeded.superuser, &seeded.database.pools.app);
    let menu = leg(client, tenant, "3", "menu", start(), r#"{"leg_kind": "ivr"}"#).await;
    let last = leg(
        client,
        tenant,
        "3",
        "last",
        start() + TimeDelta::minutes(3),
        r#"{"sequence": 9}"#,
    )
    .await;
    let person = ids::leg(tenant, "api", "3");
    let sha = "INSERT INTO recording_blobs (tenant_id, sha256, bytes, store_key, sealed_bytes) VALUES ($1, sha256('x'), 5, 'a/b', 41)";
    client.execute(sha, &[&tenant.0]).await.expect("blob");
    for leg in [menu, last] {
        let recording = "INSERT INTO recordings (tenant_id, leg_id, source_instance, external_id, sha256, bytes, media_type) \
                         VALUES ($1, $2, 'api', 'x', sha256('x'), 5, 'audio/wav')";
        client
            .execute(recording, &[&tenant.0, &leg.0])
            .await
            .expect("recording");
    }
    let analysis = "INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models, sentiment, \
                    characteristics, quality, timings) VALUES ($1, $2, $3, 10, 2, 'en', 1, '{}', '{}', '{}', '{}', '{\"total\": 3}')";
    let call = ids::call(tenant, "api", "3");
    client
        .execute(analysis, &[&tenant.0, &last.0, &call.0])
        .await
        .expect("analysis");
    client
        .execute(
            "UPDATE legs SET analysis_error_code = 'unreadable' WHERE id = $1",
            &[&menu.0],
        )
        .await
        .expect("failed");

    let Found::Call(found) = Call::of(tenant).find(app, call).await.expect("found") else {
        panic!("moved")
    };
    assert_eq!(
        found.legs.iter().map(|detail| detail.leg.leg_id()).collect::<Vec<_>>(),
        [menu, person, last]
    );
    assert_eq!(
        found.default_leg().expect("a leg").leg.leg_id(),
        last,
        "the menu is no person"
    );
    let json = serde_json::to_value(&found).expect("json");
    assert_eq!(json["linked_id"], "3");
    assert_eq!(json["started_at"], "2026-03-01T10:03:00Z");
    assert_eq!(json["from"], "+49303");
    assert_eq!(json["legs"][0]["analysis_error"]["code"], "unreadable");
    assert_eq!(json["legs"][2]["recording"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(json["legs"][2]["analysis"]["timings_ms"]["total"], 3);
    assert_eq!(json["legs"][1]["analysis"], serde_json::Value::Null);
    let (recording, blob) = Recording::of(tenant).of_leg(app, last).await.expect("recording");
    assert_eq!((recording.bytes, blob.store_key.as_str()), (5, "a/b"));
    assert!(matches!(
        Recording::of(tenant).of_leg(app, person).await,
        Err(Error::NotFound("recording"))
    ));
}

#[tokio::test]
async fn a_moved_call_is_an_alias_and_stands_in_no_list() {
    let seeded = seeded().await;
    let (from, to) = (
        ids::call(seeded.tenant, "api", "4"),
        ids::call(seeded.tenant, "api", "5"),
    );
    seeded
        .superuser
        .execute("UPDATE calls SET moved_to = $2 WHERE id = $1", &[&from.0, &to.0])
        .await
        .expect("moved");
    let app = &seeded.database.pools.app;
    assert_eq!(
        Call::of(seeded.tenant).find(app, from).await.expect("found"),
        Found::Moved(to)
    );
    assert!(!seeded.keys(CallFilter::default()).await.contains(&4));
    let unknown = Call::of(seeded.tenant)
        .find(app, CallId(uuid::Uuid::from_u128(5)))
        .await;
    assert!(matches!(unknown, Err(Error::NotFound("call"))));
}

#[tokio::test]
async fn a_transcript_is_read_unsealed_by_its_tenant_and_the_reading_is_audited() {
    let seeded = seeded().await;
    let (tenant, app) = (seeded.tenant, &seeded.database.pools.app);
    let sealer = seeded.database.sealer();
    let key = sealer.data_key(tenant).await.expect("key");
    let (one, two) = (ids::leg(tenant, "api", "1"), ids::leg(tenant, "api", "2"));
    for (leg, words) in [(one, b"first".as_slice()), (two, b"second")] {
        let sealed = transcript::seal(&key, tenant, leg, words).expect("sealed");
        let row = "INSERT INTO transcripts VALUES ($1, $2, $3, 1)";
        seeded
            .superuser
            .execute(row, &[&tenant.0, &leg.0, &sealed])
            .await
            .expect("row");
    }
    let log = ReadLog::new(app.clone());
    let read = async |legs: &[LegId]| transcript::of(tenant).read(&log, &sealer, "key:1", legs).await;
    let none = ids::leg(tenant, "api", "3");
    let opened = read(&[two, none, one]).await.expect("read");
    let opened: Vec<_> = opened.iter().map(|one| (one.leg, one.packed.as_slice())).collect();
    assert_eq!(opened, [(two, b"second".as_slice()), (one, b"first")]);
    log.write().await;
    let told: i64 = seeded
        .superuser
        .query_one(
            "SELECT count(*) FROM audit_details WHERE action = 'transcript.read' AND actor = 'key:1'",
            &[],
        )
        .await
        .expect("audit")
        .get(0);
    assert_eq!(told, 2);
    let verdict = app
        .tenant(tenant, async |conn| audit::verify(conn, tenant).await)
        .await
        .expect("verify");
    assert_eq!(verdict, Verdict::Whole { entries: 4, erased: 0 });

    // Another tenant sees none; a row that was put elsewhere does not open.
    let other = Tenant::create(
        &seeded.database.pools.owner,
        &seeded.database.master_key,
        "test",
        NewTenant::named("Other"),
    )
    .await;
    let other = other.expect("tenant").0.tenant_id();
    assert_eq!(
        transcript::of(other)
            .read(&log, &sealer, "x", &[one])
            .await
            .expect("read"),
        []
    );
    let swapped =
        "UPDATE transcripts SET sealed = (SELECT sealed FROM transcripts WHERE leg_id = $2) WHERE leg_id = $1";
    seeded
        .superuser
        .execute(swapped, &[&one.0, &two.0])
        .await
        .expect("swapped");
    assert!(matches!(read(&[one]).await, Err(Error::Sealed(_))));
}

#[tokio::test]
async fn readings_wait_only_so_many_and_each_is_written_once() {
    let seeded = seeded().await;
    let (tenant, app) = (seeded.tenant, &seeded.database.pools.app);
    let log = ReadLog::new(app.clone());
    let read = |n: usize| Entry::new("key:1", "transcript.read", format!("leg:{n}"));
    let written = async || -> i64 {
        let count = "SELECT count(*) FROM audit_details WHERE action = 'transcript.read'";
        seeded.superuser.query_one(count, &[]).await.expect("count").get(0)
    };
    log.note(tenant, (0..9_999).map(read).collect()).await.expect("noted");
    assert_eq!(written().await, 0, "nobody waits for a commit");
    // More than may wait: whoever reads waits now.
    log.note(tenant, vec![read(9_999), read(10_000)]).await.expect("noted");
    assert_eq!(written().await, 2);
    // Of two who write at once, one has them.
    tokio::join!(log.write(), log.write());
    assert_eq!(written().await, 10_001);
    let verdict = app.tenant(tenant, async |conn| audit::verify(conn, tenant).await).await;
    assert!(matches!(verdict.expect("verify"), Verdict::Whole { .. }));
}

#[tokio::test]
async fn the_trace_of_a_call_is_in_the_order_of_what_happened() {
    let seeded = seeded().await;
    let (tenant, call) = (seeded.tenant, ids::call(seeded.tenant, "api", "1"));
    for stage in ["received", "stored", "queued"] {
        let row = "INSERT INTO trace (tenant_id, call_id, at, stage) VALUES ($1, $2, date_trunc('hour', now()), $3)";
        seeded
            .superuser
            .execute(row, &[&tenant.0, &call.0, &stage])
            .await
            .expect("trace");
    }
    let steps = trace::of_call(&seeded.database.pools.app, tenant, call)
        .await
        .expect("trace");
    assert_eq!(
        steps.steps.iter().map(|step| step.stage.as_str()).collect::<Vec<_>>(),
        ["received", "stored", "queued"]
    );
}

#[tokio::test]
async fn numbers_by_their_begin_agents_beside_the_first_and_figures_are_found() {
    let seeded = seeded().await;
    let analyzed = "UPDATE calls SET sentiment_score = talk_s / 100.0 - 2, recordings = 1, charged_period = '2026-03-01', \
                    charge_kind = 'included' WHERE analysis_status = 'analyzed'";
    seeded.superuser.execute(analyzed, &[]).await.expect("scores");
    let passed_on = "UPDATE calls SET agents = '{10,12}' WHERE key = '8'";
    seeded.superuser.execute(passed_on, &[]).await.expect("agents");
    let number = |text: &str| Some(NumberIs::parse(text));
    let filter = CallFilter::default;
    let agent = |name: &str| CallFilter {
        agent: Some(name.to_owned()),
        ..filter()
    };
    let tens: Vec<usize> = std::iter::once(1).chain(10..20).collect();
    let begins = |text| CallFilter {
        number: number(text),
        ..filter()
    };
    assert_eq!(seeded.keys(begins("+49301*")).await, tens);
    assert_eq!(seeded.keys(begins("2*")).await.len(), CALLS);
    assert_eq!(seeded.keys(begins("%*")).await, Vec::<usize>::new());
    assert_eq!(seeded.keys(agent("12")).await, [8]);
    assert_eq!(seeded.keys(agent("11")).await.len(), CALLS - 1);
    let scored = CallFilter {
        sentiment_min: Some(-1.5),
        sentiment_max: Some(-0.5),
        ..filter()
    };
    assert_eq!(seeded.keys(scored).await, [5, 10, 15]);
    let recorded = CallFilter {
        has_recording: Some(true),
        charge_kind: Some("included".into()),
        charged_period: Some("2026-03-01T00:00:00Z".parse().expect("time")),
        ..filter()
    };
    assert_eq!(seeded.keys(recorded).await, [0, 5, 10, 15, 20]);
    let linked = CallFilter {
        linked_id: Some("17".into()),
        ..filter()
    };
    assert_eq!(seeded.keys(linked).await, [17]);
}

/// Every order, in pages of every way to the calls: each call once, in order.
#[tokio::test]
async fn every_order_shows_every_call_once_by_every_way() {
    let seeded = seeded().await;
    let scores = "UPDATE calls SET sentiment_score = (talk_s / 10) % 4 - 2 WHERE talk_s < 200";
    seeded.superuser.execute(scores, &[]).await.expect("scores");
    let filters = [
        CallFilter::default(),
        CallFilter {
            agent: Some("11".into()),
            number: Some(NumberIs::parse("200")),
            ..CallFilter::default()
        },
    ];
    for (filter, name) in filters.iter().flat_map(|filter| Sort::NAMES.map(|name| (filter, name))) {
        let sort = Sort::from_name(name).expect("an order");
        let (mut seen, mut after): (Vec<Call>, Option<Place>) = (Vec::new(), None);
        loop {
            let page = ListPage { sort, after, rows: 3 };
            let page = Call::of(seeded.tenant)
                .list(&seeded.database.pools.app, filter, &page)
                .await;
            let page = page.expect("list");
            seen.extend(page.data);
            match page.next {
                Some(next) => after = Some(Place::parse(&next, filter, sort).expect("cursor")),
                None => break,
            }
        }
        let figure = |call: &Call| match name.trim_start_matches('-') {
            "started_at" => call.started_at.timestamp() as f64,
            "talk_s" => f64::from(call.talk_s),
            _ => call.sentiment_score.expect("a score"),
        };
        let distinct: std::collections::BTreeSet<_> = seen.iter().map(|call| call.id).collect();
        let wanted = if name.ends_with("score") { 20 } else { CALLS };
        assert_eq!((seen.len(), distinct.len()), (wanted, wanted), "{name} {filter:?}");
        let figures: Vec<f64> = seen.iter().map(figure).collect();
        let in_order = |two: &[f64]| {
            if name.starts_with('-') {
                two[0] >= two[1]
            } else {
                two[0] <= two[1]
            }
        };
        assert!(figures.windows(2).all(in_order), "{name} {filter:?}: {figures:?}");
    }
}
