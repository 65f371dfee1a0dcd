//! The wall between tenants: what a query sees that forgets its tenant, names another's, copies, or comes from another role.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use models::compliance::sealing::{DataKey, MasterKey};
use models::db::{Pools, Role, set_tenant};
use models::ids::{CallId, TenantId};
use models::testing::TestDatabase;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

const ONE: TenantId = TenantId(Uuid::from_u128(1));
const TWO: TenantId = TenantId(Uuid::from_u128(2));

/// One row in every walled table.
async fn seed(client: &Client, tenant: TenantId) {
    let master_key = MasterKey::from_bytes([42; 32]);
    let wrapped = hex::encode(
        master_key
            .wrap(tenant, &DataKey::random().expect("key"))
            .expect("wrapped"),
    );
    let rows = r"
        INSERT INTO tenants (id, name, plan_id) VALUES ($t, 'T', 'trial');
        INSERT INTO tenant_keys VALUES ($t, $m, '\x$w');
        INSERT INTO api_keys (id, tenant_id, name, prefix, hash) VALUES ($t, $t, 'k', 'ap_', sha256($t::text::bytea));
        INSERT INTO audit_checkpoints VALUES ($t, 1, sha256($t::text::bytea), now(), 'k', 's');
        INSERT INTO api_key_usage VALUES ($t, $t, now(), 1, 0, 0, 0);
        INSERT INTO roles (tenant_id, id, name, permissions, row_scope) VALUES ($t, $t, 'r', '{}', 'own');
        INSERT INTO persons (id, email, email_key, name) VALUES ($t, $t || '@e.x', $t || '@e.x', 'p');
        INSERT INTO memberships (tenant_id, person_id, role, row_scope) VALUES ($t, $t, 'admin', 'all');
        INSERT INTO invitations (tenant_id, id, hash, email, email_key, role, row_scope, invited_by, expires_at)
            VALUES ($t, $t, sha256($t::text::bytea), 'i@e.x', 'i@e.x', 'agent', 'own', 'x', now());
        INSERT INTO groups (tenant_id, id, name) VALUES ($t, $t, 'g');
        INSERT INTO group_members VALUES ($t, $t, $t);
        INSERT INTO directory (tenant_id, id, extension, name) VALUES ($t, $t, '11', 'd');
        INSERT INTO sessions (id, tenant_id, person_id, kind, user_agent, address, second_factor, idle_s, expires_at)
            VALUES ($t, $t, $t, 'token', '', '', false, 60, now() + interval '1 day');
        INSERT INTO session_tokens VALUES (sha256($t::text::bytea), $t, $t, 'access', now() + interval '1 day');
        INSERT INTO credentials (person_id, password_hash) VALUES ($t, 'x');
        INSERT INTO second_factors (person_id, sealed) VALUES ($t, '');
        INSERT INTO recovery_codes (person_id, hash) VALUES ($t, sha256(''));
        INSERT INTO person_links (hash, person_id, purpose, expires_at) VALUES (sha256($t::text::bytea), $t, 'reset', now());
        INSERT INTO mails (id, tenant_id, person_id, kind, recipient, sealed) VALUES ($t, $t, $t, 'x', 'x', '');
        INSERT INTO erasures VALUES ($t, '{}', '', '');
        INSERT INTO feature_flags (name) VALUES ('f') ON CONFLICT DO NOTHING;
        INSERT INTO feature_flag_tenants VALUES ($t, 'f', true);
        INSERT INTO tenant_notes (tenant_id, id, staff_id, author, text) VALUES ($t, $t, $t, 'a', 't');
        INSERT INTO tenant_tags VALUES ($t, 't');
        INSERT INTO security_settings (tenant_id) VALUES ($t);
        INSERT INTO hearing_settings (tenant_id) VALUES ($t);
        INSERT INTO company_profiles (tenant_id) VALUES ($t);
        INSERT INTO source_instances (tenant_id, name, label, format) VALUES ($t, 'api', 'API', 'canonical');
        INSERT INTO calls (tenant_id, id, source_instance, key, source, direction, started_at, disposition)
            VALUES ($t, $t, 'api', '1', 'canonical', 'inbound', now(), 'answered');
        INSERT INTO call_agents VALUES ($t, '11', $t);
        INSERT INTO contacts (tenant_id, id, number, sealed) VALUES ($t, $t, '1', '');
        INSERT INTO tags (tenant_id, id, name, color) VALUES ($t, $t, 't', 'red');
        INSERT INTO call_tags VALUES ($t, $t, $t);
        INSERT INTO notes (tenant_id, id, call_id, author, sealed) VALUES ($t, $t, $t, 'x', '');
        INSERT INTO views (tenant_id, id, owner_id, name, query) VALUES ($t, $t, $t, 'v', '');
        INSERT INTO notifications (tenant_id, id, person_id, kind, group_key) VALUES ($t, $t, $t, 'x', '');
        INSERT INTO bell_mutes (tenant_id, person_id, kind) VALUES ($t, $t, 'x');
        INSERT INTO legs (tenant_id, id, call_id, source_instance, external_id, source, direction, started_at, talk_s, disposition, digest)
            VALUES ($t, $t, $t, 'api', '1', 'canonical', 'inbound', now(), 1, 'answered', sha256(''));
        INSERT INTO custom_fields (tenant_id, id, name, label, kind, key) VALUES ($t, $t, 'f', 'F', 'text', 'f');
        INSERT INTO leg_fields (tenant_id, leg_id, field_id, call_id, text) VALUES ($t, $t, $t, $t, 'v');
        INSERT INTO recording_blobs (tenant_id, sha256, bytes, store_key, sealed_bytes) VALUES ($t, sha256(''), 0, 'x', 36);
        INSERT INTO recordings (tenant_id, leg_id, source_instance, external_id, sha256, bytes) VALUES ($t, $t, 'api', '1', sha256(''), 0);
        INSERT INTO analyses (tenant_id, leg_id, call_id, duration_ms, channels, language, language_confidence, models, sentiment,
            characteristics, quality, timings) VALUES ($t, $t, $t, 1, 1, 'en', 1, '{}', '{}', '{}', '{}', '{}');
        INSERT INTO transcripts VALUES ($t, $t, '\x00', 1);
        INSERT INTO shares (tenant_id, id, leg_id, hash, words, sound, created_by, expires_at)
            VALUES ($t, $t, $t, sha256(($t)::text::bytea), true, false, 'test', now() + interval '1 h');
        INSERT INTO share_views (tenant_id, share_id, id, outcome, address, user_agent) VALUES ($t, $t, $t, 'opened', '', '');
        INSERT INTO loose_recordings (tenant_id, id, source_instance, name, sha256, bytes) VALUES ($t, $t, 'api', 'x', sha256(''), 0);
        INSERT INTO expected_recordings (tenant_id, leg_id, source_instance, external_id) VALUES ($t, $t, 'api', '1');
        INSERT INTO corrections (tenant_id, id, leg_id, turn, sealed, author) VALUES ($t, $t, $t, 0, '', 'x');
        INSERT INTO recording_peaks VALUES ($t, $t, '');
        INSERT INTO search_windows VALUES ($t, $t, 0, now(), 'x:1A');
        INSERT INTO search_words (tenant_id, token, sealed, windows) VALUES ($t, 'x', '', 1);
        INSERT INTO tombstones (tenant_id, id, kind, charge_kind) VALUES ($t, $t, 'call', 'none');
        -- And one of its day, by its triggers.
        INSERT INTO call_stats (tenant_id, bucket, source_instance, direction, disposition) VALUES ($t, now(), 'api', 'inbound', 'answered');
        INSERT INTO usage (tenant_id, period_start, period_end) VALUES ($t, now(), now() + interval '1 month');
        INSERT INTO analysis_usage (tenant_id, period_start) VALUES ($t, now());
        INSERT INTO analysis_queue (tenant_id, leg_id, call_id, lane, state) VALUES ($t, $t, $t, 'live', 'ready');
        INSERT INTO dead_letters (tenant_id, leg_id, call_id, code, detail, attempts) VALUES ($t, $t, $t, 'x', 'x', 1);
        INSERT INTO queue_shares (tenant_id, lane) VALUES ($t, 'live');
        INSERT INTO observation_groups (tenant_id, source_instance, group_key) VALUES ($t, 'api', 'g');
        INSERT INTO observations (tenant_id, source_instance, group_key, id, sealed) VALUES ($t, 'api', 'g', '1', '');
        INSERT INTO source_hours (tenant_id, source_instance, hour) VALUES ($t, 'api', now());
        INSERT INTO source_leases (tenant_id, source_instance, kind) VALUES ($t, 'api', 'caller');
        INSERT INTO source_folders VALUES ($t, 'api', '', 'growing', '*', 'leave', 5, 5);
        INSERT INTO source_files VALUES ($t, 'api', $t, 'x', 1, 1, 0, 0, 0, '', '', '', false);
        INSERT INTO source_lines VALUES ($t, 'api', '');
        INSERT INTO imports (tenant_id, id, source_instance, kind, name, total, actor) VALUES ($t, $t, 'api', 'records', 'x', 0, 'x');
        INSERT INTO quarantine (tenant_id, id, source_instance, code, detail, sealed) VALUES ($t, $t, 'api', 'x', 'x', '');
        INSERT INTO source_samples (tenant_id, source_instance, version, sealed) VALUES ($t, 'api', 1, '');
        INSERT INTO idempotency_keys (tenant_id, key, holder, held_until) VALUES ($t, 'k', $t, now());
        INSERT INTO commands (tenant_id, kind) VALUES ($t, 'x');
        INSERT INTO jobs (tenant_id, kind) VALUES ($t, 'x');
        INSERT INTO tallies (tenant_id) VALUES ($t);
        INSERT INTO streams (tenant_id) VALUES ($t);
        INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES ($t, 1, 1, '[]');
        INSERT INTO trace (tenant_id, call_id, stage) VALUES ($t, $t, 'received');
        INSERT INTO audit (tenant_id, n, commitment, prev, hash) VALUES ($t, 1, sha256(''), sha256(''), sha256(''));
        INSERT INTO audit_details (tenant_id, n, salt, actor, action, subject) VALUES ($t, 1, sha256(''), 'a', 'b', 'c');
        INSERT INTO audit_heads VALUES ($t, 1, sha256(''));";
    let rows = rows
        .replace("$t", &format!("'{tenant}'::uuid"))
        .replace("$m", &format!("'{}'", master_key.id()))
        .replace("$w", &wrapped);
    client
        .batch_execute(&format!("BEGIN; {rows} COMMIT"))
        .await
        .expect("seed");
}

async fn walled(client: &Client) -> Vec<(String, String)> {
    let sql = "SELECT relname::text, CASE relname WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END FROM pg_class \
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition \
               AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'tenant') \
               AND has_table_privilege('audiapro_app', oid, 'SELECT') ORDER BY 1";
    client
        .query(sql, &[])
        .await
        .expect("tables")
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect()
}

async fn client_of(database: &TestDatabase, role: Role) -> Client {
    let server = models::db::Server::parse(&database.config.url).expect("address");
    let (client, connection) = server
        .login(role, &database.master_key)
        .connect(NoTls)
        .await
        .expect("connect");
    tokio::spawn(connection);
    client
}

async fn seeded() -> (TestDatabase, Client) {
    let database = TestDatabase::create().await;
    let superuser = database.superuser().await;
    seed(&superuser, ONE).await;
    seed(&superuser, TWO).await;
    (database, superuser)
}

async fn count(client: &Client, table: &str) -> i64 {
    client
        .query_one(&format!("SELECT count(*) FROM {table}"), &[])
        .await
        .expect(table)
        .get(0)
}

#[tokio::test]
async fn a_query_that_forgets_its_tenant_returns_nothing_of_any_table() {
    let (database, superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    let tables = walled(&superuser).await;
    assert!(tables.len() >= 23, "{tables:?}");
    for (table, _) in &tables {
        assert_eq!(count(&superuser, table).await, 2, "{table} is not seeded");
        assert_eq!(count(&app, table).await, 0, "{table} without a tenant");
    }
    // Nor one whose setting is empty, as after a transaction.
    app.batch_execute("SET app.tenant_id = ''").await.expect("set");
    for (table, _) in &tables {
        assert_eq!(count(&app, table).await, 0, "{table} with an empty tenant");
    }
}

#[tokio::test]
async fn a_tenants_transaction_sees_that_tenant_alone_and_ends_with_it() {
    let (database, superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    for (table, column) in walled(&superuser).await {
        app.batch_execute(&format!("BEGIN; SELECT set_config('app.tenant_id', '{ONE}', true)"))
            .await
            .expect("begin");
        let seen: Vec<Uuid> = app
            .query(&format!("SELECT {column} FROM {table}"), &[])
            .await
            .expect(&table)
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert_eq!(seen, vec![ONE.0], "{table}");
        app.batch_execute("COMMIT").await.expect("commit");
        assert_eq!(count(&app, &table).await, 0, "{table} after the transaction");
    }
}

#[tokio::test]
async fn another_tenants_row_cannot_be_written_or_taken() {
    let (database, _superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    app.batch_execute(&format!("SET app.tenant_id = '{ONE}'"))
        .await
        .expect("set");
    for sql in [
        format!(
            "INSERT INTO tombstones (tenant_id, id, kind, charge_kind) VALUES ('{TWO}', gen_random_uuid(), 'call', 'none')"
        ),
        format!("UPDATE calls SET tenant_id = '{TWO}'"),
        format!("INSERT INTO source_instances (tenant_id, name, label, format) VALUES ('{TWO}', 'x', 'x', 'x')"),
    ] {
        let error = app.batch_execute(&sql).await.expect_err(&sql);
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{sql}");
    }
    for sql in [
        format!("DELETE FROM calls WHERE tenant_id = '{TWO}'"),
        format!("UPDATE calls SET agent = 'x' WHERE id = '{}'", TWO.0),
    ] {
        assert_eq!(app.execute(&sql, &[]).await.expect(&sql), 0, "{sql}");
    }
}

#[tokio::test]
async fn whole_days_follow_their_quarters_of_an_hour_and_no_request_writes_them() {
    let (database, superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    let worker = client_of(&database, Role::Worker).await;
    app.batch_execute(&format!("SET app.tenant_id = '{ONE}'"))
        .await
        .expect("set");
    for kept in [
        "INSERT INTO call_stats_days SELECT * FROM call_stats_days",
        "UPDATE call_stats_days SET calls = 1",
        "DELETE FROM call_stats_days",
    ] {
        refused(&app, kept).await;
    }
    let days = async || -> Vec<(Uuid, i64, Vec<i64>)> {
        let sql = "SELECT tenant_id, calls, waited_within[2:3] FROM call_stats_days ORDER BY tenant_id, day";
        let rows = superuser.query(sql, &[]).await.expect("days");
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
    };
    // As another role's statement, and without its right on the days.
    let more = "UPDATE call_stats SET calls = calls + 3, waited_within[2] = waited_within[2] + 2";
    assert_eq!(app.execute(more, &[]).await.expect("update"), 1);
    assert_eq!(days().await, [(ONE.0, 3, vec![2, 0]), (TWO.0, 0, vec![0, 0])]);
    let moved = "UPDATE call_stats SET bucket = bucket - interval '7 days', calls = calls + 1";
    assert_eq!(worker.execute(moved, &[]).await.expect("update"), 2);
    assert_eq!(
        days().await,
        [
            (ONE.0, 4, vec![2, 0]),
            (ONE.0, 0, vec![0, 0]),
            (TWO.0, 1, vec![0, 0]),
            (TWO.0, 0, vec![0, 0])
        ]
    );
    // The last quarter of an hour of a day takes its row along.
    app.batch_execute("DELETE FROM call_stats").await.expect("delete");
    assert_eq!(
        days().await,
        [(ONE.0, 0, vec![0, 0]), (TWO.0, 1, vec![0, 0]), (TWO.0, 0, vec![0, 0])]
    );
}

#[tokio::test]
async fn copy_tells_nothing_without_a_tenant_and_takes_nothing_in() {
    let (database, superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    for (table, _) in walled(&superuser).await {
        assert_eq!(
            copied(&app, &table).await.unwrap_or_default(),
            "",
            "{table} leaks through COPY"
        );
        for sql in [
            format!("COPY {table} TO PROGRAM 'cat'"),
            format!("COPY {table} FROM STDIN"),
        ] {
            let code = app.batch_execute(&sql).await.expect_err(&sql).code().cloned();
            let refusals = [SqlState::INSUFFICIENT_PRIVILEGE, SqlState::FEATURE_NOT_SUPPORTED];
            assert!(
                code.as_ref().is_some_and(|code| refusals.contains(code)),
                "{sql}: {code:?}"
            );
        }
    }
    // The test can fail: with its tenant, COPY tells that tenant's row.
    app.batch_execute(&format!("SET app.tenant_id = '{ONE}'"))
        .await
        .expect("set");
    let told = copied(&app, "streams").await.expect("copy");
    assert!(
        told.starts_with(&ONE.to_string()) && told.lines().count() == 1,
        "{told}"
    );
}

/// What COPY tells; `None` if it is refused.
async fn copied(client: &Client, table: &str) -> Option<String> {
    let columns = if table == "outbox" || table == "trace" || table == "audit" {
        // COPY of a partitioned table takes a query.
        format!("(SELECT * FROM {table})")
    } else {
        table.to_owned()
    };
    let rows = client.copy_out(&format!("COPY {columns} TO STDOUT")).await.ok()?;
    let chunks = futures::TryStreamExt::try_collect::<Vec<_>>(rows).await.ok()?;
    Some(
        chunks
            .iter()
            .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
            .collect(),
    )
}

#[tokio::test]
async fn the_worker_reads_no_words_no_keys_and_no_audit() {
    let (database, _superuser) = seeded().await;
    let worker = client_of(&database, Role::Worker).await;
    refuse_all(
        &worker,
        &[
            "transcripts",
            "corrections",
            "tenant_keys",
            "api_keys",
            "audit",
            "audit_details",
            "audit_heads",
        ],
    )
    .await;
    for seen in ["calls", "legs", "usage", "analysis_queue", "outbox", "commands"] {
        assert_eq!(count(&worker, seen).await, 2, "{seen}");
    }
    for kept in [
        "UPDATE tenants SET policy = 'overage'",
        "DELETE FROM audit",
        "SELECT answer FROM idempotency_keys",
        "UPDATE installation SET master_key_id = 'x'",
        "SELECT sealed FROM notes",
        "UPDATE notes SET sealed = ''",
        "SELECT data FROM notifications",
    ] {
        refused(&worker, kept).await;
    }
    // Of the trace only the canary's goes, whatever the statement says.
    let gone = worker.execute("DELETE FROM trace", &[]).await.expect("delete");
    assert_eq!((gone, count(&worker, "trace").await), (0, 2));
}

#[tokio::test]
async fn staff_read_identity_usage_and_platform_and_write_nothing() {
    let (database, _superuser) = seeded().await;
    let staff = client_of(&database, Role::Staff).await;
    refuse_all(
        &staff,
        &[
            "transcripts",
            "corrections",
            "recordings",
            "recording_blobs",
            "calls",
            "legs",
            "analyses",
            "quarantine",
            "outbox",
            "trace",
            "tenant_keys",
            "sessions",
            "signing_keys",
        ],
    )
    .await;
    for seen in [
        "tenants",
        "audit",
        "audit_details",
        "tenant_notes",
        "tenant_tags",
        "usage",
        "analysis_usage",
        "call_stats",
        "call_stats_days",
        "plans",
        "installation",
        "ledger_partitions",
    ] {
        assert!(count(&staff, seen).await >= 0, "{seen}");
    }
    assert_eq!(count(&staff, "tenants").await, 2);
    assert_eq!(
        staff
            .query("SELECT id, name, prefix FROM api_keys", &[])
            .await
            .expect("keys")
            .len(),
        2
    );
    for kept in [
        "SELECT hash FROM api_keys",
        "SELECT vocabulary FROM hearing_settings",
        "UPDATE tenants SET plan_id = 'enterprise'",
        "DELETE FROM usage",
        "SELECT api_key_by_hash('')",
    ] {
        refused(&staff, kept).await;
    }
}

#[tokio::test]
async fn what_staff_know_about_tenants_is_no_tenants_to_read() {
    let (_database, superuser) = seeded().await;
    let sql = "SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
               AND NOT relispartition AND NOT has_table_privilege('audiapro_app', oid, 'SELECT') \
               AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = 'tenant') ORDER BY 1";
    let kept: Vec<String> = superuser
        .query(sql, &[])
        .await
        .expect("tables")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(kept, ["erasures", "relay_cursors", "tenant_notes", "tenant_tags"]);
}

#[tokio::test]
async fn audit_entries_can_be_added_but_not_changed_or_removed() {
    let (database, _superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    app.batch_execute(&format!("SET app.tenant_id = '{ONE}'"))
        .await
        .expect("set");
    for kept in [
        "UPDATE audit SET hash = prev",
        "DELETE FROM audit",
        "UPDATE audit_details SET actor = 'x'",
        "DELETE FROM audit_details",
        "TRUNCATE audit",
        "DELETE FROM audit_heads",
        "UPDATE usage SET included = 0",
        "UPDATE tallies SET received = 0",
        "DELETE FROM tombstones",
        "UPDATE sessions SET staff_name = 'x'",
        "UPDATE tenants SET calls_limit = 1",
        "UPDATE tenant_keys SET wrapped = ''",
    ] {
        refused(&app, kept).await;
    }
}

#[tokio::test]
async fn no_request_role_shifts_the_clock_or_reaches_a_partition() {
    let (database, superuser) = seeded().await;
    let partition: String = superuser
        .query_one("SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'outbox%' LIMIT 1", &[])
        .await
        .expect("partition")
        .get(0);
    for role in Role::REQUEST {
        let client = client_of(&database, role).await;
        let shifted = "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now() + interval ''1 day'''";
        refused(&client, shifted).await;
        refused(&client, "CREATE TABLE mine (id int)").await;
        refused(&client, &format!("SELECT * FROM {partition}")).await;
        refused(&client, "SELECT create_partitions('1 hour')").await;
        for other in Role::ALL.into_iter().filter(|other| *other != role) {
            refused(&client, &format!("SET ROLE {}", other.name())).await;
        }
    }
}

#[tokio::test]
async fn a_key_is_looked_up_by_its_hash_and_tells_ids_only() {
    let (database, _superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    let found = app
        .query(&format!("SELECT * FROM api_key_by_hash(sha256('{TWO}'::bytea))"), &[])
        .await
        .expect("lookup");
    let columns: Vec<&str> = found[0].columns().iter().map(|column| column.name()).collect();
    assert_eq!(columns, ["key_id", "tenant_id"]);
    assert_eq!((found.len(), found[0].get::<_, Uuid>(1)), (1, TWO.0));
    assert!(
        app.query("SELECT * FROM api_key_by_hash(sha256('other'))", &[])
            .await
            .expect("lookup")
            .is_empty()
    );
    refused(&client_of(&database, Role::Worker).await, "SELECT api_key_by_hash('')").await;
}

#[tokio::test]
async fn another_tenants_call_is_not_found() {
    let (database, _superuser) = seeded().await;
    let app = &database.pools.app;
    let calls = models::calls::call::Call::of(ONE);
    assert!(calls.find(app, CallId(ONE.0)).await.is_ok());
    let foreign = calls.find(app, CallId(TWO.0)).await;
    assert!(matches!(foreign, Err(models::Error::NotFound("call"))), "{foreign:?}");
    let listed = calls
        .list(app, &Default::default(), &Default::default())
        .await
        .expect("list");
    assert_eq!(listed.data.iter().map(|call| call.id).collect::<Vec<_>>(), [ONE.0]);
}

/// The second wall stands without the first: the policy alone, on a query without any condition.
#[tokio::test]
async fn the_pools_transaction_sets_its_tenant_and_leaves_none_behind() {
    let (database, _superuser) = seeded().await;
    let Pools { app, .. } = &database.pools;
    let seen = |tenant: Option<TenantId>| async move {
        use diesel_async::RunQueryDsl;
        let conn = &mut *app.get().await.expect("connection");
        diesel::sql_query("BEGIN").execute(conn).await.expect("begin");
        if let Some(tenant) = tenant {
            set_tenant(conn, tenant).await.expect("tenant");
        }
        let ids: Vec<Uuid> = models::schema::calls::table
            .select(models::schema::calls::id)
            .load(conn)
            .await
            .expect("calls");
        diesel::sql_query("COMMIT").execute(conn).await.expect("commit");
        ids
    };
    use diesel::QueryDsl;
    assert_eq!(seen(Some(TWO)).await, [TWO.0]);
    assert_eq!(seen(None).await, Vec::<Uuid>::new());
}

/// Tables of persons, with the column that names the person.
const PERSONAL: [(&str, &str); 5] = [
    ("persons", "id"),
    ("credentials", "person_id"),
    ("second_factors", "person_id"),
    ("recovery_codes", "person_id"),
    ("person_links", "person_id"),
];

#[tokio::test]
async fn a_persons_transaction_sees_that_person_alone_and_a_tenants_its_members() {
    let (database, superuser) = seeded().await;
    let app = client_of(&database, Role::App).await;
    let sql = "SELECT tablename::text FROM pg_policies WHERE policyname = 'person' AND cmd = 'ALL'";
    let behind: BTreeSet<String> = superuser
        .query(sql, &[])
        .await
        .expect("policies")
        .iter()
        .map(|row| row.get(0))
        .collect();
    let named: BTreeSet<String> = PERSONAL
        .iter()
        .map(|(table, _)| (*table).to_owned())
        .chain(["sessions".to_owned(), "mails".to_owned()])
        .collect();
    assert_eq!(behind, named);
    for (table, column) in PERSONAL.iter().copied().chain([
        ("sessions", "person_id"),
        ("mails", "person_id"),
        ("memberships", "person_id"),
        ("tenants", "id"),
    ]) {
        assert_eq!(count(&app, table).await, 0, "{table} without a person");
        app.batch_execute(&format!("BEGIN; SELECT set_config('app.person_id', '{ONE}', true)"))
            .await
            .expect("begin");
        let seen: Vec<Uuid> = app
            .query(&format!("SELECT {column} FROM {table}"), &[])
            .await
            .expect(table)
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert_eq!(seen, vec![ONE.0], "{table}");
        app.batch_execute("COMMIT").await.expect("commit");
        assert_eq!(count(&app, table).await, 0, "{table} after the transaction");
    }
    app.batch_execute(&format!("SET app.tenant_id = '{ONE}'"))
        .await
        .expect("set");
    assert_eq!(count(&app, "persons").await, 1, "a tenant sees its members");
    assert_eq!(
        app.execute("UPDATE persons SET name = 'x'", &[]).await.expect("update"),
        0,
        "and does not change them"
    );
}

async fn refuse_all(client: &Client, tables: &[&str]) {
    let mut open = BTreeSet::new();
    for table in tables {
        if client.query(&format!("SELECT 1 FROM {table}"), &[]).await.is_ok() {
            open.insert(*table);
        }
    }
    assert_eq!(open, BTreeSet::new());
}

async fn refused(client: &Client, sql: &str) {
    let error = client.batch_execute(sql).await.expect_err(sql);
    assert_eq!(
        error.code(),
        Some(&SqlState::INSUFFICIENT_PRIVILEGE),
        "{sql}: {error:?}"
    );
}
