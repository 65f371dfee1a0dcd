//! An analysis for a person's eyes: who said what, how it felt, and the few figures one asks for first.

use std::io::{self, Write};

use actors::engine::analysis::{Analysis, SentimentLabel, Turn};
use anstyle::{AnsiColor, Style};

use crate::cli::terminal::{BAD, BOLD, FAINT, GOOD, WARN, clock};

/// Colours of the speakers, in the order in which they speak.
const SPEAKERS: [Style; 4] = [
    AnsiColor::Cyan.on_default(),
    AnsiColor::Magenta.on_default(),
    AnsiColor::Blue.on_default(),
    AnsiColor::Yellow.on_default(),
];

/// Writes to standard output; colours are dropped where that is no terminal or NO_COLOR is set.
pub fn print(file: &str, analysis: &Analysis, named: bool) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if named {
        writeln!(out, "{BOLD}{file}{BOLD:#}")?;
    }
    write(&mut out, analysis)?;
    writeln!(out)?;
    out.flush()
}

fn write(out: &mut impl Write, analysis: &Analysis) -> io::Result<()> {
    let channels = if analysis.channels == 1 {
        "1 channel".into()
    } else {
        format!("{} channels", analysis.channels)
    };
    let (length, language, model) = (clock(analysis.duration_ms), &analysis.language, &analysis.models.speech);
    writeln!(out, "{FAINT}{length} · {channels} · {language} · {model}{FAINT:#}\n")?;
    if analysis.turns.is_empty() {
        writeln!(out, "No speech.")?;
    }
    let mut speakers: Vec<&str> = Vec::new();
    for turn in &analysis.turns {
        if !speakers.contains(&turn.speaker.as_str()) {
            speakers.push(&turn.speaker);
        }
    }
    let width = speakers.iter().map(|speaker| speaker.len()).max().unwrap_or(0);
    for turn in &analysis.turns {
        let nth = speakers
            .iter()
            .position(|speaker| *speaker == turn.speaker)
            .unwrap_or(0);
        spoken(out, turn, SPEAKERS[nth % SPEAKERS.len()], width)?;
    }
    if !analysis.turns.is_empty() {
        figures(out, analysis, &speakers)?;
    }
    if !analysis.quality.flags.is_empty() {
        let flags: Vec<String> = analysis
            .quality
            .flags
            .iter()
            .map(|flag| name_of(flag).replace('_', " "))
            .collect();
        writeln!(out, "{WARN}Quality{WARN:#}     {}", flags.join(", "))?;
    }
    Ok(())
}

fn spoken(out: &mut impl Write, turn: &Turn, colour: Style, width: usize) -> io::Result<()> {
    let (at, speaker, text) = (clock(turn.start_ms), &turn.speaker, &turn.text);
    write!(
        out,
        "{FAINT}{at:>7}{FAINT:#}  {colour}{speaker:width$}{colour:#}  {text}"
    )?;
    if let Some(felt) = &turn.sentiment
        && let Some(label) = felt.label
        && label != SentimentLabel::Neutral
    {
        let style = style_of(Some(label));
        write!(out, "  {style}{}{style:#}", signed(felt.score))?;
    }
    writeln!(out)
}

fn figures(out: &mut impl Write, analysis: &Analysis, speakers: &[&str]) -> io::Result<()> {
    let label = analysis.sentiment.label;
    let style = style_of(label);
    let word = label
        .as_ref()
        .map_or_else(|| "not enough of the customer to say".to_owned(), name_of);
    write!(out, "\n{BOLD}Sentiment{BOLD:#}   {style}{word}{style:#}")?;
    for (speaker, felt) in &analysis.sentiment.by_speaker {
        if let Some(score) = felt.score {
            write!(out, " · {speaker} {}", signed(score))?;
            if let Some(change) = felt.change {
                write!(out, " (change {})", signed(change))?;
            }
        }
    }
    writeln!(out)?;
    let figures = &analysis.characteristics;
    write!(out, "{BOLD}Talk{BOLD:#}       ")?;
    for speaker in speakers {
        let ms = figures.talk_ms.by_speaker.get(*speaker).copied().unwrap_or(0);
        let share = 100.0 * ms as f64 / figures.talk_ms.total.max(1) as f64;
        write!(out, " {speaker} {} ({share:.0} %)", clock(ms))?;
    }
    let silence = &figures.non_talk;
    writeln!(
        out,
        " · silence {} in {}",
        clock(silence.total_ms),
        times(silence.instances.len() as u64, "stretch", "stretches")
    )?;
    let count = figures.interruptions.count;
    writeln!(
        out,
        "{BOLD}Figures{BOLD:#}     {}",
        times(count, "interruption", "interruptions")
    )
}

/// With its sign, but for what is rounded to nothing.
fn signed(score: f64) -> String {
    let shown = format!("{score:+.1}");
    match shown.as_str() {
        "+0.0" | "-0.0" => "0.0".to_owned(),
        _ => shown,
    }
}

fn times(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn style_of(label: Option<SentimentLabel>) -> Style {
    match label {
        Some(SentimentLabel::Negative) => BAD,
        Some(SentimentLabel::Positive) => GOOD,
        Some(SentimentLabel::Neutral) | None => Style::new(),
    }
}

/// The name of a value as it stands in JSON.
fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_that_is_rounded_to_nothing_has_no_sign() {
        assert_eq!([0.0, -0.0, 0.04, -0.04].map(signed), ["0.0"; 4]);
        assert_eq!([0.06, -0.06, 5.0, -2.26].map(signed), ["+0.1", "-0.1", "+5.0", "-2.3"]);
    }
}
