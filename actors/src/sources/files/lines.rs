//! Which lines of a file that have no ids are not the first of their kind. It depends on nothing but what stands in the file: equal lines
//! are looked for in the block in which a line begins and in the one before it, whether they were read just now or long ago. So a file
//! that is read on, renamed, or read once more from its beginning has the same lines. It sends nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use engine::pbx::framing::{Framer, Piece};
use engine::pbx::repeats::{Again, Remembered, hashes};
use engine::pbx::settings::Settings;
use engine::pbx::source::Source as Form;
use engine::pbx::wide::{Order, TELLING};

/// Bytes of a block: thousands of lines, of which equal ones come within a minute.
const BLOCK: u64 = 256 * 1024;

pub(super) struct Lines {
    form: Form,
    settings: Settings,
    block: Option<Block>,
}

/// The lines of the block in which the file is read now, and of the one before it.
struct Block {
    number: u64,
    remembered: Remembered,
    again: Again,
}

impl Lines {
    pub(super) fn new(form: Form, settings: &Settings) -> Self {
        Self {
            form,
            settings: settings.clone(),
            block: None,
        }
    }

    /// Says of pieces that follow one another which they are. Blocking.
    pub(super) fn number(&mut self, file: &mut File, pieces: &mut [Piece]) -> io::Result<()> {
        if !self.form.lacks_ids() {
            return Ok(());
        }
        for pieces in pieces.chunk_by_mut(|one, other| block_of(one) == block_of(other)) {
            let Some(first) = pieces.first() else { continue };
            let mut block = match self.block.take() {
                Some(block) if block.number == block_of(first) => block,
                _ => self.before(file, first)?,
            };
            block.read(pieces);
            self.block = Some(block);
        }
        Ok(())
    }

    /// The block of this piece, with all that stands before it.
    fn before(&self, file: &mut File, piece: &Piece) -> io::Result<Block> {
        let mut block = Block {
            number: block_of(piece),
            remembered: Remembered::default(),
            again: Again::Nothing,
        };
        let from = block.number.saturating_sub(1) * BLOCK;
        // What stands before it, one letter of UTF-16 at most, tells whether a line begins there.
        let begin = from.saturating_sub(2);
        let order = order_of(file)?;
        file.seek(SeekFrom::Start(begin))?;
        let mut bytes = Vec::new();
        file.by_ref()
            .take(piece.begins.saturating_sub(begin))
            .read_to_end(&mut bytes)?;
        let mut framer = Framer::resumed(self.form, &self.settings, begin, Arc::from([])).of_text(order);
        let mut pieces = framer.push(&bytes);
        pieces.extend(framer.end());
        pieces.retain(|piece| piece.begins >= from);
        block.read(&mut pieces);
        Ok(block)
    }
}

impl Block {
    fn read(&mut self, pieces: &mut [Piece]) {
        let numbers = self.remembered.number(&mut self.again, &hashes(pieces));
        for (piece, number) in pieces.iter_mut().zip(numbers) {
            piece.number = number;
        }
    }
}

fn block_of(piece: &Piece) -> u64 {
    piece.begins / BLOCK
}

/// How a file begins that is in UTF-16. Blocking.
pub(super) fn order_of(file: &mut File) -> io::Result<Option<Order>> {
    let mut begin = Vec::with_capacity(TELLING);
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(TELLING as u64).read_to_end(&mut begin)?;
    Ok(Order::of(&begin))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use engine::pbx::settings::Given;

    use super::*;
    use crate::sources::files::place::Place;
    use crate::sources::files::tail::Tail;

    const FORM: Form = Form::PanasonicSmdr;

    fn file(text: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        file
    }

    /// What is read from there on, as its payloads tell it: the number of each line.
    fn read(text: &[u8], place: &Place) -> (Vec<u64>, Place) {
        let settings = Settings::new(Given::default()).unwrap();
        let mut tail = Tail::new(file(text), FORM, &settings, place).unwrap();
        let (mut numbers, mut place) = (Vec::new(), place.clone());
        while let Some(part) = tail.next(true).unwrap() {
            for payload in part.payloads {
                let told = payload.numbers.to_text();
                let number = |line: usize| {
                    let told = told.split(',').filter_map(|pair| pair.split_once('='));
                    let mut own = told.filter(|(at, _)| *at == line.to_string());
                    own.next().map_or(1, |(_, number)| number.parse::<u64>().unwrap())
                };
                let lines = payload.bytes.split_inclusive(|&byte| byte == b'\n').count();
                numbers.extend((1..=lines).map(number));
            }
            place = part.place;
        }
        (numbers, place)
    }

    #[test]
    fn a_file_that_is_read_on_anywhere_has_the_lines_that_it_has_from_its_beginning() {
        // No three of them stand there twice in a row.
        let letters = "aabacdaeefaaagghiajjka";
        let mut lines: Vec<String> = letters.chars().map(|letter| format!("1 {letter}\r\n")).collect();
        lines.insert(7, "\r\n".into());
        let text = lines.concat();
        let (whole, end) = read(text.as_bytes(), &Place::default());
        assert_eq!(whole[..8], [1, 2, 1, 3, 1, 1, 4, 1]);
        assert_eq!(whole.len(), letters.len());
        assert_eq!(end.at, text.len() as u64);
        let ends = text.match_indices("\r\n").map(|(at, _)| at + 2);
        for at in ends {
            let (before, place) = read(&text.as_bytes()[..at], &Place::default());
            let (after, _) = read(text.as_bytes(), &place);
            assert_eq!([before, after].concat(), whole, "left behind {at} bytes");
        }
    }

    #[test]
    fn a_file_in_utf_16_has_the_same_lines_wherever_it_was_left() {
        let text = "1 a\r\n1 b\r\n1 a\r\n1 c\r\n1 a\r\n";
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
        let (whole, end) = read(&wide, &Place::default());
        assert_eq!((whole.as_slice(), end.at), (&[1, 1, 2, 1, 3][..], wide.len() as u64));
        for lines in 1..5 {
            let (before, place) = read(&wide[..2 + lines * 10], &Place::default());
            let (after, _) = read(&wide, &place);
            assert_eq!([before, after].concat(), whole, "left behind {lines} lines");
        }
    }

    #[test]
    fn a_long_file_is_looked_back_at_no_further_than_a_block_and_wherever_it_was_left() {
        let (text, last) = long(3 * BLOCK);
        let (whole, _) = read(&text, &Place::default());
        assert_eq!(whole.last(), Some(&2), "the last line stands there twice");
        for left in [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, last] {
            let begins = text[..usize::try_from(left).unwrap()]
                .iter()
                .rposition(|&byte| byte == b'\n');
            let begins = begins.map_or(0, |at| at + 1);
            let place = Place::of(&mut file(&text), begins as u64, b"").unwrap();
            let (after, _) = read(&text, &place);
            assert_eq!(after, whole[whole.len() - after.len()..], "left at {left}");
        }
    }

    /// Lines of which each is another one, but for the last; and where that begins.
    fn long(bytes: u64) -> (Vec<u8>, u64) {
        let mut text = Vec::new();
        let mut n = 0;
        while (text.len() as u64) < bytes {
            text.extend_from_slice(format!("{n:08} {}\n", "x".repeat(200)).as_bytes());
            n += 1;
        }
        let again = format!("{:08} {}\n", n - 5, "x".repeat(200));
        let last = text.len() as u64;
        text.extend_from_slice(again.as_bytes());
        (text, last)
    }
}
