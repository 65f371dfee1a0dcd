//! `audiapro import`: files and folders sent to a running server, read on as they grow, and across whatever ends the command.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tests::pbx::{master_csv_row as row, sample, smdr_lines, stored};
use tests::{Client, TestApp, binary, eventually};

struct Importer<'a> {
    client: &'a Client,
    positions: &'a Path,
}

impl Importer<'_> {
    fn command(&self, source: &str, arguments: &[&str], path: &Path) -> Command {
        let mut command = Command::new(binary());
        // A file that stays as it is rests soon, unless a test is about one that does not.
        let rest_s: &[&str] = if arguments.contains(&"--rest-s") {
            &[]
        } else {
            &["--rest-s", "1"]
        };
        command
            .args(["import", "--source", source])
            .args(rest_s)
            .arg("--positions")
            .arg(self.positions)
            .args(arguments)
            .arg(path)
            .env("AUDIAPRO_URL", &self.client.url)
            .env("AUDIAPRO_API_KEY", self.client.key.as_ref().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    async fn run(&self, source: &str, arguments: &[&str], path: &Path) -> Output {
        let mut command = self.command(source, arguments, path);
        tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap()
    }

    fn begin(&self, source: &str, arguments: &[&str], path: &Path) -> Child {
        self.command(source, arguments, path).spawn().unwrap()
    }
}

async fn make(client: &Client, name: &str, format: &str, settings: Value) {
    let body = json!({ "name": name, "format": format, "settings": settings });
    let made = client.post("/v1/sources", &body).await;
    assert_eq!(made.status, 201, "{}", made.json);
}

async fn count(client: &Client, source: &str) -> i64 {
    let counted = client.get(&format!("/v1/calls/count?source_instance={source}")).await;
    counted.json["count"]
        .as_i64()
        .unwrap_or_else(|| panic!("{}", counted.json))
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test]
async fn a_file_is_read_on_as_it_grows_and_to_its_end_when_it_was_rotated_away() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "rome", "asterisk-cdr-csv", json!({})).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    let file = folder.path().join("Master.csv");
    let whole: String = (0..10).map(row).collect();
    // Cut within a line: it is read when it is whole, and not before.
    let cut = whole.find(&row(5)).unwrap() + 20;
    std::fs::write(&file, &whole[..cut]).unwrap();
    let mut watching = importer.begin("rome", &["--watch", "--rest-s", "600"], &file);
    eventually("the whole lines are there", async || count(&client, "rome").await == 5).await;
    std::fs::write(&file, &whole).unwrap();
    eventually("the rest is there", async || count(&client, "rome").await == 10).await;
    watching.kill().unwrap();
    watching.wait().unwrap();
    // More came, then it was rotated away, and the new one has begun.
    let rotated = folder.path().join("Master.csv.1");
    std::fs::write(&file, format!("{whole}{}", row(10))).unwrap();
    std::fs::rename(&file, &rotated).unwrap();
    std::fs::write(&file, (11..40).map(row).collect::<String>()).unwrap();
    let done = importer.run("rome", &[], folder.path()).await;
    assert!(
        done.status.success() && said(&done).starts_with("30 legs,"),
        "{}",
        said(&done)
    );
    assert_eq!(count(&client, "rome").await, 40);
    let again = importer.run("rome", &[], folder.path()).await;
    assert!(said(&again).starts_with("0 legs,"), "{}", said(&again));
    let all = importer.run("rome", &["--from-start"], folder.path()).await;
    assert!(said(&all).starts_with("40 legs,"), "{}", said(&all));
    assert_eq!(count(&client, "rome").await, 40);
    assert_eq!(client.get("/v1/usage").await.json["used"], 40);
}

#[tokio::test]
async fn equal_lines_of_a_file_are_calls_of_their_own_and_the_file_again_is_known() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "smdr", "panasonic-smdr", json!({})).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    let file = folder.path().join("smdr.log");
    let mut text = smdr_lines(&[1, 1, 2, 1]);
    std::fs::write(&file, &text).unwrap();
    let done = importer.run("smdr", &[], &file).await;
    assert!(said(&done).starts_with("4 legs,"), "{}", said(&done));
    assert_eq!(count(&client, "smdr").await, 4);
    // What follows is counted from the file's beginning.
    text.push_str(&smdr_lines(&[1, 3, 2]));
    std::fs::write(&file, &text).unwrap();
    let more = importer.run("smdr", &[], &file).await;
    assert!(said(&more).starts_with("3 legs,"), "{}", said(&more));
    assert_eq!(count(&client, "smdr").await, 7);
    let renamed = folder.path().join("old.txt");
    std::fs::rename(&file, &renamed).unwrap();
    let again = importer.run("smdr", &["--from-start"], &renamed).await;
    assert!(said(&again).starts_with("7 legs,"), "{}", said(&again));
    assert_eq!(count(&client, "smdr").await, 7);
    assert_eq!(client.get("/v1/usage").await.json["used"], 7);
}

#[tokio::test]
async fn whatever_kills_the_command_every_line_is_there_once_and_most_are_not_sent_again() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "rome", "asterisk-cdr-csv", json!({})).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    let file = folder.path().join("Master.csv");
    std::fs::write(&file, (0..6000).map(row).collect::<String>()).unwrap();
    // Killed as soon as something has come, again and again.
    for _ in 0..3 {
        let before = count(&client, "rome").await;
        let mut child = importer.begin("rome", &[], &file);
        eventually("some more is there", async || {
            count(&client, "rome").await > before || child.try_wait().unwrap().is_some()
        })
        .await;
        child.kill().ok();
        child.wait().unwrap();
    }
    let done = importer.run("rome", &[], &file).await;
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(count(&client, "rome").await, 6000);
    assert_eq!(client.get("/v1/usage").await.json["used"], 6000);
}

#[tokio::test]
async fn a_folder_gives_every_file_that_comes_to_lie_in_it_and_one_that_cannot_be_read_keeps_no_other_out() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let (one, two) = (sample("cisco-cucm-cdr-1"), sample("cisco-cucm-cdr-2"));
    make(&client, "cucm", &one.form, Value::Object(one.settings.clone())).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    std::fs::write(folder.path().join("cdr_1"), &one.payload).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no record\n").unwrap();
    let mut watching = importer.begin("cucm", &["--watch"], folder.path());
    eventually("the first is there", async || stored(&client, "cucm").await.len() == 4).await;
    std::fs::write(folder.path().join("cdr_2.part"), &two.payload).unwrap();
    std::fs::rename(folder.path().join("cdr_2.part"), folder.path().join("cdr_2")).unwrap();
    let wanted = one.expected["calls"].as_array().unwrap().len() + two.expected["calls"].as_array().unwrap().len();
    eventually("the second is there", async || {
        stored(&client, "cucm").await.len() == wanted
    })
    .await;
    watching.kill().unwrap();
    watching.wait().unwrap();
    let aside = client.get("/v1/quarantine?source_instance=cucm").await;
    assert_eq!(aside.json["data"].as_array().unwrap().len(), 1, "{}", aside.json);
    let unknown = importer.run("none", &[], folder.path()).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        said(&unknown).contains("there is no source \"none\""),
        "{}",
        said(&unknown)
    );
}

/// Written long enough ago to be whole.
fn recording(folder: &Path, name: &str, frames: u32) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, tests::sound::wav(8000, 1, frames)).unwrap();
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(then).unwrap();
}

#[tokio::test]
async fn a_folder_of_recordings_is_tried_first_then_sent_once_and_what_fails_is_named() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "rome", "asterisk-cdr-csv", json!({ "tz": "Europe/Rome" })).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    recording(folder.path(), "2026/03/20260302-100000_2025550143_201.wav", 1000);
    recording(folder.path(), "2026/03/20260302-110000_2025550143_201.wav", 2000);
    recording(folder.path(), "2026/03/memo.wav", 3000);
    std::fs::write(folder.path().join("readme.txt"), "no sound").unwrap();
    let record = json!({ "source_instance": "rome", "external_id": "a", "direction": "inbound", "started_at": "2026-03-02T09:00:03Z",
        "from": "+12025550143", "to": "201", "disposition": "answered", "talk_s": 60 });
    let sent = client.post("/v1/calls", &record).await;
    let call = sent.json["call_id"].as_str().unwrap().to_owned();
    let path = Path::new("recordings");
    let arguments = |more: &[&'static str]| -> Vec<String> {
        let mut arguments = vec!["--pattern", "{started:%Y%m%d-%H%M%S}_{from}_{to}.{any}"];
        arguments.extend(more);
        arguments.into_iter().map(str::to_owned).collect()
    };
    let run = async |more: &[&'static str]| {
        let mut command = importer.command("rome", &[], path);
        command.arg(folder.path()).args(arguments(more));
        tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap()
    };
    let tried = run(&["--dry-run"]).await;
    let told = said(&tried);
    assert_eq!(tried.status.code(), Some(2), "{told}");
    assert!(
        told.contains("started 2026-03-02T09:00:00Z, from 2025550143, to 201"),
        "{told}"
    );
    assert!(
        told.contains("memo.wav  is not such a name") && told.contains("3 files, 1 whose"),
        "{told}"
    );
    assert_eq!(client.get("/v1/recordings/orphans").await.json["data"], json!([]));
    let done = run(&[]).await;
    let told = said(&done);
    assert_eq!(done.status.code(), Some(2), "{told}");
    assert!(
        told.starts_with("1 with their leg, 1 without a leg yet, 0 known already, 1 that failed"),
        "{told}"
    );
    assert!(told.contains("could not import 2026/03/memo.wav"), "{told}");
    let read = client.get(&format!("/v1/calls/{call}/recording")).await;
    assert_eq!((read.status, read.bytes), (200, tests::sound::wav(8000, 1, 1000)));
    let again = run(&[]).await;
    assert!(
        said(&again).starts_with("0 with their leg, 0 without a leg yet, 2 known already"),
        "{}",
        said(&again)
    );
    let orphans = client.get("/v1/recordings/orphans").await;
    assert_eq!(
        orphans.json["data"][0]["name"],
        "2026/03/20260302-110000_2025550143_201.wav"
    );
}

#[tokio::test]
async fn records_in_our_own_form_are_lines_or_items_and_one_that_cannot_be_read_is_named_by_its_place() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "own", "canonical", json!({})).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    let record = |n: u32| {
        json!({ "external_id": format!("o-{n}"), "direction": "inbound", "started_at": "2026-03-02T09:00:00Z", "talk_s": 60,
            "recording_url": format!("https://pbx.example/{n}.wav") })
        .to_string()
    };
    let lines = folder.path().join("calls.ndjson");
    let whole = format!("{}\n{{\"external_id\": \"bad\"\n{}\n", record(0), record(1));
    std::fs::write(&lines, &whole).unwrap();
    let array = format!(
        "[\n  {},\n  {{\"external_id\": \"short\"}},\n  {}\n]\n",
        record(2),
        record(0)
    );
    std::fs::write(folder.path().join("calls.json"), array).unwrap();
    let done = importer.run("own", &[], folder.path()).await;
    let told = said(&done);
    assert!(
        done.status.success() && told.starts_with("4 legs,") && told.contains("2 that could not be read"),
        "{told}"
    );
    assert_eq!(count(&client, "own").await, 3);
    let aside = async || -> Vec<(String, String)> {
        let listed = client.get("/v1/quarantine?source_instance=own").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let data = listed.json["data"].as_array().unwrap().iter();
        let mut aside: Vec<_> = data.map(|one| (text(&one["at"]), text(&one["code"]))).collect();
        aside.sort();
        aside
    };
    let wanted = [
        ("calls.json, from byte 4: 2".to_owned(), "missing_field".to_owned()),
        ("calls.ndjson, from byte 0: 2".to_owned(), "bad_json".to_owned()),
    ];
    assert_eq!(aside().await, wanted);
    // What a record says beside its leg comes along.
    let calls = stored(&client, "own").await;
    let first = calls
        .iter()
        .find(|call| call["legs"][0]["external_id"] == "o-0")
        .unwrap();
    assert_eq!(first["legs"][0]["recording_ref"], "https://pbx.example/0.wav");
    std::fs::write(&lines, format!("{whole}{}\n", record(3))).unwrap();
    let more = importer.run("own", &[], folder.path()).await;
    assert!(said(&more).starts_with("1 legs,"), "{}", said(&more));
    let all = importer.run("own", &["--from-start"], folder.path()).await;
    assert!(said(&all).starts_with("5 legs,"), "{}", said(&all));
    assert_eq!(count(&client, "own").await, 4);
    assert_eq!(aside().await, wanted);
    assert_eq!(client.get("/v1/usage").await.json["used"], 4);
}

#[tokio::test]
async fn a_table_in_our_own_form_goes_on_below_its_header_whatever_kills_the_command() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    make(&client, "own", "canonical", json!({})).await;
    let (folder, positions) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let importer = Importer {
        client: &client,
        positions: positions.path(),
    };
    let row = |n: u32| format!("t-{n};2026-03-02T09:00:00Z;inbound;\"two\nlines\"\r\n");
    let file = folder.path().join("calls.csv");
    let header = "\u{feff}External ID;started_at;direction;custom.note\r\n";
    let first = format!("{header}{}t-bad;yesterday;inbound;\r\n{}", row(0), row(1));
    std::fs::write(&file, &first).unwrap();
    let tried = importer.run("own", &["--dry-run"], &file).await;
    let told = said(&tried);
    let amiss = format!(
        "calls.csv, from byte {}: 4: bad_timestamp t-bad: `started_at`",
        header.len()
    );
    assert!(tried.status.success() && told.contains(&amiss), "{told}");
    assert!(
        told.contains("2 legs, 0 ignored, 1 that could not be read; nothing was sent"),
        "{told}"
    );
    assert_eq!(count(&client, "own").await, 0);
    let mut watching = importer.begin("own", &["--watch", "--rest-s", "600"], &file);
    eventually("the first rows are there", async || count(&client, "own").await == 2).await;
    watching.kill().unwrap();
    watching.wait().unwrap();
    // It grew, a table with another header was put behind it, and it was rotated away.
    let joined = "direction,external_id,started_at\noutbound,t-3,2026-03-02T10:00:00Z\n";
    let rotated = folder.path().join("calls.csv.1");
    std::fs::write(&file, format!("{first}{}{joined}", row(2))).unwrap();
    std::fs::rename(&file, &rotated).unwrap();
    let other = "started_at,direction,external_id\n2026-03-02T11:00:00Z,internal,t-4\n";
    std::fs::write(&file, other).unwrap();
    let done = importer.run("own", &[], folder.path()).await;
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(count(&client, "own").await, 5);
    let again = importer.run("own", &[], folder.path()).await;
    assert!(said(&again).starts_with("0 legs,"), "{}", said(&again));
    let mut directions: Vec<(String, String)> = Vec::new();
    for call in stored(&client, "own").await {
        let text = |key: &str| call["legs"][0][key].as_str().unwrap().to_owned();
        directions.push((text("external_id"), text("direction")));
    }
    directions.sort();
    let wanted = [
        ("t-0", "inbound"),
        ("t-1", "inbound"),
        ("t-2", "inbound"),
        ("t-3", "outbound"),
        ("t-4", "internal"),
    ];
    assert_eq!(
        directions,
        wanted.map(|(id, direction)| (id.to_owned(), direction.to_owned()))
    );
    // A row that comes later and cannot be read is named by its place below the header that is remembered.
    std::fs::write(&file, format!("{other}2026-03-02T12:00:00Z,sideways,t-5\n")).unwrap();
    let more = importer.run("own", &[], &file).await;
    assert!(said(&more).contains("1 that could not be read"), "{}", said(&more));
    let listed = client.get("/v1/quarantine?source_instance=own").await;
    let aside = listed.json["data"].as_array().unwrap();
    let of = |code: &str| {
        aside
            .iter()
            .find(|one| one["code"] == code)
            .unwrap_or_else(|| panic!("{aside:?}"))
    };
    assert_eq!(aside.len(), 2, "{aside:?}");
    assert_eq!(
        of("bad_value")["at"],
        format!("calls.csv, from byte {}: 2", other.len())
    );
    assert!(
        of("bad_value")["detail"].as_str().unwrap().contains("`direction`"),
        "{aside:?}"
    );
    assert!(
        of("bad_timestamp")["at"].as_str().unwrap().ends_with(": 4"),
        "{aside:?}"
    );
    assert!(
        of("bad_timestamp")["detail"]
            .as_str()
            .unwrap()
            .contains("t-bad: `started_at`"),
        "{aside:?}"
    );
    assert_eq!(client.get("/v1/usage").await.json["used"], 5);
}
