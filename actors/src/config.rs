//! Every bound of this crate: a name, a default, a sentence. Where the values come from is decided at the edge.

mod workers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use models::ids::TenantId;

use crate::kafka::settings::KafkaConfig;
use crate::mail::{Courier, MailBounds};
use crate::outbound::Outbound;
use crate::spans::SpanSettings;

pub use workers::{WORKERS_MAX, workers_counted};

#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Folder of everything kept on disk; recordings lie in `recordings/` under it.
    pub data_dir: PathBuf,
    pub intake: IntakeBounds,
    pub recordings: RecordingBounds,
    pub analysis: AnalysisBounds,
    pub jobs: JobBounds,
    pub feed: FeedBounds,
    /// Recordings that telephone systems keep are fetched; `None`: they are not.
    pub fetching: Option<Arc<Fetching>>,
    /// Telephone systems that write to a port; `None`: no port is opened.
    pub sources: Option<SourceBounds>,
    pub live: LiveBounds,
    /// Connections are opened to telephone systems that wait for one; `None`: they are not.
    pub calling: Option<Arc<Calling>>,
    /// Folders in which telephone systems' files come to lie are watched; `None`: this node has none.
    pub folders: Option<FolderBounds>,
    /// A node that has not renewed its lease of a source for so long has lost the work that only one node may do.
    pub source_lease: Duration,
    /// Several processes share the database through this Kafka; `None`: this is the only one.
    pub kafka: Option<KafkaConfig>,
    /// Who carries mails; `None`: they wait.
    pub courier: Option<Courier>,
    pub mail: MailBounds,
    /// The collector of traces; `None`: none are made.
    pub spans: Option<SpanSettings>,
    /// A call of our own goes through the whole path so often; `None`: none does. The canary's tenant is there.
    pub canary_every: Option<Duration>,
    /// On the way out, what is in flight has so long to end.
    pub drain_max: Duration,
}

impl AppConfig {
    /// Defaults, with a data folder.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            intake: IntakeBounds::default(),
            recordings: RecordingBounds::default(),
            analysis: AnalysisBounds::default(),
            jobs: JobBounds::default(),
            feed: FeedBounds::default(),
            fetching: None,
            sources: None,
            live: LiveBounds::default(),
            calling: None,
            folders: None,
            source_lease: Duration::from_secs(15),
            kafka: None,
            courier: None,
            mail: MailBounds::default(),
            spans: None,
            canary_every: None,
            drain_max: Duration::from_secs(30),
        }
    }

    /// Among how many Ledgers the tenants are divided; `None`: as the door's topic is cut.
    pub fn ledgers(&self) -> Option<i32> {
        let counted = i32::try_from(self.intake.ledgers_counted()).unwrap_or(i32::MAX);
        Some(counted).filter(|_| self.kafka.is_none())
    }
}

#[derive(Clone, Debug)]
pub struct SourceBounds {
    /// At which address of this machine ports are opened.
    pub tcp_address: String,
    /// Connections at the same time: of all sources, and of one.
    pub connections_max: usize,
    pub source_connections_max: usize,
    /// Pieces a second that are read of one source, and how many at once after silence; whoever is faster waits.
    pub lines_per_s: u32,
    pub lines_burst: u32,
}

/// Streams of live audio.
#[derive(Clone, Debug)]
pub struct LiveBounds {
    /// One that is silent for so long is ended, and what was heard is kept.
    pub idle_max: Duration,
    /// One that is longer is ended there.
    pub length_max: Duration,
}

impl Default for LiveBounds {
    fn default() -> Self {
        Self {
            idle_max: Duration::from_secs(120),
            length_max: Duration::from_secs(4 * 3600),
        }
    }
}

/// How this node connects to telephone systems.
#[derive(Clone)]
pub struct Calling {
    /// Reaches private hosts that the operator names.
    pub outbound: Outbound,
    /// Pieces a second that are read of one source, and how many at once after silence; a faster one waits.
    pub lines_per_s: u32,
    pub lines_burst: u32,
}

impl std::fmt::Debug for Calling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calling")
            .field("lines_per_s", &self.lines_per_s)
            .field("lines_burst", &self.lines_burst)
            .finish_non_exhaustive()
    }
}

/// How recordings are fetched on this node.
#[derive(Clone)]
pub struct Fetching {
    /// Reaches private hosts that the operator names.
    pub outbound: Outbound,
    pub bounds: FetchBounds,
}

impl std::fmt::Debug for Fetching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.bounds.fmt(f)
    }
}

#[derive(Clone, Debug)]
pub struct FetchBounds {
    /// Below it lies a folder for each tenant, named by its id, with recordings that are taken from there; `None`: there is none.
    pub folder: Option<PathBuf>,
    /// Recordings that this node fetches at the same time.
    pub fetches_max: usize,
    /// Of one source, on all nodes.
    pub source_fetches_max: usize,
    pub attempts_max: u32,
    /// One attempt may take so long.
    pub attempt_max: Duration,
    /// The pause before the second attempt; doubled for each further one, and at most so long.
    pub retry_first: Duration,
    pub retry_max: Duration,
    /// A node that has not renewed its lease for so long has lost the work.
    pub lease: Duration,
    pub poll: Duration,
}

#[derive(Clone, Debug)]
pub struct FolderBounds {
    /// Below it lies a folder for each tenant, named by its id; `None`: there is none.
    pub root: Option<PathBuf>,
    /// Tenants whose folder is another one.
    pub own: BTreeMap<TenantId, PathBuf>,
    /// Folders that are read at the same time.
    pub reads_max: usize,
    /// Files in one folder; beyond it none is read.
    pub files_max: usize,
}

impl FolderBounds {
    /// The operator's folder for a tenant, and the tenant's name in it if it is not the tenant's alone.
    pub fn folder_of(&self, tenant: TenantId) -> Option<(&Path, Option<String>)> {
        match self.own.get(&tenant) {
            Some(own) => Some((own, None)),
            None => Some((self.root.as_deref()?, Some(tenant.to_string()))),
        }
    }
}

#[derive(Clone, Debug)]
pub struct IntakeBounds {
    /// Ledgers of a process without Kafka, each with its own tenants and its own connection; 0: as many as cores, four at most.
    pub ledgers: usize,
    /// Records that one transaction of the ledger takes.
    pub batch_max: usize,
    /// Records that may wait for the ledger; beyond it the answer is `Unavailable`.
    pub queue_max: usize,
    /// A record whose transaction has not ended after so long is answered `Unavailable`; it may be stored all the same.
    pub wait_max: Duration,
    /// What an `Unavailable` answer tells the sender to wait.
    pub retry_after: Duration,
    /// How long a start waits for a killed process to lose the installation's lock.
    pub takeover_max: Duration,
    /// The ledger tries to reconnect at least so often while PostgreSQL is gone.
    pub reconnect_max: Duration,
    /// A supervisor without a message for so long leaves memory.
    pub supervisor_idle_max: Duration,
    /// Before a call is refused at the limit, the door asks the ledger again if what it knows is older than this.
    pub standing_max: Duration,
    /// A call that ended longer ago than this is history, and is analysed after those of today.
    pub backfill_after: Duration,
    /// A call to which no leg has come for so long is over; one that comes later corrects it.
    pub call_quiet: Duration,
}

impl Default for IntakeBounds {
    fn default() -> Self {
        Self {
            ledgers: 0,
            batch_max: 2_000,
            queue_max: 20_000,
            wait_max: Duration::from_secs(30),
            retry_after: Duration::from_secs(2),
            takeover_max: Duration::from_secs(5),
            reconnect_max: Duration::from_secs(2),
            supervisor_idle_max: Duration::from_secs(600),
            standing_max: Duration::from_secs(2),
            backfill_after: Duration::from_secs(24 * 3600),
            call_quiet: Duration::from_secs(600),
        }
    }
}

/// Each has a connection, and keeps a core of the database busy: whoever has more cores to give says so.
const LEDGERS_USUAL_MAX: usize = 4;

impl IntakeBounds {
    /// Ledgers, with 0 turned into a number.
    pub fn ledgers_counted(&self) -> usize {
        match self.ledgers {
            0 => cores().min(LEDGERS_USUAL_MAX),
            ledgers => ledgers,
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

#[derive(Clone, Debug)]
pub struct RecordingBounds {
    /// Bytes of one recording.
    pub bytes_max: u64,
    /// Recordings that are being received at the same time.
    pub uploads_max: usize,
    /// Bytes from the beginning of a recording that are kept in memory to read its header.
    pub header_bytes: usize,
}

impl Default for RecordingBounds {
    fn default() -> Self {
        Self {
            bytes_max: 512 * 1024 * 1024,
            uploads_max: 64,
            header_bytes: 256 * 1024,
        }
    }
}

#[derive(Clone, Debug)]
pub struct AnalysisBounds {
    /// Recordings analysed at the same time, one thread each; 0 is what is usual on this machine.
    pub workers: usize,
    /// Calls that are claimed beyond those being worked on, so that no worker waits for a file.
    pub ahead: usize,
    /// Length of a recording in seconds.
    pub recording_seconds_max: u64,
    /// Language of the recordings (ISO 639-1); `None` lets the model decide.
    pub language: Option<String>,
    /// Names of the speech models that hear what nobody says otherwise of: the default one, and the one for other languages.
    pub speech_models: Vec<String>,
    /// Whose voice is on which channel of a recording with as many channels, in order.
    pub roles: Vec<String>,
    /// An analysis is tried so often before it becomes a dead letter.
    pub attempts_max: u32,
    /// One attempt may take so long.
    pub attempt_max: Duration,
    /// The pause before the second attempt; doubled for each further one.
    pub retry_first: Duration,
    /// The longest pause between two attempts.
    pub retry_max: Duration,
    /// A node that has not renewed its lease for so long has lost the work.
    pub lease: Duration,
    /// New work is looked for at least so often.
    pub poll: Duration,
    /// Of the audio seconds that are analysed, the least share of calls of today while live ones wait too.
    pub fresh_share_min: f64,
    /// The least share of history while calls of today wait too.
    pub backfill_share_min: f64,
    /// A node that was not seen for so long is gone, and its workers do not count.
    pub node_seen_max: Duration,
    /// What is told of the queue of all tenants, and when an analysis will be done, is at most so old.
    pub outlook_max: Duration,
}

impl Default for AnalysisBounds {
    fn default() -> Self {
        Self {
            workers: 0,
            ahead: 1,
            recording_seconds_max: 4 * 3600,
            language: None,
            speech_models: Vec::new(),
            roles: vec!["agent".into(), "customer".into()],
            attempts_max: 3,
            attempt_max: Duration::from_secs(2 * 3600),
            retry_first: Duration::from_secs(5),
            retry_max: Duration::from_secs(600),
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
            fresh_share_min: 0.2,
            backfill_share_min: 0.1,
            node_seen_max: Duration::from_secs(30),
            outlook_max: Duration::from_secs(1),
        }
    }
}

#[derive(Clone, Debug)]
pub struct JobBounds {
    /// Background jobs of tenants that run at the same time on this node; those of the platform have as many places of their own.
    pub concurrent_max: usize,
    /// A node that has not renewed a job's lease for so long has lost it.
    pub lease: Duration,
    /// Jobs that are due are looked for at least so often.
    pub poll: Duration,
    /// The pause before a job's second attempt; doubled for each further one.
    pub retry_first: Duration,
    /// The longest pause between two attempts.
    pub retry_max: Duration,
    /// A job that has ended is kept so long, with its result.
    pub kept: Duration,
    /// Calls that one round of the comparison of door and rows reads; larger installations are compared in turns.
    pub conservation_calls_max: usize,
    /// Tenants with a name of their own in the metrics: those with most calls, and those with least room left. The others are counted together.
    pub tenants_named_max: usize,
    /// Events stay readable so long.
    pub outbox_kept: Duration,
    /// The trace of a call is kept so long.
    pub trace_kept: Duration,
    /// A mail that ended is kept so long.
    pub mails_kept: Duration,
    /// Events of a telephone system are kept so long after the last one of their call.
    pub observations_kept: Duration,
}

impl Default for JobBounds {
    fn default() -> Self {
        Self {
            concurrent_max: 4,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(1),
            retry_first: Duration::from_secs(5),
            retry_max: Duration::from_secs(600),
            kept: Duration::from_secs(7 * 24 * 3600),
            conservation_calls_max: 1_000_000,
            tenants_named_max: 10,
            outbox_kept: Duration::from_secs(24 * 3600),
            trace_kept: Duration::from_secs(90 * 24 * 3600),
            mails_kept: Duration::from_secs(30 * 24 * 3600),
            observations_kept: Duration::from_secs(24 * 3600),
        }
    }
}

#[derive(Clone, Debug)]
pub struct FeedBounds {
    /// Live streams at the same time, on this node and of one tenant.
    pub streams_max: usize,
    pub tenant_streams_max: usize,
    /// A tenant's latest events that are held for all its streams together; who is farther behind reads the outbox.
    pub events_max: usize,
    /// Events that are read from the outbox at a time.
    pub read_max: usize,
    /// What another process has committed is looked for so often, as long as somebody follows.
    pub poll: Duration,
}

impl Default for FeedBounds {
    fn default() -> Self {
        Self {
            streams_max: 1_000,
            tenant_streams_max: 100,
            events_max: 1_024,
            read_max: 500,
            poll: Duration::from_millis(500),
        }
    }
}
