//! `POST /v1/sources/{id}/test`: a believable record of the source's own form goes the whole way, as one that its system sends. Its call is
//! marked as a demo's, and charged to nobody.

use actix_web::{HttpResponse, post, web};
use actors::Door;
use actors::engine::pbx::settings::Given;
use actors::engine::pbx::{canonical, example};
use actors::sources::{Trial, TrialError};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use models::ids;
use models::integrations::source;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::quarantine::Unread;
use super::settings::source_of;
use super::source::source_id;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{Can, SettingsManage};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: NotFound, Conflict, Internal, Unavailable);

/// A test record, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SourceTest)]
pub struct Tested {
    /// As it was sent, in the source's own form.
    pub record: String,
    pub call_id: Uuid,
    pub legs: Vec<Uuid>,
    /// Where its way is told, step by step.
    pub trace: String,
    /// What was doubtful about it.
    pub warnings: Vec<Unread>,
}

/// Test a source.
///
/// A record that its system could have written just now goes the whole way: it is read with the source's settings, kept, and shown. Its
/// call is marked as a demo's (`demo`), charged to nobody, and removed by `audiapro demo remove`. A record that cannot be read with these
/// settings is refused, and nothing is kept.
#[utoipa::path(
    operation_id = "test_source",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 202, description = "Kept.", body = Tested), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/test")]
pub async fn send(
    id: web::Path<String>,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let app = &caller.running.pools.app;
    let row = app
        .tenant(tenant, async move |conn| {
            source::Source::of(tenant).find(conn, id).await
        })
        .await?;
    if !row.enabled {
        return Err(Problem::new(Code::Conflict, format!("`{}` is switched off", row.name)));
    }
    let told = match row.format.as_str() {
        "canonical" => canonical_trial(&caller, &row).await?,
        _ => own_trial(&caller, &row, &state.config.public_url()).await?,
    };
    Ok(HttpResponse::Accepted().json(told))
}

/// In the form of a telephone system: as intake takes it.
async fn own_trial(caller: &Caller, row: &source::Source, base: &str) -> Result<Tested, Problem> {
    let mut given: Given = serde_json::from_value(row.settings.clone()).map_err(Problem::internal)?;
    given.public_url = given
        .public_url
        .or_else(|| Some(format!("{base}/v1/intake/{}", row.id)));
    let source = source_of(caller.tenant, row, given)?;
    let trial = caller.running.app.try_source(&source, serial()).await?;
    Ok(trial.into())
}

impl From<Trial> for Tested {
    fn from(trial: Trial) -> Self {
        Self {
            record: String::from_utf8_lossy(&trial.record).into_owned(),
            call_id: trial.call.0,
            legs: trial.legs.iter().map(|leg| leg.0).collect(),
            trace: format!("/v1/calls/{}/trace", trial.call),
            warnings: trial.receipt.warnings.into_iter().map(Unread::from).collect(),
        }
    }
}

impl From<TrialError> for Problem {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::NoCalls | TrialError::Unreadable(_) => Self::new(Code::Conflict, error.to_string()),
            TrialError::Take(error) => error.into(),
        }
    }
}

/// In our own form, as `POST /v1/calls` takes it.
async fn canonical_trial(caller: &Caller, row: &source::Source) -> Result<Tested, Problem> {
    let (tenant, now) = (caller.tenant, Utc::now());
    let at = |seconds: i64| -> String {
        let at: DateTime<Utc> = now - TimeDelta::seconds(seconds);
        at.to_rfc3339_opts(SecondsFormat::Secs, true)
    };
    let id = format!("test-{:016x}", serial());
    let value = json!({ "source_instance": row.name, "external_id": id, "direction": "inbound", "from": example::CALLER,
        "to": "+12025550100", "agent": "201", "started_at": at(100), "answered_at": at(92), "ended_at": at(2), "wait_s": 8,
        "talk_s": 90, "disposition": "answered" });
    let record = canonical::parse(value.clone()).map_err(Problem::internal)?;
    caller.running.app.accept_at(Door::Demo, tenant, vec![record]).await?;
    let call = ids::call(tenant, &row.name, &id);
    Ok(Tested {
        record: value.to_string(),
        call_id: call.0,
        legs: vec![ids::leg(tenant, &row.name, &id).0],
        trace: format!("/v1/calls/{call}/trace"),
        warnings: Vec::new(),
    })
}

/// Another one each time.
fn serial() -> u64 {
    Uuid::new_v4().as_u64_pair().0
}
