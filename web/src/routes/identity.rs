//! Who is asking, and who may ask.

pub mod api_key;
pub mod can;
pub mod company;
pub mod cookie;
pub mod directory;
pub mod directory_export;
pub mod door;
pub mod group;
pub mod invitation;
pub mod join;
pub mod key;
pub mod key_usage;
pub mod lasting;
pub mod link;
pub mod lockout;
pub mod member;
pub mod password;
pub mod profile;
pub mod role;
pub mod second_factor;
pub mod security;
pub mod session;
pub mod sign_in;
pub mod sign_up;
pub mod signed;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations about people, keys and their rights.
pub fn documented(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_up::begin)
        .service(sign_up::verify)
        .service(sign_in::sign_in)
        .service(sign_in::exchange)
        .service(sign_in::sign_out)
        .service(lockout::unlock)
        .service(password::forgot)
        .service(password::reset)
        .service(password::change)
        .service(profile::rename)
        .service(profile::ask)
        .service(profile::confirm_address)
        .service(profile::switch)
        .service(second_factor::offer)
        .service(second_factor::confirm)
        .service(second_factor::renew)
        .service(second_factor::remove)
        .service(session::read_current)
        .service(session::list_own)
        .service(session::end_own)
        .service(session::end_others)
        .service(session::all)
        .service(session::end)
        .service(session::end_of_member)
        .service(member::list)
        .service(member::read)
        .service(member::change)
        .service(member::remove)
        .service(invitation::list)
        .service(invitation::create)
        .service(invitation::create_many)
        .service(invitation::renew)
        .service(invitation::revoke)
        .service(join::show)
        .service(join::accept)
        .service(join::ask)
        .service(role::list_permissions)
        .service(role::list)
        .service(role::create)
        .service(role::change)
        .service(role::delete)
        .service(directory::list)
        .service(directory::create)
        .service(directory::import_all)
        .service(directory_export::export)
        .service(directory::change)
        .service(directory::delete)
        .service(group::list)
        .service(group::create)
        .service(group::change)
        .service(group::delete)
        .service(api_key::list)
        .service(api_key::create)
        .service(api_key::change)
        .service(api_key::rotate)
        .service(api_key::revoke)
        .service(key_usage::read)
        .service(company::read)
        .service(company::change)
        .service(security::read)
        .service(security::change);
}
