//! Settings of a source: what may be written down, and what the engine makes of it.

use actors::engine::pbx::canonical;
use actors::engine::pbx::settings::{Given, Settings};
use actors::engine::pbx::source::Source as Form;
use models::ids::TenantId;
use models::integrations::source;
use serde_json::{Map, Value};

use super::secrets;
use crate::problem::{Code, Problem};

/// What the server says itself, or a secret: not settings that one writes down.
const NOT_SETTINGS: [&str; 4] = ["source_instance", "received_at", "secrets", "file_name"];

/// Settings that the engine understands, as they are kept.
pub(super) fn checked(format: &str, settings: &Map<String, Value>) -> Result<Value, Problem> {
    if Form::from_name(format).is_none() {
        return Err(Problem::parameter(
            "format",
            format!("{format:?} is no form of a source"),
        ));
    }
    let stranger = settings
        .keys()
        .find(|key| NOT_SETTINGS.contains(&key.as_str()) || !Given::KEYS.contains(&key.as_str()));
    if let Some(stranger) = stranger {
        return Err(Problem::parameter("settings", format!("unknown key `{stranger}`")));
    }
    let value = Value::Object(settings.clone());
    let given: Given =
        serde_json::from_value(value.clone()).map_err(|error| Problem::parameter("settings", error.to_string()))?;
    if given
        .records_from
        .as_deref()
        .is_some_and(|name| !canonical::is_instance_name(name))
    {
        return Err(Problem::parameter("settings", "`records_from` is the name of a source"));
    }
    Settings::new(given).map_err(|fault| Problem::parameter("settings", fault.to_string()))?;
    Ok(value)
}

/// The parts of a source that stand in a database row, as intake needs them. Errors: a form that is none, settings that cannot be.
pub(super) fn source_of(
    tenant: TenantId,
    row: &source::Source,
    given: Given,
) -> Result<actors::sources::Source, Problem> {
    let form = Form::from_name(&row.format).ok_or_else(|| {
        Problem::new(
            Code::Conflict,
            format!("`{}` has a form that is none any more", row.name),
        )
    })?;
    actors::sources::Source::new(tenant, &row.name, form, given).map_err(Problem::internal)
}

/// A row's settings with its secrets, as the engine is given them; `base` is the server's own address.
pub(super) fn given(row: &source::Source, secrets: &Map<String, Value>, base: &str) -> Result<Given, Problem> {
    let mut given: Given = serde_json::from_value(row.settings.clone()).map_err(Problem::internal)?;
    given.public_url = given
        .public_url
        .or_else(|| Some(format!("{base}/v1/intake/{}", row.id)));
    given.secrets = secrets::of_form(secrets);
    Ok(given)
}
