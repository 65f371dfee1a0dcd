//! A model that answers from a table, for the tests of how tokens are chosen.

use super::{Steps, TokenId};

/// After a text, the logits of its next token.
pub struct Script {
    table: Vec<(Vec<TokenId>, Vec<f32>)>,
    otherwise: Vec<f32>,
    prompt: usize,
    read: Vec<TokenId>,
    pub fed: Vec<(usize, Vec<TokenId>)>,
}

impl Script {
    /// The prompt has two tokens.
    pub fn new(table: Vec<(Vec<TokenId>, Vec<f32>)>) -> Self {
        Self {
            table,
            otherwise: Vec::new(),
            prompt: 2,
            read: Vec::new(),
            fed: Vec::new(),
        }
    }

    pub fn otherwise(mut self, logits: Vec<f32>) -> Self {
        self.otherwise = logits;
        self
    }
}

impl Steps for Script {
    fn feed(&mut self, kept: usize, tokens: &[TokenId]) -> Result<(), String> {
        assert!(kept <= self.read.len(), "tokens before {kept} were never read");
        self.fed.push((kept, tokens.to_vec()));
        self.read.truncate(kept);
        self.read.extend(tokens);
        Ok(())
    }

    fn logits(&self) -> Result<&[f32], String> {
        let text = &self.read[self.prompt..];
        let found = self.table.iter().find(|(before, _)| before == text);
        Ok(found.map_or(&self.otherwise, |(_, logits)| logits))
    }
}
