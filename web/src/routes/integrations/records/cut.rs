//! What of a part of a telephone system's file can be read, and where the next part has to begin. Not of a file in our own form.

use std::sync::Arc;

use actix_web::web;
use actors::engine::pbx::framing::{Framer, Piece};
use actors::engine::pbx::repeats::{Again, Remembered, hashes};
use actors::engine::pbx::settings::Settings;
use actors::engine::pbx::source::Source as Form;
use actors::engine::pbx::wide::Order;
use actors::sources::Source;

use super::super::stream::{Batch, together};
use super::Part;
use crate::problem::Problem;

/// Lines that are remembered from one part to the next: equal ones stand close to each other.
const LINES_MAX: usize = 300;

/// What of a part can be read.
pub(super) struct Cut {
    pub(super) batches: Vec<Batch>,
    /// Where in the file begins what is not in them.
    pub(super) through: u64,
    /// On which line what follows depends, and which lines came last.
    pub(super) context: Arc<[u8]>,
}

impl Cut {
    fn of(form: Form, settings: &Settings, part: &Part, bytes: &[u8]) -> Self {
        let (context, bytes) = bytes.split_at(part.context);
        let (order, context) = Order::apart(context);
        let (context, remembered) = Remembered::apart(context);
        let mut framer = Framer::resumed(form, settings, part.at, Arc::from(context)).of_text(order);
        let mut pieces = framer.push(bytes);
        let end = part.at + bytes.len() as u64;
        let mut through = end - framer.waiting();
        if part.last {
            pieces.extend(framer.end());
            through = end;
        } else if framer.is_passing() {
            // Something too long does not end here: it comes again, with its end.
            pieces.pop();
            through = pieces.last().map_or(part.at, |piece| piece.ends);
        }
        let mut lines = Lines {
            form,
            order: framer.order(),
            remembered,
            again: Again::Nothing,
        };
        Self {
            batches: together(pieces).map(|pieces| lines.batch(pieces)).collect(),
            through,
            context: lines.behind(&framer.context()),
        }
    }
}

/// The last lines of the file that have no ids.
struct Lines {
    form: Form,
    /// The file is in UTF-16, which its later parts do not say.
    order: Option<Order>,
    remembered: Remembered,
    again: Again,
}

impl Lines {
    /// Read at once; behind it stands what was remembered then, if the next part begins there.
    fn batch(&mut self, mut pieces: Vec<Piece>) -> Batch {
        if self.form.lacks_ids() {
            let numbers = self.remembered.number(&mut self.again, &hashes(&pieces));
            for (piece, number) in pieces.iter_mut().zip(numbers) {
                piece.number = number;
            }
        }
        let batch = Batch::of(&pieces);
        Batch {
            context: self.behind(&batch.context),
            ..batch
        }
    }

    fn behind(&self, context: &[u8]) -> Arc<[u8]> {
        let mark = self.order.map(Order::mark);
        let context = self.remembered.behind(context, LINES_MAX);
        mark.into_iter().flatten().chain(context).collect()
    }
}

/// Cutting computes, so it runs where blocking is allowed.
pub(super) async fn cut(source: &Source, part: &Part, bytes: Vec<u8>) -> Result<Cut, Problem> {
    let (form, settings, part) = (source.form, source.settings.clone(), part.clone());
    let cut = web::block(move || Cut::of(form, &settings, &part, &bytes));
    cut.await.map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use actors::engine::pbx::lines::LINE_BYTES_MAX;

    use super::*;

    /// What is read of a file that is sent in parts of so many bytes, and in longer ones where nothing ends in them.
    fn read(form: Form, file: &[u8], size: usize) -> Vec<String> {
        let settings = Settings::new(Default::default()).unwrap();
        let (mut read, mut context): (Vec<String>, Vec<u8>) = (Vec::new(), Vec::new());
        let (mut at, mut length) = (0_usize, size);
        loop {
            let end = file.len().min(at + length);
            let part = Part {
                name: "x".into(),
                at: at as u64,
                context: context.len(),
                last: end == file.len(),
                dry_run: false,
                import: None,
            };
            let cut = Cut::of(form, &settings, &part, &[&context[..], &file[at..end]].concat());
            for batch in cut.batches {
                let payload = String::from_utf8(batch.payload).unwrap();
                let (_, before) = Order::apart(&batch.context);
                let before = String::from_utf8(before.to_vec()).unwrap();
                let lines = payload.strip_prefix(&before).unwrap().lines();
                read.extend(lines.map(|line| format!("{}{line}", before.trim())));
            }
            let through = usize::try_from(cut.through).unwrap();
            length = if through == at { length * 2 } else { size };
            (at, context) = (through, cut.context.to_vec());
            if part.last {
                return read;
            }
        }
    }

    #[test]
    fn a_file_is_read_the_same_whatever_its_parts() {
        let sheet = b"\"cdrRecordType\"\n1\n2\n\n\"cdrRecordType\",\"x\"\n3\n4";
        let wanted = [
            "\"cdrRecordType\"1",
            "\"cdrRecordType\"2",
            "\"cdrRecordType\",\"x\"3",
            "\"cdrRecordType\",\"x\"4",
        ];
        for size in [1, 5, 17, 20, 1000] {
            assert_eq!(read(Form::CiscoCucmCdr, sheet, size), wanted, "{size}");
        }
        let documents = b"{\"a\":1}{\"b\":2} {\"c\":3}";
        for size in [1, 9, 1000] {
            assert_eq!(read(Form::GrandstreamCdrPush, documents, size).len(), 3, "{size}");
        }
    }

    #[test]
    fn a_file_in_utf_16_is_read_whatever_its_parts() {
        let text = "\"cdrRecordType\"\r\n1\r\n\u{20ac}\r\n3";
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        let file: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
        let wanted = ["1", "\u{20ac}", "3"].map(|row| format!("\u{feff}\"cdrRecordType\"{row}"));
        for size in [1, 7, 40, 1000] {
            assert_eq!(read(Form::CiscoCucmCdr, &file, size), wanted, "{size}");
        }
    }

    #[test]
    fn equal_lines_are_counted_from_one_part_to_the_next_and_a_part_that_comes_again_counts_them_the_same() {
        let file = b"1 a\n1 b\n1 a\n1 a\n1 c\n1 d\n1 a\n";
        let settings = Settings::new(Default::default()).unwrap();
        for size in [4, 8, 12, file.len()] {
            let (mut told, mut context, mut at): (Vec<String>, Vec<u8>, usize) = Default::default();
            while at < file.len() {
                let end = file.len().min(at + size);
                let part = Part {
                    name: "x".into(),
                    at: at as u64,
                    context: context.len(),
                    last: end == file.len(),
                    dry_run: false,
                    import: None,
                };
                let body = [&context[..], &file[at..end]].concat();
                let cut = Cut::of(Form::PanasonicSmdr, &settings, &part, &body);
                let again = Cut::of(Form::PanasonicSmdr, &settings, &part, &body);
                let numbers = |cut: &Cut| {
                    cut.batches
                        .iter()
                        .map(|batch| batch.numbers.clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(numbers(&cut), numbers(&again));
                let before = told.len();
                for batch in &cut.batches {
                    let lines = batch.payload.split_inclusive(|&byte| byte == b'\n').count();
                    told.extend((0..lines).map(|_| "1".to_owned()));
                    let later = batch.numbers.to_text();
                    for (line, number) in later.split(',').filter_map(|pair| pair.split_once('=')) {
                        told[before + line.parse::<usize>().unwrap() - 1] = number.to_owned();
                    }
                }
                (at, context) = (usize::try_from(cut.through).unwrap(), cut.context.to_vec());
            }
            assert_eq!(told, ["1", "1", "2", "3", "1", "1", "4"], "{size}");
        }
    }

    #[test]
    fn something_too_long_is_one_piece_whatever_the_parts() {
        let mut file = vec![b'x'; LINE_BYTES_MAX * 3];
        file.extend_from_slice(b"\nnext\n");
        for size in [LINE_BYTES_MAX * 2, LINE_BYTES_MAX * 3 - 1, LINE_BYTES_MAX * 4] {
            let read = read(Form::MitelSmdr, &file, size);
            assert_eq!(
                (read.len(), read[0].len(), read[1].as_str()),
                (2, LINE_BYTES_MAX, "next")
            );
        }
    }
}
