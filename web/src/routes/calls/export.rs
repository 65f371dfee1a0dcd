//! `GET /v1/calls/export`: all calls of a filter, as CSV or NDJSON, streamed. A page at a time, each in a transaction of its own, so
//! that none is held open however slowly somebody reads; what comes in meanwhile may be on a page that was not read yet.

use std::time::Duration;

use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::Utc;
use futures::channel::mpsc;
use futures::sink::SinkExt;
use models::calls::call::{Call, ListPage};
use models::calls::filter::CallFilter;
use models::compliance::audit::{self, Entry};
use models::identity::permission::Permission;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tracing::Instrument;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use super::correction::Whose;
use super::exported::{Form, Sheet};
use super::{known, list, wanted};
use crate::problem::Problem;
use crate::query;
use crate::request_id;
use crate::routes::identity::can::{self, CallsExport, Can};
use crate::routes::identity::key::Caller;
use crate::routes::identity::lasting::Lasting;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, MissingKey, InvalidKey, Forbidden, Internal, Unavailable);

/// Calls of a page without and with their words: what one statement reads and one piece of the answer holds.
const PAGE: u32 = 2_000;
const PAGE_WITH_WORDS: u32 = 100;
/// Pages that are made ahead of whoever reads.
const AHEAD: usize = 1;
/// Whoever takes nothing for so long is given up.
const STALLED: Duration = Duration::from_secs(300);

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    #[param(inline)]
    format: Format,
    /// CSV begins with a byte order mark, for spreadsheets that otherwise take it for another encoding.
    #[serde(default)]
    bom: bool,
    /// With the words: of CSV a last column, of NDJSON `transcripts`, one entry a leg. Needs the permission `calls.read` too.
    #[serde(default)]
    transcripts: bool,
    /// `corrected` if not given: as people have set them right.
    #[serde(default)]
    #[param(inline)]
    words: Whose,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ExportFormat)]
pub enum Format {
    Csv,
    /// One call as JSON a line.
    Ndjson,
}

/// The filters and the order of the list; an export has no pages.
pub struct Filters;

impl IntoParams for Filters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let of_list = wanted::Query::into_params(place);
        let of_list = of_list.into_iter();
        of_list
            .filter(|one| !["cursor", "limit"].contains(&one.name.as_str()))
            .collect()
    }
}

/// Export calls.
///
/// All calls that the filters of the list leave, in its order, however many. CSV by RFC 4180 with a header; a cell that a spreadsheet would take
/// for a formula (it begins with `=`, `+`, `-`, `@`, one of these in full width, a tab or a line end) has an apostrophe before it, telephone numbers too: NDJSON has the bare
/// values. An answer that breaks off without its last chunk is not complete. Each export stands in the audit log.
#[utoipa::path(
    operation_id = "export_calls",
    tag = "calls",
    params(Query, Filters),
    responses(
        (status = 200, description = "The calls.", content(
            (String = "text/csv; charset=utf-8", example = "id,source,source_instance,linked_id,direction,…\r\n2b77195b-a06f-55ac-9d53-b5d6e5245684,canonical,api,a-1,inbound,…\r\n"),
            (String = "application/x-ndjson", example = "{\"id\":\"2b77195b-a06f-55ac-9d53-b5d6e5245684\",\"source_instance\":\"api\",\"linked_id\":\"a-1\"}\n")
        )),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/calls/export")]
pub async fn export(
    request: HttpRequest,
    caller: Can<CallsExport>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (own, of_list) = split(request.query_string(), &["format", "bom", "transcripts", "words"]);
    let query: Query = query::parse(&own)?;
    let of_list = wanted::Query::parse(&of_list)?;
    let (sort, filter) = list::all_of(&caller, of_list).await?;
    let form = match query.format {
        Format::Csv => Form::Csv { bom: query.bom },
        Format::Ndjson => Form::Ndjson,
    };
    if query.transcripts {
        can::permit(&caller.authority, Permission::CallsRead)?;
    }
    let place = state.exports.clone().try_acquire_owned().map_err(|_| {
        Problem::unavailable(
            Duration::from_secs(10),
            "as many exports run as may (bounds.exports_max)",
        )
    })?;
    let who = Lasting::of(&request, caller.into_inner(), Permission::CallsExport, state)?;
    begin(&who.caller, &filter, form, query.transcripts).await?;
    let fields = known::fields(&who.caller).await?;
    let rows = if query.transcripts { PAGE_WITH_WORDS } else { PAGE };
    let work = Work {
        who,
        filter,
        page: ListPage {
            sort,
            after: None,
            rows,
        },
        sheet: Sheet::new(form, query.transcripts, fields, query.words),
        _place: place,
    };
    let (send, answer) = mpsc::channel(AHEAD);
    actix_web::rt::spawn(request_id::scope(request_id::current(), work.run(send)).in_current_span());
    let (kind, extension) = form.media();
    let name = format!(
        "attachment; filename=\"calls-{}.{extension}\"",
        Utc::now().format("%Y-%m-%d")
    );
    let mut response = HttpResponse::Ok();
    response.content_type(kind);
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.insert_header((CONTENT_DISPOSITION, name));
    }
    Ok(response.streaming(answer))
}

/// What is told of an export before its first byte.
async fn begin(caller: &Caller, filter: &CallFilter, form: Form, transcripts: bool) -> Result<(), Problem> {
    let asked = json!({ "format": form.name(), "transcripts": transcripts, "filter": filter });
    let entry = Entry::new(caller.actor(), "calls.exported", format!("tenant:{}", caller.tenant));
    let entry = entry.change(None, Some(asked));
    let tenant = caller.tenant;
    let told = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| audit::append(conn, tenant, &[entry]).await);
    Ok(told.await?)
}

/// An export on its way.
struct Work {
    who: Lasting,
    filter: CallFilter,
    page: ListPage,
    sheet: Sheet,
    _place: OwnedSemaphorePermit,
}

type Piece = Result<Bytes, actix_web::Error>;

impl Work {
    async fn run(mut self, mut send: mpsc::Sender<Piece>) {
        let head = Bytes::from(self.sheet.head());
        let mut calls = 0;
        let mut is_wanted = take(&mut send, Ok(head)).await;
        while is_wanted {
            match self.piece().await {
                Ok((piece, count, is_last)) => {
                    calls += count;
                    is_wanted = take(&mut send, Ok(piece)).await && !is_last;
                }
                Err(problem) => {
                    tracing::warn!(%problem, calls, "an export broke off after {calls} calls: {problem}");
                    // Without a last chunk, whoever reads sees that something is missing.
                    take(&mut send, Err(problem.into())).await;
                    return;
                }
            }
        }
        tracing::info!(calls, "an export ended with {calls} calls");
    }

    /// The next page, how many calls it has, and whether it is the last one.
    async fn piece(&mut self) -> Result<(Bytes, usize, bool), Problem> {
        self.who.still().await?;
        let caller = &self.who.caller;
        self.filter.rows = caller.authority.rows.clone();
        let found = Call::of(caller.tenant)
            .list(&caller.running.pools.app, &self.filter, &self.page)
            .await?;
        let is_last = found.next.is_none();
        self.page.after = found.data.last().map(|last| self.page.sort.place(last));
        let count = found.data.len();
        let text = self.sheet.lines(caller, found.data).await?;
        Ok((Bytes::from(text), count, is_last))
    }
}

/// Whether somebody took it.
async fn take(send: &mut mpsc::Sender<Piece>, piece: Piece) -> bool {
    match tokio::time::timeout(STALLED, send.send(piece)).await {
        Ok(sent) => sent.is_ok(),
        Err(_) => {
            tracing::info!("an export was given up: nobody reads it");
            false
        }
    }
}

/// The parameters of these names, and the others.
fn split(query: &str, own: &[&str]) -> (String, String) {
    let is_own = |pair: &&str| own.contains(&pair.split('=').next().unwrap_or(pair));
    let (own, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_own);
    (own.join("&"), others.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_the_export_are_its_own_and_the_others_the_lists() {
        let (own, others) = split("format=csv&agent=1&bom=true&formats=x", &["format", "bom"]);
        assert_eq!(
            (own.as_str(), others.as_str()),
            ("format=csv&bom=true", "agent=1&formats=x")
        );
        assert_eq!(split("", &["format"]), (String::new(), String::new()));
    }
}
