//! What is asked with a recording: the fields of OpenAI's interface, read from a multipart body.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{HttpRequest, web};
use actors::engine::audio::DeclaredFormat;
use actors::engine::pbx::recording_name::headerless;
use futures::StreamExt;
use serde::Deserialize;

use super::answer::Format;
use crate::body;
use crate::problem::{Code, Problem};
use crate::state::State;

/// Of a field that is no file.
const FIELD_BYTES_MAX: usize = 16 * 1024;
/// What all of those may have, beside a recording of the greatest size.
const OTHERS_BYTES_MAX: u64 = 64 * 1024;
/// Those that change something here. Others of the interface are passed over, however long they are: `chunking_strategy`, `user`,
/// `known_speaker_references[]`.
const FIELDS: [&str; 10] = [
    "model",
    "language",
    "prompt",
    "response_format",
    "timestamp_granularities[]",
    "timestamp_granularities",
    "stream",
    "temperature",
    "include[]",
    "include",
];
/// As the interface has them.
const LOGPROBS_IN_JSON: &str =
    "`logprobs` are given with `response_format` `json`; `verbose_json` has `avg_logprob` of each segment";
const TIMES_IN_VERBOSE_JSON: &str = "times of words and segments are given with `response_format` `verbose_json`";

/// What was asked.
#[derive(Debug, Default)]
pub struct Asked {
    pub file: Option<Vec<u8>>,
    /// What is said of the file if it has no header.
    pub declared: Option<DeclaredFormat>,
    pub model: Option<String>,
    pub language: Option<String>,
    pub prompt: Option<String>,
    pub format: Format,
    pub words: bool,
    pub segments: bool,
    pub stream: bool,
    pub logprobs: bool,
}

/// Errors: no multipart body; it is too large; a field that is wrong, by its name.
pub async fn read(request: &HttpRequest, payload: web::Payload, state: &State) -> Result<Asked, Problem> {
    if body::media_type(request) != "multipart/form-data" {
        return Err(Problem::new(
            Code::UnsupportedMediaType,
            "send multipart/form-data with the parts `file` and `model`",
        ));
    }
    let bytes_max = state.bounds().transcription_bytes_max;
    let all_max = bytes_max.saturating_add(OTHERS_BYTES_MAX);
    body::announced(request, all_max)?;
    let payload = body::timed(payload, Duration::from_secs(state.config.server.body_idle_s));
    let mut parts = Multipart::new(request.headers(), payload);
    let (mut asked, mut room) = (Asked::default(), Room::new(all_max));
    while let Some(part) = parts.next().await {
        let part = part.map_err(malformed)?;
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            asked.declared = declared(&part);
            asked.file = Some(bytes(part, size(bytes_max), &mut room).await?);
        } else if FIELDS.contains(&name.as_str()) {
            let text = bytes(part, FIELD_BYTES_MAX, &mut room).await?;
            let text = String::from_utf8(text).map_err(|_| Problem::parameter(&name, "it is not UTF-8"))?;
            asked.take(&name, text)?;
        } else {
            each(part, &mut room, |_| Ok(())).await?;
        }
    }
    asked.checked()
}

/// By the part's media type, or by the end of its file's name.
fn declared(part: &Field) -> Option<DeclaredFormat> {
    let stated = part.content_type();
    let stated = stated.and_then(|kind| DeclaredFormat::of_media_type(kind.as_ref()));
    let name = part.content_disposition().and_then(|told| told.get_filename());
    stated.or_else(|| headerless(name?))
}

impl Asked {
    fn take(&mut self, name: &str, text: String) -> Result<(), Problem> {
        // Programs send the fields that nobody has filled in, too: they say nothing. But there is no model without a name.
        if text.trim().is_empty() && name != "model" {
            return Ok(());
        }
        match name {
            "model" => self.model = Some(text),
            "language" => self.language = Some(text),
            "prompt" => self.prompt = Some(text),
            "response_format" => {
                let format =
                    Format::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&text));
                self.format = format.map_err(|error| Problem::parameter(name, error))?;
            }
            "timestamp_granularities[]" | "timestamp_granularities" => match text.as_str() {
                "word" => self.words = true,
                "segment" => self.segments = true,
                _ => return Err(Problem::parameter(name, format!("{text:?}: it is `word` or `segment`"))),
            },
            "stream" => {
                self.stream = match text.to_ascii_lowercase().as_str() {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return Err(Problem::parameter(name, format!("{text:?}: it is `true` or `false`"))),
                }
            }
            "temperature" => {
                let is_one = text.parse::<f64>().is_ok_and(|value| (0.0..=1.0).contains(&value));
                if !is_one {
                    return Err(Problem::parameter(name, format!("{text:?}: a number from 0 to 1")));
                }
            }
            "include[]" | "include" => match text.as_str() {
                "logprobs" => self.logprobs = true,
                _ => return Err(Problem::parameter(name, format!("{text:?}: it is `logprobs`"))),
            },
            _ => {}
        }
        Ok(())
    }

    /// Whether what is asked can be answered in the form that is asked for.
    fn checked(self) -> Result<Self, Problem> {
        if self.logprobs && self.format != Format::Json {
            return Err(Problem::parameter("include[]", LOGPROBS_IN_JSON));
        }
        if (self.words || self.segments) && self.format != Format::VerboseJson {
            return Err(Problem::parameter("timestamp_granularities[]", TIMES_IN_VERBOSE_JSON));
        }
        Ok(self)
    }
}

/// What is left of the bytes that all parts together may have.
struct Room {
    bytes_max: u64,
    left: u64,
}

impl Room {
    fn new(bytes_max: u64) -> Self {
        Self {
            bytes_max,
            left: bytes_max,
        }
    }
}

async fn bytes(part: Field, bytes_max: usize, room: &mut Room) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let keep = |piece: &[u8]| {
        if bytes.len() + piece.len() > bytes_max {
            return Err(Problem::too_large(bytes_max as u64));
        }
        bytes.extend_from_slice(piece);
        Ok(())
    };
    each(part, room, keep).await?;
    Ok(bytes)
}

/// Takes each piece of a part.
async fn each(
    mut part: Field,
    room: &mut Room,
    mut take: impl FnMut(&[u8]) -> Result<(), Problem>,
) -> Result<(), Problem> {
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(malformed)?;
        let left = room.left.checked_sub(piece.len() as u64);
        room.left = left.ok_or_else(|| Problem::too_large(room.bytes_max))?;
        take(&piece)?;
    }
    Ok(())
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn malformed(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::MalformedMultipart, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(fields: &[(&str, &str)]) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in fields {
            asked.take(name, (*value).to_owned()).unwrap();
        }
        asked
    }

    #[test]
    fn fields_of_the_interface_are_read_and_wrong_ones_named() {
        let mut all = asked(&[
            ("model", "whisper-1"),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("stream", "True"),
            ("temperature", "0.2"),
            ("include[]", "logprobs"),
        ]);
        assert!(all.words && all.stream && all.logprobs && all.format == Format::VerboseJson);
        let by_speaker = asked(&[("response_format", "diarized_json")]);
        assert_eq!(by_speaker.format, Format::DiarizedJson);
        let unsaid = ["language", "prompt", "response_format", "temperature", "stream"];
        let unsaid = asked(&unsaid.map(|name| (name, "")));
        assert!(unsaid.model.is_none() && unsaid.language.is_none() && unsaid.prompt.is_none());
        for (name, value) in [
            ("response_format", "diarized_xml"),
            ("timestamp_granularities[]", "letter"),
            ("stream", "perhaps"),
            ("temperature", "hot"),
            ("include[]", "everything"),
        ] {
            let refused = all.take(name, value.to_owned()).unwrap_err();
            assert!(refused.detail.contains(name), "{}", refused.detail);
        }
    }

    #[test]
    fn what_the_form_cannot_hold_is_refused_by_the_name_of_its_field() {
        for (fields, refused) in [
            (
                [("response_format", "srt"), ("include[]", "logprobs")],
                Some("include[]"),
            ),
            (
                [("response_format", "json"), ("timestamp_granularities[]", "segment")],
                Some("timestamp_granularities[]"),
            ),
            (
                [
                    ("response_format", "verbose_json"),
                    ("timestamp_granularities[]", "word"),
                ],
                None,
            ),
            ([("response_format", "json"), ("include[]", "logprobs")], None),
        ] {
            let detail = asked(&fields).checked().err().map(|problem| problem.detail);
            assert_eq!(detail.is_some(), refused.is_some(), "{fields:?}: {detail:?}");
            assert!(
                detail.unwrap_or_default().contains(refused.unwrap_or_default()),
                "{fields:?}"
            );
        }
    }

    #[test]
    fn fields_that_are_read_are_those_that_are_taken() {
        for name in FIELDS {
            // None of them takes this, or it changes what is asked.
            let mut asked = Asked::default();
            let taken = asked.take(name, "?".to_owned());
            let is_text = asked.model.is_some() || asked.language.is_some() || asked.prompt.is_some();
            assert!(taken.is_err() || is_text, "{name}");
        }
    }
}
