//! The staff's own listener: where one is set, their plane is there and nowhere else. The tenants' plane is at both, for whoever sees what a
//! member sees.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};

use crate::paths::ADMIN;
use crate::problem::{Code, Problem};
use crate::state::State;

/// The page of the staff, beside its operations.
const PAGE: &str = "/staff";

fn is_staffs(path: &str) -> bool {
    let of_page = path.strip_prefix(PAGE);
    path.starts_with(ADMIN) || of_page.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The layer below the edge.
pub async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let own = request
        .app_data::<web::Data<State>>()
        .and_then(|state| state.staff_address.get().copied());
    let is_elsewhere = own.is_some_and(|own| request.app_config().local_addr() != own);
    // As the router reads it, which knows a letter that is written as its number.
    if !is_elsewhere || !is_staffs(request.match_info().as_str()) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    // As if there were no such plane.
    let answer = Problem::new(Code::UnknownPath, "there is nothing at this path").error_response();
    Ok(request.into_response(answer).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_staffs_is_known_by_its_path() {
        for path in ["/admin/v1/tenants", "/staff", "/staff/", "/staff/tenants/1"] {
            assert!(is_staffs(path), "{path}");
        }
        for path in ["/v1/calls", "/app/staff", "/stafford", "/assets/staff.js", "/"] {
            assert!(!is_staffs(path), "{path}");
        }
    }
}
