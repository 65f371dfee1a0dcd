//! `GET /v1/search`: calls by what was said in them, with the places and the moments to play.

use std::collections::HashMap;
use std::ops::Range;

use actix_web::{HttpRequest, HttpResponse, get, web};
use actors::engine::analysis::Turn;
use actors::transcript::TranscriptError;
use actors::transcript::corrected::corrected;
use models::calls::filter::Searched;
use models::calls::search::excerpt::{self, Excerpt};
use models::calls::search::{store, words};
use models::calls::transcript::{self, Opened};
use models::ids::LegId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::paging;
use super::view::{Summary, summaries};
use super::wanted::Query;
use crate::problem::Problem;
use crate::routes::identity::can::{CallsRead, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, Internal, Unavailable);

/// Places shown of one call.
const HITS_MAX: usize = 5;
/// Letters of a turn that are shown before the first hit and behind it, at most.
const AROUND: usize = 120;

/// A place where it was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchHit {
    pub leg_id: Uuid,
    pub speaker: String,
    /// The moment to play, from the recording's begin.
    pub start_ms: i64,
    /// Of the turn, or the part of it around the hit: between words, with `…` where something is left out.
    pub text: String,
    /// What to mark in `text`: first letter and the one behind the last, in Unicode letters.
    pub marks: Vec<[usize; 2]>,
}

/// A call in which it was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResult {
    pub call: Summary,
    /// The first five places.
    pub hits: Vec<SearchHit>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SearchPage {
    pub data: Vec<SearchResult>,
    #[schema(required)]
    pub next: Option<String>,
}

/// Search what was said.
///
/// `q` takes words (all of them), `"phrases"`, `begin*`, `OR` and `-without`; words are found with other endings, and with a typing error where nobody
/// said them as they are typed. `speaker` looks at one side only. Everything else is as in the list of calls, in whose order they come; one question
/// names the latest 10,000 recordings. Reading the words stands in the tenant's audit.
#[utoipa::path(
    operation_id = "search_calls",
    tag = "calls",
    params(Query),
    responses((status = 200, description = "A page of calls with the places.", body = SearchPage), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/search")]
pub async fn read(
    request: HttpRequest,
    caller: Can<CallsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let query = Query::parse(request.query_string())?;
    if !query.is_search() {
        return Err(Problem::parameter("q", "search for what?"));
    }
    let (filter, found) = paging::found(&caller, query, &state).await?;
    let searched = filter.searched.unwrap_or_default();
    let ids: Vec<Uuid> = found.data.iter().map(|call| call.id).collect();
    let mut hits = hits(&caller, searched, ids).await?;
    let summaries = summaries(&caller, found.data).await?;
    let data = summaries.into_iter().map(|call| SearchResult {
        hits: hits.remove(&call.id).unwrap_or_default(),
        call,
    });
    Ok(HttpResponse::Ok().json(SearchPage {
        data: data.collect(),
        next: found.next,
    }))
}

/// The places of each call, from its opened words.
async fn hits(caller: &Caller, searched: Searched, calls: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<SearchHit>>, Problem> {
    let (tenant, running) = (caller.tenant, &caller.running);
    let app = &running.pools.app;
    let (legs, rows) = (&searched.legs, &caller.authority.rows);
    let pairs = app.tenant(tenant, async move |conn| {
        store::legs_of(conn, tenant, (legs, &calls), rows).await
    });
    let pairs = pairs.await?;
    let legs: Vec<LegId> = pairs.iter().map(|(_, leg)| *leg).collect();
    if legs.is_empty() {
        return Ok(HashMap::new());
    }
    let opened = transcript::of(tenant)
        .read(&running.reads, &running.sealer, &caller.actor(), &legs)
        .await?;
    // Long calls: not for an async thread.
    let found = tokio::task::spawn_blocking(move || -> Result<_, TranscriptError> {
        let mut hits: HashMap<Uuid, Vec<SearchHit>> = HashMap::new();
        for Opened {
            leg,
            packed,
            corrections,
        } in opened
        {
            let turns = corrected(actors::transcript::unpack(&packed)?, &corrections);
            if let Some((call, _)) = pairs.iter().find(|(_, own)| *own == leg) {
                let own = hits.entry(*call).or_default();
                own.extend(turns.iter().filter_map(|turn| hit(leg, turn, &searched)));
                own.truncate(HITS_MAX);
            }
        }
        Ok(hits)
    });
    found.await.map_err(Problem::internal)?.map_err(Problem::internal)
}

/// What of a turn was looked for.
fn hit(leg: LegId, turn: &Turn, searched: &Searched) -> Option<SearchHit> {
    if searched.speaker.as_ref().is_some_and(|wanted| *wanted != turn.speaker) {
        return None;
    }
    let placed = words::of(&turn.text);
    let marks = searched.question.marks.of(&placed);
    let letters = |mark: &Range<usize>| Some([placed.get(mark.start)?.start, placed.get(mark.end - 1)?.end]);
    let first = marks.first()?.start;
    let marks: Vec<[usize; 2]> = marks.iter().filter_map(letters).collect();
    let Excerpt { text, marks } = excerpt::around(&turn.text, &marks, AROUND)?;
    Some(SearchHit {
        leg_id: leg.0,
        speaker: turn.speaker.clone(),
        start_ms: i64::try_from(moment(turn, first)).unwrap_or(i64::MAX),
        text,
        marks,
    })
}

/// When a turn's word was said; the recogniser's words may hold several each.
fn moment(turn: &Turn, word: usize) -> u64 {
    let mut before = 0;
    let said = turn.words.iter().find(|said| {
        before += words::of(&said.text).len();
        before > word
    });
    said.map_or(turn.start_ms, |said| said.start_ms)
}
