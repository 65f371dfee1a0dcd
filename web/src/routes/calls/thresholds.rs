//! From where on something counts in the figures of a conversation, as a tenant sets it.

use actors::engine::characteristics::Thresholds;
use models::calls::hearing::Hearing;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// From where on something counts in the figures.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "non_talk_over_ms": 5000, "overlap_ms": 1000, "yield_ms": 2000, "listening_words": 2 }))]
pub struct FigureThresholds {
    /// A gap without a word of anyone is non-talk time if it is longer; usually 3,000.
    #[schema(minimum = 500, maximum = 60000)]
    pub non_talk_over_ms: u64,
    /// For how long both speak at once, at least, where one interrupts the other; usually 1,000.
    #[schema(minimum = 100, maximum = 10000)]
    pub overlap_ms: u64,
    /// How soon whoever is interrupted has stopped; usually 2,000.
    #[schema(minimum = 100, maximum = 10000)]
    pub yield_ms: u64,
    /// So few words are a listening noise and interrupt nobody; usually 2.
    #[schema(minimum = 0, maximum = 20)]
    pub listening_words: u64,
}

impl From<Thresholds> for FigureThresholds {
    fn from(own: Thresholds) -> Self {
        Self {
            non_talk_over_ms: own.non_talk_over_ms,
            overlap_ms: own.overlap_ms,
            yield_ms: own.yield_ms,
            listening_words: own.listening_words,
        }
    }
}

/// A tenant's own, or the usual ones.
pub async fn of(caller: &Caller) -> Result<Thresholds, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let settings = app.tenant(tenant, async move |conn| Hearing::read(conn, tenant).await);
    Ok(read(settings.await?.thresholds.as_ref()))
}

/// As they are stored: nothing where they are the usual ones.
fn read(stored: Option<&Value>) -> Thresholds {
    let own = stored.and_then(|stored| Thresholds::deserialize(stored).ok());
    own.unwrap_or_default()
}

impl FigureThresholds {
    pub fn stored(stored: Option<&Value>) -> Self {
        read(stored).into()
    }

    /// What is to be stored. Errors: one that counts everything, or nothing.
    pub fn to_store(self) -> Result<Option<Value>, Problem> {
        let ranges = [
            ("non_talk_over_ms", self.non_talk_over_ms, 500..=60_000),
            ("overlap_ms", self.overlap_ms, 100..=10_000),
            ("yield_ms", self.yield_ms, self.overlap_ms.max(100)..=10_000),
            ("listening_words", self.listening_words, 0..=20),
        ];
        if let Some((name, given, range)) = ranges.iter().find(|(_, given, range)| !range.contains(given)) {
            let detail = format!("{name}: {given} is not within {} and {}", range.start(), range.end());
            return Err(Problem::parameter("thresholds", detail));
        }
        let own = Thresholds {
            non_talk_over_ms: self.non_talk_over_ms,
            overlap_ms: self.overlap_ms,
            yield_ms: self.yield_ms,
            listening_words: self.listening_words,
        };
        Ok((!own.are_usual()).then(|| json!(own)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> FigureThresholds {
        FigureThresholds::stored(None)
    }

    #[test]
    fn usual_ones_are_not_stored_and_others_come_back_as_they_were() {
        assert_eq!(usual().non_talk_over_ms, 3000);
        assert!(usual().to_store().unwrap().is_none());
        let own = FigureThresholds {
            overlap_ms: 500,
            ..usual()
        };
        let stored = own.to_store().unwrap().unwrap();
        let back = FigureThresholds::stored(Some(&stored));
        assert_eq!((back.overlap_ms, back.yield_ms), (500, 2000));
    }

    #[test]
    fn what_would_count_everything_or_nothing_is_refused_by_its_name() {
        let of = |change: fn(&mut FigureThresholds)| {
            let mut wrong = usual();
            change(&mut wrong);
            wrong.to_store().unwrap_err().detail
        };
        for (refused, name) in [
            (of(|own| own.non_talk_over_ms = 0), "non_talk_over_ms"),
            (of(|own| own.overlap_ms = 20_000), "overlap_ms"),
            (of(|own| own.yield_ms = 999), "yield_ms"),
            (of(|own| own.listening_words = 21), "listening_words"),
        ] {
            assert!(refused.contains(name), "{refused}");
        }
    }
}
