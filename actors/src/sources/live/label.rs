//! What is known of a stream before it is a recording: written down in front of its sound, so that whoever finds the file knows all of it.

use bytes::Bytes;
use engine::pbx::canonical::is_external_id;
use engine::pbx::live::{Shape, Told};
use engine::pbx::{Direction, Disposition, Leg};
use futures::{Stream, StreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::super::Source;
use super::Hint;
use crate::fetch::spool::{Spool, SpoolError};

/// Bytes of what was sent along; more is not kept.
const ABOUT_MAX: usize = 16 * 1024;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Label {
    pub source_instance: String,
    form: String,
    /// Name of the source whose records tell of the call; `None`: nobody does, and the stream is a leg itself.
    pub records_from: Option<String>,
    /// Of the leg or call, as far as anybody said it.
    id: Option<String>,
    stream: Option<String>,
    about: Map<String, Value>,
    pub shape: Shape,
    pub is_capture: bool,
    /// When its sound began to come.
    began_ms: i64,
    started_ms: Option<i64>,
}

impl Label {
    pub fn of(source: &Source, told: &Told, hint: &Hint, shape: Shape, began: Timestamp) -> Self {
        let written = serde_json::to_string(&told.about).unwrap_or_default();
        // The database holds no NUL.
        let is_kept = written.len() <= ABOUT_MAX && !written.contains("\\u0000");
        let is_id = |id: &String| is_external_id(id);
        Self {
            source_instance: source.instance.clone(),
            form: source.form.as_str().to_owned(),
            records_from: source.settings.given.records_from.clone(),
            id: told.id.clone().or_else(|| hint.id.clone()).filter(is_id),
            stream: told.stream.clone().filter(is_id),
            about: if is_kept { told.about.clone() } else { Map::new() },
            shape,
            is_capture: hint.is_capture,
            began_ms: began.as_millisecond(),
            started_ms: hint.started_at.map(Timestamp::as_millisecond),
        }
    }

    /// Of its leg or call; `file` is what is left where nobody said it.
    pub fn id(&self, file: Uuid) -> String {
        let said = self.id.clone().or_else(|| self.stream.clone());
        said.unwrap_or_else(|| file.to_string())
    }

    /// The id of the leg, the second time that a call of this id is heard.
    pub fn again(&self, id: &str) -> String {
        format!("{id}@{}", self.began_ms)
    }

    /// The whole file: a header, and the sound.
    pub fn content(&self, spool: Spool, is_cut: bool) -> impl Stream<Item = Result<Bytes, SpoolError>> + Send + use<> {
        let length = spool.length();
        let header = self.shape.wav_header(length, is_cut);
        // Chunks of a WAV have an even length.
        let pad = (length % 2 == 1 && !is_cut).then(|| Ok(Bytes::from_static(&[0])));
        let header: Result<Bytes, SpoolError> = Ok(Bytes::from(header));
        futures::stream::iter([header])
            .chain(spool.stream())
            .chain(futures::stream::iter(pad))
    }

    /// A leg for a stream of which no record tells.
    pub fn leg(&self, external_id: &str, id: &str, duration_ms: u64) -> Leg {
        let told = Told {
            about: self.about.clone(),
            ..Told::default()
        };
        let text = |names: &[&str]| told.text(names).map(str::to_owned);
        let duration = i64::try_from(duration_ms).unwrap_or(0);
        // A file comes when it is over.
        let heard_from = self.began_ms - if self.is_capture { duration } else { 0 };
        let started = self.started_ms.unwrap_or(heard_from);
        let moment = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
        let talk_s = i32::try_from((duration + 500) / 1000).unwrap_or(i32::MAX);
        let mut custom = self.about.clone();
        if let Some(stream) = &self.stream {
            custom.insert("stream_id".into(), Value::String(stream.clone()));
        }
        Leg {
            source: self.form.clone(),
            external_id: external_id.to_owned(),
            linked_id: Some(id.to_owned()).filter(|id| id != external_id),
            direction: text(&["direction"])
                .and_then(|name| Direction::from_name(&name))
                .unwrap_or_default(),
            from: text(&["from", "caller"]),
            to: text(&["to", "called"]),
            agent: text(&["agent"]),
            queue: text(&["queue"]),
            started_at: moment(started),
            answered_at: Some(moment(started)),
            ended_at: Some(moment(started + duration)),
            wait_s: Some(0),
            talk_s: talk_s.max(1),
            disposition: Disposition::Answered,
            hangup_cause: None,
            recording_ref: None,
            custom,
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::pbx::live::Coding;
    use engine::pbx::settings::Given;
    use engine::pbx::source::Source as Form;
    use models::ids::TenantId;
    use serde_json::json;

    use super::*;

    fn label(about: Value, hint: &Hint) -> Label {
        let source = Source::new(TenantId(Uuid::nil()), "sound", Form::ModAudioFork, Given::default()).unwrap();
        let told = Told {
            about: about.as_object().cloned().unwrap(),
            ..Told::default()
        };
        let shape = Shape {
            coding: Coding::Linear,
            rate: 8000,
            channels: 1,
        };
        Label::of(
            &source,
            &told,
            hint,
            shape,
            Timestamp::from_millisecond(100_000).unwrap(),
        )
    }

    #[test]
    fn a_leg_of_its_own_says_what_was_sent_along_and_when_it_was() {
        let about = json!({ "direction": "outbound", "agent": "201", "to": "+12025550143" });
        let live = label(about.clone(), &Hint::default()).leg("a", "a", 2_500);
        assert_eq!(
            (live.direction, live.agent.as_deref(), live.talk_s),
            (Direction::Outbound, Some("201"), 3)
        );
        assert_eq!((live.started_at.as_millisecond(), live.linked_id), (100_000, None));
        let file = Hint {
            is_capture: true,
            ..Hint::default()
        };
        let file = label(about, &file);
        let again = file.leg(&file.again("a"), "a", 2_500);
        assert_eq!(
            (again.started_at.as_millisecond(), again.linked_id.as_deref()),
            (97_500, Some("a"))
        );
        assert_eq!(again.ended_at.map(Timestamp::as_millisecond), Some(100_000));
    }

    #[test]
    fn ids_that_can_be_none_and_what_the_database_cannot_hold_are_left_out() {
        let hint = Hint {
            id: Some("a\nb".into()),
            ..Hint::default()
        };
        let label = label(json!({ "agent": "x\0" }), &hint);
        assert_eq!(label.id(Uuid::nil()), Uuid::nil().to_string());
        assert_eq!(label.leg("a", "a", 0).agent, None);
    }
}
