//! Which page of a list is asked for: so many rows, behind a place that an earlier page named.

use models::page::{Cursor, PageRequest, ROWS_DEFAULT, ROWS_MAX};

use crate::problem::Problem;
use crate::state::State;

/// Rows of a page, within its bound.
pub fn rows(limit: Option<u32>, state: &State) -> Result<u32, Problem> {
    let bounds = state.bounds();
    let rows = limit.map_or(bounds.page_default, |limit| limit as usize);
    if rows == 0 || rows > bounds.page_max {
        return Err(Problem::parameter("limit", format!("1 to {}", bounds.page_max)));
    }
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}

/// A page of a list that is ordered by a time.
pub fn page(cursor: Option<&str>, limit: Option<u32>) -> Result<PageRequest, Problem> {
    let rows = limit.unwrap_or(ROWS_DEFAULT);
    if !(1..=ROWS_MAX).contains(&rows) {
        return Err(Problem::parameter("limit", format!("1 to {ROWS_MAX}")));
    }
    Ok(PageRequest {
        after: after(cursor, Cursor::parse)?,
        rows,
    })
}

/// The place that a cursor names; the first page has none.
pub fn after<P, E: ToString>(
    cursor: Option<&str>,
    parse: impl FnOnce(&str) -> Result<P, E>,
) -> Result<Option<P>, Problem> {
    let wrong = |error: E| Problem::parameter("cursor", error.to_string());
    cursor.map(parse).transpose().map_err(wrong)
}
