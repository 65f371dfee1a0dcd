//! The audit log as a file: CSV for people, or the whole chain with a signed checkpoint, which is proved without the server. Who
//! signs: `signing`.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::audit_chain::{Chain, Link, Verdict, genesis};
use super::audit_entry::Entry;
use super::audit_log::{self, AuditEntry, Search};
use super::sealing::DataKey;
use super::signing::{self, Signer};
use crate::Error;
use crate::ids::TenantId;
use crate::schema::audit_heads;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
}

impl Format {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// One entry with what proves it. Hashes and the salt are hexadecimal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub n: i64,
    pub at: DateTime<Utc>,
    pub commitment: String,
    pub prev: String,
    pub hash: String,
    /// None: its details were erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Told>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub salt: String,
    pub actor: String,
    pub action: String,
    pub target: String,
    // Null that was told and nothing that was told are two things.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "told")]
    pub before: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "told")]
    pub after: Option<Value>,
}

fn told<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// How long the chain was at a moment, signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub tenant: TenantId,
    pub n: i64,
    pub hash: String,
    pub at: DateTime<Utc>,
    /// The public key, in base64.
    pub key: String,
    pub signature: String,
}

/// The first line: whose chain it is, and in which form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    audiapro_audit: u32,
    tenant: TenantId,
}

const FORM: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Header(Header),
    Record(Box<Record>),
    Checkpoint { checkpoint: Checkpoint },
}

impl Checkpoint {
    fn message(&self) -> Vec<u8> {
        let at = self.at.timestamp_micros();
        format!(
            "audiapro audit checkpoint/1\n{}\n{}\n{}\n{at}",
            self.tenant, self.n, self.hash
        )
        .into_bytes()
    }

    /// Signed by the key that it names.
    pub fn is_signed(&self) -> bool {
        signing::is_signed(&self.message(), &self.key, &self.signature)
    }
}

/// Where the chain ends; none if nobody began it.
pub async fn head(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let head = audit_heads::table
        .find(tenant.0)
        .select((audit_heads::n, audit_heads::hash));
    Ok(head.first(conn).await.optional()?)
}

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
}

/// Of the chain as it stands now. As owner.
pub async fn checkpoint(conn: &mut AsyncPgConnection, key: &DataKey, tenant: TenantId) -> Result<Checkpoint, Error> {
    let signer = Signer::of(conn, key).await?;
    let (n, hash) = head(conn, tenant).await?.unwrap_or((0, genesis(tenant).to_vec()));
    let now: Now = diesel::sql_query("SELECT app_now() AS at").get_result(conn).await?;
    let mut made = Checkpoint {
        tenant,
        n,
        hash: hex::encode(hash),
        at: now.at,
        key: signer.public_key(),
        signature: String::new(),
    };
    made.signature = signer.sign(&made.message());
    Ok(made)
}

/// A file in the making, a piece at a time.
pub struct Export {
    tenant: TenantId,
    search: Search,
    format: Format,
    signed: Checkpoint,
    state: State,
}

enum State {
    Begin,
    /// Up to here it is written: of NDJSON from the first on, of CSV from the last back.
    At(i64),
    Done,
}

const PAGE: i64 = 1_000;

impl Export {
    /// Up to the checkpoint, whatever is added meanwhile.
    pub fn new(tenant: TenantId, search: Search, format: Format, signed: Checkpoint) -> Self {
        Self {
            tenant,
            search,
            format,
            signed,
            state: State::Begin,
        }
    }

    /// As staff or owner. `None`: that was all.
    pub async fn next(&mut self, conn: &mut AsyncPgConnection) -> Result<Option<String>, Error> {
        match self.format {
            Format::Csv => self.next_csv(conn).await,
            Format::Ndjson => self.next_ndjson(conn).await,
        }
    }

    async fn next_csv(&mut self, conn: &mut AsyncPgConnection) -> Result<Option<String>, Error> {
        let before = match self.state {
            State::Begin => {
                self.state = State::At(self.signed.n + 1);
                return Ok(Some("n,at,actor,action,crud,target,before,after\r\n".into()));
            }
            State::At(n) => n,
            State::Done => return Ok(None),
        };
        let found = audit_log::page(conn, self.tenant, &self.search, Some(before), PAGE).await?;
        let Some(last) = found.last().map(|last| last.n) else {
            self.state = State::Done;
            return Ok(None);
        };
        self.state = State::At(last);
        Ok(Some(found.iter().map(csv_line).collect()))
    }

    async fn next_ndjson(&mut self, conn: &mut AsyncPgConnection) -> Result<Option<String>, Error> {
        let after = match self.state {
            State::Begin => {
                self.state = State::At(0);
                let header = Header {
                    audiapro_audit: FORM,
                    tenant: self.tenant,
                };
                return json_line(&Line::Header(header)).map(Some);
            }
            State::At(n) => n,
            State::Done => return Ok(None),
        };
        let found: Vec<Row> = diesel::sql_query(CHAIN)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<BigInt, _>(after)
            .bind::<BigInt, _>(self.signed.n)
            .bind::<BigInt, _>(PAGE)
            .load(conn)
            .await?;
        let Some(last) = found.last().map(|last| last.n) else {
            self.state = State::Done;
            let checkpoint = self.signed.clone();
            return json_line(&Line::Checkpoint { checkpoint }).map(Some);
        };
        self.state = State::At(last);
        let lines = found
            .into_iter()
            .map(|row| json_line(&Line::Record(Box::new(row.into()))));
        lines.collect::<Result<String, Error>>().map(Some)
    }
}

const CHAIN: &str =
    "SELECT a.n, a.at, a.commitment, a.prev, a.hash, d.salt, d.actor, d.action, d.subject, d.before, d.after
    FROM audit a LEFT JOIN audit_details d ON d.tenant_id = a.tenant_id AND d.n = a.n
    WHERE a.tenant_id = $1 AND a.n > $2 AND a.n <= $3 ORDER BY a.n LIMIT $4";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    commitment: Vec<u8>,
    #[diesel(sql_type = Binary)]
    prev: Vec<u8>,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    salt: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Text>)]
    actor: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    action: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    before: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    after: Option<Value>,
}

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        Self {
            n: row.n,
            at: row.at,
            commitment: hex::encode(row.commitment),
            prev: hex::encode(row.prev),
            hash: hex::encode(row.hash),
            entry: row.salt.map(|salt| Told {
                salt: hex::encode(salt),
                actor: row.actor.unwrap_or_default(),
                action: row.action.unwrap_or_default(),
                target: row.subject.unwrap_or_default(),
                before: row.before,
                after: row.after,
            }),
        }
    }
}

fn json_line(line: &Line) -> Result<String, Error> {
    let text = serde_json::to_string(line).map_err(|source| Error::Corrupt {
        what: "audit entry",
        source,
    })?;
    Ok(text + "\n")
}

fn csv_line(entry: &AuditEntry) -> String {
    let json = |value: &Option<Value>| value.as_ref().map(Value::to_string).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = [
        entry.n.to_string(),
        entry.at.to_rfc3339(),
        text(&entry.actor),
        text(&entry.action),
        text(&entry.crud),
        text(&entry.target),
        json(&entry.before),
        json(&entry.after),
    ];
    cells.map(|cell| csv_cell(&cell)).join(",") + "\r\n"
}

/// Quoted; and what a spreadsheet would take for a formula is a text.
fn csv_cell(text: &str) -> String {
    let guarded = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    format!("\"{}\"", guarded.replace('"', "\"\""))
}

/// What a file proves.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    pub verdict: Verdict,
    /// At the end of the file.
    pub checkpoint: Checkpoint,
}

/// Goes along an NDJSON export, line by line. `Invalid` where it is none.
pub fn verify_file(lines: impl Iterator<Item = std::io::Result<String>>) -> Result<Proof, Error> {
    let (mut chain, mut verdict, mut signed) = (None::<Chain>, None::<Verdict>, None::<Checkpoint>);
    for (number, line) in lines.enumerate() {
        let refused = |why: String| Error::Invalid(format!("line {}: {why}", number + 1));
        let line = line.map_err(|error| refused(error.to_string()))?;
        let line = serde_json::from_str(&line).map_err(|error| refused(error.to_string()))?;
        match (line, &mut chain) {
            (_, _) if signed.is_some() => return Err(refused("something follows the checkpoint".into())),
            (Line::Header(header), None) if header.audiapro_audit == FORM => chain = Some(Chain::of(header.tenant)),
            (Line::Record(record), Some(chain)) if verdict.is_none() => verdict = chain.follow(&as_link(&record)).err(),
            (Line::Record(_), Some(_)) => {}
            (Line::Checkpoint { checkpoint }, Some(_)) => signed = Some(checkpoint),
            _ => return Err(refused("an export begins with its header".into())),
        }
    }
    let (Some(chain), Some(checkpoint)) = (chain, signed) else {
        return Err(Error::Invalid(
            "the file does not end with a checkpoint: it is cut off, or no NDJSON export".into(),
        ));
    };
    let verdict = match verdict {
        Some(broken) => broken,
        None if !checkpoint.is_signed() || checkpoint.tenant != chain.tenant() => Verdict::Broken {
            n: checkpoint.n,
            why: "the checkpoint's signature does not hold",
        },
        None => chain.end_at(checkpoint.n, &hex::decode(&checkpoint.hash).unwrap_or_default()),
    };
    Ok(Proof { verdict, checkpoint })
}

fn as_link(record: &Record) -> Link {
    let bytes = |text: &str| hex::decode(text).unwrap_or_default();
    Link {
        n: record.n,
        at: record.at,
        commitment: bytes(&record.commitment),
        prev: bytes(&record.prev),
        hash: bytes(&record.hash),
        told: record.entry.as_ref().map(|told| {
            let entry = Entry {
                actor: told.actor.clone(),
                action: told.action.clone(),
                subject: told.target.clone(),
                before: told.before.clone(),
                after: told.after.clone(),
            };
            (bytes(&told.salt), entry)
        }),
    }
}
