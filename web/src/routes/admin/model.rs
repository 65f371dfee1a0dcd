//! `/admin/v1/models`: the speech models of the platform, what each is worth, and which tenants have chosen one of their own.

use actix_web::{HttpRequest, HttpResponse, get, put, web};
use models::calls::hearing::Hearing;
use models::staff::tenants::directory;
use models::staff::tenants::hearing::{self as chosen, Choice};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::can::{PlatformRead, StaffCan, TenantsManage};
use super::tenant::tenant_id;
use crate::body;
use crate::problem::Problem;
use crate::routes::calls::hearing;
use crate::routes::platform::model::{self, Model};
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, NotFound, Internal, Unavailable);

/// The speech models, and who has chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformModels {
    pub data: Vec<PlatformModel>,
    /// The tenants that do not go by what the server is set up for, by name.
    pub choices: Vec<SpeechChoice>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlatformModel {
    /// `chosen`: it hears where nobody says otherwise (`models.speech`).
    #[serde(flatten)]
    pub model: Model,
    /// Finds out languages, and hears those that the chosen one does not know (`models.multilingual`).
    pub finds_languages: bool,
    /// That have chosen it.
    pub tenants: usize,
}

/// How a tenant's recordings are heard. Its vocabulary is its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpeechChoice {
    pub tenant_id: Uuid,
    pub name: String,
    /// Null: as the server is set up.
    #[schema(required)]
    pub language: Option<String>,
    /// Of each channel.
    pub channels: Vec<String>,
    #[schema(required)]
    pub model: Option<String>,
}

impl From<Choice> for SpeechChoice {
    fn from(choice: Choice) -> Self {
        Self {
            tenant_id: choice.tenant_id,
            name: choice.name,
            language: choice.language,
            channels: choice.channels,
            model: choice.model,
        }
    }
}

/// Models of the platform.
///
/// Hash, licence, source and size of each, word errors on the golden set and speed on this node where `audiapro models measure` has run, and which
/// tenants have chosen one.
#[utoipa::path(
    operation_id = "list_platform_models",
    tag = "platform",
    responses((status = 200, description = "The models.", body = PlatformModels), ReadRefusals),
    security(("staff_token" = []))
)]
#[get("/admin/v1/models")]
pub async fn list(caller: StaffCan<PlatformRead>, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let choices = chosen::choices(&mut *caller.running.pools.staff.get().await?).await?;
    let config = &state.config.models;
    let models = model::speech(&state, &config.speech).await?.into_iter();
    let data = models.map(|model| PlatformModel {
        finds_languages: model.id == config.multilingual,
        tenants: choices
            .iter()
            .filter(|choice| choice.model.as_ref() == Some(&model.id))
            .count(),
        model,
    });
    Ok(HttpResponse::Ok().json(PlatformModels {
        data: data.collect(),
        choices: choices.into_iter().map(SpeechChoice::from).collect(),
    }))
}

/// The model that a tenant is to have.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "model": "base-q8_0" }))]
pub struct SpeechOrder {
    /// Null: as the server is set up.
    #[serde(deserialize_with = "given")]
    #[schema(required)]
    model: Option<String>,
}

/// Null is an order, and nothing at all is none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// Choose a tenant's model.
///
/// For recordings to come. Its languages and words stay as they are. Stands in the tenant's audit log.
#[utoipa::path(
    operation_id = "choose_tenant_model",
    tag = "tenants",
    params(("id" = Uuid, Path, description = "The tenant's id.")),
    request_body = SpeechOrder,
    responses((status = 200, description = "As it is now.", body = SpeechChoice), ChangeRefusals),
    security(("staff_token" = []))
)]
#[put("/admin/v1/tenants/{id}/speech")]
pub async fn choose(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: StaffCan<TenantsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let asked: SpeechOrder = body::json(&request, payload, &state).await?;
    let tenant = tenant_id(&id)?;
    let name = directory::find(&mut *caller.running.pools.staff.get().await?, tenant)
        .await?
        .name;
    let app = &caller.running.pools.app;
    let before = app
        .tenant(tenant, async move |conn| Hearing::read(conn, tenant).await)
        .await?;
    for language in before.language.iter().chain(&before.channels) {
        hearing::wish(&state, Some(language.clone()), asked.model.clone()).await?;
    }
    let model = hearing::wish(&state, None, asked.model).await?.model;
    let actor = caller.actor();
    let written = app.tenant(tenant, async move |conn| -> Result<_, models::Error> {
        let before = Hearing::read(conn, tenant).await?;
        Hearing { model, ..before }.write(conn, tenant, &actor).await
    });
    let now = written.await?;
    Ok(HttpResponse::Ok().json(SpeechChoice {
        tenant_id: tenant.0,
        name,
        language: now.language,
        channels: now.channels,
        model: now.model,
    }))
}
