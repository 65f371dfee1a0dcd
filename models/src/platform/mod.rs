//! The installation itself and what we demand of its PostgreSQL.
