//! One actor for each call in flight: does what its attempt commands and tells it what happened. Decides nothing.

use std::future::Future;
use std::io;
use std::time::{Duration, Instant};

use actix::prelude::ActorContext;
use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, Message, WrapFuture};
use engine::audio::Recorded;
use engine::error::RecordingError;
use engine::worker::Options;
use models::Error;
use models::calls::queue::{Claim, Claimed};
use models::calls::result::{self, AnalysisRow, Outcome, Settled};
use models::compliance::sealing::{DataKey, Sealer};
use models::db::Pools;
use models::ids::TenantId;

use super::analyst::{Analyst, Cancel, Deadline};
use super::attempt::{Attempt, Command, Event, Mishap};
use super::flight::Flight;
use super::found;
use super::wishes::options;
use crate::config::AnalysisBounds;
use crate::fail;
use crate::feed::Feed;
use crate::metrics::Metrics;
use crate::pool::Pool;
use crate::recordings::{ReadError, RecordingStore, Unsealed};
use crate::spans::{Kind, Open, Spans};

/// What every call in flight shares.
#[derive(Clone)]
pub struct CallParts {
    pub pools: Pools,
    pub sealer: Sealer,
    pub store: RecordingStore,
    pub analysts: Pool<Box<dyn Analyst>>,
    pub bounds: AnalysisBounds,
    pub metrics: Metrics,
    pub feed: Feed,
    pub spans: Spans,
}

pub struct CallActor {
    parts: CallParts,
    claimed: Claimed,
    attempt: Attempt,
    flight: Flight,
    cancel: Cancel,
    recording: Option<Unsealed>,
    began: Instant,
    /// How often the outcome could not be written.
    unwritten: u32,
    /// As long as the attempt goes on.
    span: Open,
}

impl CallActor {
    pub fn new(parts: CallParts, mut claimed: Claimed, attempt: Attempt, flight: Flight) -> Self {
        let span = span_of(&parts.spans, &claimed);
        // The stages and the event that tells the result come after this attempt, and it after what brought the recording.
        claimed.claim.trace = span.thread();
        Self {
            span,
            parts,
            claimed,
            attempt,
            flight,
            cancel: Cancel::default(),
            recording: None,
            began: Instant::now(),
            unwritten: 0,
        }
    }

    fn happened(&mut self, event: Event, ctx: &mut Context<Self>) {
        if let Event::Failed(mishap) = &event {
            self.span.fail(mishap.code());
        }
        match self.attempt.next(event) {
            None => {}
            Some(Command::Begin) => self.go(ctx, begin(self.parts.clone(), self.claimed.clone())),
            Some(Command::Load) => self.load(ctx),
            Some(Command::Work) => self.work(ctx),
            Some(Command::Write(outcome)) => {
                self.span.note("audiapro.outcome", labels(&outcome).0);
                self.write(outcome, Duration::ZERO, ctx);
            }
            Some(Command::WriteLater(outcome)) => {
                self.unwritten = self.unwritten.saturating_add(1);
                let pause = Duration::from_millis(200).saturating_mul(1 << self.unwritten.min(6));
                self.write(outcome, pause, ctx);
            }
            Some(Command::End) => {
                self.cancel.cancel();
                self.flight.end_orderly();
                ctx.stop();
            }
        }
    }

    /// Runs one step; what comes of it is the next event.
    fn go(&self, ctx: &mut Context<Self>, step: impl Future<Output = Event> + 'static) {
        ctx.spawn(
            step.into_actor(self)
                .map(|event, actor, ctx| actor.happened(event, ctx)),
        );
    }

    fn load(&self, ctx: &mut Context<Self>) {
        let loading = load(self.parts.clone(), self.claimed.clone()).into_actor(self);
        ctx.spawn(loading.map(|loaded, actor, ctx| match loaded {
            Ok(recording) => {
                actor.recording = Some(recording);
                actor.happened(Event::Loaded, ctx);
            }
            Err(event) => actor.happened(event, ctx),
        }));
    }

    fn work(&mut self, ctx: &mut Context<Self>) {
        let Some(recording) = self.recording.take() else {
            let mishap = Mishap::Store("it is not open".into());
            return self.happened(Event::Failed(mishap), ctx);
        };
        self.go(
            ctx,
            work(self.parts.clone(), self.claimed.clone(), recording, self.cancel.clone()),
        );
    }

    fn write(&self, outcome: Outcome, pause: Duration, ctx: &mut Context<Self>) {
        let (parts, claim, began) = (self.parts.clone(), self.claimed.claim.clone(), self.began);
        self.go(ctx, async move {
            tokio::time::sleep(pause).await;
            let _span = parts.spans.begin(Kind::Internal, "analysis write", claim.trace);
            write(&parts, &claim, outcome, began.elapsed()).await
        });
    }
}

impl Actor for CallActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        self.happened(Event::Started, ctx);
    }
}

/// The lease is another's.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Abandon;

/// The process ends: give the work back.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Interrupt;

impl Handler<Abandon> for CallActor {
    type Result = ();
    fn handle(&mut self, _: Abandon, ctx: &mut Context<Self>) {
        self.cancel.cancel();
        self.happened(Event::LeaseLost, ctx);
    }
}

impl Handler<Interrupt> for CallActor {
    type Result = ();
    fn handle(&mut self, _: Interrupt, ctx: &mut Context<Self>) {
        self.cancel.cancel();
        self.happened(Event::Interrupted, ctx);
    }
}

fn span_of(spans: &Spans, claimed: &Claimed) -> Open {
    let claim = &claimed.claim;
    let mut span = spans.begin(Kind::Consumer, "analysis", claim.trace);
    span.name("audiapro.tenant.id", claim.tenant);
    span.name("audiapro.call.id", claim.call);
    span.name("audiapro.leg.id", claim.leg);
    span.name("audiapro.lane", &claim.lane);
    span.note("audiapro.attempt", i64::from(claim.attempt));
    span.note(
        "audiapro.waited_ms",
        (claimed.claimed_at - claimed.enqueued_at).num_milliseconds(),
    );
    span
}

async fn begin(parts: CallParts, claimed: Claimed) -> Event {
    let waited = claimed.claimed_at - claimed.enqueued_at;
    parts
        .metrics
        .analysis
        .stage("queued", waited.to_std().unwrap_or_default());
    let claim = claimed.claim;
    let _span = parts.spans.begin(Kind::Internal, "analysis begin", claim.trace);
    let begun = parts
        .pools
        .app
        .tenant(claim.tenant, async |conn| -> Result<Settled, Error> {
            result::begin(conn, &claim, waited.num_milliseconds()).await
        })
        .await;
    fail::point("analysis.after_begin");
    match begun {
        Ok(settled) => Event::Begun(settled),
        Err(error) => {
            tracing::warn!(%error, leg.id = %claim.leg, "could not begin the analysis of leg {}: {error}", claim.leg);
            Event::BeginFailed
        }
    }
}

/// Opens it: what is damaged in its middle is found where it is heard.
async fn load(parts: CallParts, claimed: Claimed) -> Result<Unsealed, Event> {
    let began = Instant::now();
    let _span = parts.spans.begin(Kind::Internal, "analysis load", claimed.claim.trace);
    let key = match parts.sealer.data_key(claimed.claim.tenant).await {
        Ok(key) => key,
        Err(error) => return Err(Event::Failed(Mishap::Store(error.to_string()))),
    };
    let (store, tenant, store_key) = (parts.store.clone(), claimed.claim.tenant, claimed.recording.store_key);
    let opened = tokio::task::spawn_blocking(move || store.unseal(&key, tenant, &store_key)).await;
    let recording = match opened {
        Ok(Ok(recording)) => recording,
        Ok(Err(ReadError::Damaged(error))) => return Err(Event::Failed(Mishap::Damaged(error.to_string()))),
        Ok(Err(error)) => return Err(Event::Failed(Mishap::Store(error.to_string()))),
        Err(error) => return Err(Event::Failed(Mishap::Store(error.to_string()))),
    };
    parts.metrics.analysis.stage("load", began.elapsed());
    fail::point("analysis.after_load");
    Ok(recording)
}

async fn work(parts: CallParts, claimed: Claimed, recording: Unsealed, cancel: Cancel) -> Event {
    /// How long after its deadline a worker that shows no progress is waited for.
    const GRACE: Duration = Duration::from_secs(30);
    let (tenant, leg) = (claimed.claim.tenant, claimed.claim.leg);
    let key = match parts.sealer.data_key(tenant).await {
        Ok(key) => key,
        Err(error) => return Event::Failed(Mishap::Sealing(error.to_string())),
    };
    let waited = Instant::now();
    let waiting = parts
        .spans
        .begin(Kind::Internal, "analysis wait for a worker", claimed.claim.trace);
    let Ok(worker) = parts.analysts.take(parts.bounds.attempt_max).await else {
        return Event::Interrupted;
    };
    drop(waiting);
    parts.metrics.analysis.stage("worker_wait", waited.elapsed());
    fail::point("analysis.before_work");
    let (options, allowed) = (options(&parts.bounds, &claimed), parts.bounds.attempt_max);
    let began = Instant::now();
    let mut span = parts.spans.begin(Kind::Internal, "analysis work", claimed.claim.trace);
    let job = move |analyst: &mut Box<dyn Analyst>| {
        analyze(
            analyst.as_mut(),
            &recording,
            &options,
            Deadline::after(allowed, cancel),
            &key,
            tenant,
            leg,
        )
    };
    let worked = tokio::time::timeout(allowed + GRACE, worker.run(job)).await;
    fail::point("analysis.after_work");
    parts.metrics.analysis.stage("analyze", began.elapsed());
    match worked {
        Err(_) => Event::Failed(Mishap::TimedOut(allowed)),
        Ok(Err(panicked)) => {
            tracing::error!(leg.id = %leg, tenant.id = %tenant, "analysing leg {leg}: {panicked}");
            Event::Failed(Mishap::Panicked(panicked.to_string()))
        }
        Ok(Ok(Err(mishap))) => Event::Failed(mishap),
        Ok(Ok(Ok(row))) => {
            span.note("audiapro.audio_ms", row.duration_ms);
            span.name("audiapro.timings_ms", &row.timings);
            parts
                .metrics
                .analysis
                .analyzed(row.duration_ms as f64 / 1000.0, row.compute_seconds);
            Event::Analyzed(Outcome::Analyzed(Box::new(row)))
        }
    }
}

/// On the worker's thread.
fn analyze(
    analyst: &mut dyn Analyst,
    recording: &dyn Recorded,
    options: &Options,
    mut deadline: Deadline,
    key: &DataKey,
    tenant: TenantId,
    leg: models::ids::LegId,
) -> Result<AnalysisRow, Mishap> {
    let began = Instant::now();
    let found = analyst
        .analyze(recording, options, &mut deadline)
        .map_err(|error| match error {
            RecordingError::Cancelled if deadline.has_passed() => Mishap::TimedOut(began.elapsed()),
            RecordingError::Unavailable(error) if error.kind() == io::ErrorKind::InvalidData => {
                Mishap::Damaged(error.to_string())
            }
            RecordingError::Unavailable(error) => Mishap::Store(error.to_string()),
            error => Mishap::Recording(error),
        })?;
    let row = found::row(&found, key, tenant, leg, began.elapsed().as_secs_f64());
    let row = row.and_then(|row| found::with_peaks(row, recording, options, (key, tenant, leg)));
    row.map_err(|error| Mishap::Sealing(error.to_string()))
}

/// Writes an outcome in a transaction of its tenant.
pub async fn write(parts: &CallParts, claim: &Claim, outcome: Outcome, took: Duration) -> Event {
    let settled = settle(&parts.pools, claim, &outcome, took).await;
    match settled {
        Ok(settled) => {
            if let Settled::Written { bell } = settled {
                parts.feed.ring(bell);
                let (outcome, code) = labels(&outcome);
                let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
                tracing::debug!(tenant.id = %claim.tenant, call.id = %claim.call, leg.id = %claim.leg,
                    trace.id = claim.trace.map(|trace| trace.trace_id()), attempt = claim.attempt, outcome, code, ms,
                    "attempt {} at leg {} ended: {outcome}", claim.attempt, claim.leg);
                parts
                    .metrics
                    .analysis
                    .attempts
                    .with_label_values(&[outcome, code])
                    .inc();
            }
            Event::Wrote
        }
        Err(error) if error.is_unavailable() => Event::WriteFailed,
        Err(error) => {
            let source = std::error::Error::source(&error)
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::error!(%error, source, leg.id = %claim.leg, "could not write how the analysis of leg {} ended: {error} {source}", claim.leg);
            Event::WriteRefused(error.to_string())
        }
    }
}

/// The transaction itself, for calls in flight and for those whose taker is gone.
pub async fn settle(pools: &Pools, claim: &Claim, outcome: &Outcome, took: Duration) -> Result<Settled, Error> {
    let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let analyzed = matches!(outcome, Outcome::Analyzed(_));
    let at = move |step: &'static str| match (analyzed, step) {
        (true, "after_lock") => fail::point("result.after_lock"),
        (true, "after_rows") => fail::point("result.after_rows"),
        (true, _) => fail::point("result.before_commit"),
        (false, "before_commit") => fail::point("failure.before_commit"),
        (false, _) => {}
    };
    let settled = pools
        .app
        .tenant(claim.tenant, async |conn| -> Result<Settled, Error> {
            result::settle(conn, claim, outcome, took_ms, &at).await
        })
        .await;
    fail::point(if analyzed {
        "result.after_commit"
    } else {
        "failure.after_commit"
    });
    settled
}

fn labels(outcome: &Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Analyzed(_) => ("analyzed", ""),
        Outcome::Failed {
            code, given_up: false, ..
        } => ("failed", code),
        Outcome::Failed {
            code, given_up: true, ..
        } => ("dead_lettered", code),
        Outcome::Retry { code, .. } => ("retry", code),
        Outcome::Returned => ("returned", ""),
    }
}
