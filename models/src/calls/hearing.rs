//! How a tenant's recordings are to be heard: in which language, by which model, with which words in mind. Not whether a model is there:
//! that is the node's to know.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::ids::TenantId;
use crate::schema::hearing_settings;

const WORDS_MAX: usize = 200;
const LETTERS_MAX: usize = 60;
/// Find out what is spoken.
pub const AUTO: &str = "auto";

/// What is `None` is as the server is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Queryable, Selectable)]
#[diesel(table_name = hearing_settings, check_for_backend(diesel::pg::Pg))]
pub struct Hearing {
    /// `auto`, or ISO 639-1.
    pub language: Option<String>,
    /// Name of a speech model.
    pub model: Option<String>,
    /// Names and words that are likely to be said.
    pub vocabulary: Vec<String>,
    /// `auto`, or ISO 639-1, of each channel of a recording of as many; none: as `language` says.
    pub channels: Vec<String>,
    /// From where on something counts in the figures, as the engine reads it; none: as usual.
    pub thresholds: Option<Value>,
}

/// What is asked of one recording, beside the tenant's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub language: Option<String>,
    pub model: Option<String>,
}

impl Wish {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Hearing {
    /// Inside the tenant's transaction.
    pub async fn read(conn: &mut AsyncPgConnection, tenant: TenantId) -> Result<Self, Error> {
        let row = hearing_settings::table
            .find(tenant.0)
            .select(Self::as_select())
            .first(conn)
            .await;
        Ok(row.optional()?.unwrap_or_default())
    }

    pub async fn write(mut self, conn: &mut AsyncPgConnection, tenant: TenantId, actor: &str) -> Result<Self, Error> {
        self.vocabulary = words(&self.vocabulary)?;
        let before = Self::read(conn, tenant).await?;
        let values = (
            hearing_settings::language.eq(&self.language),
            hearing_settings::model.eq(&self.model),
            hearing_settings::vocabulary.eq(&self.vocabulary),
            hearing_settings::channels.eq(&self.channels),
            hearing_settings::thresholds.eq(&self.thresholds),
        );
        diesel::insert_into(hearing_settings::table)
            .values((hearing_settings::tenant_id.eq(tenant.0), values))
            .on_conflict(hearing_settings::tenant_id)
            .do_update()
            .set((
                values,
                hearing_settings::updated_at.eq(diesel::dsl::sql::<diesel::sql_types::Timestamptz>("app_now()")),
            ))
            .execute(conn)
            .await?;
        let json = |settings: &Self| serde_json::to_value(settings).ok();
        let entry = Entry::new(actor, "hearing_settings.changed", format!("tenant:{tenant}"));
        audit::append(conn, tenant, &[entry.change(json(&before), json(&self))]).await?;
        Ok(self)
    }
}

/// Trimmed, each once, in their order.
fn words(list: &[String]) -> Result<Vec<String>, Error> {
    let mut words: Vec<String> = Vec::new();
    for word in list {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() || word.chars().count() > LETTERS_MAX || word.chars().any(char::is_control) {
            return Err(Error::Invalid(format!(
                "vocabulary: {word:?}: a word or name has 1 to {LETTERS_MAX} letters"
            )));
        }
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.len() > WORDS_MAX {
        return Err(Error::Invalid(format!("vocabulary: at most {WORDS_MAX} words")));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_trimmed_counted_once_and_bounded() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            words(&list(&[" Blue  Line ", "Kim", "Kim"])).unwrap(),
            ["Blue Line", "Kim"]
        );
        for wrong in [list(&[""]), list(&["a\u{0}b"]), vec!["x".repeat(61)]] {
            assert!(words(&wrong).is_err(), "{wrong:?}");
        }
        let many: Vec<String> = (0..201).map(|n| n.to_string()).collect();
        assert!(words(&many).is_err());
    }
}
