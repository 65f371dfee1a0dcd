//! Sentiment of a speaker by the rule of Amazon Transcribe Call Analytics, for the export in its format: a turn counts
//! +5, 0 or -5 by its label, whatever the model's certainty. Recovered from its published outputs.

use serde::Serialize;

use super::call::{quarter, quarter_bounds};
use crate::analysis::{SentimentLabel, Turn};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AmazonSentiment {
    /// Mean over all turns, one decimal; 0 without turns.
    pub overall: f64,
    pub quarters: [Quarter; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quarter {
    pub begin_ms: u64,
    pub end_ms: u64,
    /// Mean over the turns that begin in it, one decimal; 0 where none does.
    pub score: f64,
}

impl AmazonSentiment {
    /// What Amazon's documentation calls the overall sentiment: the mean of the four portions, one decimal. Outputs are means over turns.
    pub fn mean_of_quarters(&self) -> f64 {
        // In tenths, which add up exactly: a half must not be lost to the last bit.
        let tenths: f64 = self.quarters.iter().map(|quarter| (quarter.score * 10.0).round()).sum();
        of_tenths(tenths / self.quarters.len() as f64)
    }
}

/// Of one speaker's turns. A turn that was not scored counts as neutral, as Amazon labels every turn.
pub fn of_speaker(turns: &[Turn], speaker: &str) -> AmazonSentiment {
    let own: Vec<&Turn> = turns.iter().filter(|turn| turn.speaker == speaker).collect();
    let last_end = own.iter().map(|turn| turn.end_ms).max().unwrap_or(0);
    let bounds = quarter_bounds(last_end);
    let of_quarter = |index: usize| Quarter {
        begin_ms: bounds[index],
        end_ms: bounds[index + 1],
        score: mean(own.iter().filter(|turn| quarter(turn.start_ms, last_end) == index)),
    };
    AmazonSentiment {
        overall: mean(own.iter()),
        quarters: [0, 1, 2, 3].map(of_quarter),
    }
}

fn mean<'a>(turns: impl Iterator<Item = &'a &'a Turn>) -> f64 {
    let (sum, count) = turns.fold((0.0, 0_u32), |(sum, count), turn| (sum + points(turn), count + 1));
    if count == 0 {
        return 0.0;
    }
    of_tenths(sum * 10.0 / f64::from(count))
}

/// One decimal, a half away from zero: in a file that Amazon gives as an example turns with a mean of -1.25 are -1.3. Never -0.
fn of_tenths(tenths: f64) -> f64 {
    tenths.round() / 10.0 + 0.0
}

fn points(turn: &Turn) -> f64 {
    match turn.sentiment.as_ref().and_then(|sentiment| sentiment.label) {
        Some(SentimentLabel::Negative) => -5.0,
        Some(SentimentLabel::Positive) => 5.0,
        Some(SentimentLabel::Neutral) | None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::call::tests::turn;
    use super::*;

    /// Begin, end and label of the turns in the sample that Amazon publishes for Contact Lens.
    fn sample() -> Vec<Turn> {
        [
            ("AGENT", 0, 90, 0.0),
            ("CUSTOMER", 160, 4640, 0.0),
            ("AGENT", 4640, 6610, 0.0),
            ("CUSTOMER", 7370, 11_190, -1.0),
            ("AGENT", 11_220, 15_210, -1.0),
            ("CUSTOMER", 15_840, 18_120, 1.0),
            ("AGENT", 18_310, 21_820, 0.0),
            ("CUSTOMER", 22_610, 24_140, 1.0),
            ("AGENT", 24_120, 29_710, 1.0),
            ("CUSTOMER", 30_580, 32_110, 1.0),
        ]
        .map(|(speaker, start, end, score)| turn(speaker, start, end, Some(score)))
        .to_vec()
    }

    #[test]
    fn the_published_sample_comes_out_with_its_bounds_and_scores() {
        let figures = |speaker| {
            of_speaker(&sample(), speaker)
                .quarters
                .map(|part| (part.begin_ms, part.end_ms, part.score))
        };
        assert_eq!(
            figures("AGENT"),
            [
                (0, 7427, 0.0),
                (7427, 14_855, -5.0),
                (14_855, 22_282, 0.0),
                (22_282, 29_710, 5.0)
            ]
        );
        assert_eq!(
            figures("CUSTOMER"),
            [
                (0, 8027, -2.5),
                (8027, 16_055, 5.0),
                (16_055, 24_082, 5.0),
                (24_082, 32_110, 5.0)
            ]
        );
        assert_eq!(of_speaker(&sample(), "AGENT").overall, 0.0);
        // The sample was edited and states 3.1, the mean of its quarters; real outputs are means over turns.
        let customer = of_speaker(&sample(), "CUSTOMER");
        assert_eq!((customer.overall, customer.mean_of_quarters()), (2.0, 3.1));
    }

    #[test]
    fn scores_round_half_away_from_zero_and_empty_quarters_are_zero() {
        let points = |scores: &[f64]| {
            scores
                .iter()
                .map(|score| turn("A", 0, 100, Some(*score)))
                .collect::<Vec<_>>()
        };
        // 5 / 4 = 1.25 and -5 / 4 = -1.25.
        let up = of_speaker(&points(&[1.0, 0.0, 0.0, 0.0]), "A");
        assert_eq!(
            (up.overall, up.quarters[0].score, up.quarters[3].score),
            (1.3, 1.3, 0.0)
        );
        assert_eq!(of_speaker(&points(&[-1.0, 0.0, 0.0, 0.0]), "A").overall, -1.3);
        // -5 / 200 = -0.025: nothing is left of it, no sign either.
        let mut many = vec![0.0; 200];
        many[0] = -1.0;
        assert!(of_speaker(&points(&many), "A").overall.is_sign_positive());
        assert_eq!(of_speaker(&[], "A").quarters[0].score, 0.0);
    }

    #[test]
    fn the_mean_of_quarters_loses_no_half_to_the_last_bit() {
        // As binary fractions 0.7 + 0.1 + 0.2 is less than 1.
        let scores = [0.7, 0.1, 0.2, 0.0];
        let quarters = scores.map(|score| Quarter {
            begin_ms: 0,
            end_ms: 0,
            score,
        });
        let mean = |sign: f64| {
            let quarters = quarters.map(|quarter| Quarter {
                score: sign * quarter.score,
                ..quarter
            });
            AmazonSentiment { overall: 0.0, quarters }.mean_of_quarters()
        };
        assert_eq!((mean(1.0), mean(-1.0)), (0.3, -0.3));
    }
}
