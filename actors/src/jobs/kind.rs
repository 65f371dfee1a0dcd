//! What a kind of background job is: a name and an async function that may be run again after any crash, and so must find out
//! what it has done already.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use models::Error;
use models::db::Pools;
use models::ids::TenantId;
use models::platform::job::{self, Claimed, Ended, JobId, Told};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::watch;

use crate::config::JobBounds;

/// Whose work it is: the platform's own never waits behind a tenant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Platform,
    Tenant,
}

/// Why an attempt did not end with a result.
#[derive(Debug, PartialEq)]
pub enum Trouble {
    /// It may go better later.
    Again(String),
    /// The same again would end the same way.
    Never(String),
    /// The process ends; it goes on at the next start, uncounted.
    Stopped,
    /// Somebody asked for its end.
    Cancelled,
    /// Another has it by now.
    Lost,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(what) => Self::Never(format!("no such {what}")),
            Error::Invalid(why) => Self::Never(why),
            error => Self::Again(match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            }),
        }
    }
}

impl Trouble {
    /// What is written; nothing for a job that is another's. `jitter`: 0…1.
    pub(super) fn into_end(self, claimed: &Claimed, bounds: &JobBounds, jitter: f64) -> Option<Ended> {
        Some(match self {
            Self::Again(error) if claimed.attempt < claimed.attempts_max => Ended::Retry {
                error,
                after_s: pause_s(claimed.attempt, bounds, jitter),
            },
            Self::Again(error) | Self::Never(error) => Ended::Failed(error),
            Self::Stopped => Ended::Returned,
            Self::Cancelled => Ended::Cancelled,
            Self::Lost => return None,
        })
    }
}

/// Seconds before the attempt after the nth (from 1): doubled, bounded, spread over the upper half.
fn pause_s(attempt: i32, bounds: &JobBounds, jitter: f64) -> f64 {
    let doubled = bounds.retry_first.as_secs_f64() * 2_f64.powi(attempt.clamp(1, 32) - 1);
    doubled.min(bounds.retry_max.as_secs_f64()) * (0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

/// A job in its worker's hands.
pub struct Job {
    claimed: Claimed,
    pools: Pools,
    lease: Duration,
    stop: watch::Receiver<bool>,
}

impl Job {
    pub(super) fn new(claimed: Claimed, pools: Pools, lease: Duration, stop: watch::Receiver<bool>) -> Self {
        Self {
            claimed,
            pools,
            lease,
            stop,
        }
    }

    pub fn id(&self) -> JobId {
        self.claimed.id
    }

    /// Whose it is; a job of a tenant's kind without one never goes well.
    pub fn tenant(&self) -> Result<TenantId, Trouble> {
        let tenant = self.claimed.tenant;
        tenant.ok_or_else(|| Trouble::Never("the job names no tenant".into()))
    }

    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_value(self.claimed.payload.clone())
            .map_err(|error| Trouble::Never(format!("the job's payload is not as it should be: {error}")))
    }

    /// From 1.
    pub fn attempt(&self) -> i32 {
        self.claimed.attempt
    }

    /// What an earlier attempt told last: from there it goes on.
    pub fn told<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_value(self.claimed.progress.clone()?).ok()
    }

    /// Keeps how far it has come and renews the lease; an error ends the job here. Call it after each batch.
    pub async fn tell(&self, progress: &Value) -> Result<(), Trouble> {
        let (id, lease, lease_s) = (self.claimed.id, self.claimed.lease, self.lease.as_secs_f64());
        let told = self
            .pools
            .worker
            .transaction(async |conn| -> Result<Told, Error> {
                job::tell(conn, id, lease, Some(progress), lease_s).await
            })
            .await?;
        match told {
            Told::Lost => Err(Trouble::Lost),
            Told::Cancel => Err(Trouble::Cancelled),
            Told::GoOn if *self.stop.borrow() => Err(Trouble::Stopped),
            Told::GoOn => Ok(()),
        }
    }
}

type Begin = Box<dyn Fn(Job) -> LocalBoxFuture<'static, Result<Value, Trouble>> + Send + Sync>;

/// Every kind this node can do, by name.
#[derive(Default)]
pub struct Kinds {
    by_name: BTreeMap<&'static str, (Whose, Begin)>,
}

impl Kinds {
    /// Adds a kind. Its result stands in the job's row.
    pub fn add<F, W>(&mut self, name: &'static str, whose: Whose, work: W)
    where
        F: Future<Output = Result<Value, Trouble>> + 'static,
        W: Fn(Job) -> F + Send + Sync + 'static,
    {
        let begin: Begin = Box::new(move |job| work(job).boxed_local());
        self.by_name.insert(name, (whose, begin));
    }

    pub(super) fn of(&self, wanted: Whose) -> Vec<&'static str> {
        let names = self.by_name.iter().filter(|(_, (whose, _))| *whose == wanted);
        names.map(|(name, _)| *name).collect()
    }

    pub(super) fn begin(&self, job: Job) -> Option<LocalBoxFuture<'static, Result<Value, Trouble>>> {
        let (_, begin) = self.by_name.get(job.claimed.kind.as_str())?;
        Some(begin(job))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn claimed(attempt: i32) -> Claimed {
        Claimed {
            id: JobId(Uuid::nil()),
            lease: Uuid::nil(),
            kind: "test".into(),
            tenant: None,
            payload: json!({}),
            attempt,
            attempts_max: 3,
            progress: None,
        }
    }

    #[test]
    fn what_may_go_better_is_tried_again_later_and_later_and_at_last_has_failed() {
        let end = |attempt| Trouble::Again("away".into()).into_end(&claimed(attempt), &JobBounds::default(), 1.0);
        let retry = |after_s| {
            Some(Ended::Retry {
                error: "away".into(),
                after_s,
            })
        };
        assert_eq!((end(1), end(2)), (retry(5.0), retry(10.0)));
        assert_eq!(end(3), Some(Ended::Failed("away".into())));
    }

    #[test]
    fn what_would_end_the_same_way_has_failed_at_once_and_what_is_lost_is_not_written() {
        let end = |trouble: Trouble| trouble.into_end(&claimed(1), &JobBounds::default(), 0.0);
        assert_eq!(end(Trouble::Never("no".into())), Some(Ended::Failed("no".into())));
        assert_eq!(end(Trouble::Stopped), Some(Ended::Returned));
        assert_eq!(end(Trouble::Lost), None);
    }
}
