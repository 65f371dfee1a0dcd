//! Mails leave here: a loop that takes those that are due, has the courier carry them, and notes how each ended. What is in a mail is
//! `models::platform::mail`'s; without a courier none leaves, and they wait.

mod courier;
mod resend;
mod sender;
mod smtp;

use std::sync::Arc;
use std::time::Duration;

use futures::{StreamExt, stream};
use models::Error;
use models::compliance::sealing::Sealer;
use models::db::Pools;
use models::platform::mail::{self, Mail, Sent};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::metrics::Metrics;
pub use courier::Courier;
pub use sender::{CourierError, Sender};
pub use smtp::{SmtpSettings, SmtpTls};

/// How often, how many, how long.
#[derive(Clone, Debug)]
pub struct MailBounds {
    /// A mail is tried so often.
    pub attempts_max: u32,
    /// The pause before the second attempt; doubled for each further one.
    pub retry_first: Duration,
    /// The longest pause between two attempts.
    pub retry_max: Duration,
    /// Mails carried at the same time.
    pub at_once_max: usize,
    /// One attempt may take so long.
    pub attempt_max: Duration,
    /// What could not be sent for so long is given up: its links are no longer good.
    pub age_max: Duration,
    /// Mails that are due are looked for so often.
    pub poll: Duration,
}

impl Default for MailBounds {
    fn default() -> Self {
        Self {
            attempts_max: 10,
            retry_first: Duration::from_secs(10),
            retry_max: Duration::from_secs(3600),
            at_once_max: 4,
            attempt_max: Duration::from_secs(60),
            age_max: Duration::from_secs(24 * 3600),
            poll: Duration::from_secs(1),
        }
    }
}

pub struct MailParts {
    pub pools: Pools,
    pub sealer: Sealer,
    pub courier: Courier,
    pub bounds: MailBounds,
    pub metrics: Metrics,
}

/// Runs until `stop` is told; what is being carried then is carried to its end first.
pub async fn run(parts: Arc<MailParts>, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(parts.bounds.poll.max(Duration::from_millis(10)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_away = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        match parts.round().await {
            Ok(()) => is_away = false,
            Err(error) if !is_away => {
                is_away = true;
                tracing::warn!("mails wait: {error}");
            }
            Err(_) => {}
        }
    }
}

impl MailParts {
    /// Carries what is due now, and says how long the oldest waits.
    async fn round(&self) -> Result<(), Error> {
        let key = self.sealer.platform_key().await?;
        // Longer than an attempt, so that nobody takes up what is being carried.
        let lease_s = (self.bounds.attempt_max * 2).as_secs_f64();
        let (age_max_s, rows) = (
            self.bounds.age_max.as_secs_f64(),
            i64::try_from(self.bounds.at_once_max).unwrap_or(i64::MAX),
        );
        let due = self
            .pools
            .worker
            .transaction(async move |conn| -> Result<(Vec<Mail>, f64), Error> {
                let given_up = mail::give_up(conn, age_max_s).await?;
                if given_up > 0 {
                    tracing::warn!("{given_up} mails were given up: they could not be sent for too long");
                }
                let due = mail::claim(conn, &key, lease_s, rows).await?;
                Ok((due, mail::oldest_waiting_s(conn).await?))
            });
        let (due, oldest_s) = due.await?;
        self.metrics.mails.oldest_seconds.set(oldest_s);
        stream::iter(due)
            .map(|mail| self.carry(mail))
            .buffer_unordered(self.bounds.at_once_max.max(1))
            .collect::<Vec<_>>()
            .await;
        Ok(())
    }

    async fn carry(&self, mail: Mail) {
        let carried = timeout(self.bounds.attempt_max, self.courier.carry(&mail)).await;
        let carried = carried.unwrap_or_else(|_| Carried::Again {
            error: "the mail server took too long".into(),
            after: None,
        });
        let (id, kind) = (mail.id, mail.kind.as_str());
        let sent = self.judge(&mail, &carried);
        let outcome = match &sent {
            Sent::Done => "sent",
            Sent::Again { .. } => "again",
            Sent::Never(_) => "failed",
        };
        self.metrics.mails.carried.with_label_values(&[outcome]).inc();
        match &sent {
            Sent::Done => tracing::info!(mail.id = %id, mail.kind = kind, "sent mail {id}"),
            Sent::Again { error, after_s } => {
                tracing::warn!(mail.id = %id, mail.kind = kind, "mail {id} goes again in {after_s:.0} s: {error}");
            }
            Sent::Never(error) => tracing::error!(mail.id = %id, mail.kind = kind, "mail {id} cannot be sent: {error}"),
        }
        let suppressed = matches!(carried, Carried::NoSuchAddress(_)).then(|| mail.recipient.clone());
        let settled = self.pools.worker.transaction(async move |conn| -> Result<(), Error> {
            mail::settle(conn, id, &sent).await?;
            match suppressed {
                Some(address) => mail::suppress(conn, &[address], "no such mailbox").await,
                None => Ok(()),
            }
        });
        if let Err(error) = settled.await {
            // Its lease runs out, and it is sent again under the same Message-ID.
            tracing::warn!(mail.id = %id, "how mail {id} ended could not be noted: {error}");
        }
    }

    fn judge(&self, mail: &Mail, carried: &Carried) -> Sent {
        match carried {
            Carried::Taken => Sent::Done,
            Carried::NoSuchAddress(error) | Carried::Refused(error) => Sent::Never(error.clone()),
            Carried::Again { error, .. } if mail.attempts >= self.bounds.attempts_max.cast_signed() => {
                Sent::Never(format!("given up after {} attempts: {error}", mail.attempts))
            }
            Carried::Again { error, after } => Sent::Again {
                error: error.clone(),
                after_s: after.unwrap_or_else(|| self.pause_after(mail.attempts)).as_secs_f64(),
            },
        }
    }

    fn pause_after(&self, attempts: i32) -> Duration {
        let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(20);
        (self.bounds.retry_first * 2u32.pow(doublings)).min(self.bounds.retry_max)
    }
}

/// How one attempt ended, in the courier's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    Taken,
    /// It may go better later; the other side may have said when.
    Again {
        error: String,
        after: Option<Duration>,
    },
    /// Nobody has this address: nothing is sent to it any more.
    NoSuchAddress(String),
    /// This mail will never be taken.
    Refused(String),
}
