//! Conditions on custom fields in the address of a list: `custom.plan=gold`, `custom.amount.min=100`. Their names and kinds are the tenant's.

use actix_web::web;
use models::Error;
use models::calls::custom_field::{CustomField, Kind};
use models::calls::filter::{FieldIs, Is};

use crate::problem::{Code, Problem};
use crate::routes::identity::key::Caller;

/// How each begins.
const PREFIX: &str = "custom.";
/// Of one address. Each is a part of the query inside of the one before: their number is its depth.
const CONDITIONS_MAX: usize = 50;

/// The pairs of a query that are about custom fields, and the rest of it.
pub fn split(query: &str) -> Result<(Vec<(String, String)>, String), Problem> {
    let (own, others): (Vec<&str>, Vec<&str>) = query.split('&').partition(|pair| pair.starts_with(PREFIX));
    if own.is_empty() {
        return Ok((Vec::new(), others.join("&")));
    }
    if own.len() > CONDITIONS_MAX {
        let detail = format!("at most {CONDITIONS_MAX} conditions on custom fields");
        return Err(Problem::parameter("custom", detail));
    }
    let pairs = web::Query::<Vec<(String, String)>>::from_query(&own.join("&"))
        .map_err(|error| Problem::new(Code::InvalidParameter, error.to_string()))?;
    Ok((pairs.into_inner(), others.join("&")))
}

/// The same as a query, for who writes addresses.
pub fn told(condition: &FieldIs) -> (String, String) {
    let (operator, value) = match &condition.is {
        Is::Known(known) => (".known", known.to_string()),
        Is::OneOf(texts) => ("", texts.join(",")),
        Is::Begins(text) => (".begins", text.clone()),
        Is::AtLeast(text) => (".min", text.clone()),
        Is::AtMost(text) => (".max", text.clone()),
        Is::Equal(number) => ("", number.to_string()),
        Is::Min(number) => (".min", number.to_string()),
        Is::Max(number) => (".max", number.to_string()),
    };
    (format!("{PREFIX}{}{operator}", condition.name), value)
}

/// What the pairs ask of the tenant's fields.
pub async fn conditions(caller: &Caller, pairs: &[(String, String)]) -> Result<Vec<FieldIs>, Problem> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let fields = app.tenant(tenant, async move |conn| -> Result<_, Error> {
        CustomField::of(tenant).list(conn).await
    });
    let fields = fields.await?;
    let condition = |(parameter, value): &(String, String)| {
        condition(&fields, parameter, value).map_err(|wrong| Problem::parameter(parameter, wrong))
    };
    pairs.iter().map(condition).collect()
}

fn condition(fields: &[CustomField], parameter: &str, value: &str) -> Result<FieldIs, String> {
    let rest = parameter.strip_prefix(PREFIX).unwrap_or(parameter);
    let (name, operator) = rest.split_once('.').unwrap_or((rest, ""));
    let field = fields
        .iter()
        .find(|field| field.name == name)
        .ok_or("there is no such custom field")?;
    if value.is_empty() || value.contains('\0') {
        return Err("it is empty".into());
    }
    let number = || {
        let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| format!("{value:?} is no number"))
    };
    let day = || {
        let day = models::analytics::days::day(value);
        day.map(|_| value.to_owned())
            .ok_or_else(|| format!("{value:?} is no day such as 2026-11-28"))
    };
    let is = match (field.kind, operator) {
        (_, "known") => Is::Known(value.parse().map_err(|_| "true or false".to_owned())?),
        (Kind::Text, "") => Is::OneOf(vec![value.to_owned()]),
        (Kind::Text, "begins") => Is::Begins(value.to_owned()),
        (Kind::Choice, "") => {
            let wanted: Vec<String> = value.split(',').map(str::to_owned).collect();
            match wanted.iter().find(|one| !field.choices.contains(one)) {
                Some(unknown) => return Err(format!("{unknown:?} is none of {}", field.choices.join(", "))),
                None => Is::OneOf(wanted),
            }
        }
        (Kind::Boolean, "") if matches!(value, "true" | "false") => Is::OneOf(vec![value.to_owned()]),
        (Kind::Boolean, "") => return Err("true or false".into()),
        (Kind::Date, "") => Is::OneOf(vec![day()?]),
        (Kind::Date, "min") => Is::AtLeast(day()?),
        (Kind::Date, "max") => Is::AtMost(day()?),
        (Kind::Number, "") => Is::Equal(number()?),
        (Kind::Number, "min") => Is::Min(number()?),
        (Kind::Number, "max") => Is::Max(number()?),
        (kind, _) => {
            let operators = match kind {
                Kind::Text => "`.begins`, `.known`",
                Kind::Number | Kind::Date => "`.min`, `.max`, `.known`",
                Kind::Boolean | Kind::Choice => "`.known`",
            };
            return Err(format!("a field of kind {} has {operators}", kind.as_str()));
        }
    };
    Ok(FieldIs {
        name: field.name.clone(),
        field: field.id,
        is,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn field(name: &str, kind: Kind, choices: &[&str]) -> CustomField {
        CustomField {
            id: Uuid::from_u128(1),
            name: name.into(),
            label: name.into(),
            kind,
            key: name.into(),
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            filled_at: None,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_address_has_so_many_conditions_and_no_more() {
        let query = |count: usize| format!("limit=1&{}", vec!["custom.paid=true"; count].join("&"));
        let (pairs, rest) = split(&query(CONDITIONS_MAX)).unwrap();
        assert_eq!((pairs.len(), rest.as_str()), (CONDITIONS_MAX, "limit=1"));
        let refused = split(&query(CONDITIONS_MAX + 1)).unwrap_err();
        assert_eq!(refused.code, Code::InvalidParameter);
    }

    #[test]
    fn each_kind_has_its_operators_and_an_address_says_the_same_again() {
        let fields = [
            field("city", Kind::Text, &[]),
            field("amount", Kind::Number, &[]),
            field("due", Kind::Date, &[]),
            field("paid", Kind::Boolean, &[]),
            field("plan", Kind::Choice, &["gold", "silver"]),
        ];
        for (parameter, value) in [
            ("custom.city", "Berlin, Mitte"),
            ("custom.city.begins", "Ber"),
            ("custom.amount", "10.5"),
            ("custom.amount.min", "-3"),
            ("custom.due.max", "2026-11-28"),
            ("custom.paid", "true"),
            ("custom.plan", "gold,silver"),
            ("custom.plan.known", "false"),
        ] {
            let condition = condition(&fields, parameter, value).expect(parameter);
            assert_eq!(told(&condition), (parameter.to_owned(), value.to_owned()));
        }
        for (parameter, value, word) in [
            ("custom.town", "x", "no such custom field"),
            ("custom.city.min", "x", "`.begins`"),
            ("custom.amount", "many", "no number"),
            ("custom.due", "28.11.2026", "no day"),
            ("custom.paid", "maybe", "true or false"),
            ("custom.plan", "bronze", "none of gold, silver"),
            ("custom.city", "", "empty"),
        ] {
            let refused = condition(&fields, parameter, value).expect_err(parameter);
            assert!(refused.contains(word), "{parameter}: {refused}");
        }
    }

    #[test]
    fn conditions_are_taken_out_of_a_query_and_the_rest_stays() {
        let (own, rest) = split("agent=1&custom.city=a%26b&custom.amount.min=3&limit=2").expect("pairs");
        let expected = [("custom.city", "a&b"), ("custom.amount.min", "3")];
        assert_eq!(own, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(rest, "agent=1&limit=2");
    }
}
