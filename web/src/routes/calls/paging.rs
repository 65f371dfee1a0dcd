//! Which page of a list is wanted, and the calls on it. Not which calls: that is `wanted::filter`'s.

use models::calls::call::{Call, ListPage};
use models::calls::filter::CallFilter;
use models::calls::place::{Place, Sort};
use models::page::Page as Found;

use super::question;
use super::wanted::{Query, unsearched};
use crate::paging;
use crate::problem::Problem;
use crate::routes::identity::key::Caller;
use crate::state::State;

/// A page of calls, and the filter by which they were found.
pub async fn found(caller: &Caller, query: Query, state: &State) -> Result<(CallFilter, Found<Call>), Problem> {
    let (limit, sort, cursor) = (query.limit, query.sort.clone(), query.cursor.clone());
    let mut filter = unsearched(caller, query).await?;
    let page = page(limit, sort.as_deref(), cursor.as_deref(), &filter, state)?;
    let (calls, app) = (Call::of(caller.tenant), &caller.running.pools.app);
    if let Some(reach) = question::near(&filter, &page) {
        let more_before = question::fill(caller, &mut filter, reach).await?;
        let found = calls.list(app, &filter, &page).await?;
        let last = found
            .data
            .last()
            .filter(|_| found.next.is_some())
            .map(|call| call.started_at);
        // No call that was not looked at comes before the last of these.
        if more_before.is_none_or(|oldest| last.is_some_and(|last| last >= oldest)) {
            return Ok((filter, found));
        }
    }
    let reach = question::far(&filter);
    question::fill(caller, &mut filter, reach).await?;
    let found = calls.list(app, &filter, &page).await?;
    Ok((filter, found))
}

fn page(
    limit: Option<u32>,
    order: Option<&str>,
    cursor: Option<&str>,
    filter: &CallFilter,
    state: &State,
) -> Result<ListPage, Problem> {
    let rows = paging::rows(limit, state)?;
    let sort = sort(order)?;
    Ok(ListPage {
        sort,
        after: place(cursor, filter, sort)?,
        rows,
    })
}

/// The order that a name asks for.
pub fn sort(name: Option<&str>) -> Result<Sort, Problem> {
    let known = |name| {
        Sort::from_name(name).ok_or_else(|| Problem::parameter("sort", format!("one of {}", Sort::NAMES.join(", "))))
    };
    name.map_or(Ok(Sort::default()), known)
}

/// Where a cursor says that the list goes on.
pub fn place(cursor: Option<&str>, filter: &CallFilter, sort: Sort) -> Result<Option<Place>, Problem> {
    paging::after(cursor, |text| Place::parse(text, filter, sort))
}
