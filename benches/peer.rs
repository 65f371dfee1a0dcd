//! A Python peer that stays up: one line of order in, one line of JSON out.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

pub struct Peer {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What it says of itself at the start.
    pub about: Value,
}

impl Peer {
    /// Starts `benches/peers/<script>` in the environment that `script/bench` made, with `variables` on top.
    pub fn start(script: &str, args: &[OsString], variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        let venv =
            std::env::var_os("AUDIAPRO_BENCH_VENV").context("AUDIAPRO_BENCH_VENV is not set: use script/bench")?;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
        let mut child = Command::new(PathBuf::from(venv).join("bin/python"))
            .arg(&path)
            .args(args)
            .env("OMP_NUM_THREADS", "1")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", path.display()))?;
        let orders = child.stdin.take().context("no standard input")?;
        let answers = BufReader::new(child.stdout.take().context("no standard output")?);
        let mut peer = Self {
            child,
            orders,
            answers,
            about: Value::Null,
        };
        peer.about = peer.answer()?;
        Ok(peer)
    }

    pub fn ask(&mut self, order: &str) -> anyhow::Result<Value> {
        writeln!(self.orders, "{order}")?;
        self.answer()
    }

    fn answer(&mut self) -> anyhow::Result<Value> {
        let mut line = String::new();
        ensure!(
            self.answers.read_line(&mut line)? > 0,
            "the peer ended without an answer"
        );
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
