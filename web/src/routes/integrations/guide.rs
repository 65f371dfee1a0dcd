//! `GET /v1/sources/{id}/guide`: what is to be set at the telephone system, filled in with what the source has.

use actix_web::{HttpResponse, get, web};
use models::integrations::source;

use super::source::source_id;
use super::vault::kept;
use crate::problem::Problem;
use crate::routes::identity::can::{Can, SettingsRead};
use crate::state::State;

crate::refusals!(Refusals: NotFound, Internal, Unavailable);

macro_rules! guides {
    ($($page:literal: $($form:literal)+;)+) => {
        /// Page and the forms that it is about.
        const GUIDES: &[(&str, &[&str])] = &[
            $((include_str!(concat!("../../../../docs/pbx/", $page)), &[$($form),+]),)+
        ];
    };
}

guides! {
    "asterisk.md": "asterisk-cdr-csv" "asterisk-ami-cdr" "asterisk-cel";
    "freepbx.md": "freepbx-cdr";
    "freeswitch.md": "freeswitch-json-cdr" "freeswitch-xml-cdr" "freeswitch-cdr-csv";
    "fusionpbx.md": "fusionpbx";
    "3cx.md": "3cx-cdr-socket" "3cx-crm-journal" "3cx-xapi-call-log" "3cx-cdroutput";
    "yeastar.md": "yeastar-30012" "yeastar-30039" "yeastar-cdr-list" "yeastar-newcdr";
    "grandstream.md": "grandstream-cdr-push" "grandstream-cdrapi";
    "cisco.md": "cisco-cucm-cdr" "cisco-cmr";
    "avaya-ip-office.md": "avaya-ipo-smdr";
    "avaya-cm.md": "avaya-cm-cdr";
    "mitel.md": "mitel-smdr";
    "panasonic.md": "panasonic-smdr";
    "twilio.md": "twilio";
    "signalwire.md": "signalwire";
    "telnyx.md": "telnyx";
    "vonage.md": "vonage";
    "sip-proxies.md": "kamailio-acc" "opensips-acc";
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
    let base = state.config.public_url();
    let text = filled(page, &source, user.unwrap_or(&source.name), &base);
    Ok(HttpResponse::Ok()
        .content_type("text/markdown; charset=utf-8")
        .body(text))
}

fn page(format: &str) -> Option<&'static str> {
    let found = GUIDES.iter().find(|(_, forms)| forms.contains(&format));
    found.map(|(page, _)| *page)
}

fn filled(page: &str, source: &source::Source, user: &str, base: &str) -> String {
    let host = base
        .split("://")
        .nth(1)
        .unwrap_or(base)
        .split(['/', ':'])
        .next()
        .unwrap_or(base);
    let port = source
        .tcp_port
        .map_or_else(|| "PORT".to_owned(), |port| port.to_string());
    page.replace("{{url}}", &format!("{base}/v1/intake/{}", source.id))
        .replace("{{server}}", base)
        .replace("{{host}}", host)
        .replace("{{port}}", &port)
        .replace("{{name}}", &source.name)
        .replace("{{user}}", user)
        .replace("{{id}}", &source.id.to_string())
}

#[cfg(test)]
mod tests {
    use actors::engine::pbx::source::Source as Form;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_form_of_records_has_its_guide_and_nothing_is_left_to_fill_in() {
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
        for form in Form::ALL.iter().filter(|form| !form.is_audio()) {
            let page = page(form.as_str()).unwrap_or_else(|| panic!("no guide to {}", form.as_str()));
            let text = filled(page, &source, "pbx", "https://calls.example.com:8443");
            assert!(!text.contains("{{"), "{}", form.as_str());
            assert!(
                text.contains("rome") || text.contains("00000000-0000"),
                "{}",
                form.as_str()
            );
        }
        let text = filled(
            "{{host}} {{port}} {{url}}",
            &source,
            "pbx",
            "https://calls.example.com:8443",
        );
        let url = "https://calls.example.com:8443/v1/intake/00000000-0000-0000-0000-000000000000";
        assert_eq!(text, format!("calls.example.com 26001 {url}"));
    }
}
