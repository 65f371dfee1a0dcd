//! The door of operations that ask for no credentials.

use std::time::Instant;

use actix_web::HttpRequest;
use uuid::Uuid;

use crate::client_address;
use crate::problem::Problem;
use crate::state::State;

/// They have a rate for each address.
pub fn at_the_door(request: &HttpRequest, state: &State) -> Result<(), Problem> {
    let address = client_address::of(request, state)
        .map(|address| client_address::network(address).to_string())
        .unwrap_or_default();
    let bucket = Uuid::new_v5(&Uuid::NAMESPACE_URL, address.as_bytes());
    let (_, taken) = state.doors.take(bucket, None, Instant::now());
    taken.map_err(Problem::too_many_requests)
}
