//! What was used of the plan.

pub mod usage;
