//! `GET /v1/models` and `/v1/models/{id}`: the models of this node, what they are worth on it, and which of them this tenant's recordings are
//! heard by.

use actix_web::{HttpResponse, get, web};
use actors::models_store::{Listed, ModelError, Store};
use models::calls::hearing::Hearing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, openai};
use crate::routes::identity::can::{Can, SettingsRead};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: Internal, Unavailable);
crate::refusals!(OneRefusals: NotFound, Internal, Unavailable);

/// What others call "the model that is there".
const ANY_MODEL: [&str; 5] = [
    "whisper-1",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-transcribe-diarize",
    "default",
];

/// Whether it names no model of ours but whichever is there; OpenAI's also as they were on a day (`gpt-4o-mini-transcribe-2025-12-15`).
pub fn is_any(name: &str) -> bool {
    let parts: Vec<&str> = name.rsplitn(4, '-').collect();
    let undated = match parts.as_slice() {
        [day, month, year, model] if is_number(day, 2) && is_number(month, 2) && is_number(year, 4) => *model,
        _ => name,
    };
    ANY_MODEL.contains(&undated)
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Models, in the form in which OpenAI lists them, with more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Models)]
pub struct List {
    /// `list`.
    pub object: &'static str,
    pub data: Vec<Model>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Model {
    /// Its name, as settings and requests take it.
    pub id: String,
    /// `model`.
    pub object: &'static str,
    /// When it was measured, in seconds of Unix time; 0: never.
    pub created: i64,
    pub owned_by: String,
    /// In a few words.
    pub about: String,
    /// Whether it is on this node; else `audiapro models fetch` brings it.
    pub here: bool,
    /// Whether this tenant's recordings are heard by it, as far as none says otherwise.
    pub chosen: bool,
    /// Whether it knows more than English; null for one that is not here.
    #[schema(required)]
    pub multilingual: Option<bool>,
    #[schema(required)]
    pub bytes: Option<u64>,
    /// What its file must hash to.
    #[schema(required)]
    pub sha256: Option<String>,
    pub licence: String,
    /// Where its bytes come from.
    pub source: String,
    /// By `audiapro models measure`, of the file that is there now.
    #[schema(required)]
    pub measured: Option<Measured>,
}

/// What a model is worth on a machine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModelMeasured)]
pub struct Measured {
    pub measured_at: chrono::DateTime<chrono::Utc>,
    /// Of the machine.
    pub processor: String,
    /// Whether that is this machine.
    pub here: bool,
    /// What computed.
    pub backend: String,
    pub beams: usize,
    /// Seconds of speech heard in a second of CPU.
    pub speech_s_per_cpu_s: f64,
    /// Time that one worker took over the length of the speech; below 1 it keeps up.
    pub real_time_factor: f64,
    /// Words of the golden set.
    pub words: usize,
    /// Percent of them.
    pub word_error_rate: f64,
    /// Where the speech came from.
    pub speech: String,
}

/// Models.
///
/// The speech models that are here or can be fetched: hash, licence, source, size, and, where `audiapro models measure` has run, word errors on the
/// golden set and speed on this machine. PUT /v1/settings/speech chooses one.
#[utoipa::path(
    operation_id = "list_models",
    tag = "settings",
    responses((status = 200, description = "The models.", body = List), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/models")]
pub async fn list(caller: Can<SettingsRead>, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let chosen = chosen(&caller, &state).await?;
    let data = speech(&state, &chosen).await?;
    Ok(HttpResponse::Ok().json(List { object: "list", data }))
}

/// A model.
///
/// One of those that are listed. `whisper-1`, and what else OpenAI's clients name, is the one that this tenant's recordings are heard by.
#[utoipa::path(
    operation_id = "get_model",
    tag = "settings",
    params(("id" = String, Path, description = "Its name, such as `tiny.en-q8_0`.")),
    responses((status = 200, description = "The model.", body = Model), OneRefusals),
    security(("api_key" = []))
)]
#[get("/v1/models/{id}")]
pub async fn read(
    id: web::Path<String>,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let chosen = chosen(&caller, &state).await?;
    let wanted = match is_any(&id) {
        true => chosen.as_str(),
        false => id.as_str(),
    };
    let found = speech(&state, &chosen)
        .await?
        .into_iter()
        .find(|model| model.id == wanted);
    let model = found.ok_or_else(|| openai::model_not_found(format!("the model {wanted:?} does not exist")))?;
    Ok(HttpResponse::Ok().json(model))
}

/// By which a tenant's recordings are heard, as far as none says otherwise.
async fn chosen(caller: &Caller, state: &State) -> Result<String, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    let hearing = app
        .tenant(tenant, async move |conn| Hearing::read(conn, tenant).await)
        .await?;
    Ok(hearing.model.unwrap_or_else(|| state.config.models.speech.clone()))
}

/// Those of this node and those that can be fetched, of which one is chosen.
pub async fn speech(state: &State, chosen: &str) -> Result<Vec<Model>, Problem> {
    let listed = listed(state).await?.into_iter();
    let speech = listed.filter(|model| model.name != actors::models_store::ONNXRUNTIME);
    Ok(speech.map(|model| Model::new(model, chosen)).collect())
}

impl Model {
    fn new(listed: Listed, chosen: &str) -> Self {
        Self {
            object: "model",
            created: listed
                .measured
                .as_ref()
                .map_or(0, |measured| measured.measured_at.timestamp()),
            owned_by: "audiapro".to_owned(),
            here: listed.bytes.is_some(),
            chosen: listed.name == chosen,
            id: listed.name,
            about: listed.about,
            multilingual: listed.multilingual,
            bytes: listed.bytes,
            sha256: listed.sha256,
            licence: listed.licence,
            source: listed.source,
            measured: listed.measured.map(|measured| Measured {
                here: measured.is_of_here(),
                measured_at: measured.measured_at,
                processor: measured.processor,
                backend: measured.backend,
                beams: measured.beams,
                speech_s_per_cpu_s: measured.speech_s_per_cpu_s,
                real_time_factor: measured.real_time_factor,
                words: measured.words,
                word_error_rate: measured.word_error_rate,
                speech: measured.speech,
            }),
        }
    }
}

/// A speech model that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub name: String,
    pub multilingual: bool,
}

/// Those of this node.
pub async fn speech_models(state: &State) -> Result<Vec<Known>, Problem> {
    let listed = listed(state).await?.into_iter();
    let here = listed.filter_map(|model| {
        Some(Known {
            multilingual: model.multilingual?,
            name: model.name,
        })
    });
    Ok(here.collect())
}

async fn listed(state: &State) -> Result<Vec<Listed>, Problem> {
    let folder = state.config.models_dir();
    let listed = tokio::task::spawn_blocking(move || -> Result<Vec<Listed>, ModelError> { Store::new(folder).list() });
    listed.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_of_openai_stand_for_the_one_that_is_there_of_whatever_day() {
        for name in [
            "whisper-1",
            "gpt-4o-transcribe",
            "gpt-4o-mini-transcribe-2025-12-15",
            "default",
        ] {
            assert!(is_any(name), "{name}");
        }
        for name in [
            "whisper-9",
            "gpt-4o-mini-transcribe-2025-12",
            "tiny.en-q8_0-2025-12-15",
            "2025-12-15",
            "",
        ] {
            assert!(!is_any(name), "{name}");
        }
    }
}
