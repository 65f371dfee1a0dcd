//! What was used of the plan.

pub mod periods;
pub mod usage;
