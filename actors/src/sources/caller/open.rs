//! A connection that is logged in: what comes is kept, to its end; where the system can be asked, whether it is still there.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::ami::{self, Ami};
use super::smdr::Smdr;
use super::{Stream, Trouble};
use crate::loops::stopped;
use crate::metrics::Held;
use crate::sources::connection::{Connection, End, READ};

/// One order of ours may take so long to be sent.
const SEND_MAX: Duration = Duration::from_secs(10);
/// The last one.
const PART_MAX: Duration = Duration::from_secs(1);

/// What the other end speaks, and how far it has got.
pub(super) enum Tongue {
    Lines,
    Ami(Box<Ami>),
    Smdr(Smdr),
}

/// A connection that is logged in.
pub(super) struct Open {
    stream: Box<dyn Stream>,
    tongue: Tongue,
    connection: Connection,
    _counted: Held,
}

impl Open {
    /// Counted until it is dropped.
    pub(super) fn new(stream: Box<dyn Stream>, tongue: Tongue, connection: Connection, counted: Held) -> Self {
        Self {
            stream,
            tongue,
            connection,
            _counted: counted,
        }
    }

    /// Until the other end hangs up, or we are told to.
    pub(super) async fn hear(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), Trouble> {
        let mut bytes = vec![0; READ];
        let mut pulse = interval(ami::PING_EVERY);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        // What has come with the login.
        let mut come = self.tongue.sift(&[])?;
        loop {
            if !come.is_empty() {
                match self.connection.take(&come).await {
                    Ok(()) => {}
                    Err(End::Stopped) => return Ok(()),
                    Err(End::Stranger) => {
                        return Err(Trouble::lasting("not_a_record", "what it writes is not of this form"));
                    }
                }
            }
            come = tokio::select! {
                read = self.stream.read(&mut bytes) => match read {
                    Ok(count @ 1..) => {
                        heard = Instant::now();
                        self.tongue.sift(&bytes[..count])?
                    }
                    Ok(_) => {
                        self.connection.end().await;
                        return Err(Trouble::passing("closed", "it hung up"));
                    }
                    Err(error) => {
                        self.connection.end().await;
                        return Err(Trouble::passing("broken", format!("the connection broke: {error}")));
                    }
                },
                _ = pulse.tick() => {
                    self.ask(heard).await?;
                    Vec::new()
                }
                () = stopped(stop) => {
                    self.part().await;
                    return Ok(());
                }
            };
        }
    }

    /// Whether it is still there; systems that only write are not asked.
    async fn ask(&mut self, heard: Instant) -> Result<(), Trouble> {
        let Tongue::Ami(_) = &self.tongue else { return Ok(()) };
        if heard.elapsed() > ami::SILENT_MAX {
            return Err(Trouble::passing("silent", "it does not answer any more"));
        }
        let sent = async {
            self.stream.write_all(ami::PING).await?;
            self.stream.flush().await
        };
        match timeout(SEND_MAX, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Trouble::passing("broken", format!("the connection broke: {error}"))),
            Err(_) => Err(Trouble::passing("silent", "it does not take what we send")),
        }
    }

    async fn part(&mut self) {
        let parted = async {
            if let Tongue::Ami(_) = &self.tongue {
                self.stream.write_all(ami::LOGOFF).await?;
            }
            self.stream.shutdown().await
        };
        // It is gone already, or will notice.
        timeout(PART_MAX, parted).await.ok();
    }
}

impl Tongue {
    /// Of what has come, what records are read of.
    fn sift(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
        match self {
            Self::Lines => Ok(bytes.to_vec()),
            Self::Ami(ami) => Ok(ami.sift(bytes)),
            Self::Smdr(smdr) => smdr.sift(bytes),
        }
    }
}
