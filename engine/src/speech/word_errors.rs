//! Word errors of English transcripts: both texts made plain the same way, then the cheapest edit.

/// Errors of a transcript against its reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    pub words: usize,
    pub substituted: usize,
    pub deleted: usize,
    pub inserted: usize,
}

impl Errors {
    pub fn add(&mut self, other: Errors) {
        self.words += other.words;
        self.substituted += other.substituted;
        self.deleted += other.deleted;
        self.inserted += other.inserted;
    }

    /// Percent.
    pub fn rate(&self) -> f64 {
        100.0 * (self.substituted + self.deleted + self.inserted) as f64 / self.words.max(1) as f64
    }
}

/// Lower case, letters and digits only; short forms, titles and small numbers as words.
pub fn plain(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.to_lowercase().replace(['-', '—'], " ").split_whitespace() {
        let bare: String = word.chars().filter(|c| c.is_alphanumeric() || *c == '\'').collect();
        let long = match bare.trim_matches('\'') {
            "mr" => "mister",
            "mrs" => "missus",
            "dr" => "doctor",
            "st" => "saint",
            "won't" => "will not",
            "can't" => "can not",
            "cannot" => "can not",
            "okay" => "ok",
            "it's" => "it is",
            "i'm" => "i am",
            "that's" => "that is",
            other => other,
        };
        let whole = long.replace("n't", " not").replace('\'', "");
        words.extend(whole.split_whitespace().map(number));
    }
    words
}

fn number(word: &str) -> String {
    const SMALL: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let small = word.parse::<usize>().ok().and_then(|value| SMALL.get(value));
    small.map_or_else(|| word.to_owned(), |name| (*name).to_owned())
}

/// The cheapest way to make `heard` of `reference`.
pub fn compare(reference: &[String], heard: &[String]) -> Errors {
    align(reference, heard).errors
}

/// Words that are equal in both, as indices, by the cheapest way.
pub fn pairs(reference: &[String], heard: &[String]) -> Vec<(usize, usize)> {
    align(reference, heard).pairs
}

/// Words of the reference that are missing, as indices, by the cheapest way.
pub fn deleted(reference: &[String], heard: &[String]) -> Vec<usize> {
    align(reference, heard).deleted
}

struct Alignment {
    errors: Errors,
    pairs: Vec<(usize, usize)>,
    deleted: Vec<usize>,
}

fn align(reference: &[String], heard: &[String]) -> Alignment {
    let columns = heard.len() + 1;
    let mut cost = vec![0u32; (reference.len() + 1) * columns];
    for i in 0..=reference.len() {
        for j in 0..columns {
            cost[i * columns + j] = if i == 0 || j == 0 {
                (i + j) as u32
            } else {
                let change = u32::from(reference[i - 1] != heard[j - 1]);
                let diagonal = cost[(i - 1) * columns + j - 1] + change;
                diagonal
                    .min(cost[(i - 1) * columns + j] + 1)
                    .min(cost[i * columns + j - 1] + 1)
            };
        }
    }
    let mut errors = Errors {
        words: reference.len(),
        ..Errors::default()
    };
    let (mut pairs, mut deleted) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (reference.len(), heard.len());
    while i > 0 || j > 0 {
        let here = cost[i * columns + j];
        let is_equal = i > 0 && j > 0 && reference[i - 1] == heard[j - 1];
        if i > 0 && j > 0 && here == cost[(i - 1) * columns + j - 1] + u32::from(!is_equal) {
            (i, j) = (i - 1, j - 1);
            match is_equal {
                true => pairs.push((i, j)),
                false => errors.substituted += 1,
            }
        } else if i > 0 && here == cost[(i - 1) * columns + j] + 1 {
            errors.deleted += 1;
            i -= 1;
            deleted.push(i);
        } else {
            errors.inserted += 1;
            j -= 1;
        }
    }
    pairs.reverse();
    deleted.reverse();
    Alignment { errors, pairs, deleted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_plain_and_compared() {
        let (said, heard) = (plain("MISTER QUILTER IS THE ONE"), plain("Mr. Quilter's the 1, too"));
        let errors = compare(&said, &heard);
        assert_eq!(
            (errors.words, errors.substituted, errors.deleted, errors.inserted),
            (5, 1, 1, 1)
        );
        assert_eq!(pairs(&said, &heard), [(0, 0), (3, 2), (4, 3)]);
        // Which of "quilter is" is missing before "quilter's" is a matter of taste: here it is not.
        assert_eq!(deleted(&plain("a small red house"), &plain("a red house")), [1]);
        assert_eq!(compare(&[], &[]).rate(), 0.0);
    }
}
