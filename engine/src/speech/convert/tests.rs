//! Conversion of a tiny made-up model, hostile files, and of the real one where it is on this machine.

use std::io::Cursor;

use super::*;

const D: u32 = 64;

fn string(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(&(text.len() as u16 + 1).to_le_bytes());
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

/// One layer a side, one head, f16 values that depend on name and place.
fn variables() -> Vec<(String, Vec<u32>)> {
    let mut all = vec![
        ("decoder/embeddings/weight".to_owned(), vec![51_864, D]),
        ("decoder/layer_norm/beta".to_owned(), vec![D]),
        ("decoder/layer_norm/gamma".to_owned(), vec![D]),
        ("decoder/position_encodings/encodings".to_owned(), vec![448, D]),
        ("encoder/conv1/bias".to_owned(), vec![D]),
        ("encoder/conv1/weight".to_owned(), vec![D, 80, 3]),
        ("encoder/conv2/bias".to_owned(), vec![D]),
        ("encoder/conv2/weight".to_owned(), vec![D, D, 3]),
        ("encoder/layer_norm/beta".to_owned(), vec![D]),
        ("encoder/layer_norm/gamma".to_owned(), vec![D]),
        ("encoder/position_encodings/encodings".to_owned(), vec![1500, D]),
    ];
    for side in ["encoder", "decoder"] {
        let mut linear = |module: &str, rows: u32, columns: u32| {
            all.push((format!("{side}/layer_0/{module}/weight"), vec![rows, columns]));
            all.push((format!("{side}/layer_0/{module}/bias"), vec![rows]));
        };
        linear("self_attention/linear_0", 3 * D, D);
        linear("self_attention/linear_1", D, D);
        linear("ffn/linear_0", 4 * D, D);
        linear("ffn/linear_1", D, 4 * D);
        let mut norms = vec!["self_attention/layer_norm", "ffn/layer_norm"];
        if side == "decoder" {
            linear("attention/linear_0", D, D);
            linear("attention/linear_1", 2 * D, D);
            linear("attention/linear_2", D, D);
            norms.push("attention/layer_norm");
        }
        for norm in norms {
            all.push((format!("{side}/layer_0/{norm}/beta"), vec![D]));
            all.push((format!("{side}/layer_0/{norm}/gamma"), vec![D]));
        }
    }
    all
}

fn is_key_bias(name: &str, row: u32) -> bool {
    (name.ends_with("self_attention/linear_0/bias") && (D..2 * D).contains(&row))
        || (name.ends_with("/attention/linear_1/bias") && row < D)
}

fn model() -> Vec<u8> {
    let mut out = 6u32.to_le_bytes().to_vec();
    string(&mut out, "WhisperSpec");
    out.extend_from_slice(&3u32.to_le_bytes());
    let variables = variables();
    out.extend_from_slice(&(variables.len() as u32 + 1).to_le_bytes());
    string(&mut out, "decoder/num_heads");
    out.extend_from_slice(&[0, 2, 2, 0, 0, 0, 1, 0]);
    for (name, shape) in variables {
        string(&mut out, &name);
        out.push(shape.len() as u8);
        shape.iter().for_each(|dim| out.extend_from_slice(&dim.to_le_bytes()));
        out.push(4);
        let values: u32 = shape.iter().product();
        out.extend_from_slice(&(2 * values).to_le_bytes());
        for i in 0..values {
            let value = if is_key_bias(&name, i) {
                0.0
            } else {
                (i % 97) as f32 / 8.0
            };
            out.extend_from_slice(&half::f16::from_f32(value).to_le_bytes());
        }
    }
    out.extend_from_slice(&1u32.to_le_bytes());
    string(&mut out, "decoder/projection/weight");
    string(&mut out, "decoder/embeddings/weight");
    out
}

fn vocabulary() -> String {
    format!("{}<|endoftext|>\n<|startoftranscript|>\n", "x\n".repeat(50_256))
}

fn converted() -> Vec<u8> {
    let mut out = Vec::new();
    ctranslate2(Cursor::new(model()), &vocabulary(), &mut out).unwrap();
    out
}

#[test]
fn a_model_converts_to_a_ggml_file_that_holds_all_that_the_header_calls_for() {
    let out = converted();
    let index = Index::read(&mut Cursor::new(&out)).unwrap();
    assert_eq!(
        (
            index.header.n_audio_layer,
            index.header.n_text_head,
            index.header.n_vocab
        ),
        (1, 1, 51_864)
    );
    assert_eq!(index.tensors.len(), 11 + 15 + 24);
    let value = index
        .tensors
        .iter()
        .find(|t| t.name == "encoder.blocks.0.attn.value.bias")
        .unwrap();
    let data = index.data(&mut Cursor::new(&out), value).unwrap();
    // Row 128 of the joined variable is row 0 of the value's.
    assert_eq!(
        f32::from_le_bytes(data[..4].try_into().unwrap()),
        (128 % 97) as f32 / 8.0
    );
}

#[test]
fn quantising_shrinks_matrices_only() {
    let f16 = converted();
    for kind in [Kind::Q8_0, Kind::Q5_1] {
        let mut out = Vec::new();
        quantise(Cursor::new(&f16), kind, &mut out).unwrap();
        let index = Index::read(&mut Cursor::new(&out)).unwrap();
        assert_eq!(index.header.ftype, kind.ftype());
        for tensor in &index.tensors {
            let is_matrix = tensor.shape.len() == 2 && tensor.name.ends_with(".weight");
            assert_eq!(tensor.kind == kind.tensor_type(), is_matrix, "{}", tensor.name);
        }
        assert!(quantise(Cursor::new(&out), kind, Vec::new()).is_err(), "twice");
    }
}

#[test]
fn a_cut_or_damaged_model_is_an_error_and_no_panic() {
    let good = model();
    let vocabulary = vocabulary();
    for cut in [0, 3, 4, 10, 30, 60, 200, good.len() / 2, good.len() - 1] {
        assert!(
            ctranslate2(Cursor::new(&good[..cut]), &vocabulary, std::io::sink()).is_err(),
            "cut at {cut}"
        );
    }
    // Every byte of the first thousand set to 255: lengths, counts, ranks, types.
    for at in 0..1000.min(good.len()) {
        let mut bad = good[..200_000].to_vec();
        bad[at] = 255;
        assert!(
            ctranslate2(Cursor::new(bad), &vocabulary, std::io::sink()).is_err(),
            "byte {at}"
        );
    }
    assert!(ctranslate2(Cursor::new(good), "no tokens\n", std::io::sink()).is_err());
}

#[test]
fn a_cut_or_damaged_ggml_file_is_found_out() {
    let good = converted();
    for cut in [0, 4, 47, 1000, 70_000, good.len() / 2, good.len() - 1] {
        assert!(Index::read(&mut Cursor::new(&good[..cut])).is_err(), "cut at {cut}");
    }
    let mut longer = good.clone();
    longer.extend_from_slice(&[0; 40]);
    assert!(Index::read(&mut Cursor::new(longer)).is_err());
    let first_tensor = good.windows(4).position(|w| w == b"deco").unwrap();
    for at in (0..44).chain(first_tensor - 20..first_tensor + 20) {
        let mut bad = good.clone();
        bad[at] ^= 0x80;
        // A flipped bit may make another valid file type (the header's last number), never a panic.
        let _ = Index::read(&mut Cursor::new(bad));
    }
}

#[test]
fn a_model_knows_as_many_languages_as_it_has_marks_for() {
    let header = |n_vocab| ggml::Header {
        n_vocab,
        ..Index::read(&mut Cursor::new(converted())).unwrap().header
    };
    let known = [51_864, 51_865, 51_866].map(|n_vocab| header(n_vocab).languages());
    assert_eq!(known, [1, 99, 100]);
}
