//! Real models on real speech: the whole way of a recording.

use super::*;
