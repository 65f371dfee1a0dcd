//! A private PostgreSQL cluster in the data folder, for installations without `DATABASE_URL`. It is reached through a
//! socket that only this user can enter, lives as long as this process, and is not a way to reach a foreign server.
//!
//! | file | holds |
//! |---|---|
//! | `installation` | where the machine's PostgreSQL programs are, and which major version they have |
//! | `folder` | the data folder: its lock, its version, its creation, a server left over from a killed process |
//! | `keeper` | the thread that starts `postgres`, waits for it, and starts it again when it dies |

mod folder;
mod installation;
mod keeper;

use std::{
    io,
    path::{Path, PathBuf},
    process::Command,
};

pub use installation::Installation;

use self::{folder::DataFolder, keeper::Keeper};

/// The superuser that `initdb` makes. Nothing connects as it; it is there for an operator in need.
pub const SUPERUSER: &str = "postgres";
/// Owns the database and runs the migrations.
pub const OWNER: &str = "audiapro_owner";
pub const DATABASE: &str = "audiapro";
/// The port is only part of the socket's name: no address is listened on.
const PORT: u16 = 5432;
/// `sockaddr_un` holds 108 bytes, the last of them a NUL.
const SOCKET_PATH_BYTES_MAX: usize = 107;

/// Where the cluster lives.
#[derive(Clone, Debug)]
pub struct ClusterConfig {
    /// The cluster's files. Made at the first start; its parent must exist or be creatable.
    pub data: PathBuf,
    /// Folder of the socket, made with mode 0700. Where its path is too long for a socket, a short one is chosen instead.
    pub run: PathBuf,
    /// Folder with `postgres` and `initdb`; wins over the system's installations.
    pub binaries: Option<PathBuf>,
    /// User and group id for PostgreSQL when this process is root, which PostgreSQL itself refuses to be.
    pub run_as: Option<(u32, u32)>,
}

#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "PostgreSQL is not installed: no {place} was found. Install it (apt-get install postgresql), name a folder with its \
         programs in AUDIAPRO__DATABASE__BIN_DIR, or set DATABASE_URL to a server of your own"
    )]
    NotInstalled { place: String },
    #[error(
        "the cluster in {data} was made by PostgreSQL {found}, but the installed version is {installed}. Install PostgreSQL \
         {found} beside it, or dump the cluster with the old version and restore it into a new data folder"
    )]
    Version {
        data: PathBuf,
        found: String,
        installed: u32,
    },
    #[error("{path} is neither empty nor a PostgreSQL cluster: choose another data folder or move its content away")]
    NotACluster { path: PathBuf },
    #[error("another AudiaPro process uses the cluster in {data}: stop it first, or choose another data folder")]
    InUse { data: PathBuf },
    #[error("a PostgreSQL server (process {pid}) that this program did not start uses {data}: stop it first")]
    Foreign { data: PathBuf, pid: i32 },
    #[error(
        "PostgreSQL does not run as root: start this program as another user (audiapro), which it becomes by itself if that user exists"
    )]
    Root,
    #[error("no folder for the PostgreSQL socket is short enough: {path} gives a socket path of more than 107 bytes")]
    SocketPath { path: PathBuf },
    #[error("the folder {path} belongs to another user")]
    NotOurs { path: PathBuf },
    #[error("{action} failed: {detail}")]
    Program { action: &'static str, detail: String },
    #[error("could not {action} {path}")]
    Io {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl ClusterError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// A running cluster. Stops PostgreSQL when dropped.
pub struct Cluster {
    run: PathBuf,
    keeper: Keeper,
    // Held for as long as the cluster runs: a second process must not think that the first one is gone.
    _folder: DataFolder,
}

impl Cluster {
    /// Makes the cluster if there is none, starts it and returns when it accepts connections. Blocks: 0.2 s usually, a few
    /// seconds the first time, longer while a crash is being recovered.
    pub fn start(config: &ClusterConfig) -> Result<Self, ClusterError> {
        if nix::unistd::geteuid().is_root() && config.run_as.is_none() {
            return Err(ClusterError::Root);
        }
        let folder = DataFolder::open(&config.data, config.run_as)?;
        let installation = Installation::find(config.binaries.as_deref(), folder.version()?.as_deref())?;
        folder.wait_for_the_old_server()?;
        folder.ensure_created(&installation)?;
        let run = run_folder(&config.run, config.run_as)?;
        let keeper = Keeper::start(keeper::Launch {
            program: installation.program("postgres"),
            data: config.data.clone(),
            run: run.clone(),
            run_as: config.run_as,
        })?;
        Ok(Self {
            run,
            keeper,
            _folder: folder,
        })
    }

    /// Connection URL of `role` for the product's database, through the socket.
    pub fn url(&self, role: &str) -> String {
        format!("postgres://{role}@{}:{PORT}/{DATABASE}", percent_encoded(&self.run))
    }

    /// Connection URL of `role` on a cluster that another process keeps; `None` if nobody listens on its socket.
    pub fn running_url(config: &ClusterConfig, role: &str) -> Option<String> {
        let run = chosen_folder(&config.run);
        std::os::unix::net::UnixStream::connect(socket(&run)).ok()?;
        Some(format!("postgres://{role}@{}:{PORT}/{DATABASE}", percent_encoded(&run)))
    }

    /// Folder of the socket, as `psql -h` takes it.
    pub fn run_folder(&self) -> &Path {
        &self.run
    }

    /// Process id of the server, `None` while it is being started again.
    pub fn pid(&self) -> Option<i32> {
        self.keeper.pid()
    }

    /// Fast shutdown: transactions in flight are rolled back, everything committed is on disk when this returns.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.keeper.stop();
    }
}

/// A command with an empty environment, as the user that PostgreSQL shall be.
fn command(program: &Path, run_as: Option<(u32, u32)>) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .current_dir("/");
    if let Some((user, group)) = run_as {
        command.uid(user).gid(group);
    }
    command
}

/// Makes `path` with mode 0700 for the user that PostgreSQL will be, and refuses a folder of somebody else.
fn private_folder(path: &Path, run_as: Option<(u32, u32)>) -> Result<(), ClusterError> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    match std::fs::DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {
            if let Some((user, group)) = run_as {
                std::os::unix::fs::chown(path, Some(user), Some(group)).map_err(ClusterError::io("hand over", path))?;
            }
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(ClusterError::io("create", path)(error)),
    }
    // `symlink_metadata`: in a shared folder such as /tmp a link laid by somebody else must not lead us away.
    let found = std::fs::symlink_metadata(path).map_err(ClusterError::io("look at", path))?;
    let owner = run_as.map_or_else(|| nix::unistd::geteuid().as_raw(), |(user, _)| user);
    if !found.is_dir() || found.uid() != owner {
        return Err(ClusterError::NotOurs { path: path.to_owned() });
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(ClusterError::io("close", path))
}

/// The folder for the socket: `wanted` if a socket fits, else a short one that depends only on `wanted`.
fn run_folder(wanted: &Path, run_as: Option<(u32, u32)>) -> Result<PathBuf, ClusterError> {
    let chosen = chosen_folder(wanted);
    if !fits(&chosen) {
        return Err(ClusterError::SocketPath { path: chosen });
    }
    if let Some(parent) = chosen.parent() {
        std::fs::create_dir_all(parent).map_err(ClusterError::io("create", parent))?;
    }
    private_folder(&chosen, run_as)?;
    Ok(chosen)
}

fn chosen_folder(wanted: &Path) -> PathBuf {
    if fits(wanted) {
        wanted.to_owned()
    } else {
        short_folder(wanted)
    }
}

fn fits(folder: &Path) -> bool {
    socket(folder).as_os_str().len() <= SOCKET_PATH_BYTES_MAX
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

fn short_folder(wanted: &Path) -> PathBuf {
    use sha2::{Digest, Sha256};
    use std::os::unix::ffi::OsStrExt;
    let digest = Sha256::digest(wanted.as_os_str().as_bytes());
    let name = format!("audiapro-{}", hex::encode(digest.get(..6).unwrap_or_default()));
    // XDG_RUNTIME_DIR belongs to this user alone; the short name in /tmp is checked for its owner.
    match std::env::var_os("XDG_RUNTIME_DIR") {
        Some(folder) if !nix::unistd::geteuid().is_root() && Path::new(&folder).is_dir() => {
            Path::new(&folder).join(name)
        }
        _ => Path::new("/tmp").join(name),
    }
}

fn percent_encoded(path: &Path) -> String {
    use std::{fmt::Write, os::unix::ffi::OsStrExt};
    let mut encoded = String::new();
    for &byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            // Writing to a String cannot fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
