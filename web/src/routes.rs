//! The operations of the HTTP interface, by domain. `documented` is the one list: what it registers is also what the
//! OpenAPI document says.

pub mod platform;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::openapi::Paths;

/// Every operation of the interface.
pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(platform::docs::document);
}

/// The operations, the pages for people, and what answers everything else.
pub fn all(config: &mut web::ServiceConfig, paths: web::Data<Paths>) {
    config.app_data(paths);
    documented(&mut ServiceConfig::new(config));
    config.configure(platform::docs::pages).default_service(web::to(crate::edge::unmatched));
}
