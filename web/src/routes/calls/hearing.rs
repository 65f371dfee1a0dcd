//! `/v1/settings/speech`: in which language, by which model and with which words in mind a tenant's recordings are heard. And the check of
//! what is asked of a single one.

use actix_web::{HttpRequest, HttpResponse, get, put, web};
use actors::engine::speech::whisper::language_code;
use models::calls::filter::Stale;
use models::calls::hearing::{AUTO, Hearing, Wish};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::thresholds::FigureThresholds;
use crate::body;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsManage, SettingsRead};
use crate::routes::identity::key::Caller;
use crate::routes::platform::model::{self, Known};
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);

/// How the tenant's recordings are heard.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "language": "auto", "model": "base-q8_0", "vocabulary": ["Kowalczyk"], "channels": ["en", "auto"],
    "thresholds": { "non_talk_over_ms": 3000, "overlap_ms": 1000, "yield_ms": 2000, "listening_words": 2 } }))]
pub struct SpeechSettings {
    /// ISO 639-1, or `auto`: what is spoken is found out for each channel. Null: as the server is set up.
    #[schema(required)]
    pub language: Option<String>,
    /// Name of a speech model. Null: as the server is set up.
    #[schema(required)]
    pub model: Option<String>,
    /// Names and words that are likely to be said.
    pub vocabulary: Vec<String>,
    /// `auto`, or ISO 639-1, of each channel of a recording of as many channels; empty: as `language` says.
    pub channels: Vec<String>,
    pub thresholds: FigureThresholds,
}

impl From<Hearing> for SpeechSettings {
    fn from(stored: Hearing) -> Self {
        Self {
            language: stored.language,
            model: stored.model,
            vocabulary: stored.vocabulary,
            channels: stored.channels,
            thresholds: FigureThresholds::stored(stored.thresholds.as_ref()),
        }
    }
}

/// All of the settings: what is missing is as the server is set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpeechSettingsOrder)]
pub struct Order {
    /// ISO 639-1, with or without a country (`es-MX` is Spanish), or `auto`.
    language: Option<String>,
    /// As GET /v1/models lists it.
    model: Option<String>,
    /// At most 200, of at most 60 letters each. Helps with names that the model would not spell so; where it does not help it can do harm.
    #[serde(default)]
    vocabulary: Vec<String>,
    /// Where agent and customer speak different languages: one for each channel of a recording of as many channels, at most 8.
    #[serde(default)]
    channels: Vec<String>,
    /// Of the figures of analyses to come; not given: the usual ones.
    thresholds: Option<FigureThresholds>,
}

/// Speech settings.
///
/// In which language, by which model and with which words in mind recordings are heard, unless the recording or its record says otherwise.
#[utoipa::path(
    operation_id = "get_speech_settings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = SpeechSettings), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/settings/speech")]
pub async fn read(caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| Hearing::read(conn, tenant).await);
    Ok(HttpResponse::Ok().json(SpeechSettings::from(found.await?)))
}

/// Change speech settings.
///
/// They hold for analyses to come. What was analysed by another model than would be taken now is found by the filter `stale` of the list of
/// calls; `POST /v1/calls/reanalyze?stale=true` has it analysed anew.
#[utoipa::path(
    operation_id = "change_speech_settings",
    tag = "settings",
    request_body = Order,
    responses((status = 200, description = "As they are now.", body = SpeechSettings), ChangeRefusals),
    security(("api_key" = []))
)]
#[put("/v1/settings/speech")]
pub async fn change(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let asked: Order = body::json(&request, payload, &state).await?;
    let channels = channels(&state, asked.channels, asked.model.as_deref()).await?;
    let wish = wish(&state, asked.language, asked.model).await?;
    let wanted = Hearing {
        thresholds: asked.thresholds.map_or(Ok(None), FigureThresholds::to_store)?,
        channels,
        language: wish.language,
        model: wish.model,
        vocabulary: asked.vocabulary,
    };
    let app = &caller.running.pools.app;
    let changed = app.tenant(tenant, async move |conn| wanted.write(conn, tenant, &actor).await);
    Ok(HttpResponse::Ok().json(SpeechSettings::from(changed.await?)))
}

const CHANNELS_MAX: usize = 8;

/// Languages of channels that the model knows.
async fn channels(state: &State, asked: Vec<String>, model: Option<&str>) -> Result<Vec<String>, Problem> {
    if asked.len() > CHANNELS_MAX {
        return Err(Problem::parameter("channels", format!("at most {CHANNELS_MAX}")));
    }
    let mut known = Vec::with_capacity(asked.len());
    for language in asked {
        let wish = wish(state, Some(language), model.map(str::to_owned)).await;
        let wish = wish.map_err(|problem| problem.with("parameter", "channels"))?;
        known.extend(wish.language);
    }
    Ok(known)
}

/// A language and a model that can be had here, and together.
pub async fn wish(state: &State, language: Option<String>, model: Option<String>) -> Result<Wish, Problem> {
    let language = language.as_deref().map(known_language).transpose()?;
    if let Some(name) = model.as_deref() {
        let known = model::speech_models(state).await?;
        let names = || {
            known
                .iter()
                .map(|model| model.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        let Some(found) = known.iter().find(|model| model.name == name) else {
            return Err(Problem::parameter(
                "model",
                format!("{name:?} is not here; there are: {}", names()),
            ));
        };
        refuse_other_languages(found, language.as_deref())?;
    }
    Ok(Wish { language, model })
}

/// `auto`, or the code of a language that is named: `es-MX` is Spanish, for no model tells countries apart.
fn known_language(text: &str) -> Result<String, Problem> {
    if text.trim().eq_ignore_ascii_case(AUTO) {
        return Ok(AUTO.to_owned());
    }
    let code = language_code(text).ok_or_else(|| {
        let detail = format!("{text:?} is none that a model knows: ISO 639-1 such as `es`, or `auto`");
        Problem::parameter("language", detail)
    });
    code.map(str::to_owned)
}

/// As analyses name it, if it is one that a model knows.
pub fn spoken(language: String) -> String {
    language_code(&language).map_or(language, str::to_owned)
}

fn refuse_other_languages(model: &Known, language: Option<&str>) -> Result<(), Problem> {
    match language {
        Some(language) if language != "en" && language != AUTO && !model.multilingual => Err(Problem::parameter(
            "language",
            format!("the model {} knows English only", model.name),
        )),
        _ => Ok(()),
    }
}

/// By which models a recording is heard now of which nobody says otherwise.
pub async fn stale(caller: &Caller, asked: Option<bool>) -> Result<Option<Stale>, Problem> {
    let Some(stale) = asked else { return Ok(None) };
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let hearing = app
        .tenant(tenant, async move |conn| Hearing::read(conn, tenant).await)
        .await?;
    let models = match hearing.model {
        Some(model) => vec![model],
        None => caller.running.app.speech_models(),
    };
    Ok(Some(Stale { stale, models }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_however_it_is_written_and_another_one_refused() {
        for (text, code) in [
            ("ES", "es"),
            ("es-MX", "es"),
            ("nb_NO", "no"),
            ("Spanish", "es"),
            (" Auto ", "auto"),
        ] {
            assert_eq!(known_language(text).unwrap(), code, "{text}");
        }
        for text in ["", "klingon", "xx-YY"] {
            let refused = known_language(text).unwrap_err();
            assert!(refused.detail.starts_with("`language`: "), "{}", refused.detail);
        }
        assert_eq!(spoken("fr-CA".to_owned()), "fr");
        assert_eq!(spoken("Klingon".to_owned()), "Klingon");
    }
}
