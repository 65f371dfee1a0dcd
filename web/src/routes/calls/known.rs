//! What is known of calls beside their records: tags, who their agents are, who is at the other end, what custom fields hold. Read for a page of calls at once.

use std::collections::{BTreeMap, HashMap};

use models::Error;
use models::calls::call::Call;
use models::calls::contact::{Contact, Contacts};
use models::calls::custom_field::CustomField;
use models::calls::tag::Tag;
use models::identity::company;
use models::identity::directory::{Listing, Names};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::tag::TagOfCall;
use crate::problem::Problem;
use crate::routes::identity::key::Caller;

/// Of one call.
#[derive(Debug, Default, Serialize)]
pub struct Known {
    pub tags: Vec<TagOfCall>,
    /// Of the call's agents, in their order: what the directory calls them.
    pub agents: Vec<Option<String>>,
    pub contact: Option<ContactOfCall>,
    /// Whether it began outside of business hours, where some are said.
    pub after_hours: Option<bool>,
    /// What its custom fields hold, by name.
    pub fields: BTreeMap<String, Value>,
}

/// Who is at the other end, if the number is a contact's: who called, or on an outbound call who was called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContactOfCall {
    pub id: Uuid,
    pub name: String,
    #[schema(required)]
    pub company: Option<String>,
    /// A very important person.
    pub vip: bool,
}

impl From<&Contact> for ContactOfCall {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.id,
            name: contact.name.clone(),
            company: contact.company.clone(),
            vip: contact.vip,
        }
    }
}

impl Known {
    /// What the directory calls the call's first agent.
    pub fn agent(&self, call: &Call) -> Option<String> {
        let first = call
            .agents
            .iter()
            .position(|agent| Some(agent) == call.agent.as_ref())?;
        self.agents.get(first).cloned().flatten()
    }

    /// Everybody who took part, by name where it is known.
    pub fn people(&self, call: &Call) -> Vec<String> {
        let mut names = self.agents.iter().cloned();
        let named = call
            .agents
            .iter()
            .map(|agent| names.next().flatten().unwrap_or_else(|| agent.clone()));
        named.collect()
    }
}

/// Of each of these calls.
pub async fn of(caller: &Caller, calls: &[Call]) -> Result<HashMap<Uuid, Known>, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let ids: Vec<Uuid> = calls.iter().map(|call| call.id).collect();
    let mut agents: Vec<String> = calls.iter().flat_map(|call| &call.agents).cloned().collect();
    agents.sort_unstable();
    agents.dedup();
    let mut numbers: Vec<String> = calls.iter().filter_map(other_end).cloned().collect();
    numbers.sort_unstable();
    numbers.dedup();
    let key = caller.running.sealer.data_key(tenant).await?;
    let found = app.tenant(tenant, async |conn| -> Result<_, Error> {
        let tags = Tag::of(tenant).on(conn, &ids).await?;
        let names = Listing::of(tenant).names(conn, &agents).await?;
        let contacts = Contacts { tenant, key: &key }.of_numbers(conn, &numbers).await?;
        let fields = CustomField::of(tenant).on(conn, &ids).await?;
        let hours = company::calendar(conn, tenant).await?;
        Ok((tags, names, contacts, fields, hours))
    });
    let (mut tags, names, contacts, mut fields, hours) = found.await?;
    let known = |call: &Call| {
        let tags = tags.remove(&call.id).unwrap_or_default();
        let name = |agent: &String| {
            names
                .of(&call.source_instance, agent, call.started_at)
                .map(str::to_owned)
        };
        let known = Known {
            tags: tags.into_iter().map(TagOfCall::from).collect(),
            agents: call.agents.iter().map(name).collect(),
            contact: other_end(call)
                .and_then(|number| contacts.get(number))
                .map(ContactOfCall::from),
            after_hours: hours.as_ref().map(|hours| !hours.is_open(call.started_at)),
            fields: fields.remove(&call.id).unwrap_or_default(),
        };
        (call.id, known)
    };
    Ok(calls.iter().map(known).collect())
}

/// The number at the other end.
fn other_end(call: &Call) -> Option<&String> {
    match call.direction.as_str() {
        "outbound" => call.to_number.as_ref(),
        _ => call.from_number.as_ref(),
    }
}

/// Whose numbers these are.
pub async fn contacts(caller: &Caller, numbers: Vec<String>) -> Result<HashMap<String, ContactOfCall>, Problem> {
    let tenant = caller.tenant;
    let key = caller.running.sealer.data_key(tenant).await?;
    let found = caller.running.pools.app.tenant(tenant, async |conn| {
        Contacts { tenant, key: &key }.of_numbers(conn, &numbers).await
    });
    let told = found.await?.into_iter();
    Ok(told
        .map(|(number, contact)| (number, ContactOfCall::from(&contact)))
        .collect())
}

/// Names of the tenant's custom fields.
pub async fn fields(caller: &Caller) -> Result<Vec<String>, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| CustomField::of(tenant).list(conn).await);
    Ok(found.await?.into_iter().map(|field| field.name).collect())
}

/// Who these agents are.
pub async fn names(caller: &Caller, agents: Vec<String>) -> Result<Names, Problem> {
    let (tenant, app) = (caller.tenant, &caller.running.pools.app);
    let found = app.tenant(tenant, async move |conn| Listing::of(tenant).names(conn, &agents).await);
    Ok(found.await?)
}
