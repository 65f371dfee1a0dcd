//! To which leg a recording belongs: by what the record calls it, by an id, or by time and parties. One leg, or none: where several would do
//! equally well, a person has to say. Pure.

use jiff::Timestamp;

use super::recording_name::Clues;

/// A leg that could be the one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<I> {
    pub id: I,
    pub external_id: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub agent: Option<String>,
    pub started_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub talk_s: i32,
    /// As its record calls its recording.
    pub recording_ref: Option<String>,
    pub has_recording: bool,
}

/// By what a recording has found its leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Reference,
    Id,
    Time,
}

impl Found {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Id => "id",
            Self::Time => "time_and_parties",
        }
    }
}

/// Why it has found none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// No leg would do.
    NoLeg,
    /// The legs that would do have recordings.
    Taken,
    /// Several would do equally well.
    Several,
}

impl Lost {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoLeg => "no_leg",
            Self::Taken => "taken",
            Self::Several => "several",
        }
    }
}

/// Of legs whose record calls its recording by this name: the one whose reference is the end of the path, or the path the end of it, and
/// of those the first that was spoken on. Legs of one call may name the same recording.
pub fn by_reference<'c, I>(path: &str, legs: &'c [Candidate<I>]) -> Result<&'c Candidate<I>, Lost> {
    let path = parts(path);
    let same = |leg: &&Candidate<I>| {
        let own = leg.recording_ref.as_deref().map(parts).unwrap_or_default();
        let common = own.iter().rev().zip(path.iter().rev()).all(|(one, other)| one == other);
        !own.is_empty() && common
    };
    let named: Vec<&Candidate<I>> = legs.iter().filter(same).collect();
    first_free(&named)
}

/// Of legs with this id, or whose call has it: the leg itself, else the first of the call that was spoken on.
pub fn by_id<'c, I>(id: &str, legs: &'c [Candidate<I>]) -> Result<&'c Candidate<I>, Lost> {
    if let Some(own) = legs.iter().find(|leg| leg.external_id == id && leg.talk_s > 0) {
        return if own.has_recording { Err(Lost::Taken) } else { Ok(own) };
    }
    first_free(&legs.iter().collect::<Vec<_>>())
}

/// Of legs of about that time: those with the same parties, as far as the recording names any; the nearest, if it is clearly nearer than the
/// next. Only legs that were spoken on.
pub fn by_time<'c, I>(clues: &Clues, tolerance_s: i64, legs: &'c [Candidate<I>]) -> Result<&'c Candidate<I>, Lost> {
    let Some(at) = clues.started_at else {
        return Err(Lost::NoLeg);
    };
    let mut near: Vec<(i64, &Candidate<I>)> = legs
        .iter()
        .filter(|leg| leg.talk_s > 0 && has_parties(leg, clues) && is_long_enough(leg, clues, tolerance_s))
        .map(|leg| (distance(leg, at), leg))
        .filter(|(off, _)| *off <= tolerance_s)
        .collect();
    // Another call to the same number at that time has one of them too: that with more of them is meant, even if it has a recording.
    let named = parties(clues);
    let Some(most) = near.iter().map(|(_, leg)| met(leg, &named)).max() else {
        return Err(Lost::NoLeg);
    };
    near.retain(|(_, leg)| met(leg, &named) == most && !leg.has_recording);
    near.sort_by_key(|(off, _)| *off);
    match near.as_slice() {
        [] => Err(Lost::Taken),
        [(_, only)] => Ok(only),
        // Two that are about as near cannot be told apart.
        [(first, leg), (second, _), ..] if *second - *first > tolerance_s.clamp(2, 10) => Ok(leg),
        _ => Err(Lost::Several),
    }
}

fn first_free<'c, I>(legs: &[&'c Candidate<I>]) -> Result<&'c Candidate<I>, Lost> {
    if legs.is_empty() {
        return Err(Lost::NoLeg);
    }
    let free = legs.iter().filter(|leg| !leg.has_recording);
    let first = free.min_by_key(|leg| (leg.talk_s == 0, leg.started_at));
    first.copied().ok_or(Lost::Taken)
}

/// Seconds between the begin of a recording and that of the leg, or of the talk in it, whichever is nearer.
fn distance<I>(leg: &Candidate<I>, at: Timestamp) -> i64 {
    let begins = [Some(leg.started_at), leg.answered_at];
    let off = begins
        .into_iter()
        .flatten()
        .map(|begin| (begin.as_second() - at.as_second()).abs());
    off.min().unwrap_or(i64::MAX)
}

/// The parties that the recording names are those of the leg, whichever way round it names them.
fn has_parties<I>(leg: &Candidate<I>, clues: &Clues) -> bool {
    let named = parties(clues);
    let met = met(leg, &named);
    // A dialled number may be another one than that which was reached; one party alone must be right.
    met > 0 && met + 1 >= named.len() || named.is_empty()
}

/// The numbers that the recording names.
fn parties(clues: &Clues) -> Vec<&str> {
    let named = [&clues.from, &clues.to, &clues.agent];
    let named = named.into_iter().filter_map(|party| party.as_deref());
    named.filter(|party| !digits(party).is_empty()).collect()
}

/// How many of them are the leg's.
fn met<I>(leg: &Candidate<I>, named: &[&str]) -> usize {
    let own = [&leg.from, &leg.to, &leg.agent];
    let own: Vec<&str> = own.into_iter().filter_map(|party| party.as_deref()).collect();
    let is_own = |party: &&&str| own.iter().any(|other| is_same_number(party, other));
    named.iter().filter(is_own).count()
}

/// A recording is not much longer than the leg lasted.
fn is_long_enough<I>(leg: &Candidate<I>, clues: &Clues, tolerance_s: i64) -> bool {
    let Some(ms) = clues.duration_ms else { return true };
    let waited = leg
        .answered_at
        .map_or(0, |at| at.as_second() - leg.started_at.as_second());
    ms / 1000 <= i64::from(leg.talk_s) + waited.max(0) + tolerance_s
}

/// The same number with or without its country and its trunk's prefix.
fn is_same_number(one: &str, other: &str) -> bool {
    let (one, other) = (digits(one), digits(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    match short.len() {
        0 => false,
        1..=6 => short == long,
        length => long.ends_with(&short[length - 7..]),
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn parts(path: &str) -> Vec<&str> {
    path.split(['/', '\\']).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(id: u32, started: i64, from: &str, to: &str) -> Candidate<u32> {
        Candidate {
            id,
            external_id: id.to_string(),
            from: Some(from.into()),
            to: Some(to.into()),
            agent: None,
            started_at: Timestamp::from_second(started).unwrap(),
            answered_at: Some(Timestamp::from_second(started + 5).unwrap()),
            talk_s: 60,
            recording_ref: Some(format!("2026/03/02/call-{id}.wav")),
            has_recording: false,
        }
    }

    fn clues(started: i64, from: Option<&str>, to: Option<&str>) -> Clues {
        Clues {
            started_at: Timestamp::from_second(started).ok(),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            ..Clues::default()
        }
    }

    #[test]
    fn a_reference_is_the_end_of_the_path_or_the_other_way_round() {
        let legs = [leg(1, 0, "a", "b"), leg(2, 10, "a", "b")];
        let found = |path: &str| by_reference(path, &legs).map(|leg| leg.id);
        assert_eq!(found("/mnt/monitor/2026/03/02/call-2.wav"), Ok(2));
        assert_eq!(found("call-1.wav"), Ok(1));
        assert_eq!(found("03\\02\\call-1.wav"), Ok(1));
        assert_eq!(found("04/02/call-1.wav"), Err(Lost::NoLeg));
    }

    #[test]
    fn of_legs_that_name_one_recording_the_first_that_was_spoken_on_has_it() {
        let mut legs = [leg(1, 0, "a", "b"), leg(1, 10, "a", "b"), leg(1, 20, "a", "b")];
        legs[0].talk_s = 0;
        assert_eq!(
            by_reference("call-1.wav", &legs).map(|leg| leg.started_at.as_second()),
            Ok(10)
        );
        legs.iter_mut().for_each(|leg| leg.has_recording = true);
        assert_eq!(by_reference("call-1.wav", &legs).map(|leg| leg.id), Err(Lost::Taken));
    }

    #[test]
    fn an_id_is_the_legs_own_before_it_is_its_calls() {
        let mut legs = [leg(1, 0, "a", "b"), leg(2, 10, "a", "b")];
        assert_eq!(by_id("2", &legs).map(|leg| leg.id), Ok(2));
        assert_eq!(by_id("their call", &legs).map(|leg| leg.id), Ok(1));
        legs[1].has_recording = true;
        assert_eq!(by_id("2", &legs).map(|leg| leg.id), Err(Lost::Taken));
        assert_eq!(by_id::<u32>("2", &[]).map(|leg| leg.id), Err(Lost::NoLeg));
    }

    #[test]
    fn by_time_and_parties_the_nearest_is_found_and_two_that_are_as_near_are_not() {
        let legs = [
            leg(1, 1000, "+12025550143", "201"),
            leg(2, 1003, "+442079460000", "202"),
        ];
        let found = |clues: &Clues| by_time(clues, 60, &legs).map(|leg| leg.id);
        assert_eq!(found(&clues(1001, Some("2025550143"), Some("201"))), Ok(1));
        assert_eq!(
            found(&clues(1001, Some("202"), Some("02079460000"))),
            Ok(2),
            "the other way round"
        );
        assert_eq!(found(&clues(1001, None, None)), Err(Lost::Several));
        assert_eq!(found(&clues(1001, Some("301"), Some("302"))), Err(Lost::NoLeg));
        assert_eq!(
            found(&clues(2000, Some("2025550143"), None)),
            Err(Lost::NoLeg),
            "too far off"
        );
        let mut far = clues(1001, None, Some("201"));
        far.duration_ms = Some(3_600_000);
        assert_eq!(found(&far), Err(Lost::NoLeg), "an hour of a minute's call");
    }

    #[test]
    fn of_two_calls_to_one_number_at_the_same_time_the_caller_says_which_one_it_is() {
        let mut legs = [
            leg(1, 1000, "+12025550143", "600"),
            leg(2, 1001, "+442079460000", "600"),
        ];
        let found = |legs: &[Candidate<u32>]| {
            by_time(&clues(1001, Some("+12025550143"), Some("600")), 60, legs).map(|leg| leg.id)
        };
        assert_eq!(found(&legs), Ok(1));
        legs[0].has_recording = true;
        assert_eq!(found(&legs), Err(Lost::Taken), "and no other call gets it");
    }

    #[test]
    fn a_leg_that_has_a_recording_is_nobodys_and_one_without_talk_neither() {
        let mut legs = [leg(1, 1000, "1", "201")];
        legs[0].has_recording = true;
        let asked = clues(1000, None, Some("201"));
        assert_eq!(by_time(&asked, 60, &legs).map(|leg| leg.id), Err(Lost::Taken));
        legs[0] = Candidate {
            talk_s: 0,
            has_recording: false,
            ..legs[0].clone()
        };
        assert_eq!(by_time(&asked, 60, &legs).map(|leg| leg.id), Err(Lost::NoLeg));
    }

    #[test]
    fn numbers_are_the_same_with_and_without_what_stands_before_them() {
        assert!(is_same_number("+12025550143", "002025550143"));
        assert!(is_same_number("(202) 555-0143", "+12025550143"));
        assert!(!is_same_number("201", "1201"), "extensions are whole");
        assert!(!is_same_number("", "201"));
    }
}
