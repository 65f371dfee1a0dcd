//! One whisper.cpp state as our own loops use it: the sound shown, the encoder run, tokens read one by one or many texts at once.

use std::ffi::c_int;

use whisper_rs::{FullParams, SamplingStrategy, WhisperError, WhisperState};

use super::accel::{self, Branch};
use super::decoding::beams::{Shoot, Tree};
use super::decoding::{Steps, TokenId, begin};
use super::mel::Mel;
use crate::stop;

/// Samples with which whisper.cpp is set up: a fifth of a second.
const SILENCE: [f32; 3200] = [0.0; 3200];

/// What a state says that was stopped.
const STOPPED: &str = "stopped";

/// A state with its settings.
pub struct State {
    pub state: WhisperState,
    /// Frames of the encoder; 0 is all 1500.
    context: c_int,
}

impl State {
    /// `beams`: how many texts the state shall hold at once.
    pub fn new(state: WhisperState, beams: usize) -> Result<Self, String> {
        let mut state = Self { state, context: 0 };
        if beams > 1 {
            state.make_room(beams)?;
        }
        Ok(state)
    }

    /// Only a search with beams gives a state a cache for several texts; on next to no sound it does little else.
    fn make_room(&mut self, beams: usize) -> Result<(), String> {
        const LITTLE: c_int = 64;
        let beam_size = c_int::try_from(beams).map_err(|error| error.to_string())?;
        let patience = -1.0;
        self.context = LITTLE;
        // The second search has one text: it leaves nothing of the others in the cache.
        for strategy in [
            SamplingStrategy::BeamSearch { beam_size, patience },
            SamplingStrategy::Greedy { best_of: 1 },
        ] {
            let mut parameters = quiet(strategy);
            parameters.set_audio_ctx(LITTLE);
            parameters.set_max_tokens(1);
            parameters.set_temperature_inc(0.0);
            parameters.set_no_timestamps(true);
            parameters.set_single_segment(true);
            self.state.full(parameters, &SILENCE).map_err(words)?;
        }
        Ok(())
    }

    /// Only whisper.cpp's whole way sets the audio context of a state; asked for a tenth of a second, it does nothing else.
    fn set_context(&mut self, context: c_int) -> Result<(), String> {
        if self.context != context {
            let mut parameters = quiet(SamplingStrategy::Greedy { best_of: 1 });
            parameters.set_audio_ctx(context);
            parameters.set_duration_ms(100);
            self.state.full(parameters, &SILENCE).map_err(words)?;
            self.context = context;
        }
        Ok(())
    }

    /// Shows the sound, in `context` frames of the encoder (0: all), and runs the encoder. Without `mel`, whisper.cpp makes the
    /// picture.
    pub fn encode(&mut self, mel: Option<&mut Mel>, samples: &[f32], context: c_int) -> Result<(), String> {
        self.show(mel, samples, context)?;
        self.state.encode(0, 1).map_err(words)
    }

    pub fn show(&mut self, mel: Option<&mut Mel>, samples: &[f32], context: c_int) -> Result<(), String> {
        self.set_context(context)?;
        match mel {
            Some(mel) => self.state.set_mel(mel.picture(samples)),
            None => self.state.pcm_to_mel(samples, 1),
        }
        .map_err(words)
    }
}

fn quiet(strategy: SamplingStrategy) -> FullParams<'static, 'static> {
    let mut parameters = FullParams::new(strategy);
    parameters.set_n_threads(1);
    parameters.set_print_progress(false);
    parameters.set_print_special(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters
}

pub fn words(error: WhisperError) -> String {
    error.to_string()
}

impl Steps for State {
    fn feed(&mut self, kept: usize, tokens: &[TokenId]) -> Result<(), String> {
        if stop::is_asked() {
            return Err(STOPPED.to_owned());
        }
        self.state.decode(tokens, kept, 1).map_err(words)
    }

    fn logits(&self) -> Result<&[f32], String> {
        self.state.get_logits().map_err(words)
    }
}

/// A state that holds many texts, by the grace of our backend. A node's number is its place in the cache of keys and values.
pub struct StateTree<'a> {
    state: &'a mut State,
    /// For each node the one before it.
    before: Vec<Option<usize>>,
    logits: Vec<f32>,
    columns: usize,
}

impl<'a> StateTree<'a> {
    pub fn new(state: &'a mut State) -> Self {
        let columns = usize::try_from(state.state.n_vocab()).unwrap_or(0);
        Self {
            state,
            before: Vec::new(),
            logits: Vec::new(),
            columns,
        }
    }

    /// A node and all before it, the first one first.
    fn path(&self, node: usize) -> Vec<usize> {
        let mut path: Vec<usize> =
            std::iter::successors(Some(node), |node| self.before.get(*node).copied().flatten()).collect();
        path.reverse();
        path
    }
}

impl Tree for StateTree<'_> {
    fn plant(&mut self, prompt: &[TokenId]) -> Result<(), String> {
        begin(self.state, prompt)?;
        self.before = (0..prompt.len()).map(|node| node.checked_sub(1)).collect();
        self.logits = self.state.logits()?.to_vec();
        Ok(())
    }

    fn grow(&mut self, shoots: &[Shoot]) -> Result<(), String> {
        let first = self.before.len();
        let branch = |(number, shoot): (usize, &Shoot)| {
            let mut slots = self.path(shoot.after);
            let position = slots.len();
            slots.push(first + number);
            Branch { position, slots }
        };
        let branches = shoots.iter().enumerate().map(branch).collect();
        let tokens: Vec<TokenId> = shoots.iter().map(|shoot| shoot.token).collect();
        let state = &mut self.state.state;
        let (done, logits) = accel::branched(branches, self.columns, || state.decode(&tokens, first, 1));
        done.map_err(words)?;
        if logits.len() != shoots.len() * self.columns {
            return Err("the backend did not follow all branches".to_owned());
        }
        self.logits = logits;
        self.before.extend(shoots.iter().map(|shoot| Some(shoot.after)));
        Ok(())
    }

    fn logits(&self, number: usize) -> Result<&[f32], String> {
        let row = self.logits.get(number * self.columns..(number + 1) * self.columns);
        row.ok_or_else(|| format!("no logits of branch {number}"))
    }
}
