//! A call of our own each minute through the whole path: door, ledger, store, queue, engine, result, outbox. It belongs to a tenant
//! that nobody can be, is never charged, and is removed once it came through. What it tells is its age.

use std::time::{Duration, Instant};

use bytes::Bytes;
use engine::pbx::canonical;
use models::Error;
use models::ids::{self, CANARY, CallId, SOURCE_INSTANCE_API};
use models::platform::canary::{self, Standing};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval_at};
use uuid::Uuid;

use crate::app::{App, Told, Upload, WeakApp};
use crate::ledger::arrival::{Door, Fate};
use crate::loops::stopped;

/// Two seconds of speech: "And so, my fellow Americans". John F. Kennedy, public domain.
const RECORDING: &[u8] = include_bytes!("canary/fellow_americans.flac");

/// Where the padding behind the recording's header lies: whatever stands there, nobody hears it.
const PADDING: std::ops::Range<usize> = 96..112;

/// One is looked after at least so often while it is on its way.
const LOOK: Duration = Duration::from_secs(1);

/// One that is not there, so long after it was sent, has been lost.
const LOST: Duration = Duration::from_secs(600);

/// What has lain for so long is nobody's: of several nodes each sends its own, and takes no other's away.
const LEFT: Duration = Duration::from_secs(3600);

struct Flight {
    call: CallId,
    sent: Instant,
}

/// Sends one after each `every`, never two at a time, until `stop` is told or the application is gone. `alone`: no other process
/// sends any.
pub async fn run(app: WeakApp, every: Duration, alone: bool, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval_at(tokio::time::Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    if let Some(app) = app.upgrade() {
        app.registry().canary.begin();
        // What a process before this one has left on its way.
        clear(&app, None, if alone { Duration::ZERO } else { LEFT }).await;
    }
    let mut flight: Option<Flight> = None;
    loop {
        tokio::select! {
            standing = landed(&app, flight.as_ref()) => match (app.upgrade(), flight.take()) {
                (Some(app), Some(flight)) => land(&app, &flight, &standing).await,
                _ => return,
            },
            // Only where none is on its way: a tick in between would break off the look at it, and its connection with that.
            _ = ticks.tick(), if flight.is_none() => match app.upgrade() {
                Some(app) => flight = send(&app).await,
                None => return,
            },
            () = stopped(&mut stop) => return,
        }
    }
}

/// Sends one; if the door turns it away there is none until the next turn.
async fn send(app: &App) -> Option<Flight> {
    let sent = Instant::now();
    let name = Uuid::now_v7();
    match through_the_door(app, name).await {
        Ok(()) => {
            let call = ids::call(CANARY, SOURCE_INSTANCE_API, &name.to_string());
            Some(Flight { call, sent })
        }
        Err(why) => {
            app.registry().canary.ended("turned_away");
            tracing::warn!("the canary was turned away: {why}");
            None
        }
    }
}

async fn through_the_door(app: &App, name: Uuid) -> Result<(), String> {
    let external_id = &name.to_string();
    let record = json!({
        "external_id": external_id, "direction": "inbound", "disposition": "answered", "talk_s": 2,
        "started_at": chrono::Utc::now().to_rfc3339(),
    });
    let record = canonical::parse(record).map_err(|fault| fault.detail)?;
    let fates = app.accept_at(Door::Canary, CANARY, vec![record]).await;
    let fates = fates.map_err(|error| error.to_string())?;
    if !matches!(fates[..], [Fate::New | Fate::Accepted]) {
        return Err("its record is not new".into());
    }
    let upload = Upload {
        door: Door::Canary,
        tenant: CANARY,
        source_instance: SOURCE_INSTANCE_API,
        external_id,
        told: Told {
            media_type: Some("audio/flac".into()),
            ..Told::default()
        },
    };
    let bytes = futures::stream::iter([Ok::<_, std::io::Error>(recording(name))]);
    app.receive(upload, bytes)
        .await
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Each with a content of its own, as those of calls are: the store keeps the same content only once, and whoever removes it would take
/// it away from others.
fn recording(name: Uuid) -> Bytes {
    let mut bytes = RECORDING.to_vec();
    if let Some(padding) = bytes.get_mut(PADDING) {
        padding.copy_from_slice(name.as_bytes());
    }
    bytes.into()
}

/// Waits until one has an end; for ever while there is none.
async fn landed(app: &WeakApp, flight: Option<&Flight>) -> Standing {
    let Some(flight) = flight else {
        return std::future::pending().await;
    };
    loop {
        let Some(app) = app.upgrade() else {
            return Standing::OnItsWay;
        };
        let mut bells = app.feed().listen();
        match look(&app, flight.call).await {
            Ok(Standing::Absent) if flight.sent.elapsed() > LOST => return Standing::Failed("lost".into()),
            Ok(Standing::OnItsWay | Standing::Absent) | Err(_) => {}
            Ok(ended) => return ended,
        }
        drop(app);
        let rung = async { while bells.recv().await.is_ok_and(|bell| bell.tenant != CANARY) {} };
        // A bell that was missed costs a moment.
        tokio::time::timeout(LOOK, rung).await.ok();
    }
}

async fn look(app: &App, call: CallId) -> Result<Standing, Error> {
    let pool = &app.pools().app;
    pool.tenant(CANARY, async move |conn| -> Result<Standing, Error> {
        canary::standing(conn, call).await
    })
    .await
}

async fn land(app: &App, flight: &Flight, standing: &Standing) {
    let metrics = &app.registry().canary;
    match standing {
        Standing::Through => metrics.through(flight.sent),
        // It is taken away again: whatever waits until analysis goes on would come back as old as the pause is long.
        Standing::Held => metrics.held(flight.sent),
        Standing::Failed(code) => {
            metrics.ended("failed");
            tracing::warn!(call.id = %flight.call, code, "the canary did not come through: {code}");
        }
        Standing::OnItsWay | Standing::Absent => {}
    }
    clear(app, Some(flight.call), LEFT).await;
}

/// Removes the rows and files of one, and of those that have lain for `left`. What cannot be removed now lies until then.
async fn clear(app: &App, own: Option<CallId>, left: Duration) {
    let worker = &app.pools().worker;
    let cleared = worker
        .transaction(async |conn| -> Result<Vec<String>, Error> { canary::clear(conn, own, left.as_secs_f64()).await })
        .await;
    let files = match cleared {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the canary's rows stay for a while: {error}");
            return;
        }
    };
    for key in files {
        let store = app.recordings().clone();
        let removed = tokio::task::spawn_blocking(move || store.remove(&key)).await;
        if let Ok(Err(error)) = removed {
            tracing::warn!(%error, "could not remove the canary's recording: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_recordings_apart_stands_in_their_padding() {
        let block = &RECORDING[PADDING.start - 4..PADDING.start];
        let length = u32::from_be_bytes([0, block[1], block[2], block[3]]);
        assert_eq!(
            (block[0] & 0x7f, length >= 16),
            (1, true),
            "a block of padding begins there"
        );
        let (one, other) = (recording(Uuid::now_v7()), recording(Uuid::now_v7()));
        assert_ne!(one, other);
        assert_eq!(
            (&one[..PADDING.start], &one[PADDING.end..]),
            (&RECORDING[..PADDING.start], &RECORDING[PADDING.end..])
        );
    }
}
