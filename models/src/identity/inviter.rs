//! An invitation together with the mail that brings its link, in one transaction; one by one, or many with what came of each.

use std::collections::HashSet;

use diesel_async::AsyncPgConnection;
use uuid::Uuid;

use super::authority::Grantor;
use super::email::Email;
use super::invitation::{Invitation, NewInvitation};
use super::person::Person;
use super::role::RoleRef;
use super::tenant::Tenant;
use super::token::Secret;
use crate::Error;
use crate::compliance::sealing::DataKey;
use crate::ids::{PersonId, TenantId};
use crate::platform::mail::letter::Letter;
use crate::platform::mail::{self, NewMail};

/// Invitations that a tenant has sent within a day: whoever signs up writes to colleagues, and not to the whole world.
pub const MAILS_A_DAY_MAX: i64 = 2_000;

/// In whose name, and where links lead.
pub struct Inviter {
    pub tenant: TenantId,
    pub by: Grantor,
    /// `None`: a key; then the company invites.
    pub person: Option<PersonId>,
    /// The platform's: mails are sealed under it.
    pub key: DataKey,
    /// The public URL.
    pub base: String,
}

/// What came, or would come, of one of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Invited,
    WouldBeInvited,
    MemberAlready,
    Twice,
    Invalid,
    Forbidden,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::WouldBeInvited => "would_be_invited",
            Self::MemberAlready => "member_already",
            Self::Twice => "twice",
            Self::Invalid => "invalid",
            Self::Forbidden => "forbidden",
        }
    }
}

/// An invitation, and of an open one its link, which is told this once.
pub type Made = (Invitation, Option<String>);

/// Inside the tenant's transaction.
impl Inviter {
    pub async fn invite(&self, conn: &mut AsyncPgConnection, new: NewInvitation) -> Result<Made, Error> {
        let (made, secret) = Invitation::of(self.tenant).create(conn, &self.by, new).await?;
        self.send(conn, made, &secret).await
    }

    pub async fn renew(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Made, Error> {
        let (renewed, secret) = Invitation::of(self.tenant).renew(conn, &self.by, id).await?;
        self.send(conn, renewed, &secret).await
    }

    /// What is wrong with one hinders no other. Each comes with its address as it was written.
    pub async fn invite_many(
        &self,
        conn: &mut AsyncPgConnection,
        wanted: Vec<(Option<String>, Result<NewInvitation, Error>)>,
        dry_run: bool,
    ) -> Result<Vec<(Option<String>, Outcome, Option<String>)>, Error> {
        let mut seen = HashSet::new();
        let mut outcomes = Vec::with_capacity(wanted.len());
        for (written, new) in wanted {
            let email = written.as_deref().and_then(|email| Email::parse(email).ok());
            let is_first = email.is_none_or(|email| seen.insert(email.key().to_owned()));
            let done = match new {
                Ok(_) if !is_first => Ok(Outcome::Twice),
                Ok(new) => self.one_of_many(conn, new, dry_run).await?,
                Err(error) => Err(error),
            };
            let (outcome, detail) = match done {
                Ok(outcome) => (outcome, None),
                Err(error @ Error::Conflict(_)) => (Outcome::MemberAlready, Some(error.to_string())),
                Err(error @ Error::Forbidden(_)) => (Outcome::Forbidden, Some(error.to_string())),
                Err(error @ (Error::Invalid(_) | Error::NotFound(_))) => (Outcome::Invalid, Some(error.to_string())),
                Err(error) => return Err(error),
            };
            outcomes.push((written, outcome, detail));
        }
        Ok(outcomes)
    }

    /// What came of it; an error is one that is about all of them.
    async fn one_of_many(
        &self,
        conn: &mut AsyncPgConnection,
        new: NewInvitation,
        dry_run: bool,
    ) -> Result<Result<Outcome, Error>, Error> {
        match Invitation::of(self.tenant).check(conn, &self.by, &new).await {
            Err(error) => Ok(Err(error)),
            Ok(_) if dry_run => Ok(Ok(Outcome::WouldBeInvited)),
            Ok(_) => match self.invite(conn, new).await {
                // Nobody is a member already: too many wait, or have been sent.
                Err(error @ Error::Conflict(_)) => Err(error),
                done => Ok(done.map(|_| Outcome::Invited)),
            },
        }
    }

    /// An open link is told, not sent.
    async fn send(&self, conn: &mut AsyncPgConnection, made: Invitation, secret: &Secret) -> Result<Made, Error> {
        let (base, token) = (&self.base, secret.reveal());
        let Some(recipient) = &made.email else {
            return Ok((made, Some(format!("{base}/join#token={token}"))));
        };
        let company = Tenant::get(conn, self.tenant).await?.name;
        let by = match self.person {
            Some(person) => Person::find(conn, person).await?.name,
            None => company.clone(),
        };
        let role = match RoleRef::parse(&made.role)? {
            RoleRef::Preset(preset) => preset.as_str(),
            RoleRef::Custom(_) => "a member",
        };
        let letter = Letter::Invitation {
            company: &company,
            by: &by,
            role,
            link: &format!("{base}/invitation#token={token}"),
        };
        if mail::of_a_day(conn, self.tenant, letter.kind()).await? >= MAILS_A_DAY_MAX {
            let why = format!("at most {MAILS_A_DAY_MAX} invitations are sent within a day");
            return Err(Error::Conflict(why));
        }
        let new = NewMail {
            tenant: Some(self.tenant),
            person: None,
            recipient,
            letter,
            idempotency_key: None,
        };
        mail::put(conn, &self.key, &new).await?;
        Ok((made, None))
    }
}
