//! What a classification model calls its classes, mapped onto negative, neutral and positive. A model whose classes
//! are something else (emotions, topics) is refused by name, never guessed at.

use crate::analysis::{Probabilities, SentimentLabel};

/// With two classes there is no neutral one: below this probability neither is believed.
const BELIEVED_OF_TWO: f64 = 0.75;

/// The meaning of each output of the model, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labels(Vec<SentimentLabel>);

impl Labels {
    /// From the names in the order of the outputs. Known: words (`negative`, `NEG`, `very positive`, `mixed` …),
    /// stars (`1 star` … `5 stars`), and `LABEL_0` … which counts from the most negative upwards.
    pub fn from_names(names: &[String]) -> Result<Self, String> {
        let unknown = || format!("its classes {names:?} are not negative, neutral and positive");
        let count = names.len();
        let labels = names
            .iter()
            .map(|name| meaning(name, count))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(unknown)?;
        let has = |label| labels.contains(&label);
        if !has(SentimentLabel::Negative) || !has(SentimentLabel::Positive) {
            return Err(unknown());
        }
        Ok(Self(labels))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The outputs' probabilities, summed by meaning.
    pub fn sum(&self, outputs: &[f64]) -> Probabilities {
        let sum = |label| {
            self.0
                .iter()
                .zip(outputs)
                .filter(|(own, _)| **own == label)
                .map(|(_, p)| p)
                .sum()
        };
        Probabilities {
            negative: sum(SentimentLabel::Negative),
            neutral: sum(SentimentLabel::Neutral),
            positive: sum(SentimentLabel::Positive),
        }
    }

    /// The most probable label. Of two classes the better one only if it is believed, else neutral.
    pub fn decide(&self, sums: &Probabilities) -> SentimentLabel {
        if !self.0.contains(&SentimentLabel::Neutral) && sums.negative.max(sums.positive) < BELIEVED_OF_TWO {
            return SentimentLabel::Neutral;
        }
        if sums.neutral >= sums.negative && sums.neutral >= sums.positive {
            SentimentLabel::Neutral
        } else if sums.negative >= sums.positive {
            SentimentLabel::Negative
        } else {
            SentimentLabel::Positive
        }
    }
}

fn meaning(name: &str, count: usize) -> Option<SentimentLabel> {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect();
    let place = plain
        .strip_prefix("label")
        .and_then(|digits| digits.parse::<usize>().ok());
    let stars = plain
        .strip_suffix("stars")
        .or(plain.strip_suffix("star"))
        .and_then(|digits| digits.parse().ok());
    match plain.as_str() {
        "negative" | "neg" | "verynegative" => return Some(SentimentLabel::Negative),
        "neutral" | "neu" | "mixed" => return Some(SentimentLabel::Neutral),
        "positive" | "pos" | "verypositive" => return Some(SentimentLabel::Positive),
        _ => {}
    }
    // From the most negative upwards: the middle of an odd number is neutral.
    let (place, count) = match (place, stars) {
        (Some(place), _) if matches!(count, 2 | 3 | 5) => (place, count),
        (_, Some(star @ 1..=5)) => (star - 1, 5),
        _ => return None,
    };
    match (2 * place + 1).cmp(&count) {
        _ if place >= count => None,
        std::cmp::Ordering::Less => Some(SentimentLabel::Negative),
        std::cmp::Ordering::Equal => Some(SentimentLabel::Neutral),
        std::cmp::Ordering::Greater => Some(SentimentLabel::Positive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(names: &[&str]) -> Result<Labels, String> {
        Labels::from_names(&names.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn words_stars_and_numbers_are_understood_in_any_order() {
        use SentimentLabel::{Negative, Neutral, Positive};
        for (names, wanted) in [
            (
                vec!["negative", "neutral", "positive"],
                vec![Negative, Neutral, Positive],
            ),
            (vec!["POSITIVE", "NEGATIVE"], vec![Positive, Negative]),
            (vec!["POS", "NEU", "NEG"], vec![Positive, Neutral, Negative]),
            (vec!["LABEL_0", "LABEL_1", "LABEL_2"], vec![Negative, Neutral, Positive]),
            (vec!["LABEL_0", "LABEL_1"], vec![Negative, Positive]),
            (
                vec!["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
                vec![Negative, Negative, Neutral, Positive, Positive],
            ),
            (
                vec!["Very Negative", "Negative", "Neutral", "Positive", "Very Positive"],
                vec![Negative, Negative, Neutral, Positive, Positive],
            ),
        ] {
            assert_eq!(labels(&names), Ok(Labels(wanted)), "{names:?}");
        }
    }

    #[test]
    fn classes_that_are_no_sentiment_are_refused_by_name() {
        for names in [
            vec!["joy", "anger", "sadness"],
            vec!["negative", "neutral"],
            vec!["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
            vec!["LABEL_1", "LABEL_2", "LABEL_3"],
            vec!["6 stars", "1 star"],
            vec!["positive"],
            vec![],
        ] {
            assert!(labels(&names).unwrap_err().contains(&format!("{names:?}")), "{names:?}");
        }
    }

    #[test]
    fn probabilities_sum_by_meaning_and_two_unsure_classes_are_neutral() {
        let stars = labels(&["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]).unwrap();
        let sums = stars.sum(&[0.25, 0.25, 0.3, 0.1, 0.1]);
        assert_eq!((sums.negative, sums.neutral, sums.positive), (0.5, 0.3, 0.2));
        assert_eq!(stars.decide(&sums), SentimentLabel::Negative);
        let two = labels(&["NEGATIVE", "POSITIVE"]).unwrap();
        assert_eq!(two.decide(&two.sum(&[0.3, 0.7])), SentimentLabel::Neutral);
        assert_eq!(two.decide(&two.sum(&[0.2, 0.8])), SentimentLabel::Positive);
        assert_eq!(two.decide(&two.sum(&[0.9, 0.1])), SentimentLabel::Negative);
    }
}
