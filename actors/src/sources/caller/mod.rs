//! Connections that we open, to systems that wait for one: each by the node that has its lease, opened again when it breaks off, later and
//! later. What comes goes the way of what is written to a port.
//!
//! | file | holds |
//! |---|---|
//! | `mod.rs` | one connection after the other, and how each went |
//! | `told.rs` | what a source says of it |
//! | `open.rs` | one that is logged in, heard to its end |
//! | `ami.rs` `smdr.rs` | how Asterisk and Panasonic are spoken to |
//! | `tls.rs` | whom we believe |

mod ami;
mod open;
mod smdr;
mod tls;
pub mod told;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use engine::pbx::settings::Given;
use engine::pbx::source::Source as Form;
use models::Error;
use models::ids::TenantId;
use models::integrations::caller::{self, Caller};
use models::integrations::lease::{Key, Kind};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use self::ami::Ami;
use self::open::{Open, Tongue};
use self::smdr::Smdr;
use self::told::{Called, Credentials, Protocol};
use super::connection::{Connection, Shared, keep_alive};
use super::leased::{Held, Work};
use super::pace::Pace;
use super::source::Source;
use crate::app::App;
use crate::config::Calling;
use crate::loops::stopped;
use crate::metrics;
use crate::outbound::OutboundError;

/// From the first packet to the end of the login.
const LOGIN_MAX: Duration = Duration::from_secs(20);
/// A connection that lasted for so long was a good one.
const STEADY: Duration = Duration::from_secs(30);
/// The first pause before it is tried again, doubled each time, and the longest: after what may mend itself, and after what somebody has to
/// mend.
const PASSING: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
const LASTING: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(900));

/// Bytes both ways, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Trouble {
    /// Stable.
    code: &'static str,
    /// For people; without secrets.
    detail: String,
    /// Somebody has to change something.
    is_lasting: bool,
}

impl Trouble {
    fn passing(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            is_lasting: false,
        }
    }

    fn lasting(code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            is_lasting: true,
            ..Self::passing(code, detail)
        }
    }
}

impl From<OutboundError> for Trouble {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::Private { .. } => Self::lasting("private_address", error.to_string()),
            error => Self::passing("unreachable", error.to_string()),
        }
    }
}

impl Work for Calling {
    const KIND: Kind = Kind::Caller;
    type Job = Caller;

    async fn jobs(&self, app: &App) -> Result<Vec<(Key, Caller)>, Error> {
        let worker = &app.pools().worker;
        let found = worker
            .transaction(async |conn| -> Result<Vec<Caller>, Error> { caller::all(conn).await })
            .await?;
        let called = found.into_iter().filter(|caller| protocol(caller).is_some());
        let jobs = called.map(|caller| {
            let key = Key {
                tenant: TenantId(caller.tenant_id),
                source_instance: caller.name.clone(),
            };
            (key, caller)
        });
        Ok(jobs.collect())
    }

    async fn work(self: Arc<Self>, held: Held, caller: Caller) {
        let mut stop = held.stop.clone();
        let mut failed: u32 = 0;
        let mut told = None;
        loop {
            let opened = tokio::select! {
                opened = self.open(&held, &caller) => opened,
                () = stopped(&mut stop) => return,
            };
            let ended = match opened {
                Ok(mut open) => {
                    count(&held, "connected");
                    tracing::info!(tenant.id = %caller.tenant_id, "connected to the system of source {}", caller.name);
                    held.works().await;
                    failed = failed.saturating_sub(1);
                    let since = Instant::now();
                    let ended = open.hear(&mut stop).await;
                    if since.elapsed() >= STEADY {
                        (told, failed) = (None, 0);
                    }
                    ended
                }
                Err(trouble) => Err(trouble),
            };
            let Err(trouble) = ended else { return };
            count(&held, trouble.code);
            // Said once, however often it is tried.
            if told != Some(trouble.code) {
                let Trouble { code, detail, .. } = &trouble;
                tracing::warn!(tenant.id = %caller.tenant_id, code, "no connection to the system of source {}: {detail}", caller.name);
                told = Some(trouble.code);
            }
            held.fails(trouble.code, &trouble.detail).await;
            let pause = pause(failed, trouble.is_lasting, crate::analysis::jitter());
            failed = failed.saturating_add(1);
            tokio::select! {
                () = sleep(pause) => {}
                () = stopped(&mut stop) => return,
            }
        }
    }
}

/// `jitter`: 0…1.
fn pause(failed: u32, is_lasting: bool, jitter: f64) -> Duration {
    let (first, longest) = if is_lasting { LASTING } else { PASSING };
    let doubled = first.saturating_mul(1 << failed.min(16)).min(longest);
    doubled.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

fn count(held: &Held, outcome: &str) {
    if let Some(app) = held.app.upgrade() {
        app.registry().sources.calls.with_label_values(&[outcome]).inc();
    }
}

fn protocol(caller: &Caller) -> Option<Protocol> {
    Form::from_name(&caller.format).and_then(Protocol::of)
}

impl Calling {
    async fn open(&self, held: &Held, caller: &Caller) -> Result<Open, Trouble> {
        match timeout(LOGIN_MAX, self.log_in(held, caller)).await {
            Ok(opened) => opened,
            Err(_) => Err(Trouble::passing(
                "timeout",
                format!("it did not let us in within {} s", LOGIN_MAX.as_secs()),
            )),
        }
    }

    async fn log_in(&self, held: &Held, caller: &Caller) -> Result<Open, Trouble> {
        let gone = || Trouble::passing("ended", "this process ends");
        let app = held.app.upgrade().ok_or_else(gone)?;
        let wrong = |detail: String| Trouble::lasting("bad_settings", detail);
        let tenant = TenantId(caller.tenant_id);
        let form = Form::from_name(&caller.format).ok_or_else(|| wrong("its form is not known".into()))?;
        let protocol = Protocol::of(form).ok_or_else(|| wrong("its form is not connected to".into()))?;
        let given: Given = serde_json::from_value(caller.settings.clone()).map_err(|error| wrong(error.to_string()))?;
        let source = Source::new(tenant, &caller.name, form, given).map_err(|fault| wrong(fault.to_string()))?;
        let called: Called = serde_json::from_value(caller.connection.clone().unwrap_or_default())
            .map_err(|error| wrong(error.to_string()))?;
        let credentials = credentials(&app, caller).await?;
        let tcp = self.outbound.connect(&called.host, called.port).await?;
        keep_alive(&tcp);
        let mut stream = encrypted(tcp, &called).await?;
        let tongue = match protocol {
            Protocol::Lines => Tongue::Lines,
            Protocol::Ami => {
                let of = (form, &source.settings);
                let ami = Ami::login(&mut *stream, of, &credentials, called.login).await?;
                Tongue::Ami(Box::new(ami))
            }
            Protocol::Smdr => Tongue::Smdr(Smdr::login(&mut *stream, &credentials).await?),
        };
        let shared = Shared {
            app: held.app.clone(),
            source,
            pace: Pace::new(self.lines_per_s, self.lines_burst),
            stopped: held.stop.clone(),
        };
        let origin = format!("{}:{}", called.host, called.port);
        let connection = Connection::new(Arc::new(shared), origin);
        let counted = metrics::Held::on(&app.registry().sources.called);
        Ok(Open::new(stream, tongue, connection, counted))
    }
}

/// Unsealed for one login.
async fn credentials(app: &App, caller: &Caller) -> Result<Credentials, Trouble> {
    let Some(sealed) = caller.connection_sealed.clone() else {
        return Ok(Credentials::default());
    };
    let (tenant, id) = (TenantId(caller.tenant_id), caller.id);
    let key = app.sealer().data_key(tenant).await;
    let key = key.map_err(|error| Trouble::passing("unavailable", error.to_string()))?;
    let unreadable = || Trouble::lasting("bad_settings", "the login that is kept cannot be unsealed");
    let opened = key
        .open(caller::place(tenant, &id), &sealed)
        .map_err(|_| unreadable())?;
    serde_json::from_slice(&opened).map_err(|_| unreadable())
}

async fn encrypted(tcp: TcpStream, called: &Called) -> Result<Box<dyn Stream>, Trouble> {
    if !called.tls {
        return Ok(Box::new(tcp));
    }
    let certificate = called.certificate.clone();
    let made = tokio::task::spawn_blocking(move || tls::connector(certificate.as_deref())).await;
    let made = made.map_err(|error| Trouble::passing("tls", error.to_string()))?;
    let connector = made.map_err(|why| Trouble::lasting("bad_settings", why))?;
    let name = ServerName::try_from(called.bare_host().to_owned());
    let name = name.map_err(|error| Trouble::lasting("bad_settings", error.to_string()))?;
    let stream = connector.connect(name, tcp).await.map_err(|error| {
        let detail = format!("no TLS with it: {error}");
        match error.kind() {
            // What TLS itself has to say, such as of a certificate that nobody trusts.
            ErrorKind::InvalidData => Trouble::lasting("tls", detail),
            _ => Trouble::passing("tls", detail),
        }
    })?;
    Ok(Box::new(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_later_and_later_and_much_later_where_somebody_has_to_mend_it() {
        let seconds = |failed, is_lasting| pause(failed, is_lasting, 1.0).as_secs();
        assert_eq!(
            [0, 1, 2, 5, 6, 99].map(|failed| seconds(failed, false)),
            [1, 2, 4, 32, 60, 60]
        );
        assert_eq!(
            [0, 1, 3, 4, 99].map(|failed| seconds(failed, true)),
            [60, 120, 480, 900, 900]
        );
        assert_eq!(
            pause(0, false, 0.0),
            Duration::from_millis(500),
            "nodes do not come back all at once"
        );
    }

    #[test]
    fn an_address_that_the_operator_does_not_allow_is_not_tried_again_soon() {
        let private = OutboundError::Private { host: "pbx.lan".into() };
        let trouble = Trouble::from(private);
        assert!(trouble.is_lasting && trouble.code == "private_address", "{trouble:?}");
    }
}
