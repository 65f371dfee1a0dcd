//! Which files of a folder are wanted, by their names alone. Pure.

/// Endings of files that are still being written.
const UNFINISHED: [&str; 5] = ["tmp", "part", "filepart", "swp", "crdownload"];
/// Endings of files that somebody has packed: what was in them was read before.
const PACKED: [&str; 7] = ["gz", "bz2", "xz", "zst", "lz4", "zip", "7z"];
/// Letters of a pattern.
const LETTERS_MAX: usize = 200;

/// Neither hidden nor still on its way.
pub fn is_finished(name: &str) -> bool {
    !name.starts_with('.') && !ends_in(name, &UNFINISHED)
}

pub fn is_packed(name: &str) -> bool {
    ends_in(name, &PACKED)
}

fn ends_in(name: &str, endings: &[&str]) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// The name itself, and those under which a rotated file stood before: `Master.csv.1` was `Master.csv`.
pub fn former(name: &str) -> impl Iterator<Item = &str> {
    let cuts = name.rmatch_indices(['.', '-', '_']);
    let shorter = cuts.filter(|(at, _)| *at > 0).map(|(at, _)| &name[..at]);
    std::iter::once(name).chain(shorter)
}

/// The same of a number or a date that was put before the end of the name: `Master-20260302.csv` was `Master.csv`.
pub fn former_before_its_end(name: &str) -> Vec<String> {
    let Some((stem, end)) = name.rsplit_once('.') else {
        return Vec::new();
    };
    let is_mark = |mark: &str| {
        let has_digit = mark.contains(|letter: char| letter.is_ascii_digit());
        has_digit
            && mark
                .chars()
                .all(|letter| letter.is_ascii_digit() || "-_.T".contains(letter))
    };
    let shorter = former(stem).skip(1);
    let was = shorter.filter(|short| stem.get(short.len() + 1..).is_some_and(is_mark));
    was.map(|short| format!("{short}.{end}")).collect()
}

/// A pattern of names: `*` is any letters, `?` is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names(Vec<char>);

impl Names {
    /// Errors: a sentence.
    pub fn new(pattern: &str) -> Result<Self, &'static str> {
        let letters: Vec<char> = pattern.chars().collect();
        match letters.len() {
            0 => Err("it matches no name"),
            1..=LETTERS_MAX => match letters.iter().any(|letter| *letter == '/' || letter.is_control()) {
                true => Err("no name of a file has such a letter"),
                false => Ok(Self(letters)),
            },
            _ => Err("at most 200 letters"),
        }
    }

    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name): (&[char], Vec<char>) = (&self.0, name.chars().collect());
        let (mut at, mut read) = (0, 0);
        // Where the last `*` stands, and what of the name it was last tried with.
        let mut star: Option<(usize, usize)> = None;
        while read < name.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(letter) if *letter == '?' || *letter == name[read] => {
                    at += 1;
                    read += 1;
                }
                _ => {
                    let Some((stands, from)) = star else { return false };
                    star = Some((stands, from + 1));
                    (at, read) = (stands + 1, from + 1);
                }
            }
        }
        pattern[at..].iter().all(|letter| *letter == '*')
    }

    /// Whether a rotated file stood under such a name before.
    pub fn matched(&self, name: &str) -> bool {
        let matches = |name: &String| self.matches(name);
        former(name).skip(1).any(|name| self.matches(name)) || former_before_its_end(name).iter().any(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_names() {
        let matches = |pattern: &str, name: &str| Names::new(pattern).unwrap().matches(name);
        for (pattern, name) in [
            ("*", "anything"),
            ("Master.csv", "Master.csv"),
            ("cdr_*", "cdr_"),
            ("cdr_*", "cdr_Cluster_01_202603021000_17"),
            ("*.csv", "a.csv.csv"),
            ("s*mdr?.log", "site-smdr7.log"),
            ("*ä*", "xäy"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("Master.csv", "Master.csv.1"),
            ("cdr_*", "cmr_1"),
            ("cdr_*", "xcdr_1"),
            ("?", ""),
            ("?", "ab"),
            ("*a", "ab"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
        for wrong in ["", "a/b", "a\nb", "x".repeat(201).as_str()] {
            assert!(Names::new(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn many_stars_end_in_time() {
        let pattern = Names::new(&"*a".repeat(100)).unwrap();
        assert!(!pattern.matches(&"a".repeat(99)));
        assert!(!pattern.matches(&format!("{}b", "a".repeat(200))));
        assert!(pattern.matches(&"a".repeat(200)));
    }

    #[test]
    fn a_rotated_file_stood_under_another_name() {
        let names: Vec<&str> = former("Master.csv-20260302.1").collect();
        assert_eq!(
            names,
            ["Master.csv-20260302.1", "Master.csv-20260302", "Master.csv", "Master"]
        );
        assert_eq!(former(".hidden").collect::<Vec<_>>(), [".hidden"]);
        let names = Names::new("Master.csv").unwrap();
        assert!(names.matched("Master.csv.1") && names.matched("Master.csv-20260302"));
        assert!(!names.matched("Master.csv") && !names.matched("Master2.csv"));
        for name in ["Master-20260302.csv", "Master.1.csv", "Master_2026-03-02.csv"] {
            assert!(names.matched(name), "{name}");
        }
        assert!(!names.matched("Master-sales.csv") && !names.matched("Master-20260302.txt"));
    }

    #[test]
    fn hidden_unfinished_and_packed_files_are_told_by_their_names() {
        assert!(is_finished("a.csv") && is_finished("cdr_1"));
        for name in [".a", "a.part", "a.TMP"] {
            assert!(!is_finished(name), "{name}");
        }
        assert!(is_packed("Master.csv.1.GZ") && !is_packed("gz"));
    }
}
