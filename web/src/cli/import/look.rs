//! What the files of a telephone system would say, read here as the server reads them. Nothing is sent, and no position is kept.

use std::fs::File;
use std::path::Path;

use actors::engine::pbx::parsed::legs;
use actors::sources::files::place::Place;
use actors::sources::files::tail::Tail;

use super::position::Positions;
use super::server::Server;
use super::{Arguments, Outcome, files, name_of, terminal};

/// What was read.
#[derive(Default)]
struct Seen {
    legs: usize,
    ignored: usize,
    unread: usize,
}

/// Tells of each piece that cannot be read, with its place, and in the end how much can be.
pub fn look(arguments: &Arguments, server: &Server, positions: &Positions) -> anyhow::Result<Outcome> {
    let (mut seen, mut failed) = (Seen::default(), 0);
    for file in files(&arguments.paths, Some(positions))? {
        let place = match arguments.from_start {
            true => Ok(Place::default()),
            false => positions.of(&file),
        };
        if let Err(error) = place.and_then(|place| seen.read(server, &file, &place)) {
            failed += 1;
            terminal::complain(&error.context(format!("could not read {}", file.display())));
        }
    }
    terminal::line(&seen.sentence())?;
    Ok(if failed > 0 { Outcome::Partial } else { Outcome::Done })
}

impl Seen {
    /// What has come since the file was left.
    fn read(&mut self, server: &Server, file: &Path, place: &Place) -> anyhow::Result<()> {
        let mut tail = Tail::new(File::open(file)?, server.form(), server.settings(), place)?;
        let name = name_of(file);
        while let Some(part) = tail.next(true)? {
            for payload in part.payloads {
                let read = legs(server.form(), &payload.bytes, server.settings());
                self.legs += read.records.len();
                self.ignored += read.ignored.len();
                self.unread += read.quarantined.len();
                for notice in read.quarantined {
                    let (at, code, detail) = (String::from(notice.at), notice.code, notice.detail);
                    let told = format!("{name}, from byte {}: {at}: {code} {detail}", payload.begins);
                    terminal::line(told.trim_end())?;
                }
            }
        }
        Ok(())
    }

    fn sentence(&self) -> String {
        format!(
            "{} legs, {} ignored, {} that could not be read; nothing was sent",
            self.legs, self.ignored, self.unread
        )
    }
}
