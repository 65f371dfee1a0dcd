//! What a line of a table does to the listings of its extension. Pure.

use uuid::Uuid;

use super::{Listing, Outcome, Wanted, take_over};

/// Its outcome and what is to be written; `there` is as it will be then. Without an end it is until the next one begins.
pub fn line(there: &mut Vec<Listing>, mut wanted: Wanted) -> (Outcome, Vec<Listing>) {
    if wanted.valid_until.is_none() {
        let same = there.iter().filter(|one| one.source_instance == wanted.source_instance);
        let later = same.filter_map(|one| one.valid_from);
        wanted.valid_until = later.filter(|from| Some(*from) > wanted.valid_from).min();
    }
    let same = there
        .iter()
        .find(|one| one.source_instance == wanted.source_instance && one.valid_from == wanted.valid_from)
        .cloned();
    if same.as_ref().is_some_and(|one| Wanted::from(one.clone()) == wanted) {
        return (Outcome::Unchanged, Vec::new());
    }
    let placed = match take_over(there, &wanted, same.as_ref().map(|one| one.id)) {
        Ok(placed) => placed,
        Err(refusal) => return (Outcome::Refused(refusal), Vec::new()),
    };
    let id = same.as_ref().map_or_else(Uuid::now_v7, |one| one.id);
    let rows = placed.rows(id, &wanted);
    for row in &rows {
        match there.iter_mut().find(|one| one.id == row.id) {
            Some(one) => one.clone_from(row),
            None => there.push(row.clone()),
        }
    }
    let outcome = match same {
        Some(_) => Outcome::Changed,
        None => Outcome::Created {
            after: placed.ended.map(|ended| ended.name),
        },
    };
    (outcome, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(name: &str, from: Option<&str>) -> Wanted {
        Wanted {
            extension: "101".into(),
            name: name.into(),
            valid_from: from.map(|from| from.parse().expect("a time")),
            ..Wanted::default()
        }
    }

    #[test]
    fn the_same_extension_of_two_telephone_systems_is_two_peoples() {
        let of = |source: &str, name: &str| Wanted {
            source_instance: Some(source.into()),
            ..wanted(name, None)
        };
        let mut there = Vec::new();
        for (source, name) in [("rome", "Anna"), ("milan", "Ben")] {
            assert_eq!(line(&mut there, of(source, name)).0, Outcome::Created { after: None });
        }
        assert_eq!(line(&mut there, of("milan", "Ben")).0, Outcome::Unchanged);
        assert_eq!(line(&mut there, of("milan", "Benno")).0, Outcome::Changed);
        assert!(matches!(line(&mut there, wanted("Cleo", None)).0, Outcome::Refused(_)));
    }

    #[test]
    fn lines_build_on_each_other_and_the_same_again_changes_nothing() {
        let mut there = Vec::new();
        let march = Some("2026-03-01T00:00:00Z");
        assert_eq!(
            line(&mut there, wanted("Anna", None)).0,
            Outcome::Created { after: None }
        );
        let (outcome, rows) = line(&mut there, wanted("Ben", march));
        assert_eq!(
            outcome,
            Outcome::Created {
                after: Some("Anna".into())
            }
        );
        assert_eq!((rows.len(), there.len()), (2, 2));
        assert_eq!(line(&mut there, wanted("Ben", march)), (Outcome::Unchanged, Vec::new()));
        assert_eq!(line(&mut there, wanted("Benno", march)).0, Outcome::Changed);
        assert!(there.iter().any(|one| one.name == "Benno") && there.len() == 2);
        // Anna's time has an end by now: the same file again finds it so.
        assert_eq!(line(&mut there, wanted("Anna", None)).0, Outcome::Unchanged);
        let february = line(&mut there, wanted("Cleo", Some("2026-02-01T00:00:00Z"))).0;
        assert_eq!(
            february,
            Outcome::Created {
                after: Some("Anna".into())
            }
        );
    }
}
