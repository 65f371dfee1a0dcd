//! `/admin/v1`: the plane of the platform's staff, with credentials, cookies and permissions of its own.

pub mod account;
pub mod can;
pub mod colleague;
pub mod cookie;
pub mod dead_letter;
pub mod demo;
pub mod erasure;
pub mod impersonation;
pub mod job;
pub mod limits;
pub mod model;
pub mod platform;
pub mod queue;
pub mod sign_in;
pub mod staff_action;
pub mod tenant;
pub mod tenant_bulk;
pub mod tenant_bundle;
pub mod tenant_change;
pub mod tenant_create;
pub mod tenant_people;

use super::compliance::audit;
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
        .service(staff_action::list)
        .service(colleague::create)
        .service(colleague::change)
        .service(colleague::remove_second_factor)
        .service(tenant::list)
        .service(tenant::count)
        .service(tenant_create::create)
        .service(tenant_bulk::bulk)
        .service(tenant::read)
        .service(tenant_people::list)
        .service(queue::dead_letters)
        .service(queue::letter)
        .service(queue::retry)
        .service(queue::discard)
        .service(queue::read)
        .service(dead_letter::list)
        .service(dead_letter::counts)
        .service(dead_letter::retry)
        .service(dead_letter::discard)
        .service(model::list)
        .service(model::choose)
        .service(tenant_change::change)
        .service(tenant_change::suspend)
        .service(tenant_change::activate)
        .service(tenant_change::close)
        .service(tenant_change::restore)
        .service(tenant_bundle::read)
        .service(demo::remove)
        .service(tenant_change::write_note)
        .service(tenant_change::remove_note)
        .service(tenant_change::tag)
        .service(impersonation::begin)
        .service(impersonation::list)
        .service(impersonation::end)
        .service(audit::list_of_platform)
        .service(audit::export_of_platform)
        .service(audit::list_of_tenant)
        .service(audit::export_of_tenant)
        .service(erasure::read)
        .service(erasure::list)
        .service(platform::read)
        .service(platform::switch)
        .service(limits::read)
        .service(job::list)
        .service(platform::flags)
        .service(platform::set_flag)
        .service(platform::remove_flag);
}
