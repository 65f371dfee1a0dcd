//! `/v1/settings/company`: what the company says of itself, its zone, and when it is open.

use actix_web::{HttpRequest, HttpResponse, get, patch, web};
use models::identity::company::{self, CompanyChange};
use models::identity::hours;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::can::{Can, SettingsManage, SettingsRead};
use crate::body;
use crate::problem::Problem;
use crate::state::State;

crate::refusals!(ReadRefusals: Internal, Unavailable);
crate::refusals!(ChangeRefusals: MalformedJson, InvalidParameter, InterruptedBody, RequestTimeout, BodyTooLarge, UnsupportedMediaType, Internal, Unavailable);

/// The company.
#[derive(Debug, Serialize, ToSchema)]
pub struct Company {
    pub name: String,
    /// IANA name: days and hours of everything are counted in it.
    pub zone: String,
    /// Lines.
    pub address: String,
    pub website: String,
    /// Whom to ask.
    pub contact_name: String,
    pub contact_email: String,
    pub contact_phone: String,
    /// Null: none are said, and no call is outside of them.
    #[schema(required)]
    pub business_hours: Option<BusinessHours>,
}

/// When the company is open, on its clocks, in quarters of an hour.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "week": [{ "weekday": 1, "from": "09:00", "to": "17:30" }],
    "holidays": [{ "day": "12-25", "name": "Christmas" }, { "day": "2026-12-24", "name": "Christmas Eve", "from": "09:00", "to": "12:00" }] }))]
pub struct BusinessHours {
    /// Several of one day do not overlap; a day without any is closed.
    pub week: Vec<OpenSpan>,
    /// Days that are not as their weekday.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSpan {
    /// 1 is Monday.
    #[schema(minimum = 1, maximum = 7)]
    pub weekday: i32,
    /// `09:00`.
    pub from: String,
    /// `17:30`, at most `24:00`.
    pub to: String,
}

/// Closed, or open from here to there.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// `2026-04-06`; `12-25`: each year.
    pub day: String,
    pub name: String,
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub to: Option<String>,
}

/// What is to be changed; what is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CompanyChange)]
pub struct Change {
    name: Option<String>,
    zone: Option<String>,
    address: Option<String>,
    website: Option<String>,
    contact_name: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    /// Null: none.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<BusinessHours>)]
    business_hours: Option<Option<BusinessHours>>,
}

/// Null is something else than nothing.
fn named<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<BusinessHours>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl From<company::Company> for Company {
    fn from(company: company::Company) -> Self {
        let profile = company.profile;
        Self {
            name: company.name,
            zone: company.zone,
            address: profile.address,
            website: profile.website,
            contact_name: profile.contact_name,
            contact_email: profile.contact_email,
            contact_phone: profile.contact_phone,
            business_hours: company.hours.map(BusinessHours::from),
        }
    }
}

impl From<hours::BusinessHours> for BusinessHours {
    fn from(hours: hours::BusinessHours) -> Self {
        let span = |span: hours::Span| OpenSpan {
            weekday: span.weekday,
            from: span.from,
            to: span.to,
        };
        let holiday = |holiday: hours::Holiday| Holiday {
            day: holiday.day,
            name: holiday.name,
            from: holiday.from,
            to: holiday.to,
        };
        Self {
            week: hours.week.into_iter().map(span).collect(),
            holidays: hours.holidays.into_iter().map(holiday).collect(),
        }
    }
}

impl From<BusinessHours> for hours::BusinessHours {
    fn from(hours: BusinessHours) -> Self {
        let span = |span: OpenSpan| hours::Span {
            weekday: span.weekday,
            from: span.from,
            to: span.to,
        };
        let holiday = |holiday: Holiday| hours::Holiday {
            day: holiday.day,
            name: holiday.name,
            from: holiday.from,
            to: holiday.to,
        };
        Self {
            week: hours.week.into_iter().map(span).collect(),
            holidays: hours.holidays.into_iter().map(holiday).collect(),
        }
    }
}

/// The company.
///
/// Name, address, whom to ask, time zone, business hours and holidays.
#[utoipa::path(
    operation_id = "get_company",
    tag = "settings",
    responses((status = 200, description = "The company.", body = Company), ReadRefusals),
    security(("api_key" = []))
)]
#[get("/v1/settings/company")]
pub async fn read(caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    let tenant = caller.tenant;
    let app = &caller.running.pools.app;
    let found = app.tenant(tenant, async move |conn| company::read(conn, tenant).await);
    Ok(HttpResponse::Ok().json(Company::from(found.await?)))
}

/// Change the company.
///
/// Another zone takes effect at once: days, hours and the end of the period follow it. With business hours calls say whether they began
/// outside of them (`after_hours`), lists and figures take it as a filter, and the overview has its share.
#[utoipa::path(
    operation_id = "change_company",
    tag = "settings",
    request_body = Change,
    responses((status = 200, description = "As it is now.", body = Company), ChangeRefusals),
    security(("api_key" = []))
)]
#[patch("/v1/settings/company")]
pub async fn change(
    request: HttpRequest,
    payload: web::Payload,
    caller: Can<SettingsManage>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, actor) = (caller.tenant, caller.actor());
    let asked: Change = body::json(&request, payload, &state).await?;
    let change = CompanyChange {
        name: asked.name,
        zone: asked.zone,
        address: asked.address,
        website: asked.website,
        contact_name: asked.contact_name,
        contact_email: asked.contact_email,
        contact_phone: asked.contact_phone,
        hours: asked.business_hours.map(|hours| hours.map(hours::BusinessHours::from)),
    };
    let app = &caller.running.pools.app;
    let changed = app.tenant(tenant, async move |conn| {
        company::change(conn, tenant, &actor, change).await
    });
    Ok(HttpResponse::Ok().json(Company::from(changed.await?)))
}
