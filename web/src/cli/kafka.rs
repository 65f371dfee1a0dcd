//! `audiapro kafka`: what nobody could take, and putting it in again.

use actors::kafka::browse::{self, Found};
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Outcome, Surroundings, terminal};

const AFTER: &str = "\
Examples:
  audiapro kafka dead-letters
  audiapro kafka dead-letters --replay --reason refused
  audiapro kafka dead-letters --replay --from audiapro.ingress --api-key sk_…

One JSON object a line: reason, detail, topic, partition and offset of where it was found, key and payload. Replaying puts records
into their topic again; what was taken meanwhile is a duplicate, and what still cannot be taken comes back as a new letter.";

/// Look at what nobody could take
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Records that were given up, with reason and place
    DeadLetters(DeadLetters),
}

#[derive(Debug, Args)]
struct DeadLetters {
    /// Put them into their topic again
    #[arg(long)]
    replay: bool,
    /// Only those with this reason
    #[arg(long)]
    reason: Option<String>,
    /// Only those found in this topic
    #[arg(long, value_name = "TOPIC")]
    from: Option<String>,
    /// Under this key; letters of the ingress topic need one, for theirs is not kept
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
}

pub fn run(arguments: &Arguments, surroundings: &Surroundings) -> anyhow::Result<Outcome> {
    let Command::DeadLetters(wanted) = &arguments.command;
    let config = surroundings.config()?;
    let kafka = config
        .kafka
        .settings(config.store.shared)
        .context("there is no Kafka: set KAFKA_BROKERS or kafka.brokers")?;
    let mut letters = browse::read(&kafka, Topic::DeadLetters)?;
    letters.retain(|letter| is_wanted(letter, wanted));
    for letter in &letters {
        terminal::line(&told(letter).to_string())?;
    }
    if wanted.replay {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(replay(&kafka, letters, wanted.api_key.as_deref()))?;
    }
    Ok(Outcome::Done)
}

fn is_wanted(letter: &Found, wanted: &DeadLetters) -> bool {
    let is = |name: &str, value: &Option<String>| value.is_none() || letter.header(name) == value.as_deref();
    is("reason", &wanted.reason) && is("topic", &wanted.from)
}

fn told(letter: &Found) -> serde_json::Value {
    let number = |name: &str| letter.header(name).and_then(|text| text.parse::<i64>().ok());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    json!({
        "reason": letter.header("reason"), "detail": letter.header("detail"), "topic": letter.header("topic"),
        "partition": number("partition"), "offset": number("offset"), "key": letter.key.as_deref().map(text),
        "payload": text(&letter.payload),
    })
}

async fn replay(kafka: &KafkaConfig, letters: Vec<Found>, api_key: Option<&str>) -> anyhow::Result<()> {
    let (mut received, mut ingress) = (Vec::new(), Vec::new());
    for letter in letters {
        let place = letter
            .header("partition")
            .and_then(|text| text.parse().ok())
            .unwrap_or(-1);
        let is_ingress = letter.header("topic").is_some_and(|topic| topic.ends_with(".ingress"));
        let mut again = Found {
            partition: if is_ingress { -1 } else { place },
            headers: Vec::new(),
            ..letter
        };
        if is_ingress {
            let key = api_key.context("letters of the ingress topic need --api-key: theirs is not kept")?;
            again.headers.push(("api-key".into(), key.to_owned()));
            ingress.push(again);
        } else {
            received.push(again);
        }
    }
    browse::write(kafka, Topic::Received, &received).await?;
    browse::write(kafka, Topic::Ingress, &ingress).await?;
    eprintln!("{} records were put in again", received.len() + ingress.len());
    Ok(())
}
