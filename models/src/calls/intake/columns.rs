//! Rows turned on their side: one array for each column, as `unnest` takes them.

use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Arrays of one statement, in the order of its parameters.
#[derive(Default)]
pub(super) struct Columns<'a> {
    arrays: Vec<Box<dyn ToSql + Sync + Send + 'a>>,
}

impl<'a> Columns<'a> {
    /// Adds a column: what `value` gives for each row, borrowed from it where that is a text.
    pub(super) fn of<R, T>(mut self, rows: &'a [R], value: impl Fn(&'a R) -> T) -> Self
    where
        T: ToSql + Sync + Send + 'a,
    {
        self.arrays.push(Box::new(rows.iter().map(value).collect::<Vec<T>>()));
        self
    }

    pub(super) fn values(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.arrays
            .iter()
            .map(|array| array.as_ref() as &(dyn ToSql + Sync))
            .collect()
    }
}

/// A list of texts as PostgreSQL writes an array: `unnest` cannot give a column of arrays.
pub(super) fn array_text(items: &[String]) -> String {
    let mut text = String::with_capacity(2 + items.iter().map(|item| item.len() + 3).sum::<usize>());
    text.push('{');
    for (n, item) in items.iter().enumerate() {
        text.push_str(if n == 0 { "\"" } else { ",\"" });
        for c in item.chars() {
            if matches!(c, '"' | '\\') {
                text.push('\\');
            }
            text.push(c);
        }
        text.push('"');
    }
    text.push('}');
    text
}

/// The two columns of (tenant, id) keys.
pub(super) fn keys(keys: &[(Uuid, Uuid)]) -> Columns<'_> {
    Columns::default().of(keys, |key| key.0).of(keys, |key| key.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arrays_are_written_with_is_escaped_in_their_items() {
        let items = ["200", "a\"b", "c\\d", "", "NULL", "{e,f}"].map(String::from);
        assert_eq!(array_text(&items), r#"{"200","a\"b","c\\d","","NULL","{e,f}"}"#);
        assert_eq!(array_text(&[]), "{}");
    }
}
