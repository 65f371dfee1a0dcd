//! Folders that are watched: how far their files were read is kept by whoever holds the lease, known to the next one, and forgotten when the
//! folder is removed or a file is gone.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use models::Error;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::TenantId;
use models::integrations::folder::{self, File, Folder, Wanted};
use models::integrations::lease::{self, Bounds, Key, Kind, Lease};
use models::integrations::source::Source;
use models::testing::TestDatabase;
use serde_json::{Value, json};
use uuid::Uuid;

struct Scene {
    database: TestDatabase,
    tenant: TenantId,
    id: Uuid,
    key: Key,
}

impl Scene {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let (owner, new) = (&database.pools.owner, NewTenant::named("Acme"));
        let created = Tenant::create(owner, &database.master_key, "test", new).await;
        let tenant = created.expect("created").0.tenant_id();
        let client = database.superuser().await;
        let sql = "INSERT INTO source_instances (tenant_id, name, label, format)
            VALUES ($1, 'rome', 'Rome', 'asterisk-cdr-csv') RETURNING id";
        let id = client.query_one(sql, &[&tenant.0]).await.expect("a source").get(0);
        let key = Key {
            tenant,
            source_instance: "rome".into(),
        };
        Self {
            database,
            tenant,
            id,
            key,
        }
    }

    async fn set(&self, folder: &str) -> Folder {
        let (tenant, id) = (self.tenant, self.id);
        let wanted = Wanted {
            folder: folder.into(),
            kind: "growing",
            names: "*".into(),
            after: "leave",
            interval_s: 5,
            rest_s: 60,
        };
        let app = &self.database.pools.app;
        let set = app.tenant(tenant, async move |conn| {
            folder::set(conn, tenant, "test", id, &wanted).await
        });
        set.await.expect("set")
    }

    async fn take(&self, node: &'static str) -> Option<Lease> {
        let (wanted, worker) = ([self.key.clone()], &self.database.pools.worker);
        let bounds = Bounds {
            leases_max: 1,
            lease_s: 30.0,
        };
        let taken = worker.transaction(async move |conn| -> Result<_, Error> {
            lease::take(conn, Kind::Folder, node, &wanted, bounds).await
        });
        taken.await.expect("asked").pop()
    }

    async fn begin(&self, lease: &Lease, files: &[File]) -> bool {
        let (lease, files) = (lease.clone(), files.to_vec());
        let worker = &self.database.pools.worker;
        let begun =
            worker.transaction(async move |conn| -> Result<_, Error> { folder::begin(conn, &lease, &files).await });
        begun.await.expect("asked")
    }

    async fn keep(&self, lease: &Lease, file: &File) -> bool {
        let (lease, file) = (lease.clone(), file.clone());
        let position: Value = json!({ "file": file.name, "position": file.position });
        let worker = &self.database.pools.worker;
        let kept = worker
            .transaction(async move |conn| -> Result<_, Error> { folder::keep(conn, &lease, &position, &file).await });
        kept.await.expect("asked")
    }

    /// How far files were read, by name; and whether the folder was ever looked at.
    async fn known(&self) -> (Vec<(String, i64)>, bool) {
        let (key, worker) = (self.key.clone(), &self.database.pools.worker);
        let known = worker.transaction(async move |conn| -> Result<_, Error> { folder::known(conn, &key).await });
        let (files, begun) = known.await.expect("asked");
        let mut files: Vec<(String, i64)> = files.into_iter().map(|file| (file.name, file.position)).collect();
        files.sort();
        (files, begun)
    }
}

fn file(name: &str, position: i64) -> File {
    File {
        id: Uuid::now_v7(),
        name: name.into(),
        device: 1,
        inode: -1,
        bytes: 100,
        modified_ns: 1,
        position,
        context: String::new(),
        head: "h".into(),
        tail: "t".into(),
        done: false,
        taken_at: None,
    }
}

#[tokio::test]
async fn what_was_read_is_known_to_the_next_one_and_who_has_lost_the_lease_writes_nothing() {
    let scene = Scene::new().await;
    assert!(scene.set("rome").await.begun_at.is_none());
    let mine = scene.take("one").await.expect("a lease");
    assert_eq!(scene.known().await, (Vec::new(), false));
    let mut master = file("Master.csv", 0);
    assert!(scene.begin(&mine, std::slice::from_ref(&master)).await);
    master.position = 40;
    assert!(scene.keep(&mine, &master).await);
    assert_eq!(scene.known().await, (vec![("Master.csv".to_owned(), 40)], true));
    // Set anew, even as it was: whoever begins next is told so, and knows the files.
    assert!(scene.set("rome").await.begun_at.is_some());
    let theirs = scene.take("two").await.expect("it is free at once");
    master.position = 90;
    assert!(!scene.keep(&mine, &master).await && !scene.begin(&mine, &[file("x", 0)]).await);
    assert_eq!(theirs.position, Some(json!({ "file": "Master.csv", "position": 40 })));
    master.position = 60;
    assert!(scene.keep(&theirs, &master).await);
    assert_eq!(scene.known().await, (vec![("Master.csv".to_owned(), 60)], true));
    // Another folder is looked at as if for the first time; what is known by its content stays known.
    assert!(scene.set("oslo").await.begun_at.is_none());
    assert_eq!(scene.known().await, (vec![("Master.csv".to_owned(), 60)], false));
}

#[tokio::test]
async fn what_is_removed_or_deleted_is_forgotten_and_nobodys_work() {
    let scene = Scene::new().await;
    let (tenant, id, app) = (scene.tenant, scene.id, &scene.database.pools.app);
    let remove = async || {
        app.tenant(tenant, async move |conn| folder::remove(conn, tenant, "test", id).await)
            .await
    };
    assert!(matches!(remove().await, Err(Error::NotFound("watched folder"))));
    scene.set("rome").await;
    let mine = scene.take("one").await.expect("a lease");
    let master = file("Master.csv", 40);
    assert!(scene.keep(&mine, &master).await);
    remove().await.expect("removed");
    assert_eq!(scene.known().await, (Vec::new(), false));
    assert!(!scene.keep(&mine, &master).await);
    // The same of a source that is deleted.
    scene.set("rome").await;
    let again = scene.take("one").await.expect("a lease");
    assert_eq!(again.position, None, "it is forgotten how far it had come");
    assert!(scene.keep(&again, &master).await);
    let deleted = app.tenant(tenant, async move |conn| {
        Source::of(tenant).delete(conn, "test", id).await
    });
    deleted.await.expect("deleted");
    assert!(!scene.keep(&again, &master).await);
    let worker = &scene.database.pools.worker;
    let watched = worker.transaction(async |conn| -> Result<_, Error> { folder::all(conn).await });
    assert_eq!(watched.await.expect("asked"), []);
    assert_eq!(scene.known().await, (Vec::new(), false));
}

#[tokio::test]
async fn a_file_that_has_been_gone_for_long_is_forgotten() {
    let scene = Scene::new().await;
    scene.set("rome").await;
    let mine = scene.take("one").await.expect("a lease");
    let (stays, goes) = (file("stays", 1), file("goes", 2));
    assert!(scene.begin(&mine, &[stays.clone(), goes.clone()]).await);
    let forget = async |there: Vec<Uuid>| {
        let lease = mine.clone();
        let worker = &scene.database.pools.worker;
        let gone = worker.transaction(async move |conn| -> Result<_, Error> {
            folder::forget_gone(conn, &lease, &there, 3600.0).await
        });
        gone.await.expect("asked")
    };
    assert_eq!(forget(vec![stays.id]).await, Some(Vec::new()), "it may come back");
    scene.database.shift_clock(3700).await;
    assert_eq!(forget(vec![stays.id]).await, Some(vec![goes.id]));
    assert_eq!(scene.known().await.0, [("stays".to_owned(), 1)]);
}
