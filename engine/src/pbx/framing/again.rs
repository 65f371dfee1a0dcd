//! One line, item or row of a payload with what it depends on, so that it can be read again by itself.

use super::{Framing, items};
use crate::pbx::canonical::table;
use crate::pbx::documents;
use crate::pbx::settings::Settings;
use crate::pbx::source::Source;
use crate::pbx::wide::Order;

/// What has to be read again to read one line of a payload: the line with its context. `None` where the payload is not read by lines, or
/// the line depends on one that is not there.
pub fn line_with_context(source: Source, settings: &Settings, payload: &[u8], number: u64) -> Option<Vec<u8>> {
    // A line of UTF-16 is none without the mark before the first one: all of it is read again.
    if Order::of(payload).is_some() {
        return None;
    }
    let framing = Framing::of(source);
    if framing == Framing::Records && table::is_table(payload) {
        return table::again(payload, number);
    }
    if framing == Framing::Records {
        return items::again(payload, number);
    }
    if !matches!(framing, Framing::Lines | Framing::Sheet) || payload.starts_with(b"Event: ") {
        return None;
    }
    // Rows are counted, and not the lines on which they stand.
    if source.has_rows() && documents::begins(payload) {
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
