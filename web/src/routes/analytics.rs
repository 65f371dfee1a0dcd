//! Figures over calls. Every one says its formula, what it leaves out, and where its calls are listed.

pub mod agents;
pub mod callers;
pub mod handle_time;
pub mod hours;
pub mod overview;
pub mod period;
pub mod repeat;
pub mod sentiment;
pub mod view;
pub mod volume;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(overview::read)
        .service(volume::read)
        .service(sentiment::read)
        .service(hours::read)
        .service(agents::read)
        .service(callers::read)
        .service(handle_time::read)
        .service(repeat::read);
}
