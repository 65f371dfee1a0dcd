//! Tables that people import: read within bounds, and told line by line what became of them.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::body;
use crate::problem::{Code, Problem};
use crate::query;
use crate::state::State;
use crate::table::{BYTES_MAX, Table};

/// How a table is to be imported.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Say what would become of each line, and write nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of a line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedLine)]
pub struct Line {
    /// In the file; the header is line 1.
    pub line: usize,
    /// `created`, `changed`, `unchanged`, `refused`.
    pub result: &'static str,
    /// What it is about: its extension, or its number.
    pub key: String,
    /// Why it was refused, or what else it did.
    #[schema(required)]
    pub detail: Option<String>,
}

/// What became of a table.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = Imported, example = json!({ "dry_run": true, "created": 1, "changed": 0, "unchanged": 0, "refused": 1, "lines": [
    { "line": 2, "result": "created", "key": "101", "detail": null },
    { "line": 3, "result": "refused", "key": "102", "detail": "name: 1 to 200 letters in one line" }] }))]
pub struct Report {
    pub dry_run: bool,
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// In their order.
    pub lines: Vec<Line>,
}

impl Report {
    pub fn of(dry_run: bool, lines: Vec<Line>) -> Self {
        let count = |result| lines.iter().filter(|line| line.result == result).count();
        Self {
            dry_run,
            created: count("created"),
            changed: count("changed"),
            unchanged: count("unchanged"),
            refused: count("refused"),
            lines,
        }
    }
}

/// The parameters, and the table with these columns.
pub async fn table(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
    (needed, known): (&[&'static str], &[&'static str]),
) -> Result<(Query, Table), Problem> {
    let query: Query = query::of(request)?;
    let kind = body::media_type(request);
    if !matches!(
        kind.as_str(),
        "" | "text/csv" | "text/plain" | "application/vnd.ms-excel"
    ) {
        let detail = format!("`{kind}`: send text/csv");
        return Err(Problem::new(Code::UnsupportedMediaType, detail));
    }
    let bytes = body::small(request, payload, BYTES_MAX, state).await?;
    let (needed, known) = (needed.to_vec(), known.to_vec());
    // A large table takes longer than async code may compute.
    let parsed = tokio::task::spawn_blocking(move || Table::parse(&bytes, &needed, &known));
    Ok((query, parsed.await.map_err(Problem::internal)??))
}
