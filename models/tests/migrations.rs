//! Each migration up, down and up again gives the same tables; a database newer than the program is refused.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::process::Command;

use models::compliance::master_key::MasterKey;
use models::compliance::rotation::rewrap;
use models::compliance::sealing::Sealer;
use models::db::{DatabaseConfig, Pools};
use models::identity::tenant::{NewTenant, Tenant};
use models::platform::{installation, server};
use models::testing::TestDatabase;
use models::{Error, migrate};

/// The tables as pg_dump tells them, without its random lines.
fn dump(database: &TestDatabase) -> String {
    let output = Command::new("pg_dump")
        .args(["--schema-only", "--dbname", &database.config.url])
        .output()
        .expect("pg_dump");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// So many of the last migrations are each gone back to.
const NEWEST: usize = 12;

#[tokio::test]
async fn every_migration_can_be_reverted_and_run_again() {
    let database = TestDatabase::empty().await;
    let names = migrate::names().expect("names");
    assert_eq!(migrate::pending(&database.config).await.expect("pending"), names);
    assert_eq!(
        migrate::up(&database.config, &database.master_key).await.expect("up"),
        names
    );
    assert_eq!(
        migrate::pending(&database.config).await.expect("pending"),
        Vec::<String>::new()
    );
    let whole = dump(&database);
    assert!(whole.contains("CREATE TABLE public.calls"), "{whole}");

    // Back one by one, keeping what each step left; then so many steps down and up: each number for the newest, of those before them only some,
    // for what one of them leaves behind is met by every longer way up.
    let mut left = vec![whole.clone()];
    for name in names.iter().rev() {
        assert_eq!(
            migrate::down(&database.config, 1).await.expect("down"),
            vec![name.clone()]
        );
        left.push(dump(&database));
    }
    assert!(!left.last().expect("dumps").contains("CREATE TABLE public.calls"));
    assert_eq!(
        migrate::up(&database.config, &database.master_key)
            .await
            .expect("up")
            .len(),
        names.len()
    );
    let ways = |steps: usize| steps <= NEWEST || steps.is_multiple_of(NEWEST) || steps == names.len();
    for (steps, left) in left.iter().enumerate().skip(1).filter(|(steps, _)| ways(*steps)) {
        assert_eq!(migrate::down(&database.config, steps).await.expect("down").len(), steps);
        assert_same(&dump(&database), left, "down again");
        assert_eq!(
            migrate::up(&database.config, &database.master_key)
                .await
                .expect("up")
                .len(),
            steps
        );
        assert_same(&dump(&database), &whole, "up again");
    }
}

fn assert_same(found: &str, expected: &str, when: &str) {
    let lacking: Vec<&str> = expected.lines().filter(|line| !found.contains(line)).collect();
    let left_over: Vec<&str> = found.lines().filter(|line| !expected.contains(line)).collect();
    assert!(
        found == expected,
        "{when}: lacking {lacking:#?}, left over {left_over:#?}"
    );
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused_and_left_alone() {
    let database = TestDatabase::create().await;
    let superuser = database.superuser().await;
    superuser
        .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')")
        .await
        .expect("insert");
    for refused in [
        migrate::up(&database.config, &database.master_key).await,
        migrate::down(&database.config, 1).await,
        migrate::pending(&database.config).await,
    ] {
        match refused {
            Err(Error::Refused(sentence)) => assert!(sentence.contains("29991231000000"), "{sentence}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(dump(&database).contains("CREATE TABLE public.calls"));
}

/// As in the program's own cluster: no superuser takes part.
#[tokio::test]
async fn the_owner_role_alone_runs_an_installation_on_its_own_database() {
    let database = TestDatabase::create().await;
    let empty = TestDatabase::empty().await;
    drop(database);
    let given = format!("ALTER DATABASE {} OWNER TO audiapro_owner", empty.name());
    empty.superuser().await.batch_execute(&given).await.expect("owner");
    let config = DatabaseConfig::new(empty.url_as("audiapro_owner"));
    migrate::up(&config, &empty.master_key).await.expect("up");
    let pools = Pools::connect(&config, &empty.master_key).expect("pools");
    installation::open(&pools.owner, &empty.master_key)
        .await
        .expect("installation");
    server::check(&pools).await.expect("the roles are held");
    let new = NewTenant::named("Acme");
    let (tenant, ..) = Tenant::create(&pools.owner, &empty.master_key, "test", new)
        .await
        .expect("tenant");
    let new_key = MasterKey::from_bytes([7; 32]);
    assert_eq!(rewrap(&config, &empty.master_key, &new_key).await.expect("rotated"), 1);
    Sealer::new(pools.app.clone(), new_key)
        .data_key(tenant.tenant_id())
        .await
        .expect("data key");
    let conn = &mut *pools.owner.get().await.expect("owner");
    let seen = diesel_async::RunQueryDsl::load::<uuid::Uuid>(
        diesel::QueryDsl::select(models::schema::calls::table, models::schema::calls::id),
        conn,
    );
    assert_eq!(
        seen.await.expect("calls"),
        Vec::<uuid::Uuid>::new(),
        "the owner's own tables are walled for it too"
    );
}

#[tokio::test]
async fn several_processes_migrate_one_database_at_once() {
    let database = TestDatabase::empty().await;
    let ups = (0..4).map(|_| migrate::up(&database.config, &database.master_key));
    let mut ran: Vec<usize> = Vec::new();
    for result in futures::future::join_all(ups).await {
        ran.push(result.expect("up").len());
    }
    ran.sort();
    assert_eq!(ran, vec![0, 0, 0, migrate::names().expect("names").len()]);
}

#[tokio::test]
async fn partitions_are_made_ahead_once_and_follow_the_clock() {
    let database = TestDatabase::create().await;
    let superuser = database.superuser().await;
    let count = || async {
        let asked = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'outbox'::regclass";
        superuser.query_one(asked, &[]).await.expect("count").get::<_, i64>(0)
    };
    let before = count().await;
    assert!(before >= 7, "{before}");
    migrate::create_partitions(&mut database.pools.owner.get().await.expect("owner"))
        .await
        .expect("again");
    assert_eq!(count().await, before);
    database.shift_clock(40 * 24 * 3600).await;
    assert!(count().await > before);
    let row = "INSERT INTO outbox (tenant_id, seq_from, seq_to, events) VALUES (gen_random_uuid(), 1, 1, '[]')";
    superuser
        .batch_execute(row)
        .await
        .expect("a row of that day has its partition");
}
