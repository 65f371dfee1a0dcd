//! A turn's words set right by a person: checked against the turns as they are, kept, and found by search, in one transaction.

use chrono::{DateTime, Utc};
use models::Error;
use models::calls::correction::{self, Change, Correction, Words};
use models::calls::intake::Doorbell;
use models::compliance::sealing::{DataKey, Sealer};
use models::db::Pool;
use models::identity::authority::{Rows, Who};
use models::ids::{CallId, LegId, TenantId};

use crate::search;
use crate::transcript::corrected::corrected;
use crate::transcript::opened;

const LETTERS_MAX: usize = 5_000;

/// Who wants what of a turn.
#[derive(Clone, Debug)]
pub struct Order {
    pub tenant: TenantId,
    pub who: Who,
    /// As the audit says.
    pub actor: String,
    pub rows: Rows,
    pub ids: (CallId, LegId),
    /// From 0.
    pub turn: usize,
    /// As it was said; empty: nothing was. `None`: the model's words again.
    pub text: Option<String>,
    /// Of the analysis that was read.
    pub analyzed_at: Option<DateTime<Utc>>,
}

/// Sets words right, or takes that back. What is so already changes nothing.
pub async fn correct(app: &Pool, sealer: &Sealer, order: Order) -> Result<Option<Doorbell>, Error> {
    let text = order.text.as_deref().map(checked).transpose()?;
    let tenant = order.tenant;
    let key = sealer.data_key(tenant).await?;
    app.tenant(tenant, async move |conn| {
        let work = correction::begin(conn, tenant, &order.rows, order.ids, order.analyzed_at).await?;
        let (sealed, in_force, own) = (work.sealed.clone(), work.in_force.clone(), key.clone());
        let (leg, turn) = (order.ids.1, order.turn);
        let change = tokio::task::spawn_blocking(move || {
            let opened = in_force.iter().map(|one| one.open(&own, tenant));
            let opened: Vec<Correction> = opened.collect::<Result<_, _>>()?;
            changed(&own, (tenant, leg), &sealed, opened, (turn, text))
        });
        let change = change
            .await
            .map_err(|error| Error::Refused(format!("correcting a transcript did not end: {error}")))??;
        match change {
            Some(change) => work.write(conn, &key, (order.who, &order.actor), &change).await,
            None => Ok(None),
        }
    })
    .await
}

/// In one line.
fn checked(text: &str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LETTERS_MAX || text.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "text: a turn has at most {LETTERS_MAX} letters, and no control characters"
        )));
    }
    Ok(text)
}

/// What is to be written; `None` where it is so already. Computes.
fn changed(
    key: &DataKey,
    (tenant, leg): (TenantId, LegId),
    sealed: &[u8],
    mut in_force: Vec<Correction>,
    (turn, text): (usize, Option<String>),
) -> Result<Option<Change>, Error> {
    let turns = opened(key, tenant, leg, sealed)?;
    let heard = turns.get(turn).ok_or(Error::NotFound("turn"))?.text.clone();
    let words = text.filter(|text| *text != heard).map(|text| Words { text, heard });
    let before = in_force.iter().find(|own| own.turn == turn);
    if before.map(|own| &own.words) == words.as_ref() {
        return Ok(None);
    }
    in_force.retain(|own| own.turn != turn);
    in_force.extend(words.as_ref().map(|words| not_yet_kept(leg, turn, words)));
    Ok(Some(Change {
        turn,
        words,
        index: search::of_turns(key, tenant, &corrected(turns, &in_force))?,
    }))
}

/// As search sees it; its row comes later.
fn not_yet_kept(leg: LegId, turn: usize, words: &Words) -> Correction {
    Correction {
        id: uuid::Uuid::nil(),
        leg: leg.0,
        turn,
        words: words.clone(),
        author: None,
        made_at: DateTime::<Utc>::MIN_UTC,
        ended: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::pack;
    use engine::analysis::Turn;
    use models::calls::transcript;
    use uuid::Uuid;

    #[test]
    fn a_correction_is_a_line_of_bounded_length() {
        assert_eq!(checked("  My  name\nis Jack. ").unwrap(), "My name is Jack.");
        assert_eq!(checked("").unwrap(), "");
        assert!(checked(&"x".repeat(5_001)).is_err() && checked("a\u{7}").is_err());
    }

    #[test]
    fn the_models_own_words_are_no_correction_and_the_same_twice_changes_nothing() {
        let key = DataKey::random().unwrap();
        let ids = (TenantId(Uuid::from_u128(1)), LegId(Uuid::from_u128(2)));
        let turn: Turn =
            serde_json::from_value(serde_json::json!({ "speaker": "agent", "text": "my name is jack" })).unwrap();
        let sealed = transcript::seal(&key, ids.0, ids.1, &pack(&[turn]).unwrap()).unwrap();
        let change = |in_force: Vec<Correction>, turn: usize, text: Option<&str>| {
            changed(&key, ids, &sealed, in_force, (turn, text.map(str::to_owned)))
        };
        assert!(change(vec![], 0, Some("my name is jack")).unwrap().is_none());
        assert!(change(vec![], 0, None).unwrap().is_none());
        assert!(matches!(change(vec![], 1, Some("x")), Err(Error::NotFound("turn"))));
        let made = change(vec![], 0, Some("my name is jacques")).unwrap().unwrap();
        let words = made.words.unwrap();
        assert_eq!(
            (words.text.as_str(), words.heard.as_str()),
            ("my name is jacques", "my name is jack")
        );
        let token = key.search_key().unwrap().token("jacques");
        assert!(made.index.words.iter().any(|word| word.token == token));
        let kept = || vec![not_yet_kept(ids.1, 0, &words)];
        assert!(change(kept(), 0, Some("my name is jacques")).unwrap().is_none());
        for back in [None, Some("my name is jack")] {
            let reverted = change(kept(), 0, back).unwrap().unwrap();
            assert_eq!(reverted.words, None);
            assert!(!reverted.index.words.iter().any(|word| word.token == token));
        }
        assert!(change(kept(), 0, Some("")).unwrap().unwrap().index.words.is_empty());
    }
}
