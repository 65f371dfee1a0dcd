//! Takes up a changed configuration while the product runs: the limits of requests and the log's level. What else was changed waits
//! for the next start, and is named; a configuration with a mistake changes nothing.

use actix_web::web;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::config::{Bounds, Config, ConfigError};
use crate::logging;
use crate::state::State;

/// A configuration that was read again, or what was wrong with it.
pub type Reload = Result<Config, ConfigError>;

/// Takes up each configuration that comes, until nobody can send one any more.
pub async fn follow(state: web::Data<State>, mut reloads: mpsc::Receiver<Reload>) {
    let mut running = state.config.clone();
    while let Some(reload) = reloads.recv().await {
        let wanted = match reload {
            Ok(wanted) => wanted,
            Err(error) => {
                tracing::error!(%error, "the configuration was not taken up, everything stays as it is: {error}");
                continue;
            }
        };
        let next = live(&running, &wanted);
        if let Err(error) = logging::set_level(&next.log.level) {
            tracing::error!("the configuration was not taken up, everything stays as it is: {error:#}");
            continue;
        }
        state.set_bounds(next.bounds);
        tell(&changed(&running, &next), &changed(&next, &wanted));
        running = next;
    }
}

fn tell(now: &[String], later: &[String]) {
    let (taken_up, waiting) = (now.join(" "), later.join(" "));
    match (now, later) {
        ([], []) => tracing::info!("the configuration was read again: nothing has changed"),
        (_, []) => tracing::info!(taken_up, "the configuration was read again, taken up: {taken_up}"),
        _ => tracing::warn!(
            taken_up,
            waiting,
            "the configuration was read again, taken up: {taken_up}; waiting for the next start: {waiting}"
        ),
    }
}

/// What runs, with everything that can change while it runs as it is wanted.
fn live(running: &Config, wanted: &Config) -> Config {
    let (bounds, mut next) = (&wanted.bounds, running.clone());
    next.bounds = Bounds {
        record_bytes_max: bounds.record_bytes_max,
        json_bytes_max: bounds.json_bytes_max,
        records_max: bounds.records_max,
        ndjson_batch_max: bounds.ndjson_batch_max,
        part_bytes_max: bounds.part_bytes_max,
        bulk_max: bounds.bulk_max,
        key_requests_burst: bounds.key_requests_burst,
        key_requests_per_minute: bounds.key_requests_per_minute,
        page_default: bounds.page_default,
        page_max: bounds.page_max,
        ..running.bounds
    };
    next.log.level.clone_from(&wanted.log.level);
    next
}

/// Keys whose values differ.
fn changed(before: &Config, after: &Config) -> Vec<String> {
    let (before, after) = (flat(before), flat(after));
    let differ = before.into_iter().zip(after).filter(|(a, b)| a != b);
    differ.map(|((key, _), _)| key).collect()
}

fn flat(config: &Config) -> Vec<(String, Value)> {
    let Ok(Value::Object(sections)) = serde_json::to_value(config) else {
        return Vec::new();
    };
    let keys = sections.into_iter().flat_map(|(section, keys)| {
        let keys = match keys {
            Value::Object(keys) => keys,
            _ => serde_json::Map::new(),
        };
        keys.into_iter()
            .map(move |(key, value)| (format!("{section}.{key}"), value))
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULTS;

    #[test]
    fn limits_of_requests_are_taken_up_and_the_rest_is_named() {
        let running = Config::defaults().unwrap();
        let mut wanted = running.clone();
        wanted.bounds.key_requests_burst = 7;
        wanted.log.level = "debug".into();
        wanted.server.workers = 9;
        wanted.bounds.intake_queue_max = 5;
        let next = live(&running, &wanted);
        assert_eq!(changed(&running, &next), ["bounds.key_requests_burst", "log.level"]);
        assert_eq!(changed(&next, &wanted), ["bounds.intake_queue_max", "server.workers"]);
    }

    #[test]
    fn the_defaults_file_says_which_keys_are_live() {
        let running = Config::defaults().unwrap();
        let mut said = Vec::new();
        let (mut section, mut marked) = ("", false);
        for line in DEFAULTS.lines().skip_while(|line| !line.starts_with('[')) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
            } else if line.starts_with('#') {
                marked = line.ends_with("(live)");
            } else if let Some((key, _)) = line.split_once(" = ")
                && marked
            {
                said.push(format!("{section}.{key}"));
            }
            marked &= !line.is_empty();
        }
        let environment: Vec<_> = said
            .iter()
            .map(|key| {
                let name = format!("AUDIAPRO__{}", key.replace('.', "__").to_uppercase());
                (name, if key == "log.level" { "warn" } else { "11" }.to_owned())
            })
            .collect();
        let wanted = Config::load(None, &environment).unwrap();
        said.sort();
        assert_eq!(said.len(), 11, "{said:?}");
        assert_eq!(changed(&running, &live(&running, &wanted)), said);
    }
}
