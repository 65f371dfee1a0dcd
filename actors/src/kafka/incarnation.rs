//! Whether the door's topic is the one that the stored offsets are of. One that was deleted and made anew under the same name counts from 0
//! again: what is stored says nothing of it, even where it has grown longer than the old one ever was.

use std::time::Duration;

use models::calls::intake::{LedgerConnection, LedgerError, Owned};
use rdkafka::producer::Producer;

use super::topic::Topic;
use super::{Kafka, topic_id};

/// A claim waits so long for each of Kafka's answers, and goes on without.
const CLAIM_MAX: Duration = Duration::from_secs(2);

/// What the cluster says of the topic that is there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Id(String),
    /// Its brokers know no ids.
    NoId,
    Unanswered,
}

/// Blocking, for at most `patience`.
pub(super) fn ask(kafka: &Kafka, patience: Duration) -> Asked {
    let topic = kafka.config.topic(Topic::Received);
    match topic_id::ask(kafka.producer.client(), &topic, patience) {
        Ok(Some(id)) => Asked::Id(id),
        Ok(None) => Asked::NoId,
        Err(said) => {
            tracing::debug!(topic = %topic, "the id of the topic {topic} could not be asked for: {said}");
            Asked::Unanswered
        }
    }
}

/// The place of a partition as it was stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// Id of the topic that it is in; `None`: not known.
    pub(super) topic: Option<&'a str>,
    pub(super) next_offset: i64,
}

/// What a stored place is worth in the log that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Stands,
    /// It is of another topic: this one was made anew, and all it holds is to be read.
    Anew,
    /// It is of this topic, whose log does not have it (any longer).
    OutOfReach,
}

impl Place<'_> {
    /// `topic`: id of the one that is there, whose log holds `first` to `end`. The ids decide. Where one of them is not known, an offset
    /// behind the end is taken for another topic's: to begin anew loses nothing that is there, and counts nothing twice.
    pub(super) fn judge(self, topic: Option<&str>, (first, end): (i64, i64)) -> Verdict {
        let same = self.topic.zip(topic).map(|(stored, found)| stored == found);
        match same {
            Some(false) => Verdict::Anew,
            None if self.next_offset > end => Verdict::Anew,
            _ if (first..=end).contains(&self.next_offset) => Verdict::Stands,
            _ => Verdict::OutOfReach,
        }
    }
}

/// A partition that is claimed, and from where it is read.
pub(super) struct Claimed {
    pub(super) owned: Owned,
    /// Id of the topic that its offset is of, as far as it is known.
    pub(super) topic: Option<String>,
}

impl Claimed {
    /// Looks whether the stored offset is of the topic that is there, and stores another one where it is not. What Kafka does not answer
    /// now is looked into by the reader.
    pub(super) async fn settle(
        owned: Owned,
        asked: &Asked,
        kafka: &Kafka,
        connection: &mut LedgerConnection,
    ) -> Result<Self, LedgerError> {
        let noted = connection.topic_of(&owned).await?;
        let found = match asked {
            Asked::Id(id) => Some(id.as_str()),
            Asked::NoId => None,
            Asked::Unanswered => return Ok(Self { owned, topic: noted }),
        };
        if found.is_some() && found == noted.as_deref() {
            return Ok(Self { owned, topic: noted });
        }
        let Some(log) = watermarks(kafka, owned.partition).await else {
            return Ok(Self { owned, topic: noted });
        };
        let stored = Place {
            topic: noted.as_deref(),
            next_offset: owned.next_offset,
        };
        match (stored.judge(found, log), found) {
            (Verdict::Stands, Some(id)) => {
                connection.note_topic(&owned, id).await?;
                Ok(Self {
                    owned,
                    topic: Some(id.to_owned()),
                })
            }
            (Verdict::Anew, _) => {
                let anew = connection.begin_anew(&owned, found, log.0).await?;
                tell(kafka, stored, (found, log), owned.partition);
                Ok(Self {
                    owned: anew,
                    topic: found.map(str::to_owned),
                })
            }
            // The reader is told by the broker, and says so.
            (Verdict::Stands | Verdict::OutOfReach, _) => Ok(Self { owned, topic: noted }),
        }
    }
}

/// The first offset that a partition's log holds, and the one after its last.
async fn watermarks(kafka: &Kafka, partition: i32) -> Option<(i64, i64)> {
    let kafka = kafka.clone();
    let asked = tokio::task::spawn_blocking(move || {
        let topic = kafka.config.topic(Topic::Received);
        kafka.producer.client().fetch_watermarks(&topic, partition, CLAIM_MAX)
    });
    asked.await.ok()?.ok()
}

/// As `ask`, from async code.
pub(super) async fn ask_for_claim(kafka: &Kafka) -> Asked {
    let kafka = kafka.clone();
    let asked = tokio::task::spawn_blocking(move || ask(&kafka, CLAIM_MAX)).await;
    asked.unwrap_or(Asked::Unanswered)
}

fn tell(kafka: &Kafka, stored: Place<'_>, (found, (first, end)): (Option<&str>, (i64, i64)), partition: i32) {
    kafka.metrics.kafka.begun_anew.inc();
    let topic = kafka.config.topic(Topic::Received);
    let Place {
        topic: noted,
        next_offset,
    } = stored;
    tracing::error!(
        topic = %topic,
        partition,
        stored_offset = next_offset,
        begin_offset = first,
        end_offset = end,
        stored_topic_id = noted,
        topic_id = found,
        "the topic {topic} was deleted and made anew: its partition {partition} stood at {next_offset} of the old one, and is read from \
         {first} of the new one, which ends at {end}. What the old one held and was not committed is gone (docs/kafka.md)"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(stored: Option<&str>, next_offset: i64, found: Option<&str>, log: (i64, i64)) -> Verdict {
        let place = Place {
            topic: stored,
            next_offset,
        };
        place.judge(found, log)
    }

    #[test]
    fn an_offset_of_another_topic_is_worth_nothing_however_long_the_new_one_is() {
        for log in [(0, 0), (0, 3), (0, 10), (0, 50), (20, 50)] {
            assert_eq!(judge(Some("a"), 10, Some("b"), log), Verdict::Anew, "{log:?}");
        }
        // Nothing was committed of the old one: the new one is read from its beginning all the same.
        assert_eq!(judge(Some("a"), 0, Some("b"), (0, 5)), Verdict::Anew);
    }

    #[test]
    fn an_offset_of_this_topic_stands_as_long_as_its_log_reaches_there() {
        for next_offset in [3, 7, 10] {
            assert_eq!(judge(Some("a"), next_offset, Some("a"), (3, 10)), Verdict::Stands);
        }
        // What retention or a broker has lost is not made up for by guessing.
        assert_eq!(judge(Some("a"), 2, Some("a"), (3, 10)), Verdict::OutOfReach);
        assert_eq!(judge(Some("a"), 11, Some("a"), (3, 10)), Verdict::OutOfReach);
    }

    #[test]
    fn where_an_id_is_not_known_only_an_offset_behind_the_end_is_another_topics() {
        for (stored, found) in [(None, Some("b")), (Some("a"), None), (None, None)] {
            assert_eq!(judge(stored, 11, found, (0, 10)), Verdict::Anew);
            assert_eq!(judge(stored, 10, found, (0, 10)), Verdict::Stands);
            assert_eq!(judge(stored, 2, found, (3, 10)), Verdict::OutOfReach);
            assert_eq!(judge(stored, 0, found, (0, 0)), Verdict::Stands);
        }
    }
}
