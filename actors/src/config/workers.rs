//! How many recordings are analysed at the same time, where nobody says so.

use engine::speech::accel::{self, SpeechBackend};

use super::cores;

/// Recordings that may be analysed at the same time: each takes a thread, and as much memory as the models need for one.
pub const WORKERS_MAX: usize = 512;
/// On a graphics card each takes of the card's own memory: whoever has more of it to give says so.
const CARD_WORKERS_USUAL_MAX: usize = 2;

/// Workers, with 0 turned into a number: one for each core, and where speech runs on a graphics card no more than a few. What it runs on is known
/// once the models are loaded.
pub fn workers_counted(wanted: usize) -> usize {
    counted(wanted, cores(), accel::running().backend)
}

fn counted(wanted: usize, cores: usize, backend: SpeechBackend) -> usize {
    match (wanted, backend) {
        (0, SpeechBackend::Gpu) => cores.min(CARD_WORKERS_USUAL_MAX),
        (0, SpeechBackend::Stock | SpeechBackend::Accelerated(_)) => cores,
        (wanted, _) => wanted,
    }
}

#[cfg(test)]
mod tests {
    use engine::speech::accel::Level;

    use super::*;

    #[test]
    fn workers_that_nobody_counts_are_one_for_each_core_and_few_on_a_card() {
        for backend in [SpeechBackend::Stock, SpeechBackend::Accelerated(Level::Avx2)] {
            assert_eq!(counted(0, 16, backend), 16);
        }
        assert_eq!(counted(0, 16, SpeechBackend::Gpu), CARD_WORKERS_USUAL_MAX);
        assert_eq!(counted(0, 1, SpeechBackend::Gpu), 1);
        assert_eq!(counted(5, 16, SpeechBackend::Gpu), 5, "whoever says it has it");
    }
}
