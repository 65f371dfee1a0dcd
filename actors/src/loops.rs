//! Loops that never return by themselves: kept running, and told to stop.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::keeper::rest_before;
use crate::metrics::Metrics;

/// Waits until it is told to stop, or nobody is left who could tell.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    stop.wait_for(|stop| *stop).await.map(drop).ok();
}

/// Runs a loop to its end, again and again if it panics.
pub(crate) async fn keep<F: Future<Output = ()> + 'static>(
    name: &'static str,
    metrics: &Metrics,
    stopped: watch::Receiver<bool>,
    make: impl Fn(watch::Receiver<bool>) -> F,
) {
    let mut in_a_row = 0;
    let restarts = metrics.restarts.with_label_values(&[name]);
    loop {
        let began = Instant::now();
        if actix_rt::spawn(make(stopped.clone())).await.is_ok() {
            return;
        }
        restarts.inc();
        in_a_row = if began.elapsed() < Duration::from_secs(60) {
            in_a_row + 1
        } else {
            1
        };
        tracing::error!("the {name} died of a panic and is started again");
        tokio::time::sleep(rest_before(in_a_row)).await;
    }
}
