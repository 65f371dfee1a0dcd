//! `audiapro kafka`: what nobody could take, and putting it in again; into how many partitions the door is cut.

use actors::kafka::browse::{self, Found};
use actors::kafka::cut::{self, Cut};
use actors::kafka::dead_letters::KEPT;
use actors::kafka::settings::KafkaConfig;
use actors::kafka::topics::Topic;
use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;

use super::installation::{At, with_database};
use super::{Outcome, Surroundings, terminal};
use crate::config::Config;

const AFTER: &str = "\
Examples:
  audiapro kafka dead-letters
  audiapro kafka dead-letters --replay --reason refused
  audiapro kafka dead-letters --replay --from audiapro.ingress --api-key sk_…
  audiapro kafka partitions
  audiapro kafka partitions --set 24

One JSON object a line. Of dead letters: reason, detail, topic, partition and offset of where it was found, key, schema and payload. Replaying puts records
into their topic again, with the version they said and the trace they belong to; what was taken meanwhile is a duplicate, and what still cannot
be taken comes back as a new letter.";

/// Look at what nobody could take, and at the partitions of the door
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Records that were given up, with reason and place
    DeadLetters(DeadLetters),
    /// The partitions of the door, with epoch, offset and lag of each
    Partitions(Partitions),
}

#[derive(Debug, Args)]
struct Partitions {
    /// Cut the door into so many, while no node runs and everything is committed; what the topic lacks is added
    #[arg(long, value_name = "N")]
    set: Option<i32>,
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
    match &arguments.command {
        Command::DeadLetters(wanted) => dead_letters(wanted, &settings(&surroundings.config()?)?),
        Command::Partitions(Partitions { set }) => partitions(*set, &arguments.at.enter(surroundings, &[])?),
    }
}

fn settings(config: &Config) -> anyhow::Result<KafkaConfig> {
    let kafka = config.kafka.settings(config.store.shared);
    kafka.context("there is no Kafka: set KAFKA_BROKERS or kafka.brokers")
}

fn partitions(set: Option<i32>, config: &Config) -> anyhow::Result<Outcome> {
    let kafka = settings(config)?;
    let cut = with_database(config, async |database| {
        let (_, pools) = database.open(config).await?;
        Ok(match set {
            Some(to) => cut::change(&kafka, &pools, to).await?,
            None => cut::look(&kafka, &pools).await?,
        })
    })?;
    let Cut { noted, found, parts } = cut;
    terminal::line(&json!({"topic": kafka.received(), "cut_into": noted, "found": found}).to_string())?;
    for part in parts {
        let told = json!({
            "partition": part.partition, "used": part.used, "epoch": part.epoch, "next_offset": part.next_offset, "end": part.end,
            "lag": part.lag(),
        });
        terminal::line(&told.to_string())?;
    }
    Ok(Outcome::Done)
}

fn dead_letters(wanted: &DeadLetters, kafka: &KafkaConfig) -> anyhow::Result<Outcome> {
    let mut letters = browse::read(kafka, Topic::DeadLetters)?;
    letters.retain(|letter| is_wanted(letter, wanted));
    for letter in &letters {
        terminal::line(&told(letter).to_string())?;
    }
    if wanted.replay {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(replay(kafka, letters, wanted.api_key.as_deref()))?;
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
        "schema": letter.header("schema"),
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
        // A record that said another version is not put in as one of this.
        let is_kept = |(name, _): &(String, String)| KEPT.contains(&name.as_str());
        let mut again = Found {
            partition: if is_ingress { -1 } else { place },
            headers: letter.headers.into_iter().filter(is_kept).collect(),
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
