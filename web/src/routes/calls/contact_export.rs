//! `GET /v1/contacts/export`: all contacts as a table that the import takes back, streamed a part at a time.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get};
use futures::stream::{StreamExt, once, try_unfold};
use models::calls::contact::{Contact, Contacts, Filter};
use models::compliance::audit::{self, Entry};
use models::compliance::sealing::DataKey;
use models::page::NameCursor;

use super::contact::sees_all;
use super::csv::{BOM, row};
use crate::problem::Problem;
use crate::routes::identity::can::{CallsExport, Can};
use crate::routes::identity::key::Caller;

crate::refusals!(Refusals: Internal, Unavailable);

/// Contacts that are opened together.
const PART: u32 = 2_000;

/// Export contacts.
///
/// CSV with the columns of the import: `number`, `name`, `company`, `vip`. A cell that a spreadsheet would take for a formula has an apostrophe before
/// it, which the import takes off. Each export stands in the audit log.
#[utoipa::path(
    operation_id = "export_contacts",
    tag = "calls",
    responses(
        (status = 200, description = "The contacts.", content((String = "text/csv; charset=utf-8", example = "number,name,company,vip\r\n'+12025550143,Kim Lee,Lee & Sons,yes\r\n"))),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/contacts/export")]
pub async fn export(caller: Can<CallsExport>) -> Result<HttpResponse, Problem> {
    sees_all(&caller)?;
    let caller = caller.into_inner();
    let tenant = caller.tenant;
    let key = caller.running.sealer.data_key(tenant).await?;
    let entry = Entry::new(caller.actor(), "contacts.exported", format!("tenant:{tenant}"));
    let told = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| audit::append(conn, tenant, &[entry]).await);
    told.await?;
    let first = format!("{BOM}number,name,company,vip\r\n");
    let head = once(async move { Ok::<_, actix_web::Error>(Bytes::from(first)) });
    let parts = try_unfold((caller, key, Some(None)), |(caller, key, at)| async move {
        let Some(after) = at else {
            return Ok::<_, actix_web::Error>(None);
        };
        let (text, next) = part(&caller, &key, after).await?;
        Ok(Some((Bytes::from(text), (caller, key, next.map(Some)))))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"contacts.csv\""))
        .streaming(head.chain(parts)))
}

/// Lines, and where the next ones begin.
async fn part(
    caller: &Caller,
    key: &DataKey,
    after: Option<NameCursor>,
) -> Result<(String, Option<NameCursor>), Problem> {
    let contacts = Contacts {
        tenant: caller.tenant,
        key,
    };
    let found = contacts
        .list(&caller.running.pools.app, &Filter::default(), after, PART)
        .await?;
    let mut text = String::new();
    found.data.iter().for_each(|contact| line(&mut text, contact));
    let next = found.next.as_deref().map(NameCursor::parse).transpose()?;
    Ok((text, next))
}

fn line(out: &mut String, contact: &Contact) {
    let vip = if contact.vip { "yes" } else { "no" };
    let company = contact.company.as_deref().unwrap_or_default();
    row(out, &[&contact.number, &contact.name, company, vip]);
}
