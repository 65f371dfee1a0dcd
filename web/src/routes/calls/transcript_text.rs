//! Turns as text a person reads: plain, SubRip and WebVTT. Pure; the route is in `transcript.rs`.

use std::fmt::Write;

use actors::engine::analysis::Turn;

use super::transcript_cues::{cues, one_line};

/// `[0:05] agent: …`, a line a turn.
pub fn plain(turns: &[Turn]) -> String {
    let mut out = String::new();
    for turn in turns {
        let s = turn.start_ms / 1000;
        let (h, m, s) = (s / 3600, s / 60 % 60, s % 60);
        let clock = if h > 0 {
            format!("{h}:{m:02}:{s:02}")
        } else {
            format!("{m}:{s:02}")
        };
        let _ = writeln!(out, "[{clock}] {}: {}", turn.speaker, one_line(&turn.text));
    }
    out
}

/// Whether a cue says who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voices {
    Named,
    /// There is only one, who needs no name.
    One,
}

/// SubRip: numbered cues, times with a comma.
pub fn srt(turns: &[Turn], voices: Voices) -> String {
    let mut out = String::new();
    let cues = cues(turns, |speaker| match voices {
        Voices::Named => one_line(&format!("{speaker}:")) + " ",
        Voices::One => String::new(),
    });
    for (number, cue) in cues.iter().enumerate() {
        let (from, to) = (stamp(cue.start_ms, ','), stamp(cue.end_ms, ','));
        let _ = write!(out, "{}\n{from} --> {to}\n{}\n\n", number + 1, cue.lines.join("\n"));
    }
    out
}

/// WebVTT (W3C): times with a point, the speaker as a voice span.
pub fn vtt(turns: &[Turn], voices: Voices) -> String {
    let mut out = String::from("WEBVTT\n\n");
    for cue in cues(turns, |_| String::new()) {
        let (from, to) = (stamp(cue.start_ms, '.'), stamp(cue.end_ms, '.'));
        let voice = match voices {
            Voices::Named => format!("<v {}>", escaped(cue.speaker)),
            Voices::One => String::new(),
        };
        let _ = write!(out, "{from} --> {to}\n{voice}{}\n\n", escaped(&cue.lines.join("\n")));
    }
    out
}

fn stamp(ms: u64, point: char) -> String {
    let s = ms / 1000;
    format!(
        "{:02}:{:02}:{:02}{point}{:03}",
        s / 3600,
        s / 60 % 60,
        s % 60,
        ms % 1000
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns() -> Vec<Turn> {
        let turns = serde_json::json!([
            { "speaker": "agent", "start_ms": 5_250, "end_ms": 7_000, "text": "Good morning,\n<b> --> you" },
            { "speaker": "customer", "start_ms": 3_723_004, "end_ms": 3_723_004, "text": "Hi & bye" }
        ]);
        serde_json::from_value(turns).unwrap()
    }

    #[test]
    fn plain_text_has_a_line_a_turn() {
        assert_eq!(
            plain(&turns()),
            "[0:05] agent: Good morning, <b> -> you\n[1:02:03] customer: Hi & bye\n"
        );
    }

    #[test]
    fn srt_numbers_its_cues_and_no_text_breaks_one() {
        assert_eq!(
            srt(&turns(), Voices::Named),
            "1\n00:00:05,250 --> 00:00:07,000\nagent: Good morning, <b> -> you\n\n\
             2\n01:02:03,004 --> 01:02:03,005\ncustomer: Hi & bye\n\n"
        );
    }

    #[test]
    fn vtt_escapes_and_names_the_voice() {
        assert_eq!(
            vtt(&turns(), Voices::Named),
            "WEBVTT\n\n00:00:05.250 --> 00:00:07.000\n<v agent>Good morning, &lt;b&gt; -&gt; you\n\n\
             01:02:03.004 --> 01:02:03.005\n<v customer>Hi &amp; bye\n\n"
        );
    }

    #[test]
    fn one_voice_has_no_name() {
        let turns = &turns()[1..];
        assert_eq!(
            srt(turns, Voices::One),
            "1\n01:02:03,004 --> 01:02:03,005\nHi & bye\n\n"
        );
        assert_eq!(
            vtt(turns, Voices::One),
            "WEBVTT\n\n01:02:03.004 --> 01:02:03.005\nHi &amp; bye\n\n"
        );
    }

    #[test]
    fn no_turn_is_an_empty_transcript() {
        assert_eq!(
            (plain(&[]), srt(&[], Voices::One), vtt(&[], Voices::One)),
            (String::new(), String::new(), "WEBVTT\n\n".into())
        );
    }
}
