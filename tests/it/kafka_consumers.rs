//! The examples of docs/kafka.md, run as they stand there: only the address and the prefix of the topics are those of the test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use actors::config::AppConfig;
use models::identity::tenant::{NewTenant, Tenant};
use models::testing::TestDatabase;
use serde_json::Value;
use tests::{eventually, project};

use crate::kafka::{brokers, prefix, turn};
use crate::stage;

/// The first example in this language after this heading.
fn example(language: &str, heading: &str) -> String {
    let page = std::fs::read_to_string(project("docs/kafka.md")).unwrap();
    let (_, part) = page.split_once(heading).expect(heading);
    let (_, rest) = part.split_once(&format!("```{language}\n")).expect(language);
    rest.split_once("\n```").unwrap().0.to_owned()
}

/// What the examples say of themselves, as it is here.
fn here(example: &str, prefix: &str) -> String {
    assert!(
        example.contains("localhost:9092") && example.contains("audiapro."),
        "{example}"
    );
    example
        .replace("localhost:9092", &brokers())
        .replace("\"audiapro.", &format!("\"{prefix}."))
        .replace("-t audiapro.", &format!("-t {prefix}."))
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run script/test, which fetches what it needs"))
}

/// A consumer that was started, and the lines it prints. Killed when it is dropped.
struct Consumer {
    child: Child,
    lines: Receiver<String>,
}

impl Consumer {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// The first events, each with its key.
    fn events(&self, count: usize) -> Vec<(String, Value)> {
        let until = Instant::now() + Duration::from_secs(90);
        (0..count)
            .map(|n| {
                let line = self.lines.recv_timeout(until.saturating_duration_since(Instant::now()));
                let line = line.unwrap_or_else(|_| panic!("event {n} of {count} never came"));
                let (key, event) = line.split_once(' ').expect("key and event");
                (key.to_owned(), serde_json::from_str(event).expect("JSON"))
            })
            .collect()
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn file(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_page_read_every_event_in_order_and_write_a_record() {
    let _turn = turn().await;
    let (database, folder) = (TestDatabase::create().await, tempfile::tempdir().unwrap());
    let mut config = AppConfig::new(folder.path());
    config.analysis.workers = 1;
    let kafka = stage::kafka(brokers(), prefix(), false);
    config.kafka = Some(kafka.clone());
    let node = stage::start(&config, &database, Ok(stage::fakes())).await.unwrap();
    let made = Tenant::create(
        &database.pools.owner,
        &database.master_key,
        "test",
        NewTenant::named("Test"),
    )
    .await;
    let (tenant, _, api_key) = made.unwrap();
    let tenant = tenant.tenant_id();
    for n in 0..8 {
        let record = stage::record(&stage::fixed_call(&format!("c-{n}")));
        node.accept(tenant, vec![record]).await.unwrap();
    }
    let rows = database.superuser().await;
    let stored = async |wanted: i64| {
        eventually(&format!("{wanted} calls are stored"), async || {
            rows.query_one("SELECT count(*) FROM legs", &[])
                .await
                .unwrap()
                .get::<_, i64>(0)
                == wanted
        })
        .await;
    };
    stored(8).await;
    // One more comes in as an integration writes it.
    let write = here(&example("sh", "## Writing records yourself"), &kafka.prefix);
    let written = Command::new("sh")
        .args(["-c", &write])
        .env("AUDIAPRO_API_KEY", api_key.reveal())
        .status();
    assert!(written.unwrap().success(), "{write}");
    stored(9).await;

    let (sh, python, java) = (
        here(&example("sh", "## Events"), &kafka.prefix),
        here(&example("python", "## Events"), &kafka.prefix),
        here(&example("java", "## Events"), &kafka.prefix),
    );
    let (python, java) = (
        file(folder.path(), "consume.py", &python),
        file(folder.path(), "Consume.java", &java),
    );
    let libraries = format!("{}/*", variable("AUDIAPRO_TEST_KAFKA_LIBRARIES"));
    for (name, command) in [
        ("kcat", Command::new("sh").args(["-c", &format!("exec {sh}")])),
        (
            "Python",
            Command::new(variable("AUDIAPRO_TEST_KAFKA_PYTHON")).arg(python),
        ),
        (
            "Java",
            Command::new("java").args(["-Xmx128m", "-cp", &libraries]).arg(java),
        ),
    ] {
        let consumer = Consumer::start(command);
        let (mut last, mut received) = (0, 0);
        while received < 9 {
            for (key, event) in consumer.events(1) {
                let seq = event["seq"].as_i64().unwrap();
                assert!(seq > last, "{name}: {seq} after {last}");
                last = seq;
                assert_eq!(key, tenant.to_string(), "{name}");
                assert_eq!(event["tenant_id"], key, "{name}");
                received += usize::from(event["type"] == "call.received");
            }
        }
    }
    node.drain().await;
}
