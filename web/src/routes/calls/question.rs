//! What is looked for among the words of calls, as a filter has it, and how far the index is asked. Not what is shown of it: `search`.

use chrono::{DateTime, TimeDelta, Utc};
use models::Error;
use models::calls::call::ListPage;
use models::calls::filter::{CallFilter, Searched};
use models::calls::place::Sort;
use models::calls::search::{self, Reach, store};

use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// A call's legs begin with it or later, hardly ever by more than this.
const LATER_LEGS: TimeDelta = TimeDelta::hours(4);
/// Legs that may lie between there and a page that is not the first.
const BESIDE: i32 = 1_000;

/// A filter's `q` and `speaker` as a question, which `fill` asks.
pub async fn asked(caller: &Caller, q: Option<&str>, speaker: Option<&str>) -> Result<Option<Searched>, Problem> {
    let Some(text) = q else {
        return match speaker {
            None => Ok(None),
            Some(_) => Err(Problem::parameter("speaker", "it needs `q`")),
        };
    };
    if speaker.is_some_and(|speaker| !matches!(speaker, "agent" | "customer")) {
        return Err(Problem::parameter("speaker", "agent or customer"));
    }
    let running = &caller.running;
    let (app, sealer, vocabularies) = (&running.pools.app, &running.sealer, &running.vocabularies);
    match search::ask(app, sealer, vocabularies, caller.tenant, (text, speaker)).await {
        Ok(question) => Ok(Some(Searched {
            text: text.to_owned(),
            speaker: speaker.map(str::to_owned),
            question,
            legs: Vec::new(),
        })),
        Err(Error::Invalid(sentence)) => Err(Problem::parameter("q", sentence)),
        Err(other) => Err(other.into()),
    }
}

/// Asks the index who says what is wanted; gives what `Found::more_before` says.
pub async fn fill(caller: &Caller, filter: &mut CallFilter, reach: Reach) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(searched) = &mut filter.searched else {
        return Ok(None);
    };
    let app = &caller.running.pools.app;
    let found = searched.question.legs(app, caller.tenant, reach).await?;
    searched.legs = found.legs;
    Ok(found.more_before)
}

/// Everything that the filter could want, as far as one question goes.
pub fn far(filter: &CallFilter) -> Reach {
    Reach {
        since: filter.started_from,
        until: filter.started_before.map(later),
        at_most: store::LEGS_MAX,
    }
}

/// So late may a leg be that began in a call before this moment.
fn later(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.checked_add_signed(LATER_LEGS).unwrap_or(moment)
}

/// What is probably enough for a page, where the latest come first.
pub fn near(filter: &CallFilter, page: &ListPage) -> Option<Reach> {
    filter.searched.as_ref().filter(|_| page.sort == Sort::default())?;
    let far = far(filter);
    let place = page.after.and_then(|place| place.started_at(page.sort)).map(later);
    let beside = if place.is_some() { BESIDE } else { 0 };
    Some(Reach {
        until: [far.until, place].into_iter().flatten().min(),
        at_most: far.at_most.min(
            i32::try_from(page.rows)
                .unwrap_or(i32::MAX)
                .saturating_mul(4)
                .saturating_add(beside),
        ),
        ..far
    })
}
