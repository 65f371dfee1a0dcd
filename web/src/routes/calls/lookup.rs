//! The call and the leg that an address names, and where a call went.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use models::calls::call::{Call, CallDetail, Found};
use models::calls::leg::LegDetail;
use models::ids::{CallId, LegId};

use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;

/// The call of an id; a text that is no id names nothing.
pub async fn find(caller: &Caller, id: &str) -> Result<Found, Problem> {
    let id: CallId = id.parse().map_err(|_| Problem::not_found("call"))?;
    let (app, rows) = (&caller.running.pools.app, &caller.authority.rows);
    Ok(Call::of(caller.tenant).within(rows).find(app, id).await?)
}

/// 308 to where a call went: the address that was asked for, with the other id in it.
pub fn moved(request: &HttpRequest, to: CallId) -> HttpResponse {
    let mut there = format!("/v1/calls/{to}");
    // After the root, `v1`, `calls` and the id.
    if let Some(part) = request.path().splitn(5, '/').nth(4) {
        there.push('/');
        there.push_str(part);
    }
    if !request.query_string().is_empty() {
        there.push('?');
        there.push_str(request.query_string());
    }
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, there))
        .finish()
}

/// The leg that was asked for, by id; else the first person's with a recording.
pub fn leg<'a>(call: &'a CallDetail, asked: Option<&str>, none: Code) -> Result<&'a LegDetail, Problem> {
    match asked {
        Some(id) => {
            let found = id
                .parse()
                .ok()
                .and_then(|id: LegId| call.legs.iter().find(|detail| detail.leg.leg_id() == id));
            found.ok_or_else(|| Problem::not_found("leg of this call"))
        }
        None => call
            .default_leg()
            .ok_or_else(|| Problem::new(none, "no leg of this call has a recording")),
    }
}
