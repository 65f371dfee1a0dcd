//! The thread that starts `postgres`, waits for it, and starts it again when it dies. One thread for the whole life of the
//! process, because the kernel's "my parent died" signal follows the *thread* that started a child.

use std::{
    collections::VecDeque,
    fs,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::{
        prctl,
        signal::{Signal, kill},
        wait::{Id, WaitPidFlag, waitid},
    },
    unistd::{Pid, getpid, getppid},
};

use super::{ClusterError, PORT, command, folder::last_lines};

/// Between a death and the next start; doubled up to the second figure.
const RESTART_PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));
/// A fast shutdown ends with a checkpoint. What is not finished after this is cut off; nothing committed is lost by that.
const STOP_WAIT_MAX: Duration = Duration::from_secs(60);
const READY_POLL: Duration = Duration::from_millis(5);
/// Lines of PostgreSQL's log that are kept for an error message.
const LOG_TAIL_LINES: usize = 8;

/// Durability is not negotiable; the sizes suit a machine of two cores and 4 GiB and are no worse on a bigger one.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "max_connections=80",
    "shared_buffers=128MB",
    "work_mem=8MB",
    "maintenance_work_mem=64MB",
    "max_wal_size=1GB",
    "wal_compression=on",
    "checkpoint_completion_target=0.9",
    // Compiling a query costs more than our queries take.
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=",
    "log_min_messages=warning",
    "lc_messages=C",
];

#[derive(Clone, Debug)]
pub(super) struct Launch {
    pub program: PathBuf,
    pub data: PathBuf,
    pub run: PathBuf,
    pub run_as: Option<(u32, u32)>,
}

#[derive(Default)]
struct State {
    /// Set while the child exists and has not been reaped: the number cannot belong to another process meanwhile.
    pid: Option<i32>,
    stopping: bool,
    ended: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is a plain value, whole after every statement: a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Keeper {
    shared: Arc<Shared>,
}

impl Keeper {
    /// Returns when the server accepts connections, or with the reason why it does not.
    pub fn start(launch: Launch) -> Result<Self, ClusterError> {
        let shared = Arc::new(Shared::default());
        let (ready, first_start) = mpsc::channel();
        let theirs = Arc::clone(&shared);
        let program = launch.program.clone();
        thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || {
                keep(&launch, &theirs, &ready);
                theirs.lock().ended = true;
                theirs.changed.notify_all();
            })
            .map_err(ClusterError::io("start a thread for", &program))?;
        let keeper = Self { shared };
        first_start.recv().unwrap_or_else(|_| {
            Err(ClusterError::Program {
                action: "postgres",
                detail: "its thread ended".to_owned(),
            })
        })?;
        Ok(keeper)
    }

    pub fn pid(&self) -> Option<i32> {
        self.shared.lock().pid
    }

    /// Fast shutdown, then waits for the end.
    pub fn stop(&self) {
        let mut state = self.shared.lock();
        state.stopping = true;
        self.shared.changed.notify_all();
        for (signal, patience) in [(Signal::SIGINT, STOP_WAIT_MAX), (Signal::SIGQUIT, STOP_WAIT_MAX)] {
            if let Some(pid) = state.pid {
                // Fails only if the child has just ended, which is what we want.
                let _ = kill(Pid::from_raw(pid), signal);
            }
            let (returned, timeout) = self
                .shared
                .changed
                .wait_timeout_while(state, patience, |state| !state.ended)
                .unwrap_or_else(PoisonError::into_inner);
            state = returned;
            if !timeout.timed_out() {
                return;
            }
        }
    }
}

/// The thread's whole life. The first start's outcome goes to `ready`; later failures are logged and tried again.
fn keep(launch: &Launch, shared: &Shared, ready: &mpsc::Sender<Result<(), ClusterError>>) {
    let mut pause = RESTART_PAUSE.0;
    let mut first = true;
    loop {
        let outcome = run_once(launch, shared, || {
            if first {
                // The receiver waits for exactly this.
                let _ = ready.send(Ok(()));
            } else {
                tracing::info!("PostgreSQL runs again");
            }
            first = false;
            pause = RESTART_PAUSE.0;
        });
        if shared.lock().stopping {
            return;
        }
        match outcome {
            Err(error) if first => {
                let _ = ready.send(Err(error));
                return;
            }
            Err(error) => tracing::error!(error = %error, "PostgreSQL ended: {error}; it is started again"),
            Ok(()) => tracing::error!("PostgreSQL was stopped from outside; it is started again"),
        }
        let state = shared.lock();
        let _ = shared.changed.wait_timeout_while(state, pause, |state| !state.stopping);
        pause = (pause * 2).min(RESTART_PAUSE.1);
    }
}

/// Starts the server, calls `ready` once it accepts connections, returns when it has ended.
fn run_once(launch: &Launch, shared: &Shared, ready: impl FnOnce()) -> Result<(), ClusterError> {
    let tail = Arc::new(Mutex::new(VecDeque::new()));
    let mut child = {
        // Under the lock, so that `stop` either sees the child or is seen before there is one.
        let mut state = shared.lock();
        if state.stopping {
            return Ok(());
        }
        let child = spawn(launch).map_err(ClusterError::io("run", &launch.program))?;
        state.pid = i32::try_from(child.id()).ok();
        child
    };
    let log = child.stderr.take().map(|stderr| follow_log(stderr, Arc::clone(&tail)));
    if is_ready(launch, &child) {
        ready();
    }
    let status = reap(&mut child, shared);
    // The pipe closes with the last process of the cluster, so the tail is complete.
    if let Some(log) = log {
        let _ = log.join();
    }
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => {
            let lines: Vec<String> = tail
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .iter()
                .cloned()
                .collect();
            let detail = format!("{status}: {}", last_lines(lines.join("\n").as_bytes()));
            Err(ClusterError::Program {
                action: "postgres",
                detail,
            })
        }
        Err(error) => Err(ClusterError::io("wait for", &launch.program)(error)),
    }
}

fn spawn(launch: &Launch) -> io::Result<Child> {
    use std::os::unix::process::CommandExt;
    let mut command = command(&launch.program, launch.run_as);
    command
        .arg("-D")
        .arg(&launch.data)
        .arg("-k")
        .arg(&launch.run)
        .args(["-p", &PORT.to_string()]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    // A group of its own: Ctrl-C in the terminal is for us, and we stop PostgreSQL last.
    command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let parent = getpid();
    // SAFETY: between fork and exec only async-signal-safe calls are made: prctl(2) and getppid(2); nothing is allocated.
    unsafe {
        command.pre_exec(move || {
            // SIGINT is PostgreSQL's fast shutdown. A user change has happened before this, so the setting survives.
            prctl::set_pdeathsig(Signal::SIGINT).map_err(io::Error::from)?;
            // The parent may have died before the setting took effect.
            if getppid() == parent {
                Ok(())
            } else {
                Err(io::Error::from_raw_os_error(nix::libc::ESRCH))
            }
        });
    }
    command.spawn()
}

/// Waits until `postmaster.pid` names this child and says `ready` (its line 8), or until the child is gone.
fn is_ready(launch: &Launch, child: &Child) -> bool {
    let pid_file = launch.data.join("postmaster.pid");
    let started = Instant::now();
    let mut told = Duration::from_secs(10);
    while !has_ended(child) {
        if says_ready(&pid_file, child.id()) {
            return true;
        }
        if started.elapsed() > told {
            tracing::info!(
                waited_s = told.as_secs(),
                "PostgreSQL is still starting (it may be recovering from a crash)"
            );
            told *= 2;
        }
        thread::sleep(READY_POLL);
    }
    false
}

fn says_ready(pid_file: &Path, child: u32) -> bool {
    let Ok(text) = fs::read_to_string(pid_file) else {
        return false;
    };
    let mut lines = text.lines();
    let pid = lines.next().and_then(|line| line.trim().parse().ok());
    pid == Some(child) && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}

fn has_ended(child: &Child) -> bool {
    let Ok(pid) = i32::try_from(child.id()) else {
        return true;
    };
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    !matches!(
        waitid(Id::Pid(Pid::from_raw(pid)), flags),
        Ok(nix::sys::wait::WaitStatus::StillAlive)
    )
}

/// Waits without reaping, then forgets the number and reaps under the lock, so that `stop` never signals a stranger.
fn reap(child: &mut Child, shared: &Shared) -> io::Result<std::process::ExitStatus> {
    if let Ok(pid) = i32::try_from(child.id()) {
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
        while waitid(Id::Pid(Pid::from_raw(pid)), flags) == Err(nix::errno::Errno::EINTR) {}
    }
    let mut state = shared.lock();
    state.pid = None;
    child.wait()
}

/// PostgreSQL's own log goes into ours, line by line.
fn follow_log(stderr: std::process::ChildStderr, tail: Arc<Mutex<VecDeque<String>>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            tracing::info!(target: "postgres", "{line}");
            let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
            if tail.len() == LOG_TAIL_LINES {
                tail.pop_front();
            }
            tail.push_back(line);
        }
    })
}
