//! Always the likeliest token; or, warmed up, one drawn by its probability. Cheapest, and one view of the sound only.

use super::scores::{Dice, Scores};
use super::{Chosen, Steps, TokenId, Vocabulary, begin};

/// The text up to the end mark or `tokens_max`. Above 0, `temperature` makes it a draw: always the same one.
pub fn decode(
    steps: &mut dyn Steps,
    vocabulary: &Vocabulary,
    prompt: &[TokenId],
    tokens_max: usize,
    temperature: f32,
) -> Result<Vec<Chosen>, String> {
    let mut scores = Scores::default();
    let mut dice = Dice::default();
    let mut text: Vec<Chosen> = Vec::new();
    begin(steps, prompt)?;
    while text.len() < tokens_max {
        if let Some(last) = text.last() {
            steps.feed(prompt.len() + text.len() - 1, &[last.id])?;
        }
        scores.read(steps.logits()?, vocabulary.bias(text.is_empty()));
        let choice = if temperature > 0.0 {
            scores.warm(temperature);
            scores.at(dice.roll())
        } else {
            scores.best()
        };
        match choice {
            Some((id, log_probability)) if id != vocabulary.marks.end => text.push(Chosen { id, log_probability }),
            _ => break,
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Script;
    use super::super::vocabulary::tests::vocabulary;
    use super::*;

    #[test]
    fn the_likeliest_word_follows_until_the_end() {
        let vocabulary = vocabulary(&[" a", " b", " ("]);
        // After the prompt: a; after a: b (what is barred is likelier); after b: the end.
        let mut script = Script::new(vec![
            (vec![], vec![3.0, 1.0, 0.0, 9.0]),
            (vec![0], vec![0.0, 3.0, 9.0, 1.0]),
            (vec![0, 1], vec![0.0, 0.0, 0.0, 5.0]),
        ]);
        let text = decode(&mut script, &vocabulary, &[4, 6], 10, 0.0).unwrap();
        assert_eq!(text.iter().map(|token| token.id).collect::<Vec<_>>(), [0, 1]);
        assert!(text.iter().all(|token| token.log_probability < 0.0));
        assert_eq!(script.fed[..2], [(0, vec![4]), (1, vec![6])]);
    }

    #[test]
    fn no_text_is_longer_than_allowed_and_a_draw_is_the_same_every_time() {
        let vocabulary = vocabulary(&[" a", " b"]);
        let draw = |warmth| {
            let mut script = Script::new(vec![]).otherwise(vec![1.0, 0.9, -9.0]);
            decode(&mut script, &vocabulary, &[3, 5], 20, warmth).unwrap()
        };
        let cold = draw(0.0);
        assert_eq!((cold.len(), cold.iter().all(|token| token.id == 0)), (20, true));
        let warm = draw(1.0);
        assert!(warm.iter().any(|token| token.id == 1));
        assert_eq!(warm, draw(1.0));
    }

    #[test]
    fn logits_that_are_no_numbers_end_the_text() {
        let vocabulary = vocabulary(&[" a"]);
        let mut script = Script::new(vec![]).otherwise(vec![f32::NAN; 5]);
        assert!(decode(&mut script, &vocabulary, &[2, 4], 9, 0.0).unwrap().is_empty());
    }
}
