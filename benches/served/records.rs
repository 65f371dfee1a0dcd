//! Canonical records as a busy telephone system sends them: calls of the last minutes, most of them answered.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// Direction, disposition and seconds of talk, in turn.
const KINDS: [(&str, &str, i64); 10] = [
    ("inbound", "answered", 263),
    ("inbound", "answered", 95),
    ("outbound", "answered", 412),
    ("inbound", "missed", 0),
    ("inbound", "answered", 31),
    ("outbound", "no_answer", 0),
    ("inbound", "answered", 180),
    ("internal", "answered", 47),
    ("outbound", "answered", 120),
    ("inbound", "abandoned", 0),
];

/// The `n`th record's name in its telephone system.
pub fn external_id(system: usize, n: usize) -> String {
    format!("{}.{system}.{n}", 1_764_000_000 + n)
}

/// Appends the `n`th record of a telephone system as JSON.
pub fn write(out: &mut String, system: usize, n: usize, now: DateTime<Utc>) {
    let (direction, disposition, talk_s) = KINDS[n % KINDS.len()];
    let ended = now - TimeDelta::seconds((n % 60) as i64);
    let wait_s = 3 + (n % 17) as i64;
    let answered = ended - TimeDelta::seconds(talk_s);
    let started = answered - TimeDelta::seconds(wait_s);
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let agent = 200 + n % 40;
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        r#"{{"external_id":"{}","direction":"{direction}","from":"+3906{:08}","to":"{agent}","agent":"{agent}","queue":"support","started_at":"{}","#,
        external_id(system, n),
        n % 100_000_000,
        text(started),
    );
    if talk_s > 0 {
        let _ = write!(out, r#""answered_at":"{}","#, text(answered));
    }
    let _ = write!(
        out,
        r#""ended_at":"{}","wait_s":{wait_s},"talk_s":{talk_s},"disposition":"{disposition}","hangup_cause":"16","custom":{{"trunk":"t{}"}}}}"#,
        text(ended),
        n % 4,
    );
}

/// So many records as one array.
pub fn array(system: usize, first: usize, count: usize, now: DateTime<Utc>) -> String {
    let mut body = String::with_capacity(count * 420);
    for n in first..first + count {
        body.push(if n == first { '[' } else { ',' });
        write(&mut body, system, n, now);
    }
    body.push(']');
    body
}
