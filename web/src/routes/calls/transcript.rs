//! `GET /v1/calls/{id}/transcript`: who said what, in the form that suits the reader.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::analysis::Turn;
use actors::engine::characteristics::{self, Characteristics};
use actors::transcript::corrected::corrected;
use models::calls::analysis::Analysis;
use models::calls::call::Found;
use models::calls::leg::LegDetail;
use models::calls::recording::Recording;
use models::ids::LegId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::correction::Whose;
use super::said::{self, Said};
use super::transcript_amazon::{self as amazon, Dialect, Overall};
use super::transcript_text::Voices;
use super::transcript_vcon as vcon;
use super::{analysis, lookup, recording, transcript_text as text};
use crate::conditional::Tag;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;
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
    /// Of all forms but `json`, which has both: `corrected` if not given, as people have set them right; a turn in which nothing is left is left out.
    #[serde(default)]
    #[param(inline)]
    words: Whose,
    /// Of `tca` and `contact_lens`: of what `OverallSentiment` is the mean; `turns` if not given. The answer's media type says which.
    #[serde(default)]
    #[param(inline)]
    overall: Overall,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TranscriptFormat)]
pub enum Format {
    #[default]
    Json,
    /// Plain text, a line a turn.
    Txt,
    /// SubRip, in cues of at most two lines and seven seconds.
    Srt,
    /// WebVTT, in the same cues.
    Vtt,
    /// Amazon Transcribe Call Analytics, the post-call object.
    Tca,
    /// Amazon Connect Contact Lens, version 1.1.0.
    ContactLens,
    /// IETF vCon 0.4.0.
    Vcon,
}

impl Format {
    /// Counted up when the same words leave in another way, so that nobody who asks with an `ETag` is told that what they have is what they
    /// would get.
    fn version(self) -> u8 {
        match self {
            Self::Json | Self::Txt => 1,
            // Without sentiment where none was found; with both sides, and signs that last no time, of every script.
            Self::Tca => 4,
            // With the instance, too.
            Self::ContactLens => 5,
            // The originator and the validation as the draft has them; the agent of an internal call where the leg has them; the start of the
            // recording.
            Self::Vcon => 4,
            // Of cues instead of turns, in the order in which they begin; titles end none, and lines of wide letters are half as long.
            Self::Srt | Self::Vtt => 4,
        }
    }
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
/// Amazon's rules (a turn counts +5, 0 or -5; their figures are of the words that are exported), `vcon` the parties, the place of the
/// recording, and the transcript. A side without a known role is `CH1`, `CH2`.
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
        (status = 308, description = "It is part of another call now."),
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
    let query: Query = query::of(&request)?;
    let call = match lookup::find(&caller, &id).await? {
        Found::Call(call) => call,
        Found::Moved(to) => return Ok(lookup::moved(&request, to)),
    };
    let leg = lookup::leg(&call, query.leg.as_deref(), Code::NoRecording)?;
    let none = || {
        let detail = format!("the analysis of this leg is `{}`", leg.leg.analysis_status);
        Problem::new(Code::NoTranscript, detail).with("analysis_status", leg.leg.analysis_status.clone())
    };
    let analysis = leg.analysis.as_ref().ok_or_else(none)?;
    let format = query.format.unwrap_or_default();
    let form = (format as u8, format.version(), query.words, query.overall);
    let tag = Tag::of(&(&leg.leg, analysis, form))?;
    if let Some(known) = tag.not_modified(&request) {
        return Ok(known);
    }
    let said = said::said(&caller, &[leg.leg.leg_id()]).await?;
    let said = said.into_iter().next().ok_or_else(none)?;
    let hash = match (format, &leg.recording) {
        (Format::Vcon, Some(recording)) => Some(hash(&caller, recording).await),
        _ => None,
    };
    let (call, leg) = (call.call.id, leg.clone());
    let material = Material {
        account: caller.tenant.0,
        call,
        analysis: analysis.clone(),
        leg,
        words: query.words,
        is_corrected: query.words == Whose::Corrected && !said.corrections.is_empty(),
        overall: query.overall,
        base: state.config.public_url(),
    };
    // A long call takes longer than async code may compute.
    let written = tokio::task::spawn_blocking(move || material.written(format, said, hash));
    let written = written.await.map_err(Problem::internal)??;
    let mut answer = tag.mark(HttpResponse::Ok());
    answer.insert_header((CONTENT_TYPE, written.kind));
    if let Some(extension) = written.extension {
        let name = format!("inline; filename=\"{call}.{extension}\"");
        answer.insert_header((CONTENT_DISPOSITION, name));
    }
    Ok(answer.body(written.body))
}

/// What is answered about, in whichever form.
struct Material {
    account: Uuid,
    call: Uuid,
    leg: LegDetail,
    analysis: Analysis,
    words: Whose,
    /// Whether some of its words are those of people.
    is_corrected: bool,
    overall: Overall,
    /// Where the server is reached.
    base: String,
}

/// A transcript as it leaves.
struct Written {
    kind: String,
    /// Of the file's name, where it is one.
    extension: Option<&'static str>,
    body: Vec<u8>,
}

impl Written {
    fn text(kind: &str, extension: &'static str, text: String) -> Self {
        Self {
            kind: kind.to_owned(),
            extension: Some(extension),
            body: text.into_bytes(),
        }
    }

    fn object(kind: String, object: &impl Serialize) -> Result<Self, Problem> {
        Ok(Self {
            kind,
            extension: None,
            body: serde_json::to_vec(object).map_err(Problem::internal)?,
        })
    }
}

impl Material {
    /// Computes; `hash` is of the recording, and only a vCon has it.
    fn written(&self, format: Format, said: Said, hash: Option<vcon::Hash>) -> Result<Written, Problem> {
        let turns = |said: Said| match self.words {
            Whose::Corrected => corrected(said.turns, &said.corrections),
            Whose::Model => said.turns,
        };
        match format {
            Format::Json => self.json(said),
            Format::Txt => {
                let plain = text::plain(&turns(said));
                Ok(Written::text("text/plain; charset=utf-8", "txt", plain))
            }
            Format::Srt => {
                let srt = text::srt(&turns(said), Voices::Named);
                Ok(Written::text("application/x-subrip; charset=utf-8", "srt", srt))
            }
            Format::Vtt => {
                let vtt = text::vtt(&turns(said), Voices::Named);
                Ok(Written::text("text/vtt; charset=utf-8", "vtt", vtt))
            }
            Format::Tca => self.amazon(&turns(said), Dialect::CallAnalytics),
            Format::ContactLens => self.amazon(&turns(said), Dialect::ContactLens),
            Format::Vcon => self.vcon(&turns(said), hash),
        }
    }

    fn json(&self, said: Said) -> Result<Written, Problem> {
        let transcript = Transcript {
            call_id: self.call,
            leg_id: self.leg.leg.id,
            language: self.analysis.language.clone(),
            duration_ms: self.analysis.duration_ms,
            turns: said::turns_of(said.turns, &said.corrections).map_err(Problem::internal)?,
        };
        Written::object("application/json".to_owned(), &transcript)
    }

    fn amazon(&self, turns: &[Turn], dialect: Dialect) -> Result<Written, Problem> {
        let object = amazon::export(
            &amazon::Material {
                account: self.account,
                call: self.call,
                leg: self.leg.leg.id,
                language: &self.analysis.language,
                turns,
                characteristics: &self.characteristics(turns)?,
                overall: self.overall,
            },
            dialect,
        );
        Written::object(format!("{ANALYTICS}; overall={}", self.overall.name()), &object)
    }

    /// Figures of the words that are exported, so that whoever has these can reckon those; by Amazon's thresholds, whatever the tenant's are.
    fn characteristics(&self, turns: &[Turn]) -> Result<Characteristics, Problem> {
        let kept = self.analysis.characteristics.clone();
        let kept: Characteristics = serde_json::from_value(kept).map_err(Problem::internal)?;
        if !self.is_corrected && kept.thresholds.are_usual() {
            return Ok(kept);
        }
        let duration_ms = u64::try_from(self.analysis.duration_ms).unwrap_or(0);
        Ok(characteristics::of(turns, duration_ms, &amazon::levels(&kept)))
    }

    fn vcon(&self, said: &[Turn], hash: Option<vcon::Hash>) -> Result<Written, Problem> {
        let (analysis, recording, leg) = (&self.analysis, self.leg.recording.as_ref(), &self.leg.leg);
        let turns = serde_json::to_value(said).map_err(Problem::internal)?;
        let mut flags = analysis.quality["flags"].as_array().into_iter().flatten();
        let is_dual_mono = flags.any(|flag| flag == "dual_mono");
        let url = format!("{}/v1/calls/{}/recording?leg={}", self.base, self.call, leg.id);
        let object = vcon::export(&vcon::Material {
            leg: leg.id,
            external_id: &leg.external_id,
            source_instance: &leg.source_instance,
            direction: &leg.direction,
            from: leg.from_number.as_deref(),
            to: leg.to_number.as_deref(),
            agent: leg.agent.as_deref(),
            started_at: leg.started_at,
            answered_at: leg.answered_at,
            ended_at: leg.ended_at,
            duration_ms: analysis.duration_ms,
            channels: usize::try_from(analysis.channels).unwrap_or(1),
            is_dual_mono,
            recording: hash.map(|hash| vcon::Content {
                media_type: recording.and_then(|recording| recording.media_type.as_deref()),
                url: &url,
                hash,
            }),
            language: &analysis.language,
            models: &analysis.models,
            said,
            turns: &turns,
            sentiment: &analysis.sentiment,
            analyzed_at: analysis.analyzed_at,
        });
        Written::object("application/vcon+json".to_owned(), &object)
    }
}

/// Of the bytes that are there; of those that came, where they cannot be read now.
async fn hash(caller: &Caller, recording: &Recording) -> vcon::Hash {
    match recording::sha512(caller, LegId(recording.leg_id)).await {
        Ok(hash) => vcon::Hash::Sha512(hash),
        Err(problem) => {
            tracing::warn!(leg.id = %recording.leg_id, %problem, "no SHA-512 of a recording for its vCon: {problem}");
            vcon::Hash::Sha256(recording.sha256.clone())
        }
    }
}
