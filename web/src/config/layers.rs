//! The layers of the configuration and which of them has the last word on a key. Not what a key means.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use config::builder::DefaultState;
use config::{ConfigBuilder, File, FileFormat, Map, Value, ValueKind};

use super::{Config, ConfigError, DEFAULTS};

const PREFIX: &str = "AUDIAPRO__";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Default,
    File(PathBuf),
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => write!(f, "default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
        }
    }
}

/// Values by dotted key, each with the layer that set it last.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    values: BTreeMap<String, (Value, Origin)>,
}

/// Reads defaults, file and environment; a key that the defaults lack is refused.
pub fn read(file: Option<&Path>, environment: &[(String, String)]) -> Result<Layers, ConfigError> {
    let mut layers = Layers::default();
    let defaults = table(builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml)))
        .map_err(|error| ConfigError::Invalid(error.to_string()))?;
    for (key, value) in flatten(defaults) {
        layers.values.insert(key, (value, Origin::Default));
    }
    let named = environment
        .iter()
        .find(|(key, value)| key == "AUDIAPRO_CONFIG" && !value.is_empty());
    if let Some(path) = file
        .map(Path::to_path_buf)
        .or_else(|| named.map(|(_, path)| PathBuf::from(path)))
    {
        let source = File::from(path.as_path()).format(FileFormat::Toml);
        let values = table(builder().add_source(source)).map_err(|error| ConfigError::File {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        for (key, value) in flatten(values) {
            layers.set(key, value, Origin::File(path.clone()))?;
        }
    }
    layers.take_environment(environment)?;
    Ok(layers)
}

impl Layers {
    pub fn origin(&self, key: &str) -> Origin {
        self.values
            .get(key)
            .map_or(Origin::Default, |(_, origin)| origin.clone())
    }

    /// All keys with their types. The message of a wrong type names the key and where it was set.
    pub fn into_config(self) -> Result<Config, ConfigError> {
        let mut builder = builder();
        for (key, (value, origin)) in &self.values {
            builder = builder
                .set_override(key, Value::new(Some(&origin.to_string()), value.kind.clone()))
                .map_err(|error| ConfigError::Invalid(error.to_string()))?;
        }
        let merged = builder
            .build()
            .map_err(|error| ConfigError::Invalid(error.to_string()))?;
        merged
            .try_deserialize()
            .map_err(|error| ConfigError::Invalid(error.to_string()))
    }

    fn take_environment(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        let mut sorted: Vec<_> = environment.iter().collect();
        // The longer, explicit name comes after DATABASE_URL and so wins over it.
        sorted.sort_by_key(|(key, _)| (key.starts_with(PREFIX), key.clone()));
        for (name, value) in sorted {
            if name == "AUDIAPRO_MASTER_KEY" && !value.is_empty() {
                let from = Value::new(None, ValueKind::String("environment".into()));
                self.set(
                    "secrets.master_key_from".into(),
                    from,
                    Origin::Environment(name.clone()),
                )?;
                continue;
            }
            let key = match name.as_str() {
                "KAFKA_BROKERS" if !value.is_empty() => "kafka.brokers".to_owned(),
                "DATABASE_URL" if !value.is_empty() => "database.url".to_owned(),
                name => match name.strip_prefix(PREFIX) {
                    Some(rest) => rest.to_ascii_lowercase().replace("__", "."),
                    None => continue,
                },
            };
            self.set(
                key,
                Value::new(None, ValueKind::String(value.clone())),
                Origin::Environment(name.clone()),
            )?;
        }
        Ok(())
    }

    fn set(&mut self, key: String, value: Value, origin: Origin) -> Result<(), ConfigError> {
        match self.values.get_mut(&key) {
            Some(slot) => {
                *slot = (value, origin);
                Ok(())
            }
            None => {
                let hint =
                    nearest(&key, self.values.keys()).map_or(String::new(), |k| format!("; did you mean `{k}`?"));
                Err(ConfigError::UnknownKey { key, origin, hint })
            }
        }
    }
}

fn builder() -> ConfigBuilder<DefaultState> {
    config::Config::builder()
}

fn table(builder: ConfigBuilder<DefaultState>) -> Result<Map<String, Value>, config::ConfigError> {
    builder.build()?.cache.into_table()
}

fn flatten(table: Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (key, value) in table {
        match value.kind {
            ValueKind::Table(inner) => {
                flat.extend(
                    flatten(inner)
                        .into_iter()
                        .map(|(below, value)| (format!("{key}.{below}"), value)),
                );
            }
            _ => flat.push((key, value)),
        }
    }
    flat.sort_by(|a, b| a.0.cmp(&b.0));
    flat
}

/// The known key with the fewest edits, if it is near enough to be a slip.
fn nearest<'a>(key: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    known
        .map(|k| (edits(key, k), k.as_str()))
        .filter(|(n, _)| *n <= 3)
        .min()
        .map(|(_, k)| k)
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_counts_changes() {
        assert_eq!(edits("lisen", "listen"), 1);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("same", "same"), 0);
    }
}
