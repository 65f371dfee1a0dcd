//! Values that cannot work, named by their key, before anything starts with them.

use actors::config::WORKERS_MAX;
use actors::engine::speech::decoding::BEAMS_MAX;
use actors::mail::Sender;
use actors::outbound::Subnet;
use models::identity::address::Addresses;
use models::integrations::listener::Ports;

use super::{Bounds, Config, ConfigError, Feed, Jobs, Mail, MailVia, MasterKeyFrom, Recordings, Server, Sources};
use crate::folders;

impl Config {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let mut positive = self.positive();
        if let Some((key, value)) = positive.find(|(_, value)| *value == 0) {
            return rule(key, value, "it must be at least 1");
        }
        self.check_analysis()?;
        let bounds = &self.bounds;
        if bounds.page_default > bounds.page_max {
            return rule(
                "bounds.page_default",
                bounds.page_default,
                "it must not exceed bounds.page_max",
            );
        }
        self.check_server()?;
        if let Some((key, value, must)) = self.kafka.wrong().or_else(|| self.tracing.wrong()) {
            return rule(key, value, must);
        }
        self.check_sources()?;
        self.check_staff()?;
        self.mail.check()?;
        let subnets = super::roles(&self.outbound.private_subnets);
        if let Some(wrong) = subnets.iter().find(|subnet| subnet.parse::<Subnet>().is_err()) {
            let must = "it is a list of addresses and CIDR blocks";
            return rule("outbound.private_subnets", wrong, must);
        }
        let secrets = &self.secrets;
        if secrets.master_key_from == MasterKeyFrom::Command && secrets.master_key_command.is_empty() {
            let must = "it must be set when secrets.master_key_from is `command`";
            return rule("secrets.master_key_command", "empty", must);
        }
        Ok(())
    }

    fn check_analysis(&self) -> Result<(), ConfigError> {
        let analysis = &self.analysis;
        if analysis.workers > WORKERS_MAX {
            let must = "it must be 0, which is one for each core, or at most 512";
            return rule("analysis.workers", analysis.workers, must);
        }
        if !(1..=BEAMS_MAX).contains(&analysis.beams) {
            return rule("analysis.beams", analysis.beams, "it must be 1 to 8");
        }
        for (key, share) in [
            ("analysis.fresh_share_min", analysis.fresh_share_min),
            ("analysis.backfill_share_min", analysis.backfill_share_min),
        ] {
            if !(0.0..1.0).contains(&share) {
                return rule(key, share, "it must be at least 0 and below 1");
            }
        }
        let decoder = &analysis.external_decoder;
        if !decoder.is_empty() && !decoder.starts_with('/') {
            return rule("analysis.external_decoder", decoder, "it is an absolute path, or empty");
        }
        Ok(())
    }

    fn check_server(&self) -> Result<(), ConfigError> {
        let listen = &self.server.listen;
        let port = listen.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if port.is_none() {
            return rule(
                "server.listen",
                listen,
                "it must be ADDRESS:PORT, such as 127.0.0.1:8080",
            );
        }
        let shared = &self.server.shared_listen;
        if !shared.is_empty() && shared.parse::<std::net::SocketAddr>().is_err() {
            let must = "it must be an IP address and a port, such as 127.0.0.1:8080, or empty";
            return rule("server.shared_listen", shared, must);
        }
        let url = &self.server.public_url;
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            return rule("server.public_url", url, "it begins with https:// or http://");
        }
        if let Err(error) = Addresses::parse(&self.trusted_proxies()) {
            let must = "it is a list of addresses and CIDR blocks";
            return rule("server.trusted_proxies", error, must);
        }
        Ok(())
    }

    /// Where records and recordings come from.
    fn check_sources(&self) -> Result<(), ConfigError> {
        let ports = &self.sources.tcp_ports;
        if !ports.is_empty() && ports.parse::<Ports>().is_err() {
            return rule(
                "sources.tcp_ports",
                ports,
                "it is a range, such as 26000-26999, or empty",
            );
        }
        let folder = &self.recordings.folder;
        if !folder.is_empty() && !folder.starts_with('/') {
            return rule("recordings.folder", folder, "it is an absolute path, or empty");
        }
        self.sources.check_folders()
    }

    fn check_staff(&self) -> Result<(), ConfigError> {
        let listen = &self.staff.listen;
        let port = listen.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if !listen.is_empty() && port.is_none() {
            let must = "it must be ADDRESS:PORT, such as 127.0.0.1:9090, or empty";
            return rule("staff.listen", listen, must);
        }
        if !listen.is_empty() && listen == &self.server.listen && port != Some(0) {
            return rule("staff.listen", listen, "it must not be server.listen");
        }
        if let Err(error) = Addresses::parse(&self.staff_addresses()) {
            let must = "it is a list of addresses and CIDR blocks";
            return rule("staff.addresses", error, must);
        }
        let staff = [
            ("staff.session_idle_s", self.staff.session_idle_s),
            ("staff.session_absolute_s", self.staff.session_absolute_s),
        ];
        match staff.into_iter().find(|(_, value)| !(60..=2_592_000).contains(value)) {
            Some((key, value)) => rule(key, value, "it is between a minute and 30 days"),
            None => Ok(()),
        }
    }

    /// Whatever must not be nothing.
    fn positive(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let (analysis, database) = (&self.analysis, &self.database);
        let others = [
            ("analysis.attempts_max", u64::from(analysis.attempts_max)),
            ("analysis.lease_s", analysis.lease_s),
            ("analysis.retry_max_s", analysis.retry_max_s),
            ("tracing.queue_max", self.tracing.queue_max as u64),
            ("tracing.every_ms", self.tracing.every_ms),
            ("tracing.answer_max_s", self.tracing.answer_max_s),
            ("analysis.external_decoder_s", analysis.external_decoder_s),
            ("database.app_connections_max", database.app_connections_max as u64),
            (
                "database.worker_connections_max",
                database.worker_connections_max as u64,
            ),
        ];
        of_server(&self.server)
            .into_iter()
            .chain(of_bounds(&self.bounds))
            .chain(of_jobs(&self.jobs))
            .chain(of_feed(&self.feed))
            .chain(of_sources(&self.sources))
            .chain(of_recordings(&self.recordings))
            .chain(of_mail(&self.mail))
            .chain(others)
    }
}

impl Sources {
    fn check_folders(&self) -> Result<(), ConfigError> {
        let root = &self.folders_root;
        if !root.is_empty() && !root.starts_with('/') {
            return rule("sources.folders_root", root, "it is an absolute path, or empty");
        }
        match folders::own(&self.folders_of) {
            Err(pair) => rule("sources.folders_of", pair, "it is a list of TENANT-ID=/PATH"),
            Ok(_) => Ok(()),
        }
    }
}

impl Mail {
    /// What the one who carries mails cannot do without.
    fn check(&self) -> Result<(), ConfigError> {
        let needed = match self.via {
            MailVia::None => return Ok(()),
            MailVia::Smtp => ("mail.smtp_host", &self.smtp_host),
            MailVia::Resend => ("mail.resend_key", &self.resend_key),
        };
        for (key, value) in [("mail.from", &self.from), needed] {
            if value.is_empty() {
                return rule(key, "empty", "it must be set where mail.via is not `none`");
            }
        }
        if let Err(error) = Sender::parse(&self.from, &self.reply_to) {
            return rule(
                "mail.from",
                error,
                "it and mail.reply_to are addresses, with or without a name",
            );
        }
        if self.smtp_user.is_empty() != self.smtp_password.is_empty() {
            return rule(
                "mail.smtp_user",
                &self.smtp_user,
                "it and mail.smtp_password go together",
            );
        }
        Ok(())
    }
}

fn of_mail(mail: &Mail) -> [(&'static str, u64); 6] {
    [
        ("mail.attempts_max", u64::from(mail.attempts_max)),
        ("mail.retry_first_s", mail.retry_first_s),
        ("mail.retry_max_s", mail.retry_max_s),
        ("mail.attempt_s", mail.attempt_s),
        ("mail.at_once_max", mail.at_once_max as u64),
        ("mail.age_max_s", mail.age_max_s),
    ]
}

fn of_server(server: &Server) -> [(&'static str, u64); 3] {
    [
        ("server.body_idle_s", server.body_idle_s),
        ("server.body_json_s", server.body_json_s),
        ("server.connections_max", server.connections_max as u64),
    ]
}

fn of_bounds(bounds: &Bounds) -> Vec<(&'static str, u64)> {
    vec![
        ("bounds.record_bytes_max", bounds.record_bytes_max as u64),
        ("bounds.json_bytes_max", bounds.json_bytes_max as u64),
        ("bounds.records_max", bounds.records_max as u64),
        ("bounds.ndjson_batch_max", bounds.ndjson_batch_max as u64),
        ("bounds.bodies_bytes_max", bounds.bodies_bytes_max as u64),
        ("bounds.part_bytes_max", bounds.part_bytes_max as u64),
        ("bounds.bulk_max", bounds.bulk_max as u64),
        ("bounds.key_requests_burst", u64::from(bounds.key_requests_burst)),
        (
            "bounds.key_requests_per_minute",
            u64::from(bounds.key_requests_per_minute),
        ),
        ("bounds.door_requests_burst", u64::from(bounds.door_requests_burst)),
        (
            "bounds.door_requests_per_minute",
            u64::from(bounds.door_requests_per_minute),
        ),
        ("bounds.passwords_at_once_max", bounds.passwords_at_once_max as u64),
        ("bounds.recording_bytes_max", bounds.recording_bytes_max),
        ("bounds.recording_seconds_max", bounds.recording_seconds_max),
        ("bounds.uploads_max", bounds.uploads_max as u64),
        ("bounds.page_default", bounds.page_default as u64),
        ("bounds.page_max", bounds.page_max as u64),
        ("bounds.exports_max", bounds.exports_max as u64),
        ("bounds.transcriptions_max", bounds.transcriptions_max as u64),
        ("bounds.transcription_bytes_max", bounds.transcription_bytes_max),
        ("bounds.intake_batch_max", bounds.intake_batch_max as u64),
        ("bounds.intake_queue_max", bounds.intake_queue_max as u64),
        ("bounds.supervisor_idle_s", bounds.supervisor_idle_s),
    ]
}

fn of_jobs(jobs: &Jobs) -> [(&'static str, u64); 10] {
    [
        ("jobs.concurrent_max", jobs.concurrent_max as u64),
        ("jobs.lease_s", jobs.lease_s),
        ("jobs.poll_ms", jobs.poll_ms),
        ("jobs.retry_first_s", jobs.retry_first_s),
        ("jobs.retry_max_s", jobs.retry_max_s),
        ("jobs.kept_s", jobs.kept_s),
        ("jobs.conservation_calls_max", jobs.conservation_calls_max as u64),
        ("jobs.outbox_kept_s", jobs.outbox_kept_s),
        ("jobs.trace_kept_s", jobs.trace_kept_s),
        ("jobs.observations_kept_s", jobs.observations_kept_s),
    ]
}

fn of_sources(sources: &Sources) -> [(&'static str, u64); 9] {
    [
        ("sources.connections_max", sources.connections_max as u64),
        ("sources.source_connections_max", sources.source_connections_max as u64),
        ("sources.lines_per_s", u64::from(sources.lines_per_s)),
        ("sources.lines_burst", u64::from(sources.lines_burst)),
        ("sources.live_idle_s", sources.live_idle_s),
        ("sources.live_max_s", sources.live_max_s),
        ("sources.folder_reads_max", sources.folder_reads_max as u64),
        ("sources.folder_files_max", sources.folder_files_max as u64),
        ("sources.lease_s", sources.lease_s),
    ]
}

fn of_recordings(recordings: &Recordings) -> [(&'static str, u64); 7] {
    [
        ("recordings.fetches_max", recordings.fetches_max as u64),
        ("recordings.source_fetches_max", recordings.source_fetches_max as u64),
        ("recordings.attempts_max", u64::from(recordings.attempts_max)),
        ("recordings.attempt_s", recordings.attempt_s),
        ("recordings.retry_first_s", recordings.retry_first_s),
        ("recordings.retry_max_s", recordings.retry_max_s),
        ("recordings.lease_s", recordings.lease_s),
    ]
}

fn of_feed(feed: &Feed) -> [(&'static str, u64); 5] {
    [
        ("feed.streams_max", feed.streams_max as u64),
        ("feed.tenant_streams_max", feed.tenant_streams_max as u64),
        ("feed.events_max", feed.events_max as u64),
        ("feed.heartbeat_s", feed.heartbeat_s),
        ("feed.check_ms", feed.check_ms),
    ]
}

fn rule(key: &'static str, value: impl ToString, rule: &'static str) -> Result<(), ConfigError> {
    Err(ConfigError::Rule {
        key,
        value: value.to_string(),
        rule,
    })
}
