//! How far a stream was looked at.

use crate::pbx::table::RowScan;

/// How far what is not done was looked at, so that no byte is looked at twice.
#[derive(Clone, Copy, Default)]
pub(super) struct Scan {
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) in_text: bool,
    pub(super) escaped: bool,
    /// Something else than blanks has come since the line began.
    pub(super) filled: bool,
    /// The document is XML; `depth` counts its open elements.
    pub(super) xml: Option<Tag>,
    /// The same of a row of a table.
    pub(super) row: RowScan,
}

impl Scan {
    /// Whether a byte of XML ends its root element.
    pub(super) fn ends_xml(&mut self, byte: u8) -> bool {
        let Some(tag) = &mut self.xml else { return false };
        let last = std::mem::replace(&mut tag.last, byte);
        match (tag.is_open, byte) {
            (false, b'<') => (tag.is_open, tag.first) = (true, 0),
            (false, _) => {}
            (true, b'>') => {
                tag.is_open = false;
                match tag.first {
                    b'?' | b'!' => return false,
                    b'/' => self.depth = self.depth.saturating_sub(1),
                    _ if last == b'/' => {}
                    _ => self.depth += 1,
                }
                return self.depth == 0;
            }
            (true, _) if tag.first == 0 => {
                tag.first = byte;
                // No name, and so no element: a line like any other.
                if self.depth == 0 && !byte.is_ascii_alphabetic() && !matches!(byte, b'?' | b'!' | b'_') {
                    self.xml = None;
                    return byte == b'\n';
                }
            }
            (true, _) => {}
        }
        false
    }
}

/// Where in XML we are.
#[derive(Clone, Copy, Default)]
pub(super) struct Tag {
    pub(super) is_open: bool,
    /// What follows `<`; 0 before it has come.
    pub(super) first: u8,
    pub(super) last: u8,
}
