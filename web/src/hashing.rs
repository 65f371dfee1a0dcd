//! Hashing of passwords, which takes tens of milliseconds and much memory each: on threads of its own, a few at a time. Not the
//! hash: `models::identity::password`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Whoever would wait longer is sent away.
const WAIT_MAX: Duration = Duration::from_secs(5);

pub struct Hashing(Arc<Semaphore>);

impl Hashing {
    pub fn new(at_once_max: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once_max.max(1))))
    }

    pub async fn run<R: Send + 'static>(&self, work: impl FnOnce() -> R + Send + 'static) -> Result<R, Problem> {
        let waited = tokio::time::timeout(WAIT_MAX, self.0.clone().acquire_owned()).await;
        let Ok(Ok(permit)) = waited else {
            return Err(Problem::unavailable(
                WAIT_MAX,
                "too many passwords are hashed at the moment",
            ));
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(Problem::internal)
    }
}
