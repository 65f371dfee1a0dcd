//! `audiapro import recordings FOLDER`: a folder of recordings, sent to a running server one by one, each by its name. What has been sent is
//! noted on disk, so that whatever ends the command, the next one goes on there.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use actors::engine::pbx::recording_name::{Clues, NamePattern, headerless};
use actors::outbound::api::Api;
use anyhow::{Context, bail};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::server::{persist, told};
use super::{Arguments, is_finished, position};
use crate::cli::{Outcome, terminal};

/// Ends of names of files that hold sound. Others in the folder are left alone.
const SOUND: [&str; 22] = [
    "wav", "mp3", "ogg", "oga", "opus", "flac", "m4a", "mp4", "aac", "webm", "mka", "au", "snd", "aif", "aiff", "rf64",
    "raw", "slin", "wav49", "yswav", "spx", "mp2",
];

/// What became of the files.
#[derive(Default)]
struct Tally {
    matched: usize,
    loose: usize,
    known: usize,
    failed: usize,
    later: usize,
}

impl Tally {
    fn sentence(&self) -> String {
        format!(
            "{} with their leg, {} without a leg yet, {} known already, {} that failed, {} still being written",
            self.matched, self.loose, self.known, self.failed, self.later
        )
    }
}

/// A source as far as recordings are concerned.
struct Source {
    api: Api,
    id: String,
    zone: TimeZone,
}

pub async fn import(arguments: &Arguments, folder: &Path) -> anyhow::Result<Outcome> {
    let pattern = arguments.pattern.as_deref().map(NamePattern::new).transpose();
    let pattern = pattern.context("--pattern cannot be read")?;
    let source = find(arguments).await?;
    let files = files(folder)?;
    if arguments.dry_run {
        return show(&source, pattern.as_ref(), folder, &files);
    }
    let state = position::folder_of(arguments.positions.as_deref(), &arguments.url, &source.id)?;
    let mut done = Done::open(&state.join("recordings"), arguments.from_start)?;
    let mut tally = Tally::default();
    for file in &files {
        let name = file.strip_prefix(folder).unwrap_or(file);
        if done.has(file) {
            tally.known += 1;
            continue;
        }
        if !is_rested(file, Duration::from_secs(arguments.rest_s)) {
            tally.later += 1;
            continue;
        }
        match send(&source, pattern.as_ref(), file, &name.to_string_lossy()).await {
            Ok(true) => tally.matched += 1,
            Ok(false) => tally.loose += 1,
            Err(error) => {
                tally.failed += 1;
                terminal::complain(&error.context(format!("could not import {}", name.display())));
                continue;
            }
        }
        done.note(file)?;
    }
    terminal::line(&tally.sentence())?;
    Ok(if tally.failed > 0 {
        Outcome::Partial
    } else {
        Outcome::Done
    })
}

/// What each name says, and which say nothing; nothing is sent.
fn show(source: &Source, pattern: Option<&NamePattern>, folder: &Path, files: &[PathBuf]) -> anyhow::Result<Outcome> {
    let Some(pattern) = pattern else {
        bail!("--dry-run shows what --pattern reads: name one, as '{{started:%Y%m%d-%H%M%S}}_{{from}}_{{to}}.{{any}}'");
    };
    let mut unread = 0;
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned();
        match pattern.read(&name, &source.zone) {
            Some(clues) => terminal::line(&format!("{name}  {}", sentence(&clues)))?,
            None => {
                unread += 1;
                terminal::line(&format!("{name}  is not such a name"))?;
            }
        }
    }
    terminal::line(&format!(
        "{} files, {unread} whose names say nothing; nothing was sent",
        files.len()
    ))?;
    Ok(if unread > 0 { Outcome::Partial } else { Outcome::Done })
}

fn sentence(clues: &Clues) -> String {
    let parts = [
        ("id", clues.id.clone()),
        ("started", clues.started_at.map(|at| at.to_string())),
        ("from", clues.from.clone()),
        ("to", clues.to.clone()),
        ("agent", clues.agent.clone()),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value?)));
    parts.collect::<Vec<_>>().join(", ")
}

async fn find(arguments: &Arguments) -> anyhow::Result<Source> {
    let (url, name) = (&arguments.url, &arguments.source);
    let api = Api::new(url, &arguments.key)?;
    let listed = persist(|| api.get("/v1/sources")).await?;
    if listed.status != 200 {
        bail!("could not ask {url} for its sources: {}", told(&listed));
    }
    let sources = listed.json["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let source = sources.iter().find(|source| source["name"] == name.as_str());
    let source = source.with_context(|| format!("there is no source {name:?}: make it with POST /v1/sources"))?;
    let zone = source["settings"]["tz"].as_str().unwrap_or("UTC");
    Ok(Source {
        api,
        id: source["id"].as_str().unwrap_or_default().to_owned(),
        zone: TimeZone::get(zone).with_context(|| format!("the source's zone {zone:?} is not known here"))?,
    })
}

/// Whether it found its leg.
async fn send(source: &Source, pattern: Option<&NamePattern>, file: &Path, name: &str) -> anyhow::Result<bool> {
    let clues = pattern.map(|pattern| {
        pattern
            .read(name, &source.zone)
            .context("its name is not one of the pattern")
    });
    let clues = clues.transpose()?.unwrap_or_default();
    let mut path = format!("/v1/sources/{}/recordings?name={}", source.id, encoded(name));
    let more = [
        ("external_id", clues.id),
        ("started_at", clues.started_at.map(|at| at.to_string())),
        ("from", clues.from),
        ("to", clues.to),
        ("agent", clues.agent),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            path.push_str(&format!("&{key}={}", encoded(&value)));
        }
    }
    let answered = persist(|| source.api.post_file(&path, file)).await?;
    match answered.status {
        200..=202 => Ok(answered.json["leg_id"] != Value::Null),
        _ => bail!("the server does not take it: {}", told(&answered)),
    }
}

fn encoded(text: &str) -> String {
    actors::fetch::reference::encoded(text, true)
}

fn is_rested(file: &Path, rest: Duration) -> bool {
    let changed = std::fs::metadata(file).and_then(|file| file.modified());
    changed.is_ok_and(|changed| SystemTime::now().duration_since(changed).unwrap_or_default() >= rest)
}

/// Files of sound below a folder, in the order of their paths. Links are not followed.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("could not read {}", folder.display()))?;
            let (kind, path) = (entry.file_type()?, entry.path());
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_finished(&path) && is_sound(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_sound(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    headerless(&name).is_some() || end.is_some_and(|end| SOUND.contains(&end.as_str()))
}

/// What has been sent, a line each; flushed before the next is sent.
struct Done {
    file: File,
    known: HashSet<String>,
}

impl Done {
    fn open(path: &Path, from_start: bool) -> anyhow::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        let file = options
            .open(path)
            .with_context(|| format!("could not open {}", path.display()))?;
        if from_start {
            file.set_len(0)?;
        }
        let known = BufReader::new(&file).lines().collect::<Result<_, _>>();
        Ok(Self {
            known: known.with_context(|| format!("could not read {}", path.display()))?,
            file,
        })
    }

    fn has(&self, file: &Path) -> bool {
        line_of(file).is_ok_and(|line| self.known.contains(&line))
    }

    fn note(&mut self, file: &Path) -> anyhow::Result<()> {
        let line = line_of(file)?;
        self.file.write_all(format!("{line}\n").as_bytes())?;
        self.file.sync_data()?;
        self.known.insert(line);
        Ok(())
    }
}

/// A file as it was: another content under its name is another one.
fn line_of(file: &Path) -> anyhow::Result<String> {
    let about = std::fs::metadata(file)?;
    let changed = about
        .modified()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let path = std::path::absolute(file)?;
    let path = path.to_string_lossy().replace(['\n', '\r'], "?");
    Ok(format!("{}\t{}\t{path}", about.len(), changed.as_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_known_again_unless_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let (state, file) = (folder.path().join("done"), folder.path().join("a.wav"));
        std::fs::write(&file, "one").unwrap();
        let mut done = Done::open(&state, false).unwrap();
        assert!(!done.has(&file));
        done.note(&file).unwrap();
        assert!(Done::open(&state, false).unwrap().has(&file));
        std::fs::write(&file, "another").unwrap();
        assert!(!Done::open(&state, false).unwrap().has(&file));
        assert!(!Done::open(&state, true).unwrap().has(&file));
    }

    #[test]
    fn files_of_sound_are_found_in_all_folders_and_others_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("2026/03")).unwrap();
        for name in ["2026/03/b.WAV", "a.gsm", "notes.txt", ".hidden.wav", "c.wav.part"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let found = files(folder.path()).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|file| file.strip_prefix(folder.path()).unwrap())
            .collect();
        assert_eq!(names, [Path::new("2026/03/b.WAV"), Path::new("a.gsm")]);
    }
}
