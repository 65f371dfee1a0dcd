//! Text in UTF-16, as programs on Windows write it to files (exports of telephone systems, Excel's "Unicode text", PowerShell's `>`): known by the
//! mark with which it begins, and read as the UTF-8 in which every form is read. Pure.

use std::borrow::Cow;

/// Bytes that tell whether a text is in UTF-16.
pub const TELLING: usize = 4;

/// Which of the two bytes of a letter comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    LowFirst,
    HighFirst,
}

impl Order {
    /// By the first bytes of a text. The mark alone does not do, which is an order of Telnet too: behind it stands a letter of Latin-1, as all
    /// records begin, or nothing.
    pub fn of(text: &[u8]) -> Option<Self> {
        match text {
            [0xff, 0xfe] | [0xff, 0xfe, 1..=255, 0, ..] => Some(Self::LowFirst),
            [0xfe, 0xff] | [0xfe, 0xff, 0, 1..=255, ..] => Some(Self::HighFirst),
            _ => None,
        }
    }

    /// What a text begins with that is written so.
    pub fn mark(self) -> [u8; 2] {
        match self {
            Self::LowFirst => [0xff, 0xfe],
            Self::HighFirst => [0xfe, 0xff],
        }
    }

    /// What stands behind such a mark, which begins nothing else.
    pub fn apart(bytes: &[u8]) -> (Option<Self>, &[u8]) {
        let known = [Self::LowFirst, Self::HighFirst];
        let found = known
            .into_iter()
            .find_map(|order| Some((Some(order), bytes.strip_prefix(&order.mark())?)));
        found.unwrap_or((None, bytes))
    }

    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Self::LowFirst => u16::from_le_bytes(pair),
            Self::HighFirst => u16::from_be_bytes(pair),
        }
    }

    /// Half a letter is read as U+FFFD, and a last byte that is not even that is left out.
    fn read(self, bytes: &[u8]) -> String {
        let units = bytes.as_chunks::<2>().0.iter().map(|&pair| self.unit(pair));
        let letters = char::decode_utf16(units);
        letters
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }

    /// So many of these bytes are whole letters.
    fn whole(self, bytes: &[u8]) -> usize {
        let (units, _) = bytes.as_chunks::<2>();
        let is_half = |pair: &[u8; 2]| (0xd800..0xdc00).contains(&self.unit(*pair));
        2 * (units.len() - usize::from(units.last().is_some_and(is_half)))
    }
}

/// The same text in UTF-8, without its mark. What does not begin as UTF-16 stays as it is.
pub fn narrow(text: &[u8]) -> Cow<'_, [u8]> {
    match Order::of(text) {
        None => Cow::Borrowed(text),
        Some(order) => Cow::Owned(order.read(&text[2..]).into_bytes()),
    }
}

/// The letters of a stream, in whatever cuts its bytes arrive.
#[derive(Debug, Default)]
pub struct Letters {
    order: Option<Order>,
    /// Too little has come to say how it is written.
    undecided: bool,
    /// What has come of a letter of which more is to come.
    half: Vec<u8>,
}

impl Letters {
    /// Of a stream from its beginning, which says how it is written.
    pub fn from_beginning() -> Self {
        Self {
            undecided: true,
            ..Self::default()
        }
    }

    /// Of the rest of one.
    pub fn of_rest(order: Option<Order>) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// Known once something has come.
    pub fn order(&self) -> Option<Order> {
        self.order
    }

    /// Bytes that have come and are no letter yet.
    pub fn waiting(&self) -> usize {
        self.half.len()
    }

    /// Adds what has come to a text.
    pub fn push(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        if self.order.is_none() && !self.undecided {
            return text.extend_from_slice(bytes);
        }
        self.half.extend_from_slice(bytes);
        let may_be_wide = matches!(self.half.first(), None | Some(0xfe | 0xff));
        if self.undecided && may_be_wide && self.half.len() < TELLING {
            return;
        }
        self.decide();
        let whole = self.order.map_or(self.half.len(), |order| order.whole(&self.half));
        let half = self.half.split_off(whole);
        self.flush(text);
        self.half = half;
    }

    /// Nothing more comes.
    pub fn end(&mut self, text: &mut Vec<u8>) {
        self.decide();
        self.flush(text);
    }

    /// As how many bytes a part of the text came.
    pub fn came_as(&self, text: &[u8]) -> u64 {
        match self.order {
            None => text.len() as u64,
            // By the first byte of each letter: those of four bytes in UTF-8 are two pairs in UTF-16.
            Some(_) => text
                .iter()
                .map(|byte| match byte {
                    0x80..=0xbf => 0_u64,
                    0xf0..=0xff => 4,
                    _ => 2,
                })
                .sum(),
        }
    }

    fn decide(&mut self) {
        if std::mem::take(&mut self.undecided) {
            self.order = Order::of(&self.half);
        }
    }

    fn flush(&mut self, text: &mut Vec<u8>) {
        let bytes = std::mem::take(&mut self.half);
        match self.order {
            None => text.extend(bytes),
            Some(order) => text.extend(order.read(&bytes).into_bytes()),
        }
    }
}

#[cfg(test)]
impl Order {
    /// A text that is written so, with its mark.
    pub fn write(self, text: &str) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(|unit| match self {
            Self::LowFirst => unit.to_le_bytes(),
            Self::HighFirst => unit.to_be_bytes(),
        });
        self.mark().into_iter().chain(units).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_mark_and_read_in_either_order() {
        let text = "1,\"Jos\u{e9} \u{1f4de}\",\u{20ac}\r\n";
        for order in [Order::LowFirst, Order::HighFirst] {
            assert_eq!(narrow(&order.write(text)), text.as_bytes());
            let mut odd = order.write(text);
            odd.push(0);
            assert_eq!(narrow(&odd), text.as_bytes());
            assert_eq!(narrow(&order.write("")), b"".as_slice());
        }
        assert_eq!(narrow(b"\xff\xfea\0\x3d\xd8b\0"), "a\u{fffd}b".as_bytes());
    }

    #[test]
    fn what_is_no_utf_16_stays_as_it_is() {
        // Orders of Telnet, text in Latin-1, UTF-8 with its own mark, nothing.
        for bytes in [
            &b"\xff\xfe\x01\xff\xfb\x03"[..],
            b"\xff\xfeab",
            b"\xef\xbb\xbfa",
            b"\xff\xfe\0\0",
            b"",
        ] {
            assert_eq!(narrow(bytes), bytes);
        }
    }

    #[test]
    fn a_stream_is_read_the_same_in_any_cuts_and_knows_as_how_much_it_came() {
        let text = "a\u{e9}\u{20ac}\u{1f4de}z";
        for order in [Order::LowFirst, Order::HighFirst] {
            let bytes = order.write(text);
            for size in 1..=bytes.len() {
                let (mut letters, mut read) = (Letters::from_beginning(), Vec::new());
                for chunk in bytes.chunks(size) {
                    letters.push(chunk, &mut read);
                }
                letters.end(&mut read);
                assert_eq!(read, format!("\u{feff}{text}").into_bytes(), "{size}");
                assert_eq!(letters.came_as(&read), bytes.len() as u64);
            }
        }
        let (mut letters, mut read) = (Letters::from_beginning(), Vec::new());
        letters.push(b"\xff", &mut read);
        assert_eq!((letters.waiting(), read.len()), (1, 0), "it may still be UTF-16");
        letters.push(b",b\n", &mut read);
        assert_eq!((read.as_slice(), letters.came_as(&read)), (&b"\xff,b\n"[..], 4));
        let (mut letters, mut read) = (Letters::of_rest(Some(Order::LowFirst)), Vec::new());
        letters.push(b"b\0c", &mut read);
        assert_eq!((read.as_slice(), letters.waiting()), (&b"b"[..], 1));
    }
}
