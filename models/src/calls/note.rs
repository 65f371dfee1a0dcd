//! Notes on a call: words of people, sealed like a transcript's, with replies and mentions. Who is mentioned hears of it, and whose note is
//! answered, if they see the call.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use super::intake::{Doorbell, Event};
use super::readers;
use super::result::told::append;
use crate::Error;
use crate::alerts::notification::{self, News};
use crate::compliance::audit::{self, Entry};
use crate::compliance::sealing::{DataKey, Place};
use crate::db::clock::app_now;
use crate::identity::authority::Who;
use crate::ids::{CallId, TenantId};
use crate::schema::{calls, legs, memberships, notes, persons};

/// Of one call.
const NOTES_MAX: i64 = 1_000;
const LETTERS_MAX: usize = 10_000;
const MENTIONS_MAX: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: Uuid,
    pub call: Uuid,
    /// The note to which this is a reply.
    pub parent: Option<Uuid>,
    /// `None`: a key, or somebody who is no member any more.
    pub author: Option<Author>,
    pub text: String,
    /// Ids of members.
    pub mentions: Vec<Uuid>,
    /// The moment that it is about, of one of the call's recordings.
    pub leg: Option<Uuid>,
    pub at_ms: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub id: Uuid,
    pub name: String,
}

/// A note as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub note: Note,
    /// Members whom it mentions and who do not hear of it, because they do not see the call.
    pub unheard: Vec<Uuid>,
}

/// A note that is to be.
#[derive(Clone, Debug, Default)]
pub struct NewNote {
    pub text: String,
    pub mentions: Vec<Uuid>,
    pub parent: Option<Uuid>,
    pub leg: Option<Uuid>,
    pub at_ms: Option<i64>,
}

type Row = (
    Uuid,
    Uuid,
    Option<Uuid>,
    Option<Uuid>,
    Vec<u8>,
    Vec<Uuid>,
    Option<Uuid>,
    Option<i64>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
);

/// The notes of one call. Inside the tenant's transaction; that the call may be seen is the caller's to know.
pub struct Notes<'a> {
    pub tenant: TenantId,
    pub call: CallId,
    pub key: &'a DataKey,
}

impl Notes<'_> {
    /// In the order in which they were written.
    pub async fn list(&self, conn: &mut AsyncPgConnection) -> Result<Vec<Note>, Error> {
        let own = notes::table.filter(notes::tenant_id.eq(self.tenant.0).and(notes::call_id.eq(self.call.0)));
        let rows: Vec<Row> = own
            .order(notes::id)
            .select((
                notes::id,
                notes::call_id,
                notes::parent_id,
                notes::author_id,
                notes::sealed,
                notes::mentions,
                notes::leg_id,
                notes::at_ms,
                notes::created_at,
                notes::edited_at,
            ))
            .load(conn)
            .await?;
        let authors: Vec<Uuid> = rows.iter().filter_map(|row| row.3).collect();
        let authors = names(conn, &authors).await?;
        rows.into_iter().map(|row| self.opened(row, &authors)).collect()
    }

    fn opened(&self, row: Row, authors: &[(Uuid, String)]) -> Result<Note, Error> {
        let text = self.key.open(place(self.tenant, &row.0), &row.4)?;
        let author = authors.iter().find(|(id, _)| Some(*id) == row.3);
        Ok(Note {
            id: row.0,
            call: row.1,
            parent: row.2,
            author: author.map(|(id, name)| Author {
                id: *id,
                name: name.clone(),
            }),
            text: String::from_utf8_lossy(&text).into_owned(),
            mentions: row.5,
            leg: row.6,
            at_ms: row.7,
            created_at: row.8,
            edited_at: row.9,
        })
    }

    async fn find(&self, conn: &mut AsyncPgConnection, id: Uuid) -> Result<Note, Error> {
        let all = self.list(conn).await?;
        all.into_iter()
            .find(|note| note.id == id)
            .ok_or(Error::NotFound("note"))
    }

    pub async fn write(
        &self,
        conn: &mut AsyncPgConnection,
        who: Who,
        new: &NewNote,
    ) -> Result<(Written, Option<Doorbell>), Error> {
        let text = checked(&new.text)?;
        self.lock_call(conn).await?;
        self.fits(conn, new).await?;
        let answered = self.answered(conn, new.parent).await?;
        let mentions = mentioned(conn, self.tenant, &new.mentions).await?;
        let id = Uuid::now_v7();
        let row = (
            notes::tenant_id.eq(self.tenant.0),
            notes::id.eq(id),
            notes::call_id.eq(self.call.0),
            notes::parent_id.eq(new.parent),
            notes::author_id.eq(person(who)),
            notes::author.eq(who.actor()),
            notes::sealed.eq(self.key.seal(place(self.tenant, &id), text.as_bytes())?),
            notes::mentions.eq(&mentions),
            notes::leg_id.eq(new.leg),
            notes::at_ms.eq(new.at_ms),
        );
        diesel::insert_into(notes::table).values(row).execute(conn).await?;
        let hearing = readers::among(conn, self.tenant, self.call, &mentions).await?;
        self.notify(conn, who, ("mentioned", id), &hearing).await?;
        if let Some(author) = answered.filter(|author| !hearing.contains(author)) {
            let author = readers::among(conn, self.tenant, self.call, &[author]).await?;
            self.notify(conn, who, ("replied", id), &author).await?;
        }
        let bell = self.tell(conn, who, "note.created", id, &mentions).await?;
        Ok((self.written(conn, id, &hearing).await?, bell))
    }

    /// Whoever wrote it may write it anew.
    pub async fn edit(
        &self,
        conn: &mut AsyncPgConnection,
        who: Who,
        id: Uuid,
        (text, mentions): (&str, &[Uuid]),
    ) -> Result<(Written, Option<Doorbell>), Error> {
        let text = checked(text)?;
        self.lock_call(conn).await?;
        self.owned(conn, who, id).await?;
        let before = self.find(conn, id).await?;
        let mentions = mentioned(conn, self.tenant, mentions).await?;
        let own = notes::table.filter(notes::tenant_id.eq(self.tenant.0).and(notes::id.eq(id)));
        diesel::update(own)
            .set((
                notes::sealed.eq(self.key.seal(place(self.tenant, &id), text.as_bytes())?),
                notes::mentions.eq(&mentions),
                notes::edited_at.eq(app_now().nullable()),
            ))
            .execute(conn)
            .await?;
        let hearing = readers::among(conn, self.tenant, self.call, &mentions).await?;
        let mut new = hearing.clone();
        new.retain(|id| !before.mentions.contains(id));
        self.notify(conn, who, ("mentioned", id), &new).await?;
        let bell = self.tell(conn, who, "note.updated", id, &mentions).await?;
        Ok((self.written(conn, id, &hearing).await?, bell))
    }

    async fn written(&self, conn: &mut AsyncPgConnection, id: Uuid, hearing: &[Uuid]) -> Result<Written, Error> {
        let note = self.find(conn, id).await?;
        let mut unheard = note.mentions.clone();
        unheard.retain(|id| !hearing.contains(id));
        Ok(Written { note, unheard })
    }

    /// With its replies. Whoever wrote it may, and who manages the team.
    pub async fn delete(
        &self,
        conn: &mut AsyncPgConnection,
        who: Who,
        id: Uuid,
        is_manager: bool,
    ) -> Result<Option<Doorbell>, Error> {
        self.lock_call(conn).await?;
        if is_manager {
            self.find(conn, id).await?;
        } else {
            self.owned(conn, who, id).await?;
        }
        let own = notes::table.filter(notes::tenant_id.eq(self.tenant.0).and(notes::id.eq(id)));
        diesel::delete(own).execute(conn).await?;
        self.tell(conn, who, "note.deleted", id, &[]).await
    }

    async fn lock_call(&self, conn: &mut AsyncPgConnection) -> Result<(), Error> {
        // Not of an alias, and against the Ledger, which may be about to move its legs and notes.
        let own = calls::table.filter(
            calls::tenant_id
                .eq(self.tenant.0)
                .and(calls::id.eq(self.call.0))
                .and(calls::moved_to.is_null()),
        );
        let found: Option<Uuid> = own.select(calls::id).for_no_key_update().first(conn).await.optional()?;
        found.map(drop).ok_or(Error::NotFound("call"))
    }

    async fn owned(&self, conn: &mut AsyncPgConnection, who: Who, id: Uuid) -> Result<(), Error> {
        let own = notes::table.filter(
            notes::tenant_id
                .eq(self.tenant.0)
                .and(notes::call_id.eq(self.call.0))
                .and(notes::id.eq(id)),
        );
        let author: Option<String> = own.select(notes::author).first(conn).await.optional()?;
        match author {
            None => Err(Error::NotFound("note")),
            Some(author) if author == who.actor() => Ok(()),
            Some(_) => Err(Error::Forbidden("somebody else wrote this note".into())),
        }
    }

    async fn fits(&self, conn: &mut AsyncPgConnection, new: &NewNote) -> Result<(), Error> {
        let own = notes::table.filter(notes::tenant_id.eq(self.tenant.0).and(notes::call_id.eq(self.call.0)));
        if own.count().get_result::<i64>(conn).await? >= NOTES_MAX {
            return Err(Error::Conflict(format!("a call has at most {NOTES_MAX} notes")));
        }
        if new.at_ms.is_some_and(|at_ms| at_ms < 0) || (new.at_ms.is_some() && new.leg.is_none()) {
            return Err(Error::Invalid(
                "`at_ms` is a moment of the leg that `leg_id` names".into(),
            ));
        }
        if let Some(leg) = new.leg {
            let own = legs::table.filter(legs::tenant_id.eq(self.tenant.0).and(legs::call_id.eq(self.call.0)));
            if own.filter(legs::id.eq(leg)).count().get_result::<i64>(conn).await? == 0 {
                return Err(Error::NotFound("leg of this call"));
            }
        }
        Ok(())
    }

    /// Who wrote the note to which this is a reply.
    async fn answered(&self, conn: &mut AsyncPgConnection, parent: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        let Some(parent) = parent else { return Ok(None) };
        let own = notes::table.filter(
            notes::tenant_id
                .eq(self.tenant.0)
                .and(notes::call_id.eq(self.call.0))
                .and(notes::id.eq(parent)),
        );
        let author: Option<Option<Uuid>> = own.select(notes::author_id).first(conn).await.optional()?;
        author.ok_or(Error::NotFound("note"))
    }

    /// Nobody hears of what they do themselves.
    async fn notify(
        &self,
        conn: &mut AsyncPgConnection,
        who: Who,
        (kind, note): (&'static str, Uuid),
        members: &[Uuid],
    ) -> Result<(), Error> {
        let others: Vec<Uuid> = members.iter().copied().filter(|id| Some(*id) != person(who)).collect();
        let news = News {
            kind,
            group_key: note.to_string(),
            call: Some(self.call),
            data: json!({ "note_id": note, "by": person(who) }),
        };
        notification::tell(conn, self.tenant, &others, &news).await
    }

    /// The audit and the stream say that there is a note, never what it says.
    async fn tell(
        &self,
        conn: &mut AsyncPgConnection,
        who: Who,
        kind: &'static str,
        id: Uuid,
        mentions: &[Uuid],
    ) -> Result<Option<Doorbell>, Error> {
        let entry = Entry::new(who.actor(), kind, format!("note:{id}"));
        let after = json!({ "call_id": self.call, "mentions": mentions });
        audit::append(conn, self.tenant, &[entry.change(None, Some(after))]).await?;
        let event = Event {
            tenant: self.tenant,
            kind,
            data: json!({ "call_id": self.call, "note_id": id, "mentions": mentions }),
            trace: None,
            whose: None,
        };
        append(conn, self.tenant, &[event]).await
    }
}

pub fn place(tenant: TenantId, note: &Uuid) -> Place<'_> {
    Place {
        tenant,
        table: "notes",
        row: note.as_bytes(),
    }
}

fn person(who: Who) -> Option<Uuid> {
    match who {
        Who::Person { person, .. } => Some(person.0),
        Who::Key(_) => None,
    }
}

fn checked(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LETTERS_MAX {
        return Err(Error::Invalid(format!("`text` has 1 to {LETTERS_MAX} letters")));
    }
    Ok(text)
}

/// The active members among them, each once; anybody else is refused.
async fn mentioned(conn: &mut AsyncPgConnection, tenant: TenantId, asked: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    if asked.len() > MENTIONS_MAX {
        return Err(Error::Invalid(format!("`mentions`: at most {MENTIONS_MAX} members")));
    }
    let own = memberships::table.filter(
        memberships::tenant_id
            .eq(tenant.0)
            .and(memberships::status.eq("active"))
            .and(memberships::person_id.eq_any(asked.to_vec())),
    );
    let found: Vec<Uuid> = own
        .select(memberships::person_id)
        .order(memberships::person_id)
        .load(conn)
        .await?;
    if asked.iter().any(|id| !found.contains(id)) {
        return Err(Error::Invalid("`mentions`: not all of them are active members".into()));
    }
    Ok(found)
}

async fn names(conn: &mut AsyncPgConnection, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, Error> {
    let found = persons::table.filter(persons::id.eq_any(ids.to_vec()));
    Ok(found.select((persons::id, persons::name)).load(conn).await?)
}
