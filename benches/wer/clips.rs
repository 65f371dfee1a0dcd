//! Recordings with what is said in them: the repository's own, or those that a manifest names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// References that are a text of what was said.
const WITH_TEXT: [&str; 4] = ["gold", "gold-punct", "script", "empty"];
/// Languages that are written without blanks between words.
const WITHOUT_BLANKS: [&str; 3] = ["ja", "th", "zh"];

/// A channel of a recording and what is said in it.
pub struct Clip {
    pub name: String,
    pub kind: String,
    pub language: String,
    pub path: PathBuf,
    pub channel: usize,
    pub text: String,
}

impl Clip {
    pub fn has_blanks(&self) -> bool {
        !WITHOUT_BLANKS.contains(&self.language.as_str())
    }
}

/// Numbers clips as they come.
#[derive(Default)]
struct Clips(Vec<Clip>);

impl Clips {
    fn push(&mut self, (kind, language): (&str, &str), path: PathBuf, channel: usize, text: String) {
        self.0.push(Clip {
            name: format!("{:03}", self.0.len()),
            kind: kind.to_owned(),
            language: language.to_owned(),
            path,
            channel,
            text,
        });
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// All of a folder that have a text, by its `manifest.tsv`.
pub fn of_manifest(folder: &Path) -> anyhow::Result<Vec<Clip>> {
    let path = folder.join("manifest.tsv");
    let table = read(&path)?;
    let mut lines = table.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        let found = head.iter().position(|own| *own == name);
        found.with_context(|| format!("{}: there is no column {name}", path.display()))
    };
    let (file, language, kind) = (column("file")?, column("lang")?, column("kind")?);
    let (reference, channels) = (column("reference")?, column("channels")?);
    let mut clips = Clips::default();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        if !WITH_TEXT.contains(&cell(reference)) {
            continue;
        }
        let path = folder.join(cell(file));
        // Where nobody speaks there is no language: English, as most that is configured.
        let language = match cell(language) {
            "" | "-" => "en",
            named => named.split('-').next().unwrap_or(named),
        };
        let of = (cell(kind), language);
        if cell(channels) == "1" {
            let text = read(&path.with_extension("txt"))?;
            clips.push(of, path, 0, text);
            continue;
        }
        for channel in 0..2 {
            let text = read(&path.with_extension(format!("ch{}.txt", channel + 1)))?;
            clips.push(of, path.clone(), channel, text);
        }
    }
    Ok(clips.0)
}

/// Read speech and digits, sentences of seven other languages, announcements of Spanish and of French, and sounds in which nobody speaks.
pub fn own() -> anyhow::Result<Vec<Clip>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/audio");
    let mut clips = Clips::default();
    for (name, text) in read(&folder.join("read/texts.tsv"))?
        .lines()
        .filter_map(|line| line.split_once('\t'))
    {
        let path = folder.join(format!("read/{name}.flac"));
        clips.push(("read", "en"), path, 0, text.to_owned());
    }
    for (name, words) in digits(&folder)? {
        let path = folder.join(format!("digits/{name}.flac"));
        clips.push(("digits", "en"), path, 0, words.join(" "));
    }
    for path in recordings(&folder.join("lang"))? {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        // `es.flac` is a sentence, `es-dir-instr.flac` an announcement.
        let (language, announcement) = name.split_once('-').unwrap_or((name, ""));
        let kind = if announcement.is_empty() { "lang" } else { "ivr-prompt" };
        let (of, text) = ((kind, language), read(&path.with_extension("txt"))?);
        clips.push(of, path.clone(), 0, text);
    }
    for path in recordings(&folder.join("noise"))? {
        clips.push(("noise", "en"), path, 0, String::new());
    }
    Ok(clips.0)
}

/// The words of each string of digits, in their order.
fn digits(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let mut strings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in read(&folder.join("digits/times.tsv"))?.lines() {
        let mut cells = line.split('\t');
        if let (Some(name), Some(word)) = (cells.next(), cells.next()) {
            strings.entry(name.to_owned()).or_default().push(word.to_owned());
        }
    }
    Ok(strings)
}

fn recordings(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "flac") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
