//! `POST /v1/sources/{id}/records`: a file of records that a person has, sent part by part: kept as what its system sends is, or only looked
//! at. Where the next part begins is told; nothing is remembered here between two of them.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, post, web};
use actors::engine::pbx::framing::Framer;
use actors::engine::pbx::lines::LINE_BYTES_MAX;
use actors::engine::pbx::parsed::Notice;
use actors::engine::pbx::settings::Settings;
use actors::engine::pbx::source::Source as Form;
use actors::sources::files::told::usual_kind;
use actors::sources::{Receipt, Source};
use actors::{Door, Fate};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use models::compliance::audit::{self, Entry};
use models::integrations::source;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};

use super::intake::given;
use super::quarantine::Unread;
use super::source::{source_id, source_of};
use super::stream::{Batch, batches};
use crate::body;
use crate::problem::{Code, Problem};
use crate::routes::identity::can::{CallsSend, Can};
use crate::routes::identity::key::Caller;
use crate::state::State;

crate::refusals!(Refusals: InvalidParameter, InterruptedBody, RequestTimeout, LimitReached, NotFound, Conflict, BodyTooLarge,
    UnsupportedMediaType, Internal, Unavailable);

/// Letters of a file's name.
const NAME_MAX: usize = 500;
/// No file is longer, in bytes.
const FILE_MAX: u64 = 1 << 50;
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
}

/// What became of a part of a file.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = RecordsPart, example = json!({ "through": 262_100, "context": "", "new": 812, "changed": 0, "known": 3, "conflicting": 0, "logged": 0,
    "held": 0, "ignored": 0, "quarantined": 1, "records": [], "unread": [{ "at": "17", "code": "too_few_columns", "detail": "" }] }))]
pub struct Answer {
    /// Bytes of the file that are done with: the next part begins there. As before if no record ends in this part: send a longer one.
    pub through: u64,
    /// In Base64: the line on which what follows depends, to stand before the next part. Often empty.
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
    /// Of a dry run, the first legs as they would be stored.
    #[schema(value_type = Vec<Object>)]
    pub records: Vec<Value>,
    /// The first pieces that could not be read; `at` counts from the begin of those that were read at once.
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
    let (bytes, _held) = body::whole(&request, payload, &state).await?;
    if part.context > bytes.len() {
        return Err(Problem::parameter("context", "the body is shorter"));
    }
    let cut = cut(&source, &part, bytes).await?;
    if part.dry_run {
        return Ok(HttpResponse::Ok().json(look(&source, cut).await?));
    }
    if part.at == 0 {
        tell(&caller, &row, "source.import_begun", json!({ "file": part.name })).await?;
    }
    let end = cut.through;
    let answer = keep(&caller, &source, &part, cut).await?;
    if part.last && answer.through == end {
        let after = json!({ "file": part.name, "bytes": end });
        tell(&caller, &row, "source.import_finished", after).await?;
    }
    Ok(HttpResponse::Ok().json(answer))
}

impl Part {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let part = web::Query::<Self>::from_query(request.query_string())
            .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?
            .into_inner();
        let letters = part.name.chars().count();
        if part.name.trim().is_empty() || letters > NAME_MAX || part.name.chars().any(char::is_control) {
            return Err(Problem::parameter("name", format!("1 to {NAME_MAX} letters")));
        }
        if part.at > FILE_MAX {
            return Err(Problem::parameter("at", format!("at most {FILE_MAX}")));
        }
        if part.context > LINE_BYTES_MAX {
            return Err(Problem::parameter("context", format!("at most {LINE_BYTES_MAX}")));
        }
        Ok(part)
    }
}

/// The source, if its system writes what it tells into files.
fn written_to_files(caller: &Caller, row: &source::Source, state: &State) -> Result<Source, Problem> {
    if !row.enabled {
        return Err(Problem::new(Code::Conflict, format!("`{}` is switched off", row.name)));
    }
    let given = given(row, &Map::new(), &state.config.public_url())?;
    let source = source_of(caller.tenant, row, given)?;
    match usual_kind(source.form) {
        Some(_) => Ok(source),
        None => Err(Problem::new(Code::Conflict, "this form is not written to files")),
    }
}

/// What of a part can be read.
struct Cut {
    batches: Vec<Batch>,
    /// Where in the file begins what is not in them.
    through: u64,
    /// On which line what follows depends.
    context: Arc<[u8]>,
}

impl Cut {
    fn of(form: Form, settings: &Settings, part: &Part, bytes: &[u8]) -> Self {
        let (context, bytes) = bytes.split_at(part.context);
        let mut framer = Framer::resumed(form, settings, part.at, Arc::from(context));
        let mut pieces = framer.push(bytes);
        let end = part.at + bytes.len() as u64;
        let mut through = end - framer.waiting() as u64;
        if part.last {
            pieces.extend(framer.end());
            through = end;
        } else if framer.is_passing() {
            // Something too long does not end here: it comes again, with its end.
            pieces.pop();
            through = pieces.last().map_or(part.at, |piece| piece.ends);
        }
        Self {
            batches: batches(pieces).collect(),
            through,
            context: framer.context(),
        }
    }
}

/// Cutting computes, so it runs where blocking is allowed.
async fn cut(source: &Source, part: &Part, bytes: Vec<u8>) -> Result<Cut, Problem> {
    let (form, settings, part) = (source.form, source.settings.clone(), part.clone());
    let cut = web::block(move || Cut::of(form, &settings, &part, &bytes));
    cut.await.map_err(Problem::internal)
}

/// How it would be read.
async fn look(source: &Source, cut: Cut) -> Result<Answer, Problem> {
    let mut answer = Answer::at(cut.through, &cut.context);
    for batch in cut.batches {
        let read = source.look(batch.payload).await?;
        answer.new += read.records.len();
        answer.ignored += read.ignored.len();
        answer.add_unread(read.quarantined);
        let room = SHOWN_MAX.saturating_sub(answer.records.len());
        for leg in read.records.iter().take(room) {
            answer
                .records
                .push(serde_json::to_value(leg).map_err(Problem::internal)?);
        }
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
        ..source.clone()
    };
    let app = &caller.running.app;
    let receipt = app.take_in(&source, batch.payload, Door::Source).await?;
    // Some of them may be stored: they are known when the same comes again.
    if receipt.legs.iter().any(|(_, fate)| *fate == Fate::OverLimit) {
        let detail = "the calls of this period are used up: go on with this file later, from where it stopped";
        return Err(Problem::new(Code::LimitReached, detail));
    }
    Ok(receipt)
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
        self.held += receipt.held;
        self.known += receipt.repeated;
        self.ignored += receipt.ignored.len();
        self.add_unread(receipt.quarantined);
    }

    fn add_unread(&mut self, notices: Vec<Notice>) {
        self.quarantined += notices.len();
        let room = UNREAD_MAX.saturating_sub(self.unread.len());
        self.unread.extend(notices.into_iter().take(room).map(Unread::from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a file that is sent in parts of so many bytes, and in longer ones where nothing ends in them.
    fn read(form: Form, file: &[u8], size: usize) -> Vec<String> {
        let settings = Settings::new(Default::default()).unwrap();
        let (mut read, mut context): (Vec<String>, Vec<u8>) = (Vec::new(), Vec::new());
        let (mut at, mut length) = (0_usize, size);
        loop {
            let end = file.len().min(at + length);
            let part = Part {
                name: "x".into(),
                at: at as u64,
                context: context.len(),
                last: end == file.len(),
                dry_run: false,
            };
            let cut = Cut::of(form, &settings, &part, &[&context[..], &file[at..end]].concat());
            for batch in cut.batches {
                let payload = String::from_utf8(batch.payload).unwrap();
                let before = String::from_utf8(batch.context.to_vec()).unwrap();
                let lines = payload.strip_prefix(&before).unwrap().lines();
                read.extend(lines.map(|line| format!("{}{line}", before.trim())));
            }
            let through = usize::try_from(cut.through).unwrap();
            length = if through == at { length * 2 } else { size };
            (at, context) = (through, cut.context.to_vec());
            if part.last {
                return read;
            }
        }
    }

    #[test]
    fn a_file_is_read_the_same_whatever_its_parts() {
        let sheet = b"\"cdrRecordType\"\n1\n2\n\n\"cdrRecordType\",\"x\"\n3\n4";
        let wanted = [
            "\"cdrRecordType\"1",
            "\"cdrRecordType\"2",
            "\"cdrRecordType\",\"x\"3",
            "\"cdrRecordType\",\"x\"4",
        ];
        for size in [1, 5, 17, 20, 1000] {
            assert_eq!(read(Form::CiscoCucmCdr, sheet, size), wanted, "{size}");
        }
        let documents = b"{\"a\":1}{\"b\":2} {\"c\":3}";
        for size in [1, 9, 1000] {
            assert_eq!(read(Form::GrandstreamCdrPush, documents, size).len(), 3, "{size}");
        }
    }

    #[test]
    fn something_too_long_is_one_piece_whatever_the_parts() {
        let mut file = vec![b'x'; LINE_BYTES_MAX * 3];
        file.extend_from_slice(b"\nnext\n");
        for size in [LINE_BYTES_MAX * 2, LINE_BYTES_MAX * 3 - 1, LINE_BYTES_MAX * 4] {
            let read = read(Form::MitelSmdr, &file, size);
            assert_eq!(
                (read.len(), read[0].len(), read[1].as_str()),
                (2, LINE_BYTES_MAX, "next")
            );
        }
    }
}
