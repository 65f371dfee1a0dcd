//! Rules that every table keeps: those of diesel's view, of foreign keys, and of the wall between tenants.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use models::testing::TestDatabase;
use tokio_postgres::Client;

/// Tables without a tenant, each with its reason.
const WITHOUT_TENANT: [(&str, &str); 18] = [
    ("__diesel_schema_migrations", "which migrations were run"),
    ("installation", "one row for the whole installation"),
    ("plans", "the price list"),
    ("platform_mode", "in which the platform runs"),
    ("feature_flags", "what is shown to whom"),
    ("platform_keys", "the platform's own key, wrapped"),
    ("sign_ups", "who has not followed their link yet: the owner's alone"),
    ("sign_in_guards", "wrong passwords, by hash of an address"),
    ("signing_keys", "what signs for the installation: the owner's alone"),
    ("staff", "the platform's own people"),
    ("staff_recovery_codes", "theirs"),
    ("staff_sessions", "where they are signed in"),
    ("suppressed_addresses", "to whom nothing is sent"),
    ("ledger_partitions", "who owns a partition of the door"),
    ("schedules", "what the platform does again and again"),
    ("queue_lanes", "how far each lane of the queue has got"),
    ("analysis_nodes", "how many workers each node has"),
    ("analysis_control", "the operator's switch"),
];

async fn strings(client: &Client, sql: &str) -> BTreeSet<String> {
    client
        .query(sql, &[])
        .await
        .expect(sql)
        .iter()
        .map(|row| row.get(0))
        .collect()
}

#[tokio::test]
async fn diesel_sees_the_tables_as_they_are() {
    let database = TestDatabase::create().await;
    let columns = "SELECT c.relname || '.' || a.attname || ' -> ' || CASE WHEN a.attnotnull THEN format_type(a.atttypid, NULL) \
                   ELSE 'Nullable<' || format_type(a.atttypid, NULL) || '>' END \
                   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid \
                   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
                   AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '__diesel_schema_migrations'";
    let stored = strings(&database.superuser().await, columns).await;
    let types = BTreeMap::from([
        ("Uuid", "uuid"),
        ("Text", "text"),
        ("Timestamptz", "timestamp with time zone"),
        ("Int4", "integer"),
        ("Int8", "bigint"),
        ("Bool", "boolean"),
        ("Bytea", "bytea"),
        ("Jsonb", "jsonb"),
        ("Float8", "double precision"),
        ("Array<Text>", "text[]"),
        ("Array<Int8>", "bigint[]"),
        ("Array<Uuid>", "uuid[]"),
        ("Tsvector", "tsvector"),
    ]);
    let mut seen = BTreeSet::new();
    let mut table = "";
    for line in include_str!("../src/schema.rs").lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name;
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let inner = kind.strip_prefix("Nullable<").and_then(|rest| rest.strip_suffix('>'));
            let sql = types[inner.unwrap_or(kind)];
            seen.insert(match inner {
                Some(_) => format!("{table}.{column} -> Nullable<{sql}>"),
                None => format!("{table}.{column} -> {sql}"),
            });
        }
    }
    assert_eq!(
        seen.symmetric_difference(&stored).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

#[tokio::test]
async fn every_foreign_key_has_an_index_that_begins_with_it() {
    let database = TestDatabase::create().await;
    let client = database.superuser().await;
    let all = strings(&client, "SELECT conname FROM pg_constraint WHERE contype = 'f'").await;
    assert!(all.len() >= 15, "{all:?}");
    let without = "SELECT conrelid::regclass || '.' || conname FROM pg_constraint f WHERE contype = 'f' AND NOT EXISTS \
        (SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indpred IS NULL AND \
         (i.indkey::smallint[])[0:cardinality(f.conkey) - 1] @> f.conkey)";
    assert_eq!(strings(&client, without).await, BTreeSet::new());
}

#[tokio::test]
async fn every_table_of_tenants_is_walled_with_a_policy_for_the_app_role() {
    let database = TestDatabase::create().await;
    let client = database.superuser().await;
    let free: BTreeSet<String> = WITHOUT_TENANT.iter().map(|(table, _)| (*table).to_owned()).collect();
    let open = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
                AND NOT (relrowsecurity AND relforcerowsecurity)";
    assert_eq!(
        strings(&client, open).await,
        free,
        "tables without forced row-level security"
    );
    let parents = "SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') \
                   AND NOT relispartition AND relrowsecurity";
    let walled = strings(&client, parents).await;
    let policies = "SELECT tablename::text FROM pg_policies WHERE policyname = 'tenant' AND roles = '{audiapro_app}' AND cmd = 'ALL' \
                    AND qual LIKE '%app.tenant_id%'";
    let persons = "SELECT tablename::text FROM pg_policies WHERE policyname = 'person' AND roles = '{audiapro_app}' AND cmd = 'ALL' \
                   AND qual LIKE '%app.person_id%'";
    let mut behind = strings(&client, policies).await;
    behind.extend(strings(&client, persons).await);
    assert_eq!(behind, walled);
    let columns = "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'";
    for table in strings(&client, columns).await {
        assert!(!free.contains(&table), "{table} has a tenant and no wall");
    }
}

#[tokio::test]
async fn who_sees_all_tenants_of_a_table_is_a_short_list() {
    let database = TestDatabase::create().await;
    let client = database.superuser().await;
    let all = "SELECT tablename || ' ' || array_to_string(roles, ',') FROM pg_policies WHERE qual = 'true'";
    let seen = strings(&client, all).await;
    let of = |role: &str| -> Vec<String> {
        seen.iter()
            .filter_map(|line| line.strip_suffix(&format!(" {role}")).map(str::to_owned))
            .collect()
    };
    assert_eq!(
        of("audiapro_staff"),
        [
            "analysis_usage",
            "api_key_usage",
            "api_keys",
            "audit",
            "audit_details",
            "audit_heads",
            "call_stats",
            "call_stats_days",
            "commands",
            "erasures",
            "feature_flag_tenants",
            "hearing_settings",
            "jobs",
            "memberships",
            "persons",
            "relay_cursors",
            "source_instances",
            "streams",
            "tallies",
            "tenant_notes",
            "tenant_tags",
            "tenants",
            "usage"
        ]
    );
    for kept in [
        "transcripts",
        "corrections",
        "tenant_keys",
        "api_keys",
        "audit",
        "audit_details",
        "audit_heads",
    ] {
        assert!(
            !of("audiapro_worker").contains(&kept.to_owned()),
            "the worker sees {kept}"
        );
    }
    for kept in [
        "transcripts",
        "corrections",
        "recordings",
        "recording_blobs",
        "legs",
        "calls",
        "analyses",
        "quarantine",
        "outbox",
        "trace",
    ] {
        assert!(
            !of("audiapro_owner").contains(&kept.to_owned()),
            "the owner sees {kept}"
        );
    }
}

#[tokio::test]
async fn no_runtime_role_has_a_right_on_a_partition_or_on_what_the_owner_runs() {
    let database = TestDatabase::create().await;
    let client = database.superuser().await;
    let partitions = "SELECT c.oid::regclass || ' ' || r FROM pg_class c, unnest(ARRAY['audiapro_app', 'audiapro_worker', 'audiapro_staff', 'public']) r \
                      WHERE c.relispartition AND c.relkind = 'r' AND has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')";
    let count = strings(
        &client,
        "SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r'",
    )
    .await
    .len();
    assert!(count > 10, "{count}");
    assert_eq!(strings(&client, partitions).await, BTreeSet::new());
    let functions = "SELECT p.oid::regprocedure || ' ' || r FROM pg_proc p, unnest(ARRAY['audiapro_app', 'audiapro_worker', 'audiapro_staff']) r \
                     WHERE pronamespace = 'public'::regnamespace AND proname <> 'app_now' AND has_function_privilege(r, p.oid, 'EXECUTE')";
    assert_eq!(
        strings(&client, functions).await,
        BTreeSet::from(
            [
                "api_key_by_hash(bytea) audiapro_app",
                "api_keys_by_login(text) audiapro_app",
                "search_legs(tsquery,timestamp with time zone,timestamp with time zone,integer) audiapro_app",
                "share_by_hash(bytea) audiapro_app",
                "share_by_view(bytea) audiapro_app",
                "session_by_hash(bytea,boolean) audiapro_app",
                "source_by_id(uuid) audiapro_app",
                "field_number(text,jsonb) audiapro_app",
                "field_number(text,jsonb) audiapro_worker",
                "field_text(text,text[],jsonb) audiapro_app",
                "field_text(text,text[],jsonb) audiapro_worker",
                "free_source_port(integer,integer) audiapro_app",
                "is_open(timestamp with time zone,text,int4multirange,jsonb) audiapro_app",
                "held(jsonb,text,text,timestamp with time zone) audiapro_app",
                "hold_intake(integer) audiapro_app",
                "held(jsonb,text,text,timestamp with time zone) audiapro_worker",
                "person_by_email(text) audiapro_app",
                "ring_for_limit(uuid,integer,timestamp with time zone) audiapro_worker",
                "person_by_link(bytea,text) audiapro_app",
                "partition_of(uuid,integer) audiapro_app",
                "partition_of(uuid,integer) audiapro_staff",
                "partition_of(uuid,integer) audiapro_worker",
            ]
            .map(str::to_owned)
        )
    );
}

#[tokio::test]
async fn a_view_would_run_as_its_caller_and_a_definer_has_a_fixed_path() {
    let database = TestDatabase::create().await;
    let client = database.superuser().await;
    let views = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR (relkind = 'v' \
                 AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']))";
    assert_eq!(strings(&client, views).await, BTreeSet::new());
    // The rule itself can fail.
    client
        .batch_execute("CREATE VIEW leak AS SELECT * FROM calls")
        .await
        .expect("view");
    assert_eq!(strings(&client, views).await, BTreeSet::from(["leak".to_owned()]));
    let loose = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef \
                 AND NOT coalesce(proconfig, '{}') && ARRAY['search_path=pg_catalog, pg_temp']";
    assert_eq!(strings(&client, loose).await, BTreeSet::new());
}
