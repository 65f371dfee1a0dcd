//! Where one piece of a stream ends and the next begins, whatever the cuts in which it arrives: lines, JSON documents that may touch,
//! blocks with a blank line behind them. With the lines on which later ones depend (a header, a date), so that any piece can be read by
//! itself. Pure.

mod again;
pub mod items;
mod kind;
mod scan;

use std::sync::Arc;

use super::canonical;
use super::lines::LINE_BYTES_MAX;
use super::settings::Settings;
use super::source::Source;
use super::table::separator;
use super::wide::{Letters, Order};
pub use again::line_with_context;
pub use kind::Framing;
use scan::{Scan, Tag};

/// Bytes of a document or a block.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// Bytes of a document in a file, where an answer of an interface may be kept as it came, with all its records.
pub const FILE_DOCUMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A piece that can be read by itself, behind its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// With its end.
    pub bytes: Vec<u8>,
    /// The line on which it depends, if any, with its end.
    pub context: Arc<[u8]>,
    /// Where in the stream it begins, in bytes as they came.
    pub begins: u64,
    /// Where the stream goes on behind it.
    pub ends: u64,
    /// It is longer than a piece may be; these are its first bytes, and the rest of it is passed over.
    pub is_cut: bool,
    /// Which of equal lines it is, from 1; said by whoever knows what came before.
    pub number: u32,
}

/// Cuts one stream.
pub struct Framer {
    source: Source,
    settings: Settings,
    framing: Framing,
    documents_max: usize,
    letters: Letters,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    /// Where in the stream what is not done begins.
    begins: u64,
    context: Arc<[u8]>,
    scan: Scan,
    /// In the rest of something too long.
    passing: bool,
    /// Of our own records too little has come to say how they are written.
    undecided: bool,
}

impl Framer {
    pub fn new(source: Source, settings: &Settings) -> Self {
        Self::resumed(source, settings, 0, Arc::from([]))
    }

    /// Goes on where a stream was left.
    pub fn resumed(source: Source, settings: &Settings, at: u64, context: Arc<[u8]>) -> Self {
        let framing = match Framing::of(source) {
            Framing::Records if *context == *items::ARRAY => Framing::Items,
            Framing::Records if !context.is_empty() => Framing::Table,
            framing => framing,
        };
        Self {
            source,
            settings: settings.clone(),
            framing,
            undecided: framing == Framing::Records && at == 0,
            documents_max: DOCUMENT_BYTES_MAX,
            letters: Letters::default(),
            buffer: Vec::new(),
            done: 0,
            begins: at,
            context,
            scan: Scan::default(),
            passing: false,
        }
    }

    /// Of a file, which is read once and by one: a document may be longer than on a connection.
    pub fn of_file(mut self) -> Self {
        self.documents_max = FILE_DOCUMENT_BYTES_MAX;
        self
    }

    /// Of a text that may be in UTF-16: its beginning says so, or `order` where that is long past. Its pieces are in UTF-8, their places those
    /// of the bytes that came.
    pub fn of_text(mut self, order: Option<Order>) -> Self {
        self.letters = match self.begins {
            0 => Letters::from_beginning(),
            _ => Letters::of_rest(order),
        };
        self
    }

    /// In which order the bytes of its letters come, if it is in UTF-16.
    pub fn order(&self) -> Option<Order> {
        self.letters.order()
    }

    pub fn context(&self) -> Arc<[u8]> {
        self.context.clone()
    }

    /// Bytes that have come and are no whole piece yet.
    pub fn waiting(&self) -> u64 {
        self.letters.came_as(self.rest()) + self.letters.waiting() as u64
    }

    /// In the rest of something too long, which is passed over.
    pub fn is_passing(&self) -> bool {
        self.passing
    }

    fn bytes_max(&self) -> usize {
        match self.framing {
            Framing::Lines | Framing::Sheet => LINE_BYTES_MAX,
            Framing::Documents => self.documents_max,
            Framing::Blocks | Framing::Records | Framing::Items | Framing::Table => DOCUMENT_BYTES_MAX,
            Framing::Whole => usize::MAX,
        }
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.done..]
    }

    /// The pieces that end in these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.letters.push(bytes, &mut self.buffer);
        if self.framing == Framing::Lines && self.buffer.starts_with(b"Event: ") {
            self.framing = Framing::Blocks;
        }
        let mut pieces = Vec::new();
        let bytes_max = self.bytes_max();
        while let Some(end) = self.end_of_piece() {
            pieces.extend(if end > bytes_max { self.cut(end) } else { self.take(end) });
        }
        if self.rest().len() > bytes_max {
            let (all, scan) = (self.rest().len(), self.scan);
            pieces.extend(self.cut(all));
            self.passing = true;
            if self.framing == Framing::Items {
                // No line has to end behind it: its own brackets say where it does.
                self.scan = Scan { at: 0, ..scan };
            }
        }
        pieces
    }

    /// What is left at the end of the stream: a last piece without an end, if it is anything.
    pub fn end(&mut self) -> Option<Piece> {
        self.letters.end(&mut self.buffer);
        if self.undecided {
            self.decide(true);
        }
        let end = self.rest().len();
        let is_blank = self.rest().iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
        if is_blank || self.passing {
            self.skip(end);
            return None;
        }
        self.take(end)
    }

    /// Where the first piece of the buffer ends, if it does.
    fn end_of_piece(&mut self) -> Option<usize> {
        if self.undecided && !self.decide(false) {
            return None;
        }
        if self.passing && self.framing != Framing::Items {
            return self.rest().iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        }
        match self.framing {
            Framing::Lines | Framing::Sheet | Framing::Records => self.end_of_line(),
            Framing::Items => self.end_of_item(),
            Framing::Table => self.end_of_row(),
            Framing::Blocks => self.end_of_block(),
            Framing::Documents => self.end_of_document(),
            Framing::Whole => None,
        }
    }

    /// Whether it is known how our own records are written: their first letter says it, or the first row of a table.
    fn decide(&mut self, is_over: bool) -> bool {
        self.skip(items::blank(self.rest()));
        let rest = self.rest();
        match rest.first() {
            None => return false,
            Some(b'{') => {}
            Some(first) if items::ARRAY.contains(first) => {
                (self.framing, self.context) = (Framing::Items, Arc::from(items::ARRAY));
            }
            Some(_) => match canonical::table::begins(rest, is_over) {
                None => return false,
                Some(true) => self.framing = Framing::Table,
                Some(false) => {}
            },
        }
        self.undecided = false;
        true
    }

    fn end_of_item(&mut self) -> Option<usize> {
        if !self.passing && self.scan.at == 0 {
            self.skip(items::between(self.rest()));
        }
        items::end(&self.buffer[self.done..], &mut self.scan)
    }

    /// The header says how the cells are separated; before it has come, it is the first row itself.
    fn end_of_row(&mut self) -> Option<usize> {
        let rest = &self.buffer[self.done..];
        let separator = separator(if self.context.is_empty() { rest } else { &self.context });
        let end = self.scan.row.end(rest, separator, DOCUMENT_BYTES_MAX);
        end.map(|end| end.at)
    }

    fn end_of_line(&mut self) -> Option<usize> {
        if self.is_serial() {
            return self.end_of_serial_line();
        }
        let found = self.rest()[self.scan.at..].iter().position(|&byte| byte == b'\n');
        let end = found.map(|found| self.scan.at + found + 1);
        self.scan.at = end.unwrap_or(self.rest().len());
        end
    }

    /// Its lines come from a serial port, where some systems end them with CR alone.
    fn is_serial(&self) -> bool {
        matches!(
            self.source,
            Source::AvayaIpoSmdr | Source::AvayaCmCdr | Source::MitelSmdr | Source::PanasonicSmdr
        )
    }

    /// A CR ends a line unless LF follows it, which is not known before it has come.
    fn end_of_serial_line(&mut self) -> Option<usize> {
        let rest = &self.rest()[self.scan.at..];
        let is_end = |at: &usize| match (rest[*at], rest.get(at + 1)) {
            (b'\n', _) => true,
            (b'\r', Some(next)) => !matches!(next, b'\r' | b'\n'),
            _ => false,
        };
        let found = (0..rest.len()).find(is_end);
        let open = rest.len() - usize::from(rest.last() == Some(&b'\r'));
        let end = found.map(|found| self.scan.at + found + 1);
        self.scan.at = end.unwrap_or(self.scan.at + open);
        end
    }

    fn end_of_block(&mut self) -> Option<usize> {
        while let Some(&byte) = self.buffer.get(self.done + self.scan.at) {
            self.scan.at += 1;
            match byte {
                b'\n' if !self.scan.filled => return Some(self.scan.at),
                b'\n' => self.scan.filled = false,
                b'\r' => {}
                _ => self.scan.filled = true,
            }
        }
        None
    }

    /// Brackets outside of texts are counted. What begins with none is no document, and ends with its line.
    fn end_of_document(&mut self) -> Option<usize> {
        while let Some(&byte) = self.buffer.get(self.done + self.scan.at) {
            self.scan.at += 1;
            let scan = &mut self.scan;
            if scan.xml.is_some() {
                if scan.ends_xml(byte) {
                    return Some(scan.at);
                }
                continue;
            }
            match byte {
                b'<' if !scan.filled && is_xml(self.source) => {
                    scan.filled = true;
                    scan.xml = Some(Tag {
                        is_open: true,
                        ..Tag::default()
                    });
                }
                // A mark of the order of bytes.
                0xef | 0xbb | 0xbf if !scan.filled => {}
                _ if scan.escaped => scan.escaped = false,
                b'\\' if scan.in_text => scan.escaped = true,
                b'"' if scan.depth > 0 => scan.in_text = !scan.in_text,
                _ if scan.in_text => {}
                b'{' | b'[' if scan.depth > 0 || !scan.filled => {
                    scan.depth += 1;
                    scan.filled = true;
                }
                b'}' | b']' if scan.depth > 0 => {
                    scan.depth -= 1;
                    if scan.depth == 0 {
                        return Some(scan.at);
                    }
                }
                b'\n' if scan.depth == 0 && scan.filled => return Some(scan.at),
                _ if byte.is_ascii_whitespace() || byte == 0 => {}
                _ => scan.filled = true,
            }
        }
        None
    }

    /// The first bytes as a piece; `None` where they are nothing, or are the context of what follows.
    fn take(&mut self, end: usize) -> Option<Piece> {
        if self.passing {
            self.passing = false;
            self.skip(end);
            return None;
        }
        let (bytes, begins) = (self.rest()[..end].to_vec(), self.begins);
        self.skip(end);
        if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            return None;
        }
        if matches!(self.framing, Framing::Lines | Framing::Sheet | Framing::Table)
            && self.source.format().is_context(&bytes, &self.settings)
        {
            self.context = bytes.into();
            return None;
        }
        Some(self.piece(bytes, begins, false))
    }

    /// The first bytes of something too long, which ends there or has not ended yet. What is left of it is passed over to the end of a line.
    fn cut(&mut self, end: usize) -> Option<Piece> {
        let bytes = (!self.passing).then(|| self.rest()[..self.bytes_max()].to_vec());
        let begins = self.begins;
        self.passing = false;
        self.skip(end);
        bytes.map(|bytes| self.piece(bytes, begins, true))
    }

    fn piece(&self, bytes: Vec<u8>, begins: u64, is_cut: bool) -> Piece {
        Piece {
            bytes,
            context: self.context.clone(),
            begins,
            ends: self.begins,
            is_cut,
            number: 1,
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.begins += self.letters.came_as(&self.rest()[..bytes]);
        self.done += bytes;
        self.scan = Scan::default();
    }
}

/// Its documents may be XML as well.
fn is_xml(source: Source) -> bool {
    matches!(source, Source::GrandstreamCdrPush | Source::GrandstreamCdrapi)
}

#[cfg(test)]
mod tests;
