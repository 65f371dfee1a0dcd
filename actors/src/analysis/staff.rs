//! Workers of the engine, with what helps them.

use std::sync::Arc;

use engine::Engine;

use super::analyst::Analyst;
use super::external::{self, ExternalDecoder};
use crate::pool::Factory;

/// Makes workers of an engine that was loaded once.
pub fn of_engine(engine: Arc<Engine>, external: Option<ExternalDecoder>) -> Factory<Box<dyn Analyst>> {
    Arc::new(move || {
        let worker = engine.worker().map_err(|error| error.to_string())?;
        Ok(external::helped(Box::new(worker), external.clone()))
    })
}
