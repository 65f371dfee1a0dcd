//! The checks themselves, each a question about this machine. None of them changes it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use actors::engine::cpu;
use actors::engine::speech::accel::{self, Acceleration, SpeechBackend};
use actors::models_store::{ModelError, Store};
use actors::outbound::Outbound;
use actors::postgres::{Cluster, Installation, OWNER};
use models::compliance::master_key::MasterKeySource;
use models::db::DatabaseConfig;
use nix::sys::statvfs::statvfs;
use nix::unistd::{AccessFlags, access};

use super::Finding;
use crate::cli::terminal;
use crate::config::Config;
use crate::{courier, database, model_files, privileges};

/// Less than this is too little to start; below the second it is time to make room.
const DISK_FAIL_BYTES: u64 = 1 << 30;
const DISK_WARN_BYTES: u64 = 5 << 30;

pub fn all(config: &Config) -> Vec<Finding> {
    vec![
        processor(),
        acceleration(config),
        user(config),
        speech_model(config),
        onnxruntime(config),
        database(config),
        data_folder(config),
        master_key(config),
        disk(config),
        port(config),
        mails(config),
        super::kafka::check(config),
    ]
}

fn processor() -> Finding {
    match cpu::check() {
        Ok(()) => Finding::ok(
            "processor",
            format!("has what this program was built for ({})", cpu::built_for().join(" ")),
        ),
        Err(error) => Finding::fail(
            "processor",
            error.to_string(),
            "build on this machine (script/server), or take the portable build",
        ),
    }
}

fn acceleration(config: &Config) -> Finding {
    const CHECK: &str = "acceleration";
    let wanted = config.analysis.acceleration;
    let running = accel::start(wanted);
    match running.backend {
        SpeechBackend::Stock if wanted != Acceleration::Off => Finding::warn(
            CHECK,
            format!("speech runs {running}, which is slower"),
            "leave analysis.acceleration at auto; if it is, this processor has nothing better",
        ),
        _ => Finding::ok(CHECK, format!("speech runs on {running}")),
    }
}

fn user(config: &Config) -> Finding {
    match privileges::user(config) {
        Ok(Some(user)) => Finding::ok("user", format!("root becomes {}", user.name)),
        Ok(None) => Finding::ok("user", "stays who it is"),
        Err(error) => {
            let name = &config.server.user;
            Finding::fail(
                "user",
                error.to_string(),
                format!("useradd --system --no-create-home --shell /usr/sbin/nologin {name}"),
            )
        }
    }
}

fn speech_model(config: &Config) -> Finding {
    let name = &config.models.speech;
    let store = Store::new(config.models_dir());
    match model_files::whisper(config, name) {
        Ok(path) if store.path(name).is_ok_and(|own| own == path) => verified("speech model", &store, name),
        Ok(path) if path.is_file() => Finding::ok(
            "speech model",
            format!("{} (named by path, not verified)", path.display()),
        ),
        Ok(path) => Finding::fail(
            "speech model",
            format!("{} does not exist", path.display()),
            "correct models.speech",
        ),
        Err(error) => Finding::fail("speech model", error.to_string(), "correct models.speech"),
    }
}

fn onnxruntime(config: &Config) -> Finding {
    const CHECK: &str = "onnxruntime";
    let path = match model_files::onnxruntime(config) {
        Ok(path) => path,
        Err(error) => return Finding::fail(CHECK, error.to_string(), "correct models.onnxruntime"),
    };
    if !path.exists() {
        return Finding::warn(
            CHECK,
            format!("{} does not exist: calls are taken, analysis waits", path.display()),
            "audiapro models fetch",
        );
    }
    match actors::engine::onnx::Onnx::load(&path) {
        Ok(onnx) => Finding::ok(CHECK, format!("{} {}", onnx.version(), path.display())),
        Err(error) => Finding::fail(
            CHECK,
            error.to_string(),
            "audiapro models fetch, and unset ORT_DYLIB_PATH",
        ),
    }
}

fn verified(check: &'static str, store: &Store, name: &str) -> Finding {
    match store.verify(name) {
        Ok(manifest) => Finding::ok(
            check,
            format!("{name}, {}, sha256 as expected", terminal::bytes(manifest.bytes)),
        ),
        Err(error @ ModelError::Missing { .. }) => Finding::warn(
            check,
            format!("{error}: calls are taken, analysis waits"),
            format!("audiapro models fetch {name}"),
        ),
        Err(error) => Finding::fail(
            check,
            error.to_string(),
            format!("audiapro models remove {name}; audiapro models fetch {name}"),
        ),
    }
}

fn database(config: &Config) -> Finding {
    const CHECK: &str = "database";
    if !config.database.url.is_empty() {
        return reachable(
            config,
            &config.database.url,
            "correct DATABASE_URL, or start that server",
        );
    }
    let cluster = database::cluster_config(config);
    if let Some(url) = Cluster::running_url(&cluster, OWNER) {
        return reachable(config, &url, "see the log of the running server");
    }
    let version = fs::read_to_string(cluster.data.join("PG_VERSION"))
        .ok()
        .map(|version| version.trim().to_owned());
    match Installation::find(cluster.binaries.as_deref(), version.as_deref()) {
        Ok(found) => Finding::ok(
            CHECK,
            format!("private cluster, with {}", found.program("postgres").display()),
        ),
        Err(error) => Finding::fail(
            CHECK,
            error.to_string(),
            "apt-get install postgresql, or set DATABASE_URL",
        ),
    }
}

/// Answers, migrated or not, and durable.
fn reachable(config: &Config, url: &str, remedy: &str) -> Finding {
    const CHECK: &str = "database";
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return Finding::fail(CHECK, "no runtime", "free memory or threads");
    };
    let mut bounds = DatabaseConfig::new(url);
    bounds.wait_max = std::time::Duration::from_millis(config.database.connect_timeout_ms);
    runtime.block_on(async {
        match models::migrate::pending(&bounds).await {
            Ok(pending) if pending.is_empty() => Finding::ok(CHECK, "answers; its tables are those of this version"),
            Ok(pending) => Finding::ok(
                CHECK,
                format!("answers; {} migrations pending, run at the next start", pending.len()),
            ),
            Err(error) => Finding::fail(CHECK, error.to_string(), remedy),
        }
    })
}

fn data_folder(config: &Config) -> Finding {
    const CHECK: &str = "data folder";
    let folder = config.data_dir();
    let shown = folder.display();
    let Ok(found) = fs::metadata(&folder) else {
        let parent = folder
            .ancestors()
            .find(|parent| parent.exists())
            .unwrap_or(Path::new("/"));
        return match access(parent, AccessFlags::W_OK | AccessFlags::X_OK) {
            Ok(()) => Finding::ok(CHECK, format!("{shown} will be made")),
            Err(_) => Finding::fail(
                CHECK,
                format!("{shown} cannot be made in {}", parent.display()),
                "choose another data.dir, or make it",
            ),
        };
    };
    if !found.is_dir() {
        return Finding::fail(CHECK, format!("{shown} is no folder"), "choose another data.dir");
    }
    if access(&folder, AccessFlags::R_OK | AccessFlags::W_OK | AccessFlags::X_OK).is_err() {
        return Finding::fail(
            CHECK,
            format!("{shown} is not ours to write"),
            format!("chown it to the user that runs the program: {shown}"),
        );
    }
    match found.permissions().mode() & 0o022 {
        0 => Finding::ok(CHECK, shown.to_string()),
        _ => Finding::warn(
            CHECK,
            format!("others may write {shown}"),
            format!("chmod go-w {shown}"),
        ),
    }
}

fn master_key(config: &Config) -> Finding {
    const CHECK: &str = "master key";
    let path = match database::master_key_source(config) {
        MasterKeySource::Environment => return Finding::ok(CHECK, "from the environment"),
        MasterKeySource::Command(_) => return Finding::ok(CHECK, "from a command"),
        MasterKeySource::File(path) => path,
    };
    let shown = path.display();
    match fs::metadata(&path) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Finding::fail(CHECK, format!("others may read {shown}"), format!("chmod 600 {shown}"))
        }
        Ok(_) => Finding::ok(
            CHECK,
            format!("{shown}; keep a copy elsewhere: without it nothing sealed can be read"),
        ),
        Err(_) if config.data_dir().join("pg").exists() => Finding::fail(
            CHECK,
            format!("{shown} is missing beside a database"),
            "restore it from where you keep it",
        ),
        Err(_) => Finding::ok(CHECK, format!("{shown} is made at the first start")),
    }
}

fn disk(config: &Config) -> Finding {
    const CHECK: &str = "disk";
    let folder = config.data_dir();
    let place = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(Path::new("/"));
    let free = match statvfs(place) {
        Ok(found) => found.blocks_available().saturating_mul(found.fragment_size()),
        Err(error) => {
            return Finding::warn(
                CHECK,
                format!("free space of {} is unknown: {error}", place.display()),
                "look with df",
            );
        }
    };
    let detail = format!("{} free for {}", terminal::bytes(free), folder.display());
    if free < DISK_FAIL_BYTES {
        Finding::fail(CHECK, detail, "make room, or choose another data.dir")
    } else if free < DISK_WARN_BYTES {
        Finding::warn(CHECK, detail, "make room: recordings are kept there")
    } else {
        Finding::ok(CHECK, detail)
    }
}

fn mails(config: &Config) -> Finding {
    let courier = Outbound::new(config.private_subnets())
        .map_err(anyhow::Error::from)
        .and_then(|outbound| Ok(courier::of(&config.mail, &outbound)?));
    match courier {
        Ok(Some(_)) => Finding::ok("mails", "somebody carries them; `audiapro mail test ADDRESS` tries it"),
        Ok(None) => Finding::warn(
            "mails",
            "nobody carries mails: whoever signs up or forgets a password is not reached",
            "set mail.via and mail.from",
        ),
        Err(error) => Finding::fail("mails", error.to_string(), "see [mail] in the configuration"),
    }
}

fn port(config: &Config) -> Finding {
    const CHECK: &str = "port";
    let listen = &config.server.listen;
    match TcpListener::bind(listen) {
        Ok(_) => Finding::ok(CHECK, format!("{listen} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Finding::warn(
            CHECK,
            format!("{listen} is in use, by this product if it runs"),
            "stop what uses it, or choose another server.listen",
        ),
        Err(error) => Finding::fail(
            CHECK,
            format!("cannot listen on {listen}: {error}"),
            "choose another server.listen",
        ),
    }
}
