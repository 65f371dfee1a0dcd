//! An external ffmpeg for what no decoder of ours reads, if the operator allows it: in a child process that gets the recording on
//! its standard input and gives samples on its standard output. It has no network, may write no file, reads no file by name, and its
//! memory and time are limited. Blocking: for a worker's thread.

use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use engine::analysis::Analysis;
use engine::audio::{DeclaredFormat, Limits, Recorded, SPEECH_RATE};
use engine::error::RecordingError;
use engine::worker::{Options, Watch};
use nix::sched::CloneFlags;
use nix::sys::prctl;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

use super::analyst::Analyst;

/// Bytes of address space: ffmpeg maps far more than it touches.
const MEMORY_MAX: u64 = 2 << 30;
/// What it says of its failure, as far as it is repeated.
const COMPLAINT_MAX: u64 = 2000;
/// Between two looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalDecoder {
    pub program: PathBuf,
    /// Of the clock and of the CPU, for one recording.
    pub seconds: u64,
}

/// An analyst, and what is asked where it knows no codec.
struct Helped {
    analyst: Box<dyn Analyst>,
    external: ExternalDecoder,
}

/// The same analyst, with a decoder to ask if there is one.
pub fn helped(analyst: Box<dyn Analyst>, external: Option<ExternalDecoder>) -> Box<dyn Analyst> {
    match external {
        Some(external) => Box::new(Helped { analyst, external }),
        None => analyst,
    }
}

impl Analyst for Helped {
    fn analyze(
        &mut self,
        recording: &dyn Recorded,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Analysis, RecordingError> {
        match self.analyst.analyze(recording, options, watch) {
            Err(RecordingError::UnsupportedCodec(codec)) => {
                let bytes = recording.read(0..recording.length());
                let bytes = bytes.map_err(RecordingError::Unavailable)?;
                let wav = self.external.decode(&bytes, &codec, options, watch)?;
                drop(bytes);
                let options = Options {
                    declared: None,
                    ..options.clone()
                };
                self.analyst.analyze(&wav, &options, watch)
            }
            found => found,
        }
    }
}

/// How the child ended.
enum End {
    Itself(std::process::ExitStatus),
    Late,
    Unwanted,
}

impl ExternalDecoder {
    /// A WAV of 16-bit samples at 16 kHz. Errors: `unsupported_codec` where it cannot either, `unreadable` where it does not come to an
    /// end, `too_long`, `cancelled`.
    pub fn decode(
        &self,
        recording: &[u8],
        codec: &str,
        options: &Options,
        watch: &mut dyn Watch,
    ) -> Result<Vec<u8>, RecordingError> {
        let broken = |reason: io::Error| {
            let program = self.program.display();
            RecordingError::UnsupportedCodec(format!("{codec}; the external decoder {program} did not run: {reason}"))
        };
        let mut child = self.command(options.declared.as_ref()).spawn().map_err(broken)?;
        let (input, output, complaints) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let bytes_max = samples_max(options).saturating_mul(2).saturating_add(64 * 1024);
        let (end, heard, complaint) = std::thread::scope(|scope| {
            // It may stop listening before it has heard everything.
            scope.spawn(|| input.map(|mut input| input.write_all(recording)));
            let output = scope.spawn(move || taken(output, bytes_max + 1));
            let complaints = scope.spawn(move || taken(complaints, COMPLAINT_MAX));
            let end = self.wait(&mut child, watch);
            (
                end,
                output.join().unwrap_or_default(),
                complaints.join().unwrap_or_default(),
            )
        });
        match end.map_err(broken)? {
            End::Unwanted => Err(RecordingError::Cancelled),
            End::Late => Err(RecordingError::Unreadable(format!(
                "the external decoder did not end within {} s",
                self.seconds
            ))),
            End::Itself(_) if heard.len() as u64 > bytes_max => Err(too_long(options, heard.len())),
            End::Itself(status) if status.success() && !heard.is_empty() => Ok(heard),
            End::Itself(status) => {
                let said = String::from_utf8_lossy(&complaint);
                let said = said.lines().next_back().unwrap_or_default().trim().to_owned();
                Err(RecordingError::UnsupportedCodec(format!(
                    "{codec}; the external decoder ended with {status}: {said}"
                )))
            }
        }
    }

    fn command(&self, declared: Option<&DeclaredFormat>) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1"]);
        command.args(["-protocol_whitelist", "pipe"]);
        if let Some(declared) = declared {
            command.args(["-f", declared.codec.name()]);
        }
        command.args([
            "-i",
            "pipe:0",
            "-map",
            "0:a:0",
            "-vn",
            "-sn",
            "-dn",
            "-c:a",
            "pcm_s16le",
        ]);
        command.args(["-ar", &SPEECH_RATE.to_string(), "-f", "wav", "pipe:1"]);
        command
            .env_clear()
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let seconds = self.seconds;
        // SAFETY: between fork and exec only system calls are made; nothing is allocated and no lock is taken.
        unsafe {
            command.pre_exec(move || confine(seconds).map_err(io::Error::from));
        }
        command
    }

    /// Until it ends, is late or is no longer wanted; it is gone after that.
    fn wait(&self, child: &mut Child, watch: &mut dyn Watch) -> io::Result<End> {
        let began = Instant::now();
        let end = loop {
            if let Some(status) = child.try_wait()? {
                return Ok(End::Itself(status));
            }
            if watch.progress(0.0).is_break() {
                break End::Unwanted;
            }
            if began.elapsed() > Duration::from_secs(self.seconds) {
                break End::Late;
            }
            std::thread::sleep(LOOK);
        };
        // With whatever it may have started, which would keep its output open.
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX));
        signal::killpg(group, Signal::SIGKILL).map_err(io::Error::from)?;
        child.wait()?;
        Ok(end)
    }
}

/// What the child may not do, from its first instruction on.
fn confine(seconds: u64) -> nix::Result<()> {
    // Dies with the thread that waits for it.
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    prctl::set_no_new_privs()?;
    // A network of its own, with nothing in it. Where the system allows no user namespaces there is none of ours either: ffmpeg is
    // told to open pipes only.
    let _ = nix::sched::unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET);
    for (resource, most) in [
        (Resource::RLIMIT_AS, MEMORY_MAX),
        (Resource::RLIMIT_CPU, seconds),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NOFILE, 64),
    ] {
        setrlimit(resource, most, most)?;
    }
    Ok(())
}

/// At most `most` bytes of what comes; what is left over is not waited for.
fn taken(source: Option<impl Read>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(source) = source {
        // What breaks off is seen in how the child ends.
        let _ = source.take(most).read_to_end(&mut bytes);
    }
    bytes
}

fn samples_max(options: &Options) -> u64 {
    let limits = Limits::default();
    let of_two_channels = options.max_seconds.saturating_mul(u64::from(SPEECH_RATE) * 2);
    limits.max_samples.min(of_two_channels)
}

fn too_long(options: &Options, bytes: usize) -> RecordingError {
    RecordingError::TooLong {
        seconds: bytes as u64 / 2 / u64::from(SPEECH_RATE),
        max_seconds: options.max_seconds,
    }
}

#[cfg(test)]
mod tests;
