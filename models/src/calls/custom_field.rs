//! Custom fields: what a tenant wants to know of the free part of its records, by name and kind. Their values are rows that the database
//! writes with each leg; those of the past are read some at a time by a job (`fill`).

pub mod fill;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Array, Double, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Error;
use crate::compliance::audit::{self, Entry};
use crate::db::clock::app_now;
use crate::ids::TenantId;
use crate::schema::custom_fields;

/// Of one tenant.
const FIELDS_MAX: usize = 50;
const CHOICES_MAX: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Number,
    /// `true` or `false`, also `yes` and `no`, 1 and 0.
    Boolean,
    /// `2026-11-28`, of a time its day as it is written.
    Date,
    /// One of some texts.
    Choice,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Boolean, Self::Date, Self::Choice];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Choice => "choice",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CustomField {
    pub id: Uuid,
    /// In filters and exports; never changes, nor does the kind.
    pub name: String,
    /// For people.
    pub label: String,
    pub kind: Kind,
    /// Under which it stands in a record's `custom`.
    pub key: String,
    pub choices: Vec<String>,
    /// Since when the calls of the past have it, too.
    pub filled_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// What a field is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewField {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub key: String,
    pub choices: Vec<String>,
}

/// What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldChange {
    pub label: Option<String>,
    pub key: Option<String>,
    pub choices: Option<Vec<String>>,
}

type Row = (
    Uuid,
    String,
    String,
    String,
    String,
    Vec<String>,
    Option<DateTime<Utc>>,
    DateTime<Utc>,
);

impl CustomField {
    pub fn of(tenant: TenantId) -> CustomFields {
        CustomFields { tenant }
    }

    /// A stored value as JSON has it.
    fn value(&self, text: Option<String>, number: Option<f64>) -> Value {
        match self.kind {
            Kind::Number => json!(number),
            Kind::Boolean => json!(text.as_deref() == Some("true")),
            Kind::Text | Kind::Date | Kind::Choice => json!(text),
        }
    }
}

/// The custom fields of one tenant. Inside its transaction.
#[derive(Clone, Copy, Debug)]
pub struct CustomFields {
    tenant: TenantId,
}

#[derive(QueryableByName)]
struct ValueRow {
    #[diesel(sql_type = SqlUuid)]
    call_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    field_id: Uuid,
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    number: Option<f64>,
}

impl CustomFields {
    /// By name.
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<CustomField>, Error> {
        let own = custom_fields::table.filter(
            custom_fields::tenant_id
                .eq(self.tenant.0)
                .and(custom_fields::deleted_at.is_null()),
        );
        let rows: Vec<Row> = own
            .order(custom_fields::name)
            .select((
                custom_fields::id,
                custom_fields::name,
                custom_fields::label,
                custom_fields::kind,
                custom_fields::key,
                custom_fields::choices,
                custom_fields::filled_at,
                custom_fields::updated_at,
            ))
            .load(conn)
            .await?;
        let field = |(id, name, label, kind, key, choices, filled_at, updated_at): Row| {
            Some(CustomField {
                id,
                name,
                label,
                kind: Kind::from_name(&kind)?,
                key,
                choices,
                filled_at,
                updated_at,
            })
        };
        // One of a kind that this version does not know is not shown.
        Ok(rows.into_iter().filter_map(field).collect())
    }

    pub async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<CustomField, Error> {
        let all = self.list(conn).await?;
        all.into_iter()
            .find(|field| field.id == id)
            .ok_or(Error::NotFound("custom field"))
    }

    pub async fn create(&self, conn: &mut AsyncPgConnection, actor: &str, new: NewField) -> Result<CustomField, Error> {
        let new = checked(new)?;
        let all = self.list(conn).await?;
        if all.len() >= FIELDS_MAX {
            return Err(Error::Conflict(format!("at most {FIELDS_MAX} custom fields")));
        }
        if all.iter().any(|field| field.name == new.name) {
            return Err(Error::Conflict("another field has this name".into()));
        }
        let id = Uuid::now_v7();
        let row = (
            custom_fields::tenant_id.eq(self.tenant.0),
            custom_fields::id.eq(id),
            custom_fields::name.eq(&new.name),
            custom_fields::label.eq(&new.label),
            custom_fields::kind.eq(new.kind.as_str()),
            custom_fields::key.eq(&new.key),
            custom_fields::choices.eq(&new.choices),
        );
        diesel::insert_into(custom_fields::table)
            .values(row)
            .execute(conn)
            .await
            .map_err(taken)?;
        fill::order(conn, self.tenant, id).await?;
        let made = self.find(conn, id).await?;
        let entry = Entry::new(actor, "custom_field.created", format!("custom_field:{id}"));
        audit::append(conn, self.tenant, &[entry.change(None, Some(json!(made)))]).await?;
        Ok(made)
    }

    /// Another key or other choices have the calls of the past read anew.
    pub async fn change(
        &self,
        conn: &mut AsyncPgConnection,
        actor: &str,
        id: Uuid,
        change: FieldChange,
    ) -> Result<CustomField, Error> {
        let before = self.find(conn, id).await?;
        let wanted = checked(NewField {
            name: before.name.clone(),
            label: change.label.unwrap_or_else(|| before.label.clone()),
            kind: before.kind,
            key: change.key.unwrap_or_else(|| before.key.clone()),
            choices: change.choices.unwrap_or_else(|| before.choices.clone()),
        })?;
        let own = custom_fields::table.find((self.tenant.0, id));
        let values = (
            custom_fields::label.eq(&wanted.label),
            custom_fields::key.eq(&wanted.key),
            custom_fields::choices.eq(&wanted.choices),
            custom_fields::updated_at.eq(app_now()),
        );
        diesel::update(own).set(values).execute(conn).await?;
        if wanted.key != before.key || wanted.choices != before.choices {
            fill::order(conn, self.tenant, id).await?;
        }
        let after = self.find(conn, id).await?;
        let entry = Entry::new(actor, "custom_field.changed", format!("custom_field:{id}"));
        let entry = entry.change(Some(json!(before)), Some(json!(after)));
        audit::append(conn, self.tenant, &[entry]).await?;
        Ok(after)
    }

    /// It is gone at once; its values go some at a time.
    pub async fn delete(&self, conn: &mut AsyncPgConnection, actor: &str, id: Uuid) -> Result<(), Error> {
        let before = self.find(conn, id).await?;
        diesel::update(custom_fields::table.find((self.tenant.0, id)))
            .set(custom_fields::deleted_at.eq(app_now().nullable()))
            .execute(conn)
            .await?;
        fill::order(conn, self.tenant, id).await?;
        let entry = Entry::new(actor, "custom_field.deleted", format!("custom_field:{id}"));
        audit::append(conn, self.tenant, &[entry.change(Some(json!(before)), None)]).await
    }

    /// Of each of these calls, its values by name: of each field that of the first leg that has one.
    pub async fn on(
        &self,
        conn: &mut AsyncPgConnection,
        calls: &[Uuid],
    ) -> Result<HashMap<Uuid, BTreeMap<String, Value>>, Error> {
        const VALUES: &str = "SELECT v.call_id, v.field_id, v.text, v.number FROM leg_fields v
            JOIN legs l ON l.tenant_id = v.tenant_id AND l.id = v.leg_id
            WHERE v.tenant_id = $1 AND v.call_id = ANY($2) ORDER BY l.started_at, l.arrival";
        let fields = self.list(conn).await?;
        let mut on: HashMap<Uuid, BTreeMap<String, Value>> = HashMap::new();
        if fields.is_empty() || calls.is_empty() {
            return Ok(on);
        }
        let rows: Vec<ValueRow> = diesel::sql_query(VALUES)
            .bind::<SqlUuid, _>(self.tenant.0)
            .bind::<Array<SqlUuid>, _>(calls)
            .load(conn)
            .await?;
        for row in rows {
            let Some(field) = fields.iter().find(|field| field.id == row.field_id) else {
                continue;
            };
            let value = field.value(row.text, row.number);
            on.entry(row.call_id)
                .or_default()
                .entry(field.name.clone())
                .or_insert(value);
        }
        Ok(on)
    }
}

fn checked(mut field: NewField) -> Result<NewField, Error> {
    let invalid = |sentence: String| Err(Error::Invalid(sentence));
    let is_name = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.len() <= 50
            && name
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    if !is_name(&field.name) {
        return invalid("name: a small letter, then small letters, digits and _; 50 at most".into());
    }
    for (what, text, letters_max) in [("label", &mut field.label, 100), ("key", &mut field.key, 200)] {
        *text = text.trim().to_owned();
        let letters = text.chars().count();
        if letters == 0 || letters > letters_max || text.chars().any(char::is_control) {
            return invalid(format!("{what}: 1 to {letters_max} letters in one line"));
        }
    }
    if field.label.starts_with(['=', '+', '-', '@']) {
        return invalid("label: it begins like a formula of a spreadsheet".into());
    }
    let mut choices: Vec<String> = Vec::new();
    for choice in field.choices {
        let choice = choice.trim().to_owned();
        if choice.is_empty() || choice.chars().count() > 100 || choice.chars().any(|c| c.is_control() || c == ',') {
            return invalid("choices: each has 1 to 100 letters, and no comma".into());
        }
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    field.choices = choices;
    match (field.kind, field.choices.len()) {
        (Kind::Choice, 1..=CHOICES_MAX) | (Kind::Text | Kind::Number | Kind::Boolean | Kind::Date, 0) => Ok(field),
        (Kind::Choice, _) => invalid(format!("choices: 1 to {CHOICES_MAX}")),
        (kind, _) => invalid(format!("choices: a field of kind {} has none", kind.as_str())),
    }
}

fn taken(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind, Error as Diesel};
    match error {
        Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Error::Conflict("another field has this name".into())
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, kind: Kind, choices: &[&str]) -> NewField {
        NewField {
            name: name.into(),
            label: "L".into(),
            kind,
            key: "k".into(),
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        }
    }

    #[test]
    fn a_field_has_a_plain_name_and_only_a_choice_has_choices() {
        assert_eq!(
            checked(field("plan", Kind::Choice, &["a ", "a", "b"])).unwrap().choices,
            ["a", "b"]
        );
        for wrong in [
            field("Plan", Kind::Text, &[]),
            field("1st", Kind::Text, &[]),
            field("", Kind::Text, &[]),
            field("x", Kind::Choice, &[]),
            field("x", Kind::Choice, &["a,b"]),
            field("x", Kind::Number, &["1"]),
        ] {
            assert!(checked(wrong.clone()).is_err(), "{wrong:?}");
        }
    }
}
