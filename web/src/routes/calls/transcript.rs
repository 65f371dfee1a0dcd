//! `GET /v1/calls/{id}/transcript`: who said what, in the form that suits the reader.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::analysis::Turn;
use models::calls::analysis::Analysis;
use models::calls::call::{CallDetail, Found};
use models::calls::leg::LegDetail;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::transcript_amazon::{self as amazon, Dialect};
use super::transcript_vcon as vcon;
use super::{analysis, detail, transcript_text as text};
use crate::conditional::Tag;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsRead, Can};
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, NotFound, NoRecording, NoTranscript, Internal, Unavailable);

/// Of the exports in the fields of Amazon: no answer of ours in form.
const ANALYTICS: &str = "application/vnd.audiapro.call-analytics+json";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `json` if not given.
    #[param(inline, value_type = Option<Format>)]
    format: Option<Format>,
    /// Id of the leg; the first person's with a recording if not given.
    #[param(value_type = Option<Uuid>)]
    leg: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TranscriptFormat)]
pub enum Format {
    #[default]
    Json,
    /// Plain text, a line a turn.
    Txt,
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// Amazon Transcribe Call Analytics, the post-call object.
    Tca,
    /// Amazon Connect Contact Lens, version 1.1.0.
    ContactLens,
    /// IETF vCon 0.3.0.
    Vcon,
}

/// The words of one leg.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcript {
    pub call_id: Uuid,
    pub leg_id: Uuid,
    pub language: String,
    pub duration_ms: i64,
    #[schema(value_type = Vec<analysis::Turn>)]
    pub turns: Value,
}

/// The transcript of a call.
///
/// As JSON with word times and sentiment, as plain text, as subtitles, or in the forms of others: `tca` and `contact_lens` have Amazon's fields and
/// Amazon's rules (a turn counts +5, 0 or -5), `vcon` the parties, the place of the recording, and the transcript. A side without a known role is `CH1`, `CH2`.
#[utoipa::path(
    operation_id = "get_transcript",
    tag = "calls",
    params(("id" = Uuid, Path, description = "The call's id."), Query),
    responses(
        (status = 200, description = "The transcript.", content(
            (Transcript = "application/json"),
            (Value = "application/vcon+json"),
            (Value = "application/vnd.audiapro.call-analytics+json"),
            (String = "text/plain; charset=utf-8", example = "[0:05] agent: Good morning, how can I help?\n"),
            (String = "application/x-subrip", example = "1\n00:00:05,250 --> 00:00:07,000\nagent: Good morning, how can I help?\n"),
            (String = "text/vtt", example = "WEBVTT\n\n00:00:05.250 --> 00:00:07.000\n<v agent>Good morning, how can I help?\n")
        )),
        (status = 304, description = "As `If-None-Match` says."),
        (status = 308, description = "It is part of another call now.", headers(("Location" = String, description = "There."))),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/{id}/transcript")]
pub async fn read(
    request: HttpRequest,
    id: web::Path<String>,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query = web::Query::<Query>::from_query(request.query_string())
        .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?;
    let call = match detail::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(detail::moved(to, "/transcript")),
    };
    let leg = detail::leg(&call, query.leg.as_deref(), Code::NoRecording)?;
    let none = || {
        let detail = format!("the analysis of this leg is `{}`", leg.leg.analysis_status);
        Problem::new(Code::NoTranscript, detail).with("analysis_status", leg.leg.analysis_status.clone())
    };
    let analysis = leg.analysis.as_ref().ok_or_else(none)?;
    let tag = Tag::of(&(&leg.leg, analysis, query.format.map(|format| format as u8)))?;
    if let Some(known) = tag.not_modified(&request) {
        return Ok(known);
    }
    let words = detail::words(&caller, &[leg.leg.leg_id()]).await?;
    let (_, turns) = words.into_iter().next().ok_or_else(none)?;
    let name = |extension: &str| {
        (
            CONTENT_DISPOSITION,
            format!("inline; filename=\"{}.{extension}\"", call.call.id),
        )
    };
    let plain = |kind: &'static str, extension: &str, write: fn(&[Turn]) -> String| -> Result<HttpResponse, Problem> {
        let turns: Vec<Turn> = serde_json::from_value(turns.clone()).map_err(Problem::internal)?;
        Ok(tag
            .mark(HttpResponse::Ok())
            .insert_header((CONTENT_TYPE, kind))
            .insert_header(name(extension))
            .body(write(&turns)))
    };
    let object = |kind: &'static str, value: Value| {
        let mut answer = tag.mark(HttpResponse::Ok());
        Ok(answer.insert_header((CONTENT_TYPE, kind)).json(value))
    };
    match query.format.unwrap_or_default() {
        Format::Json => Ok(tag.mark(HttpResponse::Ok()).json(Transcript {
            call_id: call.call.id,
            leg_id: leg.leg.id,
            language: analysis.language.clone(),
            duration_ms: analysis.duration_ms,
            turns,
        })),
        Format::Txt => plain("text/plain; charset=utf-8", "txt", text::plain),
        Format::Srt => plain("application/x-subrip", "srt", text::srt),
        Format::Vtt => plain("text/vtt", "vtt", text::vtt),
        Format::Tca => object(
            ANALYTICS,
            of_amazon(&call, leg, analysis, turns, Dialect::CallAnalytics)?,
        ),
        Format::ContactLens => object(ANALYTICS, of_amazon(&call, leg, analysis, turns, Dialect::ContactLens)?),
        Format::Vcon => {
            let base = state.config.public_url();
            object("application/vcon+json", as_vcon(&call, leg, analysis, &turns, &base))
        }
    }
}

fn of_amazon(
    call: &CallDetail,
    leg: &LegDetail,
    analysis: &Analysis,
    turns: Value,
    dialect: Dialect,
) -> Result<Value, Problem> {
    let turns: Vec<Turn> = serde_json::from_value(turns).map_err(Problem::internal)?;
    let characteristics = serde_json::from_value(analysis.characteristics.clone()).map_err(Problem::internal)?;
    let material = amazon::Material {
        call: call.call.id,
        leg: leg.leg.id,
        language: &analysis.language,
        turns: &turns,
        characteristics: &characteristics,
    };
    Ok(amazon::export(&material, dialect))
}

fn as_vcon(call: &CallDetail, leg: &LegDetail, analysis: &Analysis, turns: &Value, base: &str) -> Value {
    let (call, recording, leg) = (&call.call, leg.recording.as_ref(), &leg.leg);
    vcon::export(&vcon::Material {
        call: call.id,
        leg: leg.id,
        external_id: &leg.external_id,
        source_instance: &leg.source_instance,
        direction: &leg.direction,
        from: leg.from_number.as_deref(),
        to: leg.to_number.as_deref(),
        agent: leg.agent.as_deref(),
        started_at: leg.started_at,
        duration_ms: analysis.duration_ms,
        disposition: &leg.disposition,
        media_type: recording.and_then(|recording| recording.media_type.as_deref()),
        url: &format!("{base}/v1/calls/{}/recording?leg={}", call.id, leg.id),
        sha256: recording.map_or(&[], |recording| recording.sha256.as_slice()),
        language: &analysis.language,
        models: &analysis.models,
        turns,
        sentiment: &analysis.sentiment,
        analyzed_at: analysis.analyzed_at,
    })
}
