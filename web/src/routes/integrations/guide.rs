//! `GET /v1/guides`, `/v1/guides/{system}`, `/v1/sources/{id}/guide`: what is to be set at a telephone system, filled in with what is known
//! of the tenant and of the source. The pages are `docs/pbx`.

use actix_web::{HttpResponse, get, web};
use actors::engine::pbx::example;
use actors::engine::pbx::source::Source as Form;
use models::integrations::source;
use serde::Serialize;
use utoipa::ToSchema;

use super::secrets::usual_kind;
use super::source::source_id;
use super::vault::kept;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsRead};
use crate::state::State;

crate::refusals!(ListRefusals: Internal, Unavailable);
crate::refusals!(Refusals: NotFound, Internal, Unavailable);

/// One page and what it is about.
struct Page {
    system: &'static str,
    text: &'static str,
    forms: &'static [&'static str],
}

/// Names them, and how each system reaches us.
const CONTENTS: &str = include_str!("../../../../docs/pbx/README.md");

macro_rules! guides {
    ($($system:literal: $($form:literal)+;)+) => {
        const GUIDES: &[Page] = &[
            $(Page {
                system: $system,
                text: include_str!(concat!("../../../../docs/pbx/", $system, ".md")),
                forms: &[$($form),+],
            },)+
        ];
    };
}

guides! {
    "asterisk": "asterisk-cdr-csv" "asterisk-ami-cdr" "asterisk-cel";
    "freepbx": "freepbx-cdr";
    "freeswitch": "freeswitch-json-cdr" "freeswitch-xml-cdr" "freeswitch-cdr-csv";
    "fusionpbx": "fusionpbx";
    "3cx": "3cx-cdr-socket" "3cx-crm-journal" "3cx-xapi-call-log" "3cx-cdroutput";
    "yeastar": "yeastar-30012" "yeastar-30039" "yeastar-cdr-list" "yeastar-newcdr";
    "grandstream": "grandstream-cdr-push" "grandstream-cdrapi";
    "cisco": "cisco-cucm-cdr" "cisco-cmr";
    "avaya-ip-office": "avaya-ipo-smdr";
    "avaya-cm": "avaya-cm-cdr";
    "mitel": "mitel-smdr";
    "panasonic": "panasonic-smdr";
    "twilio": "twilio";
    "signalwire": "signalwire";
    "telnyx": "telnyx";
    "vonage": "vonage";
    "sip-proxies": "kamailio-acc" "opensips-acc";
    "live-audio": "audiosocket" "twilio-media-stream" "mod-audio-fork" "ari-external-media";
}

/// A telephone system that has its guide.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "system": "freeswitch", "title": "FreeSWITCH", "reached_by": "HTTP POST after each leg",
    "formats": [{ "format": "freeswitch-json-cdr", "listens": false, "provider_secret": null, "can_be_tested": true }] }))]
pub struct Guide {
    /// Part of the guide's address.
    pub system: &'static str,
    pub title: &'static str,
    /// How its records come, in a few words.
    pub reached_by: &'static str,
    /// The forms in which it writes; the usual one first.
    pub formats: Vec<GuideFormat>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GuideFormat {
    pub format: &'static str,
    /// Whether it may be written to a port of ours.
    pub listens: bool,
    /// The secret that the provider gives; null: one is made for the source.
    #[schema(required)]
    pub provider_secret: Option<&'static str>,
    /// Whether `POST /v1/sources/{id}/test` has a record of it.
    pub can_be_tested: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct GuideList {
    pub data: Vec<Guide>,
}

impl GuideFormat {
    fn of(form: Form) -> Self {
        let own = form.format().signed_with();
        Self {
            format: form.as_str(),
            listens: form.is_listened_to(),
            provider_secret: own.filter(|_| usual_kind(Some(form)).is_none()),
            can_be_tested: example::is_there(form),
        }
    }
}

impl Page {
    fn told(&self) -> Guide {
        let (title, reached_by) = self.line().unwrap_or((self.system, ""));
        let forms = self.forms.iter().filter_map(|name| Form::from_name(name));
        Guide {
            system: self.system,
            title,
            reached_by,
            formats: forms.map(GuideFormat::of).collect(),
        }
    }

    /// Its line in the contents: name, and how it reaches us.
    fn line(&self) -> Option<(&'static str, &'static str)> {
        let page = format!("({}.md)", self.system);
        let line = CONTENTS.lines().find(|line| line.contains(&page))?;
        let mut cells = line.split('|').map(str::trim);
        Some((cells.nth(1)?, cells.nth(1)?))
    }
}

/// List guides.
///
/// Every telephone system that has one, with the forms in which it writes.
#[utoipa::path(
    operation_id = "list_guides",
    tag = "sources",
    responses((status = 200, description = "All guides.", body = GuideList), ListRefusals),
    security(("api_key" = []))
)]
#[get("/v1/guides")]
pub async fn list(caller: Can<SettingsRead>) -> Result<HttpResponse, Problem> {
    drop(caller);
    let data = GUIDES.iter().map(Page::told).collect();
    Ok(HttpResponse::Ok().json(GuideList { data }))
}

/// A guide.
///
/// How to set up a telephone system, as Markdown, with this server's address. What belongs to a source (its id, name, port and user)
/// stands in capitals; `GET /v1/sources/{id}/guide` has that filled in too.
#[utoipa::path(
    operation_id = "get_guide",
    tag = "sources",
    params(("system" = String, Path, description = "The system, as `GET /v1/guides` names it.", example = "freeswitch")),
    responses((status = 200, description = "The guide.", content((String = "text/markdown"))), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/guides/{system}")]
pub async fn of_system(
    system: web::Path<String>,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    drop(caller);
    let page = GUIDES.iter().find(|page| page.system == system.as_str());
    let page = page.ok_or_else(|| Problem::not_found("guide"))?;
    Ok(markdown(filled(
        page.text,
        &Known::nothing(),
        &state.config.public_url(),
    )))
}

/// How to set up the telephone system.
///
/// Step by step, as Markdown, with this source's own address, name and port. Passwords are shown once, when they are made, and stand in no
/// guide.
#[utoipa::path(
    operation_id = "get_source_guide",
    tag = "sources",
    params(("id" = Uuid, Path, description = "The source's id.")),
    responses((status = 200, description = "The guide.", content((String = "text/markdown"))), Refusals),
    security(("api_key" = []))
)]
#[get("/v1/sources/{id}/guide")]
pub async fn read(
    id: web::Path<String>,
    caller: Can<SettingsRead>,
    state: web::Data<State>,
) -> Result<HttpResponse, Problem> {
    let (tenant, id) = (caller.tenant, source_id(&id)?);
    let found = caller.running.pools.app.tenant(tenant, async move |conn| {
        source::Source::of(tenant).find(conn, id).await
    });
    let source = found.await?;
    let page = page(&source.format).ok_or_else(|| Problem::not_found("guide to this form"))?;
    let kept = kept(&caller.running, tenant, &source.name).await?;
    let user = kept.now.get("basic").and_then(|basic| basic["user"].as_str());
    let known = Known::of(&source, user);
    Ok(markdown(filled(page, &known, &state.config.public_url())))
}

fn markdown(text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/markdown; charset=utf-8")
        .body(text)
}

fn page(format: &str) -> Option<&'static str> {
    let found = GUIDES.iter().find(|page| page.forms.contains(&format));
    found.map(|page| page.text)
}

/// What is filled in.
struct Known {
    id: String,
    name: String,
    user: String,
    port: String,
}

impl Known {
    fn nothing() -> Self {
        let [id, name, user, port] = ["SOURCE-ID", "NAME", "NAME", "PORT"].map(str::to_owned);
        Self { id, name, user, port }
    }

    fn of(source: &source::Source, user: Option<&str>) -> Self {
        Self {
            id: source.id.to_string(),
            name: source.name.clone(),
            user: user.unwrap_or(&source.name).to_owned(),
            port: source
                .tcp_port
                .map_or_else(|| "PORT".to_owned(), |port| port.to_string()),
        }
    }
}

fn filled(page: &str, known: &Known, base: &str) -> String {
    let host = base
        .split("://")
        .nth(1)
        .unwrap_or(base)
        .split(['/', ':'])
        .next()
        .unwrap_or(base);
    page.replace("{{url}}", &format!("{base}/v1/intake/{}", known.id))
        .replace("{{server}}", base)
        .replace("{{host}}", host)
        .replace("{{port}}", &known.port)
        .replace("{{name}}", &known.name)
        .replace("{{user}}", &known.user)
        .replace("{{id}}", &known.id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_form_has_its_guide_and_nothing_is_left_to_fill_in() {
        let source = source::Source {
            id: Uuid::nil(),
            name: "rome".into(),
            label: "Rome".into(),
            format: String::new(),
            settings: serde_json::json!({}),
            secrets: Vec::new(),
            version: 1,
            enabled: true,
            configured: true,
            tcp_port: Some(26001),
            tcp_allow: Vec::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        };
        let known = Known::of(&source, Some("pbx"));
        for form in Form::ALL {
            let page = page(form.as_str()).unwrap_or_else(|| panic!("no guide to {}", form.as_str()));
            let text = filled(page, &known, "https://calls.example.com:8443");
            assert!(!text.contains("{{"), "{}", form.as_str());
            assert!(
                text.contains("rome") || text.contains("00000000-0000"),
                "{}",
                form.as_str()
            );
        }
        let text = filled("{{host}} {{port}} {{url}}", &known, "https://calls.example.com:8443");
        let url = "https://calls.example.com:8443/v1/intake/00000000-0000-0000-0000-000000000000";
        assert_eq!(text, format!("calls.example.com 26001 {url}"));
    }

    #[test]
    fn every_guide_is_in_the_contents_with_its_name_and_its_way() {
        for page in GUIDES {
            let guide = page.told();
            assert!(
                page.line()
                    .is_some_and(|(title, way)| !title.is_empty() && !way.is_empty()),
                "{}",
                page.system
            );
            assert_eq!(guide.formats.len(), page.forms.len(), "{}", page.system);
        }
        let of = |system: &str| GUIDES.iter().find(|page| page.system == system).map(Page::told);
        let twilio = of("twilio").expect("twilio");
        assert_eq!(
            (twilio.title, twilio.formats[0].provider_secret),
            ("Twilio", Some("auth_token"))
        );
        let avaya = of("avaya-ip-office").expect("avaya");
        assert!(avaya.formats[0].listens && avaya.formats[0].provider_secret.is_none());
    }
}
