//! `POST /v1/audio/transcriptions`: a recording in, its words out, in the forms of OpenAI's interface, so that its clients work with this
//! server as they are. No call comes of it and nothing is kept; seconds of audio and of computing are metered.

mod answer;
mod asked;
mod logprobs;

use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::app::{HearError, Heard};
use actors::engine::error::RecordingError;
use actors::engine::speech::hearing::SpokenWord;
use actors::engine::worker::Options;
use actors::pool::Busy;
use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::{self, LocalBoxStream};
use models::calls::hearing::{AUTO, Hearing};
use models::calls::result;
use models::compliance::audit::{self, Entry};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::hearing;
use crate::connection;
use crate::problem::{Code, Problem, openai};
use crate::routes::identity::can::{CallsEdit, Can};
use crate::routes::identity::key::Caller;
use crate::routes::platform::model;
use crate::state::State;
use answer::Format;
use asked::{Asked, read};
use logprobs::{Logprob, Tokens};

crate::refusals!(Refusals: InvalidParameter, MalformedMultipart, InterruptedBody, RequestTimeout, MissingKey, InvalidKey, BodyTooLarge, UnsupportedMediaType, UnreadableRecording, NotFound, Internal, Unavailable);

/// How long somebody waits for a worker who does all this for others.
const PATIENCE: Duration = Duration::from_secs(60);
/// Letters of a prompt that are taken, the last ones.
const PROMPT_MAX: usize = 400;

/// The multipart body.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
#[schema(as = TranscriptionOrder)]
pub struct Order {
    /// The recording, in any form that a recording may have; without a header as its media type or the end of its name says (`call.ulaw`).
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Name of a speech model, as GET /v1/models lists it; `whisper-1` is the one that would be taken anyway.
    model: String,
    /// ISO 639-1, with or without a country; found out if not given and the model knows more than one.
    language: Option<String>,
    /// What was said before, or names that are likely to be said.
    prompt: Option<String>,
    response_format: Option<Format>,
    /// Taken, and without effect: the same sound gives the same text.
    temperature: Option<f64>,
    /// `word`, `segment`; of `verbose_json`.
    #[schema(rename = "timestamp_granularities[]")]
    timestamp_granularities: Option<Vec<String>>,
    /// Words as they are heard, as server-sent events.
    stream: Option<bool>,
    /// `logprobs`: the tokens of the text, and how likely each was to the model; of `json`.
    #[schema(rename = "include[]")]
    include: Option<Vec<String>>,
}

/// `json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcription {
    pub text: String,
    /// If asked for (`include[]`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Vec<Logprob>>,
    pub usage: TranscriptionUsage,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TranscriptionUsage {
    /// `duration`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Of audio, rounded up.
    pub seconds: u64,
}

/// Transcribe a recording.
///
/// In the forms of OpenAI's interface: point its client at `/v1` with a key of this server. Speakers of a recording with several channels are
/// told apart in `srt`, `vtt` and `diarized_json` and by `speaker` in `segments`. Not a call: nothing of it is kept, and it counts in no limit.
/// A refusal has what OpenAI's clients read, too: `error` with `message`, `type`, `param` and `code`.
#[utoipa::path(
    operation_id = "transcribe",
    tag = "analysis",
    request_body(content = Order, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Its words.", content(
            (Transcription = "application/json"),
            (String = "text/plain; charset=utf-8"),
            (String = "application/x-subrip"),
            (String = "text/vtt"),
            (String = "text/event-stream")
        )),
        Refusals
    ),
    security(("api_key" = []))
)]
#[post("/v1/audio/transcriptions")]
pub async fn transcribe(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<CallsEdit>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let _place = state.transcriptions.clone().try_acquire_owned().map_err(|_| {
        Problem::unavailable(
            Duration::from_secs(5),
            "as many recordings are transcribed as may be at once (bounds.transcriptions_max)",
        )
    })?;
    let mut asked = read(&request, payload, &state).await?;
    let options = options(&caller, &state, &asked).await?;
    let recording = asked.file.take();
    let recording = recording.ok_or_else(|| Problem::parameter("file", "the part is missing"))?;
    if recording.is_empty() {
        return Err(unreadable(&RecordingError::Empty));
    }
    let caller = caller.into_inner();
    let tokens = asked.logprobs.then(Tokens::default);
    let closed = connection::closed(&request);
    if asked.stream {
        let said = said(caller, recording, options, asked.format, tokens, _place);
        // Whoever goes away ends it, as everywhere.
        return as_it_is_heard(said.take_until(closed).boxed_local()).await;
    }
    let (app, kept) = (&caller.running.app, tokens.clone());
    let keep = move |channel: usize, _: usize, words: &[SpokenWord]| {
        if let Some(tokens) = &kept {
            tokens.keep(channel, words);
        }
    };
    let heard = tokio::select! {
        heard = app.hear(recording, options, PATIENCE, keep) => heard?,
        () = closed => return Err(Problem::new(Code::InterruptedBody, "the connection was closed before the answer")),
    };
    told(&caller, &heard).await?;
    let (format, words, segments) = (asked.format, asked.words, asked.segments);
    // A long recording takes longer than async code may compute.
    let written = tokio::task::spawn_blocking(move || {
        let logprobs = tokens.map(|tokens| tokens.of_turns(&heard.analysis.turns));
        answer::whole(&heard.analysis, format, words, segments, logprobs)
    });
    let (kind, body) = written.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).body(body))
}

/// What comes of a recording while it is heard: `None` where it is under way and there is nothing to say yet.
type Said = Result<Option<Value>, HearError>;

/// Words as they are heard. The answer begins once the recording is under way: until then whatever speaks against it is a refusal like any other.
async fn as_it_is_heard(mut said: LocalBoxStream<'static, Said>) -> Result<HttpResponse, Problem> {
    let first = said.next().await.transpose()?.flatten();
    let later = said.filter_map(|said| async move {
        said.unwrap_or_else(|error| {
            tracing::warn!(%error, "could not transcribe the rest of a recording: {error}");
            Some(json!({ "error": openai::error(&Problem::from(error)) }))
        })
    });
    let events = stream::iter(first).chain(later);
    let lines = events.map(|event| Ok::<_, actix_web::Error>(Bytes::from(answer::event(&event))));
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(Box::pin(lines)))
}

/// Hears a recording, and says what is said as it is. Whoever drops this ends the work.
fn said(
    caller: Caller,
    recording: Vec<u8>,
    options: Options,
    format: Format,
    tokens: Option<Tokens>,
    place: tokio::sync::OwnedSemaphorePermit,
) -> LocalBoxStream<'static, Said> {
    let (send, said) = mpsc::unbounded::<Said>();
    let work = async move {
        let _place = place;
        let mut said_before = String::new();
        let (tell, app, kept) = (send.clone(), &caller.running.app, tokens.clone());
        let heard = app.hear(recording, options, PATIENCE, move |channel, channels, words| {
            if let Some(tokens) = &kept {
                tokens.keep(channel, words);
            }
            // Of several channels it is known only at the end who spoke when.
            let is_told = channels == 1 && !words.is_empty();
            let event = is_told.then(|| answer::delta(words, &mut said_before, kept.is_some()));
            tell.unbounded_send(Ok(event)).ok();
        });
        match heard.await {
            Ok(heard) => {
                let logprobs = tokens.map(|tokens| tokens.of_turns(&heard.analysis.turns));
                for event in answer::at_the_end(&heard.analysis, format, logprobs.as_deref()) {
                    send.unbounded_send(Ok(Some(event))).ok();
                }
                if let Err(problem) = told(&caller, &heard).await {
                    tracing::warn!(%problem, "a transcription could not be metered: {problem}");
                }
                let done = answer::done(&heard.analysis, logprobs.as_deref());
                send.unbounded_send(Ok(Some(done))).ok();
            }
            Err(error) => {
                send.unbounded_send(Err(error)).ok();
            }
        }
    };
    // Work and answer are one: dropped together. The work ends by closing the channel.
    let work = stream::once(work).filter_map(|()| async { None::<Said> });
    stream::select_with_strategy(said, work, |_: &mut ()| stream::PollNext::Left).boxed_local()
}

/// Meters what was done and writes it into the audit.
async fn told(caller: &Caller, heard: &Heard) -> Result<(), Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let (audio_s, compute_s) = (heard.analysis.duration_ms as f64 / 1000.0, heard.compute_seconds);
    let after = json!({ "duration_ms": heard.analysis.duration_ms, "models": heard.analysis.models });
    let app = &caller.running.pools.app;
    let written = app.tenant(tenant, async move |conn| -> Result<(), models::Error> {
        result::meter_seconds(conn, tenant, audio_s, compute_s).await?;
        let entry = Entry::new(actor, "recording.transcribed", format!("tenant:{tenant}"));
        audit::append(conn, tenant, &[entry.change(None, Some(after))]).await
    });
    Ok(written.await?)
}

async fn options(caller: &Caller, state: &State, asked: &Asked) -> Result<Options, Problem> {
    let named = asked.model.clone().filter(|name| !model::is_any(name));
    let wish = hearing::wish(state, asked.language.clone(), named).await;
    let wish = wish.map_err(openai::of_parameter)?;
    let tenant = caller.tenant;
    let pool = &caller.running.pools.app;
    let settings = pool
        .tenant(tenant, async move |conn| Hearing::read(conn, tenant).await)
        .await?;
    let options = caller.running.app.hearing_options();
    let is_said = wish.language.is_some();
    let language = wish.language.or(settings.language).or(options.language);
    let mut vocabulary = settings.vocabulary;
    if let Some(prompt) = &asked.prompt {
        let surplus = prompt.chars().count().saturating_sub(PROMPT_MAX);
        vocabulary.insert(0, prompt.chars().skip(surplus).collect());
    }
    let by_channel = match is_said {
        true => Vec::new(),
        false => settings
            .channels
            .into_iter()
            .map(|own| Some(own).filter(|own| own != AUTO))
            .collect(),
    };
    Ok(Options {
        by_channel,
        language: language.filter(|language| language != AUTO),
        model: wish.model.or(settings.model),
        vocabulary,
        declared: asked.declared.clone(),
        ..options
    })
}

/// Of a recording that gives no words, now or later.
fn unreadable(error: &RecordingError) -> Problem {
    let parameter = match error.code() {
        "unsupported_language" => "language",
        _ => "file",
    };
    Problem::new(Code::UnreadableRecording, error.to_string())
        .with("recording_code", error.code())
        .with("parameter", parameter)
}

impl From<HearError> for Problem {
    fn from(error: HearError) -> Self {
        match error {
            HearError::Missing(why) => Self::unavailable(Duration::from_secs(60), why),
            HearError::Busy(Busy::Closed) => Self::unavailable(Duration::from_secs(5), error),
            HearError::Busy(Busy::Waited(_) | Busy::Queue(_)) => Self::unavailable(Duration::from_secs(30), error),
            HearError::Recording(error) if !error.is_transient() => {
                if error.code() == "unknown_model" {
                    return openai::model_not_found(error.to_string());
                }
                unreadable(&error)
            }
            HearError::Recording(_) | HearError::TimedOut(_) | HearError::Panicked(_) => Self::internal(error),
        }
    }
}
