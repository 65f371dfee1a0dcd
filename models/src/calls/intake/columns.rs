//! Rows turned on their side: one array for each column, as `unnest` takes them.

use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Arrays of one statement, in the order of its parameters.
#[derive(Default)]
pub(super) struct Columns {
    arrays: Vec<Box<dyn ToSql + Sync + Send>>,
}

impl Columns {
    /// Adds a column: what `value` gives for each row.
    pub(super) fn of<R, T>(mut self, rows: &[R], value: impl Fn(&R) -> T) -> Self
    where
        T: ToSql + Sync + Send + 'static,
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

/// The two columns of (tenant, id) keys.
pub(super) fn keys(keys: &[(Uuid, Uuid)]) -> Columns {
    Columns::default().of(keys, |key| key.0).of(keys, |key| key.1)
}
