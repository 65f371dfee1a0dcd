//! `/v1/shared`: what somebody outside sees by a link. Without credentials: the link is one, and its password where it has one.

use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use actors::engine::analysis::{Turn, Word};
use actors::transcript::corrected::corrected;
use chrono::{DateTime, Utc};
use models::Error;
use models::calls::recording::Recording;
use models::calls::share::view::{self, Place, Shown, Visitor};
use models::calls::transcript;
use models::identity::password;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{peaks, recording};
use crate::body;
use crate::client_address;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::door::at_the_door;
use crate::routes::identity::sign_in::user_agent;
use crate::state::{Running, State};

crate::refusals!(OpenRefusals: MalformedJson, InvalidParameter, InterruptedBody, SharePassword, InvalidLink, TooManyAttempts, RequestTimeout, BodyTooLarge, UnsupportedMediaType, TooManyRequests, Internal, Unavailable);
crate::refusals!(SoundRefusals: InvalidParameter, InvalidLink, NoRecording, Undecodable, RangeNotSatisfiable, Internal, Unavailable);

/// A link that is followed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "token": "sh_…", "password": "blue-harbour" }))]
pub struct OpenShare {
    token: String,
    password: Option<String>,
}

/// What a link shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedCall {
    /// Who shows it.
    pub company: String,
    #[schema(required)]
    pub label: Option<String>,
    pub started_at: DateTime<Utc>,
    /// IANA name of the company's zone.
    pub zone: String,
    pub duration_ms: i64,
    pub expires_at: DateTime<Utc>,
    /// What was said; null where that is not shown. Times are of the part that is shown.
    #[schema(required)]
    pub turns: Option<Vec<SharedTurn>>,
    /// The path of the recording as a WAV, good for half a day; null where it is not to be heard.
    #[schema(required)]
    pub sound: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SharedTurn {
    pub speaker: String,
    /// In which it was said, ISO 639-1: that of its channel, else of the recording. Null: not known.
    #[schema(required)]
    pub language: Option<String>,
    pub start_ms: u64,
    pub end_ms: u64,
    pub text: String,
    pub words: Vec<SharedWord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SharedWord {
    pub text: String,
    pub start_ms: u64,
    pub end_ms: u64,
}

/// Follow a link.
///
/// Each opening is noted for those who made it: when, from which address, with which program. Nothing of the call is told but what the link is to show.
#[utoipa::path(
    operation_id = "open_share",
    tag = "calls",
    request_body = OpenShare,
    responses((status = 200, description = "What it shows.", body = SharedCall), OpenRefusals)
)]
#[post("/v1/shared")]
pub async fn open(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    at_the_door(&request, &state)?;
    let asked: OpenShare = body::json(&request, payload, &state).await?;
    let running = state.running()?;
    let app = &running.pools.app;
    let place = view::by_link(app, &asked.token).await.map_err(or_invalid)?;
    let shown = app
        .tenant(place.tenant, async move |conn| place.shown(conn).await)
        .await
        .map_err(or_invalid)?;
    let visitor = Visitor {
        address: client_address::of(&request, &state)
            .map(|address| address.to_string())
            .unwrap_or_default(),
        user_agent: user_agent(&request),
    };
    let_in(&shown, asked.password, (place, &visitor), &state).await?;
    let page = app
        .tenant(place.tenant, async move |conn| place.open(conn, &visitor).await)
        .await?;
    let turns = match shown.words {
        true => Some(turns(running, place, &shown).await?),
        false => None,
    };
    let sound = shown.sound.then(|| format!("/v1/shared/sound?page={}", page.reveal()));
    let duration_ms = duration_ms(running, place, &shown).await?;
    Ok(HttpResponse::Ok().json(SharedCall {
        company: shown.company,
        label: shown.label,
        started_at: shown.started_at,
        zone: shown.zone,
        duration_ms,
        expires_at: shown.expires_at,
        turns,
        sound,
    }))
}

fn or_invalid(error: Error) -> Problem {
    match error {
        Error::NotFound(_) => Problem::new(Code::InvalidLink, "the link is unknown, has expired or was revoked"),
        error => error.into(),
    }
}

/// Looks at the password, where there is one.
async fn let_in(
    shown: &Shown,
    given: Option<String>,
    (place, visitor): (Place, &Visitor),
    state: &State,
) -> Result<(), Problem> {
    let Some(stored) = shown.password_hash.clone() else {
        return Ok(());
    };
    let Some(given) = given else {
        return Err(Problem::new(Code::SharePassword, "the link has a password").with("wrong", false));
    };
    if let Some(seconds @ 1..) = shown.locked_s {
        return Err(Problem::too_many_attempts(Duration::from_secs(
            seconds.unsigned_abs().into(),
        )));
    }
    if state
        .hashing
        .run(move || password::verify(&given, Some(&stored)))
        .await?
    {
        return Ok(());
    }
    let app = &state.running()?.pools.app;
    app.tenant(place.tenant, async move |conn| place.refuse(conn, visitor).await)
        .await?;
    Err(Problem::new(Code::SharePassword, "that is not the password").with("wrong", true))
}

/// What was said in the part that is shown. The reading stands in the audit.
async fn turns(running: &Running, place: Place, shown: &Shown) -> Result<Vec<SharedTurn>, Problem> {
    let (leg, actor) = (shown.leg(), format!("share:{}", place.share));
    let opened = transcript::of(place.tenant)
        .read(&running.reads, &running.sealer, &actor, &[leg])
        .await?;
    let (from, to) = part(shown).unwrap_or((0, u64::MAX));
    let shown = shown.clone();
    let cut = tokio::task::spawn_blocking(move || -> Result<_, actors::transcript::TranscriptError> {
        let Some(said) = opened.into_iter().next() else {
            return Ok(Vec::new());
        };
        let turns = corrected(actors::transcript::unpack(&said.packed)?, &said.corrections);
        let turns = turns.into_iter().filter_map(|turn| {
            let language = shown.language(turn.channel).map(str::to_owned);
            within(turn, from, to).map(|turn| SharedTurn { language, ..turn })
        });
        Ok(turns.collect())
    });
    cut.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// Milliseconds, where not the whole is shown.
fn part(shown: &Shown) -> Option<(u64, u64)> {
    let number = |ms: Option<i64>| ms.and_then(|ms| u64::try_from(ms).ok());
    let (from, to) = (number(shown.from_ms), number(shown.to_ms));
    (from.is_some() || to.is_some()).then(|| (from.unwrap_or(0), to.unwrap_or(u64::MAX)))
}

/// Words outside of the part are not told, nor that there are any.
fn within(turn: Turn, from: u64, to: u64) -> Option<SharedTurn> {
    let is_whole = from <= turn.start_ms && turn.end_ms <= to;
    let words: Vec<Word> = turn
        .words
        .into_iter()
        .filter(|word| from <= word.start_ms && word.end_ms <= to)
        .collect();
    let text = match is_whole {
        true => turn.text,
        false => words.iter().map(|word| word.text.trim()).collect::<Vec<_>>().join(" "),
    };
    if text.is_empty() {
        return None;
    }
    let of = |ms: u64| ms.saturating_sub(from);
    let (first, last) = (
        words.first().map(|word| word.start_ms),
        words.last().map(|word| word.end_ms),
    );
    Some(SharedTurn {
        speaker: turn.speaker,
        language: None,
        start_ms: of(first.unwrap_or(turn.start_ms)),
        end_ms: of(last.unwrap_or(turn.end_ms.min(to))),
        text,
        words: words
            .into_iter()
            .map(|word| SharedWord {
                text: word.text,
                start_ms: of(word.start_ms),
                end_ms: of(word.end_ms),
            })
            .collect(),
    })
}

async fn duration_ms(running: &Running, place: Place, shown: &Shown) -> Result<i64, Problem> {
    let found = Recording::of(place.tenant)
        .of_leg(&running.pools.app, shown.leg())
        .await;
    let whole = match found {
        Ok((recording, _)) => recording.duration_ms.unwrap_or(0),
        Err(Error::NotFound(_)) => 0,
        Err(error) => return Err(error.into()),
    };
    let from = shown.from_ms.unwrap_or(0);
    let to = shown
        .to_ms
        .map_or(whole, |to| if whole > 0 { to.min(whole) } else { to });
    Ok((to - from).max(0))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SoundQuery {
    /// The word that the page was given when it was opened.
    page: String,
}

/// Hear what a link shows.
///
/// As a WAV, in ranges, with the word of a page that was opened in the last twelve hours; only the part that is shown.
#[utoipa::path(
    operation_id = "hear_share",
    tag = "calls",
    params(SoundQuery, ("Range" = Option<String>, Header, description = "`bytes=first-last`, one range.")),
    responses(
        (status = 200, description = "The sound.", body = Vec<u8>, content_type = "audio/wav"),
        (status = 206, description = "The range.", body = Vec<u8>, content_type = "audio/wav"),
        SoundRefusals
    )
)]
#[get("/v1/shared/sound")]
pub async fn hear(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let query: SoundQuery = query::of(&request)?;
    let running = state.running()?;
    let app = &running.pools.app;
    let place = view::by_page(app, &query.page).await.map_err(or_invalid)?;
    let shown = app
        .tenant(place.tenant, async move |conn| place.shown(conn).await)
        .await
        .map_err(or_invalid)?;
    if !shown.sound {
        return Err(Problem::new(
            Code::NoRecording,
            "the link does not let the recording be heard",
        ));
    }
    let source = peaks::source(running, place.tenant, shown.leg()).await?;
    let wav = running.sounds.wav(source, part(&shown)).await.map_err(peaks::problem)?;
    let etag = format!("\"{}\"", place.share);
    let (mut response, range) = recording::headed(&request, wav.len(), &etag)?;
    response.insert_header((CONTENT_TYPE, "audio/wav"));
    app.tenant(place.tenant, async move |conn| place.play(conn, &query.page).await)
        .await?;
    let length = range.end - range.start;
    Ok(response.body(SizedStream::new(length, Box::pin(recording::decoded(wav, range)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn() -> Turn {
        let word = |text: &str, start_ms: u64| Word {
            text: text.into(),
            start_ms,
            end_ms: start_ms + 90,
            confidence: 1.0,
        };
        Turn {
            speaker: "agent".into(),
            channel: 0,
            start_ms: 1_000,
            end_ms: 1_290,
            text: "One, two, three.".into(),
            words: vec![word("One,", 1_000), word("two,", 1_100), word("three.", 1_200)],
            sentiment: None,
            confidence: None,
            flags: vec![],
        }
    }

    #[test]
    fn a_part_tells_nothing_of_the_rest() {
        let whole = within(turn(), 0, u64::MAX).unwrap();
        assert_eq!(
            (whole.text.as_str(), whole.start_ms, whole.words.len()),
            ("One, two, three.", 1_000, 3)
        );
        let part = within(turn(), 1_050, 1_195).unwrap();
        assert_eq!((part.text.as_str(), part.start_ms, part.end_ms), ("two,", 50, 140));
        assert!(within(turn(), 2_000, 3_000).is_none());
        assert!(within(turn(), 0, 1_010).is_none());
    }
}
