//! Where a page of calls begins: an order, and the last call seen in it. Constant time at any depth, because the place is a
//! key of the index that serves the order. Pure.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::filter::CallFilter;
use crate::Error;

/// First byte of a cursor: how the rest is to be read.
const FORM: u8 = 1;

/// What a list is ordered by; each has its index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    #[default]
    StartedAt,
    /// Seconds of conversation.
    TalkS,
    /// Only calls that have a score.
    SentimentScore,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

impl Default for Sort {
    /// Latest start first.
    fn default() -> Self {
        Self {
            key: SortKey::StartedAt,
            descending: true,
        }
    }
}

impl Sort {
    pub const NAMES: [&str; 6] = [
        "-started_at",
        "started_at",
        "-talk_s",
        "talk_s",
        "-sentiment_score",
        "sentiment_score",
    ];

    /// A key's name, with `-` before it for the largest first.
    pub fn from_name(name: &str) -> Option<Self> {
        let (descending, key) = match name.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, name),
        };
        let key = match key {
            "started_at" => SortKey::StartedAt,
            "talk_s" => SortKey::TalkS,
            "sentiment_score" => SortKey::SentimentScore,
            _ => return None,
        };
        Some(Self { key, descending })
    }

    fn tag(self) -> u8 {
        let key = match self.key {
            SortKey::StartedAt => 0,
            SortKey::TalkS => 2,
            SortKey::SentimentScore => 4,
        };
        key + u8::from(self.descending)
    }
}

/// A call's place in an order. Opaque to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Microseconds, seconds, or the bits of a score.
    pub(super) value: i64,
    pub(super) id: Uuid,
}

impl Place {
    /// As text, bound to its order and filter: with others it would begin anywhere.
    pub fn to_text(&self, filter: &CallFilter, sort: Sort) -> String {
        let mut bytes = vec![FORM, sort.tag()];
        bytes.extend_from_slice(&fingerprint(filter));
        bytes.extend_from_slice(&self.value.to_be_bytes());
        bytes.extend_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn parse(text: &str, filter: &CallFilter, sort: Sort) -> Result<Self, Error> {
        let refused = || Error::Invalid("not a cursor of this list; take `next` of a page as it is".into());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let (&[form, tag], rest) = bytes.split_first_chunk::<2>().ok_or_else(refused)?;
        let (of, rest) = rest.split_first_chunk::<8>().ok_or_else(refused)?;
        let (value, id) = rest.split_first_chunk::<8>().ok_or_else(refused)?;
        let id = Uuid::from_slice(id).map_err(|_| refused())?;
        if form != FORM {
            return Err(refused());
        }
        if tag != sort.tag() || *of != fingerprint(filter) {
            let sentence =
                "this cursor belongs to another filter or order: repeat those of its page, or begin without a cursor";
            return Err(Error::Invalid(sentence.into()));
        }
        let place = Place {
            value: i64::from_be_bytes(*value),
            id,
        };
        let fits = match sort.key {
            SortKey::StartedAt => DateTime::from_timestamp_micros(place.value).is_some(),
            SortKey::TalkS => i32::try_from(place.value).is_ok(),
            SortKey::SentimentScore => place.score().is_finite(),
        };
        if fits { Ok(place) } else { Err(refused()) }
    }

    /// When the call there began, in an order by that.
    pub fn started_at(&self, sort: Sort) -> Option<DateTime<Utc>> {
        match sort.key {
            SortKey::StartedAt => DateTime::from_timestamp_micros(self.value),
            SortKey::TalkS | SortKey::SentimentScore => None,
        }
    }

    pub(super) fn score(&self) -> f64 {
        f64::from_bits(self.value.cast_unsigned())
    }
}

fn fingerprint(filter: &CallFilter) -> [u8; 8] {
    let hash = digest::digest(&digest::SHA256, format!("{filter:?}").as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_ref()[..8]);
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inbound() -> CallFilter {
        CallFilter {
            direction: vec!["inbound".into()],
            ..CallFilter::default()
        }
    }

    proptest! {
        #[test]
        fn a_place_is_read_back_in_every_order_and_no_text_panics(value in 0i64..1_000_000, id in any::<u128>(), text in ".{0,60}") {
            let place = Place { value, id: Uuid::from_u128(id) };
            for sort in Sort::NAMES.map(|name| Sort::from_name(name).expect("an order")) {
                let told = place.to_text(&inbound(), sort);
                prop_assert_eq!(Place::parse(&told, &inbound(), sort).expect("read back"), place);
                let _ = Place::parse(&text, &inbound(), sort);
            }
        }
    }

    #[test]
    fn a_cursor_of_another_filter_or_order_is_refused_with_a_sentence() {
        let place = Place {
            value: 7,
            id: Uuid::nil(),
        };
        let told = place.to_text(&inbound(), Sort::default());
        let talk = Sort::from_name("talk_s").expect("an order");
        for refused in [
            Place::parse(&told, &CallFilter::default(), Sort::default()),
            Place::parse(&told, &inbound(), talk),
        ] {
            assert!(matches!(refused, Err(Error::Invalid(sentence)) if sentence.contains("another filter or order")));
        }
    }
}
