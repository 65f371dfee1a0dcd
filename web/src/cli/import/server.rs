//! The server that takes the files: which form the source has, and what became of each payload. While it cannot be reached, the command
//! waits and tries again.

use std::time::Duration;

use actors::engine::pbx::settings::{Given, Settings};
use actors::engine::pbx::source::Source as Form;
use actors::fetch::reference::encoded;
use actors::outbound::OutboundError;
use actors::outbound::api::{Answered, Api};
use actors::sources::files::tail::Payload;
use anyhow::{Context, bail};
use serde_json::Value;

/// The pause before the next attempt, doubled, and the longest.
const AGAIN: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// A source of a server.
pub struct Server {
    api: Api,
    id: String,
    form: Form,
    settings: Settings,
}

/// What became of what was sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub legs: u64,
    pub held: u64,
    pub repeated: u64,
    pub ignored: u64,
    pub quarantined: u64,
}

impl Tally {
    fn of(answer: &Value) -> Self {
        let count = |name: &str| answer[name].as_u64().unwrap_or(0);
        Self {
            legs: answer["legs"].as_array().map_or(0, |legs| legs.len() as u64),
            held: count("held"),
            repeated: count("repeated"),
            ignored: count("ignored"),
            quarantined: count("quarantined"),
        }
    }

    pub fn add(&mut self, other: &Self) {
        self.legs += other.legs;
        self.held += other.held;
        self.repeated += other.repeated;
        self.ignored += other.ignored;
        self.quarantined += other.quarantined;
    }

    pub fn sentence(&self) -> String {
        format!(
            "{} legs, {} events kept, {} known already, {} ignored, {} that could not be read",
            self.legs, self.held, self.repeated, self.ignored, self.quarantined
        )
    }
}

impl Server {
    pub async fn find(url: &str, key: &str, name: &str) -> anyhow::Result<Self> {
        let api = Api::new(url, key)?;
        let listed = persist(|| api.get("/v1/sources")).await?;
        if listed.status != 200 {
            bail!("could not ask {url} for its sources: {}", told(&listed));
        }
        let sources = listed.json["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        let source = sources.iter().find(|source| source["name"] == name);
        let source = source.with_context(|| format!("there is no source {name:?}: make it with POST /v1/sources"))?;
        let format = source["format"].as_str().unwrap_or_default();
        let form =
            Form::from_name(format).with_context(|| format!("{name:?} takes {format:?}, which is no form of files"))?;
        let given: Given = serde_json::from_value(source["settings"].clone()).context("its settings cannot be read")?;
        let source_instance = Some(name.to_owned());
        Ok(Self {
            api,
            id: source["id"].as_str().unwrap_or_default().to_owned(),
            form,
            settings: Settings::new(Given {
                source_instance,
                ..given
            })?,
        })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn form(&self) -> Form {
        self.form
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Until the server has it, with where in which file it stands. The same again is harmless.
    pub async fn send(&self, name: &str, payload: Payload) -> anyhow::Result<Tally> {
        let path = format!("/v1/intake/{}", self.id);
        let origin = encoded(&format!("{name}, from byte {}", payload.begins), false);
        let lines = self.form.lacks_ids().then(|| payload.numbers.to_text());
        let send = || {
            self.api
                .post_part(&path, &origin, lines.as_deref(), payload.bytes.clone())
        };
        let answered = persist(send).await?;
        match answered.status {
            202 => Ok(Tally::of(&answered.json)),
            _ => bail!("the server does not take it: {}", told(&answered)),
        }
    }
}

/// Asks again while nobody answers, or the answer is: later.
pub(super) async fn persist<F>(ask: impl Fn() -> F) -> anyhow::Result<Answered>
where
    F: Future<Output = Result<Answered, OutboundError>>,
{
    let mut pause = AGAIN.0;
    let mut is_told = false;
    loop {
        let (why, wait) = match ask().await {
            Ok(answered) if !matches!(answered.status, 408 | 429 | 500 | 502..=504) => return Ok(answered),
            Ok(answered) => (told(&answered), answered.retry_after.unwrap_or(pause)),
            Err(error @ (OutboundError::Address(_) | OutboundError::File { .. })) => return Err(error.into()),
            Err(error) => (error.to_string(), pause),
        };
        if !is_told {
            anstream::eprintln!("waiting: {why}");
            is_told = true;
        }
        tokio::time::sleep(wait).await;
        pause = (pause * 2).min(AGAIN.1);
    }
}

pub(super) fn told(answered: &Answered) -> String {
    match answered.json["detail"].as_str() {
        Some(detail) => format!("{detail} ({})", answered.status),
        None => format!("status {}", answered.status),
    }
}
