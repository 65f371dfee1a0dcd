//! Word errors: both texts made plain the same way, then the cheapest edit.

/// Errors of a transcript against its reference.
#[derive(Clone, Copy, Debug, Default)]
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

/// The cheapest way to make `heard` of `reference`; for each word of the reference, whether it was deleted.
pub fn compare(reference: &[String], heard: &[String]) -> (Errors, Vec<bool>) {
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
    let mut deleted = vec![false; reference.len()];
    let (mut i, mut j) = (reference.len(), heard.len());
    while i > 0 || j > 0 {
        let here = cost[i * columns + j];
        if i > 0 && j > 0 && here == cost[(i - 1) * columns + j - 1] + u32::from(reference[i - 1] != heard[j - 1]) {
            errors.substituted += usize::from(reference[i - 1] != heard[j - 1]);
            (i, j) = (i - 1, j - 1);
        } else if i > 0 && here == cost[(i - 1) * columns + j] + 1 {
            errors.deleted += 1;
            deleted[i - 1] = true;
            i -= 1;
        } else {
            errors.inserted += 1;
            j -= 1;
        }
    }
    (errors, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_plain_and_compared() {
        let (errors, deleted) = compare(&plain("MISTER QUILTER IS THE ONE"), &plain("Mr. Quilter's the 1, too"));
        assert_eq!(
            (errors.words, errors.substituted, errors.deleted, errors.inserted),
            (5, 1, 1, 1)
        );
        assert_eq!(deleted.iter().filter(|deleted| **deleted).count(), 1);
        assert_eq!(compare(&[], &[]).0.rate(), 0.0);
    }
}
