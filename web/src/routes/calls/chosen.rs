//! What a parameter names one by one, with commas between: calls, or words of a list. Pure.

use actors::engine::pbx::{Direction, Disposition};
use models::calls::filter::{Waiting, WaitsFor};
use models::calls::intake::Lane;
use models::calls::status::AnalysisStatus;
use uuid::Uuid;

use crate::problem::Problem;

/// Named by one question.
const NAMED_MAX: usize = 1_000;

/// Ids with commas between them.
pub fn ids(text: Option<&str>) -> Result<Vec<Uuid>, Problem> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Problem::parameter("id", format!("{text:?} is no id")));
    let ids: Vec<Uuid> = text.split(',').map(id).collect::<Result<_, _>>()?;
    match ids.len() {
        ..=NAMED_MAX => Ok(ids),
        _ => Err(Problem::parameter("id", format!("at most {NAMED_MAX}"))),
    }
}

/// Values with commas between them.
pub fn several(given: Option<String>) -> Vec<String> {
    given
        .map(|given| given.split(',').map(str::to_owned).collect())
        .unwrap_or_default()
}

/// Whether each of the words is one of these.
pub fn known(parameter: &str, value: Option<&str>, names: &[&str]) -> Result<(), Problem> {
    let unknown = value.and_then(|given| given.split(',').find(|name| !names.contains(name)));
    match unknown {
        Some(value) => Err(Problem::parameter(
            parameter,
            format!("{value:?} is none of {}", names.join(", ")),
        )),
        None => Ok(()),
    }
}

/// Refuses values that these lists do not know.
pub fn kinds(
    direction: Option<&str>,
    disposition: Option<&str>,
    analysis_status: Option<&str>,
    sentiment: Option<&str>,
) -> Result<(), Problem> {
    known("direction", direction, &Direction::ALL.map(Direction::as_str))?;
    known("disposition", disposition, &Disposition::ALL.map(Disposition::as_str))?;
    known(
        "analysis_status",
        analysis_status,
        &AnalysisStatus::ALL.map(AnalysisStatus::as_str),
    )?;
    known("sentiment", sentiment, &["negative", "neutral", "positive"])
}

/// What is asked about a call's place in the queue; `None` where nothing is.
pub fn waiting(lane: Option<String>, waits_for: Option<String>) -> Result<Option<Waiting>, Problem> {
    if lane.is_none() && waits_for.is_none() {
        return Ok(None);
    }
    known("lane", lane.as_deref(), &Lane::ALL.map(Lane::as_str))?;
    known("waits_for", waits_for.as_deref(), &WaitsFor::ALL.map(WaitsFor::as_str))?;
    let lanes = several(lane);
    let waits_for = several(waits_for);
    Ok(Some(Waiting {
        lanes: lanes.iter().filter_map(|name| Lane::from_name(name)).collect(),
        waits_for: waits_for.iter().filter_map(|name| WaitsFor::from_name(name)).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_named_with_commas_and_anything_else_is_refused() {
        let one = Uuid::from_u128(1);
        assert!(ids(None).unwrap().is_empty());
        assert_eq!(ids(Some(&format!("{one},{one}"))).unwrap(), [one, one]);
        let many = vec![one.to_string(); NAMED_MAX + 1].join(",");
        for wrong in [String::new(), "x".to_owned(), format!("{one},"), many] {
            assert!(ids(Some(&wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_in_the_queue_is_a_lane_what_is_waited_for_or_both() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(waiting(None, None).unwrap(), None);
        let asked = waiting(text("fresh,live"), text("result")).unwrap();
        let both = Waiting {
            lanes: vec![Lane::Fresh, Lane::Live],
            waits_for: vec![WaitsFor::Result],
        };
        assert_eq!(asked, Some(both));
        for (lane, waits_for) in [(text("slow"), None), (None, text("")), (text("fresh"), text("worker,"))] {
            assert!(waiting(lane, waits_for).is_err());
        }
    }

    #[test]
    fn a_word_that_is_none_of_those_is_refused_with_those() {
        assert!(known("direction", None, &["in", "out"]).is_ok());
        assert!(known("direction", Some("out,in"), &["in", "out"]).is_ok());
        let refused = known("direction", Some("in,up"), &["in", "out"]).unwrap_err();
        assert_eq!(refused.detail, "`direction`: \"up\" is none of in, out");
    }
}
