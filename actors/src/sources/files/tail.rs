//! A file from where it was left: read a part at a time, cut into pieces, put together into payloads. It sends nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use engine::pbx::framing::{Framer, Framing, Piece};
use engine::pbx::repeats::Numbers;
use engine::pbx::settings::Settings;
use engine::pbx::source::Source as Form;

use super::lines::{Lines, order_of};
use super::place::Place;

/// Bytes that are read at once, and about so many are one payload.
const READ: usize = 256 * 1024;
/// Of a file that is one record.
const WHOLE_MAX: u64 = 32 * 1024 * 1024;

/// What can be read by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub bytes: Vec<u8>,
    /// Where in the file its first piece begins.
    pub begins: u64,
    /// Its only piece is longer than one may be: these are its first bytes.
    pub is_cut: bool,
    /// Which of its lines are not the first of their kind in the file.
    pub numbers: Numbers,
}

/// Payloads, and where the file is left once they are sent.
#[derive(Debug, PartialEq)]
pub struct Part {
    pub payloads: Vec<Payload>,
    pub place: Place,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    #[error("it is one record of {bytes} bytes, and longer than {}", WHOLE_MAX)]
    TooLong { bytes: u64 },
    /// What stood before what was read does not stand there any more. Nothing of it is given; where to begin is to be found anew.
    #[error("it was cut off or written anew while it was read")]
    Changed,
    #[error("could not read on")]
    Read(#[from] io::Error),
}

pub struct Tail {
    file: File,
    form: Form,
    framer: Framer,
    lines: Lines,
    /// The file is the one that was begun as long as this is in it.
    left: Place,
    /// How far it was read.
    read: u64,
    ended: bool,
}

impl Tail {
    /// Blocking, as everything here.
    pub fn new(mut file: File, form: Form, settings: &Settings, place: &Place) -> Result<Self, Unread> {
        let bytes = file.metadata()?.len();
        if Framing::of(form) == Framing::Whole && bytes > WHOLE_MAX {
            return Err(Unread::TooLong { bytes });
        }
        let framer = Framer::resumed(form, settings, place.at, Arc::from(place.context())).of_file();
        Ok(Self {
            framer: framer.of_text(order_of(&mut file)?),
            file,
            form,
            lines: Lines::new(form, settings),
            left: place.clone(),
            read: place.at,
            ended: false,
        })
    }

    /// The next payloads; `None`: there are no more now. Of a file that rests, what has no end has one.
    pub fn next(&mut self, rested: bool) -> Result<Option<Part>, Unread> {
        while !self.ended {
            let mut bytes = vec![0; READ];
            self.file.seek(SeekFrom::Start(self.read))?;
            let count = self.file.read(&mut bytes)?;
            if self.read == 0 {
                // Nothing stands before it: it is known by these bytes themselves.
                self.left = Place::behind(&bytes[..count]);
            }
            self.read += count as u64;
            let mut pieces = match count {
                0 if rested => {
                    self.ended = true;
                    self.framer.end().into_iter().collect()
                }
                0 => return Ok(None),
                _ => self.framer.push(&bytes[..count]),
            };
            self.lines.number(&mut self.file, &mut pieces)?;
            if let Some(last) = pieces.last() {
                let place = Place::of(&mut self.file, last.ends, &self.framer.context())?;
                // Last of all: neither what was read nor the new place is of a content that came in between.
                if !self.left.is_in(&mut self.file)? {
                    return Err(Unread::Changed);
                }
                self.left = place.clone();
                let payloads = together(self.form, pieces);
                return Ok(Some(Part { payloads, place }));
            }
        }
        Ok(None)
    }

    /// Bytes stand there that have no end yet.
    pub fn is_waiting(&self) -> bool {
        !self.ended && self.framer.waiting() > 0
    }
}

/// Pieces with the same context are one payload, behind it. Something too long goes alone: it is kept aside.
fn together(form: Form, pieces: Vec<Piece>) -> Vec<Payload> {
    let mut payloads: Vec<(Arc<[u8]>, Payload)> = Vec::new();
    for piece in pieces {
        let is_more = payloads.last().is_some_and(|(context, payload)| {
            *context == piece.context && !payload.is_cut && !piece.is_cut && !payload.numbers.is_full()
        });
        if !is_more {
            let payload = Payload {
                bytes: piece.context.to_vec(),
                begins: piece.begins,
                is_cut: piece.is_cut,
                numbers: Numbers::default(),
            };
            payloads.push((piece.context.clone(), payload));
        }
        if let Some((_, payload)) = payloads.last_mut() {
            payload.numbers.add(&payload.bytes, piece.number);
            payload.bytes.extend_from_slice(&piece.bytes);
            if Framing::of(form) != Framing::Whole && !payload.bytes.ends_with(b"\n") {
                payload.bytes.push(b'\n');
            }
        }
    }
    payloads.into_iter().map(|(_, payload)| payload).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use engine::pbx::settings::Given;

    use super::*;

    fn open(path: &Path, form: Form, place: &Place) -> Tail {
        let settings = Settings::new(Given::default()).unwrap();
        Tail::new(File::open(path).unwrap(), form, &settings, place).unwrap()
    }

    fn texts(part: &Part) -> Vec<String> {
        let texts = part
            .payloads
            .iter()
            .map(|payload| String::from_utf8(payload.bytes.clone()).unwrap());
        texts.collect()
    }

    #[test]
    fn a_file_that_grows_is_read_on_and_its_last_line_waits_for_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cdr.csv");
        std::fs::write(&path, "\"cdrRecordType\"\n1\n2").unwrap();
        let mut tail = open(&path, Form::CiscoCucmCdr, &Place::default());
        let part = tail.next(false).unwrap().unwrap();
        assert_eq!(texts(&part), ["\"cdrRecordType\"\n1\n"]);
        assert_eq!(part.payloads[0].begins, 16);
        assert_eq!(tail.next(false).unwrap(), None);
        assert!(tail.is_waiting());
        std::fs::write(&path, "\"cdrRecordType\"\n1\n22\n3").unwrap();
        let mut tail = open(&path, Form::CiscoCucmCdr, &part.place);
        let part = tail.next(false).unwrap().unwrap();
        assert_eq!(texts(&part), ["\"cdrRecordType\"\n22\n"]);
        let part = tail.next(true).unwrap().unwrap();
        assert_eq!(texts(&part), ["\"cdrRecordType\"\n3\n"]);
        assert_eq!((tail.next(true).unwrap(), tail.is_waiting()), (None, false));
        let mut tail = open(&path, Form::CiscoCucmCdr, &part.place);
        assert_eq!(tail.next(true).unwrap(), None, "nothing twice");
    }

    #[test]
    fn a_file_in_utf_16_is_read_on_where_it_was_left() {
        let wide = |text: &str| -> Vec<u8> {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            [0xff, 0xfe].into_iter().chain(units).collect()
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cdr.csv");
        let header = "\"cdrRecordType\"\r\n";
        std::fs::write(&path, wide(&format!("{header}1\r\n2"))).unwrap();
        let part = open(&path, Form::CiscoCucmCdr, &Place::default()).next(false);
        let part = part.unwrap().unwrap();
        assert_eq!(texts(&part), [format!("\u{feff}{header}1\r\n")]);
        assert_eq!((part.payloads[0].begins, part.place.at), (36, 42), "two bytes a letter");
        std::fs::write(&path, wide(&format!("{header}1\r\n\u{20ac}\r\n3"))).unwrap();
        let mut tail = open(&path, Form::CiscoCucmCdr, &part.place);
        let part = tail.next(false).unwrap().unwrap();
        assert_eq!(texts(&part), [format!("\u{feff}{header}\u{20ac}\r\n")]);
        assert_eq!(part.place.at, 48);
        assert!(tail.is_waiting());
    }

    #[test]
    fn a_file_that_is_cut_off_and_grows_past_its_place_before_it_is_read_on_loses_no_row() {
        let form = Form::AsteriskCdrCsv;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Master.csv");
        std::fs::write(&path, "one\ntwo\n").unwrap();
        let mut tail = open(&path, form, &Place::default());
        let left = tail.next(false).unwrap().unwrap().place;
        let planned = left.is_in(&mut File::open(&path).unwrap()).unwrap();
        assert!(planned, "it is to be read on from there");
        let mut begun = open(&path, form, &left);
        std::fs::write(&path, "three\nfour\nfive\n").unwrap();
        for one in [&mut begun, &mut tail] {
            assert!(matches!(one.next(false), Err(Unread::Changed)));
        }
        let is_in = left.is_in(&mut File::open(&path).unwrap()).unwrap();
        assert!(!is_in, "the next look begins anew");
        let part = open(&path, form, &Place::default()).next(false).unwrap().unwrap();
        assert_eq!(texts(&part), ["three\nfour\nfive\n"]);
    }

    #[test]
    fn a_line_is_not_put_together_of_two_contents() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Master.csv");
        std::fs::write(&path, "one").unwrap();
        let mut tail = open(&path, Form::AsteriskCdrCsv, &Place::default());
        assert_eq!(tail.next(false).unwrap(), None, "it has no end yet");
        std::fs::write(&path, "three\nfour\n").unwrap();
        assert!(matches!(tail.next(false), Err(Unread::Changed)));
    }

    #[test]
    fn a_document_is_sent_when_its_file_rests() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xml");
        std::fs::write(&path, "<cdr>\n</cdr>\n").unwrap();
        let mut tail = open(&path, Form::FreeswitchXmlCdr, &Place::default());
        assert_eq!(tail.next(false).unwrap(), None);
        assert!(tail.is_waiting());
        assert_eq!(texts(&tail.next(true).unwrap().unwrap()), ["<cdr>\n</cdr>\n"]);
    }

    #[test]
    fn one_record_that_is_too_long_is_not_read_into_memory() {
        let file = tempfile::tempfile().unwrap();
        file.set_len(WHOLE_MAX + 1).unwrap();
        let settings = Settings::new(Given::default()).unwrap();
        let opened = Tail::new(file, Form::FreeswitchXmlCdr, &settings, &Place::default());
        assert!(matches!(opened, Err(Unread::TooLong { bytes }) if bytes == WHOLE_MAX + 1));
    }
}
