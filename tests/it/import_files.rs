//! `audiapro import`: files and folders sent to a running server, read on as they grow, and across whatever ends the command.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tests::pbx::{sample, stored};
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

fn row(n: u32) -> String {
    let (minute, second) = (n / 60 % 60, n % 60);
    format!(
        "\"\",\"12025550143\",\"201\",\"from-trunk\",\"\"\"A\"\" <12025550143>\",\"PJSIP/trunk-0000002a\",\"PJSIP/201-0000002b\",\"Dial\",\
         \"PJSIP/201,60\",\"2026-03-02 09:{minute:02}:{second:02}\",\"2026-03-02 09:{minute:02}:{second:02}\",\"2026-03-02 10:{minute:02}:{second:02}\",\
         3600,3600,\"ANSWERED\",\"DOCUMENTATION\",\"1772442000.{n}\",\"\",\"\",\"1772442000.{n}\",{n}\n"
    )
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
