//! Every format against what ffmpeg makes of the same file, sample by sample: nothing is early, late, swapped or missing.
//! How the files were made stands in `testdata/formats/SOURCES.md`.

use super::*;

/// A file, who decodes it as what, and by how much the samples may differ at most.
pub(super) struct Case {
    pub(super) file: &'static str,
    decoded: &'static str,
    declared: Option<RawCodec>,
    most: f32,
}

const fn case(file: &'static str, decoded: &'static str, most: f32) -> Case {
    Case {
        file,
        decoded,
        declared: None,
        most,
    }
}

const fn raw(file: &'static str, decoded: &'static str, codec: RawCodec) -> Case {
    Case {
        file,
        decoded,
        declared: Some(codec),
        most: 0.0,
    }
}

/// One step of 16 bits: two decoders round differently.
const STEP: f32 = 1.001 / 32_768.0;

pub(super) const CASES: &[Case] = &[
    case("pair.wav", "pair", 0.0),
    case("sweep-ulaw.wav", "sweep-ulaw.wav", 0.0),
    case("sweep-alaw.wav", "sweep-alaw.wav", 0.0),
    case("sweep-ima.wav", "sweep-ima.wav", 0.0),
    case("sweep-ima-sox.wav", "sweep-ima-sox.wav", 0.0),
    case("pair-ima.wav", "pair-ima.wav", 0.0),
    case("pair-ms.wav", "pair-ms.wav", 0.0),
    case("sweep-gsm.wav", "sweep-gsm.wav", 0.0),
    case("sweep-g722.wav", "sweep-g722.wav", 0.0),
    case("pair-rf64.wav", "pair", 0.0),
    case("pair.aiff", "pair", 0.0),
    case("pair-sowt.aifc", "pair", 0.0),
    case("pair.au", "pair", 0.0),
    case("sweep-float.au", "sweep", 0.0),
    case("sweep-ulaw.au", "sweep-ulaw.au", 0.0),
    case("pair-alac.m4a", "pair-alac.m4a", 0.0),
    // The encoder's delay is taken off by both; at 44.1 kHz also through a filter to 16 kHz after the rounding.
    case("sweep.mp3", "sweep.mp3", 2.0 * STEP),
    case("pair.mp3", "pair.mp3", 2.0 * STEP),
    case("sweep-44k.mp3", "sweep-44k.mp3", 2.0 * STEP),
    case("pair.ogg", "pair.ogg", STEP),
    case("sweep.m4a", "sweep.m4a", STEP),
    case("pair.m4a", "pair.m4a", STEP),
    case("sweep.aac", "sweep.aac", STEP),
    // Both by libopus, but through a filter from 48 to 16 kHz after the rounding.
    case("sweep-opus.ogg", "sweep-opus.ogg", 2.0 * STEP),
    case("pair-opus.ogg", "pair-opus.ogg", 2.0 * STEP),
    case("sweep-opus.webm", "sweep-opus.webm", 2.0 * STEP),
    raw("sweep.gsm", "sweep.gsm", RawCodec::Gsm),
    raw("sweep.g722", "sweep.g722", RawCodec::G722),
    raw("sweep.ulaw", "sweep.ulaw", RawCodec::Ulaw),
    raw("sweep.alaw", "sweep.alaw", RawCodec::Alaw),
    raw("sweep.sln", "sweep", RawCodec::Sln),
];

fn formats(name: &str) -> Vec<u8> {
    fixture(&format!("formats/{name}"))
}

impl Case {
    pub(super) fn bytes(&self) -> Vec<u8> {
        formats(self.file)
    }

    pub(super) fn declared(&self) -> Option<DeclaredFormat> {
        let codec = self.declared?;
        Some(declared(codec, codec.rate().unwrap_or(8000), 1))
    }

    fn ours(&self) -> Sound {
        decode(&self.bytes(), self.declared().as_ref(), &Limits::default())
            .unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }
}

#[test]
fn every_format_is_decoded_to_the_samples_that_ffmpeg_decodes_it_to() {
    for case in CASES {
        let ours = case.ours();
        let theirs = decoded(&formats(&format!("decoded/{}.flac", case.decoded)));
        assert_eq!(ours.rate, theirs.rate, "{}", case.file);
        assert_eq!(ours.channels.len(), theirs.channels.len(), "{}", case.file);
        assert!(ours.flags.is_empty(), "{}: {:?}", case.file, ours.flags);
        for (ours, theirs) in ours.channels.iter().zip(&theirs.channels) {
            let (ours, theirs) = (ours.to_vec(), theirs.to_vec());
            // The filter to a lower rate hears the end a little before it comes, and two ends are not the same.
            let common = ours.len().min(theirs.len()) - 64;
            let most = error(&ours[..common], theirs.iter().copied());
            assert!(most <= case.most, "{}: {most}", case.file);
            // ffmpeg plays the last block's padding, of ADPCM and AAC, too; ours that of Opus in WebM.
            let padding = theirs.len() as i64 - ours.len() as i64;
            assert!((-216..=384).contains(&padding), "{}: {padding}", case.file);
        }
    }
}

/// All files hold the same second of sound, so whatever the codec does to it, it lies where it was.
#[test]
fn every_format_lasts_as_long_as_what_went_in() {
    for case in CASES {
        let ms = case.ours().duration_ms;
        // AAC without a container does not say what of it is the encoder's own silence.
        let wanted = if case.file == "sweep.aac" { 1152 } else { 1000 };
        assert!(ms.abs_diff(wanted) <= 21, "{}: {ms} ms", case.file);
        let header = probe(&formats(case.file), case.declared().as_ref()).unwrap();
        let stated = header.duration_ms.unwrap_or(ms);
        assert!(stated.abs_diff(ms) <= 21, "{}: {stated} for {ms} ms", case.file);
        assert!(!header.codec.is_empty());
    }
}

#[test]
fn every_cut_of_every_format_is_read_or_refused_by_a_stable_code() {
    const CODES: [&str; 6] = [
        "empty",
        "unreadable",
        "unsupported_codec",
        "too_long",
        "too_many_channels",
        "bad_rate",
    ];
    for case in CASES {
        let (bytes, declared) = (formats(case.file), case.declared());
        // Headers byte by byte, what comes after them in steps that meet every place of a frame.
        let steps = (0..bytes.len().min(300)).chain((300..bytes.len()).step_by(37));
        for length in steps {
            let result = decode(&bytes[..length], declared.as_ref(), &Limits::default());
            if let Err(refusal) = result {
                let (file, code) = (case.file, refusal.code());
                assert!(CODES.contains(&code), "{file}, {length} bytes: {code}");
                assert!(
                    !refusal.to_string().contains("gave up"),
                    "{file}, {length} bytes: {refusal}"
                );
            }
        }
    }
}

#[test]
fn what_has_no_decoder_is_named() {
    let named = |bytes: &[u8], declared: Option<&DeclaredFormat>| {
        decode(bytes, declared, &Limits::default()).unwrap_err().to_string()
    };
    let unsupported = |codec: &str| format!("the codec is not supported: {codec}");
    assert_eq!(
        named(&[0; 100], Some(&declared(RawCodec::G729, 8000, 1))),
        unsupported("G.729")
    );
    assert_eq!(
        named(&[0; 100], Some(&declared(RawCodec::Gsm, 8000, 2))),
        unsupported("GSM 6.10 of 2 channels")
    );
    assert_eq!(named(b"#!AMR\n\x3c", None), unsupported("AMR"));
    assert_eq!(named(b"#!AMR-WB\n\x3c", None), unsupported("AMR-WB"));
    assert_eq!(named(b"Creative Voice File\x1a", None), unsupported("Creative Voice"));
    let g726 = WavFile {
        tag: 0x0045,
        bits: 4,
        ..WavFile::pcm16(8000, 1, &[0.5; 100])
    };
    assert_eq!(
        named(&g726.bytes(), None),
        unsupported("G.726 ADPCM (format tag 0x0045)")
    );
}
