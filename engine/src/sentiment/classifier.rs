//! One worker's sentiment session: an utterance → label and score. One utterance a run, because int8 weights scale by
//! what is in the run: so a score is the same to the last bit alone, in a call and on the command line.

use std::sync::Arc;

use ort::session::{HasSelectedOutputs, OutputSelector, RunOptions, Session, SessionInputValue};
use ort::value::Tensor;
use tokenizers::Encoding;

use super::model::Loaded;
use super::utterance;
use crate::analysis::{Probabilities, SentimentLabel, UtteranceSentiment};

/// Pieces of an utterance that is longer than the model's input; what is said after them does not change the score much.
const PIECES_MAX: usize = 16;

/// A model with a session of its own.
pub struct Classifier {
    model: Arc<Loaded>,
    session: Session,
    /// What the model wants, in its order.
    inputs: Vec<Input>,
    /// Only the logits are computed, whatever else the model could tell.
    only_logits: RunOptions<HasSelectedOutputs>,
}

const LOGITS: &str = "logits";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Ids,
    Mask,
    Types,
}

impl Classifier {
    /// Errors: the model wants an input that no tokenizer gives, or gives no logits.
    pub(super) fn new(model: Arc<Loaded>, session: Session) -> Result<Self, String> {
        let inputs = session
            .inputs()
            .iter()
            .map(|input| Input::named(input.name()))
            .collect::<Result<_, _>>()?;
        if session.outputs().iter().all(|output| output.name() != LOGITS) {
            return Err(format!("it has no output named {LOGITS:?}"));
        }
        let only_logits = RunOptions::new().map_err(|error| error.to_string())?;
        let only_logits = only_logits.with_outputs(OutputSelector::no_default().with(LOGITS));
        Ok(Self {
            model,
            session,
            inputs,
            only_logits,
        })
    }

    /// Label = the most probable of softmax(logits + bias); score = 5 (p_positive - p_negative), 0 when neutral.
    /// Noise marks and short utterances without a feeling are not scored: label `None`, score 0.
    ///
    /// An utterance longer than the model's input is scored in pieces, whose probabilities are averaged by their tokens.
    /// Errors: the model failed; says how.
    pub fn score(&mut self, text: &str) -> Result<UtteranceSentiment, String> {
        let spoken = utterance::spoken(text);
        if spoken.is_empty() {
            return Ok(UtteranceSentiment {
                label: None,
                score: 0.0,
                probabilities: Probabilities::default(),
            });
        }
        let encoding = self
            .model
            .tokenizer
            .encode(spoken.as_str(), true)
            .map_err(|error| error.to_string())?;
        let probabilities = self.of_pieces(&encoding)?;
        let label = self.model.labels.decide(&probabilities);
        if !utterance::is_enough(&spoken, label, &probabilities) {
            return Ok(UtteranceSentiment {
                label: None,
                score: 0.0,
                probabilities,
            });
        }
        let score = match label {
            SentimentLabel::Neutral => 0.0,
            _ => 5.0 * (probabilities.positive - probabilities.negative),
        };
        Ok(UtteranceSentiment {
            label: Some(label),
            score,
            probabilities,
        })
    }

    fn of_pieces(&mut self, encoding: &Encoding) -> Result<Probabilities, String> {
        let pieces = std::iter::once(encoding)
            .chain(encoding.get_overflowing())
            .take(PIECES_MAX);
        let (mut sum, mut tokens) = (Probabilities::default(), 0.0);
        for piece in pieces {
            let outputs = self.run(piece)?;
            let own = self.model.labels.sum(&softmax(&outputs, &self.model.bias));
            let weight = piece.len() as f64;
            sum.negative += weight * own.negative;
            sum.neutral += weight * own.neutral;
            sum.positive += weight * own.positive;
            tokens += weight;
        }
        // One piece is its own average: dividing by what it was multiplied with may cost the last bit, alike everywhere.
        Ok(Probabilities {
            negative: sum.negative / tokens,
            neutral: sum.neutral / tokens,
            positive: sum.positive / tokens,
        })
    }

    /// The logits of one piece.
    fn run(&mut self, piece: &Encoding) -> Result<Vec<f32>, String> {
        let mut inputs: Vec<(&str, SessionInputValue<'_>)> = Vec::with_capacity(self.inputs.len());
        for input in &self.inputs {
            let values = match input {
                Input::Ids => piece.get_ids(),
                Input::Mask => piece.get_attention_mask(),
                Input::Types => piece.get_type_ids(),
            };
            let values: Vec<i64> = values.iter().map(|value| i64::from(*value)).collect();
            let tensor = Tensor::from_array(([1, piece.len()], values)).map_err(|error| error.to_string())?;
            inputs.push((input.name(), tensor.into()));
        }
        let outputs = self
            .session
            .run_with_options(inputs, &self.only_logits)
            .map_err(|error| error.to_string())?;
        let logits = outputs.get(LOGITS).ok_or("it gave no logits")?;
        let (shape, logits) = logits.try_extract_tensor::<f32>().map_err(|error| error.to_string())?;
        let wanted = self.model.labels.len();
        if logits.len() != wanted {
            return Err(format!(
                "it has {} outputs (shape {shape:?}) for {wanted} labels",
                logits.len()
            ));
        }
        Ok(logits.to_vec())
    }
}

impl Input {
    fn named(name: &str) -> Result<Self, String> {
        [Self::Ids, Self::Mask, Self::Types]
            .into_iter()
            .find(|input| input.name() == name)
            .ok_or_else(|| format!("it wants an input that is unknown here: {name:?}"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ids => "input_ids",
            Self::Mask => "attention_mask",
            Self::Types => "token_type_ids",
        }
    }
}

/// exp(logit + bias) over their sum.
fn softmax(logits: &[f32], bias: &[f32]) -> Vec<f64> {
    let biased: Vec<f64> = logits
        .iter()
        .zip(bias)
        .map(|(logit, bias)| f64::from(logit + bias))
        .collect();
    let highest = biased.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = biased.iter().map(|value| (value - highest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;
    use crate::onnx::for_tests;

    fn classifier() -> Classifier {
        Model::load(&for_tests(), None).unwrap().classifier().unwrap()
    }
    /// Computed with Python's onnxruntime 1.28.0 from the same file (negative, neutral, positive). Processors without
    /// 8-bit dot products round elsewhere, hence the tolerance.
    const EXPECTED: [(&str, Option<SentimentLabel>, [f64; 3]); 12] = [
        (
            "This is absolutely terrible service",
            Some(SentimentLabel::Negative),
            [0.9928, 0.0065, 0.0007],
        ),
        (
            "I have been waiting for two hours",
            Some(SentimentLabel::Negative),
            [0.8151, 0.1641, 0.0208],
        ),
        (
            "My account number is four five six seven",
            Some(SentimentLabel::Neutral),
            [0.0295, 0.9177, 0.0527],
        ),
        (
            "You have been really patient and kind with me",
            Some(SentimentLabel::Positive),
            [0.0541, 0.0990, 0.8469],
        ),
        (
            "I'm very disappointed, nobody ever called me back",
            Some(SentimentLabel::Negative),
            [0.9521, 0.0402, 0.0077],
        ),
        (
            "Perfect, that works great",
            Some(SentimentLabel::Positive),
            [0.0229, 0.0477, 0.9294],
        ),
        (
            "Could you please spell your last name?",
            Some(SentimentLabel::Neutral),
            [0.0365, 0.9037, 0.0597],
        ),
        ("Great", Some(SentimentLabel::Positive), [0.0212, 0.0596, 0.9191]),
        ("Terrible.", Some(SentimentLabel::Negative), [0.9814, 0.0176, 0.0009]),
        ("Thank you.", Some(SentimentLabel::Positive), [0.0503, 0.2552, 0.6944]),
        ("Okay.", None, [0.0606, 0.8415, 0.0980]),
        ("My name", None, [0.0245, 0.9184, 0.0572]),
    ];

    #[test]
    fn scores_are_those_of_the_reference_runtime() {
        let mut classifier = classifier();
        for (text, label, [negative, neutral, positive]) in EXPECTED {
            let got = classifier.score(text).unwrap();
            assert_eq!(got.label, label, "{text}: {got:?}");
            let differences = [
                got.probabilities.negative - negative,
                got.probabilities.neutral - neutral,
                got.probabilities.positive - positive,
            ];
            assert!(
                differences.iter().all(|difference| difference.abs() < 0.02),
                "{text}: {got:?}"
            );
            let wanted = match label {
                None | Some(SentimentLabel::Neutral) => 0.0,
                Some(_) => 5.0 * (got.probabilities.positive - got.probabilities.negative),
            };
            assert_eq!(got.score, wanted, "{text}");
        }
    }

    #[test]
    fn a_score_does_not_depend_on_what_was_scored_before_or_by_whom() {
        let texts = EXPECTED.map(|(text, ..)| text);
        let mut long_lived = classifier();
        let forwards = texts.map(|text| long_lived.score(text).unwrap());
        let mut backwards = texts;
        backwards.reverse();
        let mut backwards = backwards.map(|text| long_lived.score(text).unwrap());
        backwards.reverse();
        assert_eq!(forwards, backwards);
        let alone = texts.map(|text| classifier().score(text).unwrap());
        assert_eq!(forwards, alone);
    }

    /// Our own held-back sentences, and how many of a hundred are right at least: what the model card says, less four.
    const RIGHT_AT_LEAST: [(&str, &str, usize); 5] = [
        (
            "dark facts",
            include_str!("../../assets/sentiment/training/sentences/dark-facts.tsv"),
            83,
        ),
        (
            "general",
            include_str!("../../assets/sentiment/training/sentences/general.tsv"),
            90,
        ),
        (
            "implied complaints",
            include_str!("../../assets/sentiment/training/sentences/implied-complaints.tsv"),
            56,
        ),
        (
            "negated praise",
            include_str!("../../assets/sentiment/training/sentences/negated-praise.tsv"),
            62,
        ),
        (
            "sarcasm",
            include_str!("../../assets/sentiment/training/sentences/sarcasm.tsv"),
            59,
        ),
    ];

    #[test]
    fn the_model_is_as_often_right_as_its_card_says() {
        let mut classifier = classifier();
        for (set, sentences, least) in RIGHT_AT_LEAST {
            let kept = sentences.lines().filter_map(|line| line.strip_prefix("held-back\t"));
            let judged: Vec<bool> = kept
                .map(|row| {
                    let (label, sentence) = row.split_once('\t').unwrap();
                    let got = classifier.score(sentence).unwrap().label;
                    serde_json::to_value(got.unwrap_or(SentimentLabel::Neutral)).unwrap() == label
                })
                .collect();
            let right = judged.iter().filter(|right| **right).count();
            assert!(judged.len() >= 60, "{set}: {}", judged.len());
            assert!(
                100 * right >= least * judged.len(),
                "{set}: {right} of {}",
                judged.len()
            );
        }
    }

    #[test]
    fn nothing_spoken_is_not_scored_and_costs_no_run() {
        let nothing = UtteranceSentiment {
            label: None,
            score: 0.0,
            probabilities: Probabilities::default(),
        };
        for text in ["", "   ", "[MUSIC]", "(laughs)", "♪♪", "...", "\u{0}"] {
            assert_eq!(classifier().score(text).unwrap(), nothing, "{text:?}");
        }
    }

    #[test]
    fn a_complaint_after_a_long_story_is_heard() {
        let story = "so the reference number is four five six and then seven eight nine ".repeat(12);
        let complaint = "and this is absolutely terrible, the worst and most horrible service ever. ".repeat(12);
        let mut classifier = classifier();
        let calm = classifier.score(&story).unwrap();
        let angry = classifier.score(&format!("{story}{complaint}")).unwrap();
        assert!(calm.probabilities.negative < 0.2, "{calm:?}");
        assert!(
            angry.probabilities.negative > calm.probabilities.negative + 0.3,
            "{angry:?}"
        );
    }

    #[test]
    fn any_text_gives_a_score_within_its_range() {
        let mut classifier = classifier();
        for text in [
            "日本語のテキストです",
            "🎉🎉🎉 🎉 🎉",
            "a\u{301}\u{200d}\u{feff} b c",
            &"x".repeat(100_000),
            "\n\t a b c \r",
        ] {
            let got = classifier.score(text).unwrap();
            let sum = got.probabilities.negative + got.probabilities.neutral + got.probabilities.positive;
            assert!(
                (-5.0..=5.0).contains(&got.score) && (sum < 1e-12 || (sum - 1.0).abs() < 1e-9),
                "{got:?}"
            );
        }
    }
}
