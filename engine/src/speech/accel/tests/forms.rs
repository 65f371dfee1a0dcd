//! Models in other forms than the default's, made of it here: what is ours, what runs on stock beside our backend, what is refused.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use half::f16;

use super::*;
use crate::speech::convert::Index;
use crate::speech::convert::ggml::{self, Header, Type};

/// Values of a block.
const BLOCK: usize = 32;

#[test]
fn sixteen_bits_are_ours_and_say_what_eight_say() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = reformed(folder.path(), 1, Type::F16);
    let heard = |path: &Path| with(Some(kernels), || said(path, Decoding::default()));
    assert_eq!(heard(&path), heard(&testing::whisper_path()));
    assert!(with(Some(kernels), || Whisper::load(&path).unwrap().declined()).is_none());
}

#[test]
fn other_forms_run_on_stock_as_if_there_were_no_backend() {
    let Some(kernels) = here().into_iter().next() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let five = Decoding {
        beams: 5,
        ..Decoding::default()
    };
    for (ftype, kind, decoding) in [
        (2002, Type::Q4_0, Decoding::default()),
        (2003, Type::Q4_1, Decoding::default()),
        (2008, Type::Q5_0, Decoding::default()),
        (2009, Type::Q5_1, five),
    ] {
        let path = reformed(folder.path(), ftype, kind);
        let beside = with(Some(kernels), || said(&path, decoding));
        if kind == Type::Q5_1 {
            assert_eq!(beside, with(None, || said(&path, decoding)), "{kind:?}");
        }
        let expected = testing::plain("ask not what your country can do for you ask what you can do for your country");
        let right = testing::matched(&expected, &testing::plain(&beside)).len();
        assert!(right * 10 >= expected.len() * 8, "{kind:?}: {beside}");
        let declined = with(Some(kernels), || Whisper::load(&path).unwrap().declined());
        assert!(declined.is_some_and(|reason| reason.contains("neither f16 nor q8_0")));
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn weights_of_32_bits_are_refused_in_words_and_never_by_an_abort() {
    let folder = tempfile::tempdir().unwrap();
    let path = reformed(folder.path(), 0, Type::F32);
    let error = Whisper::load(&path).err().unwrap().to_string();
    assert!(error.contains("32 bits") && error.contains("ggml-reformed"), "{error}");
}

/// Scales that are no numbers make a model that has nothing to say.
#[test]
fn weights_that_are_no_numbers_give_no_words_and_no_abort() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ggml-spoiled-q8_0.bin");
    let mut bytes = std::fs::read(testing::whisper_path()).unwrap();
    for name in ["encoder.blocks.2.mlp.0.weight", "decoder.blocks.1.attn.query.weight"] {
        let at = place(&bytes, name) + name.len();
        bytes[at..at + 34 * 12].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    for kernels in [None].into_iter().chain(here().into_iter().map(Some)) {
        assert_eq!(with(kernels, || said(&path, Decoding::default())), "", "{kernels:?}");
    }
}

/// Every figure of the header, and the type of tensors, bent: errors all, before whisper.cpp sees them.
#[test]
fn a_bent_header_or_type_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ggml-bent.bin");
    let good = std::fs::read(testing::whisper_path()).unwrap();
    let mut places: Vec<usize> = (0..12).map(|number| 4 * number).collect();
    for name in [
        "encoder.conv1.weight",
        "decoder.ln.bias",
        "encoder.blocks.0.attn.key.weight",
    ] {
        places.push(
            place(&good, name)
                - 4 * (if name.contains("conv") {
                    3
                } else {
                    1 + usize::from(name.contains("key"))
                })
                - 4,
        );
    }
    std::fs::write(&path, &good).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    use std::os::unix::fs::FileExt;
    for place in places {
        let was = u32::from_le_bytes(good[place..place + 4].try_into().unwrap());
        for bent in [
            0,
            1,
            was.wrapping_add(1),
            was.wrapping_sub(1),
            2 * was,
            2004,
            0x7fff_ffff,
            u32::MAX,
        ] {
            if bent == was {
                continue;
            }
            file.write_all_at(&bent.to_le_bytes(), place as u64).unwrap();
            assert!(Whisper::load(&path).is_err(), "{bent} at {place}");
        }
        file.write_all_at(&was.to_le_bytes(), place as u64).unwrap();
    }
    for part in (1..12).rev() {
        file.set_len(good.len() as u64 * part / 12 + 1).unwrap();
        assert!(Whisper::load(&path).is_err(), "cut at {part} of 12");
    }
}

/// Where a tensor's name stands.
fn place(bytes: &[u8], name: &str) -> usize {
    bytes
        .windows(name.len())
        .position(|window| window == name.as_bytes())
        .unwrap()
}

fn said(path: &Path, decoding: Decoding) -> String {
    let whisper = Whisper::load(path).unwrap();
    transcribe(&mut whisper.transcriber(decoding).unwrap(), "read/jfk.flac")
}

/// The default model with all its weights in another form.
fn reformed(folder: &Path, ftype: u32, kind: Type) -> PathBuf {
    let mut file = BufReader::new(File::open(testing::whisper_path()).unwrap());
    let index = Index::read(&mut file).unwrap();
    let mut out = Vec::new();
    let header = Header {
        ftype,
        ..index.header.clone()
    };
    header.write(&mut out).unwrap();
    index.copy_mel_and_vocabulary(&mut file, &mut out).unwrap();
    for tensor in &index.tensors {
        let data = index.data(&mut file, tensor).unwrap();
        let (data, kind) = match tensor.kind {
            Type::Q8_0 => (encoded(&values(&data), kind), kind),
            Type::F16 if kind == Type::F32 => {
                let halves = data.as_chunks::<2>().0.iter();
                let floats: Vec<f32> = halves.map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
                (encoded(&floats, kind), kind)
            }
            other => (data, other),
        };
        ggml::write_tensor(&mut out, &tensor.name, &tensor.shape, kind, &data).unwrap();
    }
    let path = folder.join(format!("ggml-reformed-{kind:?}.bin"));
    std::fs::write(&path, out).unwrap();
    path
}

fn values(blocks: &[u8]) -> Vec<f32> {
    let mut values = Vec::new();
    for [low, high, bytes @ ..] in blocks.as_chunks::<34>().0 {
        let scale = f16::from_le_bytes([*low, *high]).to_f32();
        values.extend(bytes.iter().map(|byte| scale * f32::from(*byte as i8)));
    }
    values
}

fn encoded(values: &[f32], kind: Type) -> Vec<u8> {
    match kind {
        Type::F32 => values.iter().flat_map(|x| x.to_le_bytes()).collect(),
        Type::F16 => values.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes()).collect(),
        _ => values
            .as_chunks::<BLOCK>()
            .0
            .iter()
            .flat_map(|block| few_bits(block, kind))
            .collect(),
    }
}

/// A block in four or five bits a value: scale, the least value where the form has one, high bits where there are five, and half
/// bytes of which each holds a value of the first and one of the second half.
fn few_bits(x: &[f32; BLOCK], kind: Type) -> Vec<u8> {
    let is_five = matches!(kind, Type::Q5_0 | Type::Q5_1);
    let most = if is_five { 31.0 } else { 15.0 };
    let (least, scale) = match kind {
        Type::Q4_1 | Type::Q5_1 => {
            let least = x.iter().copied().fold(f32::MAX, f32::min);
            (least, (x.iter().copied().fold(f32::MIN, f32::max) - least) / most)
        }
        _ => {
            let far = x
                .iter()
                .copied()
                .fold(0f32, |far, x| if x.abs() > far.abs() { x } else { far });
            let scale = far / -((most + 1.0) / 2.0);
            (-scale * (most + 1.0) / 2.0, scale)
        }
    };
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    let q = x.map(|x| (((x - least) * inverse + 0.5).clamp(0.0, most)) as u8);
    let mut out = f16::from_f32(scale).to_le_bytes().to_vec();
    if matches!(kind, Type::Q4_1 | Type::Q5_1) {
        out.extend(f16::from_f32(least).to_le_bytes());
    }
    if is_five {
        let high = q
            .iter()
            .enumerate()
            .fold(0u32, |bits, (i, q)| bits | u32::from(q >> 4) << i);
        out.extend(high.to_le_bytes());
    }
    let (first, second) = q.split_at(BLOCK / 2);
    out.extend(
        first
            .iter()
            .zip(second)
            .map(|(low, high)| (low & 15) | (high & 15) << 4),
    );
    out
}
