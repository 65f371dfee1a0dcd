//! Tenants, keys, audit, the master key and the server we demand, on real PostgreSQL.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use models::billing::plan::Plan;
use models::billing::usage::Policy;
use models::calls::intake::{LedgerConnection, LedgerError};
use models::compliance::audit::{self, Entry, Verdict};
use models::compliance::master_key::{MasterKey, MasterKeySource};
use models::compliance::rotation::{rewrap, rotate};
use models::compliance::sealing::{Place, Sealer};
use models::db::{DatabaseConfig, Pools, Role};
use models::identity::api_key::{ApiKey, NewKey};
use models::identity::authority::{Grantor, Who, of_key};
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::{ApiKeyId, TenantId};
use models::platform::{installation, server};
use models::testing::TestDatabase;
use models::{Error, migrate};

async fn tenant(database: &TestDatabase, name: &str) -> TenantId {
    let created = Tenant::create(
        &database.pools.owner,
        &database.master_key,
        "test",
        NewTenant::named(name),
    )
    .await;
    created.expect("created").0.tenant_id()
}

/// A write that a test can look for.
async fn relabel(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    use diesel_async::RunQueryDsl;
    diesel::sql_query("UPDATE source_instances SET label = 'changed'")
        .execute(conn)
        .await?;
    Ok(())
}

fn sentence<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Refused(sentence) | Error::Invalid(sentence)) => sentence,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_plans_are_those_of_the_price_list() {
    let database = TestDatabase::create().await;
    let conn = &mut *database.pools.staff.get().await.expect("staff");
    let plans = Plan::all(conn).await.expect("plans");
    let listed: Vec<_> = plans
        .iter()
        .map(|plan| (plan.id.as_str(), plan.price_cents, plan.calls_limit, plan.trial_days))
        .collect();
    assert_eq!(
        listed,
        [
            ("trial", 0, Some(100), Some(14)),
            ("starter", 4_900, Some(500), None),
            ("professional", 14_900, Some(2_000), None),
            ("enterprise", 39_900, None, None)
        ]
    );
}

#[tokio::test]
async fn a_new_tenant_has_a_key_a_stream_a_source_a_period_and_a_first_audit_entry() {
    let database = TestDatabase::create().await;
    let Pools { owner, app, .. } = &database.pools;
    let new = NewTenant {
        zone: "Europe/Rome".into(),
        ..NewTenant::named("Acme")
    };
    let (created, key, secret) = Tenant::create(owner, &database.master_key, "test", new)
        .await
        .expect("created");
    let id = created.tenant_id();
    assert_eq!(
        (created.plan_id.as_str(), created.policy.as_str(), created.version),
        ("trial", "store_only", 1)
    );
    assert!(secret.reveal().starts_with(&key.prefix));
    let found = of_key(app, secret.reveal()).await.expect("lookup").expect("a bearer");
    assert_eq!((found.tenant, found.who), (id, Who::Key(ApiKeyId(key.id))));

    let superuser = database.superuser().await;
    for (table, rows) in [
        ("streams", 1),
        ("usage", 1),
        ("source_instances", 1),
        ("tenant_keys", 1),
        ("audit", 2),
        ("audit_details", 2),
    ] {
        let count = superuser
            .query_one(&format!("SELECT count(*) FROM {table} WHERE tenant_id = $1"), &[&id.0])
            .await;
        assert_eq!(count.expect(table).get::<_, i64>(0), rows, "{table}");
    }
    let held = superuser
        .query_one("SELECT period_start <= now() AND now() < period_end FROM usage", &[])
        .await
        .expect("usage");
    assert!(held.get::<_, bool>(0));
    let stored: String = superuser
        .query_one(
            "SELECT string_agg(api_keys::text || audit_details::text, chr(10)) FROM api_keys, audit_details",
            &[],
        )
        .await
        .expect("row")
        .get(0);
    assert!(!stored.contains(secret.reveal()), "a key's text is stored");
    let key = database.sealer().data_key(id).await.expect("data key");
    let place = Place {
        tenant: id,
        table: "quarantine",
        row: b"1",
    };
    assert_eq!(
        key.open(place, &key.seal(place, b"hello").expect("sealed"))
            .expect("opened"),
        b"hello"
    );
}

#[tokio::test]
async fn nothing_of_a_tenant_is_left_if_it_cannot_be_created() {
    let database = TestDatabase::create().await;
    let owner = &database.pools.owner;
    for (new, part) in [
        (
            NewTenant {
                plan: "gold".into(),
                ..NewTenant::named("A")
            },
            "there are trial, starter, professional, enterprise",
        ),
        (
            NewTenant {
                zone: "Mars/Olympus".into(),
                ..NewTenant::named("A")
            },
            "zone",
        ),
        (NewTenant::named("  "), "1 to 200 letters"),
    ] {
        let told = sentence(Tenant::create(owner, &database.master_key, "test", new).await);
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(
        Tenant::all(&mut owner.get().await.expect("owner"))
            .await
            .expect("tenants"),
        []
    );
}

#[tokio::test]
async fn a_change_of_terms_raises_the_version_and_stands_in_the_audit() {
    let database = TestDatabase::create().await;
    let owner = &database.pools.owner;
    let id = tenant(&database, "Acme").await;
    let set = |change| Tenant::set(owner, "test", id, change);
    let changed = set(TenantChange {
        limit: Some(LimitChange::Calls(5)),
        policy: Some(Policy::Reject),
        ..Default::default()
    })
    .await;
    let changed = changed.expect("limit");
    assert_eq!(
        (
            changed.limit_kind.as_str(),
            changed.calls_limit,
            changed.policy.as_str(),
            changed.version
        ),
        ("custom", Some(5), "reject", 2)
    );
    let changed = set(TenantChange {
        plan: Some("starter".into()),
        ..Default::default()
    })
    .await
    .expect("plan");
    assert_eq!(
        (
            changed.plan_id.as_str(),
            changed.limit_kind.as_str(),
            changed.calls_limit,
            changed.version
        ),
        ("starter", "plan", None, 3)
    );
    let both = TenantChange {
        plan: Some("trial".into()),
        limit: Some(LimitChange::Unlimited),
        zone: Some("Asia/Tokyo".into()),
        ..Default::default()
    };
    let changed = set(both).await.expect("both");
    assert_eq!(
        (changed.limit_kind.as_str(), changed.zone.as_str(), changed.version),
        ("unlimited", "Asia/Tokyo", 4)
    );
    sentence(
        set(TenantChange {
            zone: Some("Nowhere".into()),
            ..Default::default()
        })
        .await,
    );
    let unknown = Tenant::set(owner, "test", TenantId::random(), TenantChange::default()).await;
    assert!(matches!(unknown, Err(Error::NotFound("tenant"))));
    let verdict = database
        .pools
        .app
        .tenant(id, async |conn| audit::verify(conn, id).await)
        .await
        .expect("verify");
    assert_eq!(verdict, Verdict::Whole { entries: 5, erased: 0 });
}

#[tokio::test]
async fn a_tenant_is_found_by_id_or_by_a_name_that_is_its_alone() {
    let database = TestDatabase::create().await;
    let one = tenant(&database, "Acme").await;
    tenant(&database, "Twin").await;
    tenant(&database, "Twin").await;
    let conn = &mut *database.pools.staff.get().await.expect("staff");
    assert_eq!(Tenant::find(conn, "Acme").await.expect("by name").tenant_id(), one);
    assert_eq!(
        Tenant::find(conn, &one.to_string()).await.expect("by id").tenant_id(),
        one
    );
    assert!(sentence(Tenant::find(conn, "Twin").await).contains("several"));
    assert!(matches!(
        Tenant::find(conn, "Nobody").await,
        Err(Error::NotFound("tenant"))
    ));
}

#[tokio::test]
async fn a_revoked_an_expired_and_a_closed_tenants_key_is_no_key() {
    let database = TestDatabase::create().await;
    let app = &database.pools.app;
    let id = tenant(&database, "Acme").await;
    let create = async |name: &str, expires_at| {
        app.tenant(id, async |conn| {
            let new = NewKey {
                expires_at,
                ..NewKey::named(name)
            };
            ApiKey::of(id).create(conn, &Grantor::operator(), new, None).await
        })
        .await
        .expect("created")
    };
    let (revoked, revoked_text) = create("revoked", None).await;
    let past = chrono::Utc::now() - chrono::TimeDelta::seconds(1);
    let (_, expired_text) = create("expired", Some(past)).await;
    let (kept, kept_text) = create("kept", None).await;
    app.tenant(id, async |conn| {
        ApiKey::of(id).revoke(conn, "test", ApiKeyId(revoked.id)).await
    })
    .await
    .expect("revoked");
    app.tenant(id, async |conn| ApiKey::of(id).touch(conn, ApiKeyId(kept.id)).await)
        .await
        .expect("touched");
    assert!(of_key(app, revoked_text.reveal()).await.expect("lookup").is_none());
    assert!(of_key(app, expired_text.reveal()).await.expect("lookup").is_none());
    assert!(of_key(app, "ap_nothing").await.expect("lookup").is_none());
    assert!(of_key(app, kept_text.reveal()).await.expect("lookup").is_some());
    let keys = app
        .tenant(id, async |conn| ApiKey::of(id).list(conn).await)
        .await
        .expect("keys");
    assert_eq!(keys.iter().filter(|key| key.last_used_at.is_some()).count(), 1);
    let other = tenant(&database, "Other").await;
    let foreign = app
        .tenant(other, async |conn| {
            ApiKey::of(other).revoke(conn, "test", ApiKeyId(kept.id)).await
        })
        .await;
    assert!(matches!(foreign, Err(Error::NotFound("API key"))));
    database
        .superuser()
        .await
        .batch_execute("UPDATE tenants SET status = 'closed'")
        .await
        .expect("closed");
    assert!(of_key(app, kept_text.reveal()).await.expect("lookup").is_none());
}

#[tokio::test]
async fn the_audit_chain_tells_a_changed_a_missing_and_an_erased_entry_apart() {
    let database = TestDatabase::create().await;
    let id = tenant(&database, "Acme").await;
    let values =
        serde_json::json!({"b": [1, 2.50, 1e2, -0.0, 1e300, 12345678901234567890u64], "a": {"ü": null, "\u{1}": "\""}});
    let entries: Vec<Entry> = (0..5)
        .map(|n| Entry::new("test", "thing.done", format!("thing:{n}")).change(Some(values.clone()), None))
        .collect();
    let app = &database.pools.app;
    app.tenant(id, async |conn| audit::append(conn, id, &entries).await)
        .await
        .expect("appended");
    let verdict = async || {
        app.tenant(id, async |conn| audit::verify(conn, id).await)
            .await
            .expect("verify")
    };
    assert_eq!(verdict().await, Verdict::Whole { entries: 7, erased: 0 });

    let superuser = database.superuser().await;
    let spoilt = [
        ("UPDATE audit_details SET actor = 'somebody else' WHERE n = 4", Some(4)),
        ("UPDATE audit_details SET before = '{}' WHERE n = 5", Some(5)),
        (
            "UPDATE audit_details SET before = NULL, after = before WHERE n = 5",
            Some(5),
        ),
        (
            "UPDATE audit SET at = at - interval '1 microsecond' WHERE n = 3",
            Some(3),
        ),
        ("UPDATE audit SET commitment = sha256('x') WHERE n = 3", Some(3)),
        ("DELETE FROM audit WHERE n = 3", Some(3)),
        ("DELETE FROM audit WHERE n = 7", Some(7)),
        (
            "INSERT INTO audit SELECT tenant_id, n, at + interval '1 microsecond', commitment, prev, hash FROM audit WHERE n = 2",
            Some(3),
        ),
        ("UPDATE audit_heads SET n = 6", Some(8)),
        ("DELETE FROM audit_details WHERE n IN (1, 6)", None),
    ];
    for (sql, broken) in spoilt {
        // Copies of the rows, to undo the spoiling.
        superuser
            .batch_execute("CREATE TEMP TABLE a AS TABLE audit; CREATE TEMP TABLE d AS TABLE audit_details; CREATE TEMP TABLE h AS TABLE audit_heads")
            .await
            .expect("kept");
        assert!(superuser.execute(sql, &[]).await.expect(sql) > 0, "{sql}");
        match (verdict().await, broken) {
            (Verdict::Broken { n, .. }, Some(expected)) => assert_eq!(n, expected, "{sql}"),
            (found, None) => assert_eq!(found, Verdict::Whole { entries: 7, erased: 2 }, "{sql}"),
            (found, _) => panic!("{sql}: {found:?}"),
        }
        superuser
            .batch_execute(
                "TRUNCATE audit, audit_details, audit_heads; INSERT INTO audit TABLE a; INSERT INTO audit_details TABLE d; \
                 INSERT INTO audit_heads TABLE h; DROP TABLE a, d, h",
            )
            .await
            .expect("restored");
    }
    assert_eq!(verdict().await, Verdict::Whole { entries: 7, erased: 0 });
}

#[tokio::test]
async fn entries_of_many_writers_make_one_chain() {
    let database = TestDatabase::create().await;
    let id = tenant(&database, "Acme").await;
    let app = &database.pools.app;
    let writers = (0..20).map(|n| {
        let entries = vec![Entry::new("test", "thing.read", format!("thing:{n}")); 3];
        async move {
            app.tenant(id, async |conn| audit::append(conn, id, &entries).await)
                .await
        }
    });
    for result in futures::future::join_all(writers).await {
        result.expect("appended");
    }
    let verdict = app
        .tenant(id, async |conn| audit::verify(conn, id).await)
        .await
        .expect("verify");
    assert_eq!(verdict, Verdict::Whole { entries: 62, erased: 0 });
}

#[tokio::test]
async fn rotation_rewraps_every_tenant_and_what_was_sealed_still_opens() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().expect("folder");
    let source = MasterKeySource::File(folder.path().join("master.key"));
    // This installation's key, in a file.
    let old = MasterKey::load_or_create(&source, None).expect("a key");
    rewrap(&database.config, &database.master_key, &old)
        .await
        .expect("sealed under the file's key");
    let create = async |name| {
        Tenant::create(&database.pools.owner, &old, "test", NewTenant::named(name))
            .await
            .expect("created")
            .0
            .tenant_id()
    };
    let (one, two) = (create("One").await, create("Two").await);
    let place = Place {
        tenant: one,
        table: "quarantine",
        row: b"1",
    };
    let sealed = Sealer::new(database.pools.app.clone(), old.clone())
        .data_key(one)
        .await
        .expect("key")
        .seal(place, b"hello")
        .expect("sealed");

    let done = rotate(&database.config, &source, None).await.expect("rotated");
    assert_eq!((done.tenants, done.old_id.clone()), (2, old.id()));
    let known = installation::sealed_under(&database.config)
        .await
        .expect("installation");
    assert_eq!(known, Some(done.new_id.clone()));
    let new = MasterKey::load_or_create(&source, known.as_deref()).expect("the new key");
    assert_eq!(new.id(), done.new_id);
    let sealer = Sealer::new(database.pools.app.clone(), new);
    assert_eq!(
        sealer
            .data_key(one)
            .await
            .expect("key")
            .open(place, &sealed)
            .expect("opened"),
        b"hello"
    );
    sealer.data_key(two).await.expect("key");
    assert!(matches!(
        Sealer::new(database.pools.app.clone(), old.clone()).data_key(one).await,
        Err(Error::Sealed(_))
    ));
    // The old key is refused by name, and a second rotation from it changes nothing.
    assert!(sentence(installation::open(&database.pools.owner, &old).await).contains("wrong master key"));
    assert!(
        rewrap(&database.config, &old, &MasterKey::from_bytes([9; 32]))
            .await
            .is_err()
    );
    assert_eq!(
        installation::sealed_under(&database.config)
            .await
            .expect("installation"),
        Some(done.new_id)
    );
}

#[tokio::test]
async fn an_installation_keeps_its_key_and_refuses_another() {
    let database = TestDatabase::empty().await;
    assert_eq!(
        installation::sealed_under(&database.config).await.expect("before"),
        None
    );
    migrate::up(&database.config, &database.master_key).await.expect("up");
    assert_eq!(
        installation::sealed_under(&database.config).await.expect("before"),
        None
    );
    installation::open(&database.pools.owner, &database.master_key)
        .await
        .expect("first");
    installation::open(&database.pools.owner, &database.master_key)
        .await
        .expect("again");
    assert_eq!(
        installation::sealed_under(&database.config).await.expect("after"),
        Some(database.master_key.id())
    );
    assert!(
        sentence(installation::open(&database.pools.owner, &MasterKey::from_bytes([1; 32])).await)
            .contains("wrong master key")
    );
    // A key with the right name and other bytes.
    let forged = format!(
        "UPDATE installation SET master_key_id = '{}'",
        MasterKey::from_bytes([1; 32]).id()
    );
    database.superuser().await.batch_execute(&forged).await.expect("forged");
    assert!(
        sentence(installation::open(&database.pools.owner, &MasterKey::from_bytes([1; 32])).await)
            .contains("wrong master key")
    );
}

#[tokio::test]
async fn a_server_that_could_lose_what_was_acknowledged_is_refused() {
    let database = TestDatabase::create().await;
    server::check(&database.pools).await.expect("as it should be");
    let superuser = database.superuser().await;
    superuser
        .batch_execute(&format!(
            "ALTER DATABASE {} SET synchronous_commit = off",
            database.name()
        ))
        .await
        .expect("set");
    let pools = Pools::connect(&database.config, &database.master_key).expect("pools");
    let told = sentence(server::check(&pools).await);
    assert!(told.contains("synchronous_commit = off"), "{told}");
}

/// Roles of its own: those of the product belong to the whole cluster, and other tests use them now.
#[tokio::test]
async fn a_request_role_that_row_level_security_does_not_hold_is_refused() {
    let database = TestDatabase::create().await;
    let superuser = database.superuser().await;
    let name = |kind: &str| format!("{}_{kind}", database.name().replace("audiapro_test", "audiapro_role"));
    for (kind, attributes, told) in [
        ("plain", "", None),
        ("bypass", "BYPASSRLS", Some("bypasses row-level security")),
        ("super", "SUPERUSER", Some("is a superuser")),
        ("member", "IN ROLE audiapro_staff", Some("member of another role")),
    ] {
        let role = name(kind);
        superuser
            .batch_execute(&format!("CREATE ROLE {role} LOGIN {attributes}"))
            .await
            .expect("role");
        let conn = &mut <AsyncPgConnection as diesel_async::AsyncConnection>::establish(&database.url_as(&role))
            .await
            .expect("connect");
        let checked = server::check_held(conn, &role).await;
        let other = server::check_held(conn, "audiapro_app").await;
        superuser
            .batch_execute(&format!("DROP ROLE {role}"))
            .await
            .expect("dropped");
        match told {
            None => checked.expect("held"),
            Some(part) => assert!(sentence(checked).contains(part), "{kind}"),
        }
        assert!(sentence(other).contains("logs audiapro_app in as"), "{kind}");
    }
}

#[tokio::test]
async fn pools_answer_unavailable_when_nobody_listens_and_recover_when_connections_die() {
    let folder = tempfile::tempdir().expect("folder");
    let nobody = format!(
        "postgres://postgres@{}/x",
        folder.path().display().to_string().replace('/', "%2F")
    );
    let config = DatabaseConfig {
        wait_max: Duration::from_secs(2),
        ..DatabaseConfig::new(nobody)
    };
    let pools = Pools::connect(&config, &MasterKey::from_bytes([1; 32])).expect("pools");
    assert!(pools.app.get().await.err().expect("nobody listens").is_unavailable());

    let database = TestDatabase::create().await;
    let id = tenant(&database, "Acme").await;
    let app = &database.pools.app;
    let superuser = database.superuser().await;
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'audiapro_app' AND datname = current_database()";
    // In the middle of a transaction: unavailable, and rolled back.
    let cut = app
        .tenant(id, async |conn| -> Result<(), Error> {
            superuser.execute(kill, &[]).await.expect("killed");
            relabel(conn).await?;
            Ok(())
        })
        .await;
    assert!(cut.expect_err("cut").is_unavailable());
    // Between transactions: nobody notices.
    app.tenant(id, async |conn| Tenant::get(conn, id).await)
        .await
        .expect("a new connection");
    superuser.execute(kill, &[]).await.expect("killed");
    app.tenant(id, async |conn| Tenant::get(conn, id).await)
        .await
        .expect("a new connection");
}

#[tokio::test]
async fn a_failed_transaction_leaves_nothing_and_a_cancelled_one_its_connection_closed() {
    let database = TestDatabase::create().await;
    let id = tenant(&database, "Acme").await;
    let app = &database.pools.app;
    let failed = app
        .tenant(id, async |conn| -> Result<(), Error> {
            relabel(conn).await?;
            Err(Error::Invalid("no".into()))
        })
        .await;
    assert_eq!(sentence(failed), "no");
    let cancelled = app.tenant(id, async |conn| -> Result<(), Error> {
        relabel(conn).await?;
        std::future::pending().await
    });
    assert!(
        tokio::time::timeout(Duration::from_millis(300), cancelled)
            .await
            .is_err()
    );
    let superuser = database.superuser().await;
    // Waits for the lock of the cancelled one, if it still had one.
    superuser
        .batch_execute("UPDATE source_instances SET format = 'canonical'")
        .await
        .expect("no lock is left");
    let label: String = superuser
        .query_one("SELECT label FROM source_instances", &[])
        .await
        .expect("row")
        .get(0);
    assert_eq!(label, "API");
    for role in Role::ALL {
        drop(database.pools.of(role).get().await.expect("every role logs in"));
    }
}

#[tokio::test]
async fn whoever_stands_still_inside_a_transaction_loses_it_and_its_locks() {
    let database = TestDatabase::create().await;
    let config = DatabaseConfig {
        transaction_idle_max: Duration::from_millis(300),
        ..database.config.clone()
    };
    let login = Pools::connect(&config, &database.master_key)
        .expect("pools")
        .worker_config();
    let mut paused = LedgerConnection::open(&login).await.expect("connected");
    let owned = paused.take_partition(0).await.expect("taken");
    paused.begin().await.expect("begun");
    paused.guard(&owned, 1).await.expect("its own");
    // From here on it does nothing, and holds the partition's row.
    let mut next = LedgerConnection::open(&login).await.expect("connected");
    let taken = next.take_partition(0).await.expect("taken over");
    assert_eq!((taken.epoch, taken.next_offset), (owned.epoch + 1, 0));
    let late = paused.commit().await.expect_err("it was rolled back");
    assert!(
        matches!(late, LedgerError::Unknown(_)),
        "not a fault of a record: {late}"
    );
}

#[tokio::test]
async fn a_key_that_was_destroyed_opens_nothing_on_another_node_either() {
    let database = TestDatabase::create().await;
    let (gone, kept) = (tenant(&database, "Gone").await, tenant(&database, "Kept").await);
    let (here, elsewhere) = (database.sealer(), database.sealer());
    for sealer in [&here, &elsewhere] {
        for id in [gone, kept] {
            sealer.data_key(id).await.expect("a key");
        }
    }
    let closed = format!("UPDATE tenants SET status = 'closed', erase_after = now() WHERE id = '{gone}'");
    database.superuser().await.batch_execute(&closed).await.expect("closed");
    let destroyed = database
        .pools
        .owner
        .tenant(gone, async move |conn| {
            models::staff::tenants::erasure::destroy_key(conn, gone).await
        })
        .await;
    destroyed.expect("destroyed");
    here.forget(gone);
    assert!(matches!(here.data_key(gone).await, Err(Error::NotFound(_))));
    let mut turns = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..600 {
        turns.tick().await;
        if let Err(Error::NotFound(_)) = elsewhere.data_key(gone).await {
            elsewhere.data_key(kept).await.expect("the other tenant's");
            return;
        }
    }
    panic!("the other node still opens what was sealed");
}
