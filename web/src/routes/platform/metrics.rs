//! `GET /metrics`: what this process counts, for Prometheus.

use actix_web::{HttpResponse, get, web};
use prometheus::{Encoder, TextEncoder};

use crate::http_metrics::HttpMetrics;
use crate::problem::Problem;
use crate::state::{self, State};

crate::refusals!(Refusals: Internal);

/// Metrics of this process.
///
/// In Prometheus' text format. No label ever holds a tenant, an id or anything a caller sent.
#[utoipa::path(
    operation_id = "get_metrics",
    tag = "platform",
    responses(
        (status = 200, description = "Metrics.", body = String, content_type = "text/plain; version=0.0.4",
         example = "audiapro_http_requests_total{method=\"GET\",path=\"/v1/calls\",status=\"200\"} 3"),
        Refusals
    )
)]
#[get("/metrics")]
pub async fn metrics(http: web::Data<HttpMetrics>, state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let mut text = Vec::new();
    let encoder = TextEncoder::new();
    encoder
        .encode(&state::gather(&http, &state), &mut text)
        .map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type(prometheus::TEXT_FORMAT).body(text))
}
