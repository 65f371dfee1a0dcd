//! The operations of the HTTP interface, by domain. `documented` is the one list: what it registers is also what the
//! OpenAPI document says.

pub mod admin;
pub mod alerts;
pub mod analytics;
pub mod billing;
pub mod calls;
pub mod compliance;
pub mod identity;
mod import;
pub mod integrations;
pub mod platform;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::paths::Paths;

/// Every operation of the interface.
pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(calls::intake::receive)
        .service(calls::list::list)
        .service(calls::events::follow)
        .service(calls::export::export)
        .service(calls::list::count)
        .service(calls::deletions::list)
        .service(calls::search::read)
        .service(calls::peaks::read)
        .service(calls::share::list)
        .service(calls::share::create)
        .service(calls::share::revoke)
        .service(calls::share::views)
        .service(calls::shared::open)
        .service(calls::shared::hear)
        .service(calls::change::many)
        .service(calls::detail::read)
        .service(calls::change::one)
        .service(calls::deletion::delete)
        .service(calls::deletions::order)
        .service(calls::deletions::read)
        .service(calls::deletions::cancel)
        .service(calls::note::list)
        .service(calls::note::create)
        .service(calls::note::change)
        .service(calls::note::delete)
        .service(calls::contact::list)
        .service(calls::contact::create)
        .service(calls::contact::import_all)
        .service(calls::contact_export::export)
        .service(calls::contact::read)
        .service(calls::contact::change)
        .service(calls::contact::delete)
        .service(calls::custom_field::list)
        .service(calls::custom_field::create)
        .service(calls::custom_field::change)
        .service(calls::custom_field::delete)
        .service(calls::tag::list)
        .service(calls::tag::create)
        .service(calls::tag::change)
        .service(calls::tag::delete)
        .service(calls::saved_view::list)
        .service(calls::saved_view::create)
        .service(calls::saved_view::change)
        .service(calls::saved_view::delete)
        .service(alerts::notification::list)
        .service(alerts::notification::read_all)
        .service(alerts::notification::read_one)
        .service(alerts::mute::mute)
        .service(alerts::mute::unmute)
        .service(calls::transcript::read)
        .service(calls::transcript_import::import)
        .service(calls::recording::read)
        .service(calls::trace::read)
        .service(calls::reanalysis::many)
        .service(calls::reanalysis::one)
        .service(calls::reanalysis::cancel)
        .service(calls::speakers::swap)
        .service(calls::correction::correct)
        .service(calls::correction::list)
        .service(calls::transcription::transcribe)
        .service(calls::hearing::read)
        .service(calls::hearing::change)
        .service(calls::queue::read)
        .service(calls::dead_letter::list)
        .service(calls::dead_letter::verdict::retry_many)
        .service(calls::dead_letter::verdict::discard_many)
        .service(calls::dead_letter::read)
        .service(calls::dead_letter::verdict::retry)
        .service(calls::dead_letter::verdict::discard)
        .service(calls::upload::put)
        .service(calls::upload::post)
        .service(calls::missing::list)
        .service(calls::missing::again)
        .service(calls::missing::dismiss)
        .service(calls::orphans::list)
        .service(calls::orphans::look_again)
        .service(calls::orphans::read)
        .service(calls::orphans::assign)
        .service(calls::orphans::discard)
        .service(calls::orphans::named::send)
        .service(calls::orphans::check::names)
        .configure(integrations::documented)
        .configure(identity::documented)
        .configure(admin::documented)
        .service(compliance::audit::list)
        .service(compliance::audit::export)
        .service(compliance::checkpoint::list)
        .configure(analytics::documented)
        .service(billing::usage::read)
        .service(billing::periods::list)
        .service(billing::usage::release)
        .service(platform::health::live)
        .service(platform::health::ready)
        .service(platform::health::start)
        .service(platform::metrics::metrics)
        .service(platform::model::list)
        .service(platform::model::read)
        .service(platform::outbox::read)
        .service(platform::docs::document);
}

/// The operations, the pages for people, and what answers everything else.
pub fn all(config: &mut web::ServiceConfig, paths: web::Data<Paths>) {
    config.app_data(paths);
    documented(&mut ServiceConfig::new(config));
    config
        .configure(platform::docs::pages)
        .configure(platform::dashboard::pages)
        .default_service(web::to(crate::edge::unmatched));
}
