//! A company that signs up. Nothing of it is there before the link in the mail is followed: neither tenant nor person. As owner.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::authority::Grantor;
use super::credential;
use super::email::Email;
use super::membership::{Member, NewMember};
use super::permission::Preset;
use super::person::{self, Person};
use super::role::RoleRef;
use super::tenant::{NewTenant, Tenant};
use super::token::{self, Secret};
use crate::Error;
use crate::billing::usage::Anniversary;
use crate::compliance::sealing::MasterKey;
use crate::db::Pool;
use crate::ids::PersonId;

const MARK: &str = "su_";

/// Who wants to be here.
#[derive(Clone, Debug)]
pub struct SignUp {
    pub email: Email,
    pub name: String,
    pub company: String,
    pub zone: String,
    pub password_hash: String,
}

/// Before anything costly is done.
pub fn check(name: &str, company: &str, zone: &str) -> Result<(), Error> {
    person::name_of(name)?;
    person::name_of(company)
        .map_err(|_| Error::Invalid("`company` has 1 to 200 letters, and no line breaks".into()))?;
    Anniversary::new(chrono::DateTime::UNIX_EPOCH, zone)
        .map(|_| ())
        .map_err(|error| Error::Invalid(format!("`zone`: {error}")))
}

/// Keeps it for a day; the text of the link.
pub async fn keep(conn: &mut AsyncPgConnection, new: &SignUp) -> Result<Secret, Error> {
    const FORGET: &str = "DELETE FROM sign_ups WHERE expires_at < app_now()";
    const KEEP: &str = "INSERT INTO sign_ups (hash, email, name, company, zone, password_hash, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, app_now() + interval '1 day')";
    diesel::sql_query(FORGET).execute(conn).await?;
    let secret = Secret::random(MARK)?;
    diesel::sql_query(KEEP)
        .bind::<Binary, _>(secret.hash())
        .bind::<Text, _>(new.email.as_str())
        .bind::<Text, _>(&new.name)
        .bind::<Text, _>(&new.company)
        .bind::<Text, _>(&new.zone)
        .bind::<Text, _>(&new.password_hash)
        .execute(conn)
        .await?;
    Ok(secret)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    company: String,
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(sql_type = Text)]
    password_hash: String,
}

/// The link was followed: person, tenant on trial and first admin, in one transaction. `NotFound` where the link is good no more.
pub async fn finish(owner: &Pool, master_key: &MasterKey, text: &str) -> Result<(Tenant, Person), Error> {
    const TAKE: &str = "DELETE FROM sign_ups WHERE hash = $1 AND expires_at > app_now() RETURNING email, name, company, zone, password_hash";
    let hash = token::hash(text);
    owner
        .transaction(async move |conn| {
            let taken = diesel::sql_query(TAKE)
                .bind::<Binary, _>(hash)
                .get_result::<Row>(conn)
                .await
                .optional()?;
            let row = taken.ok_or(Error::NotFound("link"))?;
            let id = PersonId::random();
            let person = Person::insert(conn, id, &Email::parse(&row.email)?, &row.name, true).await?;
            credential::write(conn, id, &row.password_hash).await?;
            let new = NewTenant {
                zone: row.zone,
                ..NewTenant::named(row.company)
            };
            let by = Grantor {
                actor: format!("person:{id}"),
                ..Grantor::operator()
            };
            let tenant = Tenant::found(conn, master_key, &by, &new).await?;
            Member::of(tenant.tenant_id())
                .add(conn, &by, id, NewMember::of(RoleRef::Preset(Preset::Admin)))
                .await?;
            Ok((tenant, person))
        })
        .await
}
