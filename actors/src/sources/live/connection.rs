//! One live stream at a source's port: AudioSocket, or RTP packets each behind its length. It hears nothing back; to hang up is all that is
//! said.

use engine::pbx::live::{End, Fault};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::connection::{Shared, keep_alive};
use super::{Hint, Live, LiveError};
use crate::ledger::arrival::Door;
use crate::loops::stopped;
use crate::metrics::Held;

/// Bytes that are read at once.
const READ: usize = 16 * 1024;

/// Until the stream is over, the other end is gone or silent for too long, or the source is listened to no longer. What was heard is kept.
pub(in crate::sources) async fn hear(shared: &Shared, mut stream: TcpStream) {
    let Some(app) = shared.app.upgrade() else { return };
    let Some(mut live) = app.listen(&shared.source, Hint::default(), Door::Tcp).await else {
        return;
    };
    let _counted = Held::on(&app.registry().sources.connections);
    drop(app);
    keep_alive(&stream);
    let how = heard(shared, &mut live, &mut stream).await;
    // Whoever is here must not wait for the store.
    drop(stream);
    if let Some(app) = shared.app.upgrade() {
        // What could not be stored lies on the disk, and it was said.
        live.end(&app, how).await.ok();
    }
}

async fn heard(shared: &Shared, live: &mut Live, stream: &mut TcpStream) -> End {
    let mut bytes = vec![0; READ];
    let mut stop = shared.stopped.clone();
    loop {
        let Some(app) = shared.app.upgrade() else {
            return End::Broken;
        };
        let idle_max = app.live_idle_max();
        drop(app);
        let read = tokio::select! {
            read = timeout(idle_max, stream.read(&mut bytes)) => read,
            () = stopped(&mut stop) => return End::Broken,
        };
        let count = match read {
            Ok(Ok(0)) => return End::Eof,
            Ok(Ok(count)) => count,
            Ok(Err(_)) | Err(_) => return End::Broken,
        };
        let Some(app) = shared.app.upgrade() else {
            return End::Broken;
        };
        match live.push(&app, &bytes[..count]).await {
            Ok(false) => {}
            Ok(true) => return End::Leave,
            Err(LiveError::Fault(Fault::Stranger(why))) => {
                shared.count_refusal("stranger");
                tracing::info!(tenant.id = %shared.source.tenant, "hung up on who speaks otherwise to source {}: {why}", shared.source.instance);
                return End::Broken;
            }
            Err(error) => {
                tracing::warn!(tenant.id = %shared.source.tenant, %error, "source {} is heard no further: {error}", shared.source.instance);
                return End::Broken;
            }
        }
    }
}
