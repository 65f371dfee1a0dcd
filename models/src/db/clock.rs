//! The product's one clock, for statements that the query builder writes.

diesel::define_sql_function! {
    /// Now, as the database says.
    fn app_now() -> diesel::sql_types::Timestamptz;
}
