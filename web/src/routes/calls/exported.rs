//! Pages of calls in the form in which they are taken out. Not which calls, nor when: that is `export`'s.

use std::collections::HashMap;

use actors::transcript::corrected::corrected;
use models::calls::call::Call;
use models::calls::correction;
use models::calls::transcript::{self, Sealed};
use models::compliance::sealing::DataKey;
use models::ids::{CallId, LegId};
use serde::Serialize;
use uuid::Uuid;

use super::correction::Whose;
use super::csv;
use super::known::{self, Known};
use super::transcript_text as text;
use super::view::Summary;
use crate::problem::Problem;
use crate::routes::identity::key::Caller;

#[derive(Clone, Copy, Debug)]
pub enum Form {
    Csv { bom: bool },
    Ndjson,
}

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv { .. } => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// Media type, and the end of a file's name.
    pub fn media(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv { .. } => ("text/csv; charset=utf-8", "csv"),
            Self::Ndjson => ("application/x-ndjson", "ndjson"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Sheet {
    form: Form,
    with_words: bool,
    /// Names of the custom fields that there were at the begin: a column each.
    fields: Vec<String>,
    whose: Whose,
}

/// What a leg's words are in NDJSON.
#[derive(Debug, Serialize)]
struct Words {
    leg_id: Uuid,
    text: String,
}

#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    call: Summary,
    transcripts: Vec<Words>,
}

impl Sheet {
    pub fn new(form: Form, with_words: bool, fields: Vec<String>, whose: Whose) -> Self {
        Self {
            form,
            with_words,
            fields,
            whose,
        }
    }

    /// What comes before the first call.
    pub fn head(&self) -> String {
        match self.form {
            Form::Csv { bom } => {
                (if bom { csv::BOM } else { "" }).to_owned() + &csv::header(&self.fields, self.with_words)
            }
            Form::Ndjson => String::new(),
        }
    }

    /// A page of calls.
    pub async fn lines(&self, caller: &Caller, calls: Vec<Call>) -> Result<String, Problem> {
        let opening = match self.with_words && !calls.is_empty() {
            true => Some(self.sealed(caller, &calls).await?),
            false => None,
        };
        let mut known = known::of(caller, &calls).await?;
        // Writing a page, and opening what is sealed, takes longer than async code may compute.
        let sheet = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let words = opening.map(Opening::open).transpose()?;
            sheet.write(calls, words, &mut known)
        });
        written.await.map_err(Problem::internal)?.map_err(Problem::internal)
    }

    async fn sealed(&self, caller: &Caller, calls: &[Call]) -> Result<Opening, Problem> {
        let ids: Vec<CallId> = calls.iter().map(Call::call_id).collect();
        let (app, rows) = (&caller.running.pools.app, &caller.authority.rows);
        let (sealed, mut corrections) = transcript::of(caller.tenant).of_calls(app, rows, &ids).await?;
        if self.whose == Whose::Model {
            corrections.clear();
        }
        Ok(Opening {
            tenant: caller.tenant,
            key: caller.running.sealer.data_key(caller.tenant).await?,
            sealed,
            corrections,
        })
    }

    fn write(
        &self,
        calls: Vec<Call>,
        words: Option<HashMap<Uuid, Vec<Words>>>,
        known: &mut HashMap<Uuid, Known>,
    ) -> Result<String, String> {
        let mut words = words.unwrap_or_default();
        let mut out = String::new();
        for call in calls {
            let own = words.remove(&call.id).unwrap_or_default();
            let known = known.remove(&call.id).unwrap_or_default();
            match self.form {
                Form::Csv { .. } => {
                    let texts = own.into_iter().map(|words| words.text);
                    let column = self.with_words.then(|| texts.collect::<Vec<_>>().join("\n"));
                    csv::line(&mut out, &call, &known, &self.fields, column.as_deref());
                }
                Form::Ndjson => {
                    let call = Summary::new(call, known);
                    let line = match self.with_words {
                        true => serde_json::to_string(&Line { call, transcripts: own }),
                        false => serde_json::to_string(&call),
                    };
                    out.push_str(&line.map_err(|error| error.to_string())?);
                    out.push('\n');
                }
            }
        }
        Ok(out)
    }
}

/// Transcripts that are to be opened.
struct Opening {
    tenant: models::ids::TenantId,
    key: DataKey,
    sealed: Vec<Sealed>,
    corrections: Vec<correction::Sealed>,
}

impl Opening {
    /// By call, in the order of its legs, as a person reads them.
    fn open(self) -> Result<HashMap<Uuid, Vec<Words>>, String> {
        let mut of: HashMap<Uuid, Vec<Words>> = HashMap::new();
        for one in self.sealed {
            let packed = transcript::open(&self.key, self.tenant, LegId(one.leg_id), &one.sealed);
            let packed = packed.map_err(|error| error.to_string())?;
            let own = self.corrections.iter().filter(|own| own.leg_id == one.leg_id);
            let own = own.map(|own| own.open(&self.key, self.tenant));
            let own: Vec<_> = own.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
            let turns = actors::transcript::unpack(&packed).map_err(|error| error.to_string())?;
            let turns = corrected(turns, &own);
            of.entry(one.call_id).or_default().push(Words {
                leg_id: one.leg_id,
                text: text::plain(&turns),
            });
        }
        Ok(of)
    }
}
