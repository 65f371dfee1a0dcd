//! `POST /v1/sources/{id}/records`: a file of records that a person has, sent part by part: kept as what its system sends is, or only looked
//! at. Where the next part begins is told, and listed where it is of an import that was begun; nothing else is remembered between two of them.

mod cut;
mod own;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::Leg;
use actors::engine::pbx::lines::LINE_BYTES_MAX;
use actors::engine::pbx::parsed::Notice;
use actors::engine::pbx::source::Source as Form;
use actors::sources::files::told::usual_kind;
use actors::sources::{Receipt, Source};
use actors::{Door, Fate};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::compliance::audit::{self, Entry};
use models::integrations::import::Step;
use models::integrations::source;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use self::cut::{Cut, cut};
use super::imports::{self, Kind, TOTAL_MAX, check_name, signed};
use super::quarantine::Unread;
use super::settings::{given, source_of};
use super::source::source_id;
use super::stream::Batch;
use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, InterruptedBody, RequestTimeout, LimitReached, NotFound, Conflict, BodyTooLarge,
    UnsupportedMediaType, Internal, Unavailable);

/// Legs of a part that are shown by a dry run.
const SHOWN_MAX: usize = 20;
/// Pieces of a part of which is told why they could not be read.
const UNREAD_MAX: usize = 20;

/// Which part of which file the body is.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// Of the file, for people.
    #[param(example = "Master.csv", max_length = 500)]
    name: String,
    /// Where in the file it begins, in bytes: 0, or `through` of the answer to the part before it.
    #[serde(default)]
    at: u64,
    /// So many bytes of the body stand before it and are not of this place: `context` of the answer to the part before it.
    #[serde(default)]
    #[param(maximum = 65536)]
    context: usize,
    /// It reaches to the end of the file.
    #[serde(default)]
    last: bool,
    /// It is only read, and nothing is kept.
    #[serde(default)]
    dry_run: bool,
    /// Of which import it is (`POST /v1/sources/{id}/imports`): how far that has come is listed.
    import: Option<Uuid>,
}

/// What became of a part of a file.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = RecordsPart, example = json!({ "through": 262_100, "context": "", "new": 812, "changed": 0, "known": 3, "conflicting": 0, "logged": 0,
    "held": 0, "ignored": 0, "quarantined": 1, "refused": 0, "records": [], "unread": [{ "at": "17", "code": "too_few_columns", "detail": "" }] }))]
pub struct Answer {
    /// Bytes of the file that are done with: the next part begins there. As before if no record ends in this part: send a longer one.
    pub through: u64,
    /// In Base64: on what the next part depends (a header, a day, the last lines of systems that give no ids), to stand before it. Often empty.
    pub context: String,
    /// Legs that are stored now and were not before; of a dry run, all that were read.
    pub new: usize,
    /// Legs that were there, of which more is known now.
    pub changed: usize,
    /// Legs and events that were there already.
    pub known: usize,
    /// Legs of which something else is stored, which stays.
    pub conflicting: usize,
    /// Legs that the log has taken, where there is one; whether they were new is told by their trace.
    pub logged: usize,
    /// Events that are kept until their call is over.
    pub held: usize,
    /// Pieces that are no records and are not meant to be.
    pub ignored: usize,
    /// Pieces that could not be read; they are kept aside, but not by a dry run.
    pub quarantined: usize,
    /// Records in our own form that are not as they have to be: nothing is kept of them.
    pub refused: usize,
    /// Of a dry run, the first legs as they would be stored.
    #[schema(value_type = Vec<Object>)]
    pub records: Vec<Value>,
    /// The first pieces that could not be read; `at` counts from the begin of those that were read at once. In our own form it is the record's
    /// id, or the byte of the file where it begins.
    pub unread: Vec<Unread>,
}

/// Send a file of records, part by part.
///
/// In the form of the source, as its system writes files. A part is cut wherever it suits the sender: what ends in it is read, and `through`
/// says where the next one has to begin, with `context` before it. Kept is as what the system sends itself: what was known is known again,
/// what cannot be read lies aside, and the same again is harmless. If something stops it in the middle of a part, the answer tells how far it
/// came, and the next part what stopped it.
///
/// With `dry_run` nothing is kept, and the first legs are shown. Where several events make a leg, those of one part are put together.
///
/// A source whose form is `canonical` takes files in our own form: NDJSON, a record a line, or a table in CSV whose first line names the keys
/// of a record (`custom.NAME` for values of `custom`). They are final, as those of `POST /v1/calls` are, and belong to this source.
#[utoipa::path(
    operation_id = "import_records",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id."), Part),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The part as it stands in the file; any media type."),
    responses((status = 200, description = "How far it is done, and what became of it.", body = Answer), Refusals),
    security(("api_key" = []))
)]
#[post("/v1/sources/{id}/records")]
pub async fn import(
    request: HttpRequest,
    id: web::Path<String>,
    payload: web::Payload,
    caller: Can<CallsSend>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    let row = found.await?;
    let part = Part::of(&request)?;
    let source = written_to_files(&caller, &row, &state)?;
    imports::check(&caller, part.import, &row.name, Kind::Records).await?;
    let (bytes, _held) = body::whole(&request, payload, &state).await?;
    if part.context > bytes.len() {
        return Err(Problem::parameter("context", "the body is shorter"));
    }
    let end = part.at + (bytes.len() - part.context) as u64;
    let ready = match source {
        Some(source) => Ready::System(cut(&source, &part, bytes).await?, Box::new(source)),
        None => Ready::Own(own::cut(&row.name, &part, bytes, state.bounds().record_bytes_max).await?),
    };
    if part.dry_run {
        return Ok(HttpResponse::Ok().json(ready.look().await?));
    }
    // An import has told it when it was begun.
    if part.at == 0 && part.import.is_none() {
        tell(&caller, &row, "source.import_begun", json!({ "file": part.name })).await?;
    }
    let answer = ready.keep(&caller, &part).await?;
    let is_over = part.last && answer.through == end;
    imports::advance(&caller, part.import, answer.step(&part, is_over), answer.fates()).await?;
    if is_over {
        let after = json!({ "file": part.name, "bytes": end });
        tell(&caller, &row, "source.import_finished", after).await?;
    }
    Ok(HttpResponse::Ok().json(answer))
}

impl Part {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let part: Self = query::of(request)?;
        check_name(&part.name)?;
        if part.at > TOTAL_MAX {
            return Err(Problem::parameter("at", format!("at most {TOTAL_MAX}")));
        }
        if part.context > LINE_BYTES_MAX {
            return Err(Problem::parameter("context", format!("at most {LINE_BYTES_MAX}")));
        }
        Ok(part)
    }
}

/// The source, if its system writes what it tells into files; none if it takes our own form.
fn written_to_files(caller: &Caller, row: &source::Source, state: &State) -> Result<Option<Source>, Problem> {
    if !row.enabled {
        return Err(Problem::new(Code::Conflict, format!("`{}` is switched off", row.name)));
    }
    let given = given(row, &Map::new(), &state.config.public_url())?;
    let source = source_of(caller.tenant, row, given)?;
    if source.form == Form::Canonical {
        return Ok(None);
    }
    match usual_kind(source.form) {
        Some(_) => Ok(Some(source)),
        None => Err(Problem::new(Code::Conflict, "this form is not written to files")),
    }
}

/// A part that is cut, of a file that a telephone system wrote or of one in our own form.
enum Ready {
    System(Cut, Box<Source>),
    Own(own::Cut),
}

impl Ready {
    async fn look(self) -> Result<Answer, Problem> {
        match self {
            Self::System(cut, source) => look(&source, cut).await,
            Self::Own(cut) => cut.look(),
        }
    }

    async fn keep(self, caller: &Caller, part: &Part) -> Result<Answer, Problem> {
        match self {
            Self::System(cut, source) => keep(caller, &source, part, cut).await,
            Self::Own(cut) => cut.keep(caller).await,
        }
    }
}

/// How it would be read.
async fn look(source: &Source, cut: Cut) -> Result<Answer, Problem> {
    let mut answer = Answer::at(cut.through, &cut.context);
    for batch in cut.batches {
        let read = source.look(batch.payload).await?;
        answer.new += read.records.len();
        answer.ignored += read.ignored.len();
        answer.add_quarantined(read.quarantined);
        answer.show(&read.records)?;
    }
    Ok(answer)
}

/// To the door, batch by batch. What stops it after the first is told when it is asked again from there.
async fn keep(caller: &Caller, source: &Source, part: &Part, cut: Cut) -> Result<Answer, Problem> {
    let mut answer = Answer::default();
    let mut kept: Option<(u64, Arc<[u8]>)> = None;
    for batch in cut.batches {
        let (ends, context) = (batch.ends, batch.context.clone());
        match take(caller, source, part, batch).await {
            Ok(receipt) => answer.add(receipt),
            Err(problem) => {
                let (through, context) = kept.ok_or(problem)?;
                answer.stand(through, &context);
                return Ok(answer);
            }
        }
        kept = Some((ends, context));
    }
    answer.stand(cut.through, &cut.context);
    Ok(answer)
}

async fn take(caller: &Caller, source: &Source, part: &Part, batch: Batch) -> Result<Receipt, Problem> {
    let source = Source {
        origin: Some(format!("{}, from byte {}", part.name, batch.begins)),
        numbers: Some(batch.numbers),
        ..source.clone()
    };
    let app = &caller.running.app;
    let receipt = app.take_in(&source, batch.payload, Door::Source).await?;
    // Some of them may be stored: they are known when the same comes again.
    if receipt.is_over_limit() {
        return Err(over_limit());
    }
    Ok(receipt)
}

fn over_limit() -> Problem {
    let detail = "the calls of this period are used up: go on with this file later, from where it stopped";
    Problem::new(Code::LimitReached, detail)
}

async fn tell(caller: &Caller, row: &source::Source, action: &str, after: Value) -> Result<(), Problem> {
    let entry = Entry::new(caller.actor(), action, format!("source:{}", row.name)).change(None, Some(after));
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let told = app.tenant(tenant, async move |conn| audit::append(conn, tenant, &[entry]).await);
    Ok(told.await?)
}

impl Answer {
    fn at(through: u64, context: &[u8]) -> Self {
        let mut answer = Self::default();
        answer.stand(through, context);
        answer
    }

    fn stand(&mut self, through: u64, context: &[u8]) {
        self.through = through;
        self.context = STANDARD.encode(context);
    }

    fn add(&mut self, receipt: Receipt) {
        for (_, fate) in &receipt.legs {
            self.count(*fate);
        }
        self.held += receipt.held;
        self.known += receipt.repeated;
        self.ignored += receipt.ignored.len();
        self.add_quarantined(receipt.quarantined);
    }

    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::New => self.new += 1,
            Fate::Merged => self.changed += 1,
            Fate::Duplicate => self.known += 1,
            Fate::Conflict => self.conflicting += 1,
            Fate::Accepted => self.logged += 1,
            Fate::Held => self.held += 1,
            Fate::Ignored => self.ignored += 1,
            // They are among the quarantined, or nothing was kept of them.
            Fate::Quarantined | Fate::Refused | Fate::OverLimit => {}
        }
    }

    /// What the import of this part has come to.
    fn step(&self, part: &Part, is_last: bool) -> Step {
        Step::Part {
            at: signed(part.at),
            through: signed(self.through),
            context: self.context.clone(),
            is_last,
        }
    }

    fn fates(&self) -> Vec<(&'static str, u64)> {
        let fates = [
            ("new", self.new),
            ("changed", self.changed),
            ("known", self.known),
            ("conflicting", self.conflicting),
            ("logged", self.logged),
            ("held", self.held),
            ("ignored", self.ignored),
            ("quarantined", self.quarantined),
            ("refused", self.refused),
        ];
        fates.map(|(name, count)| (name, count as u64)).to_vec()
    }

    /// The first legs, as they would be stored.
    fn show<'a>(&mut self, legs: impl IntoIterator<Item = &'a Leg>) -> Result<(), Problem> {
        let room = SHOWN_MAX.saturating_sub(self.records.len());
        for leg in legs.into_iter().take(room) {
            self.records.push(serde_json::to_value(leg).map_err(Problem::internal)?);
        }
        Ok(())
    }

    fn add_quarantined(&mut self, notices: Vec<Notice>) {
        self.quarantined += notices.len();
        self.tell(notices);
    }

    /// Why the first pieces could not be read.
    fn tell(&mut self, notices: impl IntoIterator<Item = Notice>) {
        let room = UNREAD_MAX.saturating_sub(self.unread.len());
        self.unread.extend(notices.into_iter().take(room).map(Unread::from));
    }
}
