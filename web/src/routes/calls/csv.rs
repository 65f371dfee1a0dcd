//! Calls as CSV: RFC 4180, UTF-8, and no cell that a spreadsheet would take for a formula. Pure.

use chrono::{DateTime, SecondsFormat, Utc};
use models::calls::call::Call;
use serde_json::Value;

use super::known::Known;

/// What a spreadsheet needs to see that the text is UTF-8.
pub const BOM: &str = "\u{feff}";

/// In the order of `line`.
const COLUMNS: &str = "id,source,source_instance,linked_id,direction,from,to,agent,agents,queue,started_at,answered_at,ended_at,wait_s,talk_s,\
     disposition,leg_count,recording_count,analysis_status,charge_kind,charged_period,sentiment_label,sentiment_score,custom,demo,created_at,updated_at,agent_name,agent_names,contact_name,contact_company,vip";

/// The first line.
pub fn header(fields: &[String], with_transcript: bool) -> String {
    let fields: String = fields.iter().map(|name| format!(",custom.{name}")).collect();
    let more = if with_transcript { ",transcript" } else { "" };
    format!("{COLUMNS}{fields}{more}\r\n")
}

/// One call's line is added; `transcript` is the last column where it is asked for.
pub fn line(out: &mut String, call: &Call, known: &Known, fields: &[String], transcript: Option<&str>) {
    out.push_str(&call.id.to_string());
    for text in [&call.source, &call.source_instance, &call.key, &call.direction] {
        cell(out, text);
    }
    for text in [&call.from_number, &call.to_number, &call.agent] {
        cell(out, text.as_deref().unwrap_or_default());
    }
    cell(out, &call.agents.join(";"));
    cell(out, call.queue.as_deref().unwrap_or_default());
    for at in [Some(call.started_at), call.answered_at, call.ended_at] {
        time(out, at);
    }
    figure(out, call.wait_s);
    figure(out, Some(call.talk_s));
    cell(out, &call.disposition);
    figure(out, Some(call.legs));
    figure(out, Some(call.recordings));
    cell(out, &call.analysis_status);
    cell(out, &call.charge_kind);
    time(out, call.charged_period);
    cell(out, call.sentiment_label.as_deref().unwrap_or_default());
    figure(out, call.sentiment_score);
    match call.custom.as_object().is_some_and(serde_json::Map::is_empty) {
        true => out.push(','),
        false => cell(out, &call.custom.to_string()),
    }
    out.push_str(if call.demo { ",true" } else { ",false" });
    time(out, Some(call.created_at));
    time(out, Some(call.updated_at));
    cell(out, known.agent(call).as_deref().unwrap_or_default());
    cell(out, &known.people(call).join(";"));
    let contact = known.contact.as_ref();
    cell(out, contact.map_or("", |contact| contact.name.as_str()));
    cell(
        out,
        contact
            .and_then(|contact| contact.company.as_deref())
            .unwrap_or_default(),
    );
    out.push_str(match contact {
        Some(contact) if contact.vip => ",true",
        Some(_) => ",false",
        None => ",",
    });
    for name in fields {
        match known.fields.get(name) {
            Some(Value::String(text)) => cell(out, text),
            Some(Value::Null) | None => out.push(','),
            Some(value) => figure(out, Some(value)),
        }
    }
    if let Some(text) = transcript {
        cell(out, text);
    }
    out.push_str("\r\n");
}

/// A line of cells, as a table of something else has it.
pub fn row(out: &mut String, cells: &[&str]) {
    let mut line = String::new();
    cells.iter().for_each(|text| cell(&mut line, text));
    out.push_str(line.strip_prefix(',').unwrap_or_default());
    out.push_str("\r\n");
}

/// A cell of text behind a comma. What a spreadsheet would compute gets an apostrophe before it, which it takes for "this is text".
fn cell(out: &mut String, text: &str) {
    // Spreadsheets of East Asia take the wide forms of these as well.
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    out.push(',');
    let is_quoted = text.contains([',', '"', '\r', '\n', '\t']);
    if is_quoted {
        out.push('"');
    }
    if text.starts_with(FORMULA) {
        out.push('\'');
    }
    match is_quoted {
        true => {
            for (n, part) in text.split('"').enumerate() {
                if n > 0 {
                    out.push_str("\"\"");
                }
                out.push_str(part);
            }
            out.push('"');
        }
        false => out.push_str(text),
    }
}

/// A number is one, and no formula, with its sign.
fn figure(out: &mut String, figure: Option<impl ToString>) {
    out.push(',');
    if let Some(figure) = figure {
        out.push_str(&figure.to_string());
    }
}

fn time(out: &mut String, at: Option<DateTime<Utc>>) {
    out.push(',');
    if let Some(at) = at {
        out.push_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> String {
        let mut out = String::new();
        cell(&mut out, text);
        out
    }

    #[test]
    fn what_would_be_computed_is_text() {
        for formula in [
            "=1+1", "+4912", "-2", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1",
        ] {
            let told = of(formula);
            assert!(told.trim_start_matches([',', '"']).starts_with('\''), "{told}");
        }
        assert_eq!(of("=HYPERLINK(\"x\",1)"), ",\"'=HYPERLINK(\"\"x\"\",1)\"");
        assert_eq!(
            (of("a,b"), of("plain"), of("")),
            (",\"a,b\"".into(), ",plain".into(), ",".into())
        );
        let mut out = String::new();
        figure(&mut out, Some(-2.5));
        assert_eq!(out, ",-2.5");
    }

    /// A reader by RFC 4180, of one line.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                letter => cell.push(letter),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_as_one_cell(texts in prop::collection::vec("[a-z,\"=\\-@\\r\\n\\t ü;]{0,8}", 1..5)) {
            let line: String = texts.iter().map(|text| of(text)).collect();
            let read = read(&line);
            prop_assert_eq!(read.len(), texts.len() + 1);
            for (text, cell) in texts.iter().zip(&read[1..]) {
                prop_assert!(cell == text || *cell == format!("'{text}"), "{:?} {:?}", text, cell);
            }
        }
    }
}
