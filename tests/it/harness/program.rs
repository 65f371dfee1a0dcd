//! The program beside a running server: its command line on a test's installation.

use std::process::Stdio;

use tokio::process::Command;

use super::{TestApp, binary};

/// How a command ended, and what it said.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl TestApp {
    /// The program with the settings of this installation.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .args(["--data", self.config.data.dir.as_str()])
            .env("DATABASE_URL", &self.config.database.url)
            .env("AUDIAPRO__SERVER__USER", "")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let kafka = &self.config.kafka;
        if !kafka.brokers.is_empty() {
            command
                .env("KAFKA_BROKERS", &kafka.brokers)
                .env("AUDIAPRO__KAFKA__PREFIX", &kafka.prefix)
                .env("AUDIAPRO__STORE__SHARED", "true");
        }
        command
    }

    /// Runs it, however it ends.
    pub async fn end(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().await.unwrap();
        Ended {
            status: output.status.code().expect("a signal ended it"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs it, and gives what it prints; one that fails fails the test with its complaint.
    pub async fn run(&self, arguments: &[&str]) -> String {
        let ended = self.end(arguments).await;
        assert_eq!(ended.status, 0, "{arguments:?}: {}", ended.err);
        ended.out
    }
}
