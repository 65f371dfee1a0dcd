//! The configuration in force: compiled-in defaults, then a file, then the environment. Not the place of any default:
//! those stand in `config.default.toml`, which is their documentation too.

mod check;
mod kafka;
mod layers;
mod sections;
mod show;
mod spans;

use actors::analysis::external::ExternalDecoder;
use actors::config::AppConfig;
use actors::engine::speech::whisper::language_code;
use actors::outbound::Subnet;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use kafka::{Kafka, KafkaProtocol, KafkaSecurity};
pub use layers::Origin;
pub use sections::*;
pub use show::Entry;
pub use spans::Tracing;

/// The defaults, as the file that documents them.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

#[derive(Clone, Deserialize, Serialize)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub database: Database,
    pub secrets: Secrets,
    pub models: Models,
    pub analysis: Analysis,
    pub canary: Canary,
    pub jobs: Jobs,
    pub feed: Feed,
    pub sources: Sources,
    pub recordings: Recordings,
    pub store: Store,
    pub kafka: Kafka,
    pub outbound: Outbound,
    pub mail: Mail,
    pub staff: Staff,
    pub bounds: Bounds,
    pub log: Log,
    pub tracing: Tracing,
}

/// What is wrong with the configuration: always with the key, where it came from, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("could not read the configuration file {path}: {reason}")]
    File { path: PathBuf, reason: String },
    #[error("{origin} sets `{key}`, which is no key of the configuration{hint}")]
    UnknownKey { key: String, origin: Origin, hint: String },
    #[error("the configuration is not valid: {0}")]
    Invalid(String),
    #[error("`{key}` is {value}: {rule}")]
    Rule {
        key: &'static str,
        value: String,
        rule: &'static str,
    },
}

impl Config {
    /// Reads the layers. `file` is `--config`; the environment is an argument so that tests have their own.
    pub fn load(file: Option<&Path>, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let config = layers::read(file, environment)?.into_config()?;
        config.check()?;
        Ok(config)
    }

    /// Every key with its value and where it came from, secrets hidden.
    pub fn show(file: Option<&Path>, environment: &[(String, String)]) -> Result<Vec<Entry>, ConfigError> {
        let layers = layers::read(file, environment)?;
        let config = layers.clone().into_config()?;
        config.check()?;
        Ok(show::entries(&config, &layers))
    }

    /// The compiled-in defaults alone.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::load(None, &[])
    }

    pub fn data_dir(&self) -> PathBuf {
        if self.data.dir.is_empty() {
            home(&[])
        } else {
            PathBuf::from(&self.data.dir)
        }
    }

    pub fn models_dir(&self) -> PathBuf {
        if self.models.dir.is_empty() {
            home(&["models"])
        } else {
            PathBuf::from(&self.models.dir)
        }
    }

    /// Where people reach the server, without a slash at the end. Links in mails begin with it, and never with what a request says.
    pub fn public_url(&self) -> String {
        match self.server.public_url.trim_end_matches('/') {
            "" => format!("http://{}", own(&self.server.listen)),
            url => url.to_owned(),
        }
    }

    /// Cookies are `Secure` then.
    pub fn is_https(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }

    pub fn trusted_proxies(&self) -> Vec<String> {
        roles(&self.server.trusted_proxies)
    }

    /// CIDR blocks; none: from anywhere.
    pub fn staff_addresses(&self) -> Vec<String> {
        roles(&self.staff.addresses)
    }

    /// With the folders that were settled at the start: they are not looked for again by another user.
    pub fn in_the_folders_of(mut self, started: &Self) -> Self {
        self.data.dir.clone_from(&started.data.dir);
        self.models.dir.clone_from(&started.models.dir);
        self
    }

    /// What decodes the rest, if the operator allows it.
    pub fn external_decoder(&self) -> Option<ExternalDecoder> {
        let program = &self.analysis.external_decoder;
        (!program.is_empty()).then(|| ExternalDecoder {
            program: program.into(),
            seconds: self.analysis.external_decoder_s,
        })
    }

    /// The configured number, or one for each core.
    pub fn http_workers(&self) -> usize {
        match self.server.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        }
    }

    /// Among how many Ledgers the tenants are divided; `None`: as the door's topic is cut.
    pub fn ledgers(&self) -> Option<i32> {
        let mut app = AppConfig::new(self.data_dir());
        app.intake.ledgers = self.bounds.ledgers;
        app.kafka = self.kafka.settings(self.store.shared);
        app.ledgers()
    }

    /// Roles by channel, from the comma-separated list.
    pub fn roles(&self) -> Vec<String> {
        roles(&self.analysis.roles)
    }

    /// Private networks that may be reached. `check` has read them once.
    pub fn private_subnets(&self) -> Vec<Subnet> {
        roles(&self.outbound.private_subnets)
            .iter()
            .filter_map(|subnet| subnet.parse().ok())
            .collect()
    }

    /// `None` is automatic.
    pub fn language(&self) -> Option<String> {
        language(&self.analysis.language)
    }

    /// What the sentiment model reads; none named is all.
    pub fn sentiment_languages(&self) -> Vec<String> {
        match self.models.sentiment_languages.trim() {
            "all" => Vec::new(),
            list => roles(&list.to_ascii_lowercase()),
        }
    }
}

/// `agent, customer` → two roles; empty parts are dropped.
pub fn roles(list: &str) -> Vec<String> {
    list.split(',')
        .map(str::trim)
        .filter(|role| !role.is_empty())
        .map(String::from)
        .collect()
}

/// `auto` and nothing are `None`. What is no language is told of where it is heard.
pub fn language(name: &str) -> Option<String> {
    match name.trim().to_ascii_lowercase() {
        name if name.is_empty() || name == "auto" => None,
        name => Some(language_code(&name).map_or(name, str::to_owned)),
    }
}

/// The environment of this process, lossless pairs only.
pub fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Where this machine reaches itself: what listens at all of its addresses is at none that could stand in a link.
fn own(listen: &str) -> String {
    match listen.parse::<SocketAddr>() {
        Ok(all) if all.ip().is_unspecified() => match all.is_ipv4() {
            true => SocketAddr::from((Ipv4Addr::LOCALHOST, all.port())).to_string(),
            false => SocketAddr::from((Ipv6Addr::LOCALHOST, all.port())).to_string(),
        },
        _ => listen.to_owned(),
    }
}

/// `/var/lib/audiapro` as root, else below the user's data home.
fn home(below: &[&str]) -> PathBuf {
    let mut folder = if nix::unistd::geteuid().is_root() {
        PathBuf::from("/var/lib/audiapro")
    } else {
        let data_home = std::env::var_os("XDG_DATA_HOME")
            .filter(|home| !home.is_empty())
            .map(PathBuf::from);
        let user_home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_else(|| "/".into())).join(".local/share");
        data_home.unwrap_or_else(user_home).join("audiapro")
    };
    folder.extend(below);
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".toml").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn the_defaults_stand_on_their_own() {
        let config = Config::defaults().unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:8080");
        assert_eq!(config.roles(), ["agent", "customer"]);
        assert_eq!(config.language(), None);
        let languages = ["Auto", " ", "pt-BR", "klingon"].map(language);
        assert_eq!(
            languages,
            [None, None, Some("pt".to_owned()), Some("klingon".to_owned())]
        );
        assert_eq!(config.log.format, LogFormat::Auto);
    }

    #[test]
    fn links_lead_to_an_address_that_there_is() {
        for (listen, url, reached) in [
            ("127.0.0.1:8080", "", "http://127.0.0.1:8080"),
            ("0.0.0.0:8080", "", "http://127.0.0.1:8080"),
            ("[::]:8081", "", "http://[::1]:8081"),
            ("10.0.0.7:80", "", "http://10.0.0.7:80"),
            (
                "0.0.0.0:8080",
                "https://calls.example.com/",
                "https://calls.example.com",
            ),
        ] {
            let told = env(&[
                ("AUDIAPRO__SERVER__LISTEN", listen),
                ("AUDIAPRO__SERVER__PUBLIC_URL", url),
            ]);
            assert_eq!(
                Config::load(None, &told).unwrap().public_url(),
                reached,
                "{listen} {url}"
            );
        }
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
        let file = file("[server]\nlisten = \"0.0.0.0:1\"\nworkers = 3\n");
        let config = Config::load(Some(file.path()), &env(&[("AUDIAPRO__SERVER__WORKERS", "5")])).unwrap();
        assert_eq!((config.server.listen.as_str(), config.server.workers), ("0.0.0.0:1", 5));
        assert_eq!(config.server.drain_s, 30);
    }

    #[test]
    fn a_value_of_digits_stays_text_where_text_is_asked_for() {
        let config = Config::load(None, &env(&[("AUDIAPRO__SERVER__USER", "1000")])).unwrap();
        assert_eq!(config.server.user, "1000");
    }

    #[test]
    fn an_unknown_key_is_refused_by_name_with_its_place_and_the_nearest_key() {
        let file = file("[server]\nlisen = \"x\"\n");
        let error = Config::load(Some(file.path()), &[]).unwrap_err().to_string();
        assert!(
            error.contains("`server.lisen`") && error.contains("did you mean `server.listen`"),
            "{error}"
        );
        let error = Config::load(None, &env(&[("AUDIAPRO__SERVRE__LISTEN", "x")]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("AUDIAPRO__SERVRE__LISTEN"), "{error}");
    }

    #[test]
    fn an_impossible_value_names_its_key() {
        for (key, value, named) in [
            ("AUDIAPRO__BOUNDS__PAGE_MAX", "0", "bounds.page_max"),
            ("AUDIAPRO__SERVER__LISTEN", "nowhere", "server.listen"),
            ("AUDIAPRO__SERVER__SHARED_LISTEN", "nowhere", "server.shared_listen"),
            ("AUDIAPRO__SERVER__WORKERS", "many", "server.workers"),
            ("AUDIAPRO__LOG__FORMAT", "xml", "log.format"),
            ("AUDIAPRO__ANALYSIS__BEAMS", "0", "analysis.beams"),
            ("AUDIAPRO__ANALYSIS__BEAMS", "9", "analysis.beams"),
            ("AUDIAPRO__ANALYSIS__WORKERS", "513", "analysis.workers"),
            ("AUDIAPRO__TRACING__ENDPOINT", "collector:4318", "tracing.endpoint"),
            ("AUDIAPRO__TRACING__SAMPLE", "2.0", "tracing.sample"),
            ("AUDIAPRO__TRACING__HEADERS", "authorization", "tracing.headers"),
            (
                "AUDIAPRO__ANALYSIS__BACKFILL_SHARE_MIN",
                "1.0",
                "analysis.backfill_share_min",
            ),
            (
                "AUDIAPRO__ANALYSIS__EXTERNAL_DECODER",
                "ffmpeg",
                "analysis.external_decoder",
            ),
            ("AUDIAPRO__BOUNDS__PAGE_DEFAULT", "1000", "bounds.page_default"),
        ] {
            let error = Config::load(None, &env(&[(key, value)])).unwrap_err().to_string();
            assert!(error.contains(named), "{key}={value}: {error}");
        }
    }

    #[test]
    fn database_url_and_kafka_brokers_are_second_names() {
        let named = env(&[("DATABASE_URL", "postgres://u@h/d"), ("KAFKA_BROKERS", "k:9092")]);
        let config = Config::load(None, &named).unwrap();
        assert_eq!(config.database.url, "postgres://u@h/d");
        assert_eq!(config.kafka.settings(false).unwrap().brokers, "k:9092");
        assert!(Config::defaults().unwrap().kafka.settings(false).is_none());
    }

    #[test]
    fn a_missing_or_broken_file_says_which() {
        let error = Config::load(Some(Path::new("/nowhere/x.toml")), &[])
            .unwrap_err()
            .to_string();
        assert!(error.contains("/nowhere/x.toml"), "{error}");
        let file = file("[server\n");
        assert!(matches!(
            Config::load(Some(file.path()), &[]),
            Err(ConfigError::File { .. })
        ));
    }

    #[test]
    fn a_master_key_in_the_environment_is_taken_from_there_and_never_shown() {
        let secret = env(&[("AUDIAPRO_MASTER_KEY", "hunter2")]);
        assert_eq!(
            Config::load(None, &secret).unwrap().secrets.master_key_from,
            MasterKeyFrom::Environment
        );
        let entries = Config::show(None, &secret).unwrap();
        assert!(entries.iter().all(|entry| !entry.value.to_string().contains("hunter2")));
        let without = env(&[("AUDIAPRO__SECRETS__MASTER_KEY_FROM", "command")]);
        assert!(matches!(
            Config::load(None, &without),
            Err(ConfigError::Rule {
                key: "secrets.master_key_command",
                ..
            })
        ));
    }

    #[test]
    fn secrets_are_hidden_when_shown() {
        let secret = env(&[
            ("DATABASE_URL", "postgres://u:hunter2@h/d"),
            ("AUDIAPRO__SECRETS__MASTER_KEY_COMMAND", "echo hunter3"),
            ("AUDIAPRO__KAFKA__PASSWORD", "hunter4"),
            ("AUDIAPRO__KAFKA__KEY_PASSWORD", "hunter5"),
            ("AUDIAPRO__TRACING__HEADERS", "authorization=Bearer hunter6"),
        ]);
        let entries = Config::show(None, &secret).unwrap();
        let text: String = entries
            .iter()
            .map(|entry| format!("{} {} {}\n", entry.key, entry.value, entry.origin))
            .collect();
        assert!(!text.contains("hunter"), "{text}");
        assert!(text.contains("postgres://u:***@h/d"), "{text}");
        let listen = entries.iter().find(|entry| entry.key == "server.listen").unwrap();
        assert_eq!(listen.origin, "default");
    }
}
