//! The heads of each Whisper model whose cross attention follows the sound, as its makers found them. Word times rest on them.

use whisper_rs::{DtwMode, DtwModelPreset};

use super::accel::Head;
use super::convert::Header;

type Pairs = &'static [(usize, usize)];

const TINY_EN: Pairs = &[(1, 0), (2, 0), (2, 5), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)];
const TINY: Pairs = &[(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)];
const BASE_EN: Pairs = &[(3, 3), (4, 7), (5, 1), (5, 5), (5, 7)];
const BASE: Pairs = &[(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)];
const SMALL_EN: Pairs = &[
    (6, 6),
    (7, 0),
    (7, 3),
    (7, 8),
    (8, 2),
    (8, 5),
    (8, 7),
    (9, 0),
    (9, 4),
    (9, 8),
    (9, 10),
    (10, 0),
    (10, 1),
    (10, 2),
    (10, 3),
    (10, 6),
    (10, 11),
    (11, 2),
    (11, 4),
];
const SMALL: Pairs = &[
    (5, 3),
    (5, 9),
    (8, 0),
    (8, 4),
    (8, 7),
    (8, 8),
    (9, 0),
    (9, 7),
    (9, 9),
    (10, 5),
];
const LARGE_V3: Pairs = &[
    (7, 0),
    (10, 17),
    (12, 18),
    (13, 12),
    (16, 1),
    (17, 14),
    (19, 11),
    (21, 4),
    (24, 1),
    (25, 6),
];
const TURBO: Pairs = &[(2, 4), (2, 11), (3, 3), (3, 6), (3, 11), (3, 14)];

/// For our own alignment. Of a model that is not known: all heads of the upper half of its layers.
pub fn known(header: &Header) -> Vec<Head> {
    let pairs = match (header.n_audio_layer, header.n_text_layer, header.is_multilingual()) {
        (4, 4, false) => TINY_EN,
        (4, 4, true) => TINY,
        (6, 6, false) => BASE_EN,
        (6, 6, true) => BASE,
        (12, 12, false) => SMALL_EN,
        (12, 12, true) => SMALL,
        (32, 32, true) if header.n_mels == 128 => LARGE_V3,
        (32, 4, true) => TURBO,
        _ => return upper(header),
    };
    pairs
        .iter()
        .map(|(layer, head)| Head {
            layer: *layer,
            head: *head,
        })
        .collect()
}

fn upper(header: &Header) -> Vec<Head> {
    let layers = header.n_text_layer as usize;
    let heads = header.n_text_head as usize;
    (layers - layers.div_ceil(2)..layers)
        .flat_map(|layer| (0..heads).map(move |head| Head { layer, head }))
        .collect()
}

/// For whisper.cpp's alignment.
pub fn preset(header: &Header) -> DtwMode<'static> {
    let preset = |model_preset| DtwMode::ModelPreset { model_preset };
    match (header.n_audio_layer, header.n_text_layer, header.is_multilingual()) {
        (4, 4, false) => preset(DtwModelPreset::TinyEn),
        (4, 4, true) => preset(DtwModelPreset::Tiny),
        (6, 6, false) => preset(DtwModelPreset::BaseEn),
        (6, 6, true) => preset(DtwModelPreset::Base),
        (12, 12, false) => preset(DtwModelPreset::SmallEn),
        (12, 12, true) => preset(DtwModelPreset::Small),
        (24, 24, false) => preset(DtwModelPreset::MediumEn),
        (24, 24, true) => preset(DtwModelPreset::Medium),
        (32, 32, true) if header.n_mels == 128 => preset(DtwModelPreset::LargeV3),
        (32, 32, true) => preset(DtwModelPreset::LargeV2),
        (32, 4, true) => preset(DtwModelPreset::LargeV3Turbo),
        (_, layers, _) => DtwMode::TopMost {
            n_top: (layers as i32 / 2).max(1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(layers: u32, heads: u32, n_vocab: u32) -> Header {
        Header {
            n_vocab,
            n_audio_ctx: 1500,
            n_audio_state: heads * 64,
            n_audio_head: heads,
            n_audio_layer: layers,
            n_text_ctx: 448,
            n_text_state: heads * 64,
            n_text_head: heads,
            n_text_layer: layers,
            n_mels: 80,
            ftype: 1,
        }
    }

    #[test]
    fn every_head_is_one_that_the_model_has() {
        for (layers, heads) in [(4, 6), (6, 8), (12, 12), (24, 16), (32, 20), (5, 7)] {
            for n_vocab in [51_864, 51_865] {
                let known = known(&header(layers, heads, n_vocab));
                assert!(!known.is_empty());
                assert!(
                    known
                        .iter()
                        .all(|known| known.layer < layers as usize && known.head < heads as usize)
                );
            }
        }
    }
}
