//! `/admin/v1`: the plane of the platform's staff, with credentials, cookies and permissions of its own.

pub mod account;
pub mod can;
pub mod colleague;
pub mod cookie;
pub mod sign_in;

use utoipa_actix_web::service_config::ServiceConfig;

/// The staff's operations.
pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in::sign_in)
        .service(sign_in::sign_out)
        .service(account::read)
        .service(account::change_password)
        .service(account::offer)
        .service(account::confirm)
        .service(account::remove)
        .service(colleague::list)
        .service(colleague::create)
        .service(colleague::change)
        .service(colleague::remove_second_factor);
}
