//! Several texts side by side, the likeliest of all their continuations kept at each step: what greedy choice loses by its first
//! wrong word is found again. Ties go to the earlier beam, so that the same logits always give the same text.

use super::scores::Scores;
use super::{Chosen, TokenId, Vocabulary};

/// A finished text stands if no living one could beat it within this many more tokens, or by the time that half of the tokens are
/// said which nobody exceeds: about what people say. A text that ends in the middle of what is said must not win by its shortness.
const HOPE: usize = 8;

/// A decoder that holds many texts at once, as a tree: each token that was read is a node, numbered in the order of reading.
pub trait Tree {
    /// Forgets everything and reads the prompt: the first nodes.
    fn plant(&mut self, prompt: &[TokenId]) -> Result<(), String>;

    /// Reads one token after each of the named nodes.
    fn grow(&mut self, shoots: &[Shoot]) -> Result<(), String>;

    /// Of the token after the `number`-th shoot grown last; after planting: after the prompt.
    fn logits(&self, number: usize) -> Result<&[f32], String>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shoot {
    pub after: usize,
    pub token: TokenId,
}

/// A text, and the nodes of its tokens. The last token of a text that was cut short has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beam {
    pub text: Vec<Chosen>,
    pub nodes: Vec<usize>,
    sum: f32,
}

impl Beam {
    /// Mean logarithm of the probabilities, the end mark among them: long texts are not punished for their length.
    fn score(&self) -> f32 {
        self.sum / (self.text.len() + 1) as f32
    }

    /// What the score of any continuation is taken to stay below.
    fn hope(&self, tokens_max: usize) -> f32 {
        self.sum / ((self.text.len() + HOPE).max(tokens_max / 2) + 1) as f32
    }

    fn grown(&self, chosen: Chosen) -> Self {
        let mut beam = self.clone();
        beam.text.push(chosen);
        beam.sum += chosen.log_probability;
        beam
    }
}

/// The best of the texts that up to `width` beams find, up to the end mark or `tokens_max`.
pub fn decode(
    tree: &mut dyn Tree,
    vocabulary: &Vocabulary,
    prompt: &[TokenId],
    tokens_max: usize,
    width: usize,
) -> Result<Beam, String> {
    let mut scores = Scores::default();
    let mut living = vec![Beam::default()];
    let mut finished: Vec<Beam> = Vec::new();
    let mut nodes = prompt.len();
    tree.plant(prompt)?;
    for step in 0..tokens_max {
        let candidates = candidates(tree, vocabulary, &mut scores, &living, step == 0, width)?;
        let mut grown: Vec<(usize, Beam)> = Vec::with_capacity(width);
        for (number, chosen) in candidates {
            if chosen.id == vocabulary.marks.end {
                let mut beam = living[number].clone();
                beam.sum += chosen.log_probability;
                finished.push(beam);
            } else {
                grown.push((number, living[number].grown(chosen)));
            }
            if grown.len() == width {
                break;
            }
        }
        if grown.is_empty() || finished.len() >= width || is_settled(&finished, &grown, tokens_max) {
            break;
        }
        if step + 1 == tokens_max {
            living = grown.into_iter().map(|(_, beam)| beam).collect();
            break;
        }
        let shoots: Vec<Shoot> = grown
            .iter()
            .filter_map(|(number, beam)| shoot(beam, &living[*number], prompt))
            .collect();
        tree.grow(&shoots)?;
        living = grown.into_iter().map(|(_, beam)| beam).collect();
        for beam in &mut living {
            beam.nodes.push(nodes);
            nodes += 1;
        }
    }
    let texts = if finished.is_empty() { living } else { finished };
    let best = texts
        .into_iter()
        .reduce(|best, beam| if beam.score() > best.score() { beam } else { best });
    Ok(best.unwrap_or_default())
}

/// All beams' best continuations, the likeliest text first.
fn candidates(
    tree: &dyn Tree,
    vocabulary: &Vocabulary,
    scores: &mut Scores,
    living: &[Beam],
    is_first: bool,
    width: usize,
) -> Result<Vec<(usize, Chosen)>, String> {
    let mut candidates: Vec<(f32, usize, Chosen)> = Vec::with_capacity(living.len() * (width + 1));
    for (number, beam) in living.iter().enumerate() {
        scores.read(tree.logits(number)?, vocabulary.bias(is_first));
        // One more than there are beams: the end mark may be among them.
        for (id, log_probability) in scores.top(width + 1) {
            candidates.push((beam.sum + log_probability, number, Chosen { id, log_probability }));
        }
    }
    candidates.retain(|(sum, _, _)| sum.is_finite());
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    Ok(candidates
        .into_iter()
        .map(|(_, number, chosen)| (number, chosen))
        .collect())
}

fn is_settled(finished: &[Beam], grown: &[(usize, Beam)], tokens_max: usize) -> bool {
    let best = finished.iter().map(Beam::score).fold(f32::NEG_INFINITY, f32::max);
    grown.iter().all(|(_, beam)| beam.hope(tokens_max) < best)
}

/// The last token of `beam`, after the last node of the beam that it grew from.
fn shoot(beam: &Beam, parent: &Beam, prompt: &[TokenId]) -> Option<Shoot> {
    let after = parent.nodes.last().copied().unwrap_or(prompt.len().saturating_sub(1));
    beam.text.last().map(|chosen| Shoot {
        after,
        token: chosen.id,
    })
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::tests::vocabulary;
    use super::*;

    /// A model that answers from a table: after a text, the logits of its next token.
    struct Table {
        table: Vec<(Vec<TokenId>, Vec<f32>)>,
        otherwise: Vec<f32>,
        /// For each node the one before it, and its token.
        nodes: Vec<(Option<usize>, TokenId)>,
        last: Vec<usize>,
        widest: usize,
    }

    impl Table {
        fn new(table: Vec<(Vec<TokenId>, Vec<f32>)>, otherwise: Vec<f32>) -> Self {
            Self {
                table,
                otherwise,
                nodes: Vec::new(),
                last: Vec::new(),
                widest: 0,
            }
        }

        fn path(&self, node: usize) -> Vec<TokenId> {
            let (before, token) = self.nodes[node];
            let mut path = before.map(|before| self.path(before)).unwrap_or_default();
            path.push(token);
            path
        }
    }

    impl Tree for Table {
        fn plant(&mut self, prompt: &[TokenId]) -> Result<(), String> {
            self.nodes = prompt
                .iter()
                .enumerate()
                .map(|(i, token)| (i.checked_sub(1), *token))
                .collect();
            self.last = vec![prompt.len() - 1];
            Ok(())
        }

        fn grow(&mut self, shoots: &[Shoot]) -> Result<(), String> {
            let first = self.nodes.len();
            self.nodes
                .extend(shoots.iter().map(|shoot| (Some(shoot.after), shoot.token)));
            self.last = (first..self.nodes.len()).collect();
            self.widest = self.widest.max(shoots.len());
            Ok(())
        }

        fn logits(&self, number: usize) -> Result<&[f32], String> {
            let text = &self.path(self.last[number])[2..];
            let found = self.table.iter().find(|(before, _)| before == text);
            Ok(found.map_or(&self.otherwise, |(_, logits)| logits))
        }
    }

    fn logs(probabilities: &[f32]) -> Vec<f32> {
        probabilities.iter().map(|p| p.max(1e-9).ln()).collect()
    }

    fn ids(beam: &Beam) -> Vec<TokenId> {
        beam.text.iter().map(|chosen| chosen.id).collect()
    }

    #[test]
    fn a_text_that_begins_worse_and_goes_on_better_wins() {
        let vocabulary = vocabulary(&[" a", " b", " c"]);
        let table = vec![
            (vec![], logs(&[0.6, 0.4, 0.0, 0.0])),
            (vec![0], logs(&[0.3, 0.3, 0.3, 0.1])),
            (vec![1], logs(&[0.0, 0.0, 0.95, 0.05])),
            (vec![1, 2], logs(&[0.0, 0.0, 0.05, 0.95])),
        ];
        let otherwise = logs(&[0.25, 0.25, 0.25, 0.25]);
        let decode = |width| {
            decode(
                &mut Table::new(table.clone(), otherwise.clone()),
                &vocabulary,
                &[4, 6],
                9,
                width,
            )
            .unwrap()
        };
        assert_eq!(ids(&decode(1))[0], 0);
        let best = decode(3);
        assert_eq!((ids(&best), best.nodes.len()), (vec![1, 2], 2));
        assert!((best.text[0].log_probability - 0.4f32.ln()).abs() < 1e-5);
    }

    #[test]
    fn no_more_beams_live_than_allowed_and_no_text_is_longer() {
        let vocabulary = vocabulary(&[" a", " b", " c"]);
        let mut table = Table::new(vec![], logs(&[0.4, 0.3, 0.3, 0.0]));
        let beam = decode(&mut table, &vocabulary, &[4, 6], 7, 3).unwrap();
        assert_eq!((table.widest, beam.text.len(), beam.nodes.len()), (3, 7, 6));
        // Each node of the winner carries its token.
        for (chosen, node) in beam.text.iter().zip(&beam.nodes) {
            assert_eq!(table.nodes[*node].1, chosen.id);
        }
    }

    #[test]
    fn an_even_race_is_won_by_the_same_text_every_time() {
        let vocabulary = vocabulary(&[" a", " b", " c"]);
        let run = || decode(&mut Table::new(vec![], vec![0.0; 4]), &vocabulary, &[4, 6], 20, 5).unwrap();
        assert_eq!(run(), run());
    }

    #[test]
    fn logits_that_are_no_numbers_give_an_empty_text() {
        let vocabulary = vocabulary(&[" a"]);
        let beam = decode(&mut Table::new(vec![], vec![f32::NAN; 2]), &vocabulary, &[2, 4], 5, 5).unwrap();
        assert!(beam.text.is_empty());
    }
}
