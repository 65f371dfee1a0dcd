//! The audit log as it is read: searched, page by page, the latest first. Not the chain and its proof: `audit`.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;

use crate::Error;
use crate::ids::TenantId;

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, QueryableByName)]
pub struct AuditEntry {
    #[diesel(sql_type = BigInt)]
    pub n: i64,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Who, what and to what were erased; that something was done stays.
    #[diesel(sql_type = Bool)]
    pub erased: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub action: Option<String>,
    /// `c r u d`.
    #[diesel(sql_type = Nullable<Text>)]
    pub crud: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub target: Option<String>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<Value>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<Value>,
}

/// What an action's last word does.
pub(super) const CRUD: &str = "CASE
    WHEN d.action ~ '[._](created|begun|added|written|ordered|made)$' THEN 'c'
    WHEN d.action ~ '[._](read|listened|exported|downloaded)$' THEN 'r'
    WHEN d.action ~ '[._](deleted|removed|revoked|ended|erased|closed|out)$' THEN 'd'
    WHEN d.action IS NOT NULL THEN 'u' END";

/// Words of a search at most.
const TERMS_MAX: usize = 20;
const SEARCH_MAX: usize = 1_000;

/// A search, taken apart: conditions, and the texts that they compare with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Search {
    pub(super) conditions: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) until: Option<DateTime<Utc>>,
}

impl Search {
    /// `action:member.* crud:u actor.type:person target.id:… created:2026-11-01..2026-11-30 -action:*.read "some text"`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.chars().count() > SEARCH_MAX || text.contains('\0') {
            return Err(Error::Invalid(format!("a search has at most {SEARCH_MAX} letters")));
        }
        let terms = terms(text)?;
        if terms.len() > TERMS_MAX {
            return Err(Error::Invalid(format!("a search has at most {TERMS_MAX} terms")));
        }
        let mut search = Self::default();
        for term in terms {
            search.add(&term)?;
        }
        Ok(search)
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, term: &Term) -> Result<(), Error> {
        let value = term.value.as_str();
        let condition = match term.key.as_deref() {
            None => {
                let text = self.text(value.to_lowercase());
                let all = "concat_ws(' ', d.actor, d.action, d.subject, d.before::text, d.after::text)";
                format!("position({text} IN lower({all})) > 0")
            }
            Some("action") => self.like("d.action", value),
            Some("actor") => self.like("d.actor", value),
            Some("target") => self.like("d.subject", value),
            Some("actor.type") => self.of_type("d.actor", value),
            Some("target.type") => self.of_type("d.subject", value),
            Some("actor.id") => self.of_id("d.actor", value),
            Some("target.id") => self.of_id("d.subject", value),
            Some("crud") if ["c", "r", "u", "d"].contains(&value) => {
                format!("({CRUD}) = {}", self.text(value.to_owned()))
            }
            Some("crud") => return Err(Error::Invalid("crud is c, r, u or d".into())),
            Some("created") if !term.negated => {
                (self.since, self.until) = range(value)?;
                return Ok(());
            }
            Some("created") => return Err(Error::Invalid("created: name the range that is wanted".into())),
            Some(other) => {
                return Err(Error::Invalid(format!(
                    "{other:?}: a search knows action, crud, actor, actor.type, actor.id, target, target.type, target.id and created"
                )));
            }
        };
        self.conditions.push(match term.negated {
            true => format!("({condition}) IS NOT TRUE"),
            false => condition,
        });
        Ok(())
    }

    fn text(&mut self, text: String) -> String {
        self.texts.push(text);
        format!("($6::text[])[{}]", self.texts.len())
    }

    /// Exactly so, or with a star at the beginning or the end.
    fn like(&mut self, column: &str, value: &str) -> String {
        match (value.strip_prefix('*'), value.strip_suffix('*')) {
            (None, Some(begin)) => format!("{column} COLLATE \"C\" ^@ {}", self.text(begin.to_owned())),
            (Some(end), None) => {
                let end = self.text(end.to_owned());
                format!("right({column}, length({end})) = {end}")
            }
            (Some(inner), Some(_)) => {
                let inner = inner.strip_suffix('*').unwrap_or(inner).to_owned();
                format!("position({} IN {column}) > 0", self.text(inner))
            }
            (None, None) => format!("{column} COLLATE \"C\" = {}", self.text(value.to_owned())),
        }
    }

    fn of_type(&mut self, column: &str, value: &str) -> String {
        // `system` and `command line` have no id.
        let (alone, begin) = (self.text(value.to_owned()), self.text(format!("{value}:")));
        format!("({column} = {alone} OR {column} COLLATE \"C\" ^@ {begin})")
    }

    fn of_id(&mut self, column: &str, value: &str) -> String {
        let end = self.text(format!(":{value}"));
        format!("right({column}, length({end})) = {end}")
    }
}

#[derive(Debug, PartialEq)]
struct Term {
    negated: bool,
    key: Option<String>,
    value: String,
}

/// Cuts at spaces outside quotation marks; a key is letters and dots before a colon that no quotation mark precedes.
fn terms(text: &str) -> Result<Vec<Term>, Error> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let negated = rest.starts_with('-');
        rest = rest.strip_prefix('-').unwrap_or(rest);
        let name = rest
            .find(|letter: char| !letter.is_ascii_lowercase() && letter != '.')
            .unwrap_or(rest.len());
        let key = rest
            .get(name..)
            .filter(|after| name > 0 && after.starts_with(':'))
            .and_then(|_| rest.get(..name));
        rest = key.map_or(rest, |_| rest.get(name + 1..).unwrap_or_default());
        let (value, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .ok_or_else(|| Error::Invalid("a quotation mark is not closed".into()))?,
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        if value.is_empty() {
            return Err(Error::Invalid(format!("{}: nothing is named", key.unwrap_or("a term"))));
        }
        terms.push(Term {
            negated,
            key: key.map(str::to_owned),
            value: value.to_owned(),
        });
        rest = after.trim_start();
    }
    Ok(terms)
}

type Range = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// A day, a moment, or two of them with `..` between; either may be missing. The second day counts as a whole.
fn range(text: &str) -> Result<Range, Error> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let moment = |text: &str, is_end: bool| -> Result<Option<DateTime<Utc>>, Error> {
        if text.is_empty() {
            return Ok(None);
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Some(at.to_utc()));
        }
        let refused = || {
            Error::Invalid(format!(
                "created: {text:?} is neither a day (2026-11-28) nor a time (RFC 3339)"
            ))
        };
        let day: NaiveDate = text.parse().map_err(|_| refused())?;
        let day = if is_end {
            day.checked_add_days(Days::new(1))
        } else {
            Some(day)
        };
        Ok(Some(day.ok_or_else(refused)?.and_time(NaiveTime::MIN).and_utc()))
    };
    Ok((moment(from, false)?, moment(to, true)?))
}

/// Entries before number `before`, the latest first. Inside the tenant's transaction, or as staff or owner.
pub async fn page(
    conn: &mut AsyncPgConnection,
    tenant: TenantId,
    search: &Search,
    before: Option<i64>,
    rows: i64,
) -> Result<Vec<AuditEntry>, Error> {
    let conditions: String = search.conditions.iter().map(|one| format!(" AND ({one})")).collect();
    let read = format!(
        "SELECT a.n, a.at, d.n IS NULL AS erased, d.actor, d.action, {CRUD} AS crud, d.subject AS target, d.before, d.after
        FROM audit a LEFT JOIN audit_details d ON d.tenant_id = a.tenant_id AND d.n = a.n
        WHERE a.tenant_id = $1 AND a.n < $2 AND ($4::timestamptz IS NULL OR a.at >= $4) AND ($5::timestamptz IS NULL OR a.at < $5)
            AND $6::text[] IS NOT NULL{conditions}
        ORDER BY a.n DESC LIMIT $3"
    );
    Ok(diesel::sql_query(read)
        .bind::<SqlUuid, _>(tenant.0)
        .bind::<BigInt, _>(before.unwrap_or(i64::MAX))
        .bind::<BigInt, _>(rows)
        .bind::<Nullable<Timestamptz>, _>(search.since)
        .bind::<Nullable<Timestamptz>, _>(search.until)
        .bind::<Array<Text>, _>(&search.texts)
        .load(conn)
        .await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn term(negated: bool, key: Option<&str>, value: &str) -> Term {
        Term {
            negated,
            key: key.map(str::to_owned),
            value: value.to_owned(),
        }
    }

    #[test]
    fn a_search_is_cut_into_keys_values_and_free_text() {
        let found = terms("  action:member.* -crud:r \"two words\" target:\"call:a b\" plain person:x").expect("terms");
        assert_eq!(
            found,
            [
                term(false, Some("action"), "member.*"),
                term(true, Some("crud"), "r"),
                term(false, None, "two words"),
                term(false, Some("target"), "call:a b"),
                term(false, None, "plain"),
                term(false, Some("person"), "x"),
            ]
        );
        for wrong in [
            "action:",
            "\"open",
            "crud:x",
            "person:x",
            "created:yesterday",
            "-created:2026-01-01",
            "created:2026-02-30",
        ] {
            assert!(Search::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_counts_as_a_whole_and_either_end_may_be_open() {
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("time"));
        let of = |text: &str| range(text).expect("range");
        assert_eq!(
            of("2026-11-28"),
            (at("2026-11-28T00:00:00Z"), at("2026-11-29T00:00:00Z"))
        );
        assert_eq!(
            of("2026-11-01..2026-11-28"),
            (at("2026-11-01T00:00:00Z"), at("2026-11-29T00:00:00Z"))
        );
        assert_eq!(of("2026-11-01.."), (at("2026-11-01T00:00:00Z"), None));
        assert_eq!(of("..2026-11-28T10:00:00+01:00"), (None, at("2026-11-28T09:00:00Z")));
    }

    proptest! {
        #[test]
        fn no_text_of_a_search_becomes_part_of_the_statement(text in "\\PC{0,60}") {
            if let Ok(search) = Search::parse(&text) {
                for condition in &search.conditions {
                    prop_assert!(condition.is_ascii() && !condition.contains(';') && !condition.contains("--"));
                }
            }
        }
    }
}
