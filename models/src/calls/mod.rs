//! Calls, their legs, recordings and what was found in them.
