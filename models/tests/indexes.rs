//! That the lists' orders and filters are served by their indexes, under the app role behind row-level security.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use models::billing::command::ORDER_BACKLOGS;
use models::db::{Role, Server};
use models::testing::TestDatabase;
use tokio_postgres::{Client, NoTls};

const TENANT: &str = "00000000-0000-0000-0000-000000000001";

/// Two tenants; enough calls of one that reading them all would be dearer.
async fn seeded() -> (TestDatabase, Client) {
    let database = TestDatabase::create().await;
    let rows = format!(
        "INSERT INTO tenants (id, name, plan_id) VALUES ('{TENANT}', 'T', 'trial'), (gen_random_uuid(), 'U', 'trial');
         INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, from_number, to_number, agent, agents, queue, started_at,
             talk_s, disposition, sentiment_score)
         SELECT t.id, gen_random_uuid(), 'api', n::text, 'canonical', 'inbound', '+4930' || n, '+4940' || n, (n % 300)::text,
             ARRAY[(n % 300)::text, ((n + 1) % 300)::text], 'q' || n % 300, '2026-01-01'::timestamptz + n * interval '1 minute', n % 900, 'answered',
             CASE WHEN n % 3 = 0 THEN n % 5 END
         FROM tenants t, generate_series(1, 20000) n;
         UPDATE calls SET analysis_status = CASE WHEN from_number LIKE '%00' THEN 'failed' ELSE 'queued' END WHERE from_number LIKE '%50' OR from_number LIKE '%00';
         SET session_replication_role = replica;
         INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models, sentiment, characteristics,
             quality, timings)
         SELECT tenant_id, id, id, 1000, 1, CASE WHEN key LIKE '%77' THEN 'fr' ELSE 'en' END, 1, '{{}}', '{{}}', '{{}}',
             jsonb_build_object('flags', CASE WHEN key LIKE '%33' THEN '[\"clipped\"]' ELSE '[]' END::jsonb), '{{}}' FROM calls;
         INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state, cost_s)
         SELECT tenant_id, id, id, 'fresh', 'ready', 1 FROM calls WHERE analysis_status = 'queued';
         INSERT INTO contacts (tenant_id, id, number, sealed, vip)
         SELECT t.id, gen_random_uuid(), '+4930' || n, '', n % 100 = 7 FROM tenants t, generate_series(1, 2000) n;
         INSERT INTO custom_fields (tenant_id, id, name, label, kind, key) SELECT id, '{TENANT}', 'plan', 'P', 'text', 'plan' FROM tenants;
         INSERT INTO leg_fields (tenant_id, leg_id, field_id, call_id, text, number)
         SELECT tenant_id, id, '{TENANT}', id, CASE WHEN key LIKE '%77' THEN 'gold' ELSE 'silver' END, key::int FROM calls;
         SET session_replication_role = origin;
         ANALYZE calls; ANALYZE call_agents; ANALYZE analyses; ANALYZE analysis_queue; ANALYZE contacts; ANALYZE leg_fields"
    );
    database.superuser().await.batch_execute(&rows).await.expect("calls");
    let server = Server::parse(&database.config.url).expect("address");
    let login = server.login(Role::App, &database.master_key);
    let (app, connection) = login.connect(NoTls).await.expect("connect");
    tokio::spawn(connection);
    app.batch_execute(&format!("SET app.tenant_id = '{TENANT}'"))
        .await
        .expect("tenant");
    (database, app)
}

/// How such calls of the tenant would be read.
async fn plan(app: &Client, rest: &str) -> String {
    let sql = format!(
        "EXPLAIN (COSTS OFF) SELECT * FROM calls WHERE tenant_id = '{TENANT}' AND moved_to IS NULL AND {rest} LIMIT 51"
    );
    let rows = app.query(&sql, &[]).await.expect(&sql);
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

#[tokio::test]
async fn every_order_and_every_filter_with_an_index_uses_it() {
    let (_database, app) = seeded().await;
    let latest = "ORDER BY started_at DESC, id DESC";
    let deep = "(started_at, id) < ('2026-01-03', '80000000-0000-0000-0000-000000000000')";
    for (rest, index) in [
        (format!("true {latest}"), "calls_started"),
        (format!("{deep} {latest}"), "calls_started"),
        ("true ORDER BY started_at, id".to_owned(), "calls_started"),
        ("true ORDER BY talk_s, id".to_owned(), "calls_talk"),
        (
            "(talk_s, id) < (40, gen_random_uuid()) ORDER BY talk_s DESC, id DESC".to_owned(),
            "calls_talk",
        ),
        (
            "sentiment_score IS NOT NULL ORDER BY sentiment_score DESC, id DESC".to_owned(),
            "calls_sentiment",
        ),
        (
            "sentiment_score IS NOT NULL ORDER BY sentiment_score, id".to_owned(),
            "calls_sentiment",
        ),
        (format!("from_number = '+493077' {latest}"), "calls_from"),
        (format!("{deep} AND from_number = '+493077' {latest}"), "calls_from"),
        (format!("to_number = '+494077' {latest}"), "calls_to"),
        (format!("from_number ^@ '+493077' {latest}"), "calls_from"),
        (format!("agent = '17' {latest}"), "calls_agent"),
        (format!("{deep} AND agent = '17' {latest}"), "calls_agent"),
        (format!("queue = 'q17' {latest}"), "calls_queue"),
        (format!("queue = 'nobody waits here' {latest}"), "calls_queue"),
        (format!("agent = ANY('{{17,nobody}}') {latest}"), "calls_agent"),
        (
            format!("analysis_status = ANY('{{failed}}') AND analysis_status = 'failed' {latest}"),
            "calls_failed",
        ),
        (
            format!(
                "EXISTS (SELECT FROM analyses a WHERE a.tenant_id = calls.tenant_id AND a.call_id = calls.id AND a.quality->'flags' <> '[]' AND a.quality->'flags' ? 'clipped') {latest}"
            ),
            "analyses_flagged",
        ),
        (
            format!(
                "EXISTS (SELECT FROM analyses a WHERE a.tenant_id = calls.tenant_id AND a.call_id = calls.id AND a.language = 'fr') {latest}"
            ),
            "analyses_",
        ),
        (
            format!(
                "calls.direction <> 'outbound' AND EXISTS (SELECT FROM contacts k WHERE k.tenant_id = calls.tenant_id AND k.vip AND k.number = calls.from_number) {latest}"
            ),
            "calls_from",
        ),
        (
            format!(
                "agent = '17' AND held('{{\"17\": [[0, 99999999999, null]]}}', calls.source_instance, calls.agent, calls.started_at) {latest}"
            ),
            "calls_agent",
        ),
        (
            format!(
                "EXISTS (SELECT FROM leg_fields v WHERE v.tenant_id = calls.tenant_id AND v.call_id = calls.id AND v.field_id = '{TENANT}' AND v.text = ANY('{{gold}}')) {latest}"
            ),
            "leg_fields_",
        ),
        (
            format!(
                "EXISTS (SELECT FROM leg_fields v WHERE v.tenant_id = calls.tenant_id AND v.call_id = calls.id AND v.field_id = '{TENANT}' AND v.number >= 19990) {latest}"
            ),
            "leg_fields_number",
        ),
        (
            format!("id IN (SELECT call_id FROM call_agents WHERE tenant_id = '{TENANT}' AND agent = '17') {latest}"),
            "call_agents_pkey",
        ),
    ] {
        let told = plan(&app, &rest).await;
        assert!(told.contains(index), "{rest} does not use {index}:\n{told}");
        assert!(
            !told.contains("Seq Scan") && !told.contains("SubPlan"),
            "{rest}:\n{told}"
        );
        // The order comes out of the index; those that name few rows sort them.
        let sorts = ["^@", "call_agents", "ANY", "EXISTS", "held"]
            .iter()
            .any(|some| rest.contains(some));
        assert!(sorts || !told.contains("Sort"), "{rest} sorts:\n{told}");
    }
    // The test can fail: what has no leakproof operator reads on.
    let told = plan(&app, &format!("agents @> '{{17}}' {latest}")).await;
    assert!(!told.contains("calls_agent"), "{told}");
}

/// Few of the queue's analyses are at work, withheld, between attempts or in another lane: their calls are few among twenty thousand.
#[tokio::test]
async fn calls_that_wait_are_found_from_the_queue_on() {
    let (database, app) = seeded().await;
    let rows = "SET session_replication_role = replica;
         UPDATE analysis_queue q SET state = 'leased', lease = gen_random_uuid(), lease_until = now() + interval '1 hour'
         FROM calls c WHERE c.tenant_id = q.tenant_id AND c.id = q.call_id AND c.key LIKE '%1050';
         UPDATE analysis_queue q SET state = 'withheld'
         FROM calls c WHERE c.tenant_id = q.tenant_id AND c.id = q.call_id AND c.key LIKE '%2050';
         UPDATE analysis_queue q SET not_before = now() + interval '1 hour'
         FROM calls c WHERE c.tenant_id = q.tenant_id AND c.id = q.call_id AND c.key LIKE '%3050';
         UPDATE analysis_queue q SET lane = 'backfill'
         FROM calls c WHERE c.tenant_id = q.tenant_id AND c.id = q.call_id AND c.key LIKE '%4050';
         SET session_replication_role = origin;
         ANALYZE analysis_queue";
    database.superuser().await.batch_execute(rows).await.expect("states");
    let any = "live,fresh,backfill";
    for (states, lanes) in [
        ("q.state = 'leased'", any),
        ("q.state = 'leased'", "fresh"),
        ("q.state = 'withheld'", any),
        ("q.state = 'leased' OR q.state = 'withheld'", any),
        ("q.state = 'ready' AND q.not_before > app_now()", any),
        ("q.state = 'ready' AND q.not_before <= app_now()", "live,backfill"),
    ] {
        let waiting = format!(
            "EXISTS (SELECT FROM analysis_queue q WHERE q.tenant_id = calls.tenant_id AND q.call_id = calls.id AND ({states}) AND q.lane = ANY('{{{lanes}}}')) ORDER BY started_at DESC, id DESC"
        );
        let told = plan(&app, &waiting).await;
        let reads_all = ["Seq Scan on calls", "calls_started", "SubPlan"];
        assert!(
            told.contains("calls_pkey") && !reads_all.iter().any(|way| told.contains(way)),
            "{waiting}:\n{told}"
        );
    }
}

#[tokio::test]
async fn a_backlog_is_found_without_reading_the_periods_of_all_who_have_none() {
    let database = TestDatabase::create().await;
    let owner = database.superuser().await;
    let rows = "INSERT INTO tenants (id, name, plan_id) SELECT gen_random_uuid(), n::text, 'trial' FROM generate_series(1, 2000) n;
         INSERT INTO usage (tenant_id, period_start, period_end, withheld)
         SELECT t.id, begins, begins + interval '1 month', (t.name = '7' AND begins = '2026-01-01')::int
         FROM tenants t, generate_series('2025-01-01'::timestamptz, '2026-10-01', '1 month') begins;
         ANALYZE tenants; ANALYZE usage";
    owner.batch_execute(rows).await.expect("periods");
    let asked = ORDER_BACKLOGS.replace("$1", "NULL").replace("$2", "1");
    let asked = format!("EXPLAIN (COSTS OFF) {asked}");
    let plan = owner.query(&asked, &[]).await.expect("a plan");
    let plan: String = plan.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
    assert!(
        plan.contains("usage_withheld") && !plan.contains("Seq Scan on usage"),
        "{plan}"
    );
}

/// Three go on among jobs that have ended, of which half were deletions, too.
#[tokio::test]
async fn deletions_that_go_on_are_found_without_reading_all_jobs() {
    let database = TestDatabase::create().await;
    let owner = database.superuser().await;
    let rows = format!(
        "INSERT INTO tenants (id, name, plan_id) VALUES ('{TENANT}', 'T', 'trial');
         INSERT INTO jobs (tenant_id, kind, state, finished_at)
         SELECT '{TENANT}', CASE n % 2 WHEN 0 THEN 'calls.delete' ELSE 'other' END, 'done', now() FROM generate_series(1, 5000) n;
         INSERT INTO jobs (tenant_id, kind) SELECT '{TENANT}', 'calls.delete' FROM generate_series(1, 3);
         ANALYZE jobs"
    );
    owner.batch_execute(&rows).await.expect("jobs");
    let asked = format!(
        "EXPLAIN (COSTS OFF) SELECT id FROM jobs WHERE tenant_id = '{TENANT}' AND kind = 'calls.delete' AND finished_at IS NULL
         ORDER BY created_at DESC, id DESC LIMIT 100"
    );
    let plan = owner.query(&asked, &[]).await.expect("a plan");
    let plan: String = plan.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
    assert!(plan.contains("jobs_deletions"), "{plan}");
}

/// Of two tenants each; one in two, one in five hundred and none hold a word.
#[tokio::test]
async fn a_search_finds_the_latest_windows_of_its_tenant_however_rare_the_words() {
    let (database, app) = seeded().await;
    let rows = "SET session_replication_role = replica;
         INSERT INTO search_windows (tenant_id, leg_id, n, started_at, vector)
         SELECT t.id, gen_random_uuid(), 0, '2026-01-01'::timestamptz + n * interval '1 minute',
             (CASE n % 500 WHEN 7 THEN 'rare:1A ' ELSE '' END || CASE n % 2 WHEN 1 THEN 'half:2B ' ELSE '' END || 'common:3A')::tsvector
         FROM tenants t, generate_series(1, 3000) n;
         SET session_replication_role = origin;
         ANALYZE search_windows";
    let owner = database.superuser().await;
    owner.batch_execute(rows).await.expect("windows");
    for (wanted, range, at_most, found) in [
        ("common", (None, None), 100, 100),
        ("half", (None, None), 100, 100),
        ("half & !common", (None, None), 100, 0),
        ("rare", (None, None), 100, 6),
        ("rare | none", (None, None), 4, 4),
        ("rare:B", (None, None), 100, 0),
        (
            "rare & half",
            (Some("2026-01-01 08:27:00Z"), Some("2026-01-02 09:27:00Z")),
            100,
            3,
        ),
        (
            "rare",
            (Some("2026-01-01 08:00:00Z"), Some("2026-01-01 09:00:00Z")),
            100,
            1,
        ),
        ("none", (None, None), 100, 0),
    ] {
        let (since, until): (Option<&str>, Option<&str>) = range;
        let times = "SELECT started_at::text FROM search_legs($1::text::tsquery, $2::text::timestamptz, $3::text::timestamptz, $4)";
        let legs = app
            .query(times, &[&wanted, &since, &until, &at_most])
            .await
            .expect(wanted);
        let legs: Vec<String> = legs.iter().map(|row| row.get(0)).collect();
        let plain = "SELECT started_at::text FROM search_windows WHERE tenant_id = $5::text::uuid AND vector @@ $1::text::tsquery
             AND started_at >= coalesce($2::text::timestamptz, '-infinity') AND started_at < coalesce($3::text::timestamptz, 'infinity')
             ORDER BY started_at DESC LIMIT $4";
        let at_most = i64::from(at_most);
        let read = owner
            .query(plain, &[&wanted, &since, &until, &at_most, &TENANT])
            .await
            .expect(wanted);
        assert_eq!(
            legs,
            read.iter().map(|row| row.get(0)).collect::<Vec<String>>(),
            "{wanted}"
        );
        assert_eq!(legs.len(), found, "{wanted}");
    }
}
