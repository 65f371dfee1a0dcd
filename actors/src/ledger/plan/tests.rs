//! Tests of a transaction's decisions, without a database.
