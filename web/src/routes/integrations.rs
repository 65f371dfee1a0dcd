//! Telephone systems: how they are configured, where they send, and what of it nobody could read.

mod answer;
pub mod connection;
pub mod fetching;
pub mod folder;
pub mod guide;
pub mod health;
pub mod imports;
pub mod intake;
mod knock;
mod listener;
mod live;
mod live_socket;
mod peer;
pub mod quarantine;
pub mod recognition;
pub mod records;
pub mod rotation;
pub mod sample;
mod secrets;
mod settings;
pub mod socket;
pub mod source;
mod stream;
pub mod trial;
mod vault;
pub mod webhook;
mod work;

use utoipa_actix_web::service_config::ServiceConfig;

pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(intake::receive)
        .service(webhook::receive)
        .service(socket::connect)
        .service(recognition::recognize)
        .service(source::list)
        .service(source::create)
        .service(source::read)
        .service(source::change)
        .service(source::delete)
        .service(rotation::rotate)
        .service(guide::list)
        .service(guide::of_system)
        .service(guide::read)
        .service(trial::send)
        .service(sample::show)
        .service(sample::keep)
        .service(sample::try_settings)
        .service(sample::forget)
        .service(health::read)
        .service(fetching::read)
        .service(fetching::set)
        .service(connection::read)
        .service(connection::set)
        .service(connection::remove)
        .service(folder::read)
        .service(folder::set)
        .service(folder::remove)
        .service(records::import)
        .service(imports::list)
        .service(imports::begin)
        .service(quarantine::list)
        .service(quarantine::verdict::replay_many)
        .service(quarantine::verdict::discard_many)
        .service(quarantine::read)
        .service(quarantine::content)
        .service(quarantine::verdict::replay)
        .service(quarantine::verdict::discard);
}
