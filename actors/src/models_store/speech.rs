//! Speech that models are measured by, in its languages: the set that the program carries, or recordings of the operator's own.

use std::{fs, path::Path};

use engine::speech::{golden::Golden, whisper::is_language};

use super::ModelError;

/// The file of a folder of recordings that holds, on each line and with tabulators between them, a name, what is said, and, where it is not
/// that of the others, the language.
const TEXTS: &str = "texts.tsv";
const OWN_SET: &str = "the program's own";
const OWN_LANGUAGE: &str = "en";

/// Recordings of one language, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Speech {
    /// ISO 639-1.
    pub language: String,
    pub golden: Golden,
}

impl Speech {
    /// The program's own, or that of a folder, in the order in which its languages come. `language` is that of lines that name none.
    pub fn read(folder: Option<&Path>, language: Option<&str>) -> Result<Vec<Self>, ModelError> {
        let Some(folder) = folder else {
            let golden = Golden::own().map_err(unreadable(Path::new(OWN_SET)))?;
            return Ok(vec![Self::of(OWN_LANGUAGE, golden)]);
        };
        let texts = folder.join(TEXTS);
        let lines = fs::read_to_string(&texts).map_err(ModelError::io("read", &texts))?;
        let mut sets: Vec<Self> = Vec::new();
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let amiss = |reason: String| ModelError::Manifest {
                path: texts.clone(),
                reason,
            };
            let (name, said) = line
                .split_once('\t')
                .ok_or_else(|| amiss(format!("a line has no tabulator: {line:?}")))?;
            let (text, own) = said.split_once('\t').unwrap_or((said, ""));
            let own = Some(own.trim()).filter(|own| !own.is_empty());
            let language = own.or(language).unwrap_or(OWN_LANGUAGE);
            if !is_language(language) {
                return Err(amiss(format!(
                    "{language:?} is no language that a model knows (ISO 639-1 such as `es`), in the line {line:?}"
                )));
            }
            let path = folder.join(name);
            let bytes = fs::read(&path).map_err(ModelError::io("read", &path))?;
            let at = sets.iter().position(|set| set.language == language);
            let at = at.unwrap_or_else(|| {
                sets.push(Self::of(language, Golden::default()));
                sets.len() - 1
            });
            sets[at].golden.add(&bytes, text).map_err(unreadable(&path))?;
        }
        Ok(sets)
    }

    fn of(language: &str, golden: Golden) -> Self {
        Self {
            language: language.to_owned(),
            golden,
        }
    }

    /// Where it came from and in which languages it is, for people: `/srv/speech (en, es)`.
    pub(super) fn described(folder: Option<&Path>, sets: &[Self]) -> String {
        let Some(folder) = folder else {
            return OWN_SET.to_owned();
        };
        let languages: Vec<&str> = sets.iter().map(|set| set.language.as_str()).collect();
        format!("{} ({})", folder.display(), languages.join(", "))
    }
}

fn unreadable(path: &Path) -> impl FnOnce(engine::error::RecordingError) -> ModelError {
    let path = path.to_owned();
    move |source| ModelError::Recording { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second of silence at 8 kHz.
    fn wav() -> Vec<u8> {
        let mut wav =
            b"RIFF\xA4\x3E\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1F\0\0\x80\x3E\0\0\x02\0\x10\0data\x80\x3E\0\0"
                .to_vec();
        wav.resize(wav.len() + 16_000, 0);
        wav
    }

    fn read(texts: &str, language: Option<&str>) -> Result<Vec<Speech>, ModelError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(TEXTS), texts).unwrap();
        for name in ["a.wav", "b.wav", "c.wav"] {
            fs::write(folder.path().join(name), wav()).unwrap();
        }
        Speech::read(Some(folder.path()), language)
    }

    #[test]
    fn a_line_says_in_which_language_it_is_or_all_are_as_was_asked() {
        let languages = |texts: &str, language: Option<&str>| {
            let sets = read(texts, language).unwrap();
            let told = sets.iter().map(|set| (set.language.clone(), set.golden.spoken.len()));
            told.collect::<Vec<_>>()
        };
        let texts = "a.wav\tHello there\nb.wav\tBuenos días\tes\n\nc.wav\tGood bye\ten\n";
        let (en, es) = ("en".to_owned(), "es".to_owned());
        assert_eq!(languages(texts, None), [(en.clone(), 2), (es.clone(), 1)]);
        assert_eq!(languages(texts, Some("es")), [(es.clone(), 2), (en, 1)]);
        assert_eq!(languages("a.wav\tHola\t\n", Some("es")), [(es, 1)]);
    }

    #[test]
    fn a_line_that_cannot_be_used_is_told() {
        for (texts, language, wanted) in [
            ("a.wav Hello\n", None, "no tabulator"),
            ("a.wav\tHello\tklingon\n", None, "klingon"),
            ("a.wav\tHello\n", Some("English"), "English"),
        ] {
            let refused = read(texts, language).unwrap_err().to_string();
            assert!(refused.contains(wanted) && refused.contains(TEXTS), "{refused}");
        }
        assert!(matches!(read("d.wav\tHello\n", None), Err(ModelError::Io { .. })));
    }
}
