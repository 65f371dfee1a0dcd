//! That an extension is one person's at a time: a listing takes its time from who had the extension before it begins, and from nobody who
//! comes later. Of two telephone systems the same extension is two, but none of one system beside that of every one. Pure.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Listing, Wanted};

/// What becomes of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placed {
    /// Who had the extension before: theirs until the new one begins.
    pub ended: Option<Listing>,
    /// And theirs again from its end on, if it has one before theirs.
    pub resumed: Option<Listing>,
}

impl Placed {
    /// What is to be written.
    pub fn rows(&self, id: Uuid, wanted: &Wanted) -> Vec<Listing> {
        let own = Listing {
            id,
            source_instance: wanted.source_instance.clone(),
            extension: wanted.extension.clone(),
            name: wanted.name.clone(),
            person_id: wanted.person_id,
            valid_from: wanted.valid_from,
            valid_until: wanted.valid_until,
            updated_at: DateTime::UNIX_EPOCH,
        };
        let others = self.ended.iter().chain(&self.resumed).cloned();
        others.chain([own]).collect()
    }
}

/// Beside the extension's other listings; `own` is the one that is changed. The sentence says who is in the way.
pub fn take_over(there: &[Listing], wanted: &Wanted, own: Option<Uuid>) -> Result<Placed, String> {
    let mut placed = Placed::default();
    let mut others: Vec<&Listing> = there.iter().filter(|other| Some(other.id) != own).collect();
    // The first of them that is in the way is the one that is named.
    others.sort_by_key(|other| other.valid_from);
    for other in others {
        if !overlap(other, wanted) {
            continue;
        }
        match wanted.valid_from {
            // What is everywhere somebody's cannot be taken from them in one place: they are to say first where it is theirs.
            _ if other.source_instance != wanted.source_instance => return Err(in_the_way(other)),
            Some(from) if other.valid_from.is_none_or(|began| began < from) => {
                placed.ended = Some(Listing {
                    valid_until: Some(from),
                    ..other.clone()
                });
                let again = wanted
                    .valid_until
                    .filter(|until| other.valid_until.is_none_or(|end| *until < end));
                placed.resumed = again.map(|until| Listing {
                    id: Uuid::now_v7(),
                    valid_from: Some(until),
                    ..other.clone()
                });
            }
            _ => return Err(in_the_way(other)),
        }
    }
    Ok(placed)
}

fn overlap(a: &Listing, b: &Wanted) -> bool {
    let before = |until: Option<DateTime<Utc>>, from: Option<DateTime<Utc>>| match (until, from) {
        (Some(until), Some(from)) => until <= from,
        _ => false,
    };
    let is_apart = match (&a.source_instance, &b.source_instance) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    !is_apart && !before(a.valid_until, b.valid_from) && !before(b.valid_until, a.valid_from)
}

fn in_the_way(other: &Listing) -> String {
    let moment = |at: Option<DateTime<Utc>>, word: &str| at.map(|at| format!(" {word} {}", at.to_rfc3339()));
    let from = moment(other.valid_from, "from").unwrap_or_default();
    let until = moment(other.valid_until, "until").unwrap_or_default();
    let always = if from.is_empty() && until.is_empty() {
        " always"
    } else {
        ""
    };
    let of = match &other.source_instance {
        Some(source) => format!(" of {source}"),
        None => String::new(),
    };
    format!(
        "extension {}{of} is {}'s{always}{from}{until}: an extension is one person's at a time",
        other.extension, other.name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> Option<DateTime<Utc>> {
        format!("2026-03-{day:02}T00:00:00Z").parse().ok()
    }

    fn listing(name: &str, from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Listing {
        Listing {
            id: Uuid::now_v7(),
            source_instance: None,
            extension: "101".into(),
            name: name.into(),
            person_id: None,
            valid_from: from,
            valid_until: until,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn wanted(from: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Wanted {
        listing("Ben", from, until).into()
    }

    #[test]
    fn whoever_had_it_without_an_end_has_it_until_the_next_one_begins() {
        let anna = listing("Anna", None, None);
        let placed = take_over(std::slice::from_ref(&anna), &wanted(at(5), None), None).unwrap();
        assert_eq!(placed.ended.as_ref().unwrap().valid_until, at(5));
        assert_eq!(placed.rows(Uuid::nil(), &wanted(at(5), None)).len(), 2);
        assert_eq!(
            take_over(std::slice::from_ref(&anna), &wanted(None, None), Some(anna.id)),
            Ok(Placed::default())
        );
    }

    #[test]
    fn an_extension_of_one_telephone_system_is_taken_from_nobody_of_another() {
        let of = |source: &str, name: &str| Listing {
            source_instance: Some(source.into()),
            ..listing(name, None, None)
        };
        let (anna, ben) = (of("rome", "Anna"), of("milan", "Ben"));
        let wanted = |source: Option<&str>| Wanted {
            source_instance: source.map(str::to_owned),
            ..wanted(at(5), None)
        };
        let there = [anna, ben];
        assert_eq!(take_over(&there, &wanted(Some("paris")), None), Ok(Placed::default()));
        let placed = take_over(&there, &wanted(Some("milan")), None).unwrap();
        assert_eq!(placed.ended.unwrap().name, "Ben");
        let refused = take_over(&there, &wanted(None), None).unwrap_err();
        assert!(refused.contains("of rome is Anna's"), "{refused}");
        let everywhere = [listing("Cleo", None, None)];
        let refused = take_over(&everywhere, &wanted(Some("rome")), None).unwrap_err();
        assert!(refused.contains("is Cleo's always"), "{refused}");
    }

    #[test]
    fn a_day_of_somebody_elses_is_cut_out_of_a_longer_time() {
        let anna = listing("Anna", at(1), None);
        let placed = take_over(std::slice::from_ref(&anna), &wanted(at(5), at(6)), None).unwrap();
        let resumed = placed.resumed.as_ref().unwrap();
        assert_eq!(
            (resumed.name.as_str(), resumed.valid_from, resumed.valid_until),
            ("Anna", at(6), None)
        );
        assert_eq!(placed.ended.as_ref().unwrap().valid_until, at(5));
        assert!(resumed.id != anna.id && placed.rows(Uuid::nil(), &wanted(at(5), at(6))).len() == 3);
        let until_its_end = take_over(&[listing("Anna", at(1), at(6))], &wanted(at(5), at(6)), None).unwrap();
        assert_eq!(until_its_end.resumed, None, "her time ends with it");
    }

    #[test]
    fn nobody_is_put_over_somebodys_time_and_a_gap_may_be_filled() {
        let there = [listing("Anna", at(1), at(5)), listing("Cleo", at(10), None)];
        for (from, until) in [
            (None, None),
            (at(4), at(11)),
            (at(1), at(2)),
            (at(9), at(11)),
            (None, at(2)),
            (at(2), None),
        ] {
            let refused = take_over(&there, &wanted(from, until), None).unwrap_err();
            assert!(refused.contains("one person's at a time"), "{refused}");
        }
        let partly = take_over(&there, &wanted(at(4), at(6)), None).unwrap();
        assert_eq!(partly.ended.unwrap().valid_until, at(4));
        for (from, until) in [(at(5), at(10)), (None, at(1))] {
            assert_eq!(
                take_over(&there, &wanted(from, until), None),
                Ok(Placed::default()),
                "{from:?}"
            );
        }
    }
}
