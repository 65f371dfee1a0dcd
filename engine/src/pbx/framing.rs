//! Where one piece of a stream ends and the next begins, whatever the cuts in which it arrives: lines, JSON documents that may touch,
//! blocks with a blank line behind them. With the lines on which later ones depend (a header, a date), so that any piece can be read by
//! itself. Pure.

use std::sync::Arc;

use super::lines::LINE_BYTES_MAX;
use super::settings::Settings;
use super::source::Source;

/// Bytes of a document or a block.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// How a form divides a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A record a line.
    Lines,
    /// A record a line, below a line that names the columns.
    Sheet,
    /// JSON, one document after the other, with or without anything in between.
    Documents,
    /// Lines up to a blank one.
    Blocks,
    /// One record, however long; it ends where the stream ends.
    Whole,
}

impl Framing {
    pub fn of(source: Source) -> Self {
        match source {
            Source::AsteriskAmiCdr => Self::Blocks,
            Source::CiscoCucmCdr | Source::CiscoCmr | Source::ThreecxCdroutput => Self::Sheet,
            Source::AsteriskCdrCsv
            | Source::AsteriskCel
            | Source::FreeswitchCdrCsv
            | Source::ThreecxCdrSocket
            | Source::AvayaIpoSmdr
            | Source::AvayaCmCdr
            | Source::MitelSmdr
            | Source::PanasonicSmdr
            | Source::KamailioAcc
            | Source::OpensipsAcc => Self::Lines,
            Source::FreepbxCdr
            | Source::FreeswitchJsonCdr
            | Source::Fusionpbx
            | Source::ThreecxCrmJournal
            | Source::ThreecxXapiCallLog
            | Source::Yeastar30012
            | Source::Yeastar30039
            | Source::YeastarCdrList
            | Source::YeastarNewcdr
            | Source::Telnyx
            | Source::Vonage
            | Source::GrandstreamCdrPush
            | Source::GrandstreamCdrapi => Self::Documents,
            Source::FreeswitchXmlCdr
            | Source::Twilio
            | Source::Signalwire
            | Source::Audiosocket
            | Source::AriExternalMedia
            | Source::TwilioMediaStream
            | Source::ModAudioFork => Self::Whole,
        }
    }

    fn bytes_max(self) -> usize {
        match self {
            Self::Lines | Self::Sheet => LINE_BYTES_MAX,
            Self::Documents | Self::Blocks => DOCUMENT_BYTES_MAX,
            Self::Whole => usize::MAX,
        }
    }
}

/// A piece that can be read by itself, behind its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// With its end.
    pub bytes: Vec<u8>,
    /// The line on which it depends, if any, with its end.
    pub context: Arc<[u8]>,
    /// Where the stream goes on behind it.
    pub ends: u64,
    /// It is longer than a piece may be; these are its first bytes, and the rest of it is passed over.
    pub is_cut: bool,
}

/// Cuts one stream.
pub struct Framer {
    source: Source,
    settings: Settings,
    framing: Framing,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    /// Where in the stream what is not done begins.
    begins: u64,
    context: Arc<[u8]>,
    scan: Scan,
    /// In the rest of something too long.
    passing: bool,
}

/// How far what is not done was looked at, so that no byte is looked at twice.
#[derive(Clone, Copy, Default)]
struct Scan {
    at: usize,
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// Something else than blanks has come since the line began.
    filled: bool,
}

impl Framer {
    pub fn new(source: Source, settings: &Settings) -> Self {
        Self::resumed(source, settings, 0, Arc::from([]))
    }

    /// Goes on where a stream was left.
    pub fn resumed(source: Source, settings: &Settings, at: u64, context: Arc<[u8]>) -> Self {
        Self {
            source,
            settings: settings.clone(),
            framing: Framing::of(source),
            buffer: Vec::new(),
            done: 0,
            begins: at,
            context,
            scan: Scan::default(),
            passing: false,
        }
    }

    pub fn context(&self) -> Arc<[u8]> {
        self.context.clone()
    }

    /// Bytes that have come and are no whole piece yet.
    pub fn waiting(&self) -> usize {
        self.rest().len()
    }

    /// In the rest of something too long, which is passed over.
    pub fn is_passing(&self) -> bool {
        self.passing
    }

    fn rest(&self) -> &[u8] {
        &self.buffer[self.done..]
    }

    /// The pieces that end in these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.buffer.drain(..self.done);
        self.done = 0;
        self.buffer.extend_from_slice(bytes);
        if self.framing == Framing::Lines && self.buffer.starts_with(b"Event: ") {
            self.framing = Framing::Blocks;
        }
        let mut pieces = Vec::new();
        let bytes_max = self.framing.bytes_max();
        while let Some(end) = self.end_of_piece() {
            pieces.extend(if end > bytes_max { self.cut(end) } else { self.take(end) });
        }
        if self.waiting() > bytes_max {
            let all = self.waiting();
            pieces.extend(self.cut(all));
            self.passing = true;
        }
        pieces
    }

    /// What is left at the end of the stream: a last piece without an end, if it is anything.
    pub fn end(&mut self) -> Option<Piece> {
        let end = self.waiting();
        let is_blank = self.rest().iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
        if is_blank || self.passing {
            self.skip(end);
            return None;
        }
        self.take(end)
    }

    /// Where the first piece of the buffer ends, if it does.
    fn end_of_piece(&mut self) -> Option<usize> {
        if self.passing {
            return self.rest().iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        }
        match self.framing {
            Framing::Lines | Framing::Sheet => self.end_of_line(),
            Framing::Blocks => self.end_of_block(),
            Framing::Documents => self.end_of_document(),
            Framing::Whole => None,
        }
    }

    fn end_of_line(&mut self) -> Option<usize> {
        let found = self.rest()[self.scan.at..].iter().position(|&byte| byte == b'\n');
        let end = found.map(|found| self.scan.at + found + 1);
        self.scan.at = end.unwrap_or(self.waiting());
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
            match byte {
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
        let bytes = self.rest()[..end].to_vec();
        self.skip(end);
        if bytes.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            return None;
        }
        if matches!(self.framing, Framing::Lines | Framing::Sheet)
            && self.source.format().is_context(&bytes, &self.settings)
        {
            self.context = bytes.into();
            return None;
        }
        Some(self.piece(bytes, false))
    }

    /// The first bytes of something too long, which ends there or has not ended yet. What is left of it is passed over to the end of a line.
    fn cut(&mut self, end: usize) -> Option<Piece> {
        let bytes = (!self.passing).then(|| self.rest()[..self.framing.bytes_max()].to_vec());
        self.passing = false;
        self.skip(end);
        bytes.map(|bytes| self.piece(bytes, true))
    }

    fn piece(&self, bytes: Vec<u8>, is_cut: bool) -> Piece {
        Piece {
            bytes,
            context: self.context.clone(),
            ends: self.begins,
            is_cut,
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.done += bytes;
        self.begins += bytes as u64;
        self.scan = Scan::default();
    }
}

/// What has to be read again to read one line of a payload: the line with its context. `None` where the payload is not read by lines, or
/// the line depends on one that is not there.
pub fn line_with_context(source: Source, settings: &Settings, payload: &[u8], number: u64) -> Option<Vec<u8>> {
    let framing = Framing::of(source);
    if !matches!(framing, Framing::Lines | Framing::Sheet) || payload.starts_with(b"Event: ") {
        return None;
    }
    let mut context: &[u8] = &[];
    for (index, line) in payload.split_inclusive(|&byte| byte == b'\n').enumerate() {
        if index as u64 + 1 == number {
            let is_whole = framing == Framing::Lines || !context.is_empty();
            return is_whole.then(|| [context, line].concat());
        }
        if source.format().is_context(line, settings) {
            context = line;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pbx::settings::Given;

    fn settings() -> Settings {
        Settings::new(Given::default()).unwrap()
    }

    fn texts(source: Source, chunks: &[&[u8]]) -> Vec<String> {
        let mut framer = Framer::new(source, &settings());
        let mut pieces: Vec<Piece> = chunks.iter().flat_map(|chunk| framer.push(chunk)).collect();
        pieces.extend(framer.end());
        let text = |piece: Piece| String::from_utf8([&piece.context, piece.bytes.as_slice()].concat()).unwrap();
        pieces.into_iter().map(text).collect()
    }

    #[test]
    fn lines_end_at_their_ends_however_they_are_cut() {
        let whole = texts(Source::MitelSmdr, &[b"one\r\ntwo\n\n\0\0three"]);
        assert_eq!(whole, ["one\r\n", "two\n", "\0\0three"]);
        assert_eq!(
            texts(Source::MitelSmdr, &[b"o", b"ne\r", b"\ntwo\n\n\0\0thr", b"ee"]),
            whole
        );
    }

    #[test]
    fn documents_may_touch_and_hold_brackets_in_texts() {
        let input = br#"{"a":"}\"{"}{"b":[1,{"c":2}]} hello
[{"d":1}]"#;
        let wanted = [r#"{"a":"}\"{"}"#, r#"{"b":[1,{"c":2}]}"#, " hello\n", r#"[{"d":1}]"#];
        assert_eq!(texts(Source::GrandstreamCdrPush, &[input]), wanted);
        let bytes: Vec<&[u8]> = input.chunks(1).collect();
        assert_eq!(texts(Source::GrandstreamCdrPush, &bytes), wanted);
    }

    #[test]
    fn blocks_end_with_a_blank_line() {
        let input = b"Event: Cdr\r\nA: 1\r\n\r\nEvent: X\r\n\r\nEvent: Cd";
        let wanted = ["Event: Cdr\r\nA: 1\r\n\r\n", "Event: X\r\n\r\n", "Event: Cd"];
        assert_eq!(texts(Source::AsteriskAmiCdr, &[input]), wanted);
        assert_eq!(texts(Source::AsteriskCel, &[input]), wanted);
    }

    #[test]
    fn rows_know_their_header_and_lines_their_day() {
        let sheet = texts(Source::CiscoCucmCdr, &[b"\"cdrRecordType\",\"pkid\"\n1,a\n1,b\n"]);
        assert_eq!(
            sheet,
            ["\"cdrRecordType\",\"pkid\"\n1,a\n", "\"cdrRecordType\",\"pkid\"\n1,b\n"]
        );
        assert_eq!(texts(Source::AvayaCmCdr, &[b"x\n0302\ny\n"]), ["x\n", "0302\ny\n"]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_the_next_line_is_read() {
        let mut input = vec![b'x'; LINE_BYTES_MAX * 3];
        input.extend_from_slice(b"\nnext\n");
        for size in [1000, input.len()] {
            let mut framer = Framer::new(Source::MitelSmdr, &settings());
            let pieces: Vec<Piece> = input.chunks(size).flat_map(|chunk| framer.push(chunk)).collect();
            assert_eq!(pieces.len(), 2, "{size}");
            assert!(pieces[0].is_cut && pieces[0].bytes.len() == LINE_BYTES_MAX);
            assert_eq!(
                (pieces[1].bytes.as_slice(), pieces[1].ends),
                (&b"next\n"[..], input.len() as u64)
            );
        }
    }

    #[test]
    fn a_stream_that_was_left_goes_on() {
        let input = b"\"cdrRecordType\"\n1\n2\n3\n";
        let mut framer = Framer::new(Source::CiscoCucmCdr, &settings());
        let first = framer.push(input).remove(1);
        let rest = &input[usize::try_from(first.ends).unwrap()..];
        let mut again = Framer::resumed(Source::CiscoCucmCdr, &settings(), first.ends, first.context.clone());
        let pieces = again.push(rest);
        assert_eq!(pieces.len(), 1);
        assert_eq!(
            (pieces[0].bytes.as_slice(), &pieces[0].context),
            (&b"3\n"[..], &first.context)
        );
    }

    #[test]
    fn a_line_is_found_with_what_it_depends_on() {
        let line = |source, payload: &[u8], number| line_with_context(source, &settings(), payload, number);
        assert_eq!(line(Source::AvayaCmCdr, b"0302\nx\ny\n", 3).unwrap(), b"0302\ny\n");
        assert_eq!(line(Source::MitelSmdr, b"x\ny", 2).unwrap(), b"y");
        assert_eq!(line(Source::CiscoCucmCdr, b"a\nb\n", 1), None);
        assert_eq!(line(Source::GrandstreamCdrPush, b"{}", 1), None);
    }
}
