//! The configuration as it is printed: every key, its value, its origin; secrets never.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::Config;
use super::layers::Layers;

const HIDDEN: &str = "***";

/// One key in force.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    pub key: String,
    pub value: Value,
    pub origin: String,
}

/// Names nothing: what is in force is shown by `entries`, without secrets.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").finish_non_exhaustive()
    }
}

pub fn entries(config: &Config, layers: &Layers) -> Vec<Entry> {
    let mut entries = Vec::new();
    let Ok(Value::Object(sections)) = serde_json::to_value(config) else {
        return entries;
    };
    for (section, keys) in sections {
        let Value::Object(keys) = keys else { continue };
        for (name, value) in keys {
            let key = format!("{section}.{name}");
            let origin = layers.origin(&key).to_string();
            entries.push(Entry {
                value: hide(&key, value),
                key,
                origin,
            });
        }
    }
    entries
}

/// A secret is replaced whole; of a URL only its password. A command may carry a token: hidden too.
fn hide(key: &str, value: Value) -> Value {
    match (key, value.as_str()) {
        (_, None | Some("")) => value,
        (
            "secrets.master_key_command"
            | "kafka.password"
            | "kafka.key_password"
            | "mail.smtp_password"
            | "tracing.headers"
            | "mail.resend_key",
            Some(_),
        ) => HIDDEN.into(),
        ("database.url", Some(url)) => without_password(url).into(),
        _ => value,
    }
}

/// `postgres://user:secret@host/db?password=x` → the same with `***` for the password, in both places.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return HIDDEN.into();
    };
    let (rest, query) = rest
        .split_once('?')
        .map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}:{HIDDEN}@{host}"),
            None => format!("{user}@{host}"),
        },
        None => rest.to_owned(),
    };
    let query = query.map_or(String::new(), |query| {
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((name, _)) if name.contains("password") => format!("{name}={HIDDEN}"),
            _ => part.to_owned(),
        });
        format!("?{}", parts.collect::<Vec<_>>().join("&"))
    });
    format!("{scheme}://{rest}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_loses_its_password_wherever_it_stands() {
        for (url, shown) in [
            ("postgres://u:p@h:1/d", "postgres://u:***@h:1/d"),
            ("postgres://u:p@ss@h/d", "postgres://u:***@h/d"),
            (
                "postgres://u@h/d?password=p&host=/run",
                "postgres://u@h/d?password=***&host=/run",
            ),
            ("host=h password=p", "***"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
