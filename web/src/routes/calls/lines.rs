//! NDJSON as it arrives: chunks in, lines out, each line bounded. Knows nothing of what a line says.

/// One line of the stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Text(Vec<u8>),
    /// Longer than the bound; its bytes are gone.
    TooLong,
}

/// Cuts a stream into lines. Holds at most one line.
pub struct Lines {
    line: Vec<u8>,
    skipping: bool,
    bytes_max: usize,
}

impl Lines {
    pub fn new(bytes_max: usize) -> Self {
        Self {
            line: Vec::new(),
            skipping: false,
            bytes_max,
        }
    }

    /// The lines that this chunk completes, in order. Blank ones too: they count.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.extend(&rest[..end]);
            lines.push(self.take());
            rest = &rest[end + 1..];
        }
        self.extend(rest);
        lines
    }

    /// Bytes that are held of a line whose end has not come.
    pub fn begun(&self) -> usize {
        self.line.len()
    }

    /// The last line, if the stream does not end with a line end.
    pub fn finish(&mut self) -> Option<Line> {
        if self.line.is_empty() && !self.skipping {
            None
        } else {
            Some(self.take())
        }
    }

    fn extend(&mut self, part: &[u8]) {
        if self.skipping {
            return;
        }
        if self.line.len() + part.len() > self.bytes_max {
            self.skipping = true;
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(part);
        }
    }

    fn take(&mut self) -> Line {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.skipping) {
            Line::TooLong
        } else {
            Line::Text(line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(lines: &mut Lines, chunks: &[&[u8]]) -> Vec<Line> {
        let mut out: Vec<Line> = chunks.iter().flat_map(|chunk| lines.push(chunk)).collect();
        out.extend(lines.finish());
        out
    }

    #[test]
    fn a_line_too_long_is_one_line_and_the_next_one_is_whole() {
        let found = all(&mut Lines::new(3), &[b"abc\nab", b"cdef\n", b"x\n\nlast"]);
        let text = |t: &str| Line::Text(t.as_bytes().to_vec());
        assert_eq!(found, [text("abc"), Line::TooLong, text("x"), text(""), Line::TooLong]);
    }

    proptest! {
        #[test]
        fn how_a_stream_is_cut_into_chunks_changes_nothing(text in "[ab\n]{0,60}", cuts in prop::collection::vec(0usize..60, 0..6)) {
            let bytes = text.as_bytes();
            let whole = all(&mut Lines::new(4), &[bytes]);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(all(&mut Lines::new(4), &chunks), whole);
        }
    }
}
