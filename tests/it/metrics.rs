//! Metrics: what the server exports is in the catalogue, passes Prometheus' own linter, and is all that alerts and dashboard ask for.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use actors::Door;
use serde_json::json;
use tests::{TestApp, eventually, project};

fn read(path: &str) -> String {
    std::fs::read_to_string(project(path)).unwrap()
}

/// Every word that looks like a metric of ours; of a histogram its own name.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("audiapro_") || word.starts_with("process_"));
    ours.map(|word| {
        ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| word.strip_suffix(end))
            .unwrap_or(word)
            .to_owned()
    })
    .collect()
}

fn catalogue() -> BTreeSet<String> {
    names(&read("docs/metrics.md"))
}

/// Families that the server exports after a call went through it.
async fn scrape() -> String {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.canary.every_s = 3600;
    })
    .await;
    let (_, client) = app.tenant("Acme").await;
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-24T09:00:00Z" });
    client.post("/v1/calls", &record).await;
    client
        .put("/v1/calls/api/1/recording", "audio/wav", tests::sound::wav(8000, 1, 80))
        .await;
    let compared = async || {
        client
            .get("/metrics")
            .await
            .text()
            .contains("audiapro_job_last_success_timestamp_seconds{kind=\"conservation.check\"}")
    };
    eventually("the first comparison", compared).await;
    client.get("/metrics").await.text()
}

fn promtool(arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = Command::new("promtool")
        .args(arguments)
        .current_dir(project("docker"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool: script/setup installs it (Debian's package prometheus)");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let told = [done.stdout, done.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    (done.status.success(), told)
}

#[tokio::test]
async fn what_is_exported_is_in_the_catalogue_and_passes_the_linter() {
    let text = scrape().await;
    let exported: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next().map(str::to_owned))
        .collect();
    assert!(exported.len() > 40, "{exported:?}");
    let unknown: Vec<_> = exported.difference(&catalogue()).cloned().collect();
    assert!(unknown.is_empty(), "not in docs/metrics.md: {unknown:?}");
    let (clean, told) = promtool(&["check", "metrics"], &text);
    assert!(clean, "{told}");
}

#[test]
fn alerts_and_dashboard_ask_for_nothing_that_is_not_there() {
    let catalogue = catalogue();
    for path in [
        "docker/alerts.yml",
        "docker/alerts.test.yml",
        "docker/grafana/dashboards/audiapro.json",
    ] {
        let asked = names(&read(path));
        assert!(asked.len() > 5, "{path}: {asked:?}");
        let unknown: Vec<_> = asked.difference(&catalogue).collect();
        assert!(unknown.is_empty(), "{path} asks for {unknown:?}");
    }
}

#[test]
fn the_catalogue_names_what_the_sources_make() {
    let files = std::fs::read_dir(project("actors/src/metrics")).unwrap();
    let sources: String = files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let compact: String = sources.split_whitespace().collect();
    let made = compact.match_indices("make.").filter_map(|(at, _)| {
        let name = compact[at..].split_once("(\"")?.1.split_once('"')?.0;
        Some(format!("audiapro_{name}"))
    });
    let made: BTreeSet<String> = made.collect();
    assert!(made.len() > 20, "{made:?}");
    let missing: Vec<_> = made.difference(&catalogue()).cloned().collect();
    assert!(missing.is_empty(), "not in docs/metrics.md: {missing:?}");
}

#[test]
fn the_catalogue_names_every_door() {
    let doors = [
        Door::Http,
        Door::Ndjson,
        Door::Kafka,
        Door::Source,
        Door::Tcp,
        Door::Socket,
        Door::Folder,
        Door::Fetch,
        Door::Canary,
        Door::Demo,
    ];
    let page = read("docs/metrics.md");
    let (_, told) = page.split_once("\nDoors: ").expect("the page tells of the doors");
    let is_told = |door: &Door| told.contains(&format!("`{}`", door.as_str()));
    let missing: Vec<Door> = doors.into_iter().filter(|door| !is_told(door)).collect();
    assert_eq!(missing, []);
}

/// All of the text below a folder of sources.
fn sources(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let text = |path: PathBuf| match path.is_dir() {
        true => sources(&path),
        false => std::fs::read_to_string(path).unwrap_or_default(),
    };
    entries.map(text).collect()
}

#[test]
fn the_catalogue_names_nothing_that_nobody_makes() {
    let sources = ["actors/src", "web/src"].map(|of| sources(&project(of))).concat();
    let is_made = |name: &str| {
        let own = name.strip_prefix("audiapro_").unwrap_or(name);
        [name, own].iter().any(|name| sources.contains(&format!("\"{name}\"")))
    };
    let catalogue = catalogue();
    let stale: Vec<_> = catalogue.iter().filter(|name| !is_made(name)).collect();
    assert!(stale.is_empty(), "in docs/metrics.md, and no more: {stale:?}");
}

#[test]
fn every_alert_fires_when_it_must() {
    let (held, told) = promtool(&["test", "rules", "alerts.test.yml"], "");
    assert!(held, "{told}");
    let tested = read("docker/alerts.test.yml");
    for line in read("docker/alerts.yml").lines() {
        if let Some(alert) = line.trim().strip_prefix("- alert: ") {
            assert!(
                tested.contains(&format!("alertname: {alert}\n")),
                "{alert} has no test in which it fires"
            );
        }
    }
}
