//! One attempt at a recording: where it is by what its record and its source say, its bytes, and then the same way as if it had been sent.

use std::path::{Path, PathBuf};

use engine::pbx::recording_name::{Clues, base_name, headerless};
use models::Error;
use models::calls::expected::claim::{self, Claimed};
use models::ids::{LegId, TenantId};
use models::integrations::fetching::{self as source, Called};
use reqwest::Url;
use serde_json::Value;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use super::address::Origin;
use super::reference::{Place, Reference};
use super::spool::{self, Spool, SpoolError};
use super::token::{Bearer, TokenPlace, Tokens};
use super::told::{Secret, Told};
use super::web::Web;
use super::{Trouble, folder, s3};
use crate::app::{App, Named, StoreError, Told as Given, Upload};
use crate::config::Fetching;
use crate::ledger::arrival::Door;
use crate::recordings::ReceiveError;

/// What is known of a recording before it is fetched.
struct Known {
    told: Told,
    secret: Option<Secret>,
    /// What of an absolute path is the telephone system's alone.
    prefix: Option<String>,
    called: Option<Called>,
    /// Id of the source.
    source: Uuid,
}

pub(super) async fn run(app: &App, fetching: &Fetching, tokens: &Tokens, claimed: &Claimed) -> Result<(), Trouble> {
    let known = known(app, claimed).await?;
    let reference = Reference {
        announced: claimed.reference.as_deref(),
        external_id: &claimed.external_id,
        called: known.called.as_ref(),
        prefix: known.prefix.as_deref(),
    };
    let place = reference.resolve(&known.told)?;
    let called = known.called.as_ref().and_then(|called| called.recording_ref.as_deref());
    let name = [place.name(), called.unwrap_or_default()];
    let declared = name.into_iter().find_map(headerless);
    let given = Given {
        declared,
        ..Given::default()
    };
    let bytes_max = app.recording_bytes_max();
    let url = match &place {
        Place::File(path) => {
            let file = file_of(fetching, claimed, &known.told, path, bytes_max).await?;
            let open = tokio::fs::File::open(file).await;
            let open = open.map_err(|error| Trouble::again("unreadable", error.kind().to_string()))?;
            return keep(app, claimed, &known, &place, given, ReaderStream::new(open)).await;
        }
        Place::Web(url) | Place::Link(url, _) => url.clone(),
        Place::Object(key) => {
            let address = known.told.s3.as_ref().and_then(|bucket| s3::address(bucket, key));
            address.ok_or_else(|| Trouble::never("bad_reference", "no address can be made of it"))?
        }
    };
    let mut spool = open(app, claimed).await?;
    let web = Web {
        outbound: &fetching.outbound,
        told: &known.told,
        secret: known.secret.as_ref(),
        home: Origin::of(&url),
        token: None,
        bytes_max,
    };
    match known.bearer(claimed.tenant).filter(|_| web.home == known.gives_token()) {
        None => bring(&web, &place, &url, &mut spool).await?,
        Some(bearer) => bring_by_token(&web, tokens, &bearer, (&place, &url), &mut spool).await?,
    }
    app.registry().fetching.bytes.inc_by(spool.length());
    keep(app, claimed, &known, &place, given, spool.stream()).await
}

impl Known {
    /// For what a token is asked, if one is.
    fn bearer(&self, tenant: TenantId) -> Option<Bearer<'_>> {
        let (Some(place), Some(Secret::Token { user, password })) = (&self.told.token, &self.secret) else {
            return None;
        };
        Some(Bearer {
            tenant,
            source: self.source,
            place,
            user,
            password,
        })
    }

    fn gives_token(&self) -> Option<Origin> {
        self.told.token.as_ref().and_then(TokenPlace::origin)
    }
}

/// The bytes of a recording, and not those of a page that says what is wrong.
async fn bring(web: &Web<'_>, place: &Place, url: &Url, spool: &mut Spool) -> Result<(), Trouble> {
    match place {
        Place::Link(_, pointer) => web.fetch(&web.link(url, pointer).await?, spool).await?,
        _ => web.fetch(url, spool).await?,
    }
    if spool.length() == 0 {
        return Err(Trouble::again("empty", "the server sends no bytes"));
    }
    if is_page(&spool.head().await?) {
        spool.restart(None).await?;
        return Err(Trouble::again(
            "not_a_recording",
            "what the server sends begins like a page",
        ));
    }
    Ok(())
}

/// The same with a token. One that was given for another recording may be refused by now: then with another one.
async fn bring_by_token(
    web: &Web<'_>,
    tokens: &Tokens,
    bearer: &Bearer<'_>,
    (place, url): (&Place, &Url),
    spool: &mut Spool,
) -> Result<(), Trouble> {
    let token = tokens.show(bearer, web.outbound).await?;
    let trouble = match bring(&web.showing(&token.text), place, url, spool).await {
        Err(trouble) if is_of_token(&trouble) => trouble,
        brought => return brought,
    };
    if !tokens.refuse(bearer, &token).await {
        return Err(trouble);
    }
    let token = tokens.show(bearer, web.outbound).await?;
    let brought = bring(&web.showing(&token.text), place, url, spool).await;
    if brought.as_ref().is_err_and(is_of_token) {
        tokens.refuse(bearer, &token).await;
    }
    brought
}

/// It may be that the token is not taken any more: some systems say that with a page, or with 200 and a word.
fn is_of_token(trouble: &Trouble) -> bool {
    matches!(trouble.code, "unauthorized" | "bad_answer" | "not_a_recording")
}

async fn known(app: &App, claimed: &Claimed) -> Result<Known, Trouble> {
    let (tenant, leg, name) = (claimed.tenant, claimed.leg, claimed.source_instance.clone());
    let found = app.pools().app.tenant(tenant, async move |conn| -> Result<_, Error> {
        let source = source::named(conn, tenant, &name).await?;
        Ok((source, source::called(conn, tenant, leg).await?))
    });
    let (source, called) = found.await?;
    let source = source.ok_or_else(|| Trouble::never("no_source", "the source is gone"))?;
    let told = source.recordings.clone().unwrap_or_default();
    let told: Told = serde_json::from_value(told).map_err(|error| Trouble::never("no_place", error.to_string()))?;
    let secret = match &source.recordings_sealed {
        None => None,
        Some(sealed) => {
            let key = app.sealer().data_key(tenant).await?;
            let row = source::row(source.id);
            let opened = key.open(source::place(tenant, &row), sealed);
            let opened = opened.map_err(|_| Trouble::never("bad_secret", "the source's secret cannot be opened"))?;
            let secret = serde_json::from_slice(&opened);
            Some(secret.map_err(|_| Trouble::never("bad_secret", "the source's secret cannot be read"))?)
        }
    };
    let prefix = source.settings.get("recording_prefix").and_then(Value::as_str);
    Ok(Known {
        told,
        secret,
        prefix: prefix.map(str::to_owned),
        called,
        source: source.id,
    })
}

async fn file_of(
    fetching: &Fetching,
    claimed: &Claimed,
    told: &Told,
    path: &str,
    bytes_max: u64,
) -> Result<PathBuf, Trouble> {
    let (all, tenant) = (fetching.bounds.folder.clone(), claimed.tenant);
    let (own, path) = (told.folder.clone().unwrap_or_default(), path.to_owned());
    let found = tokio::task::spawn_blocking(move || {
        let folder = folder::of_source(all.as_deref(), tenant, &own)?;
        Ok(folder::file(&folder, &path, bytes_max)?.0)
    });
    found
        .await
        .map_err(|_| Trouble::again("internal", "the folder could not be looked at"))?
}

async fn open(app: &App, claimed: &Claimed) -> Result<Spool, Trouble> {
    let (tenant, leg) = (claimed.tenant, claimed.leg);
    let key = app.sealer().data_key(tenant).await?;
    let path = spool::path(&app.recordings().fetching(), leg);
    let opened = tokio::task::spawn_blocking(move || Spool::open(&path, key, tenant, leg.0));
    Ok(opened.await.map_err(|_| SpoolError::Ended)??)
}

/// The same way as if it had been sent: to its leg, or, where no record has come that names it, among those whose leg is looked for.
async fn keep<E: std::fmt::Display + Send>(
    app: &App,
    claimed: &Claimed,
    known: &Known,
    place: &Place,
    given: Given,
    bytes: impl futures::Stream<Item = Result<bytes::Bytes, E>> + Send,
) -> Result<(), Trouble> {
    let (tenant, source_instance) = (claimed.tenant, claimed.source_instance.as_str());
    if known.called.is_some() {
        let upload = Upload {
            door: Door::Fetch,
            tenant,
            source_instance,
            external_id: &claimed.external_id,
            told: given,
        };
        app.receive(upload, bytes).await?;
        return Ok(());
    }
    let clues = Clues {
        id: Some(claimed.external_id.clone()),
        ..Clues::default()
    };
    let named = Named {
        tenant,
        source_instance,
        path: base_name(place.name()),
        clues,
        given,
        door: Door::Fetch,
    };
    app.take_named_recording(named, bytes).await?;
    Ok(())
}

/// Removes what has come of a recording that nobody fetches any more.
pub(super) async fn clean(app: &App, leg: LegId) {
    let path = spool::path(&app.recordings().fetching(), leg);
    remove(&path).await;
}

/// Removes what attempts have left that were killed when their recording was there already.
pub(super) async fn tidy(app: &App) -> Result<(), Error> {
    let folder = app.recordings().fetching();
    let legs = tokio::task::spawn_blocking(move || spool::legs(&folder))
        .await
        .unwrap_or_default();
    if legs.is_empty() {
        return Ok(());
    }
    let worker = &app.pools().worker;
    let unwanted = worker
        .transaction(async move |conn| -> Result<Vec<LegId>, Error> { claim::unwanted(conn, &legs).await })
        .await?;
    for leg in unwanted {
        clean(app, leg).await;
    }
    Ok(())
}

async fn remove(path: &Path) {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, "could not remove what had come of a recording: {error}");
        }
        _ => {}
    }
}

/// JSON, HTML and XML begin so, and no sound does.
fn is_page(head: &[u8]) -> bool {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    let is_text = head[..head.len().min(64)].is_ascii();
    is_text && (first == Some(&b'<') || head.starts_with(b"{\"") || head.starts_with(b"{ "))
}

impl From<SpoolError> for Trouble {
    fn from(error: SpoolError) -> Self {
        Self::again("storage", error.to_string())
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::again("internal", error.to_string())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        let detail = error.to_string();
        match error {
            StoreError::NoTenant => Self::never("no_tenant", detail),
            StoreError::Receive(ReceiveError::TooLarge { .. }) => Self::never("too_large", detail),
            StoreError::Receive(_) => Self::again("storage", detail),
            StoreError::Unavailable(unavailable) => Self {
                wait: Some(unavailable.retry_after),
                ..Self::again("unavailable", detail)
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_how_they_begin() {
        for page in ["<!DOCTYPE html><html>", "\r\n <html>", "{\"response\":{\"status\":-6}}"] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for sound in [
            &b"RIFF\x24\x08\x00\x00WAVE"[..],
            b"<\x91\xff\x01",
            b"",
            b"ID3\x04",
            b"{\x00\x01",
        ] {
            assert!(!is_page(sound), "{sound:?}");
        }
    }
}
