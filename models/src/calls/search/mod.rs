//! Search over sealed transcripts: a blind index. PostgreSQL holds hashes of words under the tenant's key, with their positions; the words
//! themselves lie sealed beside them and are opened in memory, for prefixes, endings and typing errors.
//!
//! | file | holds |
//! |---|---|
//! | `words` | what a word is. Pure |
//! | `index` | a transcript as hashes. Pure |
//! | `marks` | what of a text is marked. Pure |
//! | `excerpt` | the part of a text around a hit, cut between words. Pure |
//! | `query` | what somebody typed, as a question to the hashes. Pure |
//! | `vocabulary` | a tenant's words, opened, in memory |
//! | `store` | the rows: written in the transaction of a result, asked |

pub mod excerpt;
pub mod index;
pub mod marks;
pub mod query;
pub mod store;
pub mod vocabulary;
pub mod words;

pub use marks::Marks;
pub use store::{Found, Question, Reach, ask};
pub use vocabulary::Vocabularies;

/// What PostgreSQL indexes; only ever written and asked as text.
#[derive(Clone, Copy, Debug, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "tsvector"))]
pub struct Tsvector;
