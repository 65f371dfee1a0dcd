//! Pages of a list by cursor: the next page begins after the last row seen, whatever came in between.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::Error;

pub const ROWS_DEFAULT: u32 = 50;
pub const ROWS_MAX: u32 = 500;

/// One page: its rows, and the cursor of the next where there is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub next: Option<String>,
}

/// Which page is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    pub after: Option<Cursor>,
    pub rows: u32,
}

impl PageRequest {
    /// Of one row more than the page holds, what is on it and whether more follow.
    pub fn cut<T>(&self, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
        let wanted = self.rows as usize;
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next = rows.last().filter(|_| more).map(|last| cursor(last).to_text());
        Page { data: rows, next }
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        PageRequest {
            after: None,
            rows: ROWS_DEFAULT,
        }
    }
}

/// A row's place in a list that is ordered by a time and an id. Opaque to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl Cursor {
    pub fn to_text(&self) -> String {
        let mut bytes = self.at.timestamp_micros().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::Invalid("this cursor did not come from a page".into());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let (at, id) = bytes.split_first_chunk::<8>().ok_or_else(refused)?;
        Ok(Cursor {
            at: DateTime::from_timestamp_micros(i64::from_be_bytes(*at)).ok_or_else(refused)?,
            id: Uuid::from_slice(id).map_err(|_| refused())?,
        })
    }
}

/// A row's place in a list that is ordered by a text and an id. Opaque to callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameCursor {
    pub name: String,
    pub id: Uuid,
}

impl NameCursor {
    pub fn to_text(&self) -> String {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend_from_slice(self.name.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::Invalid("this cursor did not come from a page".into());
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
        let (id, name) = bytes.split_first_chunk::<16>().ok_or_else(refused)?;
        let name = String::from_utf8(name.to_vec()).map_err(|_| refused())?;
        if name.contains('\0') {
            return Err(refused());
        }
        Ok(Self {
            name,
            id: Uuid::from_bytes(*id),
        })
    }

    /// Of one row more than the page holds, what is on it and whether more follow.
    pub fn cut<T>(mut found: Vec<T>, rows: u32, place: impl Fn(&T) -> (String, Uuid)) -> Page<T> {
        let more = found.len() > rows as usize;
        found.truncate(rows as usize);
        let last = found.last().filter(|_| more).map(place);
        Page {
            next: last.map(|(name, id)| Self { name, id }.to_text()),
            data: found,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_is_read_back_and_no_text_panics(micros in -10_000_000_000_000_000i64..10_000_000_000_000_000, id in any::<u128>(), text in ".{0,40}") {
            let cursor = Cursor { at: DateTime::from_timestamp_micros(micros).expect("time"), id: Uuid::from_u128(id) };
            prop_assert_eq!(Cursor::parse(&cursor.to_text()).expect("read back"), cursor);
            let _ = (Cursor::parse(&text), NameCursor::parse(&text));
            let name = NameCursor { name: text.replace('\0', ""), id: Uuid::from_u128(id) };
            prop_assert_eq!(NameCursor::parse(&name.to_text()).expect("read back"), name);
        }
    }

    #[test]
    fn a_page_has_a_next_one_only_if_more_follows() {
        let request = PageRequest { after: None, rows: 2 };
        let cursor = |n: &u128| Cursor {
            at: DateTime::UNIX_EPOCH,
            id: Uuid::from_u128(*n),
        };
        assert_eq!(request.cut(vec![1, 2], cursor).next, None);
        let page = request.cut(vec![1, 2, 3], cursor);
        assert_eq!((page.data, page.next), (vec![1, 2], Some(cursor(&2).to_text())));
    }
}
