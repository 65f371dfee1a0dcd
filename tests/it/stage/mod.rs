//! An application without its edge: the real ledger and analysis on a real database, with analysts that do what a recording tells them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actors::analysis::analyst::Analyst;
use actors::app::{App, RecordingReceipt, Staff, StartError, StoreError};
use actors::config::AppConfig;
use actors::engine::analysis::{Analysis, ModelNames, Probabilities, SentimentLabel, Turn, UtteranceSentiment, Word};
use actors::engine::audio::Recorded;
use actors::engine::error::RecordingError;
use actors::engine::pbx::canonical;
use actors::engine::worker::{Options, Watch};
use actors::kafka::settings::{KafkaConfig, Protocol};
use actors::ledger::arrival::{Fate, Record};
use models::calls::intake::Doorbell;
use models::identity::tenant::{LimitChange, NewTenant, Tenant, TenantChange};
use models::ids::TenantId;
use models::testing::TestDatabase;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio_postgres::Client;

pub struct Stage {
    pub app: App,
    pub database: TestDatabase,
    pub config: AppConfig,
    /// All rights, no policy: to look at rows.
    pub rows: Client,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub async fn new() -> Stage {
        Self::with(|_| ()).await
    }

    pub async fn with(change: impl FnOnce(&mut AppConfig)) -> Stage {
        Self::staffed(change, Ok(())).await
    }

    /// `staff`: the fake analysts, or the sentence that says why there are none.
    pub async fn staffed(change: impl FnOnce(&mut AppConfig), staff: Result<(), String>) -> Stage {
        let database = TestDatabase::create().await;
        let folder = tempfile::tempdir().unwrap();
        let mut config = AppConfig::new(folder.path());
        config.analysis.workers = 2;
        config.analysis.retry_first = Duration::from_millis(1);
        config.analysis.poll = Duration::from_millis(20);
        config.intake.takeover_max = Duration::from_millis(200);
        change(&mut config);
        let app = start(&config, &database, staff.map(|()| fakes())).await.unwrap();
        let rows = database.superuser().await;
        Stage {
            app,
            database,
            config,
            rows,
            _folder: folder,
        }
    }

    /// Ends this application and starts another on the same database and folder.
    pub async fn restart(&mut self) {
        self.app.drain().await;
        self.app = start(&self.config, &self.database, Ok(fakes())).await.unwrap();
    }

    pub async fn tenant(&self, limit: LimitChange) -> TenantId {
        let owner = &self.database.pools.owner;
        let (tenant, _, _) = Tenant::create(owner, &self.database.master_key, "test", NewTenant::named("Test"))
            .await
            .unwrap();
        self.limit(tenant.tenant_id(), limit).await;
        tenant.tenant_id()
    }

    pub async fn limit(&self, tenant: TenantId, limit: LimitChange) {
        let change = TenantChange {
            limit: Some(limit),
            ..TenantChange::default()
        };
        Tenant::set(&self.database.pools.owner, "test", tenant, change)
            .await
            .unwrap();
    }

    pub async fn take(&self, tenant: TenantId, records: &[Value]) -> Vec<Fate> {
        self.app
            .accept(tenant, records.iter().map(record).collect())
            .await
            .unwrap()
    }

    pub async fn put(
        &self,
        tenant: TenantId,
        external_id: &str,
        recording: &[u8],
    ) -> Result<RecordingReceipt, StoreError> {
        let pieces: Vec<Result<_, std::io::Error>> =
            recording.chunks(1000).map(|piece| Ok(piece.to_vec().into())).collect();
        self.app
            .store_recording(
                tenant,
                "api",
                external_id,
                futures::stream::iter(pieces),
                None,
                Some("audio/wav".into()),
            )
            .await
    }

    /// One number out of a query.
    pub async fn count(&self, query: &str) -> i64 {
        self.rows.query_one(query, &[]).await.unwrap().get(0)
    }

    /// Text rows of a query, joined by spaces.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        self.rows
            .query(query, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get::<_, Option<String>>(0).unwrap_or_default())
            .collect()
    }

    /// Waits, from event to event, until a query counts `wanted`.
    pub async fn until(&self, bells: &mut broadcast::Receiver<Doorbell>, query: &str, wanted: i64) {
        let reached = async {
            while self.count(query).await != wanted {
                // Lagging is fine: the query is the truth.
                tokio::time::timeout(Duration::from_millis(200), bells.recv())
                    .await
                    .ok();
            }
        };
        if tokio::time::timeout(Duration::from_secs(60), reached).await.is_err() {
            let trace = self
                .texts("SELECT stage || ' ' || coalesce(reason, '') || ' ' || detail FROM trace ORDER BY at, n")
                .await;
            panic!("{query} never was {wanted}; trace: {trace:#?}");
        }
    }

    /// Usage in memory, in the rows, and counted anew are one.
    pub async fn usage_agrees(&self, tenant: TenantId) -> models::billing::usage::Report {
        let told = self.app.usage(tenant).await.unwrap().report;
        let recount = self.app.recount(tenant).await.unwrap();
        assert_eq!(recount.counted, recount.stored, "rows and usage row");
        assert_eq!(told, recount.counted, "memory and rows");
        told
    }
}

pub async fn start(config: &AppConfig, database: &TestDatabase, staff: Staff) -> Result<App, StartError> {
    actors::start(config.clone(), database.pools.clone(), database.sealer(), staff).await
}

/// Settings of one of several nodes, with timeouts for tests.
pub fn kafka(brokers: String, prefix: String, consumer: bool) -> KafkaConfig {
    KafkaConfig {
        prefix,
        partitions: 3,
        protocol: if consumer {
            Protocol::Consumer
        } else {
            Protocol::Classic
        },
        session: Duration::from_secs(3),
        heartbeat: Duration::from_millis(500),
        store_shared: true,
        ..KafkaConfig::new(brokers)
    }
}

pub fn record(value: &Value) -> Record {
    canonical::parse(value.clone()).unwrap()
}

/// A canonical record of an answered call of a minute.
pub fn call(external_id: &str) -> Value {
    json!({
        "external_id": external_id, "direction": "inbound", "from": "+491701", "to": "100", "agent": "201",
        "started_at": chrono::Utc::now().to_rfc3339(), "disposition": "answered", "talk_s": 60,
    })
}

/// The same call, always at the same time: its content is the same whenever it is sent.
pub fn fixed_call(external_id: &str) -> Value {
    let mut call = call(external_id);
    call["started_at"] = json!("2026-11-02T10:00:00Z");
    call
}

/// Does what the recording's text says.
struct Fake {
    /// Counts over all workers of a pool.
    panics_once: Arc<AtomicU32>,
}

pub fn fakes() -> actors::pool::Factory<Box<dyn Analyst>> {
    let panics_once = Arc::new(AtomicU32::new(0));
    Arc::new(move || {
        Ok(Box::new(Fake {
            panics_once: panics_once.clone(),
        }))
    })
}

impl Analyst for Fake {
    fn analyze(
        &mut self,
        recording: &dyn Recorded,
        _: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        let bytes = recording.read(0..recording.length());
        let text = String::from_utf8_lossy(&bytes.map_err(RecordingError::Unavailable)?).into_owned();
        match text.split(' ').next().unwrap_or_default() {
            "" => Err(RecordingError::Empty),
            "noise" => Err(RecordingError::Unreadable("no audio".into())),
            "panic" => panic!("planned: {text}"),
            "panic-once" if self.panics_once.fetch_add(1, Ordering::SeqCst) == 0 => panic!("planned, once"),
            "model" => Err(RecordingError::Model {
                stage: "speech",
                reason: "planned".into(),
            }),
            "stay" => {
                while watch.progress(0.0).is_continue() {
                    std::thread::yield_now();
                }
                Err(RecordingError::Cancelled)
            }
            _ => Ok(found(&text)),
        }
    }
}

/// Four turns of the customer, all of one feeling: `glad` or anything else.
pub fn found(text: &str) -> Analysis {
    let score = if text.starts_with("glad") { 4.0 } else { -4.0 };
    let turn = |n: u64| Turn {
        speaker: "customer".into(),
        channel: 1,
        start_ms: n * 1000,
        end_ms: n * 1000 + 900,
        text: text.to_owned(),
        words: vec![Word {
            text: text.to_owned(),
            start_ms: n * 1000,
            end_ms: n * 1000 + 900,
            confidence: 0.9,
        }],
        sentiment: Some(UtteranceSentiment {
            label: Some(SentimentLabel::Positive),
            score,
            probabilities: Probabilities::default(),
        }),
        confidence: None,
        flags: vec![],
    };
    Analysis {
        duration_ms: 60_000,
        channels: 2,
        language: "en".into(),
        language_confidence: 1.0,
        models: ModelNames {
            speech: "fake".into(),
            sentiment: "fake".into(),
        },
        turns: (0..4).map(turn).collect(),
        sentiment: Default::default(),
        characteristics: Default::default(),
        quality: Default::default(),
        timings_ms: Default::default(),
    }
}
