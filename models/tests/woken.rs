//! Which recordings without a leg are woken by legs that come: those whose leg they may be, of their own source and tenant.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use models::Error;
use models::calls::loose::sought::{self, Sought};
use models::calls::loose::{Loose, NewLoose};
use models::calls::recording::Blob;
use models::identity::tenant::{NewTenant, Tenant};
use models::ids::{self, LegId, TenantId};
use models::testing::TestDatabase;
use uuid::Uuid;

const LEG: &str = "INSERT INTO legs (tenant_id, id, call_id, source_instance, external_id, linked_id, source, direction, from_number, agent,
        started_at, talk_s, disposition, recording_name, digest)
    VALUES ($1, $2, $2, $3, $4, $5, 'canonical', 'inbound', $6, $7, $8, $9, 'answered', $10, sha256(''))";

#[derive(Clone, Copy)]
struct Leg {
    source: &'static str,
    linked_id: Option<&'static str>,
    from: Option<&'static str>,
    agent: Option<&'static str>,
    minutes: i64,
    talk_s: i32,
    recording_name: Option<&'static str>,
}

struct Scene {
    database: TestDatabase,
    tenant: TenantId,
}

fn at(minutes: i64) -> DateTime<Utc> {
    let begin: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().unwrap();
    begin + TimeDelta::minutes(minutes)
}

impl Scene {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let tenant = Self::tenant(&database).await;
        Self { database, tenant }
    }

    async fn tenant(database: &TestDatabase) -> TenantId {
        let new = NewTenant::named("Acme");
        let created = Tenant::create(&database.pools.owner, &database.master_key, "test", new).await;
        created.expect("created").0.tenant_id()
    }

    /// Keeps a recording of source `rome` that knows this of its leg; its id.
    async fn wait(&self, sought: Sought) -> Uuid {
        let (tenant, id) = (self.tenant, Uuid::new_v4());
        let new = NewLoose {
            id,
            source_instance: "rome".into(),
            name: sought.name.clone(),
            blob: Blob {
                sha256: id.as_bytes().repeat(2),
                bytes: 1,
                store_key: id.to_string(),
                sealed_bytes: 37,
            },
            media_type: None,
            duration_ms: None,
            channels: None,
            external_id: None,
            started_at: None,
            from_number: None,
            to_number: None,
            note: "no_leg",
            sought,
        };
        let app = &self.database.pools.app;
        let put = app.tenant(tenant, async move |conn| Loose::of(tenant).put(conn, &new).await);
        assert!(put.await.expect("kept"));
        id
    }

    async fn come(&self, tenant: TenantId, external_id: &str, leg: Leg) -> (TenantId, LegId) {
        let client = self.database.superuser().await;
        client
            .batch_execute("SET session_replication_role = replica")
            .await
            .expect("without calls");
        let id = ids::leg(tenant, leg.source, external_id);
        client
            .execute(
                LEG,
                &[
                    &tenant.0,
                    &id.0,
                    &leg.source,
                    &external_id,
                    &leg.linked_id,
                    &leg.from,
                    &leg.agent,
                    &at(leg.minutes),
                    &leg.talk_s,
                    &leg.recording_name,
                ],
            )
            .await
            .expect("a leg");
        (tenant, id)
    }

    async fn woken(&self, legs: &[(TenantId, LegId)], at_most: i64) -> BTreeSet<Uuid> {
        let legs = legs.to_vec();
        let worker = &self.database.pools.worker;
        let woken =
            worker.transaction(async move |conn| -> Result<_, Error> { sought::woken_by(conn, &legs, at_most).await });
        let woken = woken.await.expect("asked");
        let ids: BTreeSet<Uuid> = woken.iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), woken.len(), "each once");
        assert!(woken.iter().all(|one| one.tenant == self.tenant));
        ids
    }
}

/// It knows its leg by its time and parties alone.
fn heard(name: &str, parties: &[&str]) -> Sought {
    Sought {
        name: name.into(),
        began: Some((at(-11), at(1))),
        parties: parties.iter().map(|number| (*number).to_owned()).collect(),
        ..Sought::default()
    }
}

/// Of nobody that is known, hours later, and without a name for its recording.
const ROME: Leg = Leg {
    source: "rome",
    linked_id: None,
    from: None,
    agent: None,
    minutes: 600,
    talk_s: 60,
    recording_name: None,
};

#[tokio::test]
async fn a_leg_wakes_those_that_know_it_by_name_by_id_or_by_time_and_parties() {
    let scene = Scene::new().await;
    let named = scene.wait(heard("one.wav", &["201"])).await;
    let by_id = Sought {
        name: "two.wav".into(),
        id: Some("17.5".into()),
        ..Sought::default()
    };
    let by_id = scene.wait(by_id).await;
    let caller = scene.wait(heard("three.wav", &["2025550143", "600"])).await;
    let anybody = scene.wait(heard("four.wav", &[])).await;
    let woken = async |external_id: &str, leg: Leg| {
        let come = scene.come(scene.tenant, external_id, leg).await;
        scene.woken(&[come], 100).await
    };
    let none = BTreeSet::new();
    let one = Leg {
        recording_name: Some("one.wav"),
        ..ROME
    };
    assert_eq!(woken("a", one).await, BTreeSet::from([named]));
    assert_eq!(woken("17.5", ROME).await, BTreeSet::from([by_id]));
    let linked = Leg {
        linked_id: Some("17.5"),
        ..ROME
    };
    assert_eq!(woken("b", linked).await, BTreeSet::from([by_id]));
    let near = Leg { minutes: -10, ..ROME };
    assert_eq!(woken("c", near).await, BTreeSet::from([anybody]));
    let theirs = Leg {
        from: Some("+1 202 555 0143"),
        ..near
    };
    assert_eq!(woken("d", theirs).await, BTreeSet::from([caller, anybody]));
    let agent = Leg {
        agent: Some("201"),
        ..near
    };
    assert_eq!(woken("e", agent).await, BTreeSet::from([named, anybody]));
    // Too late, too early, never spoken on, another's extension, another name.
    let other = Leg {
        recording_name: Some("two"),
        ..ROME
    };
    for (external_id, leg) in [
        ("f", Leg { minutes: 2, ..theirs }),
        ("g", Leg { minutes: -12, ..theirs }),
        ("h", Leg { talk_s: 0, ..theirs }),
        ("i", other),
    ] {
        assert_eq!(woken(external_id, leg).await, none, "{external_id}");
    }
    let stranger = Leg {
        agent: Some("1201"),
        ..near
    };
    assert_eq!(woken("j", stranger).await, BTreeSet::from([anybody]));
}

#[tokio::test]
async fn no_other_source_and_no_other_tenant_wakes_them() {
    let scene = Scene::new().await;
    let other = Scene::tenant(&scene.database).await;
    let waits = scene.wait(heard("one.wav", &[])).await;
    let leg = Leg {
        minutes: 0,
        recording_name: Some("one.wav"),
        ..ROME
    };
    let pisa = Leg { source: "pisa", ..leg };
    let strangers = [
        scene.come(scene.tenant, "a", pisa).await,
        scene.come(other, "a", leg).await,
    ];
    assert_eq!(scene.woken(&strangers, 100).await, BTreeSet::new());
    let own = scene.come(scene.tenant, "a", leg).await;
    assert_eq!(scene.woken(&[own], 100).await, BTreeSet::from([waits]));
    let asked =
        [(scene.tenant, "rome"), (scene.tenant, "pisa"), (other, "rome")].map(|(of, name)| (of, name.to_owned()));
    let worker = &scene.database.pools.worker;
    let waiting = worker.transaction(async move |conn| -> Result<_, Error> { sought::waiting(conn, &asked).await });
    assert_eq!(
        waiting.await.expect("asked"),
        [(scene.tenant, "rome".to_owned())],
        "of whose sources anything waits"
    );
}

#[tokio::test]
async fn where_many_would_be_woken_those_come_first_that_know_the_leg_by_its_name() {
    let scene = Scene::new().await;
    for n in 0..5 {
        scene.wait(heard(&format!("{n}.wav"), &[])).await;
    }
    let named = scene.wait(heard("one.wav", &[])).await;
    let leg = Leg {
        minutes: 0,
        recording_name: Some("one.wav"),
        ..ROME
    };
    let come = scene.come(scene.tenant, "a", leg).await;
    assert_eq!(scene.woken(&[come], 1).await, BTreeSet::from([named]));
    assert_eq!(scene.woken(&[come, come], 100).await.len(), 6);
}

#[tokio::test]
async fn what_a_recording_seeks_is_what_was_last_known_of_its_leg() {
    let scene = Scene::new().await;
    let (tenant, id) = (scene.tenant, scene.wait(heard("one.wav", &["201"])).await);
    let leg = Leg {
        recording_name: Some("one.wav"),
        ..ROME
    };
    let come = scene.come(tenant, "17.5", leg).await;
    assert_eq!(scene.woken(&[come], 100).await, BTreeSet::from([id]));
    // Its source reads names in another way now.
    let read_anew = Sought {
        name: "two.wav".into(),
        ..Sought::default()
    };
    let app = &scene.database.pools.app;
    let postpone = async |sought: Sought| {
        let postponed = app.tenant(tenant, async move |conn| {
            Loose::of(tenant).postpone(conn, id, "no_leg", &sought).await
        });
        postponed.await.expect("postponed");
    };
    postpone(read_anew.clone()).await;
    assert_eq!(scene.woken(&[come], 100).await, BTreeSet::new());
    let by_id = Sought {
        id: Some("17.5".into()),
        ..read_anew
    };
    postpone(by_id).await;
    assert_eq!(scene.woken(&[come], 100).await, BTreeSet::from([id]));
}
