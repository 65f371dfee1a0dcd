//! What commands share in speaking to a person: errors in one form, colours only where they are seen, times as clocks.

use std::io::{self, ErrorKind, Write};

use anstyle::{AnsiColor, Style};

pub const BOLD: Style = Style::new().bold();
pub const FAINT: Style = Style::new().dimmed();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const WARN: Style = AnsiColor::Yellow.on_default();
pub const BAD: Style = AnsiColor::Red.on_default();

/// An error with its causes, each on a line. anstream drops colours where standard error is no terminal.
pub fn complain(error: &anyhow::Error) {
    let bold = BAD.bold();
    anstream::eprintln!("{bold}error{bold:#}: {error}");
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        // Some errors repeat their cause in their own message.
        if !last.contains(&text) {
            anstream::eprintln!("  because: {text}");
        }
        last = text;
    }
}

/// Whether the reader of our output has gone (`| head`): no failure of ours.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|io| io.kind() == ErrorKind::BrokenPipe)
}

/// One line on standard output, flushed, so that a reader down the pipe sees it at once.
pub fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

/// `7:05`, or `1:02:03` from an hour on.
pub fn clock(ms: u64) -> String {
    let s = ms / 1000;
    let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
    if h > 0 {
        format!("{h}:{m:02}:{s:02}")
    } else {
        format!("{m}:{s:02}")
    }
}

/// Bytes in the largest unit that keeps a digit before the point.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{n} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_hours_only_when_there_are_some() {
        assert_eq!(
            (clock(0), clock(425_999), clock(3_723_000)),
            ("0:00".into(), "7:05".into(), "1:02:03".into())
        );
    }

    #[test]
    fn sizes_are_read_at_a_glance() {
        assert_eq!(
            (bytes(17), bytes(2048), bytes(5 << 30)),
            ("17 B".into(), "2.0 KiB".into(), "5.0 GiB".into())
        );
    }

    #[test]
    fn a_closed_pipe_is_found_below_other_causes() {
        let error = anyhow::Error::new(io::Error::from(ErrorKind::BrokenPipe)).context("could not write");
        assert!(is_closed_pipe(&error));
        assert!(!is_closed_pipe(&anyhow::anyhow!("other")));
    }
}
