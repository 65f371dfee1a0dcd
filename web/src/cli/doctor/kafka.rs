//! Whether several nodes could run: Kafka, and the partitions that the door is cut into.

use std::cmp::Ordering;

use actors::kafka::cut;
use models::db::DatabaseConfig;
use models::platform::installation;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "kafka";

pub fn check(config: &Config) -> Finding {
    let Some(kafka) = config.kafka.settings(config.store.shared) else {
        return Finding::ok(CHECK, "none: this is the only process");
    };
    if !kafka.store_shared {
        let remedy = "let data.dir be on a file system that all nodes share, and set store.shared = true";
        return Finding::fail(CHECK, "every node must reach every recording", remedy);
    }
    let found = match cut::found(&kafka) {
        Ok(Some(found)) => found,
        Ok(None) => return Finding::ok(CHECK, "answers; its topics are made at the first start"),
        Err(error) => {
            return Finding::fail(
                CHECK,
                error.to_string(),
                "correct KAFKA_BROKERS, or start those brokers",
            );
        }
    };
    let topic = kafka.received();
    match noted(config) {
        Some(noted) => compared(&topic, noted, found),
        None => Finding::ok(CHECK, format!("answers; {topic} has {found} partitions")),
    }
}

fn compared(topic: &str, noted: i32, found: i32) -> Finding {
    match found.cmp(&noted) {
        Ordering::Equal => Finding::ok(CHECK, format!("answers; the door is cut into {noted} partitions")),
        Ordering::Greater => Finding::warn(
            CHECK,
            format!("{topic} has {found} partitions, and the door is cut into {noted}: the others stay empty"),
            format!("leave it so, or stop all nodes and run `audiapro kafka partitions --set {found}`"),
        ),
        Ordering::Less => Finding::fail(
            CHECK,
            format!("{topic} has {found} partitions, and the door is cut into {noted}: it was made anew"),
            "see docs/kafka.md on partitions",
        ),
    }
}

/// What the database says, if it can be asked.
fn noted(config: &Config) -> Option<i32> {
    let mut bounds = DatabaseConfig::new(&config.database.url);
    bounds.wait_max = std::time::Duration::from_millis(config.database.connect_timeout_ms);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    runtime.block_on(installation::partitions_noted(&bounds)).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn added_partitions_are_a_warning_with_the_command_and_missing_ones_a_failure() {
        assert_eq!(compared("t", 3, 3).verdict, Verdict::Ok);
        let added = compared("t", 3, 5);
        assert_eq!(added.verdict, Verdict::Warn);
        assert!(added.remedy.unwrap().contains("--set 5"));
        assert_eq!(compared("t", 3, 1).verdict, Verdict::Fail);
    }
}
