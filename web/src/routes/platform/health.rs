//! Whether this process lives, has started, and takes calls. For probes: no key, no detail of the machine.

use actix_web::{HttpResponse, get, web};
use actors::analysis::AnalysisState;
use actors::ledger::LedgerState;
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::{Stage, State};

/// The answer to a probe.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health, example = json!({ "status": "ready", "stage": "running", "checks": {
    "database": { "status": "ok" }, "analysis": { "status": "ok" } } }))]
pub struct Health {
    /// `live`, `started`, `ready`, or `starting`, `not_ready`.
    pub status: &'static str,
    /// `configured`, `starting_database`, `migrating`, `loading_models`, `running`, `draining`.
    pub stage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Checks>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Checks {
    /// Calls can be stored.
    pub database: Check,
    /// Recordings are analysed. Waiting is no reason to take this node out: calls are kept and analysed later.
    pub analysis: Check,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Check {
    /// `ok`, `waiting`, `down`.
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Is the process alive?
#[utoipa::path(operation_id = "get_live", tag = "platform", responses((status = 200, description = "It answers, so it lives.", body = Health)))]
#[get("/health/live")]
pub async fn live(state: web::Data<State>) -> HttpResponse {
    HttpResponse::Ok().json(Health {
        status: "live",
        stage: state.stage().as_str(),
        checks: None,
    })
}

/// Has it started?
#[utoipa::path(operation_id = "get_start", tag = "platform", responses(
    (status = 200, description = "Everything runs.", body = Health),
    (status = 503, description = "Still starting; `stage` says where.", body = Health)
))]
#[get("/health/start")]
pub async fn start(state: web::Data<State>) -> HttpResponse {
    let stage = state.stage().as_str();
    match state.started() {
        Some(_) => HttpResponse::Ok().json(Health {
            status: "started",
            stage,
            checks: None,
        }),
        None => HttpResponse::ServiceUnavailable().json(Health {
            status: "starting",
            stage,
            checks: None,
        }),
    }
}

/// Does it take calls?
#[utoipa::path(operation_id = "get_ready", tag = "platform", responses(
    (status = 200, description = "Calls are taken.", body = Health),
    (status = 503, description = "Starting, draining, or without its database.", body = Health)
))]
#[get("/health/ready")]
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    let stage = state.stage();
    let Some(running) = state.started() else {
        return HttpResponse::ServiceUnavailable().json(Health {
            status: "not_ready",
            stage: stage.as_str(),
            checks: None,
        });
    };
    let health = running.app.health();
    let database = match &health.ledger {
        LedgerState::Connected => Check {
            status: "ok",
            detail: None,
        },
        // The reason is PostgreSQL's own sentence: it may name hosts, and stands in the log.
        LedgerState::Disconnected(_) => Check {
            status: "down",
            detail: Some("the database does not answer".into()),
        },
        LedgerState::Broken(_) => Check {
            status: "down",
            detail: Some(
                "acknowledged records are out of reach, or the door is another: the log of this node says which".into(),
            ),
        },
    };
    let analysis = match &health.analysis {
        AnalysisState::Ready => Check {
            status: "ok",
            detail: None,
        },
        AnalysisState::Waiting(why) => Check {
            status: "waiting",
            detail: Some(why.clone()),
        },
    };
    let checks = Some(Checks { database, analysis });
    if health.is_ready() && stage == Stage::Running {
        HttpResponse::Ok().json(Health {
            status: "ready",
            stage: stage.as_str(),
            checks,
        })
    } else {
        HttpResponse::ServiceUnavailable().json(Health {
            status: "not_ready",
            stage: stage.as_str(),
            checks,
        })
    }
}
