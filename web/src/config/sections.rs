//! The sections of the configuration, one a table of the file: what each key means stands in `config.default.toml`.

use actors::engine::speech::accel::Acceleration;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Server {
    pub listen: String,
    pub shared_listen: String,
    pub workers: usize,
    pub header_timeout_s: u64,
    pub keep_alive_s: u64,
    pub body_idle_s: u64,
    pub body_json_s: u64,
    pub connections_max: usize,
    pub drain_s: u64,
    pub drain_notice_s: u64,
    pub user: String,
    pub public_url: String,
    pub trusted_proxies: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Data {
    pub dir: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Database {
    pub url: String,
    pub bin_dir: String,
    pub app_connections_max: usize,
    pub worker_connections_max: usize,
    pub connect_timeout_ms: u64,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Secrets {
    pub master_key_from: MasterKeyFrom,
    pub master_key_file: String,
    pub master_key_command: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MasterKeyFrom {
    File,
    Environment,
    Command,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Models {
    pub dir: String,
    pub speech: String,
    pub multilingual: String,
    pub sentiment_dir: String,
    pub sentiment_languages: String,
    pub onnxruntime: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Analysis {
    pub workers: usize,
    pub acceleration: Acceleration,
    pub beams: usize,
    pub language: String,
    pub roles: String,
    pub attempts_max: u32,
    pub lease_s: u64,
    pub backfill_after_s: u64,
    pub fresh_share_min: f64,
    pub backfill_share_min: f64,
    pub retry_first_s: u64,
    pub retry_max_s: u64,
    pub external_decoder: String,
    pub external_decoder_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Canary {
    pub every_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Jobs {
    pub concurrent_max: usize,
    pub lease_s: u64,
    pub poll_ms: u64,
    pub retry_first_s: u64,
    pub retry_max_s: u64,
    pub kept_s: u64,
    pub conservation_calls_max: usize,
    pub tenants_named_max: usize,
    pub outbox_kept_s: u64,
    pub trace_kept_s: u64,
    pub observations_kept_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Feed {
    pub streams_max: usize,
    pub tenant_streams_max: usize,
    pub events_max: usize,
    pub heartbeat_s: u64,
    pub check_ms: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sources {
    pub tcp_ports: String,
    pub tcp_address: String,
    pub connections_max: usize,
    pub source_connections_max: usize,
    pub lines_per_s: u32,
    pub lines_burst: u32,
    pub call_quiet_s: u64,
    pub live_idle_s: u64,
    pub live_max_s: u64,
    pub private_hosts: String,
    pub folders_root: String,
    pub folders_of: String,
    pub folder_reads_max: usize,
    pub folder_files_max: usize,
    pub lease_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Recordings {
    pub fetches_max: usize,
    pub source_fetches_max: usize,
    pub private_hosts: String,
    pub folder: String,
    pub attempts_max: u32,
    pub attempt_s: u64,
    pub retry_first_s: u64,
    pub retry_max_s: u64,
    pub lease_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Store {
    pub shared: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Outbound {
    pub private_subnets: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct Mail {
    pub via: MailVia,
    pub from: String,
    pub reply_to: String,
    pub smtp_host: String,
    pub smtp_port: u16,
    pub smtp_tls: MailTls,
    pub smtp_user: String,
    pub smtp_password: String,
    pub smtp_ca_file: String,
    pub resend_key: String,
    pub resend_url: String,
    pub attempts_max: u32,
    pub retry_first_s: u64,
    pub retry_max_s: u64,
    pub attempt_s: u64,
    pub at_once_max: usize,
    pub age_max_s: u64,
    pub kept_s: u64,
    pub outbox_open: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Staff {
    pub listen: String,
    pub second_factor_required: bool,
    pub session_idle_s: i32,
    pub session_absolute_s: i32,
    pub addresses: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailVia {
    None,
    Smtp,
    Resend,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    StartTls,
    Tls,
    None,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Bounds {
    pub record_bytes_max: usize,
    pub json_bytes_max: usize,
    pub records_max: usize,
    pub ndjson_batch_max: usize,
    pub bodies_bytes_max: usize,
    pub part_bytes_max: usize,
    pub bulk_max: usize,
    pub key_requests_burst: u32,
    pub key_requests_per_minute: u32,
    pub door_requests_burst: u32,
    pub door_requests_per_minute: u32,
    pub passwords_at_once_max: usize,
    pub recording_bytes_max: u64,
    pub recording_seconds_max: u64,
    pub uploads_max: usize,
    pub page_default: usize,
    pub page_max: usize,
    pub exports_max: usize,
    pub transcriptions_max: usize,
    pub transcription_bytes_max: u64,
    pub ledgers: usize,
    pub intake_batch_max: usize,
    pub intake_queue_max: usize,
    pub supervisor_idle_s: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}
