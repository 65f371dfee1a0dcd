//! `GET /v1/directory/export`: the directory as a table that the import takes back.

use std::collections::HashMap;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, SecondsFormat, Utc};
use models::Error;
use models::compliance::audit::{self, Entry};
use models::identity::directory::Listing;
use models::page::NameCursor;
use uuid::Uuid;

use super::can::{Can, TeamRead};
use crate::problem::Problem;
use crate::routes::calls::csv::{BOM, row};

crate::refusals!(Refusals: Internal, Unavailable);

/// Listings that are read at once.
const PART: u32 = 5_000;

/// Export the directory.
///
/// CSV with the columns of the import: `extension`, `name`, `email`, `valid_from`, `valid_until`, `source_instance`. A cell that a spreadsheet
/// would take for a formula has an apostrophe before it, which the import takes off. Each export stands in the audit log.
#[utoipa::path(
    operation_id = "export_directory",
    tag = "team",
    responses(
        (status = 200, description = "The directory.", content((String = "text/csv; charset=utf-8", example = "extension,name,email,valid_from,valid_until,source_instance\r\n101,Anna Schmidt,,2026-03-01T00:00:00Z,,\r\n"))),
        Refusals
    ),
    security(("api_key" = []))
)]
#[get("/v1/directory/export")]
pub async fn export(caller: Can<TeamRead>) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let read = caller
        .running
        .pools
        .app
        .tenant(tenant, async move |conn| -> Result<_, Error> {
            let directory = Listing::of(tenant);
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let page = directory.list(conn, None, after.as_ref(), PART).await?;
                all.extend(page.data);
                match page.next {
                    Some(next) => after = Some(NameCursor::parse(&next)?),
                    None => break,
                }
            }
            let members = directory.members(conn).await?;
            let entry = Entry::new(actor, "directory.exported", format!("tenant:{tenant}"));
            audit::append(conn, tenant, &[entry]).await?;
            Ok((all, members))
        });
    let (all, members) = read.await?;
    let emails: HashMap<Uuid, &str> = members.iter().map(|(email, id)| (*id, email.as_str())).collect();
    let mut text = format!("{BOM}extension,name,email,valid_from,valid_until,source_instance\r\n");
    for listing in &all {
        let email = listing.person_id.and_then(|person| emails.get(&person)).copied();
        let (from, until) = (time(listing.valid_from), time(listing.valid_until));
        row(
            &mut text,
            &[
                &listing.extension,
                &listing.name,
                email.unwrap_or_default(),
                &from,
                &until,
                listing.source_instance.as_deref().unwrap_or_default(),
            ],
        );
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"directory.csv\""))
        .body(text))
}

fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(String::new, |at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
